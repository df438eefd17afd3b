"""A county's month: from the files an office exports to every table of the assessment."""
