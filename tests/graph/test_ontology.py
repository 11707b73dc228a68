"""The ontology as a store, its version, its cache, and what lies below what."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pyoxigraph as ox
import pytest

from casegraph.errors import OntologyError
from casegraph.graph import ontology as module
from casegraph.graph.closure import Hierarchy, hierarchy, kinds
from casegraph.graph.hermit import classify
from casegraph.graph.ontology import (
    CLOSURE_GRAPH,
    ONTOLOGY_GRAPH,
    load_ontology,
    ontology_files,
    ontology_version,
    read_ontology_files,
)
from casegraph.graph.rulebase import build_rules, shipped_rules
from casegraph.graph.vocabulary import CG, CONCEPT
from casegraph.resources import data_folder

from .test_checks import PREFIXES, SOUND

SUBCLASS = ox.NamedNode("http://www.w3.org/2000/01/rdf-schema#subClassOf")


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A small ontology of its own, with an empty cache."""
    monkeypatch.setenv("CASEGRAPH_CACHE", str(tmp_path / "cache"))
    folder = tmp_path / "ontology"
    (folder / "concepts").mkdir(parents=True)
    shutil.copy(data_folder("ontology") / "model.ttl", folder)
    shutil.copytree(data_folder("ontology") / "rules", folder / "rules")
    (folder / "concepts" / "all.ttl").write_text(PREFIXES + SOUND, encoding="utf-8")
    return folder


def concept(name: str) -> ox.NamedNode:
    return ox.NamedNode(CONCEPT + name)


def test_files_are_the_model_the_rules_and_the_modules() -> None:
    names = [path.name for path in ontology_files()]
    assert names[:2] == ["model.ttl", "criteria.ttl"]
    assert "upper.ttl" in names


def test_loading_gives_the_ontology_and_its_closure(folder: Path) -> None:
    for _ in range(2):  # made, then from the cache
        store = load_ontology(folder)
        assert ox.Quad(concept("Fever"), SUBCLASS, concept("ClinicalFinding"), ONTOLOGY_GRAPH) in store
        assert ox.Quad(concept("BreastCarcinoma"), SUBCLASS, concept("ClinicalFinding"), CLOSURE_GRAPH) in store
        assert ox.Quad(concept("Fever"), SUBCLASS, concept("Fever"), CLOSURE_GRAPH) in store
        assert not list(store.quads_for_pattern(None, None, None, ox.DefaultGraph()))


def test_a_broken_cache_is_made_again(folder: Path, tmp_path: Path) -> None:
    whole = len(load_ontology(folder))
    (kept,) = (tmp_path / "cache").glob("ontology-*.trig")
    kept.write_bytes(b"<urn:a")
    assert len(load_ontology(folder)) == whole
    assert kept.stat().st_size > 100


def test_without_a_writable_cache_it_loads_with_a_warning(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    monkeypatch.setenv("CASEGRAPH_CACHE", str(tmp_path / "file" / "cache"))
    with pytest.warns(UserWarning, match="the ontology cannot be kept"):
        assert len(load_ontology(folder)) > 100


def test_broken_turtle_names_its_file(folder: Path) -> None:
    (folder / "concepts" / "broken.ttl").write_text("c:Fever a", encoding="utf-8")
    with pytest.raises(OntologyError, match=r"broken\.ttl"):
        read_ontology_files(folder)


def test_the_version_is_stated_and_hashed(folder: Path) -> None:
    version = ontology_version(folder)
    assert version.startswith("0.1.0-")
    module._version.cache_clear()
    (folder / "concepts" / "all.ttl").write_text(PREFIXES + SOUND + "# more", encoding="utf-8")
    assert ontology_version(folder) != version


def test_a_model_without_a_version_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "model.ttl").write_text("", encoding="utf-8")
    with pytest.raises(OntologyError, match="no owl:versionInfo"):
        ontology_version(tmp_path)


def turtle(text: str) -> ox.Store:
    store = ox.Store()
    store.load((PREFIXES + text).encode(), format=ox.RdfFormat.TURTLE)
    return store


SITE = "[ a owl:Restriction ; owl:onProperty cg:hasSite ; owl:someValuesFrom c:{} ]"
DEFINED = f"""
c:LeftBreast rdfs:subClassOf c:Breast . c:Breast rdfs:subClassOf c:BodySite .
c:Ductal rdfs:subClassOf c:Carcinoma . c:Carcinoma rdfs:subClassOf c:Tumour .
c:BreastCarcinoma owl:equivalentClass [ owl:intersectionOf ( c:Carcinoma {SITE.format("Breast")} ) ] .
c:BreastTumour owl:equivalentClass [ owl:intersectionOf ( c:Tumour {SITE.format("Breast")} ) ] .
c:LeftDuctal rdfs:subClassOf c:Ductal , {SITE.format("LeftBreast")} .
c:LeftDuctalInSitu rdfs:subClassOf c:LeftDuctal .
c:LungCarcinoma rdfs:subClassOf c:Carcinoma , {SITE.format("Lung")} .
"""


def below(tree: Hierarchy, name: str) -> set[str]:
    return {found.removeprefix(CONCEPT) for found in tree.descendants(CONCEPT + name)}


def test_definitions_put_classes_below_them() -> None:
    tree = hierarchy(turtle(DEFINED))
    assert below(tree, "BreastCarcinoma") == {"BreastCarcinoma", "LeftDuctal", "LeftDuctalInSitu"}
    assert below(tree, "BreastTumour") == {"BreastTumour", "BreastCarcinoma", "LeftDuctal", "LeftDuctalInSitu"}


def test_the_closure_is_what_the_reasoner_finds() -> None:
    names = re.findall(r"c:\w+", DEFINED)
    declared = "".join(f"{name} a owl:Class . " for name in dict.fromkeys([*names, "c:Lung"]))
    store = turtle(
        DEFINED.replace("[ owl:inter", "[ a owl:Class ; owl:inter") + declared + "cg:hasSite a owl:ObjectProperty ."
    )
    assert_same_hierarchy(store)


def assert_same_hierarchy(store: ox.Store) -> set[tuple[str, str]]:
    """What the reasoner derives, which must be what the closure holds."""
    pairs = classify(store)
    assert pairs is not None
    parents: dict[str, set[str]] = {}
    for one, above in pairs:
        parents.setdefault(one, set()).add(above)
    reasoned, tree = Hierarchy(parents), hierarchy(store)
    for name in tree.classes():
        if name.startswith(CONCEPT):
            ours = {above for above in tree.ancestors(name) if above.startswith(CONCEPT)}
            assert ours == {above for above in reasoned.ancestors(name) if above.startswith(CONCEPT)}, name
    return pairs


def test_a_cycle_ends() -> None:
    tree = Hierarchy({"a": ["b"], "b": ["c"], "c": ["a"]})
    assert tree.ancestors("a") == {"a", "b", "c"}


def test_unknown_classes_are_below_themselves() -> None:
    tree = Hierarchy({"a": ["b"]})
    assert tree.ancestors("x") == {"x"}
    assert tree.descendants("x") == {"x"}
    assert tree.classes() == ["a", "b"]


def test_the_nearest_kind_counts() -> None:
    store = turtle(
        "c:A cg:kind cg:Condition . c:B rdfs:subClassOf c:A ; cg:kind cg:Assessment . c:D rdfs:subClassOf c:B , c:A ."
        "c:T cg:kind cg:Treatment . c:E rdfs:subClassOf c:A , c:T . c:F rdfs:subClassOf c:G ."
    )
    found = {name.removeprefix(CONCEPT): kind for name, kind in kinds(store, hierarchy(store)).items()}
    assert found["B"] == found["D"] == {CG + "Assessment"}
    assert found["E"] == {CG + "Condition", CG + "Treatment"}
    assert "F" not in found


def test_the_rules_of_a_folder(folder: Path) -> None:
    shutil.copy(data_folder("ontology") / "criteria.ttl", folder)
    rules = build_rules(folder)
    assert [rule.name for rule in rules.rules] == sorted(rule.name for rule in rules.rules)
    assert not any(rule.query.startswith("#") for rule in rules.rules)
    assert all(rule.needs for rule in rules.rules)


def test_a_folder_without_rules_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(OntologyError, match="no rule"):
        build_rules(tmp_path)


def test_the_rules_are_kept_and_come_back_the_same(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CASEGRAPH_CACHE", str(tmp_path))
    shipped_rules.cache_clear()
    made = shipped_rules()
    (kept,) = tmp_path.glob("rules-*.json")
    shipped_rules.cache_clear()
    assert shipped_rules() == made
    kept.write_text("{}", encoding="utf-8")
    shipped_rules.cache_clear()
    assert shipped_rules() == made
    shipped_rules.cache_clear()


def test_without_a_writable_cache_rules_are_made_with_a_warning(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    monkeypatch.setenv("CASEGRAPH_CACHE", str(tmp_path / "file" / "cache"))
    shipped_rules.cache_clear()
    with pytest.warns(UserWarning, match="the rules cannot be kept"):
        assert shipped_rules().rules
    shipped_rules.cache_clear()
