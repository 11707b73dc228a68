"""What the tests of faults share: commands that are run with one, a small ontology, reports and their graphs."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.faults.ontology import small_ontology
from tests.faults.running import Commands

CONCEPTS = ("Thrombocytopenia", "Fever", "Cough", "Apixaban", "PlateletCount")
REPORT = (
    "Patient de 62 ans. L'apixaban a été arrêté en raison d'une thrombopénie à 32 G/L.\n"
    "Pas de fièvre. Plaquettes à 40 G/L à J3.\n"
)


@pytest.fixture(scope="package")
def commands(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Commands]:
    if not hasattr(os, "fork"):
        pytest.skip("faults are brought about in forked processes")
    folder = tmp_path_factory.mktemp("faults")
    environment = {
        "CASEGRAPH_ONTOLOGY": str(small_ontology(folder / "ontology", CONCEPTS)),
        "CASEGRAPH_CACHE": str(folder / "cache"),
        "CASEGRAPH_DATA": str(folder / "data"),
    }
    (folder / "said").mkdir()
    running = Commands(folder / "said", environment)
    yield running
    running.close()


@pytest.fixture(scope="package")
def store(commands: Commands, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store of two cases; tests that change it take a copy."""
    texts = tmp_path_factory.mktemp("kept") / "texts"
    written(texts / "case-7.txt")
    written(texts / "case-8.txt", "Toux sans fièvre.\n")
    done = commands.run("load", texts, "--store", texts.parent / "store")
    assert done.code == 0, done.stderr
    return texts.parent / "store"


@pytest.fixture
def report(tmp_path: Path) -> Path:
    """A report in a folder of its own."""
    return written(tmp_path / "texts" / "case-7.txt")


def written(path: Path, text: str = REPORT) -> Path:
    """A report that is written now."""
    path.parent.mkdir(exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path
