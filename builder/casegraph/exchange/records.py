"""Statement records in: JSON Lines as `--to jsonl` writes them, also where a person corrected them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields
from pathlib import Path
from typing import Any

from casegraph.errors import InputError
from casegraph.inputs import numbered_lines, parsed
from casegraph.records import KINDS, PRESENCES, STATUSES, Dose, Frequency, Record, Site, Span, TimeRef, Value

__all__ = ["json_lines", "record_of"]

_PARTS: dict[str, type[Any]] = {
    "cue": Span, "size": Value, "site": Site, "value": Value, "age": Value, "dose": Dose, "frequency": Frequency,
    "cycle": Span, "route": Span, "duration": Span, "time": TimeRef,
}  # fmt: skip
_LISTS = ("codes", "based_on", "reasons", "causes", "shown_by", "replaced_by", "components", "candidates")
_WORDS: dict[str, tuple[str | None, ...]] = {
    "kind": KINDS,
    "presence": (*PRESENCES, None),
    "status": (*STATUSES, None),
    "experiencer": ("patient", "family", "other"),
}
_NAMES = frozenset(f.name for f in fields(Record))
_NEEDED = ("case", "id", "kind", "text", "start", "end")


def json_lines(path: Path) -> Iterator[tuple[str, dict[str, Any]]]:
    """The objects of a file of JSON Lines, packed with gzip or not, each with what an error calls it.

    Raises:
        InputError: the file cannot be read, or a line is no JSON object.
    """
    for place, line in numbered_lines(path):
        row = parsed(line, place)
        if not isinstance(row, dict):
            raise InputError(f"{place}: not a JSON object; one object a line is wanted")
        yield place, row


def record_of(row: dict[str, Any], place: str) -> Record:
    """A statement record by its JSON object; what it leaves out is as in a new `Record`.

    Raises:
        InputError: a member is missing, unknown, or not what it should be; `place` is what the error calls the row.
    """
    for name in _NEEDED:
        if row.get(name) is None:
            raise InputError(f"{place}: a statement record has {', '.join(_NEEDED)}; {name} is missing")
    unknown = sorted(row.keys() - _NAMES)
    if unknown:
        raise InputError(f"{place}: a statement record has no member {unknown[0]!r}; remove it")
    for name, allowed in _WORDS.items():
        if name in row and row[name] not in allowed:
            words = ", ".join(str(w) for w in allowed if w is not None)
            raise InputError(f"{place}: {name} is none of {words}", quoted=repr(row[name]))
    start, end = _offsets(row, place)
    name = str(row["id"])
    made: dict[str, Any] = {"statement": f"s-{name}", "entity": f"e-{name}", "order": 0, "section": "report"}
    made |= {key: value for key, value in row.items() if value is not None}
    made["label"] = tuple(dict(made.get("label", {})).items())
    made["extent"] = _pair(made.get("extent", (start, end)), "extent", place)
    if "fragments" in made:
        made["fragments"] = tuple(_pair(piece, "fragments", place) for piece in made["fragments"])
    for key in _LISTS:
        if key in made:
            if not isinstance(made[key], list):
                raise InputError(f"{place}: {key} is no list, which is wanted", quoted=repr(made[key]))
            made[key] = tuple(made[key])
    for key, kind in _PARTS.items():
        if key in made:
            made[key] = _part(made[key], kind, f"{place}: {key}")
    if made["kind"] == "condition" and made.get("value") == made.get("size"):
        made.pop("value", None)
    return Record(**made)


def _offsets(row: dict[str, Any], place: str) -> tuple[int, int]:
    start, end = row["start"], row["end"]
    if not isinstance(start, int) or not isinstance(end, int) or not 0 <= start < end:
        said = f"{start!r} to {end!r}"
        raise InputError(f"{place}: start and end are no offsets that hold a stretch of a text", quoted=said)
    return start, end


def _pair(value: Any, name: str, place: str) -> tuple[int, int]:
    if isinstance(value, list | tuple) and len(value) == 2 and all(isinstance(v, int) for v in value):
        return value[0], value[1]
    raise InputError(f"{place}: {name} is no list of offsets, as [0, 0]", quoted=repr(value))


def _part(value: Any, kind: type[Any], place: str) -> Any:
    if not isinstance(value, dict) or not isinstance(value.get("text"), str):
        raise InputError(f'{place}: an object with "text", "start" and "end" is wanted', quoted=repr(value))
    _offsets({"start": value.get("start"), "end": value.get("end")}, place)
    unknown = sorted(value.keys() - {f.name for f in fields(kind)})
    if unknown:
        raise InputError(f"{place} has no member {unknown[0]!r}; remove it")
    return kind(**{name: tuple(v) if isinstance(v, list) else v for name, v in value.items()})
