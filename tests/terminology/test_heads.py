"""Which words of a neoplasm's name are its mention in a report that tells of a cancer."""

from __future__ import annotations

import pytest

import casegraph


def _mentions(text: str) -> list[str]:
    case = casegraph.build_text(f"Patiente suivie pour un cancer du sein. {text}", "x")
    return [r.text for r in case.records if r.kind == "condition" and not r.inferred][1:]


@pytest.mark.parametrize(
    ("text", "mention"),
    [
        # The site at the end of a name is told apart, also where the name has a histology of its own.
        ("Un adénome surrénalien gauche est connu.", "adénome"),
        ("On retire un myome utérin.", "myome"),
        ("Biopsie : tumeur neuroendocrine pancréatique.", "tumeur neuroendocrine"),
        # So is the grade.
        ("Biopsie : lymphome folliculaire de grade 3A.", "lymphome folliculaire"),
        # Counter-examples: words that make one name with the head.
        ("Biopsie : carcinome rénal à cellules claires.", "carcinome rénal à cellules claires"),
        ("Biopsie : tumeur stromale gastro-intestinale.", "tumeur stromale gastro-intestinale"),
        ("Le scanner montre une lésion occupant l'espace.", "lésion occupant l'espace"),
    ],
)
def test_site_and_grade_are_apart(text: str, mention: str) -> None:
    assert mention in _mentions(text)


@pytest.mark.parametrize(
    "text",
    ["Lésions érythémateuses du tronc.", "Lésion granulomateuse.", "Atteinte des muqueuses.", "Atteinte radiculaire."],
)
def test_a_lesion_that_is_no_tumour_has_no_morphology(text: str) -> None:
    case = casegraph.build_text(f"Patiente suivie pour un cancer du sein. {text}", "x")
    assert not [c for r in case.records[1:] for c in r.codes if c.startswith("icdo3m:") and r.start > 40]


def test_a_lesion_of_an_organ_keeps_its_morphology() -> None:
    case = casegraph.build_text("Patiente suivie pour un cancer du sein. Atteinte hépatique.", "x")
    assert "icdo3m:8000/1" in case.records[-1].codes
