"""A case graph in the RDF formats: the same case gives the same bytes, prefixes in one order, IRIs absolute."""

from __future__ import annotations

import pyoxigraph as ox

from casegraph.exchange.jsonld import jsonld
from casegraph.graph.options import GraphOptions
from casegraph.graph.vocabulary import PREFIXES
from casegraph.graph.writer import case_iri, nquads, ntriples
from casegraph.records import Case

__all__ = ["prefix_lines", "to_jsonld", "to_nquads", "to_rdfxml", "to_trig", "to_turtle"]


def prefix_lines() -> bytes:
    """The head of a Turtle or TriG document."""
    return b"".join(_prefix_line(name, start) for name, start in PREFIXES.items()) + b"\n"


def to_nquads(case: Case, options: GraphOptions) -> bytes:
    """N-Quads, in the named graph of the case."""
    return nquads(case, options).encode()


def to_turtle(case: Case, options: GraphOptions) -> bytes:
    """A Turtle document, with the nodes of the case under the prefix `case:`."""
    nodes = _nodes_prefix(case, options)
    body = _serialise(ntriples(case, options), ox.RdfFormat.TURTLE, nodes)
    return _prefix_line("case", nodes) + prefix_lines() + _without_prefixes(body)


def to_trig(case: Case, options: GraphOptions) -> bytes:
    """The named graph of the case in TriG behind a prefix `case:` of its own; the others stand before all cases."""
    nodes = _nodes_prefix(case, options)
    return _prefix_line("case", nodes) + _without_prefixes(_serialise(nquads(case, options), ox.RdfFormat.TRIG, nodes))


def to_rdfxml(case: Case, options: GraphOptions) -> bytes:
    """An RDF/XML document."""
    return _serialise(ntriples(case, options), ox.RdfFormat.RDF_XML, _nodes_prefix(case, options))


def to_jsonld(case: Case, options: GraphOptions) -> bytes:
    """A JSON-LD document with the prefixes as its context."""
    triples = ox.parse(ntriples(case, options).encode(), format=ox.RdfFormat.N_TRIPLES, lenient=True)
    return jsonld(triples, {"case": _nodes_prefix(case, options), **PREFIXES})


def _prefix_line(name: str, start: str) -> bytes:
    return f"@prefix {name}: <{start}> .\n".encode()


def _nodes_prefix(case: Case, options: GraphOptions) -> str:
    return f"{case_iri(case.id, options)}#"


def _serialise(lines: str, target: ox.RdfFormat, nodes: str) -> bytes:
    source = ox.RdfFormat.N_QUADS if target.supports_datasets else ox.RdfFormat.N_TRIPLES
    # The writer's own lines need no second validation.
    quads = ox.parse(lines.encode(), format=source, lenient=True)
    return ox.serialize(quads, format=target, prefixes={**PREFIXES, "case": nodes}) or b""


def _without_prefixes(document: bytes) -> bytes:
    """A document without the prefix lines at its head, whose order is the serialiser's own."""
    while document.startswith(b"@prefix "):
        document = document[document.index(b"\n") + 1 :]
    return document
