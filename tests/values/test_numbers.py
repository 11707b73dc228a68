"""Numbers: separators of thousands, decimal marks, zeros scanned as letters, and the noise of computed ones."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casegraph.values.numbers import NUMBER, other_reading, tidy, to_number

SPACES = [" ", "\u00a0", "\u202f", "\u2009", "'", "’"]


def read(text: str) -> float:
    match = re.fullmatch(NUMBER, text)
    assert match is not None, f"{text!r} is not read as one number"
    return to_number(text)


@pytest.mark.parametrize("mark", SPACES)
@given(number=st.integers(min_value=1000, max_value=999_999_999))
def test_spaces_and_apostrophes_group_thousands(mark: str, number: int) -> None:
    assert read(f"{number:,}".replace(",", mark)) == number


@pytest.mark.parametrize("mark", [".", ","])
@given(number=st.integers(min_value=1_000_000, max_value=999_999_999))
def test_points_and_commas_group_millions(mark: str, number: int) -> None:
    assert read(f"{number:,}".replace(",", mark)) == number


@given(whole=st.integers(0, 99_999), decimals=st.text("0123456789", min_size=1, max_size=2), mark=st.sampled_from(".,"))
def test_one_or_two_decimals(whole: int, decimals: str, mark: str) -> None:
    assert read(f"{whole}{mark}{decimals}") == float(f"{whole}.{decimals}")


@pytest.mark.parametrize(
    ("written", "number"),
    [
        ("40 000,5", 40000.5),
        ("3.500", 3500),
        ("85.000", 85000),
        ("150,000", 150000),
        ("0,125", 0.125),
        ("1,234", 1.234),
        ("1.234,5", 1234.5),
        ("1,234.5", 1234.5),
    ],
)
def test_mixed_marks(written: str, number: float) -> None:
    assert to_number(written) == number


def test_a_comma_before_three_digits_groups_where_things_are_counted() -> None:
    assert to_number("150,250", counts=True) == 150250
    assert to_number("150,250") == 150.25


@pytest.mark.parametrize(
    ("written", "number"),
    [("85OOO", 85000), ("1O 5OO", 10500), ("12O.OOO", 120000), ("1,O5", 1.05), ("14O", 140), ("2OO OOO", 200000)],
)
def test_zeros_scanned_as_letters(written: str, number: float) -> None:
    assert read(written) == number


@pytest.mark.parametrize("text", ["5OMS", "O2", "10 O2"])
def test_letters_of_words_are_no_zeros(text: str) -> None:
    match = re.match(NUMBER, text)
    assert match is None or "O" not in match[0]


def test_the_ten_of_a_power_is_no_decimal_part() -> None:
    match = re.match(NUMBER, "95.10^9/l")
    assert match is not None
    assert match[0] == "95"


def test_the_other_reading_of_three_digits_behind_a_mark() -> None:
    assert other_reading("1.250", 1250.0) == 1.25
    assert other_reading("7,405", 7.405) == 7405.0
    assert other_reading("12,5", 12.5) is None
    assert other_reading("0.125", 0.125) is None


@given(st.integers(0, 10**9), st.sampled_from([0.001, 0.01, 0.1, 10.0, 100.0, 1000.0]))
def test_tidy_numbers_carry_no_noise(number: int, factor: float) -> None:
    digits = f"{number}"
    tidied = tidy(number * factor, digits)
    assert len(f"{tidied:.15g}".replace(".", "").replace("-", "").split("e")[0].strip("0")) <= max(6, len(digits))
    assert tidied == pytest.approx(number * factor, rel=1e-5)


def test_tidy_keeps_all_written_digits() -> None:
    assert tidy(1234567.0, "1 234 567") == 1234567.0
    assert tidy(11.3 * 10) == 113.0
