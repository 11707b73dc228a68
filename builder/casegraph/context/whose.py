"""Whose it is where a mother and her newborn share a report: each is a relative in the report of the other."""

from __future__ import annotations

from casegraph.languages.cues import Cue
from casegraph.languages.words import word_class
from casegraph.reading import Reading
from casegraph.text.fold import words

__all__ = ["about", "maternal", "newborn", "of_another"]

_CHILDREN, _NEWBORN, _WOMEN = word_class("child-words"), word_class("newborn-words"), word_class("women-words")
#: In years: until then a report tells of the pregnancy as the mother's, from then on of the patient's own.
_INFANT, _FERTILE = 2, 13
#: What a pregnant woman has; what is below the second is her child's.
_HERS, _NOT_HERS = ("Pregnancy", "PregnancyDisorder"), "FetalDisorder"
_MATERNAL_SECTION, _PREGNANCY_SECTION = "maternal-history", "pregnancy"
_BORNE = ("condition", "treatment")


def about(reading: Reading) -> str | None:
    """Whether a report is about a "newborn" or a "mother", that is a woman who may have one; None for anybody else."""
    if reading.patient is None:
        return None
    start, end, age = reading.patient
    named = set(words(reading.document.text[start:end]))
    if named & _WOMEN:
        return "mother" if age is None or age >= _FERTILE else None
    infant = bool(named & (_CHILDREN | _NEWBORN)) if age is None else age < _INFANT
    return "newborn" if infant else None


def of_another(reading: Reading, cue: Cue, patient: str | None) -> bool:
    """Whether a word for mother or newborn names somebody else than the patient.

    "l'hypotension maternelle" is the mother's where the patient is her newborn, "l'enfant" a child of the patient's
    where she is its mother.
    """
    if newborn(reading, cue):
        return patient == "mother"
    if patient == "mother" and _is_mother(reading, cue):
        return False
    return patient == "newborn" or cue.effect != "family:mother" or cue.reach != "touching"


def _is_mother(reading: Reading, cue: Cue) -> bool:
    """Whether "la mère" is the patient, who is told to be pregnant or to have given birth: "la mère est apyrétique"."""
    words = reading.tokens.text[cue.first : cue.last + 1]
    if list(map(str.lower, words)) != ["la", "mère"] or not _OF.isdisjoint(
        reading.tokens.span(max(0, cue.first - 1), cue.last + 1)
    ):
        return False
    return any(m.last < cue.first and any(reading.is_a(n, c) for c in _BEARING) for n, m in enumerate(reading.mentions))


_OF = word_class("of-words")
#: What tells that a woman is or was with child.
_BEARING = ("Pregnancy", "PregnancyDisorder", "ObstetricProcedure", "PostpartumState")


def newborn(reading: Reading, cue: Cue) -> bool:
    """Whether a cue names a child as no relative is named: "le nouveau-né", not "sa fille"."""
    return cue.effect == "family:child" and not _NEWBORN.isdisjoint(reading.tokens.span(cue.first, cue.last))


def maternal(reading: Reading, number: int, section: str, patient: str | None) -> bool:
    """Whether what is named is the mother's in the report of her newborn: "né d'une grossesse marquée par une HTA"."""
    if section == _MATERNAL_SECTION:
        return True
    if patient != "newborn" or reading.is_a(number, _NOT_HERS):
        return False
    pregnancy = section == _PREGNANCY_SECTION and reading.mentions[number].kind in _BORNE
    return pregnancy or any(reading.is_a(number, concept) for concept in _HERS)
