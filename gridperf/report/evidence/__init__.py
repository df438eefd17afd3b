"""What a paper carries inside as proof of what it says, and the laws its rows obey."""
