"""Holds on accounts and cards: the routes of the ledger's authorise, capture, void, and the sweep after a hold's end."""
