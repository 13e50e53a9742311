"""Series of transfers. Numbers from 300 on."""
