"""The formats of outside terminologies: how each is recognised, and reading a file or folder by its format."""

from __future__ import annotations

import codecs
from collections.abc import Callable
from pathlib import Path

from casegraph.errors import TerminologyError
from casegraph.terminology.importers import coded_tables, described, loinc, ncit, obo, rdf, snomed, xml
from casegraph.terminology.importers.options import Options
from casegraph.terminology.importers.records import Imported
from casegraph.terminology.importers.sources import Source, sources

__all__ = ["FORMATS", "read_terminology", "recognise"]

#: What each format is, for people.
FORMATS = {
    "snomed-rf2": "SNOMED CT, a release in Release Format 2 (folder or zip; the snapshot is read)",
    "ncit": "NCI Thesaurus, the flat file; its OWL file goes as owl",
    "babelon": "an OBO ontology with Babelon translation tables (one folder), or such tables alone",
    "obo": "an ontology in OBO or OBO Graphs (JSON)",
    "owl": "an ontology in OWL or RDFS, in any RDF syntax",
    "skos": "a vocabulary in SKOS, in any RDF syntax",
    "atc": "a table of ATC codes",
    "loinc": "LOINC, Loinc.csv or its release (folder or zip)",
    "icd10": "a table of ICD-10 codes (CIM-10)",
    "icdo3": "a table of ICD-O-3 codes",
    "orphanet": "Orphanet's nomenclature in XML",
    "mesh": "MeSH's descriptors in XML",
    "csv": "a table described by a TOML file",
}
_TABLES = (".csv", ".tsv", ".txt")
#: Formats whose files say how they are encoded, or are so by their standard.
_OF_ONE_ENCODING = frozenset({"obo", "owl", "skos", "orphanet", "mesh"})


def recognise(path: Path, options: Options | None = None) -> str:
    """The format of a file or folder.

    Raises:
        TerminologyError: there is no such file, or no format fits; the message lists the formats.
    """
    options = options or Options()
    files = sources(path)
    if snomed.is_release(files):
        return "snomed-rf2"
    if path.suffix == ".toml" or described.described_file(path, options) is not None:
        return "csv"
    if any(map(loinc.is_loinc, _named(files, ".csv"))):
        return "loinc"
    tables = _named(files, *_TABLES)
    if options.translations or any(map(obo.is_babelon, tables)):
        return "babelon"
    if _named(files, ".obo") or any(b'"graphs"' in s.head(2000) for s in _named(files, ".json")):
        return "obo"
    documents = _named(files, ".xml")
    for name, fits in (("orphanet", xml.is_orphanet), ("mesh", xml.is_mesh)):
        if any(map(fits, documents)):
            return name
    graphs = _named(files, *rdf.SYNTAXES)
    if graphs:
        return "skos" if b"skos/core#" in graphs[0].head(20000) and b"owl:Class" not in graphs[0].head(20000) else "owl"
    if len(tables) == 1:
        if ncit.is_ncit(tables[0]):
            return "ncit"
        for name in ("icdo3", "atc", "icd10"):
            if coded_tables.is_coded(tables[0], name, options):
                return name
    raise TerminologyError(
        f"{path}: its format is not recognised; name it with --as {'|'.join(FORMATS)}, or describe a table in a TOML "
        "file"
    )


def read_terminology(path: Path, form: str | None = None, options: Options | None = None) -> tuple[str, Imported]:
    """Read a terminology: its format and what is in it; the rows are read as they are asked for.

    Raises:
        TerminologyError: the format is unknown or not recognised, or the files are wrong.
    """
    options = options or Options()
    if form is not None and form not in FORMATS:
        raise TerminologyError(f"no format is called {form!r}; there are {', '.join(FORMATS)}")
    form = form or recognise(path, options)
    if form in _OF_ONE_ENCODING and not _is_utf8(options.encoding):
        raise TerminologyError(
            f"{path}: --encoding is for tables; {form} is written in UTF-8, and XML says its encoding itself; leave it "
            f"out, and where the file is wrong convert it with iconv -f {options.encoding} -t utf-8"
        )
    if form == "csv":
        return form, described.read_described(path, options)
    files = sources(path)
    return form, _READERS[form](path, files, options)


def _is_utf8(encoding: str) -> bool:
    try:
        return codecs.lookup(encoding).name == "utf-8"
    except LookupError:
        return False


def _named(files: list[Source], *suffixes: str) -> list[Source]:
    return [s for s in files if s.stem.lower().endswith(suffixes)]


def _one(path: Path, files: list[Source], what: str, *suffixes: str) -> Source:
    """The one file of some suffixes; any file where it is the only one."""
    found = files if len(files) == 1 else _named(files, *suffixes)
    if len(found) != 1:
        raise TerminologyError(f"{path}: holds {len(found)} files that may be {what}; name the one")
    return found[0]


def _read_obo(path: Path, files: list[Source], options: Options) -> Imported:
    return obo.read_obo(_one(path, files, "the ontology", ".obo", ".json"), options)


def _read_babelon(path: Path, files: list[Source], options: Options) -> Imported:
    tables = [s for s in _named(files, ".tsv") if obo.is_babelon(s)] + obo.translation_sources(options.translations)
    ontologies = _named(files, ".obo", ".json")
    if not ontologies:
        if not tables:
            raise TerminologyError(f"{path}: holds neither an ontology nor a Babelon table")
        return obo.read_babelon(tables, options)
    return obo.read_obo(_one(path, ontologies, "the ontology", ".obo", ".json"), options, tables)


def _read_rdf(path: Path, files: list[Source], options: Options) -> Imported:
    return rdf.read_rdf(_one(path, files, "the ontology", *rdf.SYNTAXES), options)


def _read_loinc(path: Path, files: list[Source], options: Options) -> Imported:
    tables = [s for s in _named(files, ".csv") if loinc.is_loinc(s)]
    # A release has further tables with the same columns.
    tables.sort(key=lambda source: source.stem.lower() != "loinc.csv")
    if not tables:
        raise TerminologyError(f"{path}: no Loinc.csv there (a table with LOINC_NUM and LONG_COMMON_NAME)")
    return loinc.read_loinc(tables[0], files, options)


_READERS: dict[str, Callable[[Path, list[Source], Options], Imported]] = {
    "snomed-rf2": lambda _, files, options: snomed.read_snomed(files, options),
    "ncit": lambda path, files, options: ncit.read_ncit(_one(path, files, "the flat file", ".txt"), options),
    "babelon": _read_babelon,
    "obo": _read_obo,
    "owl": _read_rdf,
    "skos": _read_rdf,
    "atc": lambda path, files, options: coded_tables.read_atc(_one(path, files, "the table", *_TABLES), options),
    "loinc": _read_loinc,
    "icd10": lambda path, files, options: coded_tables.read_icd10(_one(path, files, "the table", *_TABLES), options),
    "icdo3": lambda path, files, options: coded_tables.read_icdo3(_one(path, files, "the table", *_TABLES), options),
    "orphanet": lambda path, files, options: xml.read_orphanet(_one(path, files, "the nomenclature", ".xml"), options),
    "mesh": lambda path, files, options: xml.read_mesh(_one(path, files, "the descriptors", ".xml"), options),
}
