"""What a release is made of: the declaration, what follows from it, and the package for a stage of AWS."""
