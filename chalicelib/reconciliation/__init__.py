"""Reconciliation: does everything the bank says of its money agree? Every night by a state machine, and by `make verify`."""
