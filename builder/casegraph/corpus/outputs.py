"""What a corpus is written to: the folder's layout, and one shard's files, each whole or not there.

    OUT/settings.json           what the run was asked for, with the versions; `--resume` goes on with the same
    OUT/nquads/0000000.nq.gz    the graphs
    OUT/jsonl/....jsonl.gz      the statement records
    OUT/parquet/....parquet     the statement table, see `casegraph.corpus.columns`
    OUT/manifest/....jsonl      a row for each document, see `casegraph.corpus.documents`
    OUT/state/....json          that a shard is done, and what it counts; written last
    OUT/summary.json            the counts of the whole, written at the end

Lines are packed with gzip, not zstd: every store that loads N-Quads takes `.nq.gz` as it is, and at level 3 it costs
four hundredths of the time of reading a report. The same documents give the same bytes, the seconds in the manifest
excepted.
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from gzip import GzipFile
from io import BufferedWriter
from pathlib import Path
from typing import IO, Any, cast

from casegraph.corpus.documents import build_document
from casegraph.corpus.items import Fault, Item
from casegraph.corpus.plan import Shard
from casegraph.exchange.statements import to_jsonl
from casegraph.files import open_atomically, sync_folder, write_atomically
from casegraph.graph.options import GraphOptions
from casegraph.terminology.lexicon import Lexicon

__all__ = ["COUNTS", "FOLDERS", "OUTPUTS", "done_shards", "json_bytes", "remove_shard", "write_shard"]

#: The outputs that can be asked for.
OUTPUTS = ("nquads", "jsonl", "parquet")
#: The folders of a corpus and the suffix of the files in each.
FOLDERS = {
    "nquads": ".nq.gz",
    "jsonl": ".jsonl.gz",
    "parquet": ".parquet",
    "manifest": ".jsonl",
    "state": ".json",
}
_LEVEL = 3
_BUFFER = 1 << 16
#: What is counted of a document, and of a shard and of the whole besides.
_COUNTS = ("characters", "triples", "statements", "records")
COUNTS = ("documents", "failed", *_COUNTS)


def write_shard(
    shard: Shard,
    out: Path,
    outputs: tuple[str, ...],
    lexicon: Lexicon,
    options: GraphOptions,
    seconds: float | None,
    faults: Mapping[int, Fault],
    told: Callable[[int], None],
) -> dict[str, Any]:
    """Read a shard's documents and write its files; what its state file says.

    `faults` are documents that are passed over, by their position; `told` hears each position before it is read.

    Raises:
        OSError: a file cannot be written.
    """
    counts = dict.fromkeys(COUNTS, 0) | {"documents": len(shard.items)}
    kinds: dict[str, int] = {}
    with ExitStack() as stack:
        quads = stack.enter_context(_packed(_place(out, "nquads", shard))) if "nquads" in outputs else None
        lines = stack.enter_context(_packed(_place(out, "jsonl", shard))) if "jsonl" in outputs else None
        table = None
        if "parquet" in outputs:
            from casegraph.corpus.table import StatementTable

            table = stack.enter_context(
                StatementTable(stack.enter_context(open_atomically(_place(out, "parquet", shard))))
            )
        manifest = stack.enter_context(open_atomically(_place(out, "manifest", shard)))
        for position, item in enumerate(shard.items):
            told(position)
            built = build_document(_with(item, faults.get(position)), lexicon, options, seconds)
            if built.case is not None:
                if quads is not None:
                    quads.write(built.quads)
                if lines is not None:
                    lines.write(to_jsonl(built.case, options))
                if table is not None:
                    table.add(built.case)
            manifest.write(json_bytes(built.row))
            for name in _COUNTS:
                counts[name] += built.row[name]
            if (kind := built.row["error_kind"]) is not None:
                counts["failed"] += 1
                kinds[kind] = kinds.get(kind, 0) + 1
    state = {"shard": shard.number, "stamp": shard.stamp, **counts, "errors": dict(sorted(kinds.items()))}
    if "time limit" in kinds:
        # With more time these documents may yet be read.
        state["seconds"] = seconds
    for folder in (*outputs, "manifest"):
        sync_folder(out / folder)
    # Last, when all the rest is on the disk under its name: from now on the shard is done.
    write_atomically(_place(out, "state", shard), json_bytes(state))
    return state


def _with(item: Item, fault: Fault | None) -> Item:
    return item if fault is None else Item(item.id, item.place, stamp=item.stamp, fault=fault)


def _place(out: Path, folder: str, shard: Shard) -> Path:
    return out / folder / (shard.name + FOLDERS[folder])


@contextmanager
def _packed(path: Path) -> Iterator[IO[bytes]]:
    """A gzip file without a time or a name in its head: the same content is the same bytes."""
    with (
        open_atomically(path) as stream,
        GzipFile(filename="", fileobj=stream, mode="wb", compresslevel=_LEVEL, mtime=0) as packed,
        BufferedWriter(cast("Any", packed), _BUFFER) as buffered,
    ):
        yield buffered


def json_bytes(row: Mapping[str, Any]) -> bytes:
    """A row as one line of JSON; half a surrogate pair, which is no character, becomes a question mark."""
    return (json.dumps(row, ensure_ascii=False) + "\n").encode("utf-8", "replace")


def done_shards(out: Path, outputs: tuple[str, ...]) -> Iterator[dict[str, Any]]:
    """What the state files say, in the order of the shards.

    One that is damaged, or whose files are gone, is not done.
    """
    folder = out / "state"
    for name in sorted(os.listdir(folder)) if folder.is_dir() else ():
        if name.endswith(FOLDERS["state"]) and not name.startswith("."):
            try:
                state = json.loads((folder / name).read_bytes())
                whole = Shard(state["shard"], (), state["stamp"])
            except (OSError, ValueError, KeyError, TypeError):
                continue
            if all(_place(out, other, whole).exists() for other in (*outputs, "manifest")):
                yield state


def remove_shard(out: Path, number: int) -> None:
    """Remove a shard's files, its state first."""
    name = Shard(number, (), "").name
    for folder in reversed(FOLDERS):
        (out / folder / (name + FOLDERS[folder])).unlink(missing_ok=True)
