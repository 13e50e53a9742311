"""Savings goals and the debt repayment optimiser (document 004). A goal is a ledger account fed from a wallet."""
