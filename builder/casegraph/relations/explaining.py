"""Which findings may be why of a change that no connector explains, and what is listed with them."""

from __future__ import annotations

from casegraph.context.names import against
from casegraph.languages.words import word_class
from casegraph.reading import SentenceView
from casegraph.relations.because import TURNS, Reason, Search, exactly, goes_well, in_spite, indication, lacked, listed

__all__ = [
    "courses",
    "explaining",
    "is_harm",
    "is_turn",
    "led_by",
    "listed_from",
    "may_explain",
    "results_told",
    "with_results",
]

_FINDINGS, _THERE = ("condition", "assessment"), ("present", "suspected")
_COMES_FOR = word_class("coming-reasons")
#: The most reasons that one event gives, and words from an exception's opener to what it names.
_MOST, _NEAR = 3, 4


def is_harm(search: Search, number: int) -> bool:
    """Whether a finding is what ends a treatment by itself: a turn for the worse, an adverse effect, a toxicity."""
    return any(search.reading.is_a(number, c) for c in (*TURNS, "AdverseEffect"))


def courses(search: Search, view: SentenceView) -> list[int]:
    """What a sentence tells of the course of the disease."""
    return [n for n in view.mentions if any(search.reading.is_a(n, c) for c in ("DiseaseCourseFinding", "Recurrence"))]


def is_turn(search: Search, number: int) -> bool:
    """Whether a finding is an event by itself, and ends a line of treatment: a progression, a relapse."""
    return any(search.reading.is_a(number, turn) for turn in TURNS)


def results_told(search: Search, start: int, stop: int) -> list[int]:
    """ "Le bilan retrouvait des plaquettes à 35 000, la cure a été reportée": a result, where no finding is told."""
    reading, own = search.reading, search.status
    if own.status == "reduced" and any(
        s.mention == own.mention and s.sentence == own.sentence and s.status == "resumed" for s in search.statuses
    ):
        return []  # "la créatinine est à 160 et le ramipril est repris à demi-dose"
    found = [n for n in reading.mentions_from(start, stop) if n in search.valued]
    return [n for n in found if reading.mentions[n].kind == "observable"]


def with_results(search: Search, found: list[int], after: int) -> list[int]:
    """ "une hémoglobine à 5 g/dL et une cytolyse": the findings with the results that are listed before them."""
    first = search.reading.mentions[found[0]].first if found else after
    group = found
    for number in reversed(search.reading.mentions_from(after, first)):
        measured = number in search.valued and search.reading.mentions[number].kind == "observable"
        if not measured or not listed(search.reading, number, group[0]):
            break
        group = [number, *group]
    return group


def listed_from(search: Search, found: list[int], cue: tuple[int, int]) -> Reason | None:
    """The first of some findings with those listed with it."""
    group = found[:1]
    for number in found[1:]:
        if not (listed(search.reading, group[-1], number) or exactly(search.reading, group[-1], number)):
            break
        group.append(number)
    return Reason(tuple(group[:_MOST]), None, cue) if group else None


def led_by(search: Search, found: list[int], verb: int) -> list[int]:
    """The findings from the first that the patient came for: "hospitalisée pour une pancréatite et un ictère"."""
    tokens, mentions = search.reading.tokens, search.reading.mentions
    near = (k for k, n in enumerate(found) if not _COMES_FOR.isdisjoint(tokens.before(mentions[n].first, 5, verb)))
    return found[k:] if (k := next(near, None)) is not None else []


def explaining(search: Search, first: int, stop: int) -> list[int]:
    """The findings that begin between two words (half open) and may be why."""
    return [n for n in search.reading.mentions_from(first, stop) if may_explain(search, n)]


def _excepted(search: Search, number: int) -> bool:
    """ "X, dont la tolérance avait été bonne hormis des aphtes, a été arrêté": an exception is told by the way."""
    first = search.reading.mentions[number].first
    return first >= search.view.first and not _EXCEPT.isdisjoint(search.reading.tokens.before(first, _NEAR))


_EXCEPT = word_class("exceptions")


def may_explain(search: Search, number: int) -> bool:
    """Whether a finding is the patient's, is there now, and is no more than what something was given for or despite."""
    said = search.said[number]
    kind, wish = search.reading.mentions[number].kind, search.reading.is_a(number, "PatientWish")
    if (kind not in _FINDINGS and not wish) or number == search.status.mention:
        return False
    if indication(search.reading, number) or in_spite(search.reading, number) or _excepted(search, number):
        return False
    if lacked(search.reading, number) or search.reading.is_a(number, "Asymptomatic"):
        return False
    if goes_well(search.reading, number) and search.status.status in ("delayed", "reduced"):
        return False  # "une pneumonie, qui a évolué favorablement. La cure a été retardée"
    if number in search.valued and search.reading.mentions[number].kind == "assessment":
        return False
    if said.presence not in _THERE or said.experiencer != "patient" or said.history:
        return False
    # "un choc nécessitant la dobutamine pendant trois jours, sevrée": why it was given
    return number != against(search.reading, search.status.mention)
