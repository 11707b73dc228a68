"""Where questions are asked: an embedded store, or a SPARQL endpoint elsewhere."""
