"""OBO files and OBO Graphs (JSON), by the parser fastobo, and Babelon tables that translate them.

Exact synonyms are forms, others say something near; cross-references are taken as matches, as these ontologies use
them. Obsolete terms are left out.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from casegraph.errors import TerminologyError
from casegraph.terminology.importers.options import Options
from casegraph.terminology.importers.records import Imported, Named, Row, Term
from casegraph.terminology.importers.sources import Source, failing
from casegraph.terminology.importers.systems import curie, from_iri, systems, written_code
from casegraph.terminology.importers.tables import column_named, read_rows

__all__ = ["is_babelon", "read_babelon", "read_obo"]

_SYNONYM = re.compile(r'"((?:[^"\\]|\\.)*)"\s+(\w+)(?:\s+([^\[\s]+))?\s*\[')
_ESCAPED = re.compile(r"\\(.)")
_LABEL = ("rdfs:label", "http://www.w3.org/2000/01/rdf-schema#label")
_OIO = "http://www.geneontology.org/formats/oboInOwl#"
_EXACT = tuple(f"{start}hasExactSynonym" for start in ("oio:", "oboInOwl:", _OIO))
_COLUMNS = ("subject_id", "predicate_id", "translation_language", "translation_value")


def is_babelon(source: Source) -> bool:
    """Whether a file is a Babelon table, by its header."""
    return source.stem.endswith(".tsv") and all(c.encode() in source.head(2000) for c in _COLUMNS)


def read_obo(source: Source, options: Options, translations: Sequence[Source] = ()) -> Imported:
    """Read an ontology, with the terms of translations put to it.

    Raises:
        TerminologyError: the file is no OBO or OBO Graphs; a translation is wrong.
    """
    header, frames = _frames(source)
    values: dict[str, str] = {}
    for clause in header:
        tag, value = clause.raw_tag(), clause.raw_value()
        if tag == "property_value":
            name, _, rest = value.partition(" ")
            if "license" in name:
                values["licence"] = rest.split('"')[1] if '"' in rest else rest
        else:
            values.setdefault(tag, value)
    title = values.get("ontology") or source.stem
    stems: dict[str, str] = {}
    return Imported(
        title=title.upper() if len(title) <= 5 else title,
        rows=_rows(source, frames, options.language or "en", _translated(translations, options), stems),
        version=values.get("data-version", "").rpartition("/")[2] or values.get("date", ""),
        licence=values.get("licence", ""),
        stems=stems,
    )


def _frames(source: Source) -> tuple[Any, Iterator[Any]]:
    import fastobo

    source.refuse_other_encodings()
    try:
        with source.opened() as stream:
            document = fastobo.load_graph(stream) if source.stem.endswith((".json", ".yaml")) else fastobo.load(stream)
    except SyntaxError as error:
        place = f"{source.name}:{error.lineno}" if error.lineno else source.name
        raise TerminologyError(f"{place}: {error.msg}: {(error.text or '').strip()[:60]}") from error
    except (ValueError, TypeError) as error:
        raise TerminologyError(f"{source.name}: no valid OBO Graphs: {error}") from error
    return document.header, iter(document)


def _rows(
    source: Source, frames: Iterator[Any], language: str, translated: Mapping[str, list[Term]], stems: dict[str, str]
) -> Iterator[Row]:
    """The terms; the stems of the IRIs of prefixes that are met are noted in `stems`."""
    seen: set[str] = set()
    for frame in frames:
        if type(frame).__name__ != "TermFrame":
            continue
        identifier = str(frame.id)
        code = _code(identifier)
        if code in seen:
            second = None if source.stem.endswith(".json") else source.line_of(f"id: {identifier}", 2)
            raise TerminologyError(
                f"{source.name}{f':{second}' if second else ''}: the id {identifier} stands there a second time, first "
                f"at {Named(source, identifier)}"
            )
        seen.add(code)
        prefix = code.partition(":")[0]
        if prefix not in systems():
            stems.setdefault(prefix, f"http://purl.obolibrary.org/obo/{identifier.partition(':')[0]}_")
        terms: list[Term] = list(translated.get(code, ()))
        parents, matches, obsolete = [], [], False
        for clause in frame:
            tag = clause.raw_tag()
            if tag == "is_obsolete":
                obsolete = clause.raw_value() == "true"
            elif tag == "name":
                terms.append(Term(clause.raw_value(), language, True))
            elif tag == "synonym":
                found = _SYNONYM.match(clause.raw_value())
                if found and found[2] == "EXACT":
                    terms.append(Term(_ESCAPED.sub(r"\1", found[1]), language))
            elif tag == "is_a":
                parents.append(_code(clause.raw_value()))
            elif tag == "xref":
                matches.append(written_code(clause.raw_value().split(" ")[0]))
            elif tag == "property_value":
                name, _, value = clause.raw_value().partition(" ")
                if name.endswith("exactMatch"):
                    matches.append(written_code(value.split(" ")[0].strip('"')))
        if not obsolete:
            kept = tuple(dict.fromkeys(m for m in matches if m and m != code))
            yield Row(code, tuple(dict.fromkeys(terms)), Named(source, identifier), tuple(parents), kept)


def _code(identifier: str) -> str:
    known = written_code(identifier) or from_iri(identifier)
    if known:
        return known
    head, colon, rest = identifier.partition(":")
    if not colon or identifier.startswith("http"):
        return curie("obo", re.split(r"[#/]", identifier)[-1])
    return f"{head.lower()}:{rest}"


def _translated(tables: Sequence[Source], options: Options) -> dict[str, list[Term]]:
    """The terms of Babelon tables by code."""
    found: dict[str, list[Term]] = {}
    for code, term, _, _ in _babelon_terms(tables, options):
        found.setdefault(code, []).append(term)
    return found


def _babelon_terms(tables: Sequence[Source], options: Options) -> Iterator[tuple[str, Term, Term | None, str]]:
    """Code, translated term, the term it translates, and the place of each row."""
    for table in tables:
        for row in read_rows(table, delimiter="\t", quoted=False, encoding=options.encoding):
            subject, predicate, language, text = (column_named(table, row, c) for c in _COLUMNS)
            if not text or predicate not in _LABEL + _EXACT:
                continue
            label = predicate in _LABEL
            source = row.fields.get("source_value", "")
            origin = Term(source, row.fields.get("source_language", "en")[:2] or "en", label) if source else None
            yield _code(subject), Term(text, language[:2].lower(), label), origin, f"{table.name}:{row.line}"


def read_babelon(tables: Sequence[Source], options: Options) -> Imported:
    """Babelon tables alone: the terms in both languages, without a hierarchy.

    Raises:
        TerminologyError: a table lacks a column, or a row is wrong.
    """

    def rows() -> Iterator[Row]:
        terms: dict[str, dict[Term, None]] = {}
        places: dict[str, str] = {}
        for code, term, origin, place in _babelon_terms(tables, options):
            terms.setdefault(code, {}).update(dict.fromkeys(filter(None, (term, origin))))
            places.setdefault(code, place)
        for code, found in terms.items():
            yield Row(code, tuple(found), places[code])

    return Imported(tables[0].stem.partition(".")[0], rows())


def translation_sources(paths: Sequence[Path]) -> list[Source]:
    """The Babelon tables that were named.

    Raises:
        TerminologyError: one is missing or is no such table.
    """
    out = []
    for path in paths:
        with failing(str(path)):
            path.stat()
        source = Source(path)
        if not is_babelon(source):
            raise TerminologyError(f"{path}:1: no Babelon table; its header has {', '.join(_COLUMNS)}")
        out.append(source)
    return out
