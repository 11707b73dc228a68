"""The saved queries on treatments: each with a case that answers and one that must stay silent."""

from __future__ import annotations

import pytest

from tests.graph.made import Made
from tests.queries.asking import rows


def held() -> Made:
    """Held for two reasons, for none, and as a result that a rule turned into a condition."""
    made = Made(
        "Le bévacizumab a été arrêté à J8 devant une thrombopénie et une diarrhée.\n"
        "Pas d'héparine. Ponction lombaire contre-indiquée : plaquettes à 15 G/L.\n"
    )
    thrombopenia = made.add("condition", "thrombopénie", "Thrombocytopenia", presence="present")
    diarrhea = made.add("condition", "diarrhée", "Diarrhea", presence="present")
    made.add(
        "treatment", "bévacizumab", "Bevacizumab", status="stopped", reasons=(thrombopenia.id, diarrhea.id),
        time=made.time("J8", day_from=8.0, day_to=8.0),
    )  # fmt: skip
    made.add("treatment", "héparine", "Heparin", status="withheld")
    platelets = made.add(
        "observation", "plaquettes", "PlateletCount", value=made.value("15 G/L", 15.0, "10*9/L"), interpretation="low"
    )
    made.add(
        "condition", "plaquettes", "Thrombocytopenia", inferred=True, rule="low-platelets", based_on=(platelets.id,),
        presence="present", grade="CTCAE 4",
    )  # fmt: skip
    made.add("procedure", "Ponction lombaire", "LumbarPuncture", status="contraindicated", reasons=(platelets.id,))
    return made


def not_held() -> Made:
    """Given, reduced, planned; held in a relative; held because a thrombocytopenia is absent or for another reason."""
    made = Made(
        "Cisplatine poursuivi malgré la thrombopénie, puis réduit pour thrombopénie. Carboplatine prévu.\n"
        "Chez sa mère, aspirine arrêtée pour thrombopénie. Biopsie faite pour thrombopénie.\n"
    )
    reason = made.add("condition", "thrombopénie", "Thrombocytopenia", presence="present")
    made.add("treatment", "Cisplatine", "Cisplatin", status="continued")
    made.add("treatment", "Cisplatine", "Cisplatin", status="reduced", reasons=(reason.id,))
    made.add("treatment", "Carboplatine", "Carboplatin", status="planned")
    made.add("treatment", "aspirine", "Aspirin", status="stopped", experiencer="family", reasons=(reason.id,))
    made.add("procedure", "Biopsie", "BiopsyProcedure", status="given", reasons=(reason.id,))
    return made


def test_held_treatments() -> None:
    assert rows("held-treatments", held(), "treatment", "concept", "status", "reasonText", "when", "day") == [
        ("bévacizumab", "Bevacizumab", "Stopped", "diarrhée", "J8", 8.0),
        ("bévacizumab", "Bevacizumab", "Stopped", "thrombopénie", "J8", 8.0),
        ("héparine", "Heparin", "Withheld", None, None, None),
    ]
    assert rows("held-treatments", not_held(), "treatment") == []


def test_held_because_follows_a_result_to_the_condition_that_a_rule_inferred() -> None:
    columns = ("held", "kind", "status", "reasonText", "reasonConcept")
    assert rows("held-because", held(), *columns) == [
        ("bévacizumab", "Treatment", "Stopped", "thrombopénie", "Thrombocytopenia"),
        ("Ponction lombaire", "Procedure", "Contraindicated", "plaquettes 15 G/L", "Thrombocytopenia"),
    ]
    assert rows("held-because", not_held(), "held") == []


@pytest.mark.parametrize(
    ("reason", "expected"),
    [
        ("diarrhée", ["bévacizumab"]),
        # Anything below what is asked for counts.
        ("cytopénie", ["bévacizumab", "Ponction lombaire"]),
        ("ncit:C3408", ["bévacizumab", "Ponction lombaire"]),
        ("anémie", []),
    ],
)
def test_held_because_of_another_reason(reason: str, expected: list[str]) -> None:
    assert [held for (held,) in rows("held-because", held(), "held", reason=reason)] == expected


def test_held_because_of_either_of_two_reasons() -> None:
    found = rows("held-because", held(), "held", "reasonText", reason=["anémie", "diarrhée"])
    assert found == [("bévacizumab", "diarrhée")]


def test_held_because_the_condition_is_absent_is_not_held_because_of_it() -> None:
    made = Made("Anticoagulation non débutée en l'absence de thrombose.\n")
    absent = made.add("condition", "thrombose", "Thrombosis", presence="absent")
    made.add("treatment", "Anticoagulation", "AnticoagulationTherapy", status="withheld", reasons=(absent.id,))
    assert rows("held-because", made, "held", reason="Thrombosis") == []
    assert rows("held-treatments", made, "treatment") == [("Anticoagulation",)]


def given() -> Made:
    made = Made(
        "Appendicectomie en 2010. Oxygène en raison d'une hypoxie. Paclitaxel à dose réduite.\n"
        "Scanner fait. Trastuzumab prévu. Aspirine arrêtée.\n"
    )
    hypoxia = made.add("condition", "hypoxie", "Hypoxemia", presence="present")
    made.add(
        "procedure",
        "Appendicectomie",
        "Appendectomy",
        status="given",
        history=True,
        time=made.time("2010", date="2010"),
    )
    made.add("treatment", "Oxygène", "OxygenTherapy", status="given", reasons=(hypoxia.id,))
    made.add("treatment", "Paclitaxel", "Paclitaxel", status="reduced")
    return made


def test_treatments_given() -> None:
    made = given()
    made.add("procedure", "Scanner", "CTScan", status="given")
    made.add("treatment", "Trastuzumab", "Trastuzumab", status="planned")
    made.add("treatment", "Aspirine", "Aspirin", status="stopped")
    assert rows("treatments-given", made, "treatment", "concept", "status", "history", "reasonText", "when") == [
        ("Appendicectomie", "Appendectomy", "Given", True, None, "2010"),
        ("Oxygène", "OxygenTherapy", "Given", False, "hypoxie", None),
        ("Paclitaxel", "Paclitaxel", "Reduced", False, None, None),
    ]


def test_treatments_planned_stopped_or_of_a_relative_are_not_given() -> None:
    made = Made("Trastuzumab prévu, aspirine arrêtée, scanner fait. Sa mère a reçu du paclitaxel.\n")
    made.add("treatment", "Trastuzumab", "Trastuzumab", status="planned")
    made.add("treatment", "aspirine", "Aspirin", status="stopped")
    made.add("procedure", "scanner", "CTScan", status="given")
    made.add("treatment", "paclitaxel", "Paclitaxel", status="given", experiencer="family", relative="mère")
    assert rows("treatments-given", made, "treatment") == []


def test_dose_changes() -> None:
    made = Made(
        "Méthotrexate 20 mg par semaine, puis 15 mg. Paclitaxel réduit en raison d'une neuropathie.\n"
        "Prednisone 10 mg puis 10 mg.\n"
    )
    neuropathy = made.add("condition", "neuropathie", "PeripheralNeuropathy", presence="present")
    first = made.add("treatment", "Méthotrexate", "Methotrexate", status="given", dose=made.dose("20 mg", 20.0, "mg"))
    made.add(
        "treatment", "Méthotrexate", "Methotrexate", entity=first.entity, status="given",
        dose=made.dose("15 mg", 15.0, "mg"),
    )  # fmt: skip
    made.add("treatment", "Paclitaxel", "Paclitaxel", status="reduced", reasons=(neuropathy.id,))
    same = made.add("treatment", "Prednisone", "Prednisone", status="given", dose=made.dose("10 mg", 10.0, "mg"))
    made.add(
        "treatment", "Prednisone", "Prednisone", entity=same.entity, status="given", dose=made.dose("10 mg", 10.0, "mg")
    )
    columns = ("treatment", "status", "before", "after", "change", "reasonText")
    assert rows("dose-changes", made, *columns) == [
        ("Méthotrexate", "Given", "20 mg", "15 mg", 0.75, None),
        ("Paclitaxel", "Reduced", None, None, None, "neuropathie"),
    ]


def test_a_dose_told_twice_is_held_against_the_one_before() -> None:
    made = Made("Bisoprolol 2,5 mg. Bisoprolol maintenu, mais diminué à 1,25 mg.\n")
    first = made.add("treatment", "Bisoprolol", "Bisoprolol", status="given", dose=made.dose("2,5 mg", 2.5, "mg"))
    for status in ("continued", "reduced"):
        made.add(
            "treatment", "Bisoprolol", "Bisoprolol", 2, entity=first.entity, status=status,
            dose=made.dose("1,25 mg", 1.25, "mg"),
        )  # fmt: skip
    assert rows("dose-changes", made, "status", "before", "after", "change") == [
        ("Continued", "2,5 mg", "1,25 mg", 0.5),
        ("Reduced", "2,5 mg", "1,25 mg", 0.5),
    ]


def test_a_dose_in_another_unit_or_per_something_else_is_no_change() -> None:
    made = Made("Gemcitabine 1 g, gemcitabine 800 mg/m2, gemcitabine 900 mg. Héparine arrêtée.\n")
    first = made.add("treatment", "Gemcitabine", "Gemcitabine", status="given", dose=made.dose("1 g", 1.0, "g"))
    for number, words, dose in (
        (1, "gemcitabine", made.dose("800 mg/m2", 800.0, "mg", "m2")),
        (2, "gemcitabine", made.dose("900 mg", 900.0, "mg")),
    ):
        made.add("treatment", words, "Gemcitabine", number, entity=first.entity, status="given", dose=dose)
    made.add("treatment", "Héparine", "Heparin", status="stopped")
    assert rows("dose-changes", made, "treatment") == []


def test_drug_exposure() -> None:
    made = Made(
        "Cisplatine 80 mg/m2 toutes les 3 semaines par voie veineuse, 2e cycle, pendant 6 semaines.\nAspirine.\n"
    )
    made.add(
        "treatment", "Cisplatine", "Cisplatin", status="given", dose=made.dose("80 mg/m2", 80.0, "mg", "m2"),
        frequency=made.frequency("toutes les 3 semaines", 3.0, "wk"), route=made.span("voie veineuse"),
        cycle=made.span("2e cycle"), duration=made.span("6 semaines"),
    )  # fmt: skip
    made.add("treatment", "Aspirine", "Aspirin", status="given")
    columns = ("treatment", "dose", "doseValue", "doseUnit", "per", "frequency", "cycle", "route", "duration")
    assert rows("drug-exposure", made, *columns) == [
        ("Cisplatine", "80 mg/m2", 80.0, "mg", "m2", "toutes les 3 semaines", "2e cycle", "voie veineuse", "6 semaines")
    ]


def test_a_planned_dose_is_no_exposure() -> None:
    made = Made("Cisplatine 80 mg prévu ; carboplatine donné.\n")
    made.add("treatment", "Cisplatine", "Cisplatin", status="planned", dose=made.dose("80 mg", 80.0, "mg"))
    made.add("treatment", "carboplatine", "Carboplatin", status="given")
    assert rows("drug-exposure", made, "treatment") == []


def test_transfusions() -> None:
    made = Made("Deux culots globulaires transfusés devant une anémie. Transfusion de plaquettes refusée. Fer donné.\n")
    anemia = made.add("condition", "anémie", "Anemia", presence="present")
    made.add("treatment", "culots globulaires", "RedBloodCellTransfusion", status="given", reasons=(anemia.id,))
    made.add("treatment", "Transfusion de plaquettes", "PlateletTransfusion", status="refused")
    made.add("treatment", "Fer", "IronPreparation", status="given")
    assert rows("transfusions", made, "transfusion", "concept", "status", "reasonText") == [
        ("culots globulaires", "RedBloodCellTransfusion", "Given", "anémie"),
        ("Transfusion de plaquettes", "PlateletTransfusion", "Refused", None),
    ]


def test_iron_and_a_relative_s_transfusion_are_none_of_the_patient() -> None:
    made = Made("Fer donné. Son frère a été transfusé.\n")
    made.add("treatment", "Fer", "IronPreparation", status="given")
    made.add(
        "treatment", "transfusé", "BloodProductTransfusion", status="given", experiencer="family", relative="frère"
    )
    assert rows("transfusions", made, "transfusion") == []
