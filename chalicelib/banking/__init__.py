"""Deposits and withdrawals as operations (document 001): written with their command, posted later, followed by status."""
