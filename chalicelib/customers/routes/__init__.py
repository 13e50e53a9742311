"""REST routes of customers, a module for each noun."""
