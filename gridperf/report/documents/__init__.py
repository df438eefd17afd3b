"""Each report by itself: its page from its view, what it carries inside, and its workbook."""
