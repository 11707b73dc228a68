"""What a query answers, in each form."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import pyoxigraph as ox
import pytest

from casegraph.errors import QueryError
from casegraph.queries.answer import Answer, GraphAnswer, read_solutions
from casegraph.queries.header import Column, SavedQuery
from casegraph.queries.run import ask
from casegraph.store.embedded import Store

ROWS = """SELECT ?iri ?text ?whole ?number ?yes ?nothing WHERE {
  BIND(<http://e/a> AS ?iri) BIND("a, \\"b\\"\\n"@fr AS ?text) BIND(3 AS ?whole)
  BIND(13.90 AS ?number) BIND(true AS ?yes)
}"""


def query(text: str) -> SavedQuery:
    return SavedQuery("mine", Path("mine.rq"), text)


def answer(text: str) -> Answer | GraphAnswer:
    return ask(query(text), Store(ox.Store()), {})


def rows() -> Answer:
    found = answer(ROWS)
    assert isinstance(found, Answer)
    return found


def test_cells_are_plain_values() -> None:
    assert [dict(row) for row in rows()] == [
        {"iri": "http://e/a", "text": 'a, "b"\n', "whole": 3, "number": 13.9, "yes": True, "nothing": None}
    ]
    assert len(rows()) == 1


def test_csv() -> None:
    header, row = csv.reader(io.StringIO(rows().to_csv()))
    assert header == ["iri", "text", "whole", "number", "yes", "nothing"]
    assert row == ["http://e/a", 'a, "b"\n', "3", "13.9", "true", ""]


def test_a_whole_decimal_has_no_point_in_csv() -> None:
    found = answer("SELECT ?n WHERE { BIND(40.0 AS ?n) }")
    assert isinstance(found, Answer)
    assert found.to_csv() == "n\n40\n"


def test_json() -> None:
    assert json.loads(rows().to_json()) == [dict(row) for row in rows()]


def test_dataframe() -> None:
    frame = rows().to_dataframe()
    assert list(frame.columns) == ["iri", "text", "whole", "number", "yes", "nothing"]
    assert frame["whole"].tolist() == [3]
    assert list(answer("SELECT ?a WHERE { ?a ?b ?c }").to_dataframe().columns) == ["a"]  # type: ignore[union-attr]


def test_yes_and_no() -> None:
    found = answer("ASK { ?a ?b ?c }")
    assert isinstance(found, Answer)
    assert [dict(row) for row in found] == [{"answer": False}]


def test_triples() -> None:
    text = "CONSTRUCT { <http://e/b> <http://e/p> ?x . <http://e/a> <http://e/p> ?x } WHERE { VALUES ?x { 1 1 2 } }"
    found = answer(text)
    assert isinstance(found, GraphAnswer)
    assert len(found) == 4
    assert found.to_turtle().index("<http://e/a>") < found.to_turtle().index("<http://e/b>")
    assert len(found.to_rdflib()) == 4


def test_a_header_describes_the_columns() -> None:
    described = SavedQuery("mine", Path("mine.rq"), "", columns=(Column("n", "integer", "A number", "d"),))
    found = read_solutions(described, ox.Store().query("SELECT ?n ?m WHERE { }"))
    assert isinstance(found, Answer)
    assert found.columns == (Column("n", "integer", "A number", "d"), Column("m", "text", ""))


def test_what_is_no_sparql_is_refused_with_the_file_and_the_place() -> None:
    with pytest.raises(QueryError, match=r"mine\.rq: the query is not valid SPARQL: line 1, column 19, at the end$"):
        answer("SELECT ?x { ?x y }")


def test_a_row_that_a_server_repeats_though_it_should_not_is_given_once() -> None:
    twice = "SELECT ?a ?b WHERE { VALUES (?a ?b) { (1 2) (1 2) (1 UNDEF) } }"
    solutions = [Store(ox.Store()).query(twice) for _ in range(2)]
    given = [
        read_solutions(query(text), found)
        for text, found in zip((twice, f"SELECT DISTINCT{twice[6:]}"), solutions, strict=True)
    ]
    assert [[tuple(row.values()) for row in one] for one in given if isinstance(one, Answer)] == [
        [(1, 2), (1, 2), (1, None)],
        [(1, 2), (1, None)],
    ]
