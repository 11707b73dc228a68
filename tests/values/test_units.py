"""The unit grammar: every spelling of the tables means its UCUM unit, alone, behind a number, and in quotients."""

from __future__ import annotations

import pytest

from casegraph.languages.tables import read_table
from casegraph.values.quantities import find_quantities
from casegraph.values.units import UNIT_COLUMNS, unit_grammar

ROWS = read_table("fr", "units", UNIT_COLUMNS)
SPELLINGS = [(written, row["ucum"], row["dimension"]) for row in ROWS for written in row["written"].split("|")]
BELOW = [
    (written, row["ucum"])
    for row in read_table("fr", "unit-denominators", ("written", "ucum"))
    for written in row["written"].split("|")
]


@pytest.mark.parametrize(("written", "ucum", "dimension"), SPELLINGS, ids=[w for w, _, _ in SPELLINGS])
def test_every_spelling_means_its_unit(written: str, ucum: str, dimension: str) -> None:
    assert unit_grammar().parse(written) == (ucum, dimension)


@pytest.mark.parametrize(("written", "ucum", "dimension"), SPELLINGS, ids=[w for w, _, _ in SPELLINGS])
def test_every_spelling_is_found_behind_a_number(written: str, ucum: str, dimension: str) -> None:
    text = f"Valeur : 12 {written}."
    [quantity] = find_quantities(text)
    assert (quantity.number, quantity.unit, quantity.dimension) == (12, ucum, dimension)
    assert text[quantity.start : quantity.end] == f"12 {written}"


@pytest.mark.parametrize(("written", "ucum"), BELOW, ids=[w for w, _ in BELOW])
def test_every_denominator(written: str, ucum: str) -> None:
    assert unit_grammar().parse(f"mg/{written}") is not None
    assert (unit_grammar().parse(f"mg/{written}") or ("", ""))[0] == f"mg/{ucum}"


@pytest.mark.parametrize(
    ("written", "ucum", "dimension"),
    [
        ("mg/m²/jour", "mg/m2/d", "dose"),
        ("mg / kg / 24 h", "mg/kg/d", "dose"),
        ("g par litre", "g/L", "concentration"),
        ("g/100 ml", "g/dL", "concentration"),
        ("μmol/l", "umol/L", "concentration"),
        ("µmol/l", "umol/L", "concentration"),
        ("10^9/L", "10*9/L", "count"),
        ("x 10⁹/l", "10*9/L", "count"),
        ("10*3/µL", "10*3/uL", "count"),
        (".10^6/mm3", "10*6/mm3", "count"),
        ("10E3/mm³", "10*3/mm3", "count"),
        ("10 puissance 9/l", "10*9/L", "count"),
        ("mUI/ml", "m[IU]/mL", "concentration"),
    ],
)
def test_quotients_and_powers(written: str, ucum: str, dimension: str) -> None:
    assert unit_grammar().parse(written) == (ucum, dimension)


@pytest.mark.parametrize("written", ["", "patients", "mgs", "G/Lx", "fois", "10^7", "/"])
def test_other_words_are_no_units(written: str) -> None:
    assert unit_grammar().parse(written) is None
