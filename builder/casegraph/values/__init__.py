"""Numbers, units, results, dates and relative times."""
