"""What holds the code to its own rules, beside the tests: import contracts, and the proof that every guard is tested."""
