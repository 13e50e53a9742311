"""The ledger alone in the bottle: postings, holds and reversals of several people, and what must hold of them."""
