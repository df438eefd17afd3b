"""What the screen says, in Chinese and English side by side."""
