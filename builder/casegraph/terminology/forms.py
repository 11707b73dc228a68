"""Forms as the tries hold them: the folded words of each way to write a concept, and what its capitals ask for."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import marisa_trie

from casegraph.text.fold import WORD, fold

if TYPE_CHECKING:
    from collections.abc import Iterable

__all__ = [
    "ARTICLES",
    "LONGEST",
    "SHORT_NAME",
    "Tries",
    "as_written",
    "build_tries",
    "form_entries",
    "form_flags",
    "form_words",
    "map_tries",
    "save_tries",
    "word_cuts",
]

#: Words that a form leaves out and that may stand between its words in the text.
ARTICLES = frozenset({"de", "du", "des", "la", "le", "les", "l", "d", "un", "une"})
#: The most words of a form.
LONGEST = 10
# A form of a single letter is never a concept on its own; the space that ends a key counts.
_SHORTEST = 3
_LONGEST_SHORT_FORM = 4
#: Big-endian, so that a form's concepts come in the order of the ontology, whatever their numbers are.
_RECORD = ">IB"
# A short form with capitals ("TEP", "Mg", "eGFR") counts only as written, or in capitals throughout: its flags are
# this bit and one bit for each capital.
_AS_WRITTEN = 16
# A short form whose last accent is left out ("agité") counts only in a text in capitals: "il s'agit" is no agitation.
_CAPITALS_ONLY = 32
_SHORT_UNMARKED = 7
#: Words of this length are known as long ones, of which one letter may be wrong.
SHORT_NAME = 7


class Tries(NamedTuple):
    """The compiled files: forms to concepts, every word of ten or so letters, and those words with one letter cut."""

    forms: Any
    words: Any
    near: Any


def word_cuts(word: str) -> list[str]:
    """A word and what is left of it without one of its letters, but the first: misspellings meet in one of them."""
    return [word, *(word[:i] + word[i + 1 :] for i in range(1, len(word)))]


def form_words(text: str) -> list[str]:
    """The folded words of a form, articles left out, as `runs` leaves them out of the text."""
    out = []
    for match in WORD.finditer(text):
        word = match.group()
        folded = fold(word)
        elided = text[match.end() : match.end() + 1] in ("'", "’")
        if folded in ARTICLES and (elided or (len(word) > 1 and not word.isupper())):
            continue
        out.append(folded)
    return out


def form_entries(forms: Iterable[tuple[str, int]]) -> list[tuple[str, tuple[int, int]]]:
    """The entries of a trie of forms: the folded words of each form, its concept's number and what its capitals ask."""
    entries: dict[tuple[str, int], int] = {}
    plain: dict[tuple[str, int], int] = {}
    for written, number in forms:
        flags = form_flags(written)
        for text in _spellings(written):
            key = "".join(w + " " for w in form_words(text))
            if len(key) < _SHORTEST or key.count(" ") > LONGEST:
                continue
            # A form that is also written without capitals counts either way.
            entries[key, number] = flags and entries.get((key, number), flags)
            if "é" in key:
                for ending in ("e", "ee"):
                    plain[key.replace("é", ending), number] = flags
    taken = {key for key, _ in entries}
    # A text without accents ("OBESITE") still finds its form where no other form is written that way.
    for (marked, number), flags in plain.items():
        key = _unmarked(marked)
        if key not in taken:
            entries[key, number] = flags or (_CAPITALS_ONLY if len(key) <= _SHORT_UNMARKED else 0)
    return [(key, (number, flags)) for (key, number), flags in sorted(entries.items())]


def _spellings(text: str) -> set[str]:
    """The ways to write a form: without its hyphens, with "de" before cells ("carcinome de cellules claires")."""
    if "-" not in text and " cellules" not in text:
        return {text}
    return {text, text.replace("-", ""), _OF_CELLS.sub("de ", text)}


_OF_CELLS = re.compile(r"\bà (?=(?:petites |grandes )?cellules\b)")


def form_flags(text: str) -> int:
    """What the capitals of a short form ask of a text; 0 where it counts however it is written."""
    if len(text) > _LONGEST_SHORT_FORM or not text.isalpha() or text.islower():
        return 0
    return _AS_WRITTEN | sum(1 << i for i, c in enumerate(text) if c.isupper())


def _unmarked(key: str) -> str:
    """The key that the same words fold to when their last accent is not written."""
    return "".join(fold(word) + " " for word in key.split())


def as_written(entries: list[tuple[int, int]], text: str) -> list[tuple[int, int]]:
    """The entries whose capitals are those of the text; in a text all in capitals also "Hb" for "HB"."""
    own = form_flags(text)
    exact = [e for e in entries if e[1] == own and own]
    if exact:
        return exact
    return [e for e in entries if not e[1] or (e[1] in (_AS_WRITTEN | 1, _CAPITALS_ONLY) and text.isupper())]


def build_tries(entries: list[tuple[str, tuple[int, int]]], *, misspelt: bool) -> Tries:
    """The tries of a lexicon; `misspelt` says whether long words that are one letter off are to be found too."""
    known = sorted({w for key, _ in entries for w in key.split() if len(w) >= SHORT_NAME and w.isalpha()})
    near = sorted((cut, word.encode()) for word in known for cut in word_cuts(word)) if misspelt else []
    return Tries(marisa_trie.RecordTrie(_RECORD, entries), marisa_trie.Trie(known), marisa_trie.BytesTrie(near))


def save_tries(folder: Path, tries: Tries) -> dict[str, int]:
    """Write tries into a folder; the size of each file, by the trie's name."""
    sizes = {}
    for name, trie in zip(tries._fields, tries, strict=True):
        path = folder / f"{name}.marisa"
        trie.save(str(path))
        sizes[name] = path.stat().st_size
    return sizes


def map_tries(folder: Path, sizes: dict[str, int]) -> Tries | None:
    """The tries of a folder mapped into memory; None where a file is cut short, which must not be mapped."""
    tries = Tries(marisa_trie.RecordTrie(_RECORD), marisa_trie.Trie(), marisa_trie.BytesTrie())
    for name, trie in zip(tries._fields, tries, strict=True):
        path = folder / f"{name}.marisa"
        if path.stat().st_size != sizes[name]:
            return None
        trie.mmap(str(path))
    return tries
