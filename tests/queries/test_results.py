"""The saved queries on results: each with a case that answers and one that must stay silent."""

from __future__ import annotations

import pytest

from casegraph.records import Value
from tests.graph.made import Made
from tests.queries.asking import rows


def counts(sex: str = "Femme") -> Made:
    """Platelets twice (the second in other words), haemoglobin written twice as one statement, a normal sodium."""
    made = Made(
        f"{sex} de 50 ans. Plaquettes à 40 000, hémoglobine à 10 g/dL (hémoglobine à 10 g/dL), sodium à 140 mmol/L.\n"
        "À J5, 35 G/L de plaquettes.\n"
    )
    made.add("patient", f"{sex} de 50 ans")
    span = made.span("40 000")
    first = made.add(
        "observation", "Plaquettes", "PlateletCount", interpretation="low",
        value=Value(span.text, span.start, span.end, 40000.0, None, None, "/mm3", 40.0, "10*9/L", True),
    )  # fmt: skip
    made.add(
        "condition", "Plaquettes", "Thrombocytopenia", inferred=True, rule="low-platelets", based_on=(first.id,),
        presence="present", grade="CTCAE 3",
    )  # fmt: skip
    for occurrence in (1, 2):
        made.add(
            "observation", "hémoglobine", "Hemoglobin", occurrence, statement="s9", entity="e9", interpretation="low",
            value=made.value("10 g/dL", 10.0, "g/dL"),
        )  # fmt: skip
    made.add(
        "observation", "sodium", "SerumSodium", interpretation="normal", value=made.value("140 mmol/L", 140.0, "mmol/L")
    )
    made.add(
        "observation", "plaquettes", "PlateletCount", interpretation="low", value=made.value("35 G/L", 35.0, "10*9/L"),
        time=made.time("J5", day_from=5.0, day_to=5.0),
    )  # fmt: skip
    return made


def test_lab_trajectory() -> None:
    columns = ("measured", "value", "canonical", "canonicalUnit", "unitInferred", "interpretation", "grade", "day")
    assert rows("lab-trajectory", counts(), *columns) == [
        ("Plaquettes", "40 000", 40.0, "10*9/L", True, "Low", 3, None),
        ("plaquettes", "35 G/L", 35.0, "10*9/L", False, "Low", None, 5.0),
    ]


@pytest.mark.parametrize("test", ["hémoglobine", "c:Hemoglobin", "loinc:718-7"])
def test_trajectory_of_another_test_gives_a_repeated_result_once(test: str) -> None:
    assert rows("lab-trajectory", counts(), "measured", "value", "start", test=test) == [
        ("hémoglobine", "10 g/dL", counts().span("hémoglobine").start)
    ]


def test_no_trajectory_of_what_was_not_measured_in_the_patient() -> None:
    made = Made("Plaquettes demandées. Plaquettes à 20 G/L chez son frère. Thrombopénie.\n")
    made.add("observation", "Plaquettes", "PlateletCount", status="pending")
    made.add(
        "observation", "Plaquettes", "PlateletCount", 2, experiencer="family", relative="frère",
        value=made.value("20 G/L", 20.0, "10*9/L"),
    )  # fmt: skip
    made.add("condition", "Thrombopénie", "Thrombocytopenia", presence="present")
    assert rows("lab-trajectory", made, "measured") == []


@pytest.mark.parametrize(("sex", "low", "high"), [("Femme", 12.0, 16.0), ("Homme", 13.0, 17.0)])
def test_abnormal_results_with_the_range_of_the_patient_s_sex(sex: str, low: float, high: float) -> None:
    columns = ("measured", "value", "interpretation", "grade", "rangeLow", "rangeHigh")
    assert rows("abnormal-results", counts(sex), *columns) == [
        ("Plaquettes", "40 000", "Low", 3, 150.0, 450.0),
        ("hémoglobine", "10 g/dL", "Low", None, low, high),
        ("plaquettes", "35 G/L", "Low", None, 150.0, 450.0),
    ]


def test_normal_positive_and_foreign_results_are_not_abnormal() -> None:
    made = Made("Sodium à 140 mmol/L. HER2 positif. Plaquettes basses chez son frère.\n")
    made.add(
        "observation", "Sodium", "SerumSodium", interpretation="normal", value=made.value("140 mmol/L", 140.0, "mmol/L")
    )
    made.add("observation", "HER2", "HER2", interpretation="positive")
    made.add("observation", "Plaquettes", "PlateletCount", interpretation="low", experiencer="family", relative="frère")
    assert rows("abnormal-results", made, "measured") == []


def test_tumour_markers() -> None:
    made = Made("CA 15-3 à 120 kU/L. HER2 en attente. Troponine à 3 ng/L.\n")
    made.add("observation", "CA 15-3", "CA153", interpretation="high", value=made.value("120 kU/L", 120.0, "k[IU]/L"))
    made.add("observation", "HER2", "HER2", status="pending")
    assert rows("tumour-markers", made, "marker", "concept", "value", "canonical", "interpretation", "status") == [
        ("CA 15-3", "CA153", "120 kU/L", 120.0, "High", None),
        ("HER2", "HER2", None, None, None, "Pending"),
    ]


def test_other_biomarkers_are_no_tumour_markers() -> None:
    made = Made("Troponine à 3 ng/L. CA 15-3 élevé chez sa mère.\n")
    made.add("observation", "Troponine", "Troponin", value=made.value("3 ng/L", 3.0, "ng/L"))
    made.add("observation", "CA 15-3", "CA153", interpretation="high", experiencer="family", relative="mère")
    assert rows("tumour-markers", made, "marker") == []


def test_scores() -> None:
    made = Made("Score de Khorana à 1. Sein droit classé BI-RADS 5.\n")
    made.add("observation", "Score de Khorana", "KhoranaScore", value=made.value("1", 1.0))
    made.add(
        "observation", "BI-RADS", "BIRADSCategory", value=made.value("5", 5.0), site=made.site("Sein", "Breast"),
        laterality="right",
    )  # fmt: skip
    assert rows("scores", made, "score", "concept", "value", "number", "scale", "site", "side") == [
        ("Score de Khorana", "KhoranaScore", "1", 1.0, "0-6", None, None),
        ("BI-RADS", "BIRADSCategory", "5", 5.0, "0-6", "Sein", "Right"),
    ]


def test_laboratory_results_and_scores_without_a_value_are_no_scores() -> None:
    made = Made("Plaquettes à 40 G/L. Score de Khorana non calculé.\n")
    made.add("observation", "Plaquettes", "PlateletCount", value=made.value("40 G/L", 40.0, "10*9/L"))
    made.add("observation", "Score de Khorana", "KhoranaScore")
    assert rows("scores", made, "score") == []
