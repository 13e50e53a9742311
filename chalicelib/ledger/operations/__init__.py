"""The write use cases of the ledger, one a file."""
