"""The bank in a bottle: its real handlers in one process, on doubles of AWS, under one seeded scheduler of faults."""
