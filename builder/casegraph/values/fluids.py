"""Tests of a fluid: cells, protein or glucose told of a puncture are not the blood's."""

from __future__ import annotations

from casegraph.languages.words import word_class
from casegraph.reading import Reading
from casegraph.terminology.concepts import Concept
from casegraph.text.tokens import PHRASE_MARKS

__all__ = ["URINE", "cell_count_of", "in_fluid"]

#: The count of cells of a fluid, by what names the fluid or its puncture.
_CELLS = {
    "CerebrospinalFluid": "CSFCellCount", "LumbarPuncture": "CSFCellCount", "NormalCSF": "CSFCellCount",
    "CloudyCSF": "CSFCellCount", "XanthochromicCSF": "CSFCellCount", "AsciticFluid": "BodyFluidCellCount",
    "Paracentesis": "BodyFluidCellCount", "PleuralFluid": "BodyFluidCellCount", "Thoracentesis": "BodyFluidCellCount",
    "SynovialFluid": "JointFluidCellCount", "Arthrocentesis": "JointFluidCellCount",
    "BronchoalveolarLavage": "BodyFluidCellCount", "PericardialFluid": "BodyFluidCellCount",
    "Pericardiocentesis": "BodyFluidCellCount", "UrineCulture": "UrineLeukocytes",
}  # fmt: skip
_PROTEIN = {
    "CerebrospinalFluid": "CSFProtein", "LumbarPuncture": "CSFProtein", "NormalCSF": "CSFProtein",
    "AsciticFluid": "AsciticFluidProtein", "Paracentesis": "AsciticFluidProtein",
    "PleuralFluid": "PleuralFluidProtein", "Thoracentesis": "PleuralFluidProtein",
}  # fmt: skip
_GLUCOSE = {"CerebrospinalFluid": "CSFGlucose", "LumbarPuncture": "CSFGlucose"}
#: Examinations of the urine.
URINE = ("Urinalysis", "UrineCulture", "UrineDipstick")
_WHITE_CELLS = {**_CELLS, **dict.fromkeys(URINE, "UrineLeukocytes")}
_RED_CELLS = dict.fromkeys(URINE, "UrineErythrocytes")
_SUGAR = {**_GLUCOSE, **dict.fromkeys(URINE, "UrineGlucose")}
#: What each test of the blood is in a fluid; where the fluid has no test of its own, any test of a fluid.
_IN_FLUID = {
    **dict.fromkeys(("LeukocyteCount", "NeutrophilCount", "LymphocyteCount", "EosinophilCount"), _WHITE_CELLS),
    "RedBloodCellCount": _RED_CELLS, "TotalProtein": _PROTEIN, "Proteinuria24h": _PROTEIN, "BloodGlucose": _SUGAR,
}  # fmt: skip
_ANY = "BodyFluidTest"
#: The blood's cells are counted in thousands a microlitre, a fluid's one by one.
_BLOOD_UNITS = frozenset({"10*9/L", "10*3/uL"})
_FLUID, _BLOOD = word_class("fluid-words"), word_class("blood-words")
#: How many words behind a test its fluid may stand: "protéines 12 g/L dans le LCR".
_BEHIND = 5
_ENDS, _SEMICOLON = PHRASE_MARKS | {"("}, frozenset(";")


def cell_count_of(concept: str | None) -> str | None:
    """The count of cells of the fluid that a concept names or yields; None of another concept."""
    return _CELLS.get(concept or "")


def in_fluid(reading: Reading, concept: Concept, start: int, end: int, unit: str | None) -> Concept | None:
    """The test of a fluid that a test of the blood with its value, from `start` to `end`, is there; None of the blood.

    The sentence names the fluid before, or right behind ("dans le LCR"); a word of the blood brings the blood back.
    """
    tests = _IN_FLUID.get(concept.name)
    if tests is None or unit in _BLOOD_UNITS:
        return None
    tokens = reading.tokens
    sentence = reading.document.sentence_at(start)
    first, last = tokens.at(start), tokens.at(end)
    stop = tokens.at(sentence.end)
    for i in range(last, min(stop, last + _BEHIND)):
        if tokens.mark_before(i, _ENDS):
            break
        if (found := _named_at(reading, i, tests)) is not None:
            return reading.terminology[found]
    for i in range(first - 1, tokens.at(sentence.start) - 1, -1):
        if tokens.mark_behind(i, _SEMICOLON) or tokens.fold[i] in _BLOOD:
            return None
        if (found := _named_at(reading, i, tests)) is not None:
            return reading.terminology[found]
    return _headed(reading, sentence.index, tests)


def _headed(reading: Reading, index: int, tests: dict[str, str]) -> Concept | None:
    """The test of the fluid that a line of few words above a result names: "ECBU" over "Leucocytes : 1000 /µL"."""
    for view in reversed(reading.sentences[max(0, index - _ABOVE) : index]):
        if view.last - view.first > _FEW:
            return None
        named = (_named_at(reading, i, tests) for i in range(view.first, view.last))
        if (found := next((test for test in named if test is not None), None)) is not None:
            return reading.terminology[found]
    return None


#: How many lines above a result its fluid may head them, and of how many words such a line is.
_ABOVE, _FEW = 2, 4


def _named_at(reading: Reading, word: int, tests: dict[str, str]) -> str | None:
    """The test that belongs to the fluid or puncture that a word is of."""
    number = reading.mention_at.get(word, reading.site_at.get(word))
    concept = reading.mentions[number].concept if number is not None else None
    if concept in _CELLS or (concept in URINE and concept in tests):
        return tests.get(concept or "", _ANY)
    return ("BodyFluidCellCount" if tests is _WHITE_CELLS else _ANY) if reading.tokens.fold[word] in _FLUID else None
