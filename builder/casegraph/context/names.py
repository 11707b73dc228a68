"""What a mention of a treatment names: a drug, a thing of its own, or only "le traitement"."""

from __future__ import annotations

from casegraph.context.phrases import is_theme
from casegraph.context.verbs import find_verbs
from casegraph.languages.words import word_class, written_class
from casegraph.reading import Reading

__all__ = [
    "GENERIC",
    "against",
    "cancer_drug_before",
    "drug",
    "drug_named",
    "generic",
    "given",
    "namable",
    "named_with",
    "next_in_plan",
    "of_cancer",
    "of_course",
    "real",
    "remedy",
]

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
    "Monotherapy",
    "PalliativeTreatment",
    "NeoadjuvantTreatment",
)
#: Drugs against what another treatment does, or against what is felt.
_SUPPORTIVE = (
    "AnalgesicDrug",
    "Analgesia",
    "Antacid",
    "Antidiarrhoeal",
    "Antiemetic",
    "AntiemeticTherapy",
    "Antihistamine",
    "Anxiolytic",
    "BloodProductTransfusion",
    "DermatologicalDrug",
    "Emollient",
    "ErythropoiesisStimulatingAgent",
    "GrowthFactorTherapy",
    "HaematopoieticGrowthFactor",
    "Hypnotic",
    "Laxative",
    "ProtonPumpInhibitor",
)
#: Drugs that a course of treatment is made of.
_OF_COURSE = ("AntineoplasticAgent", "Immunosuppressant", "MonoclonalAntibody")
_TREATING, _NEEDING = written_class("verbs-remedying"), written_class("verbs-needing")
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


def of_cancer(reading: Reading, number: int) -> bool:
    """Whether a mention is a drug for cancer, or drugs given together."""
    return any(reading.is_a(number, c) for c in ("AntineoplasticAgent", "DrugRegimen"))


def cancer_drug_before(reading: Reading, word: int) -> bool:
    """Whether a drug for cancer is named before a word."""
    return any(of_cancer(reading, n) for n in reading.mentions_from(0, word))


def remedy(reading: Reading, number: int) -> bool:
    """ "des nausées traitées par ondansétron", "de la morphine": a drug that is no course of treatment by itself."""
    return any(reading.is_a(number, c) for c in _SUPPORTIVE) or against(reading, number) is not None


def against(reading: Reading, number: int) -> int | None:
    """ "une colite traitée par corticoïdes", "un choc nécessitant la dobutamine": the finding that a treatment is for;
    the treatment of a tumour is its own course."""
    first = reading.mentions[number].first
    view = reading.sentence_of(first)
    near = (g for g in find_verbs(reading, view).groups if 0 < first - g.last <= _TO_DRUG)
    treated = next((g for g in near if g.lone or g.mood == "gerund"), None)
    verbs = _NEEDING + _TREATING if treated is not None and treated.mood == "gerund" else _TREATING
    if treated is None or treated.verb not in verbs or reading.tokens.parted(treated.last, first):
        return None
    before = [n for n in view.mentions if reading.mentions[n].last < treated.first]
    found = [n for n in before if reading.mentions[n].kind == "condition"
             and treated.first - reading.mentions[n].last <= _TO_TREATED]  # fmt: skip
    return found[-1] if found and not reading.is_tumour_like(found[-1]) else None


#: Words from "traitée" to the drug, and from a finding to "traitée".
_TO_DRUG, _TO_TREATED = 4, 5


def of_course(reading: Reading, number: int) -> bool:
    """Whether a mention names a drug that a course of treatment is made of, or a regimen of such drugs."""
    parts = getattr(reading.concept(number), "components", ())
    return any(reading.is_a(number, c) or any(reading.terminology.is_a(p, c) for p in parts) for c in _OF_COURSE)


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
