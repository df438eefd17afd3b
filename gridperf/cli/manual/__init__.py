"""Help: one page per command, in Chinese and English."""
