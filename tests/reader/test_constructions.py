"""What was held and why, what is there and what was measured, in every construction of French, in every context.

`constructions/held.tsv` holds one construction a line with the status it tells of the drug ("none": nothing is held);
in braces stand the drug, the finding that is why, and what agrees with them. `constructions/findings.tsv` does the same
for the presence of a finding, `constructions/results.tsv` for the value of a test. `constructions/contexts.tsv` holds
what may stand around a sentence without changing what it tells ("{S}" the sentence, "{s}" without its capital). None
names a sentence of another: the product of all is some twenty thousand sentences, of which each construction reads its
own.
"""

from __future__ import annotations

import csv
from pathlib import Path
from typing import NamedTuple

import pytest

from casegraph.pipeline import read_stated
from casegraph.records import CHANGED, Case, Record
from casegraph.text.document import document_from_text

FOLDER = Path(__file__).with_name("constructions")
#: What may be said in a construction's own status: "débuté" is given as well.
SAME = {"given": {"given", "started"}, "continued": {"continued", "given"}}
#: Statuses whose construction names the finding as the reason.
REASONED = frozenset(CHANGED) - {"refused"}


class Drug(NamedTuple):
    """A treatment as French writes it: with its article, behind "de", behind "à", what agrees, and its names."""

    the: str
    of: str
    to: str
    agreed: str
    names: tuple[str, ...]
    plural: bool = False

    @property
    def bare(self) -> str:
        """Its words without the article."""
        return next(self.the.removeprefix(a) for a in ("les ", "le ", "la ", "l'") if self.the.startswith(a))


class Finding(NamedTuple):
    """A reason: with its article, behind "de", without any, bare, the ending that agrees, and its names."""

    a: str
    of: str
    of_any: str
    bare: str
    agreed: str
    names: tuple[str, ...]


DRUGS = (
    Drug("le méthotrexate", "du méthotrexate", "au méthotrexate", "", ("méthotrexate",)),
    Drug("l'héparine", "de l'héparine", "à l'héparine", "e", ("héparine",)),
    Drug("la chimiothérapie", "de la chimiothérapie", "à la chimiothérapie", "e", ("chimiothérapie",)),
    Drug("les corticoïdes", "des corticoïdes", "aux corticoïdes", "s", ("corticoïdes",), plural=True),
    Drug("le traitement par docétaxel", "du traitement par docétaxel", "au traitement par docétaxel", "",
         ("docétaxel",)),
    Drug("le traitement d'entretien au docétaxel", "du traitement d'entretien au docétaxel",
         "au traitement d'entretien au docétaxel", "", ("docétaxel",)),
    Drug("l'hormonothérapie adjuvante par létrozole", "de l'hormonothérapie adjuvante par létrozole",
         "à l'hormonothérapie adjuvante par létrozole", "e", ("létrozole",)),
    Drug("l'immunothérapie avec du nivolumab", "de l'immunothérapie avec du nivolumab",
         "à l'immunothérapie avec du nivolumab", "e", ("nivolumab",)),
    Drug("la deuxième ligne à base de gemcitabine", "de la deuxième ligne à base de gemcitabine",
         "à la deuxième ligne à base de gemcitabine", "e", ("gemcitabine",)),
    Drug("le sunitinib et l'amiodarone", "du sunitinib et de l'amiodarone", "au sunitinib et à l'amiodarone", "s",
         ("sunitinib", "amiodarone"), plural=True),
)  # fmt: skip
FINDINGS = (
    Finding("une thrombopénie", "d'une thrombopénie", "de thrombopénie", "thrombopénie", "e", ("thrombopénie",)),
    Finding("une neutropénie fébrile de grade 4", "d'une neutropénie fébrile de grade 4", "de neutropénie fébrile",
            "neutropénie fébrile de grade 4", "e", ("neutropénie",)),
    Finding("une progression de la maladie", "d'une progression de la maladie", "de progression",
            "progression de la maladie", "e", ("progression",)),
    Finding("un érythème et une fièvre", "d'un érythème et d'une fièvre", "d'érythème", "érythème, fièvre", "",
            ("érythème", "fièvre")),
    Finding("l'apparition d'une insuffisance rénale aiguë", "de l'apparition d'une insuffisance rénale aiguë",
            "d'insuffisance rénale", "insuffisance rénale aiguë", "e", ("insuffisance rénale",)),
)  # fmt: skip


def _rows(name: str) -> list[tuple[str, str]]:
    with (FOLDER / name).open(encoding="utf-8", newline="") as file:
        return [(first, second) for first, second in list(csv.reader(file, delimiter="\t", quoting=csv.QUOTE_NONE))[1:]]


CONSTRUCTIONS, CONTEXTS = _rows("held.tsv"), _rows("contexts.tsv")


def _capital(words: str) -> str:
    return words[0].upper() + words[1:]


def _filled(construction: str, drug: Drug, finding: Finding) -> str:
    """A construction with a drug and a finding, and what agrees with them."""
    names = drug.bare.replace("l'", "").replace("le ", "").split(" et ")
    bare, of_drug = " et ".join(names), " et ".join(("d'" if n[0] in "aehiou" else "de ") + n for n in names)
    slots = {
        "The drug": _capital(drug.the), "the drug": drug.the, "of the drug": drug.of, "to the drug": drug.to,
        "drug": bare, "of drug": of_drug, "e": drug.agreed, "e-s": drug.agreed if drug.agreed != "s" else "",
        "a": "ont" if drug.plural else "a", "n'a": "n'ont" if drug.plural else "n'a",
        "est": "sont" if drug.plural else "est",
        "t": ("rent" if "fu{t}" in construction else "ent") if drug.plural else "t",
        "A finding": _capital(finding.a), "a finding": finding.a, "of a finding": finding.of,
        "of any finding": finding.of_any, "finding": finding.bare, "f": finding.agreed,
    }  # fmt: skip
    out = construction
    for name, words in slots.items():
        out = out.replace("{" + name + "}", words)
    return out.replace("à les ", "aux ").replace("à le ", "au ")


def _read(text: str) -> Case:
    return read_stated(document_from_text(text, "construction"))


def _acts(case: Case, name: str) -> list[Record]:
    """What is said of what a name names, by that name or by words that point to it ("ce traitement")."""
    acts = [r for r in case.records if r.kind in ("treatment", "procedure")]
    named = {r.entity for r in acts if name in r.text}
    return [r for r in acts if r.entity in named]


def _why(case: Case, record: Record) -> str:
    texts = {r.id: r.text for r in case.records}
    return " + ".join(sorted(texts[n] for n in record.reasons))


def _complaint(text: str, status: str, drug: Drug, finding: Finding | None) -> str | None:
    """What is wrong with what a sentence is read to tell; None where nothing is."""
    case = _read(text)
    for name in drug.names:
        here = _acts(case, name)
        said = {r.status for r in here if r.status is not None}
        fitting = SAME.get(status, {status})
        if status == "none":
            if said & frozenset(CHANGED):
                return f"{text!r}: nothing is held, read {name} {sorted(said)}"
            continue
        if not said & fitting or (said & frozenset(CHANGED)) - fitting:
            return f"{text!r}: wanted {name} {status}, read {sorted(said)}"
        why = " + ".join(_why(case, r) for r in here if r.status in fitting)
        if finding is not None and not all(part in why for part in finding.names):
            return f"{text!r}: wanted {name} {status} because {finding.names}, read {why!r}"
    return None


def _held(case: Case) -> set[tuple[str, str, str]]:
    return {(r.text, r.status, _why(case, r)) for r in case.records if r.status in CHANGED and r.status is not None}


@pytest.mark.parametrize(("status", "construction"), CONSTRUCTIONS, ids=[c for _, c in CONSTRUCTIONS])
def test_every_drug_and_finding(status: str, construction: str) -> None:
    """A construction tells the same of every drug, for every finding."""
    reasoned = status in REASONED and "finding}" in construction
    findings = FINDINGS if "finding}" in construction else FINDINGS[:1]
    complaints = [
        _complaint(_filled(construction, drug, finding), status, drug, finding if reasoned else None)
        for drug in DRUGS
        for finding in findings
    ]
    wrong = [c for c in complaints if c is not None]
    assert not wrong, "\n".join(wrong[:5])


#: Constructions that are notes without a verb, or end in one, tell another thing where a clause is put around them.
BARE = ("Arrêt ", "Suspension ", "Report ", "Réduction ", "Remplacement ", "Relais ", "Contre-indication ", "Refus ",
        "Pas ", "Sans ", "Abstention ", "Vu ", "Décision ", "{The drug} arrêté")  # fmt: skip


def _whole(construction: str) -> bool:
    """Whether a construction is a clause, around which another may stand."""
    return not (construction.startswith(BARE) or ":" in construction or "étant apparu" in construction
                or construction.endswith("?"))  # fmt: skip


def _around(text: str) -> list[str]:
    """A sentence in every context."""
    text = text.rstrip(".")
    return [c.replace("{S}", text).replace("{s}", text[0].lower() + text[1:]) for _, c in CONTEXTS]


@pytest.mark.parametrize("construction", [c for _, c in CONSTRUCTIONS if _whole(c)])
def test_every_context(construction: str) -> None:
    """What stands around a construction changes nothing of what it tells, and is not held itself."""
    text = _filled(construction, DRUGS[1], FINDINGS[0])
    told = _held(_read(text))
    wrong = [(around, read) for around in _around(text) if (read := _held(_read(around))) != told]
    assert not wrong, "\n".join(f"{around!r}: {sorted(told)} became {sorted(read)}" for around, read in wrong[:5])


PASSAGES: dict[str, list[str]] = {}
for _part, _words in _rows("passages.tsv"):
    PASSAGES.setdefault(_part, []).append("" if _words == "-" else _words)
#: Drugs of a passage: as a course of treatment is named, in the masculine and the feminine.
COURSES = (Drug("le docétaxel", "du docétaxel", "au docétaxel", "", ("docétaxel",)),
           Drug("la gemcitabine", "de la gemcitabine", "à la gemcitabine", "e", ("gemcitabine",)))  # fmt: skip


@pytest.mark.parametrize("status", ["stopped", "reduced"])
@pytest.mark.parametrize("begun", PASSAGES["begun"])
def test_every_passage(begun: str, status: str) -> None:
    """ "Le traitement", a pronoun or "la dose" means the drug begun before, whatever was told or added since."""
    texts = (
        (" ".join(filter(None, (begun, between, change))), drug, finding)
        for between in PASSAGES["between"]
        for number, change in enumerate(PASSAGES[status])
        for drug, finding in [(COURSES[number % 2], FINDINGS[number % len(FINDINGS)])]
    )
    wrong = [c for text, drug, finding in texts if (c := _passage(_filled(text, drug, finding), status, drug, finding))]
    assert not wrong, "\n".join(wrong[:5])


@pytest.mark.parametrize("then", PASSAGES["then"])
def test_every_event(then: str) -> None:
    """What follows from an event has it as its reason, however the event is told."""
    status = "reduced" if "dose" in then else "stopped"
    wrong = []
    for number, event in enumerate(PASSAGES["event"]):
        drug, finding = COURSES[number % 2], FINDINGS[number % 3]
        which = "laquelle" if finding.agreed == "e" else "lequel"
        text = _filled(event + then.replace("{which}", which), drug, finding)
        if (complaint := _passage(text, status, drug, finding)) is not None:
            wrong.append(complaint)
    assert not wrong, "\n".join(wrong[:5])


def _passage(text: str, status: str, drug: Drug, finding: Finding) -> str | None:
    """What is wrong with the change that a passage tells: another drug, no reason, a second change."""
    case = _read(text)
    wanted = {status} if status == "reduced" else {"stopped", "paused"}
    held = [r for r in case.records if r.status in CHANGED]
    mine = [r for r in held if r.status in wanted and r.concept is not None and _drug(case, drug) == r.concept]
    if not mine or len(held) > len(mine):
        return f"{text!r}: wanted {drug.names} {status}, read {[(r.text, r.status) for r in held]}"
    why = " + ".join(_why(case, r) for r in mine)
    if not all(part in why for part in finding.names):
        return f"{text!r}: wanted {drug.names} {status} because {finding.names}, read {why!r}"
    return None


def _drug(case: Case, drug: Drug) -> str | None:
    return next((r.concept for r in case.records if r.text.lower() == drug.names[0]), None)


class Sign(NamedTuple):
    """A finding as French writes it: with "un", with "le", behind "de" with "le", bare, what agrees, and its name."""

    a: str
    the: str
    of_the: str
    bare: str
    agreed: str
    name: str


SIGNS = (
    Sign("une fièvre", "la fièvre", "de la fièvre", "fièvre", "e", "fièvre"),
    Sign("une embolie pulmonaire", "l'embolie pulmonaire", "de l'embolie pulmonaire", "embolie pulmonaire", "e",
         "embolie pulmonaire"),
    Sign("un épanchement pleural gauche", "l'épanchement pleural gauche", "de l'épanchement pleural gauche",
         "épanchement pleural gauche", "", "épanchement pleural"),
    Sign("une fracture du col du fémur", "la fracture du col du fémur", "de la fracture du col du fémur",
         "fracture du col du fémur", "e", "fracture"),
    Sign("un lymphome", "le lymphome", "du lymphome", "lymphome", "", "lymphome"),
)  # fmt: skip
PRESENCES = _rows("findings.tsv")


def _of(words: str) -> str:
    return ("d'" if words[0] in "aeéiouh" else "de ") + words


def _signed(construction: str, sign: Sign) -> str:
    """A construction with a finding and what agrees with it."""
    slots = {
        "of a finding": _of(sign.a), "of the finding": sign.of_the, "of finding": _of(sign.bare),
        "A finding": _capital(sign.a), "a finding": sign.a, "The finding": _capital(sign.the),
        "the finding": sign.the, "finding": sign.bare, "e": sign.agreed,
    }  # fmt: skip
    for name, words in slots.items():
        construction = construction.replace("{" + name + "}", words)
    return construction


def _told(text: str, sign: Sign) -> set[str]:
    """What a sentence tells of a finding: its presence, or whose it is."""
    found = [r for r in _read(text).records if r.kind == "condition" and sign.name in r.text]
    return {"family" if r.experiencer != "patient" else str(r.presence) for r in found}


@pytest.mark.parametrize(("presence", "construction"), PRESENCES, ids=[c for _, c in PRESENCES])
def test_every_finding(presence: str, construction: str) -> None:
    """A construction tells the same of every finding, also in every context."""
    texts = [(_signed(construction, sign), sign) for sign in SIGNS]
    around = _around(texts[1][0]) if ":" not in construction else []
    wrong = [f"{text!r}: {told}" for text, sign in [*texts, *((a, SIGNS[1]) for a in around)]
             if (told := _told(text, sign)) != {presence}]  # fmt: skip
    assert not wrong, f"wanted {presence}\n" + "\n".join(wrong[:5])


class Measure(NamedTuple):
    """A test as French writes it, what agrees with it, a value, another, and the value's number."""

    the: str
    a: str
    of_the: str
    bare: str
    agreed: str
    value: str
    other: str
    number: float


TESTS = (
    Measure("l'hémoglobine", "une hémoglobine", "de l'hémoglobine", "hémoglobine", "e", "8,5 g/dL", "12 g/dL", 8.5),
    Measure("la créatinine", "une créatinine", "de la créatinine", "créatinine", "e", "154 µmol/L", "90 µmol/L", 154),
    Measure("la CRP", "une CRP", "de la CRP", "CRP", "e", "120 mg/L", "40 mg/L", 120),
    Measure("le PSA", "un PSA", "du PSA", "PSA", "", "45 ng/mL", "12 ng/mL", 45),
    Measure("le lactate", "un lactate", "du lactate", "lactate", "", "3,2 mmol/L", "2 mmol/L", 3.2),
    Measure("la FEVG", "une FEVG", "de la FEVG", "FEVG", "e", "35 %", "55 %", 35),
    Measure("la température", "une température", "de la température", "température", "e", "39,2 °C", "37 °C", 39.2),
    Measure("la ferritine", "une ferritine", "de la ferritine", "ferritine", "e", "1 250 µg/L", "300 µg/L", 1250),
    Measure("l'INR", "un INR", "de l'INR", "INR", "", "3,4", "2,5", 3.4),
)  # fmt: skip
RESULTS = [construction for _, construction in _rows("results.tsv")]
#: What may stand around a result, with other values of other tests in it.
BESIDE = (
    "Il avait 63 ans et pesait 72 kg. {S}.",
    "La TA était à 120/80 mmHg. {S}.",
    "Plaquettes 210 G/L, {s}.",
    "Sous méthotrexate 15 mg par semaine, {s}.",
    "{S}, plaquettes 210 G/L.",
    "{S} et des plaquettes à 210 G/L.",
    "{S} ; les plaquettes étaient à 210 G/L.",
    "{S}. Un scanner a montré une masse de 5 cm.",
    "{S}, traité par 2 culots globulaires.",
)


def _tested(construction: str, test: Measure) -> str:
    """A construction with a test, its value, and what agrees with it."""
    slots = {
        "of a test": _of(test.a), "of the test": test.of_the, "of test": _of(test.bare), "The test": _capital(test.the),
        "the test": test.the, "a test": test.a, "Test": _capital(test.bare), "test": test.bare, "e": test.agreed,
        "value": test.value, "other": test.other,
    }  # fmt: skip
    for name, words in slots.items():
        construction = construction.replace("{" + name + "}", words)
    return construction


def _values(text: str, test: Measure) -> set[float | None]:
    found = [r for r in _read(text).records if r.value is not None and test.bare.lower() in r.text.lower()]
    return {r.value.number for r in found if r.value is not None}


@pytest.mark.parametrize("construction", RESULTS)
def test_every_test(construction: str) -> None:
    """A construction tells the value of every test, also beside the values of others."""
    texts = [(_tested(construction, test), test) for test in TESTS]
    own = texts[1][0].rstrip(".")
    around = [c.replace("{S}", own).replace("{s}", own[0].lower() + own[1:]) for c in BESIDE]
    wrong = [f"{text!r}: {sorted(map(str, read))}" for text, test in [*texts, *((a, TESTS[1]) for a in around)]
             if test.number not in (read := _values(text, test))]  # fmt: skip
    assert not wrong, "\n".join(wrong[:5])


def test_there_are_constructions() -> None:
    """The constructions tell every status, more than 270 of them, and no two are the same."""
    assert len({c for _, c in CONSTRUCTIONS}) == len(CONSTRUCTIONS) > 270
    assert {s for s, _ in CONSTRUCTIONS} >= frozenset(CHANGED) | {"continued", "given", "none"}
    assert len({c for _, c in PRESENCES}) == len(PRESENCES) > 170
    assert len(set(RESULTS)) == len(RESULTS) > 70
    assert {p for p, _ in PRESENCES} == {"absent", "suspected", "present", "hypothetical", "family"}
