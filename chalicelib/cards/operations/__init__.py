"""The write use cases of cards, one a file."""
