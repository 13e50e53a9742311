"""Money that waits for a person of the bank: how a review begins and ends, and payments of products that keep no rows for it."""
