"""The ontology classes of a packet: a CURIE and a label, each prefix with the resource that it belongs to."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from pathlib import Path
from typing import Any

from casegraph.graph.ontology import ontology_version
from casegraph.languages.tables import Row, read_rows_of
from casegraph.records import Record
from casegraph.terminology.concepts import CONCEPT, Concept

__all__ = ["JSON", "of", "of_concept", "of_site", "resources", "term", "unit"]

#: A message of the schema as the JSON that protobuf reads.
JSON = dict[str, Any]

_FOLDER = Path(__file__).parent
#: Words that NCIt writes without a capital within a name.
_SMALL = frozenset({"of", "and", "in", "the", "with", "by", "to", "for", "or", "a", "per", "on", "from", "at", "as"})
#: Which system's code is taken first, by what the class stands for (the schema's recommended ontologies).
_ORDER = {
    "feature": ("hpo", "ncit", "sct", "mondo", "doid", "orpha", "omim", "mesh", "umls"),
    "disease": ("ncit", "mondo", "orpha", "omim", "doid", "sct", "mesh", "umls", "hpo"),
    "assay": ("loinc", "ncit", "sct", "umls"),
    "site": ("uberon", "ncit", "sct", "umls"),
    "action": ("ncit", "atc", "chebi", "sct", "mesh", "umls"),
}


@cache
def _resources() -> dict[str, Row]:
    return {row["system"]: row for row in read_rows_of(_FOLDER / "resources.tsv", _COLUMNS)}


_COLUMNS = ("system", "prefix", "id", "name", "url", "iri")


@cache
def _terms() -> dict[tuple[str, str], JSON]:
    rows = read_rows_of(_FOLDER / "terms.tsv", ("use", "key", "id", "label"))
    return {(row["use"], row["key"]): {"id": row["id"], "label": row["label"]} for row in rows}


def of(record: Record, use: str) -> JSON | None:
    """The class of what a record is about; None where it is ungrounded.

    The code is that of the best system for the use ("feature", "disease", "assay", "action"); a concept without one
    stands under its own IRI.
    """
    return _class(record.concept, record.codes, dict(record.label), use)


def of_site(name: str | None, codes: Sequence[str], label: str) -> JSON | None:
    """The class of a place of the body by its concept's name and codes."""
    return _class(name, codes, {"en": label}, "site")


def of_concept(concept: Concept, use: str) -> JSON | None:
    """The class of a concept."""
    return _class(concept.name, concept.codes, dict(concept.label), use)


def term(use: str, key: str | None) -> JSON | None:
    """The class that `terms.tsv` names for a word of the records; None where it names none."""
    found = _terms().get((use, key or ""))
    return dict(found) if found is not None else None


def unit(ucum: str) -> JSON:
    """A UCUM unit; its label is the code itself."""
    return {"id": f"UCUM:{ucum}", "label": ucum}


def resources(message: JSON) -> list[JSON]:
    """The resources of the classes in a message, in the order of their table.

    A terminology's own version is not known: codes are cross-references of casegraph's concepts, whose version is told.
    """
    used = set(_prefixes(message))
    version = ontology_version()
    return [
        {
            "id": row["id"],
            "name": row["name"],
            "url": row["url"],
            "version": version if system == "casegraph" else f"cross-referenced by casegraph ontology {version}",
            "namespacePrefix": row["prefix"],
            "iriPrefix": row["iri"],
        }
        for system, row in _resources().items()
        if row["prefix"] in used
    ]


def _prefixes(value: Any) -> Iterator[str]:
    if isinstance(value, list):
        for inner in value:
            yield from _prefixes(inner)
    elif isinstance(value, dict):
        if value.keys() == {"id", "label"}:
            yield value["id"].partition(":")[0]
        for inner in value.values():
            yield from _prefixes(inner)


def _class(concept: str | None, codes: Iterable[str], labels: dict[str, str], use: str) -> JSON | None:
    by_system: dict[str, str] = {}
    for code in codes:
        system, _, local = code.partition(":")
        by_system.setdefault(system, local)
    label = labels.get("en") or labels.get("fr") or ""
    for system in _ORDER[use]:
        if system in by_system:
            return {"id": f"{_resources()[system]['prefix']}:{by_system[system]}", "label": _spelt(label, system)}
    if concept is None:
        return None
    name = concept.removeprefix(CONCEPT)
    return None if ":" in name else {"id": f"casegraph:{name}", "label": label}


def _spelt(label: str, system: str) -> str:
    """A label with the capitals of its terminology: HPO writes "Breast pain", NCIt "Breast Pain"; "pH" stays."""
    first, *rest = label.split(" ")
    head = first.capitalize() if first.islower() else first
    if system == "hpo":
        rest = [word.lower() if word[:1].isupper() and word[1:].islower() else word for word in rest]
    elif system == "ncit":
        rest = [word.capitalize() if word.islower() and word not in _SMALL else word for word in rest]
    return " ".join([head, *rest])
