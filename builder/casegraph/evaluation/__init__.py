"""What was read, held against what should have been read.

`gold` opens annotations, `statements` and `guide` compare one document, `intervals` resamples documents, `result` holds
the figures, `printed` and `page` show them. `measures.tsv` names every measure and says what counts in it.
"""
