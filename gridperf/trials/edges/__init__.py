"""What happens exactly on every threshold of a rulebook, one unit below it and one unit above it."""
