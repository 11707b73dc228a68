"""The unit grammar: units as reports write them, to UCUM."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from functools import cache

from casegraph.languages.tables import read_table

__all__ = ["UNIT_COLUMNS", "UnitGrammar", "unit_grammar"]

UNIT_COLUMNS = ("written", "ucum", "dimension")
#: The groups of the pattern that a unit may end with.
_GROUPS = ("atom", "below", "minus", "below2", "count", "cells")
_DENOMINATOR_COLUMNS = ("written", "ucum")

_TEN = {"3": "10*3", "³": "10*3", "6": "10*6", "⁶": "10*6", "9": "10*9", "⁹": "10*9", "12": "10*12", "¹²": "10*12"}
#: The volume that a count is given in.
_VOLUME = r"mm\s?(?:\^?[3³]|cubes?)|millimètres?[\s-]cubes?|[µμu][lL]|microlitres?|[lL]|m[lL]"
#: What is counted, in full and in the ways it is shortened: "éléments blancs", "élts", "elmts", "cell.", "cellules".
_CELLS = (
    r"(?:[ÉéEe]l[ée]?m?(?:ents?|t?s)?\.?|[ÉéEe]|[Cc]ell?(?:ules?|s)?\.?|[Cc]él(?:lules?)?\.?)"
    r"(?:\s(?:blancs?|rouges?|nucléée?s|leucocytaires))?"
)


class UnitGrammar:
    """One regular expression for every unit of a language, and what each spelling means."""

    def __init__(self, language: str) -> None:
        atoms = read_table(language, "units", UNIT_COLUMNS)
        denominators = read_table(language, "unit-denominators", _DENOMINATOR_COLUMNS)
        self._atoms = {_key(w): (row["ucum"], row["dimension"]) for row in atoms for w in row["written"].split("|")}
        self._below = {_key(w): row["ucum"] for row in denominators for w in row["written"].split("|")}
        atom, below = _any_of(atoms), _any_of(denominators)
        # "x 10^9/l", ".10⁹/L", "10e9/l", and where the exponent was raised or lost its mark "10 9/l", "x 10,9/l".
        power = (
            r"(?:[x×*.·]\s?)?10\s?(?:\^|\*|[.,]?[eE]|exp|puissance|[.,])?\s?\(?\+?(?P<power>3|6|9|12|³|⁶|⁹|¹²)\)?\s?"
        )
        # Compiled once, and tried only where a unit can begin: it has a thousand spellings.
        self._pattern = re.compile(
            rf"(?:{power}(?:(?:cellules|éléments|copies)\s?)?(?:/|par)\s?(?P<count>{_VOLUME})"
            rf"|{_CELLS}\s?(?:/|par|au|dans\sle)\s?(?P<cells>{_VOLUME})"
            rf"|(?P<atom>{atom})(?:\s?(?:/|par)\s?(?P<below>{below})(?![\w³²'’])"
            rf"|\s?[.·⋅]\s?(?P<inverse>{below})\s?(?P<minus>[-−–]\s?1|⁻¹))?(?:\s?/\s?(?P<below2>{below})(?![\w³²]))?)"
            rf"(?![\w³²]|['’]\w)"
        )
        self._first = frozenset("x×*.·1μµeéEÉcC").union(written[0] for written in self._atoms)

    def _name(self, match: re.Match[str]) -> tuple[str, str]:
        volume = match["count"] or match["cells"]
        if volume:
            power = match["power"]
            cubic = volume.startswith(("mm", "milli"))
            below = "mm3" if cubic else {"L": "L", "l": "L", "ml": "mL", "mL": "mL"}.get(volume, "uL")
            return f"{_TEN[power]}/{below}" if power else f"/{below}", "count"
        ucum, dimension = self._atoms[_key(match["atom"])]
        for group in ("below", "inverse", "below2"):
            if match[group]:
                below = self._below[_key(match[group])]
                ucum += "/" + below
                dimension = _quotient(dimension, below)
        return ucum, dimension

    def first_letters(self, dimension: str) -> frozenset[str]:
        """The letters that the units of a dimension begin with."""
        letters = {written[0] for written, (_, its) in self._atoms.items() if its == dimension}
        return frozenset(letters | {"μ"} if "µ" in letters else letters)

    def at(self, text: str, offset: int) -> tuple[str, str, int] | None:
        """The UCUM code, dimension and end of the unit that begins at an offset, or None."""
        if text[offset : offset + 1] not in self._first or text.startswith("s/", offset):
            return None  # "INR 3,9 s/ Coumadine": "sous"
        match = self._pattern.match(text, offset)
        if match is None:
            return None
        end = max(map(match.end, _GROUPS))
        return (*self._name(match), end)

    def behind(self, text: str, offset: int) -> tuple[str, str, int] | None:
        """The unit behind a number that ends at an offset: at once, or after one space."""
        return self.at(text, offset + text[offset : offset + 1].isspace())

    def parse(self, written: str) -> tuple[str, str] | None:
        """The UCUM code and dimension of a unit on its own, or None when it is none."""
        match = self._pattern.fullmatch(written.strip())
        return self._name(match) if match else None


def _quotient(above: str, below: str) -> str:
    """The dimension of a quotient: g/L is a concentration, mg/m2/d a dose, what is neither a ratio."""
    if above == "dose":
        return "dose"
    if above not in ("mass", "activity", "amount", "radiation", "unit"):
        return "ratio"
    return "concentration" if below in ("L", "dL", "mL", "uL") else "dose"


def _key(written: str) -> str:
    """One spelling for the spellings that differ in spaces and in the two micro signs only."""
    return "".join(written.split()).replace("μ", "µ")


def _any_of(rows: Iterable[Mapping[str, str]]) -> str:
    """A pattern for every spelling of a table, the longest first."""
    written = {w for row in rows for w in row["written"].split("|")}
    return "|".join(map(_spelling, sorted(written, key=lambda w: (-len(w), w))))


def _spelling(written: str) -> str:
    # A raised digit may have come loose: "mm 3", "kg/m ²".
    loose = re.sub(r"(?<=m)([23²³])", r"\\s?\1", re.escape(written))
    return loose.replace(r"\ ", r"\s?").replace("μ", "µ").replace("µ", "[µμ]")


@cache
def unit_grammar(language: str = "fr") -> UnitGrammar:
    """The unit grammar of a language, made once."""
    return UnitGrammar(language)
