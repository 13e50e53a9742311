"""What a new customer gets: an account, cards and a welcome."""
