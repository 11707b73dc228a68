"""What was held and why, in every construction of French at hand, for every treatment and finding, in every context.

`constructions/held.tsv` holds one construction a line with the status it tells of the drug ("none": nothing is held);
in braces stand the drug, the finding that is why, and what agrees with them. `constructions/contexts.tsv` holds what
may stand around a sentence without changing what it tells ("{S}" the sentence, "{s}" without its capital). Neither
names a sentence of the other: the product of all is some twenty thousand sentences, of which each construction reads
its own.
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


def _of(case: Case, name: str) -> list[Record]:
    return [r for r in case.records if r.kind in ("treatment", "procedure") and name in r.text]


def _why(case: Case, record: Record) -> str:
    texts = {r.id: r.text for r in case.records}
    return " + ".join(sorted(texts[n] for n in record.reasons))


def _complaint(text: str, status: str, drug: Drug, finding: Finding | None) -> str | None:
    """What is wrong with what a sentence is read to tell; None where nothing is."""
    case = _read(text)
    for name in drug.names:
        here = _of(case, name)
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


@pytest.mark.parametrize("construction", [c for _, c in CONSTRUCTIONS])
def test_every_context(construction: str) -> None:
    """What stands around a construction changes nothing of what it tells, and is not held itself."""
    if construction.startswith(BARE) or ":" in construction or "étant apparu" in construction:
        pytest.skip("a note has no clause around it")
    text = _filled(construction, DRUGS[1], FINDINGS[0]).rstrip(".")
    if text.endswith("?"):
        pytest.skip("a question ends as it does")
    told = _held(_read(text + "."))
    wrong = []
    for _, context in CONTEXTS:
        around = context.replace("{S}", text).replace("{s}", text[0].lower() + text[1:])
        if (read := _held(_read(around))) != told:
            wrong.append(f"{around!r}: {sorted(told)} became {sorted(read)}")
    assert not wrong, "\n".join(wrong[:5])


def test_there_are_constructions() -> None:
    """The constructions tell every status, more than 270 of them, and no two are the same."""
    assert len({c for _, c in CONSTRUCTIONS}) == len(CONSTRUCTIONS) > 270
    assert {s for s, _ in CONSTRUCTIONS} >= frozenset(CHANGED) | {"continued", "given", "none"}
