"""Checking and savings accounts (document 001): opened, frozen, closed. Their money is the ledger's."""
