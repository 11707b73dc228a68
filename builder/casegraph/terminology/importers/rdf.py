"""Ontologies and vocabularies in RDF: OWL, RDFS, SKOS, in any syntax that pyoxigraph reads; NCIt's and MeSH's too.

A class or SKOS concept with a label is a concept. Exact synonyms, alternative labels and NCIt's full synonyms are
forms; `rdfs:subClassOf` and `skos:broader` give the hierarchy; `skos:exactMatch`, `owl:equivalentClass` and database
cross-references give matches. What is deprecated is left out.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pyoxigraph as ox

from casegraph.errors import TerminologyError
from casegraph.terminology.importers.options import Options
from casegraph.terminology.importers.records import Imported, Named, Row, Term
from casegraph.terminology.importers.sources import Source
from casegraph.terminology.importers.systems import from_iri, kind_by, written_code
from casegraph.unpack import without_entity_bombs

__all__ = ["SYNTAXES", "read_rdf"]

#: The syntaxes by what a file's name ends with.
SYNTAXES = {
    ".owl": ox.RdfFormat.RDF_XML,
    ".rdf": ox.RdfFormat.RDF_XML,
    ".xml": ox.RdfFormat.RDF_XML,
    ".ttl": ox.RdfFormat.TURTLE,
    ".nt": ox.RdfFormat.N_TRIPLES,
    ".nq": ox.RdfFormat.N_QUADS,
    ".trig": ox.RdfFormat.TRIG,
    ".jsonld": ox.RdfFormat.JSON_LD,
}
_RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
_RDFS = "http://www.w3.org/2000/01/rdf-schema#"
_OWL = "http://www.w3.org/2002/07/owl#"
_SKOS = "http://www.w3.org/2004/02/skos/core#"
_XL = "http://www.w3.org/2008/05/skos-xl#"
_OIO = "http://www.geneontology.org/formats/oboInOwl#"
_NCIT = "http://ncicb.nci.nih.gov/xml/owl/EVS/Thesaurus.owl#"
_MESH = "http://id.nlm.nih.gov/mesh/vocab#"
_DC = ("http://purl.org/dc/terms/", "http://purl.org/dc/elements/1.1/")
_TYPES = {_OWL + "Class", _RDFS + "Class", _SKOS + "Concept", _MESH + "TopicalDescriptor", _MESH + "SCR_Disease"}
_PREFERRED = {_SKOS + "prefLabel", _RDFS + "label", _XL + "prefLabel", _NCIT + "P108"}
_OTHERS = {
    _SKOS + "altLabel",
    _SKOS + "hiddenLabel",
    _XL + "altLabel",
    _OIO + "hasExactSynonym",
    _NCIT + "P90",
    "http://purl.obolibrary.org/obo/IAO_0000118",
}
_PARENTS = {_RDFS + "subClassOf", _SKOS + "broader", _MESH + "broaderDescriptor"}
_CHILDREN = {_SKOS + "narrower"}
_MATCHES = {_SKOS + "exactMatch", _OWL + "equivalentClass", _OIO + "hasDbXref"}
_NCIT_UMLS, _NCIT_TYPE = _NCIT + "P207", _NCIT + "P106"
_LITERAL_FORM = _XL + "literalForm"
_ABOUT = {
    **{dc + "title": "title" for dc in _DC},
    **{dc + "license": "licence" for dc in _DC},
    **{dc + "rights": "licence" for dc in _DC},
    _OWL + "versionInfo": "version",
}


def read_rdf(source: Source, options: Options) -> Imported:
    """Read an ontology or vocabulary.

    Raises:
        TerminologyError: the file is not valid in its syntax, or declares entities that no ontology needs.
    """
    syntax = next((f for suffix, f in SYNTAXES.items() if source.stem.lower().endswith(suffix)), None)
    if syntax is None:
        raise TerminologyError(f"{source.name}: no RDF by its name; it should end with {', '.join(SYNTAXES)}")
    graph = _Graph()
    try:
        with source.opened() as stream:
            if syntax == ox.RdfFormat.RDF_XML:
                stream = without_entity_bombs(stream, source.name, TerminologyError)
            for triple in ox.parse(stream, format=syntax):
                graph.take(triple)
    except (SyntaxError, ValueError) as error:
        if not source.declares_encoding():
            source.refuse_other_encodings()
        line = error.lineno if isinstance(error, SyntaxError) else None
        raise TerminologyError(f"{source.name}{f':{line}' if line else ''}: {error}") from error
    about = graph.about
    stems: dict[str, str] = {}
    return Imported(
        title=about.get("title", source.stem),
        rows=_rows(source, graph, options.language, stems),
        version=about.get("version", ""),
        licence=about.get("licence", ""),
        stems=stems,
    )


class _Graph:
    """What the triples say, by subject."""

    def __init__(self) -> None:
        self.about: dict[str, str] = {}
        self.concepts: set[str] = set()
        self.deprecated: set[str] = set()
        self.labels: dict[str, list[tuple[Any, bool]]] = {}
        self.parents: dict[str, list[str]] = {}
        self.matches: dict[str, list[str]] = {}
        self.types: dict[str, list[str]] = {}
        self.literals: dict[str, ox.Literal] = {}

    def take(self, triple: ox.Triple | ox.Quad) -> None:
        """Note one triple."""
        subject, predicate, obj = triple.subject, triple.predicate.value, triple.object
        if isinstance(subject, ox.Triple):
            return
        name = subject.value
        if predicate == _LITERAL_FORM and isinstance(obj, ox.Literal):
            self.literals[name] = obj
            return
        if isinstance(subject, ox.BlankNode) or isinstance(obj, ox.Triple):
            return
        if predicate == _RDF + "type":
            if obj.value in _TYPES:
                self.concepts.add(name)
            elif obj.value in (_OWL + "Ontology", _SKOS + "ConceptScheme"):
                self.about.setdefault("subject", name)
        elif predicate in _PREFERRED:
            self.labels.setdefault(name, []).append((obj, True))
        elif predicate in _OTHERS:
            self.labels.setdefault(name, []).append((obj, False))
        elif predicate in _PARENTS and isinstance(obj, ox.NamedNode):
            self.parents.setdefault(name, []).append(obj.value)
        elif predicate in _CHILDREN and isinstance(obj, ox.NamedNode):
            self.parents.setdefault(obj.value, []).append(name)
        elif predicate in _MATCHES and isinstance(obj, ox.NamedNode | ox.Literal):
            self.matches.setdefault(name, []).append(obj.value)
        elif predicate == _NCIT_UMLS:
            self.matches.setdefault(name, []).append(f"UMLS:{obj.value}")
        elif predicate == _NCIT_TYPE:
            self.types.setdefault(name, []).append(obj.value)
        elif predicate == _OWL + "deprecated" and obj.value in ("true", "1"):
            self.deprecated.add(name)
        elif predicate in _ABOUT and name not in self.concepts and not isinstance(obj, ox.BlankNode):
            self.about.setdefault(_ABOUT[predicate], obj.value)


def _rows(source: Source, graph: _Graph, language: str | None, stems: dict[str, str]) -> Iterator[Row]:
    prefixes: dict[str, str] = {}
    base = re.sub(r"[^a-z0-9]", "", source.stem.partition(".")[0].lower()) or "concept"

    def code(iri: str) -> str:
        """The CURIE of an IRI; namespaces that are no known code system get a prefix after the file."""
        known = from_iri(iri)
        if known is not None:
            return known
        cut = max(iri.rfind("#"), iri.rfind("/"), iri.rfind("_") if "/obo/" in iri else -1, iri.rfind(":")) + 1
        stem = iri[:cut]
        if stem not in prefixes:
            prefixes[stem] = base if not prefixes else f"{base}{len(prefixes) + 1}"
            stems[prefixes[stem]] = stem
        return f"{prefixes[stem]}:{iri[cut:]}"

    for iri in sorted(graph.concepts):
        labels = graph.labels.get(iri)
        if not labels or iri in graph.deprecated:
            continue
        terms = []
        for value, preferred in labels:
            literal = value if isinstance(value, ox.Literal) else graph.literals.get(value.value)
            if literal is not None and literal.value.strip():
                terms.append(Term(literal.value.strip(), (literal.language or language or "en")[:2], preferred))
        own = code(iri)
        matches = [m for value in graph.matches.get(iri, ()) if (m := written_code(value)) and m != own]
        yield Row(
            code=own,
            terms=tuple(dict.fromkeys(terms)),
            place=Named(source, iri),
            parents=tuple(code(p) for p in dict.fromkeys(graph.parents.get(iri, ())) if p in graph.concepts),
            matches=tuple(dict.fromkeys(matches)),
            kind=kind_by("semantic-type", graph.types.get(iri, ())),
        )
