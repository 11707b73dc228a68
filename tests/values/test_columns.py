"""Tables whose columns are days: each value has the day above it and the unit that its line names."""

from __future__ import annotations

import pytest

from casegraph.pipeline import read_stated
from casegraph.text.document import document_from_text

SPACES = """Bilan
                       02/05     05/05     10/05
Hémoglobine (g/dL)     10,2      9,1       9,8
Plaquettes (G/L)       12        35        98
Créatinine (µmol/L)    145       180       130

Sortie le 12/05."""
TABS = "Examen\tUnité\tJ1\tJ3\tJ10\nPNN\tG/L\t0,4\t\t3,1\nTA\tmmHg\t12/08\t13/07\t14/08"
BARS = """| Date | 12/03/2021 | 15/03/2021 |
|---|---|---|
| Natrémie | 128 mmol/L | 137 mmol/L |"""


def values(text: str) -> list[tuple[str, float | None, str | None, str | float | None]]:
    """The concept, number, unit and day of each value."""
    case = read_stated(document_from_text(text, "c"))
    return [
        (
            (r.concept or "").rsplit("/", 1)[-1],
            r.value.number,
            r.value.unit,
            (r.time.date or r.time.day_from) if r.time else None,
        )
        for r in case.records
        if r.kind == "observation" and r.value
    ]


def test_columns_of_spaces() -> None:
    days = ("XXXX-05-02", "XXXX-05-05", "XXXX-05-10")
    rows = {
        ("Hemoglobin", "g/dL"): (10.2, 9.1, 9.8),
        ("PlateletCount", "10*9/L"): (12, 35, 98),
        ("SerumCreatinine", "umol/L"): (145, 180, 130),
    }
    assert values(SPACES) == [
        (name, number, unit, day)
        for (name, unit), numbers in rows.items()
        for number, day in zip(numbers, days, strict=True)
    ]


NORMS = """            04/03/24   11/03/24   Normes
Monocytes (G/L)   0,15       1,2        0,2 - 1,0
Ferritine  310        140        20 - 250   µg/L
VGM (fL)    -          96         80 - 100"""


def test_the_norm_of_a_line_says_low_and_high() -> None:
    case = read_stated(document_from_text(NORMS, "c"))
    said = [(r.value.number, r.interpretation, r.time.date) for r in case.records if r.value and r.time]
    assert said == [
        (0.15, "low", "2024-03-04"),
        (1.2, "high", "2024-03-11"),
        (310, "high", "2024-03-04"),
        (140, "normal", "2024-03-11"),
        (96, "normal", "2024-03-11"),
    ]


def test_columns_that_two_spaces_part() -> None:
    text = "Bilan\n            02/05     05/05\nPlaquettes  38        52\nCRP         312       140"
    assert [v[1::2] for v in values(text)] == [
        (38, "XXXX-05-02"), (52, "XXXX-05-05"), (312, "XXXX-05-02"), (140, "XXXX-05-05")]  # fmt: skip


def test_an_empty_cell_shifts_no_value() -> None:
    assert values(TABS)[:2] == [("NeutrophilCount", 0.4, "10*9/L", 1), ("NeutrophilCount", 3.1, "10*9/L", 10)]


def test_pressures_are_no_days() -> None:
    assert [v[1:] for v in values(TABS)[2:]] == [(120, "mm[Hg]", 1), (130, "mm[Hg]", 3), (140, "mm[Hg]", 10)]
    assert [v[3] for v in values("TA\t12/08\t13/07\nFC\t80\t90")] == [None] * len(
        values("TA\t12/08\t13/07\nFC\t80\t90")
    )


def test_columns_of_bars() -> None:
    assert values(BARS) == [("SerumSodium", 128, "mmol/L", "2021-03-12"), ("SerumSodium", 137, "mmol/L", "2021-03-15")]


@pytest.mark.parametrize("line", ["", "Évolution favorable."])
def test_what_stands_below_the_table_has_no_day_of_it(line: str) -> None:
    assert values(f"{BARS}\n{line}\nKaliémie : 5,8\tPNN : 4,2")[2:3] == [("SerumPotassium", 5.8, "mmol/L", None)]
