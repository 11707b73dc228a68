"""Linking outside concepts to the ontology by mappings; what contradicts itself is reported and left apart."""

from __future__ import annotations

from pathlib import Path

import pytest

from casegraph.terminology.compiled import Compiled, compile_terminology
from casegraph.terminology.importers.records import Imported, Row, Term
from casegraph.terminology.lexicon import shipped_lexicon
from casegraph.terminology.links import Links, find_links


def linked(folder: Path, *rows: Row) -> Links:
    """The links of a small terminology to the shipped ontology."""
    note = compile_terminology(Imported("made", rows), folder)
    links = find_links(Compiled(folder, note | {"name": "made"}), shipped_lexicon().terminology)
    assert Links.from_plain(links.to_plain()) == links
    return links


def row(code: str, text: str, *matches: str, parents: tuple[str, ...] = (), kind: str | None = "condition") -> Row:
    return Row(code, (Term(text, "fr", True),), "made:1", parents, matches, kind)


@pytest.fixture
def codes() -> dict[str, str]:
    """Some codes of the ontology, by the concept and system."""
    names = ("Thrombocytopenia", "Anemia", "Cytopenia", "Aspirin")
    terminology = shipped_lexicon().terminology
    return {f"{name} {c.partition(':')[0]}": c for name in names for c in terminology[name].codes}


def test_ones_own_code_links(tmp_path: Path, codes: dict[str, str]) -> None:
    links = linked(tmp_path, row(codes["Thrombocytopenia hpo"], "thrombopénie", "mesh:D013921"))
    assert links.concepts == {0: "Thrombocytopenia"}
    assert links.codes["Thrombocytopenia"] == ("mesh:D013921",)
    assert links.conflicts == ()


def test_a_cross_reference_links(tmp_path: Path, codes: dict[str, str]) -> None:
    links = linked(tmp_path, row("x:1", "thrombopénie", codes["Thrombocytopenia umls"]), row("x:2", "autre kalt"))
    assert links.concepts == {0: "Thrombocytopenia"}
    assert links.codes["Thrombocytopenia"] == ("x:1",)


def test_cross_references_to_two_concepts_are_a_conflict(tmp_path: Path, codes: dict[str, str]) -> None:
    links = linked(tmp_path, row("x:1", "kalt", codes["Thrombocytopenia umls"], codes["Anemia umls"]))
    assert links.concepts == {}
    (conflict,) = links.conflicts
    assert conflict.codes == ("x:1",)
    assert set(conflict.concepts) == {"Thrombocytopenia", "Anemia"}
    assert str(conflict) == f"x:1 and c:{conflict.concepts[0]}, c:{conflict.concepts[1]}: {conflict.reason}"


def test_two_claims_on_one_concept_are_a_conflict(tmp_path: Path, codes: dict[str, str]) -> None:
    code = codes["Thrombocytopenia umls"]
    links = linked(tmp_path, row("x:1", "kalt", code), row("x:2", "brunn", code))
    assert links.concepts == {}
    assert [c.codes for c in links.conflicts] == [("x:1", "x:2")]


def test_ones_own_code_beats_a_cross_reference_which_is_reported(tmp_path: Path, codes: dict[str, str]) -> None:
    links = linked(
        tmp_path,
        row(codes["Thrombocytopenia hpo"], "kalt", codes["Anemia umls"]),
        row("hpo:9999999", "brunn", codes["Thrombocytopenia umls"]),
    )
    assert links.concepts == {0: "Thrombocytopenia"}
    assert {c.codes for c in links.conflicts} == {(codes["Thrombocytopenia hpo"],), ("hpo:9999999",)}
    assert codes["Anemia umls"] not in links.codes["Thrombocytopenia"]


def test_kinds_that_disagree_are_a_conflict(tmp_path: Path, codes: dict[str, str]) -> None:
    links = linked(tmp_path, row("x:1", "kalt", codes["Thrombocytopenia umls"], kind="site"))
    assert links.concepts == {}
    assert "they are a site and a condition" in links.conflicts[0].reason


def test_hierarchies_that_turn_around_are_a_conflict(tmp_path: Path, codes: dict[str, str]) -> None:
    above, below = codes["Cytopenia ncit"], codes["Thrombocytopenia ncit"]
    assert shipped_lexicon().terminology.is_a("Thrombocytopenia", "Cytopenia")
    links = linked(tmp_path, row(above, "kalt", parents=(below,)), row(below, "brunn"))
    assert links.concepts == {1: "Thrombocytopenia"}
    assert [c.codes for c in links.conflicts] == [(above,)]
    assert "below" in links.conflicts[0].reason


def test_codes_of_a_registry_link_nothing(tmp_path: Path) -> None:
    links = linked(tmp_path, row("icdo3m:8010/3", "kalt"), row("x:1", "brunn", "icdo3m:8010/3"))
    assert links.concepts == {}
    assert links.conflicts == ()
