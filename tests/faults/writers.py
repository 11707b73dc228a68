"""Every command that writes: its words, and the names that it writes in a folder."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from tests.faults.conftest import written

__all__ = ["WRITERS", "Writer", "contents", "inputs", "leftovers"]


@dataclass(frozen=True)
class Writer:
    """A command that writes into `out`: what it is told, of the folder of its inputs, and what it writes."""

    words: Callable[[Path, Path], tuple[str | Path, ...]]
    files: tuple[str, ...]
    #: Whether the files appear all together.
    together: bool = False


#: By what they write; `i` is the folder of `inputs`, `o` the one that is written into.
WRITERS: dict[str, Writer] = {
    "turtle": Writer(lambda i, o: ("build", i / "texts" / "case-7.txt", "-o", o / "c.ttl"), ("c.ttl",)),
    "nquads of many": Writer(lambda i, o: ("build", i / "texts", "-o", o / "c.nq"), ("c.nq",)),
    "records": Writer(lambda i, o: ("build", i / "rows.jsonl", "-o", o / "c.jsonl"), ("c.jsonl",)),
    "a file a case": Writer(
        lambda i, o: ("build", i / "texts", "--to", "turtle", "-o", o), ("case-7.ttl", "case-8.ttl")
    ),
    "brat": Writer(
        lambda i, o: ("build", i / "texts" / "case-7.txt", "--to", "brat", "-o", o / "case-7.ann"),
        ("case-7.ann", "case-7.txt"),
    ),
    "losses": Writer(
        lambda i, o: ("build", i / "rows.jsonl", "-o", o / "c.graphml", "--losses", o / "lost.jsonl"),
        ("c.graphml", "lost.jsonl"),
    ),
    "neo4j": Writer(
        lambda i, o: ("build", i / "texts", "--to", "neo4j", "-o", o), ("nodes.csv", "relationships.csv"), together=True
    ),
    "omop": Writer(
        lambda i, o: ("build", i / "texts", "--to", "omop-csv", "--index-date", "2020-03-01", "-o", o),
        ("person.csv", "drug_exposure.csv"),
        together=True,
    ),
    "show": Writer(lambda i, o: ("show", i / "texts" / "case-7.txt", "-o", o / "c.html"), ("c.html",)),
    "evaluate": Writer(
        lambda i, o: ("evaluate", "--gold", i / "gold", "--draws", "0", "--page", o / "e.html"), ("e.html",)
    ),
    "export": Writer(lambda i, o: ("store", "export", i / "store", "-o", o / "e.nq.gz"), ("e.nq.gz",)),
}


def inputs(folder: Path, store: Path) -> Path:
    """Make what the writers read: texts, rows, gold; and the way to a store."""
    first = written(folder / "texts" / "case-7.txt")
    written(folder / "texts" / "case-8.txt", "Patient de 40 ans. Toux sans fièvre.\n")
    (folder / "rows.jsonl").write_text(
        '{"id": "a", "text": "Thrombopénie à 32 G/L."}\n{"id": "b", "text": "Toux."}\n', encoding="utf-8"
    )
    written(folder / "gold" / "case-7.txt", first.read_text(encoding="utf-8"))
    (folder / "gold" / "case-7.ann").write_text("", encoding="utf-8")
    (folder / "store").symlink_to(store)
    return folder


def contents(folder: Path) -> dict[str, bytes]:
    """Every file of a folder and of the folders in it."""
    return {str(path.relative_to(folder)): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}


def leftovers(folder: Path) -> list[str]:
    """What no finished command leaves: hidden and temporary files."""
    return [name for name in contents(folder) if name.startswith(".") or name.endswith((".part", ".tmp"))]
