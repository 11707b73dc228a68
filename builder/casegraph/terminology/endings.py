"""Words that the lexicon does not know but whose ending says what they are: "-algie", "-ectomie", "-mycine"."""

from __future__ import annotations

from functools import cache, lru_cache
from itertools import repeat

from casegraph.languages.tables import one_of, read_table
from casegraph.remembered import MOST
from casegraph.text.fold import plain
from casegraph.text.tokens import Tokens

__all__ = ["find_ended"]

_COLUMNS = ("suffix", "kind", "parent", "length", "not")
_KINDS = ("condition", "treatment", "procedure")
_SHORTEST = 6


@cache
def _suffixes(language: str) -> tuple[tuple[str, str, str, int, tuple[str, ...]], ...]:
    """Ending, kind, parent, least length and what does not count: whole words, or with "-" longer endings."""
    rows = read_table(language, "suffixes", _COLUMNS)
    return tuple(
        (
            plain(row["suffix"]),
            one_of(row, "kind", _KINDS, "suffixes"),
            row["parent"],
            int(row["length"]),
            tuple(plain(w[1:]) if w[0] == "-" else f" {plain(w)}" for w in row["not"].split("|") if w),
        )
        for row in rows
    )


def find_ended(tokens: Tokens, taken: set[int], language: str) -> list[tuple[int, str, str | None]]:
    """The words outside `taken` that an ending names: the word, its kind and the nearest known concept above it."""
    found = map(_named, tokens.text, repeat(language))
    return [(i, *named) for i, named in enumerate(found) if named is not None and i not in taken]


@lru_cache(maxsize=MOST)
def _named(written: str, language: str) -> tuple[str, str | None] | None:
    """The kind that a word's ending tells, and the nearest known concept above it; None where it tells nothing."""
    if len(written) < _SHORTEST or not written.isalpha() or written.lower().endswith(("é", "és", "ée", "ées")):
        return None
    word = plain(written).removesuffix("s")
    for suffix, kind, parent, length, exceptions in _suffixes(language):
        if word.endswith(suffix) and len(word) >= length and not f" {word}".endswith(exceptions):
            return kind, parent or None
    return None
