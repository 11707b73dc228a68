"""The time of a record: that of its own value or status first, else the one its mention stands with."""

from __future__ import annotations

import re

from casegraph.case.found import Draft, Findings
from casegraph.languages.words import word_class
from casegraph.reading import Reading
from casegraph.records import Span, TimeRef
from casegraph.relations.times import to_ref
from casegraph.values.time_expression import TimeExpression
from casegraph.values.times import TO_ITS_VALUE

__all__ = ["duration_of", "time_of", "time_of_status", "time_of_value"]


def time_of(reading: Reading, findings: Findings, draft: Draft) -> TimeRef | None:
    """When what a draft says was so; None where the text does not tell."""
    if draft.time is not None:
        return to_ref(reading, draft.time)
    if draft.here < 0:
        return None
    expression = draft.own_time
    if expression is None and not (
        _told_later(reading, draft) or _compared(reading, draft) or _of_another(reading, findings, draft)
    ):
        expression = findings.times[draft.here]
    if expression is None or (draft.presence == "absent" and _had_lasted(reading, draft, expression)):
        return None
    if _of_another_change(reading, findings, draft, expression):
        return None
    return to_ref(reading, expression)


def _of_another_change(reading: Reading, findings: Findings, draft: Draft, time: TimeExpression) -> bool:
    """Whether a time is that of another change of the same treatment: "suspendu trois mois, repris le 5 février"."""
    if draft.status is None or draft.cue is None or draft.own_time is time:
        return False
    at = reading.tokens.at(time.start)
    before = [cue for cue in findings.cues.get(draft.mention, ()) if cue[1] < at and cue != draft.cue]
    if not before:
        return False
    nearest = max(before, key=lambda cue: cue[1])
    return draft.cue[1] < nearest[0] or (at <= draft.cue[0] and nearest[1] < draft.cue[0])


def _had_lasted(reading: Reading, draft: Draft, expression: TimeExpression) -> bool:
    """Whether a length of time is that of something else: "une toux depuis un mois, sans fièvre".

    Behind an absent finding it is that one's own where no comma parts them: "pas de selles depuis trois jours", not
    "sans fièvre, cette toux évolue depuis un mois".
    """
    return expression.relation == "since" and (
        expression.end <= draft.start or "," in reading.document.text[draft.end : expression.outer]
    )


def _told_later(reading: Reading, draft: Draft) -> bool:
    """Whether another sentence than that which names a treatment tells what was done: "Elle a été arrêtée"."""
    if draft.status is None or draft.cue is None or draft.by >= 0:
        return False
    view = reading.sentence_of(reading.mentions[draft.mention].first)
    return not view.first <= draft.cue[0] < view.last


def _compared(reading: Reading, draft: Draft) -> bool:
    """Whether a value is the one that another is compared with: "FEVG à 42 % contre 63 % avant traitement"."""
    if draft.result is None or draft.kind != "observation" or draft.result.value.start < draft.end:
        return False
    word = reading.tokens.at(draft.result.value.start)
    return reading.tokens.fold[word - 1] in _AGAINST


_AGAINST = word_class("comparing-words")


def _of_another(reading: Reading, findings: Findings, draft: Draft) -> bool:
    """Whether the time near a test's name is that of one of several values: "Hb 6,8 (12,9 en août), CRP 40"."""
    time = findings.times[draft.mention]
    if time is None or draft.result is None or draft.kind != "observation":
        return False
    near = (r for r in findings.results if time.outer - _NEAR_DAY <= r.value.end <= time.start)
    owner = next((r for r in near if _right_behind(reading, r.value.end, time)), None)
    if owner is None or owner is draft.result:
        return False
    text = reading.document.text
    if owner.mention == draft.mention and draft.result.value.end < owner.value.start:
        return _TOGETHER.fullmatch(text, draft.result.value.end, owner.value.start) is None
    if owner.mention == draft.mention and time.end <= draft.result.value.start:
        return True  # "120 le 3 mars, contrôlée à 40": later, nobody says when
    before = (r for r in findings.results if r.mention == owner.mention and r.value.end < owner.value.start)
    return any(_STEPS.search(text, r.value.end, owner.value.start) or _dated(reading, r.value.end) for r in before)


def _dated(reading: Reading, end: int) -> bool:
    """Whether a time stands right behind a value: "128 le 3 mars, 136 le lendemain"."""
    time = reading.time_after(end)
    return time is not None and _right_behind(reading, end, time)


#: Relations of what was done to the stay and its hours: "arrêté à H36", "arrêté à la sortie".
_OF_ACTS = ("hour", "at-admission", "at-discharge")


def _right_behind(reading: Reading, end: int, time: TimeExpression) -> bool:
    """Whether a time stands right behind what ends at an offset, with its preposition or an own one."""
    text = reading.document.text
    if TO_ITS_VALUE.match(text, time.end):
        return False  # "CRP 348 (J3 : 189)"
    return any(
        _TO_ITS_DAY.fullmatch(text, end, start) is not None for start in (time.start, time.outer) if start >= end
    )


#: What stands between two values of one day: "130/70 et 120/60 le 3 mars".
_TOGETHER = re.compile(r"\s*(?:et|ou|/)\s*")
#: What leads from one value of a test to the next: "142, puis 96", "6,8 (12,9 en août)".
_STEPS = re.compile(r"[(>→]|\b(?:puis|ensuite)\b")


def time_of_status(reading: Reading, draft: Draft) -> TimeExpression | None:
    """The day that stands right behind what was done: "débuté à J4, interrompu à J7"."""
    if draft.status is None or draft.cue is None or draft.result is not None:
        return None
    end = reading.tokens.end[draft.cue[1]]
    time = reading.time_after(end)
    if time is None or (time.kind not in ("day", "date") and time.relation not in (*_OF_ACTS, *_NEXT)):
        return None
    return time if _right_behind(reading, end, time) else None


#: Relations of a change to what was told before it: "repris un mois plus tard", "arrêté le lendemain".
_NEXT = ("later", "next-day", "same-day", "ago")
#: What may stand between a value and its own day: "39 mg/L à J2", "120 G/L (J3)", "90 le 5 mars".
_TO_ITS_DAY = re.compile(r"\s*+\(?\s*+(?:à|au|le|en|dès|du)?\s*+", re.IGNORECASE)


#: Relations of a value to those before it: "contre 80 un mois auparavant", "puis 52 à H3".
_OF_VALUES = (
    "before",
    "ago",
    "later",
    "hour",
    "clock",
    "at",
    "next-day",
    "previous-day",
    "at-admission",
    "at-discharge",
)


#: The most characters between a value and its day.
_NEAR_DAY = 24


def time_of_value(reading: Reading, draft: Draft) -> TimeExpression | None:
    """The day that heads a value's column or stands right behind it: of several of one test each may have its own."""
    if draft.result is None or draft.kind != "observation":
        return None
    if (day := reading.day_of_cell.get(draft.result.value.start)) is not None:
        return day
    start = draft.result.value.start
    before = reading.times_within(max(draft.start, start - _NEAR_DAY), start)
    if before and before[-1].kind in ("day", "date") and (
            TO_ITS_VALUE.fullmatch(reading.document.text, before[-1].end, start)):  # fmt: skip
        return before[-1]
    end = draft.result.value.end
    time = reading.time_after(end)
    if time is None or (time.kind not in ("day", "date") and time.relation not in _OF_VALUES):
        return None
    return time if _right_behind(reading, end, time) else None


#: Ways to say when that hold a length of time and still are a moment: "il y a 4 ans", "au bout de 3 mois".
_MOMENTS = ("later", "ago", "at", "before", "after")


def duration_of(reading: Reading, findings: Findings, number: int) -> Span | None:
    """How long a finding has lasted: "douleur depuis 3 jours", not "fièvre 3 jours après"."""
    expression = findings.times[number] if number >= 0 else None
    if expression is None or expression.kind != "duration" or expression.relation in _MOMENTS:
        return None
    return reading.document.span(expression.start, expression.end)
