"""NCI Thesaurus, the flat file: code, IRI, parents, synonyms, definition, name, status, semantic type, subsets."""

from __future__ import annotations

from collections.abc import Iterator

from casegraph.errors import TerminologyError
from casegraph.terminology.importers.options import Options
from casegraph.terminology.importers.records import Imported, Row, Term
from casegraph.terminology.importers.sources import Source
from casegraph.terminology.importers.systems import kind_by

__all__ = ["is_ncit", "read_ncit"]

_FEWEST = 8
_GONE = ("Obsolete_Concept", "Retired_Concept")


def is_ncit(source: Source) -> bool:
    """Whether a file is the flat file, by its first line."""
    first = source.head(2000).decode("utf-8", "replace").partition("\n")[0].split("\t")
    return len(first) >= _FEWEST and (
        first[1].startswith("<http://ncicb.nci.nih.gov") or first[:2] == ["code", "concept IRI"]
    )


def read_ncit(source: Source, options: Options) -> Imported:
    """Read the flat file.

    Raises:
        TerminologyError: a line has too few fields.
    """
    return Imported("NCI Thesaurus", _rows(source, options), licence="CC BY 4.0")


def _rows(source: Source, options: Options) -> Iterator[Row]:
    for number, line in enumerate(source.lines(options.encoding), 1):
        fields = line.rstrip("\r\n").split("\t")
        if fields[0] == "code" or not line.strip():
            continue
        if len(fields) < _FEWEST:
            raise TerminologyError(
                f"{source.name}:{number}: {len(fields)} fields where the flat file has {_FEWEST} or 9"
            )
        code, _, parents, synonyms, _, display, status, semantic, *_ = fields
        if any(gone in status for gone in _GONE):
            continue
        names = dict.fromkeys(filter(None, map(str.strip, (*synonyms.split("|"), display))))
        yield Row(
            code=f"ncit:{code}",
            terms=tuple(Term(name, options.language or "en", not n) for n, name in enumerate(names)),
            place=f"{source.name}:{number}",
            parents=tuple(f"ncit:{p}" for p in parents.split("|") if p.strip()),
            kind=kind_by("semantic-type", semantic.split("|")),
        )
