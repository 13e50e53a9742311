"""The write use cases of statements, one a file."""
