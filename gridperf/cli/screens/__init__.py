"""What commands found, on a screen and as plain data."""
