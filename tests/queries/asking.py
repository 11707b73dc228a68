"""Asking a saved query of one case made by hand."""

from __future__ import annotations

from functools import cache
from typing import Any

import pyoxigraph as ox

from casegraph.graph.ontology import load_ontology
from casegraph.graph.vocabulary import CG, CONCEPT, RULE
from casegraph.graph.writer import nquads
from casegraph.queries.answer import Answer
from casegraph.queries.catalogue import saved_queries
from casegraph.queries.run import ask
from casegraph.records import Case
from casegraph.store.embedded import Store
from tests.graph.made import Made


@cache
def _ontology() -> ox.Store:
    return load_ontology()


def rows(name: str, made: Made, *columns: str, **parameters: str | list[str]) -> list[tuple[Any, ...]]:
    """The named columns of the rows that a case gives, IRIs by their local names.

    Every row is held against its header and its evidence: typed cells, offsets that lie in the sentence it gives.
    """
    case = made.case()
    quads = _ontology()
    graph = ox.NamedNode(f"urn:casegraph:case:{case.id}")
    quads.load(nquads(case).encode(), format=ox.RdfFormat.N_QUADS)
    try:
        answer = ask(saved_queries()[name], Store(quads), parameters)
    finally:
        quads.remove_graph(graph)
    assert isinstance(answer, Answer)
    for row in answer:
        assert_evidence(dict(row), case)
        for column in answer.columns:
            assert_type(column.type, row[column.name])
    return [tuple(local(row[column]) for column in columns) for row in answer]


def assert_evidence(row: dict[str, Any], case: Case) -> None:
    """The sentence stands in the text and holds the words between the offsets."""
    assert row["case"] == case.id
    assert row["sentence"] in case.document.text.split("\n")
    words = case.document.text[row["start"] : row["end"]]
    assert words
    assert words in row["sentence"]


_TYPES: dict[str, type | tuple[type, ...]] = {
    "concept": str, "term": str, "iri": str, "text": str, "integer": int, "decimal": (int, float), "boolean": bool,
}  # fmt: skip
_STEMS = {"concept": CONCEPT, "term": CG, "iri": "http"}


def assert_type(type_: str, cell: Any) -> None:
    """A cell is what its column's header says, or empty."""
    if cell is not None:
        assert isinstance(cell, _TYPES[type_])
        if type_ in _STEMS:
            assert str(cell).startswith(_STEMS[type_])


def local(cell: Any) -> Any:
    """A concept, term or rule by its local name; anything else as it is."""
    if isinstance(cell, str):
        for stem in (CONCEPT, CG, RULE):
            cell = cell.removeprefix(stem)
    return cell
