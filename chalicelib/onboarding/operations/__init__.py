"""Write use cases, one a file."""
