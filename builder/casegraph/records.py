"""The small frozen records that the steps hand each other.

Offsets are code points of `Document.text`, half open: `text[start:end]` is the quoted text, always.
A record knows nothing of RDF. A `Record` is the *statement record* of the `--to jsonl` output: one for each mention.
The records of one statement share `statement`; those of one thing of the case share `entity`.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterator
from dataclasses import field, fields
from functools import cache, cached_property
from operator import attrgetter
from typing import TYPE_CHECKING, Any

from casegraph.frozen import dataclass

if TYPE_CHECKING:
    import networkx as nx

__all__ = [
    "CHANGED",
    "HELD",
    "KINDS",
    "PRESENCES",
    "STATUSES",
    "Case",
    "Document",
    "Dose",
    "Frequency",
    "OutsideConcept",
    "Record",
    "Section",
    "Sentence",
    "Site",
    "Span",
    "TimeRef",
    "Value",
    "to_json",
]

#: What a record is about.
KINDS = ("condition", "observation", "procedure", "treatment", "encounter", "patient", "circumstance", "time")
#: What is said of a condition.
PRESENCES = ("present", "absent", "suspected", "at-risk", "hypothetical")
#: Statuses that the model gathers under `cg:Held`: the thing was not given or done as planned.
HELD = ("withheld", "stopped", "paused", "delayed", "refused", "contraindicated", "replaced")
#: Statuses under `cg:Changed`: the held ones and a reduced dose.
CHANGED = (*HELD, "reduced")
#: Every status of a treatment, procedure or encounter.
STATUSES = ("planned", "pending", "started", "given", "continued", "resumed", "completed", *CHANGED)


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of the report.

    Attributes:
        text: its exact words.
        start: where it begins.
        end: where it ends, the character after the last.
    """

    text: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Section:
    """A part of the report under one heading.

    `name` is the section's key in the language pack ("history", "examination", ...), "report" where no heading says.
    `start` is where the heading begins, `body` where its content begins, `end` where the section ends.
    """

    name: str
    start: int
    body: int
    end: int


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence; `index` counts from 0 over the report, `section` is the key of the section it stands in."""

    start: int
    end: int
    index: int
    section: str


@dataclass(frozen=True)
class Document:
    """A report as stored in its graph.

    `text` is the decoded and cleaned text that every offset counts in; `sha256` is the hash of the bytes that were
    read; `encoding` is how they were decoded; `notes` says what was found on the way ("decoded as cp1252").
    """

    id: str
    text: str
    sha256: str
    encoding: str
    sections: tuple[Section, ...] = ()
    sentences: tuple[Sentence, ...] = ()
    notes: tuple[str, ...] = ()

    @cached_property
    def _sentence_starts(self) -> list[int]:
        return [s.start for s in self.sentences]

    def sentence_at(self, offset: int) -> Sentence:
        """The sentence that holds `offset`, or the nearest one before it (the first one for an offset before all)."""
        return self.sentences[max(0, bisect_right(self._sentence_starts, offset) - 1)]

    def span(self, start: int, end: int) -> Span:
        """The exact words between two offsets."""
        return Span(self.text[start:end], start, end)


@dataclass(frozen=True, slots=True)
class Value:
    """A result as written and as understood.

    Attributes:
        text: the words of the value.
        start: where they begin.
        end: where they end.
        number: the value in the unit as written; a qualitative result has none.
        comparator: "<", "<=", ">", ">=" or "~" before the number.
        high: the upper end of a range, the diastolic pressure, a second dimension.
        unit: the UCUM code of the unit as written or inferred; null where the text has none and none can be inferred.
        canonical_number: the number in the canonical unit of the concept.
        canonical_unit: that unit, as a UCUM code.
        unit_inferred: whether the text left the unit out.
    """

    text: str
    start: int
    end: int
    number: float | None = None
    comparator: str | None = None
    high: float | None = None
    unit: str | None = None
    canonical_number: float | None = None
    canonical_unit: str | None = None
    unit_inferred: bool = False


@dataclass(frozen=True, slots=True)
class Dose:
    """A dose as written.

    Attributes:
        text: the words of the dose.
        start: where they begin.
        end: where they end.
        number: how much.
        unit: the UCUM code of the unit.
        per: what it is relative to: "m2", "kg", "d", "h".
    """

    text: str
    start: int
    end: int
    number: float | None = None
    unit: str | None = None
    per: str | None = None


@dataclass(frozen=True, slots=True)
class Frequency:
    """How often; the words are kept as written even where they are plainly a mistake.

    Attributes:
        text: the words of the frequency.
        start: where they begin.
        end: where they end.
        every: how many periods lie between two times: weekly is every 1 "wk", three times a day every 1/3 "d".
        period: the UCUM code of the period: "h", "d", "wk", "mo", "a".
    """

    text: str
    start: int
    end: int
    every: float | None = None
    period: str | None = None


@dataclass(frozen=True, slots=True)
class Site:
    """Where on the body.

    Attributes:
        text: the words of the site.
        start: where they begin.
        end: where they end.
        concept: the local name of its concept; null when ungrounded.
        codes: its codes as CURIEs.
    """

    text: str
    start: int
    end: int
    concept: str | None = None
    codes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class TimeRef:
    """When.

    Attributes:
        text: the words of the time.
        start: where they begin.
        end: where they end.
        date: a calendar date, as partial as written ("2016-03").
        day_from: the first day on the axis of the case; the day of the admission is day 1.
        day_to: the last day on the axis of the case.
        relative: how the words count when no day of the axis follows from them: "before", "after", "duration", "age",
            "cycle-day", "order", "recurrent", "hour" (of an illness: H24), "clock" (the duration is since midnight).
        duration: an ISO 8601 duration ("P10D") where the words give one.
    """

    text: str
    start: int
    end: int
    date: str | None = None
    day_from: float | None = None
    day_to: float | None = None
    relative: str | None = None
    duration: str | None = None


@dataclass(frozen=True, slots=True)
class Record:
    """One mention and what the text says there: the statement record (see docs/data-dictionary.md).

    Attributes:
        case: the id of the case.
        id: the id of the record, unique within its case.
        statement: the id of the statement; its records are the mentions of one thing said.
        entity: the id of the thing of the case; its records speak of one thing.
        order: the place of the statement in the order of the text; an inferred one has the place of what it rests on.
        kind: what the record is about.
        text: the words of the mention, which may only point to what was named before ("le traitement", with the concept
            and entity of the drug); of an inferred record those of what it rests on.
        start: where they begin.
        end: where they end, the character after the last.
        extent: where the whole phrase with its modifiers and site begins and ends.
        section: the key of the part of the report that it stands in; "report" where no heading says.
        concept: the IRI of the concept; null when ungrounded.
        parent: the IRI of the nearest known concept above it, where it is ungrounded.
        label: the labels of the concept by language.
        codes: the codes of the concept as CURIEs: "ncit:C3408", "icdo3m:8500/3".
        cue: the words that say the status or presence, which may stand in a later sentence ("Il a été arrêté"); of a
            test's result in a word ("positif") that word, and `value` is null.
        fragments: where the parts of a discontinuous mention begin and end.
        inferred: whether a rule concluded it.
        rule: the name of that rule.
        based_on: ids of the records that the rule went by.
        presence: whether and how surely it is there.
        experiencer: of whom it is said: "patient", "family", "other".
        relative: which relative, where it is one.
        history: whether it belongs to the past before the present illness.
        severity: how severe: "mild", "moderate", "severe".
        grade: a grade as the text or a rule gives it.
        size: a measured size of a condition.
        site: where on the body.
        laterality: the side: "left", "right", "bilateral".
        value: the result of an observation; in JSON Lines also the `size` of a condition, so that one member holds
            whatever was measured.
        interpretation: what the result means: "low", "normal", "high", "abnormal", "positive", "negative", "equivocal",
            "stable".
        age: the age of the patient in years, on records about the patient.
        status: what was done with a treatment, a procedure or an encounter.
        dose: how much of a treatment is given at once.
        frequency: how often.
        cycle: the cycle, in the words of the text.
        route: the route of administration, in the words of the text.
        duration: how long, in the words of the text.
        reasons: ids of the records that the text gives as the reason.
        causes: ids of the records that the text gives as the cause.
        shown_by: ids of the records of the procedure or observation that showed it.
        replaced_by: ids of the records of what took its place.
        components: local names of the concepts of the drugs in a regimen or combination.
        time: when.
        candidates: IRIs of further concepts that the same words may mean, where an outside terminology is in use;
            left out where there are none.
    """

    case: str
    id: str
    statement: str
    entity: str
    order: int
    kind: str
    text: str
    start: int
    end: int
    extent: tuple[int, int]
    section: str
    concept: str | None = None
    parent: str | None = None
    label: tuple[tuple[str, str], ...] = ()
    codes: tuple[str, ...] = ()
    cue: Span | None = None
    fragments: tuple[tuple[int, int], ...] | None = None
    inferred: bool = False
    rule: str | None = None
    based_on: tuple[str, ...] = ()
    presence: str | None = None
    experiencer: str = "patient"
    relative: str | None = None
    history: bool = False
    severity: str | None = None
    grade: str | None = None
    size: Value | None = None
    site: Site | None = None
    laterality: str | None = None
    value: Value | None = None
    interpretation: str | None = None
    age: Value | None = None
    status: str | None = None
    dose: Dose | None = None
    frequency: Frequency | None = None
    cycle: Span | None = None
    route: Span | None = None
    duration: Span | None = None
    reasons: tuple[str, ...] = ()
    causes: tuple[str, ...] = ()
    shown_by: tuple[str, ...] = ()
    replaced_by: tuple[str, ...] = ()
    components: tuple[str, ...] = ()
    time: TimeRef | None = None
    candidates: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class OutsideConcept:
    """What outside terminologies say of a concept that a case uses, or of one above it.

    `iri` is that of the outside concept, or of the shipped one that it was linked to; `same` are then the IRIs of its
    equals outside. `above` are the IRIs of everything above a concept that the case uses, and of what is directly above
    the others; `used` tells the two apart. `source` is the name of the terminology.
    """

    iri: str
    labels: tuple[tuple[str, str], ...]
    codes: tuple[str, ...]
    above: tuple[str, ...]
    used: bool
    source: str | None = None
    same: tuple[str, ...] = ()


@dataclass(frozen=True)
class Case:
    """A report that has been read: the document and its statement records in text order, inferred ones last.

    `abbreviations` are the short forms that the text itself defines, with the long form it gives. `outside` is what
    outside terminologies say of the concepts that the records carry.
    """

    document: Document
    records: tuple[Record, ...] = ()
    abbreviations: tuple[tuple[Span, Span], ...] = field(default=())
    outside: tuple[OutsideConcept, ...] = ()

    def __repr__(self) -> str:
        """The id and how much was read: the whole text and every record would fill a notebook."""
        return f"<Case {self.id}: {len(self.document.text)} characters, {len(self.records)} records>"

    @property
    def id(self) -> str:
        """The case id: the file's stem, or the id given with the text."""
        return self.document.id

    @cached_property
    def by_id(self) -> dict[str, Record]:
        """Records by their id."""
        return {r.id: r for r in self.records}

    def statements(self) -> Iterator[tuple[str, list[Record]]]:
        """The statements in order, each with its records in text order."""
        groups: dict[str, list[Record]] = {}
        for record in self.records:
            groups.setdefault(record.statement, []).append(record)
        yield from groups.items()

    def to_networkx(self, language: str = "fr") -> nx.MultiDiGraph[str]:
        """The case as a networkx graph, see `casegraph.to_networkx`, which takes several cases too."""
        from casegraph.exchange.network import to_networkx

        return to_networkx(self, language)


_PLAIN = frozenset({str, int, float, bool, type(None)})


@cache
def _parts(kind: type) -> tuple[tuple[str, ...], Callable[[Any], tuple[Any, ...]]]:
    """The names of the fields of a class, and what reads them all at once."""
    names = tuple(f.name for f in fields(kind))
    if len(names) == 1:
        return names, lambda value: (getattr(value, names[0]),)
    return names, attrgetter(*names)


def _plain(value: Any) -> Any:
    """A value that is of no plain type, as JSON has it; what is plain within it is left as it is."""
    kind: Any = type(value)
    if kind is tuple:
        return [v if type(v) in _PLAIN else _plain(v) for v in value]
    names, read = _parts(kind)
    return {name: v if type(v) in _PLAIN else _plain(v) for name, v in zip(names, read(value), strict=True)}


def to_json(record: Record) -> dict[str, Any]:
    """The record as the JSON object of the `--to jsonl` output, keys in the order of the class."""
    out: dict[str, Any] = _plain(record)
    out["label"] = dict(record.label) or None
    if record.value is None:
        out["value"] = out["size"]
    if not record.candidates:
        del out["candidates"]
    return out
