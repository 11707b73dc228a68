"""Results: which quantity or word is the value of which test, sign or score."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import cache

from casegraph.languages.tables import read_table
from casegraph.reading import Reading, SentenceView
from casegraph.records import Value
from casegraph.terminology.concepts import Concept
from casegraph.text.fold import fold
from casegraph.values.quantities import Quantity

__all__ = ["Result", "find_results", "measured"]

_WORD_COLUMNS = ("word", "interpretation")
_CONNECTOR_COLUMNS = ("word",)
#: How many words may stand between a test and its value when all of them are connectors, and when some are not.
_FAR, _NEAR = 14, 6
_STRANGERS = 2
#: Dimensions that are never a test's result unless the test itself is measured so.
_OTHER_DIMENSIONS = frozenset({"time", "dose", "unit", "fractioncount", "smoking", "radiation"})
_CODE = re.compile(
    r"(?:\s?\([A-Za-zÀ-ÿ-]{2,10}\))?(?:[\s\u00a0:=(-]|à|de|est|était|stade|classe|grade|score|type|catégorie|niveau|coté[e]?|évalué[e]?|calculé[e]?|égale?|l['’]\w+)*?"
    r"(?P<value>(?:[IVX]{1,4}(?:\s?[-–/à]\s?[IVX]{1,4})?(?:\s?-?[ABCabc]\d?)?|\d{1,3}(?:[.,]\d)?(?:\s?(?:/|sur|-|–|à)\s?\d{1,3})?\s?[abcABC]?|[A-D]\d{0,2})"
    r"(?:\s?\(\s?\d\s?\+\s?\d(?:\s?[=+]\s?\d+)*\s?\)?|\s?\+\s?\d)?)(?![\w])",
)
_TNM = re.compile(
    r"(?<![\w])(?:(?:stade|classé[e]?s?|TNM)\s?:?\s?)?(?P<tnm>[cpyra]{0,3}T(?:[0-4Xx][abcd]?|is)(?:\(\w+\))?[\s,;-]{0,2}(?:[cpyra]{0,2}N(?:[0-3Xx+]|\d)[abc]?(?:\([\w\s+/]+\))?)?[\s,;-]{0,2}"
    r"(?:[cpyra]{0,2}M[01Xx][abcd]?)?(?:\s?[RLV][0-2X])*)(?![\w])"
)
_PLUS = re.compile(r"(?P<value>\(?\s?(?:\+{1,4}|[0-4]\s?\+|\+\s?[0-4])\s?\)?)")


@dataclass(frozen=True, slots=True)
class Result:
    """A value of a mention (its index).

    Stages and TNM formulas written without a mention of their own have `mention` -1, their concept, and in `name` the
    words that stand for the test (the value's own where there are none).
    """

    mention: int
    value: Value
    interpretation: str | None
    concept: str | None = None
    name: tuple[int, int] | None = None


def measured(reading: Reading, number: int) -> Concept | None:
    """The observable that a mention names, or that its words may also name ("calcium", a drug and a test)."""
    mention = reading.mentions[number]
    for name in (mention.concept, *mention.others):
        concept = reading.terminology.by_name.get(name) if name else None
        if concept is not None and concept.kind == "observable":
            return concept
    if mention.kind == "condition" and mention.concept is not None:
        # "thrombopénie à 35 000/mm3" gives a platelet count.
        return reading.terminology.indicated_by(mention.concept)
    return None


@cache
def _words(language: str) -> dict[str, str]:
    rows = read_table(language, "result-words", _WORD_COLUMNS)
    return {fold(row["word"]): row["interpretation"] for row in rows}


@cache
def _connectors(language: str) -> frozenset[str]:
    return frozenset(fold(row["word"]) for row in read_table(language, "result-connectors", _CONNECTOR_COLUMNS))


def find_results(reading: Reading) -> list[Result]:
    """Every result of a report in text order."""
    results: list[Result] = []
    at = 0
    for view in reading.sentences:
        end = view.sentence.end
        first = at
        while at < len(reading.quantities) and reading.quantities[at].start < end:
            at += 1
        inside = [q for q in reading.quantities[first:at] if q.start >= view.sentence.start]
        results += _sentence(reading, view, inside)
    return results + _staging(reading, results)


def _sentence(reading: Reading, view: SentenceView, quantities: list[Quantity]) -> list[Result]:
    tests = [(n, c) for n in view.mentions if (c := measured(reading, n)) is not None and not _repeated(reading, n, c)]
    claimed: dict[int, int] = {}
    results: list[Result] = []
    scores = [(n, c) for n, c in tests if _coded(reading, c)]
    taken: list[tuple[int, int]] = []
    for number, concept in scores:
        result = _code(reading, number, concept)
        if result is not None and (not _histologic(reading, concept) or _of_tumour(reading, view, number)):
            results.append(result)
            taken.append((result.value.start, result.value.end))
    free = [q for q in quantities if not any(a <= q.number_start < b for a, b in taken) and not _reference(reading, q)]
    done = {r.mention for r in results}
    open_tests = [(n, c) for n, c in tests if n not in done]
    if "respectivement" in reading.tokens.fold[view.first : view.last]:
        _respectively(reading, open_tests, free, claimed)
    for index, quantity in enumerate(free):
        if index not in claimed:
            owner = _ahead(reading, quantity, open_tests)
            if owner is not None and owner not in claimed.values():
                claimed[index] = owner
    for index, quantity in enumerate(free):
        if index not in claimed:
            owner = _behind(reading, view, index, free, open_tests, claimed)
            if owner is not None:
                claimed[index] = owner
    concepts = dict(tests)
    for index, number in sorted(claimed.items()):
        unit_from = next((free[i] for i in range(index + 1, len(free)) if claimed.get(i) == number), None)
        results.append(_result(reading, number, concepts[number], free[index], unit_from))
    owned = {r.mention for r in results} | {n for n, _ in scores}
    for number in view.mentions:
        mention = reading.mentions[number]
        if number in owned or mention.kind == "condition" or not (number in concepts or mention.kind == "procedure"):
            continue
        word = _qualitative(reading, view, number)
        if word is not None:
            results.append(word)
    return results


def _repeated(reading: Reading, number: int, concept: Concept) -> bool:
    """Whether the mention is its own abbreviation in brackets: "hémoglobine (Hb) à 10"."""
    mention = reading.mentions[number]
    if number == 0 or not reading.tokens.gap[mention.first].endswith("("):
        return False
    before = measured(reading, number - 1)
    return before is not None and before.name == concept.name and reading.mentions[number - 1].last == mention.first - 1


def _coded(reading: Reading, concept: Concept) -> bool:
    return reading.terminology.is_a(concept.name, "ClinicalScore") and concept.name not in ("CancerStage", "TNMStage")


def _histologic(reading: Reading, concept: Concept) -> bool:
    return reading.terminology.is_a(concept.name, "HistologicGrade")


def _of_tumour(reading: Reading, view: SentenceView, number: int) -> bool:
    """A grade is histologic behind a tumour; behind a toxicity it is the toxicity's."""
    before = [n for n in view.mentions if n < number and reading.mentions[n].kind == "condition"]
    return bool(before) and reading.is_tumour_like(before[-1])


def _code(reading: Reading, number: int, concept: Concept) -> Result | None:
    """A score's value right after its name: "ECOG 1", "BI-RADS 5", "NYHA III", "Gleason 7 (3+4)", "stade IIIB"."""
    text = reading.document.text
    end = reading.mentions[number].end
    match = _CODE.match(text, end, end + 60)
    if match is None or "\n" in text[end : match.start("value")]:
        return None
    written = match["value"]
    if not written[0].isdigit() and not text[end : match.start("value")].strip(" :=(à") and written[0] in "ABCD" and len(written) == 1:
        return None
    digits = re.match(r"\d+(?:[.,]\d+)?", written)
    value = float(digits.group().replace(",", ".")) if digits else None
    after = text[match.end("value") : match.end("value") + 2].strip()
    stop = match.end("value") + (1 if after.startswith("%") else 0)
    if after.startswith("%") and text[match.end("value")] == " ":
        stop += 1
    unit = "%" if after.startswith("%") else concept.unit
    return Result(
        number,
        Value(text[match.start("value") : stop], match.start("value"), stop, value, unit=unit if value is not None else None,
              canonical_number=value, canonical_unit=unit if value is not None else None),
        None,
    )  # fmt: skip


def _reference(reading: Reading, quantity: Quantity) -> bool:
    """Whether a number is the laboratory's own range: "(N < 35)", "normale : 4-10"."""
    before = reading.document.text[max(0, quantity.start - 18) : quantity.start].rstrip(" :<>=à(entre")
    return bool(re.search(r"(?:\bV?N|[Nn]ormales?|LSN|VR|[Vv]aleurs? de référence|\bnl)\s*$", before))


def _fits(concept: Concept, quantity: Quantity) -> bool:
    """Whether a quantity's unit can be one of the test's."""
    if quantity.unit is None or quantity.dimension == "none":
        return True
    if concept.unit is None:
        return quantity.dimension not in _OTHER_DIMENSIONS and quantity.dimension != "length"
    if quantity.unit in concept.units or quantity.unit in concept.plausible:
        return True
    if quantity.unit == "cm[Hg]":
        return "mm[Hg]" in concept.units
    if quantity.dimension == "fraction":
        return concept.unit in ("%", "1") or not concept.units
    # A unit of another dimension that laboratories may still use: accept concentrations and activities for a test that is one.
    return quantity.dimension in ("concentration", "count") and concept.unit.endswith(("/L", "/dL", "/mL"))


def _ahead(reading: Reading, quantity: Quantity, tests: list[tuple[int, Concept]]) -> int | None:
    """ "40 000 plaquettes", "9 g/dl d'hémoglobine": the test stands right after its value."""
    for number, concept in tests:
        mention = reading.mentions[number]
        if mention.start < quantity.end:
            continue
        between = reading.words_between(quantity.end, mention.start)
        gap = reading.document.text[quantity.end : mention.start]
        if all(w in ("de", "d", "du", "des") for w in between) and not set(gap) & set(",;:.()") and _fits(concept, quantity):
            follows = reading.document.text[mention.end : mention.end + 6]
            if between and quantity.unit is None:
                return None
            # "taux de 10 g/dl, plaquettes à 40": a value that the test goes on to get belongs to it, not this one.
            return None if re.match(r"\s?(?:à|:|=)\s?\d", follows) else number
        return None
    return None


def _behind(
    reading: Reading,
    view: SentenceView,
    index: int,
    quantities: list[Quantity],
    tests: list[tuple[int, Concept]],
    claimed: dict[int, int],
) -> int | None:
    """The nearest test before a quantity, when nothing but connectors stands between."""
    quantity = quantities[index]
    before = [(n, c) for n, c in tests if reading.mentions[n].end <= quantity.start]
    if not before:
        return None
    number, concept = before[-1]
    mention = reading.mentions[number]
    if not _fits(concept, quantity):
        return None
    earlier = [i for i, owner in claimed.items() if owner == number]
    left = mention.end
    if earlier:
        previous = quantities[max(earlier)]
        if previous.start > quantity.start:
            return None
        left = max(left, previous.end)
        return number if _series(reading, left, quantity) else None
    for other in view.mentions:
        m = reading.mentions[other]
        if mention.end <= m.start < quantity.start and m.kind in ("treatment", "procedure", "observable", "device"):
            return None
        if mention.end <= m.start < quantity.start and m.kind == "condition" and quantity.dimension in ("length", "none"):
            return None
    gap = reading.document.text[left : quantity.start]
    if any(c in gap for c in ";") or re.search(r"\.\s|\n\n", gap):
        return None
    words = reading.words_between(left, quantity.start)
    known = _connectors(reading.language)
    strangers = [w for w in words if w not in known]
    if len(words) > _FAR or len(strangers) > _STRANGERS or (strangers and len(words) > _NEAR):
        return None
    if "," in gap and strangers:
        return None
    if mention.kind == "condition" and (words or gap.strip()) and not _of_condition(words, gap):
        return None
    if quantity.dimension == "time" and not (concept.unit in ("s", "min", "h", "ms", "a", "mo", "wk", "d")):
        return None
    return number


def _of_condition(words: list[str], gap: str) -> bool:
    """A condition's value stands right behind it: "anémie à 8 g/dl", "fièvre à 39°", "anémie (8 g/dl)"."""
    known = {"a", "de", "d", "chiffré", "mesuré", "estimé", "profond", "sever", "severe", "modéré", "modere", "environ", "normocytair",
             "microcytair", "macrocytair", "importante", "important", "arégénérativ", "evalué", "persistant", "plu", "significatif", "atteignant"}  # fmt: skip
    return all(w in known or w.endswith(("cytair", "chrom", "eratif", "aigu", "erativ")) for w in words) and not set(gap) & set(";")


def _series(reading: Reading, left: int, quantity: Quantity) -> bool:
    """A further value of the same test: "passé de 13 à 9", "40 000 puis 35 000", "à 120, 90 et 60"."""
    gap = reading.document.text[left : quantity.start].strip().lower()
    return gap in ("à", "puis", "puis à", ", puis à", ", puis", "et", ",", "->", "→", "contre", "vs", "puis de", "et à", "jusqu'à", "jusqu’à", "ensuite")


def _respectively(
    reading: Reading, tests: list[tuple[int, Concept]], quantities: list[Quantity], claimed: dict[int, int]
) -> None:
    """ "A et B à 90 % et 20 % respectivement": in order, when there are as many values as tests before them."""
    if not quantities:
        return
    named = [(n, c) for n, c in tests if reading.mentions[n].end <= quantities[0].start]
    following = [i for i, q in enumerate(quantities)]
    count = min(len(named), len(following))
    if count < 2:
        return
    for (number, concept), index in zip(named[-count:], following[:count], strict=True):
        if _fits(concept, quantities[index]):
            claimed[index] = number


def _result(reading: Reading, number: int, concept: Concept, quantity: Quantity, later: Quantity | None) -> Result:
    text = reading.document.text
    unit, inferred = quantity.unit, False
    factor_number, high = quantity.number, quantity.high
    if unit == "cm[Hg]" or (unit is None and concept.unit == "mm[Hg]" and quantity.number < 30):
        # A French pressure of "13/8" is in centimetres of mercury.
        inferred = unit is None
        unit, factor_number, high = "mm[Hg]", quantity.number * 10, high * 10 if high is not None else None
    elif unit is None and later is not None and later.unit is not None:
        unit = later.unit
    elif unit is None:
        unit = plausible_unit(concept, quantity.number)
        inferred = unit is not None
    canonical = unit_number = None
    if unit is not None:
        factor = concept.units.get(unit)
        if factor is not None:
            canonical, unit_number = _tidy(factor_number * factor), concept.unit
    value = Value(
        text[quantity.start : quantity.end], quantity.start, quantity.end, quantity.number if unit != "mm[Hg]" else factor_number,
        quantity.comparator, high, unit, canonical, unit_number, inferred,
    )  # fmt: skip
    return Result(number, value, _interpretation(concept, value) or _said_so(reading, number, quantity))


def _tidy(number: float) -> float:
    return float(f"{number:.6g}")


def plausible_unit(concept: Concept, number: float) -> str | None:
    """The unit that a bare number must be in: the only one in which it is a value a person can have.

    A value is possible within a fiftieth of the low and twenty times the high end of the reference range; the range is
    the ontology's. None where several units are possible or the range is not known.
    """
    if concept.unit is None:
        return None
    if concept.low is None and concept.high is None:
        return concept.unit if not concept.plausible else None
    low = (concept.low if concept.low else (concept.high or 0) / 20) / 50
    high = (concept.high or (concept.low or 0) * 5) * 20
    if concept.possible_low is not None:
        low = concept.possible_low
    if concept.possible_high is not None:
        high = concept.possible_high
    fitting = [
        (unit, concept.units.get(unit, 0.0))
        for unit in dict.fromkeys((concept.unit, *concept.plausible))
        if low <= number * concept.units.get(unit, 0.0) <= high
    ]
    return fitting[0][0] if fitting and len({f for _, f in fitting}) == 1 else None


def _interpretation(concept: Concept, value: Value) -> str | None:
    number = value.canonical_number
    if number is None:
        return None
    if concept.low is not None and number < concept.low and value.comparator not in (">", ">="):
        return "low"
    if concept.high is not None and number > concept.high and value.comparator not in ("<", "<="):
        return "high"
    known = concept.low is not None or concept.high is not None
    return "normal" if known and value.comparator not in ("<", ">") else None


def _said_so(reading: Reading, number: int, quantity: Quantity) -> str | None:
    words = _words(reading.language)
    mention = reading.mentions[number]
    left, right = min(mention.end, quantity.end), max(mention.start, quantity.start)
    for word in reading.words_between(left, right):
        if word in words:
            return words[word]
    after = reading.words_between(quantity.end, quantity.end + 20)[:1]
    return words.get(after[0]) if after else None


def _qualitative(reading: Reading, view: SentenceView, number: int) -> Result | None:
    """A word for a result near the test: "HER2 positif", "CRP normale", "troponine négative", "protéinurie : +++"."""
    tokens, words = reading.tokens, _words(reading.language)
    mention = reading.mentions[number]
    known = _connectors(reading.language)
    text = reading.document.text
    negated = False
    for i in range(mention.last + 1, min(view.last, mention.last + 8)):
        gap = tokens.gap[i]
        plus = _PLUS.search(gap.strip())
        if plus and "+" in gap:
            start = tokens.end[i - 1] + gap.index(plus["value"].strip()[0])
            return Result(number, Value(plus["value"].strip(), start, start + len(plus["value"].strip())), "positive")
        if any(c in gap for c in ";.") or ("," in gap and i > mention.last + 1):
            return None
        word = tokens.fold[i]
        if word in words:
            start, end = tokens.start[i], tokens.end[i]
            tail = _PLUS.match(text[end : end + 8].lstrip())
            number_value = None
            if tail:
                digit = re.search(r"\d", tail["value"])
                offset = end + len(text[end : end + 8]) - len(text[end : end + 8].lstrip())
                end = offset + len(tail["value"].rstrip())
                number_value = float(digit.group()) if digit else None
            interpretation = words[word]
            if mention.kind == "procedure" and interpretation in ("high", "low"):
                return None
            if negated:
                interpretation = {"positive": "negative", "high": "normal", "low": "normal"}.get(interpretation, interpretation)
            return Result(number, Value(text[start:end], start, end, number_value), interpretation)
        if word in ("pas", "non"):
            negated = True
            continue
        if i in reading.mention_at and reading.mention_at[i] != number:
            return None
        if word not in known and i not in reading.site_at:
            return None
    plus = _PLUS.match(text[mention.end : mention.end + 8].lstrip(" :"))
    if plus and "+" in plus["value"]:
        start = text.index(plus["value"], mention.end)
        digit = re.search(r"\d", plus["value"])
        return Result(number, Value(plus["value"], start, start + len(plus["value"]), float(digit.group()) if digit else None), "positive")
    if mention.first > view.first and tokens.fold[mention.first - 1] in words and "," not in tokens.gap[mention.first]:
        start, end = tokens.start[mention.first - 1], tokens.end[mention.first - 1]
        return Result(number, Value(text[start:end], start, end), words[tokens.fold[mention.first - 1]])
    return None


_STAGE = re.compile(
    r"\b(?P<name>stades?|stadification)\s(?:clinique\s|tumoral\s|pathologique\s|évolutif\s|initial\s)?(?:FIGO\s)?(?P<value>(?:IV|I{1,3})\s?-?\s?[ABCabc]?\d?|[0-4][ABCabc]?\d?)(?![\w])"
)


def _staging(reading: Reading, results: Iterable[Result]) -> list[Result]:
    """Stages ("stade IIIB") and TNM formulas ("pT2N1M0") that no score has claimed."""
    text = reading.document.text
    claimed = [(r.value.start, r.value.end) for r in results]
    out = []
    for match in _STAGE.finditer(text):
        start, end = match.span("value")
        while text[end - 1].isspace() or text[end - 1] == "-":
            end -= 1
        if any(a < end and start < b for a, b in claimed):
            continue
        before = text[max(0, match.start() - 14) : match.start()].lower()
        if "dyspn" in before or "fibrose" in before or "escarre" in before or "nyha" in text[end : end + 12].lower():
            continue
        out.append(Result(-1, Value(text[start:end], start, end), None, "CancerStage", match.span("name")))
        claimed.append((match.start(), end))
    for match in _TNM.finditer(text):
        start = match.start("tnm")
        written = match["tnm"].rstrip(" ,;-")
        end = start + len(written)
        if any(a < end and start < b for a, b in claimed):
            continue
        if not re.search(r"N|M", written) and not written.startswith(("p", "c", "y", "r")):
            continue
        word = re.search(r"stade|TNM", text[max(0, start - 22) : start]) or re.search(r"stade", text[end : end + 14])
        name = (start, end)
        if word is not None:
            offset = max(0, start - 22) if "stade" in text[max(0, start - 22) : start] or "TNM" in text[max(0, start - 22) : start] else end
            name = (offset + word.start(), offset + word.end())
        out.append(Result(-1, Value(written, start, end), None, "TNMStage", name))
    return out
