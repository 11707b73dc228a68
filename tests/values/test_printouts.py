"""A laboratory's print-out: no range is a value, and a line above says which fluid was counted."""

from __future__ import annotations

from casegraph.pipeline import read_stated
from casegraph.text.document import document_from_text

BLOOD = """HEMATOLOGIE
Leucocytes            12,45   Giga/L     (4,00 - 10,00)   H
Hémoglobine\t9,8\tg/dL\t13,0 - 17,0\tB
Plaquettes            88      Giga/L     (150 - 400)      B
"""
URINE = "ECBU\nLeucocytes : > 1000 /µL    Hématies : 12 /µL"


def values(text: str) -> list[tuple[str, float | None]]:
    case = read_stated(document_from_text(text, "c"))
    return [((r.concept or "").rsplit("/", 1)[-1], r.value.number) for r in case.records if r.value]


def test_ranges_are_no_values() -> None:
    assert values(BLOOD) == [("LeukocyteCount", 12.45), ("Hemoglobin", 9.8), ("PlateletCount", 88)]


def test_a_line_above_names_the_fluid() -> None:
    assert values(URINE) == [("UrineLeukocytes", 1000), ("UrineErythrocytes", 12)]
    assert values(URINE.replace("ECBU", "NFS")) == [("LeukocyteCount", 1000), ("RedBloodCellCount", 12)]
