"""Cases as networkx graphs: the same things and links as the RDF has, from whatever a case is kept in."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path
from typing import Any

import networkx as nx
import pyoxigraph as ox
import pytest

import casegraph
from casegraph.errors import GraphError, InputError
from casegraph.exchange.network import EDGES
from casegraph.graph.vocabulary import CONCEPT
from casegraph.records import Case
from casegraph.store.embedded import Store
from tests.graph.made import Made, rich_case

#: The properties of the RDF by the kind of edge that each becomes.
LINKS = {
    "reason": "cg:reason",
    "cause": "cg:cause",
    "shown-by": "cg:shownBy",
    "replaced-by": "cg:replacedBy",
    "derived-from": "prov:wasDerivedFrom",
    "has-component": "cg:hasComponent",
}
EVERY_EXAMPLE = [pytest.param(name, id=name) for name in casegraph.examples()]


Data = dict[str, Any]


def nodes_of(network: nx.MultiDiGraph[str]) -> list[Data]:
    return [dict(network.nodes[node]) for node in network]


def edges_of(network: nx.MultiDiGraph[str]) -> list[Data]:
    return [dict(data) for _, _, data in network.edges(data=True)]


def kinds(rows: list[Data]) -> Counter[str]:
    return Counter(row["kind"] for row in rows)


def count(store: Store, pattern: str, what: str = "*") -> int:
    answer = store.query(f"SELECT (COUNT({what}) AS ?n) WHERE {{ {pattern} }}")
    assert isinstance(answer, ox.QuerySolutions)
    return int(next(answer)["n"].value)


def assert_counts_agree(case: Case, folder: Path) -> None:
    """Turtle, asked by SPARQL, against the networkx graph of the same Turtle."""
    path = casegraph.write(case, folder / "case.ttl")
    network = casegraph.to_networkx(path, concepts=True, persons=True)
    store = casegraph.load(path)
    nodes = kinds(nodes_of(network))
    edges = kinds(edges_of(network))
    for kind, pattern in {
        "condition": "?x a cg:Condition . FILTER EXISTS { ?s cg:about ?x }",
        "treatment": "?x a cg:Treatment . FILTER EXISTS { ?s cg:about ?x }",
        "procedure": "?x a cg:Procedure . FILTER EXISTS { ?s cg:about ?x }",
        "observation": "?x a cg:Observable . FILTER EXISTS { ?s cg:about ?x }",
        "encounter": "?x a cg:Encounter . FILTER EXISTS { ?s cg:about ?x }",
        "circumstance": "?x a cg:Circumstance . FILTER EXISTS { ?s cg:about ?x }",
        "patient": "?x a cg:Patient",
        "relative": "?x a cg:FamilyMember",
        "other-person": "?x a cg:OtherPerson",
        "site": "?x a cg:Site . FILTER EXISTS { ?e cg:hasSite ?x }",
        "concept": "?e cg:concept|cg:component ?x . FILTER(STRSTARTS(STR(?e), 'urn:'))",
    }.items():
        assert nodes.pop(kind, 0) == count(store, pattern, "DISTINCT ?x"), kind
    assert not nodes
    about = "?s cg:about ?a . ?t cg:about ?b ."
    for kind, prop in LINKS.items():
        assert edges.pop(kind, 0) == count(store, f"?s {prop} ?t . {about}"), kind
    for kind, prop in (("site", "cg:hasSite"), ("component", "cg:component"), ("concept", "cg:concept")):
        # Concepts of the ontology have sites and components of their own.
        assert edges.pop(kind, 0) == count(store, f"?x {prop} ?y . FILTER(STRSTARTS(STR(?x), 'urn:'))"), kind
    people = "?s cg:about ?x ; cg:experiencer ?p . FILTER(?x != ?p)"
    assert edges.pop("experiencer", 0) == count(store, f"SELECT DISTINCT ?x ?p {{ {people} }}")
    assert not edges


@pytest.mark.parametrize("name", EVERY_EXAMPLE)
def test_turtle_to_networkx_keeps_every_count(name: str, tmp_path: Path) -> None:
    assert_counts_agree(casegraph.example(name), tmp_path)


def test_turtle_to_networkx_keeps_every_count_of_the_real_report(sample_case: Case, tmp_path: Path) -> None:
    assert_counts_agree(sample_case, tmp_path)


def test_turtle_to_networkx_keeps_every_count_where_every_field_is_filled(tmp_path: Path) -> None:
    assert_counts_agree(rich_case(), tmp_path)


def test_a_case_its_file_and_its_store_give_one_graph(tmp_path: Path) -> None:
    case = casegraph.example("lymphoma-febrile-neutropenia")
    network = case.to_networkx()
    for suffix in ("ttl", "nq", "jsonld", "rdf"):
        path = casegraph.write(case, tmp_path / f"case.{suffix}")
        assert nx.utils.graphs_equal(network, casegraph.to_networkx(path)), suffix
    assert nx.utils.graphs_equal(network, casegraph.to_networkx(casegraph.load(path)))
    assert nx.utils.graphs_equal(network, casegraph.to_networkx(case))


@pytest.mark.parametrize("name", EVERY_EXAMPLE)
def test_evidence_stands_in_the_text(name: str) -> None:
    case = casegraph.example(name)
    text = case.document.text
    network = casegraph.to_networkx(case)
    linked = [data for data in edges_of(network) if "statement" in data]
    told = [data for data in nodes_of(network) if "sentence" in data]
    assert linked
    for data in linked + told:
        assert 0 <= data["start"] < data["end"] <= len(text)
        assert data["sentence"] in " ".join(text.split())
    for data in linked:
        assert data["words"] == " ".join(text[data["start"] : data["end"]].split())


@pytest.mark.parametrize("language", ["fr", "en"])
def test_attributes_are_typed_and_never_empty(language: str) -> None:
    network = casegraph.to_networkx([rich_case("one"), rich_case("two")], language, persons=True)
    types: dict[tuple[str, str], set[type]] = {}
    for part, rows in (("node", nodes_of(network)), ("edge", edges_of(network))):
        for data in rows:
            assert {"label", "kind"} <= set(data)
            for name, value in data.items():
                types.setdefault((part, name), set()).add(type(value))
                assert value is not None
                assert value not in ("", [])
    assert {key: found for key, found in types.items() if len(found) > 1} == {}
    assert set().union(*types.values()) == {str, int, float, bool, list}
    labels = {data["label"] for data in edges_of(network)}
    assert labels <= {words[language] for words in EDGES.values()}


def node(network: nx.MultiDiGraph[str], label: str) -> Data:
    (found,) = [data for data in nodes_of(network) if data["label"] == label]
    return found


def test_what_a_node_says() -> None:
    case = casegraph.build_text(
        "Plaquettes à 40 G/L à J1 puis 35 000/mm3 à J5. "
        "Suspicion d'embolie pulmonaire. L'embolie pulmonaire est éliminée. "
        "Aspirine 75 mg par jour arrêtée à J5 en raison d'une thrombopénie. Mère : cancer du sein.",
        "demo",
    )
    network = casegraph.to_networkx(case, "en")
    platelets = node(network, "platelet count")
    assert (platelets["values"], platelets["value"], platelets["unit"]) == ([40.0, 35.0], 35.0, "10*9/L")
    assert (platelets["day_first"], platelets["day_last"], platelets["interpretation"]) == (1.0, 5.0, "low")
    embolism = node(network, "Pulmonary Embolism")
    assert (embolism["state"], embolism["states"]) == ("absent", ["suspected", "absent"])
    aspirin = node(network, "Aspirin")
    assert aspirin["state"] == "stopped"
    assert any(code.startswith("atc:") for code in aspirin["codes"])
    assert node(network, "Malignant Breast Neoplasm")["experiencer"] == "family"
    (reason,) = [data for data in edges_of(network) if data["kind"] == "reason"]
    assert (reason["state"], reason["label"], reason["words"]) == ("stopped", "reason", "Aspirine")


def test_two_scales_are_not_mixed() -> None:
    made = Made("Truc à 3 kg, truc à 4 kg, truc à 12 %.")
    for number, words, unit in ((3.0, "3 kg", "kg"), (4.0, "4 kg", "kg"), (12.0, "12 %", "%")):
        value = made.value(words, number, unit)
        made.add("observation", "ruc", occurrence=len(made.records) + 1, entity="e1", presence="present", value=value)
    network = casegraph.to_networkx(made.case())
    data = network.nodes["urn:casegraph:case:c1#e1"]
    assert (data["values"], data["unit"], data["value_texts"]) == ([3.0, 4.0], "kg", ["3 kg", "4 kg", "12 %"])


def test_each_link_between_statements_is_an_edge() -> None:
    made = Made("Aspirine arrêtée pour toux. Aspirine encore arrêtée pour toux.")
    for occurrence in (1, 2):
        cough = made.add("condition", "toux", "Cough", occurrence, entity="e2", presence="present")
        made.add(
            "treatment", "Aspirine", "Aspirin", occurrence, entity="e1", status="stopped", reasons=(cough.id,)
        )  # fmt: skip
    network = made.case().to_networkx()
    keys = [key for _, _, key in network.edges(keys=True)]
    assert {data["sentence"] for data in edges_of(network)} == {made.text}
    assert sorted(map(str, keys)) == ["reason s2 s1", "reason s4 s3"]


def test_several_cases_share_their_concepts() -> None:
    cases = [casegraph.build_text("Fièvre et toux.", "a"), casegraph.build_text("Fièvre.", "b")]
    network = casegraph.to_networkx(cases)
    fever = network.nodes[CONCEPT + "Fever"]
    assert (fever["kind"], fever["concept_kind"], fever["cases"], fever["entities"]) == ("concept", "condition", 2, 2)
    assert {data["case"] for *_, data in network.in_edges(CONCEPT + "Fever", data=True)} == {"a", "b"}
    # Two cases that share no concept are not joined by anything else.
    assert nx.number_weakly_connected_components(network) == len(["fever", "cough", "patient a", "patient b"])
    assert "concept" not in kinds(nodes_of(casegraph.to_networkx(cases[0])))


def test_the_most_specific_concept_of_several() -> None:
    made = Made("Tumeur du sein. Carcinome du sein.")
    for words, concept in (("Tumeur", "Neoplasm"), ("Carcinome", "BreastCarcinoma")):
        made.add("condition", words, concept, entity="e1", presence="present")
    data = made.case().to_networkx().nodes["urn:casegraph:case:c1#e1"]
    assert data["concept"] == CONCEPT + "BreastCarcinoma"


def test_people_are_joined_where_they_are_asked_for() -> None:
    case = casegraph.build_text("Patiente de 40 ans. Mère : diabète. Toux.", "demo")
    plain = casegraph.to_networkx(case)
    assert "relative" not in kinds(nodes_of(plain))
    assert node(plain, "patient")["sex"] == "female"
    joined = casegraph.to_networkx(case, persons=True)
    who = {joined.nodes[a]["label"]: joined.nodes[b]["label"] for a, b in joined.edges()}
    assert who == {"diabète": "famille", "toux": "patient"}
    assert node(joined, "famille")["kinship"] == "mother"


def test_what_cannot_be_shown_is_said(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="give fr or en, not 'de'"):
        casegraph.to_networkx(rich_case(), "de")
    (tmp_path / "x.ttl").write_text("<urn:a> <urn:b> <urn:c> .", encoding="utf-8")
    with pytest.raises(GraphError, match="holds no case graph"):
        casegraph.to_networkx(tmp_path / "x.ttl")


def test_the_documentation_lists_every_attribute() -> None:
    import casegraph.exchange.network as module

    network = casegraph.to_networkx([rich_case("one"), rich_case("two")], persons=True)
    named = set(re.findall(r"`(\w+)`", module.__doc__ or ""))
    rows = nodes_of(network) + edges_of(network)
    assert {name for data in rows for name in data} <= named
