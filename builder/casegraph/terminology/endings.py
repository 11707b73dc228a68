"""Words that the lexicon does not know but whose ending says what they are: "-algie", "-ectomie", "-mycine"."""

from __future__ import annotations

from functools import cache

from casegraph.languages.tables import one_of, read_table
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
    suffixes = _suffixes(language)
    endings = tuple(s[0] for s in suffixes)
    out = []
    for i, written in enumerate(tokens.text):
        if len(written) < _SHORTEST or i in taken or not written.isalpha():
            continue
        if written.endswith(("é", "és", "ée", "ées")):
            continue
        word = plain(written).removesuffix("s")
        if not word.endswith(endings):
            continue
        for suffix, kind, parent, length, exceptions in suffixes:
            if word.endswith(suffix) and len(word) >= length and not f" {word}".endswith(exceptions):
                out.append((i, kind, parent or None))
                break
    return out
