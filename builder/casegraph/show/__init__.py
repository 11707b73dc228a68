"""A report with its statements marked in place, for the terminal and as a page."""
