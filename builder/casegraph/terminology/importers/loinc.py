"""LOINC: Loinc.csv, with the linguistic variants and the component hierarchy of the release folder where they are."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from casegraph.terminology.importers.options import Options
from casegraph.terminology.importers.records import Imported, Row, Term
from casegraph.terminology.importers.sources import Source
from casegraph.terminology.importers.tables import column_named, read_rows

__all__ = ["is_loinc", "read_loinc"]

_NAMES = ("LONG_COMMON_NAME", "DisplayName", "SHORTNAME", "CONSUMER_NAME")
_VARIANT_NAMES = ("LinguisticVariantDisplayName", "LONG_COMMON_NAME", "SHORTNAME")
_VARIANT = re.compile(r"([a-z]{2})[A-Z]{2}\d*LinguisticVariant\.csv")
_HIERARCHY = re.compile(r"(MultiAxialHierarchy|ComponentHierarchyBySystem)\.csv", re.IGNORECASE)


def is_loinc(source: Source) -> bool:
    """Whether a file is the table of LOINC, by its header."""
    head = source.head(2000)
    return b"LOINC_NUM" in head and b"LONG_COMMON_NAME" in head and not _VARIANT.fullmatch(source.stem)


def read_loinc(table: Source, files: Sequence[Source], options: Options) -> Imported:
    """Read the table and what lies beside it.

    Raises:
        TerminologyError: a column is missing or a row is wrong.
    """
    return Imported("LOINC", _rows(table, files, options), licence="LOINC licence (https://loinc.org/license)")


def _rows(table: Source, files: Sequence[Source], options: Options) -> Iterator[Row]:
    further: dict[str, list[Term]] = {}
    for source in files:
        variant = _VARIANT.fullmatch(source.stem)
        if variant:
            for row in read_rows(source, delimiter=",", encoding=options.encoding):
                names = [row.fields.get(name, "") for name in _VARIANT_NAMES]
                terms = [Term(name, variant[1], not n) for n, name in enumerate(filter(None, names))]
                further.setdefault(column_named(source, row, "LOINC_NUM"), []).extend(terms)
    parts: dict[str, tuple[list[str], str, str]] = {}
    for source in files:
        if _HIERARCHY.fullmatch(source.stem):
            for row in read_rows(source, delimiter=",", encoding=options.encoding):
                code, parent = column_named(source, row, "CODE"), column_named(source, row, "IMMEDIATE_PARENT")
                known = parts.setdefault(code, ([], row.fields.get("CODE_TEXT", ""), f"{source.name}:{row.line}"))
                known[0].extend([parent] if parent and parent not in known[0] else [])
    listed = set()
    for row in read_rows(table, delimiter=",", encoding=options.encoding):
        code = column_named(table, row, "LOINC_NUM")
        if row.fields.get("STATUS") == "DEPRECATED":
            continue
        listed.add(code)
        written = dict.fromkeys(filter(None, (row.fields.get(name, "") for name in _NAMES)))
        terms = [Term(name, options.language or "en", not n) for n, name in enumerate(written)]
        above = parts[code][0] if code in parts else []
        yield Row(
            code=f"loinc:{code}",
            terms=tuple(dict.fromkeys((*terms, *further.get(code, ())))),
            place=f"{table.name}:{row.line}",
            parents=tuple(f"loinc:{p}" for p in above),
            kind="observable",
        )
    for code, (above, text, place) in parts.items():
        if code not in listed and code.startswith("LP"):
            # Parts only hold the hierarchy together.
            parents = tuple(f"loinc:{p}" for p in above)
            yield Row(f"loinc:{code}", (Term(text, "en", True),) if text else (), place, parents, (), "qualifier")
