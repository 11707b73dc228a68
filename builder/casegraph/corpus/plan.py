"""A corpus cut into shards: the same documents in the same shards, however many workers read them."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from hashlib import sha256

from casegraph.corpus.items import Fault, Item

__all__ = ["SHARD_DOCUMENTS", "Shard", "shard_bytes_for", "shards"]

#: A shard holds so many documents at most.
SHARD_DOCUMENTS = 500
#: A shard ends where its documents reach so many bytes: shards wait in memory, one for each worker and one more.
_MOST_BYTES = 16_000_000
#: A small corpus is cut into so many shards, so that every core has work until the end.
_PARTS = 64
_FEWEST_BYTES = 100_000


@dataclass(frozen=True, slots=True)
class Shard:
    """Documents that one worker reads into one file of each output; `stamp` changes when one of them does."""

    number: int
    items: tuple[Item, ...]
    stamp: str

    @property
    def name(self) -> str:
        """What its files are called, without their suffix; in the order of the numbers up to ten million."""
        return f"{self.number:07d}"


def shard_bytes_for(corpus_bytes: int) -> int:
    """How many bytes of documents end a shard of a corpus of a size."""
    return min(_MOST_BYTES, max(_FEWEST_BYTES, corpus_bytes // _PARTS))


def shards(items: Iterable[Item], most: int, most_bytes: int) -> Iterator[Shard]:
    """Cut a corpus, in its order; a document whose id came before is a fault."""
    held: list[Item] = []
    size = number = 0
    for item in _distinct(items):
        held.append(item)
        size += item.size
        if len(held) >= most or size >= most_bytes:
            yield _shard(number, held)
            held, size, number = [], 0, number + 1
    if held:
        yield _shard(number, held)


def _shard(number: int, items: list[Item]) -> Shard:
    digest = sha256()
    for item in items:
        for part in (item.id or "", item.place, item.stamp, item.fault.message if item.fault else ""):
            digest.update(part.encode("utf-8", "surrogatepass") + b"\0")
    return Shard(number, tuple(items), digest.hexdigest())


def _distinct(items: Iterable[Item]) -> Iterator[Item]:
    """The same items; an id's second one is a fault. The ids lie in a temporary file, not in memory."""
    seen = sqlite3.connect("", isolation_level=None)
    seen.execute("CREATE TABLE seen (id TEXT PRIMARY KEY, place TEXT) WITHOUT ROWID")
    seen.execute("PRAGMA synchronous = OFF")
    seen.execute("BEGIN")
    try:
        for item in items:
            if item.id is None:
                yield item
                continue
            key = item.id.encode("utf-8", "surrogatepass")
            if seen.execute("INSERT OR IGNORE INTO seen VALUES (?, ?)", (key, item.place)).rowcount:
                yield item
            else:
                ((first,),) = seen.execute("SELECT place FROM seen WHERE id = ?", (key,))
                message = f"{item.place}: the id {item.id!r} is already that of {first}; rename one of them"
                yield replace(item, content=None, file=None, fault=Fault("duplicate id", message))
    finally:
        seen.close()
