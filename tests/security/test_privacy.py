"""No log, error or manifest holds the words of a report: commands on good and on bad ways, with a canary in it."""

from __future__ import annotations

import gc
import gzip
import json
import os
import signal
import subprocess
import sys
import threading
import warnings
from collections.abc import Iterator
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

import casegraph
from casegraph.cli import main
from tests.serve.serving import ask

#: Words that stand in no ontology and in no message.
CANARY = "Zéphyrine Quatrebarbe"
TEXT = (
    f"Mme {CANARY}, 61 ans. Plaquettes à 38 G/L. L'énoxaparine n'a pas été débutée devant la thrombopénie, "
    f"a dit {CANARY}. Pas de fièvre. Lésion {CANARY.lower()}ite du foie."
)
#: How it would look in a log: as it is, without accents, escaped, in an address.
TRACES = [part.encode() for part in ("Quatrebarbe", "quatrebarbe", "QUATREBARBE", "phyrine")]
CRASHING = """
import sys, casegraph.pipeline as pipeline
def crash(document, *rest):
    return float(getattr(document, "text", document))
pipeline.{name} = crash
sys.argv[0] = "casegraph"
from casegraph.cli import main
main()
"""


class Refusing(BaseHTTPRequestHandler):
    """A server that answers whatever it is sent with the words of it, as servers do that cannot parse an update."""

    code = 400

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.send_response(self.code)
        self.send_header("Content-Type", "text/plain")
        self.end_headers()
        self.wfile.write(b"parse error near: " + body)

    def do_PUT(self) -> None:
        self.do_POST()

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@pytest.fixture
def refusing() -> Iterator[tuple[str, type[Refusing]]]:
    handler = type("Handler", (Refusing,), {})
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}", handler
    server.shutdown()
    thread.join()
    server.server_close()


@dataclass
class Done:
    """What a command left and told."""

    code: int
    out: bytes
    err: bytes


class Place:
    """A folder in which commands run, with a folder of its own for what is temporary."""

    def __init__(self, folder: Path, monkeypatch: pytest.MonkeyPatch, capture: pytest.CaptureFixture[bytes]) -> None:
        self.folder, self.temporary = folder, folder / "tmp"
        self.temporary.mkdir()
        self.environment = os.environ | {"TMPDIR": str(self.temporary)}
        self._patch, self._capture = monkeypatch, capture
        monkeypatch.chdir(folder)
        monkeypatch.setattr("tempfile.tempdir", str(self.temporary))

    def run(self, *arguments: str | Path, code: int, told: str = "") -> Done:
        """Run a command here, and see that it tells nothing of the report, and leaves nothing."""
        self._capture.readouterr()
        found = 0
        with self._patch.context() as patch:
            patch.setattr("sys.argv", ["casegraph", *map(str, arguments)])
            patch.setattr(warnings, "showwarning", warnings.showwarning)
            # What `main` sets for the processes that it starts; no test that runs later is to have it.
            patch.setenv("PYTHONSAFEPATH", "1")
            threshold = gc.get_threshold()
            ways = {number: signal.getsignal(number) for number in (signal.SIGTERM, signal.SIGHUP)}
            try:
                main()
            except SystemExit as end:
                found = int(end.code or 0)
            finally:
                gc.set_threshold(*threshold)
                for number, way in ways.items():
                    signal.signal(number, way)
        said = self._capture.readouterr()
        return self._seen(Done(found, said.out, said.err), code, told)

    def start(self, *arguments: str | Path, code: int, told: str = "", crash: str = "") -> Done:
        """Run a command in a process of its own; `crash` is the step of the reader that fails in it."""
        begin = ["-c", CRASHING.format(name=crash)] if crash else ["-m", "casegraph"]
        command = [sys.executable, *begin, *map(str, arguments)]
        done = subprocess.run(command, capture_output=True, env=self.environment, timeout=300, check=False)
        return self._seen(Done(done.returncode, done.stdout, done.stderr), code, told)

    def _seen(self, done: Done, code: int, told: str) -> Done:
        assert done.code == code, done.err.decode()
        assert told in done.err.decode()
        assert b"Traceback" not in done.err
        assert not holds_canary(done.err), done.err.decode()
        assert list(self.temporary.iterdir()) == []
        return done


def holds_canary(said: bytes) -> bool:
    return any(trace in said for trace in TRACES)


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfdbinary: pytest.CaptureFixture[bytes]) -> Place:
    made = Place(tmp_path, monkeypatch, capfdbinary)
    (tmp_path / "case.txt").write_text(TEXT, encoding="utf-8")
    return made


def test_commands_that_go_well(place: Place) -> None:
    out = place.folder
    for form, name in (("turtle", "a.ttl"), ("brat", "brat"), ("graphml", "a.graphml"), ("fhir", "a.json")):
        place.run("build", "case.txt", "--to", form, "-o", out / name, code=0)
    lines = place.folder / "cases.jsonl"
    lines.write_text(json.dumps({"id": "case", "text": TEXT}) + "\n", encoding="utf-8")
    latin = place.folder / "latin.txt"
    latin.write_bytes(TEXT.encode("cp1252"))
    place.run("build", latin, "-o", out / "latin.ttl", code=0, told="not UTF-8")
    told = place.start("load", "case.txt", "--store", out / "store", code=0).out
    told += place.run("load", lines, "--store", out / "store", code=0).out
    told += place.run("store", "info", out / "store", code=0).out
    told += place.run("store", "compact", out / "store", code=0).out
    told += place.run("check", "a.ttl", code=0).out
    told += place.start("corpus", "build", lines, "-o", out / "corpus", "--workers", "1", code=0).out
    assert not holds_canary(told)
    # The answers themselves are asked for.
    assert holds_canary(place.run("query", "ungrounded-mentions", "a.ttl", code=0).out)
    for kept in ("settings.json", "summary.json", "manifest/0000000.jsonl", "state/0000000.json"):
        assert not holds_canary((out / "corpus" / kept).read_bytes())


def test_inputs_that_are_broken(place: Place) -> None:
    def made(name: str, content: str | bytes) -> Path:
        path = place.folder / name
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return path

    row = json.dumps({"id": "x", "text": TEXT}, ensure_ascii=False)
    graph = made("good.ttl", b"").with_suffix(".nq")
    casegraph.write(casegraph.build_text(TEXT, "x"), graph)
    lines = graph.read_text(encoding="utf-8").splitlines(keepends=True)
    at = next(n for n, line in enumerate(lines) if "Quatrebarbe" in line)
    cut = "".join(lines[:at]) + lines[at].replace('"', "", 1)
    many = ("--to", "nquads", "-o", "many.nq")
    for arguments in (
        ("build", made("cut.jsonl", row[:-2]), *many),
        ("build", made("keys.jsonl", json.dumps({TEXT: TEXT})), *many),
        ("build", made("list.jsonl", json.dumps([TEXT])), *many),
        ("build", made("twice.jsonl", f"{row}\n{row}\n"), *many),
        ("build", made("cut.jsonl.gz", gzip.compress(row.encode() * 50)[:-9]), *many),
        ("build", made("utf16.txt", b"\xff\xfe" + TEXT.encode("utf-16-le") + b"\x00")),
        ("build", made("utf8.txt", b"\xef\xbb\xbf" + TEXT.encode("cp1252"))),
        ("build", made("binary.txt", TEXT.encode() + bytes(range(256)) * 50)),
        ("build", "case.txt", "--to", "omop", "-o", "omop"),
        ("corpus", "build", made("headless.csv", f"1,{TEXT}\n2,{TEXT}\n"), "-o", "c1"),
        ("corpus", "build", made("one-column.csv", f"{CANARY} ; {CANARY}\n"), "-o", "c2"),
        ("corpus", "build", made("keys2.jsonl", json.dumps({TEXT: "a", "b": TEXT})), "-o", "c3"),
        ("corpus", "build", made("bad.parquet", TEXT), "-o", "c4"),
        ("corpus", "build", made("bad.zip", TEXT), "-o", "c5"),
        ("load", made("cut.nq", cut), "--store", "s1"),
        ("load", made("cut.ttl", cut), "--store", "s2"),
        ("load", made("cut.jsonld", cut), "--store", "s3"),
        ("load", made("cut.rdf", f"<a>{TEXT}"), "--store", "s4"),
        ("check", made("check.nq", cut)),
        ("check", made("check.ttl", f'<urn:a> <urn:b> "{TEXT} .')),
        ("query", "held-because", made("query.trig", f'<urn:a> <urn:b> "{TEXT}"^^{TEXT} .')),
        ("evaluate", "--gold", made("gold.jsonl", json.dumps({"id": "x", "held": [{"what": TEXT}]})), "case.txt"),
        ("evaluate", "--gold", made("record.jsonl", json.dumps({"case": "x", "kind": TEXT, "id": "1", "text": TEXT,
                                                               "start": 0, "end": 3})), "case.txt"),
    ):  # fmt: skip
        assert not holds_canary(place.run(*arguments, code=2).out), arguments
    made("ann.txt", TEXT)
    for annotation in (TEXT, f"T1\tCondition 0 5\t{CANARY}", f"T1\t{CANARY}", f"E1\t{TEXT}", f"T1\t{CANARY} 0 3\tMme"):
        place.run("evaluate", "--gold", made("ann.ann", annotation + "\n"), "case.txt", code=2)
    assert not holds_canary(b"".join(path.name.encode() for path in place.folder.iterdir()))


def test_documents_that_a_run_passes_over(place: Place) -> None:
    rows = [
        {"id": "good", "text": TEXT}, {"id": "good", "text": TEXT}, {"text": TEXT}, {"id": "n", "text": [TEXT]}, [TEXT],
        {"id": "long", "text": TEXT * 20_000},
    ]  # fmt: skip
    lines = place.folder / "rows.jsonl"
    lines.write_text("\n".join(json.dumps(row) for row in rows) + f'\n{{"id": "{TEXT}', encoding="utf-8")
    out = place.folder / "out"
    told = place.run(
        "corpus", "build", lines, "-o", out, "--workers", "1", "--to", "nquads", "--time-limit", "1", code=0
    )
    assert not holds_canary(told.out)
    found = [json.loads(row) for path in sorted((out / "manifest").iterdir()) for row in path.open(encoding="utf-8")]
    kinds = [row["error_kind"] for row in found]
    assert sorted(filter(None, kinds)) == ["bad row"] * 4 + ["duplicate id", "time limit"]
    assert not any(holds_canary(path.read_bytes()) for path in out.rglob("*.json*"))


def test_a_crash_of_the_reader(place: Place) -> None:
    for arguments in (("build", "case.txt"), ("show", "case.txt"), ("load", "case.txt", "--store", "store")):
        done = place.start(
            *arguments, code=70, told="a fault of casegraph's own while reading case: ", crash="find_times"
        )
        assert b"ValueError at <string>:4" in done.err
        assert not holds_canary(done.out)


def test_a_crash_of_the_reader_in_a_corpus() -> None:
    from casegraph.corpus.documents import build_document
    from casegraph.corpus.items import Item
    from casegraph.graph.options import DEFAULT_OPTIONS

    class Broken:
        def __getattr__(self, name: str) -> object:
            raise ValueError(TEXT)

    row = build_document(Item("x", "x.txt", content=TEXT), Broken(), DEFAULT_OPTIONS).row  # type: ignore[arg-type]
    assert row["error_kind"] == "internal error"
    assert row["error"].startswith("x.txt: ValueError at test_privacy.py:")
    assert not holds_canary(json.dumps(row, ensure_ascii=False).encode())


def test_an_endpoint_that_answers_with_what_it_was_sent(place: Place, refusing: tuple[str, type[Refusing]]) -> None:
    address, handler = refusing
    graph = place.folder / "a.ttl"
    casegraph.write(casegraph.build_text(TEXT, "x"), graph)
    for handler.code in (200, 400, 401, 404, 500):
        for more in ((), ("--graph-store", f"{address}/store")):
            place.run("load", graph, "--endpoint", f"{address}/query", *more, code=2, told=address)
        place.run("query", "held-because", "--endpoint", f"{address}/query", code=2, told=address)
    shown = subprocess.run(
        [sys.executable, "-m", "casegraph", "--verbose", "load", str(graph), "--endpoint", f"{address}/query"],
        capture_output=True, env=place.environment, timeout=300, check=False,
    )  # fmt: skip
    assert b"parse error near" in shown.stderr


def test_control_characters_do_not_reach_the_terminal(place: Place) -> None:
    lines = place.folder / "a.jsonl"
    lines.write_text(json.dumps({"id": "\x1b]0;x\x07\nroot: ok", "text": " "}) + "\n", encoding="utf-8")
    done = place.run("build", lines, "--to", "jsonl", code=2, told=r"\x1b]0;x\x07\nroot: ok: the text is empty")
    assert done.err.count(b"\n") == 1


def test_what_the_server_logs_and_leaves(place: Place) -> None:
    graph = place.folder / "a.ttl"
    casegraph.write(casegraph.build_text(TEXT, "x"), graph)
    for number in (signal.SIGINT, signal.SIGTERM):
        process = subprocess.Popen(
            [sys.executable, "-m", "casegraph", "serve", graph, "--port", "0"],
            stderr=subprocess.PIPE, stdout=subprocess.PIPE, env=place.environment, text=True,
        )  # fmt: skip
        assert process.stderr is not None
        address = process.stderr.readline().split(" at ")[1].split()[0]
        assert "Quatrebarbe" in ask(f"{address}case/x").body
        assert ask(f"{address}?words=Quatrebarbe").status == 200
        assert ask(f"{address}case/Quatrebarbe").status == 404
        assert ask(f"{address}sparql?query=SELECT%20Quatrebarbe").status == 400
        (left,) = place.temporary.iterdir()
        assert left.stat().st_mode & 0o777 == 0o700
        process.send_signal(number)
        out, said = process.communicate(timeout=60)
        assert not holds_canary((out + said).encode()), said
        assert list(place.temporary.iterdir()) == []


def test_what_a_killed_process_left_is_removed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from casegraph import temporary

    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    held = "import time; from casegraph.temporary import temporary_folder\n"
    held += f"import tempfile; tempfile.tempdir = {str(tmp_path)!r}\n"
    held += "with temporary_folder('x') as f:\n (f / 'a').write_text('b'); print(f, flush=True); time.sleep(600)"
    processes = [subprocess.Popen([sys.executable, "-c", held], stdout=subprocess.PIPE, text=True) for _ in range(2)]
    folders = [Path(str(process.stdout and process.stdout.readline().strip())).parent for process in processes]
    assert all(folder.stat().st_mode & 0o777 == 0o700 for folder in folders)
    processes[0].kill()
    processes[0].wait()
    monkeypatch.setattr(temporary, "_YOUNG", -1.0)
    with temporary.temporary_folder("x") as own:
        assert own.is_dir()
        assert {*tmp_path.iterdir()} == {own.parent, folders[1]}
    processes[1].kill()
    for process in processes:
        process.communicate()
