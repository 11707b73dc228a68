"""Short forms that the text itself defines: "insuffisance rénale aiguë (IRA)", "CSE (quadrant supéro-externe)"."""

from __future__ import annotations

import re

from casegraph.languages.words import word_class
from casegraph.records import Span
from casegraph.text.fold import WORD, fold

__all__ = ["find_abbreviations"]

_BRACKET = re.compile(r"\(\s?(?P<short>[A-ZÉÈ][A-Za-zÉÈ0-9-]{1,7})\s?\)")
#: A name cut short, in brackets behind it: "paclitaxel (pacl)".
_CUT = re.compile(r"\b(?P<long>(?P<stem>[a-zéè]{4,7})[a-zéè]{3,})\s?\(\s?(?P<short>(?P=stem))\.?\s?\)")
_SKIP = word_class("initialism-skips")
_WINDOW = 90


def find_abbreviations(text: str) -> list[tuple[Span, Span]]:
    """Each short form with the long form before its bracket.

    A name may be cut short: "paclitaxel (pacl)". Else the letters of the short form must begin words of the long one; a
    word whose translation kept foreign letters still counts when all letters but one do ("quadrant supéro-externe
    (CSE)": the first letter differs).
    """
    found = []
    for match in _BRACKET.finditer(text):
        short = match["short"]
        if sum(c.isupper() for c in short) < 2:
            continue
        start = max(0, match.start() - _WINDOW)
        before = text[start : match.start()]
        cut = max(before.rfind(c) for c in ".;:()\n")
        words = [(m.start() + start, m.end() + start, m.group()) for m in WORD.finditer(before) if m.start() > cut]
        long = _long_form(short, words) or _long_form_before(short, words)
        if long is not None:
            found.append((Span(short, match.start("short"), match.end("short")), Span(text[long[0] : long[1]], *long)))
    for match in _CUT.finditer(text):
        short, long_form = (Span(match[part], match.start(part), match.end(part)) for part in ("short", "long"))
        found.append((short, long_form))
    return found


def _spelt(letters: list[str], content: list[str]) -> bool:
    """Whether each word gives its first letter and, in order, letters from within: "hypertension artérielle" (HTA)."""
    if not content:
        return not letters
    if not letters or letters[0] != content[0][0]:
        return False
    at = 0
    for taken, letter in enumerate(letters):
        if taken and _spelt(letters[taken:], content[1:]):
            return True
        at = content[0].find(letter, at) + 1
        if not at:
            return False
    return len(content) == 1


_LONGEST_TAIL = 4


def _long_form_before(short: str, words: list[tuple[int, int, str]]) -> tuple[int, int] | None:
    """The long form with words of its own behind it: "tomographie par émission de positons au 18F-FDG (TEP)"."""
    if len(short) < 3:
        return None
    for tail in range(1, min(_LONGEST_TAIL, len(words) - len(short)) + 1):
        if fold(words[-tail - 1][2]) in _SKIP:
            continue
        found = _long_form(short, words[:-tail], exact=True)
        if found is not None:
            return found
    return None


def _long_form(short: str, words: list[tuple[int, int, str]], exact: bool = False) -> tuple[int, int] | None:
    letters = [c.lower() for c in short if c.isalpha()]
    best: tuple[int, int] | None = None
    for back in range(1, min(len(words), len(letters) + 6) + 1):
        chosen = words[-back:]
        if fold(chosen[0][2]) in _SKIP:
            continue
        content = [fold(w[2]) for w in chosen if fold(w[2]) not in _SKIP]
        initials = [w[0] for w in content]
        if initials == letters or (len(content) > 1 and not exact and _spelt(letters, content)):
            return chosen[0][0], words[-1][1]
        same = sum(a == b for a, b in zip(initials, letters, strict=False))
        if not exact and len(initials) == len(letters) >= 3 and same >= len(letters) - 1:
            best = (chosen[0][0], words[-1][1])
    return best
