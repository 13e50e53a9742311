"""Everything that runs on a workstation: reading the declaration, packaging, the local bank."""
