"""GraphML, GEXF and the tables of Neo4j and KGX: each is read back, and says what the network says."""

from __future__ import annotations

import csv
import io
import re
import xml.etree.ElementTree as ET
from collections import Counter
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import igraph
import networkx as nx
import pandas as pd
import pytest

import casegraph
from casegraph.exchange.formats import FORMATS, losses, render, write_cases
from casegraph.exchange.kgx import CATEGORIES, PREDICATES
from casegraph.exchange.network_tables import EDGE_ATTRIBUTES, NODE_ATTRIBUTES
from casegraph.graph.options import GraphOptions
from casegraph.graph.vocabulary import CONCEPT
from casegraph.records import Case
from tests.conftest import SHARED, read_shared_case
from tests.graph.made import Made, rich_case

GEXF = "{http://gexf.net/1.3}"
#: Classes, predicates, slots, prefixes and permitted values of the Biolink Model 4.4.6 (Apache 2.0, https://w3id.org/biolink),
#: without mixins and what is deprecated, as its package biolink-model 4.4.6 has them.
BIOLINK = Path(__file__).parent / "biolink-4.4.6.tsv"
SAMPLE = "breast-cancer-thrombopenia.fr.txt"


@cache
def case_named(name: str) -> Case:
    if name == "every field":
        return rich_case()
    if name == "sample":
        if not SHARED.is_dir():
            pytest.skip(f"{SHARED} is not there: its texts are not part of the project")
        return read_shared_case(SAMPLE)
    return casegraph.example(name)


every_case = pytest.mark.parametrize("name", [*casegraph.examples(), "sample", "every field"])


def document(cases: list[Case], form: str, options: GraphOptions | None = None) -> bytes:
    return b"".join(render(cases, FORMATS[form], options or GraphOptions()))


def kinds_of_nodes(network: nx.MultiDiGraph[str]) -> Counter[str]:
    return Counter(network.nodes[node]["kind"] for node in network)


def kinds_of_edges(network: nx.MultiDiGraph[str]) -> Counter[str]:
    return Counter(str(data["kind"]) for _, _, data in network.edges(data=True))


def plain(value: Any) -> Any:
    if isinstance(value, list):
        return "; ".join(f"{item:.12g}" if isinstance(item, float) else item for item in value)
    return value


def assert_same(network: nx.MultiDiGraph[str], read: nx.Graph[str], names: dict[str, str]) -> None:
    """The graph that was read back has the same nodes and edges with the same attributes of the same types."""
    of_iri = {read.nodes[node]["iri"]: node for node in read}
    assert set(of_iri) == set(network)
    for node in network:
        expected = {names.get(k, k): plain(v) for k, v in network.nodes[node].items()}
        found = {k: v for k, v in read.nodes[of_iri[node]].items() if k != "iri"}
        assert found == expected
        assert {k: type(v) for k, v in found.items()} == {k: type(v) for k, v in expected.items()}

    def edges(graph: nx.Graph[str], ends: dict[str, str], renamed: dict[str, str]) -> Counter[str]:
        rows = []
        for source, target, data in graph.edges(data=True):
            said = {renamed.get(k, k): v for k, v in data.items() if k not in ("id", "networkx_key")}
            rows.append(str((ends[source], ends[target], sorted(said.items()))))
        return Counter(rows)

    own = {iri: iri for iri in network}
    assert edges(network, own, names) == edges(read, {node: iri for iri, node in of_iri.items()}, {})


@every_case
def test_graphml_read_back_by_networkx(name: str) -> None:
    case = case_named(name)
    read = nx.read_graphml(io.BytesIO(document([case], "graphml")), force_multigraph=True)
    assert read.is_directed()
    assert_same(casegraph.to_networkx(case), read, {})


@every_case
def test_graphml_read_by_igraph(name: str, tmp_path: Path) -> None:
    case = case_named(name)
    (path,) = write_cases([case], tmp_path / "case.graphml", FORMATS["graphml"])
    read = igraph.Graph.Read_GraphML(str(path))
    network = casegraph.to_networkx(case)
    assert read.is_directed()
    assert (read.vcount(), read.ecount()) == (len(network), network.size())
    assert Counter(read.vs["kind"]) == kinds_of_nodes(network)
    assert Counter(read.es["kind"]) == kinds_of_edges(network)
    assert set(read.vs["iri"]) == set(network)
    numbers = {vertex["iri"]: vertex["value"] for vertex in read.vs if vertex["value"] == vertex["value"]}
    assert numbers == {node: data["value"] for node, data in network.nodes(data=True) if "value" in data}


@every_case
def test_graphml_ids_are_what_its_schema_takes(name: str) -> None:
    root = ET.fromstring(document([case_named(name)], "graphml"))
    space = "{http://graphml.graphdrawing.org/xmlns}"
    ids = [node.attrib["id"] for node in root.iter(f"{space}node")]
    edges = [edge.attrib["id"] for edge in root.iter(f"{space}edge")]
    assert len(set(ids)) == len(ids)
    assert len(set(edges)) == len(edges)
    # An xs:NMTOKEN.
    assert all(re.fullmatch(r"[A-Za-z0-9_.:-]+", one) for one in ids + edges)
    keys = {key.attrib["id"]: (key.attrib["for"], key.attrib["attr.name"]) for key in root.iter(f"{space}key")}
    assert len(set(keys.values())) == len(keys), "an attribute has two types"
    assert {data.attrib["key"] for data in root.iter(f"{space}data")} <= set(keys)


@every_case
def test_gexf_read_back_by_networkx(name: str) -> None:
    case = case_named(name)
    read = nx.read_gexf(io.BytesIO(document([case], "gexf")), version="1.3")
    assert_same(casegraph.to_networkx(case), read, {"start": "text_start", "end": "text_end"})


@every_case
def test_gexf_as_its_specification_has_it(name: str) -> None:
    content = document([case_named(name)], "gexf")
    root = ET.fromstring(content)
    assert (root.tag, root.attrib["version"]) == (f"{GEXF}gexf", "1.3")
    ids = [node.attrib["id"] for node in root.iter(f"{GEXF}node")]
    assert len(set(ids)) == len(ids)
    assert all(node.attrib["label"] for node in root.iter(f"{GEXF}node"))
    edges = list(root.iter(f"{GEXF}edge"))
    assert len({edge.attrib["id"] for edge in edges}) == len(edges)
    assert {edge.attrib[end] for edge in edges for end in ("source", "target")} <= set(ids)
    types = {a.attrib["id"]: a.attrib["type"] for a in root.iter(f"{GEXF}attribute")}
    assert set(types.values()) <= {"string", "double", "long", "boolean"}
    readers: dict[str, Callable[[str], object]] = {
        "string": str,
        "double": float,
        "long": int,
        "boolean": {"true": True, "false": False}.__getitem__,
    }
    for value in root.iter(f"{GEXF}attvalue"):
        readers[types[value.attrib["for"]]](value.attrib["value"])
    assert content == document([case_named(name)], "gexf")
    assert b"lastmodifieddate" not in content


@pytest.mark.parametrize("form", ["graphml", "gexf"])
def test_many_cases_in_one_file_share_their_concepts(form: str) -> None:
    cases = [case_named(name) for name in casegraph.examples()]
    content = io.BytesIO(document(cases, form, GraphOptions(language="en")))
    read = (
        nx.read_graphml(content, force_multigraph=True) if form == "graphml" else nx.read_gexf(content, version="1.3")
    )
    network = casegraph.to_networkx(cases, "en")
    assert (len(read), read.size()) == (len(network), network.size())
    hemoglobin = next(data for _, data in read.nodes(data=True) if data["iri"] == CONCEPT + "Hemoglobin")
    assert (hemoglobin["label"], hemoglobin["cases"]) == ("hemoglobin", 6)


@pytest.mark.parametrize("form", ["graphml", "gexf"])
def test_what_xml_forbids_and_what_it_gives_a_meaning(form: str) -> None:
    made = Made('Toux <grasse> & "sèche" ]]> d\'été.', "a\x07b/é é")
    made.add("condition", "Toux", presence="present")
    made.add("condition", '<grasse> & "sèche" ]]>', presence="present")
    content = io.BytesIO(document([made.case()], form))
    read = nx.read_graphml(content) if form == "graphml" else nx.read_gexf(content, version="1.3")
    assert {data["label"] for _, data in read.nodes(data=True)} == {"patient", "Toux", '<grasse> & "sèche" ]]>'}
    assert {data["case"] for _, data in read.nodes(data=True)} == {"a b/é é"}


def test_a_base_iri_of_ones_own() -> None:
    options = GraphOptions(base_iri="https://example.org/case/")
    read = nx.read_graphml(io.BytesIO(document([rich_case()], "graphml", options)))
    iris = [data["iri"] for _, data in read.nodes(data=True)]
    assert "https://example.org/case/c1#patient" in iris
    assert "c1_patient" in read


def table(path: Path) -> pd.DataFrame:
    if path.suffix == ".tsv":
        return pd.read_csv(path, sep="\t", quoting=csv.QUOTE_NONE, dtype=str, keep_default_na=False)
    return pd.read_csv(path, dtype=str, keep_default_na=False)


@cache
def tables(form: str, folder: Path) -> tuple[pd.DataFrame, pd.DataFrame]:
    """The two tables of all the examples and of the sample case where it is there."""
    names = [*casegraph.examples(), "every field"] + (["sample"] if SHARED.is_dir() else [])
    first, second = write_cases([case_named(name) for name in names], folder / form, FORMATS[form])
    return table(first), table(second)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("tables")


FITS: dict[str, Callable[[str], object]] = {
    "string": lambda text: bool(text),
    "int": lambda text: re.fullmatch(r"-?\d+", text),
    "double": lambda text: float(text) == float(text),
    "boolean": lambda text: text in ("true", "false"),
}


def test_neo4j_tables_are_as_its_importer_takes_them(folder: Path) -> None:
    nodes, edges = tables("neo4j", folder)
    assert list(nodes.columns[:3]) == ["iri:ID", ":LABEL", "name:string"]
    assert list(edges.columns[:3]) == [":START_ID", ":END_ID", ":TYPE"]
    assert nodes["iri:ID"].is_unique
    assert set(edges[":START_ID"]) | set(edges[":END_ID"]) <= set(nodes["iri:ID"])
    assert all(re.fullmatch(r"[A-Z]\w+(;[A-Z]\w+)*", label) for label in nodes[":LABEL"])
    assert all(re.fullmatch(r"[A-Z_]+", kind) for kind in edges[":TYPE"])
    for rows in (nodes, edges):
        for column in rows.columns[3:]:
            _, _, kind = column.partition(":")
            for text in filter(None, rows[column]):
                assert "\n" not in text
                for item in text.split(";") if kind.endswith("[]") else [text]:
                    assert FITS[kind.removesuffix("[]")](item), (column, text)


@pytest.mark.parametrize("form", ["neo4j", "kgx"])
def test_tables_hold_what_the_networks_hold(form: str, folder: Path) -> None:
    nodes, edges = tables(form, folder)
    cases = [case_named(name) for name in [*casegraph.examples(), "every field"]]
    cases += [case_named("sample")] if SHARED.is_dir() else []
    network = casegraph.to_networkx(cases, concepts=True, persons=True)
    assert set(nodes["iri:ID" if form == "neo4j" else "iri"]) == set(network)
    assert len(edges) == network.size()
    column = "kind:string" if form == "neo4j" else "kind"
    assert Counter(nodes[column]) == kinds_of_nodes(network)
    if form == "neo4j":
        counts = {kind.upper().replace("-", "_"): count for kind, count in kinds_of_edges(network).items()}
        assert Counter(edges[":TYPE"]) == counts
    assert len(edges[edges["sentence:string" if form == "neo4j" else "supporting_text"] != ""]) > 0


@cache
def biolink(kind: str) -> set[str]:
    rows = table(BIOLINK)
    return {name for of, name in rows.itertuples(index=False) if of == kind}


def test_kgx_speaks_biolink(folder: Path) -> None:
    nodes, edges = tables("kgx", folder)
    assert set(nodes["category"]) <= biolink("category")
    assert set(CATEGORIES.values()) <= biolink("category")
    assert set(edges["predicate"]) <= biolink("predicate")
    assert set(PREDICATES.values()) <= biolink("predicate")
    assert set(edges["category"]) == {"biolink:Association"} <= biolink("association")
    assert set(edges["knowledge_level"]) == {"not_provided", "logical_entailment"} <= biolink("knowledge level")
    assert set(edges["agent_type"]) == {"text_mining_agent", "automated_agent"} <= biolink("agent type")
    assert set(nodes.columns[:8]) - {"kind"} <= biolink("slot")
    assert set(edges.columns[:11]) <= biolink("slot")
    own = (set(NODE_ATTRIBUTES) | set(EDGE_ATTRIBUTES)) - {"words", "codes", "sentence"}
    assert own & biolink("slot") & (set(nodes.columns[7:]) | set(edges.columns[11:])) == set()


def test_kgx_ids_are_curies_that_the_edges_name(folder: Path) -> None:
    nodes, edges = tables("kgx", folder)
    assert nodes["id"].is_unique
    assert edges["id"].is_unique
    assert set(edges["subject"]) | set(edges["object"]) <= set(nodes["id"])
    known = biolink("prefix") | {"case", "casegraph"}
    for one in nodes["id"]:
        # As kgx.prefix_manager.PrefixManager.is_curie has it.
        assert re.match(r"^[^ <()>:]*:[^/ :]+$", one), one
        assert one.partition(":")[0] in known
    codes = {code for cell in nodes["xref"] for code in cell.split("|") if code}
    assert {code.partition(":")[0] for code in codes} & biolink("prefix") >= {"NCIT", "HP", "UMLS", "LOINC", "SNOMEDCT"}


def test_what_kgx_says_of_a_patient(tmp_path: Path) -> None:
    case = casegraph.build_text(
        "Aspirine débutée en raison d'une douleur thoracique. Pas de fièvre. Suspicion d'embolie pulmonaire. "
        "Thrombopénie due à l'héparine.",
        "demo",
    )
    nodes, edges = (table(path) for path in write_cases([case], tmp_path, FORMATS["kgx"]))
    name = dict(zip(nodes["id"], nodes["name"], strict=True))
    said = {
        (name[a], predicate, name[b], negated)
        for a, predicate, b, negated in edges[["subject", "predicate", "object", "negated"]].itertuples(index=False)
        if name[a] != name[b]
    }
    phenotype, related = "biolink:has_phenotype", "biolink:related_to_at_instance_level"
    assert ("patient", phenotype, "douleur thoracique", "false") in said
    assert ("patient", phenotype, "fièvre", "true") in said
    assert ("patient", related, "embolie pulmonaire", "") in said
    assert ("aspirine", "biolink:applied_to_treat", "douleur thoracique", "") in said
    assert ("héparine", "biolink:causes", "thrombopénie", "") in said
    assert "NCIT:C3038" in set(nodes["id"])


@pytest.mark.parametrize("form", ["graphml", "gexf", "neo4j", "kgx"])
def test_what_the_networks_lose_is_counted(form: str) -> None:
    case = rich_case()
    lost = losses(case, FORMATS[form])
    by_field = Counter(loss.field for loss in lost)
    assert {"section", "cue", "extent", "fragments"} & set(by_field)
    assert not {"concept", "codes", "presence", "status", "reasons", "based_on", "site"} & set(by_field)
    assert {loss.how for loss in lost} == {"dropped", "narrowed"}
    assert all(loss.why and not loss.why.startswith("no place") for loss in lost), {loss.why for loss in lost}
