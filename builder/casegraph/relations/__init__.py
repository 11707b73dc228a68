"""What links mentions: reasons, causes, tests, sites, attributes, times."""
