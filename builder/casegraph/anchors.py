"""What ties a case's own axis to the calendar: the date of its day 1, which the user gives.

A report counts days from the admission; formats that want dates need the date of day 1. It is never guessed.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path

from casegraph.errors import InputError
from casegraph.records import TimeRef

__all__ = ["NO_ANCHORS", "Anchor", "Anchors", "Dates", "dates_of", "read_anchors", "written_dates"]

_COLUMNS = ("id", "index_date", "person_id", "year_of_birth")
_DATE = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?")
#: What a date may stand in: other words ("before 2016") say only that something was earlier or later.
_AT = frozenset({None, "at", "within", "since", "at-admission"})
#: The greatest number that a 32-bit integer holds.
_MOST = 2**31 - 1


@dataclass(frozen=True, slots=True)
class Anchor:
    """The date of a case's day 1, and where the user knows them the person's number and year of birth."""

    index_date: date
    person_id: int | None = None
    year_of_birth: int | None = None


@dataclass(frozen=True, slots=True)
class Anchors:
    """The anchor of each case: one for all of them, or one for each id."""

    everywhere: Anchor | None = None
    by_id: Mapping[str, Anchor] = field(default_factory=dict)

    def of(self, case_id: str) -> Anchor | None:
        """The anchor of a case, None where the user gave none."""
        return self.by_id.get(case_id, self.everywhere)


NO_ANCHORS = Anchors()


@dataclass(frozen=True, slots=True)
class Dates:
    """A stretch of the calendar, both days included; `exact` where it is one day, `axis` where it was counted."""

    first: date
    last: date
    axis: bool = False

    @property
    def exact(self) -> bool:
        """Whether it is a single day."""
        return self.first == self.last


def dates_of(time: TimeRef | None, anchor: Anchor | None) -> Dates | None:
    """The days that a time expression names; None where it names none that can be told.

    A calendar date is taken as written, a month or a year as all its days. A day of the case's own axis needs the
    anchor: day 1 is its date.
    """
    if time is None or time.relative not in _AT:
        return None
    if time.date is not None:
        return written_dates(time.date)
    if time.day_from is None or anchor is None:
        return None
    first, last = (math.floor(day) - 1 for day in (time.day_from, time.day_to or time.day_from))
    try:
        return Dates(anchor.index_date + timedelta(first), anchor.index_date + timedelta(max(first, last)), axis=True)
    except OverflowError:
        return None


def written_dates(text: str) -> Dates | None:
    """The days of a calendar date as partial as it is, YYYY, YYYY-MM or YYYY-MM-DD; None where no calendar has it."""
    match = _DATE.fullmatch(text)
    if match is None:
        return None
    year, month, day = (int(part) if part else None for part in match.groups())
    assert year is not None
    try:
        first = date(year, month or 1, day or 1)
        if day is not None:
            return Dates(first, first)
        after = date(year, month + 1, 1) if month is not None and month < 12 else date(year + 1, 1, 1)
        return Dates(first, after - timedelta(1))
    except ValueError:
        return None


def read_anchors(given: str) -> Anchors:
    """The anchors that a user gives: a date for every case, or a CSV file with a row a case.

    The file has the columns `id` and `index_date` (YYYY-MM-DD), and if it likes `person_id` (a whole number) and
    `year_of_birth`.

    Raises:
        InputError: neither a date nor a readable file, a column is missing, or a row does not fit.
    """
    import csv

    if re.fullmatch(r"\d{4}-\d{2}-\d{2}", given):
        return Anchors(Anchor(_day(given, "--index-date")))
    path = Path(given)
    if not path.is_file():
        raise InputError(f"--index-date {given}: neither a date (YYYY-MM-DD) nor a CSV file of id,index_date")
    found: dict[str, Anchor] = {}
    try:
        with path.open(encoding="utf-8-sig", newline="") as stream:
            rows = csv.DictReader(stream, strict=True)
            if not {"id", "index_date"} <= set(rows.fieldnames or ()):
                raise InputError(f"{path}:1: the columns are id and index_date, with person_id, year_of_birth if known")
            for row in rows:
                where = f"{path}:{rows.line_num}"
                cells = {name: (row.get(name) or "").strip() for name in _COLUMNS}
                if not cells["id"] or cells["id"] in found:
                    raise InputError(f"{where}: the id {cells['id']!r} is empty or stands twice; give one row a case")
                person = _number(cells["person_id"], where, "person_id")
                year = _number(cells["year_of_birth"], where, "year_of_birth")
                found[cells["id"]] = Anchor(_day(cells["index_date"], where), person, year)
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise InputError(f"{path}: no readable CSV file in UTF-8 ({error})") from error
    return Anchors(by_id=found)


def _day(text: str, where: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise InputError(f"{where}: {text!r} is no date; write it as YYYY-MM-DD") from error


def _number(text: str, where: str, name: str) -> int | None:
    if not text:
        return None
    if not text.isdecimal() or int(text) > _MOST:
        raise InputError(f"{where}: the {name} {text!r} is no whole number up to {_MOST}")
    return int(text)
