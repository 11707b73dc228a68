"""Loading into a store: each case whole in the place of the one of its name, what is there already left alone."""

from __future__ import annotations

import gzip
import json
import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pyoxigraph as ox
import pytest

from casegraph.errors import GraphError
from casegraph.graph.ontology import CLOSURE_GRAPH, ONTOLOGY_GRAPH, ontology_version
from casegraph.graph.vocabulary import PREFIXES
from casegraph.graph.writer import nquads
from casegraph.store.embedded import Store
from casegraph.store.graphs import NamedGraph, case_graphs, graph_of
from casegraph.store.loading import Loaded, load, places_graphs
from tests.graph.made import Made, rich_case


def made(case_id: str, text: str = "Toux.\n") -> Made:
    case = Made(text, case_id)
    case.add("condition", text.split(".")[0], "Cough", presence="present")
    return case


def graph(case_id: str, text: str = "Toux.\n") -> NamedGraph:
    return graph_of(made(case_id, text).case())


def counts(done: Loaded) -> tuple[int, int, int]:
    return done.new, done.replaced, done.unchanged


def test_what_is_there_is_left_and_what_changed_takes_its_place() -> None:
    store = Store.in_memory()
    before = len(store)
    assert counts(load([graph("a"), graph("b")], store)) == (2, 0, 0)
    size = len(store)
    assert counts(load([graph("a"), graph("b")], store)) == (0, 0, 2)
    assert len(store) == size
    assert counts(load([graph("a", "Grosse toux.\n"), graph("b")], store)) == (0, 1, 1)
    assert b"Grosse toux" in store.graph("urn:casegraph:case:a")
    assert b'"Toux.' not in store.graph("urn:casegraph:case:a")
    store.remove("urn:casegraph:case:a")
    store.remove("urn:casegraph:case:b")
    assert len(store) == before


def test_two_inputs_of_one_case_are_refused() -> None:
    with pytest.raises(GraphError, match="urn:casegraph:case:a: two of the inputs hold this case"):
        load([graph("a"), graph("a", "Autre toux.\n")], Store.in_memory())


def test_a_file_of_many_cases_is_taken_apart_however_its_lines_stand(tmp_path: Path) -> None:
    cases = [graph(name) for name in ("a", "b", "c")]
    lines = [line for case in cases for line in case.stored.splitlines(keepends=True)]
    random.Random(5).shuffle(lines)
    path = tmp_path / "many.nq"
    path.write_bytes(b"".join(lines))
    assert {g.iri: g.digest for g in case_graphs(path)} == {g.iri: g.digest for g in cases}
    # Laid out as no engine writes it, with a comment.
    path.write_bytes(b"# cases\n" + b"".join(line.replace(b"> <", b">\t<", 1) for line in lines))
    assert {g.iri: g.digest for g in case_graphs(path)} == {g.iri: g.digest for g in cases}
    packed = tmp_path / "many.nq.gz"
    packed.write_bytes(gzip.compress(b"".join(lines)))
    assert {g.iri: g.digest for g in case_graphs(packed)} == {g.iri: g.digest for g in cases}


def test_triples_without_graphs_go_to_the_case_whose_node_they_are_of(tmp_path: Path) -> None:
    cases = [graph("a"), graph("b")]
    path = tmp_path / "both.nt"
    path.write_bytes(b"".join(case.triples for case in cases))
    assert {g.iri: g.digest for g in case_graphs(path)} == {g.iri: g.digest for g in cases}


@pytest.mark.parametrize("suffix", [".trig", ".jsonld"])
def test_formats_with_graphs_hold_many_cases(tmp_path: Path, suffix: str) -> None:
    cases = [graph("a"), graph("b")]
    quads = ox.parse(b"".join(case.lines for case in cases), format=ox.RdfFormat.N_QUADS)
    form = ox.RdfFormat.TRIG if suffix == ".trig" else ox.RdfFormat.JSON_LD
    path = tmp_path / f"both{suffix}"
    path.write_bytes(ox.serialize(quads, format=form, prefixes=dict(PREFIXES)) or b"")
    assert {g.iri: g.digest for g in case_graphs(path)} == {g.iri: g.digest for g in cases}


def test_reports_are_read_and_folders_of_graphs_opened(tmp_path: Path) -> None:
    (tmp_path / "graphs").mkdir()
    (tmp_path / "graphs" / "a.nq").write_bytes(graph("a").lines)
    (tmp_path / "graphs" / "b.nq").write_bytes(graph("b").lines)
    reports = tmp_path / "r.jsonl"
    reports.write_text(json.dumps({"id": "c", "text": "Pas de fièvre."}), encoding="utf-8")
    (tmp_path / "d.txt").write_text("Toux.", encoding="utf-8")
    places = [str(tmp_path / name) for name in ("graphs", "r.jsonl", "d.txt")]
    store = Store.in_memory()
    assert counts(load(places_graphs(places), store)) == (4, 0, 0)
    assert sorted(name.rpartition(":")[2] for name in store.cases()) == ["a", "b", "c", "d"]
    assert counts(load(places_graphs(places), store)) == (0, 0, 4)


def test_what_is_no_quad_cannot_pass_as_one_in_a_replaced_graph() -> None:
    store = Store.in_memory()
    store.put([graph("a")])
    name = "urn:casegraph:case:a"
    evil = f'<{name}> <urn:p> "x" }} }} ; DROP ALL ; INSERT DATA {{ GRAPH <urn:g> {{ <urn:s> <urn:p> "y" <{name}> .\n'
    with pytest.raises(GraphError, match="urn:casegraph:case:a"):
        store.put([NamedGraph(name, graph("a").lines + evil.encode())])
    assert store.digest(name) == graph("a").digest
    assert len(store.graph(ONTOLOGY_GRAPH.value)) > 1_000_000


def test_an_outdated_ontology_is_replaced_when_the_store_is_written(tmp_path: Path) -> None:
    store = Store.create(tmp_path)
    store.put([NamedGraph(CLOSURE_GRAPH.value, b"", "0.0"), NamedGraph(ONTOLOGY_GRAPH.value, b"", "0.0")])
    store.add([rich_case()])
    assert store.digest(ONTOLOGY_GRAPH.value) == "0.0"
    del store
    again = Store.create(tmp_path)
    assert again.digest(ONTOLOGY_GRAPH.value) == again.digest(CLOSURE_GRAPH.value) == ontology_version()
    assert len(again.graph(CLOSURE_GRAPH.value)) > 1_000_000
    assert len(list(again.cases())) == 1


_LOADER = """
import sys
from casegraph.store import loading
from casegraph.store.embedded import Store
from casegraph.store.graphs import batched
loading.batched = lambda graphs: batched(graphs, 2_000)
store = Store.create(sys.argv[1])
print("ready", flush=True)
while True:
    for path in sys.argv[2:]:
        loading.load(loading.places_graphs([path]), store)
        store.remove("urn:casegraph:case:k3")
"""


def test_a_loader_that_is_killed_leaves_each_graph_whole_or_absent(tmp_path: Path) -> None:
    """Two versions of the same cases are loaded in turn, as new ones and as replacements; 20 times it is killed."""
    versions = []
    for word in ("toux", "fièvre"):
        long = "".join(f"{word} {n}.\n" for n in range(60))
        cases = [made(f"k{n}", f"{word}.\n{long}") for n in range(6)]
        versions.append([graph_of(case.case()) for case in cases])
        (tmp_path / f"{word}.nq").write_bytes(b"".join(g.lines for g in versions[-1]))
    known = {(g.iri, g.digest): g.lines for version in versions for g in version}
    folder = tmp_path / "store"
    files = [str(tmp_path / "toux.nq"), str(tmp_path / "fièvre.nq")]
    chance = random.Random(20)
    states = set()
    for _ in range(20):
        loader = subprocess.Popen([sys.executable, "-c", _LOADER, folder, *files], stdout=subprocess.PIPE)
        assert loader.stdout is not None
        assert loader.stdout.readline() == b"ready\n"
        time.sleep(chance.uniform(0.0, 0.3))
        os.kill(loader.pid, signal.SIGKILL)
        loader.wait()
        loader.stdout.close()
        store = Store.open(folder)
        for name in [g.iri for g in versions[0]]:
            digest, lines = store.digest(name), store.graph(name)
            states.add((name, digest))
            if digest is None:
                assert lines == b""
            else:
                assert sorted(lines.splitlines()) == sorted(known[name, digest].splitlines())
        del store
    # It was killed in more than one state.
    assert len(states) > 6


def test_a_graph_as_stored_is_the_graph_that_was_built() -> None:
    store = Store.in_memory()
    case = rich_case()
    store.add([case])
    (name,) = store.cases()
    assert sorted(store.graph(name).decode().splitlines()) == sorted(nquads(case).splitlines())
