"""The lines of an `.ann` file: what BRAT's standoff format says, whatever the scheme is.

The format is that of https://brat.nlplab.org/standoff.html. A line that breaks it is an error with file and line.
Attributes, relations, codes and notes must name an annotation that the file has; their order does not matter.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from casegraph.errors import InputError

__all__ = ["Attribute", "Code", "Entity", "Note", "Relation", "Standoff", "parse_standoff"]


@dataclass(frozen=True, slots=True)
class Entity:
    """A text-bound annotation (`T`): its type, its stretches (code points, half open) in the file's order, words."""

    id: str
    type: str
    spans: tuple[tuple[int, int], ...]
    words: str
    line: int


@dataclass(frozen=True, slots=True)
class Relation:
    """A binary relation (`R`) between two annotations."""

    id: str
    type: str
    source: str
    target: str
    line: int


@dataclass(frozen=True, slots=True)
class Attribute:
    """An attribute (`A`, formerly `M`); `value` is None for a flag."""

    id: str
    type: str
    target: str
    value: str | None
    line: int


@dataclass(frozen=True, slots=True)
class Code:
    """A normalisation (`N`): an entry of a resource, as "ncit:C3408", and what it is called."""

    id: str
    target: str
    code: str
    label: str
    line: int


@dataclass(frozen=True, slots=True)
class Note:
    """A note (`#`) on an annotation; `type` is "AnnotatorNotes" for an annotator's."""

    id: str
    type: str
    target: str
    text: str
    line: int


@dataclass(slots=True)
class Standoff:
    """The annotations of one file. `others` are lines that relate or group annotations in ways not listed here
    (events, equivalences): what they are, and where.
    """

    entities: dict[str, Entity] = field(default_factory=dict)
    relations: list[Relation] = field(default_factory=list)
    attributes: list[Attribute] = field(default_factory=list)
    codes: list[Code] = field(default_factory=list)
    notes: list[Note] = field(default_factory=list)
    others: list[tuple[str, int]] = field(default_factory=list)


_ENTITY = re.compile(r"(?P<type>\S+) (?P<spans>\d+ \d+(?:;\d+ \d+)*)\t(?P<words>.*)")
_RELATION = re.compile(r"(?P<type>\S+) Arg1:(?P<source>\S+) Arg2:(?P<target>\S+)\s*")
_ATTRIBUTE = re.compile(r"(?P<type>\S+) (?P<target>\S+)(?: (?P<value>\S+))?\s*")
_CODE = re.compile(r"Reference (?P<target>\S+) (?P<code>[^\s:]+:\S+)(?:\t(?P<label>.*))?")
_NOTE = re.compile(r"(?P<type>\S+) (?P<target>\S+)(?:\t(?P<text>.*))?")
#: How each kind of line is written, for the one who has to mend it.
_FORMS = {
    "T": (_ENTITY, "T1<tab>Condition 10 16<tab>fièvre"),
    "R": (_RELATION, "R1<tab>Reason Arg1:T1 Arg2:T2"),
    "A": (_ATTRIBUTE, "A1<tab>Presence T1 absent"),
    "M": (_ATTRIBUTE, "M1<tab>Presence T1 absent"),
    "N": (_CODE, "N1<tab>Reference T1 ncit:C3038<tab>fièvre"),
    "#": (_NOTE, "#1<tab>AnnotatorNotes T1<tab>words"),
}
_ID = re.compile(r"[TRAMNE#]\S+|\*")
_OTHERS = {"E": "an event", "*": "an equivalence"}


def parse_standoff(content: str, place: str) -> Standoff:
    """Parse the content of an `.ann` file; `place` is what an error calls it.

    Raises:
        InputError: a line breaks the format, an id stands twice, or an annotation names one that is not there.
    """
    found = Standoff()
    seen: dict[str, int] = {}
    for number, line in enumerate(content.removeprefix("\ufeff").split("\n"), 1):
        line = line.removesuffix("\r")
        if line.strip():
            _add(found, line, number, f"{place}:{number}", seen)
    named: list[Relation | Attribute | Code | Note] = [*found.relations, *found.attributes, *found.codes, *found.notes]
    for one in named:
        for name in (one.source, one.target) if isinstance(one, Relation) else (one.target,):
            if name not in seen:
                raise InputError(f"{place}:{one.line}: {one.id} names {name}, which the file does not have; remove it")
    return found


def _add(found: Standoff, line: str, number: int, place: str, seen: dict[str, int]) -> None:
    name, tab, rest = line.partition("\t")
    if not tab or not _ID.fullmatch(name):
        raise InputError(
            f"{place}: no annotation of BRAT, which begins with T1, R1, A1, N1 or #1 and a tab", quoted=_cut(line)
        )
    if name != "*":
        if name in seen:
            raise InputError(f"{place}: the id {name} stands on line {seen[name]} already; give this one another")
        seen[name] = number
    kind = name[0]
    if kind in _OTHERS:
        found.others.append((f"{_OTHERS[kind]} ({rest.split(' ')[0].split(':')[0]})", number))
        return
    pattern, form = _FORMS[kind]
    match = pattern.fullmatch(rest)
    if match is None:
        raise InputError(f"{place}: cannot be read; write it as {form}", quoted=_cut(line))
    if kind == "T":
        spans = _spans(match["spans"], place)
        found.entities[name] = Entity(name, match["type"], spans, match["words"], number)
    elif kind == "R":
        found.relations.append(Relation(name, match["type"], match["source"], match["target"], number))
    elif kind in "AM":
        found.attributes.append(Attribute(name, match["type"], match["target"], match["value"], number))
    elif kind == "N":
        found.codes.append(Code(name, match["target"], match["code"], match["label"] or "", number))
    else:
        found.notes.append(Note(name, match["type"], match["target"], match["text"] or "", number))


def _spans(written: str, place: str) -> tuple[tuple[int, int], ...]:
    spans = []
    for piece in written.split(";"):
        start, end = map(int, piece.split(" "))
        if start >= end:
            raise InputError(f"{place}: the offsets {start} {end} hold no character; the end comes after the start")
        spans.append((start, end))
    return tuple(spans)


_LONGEST = 60


def _cut(line: str) -> str:
    return repr(line if len(line) <= _LONGEST else line[: _LONGEST - 1] + "…")
