"""A plain table described by a small TOML file: which column is the code, the label, the parent, the cross-reference.

title = "CIM-10"                      # all but columns.code and a label may be left out
version = "2024"
licence = "CC BY-NC-ND 3.0 IGO"
file = "cim10.tsv.gz"                 # where the TOML file itself is added; beside it
prefix = "icd10"                      # how records write the codes: icd10:A00.0
iri = "http://hl7.org/fhir/sid/icd-10/"
kind = "condition"                    # or a column: kind = { column = "type", values = { drug = "treatment" } }
delimiter = "\\t"
encoding = "cp1252"
quoted = false
separator = "|"                       # between several values of one field
repeated = true                       # several rows of one code are one concept
no_code = ["other", "n/a"]            # what a code or a parent is called where there is none; such rows are skipped

[columns]
code = "code"                         # or code = ["code", "id"]: of several columns the first that is filled
within = "dictionary"                 # codes are told apart by this column too: D1-A, D5-A
key = "id"                            # what the column of parents names, where that is not the code
label = { fr = "libelle" }            # the preferred labels by language; or a column, then see language
synonym = { fr = ["court", "autres"] }
language = "lang"                     # the column that says the language of label and synonym
parent = "parent"                     # or parent = "prefix": a code is below its longest beginning
tree = "tree_numbers"                 # MeSH tree numbers, which give parents and kind
match = { umls = "umls_cui", mesh = "mesh" }   # cross-references by code system; "" for a column of CURIEs
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

from casegraph.errors import TerminologyError
from casegraph.terminology.importers.options import Options
from casegraph.terminology.importers.records import Imported, Row, Skipped, Term
from casegraph.terminology.importers.sources import Source, failing
from casegraph.terminology.importers.systems import KINDS, curie, kind_of_tree, tree_parents, written_code
from casegraph.terminology.importers.tables import read_rows

__all__ = ["described_file", "read_described"]

_TOP = {"title", "version", "licence", "file", "prefix", "iri", "kind", "delimiter", "encoding", "quoted", "separator",
        "repeated", "language", "no_code", "columns"}  # fmt: skip
_COLUMNS = {"code", "within", "key", "label", "synonym", "language", "parent", "tree", "match"}


@dataclass(frozen=True)
class _Description:
    """The TOML file with its own address for messages."""

    path: Path
    top: Mapping[str, Any]

    @property
    def columns(self) -> Mapping[str, Any]:
        found: Mapping[str, Any] = self.top["columns"]
        return found

    def by_language(self, key: str) -> list[tuple[str | None, str]]:
        """The columns of labels or synonyms, each with its language, None where another column says it."""
        value = self.columns.get(key, {})
        if isinstance(value, str | list):
            value = {None if "language" in self.columns else self.top.get("language", "fr"): value}
        return [(language, c) for language, v in value.items() for c in ([v] if isinstance(v, str) else v)]

    def wanted(self) -> list[str]:
        """Every column that it names."""
        columns, kind = self.columns, self.top.get("kind")
        code, parent = columns["code"], columns.get("parent")
        named = [code] if isinstance(code, str) else [*code]
        named += [c for _, c in (*self.by_language("label"), *self.by_language("synonym"))]
        named += columns.get("match", {}).values()
        named += [c for key in ("within", "key", "language", "tree") if (c := columns.get(key))]
        named += [parent] if parent and parent != "prefix" else []
        return named + ([kind["column"]] if isinstance(kind, dict) and "column" in kind else [])


#: How many rows without a code may stand above one another.
_DEEPEST = 50


def described_file(table: Path, options: Options) -> Path | None:
    """The TOML file that describes a table: the one given, the only one of a folder, or one of its stem beside it."""
    if options.columns is not None:
        return options.columns
    if table.is_dir():
        found = list(table.glob("*.toml"))
        return found[0] if len(found) == 1 else None
    if table.suffix.lower() == ".toml":
        return table
    beside = table.with_name(table.name.removesuffix(".gz").rpartition(".")[0] + ".toml")
    return beside if beside.is_file() else None


def read_described(table: Path, options: Options) -> Imported:
    """Read a table by its description.

    Raises:
        TerminologyError: the description is missing or wrong; a column it names is not there; a row is wrong.
    """
    path = described_file(table, options)
    if path is None:
        raise TerminologyError(
            f"{table}: a table needs a TOML file that says which column is what; put {table.stem}.toml beside it, or "
            "name it with --columns"
        )
    description = _description(path)
    top = description.top
    if table == path or table.is_dir():
        table = _described_by(path, top)
    source = Source(table)
    prefix = top.get("prefix") or "".join(c for c in source.stem.partition(".")[0].lower() if c.isalnum()) or "code"
    skipped = Skipped()
    rows = _rows(description, source, prefix, options, skipped)
    kind = top.get("kind")
    return Imported(
        title=top.get("title", source.stem),
        rows=_repeated(rows) if top.get("repeated") else rows,
        version=str(top.get("version", "")),
        licence=top.get("licence", ""),
        kind=kind if isinstance(kind, str) else None,
        stems={prefix: top["iri"]} if "iri" in top else {},
        skipped=skipped,
    )


def _described_by(path: Path, top: Mapping[str, Any]) -> Path:
    """The table of a description: the one it names, else the one of its stem beside it."""
    if "file" in top:
        return path.parent / str(top["file"])
    beside = [p for end in ("csv", "tsv", "txt", "csv.gz", "tsv.gz") if (p := path.with_suffix(f".{end}")).is_file()]
    if len(beside) != 1:
        raise TerminologyError(f'{path}: name the table in it: file = "table.csv"')
    return beside[0]


def _description(path: Path) -> _Description:
    try:
        with failing(str(path)):
            text = path.read_text(encoding="utf-8")
        top = tomllib.loads(text)
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise TerminologyError(f"{path}: {error}") from error
    columns = top.get("columns")
    wrong = [key for key in top if key not in _TOP]
    if not isinstance(columns, dict):
        raise TerminologyError(f"{path}: a table [columns] is wanted, with code and label")
    wrong += [f"columns.{key}" for key in columns if key not in _COLUMNS]
    if wrong:
        keys = ", ".join(sorted(_TOP | {f"columns.{c}" for c in _COLUMNS}))
        raise TerminologyError(f"{path}: it says {', '.join(wrong)}, which means nothing; it may say {keys}")
    missing = [f"columns.{key}" for key in ("code", "label") if key not in columns]
    if missing:
        raise TerminologyError(f"{path}: it does not say {' and '.join(missing)}")
    kind = top.get("kind")
    kinds = list(kind.get("values", {}).values()) if isinstance(kind, dict) else [kind] if kind else []
    for one in kinds:
        if one not in KINDS:
            raise TerminologyError(f"{path}: {one!r} is no kind; there are {', '.join(KINDS)}")
    return _Description(path, top)


def _rows(description: _Description, source: Source, prefix: str, options: Options, skipped: Skipped) -> Iterator[Row]:
    top, columns = description.top, description.columns
    labels, synonyms = description.by_language("label"), description.by_language("synonym")
    separator = top.get("separator", "|")
    kind = top.get("kind")
    parent, tree = columns.get("parent"), columns.get("tree")
    matches = columns.get("match", {})
    found = _coded(description, source, options, skipped)
    # By the key, or the code where there is none.
    codes: dict[str, list[_Coded]] = {}
    trees: dict[str, list[str]] = {}
    for row in found:
        codes.setdefault(row.key, []).append(row)
        if tree and row.code:
            trees[row.code] = [*trees.get(row.code, ()), *_several(row.fields[tree], separator)]
    by_tree = tree_parents(trees)

    def named(key: str, place: str, depth: int = 0) -> Iterator[str]:
        """The codes of a parent; of one that has none those above it."""
        if key in top.get("no_code", ()):
            return
        rows = codes.get(key)
        if not rows:
            raise TerminologyError(
                f"{place}: the parent {key!r} is no {'key' if 'key' in columns else 'code'} of the table"
            )
        own = dict.fromkeys(row.code for row in rows if row.code)
        if len(own) > 1:
            raise TerminologyError(f"{place}: the parent {key!r} is the key of several codes: {', '.join(own)}")
        if own or depth > _DEEPEST:
            yield from own
        else:
            for above in _several(rows[0].fields[columns["parent"]], separator):
                yield from named(above, place, depth + 1)

    for row in found:
        code, fields = row.code, row.fields
        if not code:
            continue
        place = f"{source.name}:{row.line}"
        own = fields[columns["language"]].lower() if "language" in columns else ""
        terms: list[Term] = []
        for many, preferred in ((labels, True), (synonyms, False)):
            for language, column in many:
                terms += [Term(text, language or own, preferred) for text in _several(fields[column], separator)]
        above: list[str] = []
        if parent == "prefix":
            above = [b for n in range(len(code) - 1, 0, -1) if (b := code[:n].rstrip(".-")) in codes and b != code][:1]
        elif parent and fields[parent]:
            above = [a for p in _several(fields[parent], separator) for a in named(p, place)]
        numbers = _several(fields[tree], separator) if tree else []
        above += by_tree.get(code, ())
        yield Row(
            code=curie(prefix, code),
            terms=tuple(dict.fromkeys(terms)),
            place=place,
            parents=tuple(curie(prefix, p) for p in dict.fromkeys(above)),
            matches=tuple(_matches(fields, matches, separator)),
            kind=_kind(kind, fields) if isinstance(kind, dict) else kind_of_tree(numbers) if numbers else None,
        )


class _Coded(NamedTuple):
    """A row of the table: its code, "" where it has none, and the key by which others call it their parent."""

    code: str
    key: str
    line: int
    fields: Mapping[str, str]


def _coded(description: _Description, source: Source, options: Options, skipped: Skipped) -> list[_Coded]:
    """The rows of the table with their codes; those without one are noted as skipped."""
    top, columns = description.top, description.columns
    of_code = [columns["code"]] if isinstance(columns["code"], str) else columns["code"]
    within, key = columns.get("within"), columns.get("key")
    none = {"", *top.get("no_code", ())}
    table = read_rows(
        source,
        delimiter=top.get("delimiter"),
        quoted=top.get("quoted"),
        encoding=top.get("encoding", options.encoding),
    )
    found = []
    for number, row in enumerate(table):
        if not number:
            missing = [c for c in description.wanted() if c not in row.fields]
            if missing:
                raise TerminologyError(
                    f"{source.name}:1: there is no column {missing[0]!r}, which {description.path} names; "
                    f"there are {', '.join(row.fields)}"
                )
        code = next((value for c in of_code if (value := row.fields[c]) not in none), "")
        if not code:
            skipped.add(f"{source.name}:{row.line}")
        elif within:
            code = f"{row.fields[within]}-{code}"
        found.append(_Coded(code, row.fields[key] if key else code, row.line, row.fields))
    return found


def _several(field: str, separator: str) -> list[str]:
    """The values of a field that may hold several."""
    return [value for part in (field.split(separator) if separator else [field]) if (value := part.strip())]


def _matches(fields: Mapping[str, str], columns: Mapping[str, str], separator: str) -> Iterator[str]:
    for prefix, column in columns.items():
        for code in _several(fields[column], separator):
            found = curie(prefix, code) if prefix else written_code(code)
            if found:
                yield found


def _kind(kind: Mapping[str, Any], fields: Mapping[str, str]) -> str | None:
    value = fields[kind["column"]]
    found: str | None = kind.get("values", {}).get(value, value if value in KINDS else "qualifier")
    return found


def _repeated(rows: Iterator[Row]) -> Iterator[Row]:
    """One row for each code, with the terms, parents and matches of all of its rows."""
    merged: dict[str, Row] = {}
    for row in rows:
        first = merged.get(row.code)
        if first is None:
            merged[row.code] = row
            continue
        terms = dict.fromkeys((*first.terms, *row.terms))
        merged[row.code] = Row(
            row.code,
            tuple(terms),
            first.place,
            tuple(dict.fromkeys((*first.parents, *row.parents))),
            tuple(dict.fromkeys((*first.matches, *row.matches))),
            first.kind or row.kind,
        )
    yield from merged.values()
