"""A value or a sign that moved right before a change, or that the change healed.

"La kaliémie a chuté et le furosémide a été arrêté", "des vertiges qui ont cédé avec l'arrêt de la carbamazépine".
"""

from __future__ import annotations

from casegraph.context.verbs import VerbGroup, Verbs, find_verbs
from casegraph.languages.words import word_class, written_class
from casegraph.relations.because import FOLLOWS, Reason, Search, fronted, in_spite, listed

__all__ = ["healed", "moved", "moved_before"]

_MOVING, _HEALING = written_class("verbs-moving"), written_class("verbs-healing")
_HEALED_BY = word_class("with") | word_class("by") | word_class("at-or-in")
_REFLEXIVES = word_class("reflexives")
_ARTICLES = word_class("definite-articles") | word_class("indefinite-articles")
_FINDINGS = ("condition", "assessment")
#: Words from what moved to the verb that says so.
_NEAR = 6


def moved(search: Search, start: int, event: VerbGroup) -> list[int]:
    """What the subject of a verb names that moved, a test or, healing or moving, a finding of the patient.

    Args:
        start: the first word of the verb's clause.
    """
    reading = search.reading
    itself = not _REFLEXIVES.isdisjoint(reading.tokens.span(event.first, event.first))  # "s'est atténuée"
    healing = event.verb in _HEALING and (itself or not event.passive)
    if not (healing or event.verb in _MOVING) or event.negated:
        return []
    if event.caused:  # "X a fait monter la kaliémie à 6,1 mmol/L"
        behind = reading.mentions_from(event.last + 1, event.last + 1 + _NEAR)[:1]
        return [n for n in behind if reading.mentions[n].kind == "observable" and not healing]
    group: list[int] = []
    for number in reversed(reading.mentions_from(start, event.first)):
        mention, said = reading.mentions[number], search.said[number]
        if mention.kind == "site":
            continue
        mine = mention.kind == "observable" or (mention.kind in _FINDINGS and said.experiencer == "patient")
        fits = mine and not said.history and not in_spite(reading, number) and not fronted(reading, search.view, number)
        near = listed(reading, number, group[0]) if group else event.first - mention.last <= _NEAR
        if not fits or not near:
            break
        group.insert(0, number)
    return group


def moved_before(search: Search) -> list[int]:
    """What moved last in the sentence before: "La kaliémie a baissé, ce qui a été noté à J3. De ce fait, ..."."""
    if search.status.sentence == 0:
        return []
    view = search.reading.sentences[search.status.sentence - 1]
    groups = find_verbs(search.reading, view).told(view.first, view.last)
    starts = [view.first, *(g.last + 1 for g in groups)]
    found = (moved(search, start, group) for start, group in reversed(list(zip(starts, groups, strict=False))))
    return next((group for group in found if group), [])


def healed(search: Search, verbs: Verbs) -> Reason | None:
    """ "des vertiges qui ont cédé avec l'arrêt de X": what the change healed is why it was made."""
    view, first = search.view, search.status.cue[0]
    words = search.reading.tokens.fold
    lead = first if words[first] in _HEALED_BY else first - 1
    while lead > view.first and words[lead] in _ARTICLES:
        lead -= 1
    before = verbs.told(view.first, first)
    if search.status.status not in FOLLOWS or words[lead] not in _HEALED_BY or not before or before[-1].negated:
        return None
    if before[-1].verb not in _HEALING or lead - before[-1].last > 5 or verbs.of(*search.status.cue) is not None:
        return None
    start = before[-2].last + 1 if len(before) > 1 else view.first
    between = search.reading.mentions_from(start, before[-1].first)
    ill = [n for n in between if search.reading.mentions[n].kind == "condition"]
    ill = [n for n in ill if search.said[n].experiencer == "patient"]
    group = ill[-1:]
    for number in reversed(ill[:-1]):
        if not listed(search.reading, number, group[0]):
            break
        group.insert(0, number)
    return Reason(tuple(group), None, (before[-1].first, before[-1].last)) if group else None
