"""Terms written by hand say what pyoxigraph's parser reads."""

from __future__ import annotations

import math
from decimal import Decimal

import pyoxigraph as ox
import pytest
from hypothesis import given
from hypothesis import strategies as st

from casegraph.errors import GraphError
from casegraph.graph.terms import boolean, decimal, integer, iri, literal, offset, percent, typed

# Any text but lone surrogates, which no encoding can write.
texts = st.text(st.characters(exclude_categories=["Cs"]))


def read(term: str) -> ox.Literal | ox.NamedNode:
    (triple,) = ox.parse(f"<urn:s> <urn:p> {term} .\n".encode(), format=ox.RdfFormat.N_TRIPLES)
    assert isinstance(triple.object, ox.Literal | ox.NamedNode)
    return triple.object


@given(texts)
def test_literal_is_read_back(text: str) -> None:
    assert read(literal(text)) == ox.Literal(text)


@given(texts)
def test_literal_with_language_is_read_back(text: str) -> None:
    assert read(literal(text, "fr")) == ox.Literal(text, language="fr")


@given(texts)
def test_literal_stays_on_one_line(text: str) -> None:
    assert not {"\n", "\r"} & set(literal(text))


@given(texts)
def test_typed_literal_is_read_back(text: str) -> None:
    datatype = ox.NamedNode("http://www.w3.org/2001/XMLSchema#date")
    assert read(typed(text, "date")) == ox.Literal(text, datatype=datatype)


@given(texts)
def test_iri_is_always_valid(text: str) -> None:
    term = read(iri("urn:x:" + text))
    assert isinstance(term, ox.NamedNode)


@given(texts)
def test_percent_keeps_different_ids_apart_and_safe(text: str) -> None:
    from urllib.parse import unquote

    assert unquote(percent(text)) == text
    assert set(percent(text)) <= set("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~%")


def test_iri_leaves_what_is_valid() -> None:
    assert iri("https://w3id.org/casegraph/concept/Sein") == "<https://w3id.org/casegraph/concept/Sein>"
    assert iri("urn:a b") == "<urn:a%20b>"


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_decimal_is_the_number(number: float) -> None:
    term = read(decimal(number))
    assert isinstance(term, ox.Literal)
    assert Decimal(term.value) == Decimal(repr(number))
    assert "e" not in term.value.lower()


@given(st.integers(-(10**12), 10**12), st.integers(0, 6))
def test_decimal_is_in_the_form_that_a_store_gives_back(digits: int, places: int) -> None:
    number = digits / 10**places
    store = ox.Store()
    store.load(f"<urn:s> <urn:p> {decimal(number)} .".encode(), format=ox.RdfFormat.N_TRIPLES)
    (kept,) = store
    assert kept.object == read(decimal(number))


@pytest.mark.parametrize(
    ("number", "text"),
    [(35000.0, "35000"), (13.9, "13.9"), (0.5, "0.5"), (-2.0, "-2"), (1e-7, "0.0000001"), (0.0, "0")],
)
def test_decimal_form(number: float, text: str) -> None:
    assert decimal(number) == f'"{text}"^^<http://www.w3.org/2001/XMLSchema#decimal>'


@pytest.mark.parametrize("number", [math.inf, -math.inf, math.nan])
def test_what_is_no_number_is_refused(number: float) -> None:
    with pytest.raises(GraphError, match="no decimal number"):
        decimal(number)


def test_counts_and_truth() -> None:
    assert read(integer(31)) == ox.Literal(31)
    assert read(boolean(True)) == ox.Literal(True)
    assert read(boolean(False)) == ox.Literal(False)
    term = read(offset(4))
    assert isinstance(term, ox.Literal)
    assert term.datatype.value.endswith("#nonNegativeInteger")
