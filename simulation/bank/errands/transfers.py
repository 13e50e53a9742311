"""Transfers to others at this bank, their consent, payees and limits. Numbers from 200 on."""
