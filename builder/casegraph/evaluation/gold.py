"""Where gold and what a system said come from: BRAT, JSON Lines of lists or of statement records, cases."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from casegraph.errors import InputError
from casegraph.evaluation.guide import LISTS, Guide, guide_of
from casegraph.exchange.brat.folder import brat_files, read_brat
from casegraph.exchange.records import json_lines, record_of
from casegraph.inputs import documents, is_lines, numbered_lines, row_of
from casegraph.records import Case, Document, Record
from casegraph.text.document import document_from_text

__all__ = ["Gold", "Said", "gold_of", "said_of"]


@dataclass(frozen=True, slots=True)
class Gold:
    """Annotated documents: by their ids the statement records or the lists of each, and the texts that are known."""

    annotations: Mapping[str, Sequence[Record] | Guide]
    texts: Mapping[str, Document]
    notices: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Said:
    """What a system said: the statement records of each document by its id, and the texts that are known."""

    records: Mapping[str, Sequence[Record]]
    texts: Mapping[str, Document] = field(default_factory=dict)
    notices: tuple[str, ...] = ()


def gold_of(source: str | Path | Iterable[Case], texts: str | Path | None = None) -> Gold:
    """Open gold.

    Args:
        source: a folder of BRAT (or one `.ann` file), a `.jsonl` (`.gz`) file of lists (see `guide`) or of statement
            records, or cases. Of a file of statement records the documents are those that have one.
        texts: where the texts of a `.jsonl` file are: reports as `build` reads them, or `.jsonl` of {"id", "text"}.

    Raises:
        InputError: a file is missing, empty or broken, or annotations do not fit their text.
    """
    if not isinstance(source, str | Path):
        return _gold_of_cases(source, "the gold")
    path = _there(Path(source))
    if not path.is_file() or path.suffix == ".ann":
        if texts is not None:
            raise InputError("--texts is for gold in JSON Lines; BRAT has its texts beside it")
        annotated, notices = read_brat(path)
        told = (*notices, *(notice for one in annotated for notice in one.notices))
        return Gold(
            {one.case.id: one.case.records for one in annotated},
            {one.case.id: one.case.document for one in annotated},
            told,
        )
    annotations = _lines(path)
    found = _texts(texts, annotations) if texts is not None else {}
    for name, gold in annotations.items():
        if name in found:
            _check(gold, found[name], f"{path}: {name}")
    return Gold(annotations, found)


def said_of(source: str | Path | Iterable[Case], wanted: Iterable[str]) -> Said:
    """Open what a system said of the documents that are `wanted`.

    Args:
        source: a folder of BRAT (or one `.ann` file), a `.jsonl` (`.gz`) file of statement records, a folder of such
            files (the `jsonl` of `casegraph corpus build`), or cases.
        wanted: the ids of the documents; one that is not there has no statement.

    Raises:
        InputError: a file is missing, empty or broken, or has none of the documents.
    """
    names = set(wanted)
    if not isinstance(source, str | Path):
        gold = _gold_of_cases(source, "the system")
        said = Said({n: r for n, r in gold.annotations.items() if not isinstance(r, Guide)}, gold.texts)
    else:
        said = _said_of_files(_there(Path(source)))
    if names and names.isdisjoint(said.records):
        there = ", ".join(sorted(said.records)[:3]) or "none"
        raise InputError(
            f"{source if isinstance(source, str | Path) else 'the system'}: none of its documents ({there} ...) is in "
            f"the gold ({', '.join(sorted(names)[:3])} ...); their ids must be the same"
        )
    return said


def _said_of_files(path: Path) -> Said:
    if path.is_dir() and not brat_files(path):
        files = sorted(p for p in path.rglob("*") if p.is_file() and is_lines(p.name))
        files = [p for p in files if "manifest" not in p.relative_to(path).parts]
        if not files:
            raise InputError(f"{path}: the folder holds no .ann and no .jsonl file; name what was built before")
    elif path.is_dir() or path.suffix == ".ann":
        annotated, notices = read_brat(path)
        told = (*notices, *(notice for one in annotated for notice in one.notices))
        return Said(
            {one.case.id: one.case.records for one in annotated},
            {one.case.id: one.case.document for one in annotated},
            told,
        )
    else:
        files = [path]
    records: dict[str, list[Record]] = {}
    for file in files:
        for place, row in json_lines(file):
            record = record_of(row, place)
            records.setdefault(record.case, []).append(record)
    return Said(records)


def _there(path: Path) -> Path:
    if not path.exists():
        raise InputError(f"{path}: no such file or folder; check the name")
    if path.is_file() and path.suffix != ".ann" and not is_lines(path.name):
        raise InputError(f"{path}: neither BRAT nor JSON Lines; give a folder of .txt and .ann, or a .jsonl file")
    return path


def _gold_of_cases(cases: Iterable[Case], whose: str) -> Gold:
    listed = [cases] if isinstance(cases, Case) else list(cases)
    ids = [case.id for case in listed]
    twice = next((name for name in ids if ids.count(name) > 1), None)
    if twice is not None:
        raise InputError(f"{whose} has the document {twice!r} twice; name each once")
    return Gold({case.id: case.records for case in listed}, {case.id: case.document for case in listed})


def _lines(path: Path) -> dict[str, Sequence[Record] | Guide]:
    """The annotations of a file of JSON Lines, by document."""
    lists: dict[str, Guide] = {}
    records: dict[str, list[Record]] = {}
    seen: dict[tuple[str, str], str] = {}
    for place, row in json_lines(path):
        if "id" in row and any(name in row for name in LISTS):
            if str(row["id"]) in lists:
                raise InputError(f"{place}: the document {row['id']!r} stands there already; put both lines into one")
            lists[str(row["id"])] = guide_of(row, place)
        elif "case" in row and "kind" in row:
            record = record_of(row, place)
            if (record.case, record.id) in seen:
                where = seen[record.case, record.id]
                raise InputError(
                    f"{place}: the id {record.id} of {record.case} stands in {where} already; give another"
                )
            seen[record.case, record.id] = place
            records.setdefault(record.case, []).append(record)
        else:
            raise InputError(
                f'{place}: neither a statement record nor {{"id", "held", "labs", "treatments", "problems"}}; '
                "one of the two is wanted"
            )
        if lists and records:
            raise InputError(f"{place}: lists and statement records in one file; give one of the two")
    if not lists and not records:
        raise InputError(f"{path}: the file is empty; give one JSON object a line")
    return {**lists, **records}


def _texts(place: str | Path, wanted: Mapping[str, Any]) -> dict[str, Document]:
    """The texts of the documents that are wanted; of the others of a corpus nothing is read but the id."""
    path = Path(place)
    if path.is_file() and is_lines(path.name):
        found: dict[str, Document] = {}
        for place_of, line in numbered_lines(path):
            name, text = row_of(line, place_of)
            if name in found:
                raise InputError(f"{place_of}: the id {name!r} stands there already; keep one of the texts")
            if name in wanted:
                found[name] = document_from_text(text, name)
        return found
    return {document.id: document for document in documents([str(place)]) if document.id in wanted}


def _check(gold: Sequence[Record] | Guide, document: Document, place: str) -> None:
    """See that the words of annotations stand where they should.

    Raises:
        InputError: some do not.
    """
    spans = gold.spans() if isinstance(gold, Guide) else [(r.text, r.start, r.end) for r in gold]
    for words, start, end in spans:
        if document.text[start:end] != words:
            raise InputError(
                f"{place}: the words are not those that the text has at {start} to {end}; "
                "give the text that was annotated",
                quoted=f"{words!r} and {document.text[start:end]!r}",
            )
