"""Words that qualify a finding: its side, how severe it is."""

from __future__ import annotations

from functools import cache

from casegraph.languages.tables import one_of, read_table
from casegraph.text.fold import fold

__all__ = ["QUALIFIER_COLUMNS", "qualifiers", "side_of"]

QUALIFIER_COLUMNS = ("word", "attribute", "value")
_ATTRIBUTES = ("laterality", "severity")


@cache
def qualifiers(language: str) -> dict[str, tuple[str, str]]:
    """Attribute and value by folded word."""
    rows = read_table(language, "qualifiers", QUALIFIER_COLUMNS)
    return {fold(r["word"]): (one_of(r, "attribute", _ATTRIBUTES, "qualifiers"), r["value"]) for r in rows}


def side_of(word: str, language: str = "fr") -> str | None:
    """The side that a folded word names: "gauch" -> "left"."""
    attribute, value = qualifiers(language).get(word, ("", ""))
    return value if attribute == "laterality" else None
