"""Accounts, wallets, payments, loans and savings. Numbers from 600 on."""
