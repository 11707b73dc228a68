"""What every importer yields: a terminology's name, version and licence, and a row for each of its concepts."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from casegraph.terminology.importers.sources import Source

__all__ = ["Imported", "Named", "Row", "Skipped", "Term"]


class Term(NamedTuple):
    """A way to write a concept: its text, the language ("fr", "en", "la"), whether it is the preferred one there."""

    text: str
    language: str
    preferred: bool = False


@dataclass(frozen=True, slots=True)
class Named:
    """The place of a concept whose parser tells no lines: looked for in the file when a message shows it."""

    source: Source
    identifier: str

    def __str__(self) -> str:
        line = self.source.line_naming(self.identifier)
        return f"{self.source.name}:{line}" if line else f"{self.source.name} ({self.identifier})"


@dataclass(slots=True)
class Skipped:
    """The rows of a table that were left out because they have no code: how many, and where the first one stands."""

    count: int = 0
    first: str = ""

    def add(self, place: str) -> None:
        """Note one more."""
        self.count += 1
        self.first = self.first or place


@dataclass(frozen=True, slots=True)
class Row:
    """One concept.

    Codes are CURIEs ("hpo:0001873"). `place` shows the file and line it stands at. `parents` are codes of the same
    terminology; `matches` are codes of other terminologies that it says mean the same. `kind` is a kind of `Concept`,
    None where the concepts above say it.
    """

    code: str
    terms: tuple[Term, ...]
    place: str | Named
    parents: tuple[str, ...] = ()
    matches: tuple[str, ...] = ()
    kind: str | None = None


@dataclass(frozen=True)
class Imported:
    """A terminology under way: `stems` says what the IRIs of each prefix of codes begin with.

    `rows` may be read once; `skipped` is told by then. `kind` is that of concepts of which neither they nor those
    above them say any.
    """

    title: str
    rows: Iterable[Row]
    version: str = ""
    licence: str = ""
    kind: str | None = None
    stems: Mapping[str, str] = field(default_factory=dict)
    skipped: Skipped = field(default_factory=Skipped)
