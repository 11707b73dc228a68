"""Cues: the words that say something about what stands near them, found by folded words with articles made equal.

The wordings of all tables, some ten thousands, are one trie that is compiled once into the user's cache folder. A text
is searched once for all tables. An adverb may stand between two words of a wording: "mettre définitivement fin à".
"""

from __future__ import annotations

import re
from bisect import bisect_left, insort_left
from collections.abc import Iterator, Mapping, Sequence
from functools import cache, lru_cache
from itertools import compress, pairwise
from operator import attrgetter
from typing import NamedTuple

import marisa_trie

from casegraph.frozen import dataclass
from casegraph.kept import kept_trie
from casegraph.languages.tables import language_hash, read_table
from casegraph.languages.verbs import verb_forms
from casegraph.languages.words import word_class, written_class
from casegraph.remembered import MOST, Remembered
from casegraph.text.fold import words
from casegraph.text.tokens import Tokens

__all__ = ["CUE_COLUMNS", "CUE_TABLES", "Cue", "CueText", "cue_verbs", "cue_words", "find_cues", "variants"]

CUE_COLUMNS = ("cue", "effect", "reach", "example", "counter")
CUE_TABLES = ("cues", "status-frames", "causes", "condition-causes", "showing-verbs")

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
        words_ = list(map(_EQUAL.__getitem__, tokens.fold))
        cut = list(map(_CUTTING.__getitem__, tokens.gap))
        index: Sequence[int] = range(len(words_))
        if gone := {i for i in index if words_[i] == "le" and i and words_[i - 1] in _FUSED}:
            index = [i for i in index if i not in gone]
            words_, cut = [words_[i] for i in index], [cut[i] for i in index]
        self.words = words_
        self.index = index
        #: Words that no wording ends with, as they open a reason: "du" in "n'a pas été opérée du fait de", "en" in
        #: "n'a pas été prise en raison de".
        self.opening = {i for i, pair in enumerate(pairwise(tokens.fold)) if pair in _REASONS}
        #: Whether punctuation stands before the word, which no cue reaches over.
        self.cut = cut
        self._found: dict[str, _Places] | None = None

    def found(self, language: str, table: str) -> _Places:
        """The wordings of a table that stand in the text; all tables are searched at once."""
        if self._found is None:
            self._found = self._search(language)
        return self._found[table]

    def _search(self, language: str) -> dict[str, _Places]:
        found = {table: _Places([], []) for table in CUE_TABLES}
        words_, cut, index, node = self.words, self.cut, self.index, _node
        interposed, phrases = word_class("interposed-adverbs", language), _adverbial_phrases(language)
        first_nodes = list(map(_first_nodes(language).__getitem__, words_))
        # Most words begin no wording.
        for i in compress(range(len(words_)), first_nodes):
            ways = [(words_[i] + _SPACE, i, first_nodes[i])]
            while ways:
                key, last, at = ways.pop()
                if at is None:
                    continue
                for table, effect, reach in at.said:
                    starts, wordings = found[table]
                    if not starts or starts[-1] != index[i]:
                        starts.append(index[i])
                        wordings.append([])
                    # A wording that names its adverb counts before one that an adverb stands in.
                    insort_left(wordings[-1], Cue(index[i], index[last], effect, reach), key=_LAST)
                last += 1
                if not at.goes_on or last == len(words_) or cut[last]:
                    continue
                # "mettre définitivement fin à", "a donc été exclue", "mis fin de sa propre initiative à"
                over = last + (words_[last] in interposed or _phrase(words_, last, phrases))
                if over > last and over < len(words_) and not any(cut[last + 1 : over + 1]):
                    onward = key + words_[over] + _SPACE
                    ways.append((onward, over, node(onward, language)))
                onward = key + words_[last] + _SPACE
                ways.append((onward, last, node(onward, language)))
        return found


def _phrase(words_: list[str], first: int, phrases: Mapping[str, Sequence[list[str]]]) -> int:
    """How many words an adverb of several words has that stands at a word."""
    known = phrases.get(words_[first])
    return next((len(p) for p in known if words_[first : first + len(p)] == p), 0) if known else 0


@cache
def _adverbial_phrases(language: str) -> Mapping[str, Sequence[list[str]]]:
    """The adverbs of several words by their first, as cues are compared."""
    out: dict[str, list[list[str]]] = {}
    for written in written_class("adverbial-phrases", language):
        phrase = list(cue_words(written))
        out.setdefault(phrase[0], []).append(phrase)
    return out


_REASONS = frozenset(pair for written in written_class("reason-openings") for pair in pairwise(words(written)))
_EQUAL: Remembered[str, str] = Remembered(lambda word: _SAME.get(word, word))
#: Prepositions behind which "la" is left out.
_FUSED = ("de", "a")
_JOINING = frozenset(" \n\t\u00a0\u202f\u2009-\u2010\u2011'’ʼ/«»\"“”+")
_CUTTING: Remembered[str, bool] = Remembered(lambda gap: gap != " " and not _JOINING.issuperset(gap), 4096)
_SPACE = " "
_LAST = attrgetter("last")


class _Places(NamedTuple):
    """The words where wordings of one table start, and for each the wordings that start there, the shortest first."""

    starts: list[int]
    wordings: list[list[Cue]]


class _Node(NamedTuple):
    """What some words are: wordings (table, effect, reach), and whether longer wordings begin with them."""

    said: tuple[tuple[str, str, str], ...]
    goes_on: bool


@lru_cache(maxsize=MOST)
def _node(key: str, language: str) -> _Node | None:
    """What the trie says of some words, each with a space behind; None where no wording begins with them."""
    entries = _trie(language).get(key)
    if entries is None:
        return None
    said = [entry.decode().split("\t") for entry in entries if entry]
    return _Node(tuple((table, effect, reach) for table, effect, reach in said), b"" in entries)


@cache
def _first_nodes(language: str) -> Remembered[str, _Node | None]:
    """What the trie says of each word on its own."""
    return Remembered(lambda word: _node(word + _SPACE, language))


@cache
def _trie(language: str) -> marisa_trie.BytesTrie:
    return kept_trie(f"cues-{language}-{language_hash(language)}", lambda: _entries(language))


def _entries(language: str) -> Iterator[tuple[str, bytes]]:
    """Every wording with its table, effect and reach, the first row's where two have it; and what they begin with.

    Raises:
        TableError: a table is missing or malformed.
    """
    said: dict[tuple[str, str], bytes] = {}
    begun: dict[str, None] = {}
    for table in CUE_TABLES:
        for row in read_table(language, table, CUE_COLUMNS):
            for written in variants(row["cue"], language):
                words_ = cue_words(written)
                said.setdefault((_key(words_), table), f"{table}\t{row['effect']}\t{row['reach']}".encode())
                begun.update((_key(words_[:n]), None) for n in range(1, len(words_)))
    yield from ((key, entry) for (key, _), entry in said.items())
    yield from ((key, b"") for key in begun)


def _key(words_: tuple[str, ...]) -> str:
    return "".join(word + _SPACE for word in words_)


def find_cues(text: CueText, first: int, last: int, language: str, table: str) -> list[Cue]:
    """The cues among words `first` to `last` (half open), longest match at each place, none overlapping."""
    starts, wordings = text.found(language, table)
    found: list[Cue] = []
    at = bisect_left(starts, first)
    if at == len(starts) or starts[at] >= last:
        return found  # as in most places that are asked for
    for here in wordings[at : bisect_left(starts, last, at)]:
        if not found or here[0].first > found[-1].last:
            for cue in reversed(here):
                if cue.last < last and cue.last not in text.opening:
                    found.append(cue)
                    break
    return found
