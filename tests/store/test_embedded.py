"""The embedded store: graph files of every format, cases, and folders on disk."""

from __future__ import annotations

import gzip
from pathlib import Path

import pyoxigraph as ox
import pytest

from casegraph.errors import GraphError, QueryError, StoreError
from casegraph.graph.files import GRAPH_SUFFIXES
from casegraph.graph.writer import nquads
from casegraph.store.embedded import Store
from tests.graph.made import parsed, rich_case

CASES = """PREFIX cg: <https://w3id.org/casegraph/model#> PREFIX dcterms: <http://purl.org/dc/terms/>
SELECT ?id WHERE { ?case a cg:CaseGraph ; dcterms:identifier ?id }"""
BELOW = """PREFIX c: <https://w3id.org/casegraph/concept/> PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
ASK { c:BoneMetastasis rdfs:subClassOf c:ClinicalFinding }"""


def ids(store: Store) -> list[str]:
    solutions = store.query(CASES)
    assert isinstance(solutions, ox.QuerySolutions)
    return sorted(str(solution["id"].value) for solution in solutions)


def written(folder: Path, suffix: str, case_id: str = "c1") -> Path:
    quads = list(parsed(nquads(rich_case(case_id))))
    form = GRAPH_SUFFIXES[suffix]
    content = ox.serialize(quads, format=form) if form.supports_datasets else ox.serialize(triples(quads), format=form)
    path = folder / f"{case_id}{suffix}"
    path.write_bytes(content or b"")
    return path


def triples(quads: list[ox.Quad]) -> list[ox.Triple]:
    return [quad.triple for quad in quads]


@pytest.mark.parametrize("suffix", GRAPH_SUFFIXES)
def test_a_graph_file_of_every_format(tmp_path: Path, suffix: str) -> None:
    store = Store.in_memory()
    before = len(store)
    added = store.load(written(tmp_path, suffix))
    assert added == len(store) - before > 300
    assert ids(store) == ["c1"]
    # Loading it again adds nothing.
    assert store.load(written(tmp_path, suffix)) == 0


def test_a_packed_file_and_several_cases(tmp_path: Path) -> None:
    packed = tmp_path / "c2.nq.gz"
    packed.write_bytes(gzip.compress(nquads(rich_case("c2")).encode()))
    store = Store.in_memory()
    store.load(packed)
    store.load(written(tmp_path, ".ttl"))
    store.add([rich_case("c3")])
    assert ids(store) == ["c1", "c2", "c3"]


def test_the_ontology_and_its_closure_are_part_of_what_is_asked() -> None:
    assert Store.in_memory().query(BELOW)


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("none.ttl", None, "no such file; give a graph that casegraph build wrote"),
        ("case.txt", b"Toux.", r"not a graph file by its name \(\.ttl"),
        ("bare", b"Toux.", "not a graph file by its name"),
        ("broken.ttl", b"<a> <b> .", "the file is no valid Turtle"),
        ("broken.nq.gz", b"no gzip", "cannot be read|no valid N-Quads"),
        (
            "cut.nq.gz",
            gzip.compress(b"<http://e/a> <http://e/b> <http://e/c> .\n" * 99, mtime=0)[:-20],
            "no valid N-Quads",
        ),
        ("other.nt", b"<http://e/a> <http://e/b> <http://e/c> .\n", "holds no case graph; build one with"),
        ("empty.ttl", b"", "holds no case graph"),
    ],
)
def test_a_file_that_holds_no_case_graph_is_refused(
    tmp_path: Path, name: str, content: bytes | None, message: str
) -> None:
    path = tmp_path / name
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(GraphError, match=message) as caught:
        Store.in_memory().load(path)
    assert str(path) in str(caught.value)


def test_a_folder_is_no_graph_file(tmp_path: Path) -> None:
    folder = tmp_path / "graphs.ttl"
    folder.mkdir()
    with pytest.raises(GraphError, match="is a folder"):
        Store.in_memory().load(folder)


def test_what_is_broken_halfway_leaves_nothing_behind(tmp_path: Path) -> None:
    path = tmp_path / "half.nq"
    path.write_text(nquads(rich_case()) + "and then nonsense\n", encoding="utf-8")
    store = Store.in_memory()
    before = len(store)
    with pytest.raises(GraphError):
        store.load(path)
    assert len(store) == before


def test_a_store_in_a_folder_is_written_once_and_read_by_others(tmp_path: Path) -> None:
    folder = tmp_path / "store"
    store = Store.create(folder)
    store.load(written(tmp_path, ".ttl"))
    with pytest.raises(StoreError, match="another process is writing to this store"):
        Store.create(folder)
    del store
    reader = Store.open(folder)
    assert ids(reader) == ["c1"]
    assert reader.query(BELOW)
    del reader
    again = Store.create(folder)
    size = len(again)
    again.add([rich_case("c2")])
    assert ids(again) == ["c1", "c2"]
    assert len(again) > size


def test_a_folder_without_a_store_is_refused(tmp_path: Path) -> None:
    with pytest.raises(GraphError, match="no store there"):
        Store.open(tmp_path)


def test_a_query_that_is_no_sparql_is_refused() -> None:
    with pytest.raises(QueryError, match=r"the query is not valid SPARQL: line 1, column 7, at the end$"):
        Store(ox.Store()).query("SELECT")
