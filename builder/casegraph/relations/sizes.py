"""How large a finding is: the lengths, volumes and weights that the text gives of it."""

from __future__ import annotations

import re
from dataclasses import replace

from casegraph.languages.words import word_class, written_class
from casegraph.reading import Reading, SentenceView
from casegraph.records import Value
from casegraph.values.quantities import Quantity

__all__ = ["find_sizes", "size_of_subject"]

_EXTENTS, _HELD = frozenset({"length", "area", "volume3"}), frozenset({"volume", "mass"})
#: "1 et 1,5 cm", "2 à 3 cm".
_AND = re.compile(r"\s?(?:et|,|à|-)\s?")
#: What a size does not reach over.
_STOP = re.compile(r";|\.\s|\bdistance\b")


def find_sizes(
    reading: Reading, conditions: list[int], free: list[Quantity], absent: frozenset[int]
) -> dict[int, Value]:
    """Lengths, volumes and weights belong to the finding before them: "masse de 38x19 mm", "hémothorax de 800 ml"."""
    out: dict[int, Value] = {}
    text = reading.document.text
    bare: list[Quantity] = []
    for quantity in free:
        if quantity.dimension in _HELD:
            held = _holder(reading, conditions, quantity)
            if held is not None and held not in out and held not in absent:
                out[held] = quantity.as_value(text, quantity.unit)
        if quantity.dimension not in _EXTENTS:
            # "1 et 1,5 cm": the first number takes the unit of the second.
            bare = [quantity] if quantity.unit is None else []
            continue
        before = [n for n in conditions if reading.mentions[n].end <= quantity.start]
        if before and before[-1] in absent and "," not in text[reading.mentions[before[-1]].end : quantity.start]:
            continue  # "sans dilatation de la VBP (6 mm)": the size of what is normal
        near = [n for n in reversed(before) if n not in out and n not in absent and _measurable(reading, n)]
        owner = next(iter(near), None)
        if owner is not None and not _BESIDE.fullmatch(text, reading.mentions[owner].end, quantity.start):
            owner = next((n for n in near if reading.is_tumour_like(n)), owner)
        far = (
            owner is None
            or not _reaches(text[reading.mentions[owner].end : quantity.start])
            or _of_another(reading, reading.mentions[owner].last + 1, reading.tokens.at(quantity.start))
        )
        if owner is not None and not far and not _distance(text, quantity):
            if bare and _AND.fullmatch(text, bare[0].end, quantity.start):
                quantity = replace(quantity, start=bare[0].start, number=bare[0].number, high=quantity.number)
            out[owner] = quantity.as_value(text, quantity.unit)
        bare = []
    return out


#: What stands between a finding and a size that can only be its own: "un endomètre épaissi à 18 mm".
_BESIDE = re.compile(r"\s?(?:\(|à|de|mesurant|mesuré\w*\sà|faisant)?\s?(?:environ\s)?", re.IGNORECASE)
_JOINS, _DETERMINERS = word_class("list-joins"), word_class("determiners")


def _of_another(reading: Reading, first: int, stop: int) -> bool:
    """Whether an organ of its own comes between: "un nodule du foie et une rate augmentée à 15 cm"."""
    fold = reading.tokens.fold
    return any(
        i in reading.site_at and fold[i - 1] in _DETERMINERS and fold[i - 2] in _JOINS for i in range(first + 2, stop)
    )


#: A sentence that goes on with the finding before it: "Elle mesure 4 cm", "Celui-ci mesurait environ 30 mm".
_ITS_SIZE = re.compile(
    r"\W*(?:Elle|Il|Celle-ci|Celui-ci|Cette\sdernière|Ce\sdernier|Le\stout|L['’]ensemble)\s"
    r"(?:mesur(?:e|ait)|fait|faisait|a\smesuré)\s(?:environ\s|près\sde\s|plus\sde\s)?"
)


_ARTICLE = re.compile(r"\b(une?|la|le|cette|ce|du)\s(?:[a-zà-ÿ]+\s){0,2}$", re.IGNORECASE)
_FEMALE, _PRONOUNS = written_class("female-determiners"), word_class("personal-pronouns")


def size_of_subject(
    reading: Reading, view: SentenceView, free: list[Quantity], before: list[int]
) -> tuple[int, Value] | None:
    """The finding that a sentence gives the size of by a pronoun, and the size: "Une masse ... . Elle mesure 4 cm".

    Args:
        free: the quantities of the sentence that are no results.
        before: the findings of the sentence before that are there and have no size yet.
    """
    text = reading.document.text
    size = next((q for q in free if q.dimension in _EXTENTS), None)
    measured = [n for n in before if _measurable(reading, n)] if size is not None else []
    owner = next((n for n in reversed(measured) if reading.is_tumour_like(n)), measured[-1] if measured else None)
    if owner is None or size is None or not _ITS_SIZE.fullmatch(text, view.sentence.start, size.start):
        return None
    start = reading.mentions[owner].start
    article = _ARTICLE.search(text, max(0, start - 40), start)
    pronoun = reading.tokens.text[view.first].lower()
    if article is not None and pronoun in _PRONOUNS and (pronoun == "elle") != (article[1].lower() in _FEMALE):
        return None  # "une tumeur du rein ... . Il mesure": the kidney
    return owner, size.as_value(text, size.unit)


#: What leads from a finding to the volume of what it holds or has shed, and what the volume may be of.
_HOLDING = re.compile(
    r"[^,;:.()]{0,45}?(?:\s(?:de|à|jusqu['’]à|est|était|mesurant|faisant|cubant)|\sd['’]|\s?\(|\s?:)\s*"
    r"(?:(?:environ|près\sde|plus\sde|moins\sde|au\smoins|un\svolume\sde)\s*)*",
    re.IGNORECASE,
)
_OF_OTHER = re.compile(r"\s?(?:de\s|d['’])(?!\s?(?:sang|liquide|pus|sérosité|volume)\b)|\s?(?:/|par\b)", re.IGNORECASE)


#: What stands between a change of weight and its kilos: "a perdu 6 kg", "a pris environ 4 kg".
_KILOS = re.compile(r"\s?(?:environ\s|près\sde\s|plus\sde\s)?")
#: Findings that are told in kilograms.
_WEIGHED = ("WeightLoss", "WeightGain")


def _holder(reading: Reading, conditions: list[int], quantity: Quantity) -> int | None:
    """The finding that a volume or a weight measures: "épanchement estimé à 500 ml", "amaigrissement de 6 kg".

    Not what something else has: "déshydratation : 500 ml de sérum".
    """
    number = next((n for n in reversed(conditions) if reading.mentions[n].end <= quantity.start), None)
    if number is None or reading.is_a(number, "LaboratoryFinding"):
        return None
    if quantity.dimension == "mass" and not any(reading.is_a(number, kind) for kind in _WEIGHED):
        return None
    text, mention, tokens = reading.document.text, reading.mentions[number], reading.tokens
    beside = quantity.dimension == "mass" and _KILOS.fullmatch(text, mention.end, quantity.start)
    held = beside or _HOLDING.fullmatch(text, mention.end, quantity.start)
    if _OF_OTHER.match(text, quantity.end) or not held:
        return None
    between = range(mention.last + 1, tokens.at(quantity.start))
    return None if any(i in reading.mention_at for i in between) else number


def _measurable(reading: Reading, number: int) -> bool:
    return not reading.is_a(number, "Symptom") and not reading.is_a(number, "LaboratoryFinding")


#: "à 5 cm de la marge anale", "situé à 2 cm du hile": how far off, not how large.
_OFF = re.compile(r"\bà\s(?:environ\s|moins\sde\s|plus\sde\s)?$")
_FROM = re.compile(
    r"\s(?:de\s(?:la|l['’]|son|sa|ce|cette)|du|des|(?:au|en)[-\s]?(?:dess\w+|delà|amont|aval|avant|arrière)|sous)(?!\w)"
)


def _distance(text: str, quantity: Quantity) -> bool:
    off = _OFF.search(text, max(0, quantity.start - 20), quantity.start)
    return off is not None and _FROM.match(text, quantity.end) is not None


#: How far behind its finding a size may stand, in characters, and how far where a word says that it was measured.
_NEAR_SIZE, _MEASURED_SIZE = 110, 260
_MEASURING = re.compile(r"\b(?:mesur\w+|faisant|(?:fait|faisait)\senviron|de\staille|d['’]un\sdiamètre)\b[^,;.]{0,25}$")


def _reaches(between: str) -> bool:
    if _STOP.search(between):
        return False
    return len(between) < (_MEASURED_SIZE if _MEASURING.search(between) else _NEAR_SIZE)
