"""Documents in data frames: the function that Spark, Ray or Dask runs on pieces of a corpus.

frame.select("id", "text").mapInPandas(build_frames, FRAME_SCHEMA)                     # Spark
dataset.map_batches(build_frame, batch_format="pandas", batch_size=32)                 # Ray
frame.map_partitions(build_frame, meta=build_frame(frame.head(0)))                     # Dask
"""

from __future__ import annotations

import os
from collections.abc import Collection, Iterable, Iterator
from contextlib import suppress
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from casegraph.corpus.columns import columns, firsts
from casegraph.corpus.documents import build_document, open_warm
from casegraph.corpus.items import Fault, Item
from casegraph.corpus.limits import TIME_LIMIT
from casegraph.graph.options import GraphOptions
from casegraph.records import Case

if TYPE_CHECKING:
    import pandas as pd

    from casegraph.terminology.lexicon import Lexicon

__all__ = ["FRAME_SCHEMA", "build_frame", "build_frames"]

#: Documents that are given back at once: their graphs are a hundred times their texts.
_SLICE = 32

_MANIFEST = {
    "id": "string",
    "source": "string",
    "sha256": "string",
    "encoding": "string",
    "casegraph": "string",
    "ontology": "string",
    "characters": "bigint",
    "triples": "bigint",
    "statements": "bigint",
    "records": "bigint",
    "seconds": "double",
    "note": "string",
    "error": "string",
    "error_kind": "string",
}
#: The columns that `build_frame` gives, as Spark writes a schema: those of the manifest, the graph as N-Quads lines
#: (null where there is none) and the statement records.
FRAME_SCHEMA = ", ".join(
    [
        *(f"{name} {kind}" for name, kind in _MANIFEST.items()),
        "nquads string",
        "statement_records array<struct<" + ", ".join(f"{c.name}: {c.type}" for c in columns()) + ", first: boolean>>",
    ]
)


def build_frames(
    frames: Iterable[pd.DataFrame],
    *,
    id_column: str = "id",
    text_column: str = "text",
    base_iri: str = "urn:casegraph:case:",
    terminologies: tuple[str, ...] | None = None,
    seconds: float | None = TIME_LIMIT,
    archive: str | None = None,
    twice: Collection[str] = frozenset(),
) -> Iterator[pd.DataFrame]:
    """Read the documents of frames; a row for each document, in their order. For `mapInPandas` of Spark.

    A document that cannot be read is a row with its `error`; nothing is raised for it. Options are given with
    `functools.partial(build_frames, seconds=60)`.

    Args:
        frames: frames with a column of ids and one of texts.
        id_column: what the column of ids is called; whole numbers are taken as written.
        text_column: what the column of texts is called.
        base_iri: what the IRIs of case data begin with.
        terminologies: names of added terminologies to use, all of them unless given.
        seconds: what one document may take; held only where the function runs in the main thread of a process.
        archive: what `ship_lexicon` returned, where it was called.
        twice: ids that several documents have: none of these is read, since a graph is named after its id.

    Raises:
        TerminologyError: a terminology that is named is not there.
    """
    lexicon, options = _opened(archive, terminologies), GraphOptions(base_iri=base_iri)
    for frame in frames:
        for first in range(0, max(1, len(frame)), _SLICE):
            piece = frame.iloc[first : first + _SLICE]
            pairs = zip(piece[id_column].tolist(), piece[text_column].tolist(), strict=True)
            yield _frame([_read(_item(*pair, twice), lexicon, options, seconds) for pair in pairs])


def build_frame(frame: pd.DataFrame, **options: Any) -> pd.DataFrame:
    """Read the documents of one frame, see `build_frames`. For `map_batches` of Ray and `map_partitions` of Dask."""
    import pandas as pd

    return pd.concat(build_frames([frame], **options), ignore_index=True)


@cache
def _opened(archive: str | None, terminologies: tuple[str, ...] | None) -> Lexicon:
    """The lexicon, opened once in a process: the one that Spark has put on this machine, where it has."""
    if archive is not None:
        from pyspark import SparkFiles

        place = Path(SparkFiles.get(archive))
        # Spark unpacks into a folder of the job's own; what is in it is then nobody else's either.
        for unpacked in (place, *place.rglob("*")):
            with suppress(OSError):
                unpacked.chmod(unpacked.stat().st_mode & ~0o022)
        os.environ["CASEGRAPH_CACHE"], os.environ["CASEGRAPH_DATA"] = str(place / "cache"), str(place / "data")
    return open_warm(terminologies)


def _item(case_id: Any, text: Any, twice: Collection[str]) -> Item:
    # A column of whole numbers with a gap in it comes as decimals.
    if isinstance(case_id, float) and case_id.is_integer():
        case_id = int(case_id)
    if case_id is None or case_id != case_id or case_id == "":
        return Item(None, "a row without an id", fault=Fault("bad row", "the row has no id"))
    name = str(case_id)
    if not isinstance(text, str):
        kind = "nothing" if text is None else type(text).__name__
        return Item(name, name, fault=Fault("bad row", f"{name}: a text is wanted, there is {kind}"))
    if name in twice:
        return Item(name, name, fault=Fault("duplicate id", f"several documents have the id {name!r}; rename them"))
    return Item(name, name, content=text)


def _read(item: Item, lexicon: Lexicon, options: GraphOptions, seconds: float | None) -> list[Any]:
    built = build_document(item, lexicon, options, seconds)
    row = [built.row[name] for name in _MANIFEST]
    if built.case is None:
        return [*row, None, []]
    return [*row, built.quads.decode(), _statements(built.case)]


def _statements(case: Case) -> list[dict[str, Any]]:
    names = [*(column.name for column in columns()), "first"]
    cells = [*(column.take(case.records) for column in columns()), firsts(case.records)]
    return [dict(zip(names, row, strict=True)) for row in zip(*cells, strict=True)]


def _frame(found: list[list[Any]]) -> pd.DataFrame:
    import pandas as pd

    return pd.DataFrame(found, columns=[*_MANIFEST, "nquads", "statement_records"])
