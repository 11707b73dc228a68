"""The annotation scheme: which type, attribute, relation and note stands for which field of a record."""

from __future__ import annotations

import re
from dataclasses import dataclass, fields

from casegraph.records import PRESENCES, STATUSES, Dose, Frequency, Site, Span, TimeRef, Value
from casegraph.terminology.concepts import CONCEPT

__all__ = [
    "ATTRIBUTES", "FLAGS", "KIND_OF", "LINKS", "NOTED", "NUMBERS", "OF", "PARTS", "PART_TYPES", "TIME", "TYPES", "Part",
    "format_note", "format_number", "full_name", "one_line", "parse_note", "short_name",
]  # fmt: skip

#: The type of the entity of a record, by the record's kind.
TYPES = {
    "condition": "Condition",
    "observation": "Observation",
    "procedure": "Procedure",
    "treatment": "Treatment",
    "encounter": "Encounter",
    "patient": "Patient",
    "circumstance": "Circumstance",
    "time": "Time",
}
#: The kind of the record of an entity, by its type.
KIND_OF = {name: kind for kind, name in TYPES.items()}


@dataclass(frozen=True, slots=True)
class Part:
    """A part of a record that has words of its own.

    `field` is the record's field, `entity` the type of its entity, `relation` what ties it to the record, `of` the
    class of the field's value; `noted` are the members that its note holds, all but its words and codes.
    """

    field: str
    entity: str
    relation: str
    of: type[Value | Site | Dose | Frequency | Span | TimeRef]

    @property
    def noted(self) -> tuple[str, ...]:
        """What the note of the part holds; a canonical value is computed anew from number, unit and concept."""
        names = (f.name for f in fields(self.of))
        return tuple(n for n in names if n not in ("text", "start", "end", "codes") and not n.startswith("canonical_"))


PARTS = (
    Part("value", "Value", "HasValue", Value),
    Part("size", "Value", "HasSize", Value),
    Part("age", "Value", "HasAge", Value),
    Part("site", "Site", "HasSite", Site),
    Part("dose", "Dose", "HasDose", Dose),
    Part("frequency", "Frequency", "HasFrequency", Frequency),
    Part("cycle", "Cycle", "HasCycle", Span),
    Part("route", "Route", "HasRoute", Span),
    Part("duration", "Duration", "HasDuration", Span),
    Part("time", "Time", "HasTime", TimeRef),
    Part("cue", "Cue", "HasCue", Span),
)
#: The part that also a record of its own may be.
TIME = next(part for part in PARTS if part.field == "time")
#: The types of entities that are parts; a Time is one where a HasTime leads to it, else a record.
PART_TYPES = tuple(dict.fromkeys(part.entity for part in PARTS))
#: Relations between records: the field that holds the ids, the name of the relation.
LINKS = (
    ("reasons", "Reason"),
    ("causes", "Cause"),
    ("shown_by", "ShownBy"),
    ("replaced_by", "ReplacedBy"),
    ("based_on", "BasedOn"),
)
#: Attributes with a value: the record's field, the name, the values it may have.
ATTRIBUTES = (
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
#: Attributes without a value.
FLAGS = (("history", "History"), ("inferred", "Inferred"))
#: The fields of a record that its note holds. Statement and entity stand there only where records share them.
NOTED = (
    "concept", "parent", "severity", "grade", "relative", "rule", "extent", "statement", "entity", "candidates",
)  # fmt: skip
#: The member of a part's note that repeats the words which the other members were read from.
OF = "of"
#: Members of notes that are numbers.
NUMBERS = frozenset({"number", "high", "every", "day_from", "day_to"})


def short_name(iri: str) -> str:
    """A concept as notes write it: "c:Fever", or the IRI of an outside terminology's."""
    if iri.startswith(CONCEPT):
        return "c:" + iri.removeprefix(CONCEPT)
    return iri if ":" in iri else "c:" + iri


def full_name(name: str) -> str:
    """The IRI of a concept that `short_name` shortened."""
    return CONCEPT + name.removeprefix("c:") if name.startswith("c:") else name


_SPECIAL = re.compile(r"[\\;]")
_MEMBER = re.compile(r"((?:\\.|[^\\;])+)(?:;\s*|$)")
_ESCAPED = re.compile(r"\\(.)")


def format_note(members: dict[str, str]) -> str:
    """Members as a note holds them: "number=38; unit=10*9/L"; a semicolon or backslash in a value has one before it."""
    return "; ".join(f"{name}={_escaped(one_line(value))}" for name, value in members.items())


def _escaped(value: str) -> str:
    return _SPECIAL.sub(r"\\\g<0>", value)


def parse_note(note: str) -> tuple[dict[str, str], list[str]]:
    """The members of a note, and what in it is no member but an annotator's own words."""
    members, words = {}, []
    for match in _MEMBER.finditer(note):
        name, equals, value = match[1].partition("=")
        if equals and name.strip().isidentifier():
            members[name.strip()] = _ESCAPED.sub(r"\1", value).strip()
        elif match[1].strip():
            words.append(match[1].strip())
    return members, words


def format_number(number: float) -> str:
    """A number that reads back as the same number: "38", "0.5"."""
    return repr(float(number)).removesuffix(".0")


def one_line(text: str) -> str:
    """Words with each white space between them as one space: a line of the format holds no other."""
    return " ".join(text.split())
