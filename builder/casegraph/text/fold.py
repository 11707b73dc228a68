"""Folding: the form of a word that the lexicon and the cue tables compare by.

Case, accents, ligatures, plural and feminine endings are folded away; a final "é" is kept, because it alone tells
"ulcéré" from "ulcère" and "opéré" from "opère". Folding works on single words, so offsets of the report never move.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache, lru_cache
from unicodedata import combining, normalize

from casegraph.remembered import MOST, Remembered

__all__ = ["WORD", "fold", "fold_all", "is_acronym", "plain", "words"]

#: A word: letters and digits with their combining marks, soft hyphens and zero-width joiners inside.
WORD = re.compile(r"[^\W_]+(?:[\u0300-\u036f\u00ad\u200b-\u200d\u2060][^\W_]*)*")

_INVISIBLE = dict.fromkeys((0xAD, 0x200B, 0x200C, 0x200D, 0x2060))
_LIGATURES = str.maketrans({"œ": "oe", "æ": "ae", "ß": "ss", "ﬁ": "fi", "ﬂ": "fl"})
_LONGEST_ACRONYM = 4


def is_acronym(word: str) -> bool:
    """Whether a word is a short form that only counts in capitals: two to four capital letters ("TEP", "HBPM")."""
    return 1 < len(word) <= _LONGEST_ACRONYM and word.isupper() and word.isalpha()


def fold(word: str) -> str:
    """The folded form of one word, for example "Métastases" -> "metastas", "osseuse" -> "osseu", "opérées" -> "operé".

    A short acronym only loses its case: "AINS" -> "ains", so that it never meets an inflected word.
    """
    return _FOLDED[word]


def fold_all(words: Iterable[str]) -> list[str]:
    """The folded form of each word."""
    return list(map(_FOLDED.__getitem__, words))


def _fold(word: str) -> str:
    w = normalize("NFC", word.translate(_INVISIBLE)).lower().translate(_LIGATURES)
    if is_acronym(word) and w not in _short_words():
        return _plain(w)
    if w == "mais":
        return w  # the month of May has no plural, and no conjunction
    participle = ""
    if w.endswith("éaux"):
        w = w[:-3] + "al"  # "péritonéaux", unlike "vaisseaux"
    if len(w) > 3:
        for ending in ("ées", "és", "ée", "é"):
            if w.endswith(ending):
                w, participle = w[: -len(ending)], "é"
                break
    w = _plain(w)
    if participle:
        return w + participle
    return _uninflected(w)


@cache
def _short_words() -> frozenset[str]:
    """Words that capitals make no short form of: "SANS MÉTASTASE"."""
    from casegraph.languages.words import written_class  # its module folds the words of its classes

    return frozenset(written_class("short-words"))


_FOLDED: Remembered[str, str] = Remembered(_fold)


@lru_cache(maxsize=MOST)
def plain(word: str) -> str:
    """A word in lower case without accents, its endings kept: what a suffix is compared with."""
    return _plain(normalize("NFC", word.translate(_INVISIBLE)).lower().translate(_LIGATURES))


def _plain(word: str) -> str:
    if word.isascii():
        return word
    return "".join(c for c in normalize("NFKD", word) if not combining(c))


def _uninflected(w: str) -> str:
    if len(w) <= 3 or not w.isalpha():
        return w
    if w.endswith("aux") and len(w) > 4:
        w = w[:-1] if w.endswith("eaux") else w[:-3] + "al"
    elif w[-1] in "sx":
        w = w[:-1]
    if len(w) > 4 and w[-1] == "e":
        if w.endswith(("euse", "elle", "enne", "onne", "ette")):
            w = w[:-2]
        elif w.endswith("ive"):
            w = w[:-2] + "f"
        else:
            w = w[:-1]
    return w


def words(text: str) -> list[str]:
    """The folded words of a short text, in order: what a form or a cue is compared by."""
    return fold_all(WORD.findall(text))
