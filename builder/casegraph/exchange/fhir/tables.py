"""The mappings to FHIR R5 that are data: code systems, statuses, relatives, concepts, mCODE profiles."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path
from typing import NamedTuple

from casegraph.languages.tables import Row, read_rows_of
from casegraph.terminology.lexicon import shipped_lexicon

__all__ = ["Fate", "Relative", "element_code", "fate", "profile", "relative", "system_and_code"]

_FOLDER = Path(__file__).parent


class Fate(NamedTuple):
    """What becomes of a status in FHIR; None where there is no such resource or element."""

    event: str | None
    request: str | None
    intent: str | None
    prohibits: bool
    adherence: str | None


class Relative(NamedTuple):
    """A kind of relative as a code of v3-RoleCode; `exact` is False for a code that is wider than the word."""

    code: str
    display: str
    exact: bool


@cache
def _rows(name: str, *columns: str) -> tuple[Row, ...]:
    return read_rows_of(_FOLDER / f"{name}.tsv", columns)


@cache
def _systems() -> dict[str, tuple[str, str]]:
    return {r["prefix"]: (r["system"], r["code"]) for r in _rows("code-systems", "prefix", "system", "code", "source")}


def system_and_code(curie: str) -> tuple[str, str] | None:
    """The canonical URI of a CURIE's code system and the code as FHIR writes it; None where no URI is known."""
    prefix, _, code = curie.partition(":")
    known = _systems().get(prefix)
    return (known[0], known[1].format(code)) if known else None


@cache
def _fates() -> dict[tuple[str, str], Fate]:
    rows = _rows("statuses", "kind", "status", "event", "request", "intent", "prohibits", "adherence")
    return {
        (r["kind"], r["status"]): Fate(
            r["event"] or None,
            r["request"] or None,
            r["intent"] or None,
            r["prohibits"] == "yes",
            r["adherence"] or None,
        )
        for r in rows
    }


def fate(kind: str, status: str) -> Fate:
    """What becomes of a status of `records.STATUSES`: `kind` is "medication", "procedure" or "encounter"."""
    return _fates()[kind, status]


@cache
def _relatives() -> dict[str, Relative]:
    rows = _rows("relatives", "relative", "code", "display", "exact")
    return {r["relative"]: Relative(r["code"], r["display"], r["exact"] == "yes") for r in rows}


def relative(name: str | None) -> Relative:
    """The code of a relative; one that the table does not know is a family member."""
    return _relatives().get(name or "relative") or _relatives()["relative"]._replace(exact=False)


def element_code(names: Iterable[str], element: str) -> str | None:
    """What an element says of a concept, by the most special of the concept and those above it that has a row."""
    return _most_special(names, _elements().get(element, {}))


def profile(names: Iterable[str], resource: str) -> str | None:
    """The mCODE profile whose elements a resource about a concept corresponds to; None where none fits."""
    return _most_special(names, _profiles().get(resource, {}))


@cache
def _elements() -> dict[str, dict[str, str]]:
    return _nested(_rows("concepts", "concept", "element", "code"), "element", "code")


@cache
def _profiles() -> dict[str, dict[str, str]]:
    return _nested(_rows("profiles", "concept", "resource", "profile"), "resource", "profile")


def _nested(rows: tuple[Row, ...], outer: str, value: str) -> dict[str, dict[str, str]]:
    found: dict[str, dict[str, str]] = {}
    for row in rows:
        found.setdefault(row[outer], {})[row["concept"]] = row[value]
    return found


def _most_special(names: Iterable[str], known: Mapping[str, str]) -> str | None:
    terminology = shipped_lexicon().terminology
    fitting = [name for name in names if name in known]
    return known[max(fitting, key=lambda name: (len(terminology.ancestors(name)), name))] or None if fitting else None
