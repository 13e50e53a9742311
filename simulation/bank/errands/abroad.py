"""Transfers to other banks. Numbers from 340 on."""
