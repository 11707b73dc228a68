"""SPARQL servers of other makes, started for the tests: the `oxigraph` binary and Virtuoso."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from casegraph.store.remote import Endpoint

_INI = """[Database]
DatabaseFile = {folder}/virtuoso.db
ErrorLogFile = {folder}/virtuoso.log
LockFile = {folder}/virtuoso.lck
TransactionFile = {folder}/virtuoso.trx
xa_persistent_file = {folder}/virtuoso.pxa
FileExtend = 200
MaxCheckpointRemap = 2000
[TempDatabase]
DatabaseFile = {folder}/virtuoso-temp.db
TransactionFile = {folder}/virtuoso-temp.trx
[Parameters]
ServerPort = 127.0.0.1:{sql}
DisableUnixSocket = 1
NumberOfBuffers = 10000
DirsAllowed = {folder}
[HTTPServer]
ServerPort = 127.0.0.1:{http}
ServerThreads = 4
[SPARQL]
DefaultQueryTimeout = 60
"""


def free_port() -> int:
    """A port of this machine that nothing listens at."""
    with socket.create_server(("127.0.0.1", 0)) as found:
        return int(found.getsockname()[1])


def oxigraph_binary() -> Path | None:
    """The server of the package `oxigraph`."""
    found = shutil.which("oxigraph", path=str(Path(sys.executable).parent)) or shutil.which("oxigraph")
    return Path(found) if found else None


@contextmanager
def oxigraph(folder: Path, *options: str) -> Iterator[str]:
    """The address of an oxigraph server over `folder`; without `options` its default graph is the union."""
    binary = oxigraph_binary()
    if binary is None:
        pytest.skip("no oxigraph server here: the package oxigraph of the extra test has it")
    address = f"127.0.0.1:{free_port()}"
    command: list[str | Path] = [
        binary,
        "serve",
        "--location",
        folder / "data",
        "--bind",
        address,
        *(options or ("--union-default-graph",)),
    ]
    with _running(command, folder, f"http://{address}/"):
        yield f"http://{address}"


@contextmanager
def virtuoso(folder: Path) -> Iterator[str]:
    """The address of a Virtuoso that lets anybody load graphs."""
    binary, isql = shutil.which("virtuoso-t"), shutil.which("isql-vt")
    if binary is None or isql is None:
        pytest.skip("no Virtuoso here: the Debian package virtuoso-opensource-7-bin has it")
    sql, http = free_port(), free_port()
    ini = folder / "virtuoso.ini"
    ini.write_text(_INI.format(folder=folder, sql=sql, http=http), encoding="utf-8")
    with _running([binary, "-f", "-c", ini], folder, f"http://127.0.0.1:{http}/sparql"):
        granted = "GRANT SPARQL_UPDATE TO \"SPARQL\"; DB.DBA.RDF_DEFAULT_USER_PERMS_SET('nobody', 7);"
        subprocess.run([isql, str(sql), "dba", "dba", f"exec={granted}"], check=True, capture_output=True, timeout=60)
        yield f"http://127.0.0.1:{http}"


@contextmanager
def _running(command: list[str | Path], folder: Path, address: str) -> Iterator[None]:
    folder.mkdir(exist_ok=True)
    log = folder / "server.log"
    with log.open("wb") as out:
        process = subprocess.Popen(command, stdout=out, stderr=out, env=dict(os.environ))
    try:
        for _ in range(600):
            try:
                urllib.request.urlopen(address, timeout=5).close()
                break
            except urllib.error.HTTPError:
                break
            except OSError:
                if process.poll() is not None:
                    raise AssertionError(f"{command[0]} ended:\n{log.read_text(errors='replace')}") from None
                time.sleep(0.1)
        else:
            raise AssertionError(f"{command[0]} does not answer:\n{log.read_text(errors='replace')}")
        yield
    finally:
        process.terminate()
        try:
            process.wait(20)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def endpoints(address: str) -> dict[str, Endpoint]:
    """An oxigraph server, loaded by update and by the Graph Store protocol."""
    return {
        "update": Endpoint(f"{address}/query"),
        "graph store": Endpoint(f"{address}/query", graph_store=f"{address}/store"),
    }
