"""The verb above a frame, and whether it tells what was done."""

from __future__ import annotations

from casegraph.context.frames import Frame
from casegraph.context.verbs import HANGING, VerbGroup, Verbs
from casegraph.languages.words import word_class
from casegraph.reading import Reading, SentenceView

__all__ = ["governor", "narrated"]

_PERFECT = word_class("perfect-auxiliaries")
_JOINS = word_class("verb-coordinators")
_STOPS, _NOR = word_class("governing-stops"), word_class("neither-words")
_OWN_NOUNS = ("treatment", "condition")
_COMPLEMENTS = word_class("infinitive-prepositions")


#: Words from a verb to the noun or infinitive that it governs; twice as many where something is coordinated.
_FAR = 9


def governor(reading: Reading, view: SentenceView, verbs: Verbs, first: int) -> VerbGroup | None:
    """The verb that governs an infinitive or a noun behind it: "a conduit à l'arrêt", "il a été décidé de suspendre".

    None where a mark, a join or a noun of its own stands between.
    """
    tokens = reading.tokens
    joined, nor, passed = False, False, -1
    for k in range(first - 1, max(view.first, first - 2 * _FAR) - 1, -1):
        if first - k > _FAR and not joined and passed < 0:
            return None
        if tokens.mark_behind(k):
            return None
        if tokens.fold[k] in _JOINS and tokens.fold[k + 1] in _COMPLEMENTS:
            joined, nor = True, tokens.fold[k] in _NOR  # "envisagé d'espacer puis d'arrêter", "de ne pas X ni de Y"
            continue
        if tokens.fold[k] in _STOPS:
            return None
        number = verbs.at.get(k)
        linked = number is not None and joined and verbs.groups[number].mood == "infinitive"
        if number is not None and linked and not (nor and verbs.groups[number].negated):
            joined, passed = False, number
            continue
        if number is not None and number != passed:
            return verbs.groups[number]
        if not joined and k in reading.mention_at and reading.mentions[reading.mention_at[k]].kind in _OWN_NOUNS:
            return None
    return None


def narrated(frame: Frame) -> bool:
    """ "En cas de suspicion de pneumopathie, X a été interrompu": a tense that tells what was done, and no habit."""
    group = frame.group
    if group is None or group.mood in HANGING:
        first = group.first if group is not None else frame.cue.first
        group = governor(frame.reading, frame.view, frame.verbs, first)
    if group is None:
        return False
    told = not _PERFECT.isdisjoint(frame.reading.tokens.fold[group.first : group.head])
    return group.mood == "past" or (group.mood == "present" and told)
