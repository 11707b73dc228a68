"""Saved queries: one question a file under `queries/`, with a header that tools read and parameters that are bound."""
