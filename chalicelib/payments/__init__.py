"""Payments out of a wallet (document 004): a saga over `payment_events`, each side hearing only its own event types."""
