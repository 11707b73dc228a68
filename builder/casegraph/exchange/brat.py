"""BRAT standoff: the text of a report beside the annotations of its statements.

Each record is an entity (`T`) of the type of its kind; its value, size, site, dose and the like are entities of their
own, tied to it by relations (`R`). Presence, status and the like are attributes (`A`), codes are normalisations (`N`),
the concept and what is free text are a note (`#`). Offsets are code points, as BRAT counts them.
"""

from __future__ import annotations

from casegraph.graph.options import GraphOptions
from casegraph.records import PRESENCES, STATUSES, Case, Record

__all__ = ["annotation_conf", "to_brat"]

_TYPES = {
    "condition": "Condition",
    "observation": "Observation",
    "procedure": "Procedure",
    "treatment": "Treatment",
    "encounter": "Encounter",
    "patient": "Patient",
    "circumstance": "Circumstance",
    "time": "Time",
}
#: The parts of a record that have words of their own: field, type of the entity, name of the relation.
_PARTS = (
    ("value", "Value", "HasValue"),
    ("size", "Value", "HasSize"),
    ("site", "Site", "HasSite"),
    ("dose", "Dose", "HasDose"),
    ("frequency", "Frequency", "HasFrequency"),
    ("cycle", "Cycle", "HasCycle"),
    ("route", "Route", "HasRoute"),
    ("duration", "Duration", "HasDuration"),
    ("time", "Time", "HasTime"),
    ("cue", "Cue", "HasCue"),
)
_LINKS = (
    ("reasons", "Reason"),
    ("causes", "Cause"),
    ("shown_by", "ShownBy"),
    ("replaced_by", "ReplacedBy"),
    ("based_on", "BasedOn"),
)
#: Attributes with a value: the record's field and the values it may have (None: those that come).
_ATTRIBUTES = (
    ("presence", "Presence", PRESENCES),
    ("status", "Status", STATUSES),
    ("experiencer", "Experiencer", ("patient", "family", "other")),
    ("laterality", "Laterality", ("left", "right", "bilateral")),
    (
        "interpretation",
        "Interpretation",
        ("low", "normal", "high", "abnormal", "positive", "negative", "equivocal", "stable"),
    ),
)
_FLAGS = (("history", "History"), ("inferred", "Inferred"))
_NOTED = ("concept", "parent", "severity", "grade", "relative", "rule")


def to_brat(case: Case, _options: GraphOptions) -> tuple[bytes, bytes]:
    """The `.txt` and the `.ann` of a case."""
    text = case.document.text
    annotations = _Annotations(text)
    marks = {record.id: annotations.entity(_TYPES[record.kind], _spans(record)) for record in case.records}
    for record in case.records:
        mark = marks[record.id]
        for field, kind, relation in _PARTS:
            part = getattr(record, field)
            # A time record is its own time.
            if part is not None and not (record.kind == "time" and field == "time"):
                annotations.relation(relation, mark, annotations.entity(kind, [(part.start, part.end)]))
        for field, relation in _LINKS:
            for target in getattr(record, field):
                annotations.relation(relation, mark, marks[target])
        _describe(annotations, mark, record)
    return text.encode(), annotations.text().encode()


def _spans(record: Record) -> list[tuple[int, int]]:
    return list(record.fragments) if record.fragments else [(record.start, record.end)]


def _describe(annotations: _Annotations, mark: str, record: Record) -> None:
    for field, name, _ in _ATTRIBUTES:
        value = getattr(record, field)
        if value is not None and (field, value) != ("experiencer", "patient"):
            annotations.attribute(name, mark, value)
    for field, name in _FLAGS:
        if getattr(record, field):
            annotations.attribute(name, mark, "")
    label = dict(record.label).get("fr", record.text)
    for code in record.codes:
        annotations.normalisation(mark, code, label)
    notes = [f"{field}={getattr(record, field)}" for field in _NOTED if getattr(record, field) is not None]
    if notes:
        annotations.note(mark, "; ".join(notes))


class _Annotations:
    """The lines of an `.ann` file, each kind numbered from 1."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._lines: list[str] = []
        self._counts: dict[str, int] = {}
        self._parts: dict[tuple[str, int, int], str] = {}

    def entity(self, kind: str, spans: list[tuple[int, int]]) -> str:
        """Add an entity and give its name; a part that several records share is added once."""
        shared = (kind, *spans[0]) if kind not in _TYPES.values() or kind == "Time" else None
        if shared is not None and shared in self._parts:
            return self._parts[shared]
        pieces = [piece for start, end in spans for piece in self._on_one_line(start, end)]
        offsets = ";".join(f"{start} {end}" for start, end in pieces)
        words = " ".join(self._text[start:end] for start, end in pieces)
        name = self._add("T", f"{kind} {offsets}\t{words}")
        if shared is not None:
            self._parts[shared] = name
        return name

    def relation(self, name: str, source: str, target: str) -> None:
        """Add a directed relation."""
        self._add("R", f"{name} Arg1:{source} Arg2:{target}")

    def attribute(self, name: str, target: str, value: str) -> None:
        """Add an attribute; one without a value is a flag."""
        self._add("A", f"{name} {target} {value}".rstrip())

    def normalisation(self, target: str, code: str, label: str) -> None:
        """Add a code, as `ncit:C3408`."""
        self._add("N", f"Reference {target} {code}\t{_one_line(label)}")

    def note(self, target: str, text: str) -> None:
        """Add a free note."""
        self._add("#", f"AnnotatorNotes {target}\t{_one_line(text)}")

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


def _one_line(text: str) -> str:
    return " ".join(text.split())


def annotation_conf() -> bytes:
    """The `annotation.conf` with which a BRAT server shows the folder."""
    entities = [*_TYPES.values(), *dict.fromkeys(kind for _, kind, _ in _PARTS if kind != "Time")]
    statements = "|".join(_TYPES.values())
    relations = [f"{relation}\tArg1:{statements}, Arg2:{kind}" for _, kind, relation in _PARTS]
    relations += [f"{relation}\tArg1:{statements}, Arg2:{statements}" for _, relation in _LINKS]
    attributes = [f"{name}\tArg:{statements}, Value:{'|'.join(values)}" for _, name, values in _ATTRIBUTES]
    attributes += [f"{name}\tArg:{statements}" for _, name in _FLAGS]
    sections = {"entities": entities, "relations": relations, "events": [], "attributes": attributes}
    return "\n".join(line for name, lines in sections.items() for line in [f"[{name}]", *lines, ""]).encode()
