"""What is said of a mention: presence, experiencer, status."""
