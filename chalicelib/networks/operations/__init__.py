"""What the networks do, simulated, one a file."""
