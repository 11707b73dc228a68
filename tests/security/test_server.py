"""The server as a careful reviewer looks at it: its own description, its headers, who may ask it, what it logs."""

from __future__ import annotations

import asyncio
import json
import re
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from html.parser import HTMLParser
from http.client import HTTPConnection
from pathlib import Path
from urllib.parse import urlencode, urlsplit

import pytest
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

import casegraph
from casegraph.queries.catalogue import saved_queries
from casegraph.serve.app import create_app
from casegraph.serve.openapi import description
from casegraph.serve.security import Guard
from tests.serve.serving import ask, serving

CASE = "hellp-syndrome.fr"
#: Of the saved questions, which are described and answered alike, those that are asked at length.
ASKED = ("held-because", "concept-frequency", "lab-trajectory")
PAGES = (
    "/",
    f"/case/{CASE}",
    f"/timeline/{CASE}",
    f"/graph/{CASE}",
    "/questions",
    "/questions/held-because",
    "/editor",
)
OTHERS = ("/health", "/openapi.json", "/sparql", "/concepts?q=fièvre", "/questions/held-because.csv", "/nowhere",
          "/case/nobody", "/static/casegraph.css", "/language/fr", "/questions/held-because?format=pdf")  # fmt: skip


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    graph = casegraph.write(casegraph.example("hellp-syndrome"), tmp_path_factory.mktemp("graph") / "case.ttl")
    with serving(graph) as address:
        yield address


def test_the_description_names_every_address(tmp_path: Path) -> None:
    routes = {route.path for route in create_app(tmp_path).routes if isinstance(route, Route)}
    described = {re.sub(r"^/questions/[^{]+", "/questions/{name}", path) for path in description()["paths"]}
    assert described == {path.replace("{id:path}", "{id}") for path in routes}
    assert {f"/questions/{name}" for name in saved_queries()} < set(description()["paths"])


def test_the_description_tells_the_truth(server: str, tmp_path: Path) -> None:
    """Schemathesis asks what the description allows and what it does not: no error, nothing that is not described."""
    told = json.loads(ask(f"{server}/openapi.json").body)
    for path in [path for path in told["paths"] if path.startswith("/questions/")]:
        if not path.endswith(ASKED):
            del told["paths"][path]
    for path in ("/case/{id}", "/timeline/{id}", "/graph/{id}"):
        told["paths"][path]["get"]["parameters"][0]["examples"] = {"one": {"value": CASE}}
    described = tmp_path / "openapi.json"
    described.write_text(json.dumps(told), encoding="utf-8")
    run = subprocess.run(
        [
            *(sys.executable, "-m", "schemathesis.cli", "run", described, "--origin", server, "--no-color"),
            *("--phases", "examples,coverage,fuzzing", "--max-examples", "8", "--seed", "20261129", "--no-shrink"),
            *("--generation-database", "none", "--request-timeout", "60", "--continue-on-failure"),
            # Whether words name a concept, or are SPARQL, no schema can say; nobody needs to be somebody here.
            *("--checks", "all", "--exclude-checks", "positive_data_acceptance,ignored_auth"),
        ],
        capture_output=True, text=True, timeout=600, check=False, cwd=tmp_path,
    )  # fmt: skip
    assert run.returncode == 0, run.stdout[-20000:] + run.stderr[-2000:]
    cases = re.search(r"(\d+) generated", run.stdout)
    assert cases is not None
    assert int(cases[1]) > 300


@pytest.mark.parametrize("path", [*PAGES, *OTHERS])
def test_every_answer_has_the_headers(server: str, path: str) -> None:
    answered = ask(server + path.replace("è", "%C3%A8"))
    headers = answered.headers
    policy = dict(part.strip().partition(" ")[::2] for part in headers["content-security-policy"].split(";"))
    assert policy["default-src"] == policy["base-uri"] == policy["frame-ancestors"] == "'none'"
    assert policy["script-src"] == policy["style-src"] == policy["connect-src"] == policy["form-action"] == "'self'"
    assert "unsafe" not in headers["content-security-policy"]
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["x-frame-options"] == "DENY"
    assert headers["referrer-policy"] == "no-referrer"
    assert headers["cross-origin-resource-policy"] == headers["cross-origin-opener-policy"] == "same-origin"
    assert headers["cache-control"] in ("no-store", "no-cache")
    assert "access-control-allow-origin" not in headers
    assert "server" not in headers
    assert "charset=utf-8" in answered.type or "json" in answered.type or "turtle" in answered.type


class _Inline(HTMLParser):
    """What of a page the policy would block, or would need another machine for."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        shown = self.get_starttag_text() or tag
        if tag == "script" and "src" not in given and given.get("type") != "application/json":
            self.found.append(shown)
        if tag == "style" or any(name.startswith("on") or name == "style" for name in given):
            self.found.append(shown)
        for name in ("src", "href", "action", "formaction", "data"):
            where = (given.get(name) or "").strip().lower()
            if where.startswith(("javascript:", "vbscript:", "data:")):
                self.found.append(shown)
            if name != "href" and where.startswith(("http:", "https:", "//")):
                self.found.append(shown)


@pytest.mark.parametrize("path", PAGES)
def test_no_page_has_a_script_or_style_inline(server: str, path: str) -> None:
    parser = _Inline()
    parser.feed(ask(server + path, accept="text/html").body)
    assert parser.found == []


def test_pages_elsewhere_may_link_here_and_ask_nothing(server: str) -> None:
    def status(**headers: str) -> int:
        return ask(f"{server}/questions/held-because.json", None, None, **headers).status

    elsewhere = {"sec_fetch_site": "cross-site"}
    assert status(**elsewhere, sec_fetch_mode="no-cors", sec_fetch_dest="image") == 403
    assert status(**elsewhere, sec_fetch_mode="navigate", sec_fetch_dest="iframe") == 403
    # Another server at a port of this machine is the same site to a browser.
    assert status(sec_fetch_site="same-site", sec_fetch_mode="cors", sec_fetch_dest="empty") == 403
    assert status(**elsewhere, sec_fetch_mode="navigate", sec_fetch_dest="document") == 200
    for own in ("same-origin", "none"):
        assert status(sec_fetch_site=own, sec_fetch_mode="cors", sec_fetch_dest="empty") == 200
    posted = {"sec_fetch_mode": "navigate", "sec_fetch_dest": "document", **elsewhere}
    assert ask(f"{server}/sparql", b"ASK {}", content_type="application/sparql-query", **posted).status == 403


@pytest.mark.parametrize(
    "headers",
    [
        {"host": "evil.example"},
        {"host": "127.0.0.1.evil.example"},
        {"host": "localhost@evil.example"},
        {"host": "[::ffff:1"},
        {"host": ""},
        {"origin": "null"},
        {"origin": "http://["},
        {"origin": "http://localhost.evil.example"},
        {"origin": "http://127.0.0.1:1"},
        {"origin": "file://"},
    ],
)
def test_another_name_or_origin_is_refused(server: str, headers: dict[str, str]) -> None:
    answered = ask(f"{server}/case/{CASE}", None, None, **headers)
    assert answered.status in (403, 421)
    assert "HELLP" not in answered.body
    assert answered.headers["x-frame-options"] == "DENY"


@pytest.mark.parametrize(
    "to", ["//evil.example", "/\\evil.example", "/\t/evil.example", "https:evil.example", " //evil.example"]
)
def test_no_address_leads_elsewhere(server: str, to: str) -> None:
    place = urlsplit(server)
    assert place.hostname is not None
    connection = HTTPConnection(place.hostname, place.port)
    connection.request("GET", f"/language/en?{urlencode({'to': to})}")
    answered = connection.getresponse()
    assert (answered.status, answered.headers["location"]) == (303, "/")
    connection.close()


@pytest.mark.parametrize("path", ["../app.py", "..%2fapp.py", "%2e%2e/app.py", "/etc/passwd", "..\\app.py", "vendor"])
def test_static_files_stay_in_their_folder(server: str, path: str) -> None:
    answered = ask(f"{server}/static/{path}")
    assert answered.status == 404
    assert "create_app" not in answered.body


def test_more_parameters_than_any_query_has(server: str) -> None:
    answered = ask(f"{server}/sparql", b"&a=b" * 2000, content_type="application/x-www-form-urlencoded")
    assert (answered.status, answered.body) == (400, "the request has more than 1000 parameters\n")


def test_a_crash_is_logged_by_its_place_alone(capsys: pytest.CaptureFixture[str]) -> None:
    secret = "Madame Inventée, douleur de l'épigastre"

    async def crash(_request: Request) -> Response:
        raise ValueError(secret)

    app = Starlette(routes=[Route("/", crash)], middleware=[Middleware(Guard)])
    sent: list[dict[str, object]] = []

    async def received() -> dict[str, object]:
        return {"type": "http.request", "body": b"", "more_body": False}

    async def send(message: object) -> None:
        assert isinstance(message, dict)
        sent.append(message)

    scope = {"type": "http", "method": "GET", "path": "/", "headers": [(b"host", b"127.0.0.1")], "query_string": b""}
    # In a thread of its own: the tests in a browser keep a loop running in this one.
    with ThreadPoolExecutor(1) as threads:
        threads.submit(asyncio.run, app(scope, received, send)).result()
    assert sent[0]["status"] == 500
    assert "(b'x-frame-options', b'DENY')" in repr(sent[0]["headers"])
    said = capsys.readouterr()
    assert "ValueError at test_server.py:" in said.err
    assert secret not in said.err + said.out + repr(sent)
