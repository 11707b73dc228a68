"""A changed text that knows where each of its characters came from."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import accumulate

__all__ = ["Edited", "Piece", "each_character", "edit", "replaced"]

#: A stretch of the old text and the words that stand in its place; of a stretch that is new, both offsets are equal.
Piece = tuple[int, int, str]


@dataclass(frozen=True)
class Edited:
    """A text made of pieces of an old one.

    `starts[i]` is where in the old text a span that starts at `i` of the new one starts, `ends[i]` where one that ends
    there ends; None within a stretch that was written anew. Every old stretch that is kept stands in the new text once.
    """

    text: str
    starts: list[int | None]
    ends: list[int | None]


def edit(pieces: Iterable[Piece]) -> Edited:
    """The text that some pieces of an old one make, in the order in which they are given.

    A piece that repeats the old words is kept: each of its offsets is known, not only its first and last.
    """
    rows = list(pieces)
    lengths = list(accumulate((len(words) for _, _, words in rows), initial=0))
    starts: list[int | None] = [None] * (lengths[-1] + 1)
    ends: list[int | None] = [None] * (lengths[-1] + 1)
    for (start, end, words), at in zip(rows, lengths, strict=False):
        if start == end:
            continue
        same = len(words) == end - start
        steps = range(len(words) + 1) if same else (0, len(words))
        for step in steps:
            here = start + step if same else (start, end)[step > 0]
            if step < len(words):
                starts[at + step] = here
            if step:
                ends[at + step] = here
    return Edited("".join(words for _, _, words in rows), starts, ends)


def each_character(old: str, change: Callable[[str], str]) -> Edited:
    """Every character changed by itself."""
    return edit(((i, i + 1, change(c)) for i, c in enumerate(old)))


def replaced(old: str, changes: Iterable[Piece]) -> Edited:
    """Some stretches of a text, in their order and apart, replaced; the rest as it was."""
    return edit(_with_rest(old, changes))


def _with_rest(old: str, changes: Iterable[Piece]) -> Iterator[Piece]:
    at = 0
    for start, end, words in changes:
        if start > at:
            yield at, start, old[at:start]
        yield start, end, words
        at = end
    if at < len(old):
        yield at, len(old), old[at:]
