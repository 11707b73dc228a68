"""What stands around an event that is told before a change: where a sentence begins elsewhere, what was so besides."""

from __future__ import annotations

from casegraph.context.verbs import VerbGroup, find_verbs
from casegraph.languages.words import word_class
from casegraph.relations.because import ACTS, Search
from casegraph.text.tokens import COMMA

__all__ = ["contrast", "one_treatment", "opened_apart"]

_DETERMINERS, _THIS = word_class("before-nouns"), word_class("demonstratives")
_CONTRAST, _THAT = word_class("contrast-openers"), word_class("that")
#: Nouns of what others say to a change, and words from the first of the sentence to one.
_ADVICE, _TO_ADVICE = word_class("advice-nouns"), 2
_AFTER, _OVER = word_class("behind-in-time"), word_class("over-nouns")


def opened_apart(search: Search) -> bool:
    """ "En outre, X a été arrêté", "Sur le plan clinique, on a pu arrêter X": a sentence that begins elsewhere; a time
    begins it nowhere else."""
    reading, view = search.reading, search.view
    theme, stop = reading.mentions[search.status.mention].first, search.status.cue[0]
    stop = min(stop, theme) if theme >= view.first else stop
    comma = reading.tokens.next_mark(view.first + 1, stop + 1, COMMA)
    if comma is None or any(i in reading.time_words for i in range(view.first, comma)):
        return False
    if reading.tokens.fold[view.first] in _DETERMINERS or not _THIS.isdisjoint(reading.tokens.span(view.first, comma)):
        return False  # "Tous les médicaments, dont X, ont été arrêtés", "Devant cette découverte, X est annulé"
    if not _ADVICE.isdisjoint(reading.tokens.behind(view.first, _TO_ADVICE)):
        return False  # "Avec l'avis du psychiatre, X a été réduit", "Après discussion, X est arrêté"
    if reading.tokens.fold[view.first] in _AFTER and not _OVER.isdisjoint(reading.tokens.behind(view.first, 2)):
        return False  # "Après normalisation des transaminases, il a été décidé de ne plus donner X"
    told = find_verbs(reading, view).told(view.first, comma)
    return not told and not any(reading.mentions[n].kind in ACTS for n in reading.mentions_from(view.first, comma))


def contrast(search: Search, groups: list[VerbGroup]) -> int | None:
    """ "les plaquettes étaient à 38 G/L alors que l'hémoglobine restait stable": where what was so besides begins."""
    words, finite = search.reading.tokens.fold, [g for g in groups if g.finite]
    if len(finite) < 2:
        return None
    between = range(finite[-2].last + 1, finite[-1].first - 1)
    return next((k for k in between if words[k] in _CONTRAST and words[k + 1] in _THAT), None)


def one_treatment(search: Search, number: int) -> bool:
    """Whether a treatment named before may be what is changed: the same, its class, or one of it."""
    reading = search.reading
    own, other = reading.mentions[search.status.mention].concept, reading.mentions[number].concept
    if own is None or other is None or reading.mentions[number].kind != "treatment":
        return False
    return reading.is_a(number, own) or reading.is_a(search.status.mention, other)
