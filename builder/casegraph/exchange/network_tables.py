"""What the tables of nodes and edges share: the columns, the networks of cases one by one, how a cell is written."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any

from casegraph.exchange.losses import Ledger
from casegraph.exchange.network import network_of
from casegraph.exchange.network_losses import claim
from casegraph.graph.options import GraphOptions
from casegraph.store.graphs import graph_of

if TYPE_CHECKING:
    import networkx as nx

__all__ = ["EDGE_ATTRIBUTES", "NODE_ATTRIBUTES", "cell", "networks"]

#: The attributes of nodes that are columns, besides the label, with their type; a list has [] behind that of its items.
NODE_ATTRIBUTES = {
    "kind": "string", "case": "string", "words": "string", "concept": "string", "parent": "string",
    "codes": "string[]", "state": "string", "states": "string[]", "experiencer": "string", "history": "boolean",
    "inferred": "boolean", "statements": "int", "mentions": "int", "sentence": "string", "start": "int", "end": "int",
    "day_first": "double", "day_last": "double", "date_first": "string", "date_last": "string", "values": "double[]",
    "unit": "string", "value": "double", "value_texts": "string[]", "interpretation": "string", "grade": "string",
    "severity": "string", "laterality": "string", "sizes": "string[]", "doses": "string[]", "frequencies": "string[]",
    "routes": "string[]", "cycles": "string[]", "durations": "string[]", "sex": "string", "kinship": "string",
    "concept_kind": "string",
}  # fmt: skip
#: Those of edges, besides the kind.
EDGE_ATTRIBUTES = {
    "case": "string", "statement": "string", "state": "string", "words": "string", "sentence": "string",
    "start": "int", "end": "int", "order": "int", "rule": "string",
}  # fmt: skip


def networks(ledgers: Iterable[Ledger], options: GraphOptions) -> Iterator[nx.MultiDiGraph[str]]:
    """The network of each case, with concepts and persons; what it carries is claimed in the case's ledger."""
    for ledger in ledgers:
        claim(ledger)
        yield network_of([graph_of(ledger.case, options)], options.language, concepts=True, persons=True)


def cell(value: Any, between: str) -> str:
    """A value as a cell on one line; `between` stands between the items of a list, and in none of them."""
    if isinstance(value, list):
        return between.join(cell(item, between).replace(between, ",") for item in value)
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, float):
        return f"{value:.12g}"
    return "" if value is None else " ".join(str(value).split())
