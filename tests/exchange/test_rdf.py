"""RDF formats: every one says the same, the same case gives the same bytes."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pyoxigraph as ox
import pytest
from hypothesis import given
from hypothesis import strategies as st

from casegraph.exchange.formats import FORMATS, render
from casegraph.exchange.jsonld import jsonld
from casegraph.graph.options import GraphOptions
from casegraph.graph.vocabulary import PREFIXES
from casegraph.graph.writer import nquads, ntriples
from casegraph.records import Case
from tests.graph.made import Made, rich_case

READERS = {
    "turtle": ox.RdfFormat.TURTLE,
    "trig": ox.RdfFormat.TRIG,
    "nquads": ox.RdfFormat.N_QUADS,
    "jsonld": ox.RdfFormat.JSON_LD,
    "rdfxml": ox.RdfFormat.RDF_XML,
}
ROOT = Path(__file__).parents[2]


def content(name: str, *cases: Case) -> bytes:
    return b"".join(render(cases, FORMATS[name]))


def read(name: str, document: bytes) -> set[ox.Quad]:
    """The quads that a parser reads; no case graph has a blank node, so equal sets are isomorphic graphs."""
    quads = set()
    for quad in ox.parse(document, format=READERS[name]):
        assert isinstance(quad, ox.Quad)
        assert not isinstance(quad.subject, ox.BlankNode)
        assert not isinstance(quad.object, ox.BlankNode)
        quads.add(quad)
    return quads


@pytest.mark.parametrize("name", ["turtle", "jsonld", "rdfxml"])
@pytest.mark.parametrize("case_id", ["c1", "un été: n°3 (suite)"])
def test_formats_of_one_graph_say_the_same(name: str, case_id: str) -> None:
    case = rich_case(case_id)
    assert read(name, content(name, case)) == read("turtle", ntriples(case).encode())


@pytest.mark.parametrize("name", ["trig", "nquads"])
def test_formats_of_many_graphs_say_the_same(name: str) -> None:
    cases = [rich_case("one"), rich_case("two")]
    expected = read("nquads", "".join(map(nquads, cases)).encode())
    assert read(name, content(name, *cases)) == expected
    assert {str(quad.graph_name) for quad in expected} == {"<urn:casegraph:case:one>", "<urn:casegraph:case:two>"}


@pytest.mark.parametrize("name", ["turtle", "jsonld", "rdfxml"])
def test_rdflib_reads_the_same(name: str) -> None:
    import rdflib

    case = rich_case()
    formats = {"turtle": "turtle", "jsonld": "json-ld", "rdfxml": "xml"}
    graph = rdflib.Graph().parse(data=content(name, case), format=formats[name])
    assert len(graph) == len(read("turtle", ntriples(case).encode()))


@pytest.mark.parametrize("name", READERS)
def test_the_same_bytes_in_any_process(name: str) -> None:
    script = (
        "import sys; from casegraph.exchange.formats import *; from tests.graph.made import rich_case\n"
        f"sys.stdout.buffer.write(b''.join(render([rich_case()], FORMATS[{name!r}])))"
    )
    outputs = {content(name, rich_case())}
    for seed in ("0", "4711"):
        environment = os.environ | {"PYTHONHASHSEED": seed, "PYTHONPATH": str(ROOT)}
        done = subprocess.run(
            [sys.executable, "-c", script], capture_output=True, env=environment, check=True, cwd=ROOT
        )
        outputs.add(done.stdout)
    assert len(outputs) == 1


def test_turtle_begins_with_its_prefixes_in_order() -> None:
    document = content("turtle", rich_case()).decode()
    head, _, body = document.partition("\n\n")
    assert head.splitlines() == [
        "@prefix case: <urn:casegraph:case:c1#> .",
        *(f"@prefix {name}: <{start}> ." for name, start in PREFIXES.items()),
    ]
    assert "@prefix" not in body
    assert "case:s7 a cg:ConditionStatement" in body
    assert "cg:presence cg:Suspected" in body


def test_trig_has_its_common_prefixes_once() -> None:
    document = content("trig", rich_case("one"), rich_case("two")).decode()
    assert document.count("@prefix cg:") == 1
    assert document.count("@prefix case:") == 2


def test_the_stem_of_the_options_is_used() -> None:
    options = GraphOptions(base_iri="https://example.org/cas/")
    for name in READERS:
        document = b"".join(render([rich_case()], FORMATS[name], options))
        assert b"https://example.org/cas/c1" in document
        assert b"urn:casegraph:case" not in document


def test_iris_are_absolute_in_every_format() -> None:
    for name in READERS:
        for quad in read(name, content(name, rich_case())):
            terms = (quad.subject, quad.predicate, quad.object)
            assert all(":" in term.value for term in terms if isinstance(term, ox.NamedNode))


@given(st.text(st.characters(exclude_categories=["Cs", "Cc", "Cn"]), min_size=1))
def test_any_text_survives_every_format(text: str) -> None:
    made = Made(text)
    made.add("condition", text, presence="present")
    case = made.case()
    expected = read("turtle", ntriples(case).encode())
    for name in ("turtle", "jsonld", "rdfxml"):
        assert read(name, content(name, case)) == expected


def test_jsonld_is_compact() -> None:
    document = json.loads(content("jsonld", rich_case()))
    assert document["@context"]["case"] == "urn:casegraph:case:c1#"
    nodes = {node["@id"]: node for node in document["@graph"]}
    assert nodes["case:s7"]["cg:presence"] == {"@id": "cg:Suspected"}
    assert nodes["case:s15"]["cg:history"] is True
    assert nodes["case:s4"]["@type"] == ["cg:Observation", "sosa:Observation"]
    assert nodes["case:e7"]["rdfs:label"] == {"@value": "Nodule", "@language": "fr"}
    assert nodes["case:s4"]["cg:canonicalValue"] == {"@value": "35", "@type": "xsd:decimal"}


def test_jsonld_refuses_what_no_case_graph_has() -> None:
    with pytest.raises(TypeError, match="no node of a case graph is blank"):
        jsonld([ox.Triple(ox.BlankNode(), ox.NamedNode("urn:p"), ox.Literal("x"))], PREFIXES)
