"""REST routes of transfers, their reviews and payees, a module a noun."""
