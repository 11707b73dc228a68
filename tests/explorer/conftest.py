"""One server over the example cases and one browser for all tests of the explorer."""

from __future__ import annotations

import shutil
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
import uvicorn
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

import casegraph
from casegraph.records import Case
from casegraph.serve.app import create_app
from casegraph.serve.workers import Limits
from casegraph.store.embedded import Store

EXAMPLES = (
    "acute-kidney-injury",
    "atrial-fibrillation-gi-bleeding",
    "breast-cancer-pancytopenia",
    "child-pneumonia-asthma",
    "hellp-syndrome",
    "lymphoma-febrile-neutropenia",
)
#: A case whose id and text are full of what a browser would run if it were not escaped.
HOSTILE_ID = """x"'><img src=x onerror="window.hit=1">&amp;/../é?#%"""
HOSTILE_TEXT = (
    "Motif <script>window.hit=1</script>\n\n"
    "Thrombopénie à 20 G/L </script><script>window.hit=1</script>, fièvre <img src=x onerror=window.hit=1>.\n"
    "L'énoxaparine \"onmouseover=window.hit=1 n'a pas été débutée en raison de la thrombopénie "
    "<svg/onload=window.hit=1>.\n"
    "Présence d'une lésion<b>grasse</b> {{ 7*7 }} &lt;b&gt; du foie."
)  # fmt: skip
FLAGS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
]  # fmt: skip


def chromium() -> str | None:
    """Where the machine's own Chromium lies."""
    return next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)


def _named(name: str) -> Case:
    return casegraph.build_text(casegraph.example(name).document.text, name)


def hostile_case() -> Case:
    return casegraph.build_text(HOSTILE_TEXT, HOSTILE_ID)


def example_store(folder: Path) -> None:
    """Make a store of the example cases and the hostile one."""
    store = Store.create(folder)
    store.add([_named(name) for name in EXAMPLES] + [hostile_case()])


@contextmanager
def serving(folder: Path, limits: Limits) -> Iterator[str]:
    """A server over a store, in this process; gives its address."""
    listening = socket.create_server(("127.0.0.1", 0))
    config = uvicorn.Config(create_app(folder, limits), log_level="warning", timeout_graceful_shutdown=1)
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]}, daemon=True)
    thread.start()
    while not server.started:
        assert thread.is_alive(), "the server did not start"
        time.sleep(0.02)
    yield f"http://127.0.0.1:{listening.getsockname()[1]}"
    server.should_exit = True
    thread.join(timeout=10)


@pytest.fixture(scope="session")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Where the server over the examples answers."""
    folder = tmp_path_factory.mktemp("explorer") / "cases.store"
    example_store(folder)
    with serving(folder, Limits()) as found:
        yield found


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    path = chromium()
    if path is None:
        pytest.skip("no Chromium on this machine: apt-get install chromium")
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=path, args=FLAGS)
        yield opened
        opened.close()


Opening = Callable[..., Page]


@pytest.fixture
def open_page(browser: Browser, address: str) -> Iterator[Opening]:
    """Open a page of the server in a browser of its own; nothing may fail in it, and nothing be asked of elsewhere."""
    contexts: list[BrowserContext] = []
    wrong: list[str] = []

    def opening(path: str, *, language: str = "fr-FR", wait: str = "load", **options: Any) -> Page:
        context = browser.new_context(locale=language, base_url=address, accept_downloads=True, **options)
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(30_000)
        page.on("pageerror", lambda error: wrong.append(f"{path}: {error}"))
        page.on("console", lambda said: wrong.append(f"{path}: {said.text}") if said.type == "error" else None)
        page.on(
            "request",
            lambda asked: wrong.append(asked.url) if not asked.url.startswith((address, "blob:", "data:")) else None,
        )
        page.goto(path, wait_until="load" if wait == "load" else "domcontentloaded")
        return page

    yield opening
    for context in contexts:
        context.close()
    assert not wrong, wrong
