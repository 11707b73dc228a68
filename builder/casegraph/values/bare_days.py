"""Days of the month without their month, which a date before them tells: "le 4 mai, puis le 6"."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence

from casegraph.records import Sentence
from casegraph.values.time_expression import TimeExpression

__all__ = ["find_bare_days"]

#: "le 6" before a mark, the end, or a word that joins or opens another phrase; "le 6e jour" and "le 2 mg" are no days.
_DAY = re.compile(
    r"\b(?P<lead>le|au|du|depuis le|dès le)\s(?P<day>0?[1-9]|[12]\d|3[01]|1er)(?=\s?(?:[,;)]|\.(?!\d)|\n|\Z)"
    r"|\s(?:au\s\d|et|puis|ou|avec|sous|devant|pour|par|lors|dans|car|où|en raison|soit)\b)",
    re.IGNORECASE,
)
_DATE = re.compile(r"(?P<year>\d{4}|XXXX)-(?P<month>\d\d)-(?P<day>\d\d)")
_RELATIONS = {"depuis le": "since", "dès le": "since"}
_MONTHS = 12
#: So many characters behind a whole date a day may take its month.
_REACH = 600
#: A day so far before the last one is of the next month ("le 28 décembre, puis le 2"); a nearer one looks back.
_BACK = 15


def find_bare_days(text: str, times: Sequence[TimeExpression], sentences: Sequence[Sentence]) -> list[TimeExpression]:
    """The days of the month that follow a whole date and no other one, with that date's month or the next.

    Args:
        times: the time expressions found so far, in text order.
    """
    out: list[TimeExpression] = []
    whole = [(t.end, match) for t in times if t.date and (match := _DATE.fullmatch(t.date))]
    if not whole:
        return out
    ends, starts = [sentence.end for sentence in sentences], [t.start for t in times]
    for (end, date), behind_date in zip(whole, [*(e for e, _ in whole[1:]), len(text)], strict=True):
        at = bisect_right(ends, end - 1)
        here = ends[at] if at < len(ends) else len(text)
        following = min(max(here, _until_date(times, bisect_right(starts, here), end + _REACH)), behind_date)
        year, month, last = date["year"], int(date["month"]), int(date["day"])
        for match in _DAY.finditer(text, end, following):
            start, behind = match.span("day")
            covering = bisect_right(starts, start) - 1
            if covering >= 0 and times[covering].end > match.start():
                continue
            day = int(match["day"].removesuffix("er"))
            if last - day > _BACK:
                month, year = _next(month, year)
            last = day
            relation = _RELATIONS.get(match["lead"].lower())
            written = f"{year}-{month:02}-{day:02}"
            out.append(TimeExpression(start, behind, match.start(), "date", date=written, relation=relation))
    return out


def _until_date(times: Sequence[TimeExpression], i: int, reach: int) -> int:
    """Where the first date of some times on begins, or the reach where none does within it."""
    while i < len(times) and times[i].start < reach:
        if times[i].kind == "date":
            return times[i].start
        i += 1
    return reach


def _next(month: int, year: str) -> tuple[int, str]:
    """The month behind one, and its year."""
    if month < _MONTHS:
        return month + 1, year
    return 1, str(int(year) + 1) if year.isdecimal() else year
