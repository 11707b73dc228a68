"""From what a person writes to the concept."""

from __future__ import annotations

import pytest

from casegraph.errors import UnknownConceptError
from casegraph.lookup import concept_forms, find_concepts, resolve_concept


@pytest.mark.parametrize(
    "text",
    ["thrombopénie", "Thrombopenie", "thrombocytopenia", "Thrombocytopenia", "c:Thrombocytopenia", "ncit:C3408",
     "https://w3id.org/casegraph/concept/Thrombocytopenia", "umls:C0040034", " plaquettopénie ", "thrombopénies"],
)  # fmt: skip
def test_a_concept_by_label_form_name_code_or_iri(text: str) -> None:
    assert resolve_concept(text).name == "Thrombocytopenia"


def test_an_english_form_that_no_french_text_has() -> None:
    assert resolve_concept("platelets").name == "PlateletCount"


def test_a_form_of_several_concepts_is_refused_unless_the_kind_decides() -> None:
    with pytest.raises(UnknownConceptError, match=r"'TEP' may be c:.*, c:.*; give one of these") as raised:
        resolve_concept("TEP")
    assert "c:PulmonaryEmbolism (embolie pulmonaire)" in str(raised.value)
    assert "c:PETScan (tomographie" in str(raised.value)
    assert resolve_concept("TEP", "condition").name == "PulmonaryEmbolism"
    assert resolve_concept("TEP", "procedure").name == "PETScan"


def test_a_code_that_many_share_lists_some_and_counts_the_rest() -> None:
    with pytest.raises(UnknownConceptError, match=r"and \d+ more; give one of these"):
        resolve_concept("icdo3m:8000/6")


@pytest.mark.parametrize("text", ["trombopénie", "thrombocytopenie severe x"])
def test_a_misspelt_label_gets_the_nearest(text: str) -> None:
    with pytest.raises(UnknownConceptError, match=r"the nearest: .*hrombocytopenia"):
        resolve_concept(text)


@pytest.mark.parametrize("text", ["", "zzqxw", "ncit:C0"])
def test_what_names_nothing_is_refused(text: str) -> None:
    with pytest.raises(UnknownConceptError, match="no concept is named"):
        resolve_concept(text)


def test_the_wrong_kind_is_said() -> None:
    with pytest.raises(UnknownConceptError, match="'thrombopénie' is c:Thrombocytopenia, of the kind condition"):
        resolve_concept("thrombopénie", "observable")


def test_find_gives_the_best_first_and_keeps_to_a_kind() -> None:
    found = [concept.name for concept in find_concepts("thrombopénie")]
    assert found[0] == "Thrombocytopenia"
    assert "HeparinInducedThrombocytopenia" in found
    assert {concept.kind for concept in find_concepts("plaquettes", "treatment")} == {"treatment"}
    assert find_concepts("zzqxw") == []


def test_forms_by_language() -> None:
    forms = concept_forms("Thrombocytopenia")
    assert forms.preferred == {"fr": "thrombopénie", "en": "thrombocytopenia"}
    assert "plaquettopénie" in forms.others["fr"]
    assert concept_forms("NoSuchConcept") == ({}, {}, {})
