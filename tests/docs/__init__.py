"""What is written for readers of the documentation, and what writes it."""
