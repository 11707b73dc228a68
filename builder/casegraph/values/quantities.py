"""Quantities: numbers with their unit, comparison and range, wherever they stand in the text."""

from __future__ import annotations

import re
from functools import cache

from casegraph.frozen import dataclass
from casegraph.languages.tables import read_table
from casegraph.languages.words import written_class
from casegraph.records import Value
from casegraph.text.fold import WORD, fold_all, words
from casegraph.values.numbers import NUMBER, number_words, to_number
from casegraph.values.units import unit_grammar

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

    def as_value(self, text: str, unit: str | None) -> Value:
        """The value of a record, in a unit that may be another than the quantity's own; `text` is the report's."""
        written = text[self.start : self.end]
        return Value(written, self.start, self.end, self.number, self.comparator, self.high, unit)


_SYMBOLS = {"<": "<", "≤": "<=", "<=": "<=", ">": ">", "≥": ">=", ">=": ">=", "~": "~", "≈": "~"}
_SYMBOL = re.compile(r"(?<![-=>])([<>]\s?ou\s?=|[<>≤≥]=?|[~≈])\s?$")
#: How far before a number its comparison may begin, and of how many words it may be.
_LOOK_BACK, _MOST_WORDS = 34, 4


@cache
def _comparators(language: str) -> dict[str, str]:
    rows = read_table(language, "comparators", ("expression", "sign"))
    return {" ".join(words(row["expression"])): row["sign"] for row in rows}


@cache
def _last_words(language: str) -> frozenset[str]:
    """The folded words that a comparison may end with."""
    return frozenset(expression.rpartition(" ")[2] for expression in _comparators(language))


@cache
def _pattern(language: str) -> re.Pattern[str]:
    spelled = "|".join(sorted((w for w, n in number_words(language).items() if n and n > 1), key=len, reverse=True))
    exponent = r"(?:\^|\*|[.,]?[eE]|[.,])?\s?(?:3|6|9|12|[³⁶⁹])\s?(?:cellules\s?|éléments\s?)?(?:/|par)"
    power = rf"10\s?(?:{exponent}|\^|[eE]\d|[⁴⁵⁷⁸])"
    return re.compile(
        rf"(?:(?<![\w.,^])|(?<=\sà))(?<![A-Za-z]-)(?:(?P<metres>[12])\s?m\s?(?P<rest>\d\d)(?!\w)"
        rf"|(?P<kilos>\d)\s?[kK]g\s?(?P<grams>\d{{3}})(?!\d|[.,]\d|\s?[^\W\d_]?[glmL]\b|\s?[%/])"
        rf"|(?P<degrees>3[4-9]|4[0-2])\s?°\s?C?\s?(?P<tenth>\d)(?![\d/]|[.,]\d)(?:\s?C\b)?"
        rf"|(?P<number>{NUMBER}|(?:{spelled})(?=\sfois\s))"
        rf"(?P<ordinal>\s?(?:ème|eme|ième|ère|er|nd|nde|e)\b(?!/))?"
        rf"(?:\s?(?P<between>-|–|à|et|[/\\]|[x×X*](?!\s?{power})|sur)\s?(?P<second>{NUMBER})(?:\s?[x×X*]\s?(?P<third>{NUMBER}))?)?)"
    )


def _starts(text: str, language: str) -> list[int]:
    """Where the pattern may match, which is found faster than by itself: at digits and at words before "fois"."""
    found = {match.start() for match in _ROW.finditer(text)}
    longest, spelled = _spelled(language)
    for times in _SO_OFTEN.finditer(text):
        found |= {match.start() for match in spelled.finditer(text, max(0, times.start() - longest), times.end())}
    return sorted(found)


_ROW, _SO_OFTEN = re.compile(r"\d+"), re.compile(r"\sfois\s")


@cache
def _spelled(language: str) -> tuple[int, re.Pattern[str]]:
    """The number words that a multiple is told in: the length of the longest, and the pattern of where one begins."""
    spelled = [word for word, number in number_words(language).items() if number and number > 1]
    return max(map(len, spelled)), re.compile(rf"(?=(?:{'|'.join(spelled)})\sfois\s)")


def find_quantities(text: str, language: str = "fr") -> list[Quantity]:
    """Every quantity of a text in order. Ordinals, and numbers inside names (HER2, CA 15.3), are not quantities."""
    pattern = _pattern(language)
    found: list[Quantity] = []
    at = 0
    for start in _starts(text, language):
        match = pattern.match(text, start) if start >= at else None
        if match is None:
            continue
        if match["metres"] or match["degrees"] or match["kilos"]:
            at = match.end()
            found.append(_split(match))
            continue
        at = max(match.end("number"), match.start() + 1)
        if match["ordinal"] or _is_exponent(text, match):
            continue
        quantity = _dimensions(text, match.start("number"), language) or _quantity(text, match, language)
        if quantity is not None:
            at = max(at, quantity.end)
            if quantity.number < _MOST and (quantity.high or 0) < _MOST:
                found.append(quantity)
    return found


#: No laboratory counts so far: what is more is a number of the patient's or of a file's, or no number.
_MOST = 1e18


#: What stands before the raised digit of a unit that was written apart: "88 000 plaquettes/mm 3".
_BEFORE_EXPONENT = re.compile(r"/\s?[cdm]?m\s$")


def _is_exponent(text: str, match: re.Match[str]) -> bool:
    start = match.start("number")
    return match["number"] in ("2", "3") and _BEFORE_EXPONENT.search(text, max(0, start - 5), start) is not None


def _split(match: re.Match[str]) -> Quantity:
    """A number that its unit splits: "1m57" in metres, "3 kg 200" in kilograms, "38°5" in degrees."""
    whole, rest, unit, dimension = (
        (match["metres"], match["rest"], "m", "length")
        if match["metres"]
        else (match["kilos"], match["grams"], "kg", "mass")
        if match["kilos"]
        else (match["degrees"], match["tenth"], "Cel", "temperature")
    )
    start, end = match.span()
    return Quantity(start, end, start, end, float(f"{whole}.{rest}"), None, None, unit, dimension, "single")


#: From one length of a thing to the next: "3 cm x 2 cm", "90/80/105 mm", "71 mm sur 40 mm", "36*19*16 mm".
_NEXT_LENGTH = re.compile(rf"\s?(?:[x×X*/]|sur\b)\s?(?P<number>{NUMBER})")
_MOST_LENGTHS = 3
#: What may follow a last length that leaves its unit to the first: "10 cm sur 7", "12 cm/4, mobile".
_BARE_END = re.compile(r"\s*(?:[,;:)]|\.(?!\d)|$|(?:de|d['’]|et|avec|au|à|en)\b)")


def _dimensions(text: str, start: int, language: str) -> Quantity | None:
    """The lengths of one thing where a unit stands behind the first of them, or where there are three."""
    number = _NUMBER.match(text, start)
    if number is None or not _length_behind(language).match(text, number.end()):
        return None  # no length, which is seen faster than what unit it has
    units: list[str | None] = []
    numbers: list[float] = []
    end = start
    while number is not None and len(numbers) < _MOST_LENGTHS:
        unit, dimension, end = unit_grammar(language).behind(text, number.end()) or (None, "length", number.end())
        if dimension != "length":
            return None
        units.append(unit)
        numbers.append(to_number(number["number"] if numbers else number[0]))
        number = _NEXT_LENGTH.match(text, end)
    known = [unit for unit in units if unit is not None]
    if len(numbers) < 2 or not known or (units[0] is None and len(numbers) < _MOST_LENGTHS):
        return None
    if units[-1] is None and not _BARE_END.match(text, end):
        return None
    first = units[0] or known[0]
    high = numbers[1] * _METRES[units[1] or first] / _METRES[first]
    comparator, begin = _comparison(text, start, language)
    return Quantity(begin, end, start, end, numbers[0], round(high, 6), comparator, first, "length", "size")


@cache
def _length_behind(language: str) -> re.Pattern[str]:
    """What stands behind a number that may be the first length of a thing: a unit's first letter, or the next one."""
    letters = "".join(sorted(unit_grammar(language).first_letters("length")))
    return re.compile(rf"\s?(?:[{letters}]|[x×X*/]|sur\b)")


_METRES = {"um": 1e-6, "mm": 1e-3, "cm": 1e-2, "m": 1.0}


def _comparison(text: str, start: int, language: str) -> tuple[str | None, int]:
    """The comparison that stands before a number, and where the quantity begins: a sign belongs to it, words do not."""
    before = text[max(0, start - _LOOK_BACK) : start]
    symbol = _SYMBOL.search(before[-9:])
    if symbol is not None:
        sign = symbol[1].replace(" ", "").replace("ou", "")
        return _SYMBOLS.get(sign), start - len(before[-9:]) + symbol.start()
    if not before or before[-1] not in _ENDS:
        return None, start
    known = _comparators(language)
    last = fold_all(WORD.findall(before)[-_MOST_WORDS:])
    if not last or last[-1] not in _last_words(language):
        return None, start
    for first in range(len(last)):
        sign_of = known.get(" ".join(last[first:]))
        if sign_of is not None:
            return sign_of, start
    return None, start


#: What may stand right before a number that words compare.
_ENDS = " \u00a0\u202f\n'’"


def _quantity(text: str, match: re.Match[str], language: str) -> Quantity | None:
    number_end = (
        match.end("third") if match["third"] else match.end("second") if match["second"] else match.end("number")
    )
    unit, dimension, end = unit_grammar(language).behind(text, number_end) or (None, "none", number_end)
    between, second = match["between"], match["second"]
    if between == "\\":  # a slash, mistyped
        between = "/"
    if unit is None and (second is None or between in ("à", "et")):
        read = _power(text, match, language) or _loose_decimal(text, match, language)
        if read is not None:
            return read
    if _ZERO.match(match["number"]) and unit is None and not text.startswith("/10", match.end("number")):
        return None  # "02", "007": no number of anything measured; an acuity may be "09/10"
    if between == "/" and _FIELDS.match(text, match.start("between")):
        return _alone(text, match, language)
    if second is not None and between in ("à", "et", "sur") and not _is_range(text, match):
        return _alone(text, match, language)
    dashed = second is not None and between in ("-", "–") and match.end("number") != match.start("between")
    if dashed and unit is None and not _ENCLOSED.match(text, match.start("number") - 1):
        # "10 - 20" with spaces may be a list bullet or a date; it is a range only with a unit, in brackets or a cell.
        return _alone(text, match, language)
    if not match["number"][0].isdecimal() and dimension != "multiple":
        return None  # a number in words only counts as a multiple of the normal: "trois fois la normale"
    counts = dimension == "count"
    number = _number(match["number"], counts, language)
    high = to_number(second, counts) if second is not None else None
    shape = {None: "single", "/": "pair", "sur": "pair"}.get(between, "range")
    if between and between in "x×X*":
        shape = "size"
    if unit is None and text[number_end : number_end + 1].isalpha():
        return None  # a name such as "5FU"
    normal = (
        _BY_NORMAL.match(text, number_end)
        if unit is None and _BY_SIGN.search(text[max(0, match.start("number") - 4) : match.start("number")])
        else None
    )
    if normal is not None:
        unit, dimension, end = "{ULN}", "multiple", normal.end()
    if unit is None and _TIMES.match(text, number_end):
        return None
    if high is not None and shape == "range" and high < number:
        pressure = unit == "mm[Hg]" and number >= _LEAST_SYSTOLIC and high >= _LEAST_DIASTOLIC
        if between not in ("-", "–") or not (pressure or (unit in (None, "cm[Hg]") and 5 <= number < 30)):
            return _alone(text, match, language)
        shape = "pair"  # a pressure written "12-7", "140-85 mmHg"
    comparator, start = _comparison(text, match.start("number"), language)
    return Quantity(
        start,
        end,
        match.start("number"),
        number_end,
        number,
        high,
        comparator,
        unit,
        dimension,
        shape,
    )


#: A range with spaces that is all that brackets or a cell of a table hold: "(136 - 145)".
_ENCLOSED = re.compile(rf"(?:[(\[]|(?P<cell>\t)){NUMBER}\s[-–]\s?{NUMBER}\s?(?(cell)(?:\t|\n|$)|[)\]])")
_ZERO = re.compile(r"0\d")
#: "x 10 la normale", "× 3 N": the sign of a multiple stands before it.
_BY_SIGN = re.compile(r"(?<![\w)])[xX×]\s?$")
_BY_NORMAL = re.compile(r"\s?(?:fois\s)?(?:la\s|les\s)?(?:normales?|N|LSN|VN|norme)\b")
#: "6/50 champs": what was counted in so many fields.
_FIELDS = re.compile(r"/\s?\d+\s?(?:champs|HPF|CFG|UFC)")
#: The least pressures, in mmHg, that "140-85 mmHg" is read for.
_LEAST_SYSTOLIC, _LEAST_DIASTOLIC = 70, 30
#: "10^5 germes/ml", "4,5.10^6 UI/ml": a power that is none of those that units hold ("10^9/l").
_TEN = r"10\s?(?:(?:\^|\*\*|[eE](?=\d)|exp)\s?\(?(?P<{0}>\d{{1,2}})\)?|(?P<{0}raised>[²³⁴⁵⁶⁷⁸⁹]))(?!\d)"
_POWER = re.compile(rf"{_TEN.format('of')}|(?P<times>{NUMBER})\s?[x×*.·]\s?{_TEN.format('by')}")
_RAISED = str.maketrans("²³⁴⁵⁶⁷⁸⁹", "23456789")
_MOST_POWER = 15


def _power(text: str, match: re.Match[str], language: str) -> Quantity | None:
    power = _POWER.match(text, match.start("number"))
    if power is None:
        return None
    exponent = int((power["of"] or power["ofraised"] or power["by"] or power["byraised"]).translate(_RAISED))
    if exponent > _MOST_POWER:
        return None
    number = (to_number(power["times"]) if power["times"] else 1.0) * 10.0**exponent
    unit, dimension, end = unit_grammar(language).behind(text, power.end()) or (None, "none", power.end())
    comparator, start = _comparison(text, power.start(), language)
    return Quantity(start, end, power.start(), power.end(), number, None, comparator, unit, dimension, "single")


#: "11, 2 g/dl", "de 11, 2 à 9, 4 g/dl": a decimal comma with a space behind it, before a laboratory's unit.
_LOOSE = re.compile(r"(?P<whole>\d{1,3}),\s(?P<tenth>\d{1,2})(?![\d,.]|\s?(?:et|ou)\b)")
_LOOSE_NEXT = re.compile(r"\s(?:à|puis)\s(?=\d{1,3},\s\d)")
_LOOSE_DIMENSIONS = frozenset({"concentration", "count", "fraction", "temperature"})
_BEFORE_LOOSE = re.compile(r"(?:[:=<>]|\b(?:à|de|est|était|entre|puis|[A-Za-zé]{2,}[a-zé]))\s?$")


def _loose_decimal(text: str, match: re.Match[str], language: str) -> Quantity | None:
    start = match.start("number")
    loose = _LOOSE.match(text, start)
    if loose is None or not _BEFORE_LOOSE.search(text, max(0, start - 12), start):
        return None
    unit, dimension, end = unit_grammar(language).behind(text, loose.end()) or (None, "none", loose.end())
    if unit is None:
        following = _LOOSE_NEXT.match(text, loose.end())
        other = _LOOSE.match(text, following.end()) if following else None
        behind = unit_grammar(language).behind(text, other.end()) if other else None
        if behind is None or behind[1] not in _LOOSE_DIMENSIONS:
            return None
    elif dimension not in _LOOSE_DIMENSIONS:
        return None
    number = float(f"{loose['whole']}.{loose['tenth']}")
    comparator, begin = _comparison(text, start, language)
    return Quantity(begin, end, start, loose.end(), number, None, comparator, unit, dimension, "single")


#: "3 fois" of something that is no normal value.
_TIMES = re.compile(r"\s?fois\b")


def _number(written: str, counts: bool, language: str) -> float:
    return to_number(written, counts) if written[0].isdecimal() else number_words(language)[written] or 0.0


_GOES_ON = re.compile(r"\s?[\w/%^]{0,8},?\s(?:puis|et\senfin)\s(?:à|de)?\s?\d")
#: Words of change: after them "de 13 à 9" is a course of two values, not a range.
_CHANGE_STEMS = "|".join(written_class("change-stems"))
_CHANGE = re.compile(rf"\b(?:{_CHANGE_STEMS})\w*\b[^.;]*\b(?:de|d['’])\s?$", re.IGNORECASE)


def _is_range(text: str, match: re.Match[str]) -> bool:
    """ "2 à 3 cm" and "entre 2 et 3" are ranges; "passé de 13 à 9" and "1 et 1,5 cm" are two quantities."""
    before = text[max(0, match.start() - 60) : match.start("number")]
    if match["between"] == "et":
        return before.rstrip().lower().endswith(_BETWEEN)
    if match["between"] == "sur":
        return True
    if _GOES_ON.match(text, match.end("second")):
        return False  # "de 4,5 à 12 puis à 34": a course
    if match["between"] == "à" and _BY_SIGN.search(before[-4:]):
        return False  # "de 1 g x 2 à 500 mg x 2"
    return not _CHANGE.search(before)


_NUMBER = re.compile(NUMBER)
_BETWEEN = written_class("range-openers")


def _alone(text: str, match: re.Match[str], language: str) -> Quantity | None:
    single = _NUMBER.match(text, match.start("number"))
    if single is None:
        return None
    unit, dimension, end = unit_grammar(language).behind(text, single.end()) or (None, "none", single.end())
    number = to_number(single[0], dimension == "count")
    comparator, start = _comparison(text, single.start(), language)
    return Quantity(start, end, single.start(), single.end(), number, None, comparator, unit, dimension, "single")
