"""What cases can be taken from: cases that have been read, graph files, stores."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

from casegraph.errors import InputError
from casegraph.records import Case
from casegraph.store.embedded import Store
from casegraph.store.graphs import NamedGraph, case_graphs, graph_of

__all__ = ["Source", "named_graphs"]

#: A case, cases, a store that `load` made, or the path of a graph file.
Source = Case | Iterable[Case] | Store | str | Path


def named_graphs(source: Source, ontology: Path | None = None) -> Iterator[NamedGraph]:
    """The case graphs of a source, those of a store in the order of their names.

    `ontology` is the folder of the one that a file's graphs should be built with, the shipped one unless named.

    Raises:
        InputError: it is nothing of this kind.
        GraphError: a file is missing, in no RDF format, or holds no case graph.
    """
    if isinstance(source, str | Path):
        yield from case_graphs(Path(source), ontology)
    elif isinstance(source, Store):
        for name in sorted(source.cases()):
            yield NamedGraph(name, source.graph(name))
    elif isinstance(source, Case):
        yield graph_of(source)
    elif isinstance(source, Iterable):
        yield from map(graph_of, source)
    else:
        raise InputError(f"{source!r} holds no cases; give a case, cases, a store or the path of a graph file")
