"""BRAT standoff out: the text of a report beside the annotations of its statements.

Each record is an entity (`T`) of the type of its kind; its value, size, site, dose and the like are entities of their
own, tied to it by relations (`R`). Presence, status and the like are attributes (`A`), codes are normalisations (`N`);
the concept, and what a part was understood as (its number and unit, its date), are a note (`#`): see `scheme`.
Offsets are code points, as BRAT counts them.
"""

from __future__ import annotations

from collections import Counter
from typing import Any

from casegraph.exchange.brat.scheme import (
    ATTRIBUTES,
    FLAGS,
    LINKS,
    NOTED,
    OF,
    PARTS,
    TIME,
    TYPES,
    Part,
    format_note,
    format_number,
    one_line,
    short_name,
)
from casegraph.exchange.losses import FACTS, Ledger
from casegraph.graph.options import GraphOptions
from casegraph.records import Case, Record, Site, Span

__all__ = ["UNSAID", "annotation_conf", "to_brat"]

#: Why facts are dropped.
UNSAID = {
    "section": "BRAT has no sections; the text has their headings",
    "components": "BRAT does not say what a concept is made of; the ontology does",
}
_CARRIED = tuple(name for name in FACTS if name not in UNSAID)


def to_brat(case: Case, _options: GraphOptions, ledger: Ledger) -> tuple[bytes, bytes]:
    """The `.txt` and the `.ann` of a case."""
    text = case.document.text
    annotations = _Annotations(text)
    marks = {record.id: annotations.entity(TYPES[record.kind], _spans(record)) for record in case.records}
    shared = Counter(name for record in case.records for name in (record.statement, record.entity))
    for record in case.records:
        mark = marks[record.id]
        for part in PARTS:
            said = getattr(record, part.field)
            # A time record is its own time.
            if said is not None and not (record.kind == "time" and part.field == "time"):
                annotations.relation(part.relation, mark, annotations.part(part, said))
        for field, relation in LINKS:
            for target in getattr(record, field):
                annotations.relation(relation, mark, marks[target])
        _describe(annotations, mark, record, shared)
        _claim(ledger, record)
    return text.encode(), annotations.text().encode()


def _claim(ledger: Ledger, record: Record) -> None:
    ledger.carried(record, *_CARRIED)
    if record.label:
        ledger.narrowed(record, "label", "only the French label, beside a code; the ontology has the others")
    value = record.value
    if value is not None and (value.canonical_number, value.canonical_unit) not in (
        (None, None),
        (value.number, value.unit),
    ):
        ledger.narrowed(record, "value", "the value in the canonical unit is left to the ontology")


def _spans(record: Record) -> list[tuple[int, int]]:
    return list(record.fragments) if record.fragments else [(record.start, record.end)]


def _describe(annotations: _Annotations, mark: str, record: Record, shared: Counter[str]) -> None:
    for field, name, _ in ATTRIBUTES:
        value = getattr(record, field)
        if value is not None and (field, value) != ("experiencer", "patient"):
            annotations.attribute(name, mark, value)
    for field, name in FLAGS:
        if getattr(record, field):
            annotations.attribute(name, mark, "")
    label = dict(record.label).get("fr", record.text)
    for code in record.codes:
        annotations.normalisation(mark, code, label)
    members = _noted(record, shared)
    if record.kind == "time" and record.time is not None:
        members |= _understood(TIME, record.time)
    if members:
        annotations.note(mark, format_note(members))


def _noted(record: Record, shared: Counter[str]) -> dict[str, str]:
    """The members of a record's note."""
    members = {}
    for field in NOTED:
        value = getattr(record, field)
        if value is None or value == () or (field == "extent" and value == (record.start, record.end)):
            continue
        if field in ("statement", "entity") and shared[value] == 1:
            continue
        if field in ("concept", "parent"):
            value = short_name(value)
        members[field] = " ".join(map(str, value)) if isinstance(value, tuple) else value
    return members


def _understood(part: Part, said: Any) -> dict[str, str]:
    """The members of a part's note, with the words that they were read from, also where these give nothing more."""
    members: dict[str, str] = {}
    for name in part.noted:
        value = getattr(said, name)
        if value is None or value is False:
            continue
        if name == "concept":
            members[name] = short_name(value)
        elif value is True:
            members[name] = "true"
        else:
            members[name] = format_number(value) if isinstance(value, float | int) else value
    return members if part.of in (Site, Span) else members | {OF: said.text}


class _Annotations:
    """The lines of an `.ann` file, each kind numbered from 1."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._lines: list[str] = []
        self._counts: dict[str, int] = {}
        self._parts: dict[tuple[str, int, int, str, tuple[str, ...]], str] = {}

    def entity(self, kind: str, spans: list[tuple[int, int]]) -> str:
        """Add an entity and give its name."""
        pieces = [piece for start, end in spans for piece in self._on_one_line(start, end)]
        offsets = ";".join(f"{start} {end}" for start, end in pieces)
        words = " ".join(self._text[start:end] for start, end in pieces)
        return self._add("T", f"{kind} {offsets}\t{words}")

    def part(self, part: Part, said: Any) -> str:
        """Add the entity of a part and give its name; one that several records share is added once."""
        note = format_note(_understood(part, said))
        codes = getattr(said, "codes", ())
        key = (part.entity, said.start, said.end, note, codes)
        name = self._parts.get(key)
        if name is None:
            name = self._parts[key] = self.entity(part.entity, [(said.start, said.end)])
            for code in codes:
                self.normalisation(name, code, said.text)
            if note:
                self.note(name, note)
        return name

    def relation(self, name: str, source: str, target: str) -> None:
        """Add a directed relation."""
        self._add("R", f"{name} Arg1:{source} Arg2:{target}")

    def attribute(self, name: str, target: str, value: str) -> None:
        """Add an attribute; one without a value is a flag."""
        self._add("A", f"{name} {target} {value}".rstrip())

    def normalisation(self, target: str, code: str, label: str) -> None:
        """Add a code, as `ncit:C3408`."""
        self._add("N", f"Reference {target} {code}\t{one_line(label)}")

    def note(self, target: str, text: str) -> None:
        """Add a free note."""
        self._add("#", f"AnnotatorNotes {target}\t{one_line(text)}")

    def text(self) -> str:
        """The whole file."""
        return "".join(f"{line}\n" for line in self._lines)

    def _add(self, kind: str, rest: str) -> str:
        number = self._counts[kind] = self._counts.get(kind, 0) + 1
        self._lines.append(f"{kind}{number}\t{rest}")
        return f"{kind}{number}"

    def _on_one_line(self, start: int, end: int) -> list[tuple[int, int]]:
        """A stretch cut at line ends, which BRAT's format cannot hold inside an annotation."""
        pieces = []
        for line in self._text[start:end].split("\n"):
            if line:
                pieces.append((start, start + len(line)))
            start += len(line) + 1
        return pieces


def annotation_conf() -> bytes:
    """The `annotation.conf` with which a BRAT server shows the folder."""
    entities = [*TYPES.values(), *dict.fromkeys(part.entity for part in PARTS if part.entity != "Time")]
    statements = "|".join(TYPES.values())
    relations = [f"{part.relation}\tArg1:{statements}, Arg2:{part.entity}" for part in PARTS]
    relations += [f"{relation}\tArg1:{statements}, Arg2:{statements}" for _, relation in LINKS]
    attributes = [f"{name}\tArg:{statements}, Value:{'|'.join(values)}" for _, name, values in ATTRIBUTES]
    attributes += [f"{name}\tArg:{statements}" for _, name in FLAGS]
    sections = {"entities": entities, "relations": relations, "events": [], "attributes": attributes}
    return "\n".join(line for name, lines in sections.items() for line in [f"[{name}]", *lines, ""]).encode()
