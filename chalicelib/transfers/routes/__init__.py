"""REST routes of transfers and their reviews, a module a noun."""
