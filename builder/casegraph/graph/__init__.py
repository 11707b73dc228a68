"""From a case to its RDF graph: what rules infer, how it is written, and what checks it."""
