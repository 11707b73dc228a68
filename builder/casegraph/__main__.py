"""`python -m casegraph` is the command line."""

from casegraph.cli import main

main()
