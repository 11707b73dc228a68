"""SNOMED CT in Release Format 2: a snapshot, with the language reference sets and extensions that lie with it.

What is read: active concepts, active descriptions that a language reference set accepts (all active ones where there
is none), active is-a relationships. Of a component in several releases the latest counts. The fully specified name
gives the kind by its tag ("(disorder)"); it is no form.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence

from casegraph.errors import TerminologyError
from casegraph.terminology.importers.options import Options
from casegraph.terminology.importers.records import Imported, Row, Term
from casegraph.terminology.importers.sources import Source
from casegraph.terminology.importers.systems import kind_by
from casegraph.terminology.importers.tables import read_rows

__all__ = ["is_release", "read_snomed"]

_IS_A = "116680003"
_NAME, _SYNONYM = "900000000000003001", "900000000000013009"
_PREFERRED = "900000000000548007"
_ROLES = {
    "concepts": re.compile(r"x?sct2_Concept_\w*Snapshot", re.IGNORECASE),
    "descriptions": re.compile(r"x?sct2_Description_\w*Snapshot", re.IGNORECASE),
    "relationships": re.compile(r"x?sct2_Relationship_\w*Snapshot", re.IGNORECASE),
    "languages": re.compile(r"x?der2_cRefset_(?:\w*Language)\w*Snapshot", re.IGNORECASE),
}
_COLUMNS = {
    "concepts": ("id", "effectiveTime", "active"),
    "descriptions": ("id", "effectiveTime", "active", "conceptId", "languageCode", "typeId", "term"),
    "relationships": ("id", "effectiveTime", "active", "sourceId", "destinationId", "typeId"),
    "languages": ("id", "effectiveTime", "active", "referencedComponentId", "acceptabilityId"),
}
_TAG = re.compile(r"\(([^()]+)\)$")


def is_release(files: Sequence[Source]) -> bool:
    """Whether files hold a snapshot of SNOMED CT."""
    return any(_ROLES["concepts"].match(source.stem) for source in files)


def read_snomed(files: Sequence[Source], options: Options) -> Imported:
    """Read a release.

    Raises:
        TerminologyError: a file of the snapshot is missing, lacks a column, or has a wrong row.
    """
    roles = {role: [s for s in files if pattern.match(s.stem)] for role, pattern in _ROLES.items()}
    for role in ("concepts", "descriptions", "relationships"):
        if not roles[role]:
            raise TerminologyError(f"{files[0].path}: the snapshot has no file of {role}; name the whole release")
    dates = sorted(m[0] for s in roles["concepts"] if (m := re.search(r"\d{8}", s.stem)))
    version = dates[-1] if dates else ""
    return Imported("SNOMED CT", _rows(roles, options.encoding), version, "")


def _latest(files: Sequence[Source], role: str, encoding: str) -> Iterator[Mapping[str, str]]:
    """The active components of some files, of each the latest row; `place` is where it stands."""
    found: dict[str, tuple[str, bool, Mapping[str, str]]] = {}
    several = len(files) > 1
    for source in files:
        for number, (line, fields) in enumerate(read_rows(source, delimiter="\t", quoted=False, encoding=encoding)):
            if not number:
                for column in _COLUMNS[role]:
                    if column not in fields:
                        raise TerminologyError(
                            f"{source.name}:1: there is no column {column!r}; there are {', '.join(fields)}"
                        )
            row = {column: fields[column] for column in _COLUMNS[role]} | {"place": f"{source.name}:{line}"}
            active = row["active"] == "1"
            known = found.get(row["id"])
            if known is not None and (not several or known[0] == row["effectiveTime"]):
                # The same release may come with the extension; the same row twice is no contradiction.
                if {**known[2], "place": ""} == {**row, "place": ""}:
                    continue
                raise TerminologyError(
                    f"{row['place']}: the id {row['id']} stands there a second time, first at {known[2]['place']}"
                )
            if known is None or known[0] < row["effectiveTime"]:
                found[row["id"]] = (row["effectiveTime"], active, row)
    return (row for _, active, row in found.values() if active)


def _rows(roles: Mapping[str, Sequence[Source]], encoding: str) -> Iterator[Row]:
    def read(role: str) -> Iterator[Mapping[str, str]]:
        return _latest(roles[role], role, encoding)

    accepted: dict[str, bool] = {}
    for row in read("languages"):
        component = row["referencedComponentId"]
        accepted[component] = accepted.get(component, False) or row["acceptabilityId"] == _PREFERRED
    places = {row["id"]: row["place"] for row in read("concepts")}
    parents = _parents(read)
    terms: dict[str, list[Term]] = {}
    kinds: dict[str, str] = {}
    for row in read("descriptions"):
        concept = row["conceptId"]
        if concept not in places:
            continue
        if row["typeId"] == _NAME:
            tag = _TAG.search(row["term"])
            kind = kind_by("sct-tag", (tag[1].lower(),)) if tag else None
            if kind:
                kinds[concept] = kind
        elif row["typeId"] == _SYNONYM and (not accepted or row["id"] in accepted):
            term = Term(row["term"], row["languageCode"][:2].lower(), accepted.get(row["id"], False))
            terms.setdefault(concept, []).append(term)
    for concept, place in places.items():
        above = tuple(f"sct:{p}" for p in parents.get(concept, ()))
        yield Row(f"sct:{concept}", tuple(terms.get(concept, ())), place, above, (), kinds.get(concept))


def _parents(read: Callable[[str], Iterator[Mapping[str, str]]]) -> dict[str, list[str]]:
    parents: dict[str, list[str]] = {}
    for row in read("relationships"):
        if row["typeId"] == _IS_A:
            parents.setdefault(row["sourceId"], []).append(row["destinationId"])
    return parents
