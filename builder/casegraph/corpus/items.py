"""One document of a corpus on its way to a worker."""

from __future__ import annotations

from dataclasses import dataclass

from casegraph.errors import InputError
from casegraph.inputs import read_report
from casegraph.records import Document
from casegraph.text.document import document_from_bytes, document_from_text

__all__ = ["Fault", "Item", "document_of"]


@dataclass(frozen=True, slots=True)
class Fault:
    """Why a document is not read: `kind` is what a summary counts, `message` says which input and how to mend it."""

    kind: str
    message: str


@dataclass(frozen=True, slots=True)
class Item:
    """A document as its source gives it, not yet read.

    `id` is the case's id, None where a row has none. `place` is what a person finds it by ("rows.jsonl:17").
    `content` is its text or its bytes; None where `file` is to be read. `size` is about how many bytes it holds,
    `stamp` changes when the document does. `fault` says why it cannot be read. `done` counts the bytes of all sources
    up to its end.
    """

    id: str | None
    place: str
    content: str | bytes | None = None
    file: str | None = None
    size: int = 0
    stamp: str = ""
    fault: Fault | None = None
    done: int = 0


def document_of(item: Item) -> Document:
    """The document of an item.

    Raises:
        InputError: it cannot be read, or holds no text.
    """
    assert item.id is not None
    if isinstance(item.content, str):
        try:
            return document_from_text(item.content, item.id)
        except InputError as error:
            raise InputError(f"{item.place}: {error}") from error
    data = item.content if item.content is not None else read_report(item.file or item.place)
    return document_from_bytes(data, item.id, name=item.place)
