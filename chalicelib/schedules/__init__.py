"""Transfers that are to come: once, or again and again."""
