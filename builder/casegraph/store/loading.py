"""Loading cases into a store or an endpoint: what is there already is left, what changed is replaced.

Batches are handed over in threads while the next one is read, as many at once as the target takes. A load that was
interrupted is resumed by the same command: what it had stored has the digest of what it would store.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from casegraph.errors import GraphError
from casegraph.graph.files import GRAPH_SUFFIXES
from casegraph.store.graphs import NamedGraph, batched, case_graphs, graph_of

__all__ = ["Loaded", "Target", "is_graph_file", "load", "places_graphs"]


class Target(Protocol):
    """Where graphs are kept: an embedded store or an endpoint; `at_once` is how many batches it takes at a time."""

    at_once: int

    def digests(self, graphs: Iterable[str]) -> dict[str, str]:
        """The digests of those of some graphs that are kept there."""

    def put(self, graphs: Sequence[NamedGraph]) -> None:
        """Keep graphs, each in the place of the graph of its name."""


@dataclass(slots=True)
class Loaded:
    """How many cases were new, took the place of another one, or were there already; and the triples written."""

    new: int = 0
    replaced: int = 0
    unchanged: int = 0
    triples: int = 0

    @property
    def cases(self) -> int:
        """All of them."""
        return self.new + self.replaced + self.unchanged


def load(graphs: Iterable[NamedGraph], target: Target, told: Callable[[Loaded], None] = lambda _: None) -> Loaded:
    """Load graphs; `told` is called after each batch.

    Raises:
        GraphError: a graph is not valid, or two of the graphs have one name.
        EndpointError: an endpoint does not take them.
    """
    done = Loaded()
    seen: set[str] = set()
    under_way: deque[Future[None]] = deque()
    with ThreadPoolExecutor(target.at_once) as writers:
        for batch in batched(graphs):
            known = target.digests(graph.iri for graph in batch)
            for graph in batch:
                if graph.iri in seen:
                    raise GraphError(f"{graph.iri}: two of the inputs hold this case; give one of them another id")
                seen.add(graph.iri)
            fresh = [graph for graph in batch if known.get(graph.iri) != graph.digest]
            while len(under_way) >= target.at_once:
                under_way.popleft().result()
                told(done)
            under_way.append(writers.submit(target.put, fresh))
            done.unchanged += len(batch) - len(fresh)
            done.replaced += sum(graph.iri in known for graph in fresh)
            done.new += sum(graph.iri not in known for graph in fresh)
            done.triples += sum(map(len, fresh))
        while under_way:
            under_way.popleft().result()
            told(done)
    return done


def is_graph_file(path: Path) -> bool:
    """Whether a file's name says that it holds a graph."""
    return path.name.lower().removesuffix(".gz").endswith(tuple(GRAPH_SUFFIXES))


def places_graphs(
    places: Iterable[str], read: Callable[[Sequence[str]], Iterable[NamedGraph]] | None = None
) -> Iterator[NamedGraph]:
    """The graphs of places: graph files, folders of them, and reports, which are read by `read`.

    Raises:
        GraphError: a graph file is missing, not valid, or holds no case graph.
        InputError: a report cannot be read.
    """
    reports: list[str] = []
    for place in places:
        path = Path(place)
        files = sorted(filter(is_graph_file, path.iterdir())) if path.is_dir() else [path]
        if not files or not is_graph_file(files[0]):
            reports.append(place)
            continue
        for file in files:
            yield from case_graphs(file)
    if reports:
        yield from (read or _read)(reports)


def _read(reports: Sequence[str]) -> Iterator[NamedGraph]:
    from casegraph.inputs import documents
    from casegraph.pipeline import read
    from casegraph.terminology.added import open_lexicon

    lexicon = open_lexicon(None)
    for document in documents(reports):
        yield graph_of(read(document, lexicon))
