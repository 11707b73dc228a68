"""A bundle under way: its resources by name, references between them, and what every writer of a resource needs.

Resources are plain JSON objects until the whole bundle is validated. Records that say the same of one thing make one
resource, so that a diagnosis told in three sections is one Condition with three quotations; records that say different
things of it (suspected, then excluded) make one each, which share an identifier, the thing of the case.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import fields, is_dataclass
from functools import cached_property
from typing import Any
from uuid import NAMESPACE_URL, uuid5

from casegraph.exchange.fhir.tables import element_code, profile
from casegraph.exchange.losses import FACTS, Ledger
from casegraph.graph.options import GraphOptions
from casegraph.graph.vocabulary import CONCEPT
from casegraph.graph.writer import case_iri
from casegraph.records import Case, Record
from casegraph.terminology.lexicon import shipped_lexicon

__all__ = ["Draft", "Group", "Json", "absent", "plain"]

#: A JSON object.
Json = dict[str, Any]
#: Records that say the same of one thing: what they hold but for where it stands is equal.
Group = tuple[Record, ...]

_DATA_ABSENT = "http://hl7.org/fhir/StructureDefinition/data-absent-reason"
_MCODE = "http://hl7.org/fhir/us/mcode/StructureDefinition/"
#: Where a record stands, and how its words write a thing, tells nothing apart.
_PLACES = frozenset({"text", "start", "end", "extent", "fragments", "section", "cue", "label", "candidates"})
_SAID = tuple(name for name in FACTS if name not in _PLACES)


def absent(why: str) -> Json:
    """The extension that says why an element has no value: "unknown", "not-applicable", "as-text"."""
    return {"extension": [{"url": _DATA_ABSENT, "valueCode": why}]}


def plain(value: Any) -> Any:
    """A field's value without its offsets, to compare what is said."""
    if is_dataclass(value) and not isinstance(value, type):
        return tuple(plain(getattr(value, f.name)) for f in fields(value) if f.name not in ("start", "end"))
    return value


class Draft:
    """The bundle of one case under way."""

    def __init__(self, case: Case, options: GraphOptions, ledger: Ledger) -> None:
        self.case = case
        self.options = options
        self.ledger = ledger
        self.iri = case_iri(case.id, options)
        self.anchor = options.anchors.of(case.id)
        self.resources: dict[str, Json] = {}
        #: The resources that each record's group made, by their names, for its Provenance.
        self.made: dict[str, list[str]] = {}
        #: The resource that stands for a record where another one points at it.
        self.stands_for: dict[str, str] = {}
        #: The DiagnosticReport of each procedure that shows something, and the Observations that each report lists.
        self.reports: dict[str, str] = {}
        self.results: dict[str, list[str]] = {}
        #: The BodyStructure of each record that has a side.
        self.structures: dict[str, Json] = {}

    # ---- resources and references

    def url(self, name: str) -> str:
        """The fullUrl of a resource by its name, the same in every run."""
        return f"urn:uuid:{uuid5(NAMESPACE_URL, f'{self.iri}#{name}')}"

    def add(self, name: str, resource: Json, group: Iterable[Record] = ()) -> Json:
        """Add a resource that records have made, once for each name; the reference to it."""
        self.resources.setdefault(name, resource)
        for record in group:
            self.made.setdefault(record.id, []).append(name)
        return self.reference(name, resource["resourceType"])

    def reference(self, name: str, kind: str) -> Json:
        """A reference to a resource that is there or will be."""
        return {"reference": self.url(name), "type": kind}

    @property
    def patient(self) -> Json:
        """The reference to the patient."""
        return self.reference("patient", "Patient")

    @property
    def document(self) -> Json:
        """The reference to the report."""
        return self.reference("report", "DocumentReference")

    def target(self, record_id: str, *kinds: str) -> Json | None:
        """The reference to what stands for a record, None where nothing of these kinds does."""
        name = self.stands_for.get(record_id)
        if name is None:
            return None
        kind = name.partition("/")[0]
        return self.reference(name, kind) if not kinds or kind in kinds else None

    def report_of(self, record_id: str) -> Json | None:
        """The reference to the DiagnosticReport of a procedure, None where it has none."""
        name = self.reports.get(record_id)
        return self.reference(name, "DiagnosticReport") if name is not None else None

    def specimen_of(self, record_id: str) -> Json | None:
        """The reference to the Specimen that a procedure with a report took, None where it takes none."""
        record = self.group_of[record_id][0]
        if record_id not in self.reports or self.element(record, "specimen") is None:
            return None
        return self.reference(f"Specimen/{record.id}", "Specimen")

    def entity(self, record: Record) -> list[Json]:
        """The identifier that resources about one thing of the case share."""
        return [{"system": "urn:ietf:rfc:3986", "value": f"{self.iri}#{record.entity}"}]

    # ---- what a record is about

    def names(self, record: Record) -> frozenset[str]:
        """The local names of a record's concept, or of its nearest known parent, and of all above."""
        iri = record.concept or record.parent
        if iri is None:
            return frozenset()
        terminology = shipped_lexicon().terminology
        if iri.startswith(CONCEPT):
            return terminology.ancestors(iri.removeprefix(CONCEPT))
        above = self._above.get(iri, ())
        return frozenset(n for a in above for n in terminology.ancestors(a.removeprefix(CONCEPT)))

    @cached_property
    def _above(self) -> dict[str, tuple[str, ...]]:
        return {o.iri: tuple(a for a in o.above if a.startswith(CONCEPT)) for o in self.case.outside}

    def element(self, record: Record, element: str) -> str | None:
        """What the table `concepts` says of a record's concept for an element."""
        return element_code(self.names(record), element)

    def meta(self, record: Record, resource: str) -> Json:
        """The element `meta` of a resource, empty where no mCODE profile fits.

        mCODE is made of R4 resources: one of R5 cannot conform to its profiles, and `meta.profile` would claim that it
        does. A tag only names the profile whose elements the resource corresponds to.
        """
        found = profile(self.names(record), resource)
        if found is None:
            return {}
        tag = {
            "system": "urn:ietf:rfc:3986",
            "code": _MCODE + found,
            "display": "corresponds to this mCODE (R4) profile",
        }
        return {"meta": {"tag": [tag]}}

    # ---- groups

    @cached_property
    def groups(self) -> tuple[Group, ...]:
        """The records of the case by what they say, in the order of their first."""
        found: dict[tuple[Any, ...], list[Record]] = {}
        for record in self.case.records:
            # What is said again of a condition is the same; a treatment given again is given twice.
            one = record.entity if record.kind == "condition" else record.statement
            key = (one, *(plain(getattr(record, name)) for name in _SAID))
            found.setdefault(key, []).append(record)
        return tuple(tuple(group) for group in found.values())

    @cached_property
    def group_of(self) -> dict[str, Group]:
        """The group of each record by its id."""
        return {record.id: group for group in self.groups for record in group}

    def carried(self, group: Group, *names: str) -> None:
        """Claim fields of every record of a group."""
        for record in group:
            self.ledger.carried(record, *names)

    def narrowed(self, group: Group, name: str, why: str) -> None:
        """Claim a field of every record of a group as narrowed."""
        for record in group:
            self.ledger.narrowed(record, name, why)
