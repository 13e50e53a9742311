"""The write use cases of reports, one a file."""
