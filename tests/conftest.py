"""What the tests share: where the annotated texts lie, and asking a saved query of a case, who must hear nothing."""

from __future__ import annotations

import os
import socket
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack
from functools import cache
from pathlib import Path

import pytest

from casegraph.pipeline import case_from_bytes
from casegraph.queries.answer import Answer
from casegraph.queries.catalogue import find_query
from casegraph.queries.run import ask
from casegraph.records import Case
from casegraph.store.embedded import Store
from casegraph.temporary import temporary_folder

# No process that a test starts asks another machine; pytest-socket sees to that of the tests itself.
_OFFLINE = str(Path(__file__).parent / "security" / "offline")
if _OFFLINE not in os.environ.get("PYTHONPATH", ""):
    os.environ["PYTHONPATH"] = os.pathsep.join(filter(None, (_OFFLINE, os.environ.get("PYTHONPATH"))))

# The terminologies that whoever runs the tests has added are none of their business.
_kept = ExitStack()
os.environ["CASEGRAPH_DATA"] = str(_kept.enter_context(temporary_folder("tests")))

SHARED = Path(__file__).parents[2] / "shared"


def pytest_unconfigure() -> None:
    """Leave nothing behind."""
    _kept.close()


Rows = list[Mapping[str, str | int | float | bool | None]]
Asking = Callable[..., Rows]


@cache
def read_shared_case(name: str) -> Case:
    """A case of the shared folder, read once."""
    return case_from_bytes((SHARED / "cases" / name).read_bytes(), Path(name).stem)


@pytest.fixture
def shared() -> Path:
    """The folder of annotated texts; tests that need it are skipped where it is absent."""
    if not SHARED.is_dir():
        pytest.skip(f"{SHARED} is not there: its texts are not part of the project")
    return SHARED


@pytest.fixture
def sample_case(shared: Path) -> Case:
    """The real oncology report of the shared folder."""
    assert shared.is_dir()
    return read_shared_case("breast-cancer-thrombopenia.fr.txt")


@cache
def _sample_store() -> Store:
    store = Store.in_memory()
    store.add([read_shared_case("breast-cancer-thrombopenia.fr.txt")])
    return store


@pytest.fixture
def ask_sample(sample_case: Case) -> Asking:
    """Ask a saved query of the real report: its rows, each with the exact words at its offsets."""

    def asking(name: str, **parameters: str) -> Rows:
        answer = ask(find_query(name), _sample_store(), parameters)
        assert isinstance(answer, Answer)
        rows = list(answer)
        for row in rows:
            start, end = row["start"], row["end"]
            assert isinstance(start, int)
            assert isinstance(end, int)
            assert 0 <= start < end <= len(sample_case.document.text)
            assert isinstance(row["sentence"], str)
            assert row["sentence"] in sample_case.document.text
        return rows

    return asking


@pytest.fixture
def listener() -> Iterator[tuple[int, list[bytes]]]:
    """A service of this machine that no query may reach, and what it heard."""
    heard: list[bytes] = []
    with socket.create_server(("127.0.0.1", 0)) as listening:
        listening.settimeout(0.2)
        done = threading.Event()

        def listen() -> None:
            while not done.is_set():
                try:
                    connection, _ = listening.accept()
                except TimeoutError:
                    continue
                heard.append(connection.recv(100))
                connection.close()

        thread = threading.Thread(target=listen)
        thread.start()
        yield listening.getsockname()[1], heard
        done.set()
        thread.join()
