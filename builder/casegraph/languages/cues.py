"""Cues: the words that say something about what stands near them, found by folded words with articles made equal."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any

from casegraph.languages.tables import read_table
from casegraph.languages.verbs import verb_forms
from casegraph.text.fold import words
from casegraph.text.tokens import Tokens

__all__ = ["CUE_COLUMNS", "Cue", "CueText", "cue_verbs", "cue_words", "find_cues", "load_cues", "variants"]

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


_GROUP = re.compile(r"\(([^()]*)\)|\{([^{}]*)\}")


def variants(cell: str, language: str = "fr") -> Iterator[str]:
    """The wordings that a table's cell stands for.

    A bar separates them; a bracket holds alternatives separated by slashes, of which one may be empty:
    "n'(a/ont) (pas/) été vu" is four wordings. A verb in braces stands for all its forms: "{mettre} en pause".
    """
    for written in cell.split("|"):
        yield from _expanded(written, language)


def _expanded(written: str, language: str) -> Iterator[str]:
    group = _GROUP.search(written)
    if group is None:
        yield written
        return
    if group[2]:
        choices = list(dict.fromkeys(form for form, _ in verb_forms(group[2], language)))
    else:
        choices = group[1].split("/")
    for choice in choices:
        yield from _expanded(written[: group.start()] + choice + written[group.end() :], language)


@cache
def cue_verbs(language: str, table: str) -> frozenset[str]:
    """The verbs that the cues of a table name in braces."""
    cells = (row["cue"] for row in read_table(language, table, CUE_COLUMNS))
    return frozenset(match[2] for cell in cells for match in _GROUP.finditer(cell) if match[2])


class CueText:
    """A text's words as cues are compared: articles and fused prepositions made equal, "la" behind "de" left out."""

    def __init__(self, tokens: Tokens) -> None:
        words_: list[str] = []
        index: list[int] = []
        for i, folded in enumerate(tokens.fold):
            word = _SAME.get(folded, folded)
            if word == "le" and words_ and words_[-1] in ("de", "a") and index[-1] == i - 1:
                continue
            words_.append(word)
            index.append(i)
        self.words = words_
        self._starts: dict[str, list[int]] = {}
        self.index = index
        #: Whether punctuation stands before the word, which no cue reaches over.
        self.cut = [(gap := tokens.gap[i]) != " " and not _JOINING.issuperset(gap) for i in index]

    def starts(self, language: str, table: str) -> list[int]:
        """Where a cue of a table could begin; found once for the whole text."""
        known = self._starts.get(table)
        if known is None:
            root = load_cues(language, table)
            known = self._starts[table] = [i for i, word in enumerate(self.words) if word in root]
        return known

    def at(self, word: int) -> int:
        """Where word `word` of the text is, or the next one."""
        return bisect_left(self.index, word)


_JOINING = frozenset(" \n\t\u00a0\u202f\u2009-\u2010\u2011'’ʼ/«»\"“”+")
_END = ""


@cache
def load_cues(language: str, table: str) -> dict[str, Any]:
    """The cues of a table as nested dictionaries by word; under the empty word stand effect and reach.

    Raises:
        TableError: the table is missing or malformed.
    """
    root: dict[str, Any] = {}
    for row in read_table(language, table, CUE_COLUMNS):
        for written in variants(row["cue"], language):
            node = root
            for word in cue_words(written):
                node = node.setdefault(word, {})
            node.setdefault(_END, (row["effect"], row["reach"]))
    return root


def find_cues(text: CueText, first: int, last: int, language: str, table: str) -> list[Cue]:
    """The cues among words `first` to `last` (half open), longest match at each place, none overlapping."""
    begin, stop = text.at(first), text.at(last)
    starts = text.starts(language, table)
    here = starts[bisect_left(starts, begin) : bisect_left(starts, stop)]
    found: list[Cue] = []
    if not here:
        return found
    root = load_cues(language, table)
    all_words, cut = text.words, text.cut
    free = begin
    for i in here:
        if i < free:
            continue
        node = root[all_words[i]]
        best, end, j = node.get(_END), i + 1, i + 1
        while j < stop and not cut[j]:
            node = node.get(all_words[j])
            if node is None:
                break
            j += 1
            if _END in node:
                best, end = node[_END], j
        if best is not None:
            found.append(Cue(text.index[i], text.index[end - 1], *best))
            free = end
    return found
