"""Balance and transact (document 002): each user has one balance, opened with 100.00 USD by the bank's promotions."""
