"""What the real report must answer, each by a saved query; a wrong extra row is as bad as a missing one."""

from __future__ import annotations

from casegraph.records import Case
from tests.conftest import Asking

CONCEPT = "https://w3id.org/casegraph/concept/"
MODEL = "https://w3id.org/casegraph/model#"


def local(value: object) -> str:
    """The local name of a concept or model term."""
    return str(value).removeprefix(CONCEPT).removeprefix(MODEL)


def test_only_the_prophylactic_anticoagulation_was_held_because_of_thrombocytopenia(ask_sample: Asking) -> None:
    rows = ask_sample("held-because", reason="thrombopénie")
    assert [(local(r["concept"]), local(r["status"])) for r in rows] == [("ProphylacticAnticoagulation", "Withheld")]
    assert local(rows[0]["reasonConcept"]) == "Thrombocytopenia"


def test_what_was_not_done_and_why(ask_sample: Asking) -> None:
    rows = ask_sample("procedures-not-done")
    found = {(local(r["concept"]), r["side"] and local(r["side"]), r["reasonText"]) for r in rows}
    assert {(c, s) for c, s, _ in found} == {
        ("Mammography", "Left"),
        ("BoneMarrowBiopsy", None),
        ("GynecologicFollowUp", None),
    }
    reasons = {c: reason for c, _, reason in found}
    assert "ulcération" in str(reasons["Mammography"])
    assert "infiltration" in str(reasons["BoneMarrowBiopsy"])
    assert reasons["GynecologicFollowUp"] is None


def test_platelets_over_the_stay(ask_sample: Asking) -> None:
    rows = ask_sample("lab-trajectory", test="plaquettes")
    values = [r["canonical"] for r in rows]
    assert values == [40.0, 35.0, 45.0, 99.0]
    assert {r["canonicalUnit"] for r in rows} == {"10*9/L"}
    assert {local(r["interpretation"]) for r in rows} == {"Low"}
    assert [r["day"] for r in rows] == [None, 5.0, 5.0, 15.0]


def test_grades_of_the_platelets_and_of_the_haemoglobin(ask_sample: Asking) -> None:
    rows = ask_sample("abnormal-results")
    grades = [(local(r["concept"]), r["canonical"], str(r["grade"])) for r in rows]
    platelets = [(value, grade) for concept, value, grade in grades if concept == "PlateletCount"]
    assert platelets == [(40.0, "3"), (35.0, "3"), (45.0, "3"), (99.0, "1")]
    assert [value for concept, value, _ in grades if concept == "Hemoglobin"] == [10.0, 9.0]
    assert [concept for concept, _, _ in grades if concept in ("CorrectedCalcium", "SerumCreatinine")] == [
        "CorrectedCalcium",
        "SerumCreatinine",
    ]


def test_the_haemoglobin_written_twice_is_two_records_and_one_statement(sample_case: Case) -> None:
    records = [r for r in sample_case.records if r.concept == CONCEPT + "Hemoglobin" and r.value and not r.inferred]
    assert [r.value.number for r in records if r.value] == [10.0, 10.0, 9.0]
    assert len({r.statement for r in records}) == 2


def test_creatinine_without_unit_and_ejection_fraction(sample_case: Case) -> None:
    by_concept = {r.concept.removeprefix(CONCEPT): r for r in sample_case.records if r.concept and r.value}
    creatinine = by_concept["SerumCreatinine"]
    assert creatinine.value is not None
    assert (creatinine.value.number, creatinine.value.unit, creatinine.value.unit_inferred) == (1.85, "mg/dL", True)
    assert creatinine.interpretation == "high"
    fraction = by_concept["LeftVentricularEjectionFraction"].value
    assert fraction is not None
    assert (fraction.number, fraction.unit) == (68.0, "%")


def test_treatments_given(ask_sample: Asking) -> None:
    rows = ask_sample("treatments-given")
    given = {local(r["concept"]) for r in rows}
    assert given >= {
        "HypercalcemiaManagement",
        "HemodynamicStabilization",
        "Analgesia",
        "RedBloodCellTransfusion",
        "PlateletTransfusion",
        "LowMolecularWeightHeparin",
        "PertuzumabTrastuzumabRegimen",
        "OxygenTherapy",
        "AntibioticTherapy",
        "Morphine",
        "Mammoplasty",
        "Chemotherapy",
    }
    assert "QTInterval" not in given
    assert "ProphylacticAnticoagulation" not in given
    reasons = {(local(r["concept"]), str(r["reasonText"]).split()[0]) for r in rows if r["reasonText"]}
    assert ("AntibioticTherapy", "surinfection") in reasons
    assert {why for what, why in reasons if what == "RedBloodCellTransfusion"} >= {"taux"}


def test_doses_cycles_and_frequencies_as_written(ask_sample: Asking) -> None:
    rows = ask_sample("drug-exposure")
    taxol = [r for r in rows if local(r["concept"]) == "Paclitaxel"]
    assert {r["dose"] for r in taxol if r["dose"]} == {"60mg/m2"}
    assert {r["frequency"] for r in taxol} == {"hebdomadaire"}
    assert "troisième cycle" in {r["cycle"] for r in taxol}
    double = [r for r in rows if local(r["concept"]) == "PertuzumabTrastuzumabRegimen"]
    assert {(r["cycle"], r["frequency"]) for r in double} == {("premier cycle", "trimestriel")}
    antibiotic = next(r for r in rows if local(r["concept"]) == "AntibioticTherapy")
    assert antibiotic["duration"] == "10 jours"


def test_the_tumour(ask_sample: Asking) -> None:
    rows = ask_sample("tumour-summary")
    concepts = {local(r["concept"]) for r in rows}
    values = {local(r["concept"]): r["value"] for r in rows if r["item"] == "receptor"}
    assert concepts >= {
        "EstrogenReceptor", "ProgesteroneReceptor", "HER2", "Ki67", "HRPositiveHER2PositiveStatus",
    }  # fmt: skip
    assert (values["EstrogenReceptor"], values["ProgesteroneReceptor"], values["Ki67"]) == ("90 %", "20 %", "20 %")
    assert [r["value"] for r in rows if r["item"] == "grade"] == ["2"]
    sides = {local(r["side"]) for r in rows if r["item"] == "site" and r["side"]}
    assert sides == {"Left"}


def test_her2_is_pending_and_later_positive(ask_sample: Asking) -> None:
    rows = [r for r in ask_sample("tumour-markers") if local(r["concept"]) == "HER2"]
    assert [local(r["status"]) if r["status"] else local(r["interpretation"]) for r in rows] == ["Pending", "Positive"]
    pending = {local(r["concept"]) for r in ask_sample("pending-results")}
    assert pending == {"HER2", "HercepTest"}


def test_p53_is_not_overexpressed(ask_sample: Asking) -> None:
    absent = {local(r["concept"]) for r in ask_sample("absent-findings")}
    assert "P53Overexpression" in absent
    assert "Thrombocytopenia" not in absent


def test_metastases_and_nodes(ask_sample: Asking, sample_case: Case) -> None:
    sites = {local(r["concept"]) for r in ask_sample("metastatic-sites")}
    assert sites >= {"BoneMetastasis", "CarcinomatousLymphangitis"}
    axillary = [
        r for r in sample_case.records if r.site and r.site.concept == "AxillaryRegion" and r.kind == "condition"
    ]
    assert {r.laterality for r in axillary} == {"left", "bilateral"}


def test_pulmonary_embolism_is_suspected_and_its_later_short_form_is_no_scan(sample_case: Case) -> None:
    embolism = [r for r in sample_case.records if r.concept == CONCEPT + "PulmonaryEmbolism"]
    assert [r.presence for r in embolism] == ["suspected", "hypothetical"]
    assert len({r.entity for r in embolism}) == 1
    assert embolism[0].time is not None
    assert embolism[0].time.day_from == 4.0


def test_certainty_of_the_diagnoses(ask_sample: Asking, sample_case: Case) -> None:
    certainty: dict[str, set[str]] = {}
    for row in ask_sample("diagnoses"):
        certainty.setdefault(local(row["concept"]), set()).add(local(row["presence"]))
    assert certainty["MetastaticBreastCancer"] == {"Suspected"}
    assert certainty["BreastCarcinoma"] == {"Present"}
    assert certainty["Hypercalcemia"] == {"Present"}
    assert certainty["AcuteKidneyInjury"] == {"Present"}
    assert certainty["Pancytopenia"] == {"Present"}
    marrow = [r for r in sample_case.records if r.concept == CONCEPT + "BoneMarrowInvolvement"]
    assert [r.presence for r in marrow] == ["suspected", "suspected"]
    assert certainty["LungSuperinfection"] == {"Suspected"}


def test_scores_and_sizes(ask_sample: Asking, sample_case: Case) -> None:
    scores = {local(r["concept"]): r["value"] for r in ask_sample("scores")}
    assert scores["KhoranaScore"] in ("1", 1, 1.0)
    assert scores["BIRADSCategory"] in ("5", 5, 5.0)
    sizes = {r.size.text for r in sample_case.records if r.size}
    assert sizes == {"2 cm", "0,5 cm", "1 et 1,5 cm", "38x19 mm", "10 kg"}  # the weight that was lost is its loss's
    nodules = next(r for r in sample_case.records if r.size and r.size.text == "1 et 1,5 cm")
    assert nodules.site is not None
    assert nodules.site.concept == "UpperOuterQuadrantOfBreast"


def test_the_red_cells_were_given_because_of_the_haemoglobin_alone(ask_sample: Asking) -> None:
    rows = ask_sample("transfusions")
    reasons = {(local(r["concept"]), r["reasonText"] and str(r["reasonText"]).split()[-1]) for r in rows}
    assert reasons == {("RedBloodCellTransfusion", "9g/dL"), ("PlateletTransfusion", None)}


def test_treatments_begun_have_the_reasons_that_the_text_gives(ask_sample: Asking) -> None:
    rows = ask_sample("treatments-given")
    reasons = {(local(r["concept"]), r["reasonText"]) for r in rows if r["reasonText"]}
    assert {c for c, _ in reasons} <= {
        "RedBloodCellTransfusion",
        "AntibioticTherapy",
        "AnticoagulationTherapy",
        "LowMolecularWeightHeparin",  # what the anticoagulation was put in place with
    }
    assert ("AntibioticTherapy", "surinfection pulmonaire") in reasons
