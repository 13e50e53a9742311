"""Who our customers are: names, documents, how to reach them, in which language, and their picture."""
