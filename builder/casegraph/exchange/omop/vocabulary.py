"""OMOP's standardized vocabularies, as a user downloads them from Athena: codes to concepts, and what they map to.

Without them every `*_concept_id` is 0, which is the CDM's word for "no concept", and codes stand in `*_source_value`.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

from casegraph.counting import counting
from casegraph.errors import InputError
from casegraph.terminology.added import added
from casegraph.terminology.lexicon import shipped_lexicon

if TYPE_CHECKING:
    import duckdb

__all__ = ["NO_VOCABULARY", "Mapped", "Vocabulary", "open_vocabulary", "vocabulary_code"]

#: The vocabulary of OMOP by the prefix of a record's codes.
_VOCABULARIES = {
    "sct": "SNOMED",
    "loinc": "LOINC",
    "atc": "ATC",
    "ncit": "NCIt",
    "icdo3": "ICDO3",
    "icd10": "ICD10",
    "icd10cm": "ICD10CM",
    "mesh": "MeSH",
    "ccam": "CCAM",
    "hpo": "HPO",
    "umls": "UMLS",
    "orpha": "ORPHA",
    "mondo": "MONDO",
}
#: Vocabularies that are small and kept whole, and standard concepts that are found by domain (if given) and name.
_WHOLE = ("UCUM", "Gender", "Visit")
_NAMED = (
    ("Type Concept", "NLP"),
    ("Type Concept", "EHR note"),
    ("", "French language"),
    ("", "UTF-8"),
    ("Observation", "Family history of clinical finding"),
    ("Observation", "History of event"),
    ("Meas Value Operator", "<"),
    ("Meas Value Operator", "<="),
    ("Meas Value Operator", ">"),
    ("Meas Value Operator", ">="),
    ("Meas Value", "Positive"),
    ("Meas Value", "Negative"),
    ("Meas Value", "Low"),
    ("Meas Value", "High"),
    ("Meas Value", "Normal"),
    ("Meas Value", "Abnormal"),
)
_FILES = {
    "CONCEPT.csv": {"concept_id", "concept_name", "domain_id", "vocabulary_id", "standard_concept", "concept_code"},
    "CONCEPT_RELATIONSHIP.csv": {"concept_id_1", "concept_id_2", "relationship_id", "invalid_reason"},
}


def vocabulary_code(code: str) -> tuple[str, str]:
    """A record's code as the name of OMOP's vocabulary and the code there: "sct:38341003" is SNOMED, 38341003."""
    system, _, local = code.partition(":")
    return _VOCABULARIES.get(system, system.upper()), local


@dataclass(frozen=True, slots=True)
class Mapped:
    """What a source code means: its own concept, and the standard concepts that it maps to with their domains."""

    source: int
    standard: tuple[tuple[int, str], ...] = ()


@dataclass(frozen=True)
class Vocabulary:
    """Concepts by vocabulary and code, and by domain and name. Empty where the user gave no vocabularies."""

    codes: dict[tuple[str, str], Mapped] = field(default_factory=dict)
    names: dict[tuple[str, str], int] = field(default_factory=dict)

    def mapped(self, codes: Iterable[tuple[str, str]]) -> tuple[tuple[str, str] | None, Mapped]:
        """The first of some codes that maps to a standard concept, else the first that is known, else the first."""
        given = list(codes)
        known = [(code, self.codes[code]) for code in given if code in self.codes]
        for code, found in known:
            if found.standard:
                return code, found
        if known:
            return known[0]
        return (given[0] if given else None), Mapped(0)

    def standard(self, vocabulary: str, code: str) -> int:
        """The standard concept of a code, 0 where there is none."""
        found = self.codes.get((vocabulary, code))
        return found.standard[0][0] if found is not None and found.standard else 0

    def named(self, domain: str, name: str) -> int:
        """The standard concept of a name in a domain ("" for any), 0 where there is none."""
        return self.names.get((domain, name), 0)


NO_VOCABULARY = Vocabulary()


def open_vocabulary(folder: Path) -> Vocabulary:
    """Read the vocabularies of a folder: CONCEPT.csv and CONCEPT_RELATIONSHIP.csv as Athena packs them.

    Only what the cases can hold is kept: the codes of the ontology, and all codes of the known vocabularies where the
    user has added terminologies of their own.

    Raises:
        InputError: DuckDB is not installed, a file is missing, or it is no table of vocabularies.
    """
    if find_spec("duckdb") is None:
        raise InputError("vocabularies need DuckDB: pip install 'casegraph[corpus]'")
    for name in _FILES:
        if not (folder / name).is_file():
            raise InputError(f"{folder / name} is missing; --vocabulary names a folder as Athena packs it")
    with counting() as base:
        for name, columns in _FILES.items():
            _open(base, folder / name, columns)
        return _read(base)


def _open(base: duckdb.DuckDBPyConnection, path: Path, columns: set[str]) -> None:
    import duckdb

    try:
        # Athena writes tabs and quotes nothing, so that a quotation mark in a name is a quotation mark.
        place = str(path).replace("'", "''")
        base.execute(
            f"CREATE VIEW {path.stem.lower()} AS SELECT * FROM read_csv('{place}', delim='\t', quote='', escape='', "
            "header=true, all_varchar=true)"
        )
        found = {row[0].lower() for row in base.execute(f"DESCRIBE {path.stem.lower()}").fetchall()}
    except duckdb.Error as error:
        raise InputError(f"{path}: no table of vocabularies ({str(error).splitlines()[0]})") from error
    if not columns <= found:
        missing = ", ".join(sorted(columns - found))
        raise InputError(f"{path}: the columns {missing} are missing; it is tab-separated, as Athena packs it")


def _read(base: duckdb.DuckDBPyConnection) -> Vocabulary:
    concepts = _concepts(base)
    maps: dict[int, list[tuple[int, str]]] = {}
    base.execute("CREATE TEMP TABLE wanted (concept_id VARCHAR)")
    _fill(base, "wanted", sorted({(str(concept[0]),) for concept in concepts}))
    rows = base.execute(
        "SELECT r.concept_id_1, t.concept_id, t.domain_id FROM concept_relationship r "
        "JOIN wanted w ON w.concept_id = r.concept_id_1 JOIN concept t ON t.concept_id = r.concept_id_2 "
        "WHERE r.relationship_id = 'Maps to' AND coalesce(r.invalid_reason, '') = '' AND t.standard_concept = 'S' "
        "ORDER BY CAST(t.concept_id AS INTEGER)"
    ).fetchall()
    for source, target, domain in rows:
        maps.setdefault(int(source), []).append((int(target), domain))
    codes: dict[tuple[str, str], Mapped] = {}
    names: dict[tuple[str, str], int] = {}
    for number, name, domain, vocabulary, standard, code in concepts:
        own = ((number, domain),) if standard == "S" else ()
        codes.setdefault((vocabulary, code), Mapped(number, tuple(maps.get(number, own))))
        if standard == "S":
            names.setdefault((domain, name), number)
            names.setdefault(("", name), number)
    return Vocabulary(codes, names)


def _concepts(base: duckdb.DuckDBPyConnection) -> list[tuple[int, str, str, str, str, str]]:
    base.execute("CREATE TEMP TABLE codes (vocabulary_id VARCHAR, concept_code VARCHAR)")
    base.execute("CREATE TEMP TABLE names (domain_id VARCHAR, concept_name VARCHAR)")
    wanted = {vocabulary_code(code) for concept in shipped_lexicon().terminology.concepts for code in concept.codes}
    wanted |= {("ICDO3", code) for code in _histologies()}
    _fill(base, "codes", sorted(wanted))
    _fill(base, "names", _NAMED)
    whole = [*_WHOLE, *(_VOCABULARIES.values() if added() else ())]
    found = base.execute(
        "SELECT CAST(c.concept_id AS INTEGER), c.concept_name, c.domain_id, c.vocabulary_id, c.standard_concept, "
        "c.concept_code FROM concept c LEFT JOIN codes k USING (vocabulary_id, concept_code) "
        "LEFT JOIN names n ON n.concept_name = c.concept_name AND n.domain_id IN ('', c.domain_id) "
        "WHERE k.concept_code IS NOT NULL OR n.concept_name IS NOT NULL OR list_contains(?, c.vocabulary_id) "
        "OR (c.vocabulary_id = 'ICDO3' AND split_part(c.concept_code, '-', 1) IN (SELECT concept_code FROM codes)) "
        "ORDER BY 1",
        [whole],
    ).fetchall()
    return [tuple(row) for row in found]


def _fill(base: duckdb.DuckDBPyConnection, table: str, rows: Sequence[tuple[str, ...]]) -> None:
    import pyarrow as pa

    held = pa.table({f"c{n}": list(column) for n, column in enumerate(zip(*rows, strict=True))})
    if held.num_rows:
        base.register("held", held)
        base.execute(f"INSERT INTO {table} SELECT * FROM held")
        base.unregister("held")


def _histologies() -> set[str]:
    """The morphologies of the ontology; a topography follows in OMOP's codes of conditions ("8140/3-C18.6")."""
    codes = (code for concept in shipped_lexicon().terminology.concepts for code in concept.codes)
    return {code.partition(":")[2] for code in codes if code.startswith("icdo3m:")}
