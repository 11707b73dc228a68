"""The lexicon: every form of every concept in one memory-mapped trie over folded words.

It is compiled from the ontology at first use into the user's cache folder, as plain data (a marisa trie and JSON),
keyed by the hash of the ontology files and of the code that compiles it. Without a writable cache it is built in
memory, with a warning.
"""

from __future__ import annotations

import json
import re
import shutil
import tempfile
import warnings
from functools import cache
from hashlib import sha256
from itertools import compress
from operator import contains
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from casegraph.kept import cache_folder, check_private, collector_paused, forget_unused, note_use
from casegraph.languages.tables import read_table
from casegraph.remembered import Remembered
from casegraph.resources import data_folder
from casegraph.terminology.concepts import CONCEPT, Concept, Terminology
from casegraph.terminology.forms import (
    SHORT_NAME,
    Tries,
    as_written,
    build_tries,
    form_entries,
    form_words,
    map_tries,
    save_tries,
    word_cuts,
)
from casegraph.terminology.reach import Reach, is_apart, reach_of
from casegraph.text.fold import fold
from casegraph.text.tokens import Tokens

if TYPE_CHECKING:
    from collections.abc import Container, Iterable

    from casegraph.records import OutsideConcept
    from casegraph.terminology.importers.records import Term
    from casegraph.terminology.ontology_reader import Form

__all__ = [
    "Beginning",
    "Lexicon",
    "Match",
    "cache_folder",
    "ontology_hash",
    "shipped_lexicon",
]

#: Changes whenever the compiled layout does.
_LAYOUT = "10"
#: The file of the compiled lexicon that holds the hashes of the others.
_HASHES = "hashes.json"


class Match(NamedTuple):
    """A form found in a text: words `first` to `last` (inclusive) and the names of the concepts it may mean.

    `others` are concepts of outside terminologies that the form may mean besides, where the ontology itself knows it.
    """

    first: int
    last: int
    concepts: tuple[str, ...]
    others: tuple[str, ...] = ()


class Beginning(NamedTuple):
    """How forms go on that begin with one word: as a form of its own (its key), and with which second words.

    `stem` is the word as forms have it.
    """

    stem: str
    alone: str | None
    seconds: Container[str]


class _Any:
    """Whatever follows."""

    def __contains__(self, word: object) -> bool:
        return True


_NOTHING: frozenset[str] = frozenset()
_ANY = _Any()


#: "1ganglion", "3docetaxel": shorter words behind a number are units and ordinals.
_GLUED = re.compile(r"\d+([^\W\d_]{6,})")
_LONG_WORD = 10
#: A longer word is no misspelt name.
_LONGEST_WORD = 40


class Lexicon:
    """Concept forms over folded words; `find` gives every occurrence, longest and nested ones alike."""

    def __init__(self, terminology: Terminology, tries: Tries, version: str) -> None:
        self.terminology = terminology
        self.version = version
        self.tries = tries
        self._trie, self._words, self._near = tries
        self._names = [c.name for c in terminology.concepts]
        # Reports repeat their words: what the tries say of one is kept, within bounds.
        self._beginnings = Remembered(self._beginning)
        self._stems = Remembered(self._read_stem)
        self._followed = Remembered(self._read_followed)
        self._forms = Remembered(self._read_form)
        self._unknown = Remembered(self._is_unknown)

    def find(self, tokens: Tokens) -> list[Match]:
        """Every occurrence of a form, by first word, the longest first."""
        return self.find_within(tokens, reach_of(tokens))

    def find_within(self, tokens: Tokens, reach: Reach) -> list[Match]:
        """The same, where it is known how far forms may reach."""
        found: list[Match] = []
        folded, next_word, article = tokens.fold, reach.next_word, reach.article
        for second in reach.hyphens:
            self._add_joined(found, tokens, reach, second - 1)
        joined = len(found)
        # Most words begin no form, and most that do are not followed by its second word.
        hits = map(contains, map(self._followed.__getitem__, folded), next_word)
        beginnings, forms = self._beginnings, self._forms
        for first in compress(range(len(folded)), hits):
            beginning = beginnings[folded[first]]
            if beginning is None or article[first]:
                continue
            stem, alone, seconds = beginning
            if next_word[first] in seconds:
                self._add_all(found, tokens, reach, first, first, stem, alone)
            elif alone is not None:
                concepts, entries = forms[alone]
                if concepts is None:
                    concepts = self._as_written(entries, tokens.text[first])
                if concepts:
                    found.append(Match(first, first, concepts))
        if joined:
            found.sort(key=lambda match: (match.first, -match.last))
        return found

    def _add_joined(self, found: list[Match], tokens: Tokens, reach: Reach, first: int) -> None:
        """Add the forms that a hyphen cuts: "hyper-tension artérielle"."""
        if first < 0 or reach.article[first] or reach.article[first + 1]:
            return
        word = fold(tokens.text[first] + tokens.text[first + 1])
        beginning = self._beginnings[word]
        if beginning is not None:
            self._add_all(found, tokens, reach, first, first + 1, word, beginning.alone)

    def _add_all(
        self, found: list[Match], tokens: Tokens, reach: Reach, first: int, last: int, stem: str, alone: str | None
    ) -> None:
        """Add the forms whose first word, folded to `stem`, are the words `first` to `last`, the longest first."""
        keys = [(alone, last)] if alone is not None else []
        folded, cut, article = tokens.fold, reach.cut, reach.article
        for i in range(last + 1, len(folded)):
            if cut[i]:
                break
            if article[i]:
                if is_apart(tokens, i):
                    break
                continue
            stem = f"{stem} {folded[i]}"
            key = self._stems[stem]
            if key is None:
                break
            if key:
                keys.append((key, i))
        for key, end in reversed(keys):
            self._add(found, tokens, key, first, end)

    def _read_stem(self, stem: str) -> str | None:
        """The form that some words are, "" where one only begins with them, None where none does."""
        key = stem + " "
        if key in self._trie:
            return key
        return None if next(self._trie.iterkeys(key), None) is None else ""

    def _beginning(self, word: str) -> Beginning | None:
        """How forms go on that begin with a word; a number that is written together with a name is not of it."""
        known = self._read_beginning(word)
        if known is None and (glued := _GLUED.fullmatch(word)):
            return self._beginnings[fold(glued[1])]
        return known

    def _read_followed(self, word: str) -> Container[str]:
        """The words before which a word begins a form: any where it is a form of its own."""
        beginning = self._beginnings[word]
        if beginning is None:
            return _NOTHING
        return beginning.seconds if beginning.alone is None else _ANY

    def _read_beginning(self, word: str) -> Beginning | None:
        """How forms go on that begin with a word; None where none does, as for most words of a report."""
        alone = word + " "
        keys = list(self._trie.iterkeys(alone))
        if not keys:
            return None
        seconds = frozenset(key.split(" ", 2)[1] for key in keys if len(key) > len(alone))
        return Beginning(word, alone if alone in self._trie else None, seconds)

    def _read_form(self, key: str) -> tuple[tuple[str, ...] | None, list[tuple[int, int]]]:
        """The concepts of a form, None where its capitals decide, and its entries."""
        entries = self._trie[key]
        if any(flags for _, flags in entries):
            return None, entries
        return tuple(dict.fromkeys(self._names[index] for index, _ in entries)), entries

    def _add(self, found: list[Match], tokens: Tokens, key: str, first: int, last: int) -> None:
        concepts, entries = self._forms[key]
        if concepts is None:
            concepts = self._as_written(entries, tokens.text[first])
        if concepts:
            found.append(Match(first, last, concepts))

    def _as_written(self, entries: list[tuple[int, int]], text: str) -> tuple[str, ...]:
        return tuple(dict.fromkeys(self._names[index] for index, _ in as_written(entries, text)))

    def named(self, folded: list[str]) -> tuple[str, ...]:
        """The concepts of a form given as its folded words, articles left out."""
        key = "".join(w + " " for w in folded)
        return tuple(dict.fromkeys(self._names[index] for index, _ in self._trie.get(key, ())))

    def _is_unknown(self, word: str) -> bool:
        """Whether a word is as long as names are, and none that is known."""
        return SHORT_NAME <= len(word) <= _LONGEST_WORD and word not in self._words and word.isalpha()

    def correct(self, tokens: Tokens) -> Tokens:
        """The tokens with long misspelt words folded to the one known word that is a single letter away.

        Only words of the length class of names are tried: names ("Khonana" for Khorana) and words of ten letters or
        more; never short ones, never where two words are as near, never in the ending.
        """
        fixed: dict[int, str] = {}
        ordinary = _ordinary_words()
        for i in compress(range(len(tokens)), map(self._unknown.__getitem__, tokens.fold)):
            word, text, gap = tokens.fold[i], tokens.text[i], tokens.gap[i]
            named = i and text[0].isupper() and text[1:].islower() and gap[-1:] == " " and ". " not in gap
            if len(word) < (SHORT_NAME if named else _LONG_WORD) or text.lower() in ordinary:
                continue
            near = {w for cut in word_cuts(word) for w in self._near.get(cut, ())}
            near = {w.decode() if isinstance(w, bytes) else w for w in near}
            near = {w for w in near if w[0] == word[0] and w[-2:] == word[-2:]}
            if len(near) == 1:
                fixed[i] = near.pop()
        if not fixed:
            return tokens
        return tokens.folded_as([fixed.get(i, word) for i, word in enumerate(tokens.fold)])

    def lookup(self, text: str) -> tuple[str, ...]:
        """The concepts that a form on its own may mean, for example a label given on the command line."""
        key = "".join(w + " " for w in form_words(text))
        return tuple(dict.fromkeys(self._names[index] for index, _ in self._trie.get(key, ())))

    def is_word(self, text: str) -> bool:
        """Whether a form counts as it is written here: "toux", but not "tep"."""
        key = "".join(w + " " for w in form_words(text))
        return bool(as_written(self._trie.get(key, []), text))

    def coded(self, code: str) -> list[Concept]:
        """The concepts of a code ("ncit:C3408") or an IRI."""
        name = code.removeprefix(CONCEPT)
        known = self.terminology.by_name.get(name)
        return [known] if known else [c for c in self.terminology.concepts if code in c.codes]

    def forms_of(self, name: str) -> list[tuple[str, Term]]:  # noqa: ARG002
        """The ways that outside terminologies write a concept: the shipped lexicon has none."""
        return []

    def outside(self, names: Iterable[str]) -> tuple[OutsideConcept, ...]:  # noqa: ARG002
        """What outside terminologies say of some concepts: the shipped lexicon has none."""
        return ()


@cache
def _ordinary_words() -> frozenset[str]:
    """Everyday words that stand one letter away from a medical one: no misspellings of it."""
    return frozenset(row["word"] for row in read_table("fr", "ordinary-words", ("word", "near")))


def _entries(forms: Iterable[Form], terminology: Terminology) -> list[tuple[str, tuple[int, int]]]:
    """The trie's entries: French forms of every concept, other languages' forms of drugs (names travel)."""
    index = {c.name: i for i, c in enumerate(terminology.concepts)}
    return form_entries(
        (form.text, index[form.concept])
        for form in forms
        if form.language == "fr" or terminology.is_a(form.concept, "Treatment")
    )


@cache
def ontology_hash(folder: Path) -> str:
    """A hash of the ontology files and of the layout of the compiled lexicon: its key in the cache."""
    digest = sha256(_LAYOUT.encode())
    for path in sorted((folder / "concepts").glob("*.ttl")):
        digest.update(path.name.encode())
        digest.update(path.read_bytes())
    for name in ("fold.py",):
        digest.update((Path(__file__).parent.parent / "text" / name).read_bytes())
    for path in (
        Path(__file__),
        Path(__file__).with_name("forms.py"),
        Path(__file__).parent / "units.py",
        Path(__file__).parent / "concepts.py",
    ):
        digest.update(path.read_bytes())
    return digest.hexdigest()[:20]


@cache
def shipped_lexicon() -> Lexicon:
    """The lexicon of the shipped ontology, from the cache or compiled now.

    Raises:
        OntologyError: the ontology is missing or not valid Turtle.
    """
    folder = data_folder("ontology")
    version = ontology_hash(folder)
    place = cache_folder() / f"lexicon-{version}"
    with collector_paused():
        lexicon = _load(place, version)
    if lexicon is not None:
        note_use(place)
        return lexicon
    terminology, tries = _compile(folder)
    try:
        _save(place, terminology, tries)
        forget_unused(place, "lexicon-")
    except OSError as error:
        warnings.warn(
            f"the lexicon cannot be kept in {place.parent} ({error.strerror}); it is built again at each start",
            stacklevel=2,
        )
    return Lexicon(terminology, tries, version)


def _compile(folder: Path) -> tuple[Terminology, Tries]:
    from casegraph.terminology.ontology_reader import read_ontology

    terminology, forms = read_ontology(folder)
    return terminology, build_tries(_entries(forms, terminology), misspelt=True)


def _load(place: Path, version: str) -> Lexicon | None:
    """The compiled lexicon, or None where there is none that is whole."""
    try:
        check_private(place.parent)
        check_private(place)
        hashes = json.loads((place / _HASHES).read_bytes())
        # Before anything is mapped: a trie that is not as it was written may lead anywhere in memory.
        if any(sha256((place / name).read_bytes()).hexdigest() != digest for name, digest in hashes.items()):
            return None
        plain = json.loads((place / "concepts.json").read_bytes())
        if {*hashes} != {"concepts.json", *(f"{name}.marisa" for name in plain["sizes"])}:
            return None
        tries = map_tries(place, plain["sizes"])
        return Lexicon(Terminology.from_plain(plain), tries, version) if tries else None
    except (OSError, ValueError, KeyError, TypeError, AttributeError, RuntimeError):
        return None


def _save(place: Path, terminology: Terminology, tries: Tries) -> None:
    place.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    check_private(place.parent)
    temporary = Path(tempfile.mkdtemp(prefix=".lexicon-", dir=place.parent))
    try:
        plain = terminology.to_plain() | {"sizes": save_tries(temporary, tries)}
        (temporary / "concepts.json").write_text(
            json.dumps(plain, ensure_ascii=False, separators=(",", ":")), encoding="utf-8"
        )
        hashes = {path.name: sha256(path.read_bytes()).hexdigest() for path in sorted(temporary.iterdir())}
        (temporary / _HASHES).write_text(json.dumps(hashes), encoding="utf-8")
        if place.exists():
            shutil.rmtree(place)
        temporary.rename(place)
    except OSError:
        shutil.rmtree(temporary, ignore_errors=True)
        if not (place / "concepts.json").exists():
            raise
