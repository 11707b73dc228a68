"""Values of scores, stages and grades, which are codes rather than quantities: NYHA III, BI-RADS 5, pT2N1M0."""

from __future__ import annotations

import re
from collections.abc import Iterable

from casegraph.reading import Reading, SentenceView
from casegraph.records import Value
from casegraph.terminology.concepts import Concept
from casegraph.values.numbers import to_number
from casegraph.values.result import Result

__all__ = ["find_scores", "find_signs", "find_staging", "is_grade"]

_CODE = re.compile(
    r"(?:\s?\([A-Za-zÀ-ÿ-]{2,10}\))?(?:[\s\u00a0:=(-]|à|de|est|était|stade|classe|grade|score|type|catégorie|niveau|coté[e]?|évalué[e]?|calculé[e]?|égale?|l['’]\w+)*?"
    r"(?P<value>(?:[IVX]{1,4}(?:\s?[-–/à]\s?[IVX]{1,4})?(?:\s?-?[ABCabc]\d?)?|\d{1,3}(?:[.,]\d{1,2})?(?:\s?(?:/|sur|-|–|à)\s?\d{1,3})?\s?[abcABC]?|[A-D]\d{0,2})"
    r"(?:\s?\(\s?\d\s?\+\s?\d(?:\s?[=+]\s?\d+)*\s?\)?|\s?\+\s?\d)?)(?![\w])",
)
#: A text without it has no TNM formula; to look for it is much faster.
_ANY_T = re.compile(r"T(?:[0-4Xx]|is)")
_TNM = re.compile(
    r"(?<![\w])(?:(?:stade|classé[e]?s?|TNM)\s?:?\s?)?(?P<tnm>[cpyra]{0,3}T(?:[0-4Xx][abcd]?|is)(?:\(\w+\))?[\s,;-]{0,2}(?:[cpyra]{0,2}N(?:[0-3Xx+]|\d)[abc]?(?:\([\w\s+/]+\))?)?[\s,;-]{0,2}"
    r"(?:[cpyra]{0,2}M[01Xx][abcd]?)?(?:\s?[RLV][0-2X])*)(?![\w])"
)
#: A score's name may follow its value: "stade 3 de la NYHA", "niveau II de Clark".
_AHEAD = re.compile(
    r"\b(?:stades?|classes?|grades?|niveaux?|score)\s(?P<value>[IVX]{1,4}[ABCabc]?|\d[ABCabc]?)\s(?:\(|(?:selon|de|d['’]|du|la|le|l['’]|score|classification|échelle|indice)[\s'’]?\s?)+$"
)
#: The temperature's sign is no word.
_TEMPERATURE = re.compile(
    r"(?<!\w)T\s?°\s?(?:à|:|=|est à)?\s?(?P<value>(?P<number>(?:3[4-9]|4[0-2])(?:[.,]\d{1,2})?)(?:\s?°\s?C?)?)(?![\w])"
)


def find_scores(reading: Reading, view: SentenceView, tests: list[tuple[int, Concept]]) -> list[Result]:
    """The values of the scores among a sentence's tests."""
    found: list[Result] = []
    for number, concept in tests:
        if not (is_grade(reading, concept) or _is_score(reading, concept)):
            continue
        if concept.name != "HistologicGrade" or _of_tumour(reading, view, number):
            result = _ahead(reading, number) or _code(reading, number, concept)
            if result is not None:
                # "stade 3 de la NYHA": the value is the NYHA's, not the stage's.
                found = [r for r in found if r.value.start != result.value.start]
                found.append(result)
    return found


def _ahead(reading: Reading, number: int) -> Result | None:
    text = reading.document.text
    start = reading.mentions[number].start
    left = max(0, start - 50)
    match = _AHEAD.search(text[left:start])
    if match is None:
        return None
    written = match["value"]
    begin = left + match.start("value")
    value = float(written[0]) if written[0].isdigit() else None
    return Result(
        number,
        Value(
            written,
            begin,
            begin + len(written),
            value,
        ),
        None,
    )


def find_signs(reading: Reading, results: Iterable[Result]) -> list[Result]:
    """Vital signs whose name is a sign instead of a word: "T° 37,2"."""
    claimed = {r.value.start for r in results}
    out = []
    for match in _TEMPERATURE.finditer(reading.document.text):
        start, end = match.span("value")
        concept = reading.terminology.by_name.get("BodyTemperature")
        if start in claimed or concept is None:
            continue
        number = to_number(match["number"])
        value = Value(match["value"], start, end, number, unit="Cel", canonical_number=number, canonical_unit="Cel")
        out.append(Result(-1, value, None, concept.name, (match.start(), match.start("value"))))
    return out


def _is_score(reading: Reading, concept: Concept) -> bool:
    """Whether a test's value is a code; the stage and the TNM formula are found by their own forms."""
    return reading.terminology.is_a(concept.name, "ClinicalScore") and concept.name not in ("CancerStage", "TNMStage")


def is_grade(reading: Reading, concept: Concept) -> bool:
    """Whether a test is a tumour's histologic grade."""
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
    if (
        not written[0].isdigit()
        and not text[end : match.start("value")].strip(" :=(à")
        and written[0] in "ABCD"
        and len(written) == 1
    ):
        return None
    digits = re.match(r"\d+(?:[.,]\d+)?", written)
    value = float(digits.group().replace(",", ".")) if digits else None
    after = text[match.end("value") : match.end("value") + 2].strip()
    stop = match.end("value") + (1 if after.startswith("%") else 0)
    if after.startswith("%") and text[match.end("value")] == " ":
        stop += 1
    unit = None if value is None else "%" if after.startswith("%") else concept.unit
    start = match.start("value")
    read = Value(
        text[start:stop], start, stop, value, unit=unit, canonical_number=value if unit else None, canonical_unit=unit
    )
    return Result(number, read, None)


_STAGE = re.compile(
    r"\b(?P<name>stades?|stadification)\s(?:clinique\s|tumoral\s|pathologique\s|évolutif\s|initial\s)?(?:FIGO\s)?(?P<value>(?:IV|I{1,3})\s?-?\s?[ABCabc]?\d?|[0-4][ABCabc]?\d?)(?![\w])"
)


def find_staging(reading: Reading, results: Iterable[Result]) -> list[Result]:
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
    for match in _TNM.finditer(text) if _ANY_T.search(text) else ():
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
            offset = (
                max(0, start - 22)
                if "stade" in text[max(0, start - 22) : start] or "TNM" in text[max(0, start - 22) : start]
                else end
            )
            name = (offset + word.start(), offset + word.end())
        out.append(Result(-1, Value(written, start, end), None, "TNMStage", name))
    return out
