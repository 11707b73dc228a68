"""The saved queries on procedures: each with a case that answers and one that must stay silent."""

from __future__ import annotations

from tests.graph.made import Made
from tests.queries.asking import rows


def test_procedures_not_done() -> None:
    made = Made(
        "Mammographie droite faite, gauche non faite en raison d'une ulcération. Biopsie refusée.\n"
        "Pas de suivi auparavant.\n"
    )
    ulcer = made.add("condition", "ulcération", "Ulceration", presence="present")
    made.add("procedure", "Mammographie", "Mammography", status="completed", laterality="right")
    made.add("procedure", "Mammographie", "Mammography", status="withheld", laterality="left", reasons=(ulcer.id,))
    made.add("procedure", "Biopsie", "BiopsyProcedure", status="refused")
    made.add("procedure", "suivi", "MonitoringProcedure", status="withheld", history=True)
    assert rows("procedures-not-done", made, "procedure", "side", "status", "history", "reasonText") == [
        ("Mammographie", "Left", "Withheld", False, "ulcération"),
        ("Biopsie", None, "Refused", False, None),
        ("suivi", None, "Withheld", True, None),
    ]


def test_procedures_done_planned_or_of_a_relative_are_not_among_those_not_done() -> None:
    made = Made("Scanner fait, IRM prévue, aspirine arrêtée. Sa sœur a refusé la biopsie.\n")
    made.add("procedure", "Scanner", "CTScan", status="completed")
    made.add("procedure", "IRM", "MRI", status="planned")
    made.add("treatment", "aspirine", "Aspirin", status="stopped")
    made.add("procedure", "biopsie", "BiopsyProcedure", status="refused", experiencer="family", relative="sœur")
    assert rows("procedures-not-done", made, "procedure") == []


def scan() -> Made:
    made = Made(
        "Le scanner montre un nodule du poumon gauche sans épanchement. Fièvre.\n"
        "La NFS montre des plaquettes à 30 G/L.\n"
    )
    test = made.add("procedure", "scanner", "CTScan", status="completed")
    made.add(
        "condition", "nodule", "Nodule", presence="present", shown_by=(test.id,), laterality="left",
        site=made.site("poumon", "Lung"),
    )  # fmt: skip
    made.add("condition", "épanchement", "PleuralEffusion", presence="absent", shown_by=(test.id,))
    made.add("condition", "Fièvre", "Fever", presence="present")
    count = made.add("procedure", "NFS", "LaboratoryProcedure", status="completed")
    made.add(
        "observation", "plaquettes", "PlateletCount", value=made.value("30 G/L", 30.0, "10*9/L"), shown_by=(count.id,)
    )
    return made


def test_findings_by_test() -> None:
    columns = ("procedure", "procedureConcept", "finding", "presence", "value", "site", "side")
    assert rows("findings-by-test", scan(), *columns) == [
        ("scanner", "CTScan", "nodule", "Present", None, "poumon", "Left"),
        ("scanner", "CTScan", "épanchement", "Absent", None, None, None),
        ("NFS", "LaboratoryProcedure", "plaquettes", None, "30 G/L", None, None),
    ]


def test_findings_of_one_kind_of_test() -> None:
    assert rows("findings-by-test", scan(), "finding", test="imagerie") == [("nodule",), ("épanchement",)]
    assert rows("findings-by-test", scan(), "finding", test="BiopsyProcedure") == []


def test_what_no_test_showed_is_no_finding_by_test() -> None:
    made = Made("Scanner fait. Fièvre. Le scanner de sa mère montre un nodule.\n")
    made.add("procedure", "Scanner", "CTScan", status="completed")
    made.add("condition", "Fièvre", "Fever", presence="present")
    other = made.add("procedure", "scanner", "CTScan", status="completed", experiencer="family", relative="mère")
    made.add("condition", "nodule", "Nodule", presence="present", experiencer="family", shown_by=(other.id,))
    assert rows("findings-by-test", made, "finding") == []


def test_pending_results() -> None:
    made = Made("Sérologie en attente ; statut HER2 en attente.\n")
    made.add("procedure", "Sérologie", "LaboratoryProcedure", status="pending")
    made.add("observation", "HER2", "HER2", status="pending")
    assert rows("pending-results", made, "awaited", "kind", "concept", "status") == [
        ("Sérologie", "Procedure", "LaboratoryProcedure", "Pending"),
        ("HER2", "Observable", "HER2", "Pending"),
    ]


def test_done_and_planned_are_not_pending() -> None:
    made = Made("Sérologie faite, scanner prévu, HER2 positif. La sérologie de son frère est attendue.\n")
    made.add("procedure", "Sérologie", "LaboratoryProcedure", status="completed")
    made.add("procedure", "scanner", "CTScan", status="planned")
    made.add("observation", "HER2", "HER2", interpretation="positive")
    made.add("procedure", "sérologie", "LaboratoryProcedure", status="pending", experiencer="family", relative="frère")
    assert rows("pending-results", made, "awaited") == []
