"""Wire shapes of operations."""
