"""Tables whose codes carry the hierarchy: ATC, ICD-10 and ICD-O-3, under the column names that their publishers use."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import NamedTuple, TypeAlias

from casegraph.errors import TerminologyError
from casegraph.languages.tables import read_rows_of
from casegraph.terminology.importers.options import Options
from casegraph.terminology.importers.records import Imported, Row, Skipped, Term
from casegraph.terminology.importers.sources import Source
from casegraph.terminology.importers.systems import curie
from casegraph.terminology.importers.tables import TableRow, read_rows, sniff_delimiter

__all__ = ["is_coded", "read_atc", "read_icd10", "read_icdo3"]

_ATC = re.compile(r"[A-Z](\d\d([A-Z]([A-Z](\d\d)?)?)?)?")
_ICD10 = re.compile(r"[A-Z]\d\d(\.?[0-9A-Z+*]{1,4})?(-[A-Z]\d\d)?")
#: Groups of morphologies have three digits or are ranges.
_ICDO_MORPHOLOGY = re.compile(r"\d{4}(/\d)?|\d{3}(-\d{3})?")
_ICDO_TOPOGRAPHY = re.compile(r"C\d\d(\.\d)?(-C\d\d)?")
#: French tables that are not in UTF-8 are in this, as a rule; they are recognised all the same.
_FRENCH = "cp1252"
#: The file of ATIH's classification names no columns.
_ATIH = ("code", "type_mco", "profil_smr", "type_psy", "libelle_court", "libelle_long")
_ATIH_LINE = re.compile(r"[A-Z]\d\d[0-9A-Z.+]*\s*\|\d\|")


class _Table(NamedTuple):
    """A table's rows, its column of codes and its columns of labels with their languages."""

    source: Source
    rows: Iterator[TableRow]
    code: str
    labels: tuple[tuple[str, str], ...]


def is_coded(source: Source, system: str, options: Options) -> bool:
    """Whether the first rows of a table hold codes of a system: "atc", "icd10" or "icdo3"."""
    pattern = {
        "atc": _ATC,
        "icd10": _ICD10,
        "icdo3": re.compile(f"{_ICDO_MORPHOLOGY.pattern}|{_ICDO_TOPOGRAPHY.pattern}"),
    }
    rows: list[TableRow] = []
    for encoding in (options.encoding, _FRENCH):
        try:
            table = _opened(source, replace(options, encoding=encoding), system)
            rows = [row for row, _ in zip(table.rows, range(50), strict=False)]
            break
        except TerminologyError:
            continue
    else:
        return False
    codes = [code for row in rows if (code := row.fields[table.code])]
    # "B01" alone may be of ATC or of ICD-10.
    told = any(len(code) > 3 for code in codes) if system == "atc" else bool(codes)
    return told and all(pattern[system].fullmatch(code) for code in codes)


def _opened(source: Source, options: Options, system: str) -> _Table:
    first = next(source.lines(options.encoding), "")
    header = _ATIH if _ATIH_LINE.match(first) else None
    rows = read_rows(source, encoding=options.encoding, header=header, delimiter="|" if header else None)
    columns = header or [c.strip().strip('"') for c in first.strip("\r\n").split(sniff_delimiter(first))]
    names = {c.lower(): c for c in columns}
    code, labels = None, []
    for row in read_rows_of(Path(__file__).with_name("column-names.tsv"), ("name", "holds", "language")):
        column = names.get(row["name"])
        if column is not None and row["holds"] == "label":
            labels.append((column, row["language"] or options.language or ("fr" if system == "icd10" else "en")))
        elif column is not None and code is None:
            code = column
    if code is None or not labels:
        what = "codes" if code is None else "labels"
        raise TerminologyError(
            f"{source.name}:1: no column of {what} is known among {', '.join(columns)}; describe the table in a TOML "
            "file and add it as csv"
        )
    return _Table(source, rows, code, tuple(labels))


#: For each kind of code its prefix, how it is written, and the kind of its concepts.
_Prefixes: TypeAlias = Sequence[tuple[str, re.Pattern[str], str | None]]


def _imported(title: str, table: _Table, prefixes: _Prefixes, *, several: bool = False) -> Imported:
    skipped = Skipped()
    return Imported(title, _rows(table, prefixes, skipped, several=several), skipped=skipped)


def _rows(table: _Table, prefixes: _Prefixes, skipped: Skipped, *, several: bool = False) -> Iterator[Row]:
    """The rows of a table, below the longest shorter code that is there too; the same row again is let pass.

    `several` says whether a code has a row for each of its terms.
    """
    found: dict[str, tuple[str, tuple[Term, ...], int]] = {}
    for line, fields in table.rows:
        code = fields[table.code]
        if not code:
            skipped.add(f"{table.source.name}:{line}")
            continue
        prefix = next((p for p, pattern, _ in prefixes if pattern.fullmatch(code)), None)
        if prefix is None:
            raise TerminologyError(f"{table.source.name}:{line}: {code!r} in the column {table.code!r} is no such code")
        terms = tuple(dict.fromkeys(
            Term(text.strip(), language, not n)
            for n, (column, language) in enumerate(table.labels)
            for text in fields[column].split("|") if text.strip()))  # fmt: skip
        if code in found:
            if several:
                found[code] = (prefix, tuple(dict.fromkeys((*found[code][1], *terms))), found[code][2])
                continue
            if found[code][1] == terms:
                continue  # ATC lists a substance once for each of its daily doses
            raise TerminologyError(
                f"{table.source.name}:{line}: the code {code} stands there a second time, first on line "
                f"{found[code][2]}"
            )
        found[code] = (prefix, terms, line)
    kinds = {prefix: kind for prefix, _, kind in prefixes}
    for code, (prefix, terms, line) in found.items():
        above = next(
            (b for n in range(len(code) - 1, 0, -1) if (b := code[:n].rstrip("./")) in found and b != code), None
        )
        yield Row(
            code=curie(prefix, code),
            terms=terms,
            place=f"{table.source.name}:{line}",
            parents=(curie(found[above][0], above),) if above else (),
            kind=kinds[prefix],
        )


def read_atc(source: Source, options: Options) -> Imported:
    """Read a table of ATC codes.

    Raises:
        TerminologyError: no column of codes or labels is known, or a row is wrong.
    """
    return _imported("ATC", _opened(source, options, "atc"), [("atc", _ATC, "treatment")])


def read_icd10(source: Source, options: Options) -> Imported:
    """Read a table of ICD-10 codes, such as ATIH's CIM-10.

    Raises:
        TerminologyError: no column of codes or labels is known, or a row is wrong.
    """
    return _imported("ICD-10", _opened(source, options, "icd10"), [("icd10", _ICD10, None)])


def read_icdo3(source: Source, options: Options) -> Imported:
    """Read a table of ICD-O-3 codes, topography and morphology.

    Raises:
        TerminologyError: no column of codes or labels is known, or a row is wrong.
    """
    prefixes = [("icdo3m", _ICDO_MORPHOLOGY, "condition"), ("icdo3t", _ICDO_TOPOGRAPHY, "site")]
    return _imported("ICD-O-3", _opened(source, options, "icdo3"), prefixes, several=True)
