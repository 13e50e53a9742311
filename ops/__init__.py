"""What an operator does to a running bank: the one on this laptop, or the stage of AWS that BANK_STAGE names."""
