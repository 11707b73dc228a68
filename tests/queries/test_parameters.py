"""Parameters are bound by replacing terms: whatever a user writes stays one term."""

from __future__ import annotations

from pathlib import Path

import pyoxigraph as ox
import pytest
from hypothesis import given
from hypothesis import strategies as st

from casegraph.errors import ParameterError, UnknownConceptError
from casegraph.graph.vocabulary import CONCEPT
from casegraph.queries.catalogue import saved_queries
from casegraph.queries.header import Parameter, SavedQuery, parse_query
from casegraph.queries.parameters import bind, parse_assignments, serialise

FEVER = f"<{CONCEPT}Fever>"


def echo(type_: str, default: str) -> SavedQuery:
    """A query that gives back what its parameter is bound to."""
    text = (
        "#: id echo\n#: question fr Quoi ?\n#: question en What?\n"
        f"#: parameter said {type_} What is said\n#: column said text What is said\n"
        f"SELECT ?said WHERE {{\n  VALUES ?said {{ {default} }}\n}}\n"
    )
    return parse_query(text, Path("echo.rq"))


def bound(query: SavedQuery, *values: str | int | float) -> list[str]:
    solutions = ox.Store().query(bind(query, {"said": list(values)}))
    assert isinstance(solutions, ox.QuerySolutions)
    return [str(solution["said"]) for solution in solutions]


@given(st.text(alphabet=st.characters(exclude_categories=["Cs"])))
def test_any_text_stays_one_literal(text: str) -> None:
    assert bound(echo("text", '"x"'), text) == [str(ox.Literal(text))]


def test_several_values_ask_for_either_and_none_twice() -> None:
    assert bound(echo("text", '"x"'), "b", "a", "b") == ['"b"', '"a"']


def test_numbers() -> None:
    integer = "http://www.w3.org/2001/XMLSchema#integer"
    assert bound(echo("integer", "1"), 3) == [str(ox.Literal("3", datatype=ox.NamedNode(integer)))]
    assert "2.5" in bound(echo("decimal", "1.0"), "2.5")[0]


@pytest.mark.parametrize(("type_", "value"), [("integer", "2.5"), ("integer", "many"), ("decimal", "1e3 } DROP")])
def test_what_is_no_number_is_refused(type_: str, value: str) -> None:
    with pytest.raises(ParameterError, match="the parameter n is a number"):
        serialise(Parameter("n", type_, "A number", "1"), value)


@pytest.mark.parametrize(
    "name", ["fièvre", "Fever", "c:Fever", CONCEPT + "Fever", FEVER, "hpo:0001945", "FIEVRE", "fever"]
)
def test_a_concept_by_any_of_its_names(name: str) -> None:
    assert serialise(Parameter("reason", "concept", "A reason", "c:Fever"), name) == FEVER


def test_a_concept_of_one_kind() -> None:
    assert serialise(Parameter("test", "concept/observable", "A test", "c:PlateletCount"), "plaquettes").endswith(
        "PlateletCount>"
    )
    with pytest.raises(UnknownConceptError, match="'fièvre' is c:Fever, of the kind condition; a observable"):
        serialise(Parameter("test", "concept/observable", "A test", "c:PlateletCount"), "fièvre")


def test_only_the_line_of_the_parameter_changes() -> None:
    query = saved_queries()["held-because"]
    changed = bind(query, {"reason": "fièvre"})
    differing = [(a, b) for a, b in zip(query.text.splitlines(), changed.splitlines(), strict=True) if a != b]
    assert differing == [("      VALUES ?reason { c:Thrombocytopenia }", f"      VALUES ?reason {{ {FEVER} }}")]
    assert bind(query, {}) == query.text


def test_an_unknown_parameter_and_an_empty_list_are_refused() -> None:
    query = saved_queries()["held-because"]
    with pytest.raises(ParameterError, match="held-because has no parameter 'cause'; it has reason"):
        bind(query, {"cause": "fièvre"})
    with pytest.raises(ParameterError, match="held-treatments has no parameter 'cause'; it has none"):
        bind(saved_queries()["held-treatments"], {"cause": "fièvre"})
    with pytest.raises(ParameterError, match="the parameter reason of held-because is given no value"):
        bind(query, {"reason": []})


def test_assignments() -> None:
    assert parse_assignments(["reason=a = b", "test = x", "reason=c"]) == {"reason": ["a = b", "c"], "test": ["x"]}


@pytest.mark.parametrize("assignment", ["reason", "=x", "reason=", "reason= "])
def test_what_is_no_assignment_is_refused(assignment: str) -> None:
    with pytest.raises(ParameterError, match="write NAME=VALUE"):
        parse_assignments([assignment])
