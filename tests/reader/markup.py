"""The markup of the reader's sentence suite, and its strict parser.

One item a line: a sentence, or a few, with marks `[words](attributes)`. The text to read is what remains when the
markup is taken away. `# ...` is a comment, `## phenomenon: name` heads the lines below it.

Attributes are separated by spaces; a value with spaces stands in double quotes; `/` separates alternatives.

| attribute | says of the marked words |
| --- | --- |
| `treatment` `procedure` `condition` `observation` `circumstance` | the record's kind |
| `stopped`, `given`, ... | a status; each one written must be found; a held or reduced one excludes the others |
| `because=a,b` | the status written before it has reasons in marks a and b, no others; `because=none`: it has none |
| `present` `absent` `suspected` `at-risk` `hypothetical` | the presence |
| `history` `family` | a past condition; a relative's |
| `id=a` | a name for other marks to point at |
| `same-as=t` | what is asked of mark t may be found here instead ("ce traitement"); stands alone |
| `of=t,u` | what is asked of marks t and u may be found here, of the same entities ("ce traitement"); stands alone |
| `not-held` | no held or reduced record stands here |
| `no-condition` | no record of a condition stands here |
| `no-status` | a treatment that is only named: neither given nor anything else |
| `patient` | the patient's own, no relative's |
| `severity=` `grade=` `side=` `concept=` `interpretation=` `comparator=` `date=` `unit=` | equal to the record's |
| `severity=none` `grade=none` `side=none` `interpretation=none` | the record has none |
| `value=` `high=` `canonical=` `day=` | numbers with a point; `value=` in the unit as written, or words of the text |
| `dose=` `size=` `site=` `frequency=` `cycle=` `route=` `time=` | words of the text; `none`: it has none |
| `shown-by=a` `cause=a` | the test that shows it (`none`: no test does), what caused it |
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from casegraph.records import CHANGED, PRESENCES, STATUSES

__all__ = ["Item", "Mark", "MarkupError", "StatusClaim", "parse_file", "parse_line"]

KINDS = ("treatment", "procedure", "condition", "observation", "circumstance")
FLAGS = ("history", "family", "not-held", "no-condition", "no-status", "patient")
NUMBERS = ("canonical", "high", "day")
WORDS = ("dose", "size", "site", "frequency", "cycle", "route", "time")
CHOICES = {
    "side": ("left", "right", "bilateral", "none"),
    "comparator": ("<", "<=", ">", ">=", "~"),
    "interpretation": ("low", "high", "normal", "positive", "negative", "none"),
}
FREE = ("severity", "grade", "unit", "concept")
POINTERS = ("shown-by", "cause", "same-as", "of", "because")

_HEADER = re.compile(r"## phenomenon: (\S.*)")
_ATTRIBUTE = re.compile(r'(?P<name>[a-z/-]+)(?:=(?:"(?P<quoted>[^"]+)"|(?P<plain>[^\s"]+)))?(?=\s|$)')
_NUMBER = re.compile(r"-?\d+(?:\.\d+)?")
_NUMBERISH = re.compile(r"-?\d[\d\s.,]*")
_DATE = re.compile(r"\d{4}(?:-\d{2}(?:-\d{2})?)?")
_ID = re.compile(r"[a-z][a-z0-9]*")


class MarkupError(ValueError):
    """A line that cannot be understood; the message names file, line and what to mend."""


@dataclass(frozen=True, slots=True)
class StatusClaim:
    """One of `any_of` is said of the mark; `because` are mark ids, `()` for no reason, None where nothing is asked."""

    any_of: tuple[str, ...]
    because: tuple[str, ...] | None = None


@dataclass(frozen=True, slots=True)
class Mark:
    """Marked words with their offsets in the item's text, and what the reader must say of them.

    `attributes` holds the attributes with a value that are compared with the record as written.
    """

    text: str
    start: int
    end: int
    id: str | None = None
    same_as: tuple[str, ...] = ()
    of: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()
    statuses: tuple[StatusClaim, ...] = ()
    presences: tuple[str, ...] = ()
    history: bool = False
    family: bool = False
    not_held: bool = False
    no_condition: bool = False
    no_status: bool = False
    patient: bool = False
    not_shown: bool = False
    shown_by: tuple[str, ...] = ()
    causes: tuple[str, ...] = ()
    attributes: tuple[tuple[str, str], ...] = ()

    @property
    def changed(self) -> frozenset[str]:
        """The held and reduced statuses that may stand on the mark."""
        return frozenset(s for claim in self.statuses for s in claim.any_of if s in CHANGED)


@dataclass(frozen=True, slots=True)
class Item:
    """One line of a sentence file."""

    file: str
    line: int
    phenomenon: str
    text: str
    marks: tuple[Mark, ...]

    def named(self, name: str) -> list[Mark]:
        """The mark with this id and those that are the same as it."""
        return [m for m in self.marks if name in (m.id, *m.same_as, *m.of)]


def parse_file(path: Path) -> list[Item]:
    """The items of a sentence file in order.

    Raises:
        MarkupError: a line is not well formed, stands before the first phenomenon or twice in the file.
    """
    return _parse(path.read_text(encoding="utf-8").splitlines(), path.name)


def _parse(lines: Iterable[str], file: str) -> list[Item]:
    items: list[Item] = []
    seen: dict[str, int] = {}
    phenomenon = ""
    for number, raw in enumerate(lines, 1):
        line = raw.strip()
        if line.startswith("##"):
            header = _HEADER.fullmatch(line)
            if header is None:
                raise MarkupError(f"{file}:{number}: a header is written `## phenomenon: name`")
            phenomenon = header[1]
        elif line and not line.startswith("#"):
            if not phenomenon:
                raise MarkupError(f"{file}:{number}: a sentence before the first `## phenomenon: name`")
            item = parse_line(line, file, number, phenomenon)
            if item.text in seen:
                raise MarkupError(f"{file}:{number}: the sentence of line {seen[item.text]} again")
            seen[item.text] = number
            items.append(item)
    return items


def parse_line(line: str, file: str, number: int, phenomenon: str) -> Item:
    """One item from its line.

    Raises:
        MarkupError: the markup is not well formed, or an attribute is unknown, given twice or out of place.
    """
    where = f"{file}:{number}"
    raw, text = _take_apart(line, where)
    marks = tuple(_mark(text, start, end, attributes, where) for start, end, attributes in raw)
    _check_ids(marks, where)
    return Item(file, number, phenomenon, text, marks)


def _take_apart(line: str, where: str) -> tuple[list[tuple[int, int, str]], str]:
    """The marks' offsets in the plain text with their attributes as written, and that text."""
    raw: list[tuple[int, int, str]] = []
    text = ""
    at = 0
    while at < len(line):
        if line[at] == "]":
            raise MarkupError(f"{where}: `]` at column {at + 1} closes no bracket")
        if line[at] != "[":
            text += line[at]
            at += 1
            continue
        close = line.find("]", at)
        if close < 0:
            raise MarkupError(f"{where}: `[` at column {at + 1} is never closed")
        words = line[at + 1 : close]
        if "[" in words:
            raise MarkupError(f"{where}: brackets inside the bracket at column {at + 1}")
        if not words.strip() or words != words.strip():
            raise MarkupError(f"{where}: the bracket at column {at + 1} is empty or has spaces at its edge")
        if line[close + 1 : close + 2] != "(":
            raise MarkupError(f"{where}: `(attributes)` must follow [{words}]")
        end = _closing(line, close + 2)
        if end is None:
            raise MarkupError(f"{where}: the attributes of [{words}] are never closed")
        raw.append((len(text), len(text) + len(words), line[close + 2 : end]))
        text += words
        at = end + 1
    return raw, text


def _closing(line: str, at: int) -> int | None:
    quoted = False
    for i in range(at, len(line)):
        if line[i] == '"':
            quoted = not quoted
        elif line[i] == ")" and not quoted:
            return i
    return None


def _mark(text: str, start: int, end: int, written: str, where: str) -> Mark:
    words = text[start:end]
    where = f"{where}: [{words}]"
    plain: list[str] = []
    valued: dict[str, str] = {}
    statuses: list[StatusClaim] = []
    for name, value in _attributes(written, where):
        if value is None:
            if name.split("/")[0] in STATUSES:
                statuses.append(StatusClaim(_alternatives(name, STATUSES, where)))
            else:
                plain.append(name)
        elif name == "because":
            if not statuses or statuses[-1].because is not None:
                raise MarkupError(f"{where}: because= must follow the status that it is the reason of")
            statuses[-1] = StatusClaim(statuses[-1].any_of, () if value == "none" else _ids(value, where))
        elif name in valued:
            raise MarkupError(f"{where}: {name}= stands twice")
        else:
            valued[name] = value
    flags = {name for name in plain if name in FLAGS}
    kinds = [name for name in plain if name.split("/")[0] in KINDS]
    presences = [name for name in plain if name.split("/")[0] in PRESENCES]
    if len(kinds) > 1 or len(presences) > 1 or len(set(plain)) < len(plain):
        raise MarkupError(f"{where}: one kind and one presence a mark, each once")
    for name in ("same-as", "of"):
        if name in valued and (plain or statuses or len(valued) > 1):
            raise MarkupError(f"{where}: {name}= stands alone")
    mark = Mark(
        text=words,
        start=start,
        end=end,
        id=_ids(valued["id"], where, 1)[0] if "id" in valued else None,
        same_as=_ids(valued["same-as"], where, 1) if "same-as" in valued else (),
        of=_ids(valued["of"], where) if "of" in valued else (),
        kinds=_alternatives(kinds[0], KINDS, where) if kinds else (),
        statuses=tuple(statuses),
        presences=_alternatives(presences[0], PRESENCES, where) if presences else (),
        history="history" in flags,
        family="family" in flags,
        not_held="not-held" in flags,
        no_condition="no-condition" in flags,
        no_status="no-status" in flags,
        patient="patient" in flags,
        shown_by=_ids(valued["shown-by"], where) if valued.get("shown-by", "none") != "none" else (),
        not_shown=valued.get("shown-by") == "none",
        causes=_ids(valued["cause"], where) if "cause" in valued else (),
        attributes=tuple((k, _checked(k, v, text, where)) for k, v in valued.items() if k not in ("id", *POINTERS)),
    )
    if mark.no_condition and (mark.kinds or mark.presences):
        raise MarkupError(f"{where}: no-condition beside what a condition says")
    if mark.not_held and mark.changed:
        raise MarkupError(f"{where}: not-held beside {', '.join(sorted(mark.changed))}")
    return mark


def _attributes(written: str, where: str) -> list[tuple[str, str | None]]:
    """Names with their values; None for an attribute that takes none."""
    if not written.strip():
        raise MarkupError(f"{where}: no attributes in ()")
    out: list[tuple[str, str | None]] = []
    bare = (*KINDS, *FLAGS, *STATUSES, *PRESENCES)
    with_value = ("id", "value", "date", *POINTERS, *CHOICES, *NUMBERS, *WORDS, *FREE)
    at = 0
    while at < len(written):
        if written[at].isspace():
            at += 1
            continue
        match = _ATTRIBUTE.match(written, at)
        if match is None:
            raise MarkupError(f"{where}: cannot read the attributes from `{written[at:]}` on")
        name, value = match["name"], match["quoted"] or match["plain"]
        known = with_value if value is not None else bare
        if (name if value is not None else name.split("/")[0]) not in known:
            raise MarkupError(f"{where}: unknown attribute `{match[0]}`")
        out.append((name, value))
        at = match.end()
    return out


def _alternatives(written: str, known: tuple[str, ...], where: str) -> tuple[str, ...]:
    names = tuple(written.split("/"))
    for name in names:
        if name not in known:
            raise MarkupError(f"{where}: unknown attribute `{name}` in `{written}`")
    return names


def _ids(written: str, where: str, most: int = 99) -> tuple[str, ...]:
    ids = tuple(written.split(","))
    if len(ids) > most or not all(_ID.fullmatch(i) for i in ids):
        raise MarkupError(f"{where}: `{written}` is no id; ids are small letters and digits, commas between several")
    return ids


def _checked(name: str, value: str, text: str, where: str) -> str:
    if name in CHOICES and value not in CHOICES[name]:
        raise MarkupError(f"{where}: {name}={value} is none of {', '.join(CHOICES[name])}")
    if name == "date" and not _DATE.fullmatch(value):
        raise MarkupError(f"{where}: date={value} is not written 2016, 2016-03 or 2016-03-05")
    if name in NUMBERS and not _NUMBER.fullmatch(value):
        raise MarkupError(f"{where}: {name}={value} is no number with a decimal point")
    if name == "value" and not _NUMBER.fullmatch(value) and _NUMBERISH.fullmatch(value):
        raise MarkupError(f"{where}: value={value} is no number with a decimal point")
    if value == "none" and name in WORDS:
        return value
    if (name in WORDS or (name == "value" and not _NUMBER.fullmatch(value))) and value not in text:
        raise MarkupError(f'{where}: the words {name}="{value}" are not in the sentence')
    return value


def _check_ids(marks: tuple[Mark, ...], where: str) -> None:
    ids = [m.id for m in marks if m.id is not None]
    for name in ids:
        if ids.count(name) > 1:
            raise MarkupError(f"{where}: two marks with id={name}")
    pointed = {i for m in marks for i in (*m.shown_by, *m.causes)}
    pointed |= {i for m in marks for claim in m.statuses for i in claim.because or ()}
    pointed |= {i for m in marks for i in (*m.same_as, *m.of)}
    for name in sorted(pointed - set(ids)):
        raise MarkupError(f"{where}: no mark has id={name}")
    for name in sorted(set(ids) - pointed):
        raise MarkupError(f"{where}: nothing points at id={name}")
