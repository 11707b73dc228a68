"""Sentences: cut at full stops, question marks, line ends and list bullets, never inside a number or abbreviation."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from functools import cache
from itertools import islice, pairwise

from casegraph.languages.tables import read_table
from casegraph.languages.words import written_class
from casegraph.records import Section, Sentence

__all__ = ["COLUMNS", "find_sentences"]

COLUMNS = ("abbreviation", "meaning")

# A full stop, question or exclamation mark with closing quotes and references ("[12]"), or a blank or bulleted line.
_END = re.compile(
    r"(?P<stop>(?<![.!?…])[.!?…]++)(?P<close>(?:\s?»|[”\"')\]])*(?:\s?\[[\d,;\s–-]+\])?)(?=\s|$|[A-ZÉÈÀÂÎÔ«“])"
    r"|\n(?=[ \t]*\n)|\n(?=\s*(?:[-–—•·*►▪◦]|\d{1,2}[.)]\s|\"))|\n(?!/)"
)
_LAST_WORD = re.compile(r"[\w.]++$")
_NEXT = re.compile(r"\s*(\S)")
#: Several initials: "M.A" before the last of its points, and such behind a title.
_INITIALS = re.compile(r"(?<!\w)(?:[A-Z]\.)+[A-Z]$")
_TITLED = re.compile(rf"\b(?:{'|'.join(written_class('titles'))})\.?\s?(?:[A-Z]\.)+[A-Z]\Z", re.IGNORECASE)
_SPACE = re.compile(r"\s")
_BLANK_LINE = re.compile(r"\n[^\S\n]*\n")


#: A unit that may be an abbreviation too, behind its number or its stroke: "0,45 g. Le", "12 mm. Le", "48/min. Les".
_MEASURED = re.compile(r"(?:\d\s?(?:gr?|mm|min|sem|jr|cp|gél)|/\s?(?:min|sem|jr))\Z")


@cache
def _abbreviations(language: str) -> frozenset[str]:
    rows = read_table(language, "sentence-abbreviations", COLUMNS)
    return frozenset(row["abbreviation"].rstrip(".").lower() for row in rows)


def find_sentences(text: str, sections: tuple[Section, ...], language: str = "fr") -> tuple[Sentence, ...]:
    """The sentences in order, trimmed of white space; a heading is a sentence of its own."""
    known = _abbreviations(language)
    small = _without_capitals(text)
    cuts = {0, len(text)}
    for section in sections:
        cuts.add(section.start)
        cuts.add(section.body)
        cuts.update(_items(text, section))
    for match in _END.finditer(text):
        if match["stop"] is None:
            if _line_ends_sentence(text, match.start()):
                cuts.add(match.end())
        elif _stop_ends_sentence(text, match, known, small):
            cuts.add(match.end())
    starts = [section.start for section in sections]
    ordered = sorted(cuts)
    sentences: list[Sentence] = []
    for left, right in (part for bounds in pairwise(ordered) for part in _parts(text, *bounds)):
        piece = text[left:right]
        body = piece.strip()
        if body:
            start = left + len(piece) - len(piece.lstrip())
            name = sections[bisect_right(starts, start) - 1].name
            sentences.append(Sentence(start, start + len(body), len(sentences), name))
    return tuple(sentences)


def _items(text: str, section: Section) -> list[int]:
    """The ends of the lines of a section that lists one thing a line, without bullets, small letters or not.

    Such lines are short, of uneven length, and have no sentence's end; wrapped prose fills its lines.
    """
    if section.name not in _LISTS:
        return []
    lines = [m.span() for m in _FULL_LINE.finditer(text, section.body, section.end)]
    lengths = [end - start for start, end in lines]
    if len(lines) < _FEWEST_ITEMS or max(lengths) > _LONGEST_ITEM or min(lengths) > _UNEVEN * max(lengths):
        return []
    written = [text[start:end].rstrip() for start, end in lines]
    if any(line.endswith((".", ",", "et", "de")) or _ENDED.search(line) for line in written):
        return []
    return [end for _, end in lines]


_LISTS = frozenset({"history", "family-history", "allergies", "medication", "discharge"})
_FULL_LINE, _ENDED = re.compile(r"[^\n]*\S[^\n]*"), re.compile(r"[a-zé]\.\s")
#: So many lines make a list; the longest has so many characters, and the shortest so much of the longest.
_FEWEST_ITEMS, _LONGEST_ITEM, _UNEVEN = 3, 100, 0.6

#: No sentence is longer, in characters; the longest of 34,000 in journals and registries has 1,427.
_LONGEST = 2000
#: Where a longer one is cut: at the last of the first of these marks that its second half has.
_MARKS = (";", ",", " ")


def _parts(text: str, left: int, right: int) -> Iterator[tuple[int, int]]:
    """A stretch in parts that are no longer than a sentence: a text without full stops takes no more time for that."""
    while right - left > _LONGEST:
        limit = left + _LONGEST
        at = next((at for mark in _MARKS if (at := text.rfind(mark, left + _LONGEST // 2, limit)) >= 0), None)
        if at is None:
            space = _SPACE.search(text, limit, right)
            at = space.start() if space else right - 1
        yield left, at + 1
        left = at + 1
    if right > left:
        yield left, right


def _line_ends_sentence(text: str, at: int) -> bool:
    """A line break ends a sentence unless the line was wrapped: the next one goes on in lower case without a bullet."""
    if _BLANK_LINE.match(text, at):
        return True
    following = _NEXT.match(text, at)
    if following is None:
        return True
    before = text[max(0, at - 1) : at]
    return not (following.group(1).islower() and before not in ".:;!?") or before in ".!?"


_SMALL_START, _CAPITAL_START = re.compile(r"[.!?]\s+[a-zà-öø-ÿœ]"), re.compile(r"[.!?]\s+[A-ZÀ-ÖØ-ÞŒ]")
#: So many sentences that seem to begin with a small letter are no chance.
_FEW = 3


def _without_capitals(text: str) -> bool:
    """Whether a report begins its sentences with small letters."""
    return _CAPITAL_START.search(text) is None and len([*islice(_SMALL_START.finditer(text), _FEW)]) == _FEW


def _stop_ends_sentence(text: str, match: re.Match[str], known: frozenset[str], small: bool) -> bool:
    if match["stop"] != ".":
        return True
    following = _NEXT.match(text, match.end())
    nxt = following.group(1) if following else ""
    word = _LAST_WORD.search(text[max(0, match.start() - 20) : match.start()].rpartition(" ")[2])
    last = word.group() if word else ""
    if last.lower() in known and not (
        nxt.isupper() and _MEASURED.search(text, max(0, match.start() - 12), match.start())
    ):
        # An abbreviation ends its sentence only before a new line or at the very end.
        return nxt == "" or "\n" in text[match.end() : match.end() + 2]
    if len(last) == 1 and last.isupper() and text[match.start() - 2 : match.start() - 1] != "/":
        # An initial ("M. D."), unless a unit or a class letter closes the sentence ("stade C. Il").
        return nxt.isupper() and bool(
            re.search(
                r"\b(?:stade|classe|grade|type|groupe|vitamine|hépatite)\s$",
                text[max(0, match.start() - 12) : match.start() - 1],
                re.IGNORECASE,
            )
        )
    apart = text[match.end() : match.end() + 1].isspace()
    if (
        "." in last
        and _INITIALS.search(last)
        and (not apart or _TITLED.search(text, max(0, match.start() - 32), match.start()))
    ):
        return not apart and not nxt.isupper()  # "Mme M.A. 40 ans"
    if last.isdecimal() and nxt.isdecimal() and not apart:
        return False
    # A lower-case word goes on with the sentence, unless a line break stands between or sentences begin so.
    return small or not nxt.islower() or "\n" in text[match.end() : match.end() + 2]
