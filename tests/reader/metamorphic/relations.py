"""The relations: what is changed in a report, and what must stay the same.

A relation takes a case that was read and gives changed texts. What its records are compared by is all of `compare.py`
but the fields that it names as ignored, each with the reason.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import pairwise
from unicodedata import combining, normalize

from casegraph.records import Case

from .edits import Edited, Piece, each_character, edit, replaced

__all__ = ["RELATIONS", "Relation", "chosen"]


@dataclass(frozen=True)
class Relation:
    """`change` gives the changed texts of a case, none where the case has nothing to change.

    `ignored` are fields that may change; `copies` is how often the old text stands in the new one; `bound` is the
    share of statements that may change, as measured over the sample of `test_metamorphic.py`: 0 where none does. The
    patient, whom a reader tells of once, by the first words for them, is no statement of a text that is `reordered`.
    """

    name: str
    change: Callable[[Case], Iterator[Edited]]
    ignored: frozenset[str] = frozenset()
    copies: int = 1
    bound: float = 0.0
    reordered: bool = False


def chosen(*key: object) -> int:
    """A number that nobody chose: the hash of what it is for."""
    return int(hashlib.sha1(repr(key).encode()).hexdigest(), 16)


def _by_character(change: Callable[[str], str]) -> Callable[[Case], Iterator[Edited]]:
    def changed(case: Case) -> Iterator[Edited]:
        yield each_character(case.document.text, change)

    return changed


def _decomposed(case: Case) -> Iterator[Edited]:
    text = case.document.text
    if not any(map(combining, text)):
        yield each_character(text, lambda c: normalize("NFD", c))


def _without_accents(case: Case) -> Iterator[Edited]:
    yield each_character(case.document.text, lambda c: "".join(m for m in normalize("NFD", c) if not combining(m)))


def _apostrophes(mark: str) -> Callable[[Case], Iterator[Edited]]:
    return _by_character(lambda c: mark if c in "'’ʼ" else c)


def _line_ends(mark: str) -> Callable[[Case], Iterator[Edited]]:
    def changed(case: Case) -> Iterator[Edited]:
        text = case.document.text
        # A reader stores each line end as one LF, so that offsets are those of the old text.
        yield Edited(text.replace("\n", mark), [*range(len(text) + 1)], [*range(len(text) + 1)])

    return changed


def _spaces(mark: str) -> Callable[[Case], Iterator[Edited]]:
    return _by_character(lambda c: mark if c == " " else c)


_WIDTH = 80


def _wrapped(case: Case) -> Iterator[Edited]:
    """Every line cut at the last space before the 80th character, as an editor or a printed page does."""
    text = case.document.text
    pieces: list[Piece] = []
    for line in re.finditer(r"[^\n]+", text):
        at, end = line.span()
        while end - at > _WIDTH:
            cut = text.rfind(" ", at + 1, at + _WIDTH + 1)
            if cut < 0:
                cut = text.find(" ", at + _WIDTH, end)
            if cut < 0:
                break
            pieces.append((cut, cut + 1, "\n"))
            at = cut + 1
    if pieces:
        yield replaced(text, pieces)


#: Says nothing of the patient, opens and ends as a sentence does.
UNRELATED = "Le dossier a été relu par l'équipe."


def _added_first(case: Case) -> Iterator[Edited]:
    text = case.document.text
    yield edit([(0, 0, UNRELATED + "\n\n"), (0, len(text), text)])


def _added_last(case: Case) -> Iterator[Edited]:
    text = case.document.text
    yield edit([(0, len(text), text), (len(text), len(text), "\n\n" + UNRELATED)])


def _added_between(case: Case) -> Iterator[Edited]:
    """Behind a sentence that ends with a full stop, in its own line."""
    text = case.document.text
    ends = [s.end for s in case.document.sentences if text[s.end - 1 : s.end] == "." and s.end < len(text)]
    if ends:
        at = ends[chosen("between", case.id) % len(ends)]
        yield replaced(text, [(at, at, " " + UNRELATED)])


def _paragraphs(text: str) -> list[tuple[int, int]]:
    return [m.span() for m in re.finditer(r"[^\n]+\n*", text)]


def _reordered(case: Case) -> Iterator[Edited]:
    """The blocks of a report in turned order: a heading keeps what stands under it."""
    text, sections = case.document.text, case.document.sections
    heads = [s.start for s in sections if not s.start or (s.body > s.start and text[s.body : s.body + 1] == "\n")]
    blocks = [*pairwise([0, *heads[heads[0] == 0 :], len(text)])] if len(heads) > 2 else _paragraphs(text)
    if len(blocks) > 1:
        pieces: list[Piece] = []
        for start, end in reversed(blocks):
            body = text[start:end].rstrip("\n")
            pieces += [(start, start + len(body), body), (end, end, "\n\n")]
        yield edit(pieces)


def _doubled(case: Case) -> Iterator[Edited]:
    text = case.document.text
    yield edit([(0, len(text), text), (len(text), len(text), "\n\n"), (0, len(text), text)])


def _headings(case: Case) -> Iterator[Edited]:
    """Every heading in capitals."""
    text = case.document.text
    heads = [(s.start, s.body) for s in case.document.sections if s.body > s.start]
    changes = [(start, end, text[start:end].upper()) for start, end in heads]
    if any(text[start:end] != words for start, end, words in changes):
        yield replaced(text, changes)


#: A word of more letters than a short form has, which capitals tell from a word.
_LONG = re.compile(r"[^\W\d_]{5,}")


def _names(case: Case) -> Iterator[tuple[int, int]]:
    """The names of findings, treatments and tests in lower case that are no short forms, apart and in order."""
    at = 0
    for record in sorted(case.records, key=lambda r: (r.start, r.end)):
        if record.start >= at and record.kind in ("condition", "treatment", "procedure", "observation"):
            words = record.text
            if words.islower() and _LONG.match(words) and not record.fragments:
                yield record.start, record.end
                at = record.end


def _capital_letter(case: Case) -> Iterator[Edited]:
    """The first letter of every name a capital: "une Thrombopénie"."""
    text = case.document.text
    yield replaced(text, [(start, start + 1, text[start].upper()) for start, _ in _names(case)])


def _capitals(case: Case) -> Iterator[Edited]:
    """The long words of every name in capitals: "une THROMBOPÉNIE"."""
    text = case.document.text
    words = [w.span() for start, end in _names(case) for w in _LONG.finditer(text, start, end)]
    yield replaced(text, [(start, end, text[start:end].upper()) for start, end in words])


_PROPER = re.compile(r"(?<=[a-zéèà,] )[A-ZÉÈ][a-zéèêëîïôûüç]{4,}(?![\w-])")


def _small_letter(case: Case) -> Iterator[Edited]:
    """Names with a capital within a sentence in lower case: "reçoit du Cisplatine"."""
    text = case.document.text
    names = {r.start for r in case.records if r.kind in ("condition", "treatment", "procedure")}
    words = [m.span() for m in _PROPER.finditer(text) if m.start() in names]
    if words:
        yield replaced(text, [(start, start + 1, text[start].lower()) for start, _ in words])


_ORDER = frozenset({"entity"})

#: What is left: lines that happen to be full above a heading (wrapped); what only capitals tell, a short form from a
#: word and a sentence's beginning (all in capitals, in lower case); what leads back over what was put between, "le
#: traitement", "l'examen", "le lendemain" (between, reordered, and where the copies of a doubled report meet).
RELATIONS = (
    Relation("accents decomposed (NFD)", _decomposed),
    Relation("without accents", _without_accents, bound=0.028),
    Relation("apostrophes '", _apostrophes("'")),
    Relation("apostrophes ’", _apostrophes("’")),
    Relation("apostrophes ʼ", _apostrophes("ʼ")),
    Relation("line ends CRLF", _line_ends("\r\n")),
    Relation("line ends CR", _line_ends("\r")),
    Relation("spaces doubled", _spaces("  ")),
    Relation("no-break spaces", _spaces("\u00a0")),
    Relation("narrow no-break spaces", _spaces("\u202f")),
    Relation("lines wrapped", _wrapped, bound=0.06),
    Relation("headings in capitals", _headings),
    Relation("names with a capital", _capital_letter, bound=0.002),
    Relation("names in capitals", _capitals, bound=0.002),
    Relation("names without their capital", _small_letter, bound=0.002),
    Relation("all in capitals", _by_character(str.upper), bound=0.015),
    Relation("all in lower case", _by_character(str.lower), bound=0.085),
    Relation("unrelated sentence first", _added_first),
    Relation("unrelated sentence last", _added_last),
    Relation("unrelated sentence between", _added_between, bound=0.001),
    Relation("paragraphs reordered", _reordered, _ORDER, reordered=True, bound=0.015),
    Relation("document doubled", _doubled, _ORDER, copies=2, bound=0.001),
)
