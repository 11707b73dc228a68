"""What every importer yields: a terminology's name, version and licence, and a row for each of its concepts."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

__all__ = ["Imported", "Row", "Term"]


class Term(NamedTuple):
    """A way to write a concept: its text, the language ("fr", "en", "la"), whether it is the preferred one there."""

    text: str
    language: str
    preferred: bool = False


@dataclass(frozen=True, slots=True)
class Row:
    """One concept.

    Codes are CURIEs ("hpo:0001873"). `place` is the file and line it stands at. `parents` are codes of the same
    terminology; `matches` are codes of other terminologies that it says mean the same. `kind` is a kind of `Concept`,
    None where the concepts above say it.
    """

    code: str
    terms: tuple[Term, ...]
    place: str
    parents: tuple[str, ...] = ()
    matches: tuple[str, ...] = ()
    kind: str | None = None


@dataclass(frozen=True)
class Imported:
    """A terminology under way: `stems` says what the IRIs of each prefix of codes begin with.

    `rows` may be read once. `kind` is that of concepts of which neither they nor those above them say any.
    """

    title: str
    rows: Iterable[Row]
    version: str = ""
    licence: str = ""
    kind: str | None = None
    stems: Mapping[str, str] = field(default_factory=dict)
