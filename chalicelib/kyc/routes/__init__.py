"""REST routes of documents and reviews, a module a noun."""
