"""Queries of strangers who mean harm: none hangs the server, gets out of it, or changes what it holds."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlencode

import pytest

import casegraph
from casegraph.serve.confine import confine
from casegraph.store.embedded import Store
from casegraph.store.graphs import graph_of
from casegraph.store.loading import load
from tests.serve.serving import Answered, ask, serving

LIMIT = 3.0
COUNT = "SELECT (COUNT(*) AS ?n) WHERE { ?case a cg:CaseGraph }"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    found = tmp_path_factory.mktemp("hostile") / "store"
    store = Store.create(found)
    load([graph_of(casegraph.example("hellp-syndrome"))], store)
    return found


@pytest.fixture(scope="module")
def server(folder: Path) -> Iterator[str]:
    with serving("--store", folder, "--time-limit", str(LIMIT)) as address:
        yield address


def sparql(server: str, query: str) -> Answered:
    return ask(f"{server}/sparql", query.encode(), content_type="application/sparql-query")


CARTESIAN = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }"
HOSTILE = {
    "cartesian": CARTESIAN,
    "sorted cartesian": "SELECT * { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i } ORDER BY ?c ?f ?i",
    "grouped cartesian": "SELECT ?a ?d (GROUP_CONCAT(?i) AS ?x) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i } GROUP BY ?a ?d",
    "deep path": "SELECT (COUNT(*) AS ?n) { ?a (!<a:a>|^!<a:a>)+ ?b . ?b (!<a:a>|^!<a:a>)* ?c . ?c (!<a:a>)+ ?d }",
    "regex": 'SELECT (COUNT(*) AS ?n) { ?s cg:text ?t . ?x ?y ?z FILTER(REGEX(?t, "' + "(.*a){30}" * 20 + '")) }',
    "strings": "SELECT (MAX(STRLEN(?l)) AS ?n) { ?r cg:text ?t . ?x ?y ?z . ?u ?v ?w BIND(REPLACE(?t, '', ?t) AS ?l) }",
}


@pytest.mark.parametrize("name", list(HOSTILE))
def test_a_query_that_would_never_end_is_stopped(server: str, name: str) -> None:
    begun = time.monotonic()
    answered = sparql(server, HOSTILE[name])
    # Ended by the limit; a pattern beyond the engine's size matches nothing, as SPARQL has it of an error in a filter.
    assert answered.status == (200 if name == "regex" else 503)
    assert time.monotonic() - begun < 60
    assert json.loads(ask(f"{server}/health").body)["status"] == "ok"


def test_while_such_queries_run_the_saved_questions_are_answered(server: str) -> None:
    statuses: list[int] = []
    hostile = [threading.Thread(target=lambda: statuses.append(sparql(server, CARTESIAN).status)) for _ in range(6)]
    for thread in hostile:
        thread.start()
    answered = ask(f"{server}/questions/held-because.json?{urlencode({'reason': 'thrombopénie'})}")
    assert answered.status == 200
    waiting = sum(thread.is_alive() for thread in hostile)
    for thread in hostile:
        thread.join(120)
    assert statuses == [503] * 6
    assert waiting > 0
    assert sparql(server, COUNT).status == 200


def test_too_many_queries_are_sent_away_at_once(folder: Path) -> None:
    with serving("--store", folder, "--time-limit", "0.2", "--workers", "1") as address:
        statuses: list[int] = []
        said: list[str] = []

        def hostile() -> None:
            answered = sparql(address, CARTESIAN)
            statuses.append(answered.status)
            said.append(answered.body)

        threads = [threading.Thread(target=hostile) for _ in range(20)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(120)
        assert statuses == [503] * 20
        assert any("too many queries wait" in line for line in said)
        assert sparql(address, COUNT).status == 200


SERVICES = [
    "SELECT * {{ SERVICE <{at}> {{ ?s ?p ?o }} }}",
    "SELECT * {{ ?s ?p 1SERVICE <{at}> {{ ?s ?p ?o }} }}",
    "SELECT * {{ ?s ?p ?o . OPTIONAL {{ SERVICE SILENT <{at}> {{ ?a ?b ?c }} }} }} LIMIT 5",
    "PREFIX e: <{at}> SELECT * {{ SERVICEe: {{ ?s ?p ?o }} }}",
    "PREFIX e: <{at}> SELECT * {{ ?s ?p e:a\\# . SERVICE e: {{ ?s ?p ?o }}\n }}",
    "SELECT * {{ \\u0053ERVICE <{at}> {{ ?s ?p ?o }} }}",
    "SELECT * FROM <{at}> WHERE {{ ?s ?p ?o }}",
    "SELECT * FROM NAMED <{at}> WHERE {{ GRAPH ?g {{ ?s ?p ?o }} }} LIMIT 5",
    "DESCRIBE <{at}>",
    "LOAD <{at}>",
    "SELECT * FROM <file:///etc/passwd> WHERE {{ ?s ?p ?o }}",
]


@pytest.mark.parametrize("query", SERVICES)
def test_no_query_reaches_another_service(server: str, listener: tuple[int, list[bytes]], query: str) -> None:
    port, heard = listener
    answered = sparql(server, query.format(at=f"http://127.0.0.1:{port}/"))
    assert answered.status in (200, 400)
    assert "root:" not in answered.body
    assert heard == []


def test_behind_the_refusal_the_kernel_opens_no_socket(listener: tuple[int, list[bytes]]) -> None:
    """The second wall by itself: a process that is confined asks the engine for a SERVICE directly."""
    import multiprocessing
    import sys

    if not sys.platform.startswith("linux"):
        pytest.skip("the kernel's filter is Linux's")
    port, heard = listener
    context = multiprocessing.get_context("spawn")
    said = context.Queue()
    process = context.Process(target=_confined, args=(port, said))
    process.start()
    assert "denied" in said.get(timeout=60).lower()
    process.join(30)
    assert heard == []


def _confined(port: int, said: object) -> None:
    import pyoxigraph as ox

    confine(1 << 30)
    try:
        list(ox.Store().query(f"SELECT * {{ SERVICE <http://127.0.0.1:{port}/> {{ ?s ?p ?o }} }}"))  # type: ignore[arg-type]
        said.put("nothing refused")  # type: ignore[attr-defined]
    except (OSError, RuntimeError) as error:
        said.put(str(error))  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    "value",
    [
        '"',
        "'",
        "\\",
        '" } DELETE WHERE { ?s ?p ?o } #',
        "c:Fever } SERVICE <http://127.0.0.1:1/> { ?s ?p ?o",
        "\n}\n",
        "\x00",
    ],
)
def test_quotes_in_a_parameter_stay_within_it(server: str, value: str) -> None:
    for question in ("held-because?" + urlencode({"reason": value}), "concept-frequency?" + urlencode({"x": value})):
        answered = ask(f"{server}/questions/{question}&format=json")
        assert answered.status == 400
        assert "SPARQL" not in answered.body
    assert json.loads(sparql(server, COUNT).body)["results"]["bindings"][0]["n"]["value"] == "1"


def test_nothing_was_written(server: str, folder: Path) -> None:
    for update in ("CLEAR ALL", "INSERT DATA { <a:a> <a:b> <a:c> }", "DROP ALL", "CREATE GRAPH <a:g>"):
        assert sparql(server, update).status == 400
        assert ask(f"{server}/sparql", update.encode(), content_type="application/sparql-update").status == 403
    before = Store.open(folder)
    assert [*before.cases()] == ["urn:casegraph:case:hellp-syndrome.fr"]


def test_a_store_that_is_loaded_while_it_is_served(server: str, folder: Path) -> None:
    store = Store.create(folder)
    load([graph_of(casegraph.build_text("Toux.", "later"))], store)
    del store
    time.sleep(1.2)
    assert json.loads(sparql(server, COUNT).body)["results"]["bindings"][0]["n"]["value"] == "2"
