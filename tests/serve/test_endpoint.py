"""The SPARQL endpoint and the saved questions over HTTP, by clients of several makes."""

from __future__ import annotations

import csv
import io
import json
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlencode

import pyoxigraph as ox
import pytest
from rdflib import Graph, Literal, URIRef, Variable
from rdflib.plugins.stores.sparqlstore import SPARQLStore
from SPARQLWrapper import CSV, JSON, N3, POST, POSTDIRECTLY, TSV, XML, SPARQLWrapper
from SPARQLWrapper.SPARQLExceptions import QueryBadFormed

import casegraph
from casegraph.graph.vocabulary import CG, PREFIXES
from casegraph.queries.answer import Answer
from casegraph.queries.catalogue import saved_queries
from casegraph.queries.run import ask as ask_query
from casegraph.store.remote import Endpoint
from tests.serve.serving import Answered, ask, serving

CASES = "SELECT ?id WHERE { ?case a cg:CaseGraph ; dcterms:identifier ?id } ORDER BY ?id"
EXAMPLES = ("breast-cancer-pancytopenia", "hellp-syndrome")
IDS = [f"{name}.fr" for name in EXAMPLES]


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    folder = tmp_path_factory.mktemp("graphs")
    paths = [casegraph.write(casegraph.example(name), folder / f"{name}.ttl") for name in EXAMPLES]
    with serving(*paths, "--row-limit", "3000") as address:
        yield address


def sparql(server: str, query: str, accept: str = "*/*", **more: str) -> Answered:
    return ask(f"{server}/sparql?{urlencode({'query': query, **more})}", accept=accept)


def ids(body: str) -> list[str]:
    return [row["id"]["value"] for row in json.loads(body)["results"]["bindings"]]


def test_health(server: str) -> None:
    answered = ask(f"{server}/health")
    assert answered.status == 200
    assert json.loads(answered.body)["status"] == "ok"


def test_a_query_by_get_and_by_post_both_ways(server: str) -> None:
    direct = ask(f"{server}/sparql", CASES.encode(), content_type="application/sparql-query; charset=utf-8")
    form = ask(
        f"{server}/sparql", urlencode({"query": CASES}).encode(), content_type="application/x-www-form-urlencoded"
    )
    for answered in (sparql(server, CASES), direct, form):
        assert answered.status == 200
        assert answered.type == "application/sparql-results+json"
        assert ids(answered.body) == IDS


@pytest.mark.parametrize(
    ("accept", "type_", "first"),
    [
        ("application/sparql-results+json", "application/sparql-results+json", '{"head"'),
        ("application/json", "application/sparql-results+json", '{"head"'),
        ("application/sparql-results+xml", "application/sparql-results+xml", "<?xml"),
        ("text/csv", "text/csv; charset=utf-8", "id\r\n"),
        ("text/tab-separated-values", "text/tab-separated-values; charset=utf-8", "?id\n"),
        ("text/csv;q=0.5, application/sparql-results+xml;q=0.9", "application/sparql-results+xml", "<?xml"),
        ("", "application/sparql-results+json", '{"head"'),
    ],
)
def test_rows_in_the_form_that_is_accepted(server: str, accept: str, type_: str, first: str) -> None:
    answered = sparql(server, CASES, accept)
    assert (answered.status, answered.type) == (200, type_)
    assert answered.body.startswith(first)
    assert all(name in answered.body for name in IDS)


@pytest.mark.parametrize(
    ("accept", "form"),
    [
        ("text/turtle", ox.RdfFormat.TURTLE),
        ("application/n-triples", ox.RdfFormat.N_TRIPLES),
        ("application/rdf+xml", ox.RdfFormat.RDF_XML),
        ("application/ld+json", ox.RdfFormat.JSON_LD),
        ("*/*", ox.RdfFormat.TURTLE),
    ],
)
def test_triples_in_the_form_that_is_accepted(server: str, accept: str, form: ox.RdfFormat) -> None:
    answered = sparql(server, "CONSTRUCT { ?case cg:version ?id } WHERE { ?case dcterms:identifier ?id }", accept)
    assert answered.type.partition(";")[0] == form.media_type
    assert sorted(quad.object.value for quad in ox.parse(answered.body, format=form)) == IDS


@pytest.mark.parametrize(("accept", "said"), [("*/*", "true"), ("application/sparql-results+xml", "<boolean>true")])
def test_yes_and_no(server: str, accept: str, said: str) -> None:
    assert said in sparql(server, "ASK { c:BoneMetastasis rdfs:subClassOf c:ClinicalFinding }", accept).body


def test_graphs_may_be_named(server: str) -> None:
    one = f"urn:casegraph:case:{IDS[0]}"
    assert ids(sparql(server, CASES, **{"default-graph-uri": one}).body) == IDS[:1]
    assert ids(sparql(server, CASES.replace("WHERE", f"FROM <{one}> WHERE")).body) == IDS[:1]
    assert ids(sparql(server, f"SELECT ?id {{ GRAPH <{one}> {{ ?case dcterms:identifier ?id }} }}").body) == IDS[:1]


def test_without_a_query_the_service_describes_itself(server: str) -> None:
    answered = ask(f"{server}/sparql", accept="text/turtle")
    store = ox.Store()
    store.load(answered.body, format=ox.RdfFormat.TURTLE)
    described = f"""PREFIX sd: <http://www.w3.org/ns/sparql-service-description#>
    ASK {{ ?service a sd:Service ; sd:endpoint <{server}/sparql> ; sd:supportedLanguage sd:SPARQL11Query }}"""
    assert store.query(described)


@pytest.mark.parametrize(
    ("query", "status", "says"),
    [
        ("SELECT ?s WHERE { ?s ?p", 400, "not valid SPARQL: line 1, column 24, at the end"),
        ("INSERT DATA { <a:a> <a:b> <a:c> }", 400, "INSERT would change the graph"),
        ("SELECT * { SERVICE <http://127.0.0.1:1/> { ?s ?p ?o } }", 400, "another machine"),
        ("SELECT * { ?s ?p ?o }", 400, "more than 3000 rows, the limit of this server; add LIMIT"),
        ("CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o }", 400, "more than 3000 rows"),
        ("", 400, "not valid SPARQL"),
    ],
)
def test_what_is_refused_is_said_in_one_line(server: str, query: str, status: int, says: str) -> None:
    answered = sparql(server, query)
    assert answered.status == status
    assert says in answered.body
    assert answered.body.count("\n") == 1


def test_other_requests_are_refused(server: str) -> None:
    url = f"{server}/sparql"
    update = b"CLEAR ALL"
    assert ask(url, update, content_type="application/sparql-update").status == 403
    assert ask(url, b"update=CLEAR+ALL", content_type="application/x-www-form-urlencoded").status == 403
    assert ask(f"{url}?update=CLEAR+ALL").status == 403
    assert ask(url, b"x", content_type="application/octet-stream").status == 415
    assert ask(url, b"query=ASK{}&query=ASK{}", content_type="application/x-www-form-urlencoded").status == 400
    assert ask(url, b"\xff", content_type="application/sparql-query").status == 400
    assert ask(url, b"#" * (2 << 20), content_type="application/sparql-query").status == 400
    assert ask(url, method="DELETE").status == 405
    assert sparql(server, CASES, "image/png").status == 406
    assert ask(f"{server}/nowhere").status == 404
    assert ids(sparql(server, CASES).body) == IDS


def test_as_many_rows_as_the_limit_are_given(server: str) -> None:
    assert len(json.loads(sparql(server, "SELECT * { ?s ?p ?o } LIMIT 3000").body)["results"]["bindings"]) == 3000


def test_sparqlwrapper(server: str) -> None:
    client = SPARQLWrapper(f"{server}/sparql")
    client.setQuery(f"PREFIX cg: <{CG}> PREFIX dcterms: <{PREFIXES['dcterms']}> {CASES}")
    for form in (JSON, XML, CSV, TSV):
        client.setReturnFormat(form)
        for method in ("GET", POST):
            client.setMethod(method)
            text = client.query().response.read().decode()
            assert all(name in text for name in IDS)
    client.setRequestMethod(POSTDIRECTLY)
    client.setReturnFormat(JSON)
    assert ids(client.query().response.read().decode()) == IDS
    client.setQuery("CONSTRUCT WHERE { ?s <http://purl.org/dc/terms/identifier> ?o }")
    client.setReturnFormat(N3)
    assert IDS[0] in client.query().response.read().decode()
    client.setQuery("SELECT nonsense")
    with pytest.raises(QueryBadFormed, match="not valid SPARQL"):
        client.query()


def test_rdflib(server: str) -> None:
    graph = Graph(SPARQLStore(f"{server}/sparql"))
    identifier = URIRef(PREFIXES["dcterms"] + "identifier")
    assert sorted(map(str, graph.objects(None, identifier))) == IDS
    assert (URIRef(f"urn:casegraph:case:{IDS[0]}"), identifier, Literal(IDS[0])) in graph
    found = graph.query(CASES, initNs={"cg": CG, "dcterms": PREFIXES["dcterms"]})
    assert [str(binding[Variable("id")]) for binding in found.bindings] == IDS


def test_curl(server: str) -> None:
    if shutil.which("curl") is None:
        pytest.skip("no curl here")
    # The accent as it is typed, which no address may hold.
    url = f"{server}/questions/held-because?reason=thrombopénie"
    done = subprocess.run(["curl", "-sS", "-H", "Accept: text/csv", url], capture_output=True, text=True, check=True)
    assert "Anticoagulation préventive" in done.stdout
    query = ["curl", "-sSG", f"{server}/sparql", "--data-urlencode", f"query={CASES}"]
    assert ids(subprocess.run(query, capture_output=True, text=True, check=True).stdout) == IDS


def test_casegraph_itself(server: str) -> None:
    endpoint = Endpoint(f"{server}/sparql")
    endpoint.check()
    (row,) = casegraph.query("held-because", casegraph.example(EXAMPLES[0]), reason="thrombopénie")
    answer = ask_query(saved_queries()["held-because"], endpoint, {"reason": "thrombopénie"})
    assert isinstance(answer, Answer)
    assert dict(row) in [dict(found) for found in answer]


@pytest.mark.parametrize("name", list(saved_queries()))
def test_each_saved_question(server: str, name: str) -> None:
    query = saved_queries()[name]
    found = ask(f"{server}/questions/{name}.json")
    rows = json.loads(found.body)
    table = list(csv.DictReader(io.StringIO(ask(f"{server}/questions/{name}?format=csv").body)))
    assert len(rows) == len(table)
    assert all(list(row) == [column.name for column in query.columns] for row in (*rows, *table))
    page = ask(f"{server}/questions/{name}", accept="text/html")
    assert (page.status, page.type) == (200, "text/html; charset=utf-8")


def test_a_question_with_parameters(server: str) -> None:
    def held(**given: str) -> list[str]:
        body = ask(f"{server}/questions/held-because.json?{urlencode(given)}").body
        return [row["held"] for row in json.loads(body) if row["case"] == IDS[0]]

    assert held(reason="thrombopénie") == held(reason="thrombocytopenia") == ["Anticoagulation préventive"]
    assert held(reason="grossesse") == []
    for url, status, says in [
        ("held-because.json?reason=thrombopnie", 400, "thrombopénie"),
        ("held-because.json?treason=x", 400, "has no parameter 'treason'"),
        ("held-becuse.json", 404, "/questions lists them"),
        ("held-because.pdf", 406, "json"),
        ("held-because.csv?reason=%22%20}%20INSERT%20DATA%20{", 400, "concept"),
    ]:
        answered = ask(f"{server}/questions/{url}")
        assert answered.status == status
        assert says in answered.body


def test_what_guards_the_reader(server: str) -> None:
    port = server.rpartition(":")[2]
    for path in ("/", "/questions", "/sparql", "/health", "/nowhere"):
        headers = ask(server + path).headers
        assert "script-src 'self'" in headers["content-security-policy"]
        assert "unsafe" not in headers["content-security-policy"]
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["x-frame-options"] == "DENY"
    query = f"{server}/sparql?{urlencode({'query': CASES})}"
    # A name that was made to point here, and a page elsewhere.
    for refused in (
        ask(query, host=f"evil.example:{port}"),
        ask(query, origin="https://evil.example"),
        ask(query, origin="null"),
        ask(query, host="localhost.evil.example"),
    ):
        assert refused.status in (403, 421)
        assert IDS[0] not in refused.body
    for allowed in (ask(query, host=f"localhost:{port}"), ask(query, origin=server)):
        assert ids(allowed.body) == IDS


def test_a_store_that_does_not_exist_a_port_that_is_taken(server: str, tmp_path: Path) -> None:
    from typer.testing import CliRunner

    from casegraph.cli import app

    run = CliRunner().invoke(app, ["serve", "--store", str(tmp_path)])
    assert "no store there" in str(run.exception)
    run = CliRunner().invoke(app, ["serve", "--store", str(tmp_path), "--port", server.rpartition(":")[2]])
    assert "choose another --port" in str(run.exception)
    assert "Name graph files, or a store" in str(CliRunner().invoke(app, ["serve"]).exception)
