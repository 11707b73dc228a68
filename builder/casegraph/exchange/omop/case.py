"""A case on its way into the tables: its person, its note, its calendar, its concepts, and the rows it has made."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from casegraph.anchors import Anchor, dates_of
from casegraph.exchange.losses import Ledger
from casegraph.exchange.omop.ids import Ids
from casegraph.exchange.omop.schema import Cell, Row
from casegraph.exchange.omop.vocabulary import Mapped, Vocabulary, vocabulary_code
from casegraph.records import Case, Record
from casegraph.terminology.concepts import CONCEPT, Concept
from casegraph.terminology.lexicon import shipped_lexicon

__all__ = ["Coded", "Mapping"]

#: The order in which a record's codes are tried, by its kind; the first also stands in the source value.
_ORDER = {
    "condition": ("sct", "icdo3", "icd10", "icd10cm", "ncit", "mondo", "orpha", "mesh", "hpo", "umls"),
    "observation": ("loinc", "sct", "ncit", "umls"),
    "treatment": ("atc", "sct", "ncit", "mesh", "umls"),
    "procedure": ("sct", "ccam", "ncit", "umls"),
}
_ANY = ("sct", "loinc", "atc", "ncit", "icd10", "mesh", "umls")


@dataclass(frozen=True, slots=True)
class Coded:
    """What a record is about in OMOP's terms: the code as written, its concept, the standard concepts with domains."""

    source_value: str
    source_concept: int
    standard: tuple[tuple[int, str], ...]

    @property
    def first(self) -> int:
        """The first standard concept, 0 where there is none."""
        return self.standard[0][0] if self.standard else 0


@dataclass
class Mapping:
    """One case, and what it has become so far: `rows` are pairs of table and row, in the order of making.

    `days` are the dates of its events, `kept` the records of which an event table has a row,
    `same` what the rows say, so that two mentions of one event make one row.
    """

    case: Case
    ledger: Ledger
    vocabulary: Vocabulary
    ids: Ids
    anchor: Anchor
    person_id: int
    rows: list[tuple[str, Row]] = field(default_factory=list)
    days: list[date] = field(default_factory=list)
    kept: set[str] = field(default_factory=set)
    same: set[tuple[str, str]] = field(default_factory=set)

    def __post_init__(self) -> None:
        self._terminology = shipped_lexicon().terminology
        self.type_concept = self.vocabulary.named("Type Concept", "NLP")

    def add(self, table: str, *of: str, **cells: Cell) -> int:
        """Add a row with an id of its own, made of the case and of what the row is of; the id."""
        number = self.ids.make(table, self.case.id, *of)
        self.rows.append((table, {f"{table}_id": number} | cells))
        return number

    def concept(self, record: Record) -> Concept | None:
        """The shipped concept of a record, None where it is ungrounded or from outside."""
        return self._terminology.by_name.get((record.concept or "").removeprefix(CONCEPT))

    def is_a(self, record: Record, *above: str) -> bool:
        """Whether a record is about one of some concepts or below one, or its nearest known parent is."""
        name = (record.concept or record.parent or "").removeprefix(CONCEPT)
        return any(self._terminology.is_a(name, ancestor) for ancestor in above)

    def codes_of(self, name: str) -> tuple[str, ...]:
        """The codes of a concept by its local name."""
        return self._terminology[name].codes

    def coded(self, record: Record, codes: Iterable[str] | None = None) -> Coded:
        """A record's codes in OMOP's terms; the words stand for the code of what has none."""
        given = list(record.codes if codes is None else codes)
        wanted = _ORDER.get(record.kind, _ANY)
        by_system: dict[str, str] = {}
        # A mass codes to 8000/1 in a registry and is no neoplasm: only a tumour is named by its morphology.
        histology = [_histology(record)] if self.is_a(record, "Neoplasm") else []
        for code in given + histology:
            by_system.setdefault(code.partition(":")[0], code)
        ordered = [by_system[system] for system in wanted if system in by_system]
        chosen, found = self.vocabulary.mapped([vocabulary_code(code) for code in ordered])
        if chosen is None:
            return Coded(" ".join(record.text.split()), 0, Mapped(0).standard)
        return Coded(":".join(chosen), found.source, found.standard)

    def day(self, record: Record) -> date | None:
        """The day of a record; None where none can be told. The first day of a stretch on the case's own axis.

        A month or a year alone is no day.
        """
        dates = dates_of(record.time, self.anchor)
        if dates is None or not (dates.exact or dates.axis):
            return None
        return dates.first

    def claim(self, record: Record, *names: str) -> None:
        """Claim fields that an event table says, and the record as an event."""
        self.kept.add(record.id)
        self.ledger.carried(record, "kind", "concept", "label", *names)
        if len(record.codes) > 1:
            self.ledger.narrowed(record, "codes", "one code of those that mean the same stands in the source value")
        else:
            self.ledger.carried(record, "codes")

    def claim_day(self, record: Record, day: date) -> None:
        """Claim the time of an event."""
        dates = dates_of(record.time, self.anchor)
        self.days.append(day)
        if dates is not None and dates.exact:
            self.ledger.carried(record, "time")
        elif dates is not None:
            self.ledger.narrowed(record, "time", "of a stretch of days the first is written")


def _histology(record: Record) -> str:
    """OMOP's code of a tumour: morphology and topography of ICD-O-3 joined ("icdo3:8140/3-C18.6")."""
    morphology = next((c.partition(":")[2] for c in record.codes if c.startswith("icdo3m:")), None)
    if morphology is None:
        return ""
    places = record.site.codes if record.site is not None else ()
    topography = next((c.partition(":")[2] for c in places if c.startswith("icdo3t:")), "NULL")
    return f"icdo3:{morphology}-{topography}"
