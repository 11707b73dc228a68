"""The ontology's Turtle files to concepts and their forms."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import pyoxigraph as ox

from casegraph.errors import OntologyError
from casegraph.terminology.concepts import CONCEPT, Concept, Definition, Terminology
from casegraph.terminology.units import factors

__all__ = ["PREFIXES", "Form", "curie", "read_ontology"]

RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
RDFS = "http://www.w3.org/2000/01/rdf-schema#"
OWL = "http://www.w3.org/2002/07/owl#"
SKOS = "http://www.w3.org/2004/02/skos/core#"
CG = "https://w3id.org/casegraph/model#"

#: What stands before a code in the IRIs of `skos:exactMatch`, by the prefix that records write.
PREFIXES = {
    "http://purl.obolibrary.org/obo/NCIT_": "ncit",
    "http://snomed.info/id/": "sct",
    "https://uts.nlm.nih.gov/uts/umls/concept/": "umls",
    "http://purl.obolibrary.org/obo/HP_": "hpo",
    "http://www.whocc.no/atc/": "atc",
    "http://loinc.org/rdf/": "loinc",
}
_ORDER = ["ncit", "sct", "umls", "hpo", "loinc", "atc", "icdo3m", "icdo3t"]
_LABELS = (SKOS + "prefLabel", SKOS + "altLabel", SKOS + "hiddenLabel")


class Form(NamedTuple):
    """A way to write a concept: its text, the language, and the concept's local name."""

    text: str
    language: str
    concept: str


def read_ontology(folder: Path) -> tuple[Terminology, list[Form]]:
    """Read every concept module under `folder/concepts`.

    Raises:
        OntologyError: a file is not Turtle, or the folder holds no concept.
    """
    values: dict[str, dict[str, list[ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple]]]
    values = defaultdict(lambda: defaultdict(list))
    for path in sorted((folder / "concepts").glob("*.ttl")):
        try:
            for triple in ox.parse(path=str(path), format=ox.RdfFormat.TURTLE):
                subject = triple.subject
                # Blank nodes keep their file apart, so that two modules never share one.
                key = subject.value if isinstance(subject, ox.NamedNode) else f"{path.name}{subject}"
                obj = triple.object
                if isinstance(obj, ox.BlankNode):
                    obj = ox.Literal(f"{path.name}{obj}")
                values[key][triple.predicate.value].append(obj)
        except (SyntaxError, ValueError) as error:
            raise OntologyError(f"{path}: {error}; mend the Turtle there") from error
    concepts: dict[str, Concept] = {}
    definitions: list[Definition] = []
    forms: list[Form] = []
    kinds = {s: v[CG + "kind"][0].value.removeprefix(CG).lower() for s, v in values.items() if CG + "kind" in v}  # type: ignore[union-attr]

    def texts(subject: str, predicate: str) -> list[str]:
        return [o.value for o in values[subject].get(predicate, []) if isinstance(o, ox.Literal | ox.NamedNode)]

    def number(subject: str, predicate: str) -> float | None:
        found = texts(subject, predicate)
        return float(found[0]) if found else None

    def kind_of(subject: str, seen: frozenset[str] = frozenset()) -> str | None:
        if subject in kinds:
            return kinds[subject]
        if subject in seen:
            return None
        for parent in texts(subject, RDFS + "subClassOf"):
            found = kind_of(parent, seen | {subject}) if parent.startswith(CONCEPT) else None
            if found:
                return found
        return None

    def local(iri: str) -> str:
        return iri.removeprefix(CONCEPT)

    def in_list(head: str) -> list[str]:
        out = []
        while head in values and RDF + "first" in values[head]:
            out += texts(head, RDF + "first")
            head = texts(head, RDF + "rest")[0]
        return out

    def restriction_site(node: str) -> str | None:
        if node in values and texts(node, OWL + "onProperty") == [CG + "hasSite"]:
            return local(texts(node, OWL + "someValuesFrom")[0])
        return None

    for subject in sorted(values):
        if not subject.startswith(CONCEPT):
            continue
        kind = kind_of(subject)
        if kind is None:
            continue
        name = local(subject)
        labels: dict[str, str] = {}
        for predicate in _LABELS:
            for obj in values[subject].get(predicate, []):
                if isinstance(obj, ox.Literal) and obj.language:
                    if predicate == _LABELS[0]:
                        labels[obj.language] = obj.value
                    forms.append(Form(obj.value, obj.language, name))
        parents = texts(subject, RDFS + "subClassOf")
        sites = [s for s in map(restriction_site, parents) if s]
        genus: list[str] = []
        for node in texts(subject, OWL + "equivalentClass"):
            members = in_list((texts(node, OWL + "intersectionOf") or [""])[0])
            genus = [local(m) for m in members if m.startswith(CONCEPT)]
            defined = [s for s in map(restriction_site, members) if s]
            sites += defined
            if genus and len(defined) == 1:
                definitions.append(Definition(name, tuple(sorted(genus)), defined[0]))

        def bound(side: str, widest: Callable[[list[float]], float], subject: str = subject) -> float | None:
            """The reference bound; where the sexes differ, the wider one."""
            both = number(subject, CG + "reference" + side)
            sexes = [number(subject, CG + "reference" + side + sex) for sex in ("Female", "Male")]
            known = [n for n in sexes if n is not None]
            return both if both is not None or not known else widest(known)

        codes = [curie(iri) for iri in texts(subject, SKOS + "exactMatch")] + texts(subject, CG + "registryCode")
        unit = (texts(subject, CG + "canonicalUnit") or [None])[0]  # type: ignore[list-item]
        scale = _scale((texts(subject, CG + "scale") or [""])[0])
        above = [local(p) for p in parents if p.startswith(CONCEPT)]
        concepts[name] = Concept(
            name=name,
            kind=kind,
            fr=labels.get("fr", name),
            en=labels.get("en", name),
            parents=tuple(sorted({*above, *genus})),
            codes=tuple(sorted(filter(None, codes), key=lambda c: (_ORDER.index(c.split(":")[0]), c))),
            sites=tuple(sorted(set(sites))),
            primary_site=next(map(local, texts(subject, CG + "primarySite")), None),
            part_of=tuple(sorted(map(local, texts(subject, CG + "partOf")))),
            components=tuple(sorted(map(local, texts(subject, CG + "component")))),
            unit=unit,
            units=factors(unit, number(subject, CG + "molarMass"), int(number(subject, CG + "valence") or 1))
            if unit
            else {},
            plausible=tuple(sorted(texts(subject, CG + "plausibleUnit"))),
            low=bound("Low", min),
            high=bound("High", max),
            low_indicates=tuple(sorted(map(local, texts(subject, CG + "lowIndicates")))),
            high_indicates=tuple(sorted(map(local, texts(subject, CG + "highIndicates")))),
            normal_indicates=tuple(sorted(map(local, texts(subject, CG + "normalIndicates")))),
            possible_low=number(subject, CG + "possibleLow") or scale[0],
            possible_high=number(subject, CG + "possibleHigh") or scale[1],
            treats=tuple(sorted(map(local, texts(subject, CG + "treats")))),
            allergens=tuple(sorted(map(local, texts(subject, CG + "allergen")))),
        )
    if not concepts:
        raise OntologyError(f"{folder}: no concept found under concepts/*.ttl; install the package again")
    return Terminology(list(concepts.values()), sorted(definitions, key=lambda d: d.concept)), forms


def _scale(written: str) -> tuple[float | None, float | None]:
    """The ends of a score's scale: "0-5"; a scale in letters has none."""
    ends = re.fullmatch(r"(-?\d+)-(-?\d+)", written)
    return (float(ends[1]), float(ends[2])) if ends else (None, None)


def curie(iri: str) -> str:
    """A code's IRI as `ncit:C3408`; empty where it is of no known code system."""
    for start, prefix in PREFIXES.items():
        if iri.startswith(start):
            return f"{prefix}:{iri[len(start) :]}"
    return ""
