"""The ontology as a lexicon, and the mentions it finds."""
