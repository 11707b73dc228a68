"""The saved queries on conditions: each with a case that answers and one that must stay silent."""

from __future__ import annotations

import casegraph
from tests.graph.made import Made
from tests.queries.asking import rows


def test_diagnoses_with_certainty_how_it_changed_and_what_it_rests_on() -> None:
    made = Made(
        "Le scanner fait suspecter une embolie pulmonaire sévère. Embolie pulmonaire finalement éliminée.\n"
        "Plaquettes à 30 G/L. Diabète connu. Toux.\n"
    )
    scan = made.add("procedure", "scanner", "CTScan", status="completed")
    embolism = made.add(
        "condition", "embolie pulmonaire", "PulmonaryEmbolism", presence="suspected", severity="sévère",
        shown_by=(scan.id,),
    )  # fmt: skip
    made.add("condition", "Embolie pulmonaire", "PulmonaryEmbolism", entity=embolism.entity, presence="absent")
    count = made.add("observation", "Plaquettes", "PlateletCount", value=made.value("30 G/L", 30.0, "10*9/L"))
    made.add(
        "condition", "Plaquettes", "Thrombocytopenia", inferred=True, rule="low-platelets", based_on=(count.id,),
        presence="present", grade="CTCAE 3",
    )  # fmt: skip
    made.add("condition", "Diabète", "DiabetesMellitus", presence="present", history=True)
    columns = ("diagnosis", "concept", "presence", "earlier", "history", "severity", "grade", "basis", "rule")
    assert rows("diagnoses", made, *columns) == [
        ("embolie pulmonaire", "PulmonaryEmbolism", "Suspected", None, False, "sévère", None, "scanner", None),
        ("Embolie pulmonaire", "PulmonaryEmbolism", "Absent", "Suspected", False, None, None, None, None),
        (
            "thrombopénie",
            "Thrombocytopenia",
            "Present",
            None,
            False,
            None,
            "CTCAE 3",
            "Plaquettes 30 G/L",
            "low-platelets",
        ),
        ("Diabète", "DiabetesMellitus", "Present", None, True, None, None, None, None),
    ]


def test_symptoms_risks_and_diagnoses_of_relatives_are_no_diagnoses() -> None:
    made = Made("Toux. Risque d'embolie pulmonaire. Diabète chez sa mère. En cas de sepsis, revenir.\n")
    made.add("condition", "Toux", "Cough", presence="present")
    made.add("condition", "embolie pulmonaire", "PulmonaryEmbolism", presence="at-risk")
    made.add("condition", "Diabète", "DiabetesMellitus", presence="present", experiencer="family", relative="mère")
    made.add("condition", "sepsis", "Sepsis", presence="hypothetical")
    assert rows("diagnoses", made, "diagnosis") == []


def test_a_certainty_between_two_others_is_the_earlier_one() -> None:
    made = Made("Embolie suspectée, embolie absente, embolie confirmée, embolie présente.\n")
    first = made.add("condition", "Embolie", "PulmonaryEmbolism", presence="suspected")
    for occurrence, presence in enumerate(("absent", "present", "present"), 1):
        made.add("condition", "embolie", "PulmonaryEmbolism", occurrence, entity=first.entity, presence=presence)
    assert rows("diagnoses", made, "presence", "earlier") == [
        ("Suspected", None),
        ("Absent", "Suspected"),
        ("Present", "Absent"),
        ("Present", None),
    ]


def test_symptoms() -> None:
    made = Made("Douleur modérée de la hanche droite depuis 3 mois. Ronflement bizarre. Pas de fièvre.\n")
    made.add(
        "condition", "Douleur", "Pain", presence="present", severity="modérée", laterality="right",
        site=made.site("hanche", "Hip"), duration=made.span("3 mois"),
    )  # fmt: skip
    made.add("condition", "Ronflement", parent="https://w3id.org/casegraph/concept/Symptom", presence="present")
    columns = ("symptom", "concept", "site", "siteConcept", "side", "severity", "duration")
    assert rows("symptoms", made, *columns) == [
        ("Douleur", "Pain", "hanche", "Hip", "Right", "modérée", "3 mois"),
        ("Ronflement", None, None, None, None, None, None),
    ]


def test_symptoms_that_are_absent_foreign_or_diseases_stay_out() -> None:
    made = Made("Pas de toux. Douleur chez sa mère. Diabète. Fièvre redoutée.\n")
    made.add("condition", "toux", "Cough", presence="absent")
    made.add("condition", "Douleur", "Pain", presence="present", experiencer="family", relative="mère")
    made.add("condition", "Diabète", "DiabetesMellitus", presence="present")
    made.add("condition", "Fièvre", "Fever", presence="hypothetical")
    assert rows("symptoms", made, "symptom") == []


def test_absent_findings() -> None:
    made = Made("Pas de fièvre ni d'adénopathie axillaire gauche.\n")
    made.add("condition", "fièvre", "Fever", presence="absent")
    made.add(
        "condition", "adénopathie", "Lymphadenopathy", presence="absent", laterality="left",
        site=made.site("axillaire", "AxillaryRegion"),
    )  # fmt: skip
    assert rows("absent-findings", made, "finding", "concept", "site", "side") == [
        ("fièvre", "Fever", None, None),
        ("adénopathie", "Lymphadenopathy", "axillaire", "Left"),
    ]


def test_what_is_there_suspected_or_absent_in_a_relative_is_not_absent() -> None:
    made = Made("Fièvre, sepsis suspecté, pas de diabète chez sa mère.\n")
    made.add("condition", "Fièvre", "Fever", presence="present")
    made.add("condition", "sepsis", "Sepsis", presence="suspected")
    made.add("condition", "diabète", "DiabetesMellitus", presence="absent", experiencer="family", relative="mère")
    assert rows("absent-findings", made, "finding") == []


def test_an_inferred_symptom_is_called_by_its_concept() -> None:
    made = Made("Température à 39,2 °C.\n")
    degrees = made.add("observation", "Température", "BodyTemperature", value=made.value("39,2 °C", 39.2, "Cel"))
    made.add(
        "condition",
        "Température",
        "Fever",
        inferred=True,
        rule="high-value",
        based_on=(degrees.id,),
        presence="present",
    )
    assert rows("symptoms", made, "symptom", "concept") == [("fièvre", "Fever")]


def test_complications() -> None:
    made = Made("Neuropathie sévère due au paclitaxel. Effet indésirable noté. Ictère dû à une lithiase.\n")
    drug = made.add("treatment", "paclitaxel", "Paclitaxel", status="given")
    made.add(
        "condition", "Neuropathie", "PeripheralNeuropathy", presence="present", severity="sévère", causes=(drug.id,)
    )
    made.add("condition", "Effet indésirable", "AdverseEffect", presence="present")
    assert rows("complications", made, "complication", "cause", "causeConcept", "severity") == [
        ("Neuropathie", "paclitaxel", "Paclitaxel", "sévère"),
        ("Effet indésirable", None, None, None),
    ]


def test_a_condition_caused_by_a_condition_or_absent_is_no_complication() -> None:
    made = Made("Ictère dû à une lithiase. Pas de neuropathie due au paclitaxel.\n")
    stone = made.add("condition", "lithiase", "Cholelithiasis", presence="present")
    made.add("condition", "Ictère", "Jaundice", presence="present", causes=(stone.id,))
    drug = made.add("treatment", "paclitaxel", "Paclitaxel", status="given")
    made.add("condition", "neuropathie", "PeripheralNeuropathy", presence="absent", causes=(drug.id,))
    assert rows("complications", made, "complication") == []


def test_sizes() -> None:
    made = Made("Masse du sein gauche de 38x19 mm.\n")
    made.add(
        "condition", "Masse", "BreastMass", presence="present", laterality="left", site=made.site("sein", "Breast"),
        size=made.value("38x19 mm", 38.0, "mm", high=19.0),
    )  # fmt: skip
    assert rows("sizes", made, "finding", "site", "side", "size", "number", "second", "unit") == [
        ("Masse", "sein", "Left", "38x19 mm", 38.0, 19.0, "mm")
    ]


def test_no_size_is_given() -> None:
    made = Made("Masse du sein. Plaquettes à 40 G/L. Chez sa mère, masse de 2 cm.\n")
    made.add("condition", "Masse", "BreastMass", presence="present")
    made.add("observation", "Plaquettes", "PlateletCount", value=made.value("40 G/L", 40.0, "10*9/L"))
    made.add(
        "condition", "masse", "BreastMass", presence="present", experiencer="family", relative="mère",
        size=made.value("2 cm", 2.0, "cm"),
    )  # fmt: skip
    assert rows("sizes", made, "finding") == []


def test_family_history() -> None:
    made = Made("Mère : cancer du sein. Père sans diabète. Asthme.\n")
    made.add("condition", "cancer du sein", "BreastCancer", presence="present", experiencer="family", relative="Mère")
    made.add("condition", "diabète", "DiabetesMellitus", presence="absent", experiencer="family", relative="Père")
    assert rows("family-history", made, "condition", "concept", "presence", "relative") == [
        ("cancer du sein", "BreastCancer", "Present", "mère"),
        ("diabète", "DiabetesMellitus", "Absent", "père"),
    ]


def test_what_the_patient_or_a_donor_has_is_no_family_history() -> None:
    made = Made("Asthme. Le donneur avait une hépatite.\n")
    made.add("condition", "Asthme", "Asthma", presence="present")
    made.add("condition", "hépatite", "Hepatitis", presence="present", experiencer="other")
    assert rows("family-history", made, "condition") == []


def test_what_rules_conclude_again_is_one_row_with_its_first_evidence() -> None:
    case = casegraph.build_text("Plaquettes à 54 G/L à J1. Plaquettes à 41 G/L à J2. Plaquettes à 35 G/L à J3.")
    found = [(r["diagnosis"], r["basis"]) for r in casegraph.query("diagnoses", case)]
    assert found == [("thrombopénie", "Plaquettes 54 G/L")]


def test_a_diagnosis_of_the_text_keeps_its_row_beside_what_rules_conclude() -> None:
    case = casegraph.build_text("Plaquettes à 54 G/L à J1. Une thrombopénie est notée. Plaquettes à 41 G/L à J2.")
    assert len(list(casegraph.query("diagnoses", case))) == 2
