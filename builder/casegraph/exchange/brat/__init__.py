"""BRAT standoff, both ways: the statements of a report as annotations, and annotations as statements.

`scheme` says what the types, attributes, relations and notes mean; `writer` writes a case, `standoff` parses an `.ann`,
`reader` makes statement records of it, `folder` reads a folder of `.txt` and `.ann` files.
"""
