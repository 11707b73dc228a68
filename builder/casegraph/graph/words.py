"""From the words that records hold to terms of the model, with an error that says which word and where."""

from __future__ import annotations

from collections.abc import Mapping

from casegraph.errors import GraphError
from casegraph.records import Record

__all__ = ["term"]


def term(table: Mapping[str, str], word: str | None, field: str, record: Record) -> str:
    """The term that stands for a record's word.

    Raises:
        GraphError: the model has no term for the word.
    """
    try:
        return table[word or ""]
    except KeyError:
        raise GraphError(
            f"case {record.case}, record {record.id}: {field} is {word!r}; it may be {', '.join(table)}"
        ) from None
