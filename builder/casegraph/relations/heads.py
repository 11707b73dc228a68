"""The finding that a reason comes with or comes from.

Of "une myélotoxicité, avec une neutropénie" the first is why as much as the second.
"""

from __future__ import annotations

from dataclasses import replace

from casegraph.context.verbs import find_verbs
from casegraph.languages.words import word_class, written_class
from casegraph.relations.because import REASON_KINDS, Reason, Search, goes_well, in_spite, indication, lacked, opposes

__all__ = ["with_head"]

_WITH = word_class("with")
_STOPS, _HOLDING = frozenset(";."), written_class("verbs-holding")
#: How a disease goes that is no harm.
_WELL = ("StableDisease", "TreatmentResponse", "ClinicalImprovement")
_THERE = ("present", "suspected")
#: Words from "avec" to the first thing it names, and from the head, its site, grade and adjectives, to "avec".
_LED_BY, _APART = 3, 10


def with_head(search: Search, reason: Reason) -> Reason:
    """A reason told before the change together with the finding that it only comes with.

    "une progression, avec des métastases, de sorte que X a été arrêté": the progression, and the metastases.
    """
    if not reason.mentions or search.reading.mentions[reason.mentions[0]].first >= search.status.cue[0]:
        return reason
    head = _head(search, reason)
    return reason if head is None or head in reason.mentions else replace(reason, mentions=(head, *reason.mentions))


def _head(search: Search, reason: Reason) -> int | None:
    reading, first = search.reading, search.reading.mentions[reason.mentions[0]].first
    view = reading.sentence_of(first)
    lead = _lead(search, reason, first)
    if lead is None:
        return None
    before = [n for n in view.mentions if reading.mentions[n].last < lead and _tells(search, n)]
    if not before:
        return None
    last = reading.mentions[before[-1]].last
    well = any(reading.is_a(before[-1], course) for course in _WELL)
    if well and reading.mentions[reason.mentions[0]].kind == "condition":
        return None  # "une stabilité radiologique, avec une toxicité"
    verbs = find_verbs(reading, view).told(last, lead)
    far = lead - last > _APART or reading.tokens.parted(last, lead, _STOPS) or opposes(reading, lead - 1)
    return None if far or any(g.finite and g.first > last for g in verbs) else before[-1]


def _lead(search: Search, reason: Reason, first: int) -> int | None:
    """The word "avec", or the one that opens a connector other than the reason's own, right before a finding."""
    view = search.reading.sentence_of(first)
    near = [i for i in view.back(first, _LED_BY) if search.reading.tokens.fold[i] in _WITH]
    caused = [
        c.first
        for c in search.cues
        if c.reach == "after" and c.last < first <= c.last + _LED_BY and (c.first, c.last) != reason.cue
    ]
    if near:
        return near[0]
    held = [g for g in find_verbs(search.reading, view).told(view.first, first) if g.verb in _HOLDING]
    if held and first - held[-1].last <= _LED_BY and not held[-1].negated:
        return held[-1].first  # "Les toxicités comprenaient une mucite"
    return caused[-1] if caused and view is search.view else None


def _tells(search: Search, number: int) -> bool:
    """Whether a mention is a finding of the patient that may be why."""
    reading, mention, said = search.reading, search.reading.mentions[number], search.said[number]
    fits = mention.kind in REASON_KINDS or number in search.valued
    there = number in search.valued or (said.presence in _THERE and said.experiencer == "patient")
    away = indication(reading, number) or in_spite(reading, number) or lacked(reading, number)
    return fits and there and not away and not goes_well(reading, number)
