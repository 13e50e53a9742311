"""The write use cases, one a file."""
