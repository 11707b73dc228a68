"""Who a report is about: the nouns for a person, with an age and without."""

from __future__ import annotations

import pytest

from casegraph.pipeline import read_stated
from casegraph.text.document import document_from_text


def _patient(text: str) -> list[str]:
    return [r.text for r in read_stated(document_from_text(text, "case")).records if r.kind == "patient"]


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("Nous avons reçu un malade du sexe masculin, âgé de 37 ans.", "malade du sexe masculin, âgé de 37 ans"),
        ("Une étudiante de 21 ans consulte pour une toux.", "étudiante de 21 ans"),
        ("Bébé de 3 jours admis pour un ictère.", "Bébé de 3 jours"),
        ("Une patiente de 40 ans est admise.", "patiente de 40 ans"),
        ("Le patient tousse.", "patient"),
    ],
)
def test_patient(text: str, named: str) -> None:
    assert _patient(text) == [named]


@pytest.mark.parametrize("text", ["Le malade tousse.", "Son médecin l'a adressé pour une toux."])
def test_no_patient_without_an_age(text: str) -> None:
    assert _patient(text) == []
