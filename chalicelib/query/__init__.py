"""The query side (document 001): what customers read about their money, projected from the ledger's events.

Everything here can be thrown away and built again from the journal, byte for byte.
"""
