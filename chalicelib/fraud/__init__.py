"""The screening that every way to pay a merchant goes through."""
