"""Words of a report with their offsets, folded once for every later step."""

from __future__ import annotations

import re
from bisect import bisect_left
from dataclasses import dataclass
from itertools import accumulate

from casegraph.text.fold import WORD, fold_all

__all__ = ["Tokens", "tokenize"]


_WORDS = re.compile(f"({WORD.pattern})")


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
    # What stands between the words, and the words, in turn.
    parts = _WORDS.split(text)
    at = list(accumulate(map(len, parts)))
    texts = parts[1::2]
    return Tokens(at[0:-1:2], at[1::2], texts, fold_all(texts), parts[0:-1:2])
