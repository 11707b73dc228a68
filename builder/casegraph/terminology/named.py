"""Findings named by a general word and what stands behind it: "syndrome de Good", "syndrome nicotinique"."""

from __future__ import annotations

from collections.abc import Container
from functools import cache
from itertools import compress

from casegraph.languages.tables import read_table
from casegraph.languages.words import word_class
from casegraph.terminology.reach import is_article
from casegraph.text.tokens import Tokens

__all__ = ["COLUMNS", "find_named"]

COLUMNS = ("head", "parent", "follows", "example", "counter-example")
_OF = word_class("of-words")
_FUNCTION = word_class("function-words") | word_class("determiners") | word_class("prepositions")
_GENERAL = word_class("general-adjectives")
_TITLES = word_class("titles")
_SPACE = (" ", "\n", "-")
_SHORTEST = 4
_ENDINGS = (
    "ique",
    "iques",
    "al",
    "ale",
    "aux",
    "ales",
    "aire",
    "aires",
    "if",
    "ive",
    "ifs",
    "ives",
    "eux",
    "euse",
    "oïde",
    "el",
    "els",
    "elle",
    "elles",
)


def find_named(
    tokens: Tokens, taken: Container[int], sites: Container[int], language: str
) -> list[tuple[int, int, str]]:
    """The findings that a general word and an unknown name make: first word, last word, nearest known concept.

    Args:
        taken: the words of mentions that are known; what they name needs no such name.
        sites: the first words of the sites.
    """
    out = []
    heads, lower = _table(language), list(map(str.lower, tokens.text))
    for i in compress(range(len(lower)), map(heads.__contains__, lower)):
        if i in taken:
            continue
        parent, follows = heads[lower[i]]
        last = _last(tokens, i, follows, taken, sites)
        if last is not None:
            out.append((i, last, parent))
    return out


@cache
def _table(language: str) -> dict[str, tuple[str, frozenset[str]]]:
    """By head as it is written: the nearest known concept, and what may follow."""
    rows = read_table(language, "named-findings", COLUMNS)
    return {w: (row["parent"], frozenset(row["follows"].split("|"))) for row in rows for w in row["head"].split("|")}


def _last(
    tokens: Tokens, head: int, follows: frozenset[str], taken: Container[int], sites: Container[int]
) -> int | None:
    """The last word of the name behind a head; None where there is none.

    What may follow: "name" a proper name, "noun" any other, "adjective", and "deficiency" what there is too little of.
    """
    i = head + 1
    if i >= len(tokens) or tokens.gap[i] not in _SPACE:
        return None
    if tokens.fold[i] == "en" and "deficiency" in follows:
        return _described(tokens, i + 1, taken, sites) if i + 1 < len(tokens) else None
    if tokens.fold[i] in _OF:
        return _complement(tokens, head, i + 1, follows, taken, sites)
    if "adjective" not in follows or i in taken or tokens.fold[i] in _GENERAL:
        return None
    return i if i in sites or _is_adjective(tokens, i) else None


def _complement(
    tokens: Tokens, head: int, i: int, follows: frozenset[str], taken: Container[int], sites: Container[int]
) -> int | None:
    """The last word of a complement that begins behind "de"."""
    named = "name" in follows and not tokens.text[head].isupper()  # in capitals a name is told from no other word
    if i < len(tokens) and named and _is_name(tokens, i) and i not in taken:
        return None if tokens.fold[i] in _TITLES else _whole_name(tokens, i)
    if "noun" not in follows:
        return None
    while i < len(tokens) and is_article(tokens, i):
        i += 1
    return _described(tokens, i, taken, sites)


def _described(tokens: Tokens, i: int, taken: Container[int], sites: Container[int]) -> int | None:
    """The last word of an unknown noun with its adjectives: "métabolisme phosphocalcique"; None where it is none."""
    if i >= len(tokens) or i in taken or i in sites or tokens.gap[i].strip(" '’\n"):
        return None
    if len(tokens.text[i]) < _SHORTEST or not tokens.text[i].isalpha() or tokens.fold[i] in _FUNCTION:
        return None
    while i + 1 < len(tokens) and tokens.gap[i + 1] == " " and i + 1 not in taken and _is_adjective(tokens, i + 1):
        i += 1
    return i


def _is_adjective(tokens: Tokens, i: int) -> bool:
    return tokens.text[i].lower().endswith(_ENDINGS) and tokens.fold[i] not in _GENERAL


def _is_name(tokens: Tokens, i: int) -> bool:
    return tokens.text[i][:1].isupper() and len(tokens.text[i]) > 1


def _whole_name(tokens: Tokens, i: int) -> int:
    """The last word of a proper name: "Wolf-Hirschhorn", "Gianotti et Crosti", "Von Hippel Lindau"."""
    while i + 1 < len(tokens):
        behind = i + 1
        if tokens.fold[behind] in ("et", "von", "van", "de", "del", "la") and tokens.gap[behind] == " ":
            behind += 1
        if behind >= len(tokens) or tokens.gap[behind] not in _SPACE or not _is_name(tokens, behind):
            break
        i = behind
    return i
