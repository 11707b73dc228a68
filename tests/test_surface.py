"""The Python surface: its names are frozen, each does what it says, and importing it costs nothing."""

from __future__ import annotations

import doctest
import subprocess
import sys
from pathlib import Path

import pytest

import casegraph

NAMES = [
    "Case",
    "CasegraphError",
    "Record",
    "build",
    "build_text",
    "classify",
    "concept",
    "evaluate",
    "example",
    "examples",
    "load",
    "losses",
    "page",
    "query",
    "to_networkx",
    "to_owlready2",
    "to_rdflib",
    "write",
]


def test_the_public_names_are_these_and_documented() -> None:
    assert sorted(casegraph.__all__) == sorted(NAMES)
    assert set(NAMES) <= set(dir(casegraph))
    for name in NAMES:
        assert (getattr(casegraph, name).__doc__ or "").strip()
    with pytest.raises(AttributeError, match="no attribute"):
        _ = casegraph.nothing


def test_importing_is_light() -> None:
    heavy = "{'rdflib', 'owlready2', 'networkx', 'pyoxigraph', 'pint'}"
    code = f"import sys, casegraph; print(sorted({heavy} & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_build_query_write_load(tmp_path: Path) -> None:
    case = casegraph.build_text("Aspirine arrêtée en raison d'une thrombopénie. Toux.", "demo")
    rows = list(casegraph.query("held-because", case, reason="thrombopénie"))
    assert [(row["held"], row["reasonText"]) for row in rows] == [("Aspirine", "thrombopénie")]
    path = casegraph.write(case, tmp_path / "demo.ttl")
    assert [r["held"] for r in casegraph.query("held-because", path)] == ["Aspirine"]
    assert [r["held"] for r in casegraph.query("held-because", casegraph.load(path))] == ["Aspirine"]
    report = tmp_path / "r.txt"
    report.write_text("Pas de toux.", encoding="utf-8")
    assert casegraph.build(report).id == "r"
    with pytest.raises(casegraph.CasegraphError, match="no such file"):
        casegraph.build(tmp_path / "none.txt")
    with pytest.raises(casegraph.CasegraphError, match="held-because"):
        casegraph.query("held-becuase", case)


def test_concept_page_and_examples() -> None:
    assert casegraph.concept("thrombocytopénie").name == "Thrombocytopenia"
    assert "breast-cancer-pancytopenia" in casegraph.examples()
    case = casegraph.example("breast-cancer-pancytopenia")
    assert case.id == "breast-cancer-pancytopenia.fr"
    assert "<main>" in casegraph.page(case)
    with pytest.raises(casegraph.CasegraphError, match="breast-cancer"):
        casegraph.example("nothing")


def test_to_rdflib_and_networkx() -> None:
    case = casegraph.build_text("Aspirine arrêtée en raison d'une thrombopénie.", "demo")
    graph = casegraph.to_rdflib(case)
    found = list(graph.query("SELECT ?s WHERE { ?s <https://w3id.org/casegraph/model#reason> ?r }"))
    assert len(found) == 1
    network = casegraph.to_networkx(case)
    assert {data["label"] for _, data in network.nodes(data=True)} == {"aspirine", "thrombopénie", "patient"}
    assert [data["kind"] for *_, data in network.edges(data=True)] == ["reason"]


def test_what_a_notebook_shows_is_short() -> None:
    case = casegraph.build_text("Aspirine arrêtée en raison d'une thrombopénie.", "demo")
    assert repr(case) == "<Case demo: 46 characters, 2 records>"
    assert repr(casegraph.query("held-because", case)) == "<Answer held-because: 1 rows>"
    assert repr(casegraph.load()).startswith("<Store: ")


def test_what_cannot_be_asked_is_said() -> None:
    with pytest.raises(casegraph.CasegraphError, match="cannot be asked of 5; give cases, a store"):
        casegraph.query("held-because", 5)  # type: ignore[arg-type]


def test_the_python_of_the_readme_runs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    readme = Path(__file__).parent.parent / "README.md"
    monkeypatch.chdir(tmp_path)
    found = doctest.testfile(str(readme), module_relative=False, encoding="utf-8", optionflags=doctest.ELLIPSIS)
    assert found.attempted >= 5
    assert found.failed == 0


@pytest.mark.parametrize("text", [b"Toux.", None, 3])
def test_a_text_that_is_no_string_is_refused(text: object) -> None:
    with pytest.raises(casegraph.CasegraphError, match=r"a text is a string"):
        casegraph.build_text(text)  # type: ignore[arg-type]


@pytest.mark.parametrize("text", ["Hb 6,8 g/dl (12,9 g/dl en août).", "Créatinine 164 µmol/L (118 µmol/L en mars)."])
def test_a_time_in_brackets_is_that_of_the_value_before_it(text: str) -> None:
    first, second = [r for r in casegraph.build_text(text).records if r.value is not None and not r.inferred]
    assert first.time is None
    assert second.time is not None


@pytest.mark.parametrize(
    ("text", "statements"),
    [
        ("Créat 54 mg/L soit 478 µmol/L.", 1),
        ("Glycémie à 3,1 g/L (17,2 mmol/L).", 1),
        ("Calcémie : 140 mg/L, soit 3,5 mmol/L.", 1),
        ("Créat 54 mg/L puis 178 µmol/L.", 2),
    ],
)
def test_one_value_in_two_units_is_one_observation(text: str, statements: int) -> None:
    case = casegraph.build_text(text)
    measured = [r for r in case.records if r.value is not None and not r.inferred]
    assert len(measured) == 2
    assert len({r.statement for r in measured}) == statements
