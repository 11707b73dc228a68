"""casegraph turns clinical case reports into RDF knowledge graphs and answers questions over them."""
