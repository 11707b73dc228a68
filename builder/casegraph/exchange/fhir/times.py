"""When, in FHIR: partial dates stay partial, days of the stay count from the admission, other words stay words.

A day of the stay is no date, but R5 has an extension for it, `cqf-relativeDateTime` (any element; extensions pack 5.x):
so long after the start of an event. The event is the Encounter of the stay; its day 1 is the day of admission, so that
day 5 is four days after. With `--index-date` it is a date. A time in other words ("trois mois plus tard") is marked as
text (data-absent-reason `as-text`), and a note gives the words; the ledger then says narrowed.
"""

from __future__ import annotations

from casegraph.anchors import dates_of, written_dates
from casegraph.exchange.fhir.codings import duration_quantity, quantity
from casegraph.exchange.fhir.draft import Draft, Group, Json, absent
from casegraph.records import TimeRef

__all__ = ["STAY", "add_note", "dated", "in_words", "relative_day", "timed", "uses_stay"]

#: The name of the Encounter whose first day is day 1.
STAY = "Encounter/stay"
_RELATIVE = "http://hl7.org/fhir/StructureDefinition/cqf-relativeDateTime"
_WORDS = "a time without a date is told in words only"
#: How French puts a length of time beside an event, by the relation that the reader found.
_PHRASES = {
    "since": "depuis {}",
    "ago": "il y a {}",
    "during": "pendant {}",
    "later": "{} plus tard",
    "before": "avant {}",
}


def dated(time: TimeRef) -> str | None:
    """The calendar date as FHIR writes it, as partial as it is; None where there is none or no calendar has it."""
    return time.date if written_dates(time.date or "") is not None else None


def uses_stay(time: TimeRef | None) -> bool:
    """Whether a time counts from the admission."""
    return time is not None and (time.day_from is not None or time.day_to is not None)


def relative_day(draft: Draft, time: TimeRef) -> Json:
    """A day of the stay, or several, as the extension of a date that has no value."""
    first = time.day_from if time.day_from is not None else time.day_to
    last = time.day_to if time.day_to is not None else first
    assert first is not None
    assert last is not None
    low, high = sorted((first - 1, last - 1))
    relationship = "after-start"
    if low < 0:
        relationship, (low, high) = "before-start", (max(0.0, -high), -low)
    parts: list[Json] = [
        {"url": "target", "valueReference": draft.reference(STAY, "Encounter")},
        {"url": "targetPath", "valueString": "actualPeriod"},
        {"url": "relationship", "valueCode": relationship},
    ]
    if low == high:
        parts.append({"url": "offset", "valueDuration": quantity(low, "d")})
    else:
        parts.append({"url": "offset", "valueRange": {"low": quantity(low, "d"), "high": quantity(high, "d")}})
    return {"extension": [{"url": _RELATIVE, "extension": parts}]}


def in_words(time: TimeRef) -> str:
    """A time as a phrase: "un mois" since which something lasts is "depuis un mois"."""
    return _PHRASES.get(time.relative or "", "{}").format(time.text)


def timed(draft: Draft, group: Group, stem: str, period: bool = True) -> Json:
    """The elements of a choice such as `effective[x]` for the time of a group of records; empty where it has none.

    `period` is whether the choice has a Period. The field is claimed; where only words can stand, `as-text` stands for
    them and the caller adds the note (see `add_note`).
    """
    time = group[0].time
    if time is None:
        return {}
    date = dated(time)
    if date is not None and time.relative in ("since", "later", "before", "ago") and period:
        draft.carried(group, "time")
        return {f"{stem}Period": {"end" if time.relative == "before" else "start": date}}
    if date is not None:
        draft.carried(group, "time")
        if uses_stay(time):
            return {f"{stem}DateTime": date, f"_{stem}DateTime": relative_day(draft, time)}
        return {f"{stem}DateTime": date}
    if uses_stay(time):
        draft.carried(group, "time")
        return _on_axis(draft, time, stem, period)
    draft.narrowed(group, "time", _WORDS)
    return {f"_{stem}DateTime": absent("as-text")}


def _on_axis(draft: Draft, time: TimeRef, stem: str, period: bool) -> Json:
    """A day of the stay, or several: dates where the user gave that of day 1, else so long after the admission."""
    dates = dates_of(time, draft.anchor)
    if dates is not None and dates.exact:
        return {f"{stem}DateTime": dates.first.isoformat()}
    if dates is not None and period:
        return {f"{stem}Period": {"start": dates.first.isoformat(), "end": dates.last.isoformat()}}
    return {f"_{stem}DateTime": relative_day(draft, time)}


def add_note(resource: Json, *texts: str | None) -> None:
    """Add notes to a resource that has the element `note`."""
    for text in texts:
        if text and {"text": text} not in resource.get("note", ()):
            resource.setdefault("note", []).append({"text": text})


def time_note(time: TimeRef | None) -> str | None:
    """The note for a time that stands in words only."""
    if time is None or dated(time) is not None or uses_stay(time):
        return None
    return in_words(time)


def onset_age(time: TimeRef) -> Json | None:
    """The age at which something began, as a FHIR Age."""
    return duration_quantity(time.duration) if time.relative == "age" else None
