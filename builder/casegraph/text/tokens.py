"""Words of a report with their offsets, folded once for every later step."""

from __future__ import annotations

import re
from bisect import bisect_left
from functools import cache
from itertools import accumulate, compress

from casegraph.languages.words import written_class
from casegraph.remembered import Remembered
from casegraph.text.fold import WORD, fold_all

__all__ = ["ALL_MARKS", "BRACKETS", "CLAUSE_MARKS", "COMMA", "PHRASE_MARKS", "Tokens", "tokenize"]

#: Marks that end a clause or a phrase, and brackets.
CLAUSE_MARKS, PHRASE_MARKS, BRACKETS = frozenset(";:."), frozenset(",;:."), frozenset("()")
ALL_MARKS = PHRASE_MARKS | BRACKETS
COMMA = frozenset(",")
#: What may stand between two words of one phrase.
_WITHIN = " '’-\n"


class Tokens:
    """Parallel lists, one entry a word: offsets, the word as written, its folded form, and what stands before it.

    `gap[i]` is the text between word i-1 and word i: spaces, punctuation, apostrophes. The offsets are counted when
    they are first asked for: a search for forms needs none.
    """

    __slots__ = ("end", "fold", "gap", "start", "text")

    start: list[int]
    end: list[int]

    def __init__(self, text: list[str], fold: list[str], gap: list[str]) -> None:
        self.text = text
        self.fold = fold
        self.gap = gap

    def __getattr__(self, name: str) -> list[int]:
        """The offsets, not counted so far."""
        if name not in ("start", "end"):
            raise AttributeError(f"words have no {name!r}", name=name, obj=self)
        # What stands between the words, and the words, in turn.
        parts = [""] * (2 * len(self.text))
        parts[::2], parts[1::2] = self.gap, self.text
        at = list(accumulate(map(len, parts)))
        self.start, self.end = at[::2], at[1::2]
        return self.start if name == "start" else self.end

    def __len__(self) -> int:
        return len(self.text)

    def at(self, offset: int) -> int:
        """The index of the first word that starts at or after `offset`."""
        return bisect_left(self.start, offset)

    def marked(self, first: int, last: int, marks: frozenset[str] = ALL_MARKS) -> bool:
        """Whether one of some marks stands before one of the words from `first` to `last`, the last included."""
        return not marks.isdisjoint("".join(self.gap[first : last + 1]))

    def parted(self, left: int, right: int, marks: frozenset[str] = ALL_MARKS) -> bool:
        """Whether one of some marks stands between two words."""
        return self.marked(left + 1, right, marks)

    def mark_before(self, word: int, marks: frozenset[str] = ALL_MARKS) -> bool:
        """Whether one of some marks stands right before a word."""
        return 0 <= word < len(self.gap) and not marks.isdisjoint(self.gap[word])

    def mark_behind(self, word: int, marks: frozenset[str] = ALL_MARKS) -> bool:
        """Whether one of some marks stands right behind a word."""
        return -1 <= word < len(self.gap) - 1 and not marks.isdisjoint(self.gap[word + 1])

    def next_mark(self, first: int, stop: int, marks: frozenset[str] = ALL_MARKS) -> int | None:
        """The first of some words (half open) that one of some marks stands before."""
        gaps = enumerate(self.gap[max(first, 0) : max(stop, 0)], max(first, 0))
        return next((i for i, gap in gaps if not marks.isdisjoint(gap)), None)

    def span(self, first: int, last: int) -> list[str]:
        """The folded words from one word to another, both included."""
        return self.fold[first : last + 1]

    def between(self, left: int, right: int) -> list[str]:
        """The folded words between two words."""
        return self.fold[left + 1 : right]

    def before(self, word: int, most: int, first: int = 0) -> list[str]:
        """The folded words before a word, so many at most, from word `first` on."""
        return self.fold[max(first, word - most) : word]

    def behind(self, word: int, most: int, last: int | None = None) -> list[str]:
        """The folded words behind a word, so many at most, up to word `last` (half open)."""
        end = word + 1 + most
        return self.fold[word + 1 : end if last is None else min(end, last)]

    def close(self, word: int) -> bool:
        """Whether no mark stands before a word: "l'arrêt", "contre-indiqué"."""
        return not self.gap[word].strip(_WITHIN)

    def folded_as(self, fold: list[str]) -> Tokens:
        """The same words with other folded forms."""
        return Tokens(self.text, fold, self.gap)


def tokenize(text: str) -> Tokens:
    """Cut a text into words."""
    texts, gaps = _cut(text)
    titles = _titles()
    for i in [i for i, gap in enumerate(gaps) if gap[:1] == "." and i]:
        before = texts[i - 1]
        initial = len(before) == 1 and before.isupper() and i > 1 and texts[i - 2].lower() in titles
        thousands = gaps[i] == "." and before.isdecimal() and texts[i].isdecimal()  # "1.000 mg"
        if initial or thousands or before.lower() in titles:
            gaps[i] = "’" + gaps[i][1:]  # "l'état de Mme S. interdit", "M. O.": the point ends nothing
    return Tokens(texts, fold_all(texts), gaps)


@cache
def _titles() -> frozenset[str]:
    return frozenset(written_class("titles"))


def _cut(text: str) -> tuple[list[str], list[str]]:
    """The words of a text, and what stands before each of them."""
    try:
        written = text.encode(_ENCODING)
    except UnicodeEncodeError:
        return _cut_any(text)
    if _SOFT_HYPHEN in written:
        return _cut_any(text)
    words = written.translate(_TO_WORDS).decode(_ENCODING).split()
    gaps = list(map(_GAPS.__getitem__, written.translate(_TO_GAPS).split()))
    if words and _IS_LETTER[written[0]]:
        gaps.insert(0, "")
    return words, gaps[: len(words)]


def _cut_any(text: str) -> tuple[list[str], list[str]]:
    """The same for characters that are not of `_ENCODING`, in twice the time."""
    parts = _WORDS.split(text)
    return parts[1::2], parts[:-1:2]


_WORDS = re.compile(f"({WORD.pattern})")
#: Nearly every French text has one byte a character here, so that tables cut it in C and offsets stay as they are.
_ENCODING = "cp1252"
#: Stands within a word, but is no letter of it.
_SOFT_HYPHEN = "\u00ad".encode(_ENCODING)
_EVERY = [bytes([byte]) for byte in range(256)]
_IS_LETTER = [WORD.fullmatch(byte.decode(_ENCODING, "replace")) is not None for byte in _EVERY]
_LETTERS = b"".join(compress(_EVERY, _IS_LETTER))
_OTHERS = bytes(range(256)).translate(None, _LETTERS)
# A blank stands for each gap between words, and for each word between gaps, in which what is blank itself is not.
_TO_WORDS = bytes.maketrans(_OTHERS, b" " * len(_OTHERS))
_NO_BLANKS = b"".join(byte for byte in _EVERY if not byte.isspace())[: len(_OTHERS)]
_TO_GAPS = bytes.maketrans(_OTHERS + _LETTERS, _NO_BLANKS + b" " * len(_LETTERS))
_FROM_GAPS = bytes.maketrans(_NO_BLANKS, _OTHERS)
_GAPS: Remembered[bytes, str] = Remembered(lambda gap: gap.translate(_FROM_GAPS).decode(_ENCODING))
