"""The saved queries that are shipped, and queries from a file of the user's own."""

from __future__ import annotations

import difflib
from functools import cache
from pathlib import Path

from casegraph.errors import QueryError
from casegraph.queries.header import SavedQuery, parse_query
from casegraph.resources import data_folder

__all__ = ["find_query", "read_queries", "saved_queries"]

_SUFFIXES = (".rq", ".sparql")


@cache
def saved_queries() -> dict[str, SavedQuery]:
    """The shipped queries by id, in the order of topic and id.

    Raises:
        QueryError: a header is malformed, or two queries have one id.
    """
    return read_queries(data_folder("queries"))


def read_queries(folder: Path) -> dict[str, SavedQuery]:
    """The queries under `folder`, `<topic>/<name>.rq`, by id.

    Raises:
        QueryError: a header is malformed, or two queries have one id.
    """
    found: dict[str, SavedQuery] = {}
    for path in sorted(folder.glob("*/*.rq")):
        query = parse_query(path.read_text(encoding="utf-8"), path)
        if query.id in found:
            raise QueryError(f"{path}: the id {query.id} is that of {found[query.id].path} too; rename one")
        found[query.id] = query
    return found


def find_query(name: str) -> SavedQuery:
    """A shipped query by its id, or one from a file (`.rq`, `.sparql`), whose header may be missing.

    Raises:
        QueryError: there is no such query (the message names the nearest), or the file cannot be read.
    """
    if not name.endswith(_SUFFIXES):
        known = saved_queries()
        if name in known:
            return known[name]
        near = difflib.get_close_matches(name, known, n=3, cutoff=0.5)
        hint = f"did you mean {' or '.join(near)}?" if near else "casegraph queries lists them"
        raise QueryError(f"no saved query is named '{name}'; {hint}")
    path = Path(name)
    if path.exists() and not path.is_file():
        raise QueryError(f"{path} is a folder or a device; give a .rq file or the name of a saved query")
    try:
        text = path.read_text(encoding="utf-8")
    except FileNotFoundError:
        raise QueryError(f"{path}: no such file; give a .rq file or the name of a saved query") from None
    except (OSError, ValueError) as error:
        raise QueryError(f"{path}: cannot be read ({getattr(error, 'strerror', None) or error})") from error
    if any(line.startswith("#:") for line in text.splitlines()):
        return parse_query(text, path)
    return SavedQuery(path.stem, path, text)
