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
    spans = [match.span() for match in WORD.finditer(text)]
    texts = [text[start:end] for start, end in spans]
    starts, ends = [start for start, _ in spans], [end for _, end in spans]
    gaps = [text[last:start] for last, start in zip([0, *ends], starts, strict=False)]
    return Tokens(starts, ends, texts, list(map(fold, texts)), gaps)
