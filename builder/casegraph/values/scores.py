"""Values of scores, stages and grades, which are codes rather than quantities: NYHA III, BI-RADS 5, pT2N1M0."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import replace

from casegraph.languages.words import word_class
from casegraph.reading import Reading, SentenceView
from casegraph.records import Value
from casegraph.terminology.concepts import Concept
from casegraph.text.fold import words
from casegraph.values.plausible import in_scale
from casegraph.values.result import Result

__all__ = ["find_glued", "find_named_grades", "find_scores", "find_staging", "is_grade"]

#: What stands between a score and its value: marks, links, the kind of scale; a short form in brackets.
_LINK = (
    r"(?:\s?\([A-Za-zÀ-ÿ-]{2,10}\))?(?:[\s\u00a0:=(-]|à|de|est|était|stade|classe|grade|score|type|catégorie|niveau|coté[e]?|évalué[e]?|calculé[e]?"
    r"|estimé[e]?|égale?|initial[e]?|l['’]\w+|passé[e]?|classé[e]?|négatif|positif)*?"
)
_CODE = re.compile(
    _LINK + r"(?P<value>(?:[IVX]{1,4}(?:\s?[-–/à]\s?[IVX]{1,4})?(?:\s?-?[ABCabc]\d?)?"
    r"|A[0-3]\s?[-/]?\s?F[0-4]|F[0-4]|IIF"
    r"|\d{1,3}(?:[.,]\d{1,2})?(?:\s?[-–]\s?\d{1,3})?(?:\s?(?:/|sur)\s?\d{1,3})?\s?[abcABC]?|[A-E](?:-?\d{1,2})?|G-?[1-4])"
    r"(?:\s?\(\s?\d\s?\+\s?\d(?:\s?[=+]\s?\d+)*\s?\)?|\s?\+\s?\d(?:\s?=\s?\d+|\s?\(\d+\))?)?)(?![\w]|/\d)",
)
#: One value a moment: "Apgar 8/9/10", "APGAR : 3-7-10". "9/10" is nine out of ten.
_SERIES = re.compile(_LINK + r"(?P<first>\d{1,2})(?P<rest>(?:\s?[/–-]\s?\d{1,2}){2,4})(?![\w/])")
#: "7 (3+4)", "3+4", "4+3=7": the sum of the two patterns.
_SUM = re.compile(r"(\d)\s?\+\s?(\d)")
_MINUS = re.compile(r"(?<![\w)])[-−–]$")
#: A letter that is a score's value: "Child-Pugh C.", not the "A" or the vitamin "D" of what follows.
_LETTER_ENDS = re.compile(r"\s?(?:[,.;:)(\]\n]|$|et\b|avec\b|selon\b|sur\b)|(?<=[BC])\s[a-zéè]{3,}")
#: A text without it has no TNM formula; to look for it is much faster.
_ANY_T = re.compile(r"T(?:[0-4Xx]|is)")
_TNM = re.compile(
    r"(?<![\w])(?P<tnm>[cpyrauYPC]{0,3}T(?:[0-4Xx][abcdABCD]?(?:[-/][1-4][abcd]?)?|is)(?:\s?\(\w+\)|\s\([^()\d]{1,70}\)(?=,?\s[cpyrau]{0,2}N[0-3X]))?[\s,;/-]{0,2}(?:[cpyrau]{0,2}N(?:[0-3Xx+]|\d)[abcABC]?(?:-[1-3][abc]?)?(?:\s?\([\w\s+/-]{1,12}\)|\s\([^()\d]{1,70}\)(?=,?\s[cpyrau]{0,2}M[01X]))?)?[\s,;/-]{0,2}"
    r"(?:(?:[cpyrau]{0,2}M|[cpyrau]{1,2}M\s)[01Xx][abcdABCD]?)?(?:\s?[RLVS][0-3X])*)(?![\w])"
)
#: The word that a TNM formula is given under, before it or right behind it.
_TNM_NAME = re.compile(
    r"\b(?:stades?|stadification|classée?s?|classification|p?c?TNM|classant|classait)\b", re.IGNORECASE
)
#: A score's name may follow its value: "stade 3 de la NYHA", "niveau II de Clark", "stade C de Dukes".
_AHEAD = re.compile(
    r"\b(?P<name>[Ss]tades?|[Cc]lasses?|[Gg]rades?|[Nn]iveaux?|[Ss]core|(?:cotée?|évaluée?|estimée?|chiffrée?)(?:\s[^\W\d]+['’]?){0,5}?)?(?:\sfonctionnelle)?(?:\s(?:de|à|par|comme))?\s?"
    r"(?<![\w.,/])(?P<value>[IVX]{1,4}[ABCabc]?|\d{1,3}(?:[.,]\d)?(?:\s?(?:/|sur)\s?\d{1,3})?[ABCabc]?|A[0-3]\s?F[0-4]|F[0-4]|[A-D]\d?)\s(?:points?\s)?"
    r"(?P<link>\((?=$)|\(?(?:(?:selon|de|d['’]|du|des|la|le|l['’]|les|sur|à|au|dans|score|classification|échelle|indice|critères)(?:['’]\s?|\s\s?)?)+)$"
)
#: A name and its value in one word: "ECOG1", "ACR5", "PS0".
_GLUED = re.compile(r"(?P<name>[A-Z][A-Za-z-]{1,8}?)(?P<value>\d{1,2}|IV|I{1,3})(?![\w/])")
_GLUED_ENDS = frozenset("0123456789IV")


def find_scores(reading: Reading, view: SentenceView, tests: list[tuple[int, Concept]]) -> list[Result]:
    """The values of the scores among a sentence's tests."""
    found: list[Result] = []
    for number, concept in tests:
        if not (is_grade(reading, concept) or _is_score(reading, concept)):
            continue
        mention = reading.mentions[number]
        if concept.name != "HistologicGrade" or mention.first < mention.last or _of_tumour(reading, view, number):
            series = _series(reading, number) if concept.name == "ApgarScore" else []
            if series:
                found += series
                continue
            result = (
                _ahead(reading, number) or _code(reading, number, concept) or _grade_ahead(reading, number, concept)
            )
            if result is not None and concept.name == "TumourStaging":
                result = replace(result, concept=_staged(reading, reading.mentions[number].start, None))
            if result is not None and concept.name == "TumourStaging" and _claimed(found, result):
                continue  # "Dukes stade B"
            if result is not None:
                # "stade 3 de la NYHA": the value is the NYHA's, not the stage's.
                found = [r for r in found if r.value.start != result.value.start]
                found.append(result)
    return found


def _claimed(found: list[Result], result: Result) -> bool:
    """Whether a value is another score's already."""
    return any(r.value.start == result.value.start for r in found)


def _series(reading: Reading, number: int) -> list[Result]:
    """The values of an Apgar score at one, five and ten minutes, written as one."""
    text = reading.document.text
    end = reading.mentions[number].end
    match = _SERIES.match(text, end, end + 60)
    if match is None:
        return []
    spans = [match.span("first"), *(m.span() for m in _DIGITS.finditer(text, match.start("rest"), match.end()))]
    values = [
        Value(
            text[a:b],
            a,
            b,
            float(text[a:b]),
            unit="{score}",
            canonical_number=float(text[a:b]),
            canonical_unit="{score}",
        )
        for a, b in spans
    ]
    return [Result(number, value, None) for value in values]


#: A grade and who defined it: "G3 de Fuhrman", "G4 Fuhrman".
_GRADE_AHEAD = re.compile(r"(?<![\w/])(?P<value>G-?[1-4])\s\(?(?:(?:selon|de|d['’])\s?)?$")
_FAR_GRADE = 12


def _grade_ahead(reading: Reading, number: int, concept: Concept) -> Result | None:
    start = reading.mentions[number].start
    match = _GRADE_AHEAD.search(reading.document.text, max(0, start - _FAR_GRADE), start)
    if match is None or not is_grade(reading, concept) or concept.name == "HistologicGrade":
        return None
    return Result(number, Value(match["value"], *match.span("value")), None)


_SCALE, _IS_SCALE = re.compile(r"échelle|sur|à l"), re.compile(r"[ée]chelle")
#: What a general state is told with, how far before its number, and what stands behind a name in brackets.
_STATE, _NEAR_STATE, _CLOSED = word_class("general-state-words"), 4, frozenset("),;")
_DECIMAL = re.compile(r"\d+(?:[.,]\d+)?")


def _ahead(reading: Reading, number: int) -> Result | None:
    text = reading.document.text
    start = reading.mentions[number].start
    left = max(0, start - 60)
    match = _AHEAD.search(text[left:start])
    if match is None:
        return None
    scale = _SCALE.search(match["link"])
    if match["link"] == "(":
        # "stade III (NYHA)"; "grade 2 (OMS)" is a tumour's
        state = reading.tokens.before(reading.tokens.at(left + match.start("value")), _NEAR_STATE)
        of_state = reading.mentions[number].concept == "ECOGStatus"
        named = not _STATE.isdisjoint(state) if of_state else match["name"] is not None
        closed = text[reading.mentions[number].end : reading.mentions[number].end + 1] in _CLOSED
        if not (named and closed):
            return None
    elif match["name"] is None and scale is None:
        return None  # "les 3 de l'ECOG" is nothing; "3 sur l'échelle de Glasgow" is
    if match["name"] is None and match["link"] != "(" and not _IS_SCALE.search(match["link"] + text[start : start + 8]):
        return None
    written = match["value"]
    if (match["name"] is None and written[0] in _LETTERS) or _of_analgesics(reading, number, left + match.start()):
        return None
    begin = left + match.start("value")
    digits = _DECIMAL.match(written)
    value = float(digits.group().replace(",", ".")) if digits else None
    under = (left + match.start("name"), left + match.end("name")) if match["name"] else None
    return Result(number, Value(written, begin, begin + len(written), value), None, under=under)


#: Words by which a step of the analgesic ladder is told from a performance status, and how far before it they stand.
_ANALGESIC, _NEAR_ANALGESIC = word_class("analgesic-words"), 4


def _of_analgesics(reading: Reading, number: int, start: int) -> bool:
    """Whether what stands before a score is a step of the analgesic ladder: "antalgiques de niveau 3 de l'OMS"."""
    tokens = reading.tokens
    before = tokens.before(tokens.at(start), _NEAR_ANALGESIC)
    return reading.mentions[number].concept == "ECOGStatus" and not _ANALGESIC.isdisjoint(before)


def find_glued(reading: Reading, view: SentenceView, names: Mapping[str, str]) -> list[Result]:
    """Scores whose name and value are one word: "ECOG1", "ACR5"; `names` maps each name to its concept."""
    found = []
    for i, written in enumerate(reading.tokens.text[view.first : view.last], view.first):
        match = _GLUED.fullmatch(written) if written[-1] in _GLUED_ENDS else None
        if match is None or i in reading.mention_at or match["name"] not in names:
            continue
        concept = reading.terminology.by_name.get(names[match["name"]])
        start = reading.tokens.start[i]
        number = float(match["value"]) if match["value"].isdecimal() else None
        if concept is None or (number is None and concept.unit is not None):
            continue  # "PSI" is no performance status of I
        if number is not None and not in_scale(concept, number):
            continue
        name = (start, start + match.end("name"))
        value = Value(match["value"], start + match.start("value"), start + match.end("value"), number)
        found.append(Result(-1, value, None, concept.name, name))
    return found


_STAGES, _LETTERS = ("CancerStage", "TNMStage"), ("A", "B", "C", "D", "E")


def _is_score(reading: Reading, concept: Concept) -> bool:
    """Whether a test's value is a code; the stage and the TNM formula are found by their own forms."""
    return reading.terminology.is_a(concept.name, "ClinicalScore") and concept.name not in _STAGES


def is_grade(reading: Reading, concept: Concept) -> bool:
    """Whether a test is a tumour's histologic grade."""
    return reading.terminology.is_a(concept.name, "HistologicGrade")


def _of_tumour(reading: Reading, view: SentenceView, number: int) -> bool:
    """A grade is histologic behind a tumour; behind a toxicity it is the toxicity's."""
    before = [n for n in view.mentions if n < number and reading.mentions[n].kind == "condition"]
    if not before and reading.opens(view, reading.mentions[number].first):
        # "Carcinome infiltrant de 2 cm. Grade 3."
        before = [n for n in range(number) if reading.mentions[n].kind == "condition"]
    return bool(before) and reading.is_tumour_like(before[-1])


#: The end of the scale that the text itself gives: "70/100", "3 sur 4".
_OUT_OF = re.compile(r"(?:/|sur)\s?(\d{1,3})$")


def _on_scale(concept: Concept, value: float, written: str) -> bool:
    """Whether a value lies on its score's scale: the one written beside it, else the ontology's."""
    out_of = _OUT_OF.search(written)
    return value <= float(out_of[1]) if out_of else in_scale(concept, value)


_DIGITS = re.compile(r"\d+")
#: A class with its points: "B8", "C11".
_CLASS = re.compile(r"[A-C](\d{1,2})")


def _code(reading: Reading, number: int, concept: Concept) -> Result | None:
    """A score's value right after its name: "ECOG 1", "BI-RADS 5", "NYHA III", "Gleason 7 (3+4)", "stade IIIB"."""
    text = reading.document.text
    end = reading.mentions[number].end
    match = _CODE.match(text, end, end + 60)
    if match is None or "\n" in text[end : match.start("value")]:
        return None
    written = match["value"]
    if written in _LETTERS and not _LETTER_ENDS.match(text, match.end("value")):
        return None
    digits = _DECIMAL.match(written)
    if digits and reading.in_time(match.start("value")):
        return None  # "Dukes 14 ans plus tôt"
    value = float(digits.group().replace(",", ".")) if digits else None
    if value is not None and (concept.possible_low or 0) < 0 and _MINUS.search(text, end, match.start("value")):
        value = -value  # "RASS -4"
    points = _CLASS.fullmatch(written)
    if points is not None:
        value = float(points[1])
    parts = _SUM.match(written)
    if parts is not None:
        value = float(parts[1]) + float(parts[2])
    if value is not None and not _on_scale(concept, value, written):
        return None
    start = match.start("value")
    stop = start + len(written.rstrip())
    if text[stop : stop + 2].lstrip().startswith("%"):
        stop = text.index("%", stop) + 1
    unit = None if value is None else "%" if text[stop - 1] == "%" else concept.unit
    read = Value(
        text[start:stop], start, stop, value, unit=unit, canonical_number=value if unit else None, canonical_unit=unit
    )
    return Result(number, read, None)


_STAGE = re.compile(
    r"\b(?P<name>[Ss]tades?|STADE|[Ss]tadification|[Cc]lassée?s?(?=\s(?:IV|I{2,3})[ABCEabc]?\b))(?:\s(?:clinique|tumoral|pathologique|évolutif|initial|radiologique|FIGO|TNM|AJCC|UICC|est|était|de|final)|\s?[:=])*\s?(?P<value>(?:IV|I{1,3})\s?-?\s?[ABCabc]?[sES]?\d?|[0-4][ABCabc]?\d?)(?![\w]|/\d)"
)


#: What has stages without being a cancer: "une gynécomastie stade II", "stade 3 de Tanner".
_STAGED_OTHERWISE = word_class("staged-otherwise")


_NAMED_GRADE = re.compile(r"\b(?P<name>grade)\s(?P<value>[1-4]|I{1,3}|IV)\b", re.IGNORECASE)


def find_named_grades(reading: Reading) -> list[Result]:
    """Grades within the names of tumours: "lymphome folliculaire de grade 2"."""
    out: list[Result] = []
    text = reading.document.text
    if "grade" not in text.lower():
        return out
    for number, mention in enumerate(reading.mentions):
        end = reading.tokens.end[max(mention.last, mention.whole)]
        if mention.kind != "condition" or " " not in text[mention.start : end]:
            continue
        match = _NAMED_GRADE.search(text, mention.start, end)
        if match is None or not reading.is_tumour_like(number):
            continue
        written, (start, end) = match["value"], match.span("value")
        value = Value(written, start, end, float(written) if written.isdecimal() else None)
        out.append(Result(-1, value, None, "HistologicGrade", match.span("name")))
    return out


#: What a formula must have that could be anything else without: "T2N0", "pT2".
_WHOLE_TNM, _TNM_PREFIXES = re.compile(r"N|M"), ("p", "c", "y", "r", "u")
#: What an image is weighted by is no stage: "les séquences pT2", "un hypersignal en pT2".
_WEIGHTED = re.compile(r"(?:séquences?|pondér(?:ée?s?|ation)|signal|coupes?|images?)\s(?:en\s)?\Z", re.IGNORECASE)


def find_staging(reading: Reading, results: Iterable[Result]) -> list[Result]:
    """Stages ("stade IIIB") and TNM formulas ("pT2N1M0") that no score has claimed."""
    text = reading.document.text
    claimed = [(r.value.start, r.value.end) for r in results]
    # A report without a tumour tells of the stage of something else.
    tumour = any(reading.is_a(n, "Neoplasm") for n, m in enumerate(reading.mentions) if m.kind == "condition")
    default = "CancerStage" if tumour else "DiseaseStage"
    out = []
    for match in _STAGE.finditer(text):
        start, end = match.span("value")
        while text[end - 1].isspace() or text[end - 1] == "-":
            end -= 1
        if any(a < end and start < b for a, b in claimed):
            continue
        behind = words(text[end : end + 24].partition(".")[0])[:2]
        if not _STAGED_OTHERWISE.isdisjoint(behind):
            continue
        concept = _staged(reading, match.start(), default)
        before = words(text[max(0, match.start() - 40) : match.start()].rpartition(". ")[2])[-4:]
        if concept == "CancerStage" and not _STAGED_OTHERWISE.isdisjoint(before):
            continue
        number = float(text[start:end]) if text[start:end].isdecimal() else None
        out.append(Result(-1, Value(text[start:end], start, end, number), None, concept, match.span("name")))
        claimed.append((match.start(), end))
    for match in _TNM.finditer(text) if _ANY_T.search(text) else ():
        start = match.start("tnm")
        written = match["tnm"].rstrip(" ,;/-")
        end = start + len(written)
        if any(a < end and start < b for a, b in claimed):
            continue
        if not _WHOLE_TNM.search(written) and not written.startswith(_TNM_PREFIXES):
            continue
        if _WEIGHTED.search(text, max(0, start - 20), start):
            continue
        under = _tnm_name(text, start, end)
        # "stade T3N1M0" names the test; "tumeur classée T3N1M0" does not.
        named = under if under is not None and text[under[0]] in "sS" else (start, end)
        out.append(Result(-1, Value(written, start, end), None, "TNMStage", named, under=under))
    return out


def _staged(reading: Reading, start: int, otherwise: str | None) -> str | None:
    """What a stage is one of: right behind a disease that is no tumour ("BPCO stade III") of that, else `otherwise`."""
    first = reading.tokens.at(start)
    for i in range(first - 1, max(-1, first - _NEAR_DISEASE), -1):
        if reading.tokens.gap[i + 1].strip(" \u00a0("):
            return otherwise
        number = reading.mention_at.get(i)
        if number is None:
            continue
        if reading.mentions[number].kind != "condition" or reading.is_tumour_like(number):
            return otherwise
        return "CKDStage" if reading.is_a(number, "ChronicKidneyDisease") else "DiseaseStage"
    return otherwise


#: How far before its stage a disease may stand, in words: "artériopathie des membres inférieurs au stade III".
_NEAR_DISEASE = 6
#: How far before a formula, and how far behind it, its word may stand.
_BEFORE, _BEHIND = 70, 24


def _tnm_name(text: str, start: int, end: int) -> tuple[int, int] | None:
    """The word that a TNM formula is given under ("classée", "stade")."""
    left = max(0, start - _BEFORE)
    cut = max(text.rfind(mark, left, start) for mark in (". ", "\n")) + 1
    left = max(left, cut)
    before = list(_TNM_NAME.finditer(text, left, start))
    if before:
        return before[-1].span()
    stop = min((i for i in (text.find(mark, end) for mark in (". ", "\n")) if i >= 0), default=len(text))
    behind = _TNM_NAME.search(text, end, min(stop, end + _BEHIND))
    return behind.span() if behind else None
