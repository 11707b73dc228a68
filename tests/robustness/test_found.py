"""Texts that once broke a promise: found by properties and by fuzzing, kept so that they never do again."""

from __future__ import annotations

import pytest

from casegraph.graph.validate import check_case
from casegraph.graph.writer import nquads
from casegraph.pipeline import case_from_text
from tests.robustness.promises import broken_promises, graph_promises

FOUND = {
    "a day and the bullet of the next line": "Chimiothérapie à J562\n- 12/09/27",
    "a unit behind a blank": "Fièvre, 3 /10HPF",
    "a round behind a blank": "131I-MIBG C3 | toux",
    "crosses of the next line": "Protéinurie positive\n+ toux",
    "a patient of one sentence and an age of the next": "Accord du patient pour le cas. Un garçon âgé de 9 ans tousse.",
    "initials before an age": "Mme B.K. 31 ans, fume.",
    "a number beyond all numbers": f"Plaquettes à {'1' * 400} G/L. Dose de {'1 000' + ' 000' * 150} mg.",
    "a duration beyond all durations": f"Aspirine depuis {'1' * 5000} jours, {'9' * 400} fois par jour.",
    "a share of a time that is nearly none": f"Aspirine 0,{'0' * 320}1 fois par jour.",
    "a raised digit as a count": "Le patient reçoit ² CGR. HER2² +.",
}


@pytest.mark.parametrize("name", list(FOUND))
def test_what_was_found_keeps_every_promise(name: str) -> None:
    case = case_from_text(FOUND[name], "x")
    assert broken_promises(case) + graph_promises(case) == []
    assert check_case(case) == []
    assert nquads(case) == nquads(case_from_text(FOUND[name], "x"))


def test_an_age_is_that_of_the_words_beside_it() -> None:
    [patient] = [r for r in case_from_text(FOUND[list(FOUND)[4]], "x").records if r.kind == "patient"]
    assert patient.text == "garçon âgé de 9 ans"
