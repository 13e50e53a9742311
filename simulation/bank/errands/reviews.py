"""What is held for a person, and what many pay at once. Numbers from 360 on."""
