"""Reports in capitals, as old hospital systems print them, in the letters that the reader knows.

"L'HEPARINE N'A PAS ETE DEBUTEE" is read as "L'heparine n'a pas ete debutee". Each letter takes the place of one, so
that offsets stay as they are. What only capitals tell keeps them: a short form ("TEP"), a class ("hépatite A").
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from casegraph.languages.tables import read_table
from casegraph.languages.words import plain_class
from casegraph.text.fold import WORD, plain
from casegraph.values.units import UNIT_COLUMNS

__all__ = ["capital_lines", "with_small_letters"]

_SMALL = "a-zß-öø-ÿœæ"
_LINE = re.compile(rf"^[^{_SMALL}\n]*[A-ZÀ-ÖØ-ÞŒ]{{5}}[^{_SMALL}\n]*$", re.MULTILINE)
_LONG = re.compile(r"[A-ZÀ-ÖØ-ÞŒ]{4,}")
#: A line is a sentence, and no heading or name, where it has so many words of four letters or more.
_SENTENCE = 4
#: Words up to this length may be short forms.
_SHORT = 4
#: A line of so many characters may have been cut to a width.
_WIDE = 50
_OPENS = re.compile(r"(?:^|[.!?:]\s)\s*[\"«(]?\s*(\w)")
#: A stage, the letters before it and behind its "T" written small: "pT2", "ypTis", "cTx".
_STAGE = re.compile(r"\bY?[CPR]?T(?:IS|[0-4X])")
_UNIT = re.compile(r"(?<=\d)\s?(/?[A-ZÀ-ÞµμΜ][A-ZÀ-ÞµμΜ0-9²³/]*(?:\sHG\b|(?<=/MM)\s3\b)?)")
#: Below the line of a unit.
_BELOW = {
    **{per.upper(): per for per in ("dl", "ml", "kg", "m2", "min", "h", "j", "jour", "mm3", "mm 3", "24h")},
    "L": "L",
}


def capital_lines(text: str) -> list[tuple[int, int]]:
    """Where lines in capitals stand that are more than a heading; every one in a report that is mostly so."""
    lines = [m.span() for m in _LINE.finditer(text)]
    if lines and 2 * sum(end - start for start, end in lines) > len(text):
        return lines
    return [span for span in lines if len(_LONG.findall(text, *span)) >= _SENTENCE]


def with_small_letters(text: str, lines: list[tuple[int, int]]) -> str:
    """The text, as long as it was, with small letters in some lines and a capital where a sentence opens there."""
    pieces, at = [], 0
    for start, end in lines:
        pieces += [text[at:start], _small(text[start:end], goes_on=_goes_on(text, start))]
        at = end
    return "".join([*pieces, text[at:]])


def _small(line: str, *, goes_on: bool) -> str:
    out = list(line)
    for start, end, letters in _rewritten(line):
        out[start:end] = letters
    for match in _OPENS.finditer(line):
        if match.start() or not goes_on:
            out[match.start(1)] = line[match.start(1)]
    return "".join(out)


def _goes_on(text: str, start: int) -> bool:
    """Whether a line goes on with the sentence of the line before it, which was cut to a width."""
    before = text[text.rfind("\n", 0, max(0, start - 1)) + 1 : max(0, start - 1)].rstrip()
    return len(before) >= _WIDE and not before.endswith((".", "!", "?", ":", ";"))


def _rewritten(line: str) -> Iterator[tuple[int, int, str]]:
    """The stretches of a line in capitals that are written otherwise: words, then stages and units."""
    for match in WORD.finditer(line):
        if match.group().isalpha() and _is_word(line, match):
            yield (*match.span(), "".join(c.lower() if len(c.lower()) == 1 else c for c in match.group()))
    for match in _STAGE.finditer(line):
        yield (*match.span(), match.group().lower().replace("t", "T").replace("x", "X"))
    for match in _UNIT.finditer(line):
        if (unit := _unit(match[1])) is not None:
            yield (*match.span(1), unit)


def _is_word(line: str, match: re.Match[str]) -> bool:
    """Whether letters are a word, and no short form or class: elided ("L'"), long, or known as a word."""
    word = match.group()
    if len(word) > _SHORT or line[match.end() : match.end() + 1] in ("'", "’"):
        return True
    return plain(word) in _short_words() and (len(word) > 1 or not _classed(line, match.start()))


def _short_words() -> frozenset[str]:
    return plain_class("short-words", "short-words-of-capitals")


def _classed(line: str, at: int) -> bool:
    """Whether a letter stands behind a word that has classes: "HEPATITE A", "STADE A"."""
    before = WORD.findall(line[max(0, at - 12) : at])
    return bool(before) and plain(before[-1]) in plain_class("nouns-with-classes")


@cache
def _units() -> dict[str, str]:
    """The usual way to write a unit by the ways in capitals; nothing stands above the line of "/mm3"."""
    rows = [row["written"].split("|") for row in read_table("fr", "units", UNIT_COLUMNS)]
    found: dict[str, str] = {}
    for row in reversed(rows):
        for way in reversed(row):
            if " " not in way or way == "mm Hg":
                found |= {way.upper(): way, way[:1] + way[1:].upper(): way}
    # "MM" is listed among the ways to write a millimetre: it is no millimole, "mM".
    listed = {way: other for row in rows for way in row for other in reversed(row) if other != way == other.upper()}
    return found | listed | {"": ""}


def _unit(capitals: str) -> str | None:
    """A unit in capitals as it is usually written; None where it is none."""
    above, *below = capitals.split("/")
    if above not in _units() or not all(b in _BELOW for b in below):
        return None
    return "/".join([_units()[above], *(_BELOW[b] for b in below)])
