"""Quantities: numbers with their unit, comparison and range, wherever they stand in the text."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from casegraph.values.numbers import NUMBER, to_number
from casegraph.values.units import UnitGrammar, unit_grammar

__all__ = ["Quantity", "find_quantities"]


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number in the text.

    `start`..`end` covers the number and its unit, `number_end` ends the number alone. `high` is the second number of
    "2-3", "entre 2 et 3" or "130/80"; `shape` says which: "single", "range", "pair" (a slash), "size" (2 x 3 cm).
    `unit` is UCUM or None, `dimension` the unit's ("count", "mass", "time", "length" ...), "none" without unit.
    """

    start: int
    end: int
    number_start: int
    number_end: int
    number: float
    high: float | None
    comparator: str | None
    unit: str | None
    dimension: str
    shape: str


_COMPARATORS = {
    "<": "<", "≤": "<=", "<=": "<=", ">": ">", "≥": ">=", ">=": ">=", "~": "~", "≈": "~", "inférieur": "<",
    "supérieur": ">", "moins": "<", "plus": ">", "environ": "~", "près": "~", "autour": "~", "jusqu": "<=",
}  # fmt: skip


@cache
def _pattern(language: str) -> re.Pattern[str]:
    unit = unit_grammar(language).pattern
    return re.compile(
        rf"(?P<comp>[<>≤≥]=?|[~≈]|(?:inférieure?|supérieure?)s?\s(?:ou\ségale?s?\s)?à|(?:moins|plus|près|autour)\s(?:de|d'|des)|environ)?"
        rf"\s?(?<![\w.,^])(?<![A-Za-z]-)(?P<number>{NUMBER})(?P<ordinal>\s?(?:ème|eme|ième|ère|er|nd|nde|e)\b)?"
        rf"(?:\s?(?P<between>-|–|à|et|/|[x×X*](?!\s?10\s?(?:\^|\*|e|E)?\s?(?:3|6|9|12|[³⁶⁹])\s?/)|sur)\s?(?P<second>{NUMBER})(?:\s?[x×X*]\s?(?P<third>{NUMBER}))?)?"
        rf"(?:[\s\u00a0\u202f]?{unit})?(?P<tail>[\w³²])?"
    )


def find_quantities(text: str, language: str = "fr") -> list[Quantity]:
    """Every quantity of a text in order. Ordinals, and numbers inside names (HER2, CA 15.3), are not quantities."""
    grammar = unit_grammar(language)
    pattern = _pattern(language)
    found: list[Quantity] = []
    at = 0
    while match := pattern.search(text, at):
        at = max(match.end("number"), at + 1)
        if match["ordinal"]:
            continue
        quantity = _quantity(text, match, grammar)
        if quantity is not None:
            found.append(quantity)
            at = max(at, quantity.end)
    return found


def _quantity(text: str, match: re.Match[str], grammar: UnitGrammar) -> Quantity | None:
    unit: str | None = None
    dimension = "none"
    unit_end = None
    if match["atom"] or match["count"]:
        unit, dimension = grammar.name(match)
        unit_end = max(match.end(g) for g in ("atom", "below", "below2", "count"))
    between, second = match["between"], match["second"]
    if second is not None and between in ("à", "et", "sur") and not _is_range(text, match):
        return _alone(text, match, grammar)
    if second is not None and between in ("-", "–") and match.end("number") != match.start("between"):
        # "10 - 20" with spaces may be a list bullet or a date; it is a range only with a unit.
        if unit is None:
            return _alone(text, match, grammar)
    counts = dimension == "count"
    number = to_number(match["number"], counts)
    high = to_number(second, counts) if second is not None else None
    shape = {None: "single", "/": "pair", "sur": "pair"}.get(between, "range")
    if between and between in "x×X*":
        shape = "size"
    number_end = match.end("third") if match["third"] else match.end("second") if second else match.end("number")
    if unit is None and match["tail"] and (second is None or match.end("tail") == number_end + 1):
        if match["tail"].isalpha():
            return None  # a name such as "5FU"
    if high is not None and shape == "range" and high < number and unit is None:
        return _alone(text, match, grammar)
    return Quantity(
        match.start("number") if not _symbol(match["comp"]) else match.start("comp"),
        unit_end or number_end,
        match.start("number"),
        number_end,
        number,
        high,
        _comparator(match["comp"]),
        unit,
        dimension,
        shape,
    )


def _symbol(comparator: str | None) -> bool:
    return bool(comparator) and not comparator[0].isalpha()  # type: ignore[index]


def _comparator(written: str | None) -> str | None:
    if not written:
        return None
    first = written.split()[0].removesuffix("s").removesuffix("e").rstrip("'")
    sign = _COMPARATORS.get(written) or _COMPARATORS.get(first) or _COMPARATORS.get(first + "s")
    return f"{sign}=" if sign in ("<", ">") and "égal" in written else sign


def _is_range(text: str, match: re.Match[str]) -> bool:
    """ "2 à 3 cm" and "entre 2 et 3" are ranges; "passé de 13 à 9" and "1 et 1,5 cm" are two quantities."""
    before = text[max(0, match.start() - 30) : match.start("number")].lower()
    if match["between"] == "et":
        return before.rstrip().endswith(("entre", "comprise entre", "compris entre"))
    if match["between"] == "sur":
        return True
    return not before.rstrip().endswith((" de", "passé", "passant"))


@cache
def _single(language: str) -> re.Pattern[str]:
    unit = unit_grammar(language).pattern
    return re.compile(rf"(?P<number>{NUMBER})(?:[\s\u00a0\u202f]?{unit})?")


def _alone(text: str, match: re.Match[str], grammar: UnitGrammar) -> Quantity | None:
    single = _single("fr").match(text, match.start("number"))
    if single is None:
        return None
    unit, dimension, end = None, "none", single.end("number")
    if single["atom"] or single["count"]:
        unit, dimension = grammar.name(single)
        end = max(single.end(g) for g in ("atom", "below", "below2", "count"))
    number = to_number(single["number"], dimension == "count")
    start = match.start("comp") if _symbol(match["comp"]) else single.start()
    return Quantity(
        start, end, single.start(), single.end("number"), number, None, _comparator(match["comp"]), unit, dimension, "single"
    )
