"""Quantities in running text: comparisons, ranges, pairs, sizes; offsets; no text makes the finder fail."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from casegraph.languages.tables import read_table
from casegraph.values.quantities import find_quantities

COMPARATORS = [(r["expression"], r["sign"]) for r in read_table("fr", "comparators", ("expression", "sign"))]
PIECES = [
    "12", "1 250", "40\u202f000", "3.500", "1,5", "85OOO", "0", "J15", "5FU", "HER2", "mg", "g/l", "G/L", "/mm3", "%",
    "mmHg", "cm", "x", "×", "à", "et", "/", "-", "–", "<", ">", "≥", "~", "entre", "passé de", "environ", "plus de",
    "10^9/L", "fois la normale", "1m57", " ", "\n", ".", ",", "(", ")", "²", "³", "µ", "e\u0301", "ème", "sur", "O",
]  # fmt: skip


@pytest.mark.parametrize(("words", "sign"), COMPARATORS, ids=[w for w, _ in COMPARATORS])
def test_every_comparison_in_words(words: str, sign: str) -> None:
    # The table writes an elision as two words.
    written = words.replace("jusqu à", "jusqu'à").replace("l ordre", "l'ordre")
    text = f"Un taux {written} 40 g/l"
    [quantity] = find_quantities(text)
    assert (quantity.comparator, quantity.number) == (sign, 40)
    assert text[quantity.start : quantity.end] == "40 g/l"


@pytest.mark.parametrize(
    ("text", "comparator", "quoted"),
    [
        ("PSA < 0,1 ng/ml", "<", "< 0,1 ng/ml"),
        ("CRP >150 mg/l", ">", ">150 mg/l"),
        ("SpO2 ≥ 94 %", ">=", "≥ 94 %"),
        ("un taux > ou = 3 mg/l", ">=", "> ou = 3 mg/l"),
        ("~ 40 ml", "~", "~ 40 ml"),
    ],
)
def test_signs_belong_to_the_quantity(text: str, comparator: str, quoted: str) -> None:
    [quantity] = find_quantities(text)
    assert quantity.comparator == comparator
    assert text[quantity.start : quantity.end] == quoted


@pytest.mark.parametrize(
    ("text", "number", "high", "shape"),
    [
        ("2 à 3 cm", 2, 3, "range"),
        ("entre 2 et 3 g/l", 2, 3, "range"),
        ("de 1,2 à 1,8 g/l", 1.2, 1.8, "range"),
        ("130/80 mmHg", 130, 80, "pair"),
        ("13 sur 8", 13, 8, "pair"),
        ("2 x 3 cm", 2, 3, "size"),
        ("12 × 8 × 5 mm", 12, 8, "size"),
        ("3 cm x 22 mm", 3, 2.2, "size"),
        ("9 mm/7 mm", 9, 7, "size"),
        ("60/50/40 mm", 60, 50, "size"),
        ("6 cm sur 4", 6, 4, "size"),
    ],
)
def test_two_numbers_of_one_quantity(text: str, number: float, high: float, shape: str) -> None:
    [quantity] = find_quantities(text)
    assert (quantity.number, quantity.high, quantity.shape) == (number, high, shape)


@pytest.mark.parametrize(
    "text", ["passée de 13 à 9 g/dl", "descend de 300 à 40 G/L", "s'élève de 90 à 310 µmol/l", "13 puis 9 g/dl"]
)
def test_a_course_is_two_quantities(text: str) -> None:
    assert len(find_quantities(text)) == 2


@pytest.mark.parametrize("text", ["la 3ème cure", "le 2e jour", "du 5FU", "HER2", "p53", "le 1er", "CA15", "cd-20"])
def test_ordinals_and_names_are_no_quantities(text: str) -> None:
    assert find_quantities(text) == []


def test_heights_in_metres_and_centimetres() -> None:
    for text in ("1m57", "1 m 57", "1m 57"):
        [quantity] = find_quantities(f"Taille {text}, poids 50 kg")[:1]
        assert (quantity.number, quantity.unit) == (1.57, "m")


@settings(max_examples=400)
@given(st.lists(st.sampled_from(PIECES), max_size=14).map("".join) | st.lists(st.sampled_from(PIECES)).map(" ".join))
def test_offsets_are_exact_whatever_the_text(text: str) -> None:
    end = 0
    for quantity in find_quantities(text):
        assert end <= quantity.start <= quantity.number_start < quantity.number_end <= quantity.end <= len(text)
        assert text[quantity.number_start].isdigit()
        end = quantity.end


@given(st.text(max_size=200))
def test_no_text_makes_it_fail(text: str) -> None:
    for quantity in find_quantities(text):
        assert text[quantity.start : quantity.end].strip()
