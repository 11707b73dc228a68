"""Dates: what a time expression names on the calendar, given the date of day 1."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from casegraph.anchors import Anchor, Anchors, Dates, dates_of, read_anchors
from casegraph.errors import InputError, OutputError
from casegraph.graph.options import GraphOptions
from casegraph.records import TimeRef

ADMITTED = Anchor(date(2024, 2, 10))


def when(**parts: object) -> TimeRef:
    return TimeRef("", 0, 0, **parts)  # type: ignore[arg-type]  # the parts are named in the tests


@pytest.mark.parametrize(
    ("time", "first", "last"),
    [
        (when(date="2023-11-05"), "2023-11-05", "2023-11-05"),
        (when(date="2024-02"), "2024-02-01", "2024-02-29"),
        (when(date="2012"), "2012-01-01", "2012-12-31"),
        (when(date="2012", relative="since"), "2012-01-01", "2012-12-31"),
        (when(day_from=1.0, day_to=1.0, relative="at-admission"), "2024-02-10", "2024-02-10"),
        (when(day_from=20.0, day_to=20.0), "2024-02-29", "2024-02-29"),
        (when(day_from=15.0, day_to=21.0), "2024-02-24", "2024-03-01"),
        (when(day_from=0.0, day_to=0.0), "2024-02-09", "2024-02-09"),
    ],
)
def test_the_days_of_a_time(time: TimeRef, first: str, last: str) -> None:
    found = dates_of(time, ADMITTED)
    assert found is not None
    assert (found.first.isoformat(), found.last.isoformat(), found.exact) == (first, last, first == last)
    assert found.axis == (time.date is None)


@pytest.mark.parametrize(
    "time",
    [
        None,
        when(relative="since", duration="P1M"),
        when(date="2016", relative="before"),
        when(date="2016-02-31"),
        when(date="mars"),
        when(day_from=1e12, day_to=1e12),
    ],
)
def test_times_that_name_no_day(time: TimeRef | None) -> None:
    assert dates_of(time, ADMITTED) is None


def test_a_day_of_the_axis_needs_its_anchor() -> None:
    assert dates_of(when(day_from=5.0, day_to=5.0), None) is None
    assert dates_of(when(date="2023-11-05"), None) == Dates(date(2023, 11, 5), date(2023, 11, 5))


def test_one_date_for_all_or_a_row_a_case(tmp_path: Path) -> None:
    assert read_anchors("2024-02-10") == Anchors(ADMITTED)
    table = tmp_path / "dates.csv"
    table.write_text("id,index_date,person_id,year_of_birth\na,2024-02-10,17,1960\nb,2023-01-02,,\n", encoding="utf-8")
    found = read_anchors(str(table))
    assert found.of("a") == Anchor(date(2024, 2, 10), 17, 1960)
    assert found.of("b") == Anchor(date(2023, 1, 2))
    assert found.of("c") is None


@pytest.mark.parametrize(
    ("rows", "where"),
    [
        ("name,date\n", ":1: the columns are id and index_date"),
        ("id,index_date\na,10/02/2024\n", ":2: '10/02/2024' is no date"),
        ("id,index_date\na,2024-02-10\na,2024-02-11\n", ":3: the id 'a' is empty or stands twice"),
        ("id,index_date,person_id\na,2024-02-10,x7\n", ":2: the person_id 'x7' is no whole number"),
        ("id,index_date,person_id\na,2024-02-10,99999999999\n", "up to 2147483647"),
    ],
)
def test_a_table_of_dates_that_does_not_fit(tmp_path: Path, rows: str, where: str) -> None:
    table = tmp_path / "dates.csv"
    table.write_text(rows, encoding="utf-8")
    with pytest.raises(InputError, match=where):
        read_anchors(str(table))


def test_neither_a_date_nor_a_file() -> None:
    with pytest.raises(InputError, match="neither a date"):
        read_anchors("hier")
    with pytest.raises(InputError, match="is no date"):
        read_anchors("2024-02-31")


@pytest.mark.parametrize("moment", ["now", "2024-05-04", "2024-13-04T10:00:00Z", "2024-05-04T10:00:00 UTC"])
def test_a_time_of_writing_that_is_none(moment: str) -> None:
    with pytest.raises(OutputError, match="is no time"):
        GraphOptions(generated_at=moment)
