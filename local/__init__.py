"""The bank on a laptop: the emulator and what we mend in it, the stack, the front door and its pages, the demo."""
