"""Wordings by which nothing is wrong: "sans anomalie", "ne montrait rien d'anormal", "dans les normes"."""

from __future__ import annotations

from functools import cache

from casegraph.frozen import dataclass
from casegraph.languages.verbs import verb_forms
from casegraph.languages.words import word_class, written_class
from casegraph.reading import Reading, SentenceView
from casegraph.text.fold import fold, words

__all__ = ["ENDS", "NOTHING", "Wording", "find_wording", "showing_forms"]

#: "anomalie" behind "sans" or "aucune", "anormal" behind "rien de", "normes" behind "dans".
NOTHING, _NOTABLE, _NORMS = word_class("nothing-found-nouns"), word_class("notable-words"), word_class("norm-nouns")
#: The words that such a wording may end with.
ENDS = NOTHING | _NOTABLE | _NORMS
_WITHOUT, _ANY, _NO_THING, _NE = word_class("without"), word_class("no-one"), word_class("no-thing"), word_class("ne")
_OF, _AT, _LEAST, _WITHIN = word_class("of"), word_class("at-or-in"), word_class("least"), word_class("norm-openers")
_NORM_LINKS, _ARTICLES = word_class("norm-links"), word_class("definite")
_AUXILIARIES, _PARTICLES = word_class("have") | word_class("be"), word_class("denial-particles")
_MANIFEST, _LISTING = (
    word_class("manifest-adjectives"),
    word_class("and") | word_class("or") | word_class("neither-words"),
)
_EXCEPT = [words(phrase) for phrase in written_class("exception-phrases")]
#: What such a wording may begin with when it has no verb: "Échographie : pas d'anomalie".
_BARE = _NO_THING | _ANY | _PARTICLES
#: How many words a verb that shows nothing may have with its auxiliaries and particles.
_LONGEST_VERB = 7


@dataclass(frozen=True, slots=True)
class Wording:
    """Words `first` to `last` say that nothing is wrong; `verb` is the "ne" or "sans" of the verb that shows nothing,
    and `test` the examination that is named behind ("rien d'anormal à l'auscultation"), -1 where there is none."""

    first: int
    last: int
    verb: int = -1
    test: int = -1


def find_wording(reading: Reading, view: SentenceView, i: int) -> Wording | None:
    """The wording that ends with word `i`; None where something else is said, or an exception follows."""
    word = reading.tokens.fold[i]
    if _excepted(reading, view, i):
        return None
    if word in _NORMS and (norms := _within_norms(reading, view, i)) is not None:
        return norms
    first = _opening(reading, view, i)
    if first is None:
        return None
    if reading.tokens.fold[first] in _WITHOUT:
        return Wording(first, i)
    verb = _showing_nothing(reading, view, first)
    test = _named_behind(reading, view, i)
    if test < 0 and _goes_on(reading, view, i):
        return None
    if verb is None and test < 0 and reading.tokens.fold[first] not in _BARE:
        return None
    return Wording(first, i, -1 if verb is None else verb, test)


def _within_norms(reading: Reading, view: SentenceView, i: int) -> Wording | None:
    """ "dans les normes", "dans les limites de la norme"."""
    tokens, j = reading.tokens, i - 1
    while j > view.first and tokens.fold[j] in _NORM_LINKS and tokens.close(j + 1):
        j -= 1
    return Wording(j, i) if j < i - 1 and tokens.fold[j] in _WITHIN and tokens.close(j + 1) else None


def _opening(reading: Reading, view: SentenceView, i: int) -> int | None:
    """The word that a denial of word `i` begins with: "sans" or "aucune" anomalie, "rien" (montré) d'anormal."""
    tokens, j = reading.tokens, i - 1
    if j < view.first:
        return None
    if tokens.fold[i] in NOTHING:
        if tokens.fold[j] in _ANY and j > view.first and tokens.fold[j - 1] in _WITHOUT:
            return j - 1
        if tokens.fold[j] in _WITHOUT or tokens.fold[j] in _ANY:
            return j
        if j > view.first and (
            tokens.fold[j] in _LEAST or (tokens.fold[j] in _OF and tokens.fold[j - 1] in _PARTICLES)
        ):
            return j - 1
        return j if tokens.fold[j] in _OF else None
    if tokens.fold[j] in _OF or tokens.fold[j] in _AT:
        j -= 1
        if j > view.first and tokens.fold[j] in showing_forms():
            j -= 1
        if j >= view.first and tokens.fold[j] in _NO_THING:
            return j - 1 if j > view.first and tokens.fold[j - 1] in _WITHOUT else j
    return None


@cache
def showing_forms() -> frozenset[str]:
    """The folded forms of the verbs that tell what was found."""
    return frozenset(fold(form) for verb in written_class("verbs-showing") for form, _ in verb_forms(verb))


def _showing_nothing(reading: Reading, view: SentenceView, first: int) -> int | None:
    """The "ne" or "sans" of the verb before word `first` that shows nothing: "ne montrait", "n'a pas vu"."""
    tokens, shown = reading.tokens, False
    for j in view.back(first, _LONGEST_VERB):
        if not tokens.close(j + 1):
            return None
        if tokens.fold[j] in _NE or tokens.fold[j] in _WITHOUT:
            return j if shown else None
        shows = tokens.fold[j] in showing_forms() or tokens.fold[j] in _AUXILIARIES
        if not shows and tokens.fold[j] not in _PARTICLES:
            return None
        shown = shown or shows
    return None


def _named_behind(reading: Reading, view: SentenceView, i: int) -> int:
    """The examination behind a wording: "rien d'anormal à l'auscultation", "aucune anomalie n'a été vue au scanner"."""
    tokens, j = reading.tokens, i + 1
    if j < view.last and tokens.fold[j] in _NE:
        while j < view.last and (
            tokens.fold[j] in _NE or tokens.fold[j] in _AUXILIARIES or tokens.fold[j] in showing_forms()
        ):
            j += 1
    if j >= view.last or not tokens.close(j) or not (tokens.fold[j] in _AT or tokens.fold[j] in _SPECIMEN):
        return -1
    j += 1
    while j < view.last and tokens.fold[j] in _ARTICLES:
        j += 1
    number = reading.mention_at.get(j)
    return number if number is not None and reading.mentions[number].kind == "procedure" else -1


_SPECIMEN = word_class("specimen-prepositions")


def _goes_on(reading: Reading, view: SentenceView, i: int) -> bool:
    """Whether what was not found is narrowed: "aucune anomalie pulmonaire", "rien de particulier sur le foie"."""
    tokens, j = reading.tokens, i + 1
    while j < view.last and tokens.close(j) and (tokens.fold[j] in _MANIFEST or j in reading.time_words):
        j += 1
    return j < view.last and tokens.close(j) and tokens.fold[j] not in _LISTING


def _excepted(reading: Reading, view: SentenceView, i: int) -> bool:
    """Whether an exception follows: "sans anomalie hormis un kyste"."""
    tokens, j = reading.tokens, i
    while j + 1 < view.last and tokens.fold[j + 1] in _MANIFEST:
        j += 1
    return any(tokens.behind(j, len(phrase), view.last) == phrase for phrase in _EXCEPT)
