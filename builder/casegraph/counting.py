"""DuckDB, opened for one count: in memory, offline, what does not fit into memory in a private folder."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from casegraph.temporary import temporary_folder

if TYPE_CHECKING:
    import duckdb

__all__ = ["counting"]


@contextmanager
def counting() -> Iterator[duckdb.DuckDBPyConnection]:
    """An empty database.

    Raises:
        ImportError: DuckDB is not installed.
    """
    import duckdb

    # By itself DuckDB fetches an extension that it lacks from the network, and spills into the folder it is started in.
    offline = {"autoinstall_known_extensions": False, "autoload_known_extensions": False}
    with (
        temporary_folder("tables") as folder,
        duckdb.connect(config={"temp_directory": str(folder), **offline}) as base,
    ):
        yield base
