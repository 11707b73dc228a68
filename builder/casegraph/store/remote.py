"""A SPARQL 1.1 server elsewhere: asked by its protocol, loaded by UPDATE or by the Graph Store protocol.

What a case's graph holds goes over the wire: name a server that may have it. Name and password, or a token, are taken
from the environment: CASEGRAPH_ENDPOINT_USER and CASEGRAPH_ENDPOINT_PASSWORD (CASEGRAPH_ENDPOINT_AUTH=digest where the
server wants them so), or CASEGRAPH_ENDPOINT_TOKEN.
"""

from __future__ import annotations

import os
import re
import urllib.error
import urllib.request
from base64 import b64encode
from collections.abc import Callable, Iterable, Sequence
from http.client import HTTPResponse
from typing import Any, TypeVar
from urllib.parse import quote, urlsplit

import pyoxigraph as ox
from SPARQLWrapper import INSERT, JSON, N3, POST, SPARQLWrapper
from tenacity import Retrying, retry_if_exception, stop_after_attempt, wait_exponential_jitter

from casegraph.errors import EndpointError
from casegraph.graph.ontology import CLOSURE_GRAPH
from casegraph.graph.terms import iri
from casegraph.store.embedded import KNOWN_PREFIXES, Solutions, ontology_graphs
from casegraph.store.graphs import DIGEST as DIGEST_IRI
from casegraph.store.graphs import NamedGraph, batched
from casegraph.store.sparql import check_reads_only

__all__ = ["Endpoint"]

_AGAIN = frozenset({429, 502, 503, 504})
_ATTEMPTS = 5
#: Triples in one UPDATE; servers hold its whole text in memory, and some limit it.
_AT_A_TIME = 20_000
_NAMES_AT_A_TIME = 200
_COMMENT = re.compile(r"^[ \t]*#.*\n?", re.MULTILINE)
_DECLARED = re.compile(r"^[ \t]*PREFIX[ \t]+([\w-]*):", re.MULTILINE | re.IGNORECASE)
_T = TypeVar("_T")
#: How the names of this machine begin.
_OWN_MACHINE = ("localhost", "127.", "::1")


class _Request(SPARQLWrapper):
    """A request that goes to the server that was named and to no other."""

    def _query(self) -> tuple[HTTPResponse, str]:
        request = self._createRequest()
        return _opener(request.full_url).open(request, timeout=self.timeout), self.returnFormat


class _SameServer(urllib.request.HTTPRedirectHandler):
    """Follows a server's redirection within itself only: who asks and what is asked are for nobody else."""

    def redirect_request(self, req: urllib.request.Request, *given: Any) -> urllib.request.Request | None:
        new = given[-1]
        if urlsplit(new)[:2] != urlsplit(req.full_url)[:2]:
            raise EndpointError(f"{req.full_url}: sends on to another server, which is not asked; name {new} itself")
        return super().redirect_request(req, *given)


class Endpoint:
    """A server: `url` answers queries, `update` takes updates, `graph_store` whole graphs."""

    #: Servers differ in how they bear several writers.
    at_once = 1

    def __init__(
        self, url: str, *, update: str | None = None, graph_store: str | None = None, timeout: int = 300
    ) -> None:
        """Name the addresses; nothing is asked yet.

        Args:
            url: where queries are answered.
            update: where updates are taken; for a `url` that ends in `/query`, `/update` beside it, else the same.
            graph_store: where the Graph Store protocol is spoken; graphs are loaded by it where it is given.
            timeout: seconds to wait for an answer.

        Raises:
            EndpointError: an address is no HTTP address.
        """
        for address in (url, update, graph_store):
            if address is not None and urlsplit(address).scheme not in ("http", "https"):
                raise EndpointError(f"{address!r} is no address of an endpoint; give one as http://host:port/query")
        self.url = url
        self._update = update or (f"{url.removesuffix('/query')}/update" if url.endswith("/query") else url)
        self._graph_store = graph_store
        self._timeout = timeout

    def check(self) -> None:
        """See that the server holds what questions need and shows it as one graph.

        Raises:
            EndpointError: it cannot be asked, holds no ontology, or does not join its graphs.
        """
        there = f"<{CLOSURE_GRAPH.value}> <{DIGEST_IRI}> ?version"
        if not self.query(f"ASK {{ GRAPH ?graph {{ {there} }} }}"):
            raise EndpointError(f"{self.url}: holds no ontology; load cases with casegraph load --endpoint {self.url}")
        if not self.query(f"ASK {{ {there} }}"):
            raise EndpointError(
                f"{self.url}: its default graph is not the union of its graphs; start oxigraph with "
                "--union-default-graph, give Fuseki tdb2:unionDefaultGraph true"
            )

    def query(self, text: str) -> Solutions:
        """Ask a SPARQL query; the prefixes of the written graphs need no declaration.

        Raises:
            QueryError: the text is an update, or asks another machine.
            EndpointError: the server cannot be reached, or does not answer as it should.
        """
        check_reads_only(text)
        text = _COMMENT.sub("", text)
        declared = {name.lower() for name in _DECLARED.findall(text)}
        head = "".join(f"PREFIX {name}: <{at}>\n" for name, at in KNOWN_PREFIXES.items() if name not in declared)
        request = self._wrapper(self.url)
        request.setQuery(head + text)
        graph = request.queryType in ("CONSTRUCT", "DESCRIBE")
        request.setReturnFormat(N3 if graph else JSON)
        answer = self._tried(lambda: request.query().response.read())
        try:
            if graph:
                triples = ox.Store()
                triples.load(answer, format=ox.RdfFormat.TURTLE)
                found = triples.query("CONSTRUCT WHERE { ?s ?p ?o }")
            else:
                found = ox.parse_query_results(answer, format=ox.QueryResultsFormat.JSON)
        except (SyntaxError, ValueError) as error:
            raise EndpointError(f"{self.url}: its answer is no SPARQL result", quoted=str(error)) from error
        return found

    def digests(self, graphs: Iterable[str]) -> dict[str, str]:
        """The digests of those of some graphs that the server holds.

        Raises:
            EndpointError: the server cannot be asked.
        """
        names = list(graphs)
        found: dict[str, str] = {}
        for start in range(0, len(names), _NAMES_AT_A_TIME):
            asked = " ".join(map(iri, names[start : start + _NAMES_AT_A_TIME]))
            kept = f"GRAPH ?graph {{ ?graph <{DIGEST_IRI}> ?digest }}"
            text = f"SELECT ?graph ?digest {{ VALUES ?graph {{ {asked} }} {kept} }}"
            solutions = self.query(text)
            assert isinstance(solutions, ox.QuerySolutions)
            found |= {row["graph"].value: row["digest"].value for row in solutions}
        return found

    def put_ontology(self) -> None:
        """Load the shipped ontology and its closure where the server has none, or another version.

        Raises:
            EndpointError: the server does not take them.
        """
        version = ontology_graphs()
        known = self.digests([graph.iri for graph in version])
        self.put([graph for graph in version if known.get(graph.iri) != graph.digest])

    def put(self, graphs: Sequence[NamedGraph]) -> None:
        """Load graphs, each in the place of the graph of its name.

        Raises:
            GraphError: a graph is no valid N-Quads.
            EndpointError: the server does not take one.
        """
        if self._graph_store is not None:
            for graph in graphs:
                self._put(self._graph_store, graph)
            return
        for batch in batched(graphs, _AT_A_TIME):
            request = self._wrapper(self._update)
            dropped = "".join(f"DROP SILENT GRAPH {iri(graph.iri)} ;\n" for graph in batch)
            inserted = "".join(f"GRAPH {iri(graph.iri)} {{\n{graph.triples.decode()}}}\n" for graph in batch)
            # setQuery would guess from the text, slowly where it is long, what kind of request it is.
            request.queryString = f"{dropped}INSERT DATA {{\n{inserted}}}"
            request.queryType = INSERT
            self._tried(lambda request=request: request.query().response.read())  # type: ignore[misc]

    def _put(self, address: str, graph: NamedGraph) -> None:
        joined = "&" if urlsplit(address).query else "?"
        request = urllib.request.Request(
            f"{address}{joined}graph={quote(graph.iri, safe='')}",
            data=graph.triples,
            method="PUT",
            headers={"Content-Type": "application/n-triples", **_authorization()},
        )
        opener = _opener(address)

        def send() -> bytes:
            with opener.open(request, timeout=self._timeout) as response:
                return bytes(response.read())

        self._tried(send)

    def _wrapper(self, address: str) -> SPARQLWrapper:
        request = _Request(address)
        request.setMethod(POST)
        request.setTimeout(self._timeout)
        # No parameters beside those of the protocol.
        request.setOnlyConneg(True)
        for name, value in _authorization().items():
            request.addCustomHttpHeader(name, value)
        return request

    def _tried(self, send: Callable[[], _T]) -> _T:
        """Send a request, and again where the server or the way to it is out of order for a while."""
        attempts = Retrying(
            retry=retry_if_exception(_passes), stop=stop_after_attempt(_ATTEMPTS), reraise=True,
            wait=wait_exponential_jitter(multiplier=0.2, max=10),
        )  # fmt: skip
        try:
            return attempts(send)
        except urllib.error.HTTPError as error:
            # What a server says of an update may hold the lines of a report that were in it.
            said = _line(error.read())
            raise EndpointError(f"{self.url}: refused with {error.code} {error.reason}", quoted=said) from error
        except OSError as error:
            raise EndpointError(
                f"{self.url}: cannot be reached ({getattr(error, 'reason', None) or error}); is the server up?"
            ) from error


def _passes(error: BaseException) -> bool:
    """Whether the same request may succeed a little later."""
    if isinstance(error, urllib.error.HTTPError):
        return error.code in _AGAIN
    return isinstance(error, OSError)


def _line(said: bytes) -> str:
    return " ".join(said.decode("utf-8", "replace").split())[:300]


def _wants_digest() -> bool:
    return os.environ.get("CASEGRAPH_ENDPOINT_AUTH", "basic").lower() == "digest"


def _authorization() -> dict[str, str]:
    """The header that says who asks; none for digest, which answers the server's challenge."""
    user, password = os.environ.get("CASEGRAPH_ENDPOINT_USER"), os.environ.get("CASEGRAPH_ENDPOINT_PASSWORD", "")
    if user is not None:
        basic = b64encode(f"{user}:{password}".encode()).decode()
        return {} if _wants_digest() else {"Authorization": f"Basic {basic}"}
    token = os.environ.get("CASEGRAPH_ENDPOINT_TOKEN")
    return {"Authorization": f"Bearer {token}"} if token else {}


def _opener(address: str) -> urllib.request.OpenerDirector:
    """What opens an address: it follows to no other server, and takes no proxy to the machine that it runs on."""
    handlers: list[urllib.request.BaseHandler] = [_SameServer()]
    if (urlsplit(address).hostname or "").startswith(_OWN_MACHINE):
        handlers.append(urllib.request.ProxyHandler({}))
    user = os.environ.get("CASEGRAPH_ENDPOINT_USER")
    if user is not None and _wants_digest():
        known = urllib.request.HTTPPasswordMgrWithDefaultRealm()
        known.add_password(None, address, user, os.environ.get("CASEGRAPH_ENDPOINT_PASSWORD", ""))
        handlers.append(urllib.request.HTTPDigestAuthHandler(known))
    return urllib.request.build_opener(*handlers)
