"""Knowing our customers: the documents they show, the review that looks at them, the level it gives."""
