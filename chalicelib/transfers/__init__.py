"""Transfers of money from an account to another one of the bank."""
