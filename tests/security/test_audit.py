"""The audit of the lock files fails where it must, and claims nothing where nobody answers."""

from __future__ import annotations

import json
import re
import threading
from collections.abc import Iterator
from datetime import date
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from tests.security.audit import LOCKS, Audit, audit, borne, told

PINNED = "hatchling==1.27.0 --hash=sha256:" + "0" * 64 + "\ntomlkit==0.13.0 --hash=sha256:" + "0" * 64 + "\n"


class Osv(BaseHTTPRequestHandler):
    """A database of vulnerabilities that knows one, of hatchling."""

    def do_POST(self) -> None:
        asked = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        affected = {"package": {"name": "hatchling", "ecosystem": "PyPI"}, "versions": ["1.27.0"], "ranges": []}
        known = {"id": "PYSEC-2099-1", "summary": "made up", "modified": "2099-01-01T00:00:00Z", "affected": [affected]}
        answer = {"vulns": [known]} if asked["package"]["name"] == "hatchling" else {}
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.end_headers()
        self.wfile.write(json.dumps(answer).encode())

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@pytest.fixture
def osv() -> Iterator[tuple[str, ...]]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), Osv)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield "--vulnerability-service", "osv", "--osv-url", f"http://127.0.0.1:{server.server_port}/v1/query"
    server.shutdown()
    thread.join()
    server.server_close()


def test_every_package_is_pinned_with_its_hashes() -> None:
    assert [lock.name for lock in LOCKS] == [
        "requirements-build.lock", "requirements-spark.lock", "requirements-test.lock", "requirements.lock"
    ]  # fmt: skip
    for lock in LOCKS:
        blocks = re.split(r"\n(?=\S)", lock.read_text(encoding="utf-8").strip())
        pinned = [block for block in blocks if not block.startswith("#")]
        assert pinned
        assert [b for b in pinned if not re.match(r"[\w.-]+(\[.*\])?==[\w.!+]+ ", b) or "--hash=sha256:" not in b] == []


def test_a_known_vulnerability_fails(tmp_path: Path, osv: tuple[str, ...]) -> None:
    lock = tmp_path / "requirements.lock"
    lock.write_text(PINNED, encoding="utf-8")
    found = audit(lock, [osv])
    assert (found.asked, found.known) == (2, [("PYSEC-2099-1", "hatchling 1.27.0")])
    lines, good = told([found], {})
    assert not good
    assert "hatchling 1.27.0 has PYSEC-2099-1" in lines[0]
    kept = tmp_path / "kept.tsv"
    kept.write_text("id\tpackage\tuntil\treason\nPYSEC-2099-1\thatchling\t2026-12-31\tnever called\n", encoding="utf-8")
    assert told([found], borne(kept, date(2026, 12, 31)))[1]
    assert not told([found], borne(kept, date(2027, 1, 1)))[1]
    kept.write_text(kept.read_text(encoding="utf-8").replace("never called", " "), encoding="utf-8")
    with pytest.raises(ValueError, match="no reason"):
        borne(kept)


def test_where_nobody_answers_nothing_is_claimed() -> None:
    lines, good = told([Audit("requirements.lock", unknown=["rich", "typer"])], {})
    assert good
    assert lines == ["audit: SKIPPED requirements.lock: no index gives the known vulnerabilities here"]
    borne()
