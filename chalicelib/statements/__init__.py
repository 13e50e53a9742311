"""Account statements: of any range on request, and sealed every month, from one stream of rows in every format."""
