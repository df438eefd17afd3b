"""What is read back from a paper, and what of it holds: by itself, and against what it should come from."""
