"""Words of a report with their offsets, folded once for every later step."""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass

from casegraph.text.fold import WORD, fold

__all__ = ["Tokens", "tokenize"]


@dataclass(frozen=True, slots=True)
class Tokens:
    """Parallel lists, one entry a word: offsets, the word as written, its folded form, and what stands before it.

    `gap[i]` is the text between word i-1 and word i: spaces, punctuation, apostrophes.
    """

    start: list[int]
    end: list[int]
    text: list[str]
    fold: list[str]
    gap: list[str]

    def __len__(self) -> int:
        return len(self.start)

    def at(self, offset: int) -> int:
        """The index of the first word that starts at or after `offset`."""
        return bisect_left(self.start, offset)


def tokenize(text: str) -> Tokens:
    """Cut a text into words."""
    starts: list[int] = []
    ends: list[int] = []
    texts: list[str] = []
    gaps: list[str] = []
    last = 0
    for match in WORD.finditer(text):
        start, end = match.span()
        starts.append(start)
        ends.append(end)
        texts.append(match.group())
        gaps.append(text[last:start])
        last = end
    return Tokens(starts, ends, texts, [fold(t) for t in texts], gaps)
