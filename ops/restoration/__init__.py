"""Restoring a ledger: every table as it was at one second, under its own name, and what has to happen around that.

`doors` stops and starts everything that works on the tables, `tables` copies them from their own past and puts the copies in
their place, `aftermath` mends what the jump back left lying: streams, messages, executions, sessions.
"""
