"""What a version wrote, kept so that later versions are held against it: `python -m tests.faults.kept` makes it.

    tests/faults/kept/VERSION.tar.xz
        case.ttl, case.jsonl     the graph and the records of a shipped example
        store/                   a store of that graph, with as much of the ontology as the graph names
        corpus/                  a corpus of two texts, with manifest, settings and state
        data/                    an added terminology, compiled
        answers.json             saved questions with their rows, of the store

An archive is made once for each version that writes something in another way, and never made again.
"""

from __future__ import annotations

import io
import json
import os
import re
import subprocess
import sys
import tarfile
import tempfile
from pathlib import Path

from casegraph.graph.writer import software_version
from casegraph.resources import examples_folder
from tests.faults.ontology import small_ontology
from tests.terminology.importers.made import table

__all__ = ["ARCHIVES", "QUESTIONS", "unpacked"]

KEPT = Path(__file__).parent / "kept"
ARCHIVES = sorted(path.name.removesuffix(".tar.xz") for path in KEPT.glob("*.tar.xz"))
EXAMPLE = "breast-cancer-pancytopenia"
#: What is asked of the store: a saved question and its parameters.
QUESTIONS: tuple[tuple[str, ...], ...] = (
    ("held-because", "reason=thrombopénie"),
    ("lab-trajectory", "test=plaquettes"),
    ("absent-findings",),
    ("treatments-given",),
)


def unpacked(version: str, folder: Path) -> Path:
    """What a version wrote, in a folder that is private."""
    folder.mkdir(mode=0o700)
    with tarfile.open(KEPT / f"{version}.tar.xz") as archive:
        archive.extractall(folder, filter="data")
    for path in (folder, *folder.rglob("*")):
        path.chmod(0o700 if path.is_dir() else 0o600)
    return folder


def _make(folder: Path) -> None:
    inputs = folder.parent / "inputs"
    (inputs / "texts").mkdir(parents=True)
    report = inputs / "texts" / "case.txt"
    report.write_bytes((examples_folder() / f"{EXAMPLE}.fr.txt").read_bytes())
    (inputs / "texts" / "short.txt").write_text("Toux sans fièvre.\n", encoding="utf-8")
    (inputs / "k").mkdir()
    data = {"CASEGRAPH_DATA": str(folder / "data")}
    none = {"CASEGRAPH_DATA": str(inputs / "none")}
    _run(none, "build", report, "-o", folder / "case.ttl")
    _run(none, "build", report, "-o", folder / "case.jsonl")
    _run(data, "terminology", "add", table(inputs / "k"))
    corpus = ("corpus", "build", inputs / "texts", "-o", folder / "corpus")
    _run(none, *corpus, "--workers", "1", "--to", "nquads", "--to", "jsonl")
    concepts = re.findall(r"\bc:(\w+)", (folder / "case.ttl").read_text(encoding="utf-8"))
    named = tuple(dict.fromkeys([*concepts, "Thrombocytopenia", "PlateletCount"]))
    small = none | {"CASEGRAPH_ONTOLOGY": str(small_ontology(inputs / "ontology", named))}
    _run(small, "load", folder / "case.ttl", "--store", folder / "store")
    answers = [_run(small, *_asking(question, folder / "store")) for question in QUESTIONS]
    rows = [[*question, json.loads(answer)] for question, answer in zip(QUESTIONS, answers, strict=True)]
    (folder / "answers.json").write_text(json.dumps(rows, ensure_ascii=False, indent=1), encoding="utf-8")


def _asking(question: tuple[str, ...], store: Path) -> tuple[str | Path, ...]:
    parameters = [word for parameter in question[1:] for word in ("-p", parameter)]
    return ("query", question[0], "--store", store, "--format", "json", *parameters)


def _run(environment: dict[str, str], *words: str | Path) -> bytes:
    command = [sys.executable, "-m", "casegraph", *map(str, words)]
    return subprocess.run(command, env=os.environ | environment, stdout=subprocess.PIPE, check=True).stdout


def main() -> None:
    """Make the archive of the version that is installed."""
    place = KEPT / f"{software_version()}.tar.xz"
    if place.exists():
        sys.exit(f"{place} is there already: what a version wrote does not change")
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name) / "kept"
        folder.mkdir()
        _make(folder)
        content = io.BytesIO()
        with tarfile.open(fileobj=content, mode="w:xz", preset=9) as archive:
            for path in sorted(folder.rglob("*")):
                # The engine's log of what it did is not read again.
                if path.name != "LOG":
                    archive.add(path, path.relative_to(folder), recursive=False)
    place.parent.mkdir(exist_ok=True)
    place.write_bytes(content.getvalue())
    print(f"{place}: {len(content.getvalue()):,} bytes")


if __name__ == "__main__":
    main()
