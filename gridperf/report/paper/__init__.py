"""From a page to a PDF: its HTML, its fonts, two renderers that set the same, and the seal over what was set."""
