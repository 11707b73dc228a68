"""Every saved query on a file, on the embedded store and on servers of two makes over HTTP: the same rows."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from threading import Thread

import pytest

import casegraph
from casegraph.errors import EndpointError, QueryError
from casegraph.queries.answer import Answer
from casegraph.queries.catalogue import saved_queries
from casegraph.queries.run import Source, ask
from casegraph.store.embedded import Store
from casegraph.store.graphs import NamedGraph, graph_of
from casegraph.store.loading import load
from casegraph.store.remote import Endpoint
from tests.store.servers import oxigraph, virtuoso


@cache
def graphs() -> tuple[NamedGraph, ...]:
    return tuple(graph_of(casegraph.example(name)) for name in casegraph.examples())


@cache
def expected() -> dict[str, list[str]]:
    """The rows that each saved query gives of a graph file, in no order."""
    store = Store.in_memory()
    store.put(graphs())
    return {query: rows(query, store) for query in saved_queries()}


def rows(query: str, source: Source) -> list[str]:
    answer = ask(saved_queries()[query], source, {})
    assert isinstance(answer, Answer)
    # Servers divide decimals to more or fewer digits.
    rounded = ({name: round(c, 9) if isinstance(c, float) else c for name, c in row.items()} for row in answer)
    return sorted(repr(sorted(row.items())) for row in rounded)


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with oxigraph(tmp_path_factory.mktemp("oxigraph")) as address:
        endpoint = Endpoint(f"{address}/query", graph_store=f"{address}/store")
        endpoint.put_ontology()
        assert load(graphs(), endpoint).new == len(graphs())
        yield address


def test_every_saved_query_answers_on_the_examples() -> None:
    assert [query for query, found in expected().items() if not found] == []


def test_a_file_gives_the_same_rows(tmp_path: Path) -> None:
    path = tmp_path / "all.nq"
    path.write_bytes(b"".join(graph.lines for graph in graphs()))
    store = casegraph.load(path)
    assert {query: rows(query, store) for query in saved_queries()} == expected()


def test_the_embedded_store_gives_the_same_rows(tmp_path: Path) -> None:
    store = Store.create(tmp_path / "store")
    load(graphs(), store)
    del store
    reader = Store.open(tmp_path / "store")
    assert {query: rows(query, reader) for query in saved_queries()} == expected()


def test_an_oxigraph_server_gives_the_same_rows(server: str) -> None:
    endpoint = Endpoint(f"{server}/query")
    endpoint.check()
    assert {query: rows(query, endpoint) for query in saved_queries()} == expected()


def test_a_virtuoso_gives_the_same_rows(tmp_path: Path) -> None:
    with virtuoso(tmp_path) as address:
        endpoint = Endpoint(f"{address}/sparql", graph_store=f"{address}/sparql-graph-crud")
        endpoint.put_ontology()
        assert load(graphs(), endpoint).new == len(graphs())
        assert load(graphs(), endpoint).unchanged == len(graphs())
        endpoint.check()
        assert {query: rows(query, endpoint) for query in saved_queries()} == expected()


def test_loading_again_writes_only_what_changed(server: str) -> None:
    endpoint = Endpoint(f"{server}/query")
    assert load(graphs(), endpoint).unchanged == len(graphs())
    changed = graph_of(casegraph.build_text("Pas de fièvre.", "hellp-syndrome.fr"))
    done = load([changed], endpoint)
    assert (done.new, done.replaced) == (0, 1)
    assert endpoint.digests([changed.iri]) == {changed.iri: changed.digest}
    assert load(graphs(), endpoint).replaced == 1
    assert {query: rows(query, endpoint) for query in ("held-because", "timeline")} == {
        query: expected()[query] for query in ("held-because", "timeline")
    }


def test_a_server_that_does_not_join_its_graphs_is_named(tmp_path: Path) -> None:
    with oxigraph(tmp_path / "apart", "--cors") as address:
        endpoint = Endpoint(f"{address}/query")
        with pytest.raises(EndpointError, match="holds no ontology; load cases with casegraph load --endpoint"):
            endpoint.check()
        endpoint.put([NamedGraph("https://w3id.org/casegraph/closure", b"", "1")])
        with pytest.raises(EndpointError, match="--union-default-graph"):
            endpoint.check()


def test_no_server_no_address_and_no_query(server: str) -> None:
    with pytest.raises(EndpointError, match="no address of an endpoint"):
        Endpoint("localhost:7878/query")
    with pytest.raises(QueryError, match="another machine"):
        Endpoint(f"{server}/query").query("SELECT * { SERVICE <http://127.0.0.1:1/> { ?s ?p ?o } }")
    with pytest.raises(EndpointError, match="refused"):
        Endpoint(f"{server}/query").query("SELECT * { ?s ?p")


class _Sick(BaseHTTPRequestHandler):
    """A server that is out of order twice, then asks for a name and says what it was sent."""

    seen: list[tuple[str, str | None, bytes]]
    failures: int

    def do_PUT(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.seen.append((self.path, self.headers["Authorization"], body))
        self.send_response(503 if len(self.seen) <= self.failures else 204)
        self.end_headers()

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture
def sick() -> Iterator[tuple[str, type[_Sick]]]:
    handler = type("Sick", (_Sick,), {"seen": [], "failures": 2})
    with HTTPServer(("127.0.0.1", 0), handler) as listening:
        thread = Thread(target=listening.serve_forever, daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{listening.server_port}", handler
        listening.shutdown()


def test_a_server_out_of_order_is_asked_again_with_the_name_of_the_environment(
    sick: tuple[str, type[_Sick]], monkeypatch: pytest.MonkeyPatch
) -> None:
    address, handler = sick
    monkeypatch.setenv("CASEGRAPH_ENDPOINT_USER", "ada")
    monkeypatch.setenv("CASEGRAPH_ENDPOINT_PASSWORD", "p:w")
    graph = graphs()[0]
    Endpoint(address, graph_store=f"{address}/store").put([graph])
    assert len(handler.seen) == 3
    assert len({body for _, _, body in handler.seen}) == 1
    path, authorization, body = handler.seen[-1]
    assert path == "/store?graph=urn%3Acasegraph%3Acase%3Aacute-kidney-injury.fr"
    assert authorization == "Basic YWRhOnA6dw=="
    assert body.count(b"\n") == len(graph) + 1


def test_a_server_that_stays_out_of_order_is_said(
    sick: tuple[str, type[_Sick]], monkeypatch: pytest.MonkeyPatch
) -> None:
    address, handler = sick
    handler.failures = 99
    monkeypatch.setattr("casegraph.store.remote._ATTEMPTS", 2)
    monkeypatch.setenv("CASEGRAPH_ENDPOINT_TOKEN", "t0")
    with pytest.raises(EndpointError, match="refused with 503"):
        Endpoint(address, graph_store=f"{address}/store").put([graphs()[0]])
    assert [authorization for _, authorization, _ in handler.seen] == ["Bearer t0"] * 2
