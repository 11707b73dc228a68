"""The ontology classes of a packet: a CURIE and a label, each prefix with the resource that it belongs to."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cache
from pathlib import Path
from typing import Any

from casegraph.graph.ontology import ontology_version
from casegraph.languages.tables import Row, read_rows_of
from casegraph.records import Record
from casegraph.terminology.concepts import CONCEPT, Concept

__all__ = ["JSON", "Classes"]

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


class Classes:
    """Makes the classes of one packet and keeps which resources they come from."""

    def __init__(self) -> None:
        self._used: set[str] = set()

    def of(self, record: Record, use: str) -> JSON | None:
        """The class of what a record is about; None where it is ungrounded.

        The code is that of the best system for the use ("feature", "disease", "assay", "action"); a concept without
        one stands under its own IRI.
        """
        return self._class(record.concept, record.codes, dict(record.label), use)

    def site(self, name: str | None, codes: Sequence[str], label: str) -> JSON | None:
        """The class of a place of the body by its concept's name and codes."""
        return self._class(name, codes, {"en": label}, "site")

    def concept(self, concept: Concept, use: str) -> JSON | None:
        """The class of a concept."""
        return self._class(concept.name, concept.codes, dict(concept.label), use)

    def term(self, use: str, key: str | None) -> JSON | None:
        """The class that `terms.tsv` names for a word of the records; None where it names none."""
        found = _terms().get((use, key or ""))
        return self._noted(found["id"], found["label"]) if found else None

    def unit(self, ucum: str) -> JSON:
        """A UCUM unit; its label is the code itself."""
        return self._noted(f"UCUM:{ucum}", ucum)

    def resources(self) -> list[JSON]:
        """The resources of the classes that were made, in the order of their table.

        A terminology's own version is not known: codes are cross-references of casegraph's concepts, whose version is
        told.
        """
        version = f"casegraph ontology {ontology_version()}"
        return [
            {
                "id": row["id"],
                "name": row["name"],
                "url": row["url"],
                "version": version.rpartition(" ")[2] if system == "casegraph" else f"cross-referenced by {version}",
                "namespacePrefix": row["prefix"],
                "iriPrefix": row["iri"],
            }
            for system, row in _resources().items()
            if row["prefix"] in self._used
        ]

    def _class(self, concept: str | None, codes: Iterable[str], labels: dict[str, str], use: str) -> JSON | None:
        by_system: dict[str, str] = {}
        for code in codes:
            system, _, local = code.partition(":")
            by_system.setdefault(system, local)
        label = labels.get("en") or labels.get("fr") or ""
        for system in _ORDER[use]:
            if system in by_system:
                return self._noted(f"{_resources()[system]['prefix']}:{by_system[system]}", _spelt(label, system))
        if concept is None:
            return None
        name = concept.removeprefix(CONCEPT)
        return None if ":" in name else self._noted(f"casegraph:{name}", label)

    def _noted(self, curie: str, label: str) -> JSON:
        self._used.add(curie.partition(":")[0])
        return {"id": curie, "label": label}


def _spelt(label: str, system: str) -> str:
    """A label with the capitals of its terminology: HPO writes "Breast pain", NCIt "Breast Pain"; "pH" stays."""
    first, *rest = label.split(" ")
    head = first.capitalize() if first.islower() else first
    if system == "hpo":
        rest = [word.lower() if word[:1].isupper() and word[1:].islower() else word for word in rest]
    elif system == "ncit":
        rest = [word.capitalize() if word.islower() and word not in _SMALL else word for word in rest]
    return " ".join([head, *rest])
