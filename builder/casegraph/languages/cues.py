"""Cues: the words that say something about what stands near them, found by folded words with articles made equal."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from casegraph.languages.tables import read_table
from casegraph.text.fold import words
from casegraph.text.tokens import Tokens

__all__ = ["CUE_COLUMNS", "Cue", "find_cues", "load_cues"]

CUE_COLUMNS = ("cue", "effect", "reach", "example", "counter")

# Prepositions fused with an article, and articles, count as one word each: "en raison du" is "en raison de la".
_SAME = {"du": "de", "des": "de", "d": "de", "la": "le", "les": "le", "l": "le", "une": "un", "n": "ne", "qu": "que",
         "aux": "a", "au": "a", "s": "se", "c": "ce"}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Cue:
    """A cue found in the text: words `first` to `last` (inclusive), what it does and which way it reaches."""

    first: int
    last: int
    effect: str
    reach: str


def cue_words(text: str) -> tuple[str, ...]:
    """The words of a cue as `find_cues` compares them; "de la", "des", "d'" are all "de"."""
    out: list[str] = []
    for word in words(text):
        word = _SAME.get(word, word)
        if word == "le" and out and out[-1] in ("de", "a"):
            continue
        out.append(word)
    return tuple(out)


@cache
def load_cues(language: str, table: str) -> dict[str, list[tuple[tuple[str, ...], str, str]]]:
    """The cues of a table by their first word, the longest first.

    Raises:
        TableError: the table is missing or malformed.
    """
    index: dict[str, list[tuple[tuple[str, ...], str, str]]] = {}
    for row in read_table(language, table, CUE_COLUMNS):
        for written in row["cue"].split("|"):
            key = cue_words(written)
            index.setdefault(key[0], []).append((key, row["effect"], row["reach"]))
    for entries in index.values():
        entries.sort(key=lambda e: -len(e[0]))
    return index


def find_cues(tokens: Tokens, first: int, last: int, language: str, table: str) -> list[Cue]:
    """The cues among words `first` to `last` (half open), longest match at each place, none overlapping."""
    index = load_cues(language, table)
    found: list[Cue] = []
    i = first
    while i < last:
        entries = index.get(_SAME.get(tokens.fold[i], tokens.fold[i]))
        step = 1
        for key, effect, reach in entries or ():
            end = _match(tokens, i, last, key)
            if end is not None:
                found.append(Cue(i, end - 1, effect, reach))
                step = end - i
                break
        i += step
    return found


def _match(tokens: Tokens, i: int, last: int, key: tuple[str, ...]) -> int | None:
    at = i
    previous = ""
    for wanted in key:
        while True:
            if at >= last:
                return None
            word = _SAME.get(tokens.fold[at], tokens.fold[at])
            if at > i and any(c in ",;:.()" for c in tokens.gap[at]):
                return None
            if word == wanted:
                break
            if word == "le" and previous in ("de", "a"):
                at += 1
                continue
            return None
        previous = wanted
        at += 1
    return at
