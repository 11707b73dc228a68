"""CSV tables as `neo4j-admin database import` takes them: nodes and relationships, of any number of cases.

    neo4j-admin database import full --nodes=nodes.csv --relationships=relationships.csv cases

The header says the types (Neo4j operations manual, "CSV header format"). A node's IRI is its id; its labels are
`Entity` and the class of the model (`Condition`, `Treatment` ...), or `Concept`. A relationship's type is the kind of
edge in capitals (`REASON`, `SHOWN_BY` ...). The columns are the attributes that `casegraph.exchange.network` lists, the
label as `name`. Concepts are nodes that all cases share, and each thing is joined to whom it is said of. Arrays are cut
at ";", so that a ";" within an item is written as ",".
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator

from casegraph.exchange.losses import Ledger
from casegraph.exchange.network_tables import EDGE_ATTRIBUTES, NODE_ATTRIBUTES, cell, networks
from casegraph.graph.options import GraphOptions

__all__ = ["to_neo4j"]

#: The labels of a node by its kind, as the classes of the model are called.
_LABELS = {
    "condition": "Entity;Condition", "treatment": "Entity;Treatment", "procedure": "Entity;Procedure",
    "observation": "Entity;Observable", "encounter": "Entity;Encounter", "circumstance": "Entity;Circumstance",
    "site": "Entity;Site", "patient": "Entity;Person;Patient", "relative": "Entity;Person;FamilyMember",
    "other-person": "Entity;Person;OtherPerson", "concept": "Concept",
}  # fmt: skip


def to_neo4j(ledgers: Iterable[Ledger], options: GraphOptions) -> Iterator[tuple[int, bytes]]:
    """The two tables of all cases, case by case: as many as the disk holds."""
    yield 0, _row(["iri:ID", ":LABEL", "name:string", *(f"{name}:{kind}" for name, kind in NODE_ATTRIBUTES.items())])
    yield 1, _row([":START_ID", ":END_ID", ":TYPE", *(f"{name}:{kind}" for name, kind in EDGE_ATTRIBUTES.items())])
    concepts: set[str] = set()
    for network in networks(ledgers, options):
        for node, data in network.nodes(data=True):
            if node not in concepts:
                attributes = (cell(data.get(name), ";") for name in NODE_ATTRIBUTES)
                yield 0, _row([node, _LABELS.get(data["kind"], "Entity"), cell(data["label"], ";"), *attributes])
            if data["kind"] == "concept":
                concepts.add(node)
        for source, target, data in network.edges(data=True):
            kind = data["kind"].upper().replace("-", "_")
            yield 1, _row([source, target, kind, *(cell(data.get(name), ";") for name in EDGE_ATTRIBUTES)])


def _row(cells: list[str]) -> bytes:
    line = io.StringIO()
    csv.writer(line, lineterminator="\n").writerow(cells)
    return line.getvalue().encode()
