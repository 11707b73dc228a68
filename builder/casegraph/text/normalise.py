"""The text as the reader works on it: one way to write an accent, an apostrophe, a space, a line that was wrapped.

Where a report writes them otherwise, a normalised text is read, and what was found is told in the offsets of the
report: a letter and its accents are one character (NFC), spaces of any kind and number one plain space, the marks that
stand for an apostrophe or a hyphen one mark, lines that were only cut to a width one line, and a word that was cut at
the end of a line one word. Lines in capitals are read in small letters, and the accents that a whole report or its
capitals have lost come back.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable
from unicodedata import normalize

from casegraph.frozen import dataclass
from casegraph.languages.words import plain_class
from casegraph.text.accents import has_accents, lost_accents, with_accents
from casegraph.text.capitals import capital_lines, with_small_letters
from casegraph.text.fold import plain
from casegraph.text.lines import line_joins
from casegraph.text.tabular import GAP, is_tabular, line_at

__all__ = ["Normalised", "normalise"]

_OTHERWISE = re.compile(
    r"(?P<accents>\w[\u0300-\u036f]+)"
    r"|(?P<spaces>[^\S\n\t]*[^\S \n\t][^\S\n\t]*|[^\S\n\t]{2,})"
    r"|(?P<apostrophe>(?<=\w)[\u02bc\u2018\u00b4`\uff07](?=\w))"
    r"|(?P<hyphen>(?<=\w)[\u2010\u2011](?=\w))"
)
#: A character that only such a stretch has: most texts have none, which is seen in a tenth of the time.
_ODD = re.compile(r"[^\S \n\t]|[\u0300-\u036f\u02bc\u2018\u00b4`\uff07\u2010\u2011]")
#: A word that the end of a line cuts, its hyphen and what stands before the rest of it.
_CUT = re.compile(r"-(?<=[^\W\d_]-)[^\S\n]*\n[^\S\n]*(?=[a-zà-öø-ÿœ])")
_LAST_WORD = re.compile(r"[^\W\d_]+$")
_PLAIN = {"spaces": " ", "apostrophe": "'", "hyphen": "-"}


@dataclass(frozen=True)
class Normalised:
    """A normalised text and where its stretches stand in the report.

    `at[i]` is where stretch `i` starts in the normalised text, `of[i]` where in the report; the last ones are the ends
    of both. A stretch is as long in both, or it was written anew as a whole.
    """

    text: str
    at: list[int]
    of: list[int]

    def start(self, offset: int) -> int:
        """Where in the report a span starts that starts at an offset of the normalised text."""
        i = bisect_right(self.at, offset) - 1
        return self._within(i, offset) if i + 1 < len(self.at) else self.of[-1]

    def end(self, offset: int) -> int:
        """Where in the report a span ends that ends at an offset of the normalised text, none before the first."""
        return self._within(max(0, bisect_left(self.at, offset) - 1), offset)

    def _within(self, i: int, offset: int) -> int:
        into, length = offset - self.at[i], self.at[i + 1] - self.at[i]
        return self.of[i + 1] if into == length else min(self.of[i] + into, self.of[i + 1])


def normalise(text: str) -> Normalised | None:
    """The text as it is read, or None where it is written so already."""
    written, text = text, _usual_letters(text)
    cuts = [(*m.span(), "-" if _keeps_hyphen(text, m.start()) else "") for m in _CUT.finditer(text)]
    within = {end for _, end, _ in cuts}
    joins = [(start, end) for start, end in line_joins(text) if end not in within]
    changes = [*cuts, *((start, end, " ") for start, end in joins)]
    columns = {m.start() for m in GAP.finditer(text) if _in_table(text, m.start())} if "   " in text else set()
    at = 0
    for match in _OTHERWISE.finditer(text) if _ODD.search(text) or "  " in text else ():
        start, end = match.span()
        while at < len(joins) and joins[at][1] <= start:
            at += 1
        if at == len(joins) or end <= joins[at][0]:
            plain_mark = "\t" if start in columns else _PLAIN.get(match.lastgroup or "")
            changes.append((start, end, plain_mark or normalize("NFC", match.group())))
    return _rewritten(text, sorted(changes)) if changes or text is not written else None


def _in_table(text: str, at: int) -> bool:
    """Whether an offset lies in a line of a table."""
    return is_tabular(text[slice(*line_at(text, at))])


def _keeps_hyphen(text: str, at: int) -> bool:
    """Whether the word before a hyphen keeps it where a line ends: "peut-être"."""
    word = _LAST_WORD.search(text, max(0, at - _LONGEST), at)
    return word is not None and plain(word.group()) in plain_class("hyphened")


#: More letters than a word that keeps its hyphen has.
_LONGEST = 12


def _usual_letters(text: str) -> str:
    """The text, as long as it was, with small letters for capitals and the accents that are lost; or itself."""
    lines = capital_lines(text)
    small = with_small_letters(text, lines) if lines else text
    bare = [(0, len(text))] if lost_accents(text) else [span for span in lines if not has_accents(text, *span)]
    return with_accents(small, bare) if bare else small


def _rewritten(text: str, changes: Iterable[tuple[int, int, str]]) -> Normalised:
    pieces: list[str] = []
    at, of, length, old = [0], [0], 0, 0
    for start, end, words in changes:
        for stop, piece in ((start, text[old:start]), (end, words)):
            if stop > old:
                pieces.append(piece)
                length, old = length + len(piece), stop
                at.append(length)
                of.append(old)
    if old < len(text):
        pieces.append(text[old:])
        at.append(length + len(text) - old)
        of.append(len(text))
    return Normalised("".join(pieces), at, of)
