"""What a mention of a treatment names: a drug, a thing of its own, or only "le traitement"."""

from __future__ import annotations

from casegraph.context.phrases import is_theme
from casegraph.languages.words import word_class
from casegraph.reading import Reading

__all__ = ["GENERIC", "drug", "drug_named", "generic", "given", "namable", "named_with", "next_in_plan", "real"]

_ASIDE = word_class("despite")
GENERIC = (
    "Treatment",
    "Drug",
    "DrugTherapy",
    "DrugRegimen",
    "SystemicTherapy",
    "FirstLineTreatment",
    "SecondLineTreatment",
    "ThirdLineTreatment",
    "FourthLineTreatment",
    "AdjuvantTreatment",
    "MaintenanceTreatment",
    "PalliativeTreatment",
    "NeoadjuvantTreatment",
)
_OPTIONS = word_class("option-nouns")
_CONSISTING = word_class("names-openers")


def drug_named(reading: Reading, number: int) -> bool:
    """Whether a mention names a drug, or drugs given together."""
    return reading.is_a(number, "Drug") or bool((c := reading.concept(number)) and c.components)


def generic(reading: Reading, number: int) -> bool:
    """Whether a mention only says "traitement": it stands for a drug named elsewhere."""
    return reading.mentions[number].concept in GENERIC


def drug(reading: Reading, number: int) -> bool:
    """Whether a mention names a treatment and does not only say "traitement"."""
    return reading.mentions[number].kind == "treatment" and not generic(reading, number)


def given(reading: Reading, number: int) -> bool:
    """Whether a treatment that a mention names can be the one under way: "malgré l'antibiothérapie" names another."""
    first = reading.mentions[number].first
    before = reading.tokens.before(first, 6)
    return drug(reading, number) and _ASIDE.isdisjoint(before) and _OPTIONS.isdisjoint(before[-2:])


def next_in_plan(reading: Reading, number: int) -> bool:
    """ "suivie d'une curiethérapie": to come after something else."""
    first = reading.mentions[number].first
    return "suivi" in reading.tokens.before(first, 3)


def namable(reading: Reading, number: int) -> bool:
    """Whether a mention names a treatment, an operation or a test, and does not only say "traitement"."""
    return is_theme(reading, number) and not generic(reading, number)


def named_with(reading: Reading, number: int) -> bool:
    """Whether a drug is named as what a treatment consists of: "avec de l'adriamycine", "à base de cisplatine"."""
    first = reading.mentions[number].first
    words = reading.tokens.before(first, 4)
    return drug_named(reading, number) and not _CONSISTING.isdisjoint(words)


def real(reading: Reading, group: list[int]) -> list[int]:
    """Of "la troisième ligne, capécitabine et oxaliplatine" the drugs."""
    return [n for n in group if drug_named(reading, n)] or group
