"""Cases out of casegraph: RDF serialisations, statement records, BRAT."""
