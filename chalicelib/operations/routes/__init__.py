"""REST routes of operations, for the role of that name."""
