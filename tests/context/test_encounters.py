"""Coming, going and being seen again, told by their verbs."""

from __future__ import annotations

import pytest

from casegraph.pipeline import read_stated
from casegraph.text.document import document_from_text


def _encounters(text: str) -> list[str]:
    records = read_stated(document_from_text(text, "case")).records
    return [str(r.concept).rpartition("/")[2] for r in records if r.kind == "encounter"]


@pytest.mark.parametrize(
    ("text", "concept"),
    [
        ("Elle était admise pour une dyspnée.", "Admission"),
        ("La malade est admise en urgence.", "Admission"),
        ("Elle a été revue six mois après.", "FollowUpVisit"),
        ("Il est revu le lendemain avec une fièvre.", "FollowUpVisit"),
        ("Elle a regagné son domicile.", "HospitalDischarge"),
    ],
)
def test_encounter(text: str, concept: str) -> None:
    assert _encounters(text) == [concept]


@pytest.mark.parametrize("text", ["Le scanner a été revu.", "La biopsie du côlon a été revue par un expert."])
def test_what_is_looked_at_again_is_no_visit(text: str) -> None:
    assert _encounters(text) == []
