"""Outside terminologies: a file a format, each yielding the same small records."""
