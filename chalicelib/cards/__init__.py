"""Debit and credit cards: made by the registration flow, paid with by the purchase flow. A card is a ledger account."""
