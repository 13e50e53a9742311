"""REST routes of rules, lists and cases, a module a noun."""
