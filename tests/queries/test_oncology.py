"""The saved queries on tumours: each with a case that answers and one that must stay silent."""

from __future__ import annotations

from tests.graph.made import Made
from tests.queries.asking import rows


def test_metastatic_sites_are_those_of_the_text_or_of_the_concept() -> None:
    made = Made(
        "Le scanner montre des métastases osseuses, une lymphangite carcinomateuse et une métastase du rein gauche.\n"
    )
    scan = made.add("procedure", "scanner", "CTScan", status="completed")
    made.add("condition", "métastases osseuses", "BoneMetastasis", presence="present", shown_by=(scan.id,))
    made.add("condition", "lymphangite carcinomateuse", "CarcinomatousLymphangitis", presence="suspected")
    made.add(
        "condition", "métastase", "Metastasis", 2, presence="present", laterality="left",
        site=made.site("rein", "Kidney"),
    )  # fmt: skip
    assert rows("metastatic-sites", made, "metastasis", "siteConcept", "side", "presence", "shownBy") == [
        ("métastases osseuses", "Bone", None, "Present", "scanner"),
        ("lymphangite carcinomateuse", "Lung", None, "Suspected", None),
        ("métastase", "Kidney", "Left", "Present", None),
    ]


def test_a_primary_an_absent_metastasis_and_metastatic_disease_name_no_metastatic_site() -> None:
    made = Made("Carcinome du sein, cancer du sein métastatique, sans métastase osseuse. Mère : métastases osseuses.\n")
    made.add("condition", "Carcinome", "BreastCarcinoma", presence="present", site=made.site("sein", "Breast"))
    made.add(
        "condition", "cancer du sein métastatique", "MetastaticBreastCancer", presence="present",
        site=made.site("sein", "Breast"),
    )  # fmt: skip
    made.add("condition", "métastase osseuse", "BoneMetastasis", presence="absent")
    made.add(
        "condition", "métastases osseuses", "BoneMetastasis", presence="present", experiencer="family", relative="Mère"
    )
    assert rows("metastatic-sites", made, "metastasis") == []


def test_tumour_summary() -> None:
    made = Made(
        "Carcinome infiltrant de 3 cm du sein gauche, grade 2, récepteurs d'œstrogènes à 90 %.\n"
        "Grade SBR : II. Stade IV. Sous-type HR+/HER2+.\n"
    )
    made.add(
        "condition", "Carcinome", "BreastCarcinoma", presence="present", grade="2", laterality="left",
        size=made.value("3 cm", 3.0, "cm"), site=made.site("sein", "Breast"),
    )  # fmt: skip
    receptor = made.add(
        "observation", "récepteurs d'œstrogènes", "EstrogenReceptor", value=made.value("90 %", 90.0, "%"),
        interpretation="positive",
    )  # fmt: skip
    # The same grade once more, as a result: it is told once.
    made.add("observation", "Grade SBR", "NottinghamGrade", value=made.value("II", 2.0))
    made.add("condition", "Stade IV", "StageIV", presence="present")
    made.add(
        "condition", "récepteurs d'œstrogènes", "EstrogenReceptorPositive", presence="present", inferred=True,
        rule="estrogen-receptor-positive", based_on=(receptor.id,),
    )  # fmt: skip
    columns = ("item", "described", "concept", "value", "interpretation", "side", "code", "rule")
    positive = "estrogen-receptor-positive"
    assert rows("tumour-summary", made, *columns) == [
        ("grade", "Carcinome", "BreastCarcinoma", "2", None, "Left", None, None),
        ("histology", "Carcinome", "BreastCarcinoma", None, None, "Left", "icdo3m:8010/3", None),
        ("receptor", "récepteurs d'œstrogènes", "EstrogenReceptor", "90 %", "Positive", None, None, None),
        ("site", "Carcinome", "BreastCarcinoma", "sein", None, "Left", "icdo3t:C50.9", None),
        ("size", "Carcinome", "BreastCarcinoma", "3 cm", None, "Left", None, None),
        ("stage", "Stade IV", "StageIV", None, None, None, None, None),
        ("subtype", "récepteurs d'œstrogènes", "EstrogenReceptorPositive", None, None, None, None, positive),
    ]


def test_a_grade_that_only_a_result_gives_is_told() -> None:
    made = Made("Grade SBR : II. Thrombopénie de grade 3.\n")
    made.add("observation", "Grade SBR", "NottinghamGrade", value=made.value("II", 2.0))
    made.add("condition", "Thrombopénie", "Thrombocytopenia", presence="present", grade="CTCAE 3")
    assert rows("tumour-summary", made, "item", "described", "value") == [("grade", "Grade SBR", "II")]


def test_benign_absent_foreign_and_secondary_tumours_are_no_tumour() -> None:
    made = Made("Lipome. Pas de carcinome. Métastase osseuse. Mère : carcinome du sein. CA 15-3 à 12 kU/L.\n")
    made.add("condition", "Lipome", "Lipoma", presence="present")
    made.add("condition", "carcinome", "Carcinoma", presence="absent")
    made.add("condition", "Métastase osseuse", "BoneMetastasis", presence="present")
    made.add("condition", "carcinome", "BreastCarcinoma", 2, presence="present", experiencer="family", relative="Mère")
    made.add("observation", "CA 15-3", "CA153", value=made.value("12 kU/L", 12.0, "k[IU]/L"))
    assert rows("tumour-summary", made, "described") == []
