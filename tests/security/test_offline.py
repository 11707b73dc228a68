"""No command asks the network unless it is given an endpoint; nothing is imported from where others may write."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
import sysconfig
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import ClassVar

import pyoxigraph as ox
import pytest
from pytest_socket import SocketConnectBlockedError

import casegraph
from casegraph.errors import EndpointError
from casegraph.graph.hermit import derive, is_logical
from casegraph.store.graphs import graph_of
from casegraph.store.remote import Endpoint

#: Runs commands, one after the other, in a process that the kernel gives no socket, not even one to itself.
CONFINED = """
import json, socket, sys
from casegraph.serve.confine import refuse_sockets
refuse_sockets()
for family in (socket.AF_INET, socket.AF_INET6, socket.AF_UNIX):
    try:
        socket.socket(family)
    except OSError:
        continue
    sys.exit("the kernel gives a socket")
if __name__ == "__main__":
    from typer.testing import CliRunner
    from casegraph.cli import app
    for command in json.loads(sys.argv[1]):
        done = CliRunner().invoke(app, command)
        print(json.dumps([command, done.exit_code, done.output[-500:], repr(done.exception)]))
"""


#: A script of a user's own, which lies elsewhere than where it is run.
SCRIPT = """
from casegraph.corpus import build_corpus
if __name__ == "__main__":
    build_corpus("case.txt", "out1", workers=1, outputs=["nquads"])
"""


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="the kernel's filter is Linux's")
def test_the_commands_need_no_socket(tmp_path: Path) -> None:
    (tmp_path / "case.txt").write_text(casegraph.example("hellp-syndrome").document.text, encoding="utf-8")
    terms = "format-version: 1.2\nontology: terms\n\n[Term]\nid: X:1\nname: syndrome de Quatrebarbe\n"
    (tmp_path / "terms.obo").write_text(terms, encoding="utf-8")
    (tmp_path / "brat").mkdir()
    (tmp_path / "confined.py").write_text(CONFINED, encoding="utf-8")
    commands = [
        ["build", "case.txt", "-o", "a.ttl"],
        ["build", "case.txt", "--to", "fhir", "-o", "a.json"],
        ["build", "case.txt", "--to", "omop", "-o", "omop", "--index-date", "2020-01-01"],
        ["build", "case.txt", "--to", "brat", "-o", "brat"],
        ["query", "held-because", "a.ttl"],
        ["queries"],
        ["show", "case.txt", "-o", "a.html"],
        ["check", "a.ttl"],
        ["concept", "find", "plaquettes"],
        ["concept", "show", "thrombopénie"],
        ["load", "a.ttl", "--store", "store"],
        ["query", "held-because", "--store", "store"],
        ["store", "info", "store"],
        ["store", "export", "store", "-o", "b.nq.gz"],
        ["corpus", "build", "case.txt", "-o", "out", "--workers", "1"],
        ["corpus", "stats", "out"],
        ["evaluate", "--gold", "brat", "a.jsonl"],
        ["terminology", "add", "terms.obo", "--licence", "x", "--kind", "condition", "--language", "fr"],
        ["terminology", "list"],
        ["terminology", "info", "terms"],
    ]
    commands.insert(0, ["build", "case.txt", "--to", "jsonl", "-o", "a.jsonl"])
    environment = os.environ | {"CASEGRAPH_DATA": str(tmp_path / "data")}
    run = subprocess.run(
        [sys.executable, tmp_path / "confined.py", json.dumps(commands)],
        cwd=tmp_path, env=environment, capture_output=True, text=True, timeout=600, check=False,
    )  # fmt: skip
    assert run.returncode == 0, run.stderr
    done = [json.loads(line) for line in run.stdout.splitlines()]
    assert [command for command, *_ in done] == commands
    assert [found for found in done if found[1] != 0] == []


def test_the_suite_itself_reaches_no_other_machine() -> None:
    with socket.socket() as one, pytest.raises(SocketConnectBlockedError):
        one.connect(("192.0.2.1", 80))
    asked = "import socket; socket.socket().connect(('192.0.2.1', 80))"
    run = subprocess.run([sys.executable, "-c", asked], capture_output=True, text=True, timeout=60, check=False)
    assert "the tests reach no other machine" in run.stderr


class _Sending(BaseHTTPRequestHandler):
    """A server that sends whoever asks on to another one."""

    on = ""
    heard: ClassVar[list[str]] = []

    def do_POST(self) -> None:
        self.rfile.read(int(self.headers["Content-Length"]))
        self.heard.append(self.path)
        self.send_response(302)
        self.send_header("Location", self.on)
        self.end_headers()

    def log_message(self, *_: object) -> None:
        """Say nothing."""


def test_an_endpoint_sends_nobody_elsewhere_and_a_proxy_hears_nothing(
    listener: tuple[int, list[bytes]], monkeypatch: pytest.MonkeyPatch
) -> None:
    port, heard = listener
    address = f"http://127.0.0.1:{port}/"
    for name in ("http_proxy", "https_proxy", "all_proxy"):
        monkeypatch.setenv(name, address)
    monkeypatch.setenv("CASEGRAPH_ENDPOINT_TOKEN", "secret")
    _Sending.on = address
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Sending)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    endpoint = Endpoint(f"http://127.0.0.1:{server.server_port}/query")
    try:
        with pytest.raises(EndpointError, match=r"sends on to another server, which is not asked; name http://127"):
            endpoint.query("ASK {}")
        with pytest.raises(EndpointError, match="sends on to another server"):
            endpoint.put([graph_of(casegraph.build_text("Toux.", "x"))])
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
    assert _Sending.heard == ["/query", "/update"]
    assert heard == []


def test_an_import_of_a_graph_is_not_fetched(tmp_path: Path, listener: tuple[int, list[bytes]]) -> None:
    port, heard = listener
    address = f"http://127.0.0.1:{port}/"
    graph = graph_of(casegraph.build_text("Pas de fièvre.", "x"))
    imports = "http://www.w3.org/2002/07/owl#imports"
    planted = tmp_path / "planted.nq"
    more = "".join(f"<{one}> <{imports}> <{address}> <{graph.iri}> .\n" for one in (graph.iri, f"{graph.iri}#"))
    planted.write_bytes(graph.lines + more.encode())
    world = casegraph.to_owlready2(planted)
    assert len(list(world.individuals())) > 0
    triples = [
        ox.Triple(ox.NamedNode("urn:o"), ox.NamedNode(name), value)
        for name, value in (
            ("http://www.w3.org/1999/02/22-rdf-syntax-ns#type", ox.NamedNode("http://www.w3.org/2002/07/owl#Ontology")),
            (imports, ox.NamedNode(address)),
        )
    ]
    assert derive(triple for triple in triples if is_logical(triple.predicate.value)) is not None
    assert heard == []


def test_workers_import_nothing_from_the_folder_they_are_started_in(tmp_path: Path) -> None:
    """The folder of a corpus may be one that other accounts can write."""
    marker = tmp_path / "marker"
    planted = tmp_path / "shared"
    planted.mkdir()
    for name in (
        "multiprocessing",
        "signal",
        "json",
        "casegraph",
        "pickle",
        "pyarrow",
        "sitecustomize",
        "usercustomize",
    ):
        (planted / f"{name}.py").write_text(f"open({str(marker)!r}, 'w').write({name!r})\n", encoding="utf-8")
    (planted / "case.txt").write_text("Pas de fièvre.", encoding="utf-8")
    script = tmp_path / "script.py"
    script.write_text(SCRIPT, encoding="utf-8")
    command = Path(sysconfig.get_path("scripts"), "casegraph")
    commands: list[list[str | Path]] = [[sys.executable, script]]
    if command.is_file():
        commands.append([command, "corpus", "build", "case.txt", "-o", "out2", "--workers", "1", "--to", "nquads"])
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONSAFEPATH"}
    for one in commands:
        run = subprocess.run(
            one, cwd=planted, env=environment, capture_output=True, text=True, timeout=300, check=False
        )
        assert run.returncode == 0, run.stderr
    assert not marker.exists(), marker.read_text(encoding="utf-8")
