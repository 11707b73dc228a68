"""The reference of the package, rendered by pdoc from its docstrings: `python -m tests.docs.reference [FOLDER]`."""

from __future__ import annotations

import pkgutil
import sys
import warnings
from pathlib import Path

import networkx as nx
import pdoc
import pdoc.render

import casegraph
import casegraph.corpus


def render(folder: Path) -> None:
    """Render every module into HTML files in a folder."""
    for module in (casegraph, casegraph.corpus):
        # Names that are loaded when they are first used are looked for in the module itself.
        for name in module.__all__:
            setattr(module, name, getattr(module, name))
    # Generic for the type checker alone; pdoc evaluates the annotations.
    nx.Graph.__class_getitem__ = classmethod(lambda cls, _: cls)  # type: ignore[attr-defined]
    # PySpark is not installed everywhere; only its types are missing then. And Python keeps no module with the fields
    # of a NamedTuple, so that pdoc cannot look their types up.
    for known in (".*No module named 'pyspark'", ".*name '(DataFrame|SparkSession)' is not", ".*annotation ForwardRef"):
        warnings.filterwarnings("ignore", message=known)
    children = (found.name for found in pkgutil.iter_modules(casegraph.__path__) if found.name != "__main__")
    pdoc.render.configure(docformat="google")
    pdoc.pdoc("casegraph", *(f"casegraph.{name}" for name in children), output_directory=folder)


if __name__ == "__main__":
    render(Path(sys.argv[1] if len(sys.argv) > 1 else "out/reference"))
