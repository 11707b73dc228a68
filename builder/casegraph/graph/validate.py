"""Checking case graphs: their shapes, and that every quoted word stands at its offsets."""

from __future__ import annotations

import warnings
from collections.abc import Collection, Iterable
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pyoxigraph as ox

from casegraph.errors import GraphError
from casegraph.graph.files import graph_format, not_valid, open_graph
from casegraph.graph.findings import Finding
from casegraph.graph.options import DEFAULT_OPTIONS, GraphOptions
from casegraph.graph.versions import difference, named_version
from casegraph.graph.vocabulary import CG, CONCEPT, PREFIXES
from casegraph.graph.writer import nquads
from casegraph.records import Case
from casegraph.resources import data_folder

if TYPE_CHECKING:
    from rdflib import Graph

__all__ = ["check_case", "check_file", "check_graph", "check_quads", "known_terms", "shape_findings", "to_rdflib"]

_OA, _TYPE = PREFIXES["oa"], PREFIXES["rdf"] + "type"
_CASE_GRAPH, _TEXT = CG + "CaseGraph", CG + "text"
_START, _END, _EXACT = _OA + "start", _OA + "end", _OA + "exact"
_LABEL, _EVIDENCE, _SELECTOR = PREFIXES["rdfs"] + "label", CG + "evidence", _OA + "hasSelector"
_USED = PREFIXES["prov"] + "used"
_STRING = PREFIXES["xsd"] + "string"
_SH = "http://www.w3.org/ns/shacl#"


def check_file(path: Path, known: Collection[str] | None = None) -> list[Finding]:
    """What is wrong with the case graphs of a file; nothing where all is well.

    `known` are the IRIs of the concepts and of the terms of the model that there are; without them any may be named.

    Raises:
        GraphError: the file is missing, in no RDF format, not valid in it, or holds no case graph.
    """
    rdf_format = graph_format(path)
    try:
        with open_graph(path) as stream:
            content = stream.read()
    except (OSError, EOFError) as error:
        raise GraphError(f"{path}: cannot be read ({getattr(error, 'strerror', None) or error})") from error
    try:
        return check_graph(content, rdf_format, known)
    except GraphError as error:
        raise GraphError(f"{path}: {error}", quoted=error.quoted) from error


def check_case(case: Case, options: GraphOptions = DEFAULT_OPTIONS) -> list[Finding]:
    """What is wrong with the graph that is written for a case."""
    return check_graph(nquads(case, options).encode(), ox.RdfFormat.N_QUADS)


def check_graph(content: bytes, rdf_format: ox.RdfFormat, known: Collection[str] | None = None) -> list[Finding]:
    """What is wrong with the case graphs of a document.

    Raises:
        GraphError: the document is not valid in its format, or holds no case graph.
    """
    try:
        # Not by way of a store: that would turn every xsd:nonNegativeInteger into an xsd:integer.
        graphs = _split_graphs(ox.parse(content, format=rdf_format))
    except SyntaxError as error:
        raise not_valid("", rdf_format, error) from error
    if not graphs:
        raise GraphError("no case graph found; build one with casegraph build CASE -o case.ttl")
    return sorted({finding for quads in graphs for finding in check_quads(quads, known)})


def _split_graphs(quads: Iterable[ox.Quad | ox.Triple]) -> list[list[ox.Quad]]:
    """The quads of each graph that holds a case: cases are checked one by one, together they take far longer."""
    graphs: dict[str, list[ox.Quad]] = {}
    cases: set[str] = set()
    for quad in quads:
        assert isinstance(quad, ox.Quad)
        name = str(quad.graph_name)
        graphs.setdefault(name, []).append(quad)
        if quad.predicate.value == _TYPE and isinstance(quad.object, ox.NamedNode) and quad.object.value == _CASE_GRAPH:
            cases.add(name)
    return [found for name, found in graphs.items() if name in cases]


def check_quads(quads: list[ox.Quad], known: Collection[str] | None = None) -> list[Finding]:
    """What is wrong with one case graph."""
    findings = _version_findings(quads) + _offset_findings(quads) + _dangling_findings(quads) + shape_findings(quads)
    if known is not None:
        findings += _unknown_findings(quads, known)
    words = _words(quads)
    return [replace(found, words=words.get(found.place, "")) for found in findings]


def _version_findings(quads: list[ox.Quad]) -> list[Finding]:
    """That a graph is of another model; that it is only of another ontology is no fault, and a warning."""
    used = (_value(quad.object) for quad in quads if quad.predicate.value == _USED)
    version = next((named for iri in used if (named := named_version(iri)) is not None), None)
    other = difference(version)
    if other is None:
        return []
    cases = [_name(quad.subject) for quad in quads if _value(quad.object) == _CASE_GRAPH]
    if other.model:
        return [Finding(cases[0], "version", other.words)]
    warnings.warn(f"{cases[0]}: {other.words}", stacklevel=2)
    return []


def _unknown_findings(quads: list[ox.Quad], known: Collection[str]) -> list[Finding]:
    """Concepts that the ontology does not have, and words of the model that it does not know: `cg:presense`."""
    return [
        Finding(_name(quad.subject), kind, f"{_value(term)} is no {kind} of {where}")
        for quad in quads
        for term in (quad.predicate, quad.object)
        for start, kind, where in ((CONCEPT, "concept", "the ontology"), (CG, "term", "the model"))
        if isinstance(term, ox.NamedNode) and term.value.startswith(start) and term.value not in known
    ]


def _words(quads: list[ox.Quad]) -> dict[str, str]:
    """By what of a case: the words of the report that it is about, so that a person finds the place."""
    links: dict[str, dict[str, str]] = {_LABEL: {}, _EVIDENCE: {}, _SELECTOR: {}, _EXACT: {}}
    for quad in quads:
        known = links.get(quad.predicate.value)
        if known is not None:
            known.setdefault(_name(quad.subject), _value(quad.object))
    exact, selector = links[_EXACT], links[_SELECTOR]
    evidence = {node: exact[words] for node, words in selector.items() if words in exact}
    statements = {node: evidence[place] for node, place in links[_EVIDENCE].items() if place in evidence}
    return links[_LABEL] | exact | evidence | statements


def _offset_findings(quads: list[ox.Quad]) -> list[Finding]:
    """Words that do not stand at their offsets, and sentences that leave the text."""
    texts: list[str] = []
    spans: dict[str, dict[str, str]] = {}
    for quad in quads:
        predicate = quad.predicate.value
        if predicate == _TEXT:
            texts.append(_value(quad.object))
        elif predicate in (_START, _END, _EXACT):
            spans.setdefault(_name(quad.subject), {})[predicate] = _value(quad.object)
    if len(texts) != 1:
        return [Finding("report", "offsets", f"a case graph holds the text of one report, this one {len(texts)}")]
    text = texts[0]
    found = []
    for name, span in spans.items():
        start, end = span.get(_START, ""), span.get(_END, "")
        if not (start.isdecimal() and end.isdecimal()):
            found.append(Finding(name, "offsets", f"the offsets {start!r} and {end!r} are no counts of code points"))
        elif not int(start) < int(end) <= len(text):
            message = f"the offsets {start} and {end} leave the text, which has {len(text)} code points"
            found.append(Finding(name, "offsets", message))
        elif _EXACT in span and text[int(start) : int(end)] != span[_EXACT]:
            words = text[int(start) : int(end)]
            found.append(Finding(name, "offsets", f"{span[_EXACT]!r} is quoted, but {words!r} stands at {start}-{end}"))
    return found


def _dangling_findings(quads: list[ox.Quad]) -> list[Finding]:
    """Nodes of the case that something leads to and nothing is said of."""
    described = {_name(quad.subject) for quad in quads}
    cases = [
        _name(quad.subject) for quad in quads if quad.predicate.value == _TYPE and _value(quad.object) == _CASE_GRAPH
    ]
    start = f"{cases[0]}#"
    return [
        Finding(_name(quad.subject), "dangling", f"{quad.predicate.value} leads to {target}, of which nothing is said")
        for quad in quads
        if (target := _value(quad.object)).startswith(start) and target not in described
    ]


def shape_findings(quads: list[ox.Quad]) -> list[Finding]:
    """What pySHACL reports, down to the details of nested shapes."""
    import pyshacl
    from rdflib import RDF, URIRef

    conforms, report, _ = pyshacl.validate(to_rdflib(quads), shacl_graph=_shapes(), inplace=True)
    if conforms:
        return []
    found: list[Finding] = []
    result_type, detail = URIRef(_SH + "ValidationResult"), URIRef(_SH + "detail")
    results = set(report.subjects(RDF.type, result_type))
    inner = set(report.objects(None, detail))
    for result in results - inner:
        found += _leaves(report, result, detail)
    return found


def _leaves(report: Graph, result: Any, detail: Any) -> list[Finding]:
    from rdflib import URIRef

    details = list(report.objects(result, detail))
    if details:
        return [finding for inner in details for finding in _leaves(report, inner, detail)]
    value = report.value(result, URIRef(_SH + "value"))
    shown = f" (here: {value})" if value is not None else ""
    shape = str(report.value(result, URIRef(_SH + "sourceConstraintComponent"))).rpartition("#")[2]
    message = f"{report.value(result, URIRef(_SH + 'resultMessage'))}{shown}"
    return [Finding(str(report.value(result, URIRef(_SH + "focusNode"))), shape, message)]


@cache
def _shapes() -> Graph:
    from rdflib import Graph

    graph = Graph()
    for path in sorted((data_folder("ontology") / "shapes").glob("*.ttl")):
        graph.parse(path)
    return graph


def to_rdflib(quads: Iterable[ox.Quad]) -> Graph:
    """The triples as an rdflib graph, as pySHACL wants them."""
    from rdflib import BNode, Graph, Literal, URIRef

    made: dict[Any, Any] = {}

    def term(value: Any) -> Any:
        known = made.get(value)
        if known is None:
            if isinstance(value, ox.NamedNode):
                known = URIRef(value.value)
            elif isinstance(value, ox.BlankNode):
                known = BNode(value.value)
            elif value.language:
                known = Literal(value.value, lang=value.language)
            elif value.datatype.value == _STRING:
                # For rdflib a plain string and one that says it is a string differ.
                known = Literal(value.value)
            else:
                known = Literal(value.value, datatype=URIRef(value.datatype.value), normalize=False)
            made[value] = known
        return known

    graph = Graph()
    for quad in quads:
        graph.add((term(quad.subject), term(quad.predicate), term(quad.object)))
    return graph


def _name(term: ox.NamedNode | ox.BlankNode | ox.Triple) -> str:
    return term.value if isinstance(term, ox.NamedNode | ox.BlankNode) else str(term)


def _value(term: ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple) -> str:
    return term.value if not isinstance(term, ox.Triple) else str(term)


def known_terms() -> frozenset[str]:
    """The IRIs of the concepts of the shipped ontology and of the terms of the model."""
    from casegraph.graph.ontology import read_ontology_files

    declared = {
        _name(quad.subject) for quad in read_ontology_files().quads_for_pattern(None, ox.NamedNode(_TYPE), None)
    }
    return frozenset(name for name in declared if name.startswith((CONCEPT, CG)))
