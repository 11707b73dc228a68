"""The tests, signs and scores that a sentence names, whose values are looked for."""

from __future__ import annotations

import re
from functools import cache

from casegraph.frozen import dataclass
from casegraph.languages.tables import one_of, read_table
from casegraph.languages.words import word_class
from casegraph.reading import Reading, SentenceView
from casegraph.terminology.concepts import Concept
from casegraph.terminology.mentions import Mention
from casegraph.values.result import measured, tested_by_name

__all__ = ["NAME_COLUMNS", "Analyte", "find_analytes", "glued_names", "of_person", "short_names"]

NAME_COLUMNS = ("name", "concept", "needs")


@dataclass(frozen=True, slots=True)
class Analyte:
    """A test, sign or score in the text: its offsets, its concept, and what kind of words name it.

    `mention` is its index, or -1 for a short name that only counts right before a value ("K 4,1"); then `kind` is
    "name", else the mention's kind.
    """

    start: int
    end: int
    concept: Concept
    mention: int
    kind: str
    needs: str = ""


@cache
def short_names(language: str) -> dict[str, tuple[str, str]]:
    """Short names as written, with their concept and whether a value needs its unit."""
    out = {}
    for row in read_table(language, "result-names", NAME_COLUMNS):
        if one_of(row, "needs", ("unit", "value", "glued", "person", "strip", "kin"), "result-names") == "strip":
            continue
        for written in row["name"].split("|"):
            out[written] = (row["concept"], row["needs"])
    return out


@cache
def glued_names(language: str) -> dict[str, str]:
    """Short names of scores that may stand in one word with their value, with their concept."""
    return {n: concept for n, (concept, needs) in short_names(language).items() if needs == "glued"}


@cache
def _pattern(language: str) -> re.Pattern[str]:
    known = [n for n, (_, needs) in short_names(language).items() if needs != "glued"]
    names = "|".join(re.escape(n) for n in sorted(known, key=len, reverse=True))
    return re.compile(rf"(?<![\w.+-])(?:{names})(?=[\s:=(,;<>≤≥à\d\u00a0]|$)(?!\s?[-+]\s?\d*\s?[A-Z])")


def find_analytes(reading: Reading, view: SentenceView, valued: bool = True) -> list[Analyte]:
    """The analytes of a sentence in text order.

    Args:
        valued: whether a quantity may stand behind them; without one, short names count for nothing.
    """
    found: list[Analyte] = []
    for n in view.mentions:
        concept = measured(reading, n) or tested_by_name(reading, n)
        mention = reading.mentions[n]
        if concept is None or _repeated(reading, n, concept) or _excluded(reading, mention, concept):
            continue
        if found and mention.kind == "condition" and _described(reading, found[-1], mention, concept):
            continue
        found.append(Analyte(mention.start, mention.end, concept, n, mention.kind))
    names = _names(reading, view) if valued else []
    names = [n for n in names if n.needs != "kin" or _has_kin(reading, found, n)]
    if not names:
        return found
    found = [a for a in found if not any(n.start <= a.start and a.end <= n.end for n in names)]
    return sorted(found + names, key=lambda a: a.start)


def _has_kin(reading: Reading, found: list[Analyte], name: Analyte) -> bool:
    """Whether a test of the same kind has a value before a name that is short for its own.

    "PA systolique 130, diastolique 80".
    """
    kinds = name.concept.parents
    kin = [a for a in found if a.end <= name.start and not {*kinds}.isdisjoint((a.concept.name, *a.concept.parents))]
    return bool(kin) and bool(reading.quantities_within(kin[-1].end, name.start))


def _described(reading: Reading, before: Analyte, mention: Mention, concept: Concept) -> bool:
    """Whether a finding only describes the test right before it: "une température fébrile à 38,4 °C"."""
    apart = reading.document.text[before.end : mention.start]
    return before.kind == "observable" and before.concept.name == concept.name and not apart.strip()


def _names(reading: Reading, view: SentenceView) -> list[Analyte]:
    """Short names that no mention covers."""
    text = reading.document.text
    known = short_names(reading.language)
    found: list[Analyte] = []
    for match in _pattern(reading.language).finditer(text, view.sentence.start, view.sentence.end):
        start, end = match.span()
        name, needs = known[match.group()]
        concept = reading.terminology.by_name.get(name)
        taken = [(reading.mentions[n].start, reading.mentions[n].end) for n in view.mentions]
        if text[start - 1 : start] == "/" and not any(
            b == start - 1 for _, b in taken + [(f.start, f.end) for f in found]
        ):
            continue  # "Na/K", not "mmol/K"
        if start and reading.tokens.fold[reading.tokens.at(start) - 1] in _CONDITIONAL:
            continue  # "si K > 6"
        # "Ca 15,3" is longer than the mention "Ca" that it begins with; "PR 220 ms" is no receptor.
        covered = [(a, b) for a, b in taken if a < end and start < b and not (a == start and b < end)]
        if concept is None or (
            covered and not (needs == "unit" and covered == [(start, end)] and _has_unit(reading, concept, end))
        ):
            continue
        found.append(Analyte(start, end, concept, -1, "name", needs))
    return found


#: How far behind a short name the value may begin whose unit tells what the name means.
_NEXT = 6


def _has_unit(reading: Reading, concept: Concept, end: int) -> bool:
    """Whether the number right behind a name is in one of the test's units."""
    value = reading.quantity_after(end)
    return value is not None and value.start - end <= _NEXT and value.unit in (*concept.units, *concept.plausible)


#: "CA" before one of these is a carbohydrate antigen, not calcium.
_ANTIGEN = re.compile(r"(?:\s?\([^()]{1,30}\))?\)?\s?(?:15|19|27|50|72|125|195|242)\b")


#: Body measures, which may also be a specimen's: "poids de la pièce".
_BODY = frozenset({"BodyWeight", "BodyHeight"})
_CONDITIONAL = word_class("condition-openers")


def _excluded(reading: Reading, mention: Mention, concept: Concept) -> bool:
    """Whether a mention's values are none of the patient's: an antigen's name, a specimen, a condition to act on."""
    if _is_antigen(reading, mention):
        return True
    end = reading.sentence_of(mention.first).last
    if concept.name in _BODY and not _SPECIMENS.isdisjoint(reading.tokens.behind(mention.last, 4, end)):
        return True
    return not _CONDITIONAL.isdisjoint(reading.tokens.before(mention.first, 2))


def _is_antigen(reading: Reading, mention: Mention) -> bool:
    text = reading.document.text
    return text[mention.start : mention.end] in ("CA", "Ca") and _ANTIGEN.match(text, mention.end) is not None


#: The rest of a bracket that only repeats or explains a name: "(Hb)", "(indice de prolifération cellulaire)".
_REST = re.compile(r"[^()\[\]\d]{0,25}[)\]]")
#: How many words may stand between a name and the bracket that repeats it.
_APART = 3
_OR = word_class("or")


def _repeated(reading: Reading, number: int, concept: Concept) -> bool:
    """Whether the mention is the other name of a test: "hémoglobine (Hb) à 10", "Ki-67 ou MIB-1"."""
    mention = reading.mentions[number]
    gap = reading.tokens.gap[mention.first]
    other = mention.first and reading.tokens.fold[mention.first - 1] in _OR
    if not other and (not gap.endswith(("(", "[")) or not _REST.match(reading.document.text, mention.end)):
        return False
    for n in range(number - 1, max(-1, number - 4), -1):
        before = reading.mentions[n]
        if mention.first - before.last > _APART + 1:
            return False
        known = measured(reading, n)
        if known is not None:
            return known.name == concept.name
    return False


#: How many words before "pesait" tell whose weight it is.
_WHOSE = 20
_PERSONS, _SPECIMENS = word_class("persons"), word_class("specimens")


def of_person(reading: Reading, analyte: Analyte) -> bool:
    """Whether a body measure is a person's: "l'enfant pesait 3 kg", not "la pièce pesait 350 g"."""
    i = reading.tokens.at(analyte.start)
    sentence = reading.document.sentence_at(analyte.start)
    first = max(reading.tokens.at(sentence.start), i - _WHOSE)
    for j in range(i - 1, first - 1, -1):
        word = reading.tokens.fold[j]
        if word in _SPECIMENS or (j in reading.site_at and word not in _PERSONS):
            return False
        if word in _PERSONS:
            return True
    return False
