"""The event tables: conditions, drugs, procedures, measurements, observations, death. Only what has a day.

Only what is present in the patient, or took place, becomes an event: whatever is absent, suspected, feared, of the
family, withheld, refused, contraindicated, put off or planned stands in note_nlp alone.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from casegraph.exchange.omop import NO_DATE
from casegraph.exchange.omop.case import Coded, Mapping
from casegraph.exchange.omop.schema import Cell, Row
from casegraph.graph.parts import canonical_high
from casegraph.records import Record, Value

__all__ = ["DONE", "write_events"]

#: Statuses which say that a treatment or procedure took place, at least in part.
DONE = frozenset({None, "started", "given", "continued", "resumed", "completed", "stopped", "paused", "reduced"})
#: What the CDM keeps among the observations: habits, allergies, how the disease answered.
_OBSERVED = ("LifestyleFinding", "AllergyFinding", "FunctionalStatusFinding", "TumorResponse", "DiseaseCourseFinding")
_DRUGS = ("Drug", "DrugTherapy")
_DOMAINS = {
    "Condition": "condition_occurrence",
    "Drug": "drug_exposure",
    "Procedure": "procedure_occurrence",
    "Measurement": "measurement",
    "Observation": "observation",
}
_MEASURED = {"positive": "Positive", "negative": "Negative", "low": "Low", "high": "High", "normal": "Normal",
             "abnormal": "Abnormal"}  # fmt: skip
_ENTIRE = {"condition": "presence", "observation": "value", "treatment": "status", "procedure": "status"}
_UNKNOWN = "the text does not say what kind of treatment it is: only in note_nlp"


def write_events(mapping: Mapping) -> None:
    """Write the events of a case."""
    from casegraph.exchange.omop.drugs import write_drugs

    for record in mapping.case.records:
        if not is_event(record):
            continue
        if mapping.is_a(record, "Death"):
            _death(mapping, record)
        elif record.kind == "treatment" and mapping.is_a(record, *_DRUGS):
            continue
        elif record.kind == "treatment" and record.concept is None and record.parent is None:
            mapping.ledger.narrowed(record, "status", _UNKNOWN)
        else:
            _event(mapping, record)
    for group in _drug_groups(mapping):
        write_drugs(mapping, group)
    for record in mapping.case.records:
        if record.experiencer == "family" and record.kind == "condition" and record.presence == "present":
            _past(mapping, record, "Family history of clinical finding", "family history")


def is_event(record: Record) -> bool:
    """Whether a record tells of something that was so, or was done, with the patient."""
    if record.experiencer != "patient" or record.inferred:
        return False
    if record.kind in ("condition", "observation"):
        return record.presence == "present" and record.status is None
    return record.kind in ("treatment", "procedure") and record.status in DONE


def _drug_groups(mapping: Mapping) -> list[list[Record]]:
    groups: dict[str, list[Record]] = {}
    for record in mapping.case.records:
        if record.kind == "treatment" and mapping.is_a(record, *_DRUGS) and is_event(record):
            groups.setdefault(record.entity, []).append(record)
    return list(groups.values())


def _event(mapping: Mapping, record: Record) -> None:
    day = mapping.day(record)
    if day is None:
        if record.kind == "condition" and record.history:
            _past(mapping, record, "History of event", "history")
        else:
            mapping.ledger.narrowed(record, _ENTIRE[record.kind], NO_DATE)
        return
    coded = mapping.coded(record)
    if mapping.is_a(record, "BloodPressure") and record.value is not None and record.value.high is not None:
        _pressures(mapping, record, day)
    elif record.kind == "observation" and _is_measured(mapping, record):
        _rows(mapping, record, coded, "measurement", day, _measured(mapping, record, record.value))
    else:
        usual = {"condition": "condition_occurrence", "observation": "observation"}.get(
            record.kind, "procedure_occurrence"
        )
        table = "observation" if mapping.is_a(record, *_OBSERVED) else usual
        _rows(mapping, record, coded, table, day, {})
    mapping.claim_day(record, day)


def _is_measured(mapping: Mapping, record: Record) -> bool:
    concept = mapping.concept(record)
    return record.value is not None or concept is None or concept.kind == "observable"


def _rows(mapping: Mapping, record: Record, coded: Coded, usual: str, day: date, cells: Row) -> None:
    """A row for each standard concept, in the table of its domain; one row where there is none."""
    for number, (concept, domain) in enumerate(coded.standard or ((0, ""),)):
        table = _DOMAINS.get(domain, usual)
        if table == "drug_exposure" or (table == "measurement" and usual != "measurement" and not cells):
            table = usual
        _row(mapping, record, coded, table, concept, day, cells if table == usual else {}, number)


def _row(
    mapping: Mapping, record: Record, coded: Coded, table: str, concept: int, day: date, cells: Row, number: int
) -> None:
    mapping.claim(record, "text", "presence", "status", "experiencer")
    stem = table.partition("_")[0]
    start = f"{stem}_start_date" if table == "condition_occurrence" else f"{stem}_date"
    made: Row = {
        "person_id": mapping.person_id,
        f"{stem}_concept_id": concept,
        start: day,
        f"{stem}_type_concept_id": mapping.type_concept,
        f"{stem}_source_value": coded.source_value,
        f"{stem}_source_concept_id": coded.source_concept,
    }
    if table == "procedure_occurrence" and record.laterality is not None:
        made["modifier_source_value"] = record.laterality
        mapping.ledger.carried(record, "laterality")
    if table == "observation" and record.cue is not None and record.kind == "observation":
        made["value_as_string"] = record.interpretation or record.cue.text
        mapping.ledger.carried(record, "interpretation")
    key = (table, str(sorted((name, str(cell)) for name, cell in (made | cells).items())))
    if key in mapping.same:
        return
    mapping.same.add(key)
    mapping.add(table, record.id, str(number), **(made | cells))


def _measured(mapping: Mapping, record: Record, value: Value | None) -> Row:
    """What a measurement says: in the concept's canonical unit, which is that of its code, and as written."""
    vocabulary = mapping.vocabulary
    cells: Row = {}
    if value is not None:
        number, unit = value.canonical_number, value.canonical_unit
        if number is None or unit is None:
            number, unit = value.number, value.unit
        cells["value_as_number"] = number
        cells["value_source_value"] = " ".join(value.text.split())
        if unit is not None and number is not None:
            cells |= {"unit_source_value": unit, "unit_concept_id": vocabulary.standard("UCUM", unit)}
        if value.comparator in ("<", "<=", ">", ">="):
            cells["operator_concept_id"] = vocabulary.named("Meas Value Operator", value.comparator)
            if not cells["operator_concept_id"]:
                mapping.ledger.narrowed(record, "value", "without a vocabulary the comparison stands only in words")
                cells["value_as_number"] = None
        elif value.comparator is not None:
            mapping.ledger.narrowed(record, "value", "an approximate number is written as exact")
        elif value.high is not None:
            mapping.ledger.narrowed(record, "value", "a range is written in words")
            cells["value_as_number"] = None
        mapping.ledger.carried(record, "value")
    elif record.cue is not None:
        cells["value_source_value"] = " ".join(record.cue.text.split())
        mapping.ledger.carried(record, "cue")
    if record.interpretation is not None and (value is None or value.number is None):
        name = _MEASURED.get(record.interpretation)
        cells["value_as_concept_id"] = vocabulary.named("Meas Value", name) if name else 0
        if cells["value_as_concept_id"]:
            mapping.ledger.carried(record, "interpretation")
    return cells


def _pressures(mapping: Mapping, record: Record, day: date) -> None:
    """The two pressures of one as two measurements."""
    value = record.value
    assert value is not None
    parts = (
        ("SystolicBloodPressure", value.number, value.canonical_number),
        ("DiastolicBloodPressure", value.high, canonical_high(value)),
    )
    for name, number, canonical in parts:
        part = replace(value, number=number, canonical_number=canonical, high=None)
        coded = mapping.coded(record, mapping.codes_of(name))
        _rows(mapping, record, coded, "measurement", day, _measured(mapping, record, part))


def _past(mapping: Mapping, record: Record, concept: str, words: str) -> None:
    """What once was, or was in the family: the CDM dates it by when it was told."""
    coded = mapping.coded(record)
    day = mapping.anchor.index_date
    cells: dict[str, Cell] = {
        "person_id": mapping.person_id,
        "observation_concept_id": mapping.vocabulary.named("Observation", concept),
        "observation_date": day,
        "observation_type_concept_id": mapping.type_concept,
        "value_as_concept_id": coded.first,
        "value_as_string": " ".join(record.text.split()),
        "observation_source_value": f"{words}: {coded.source_value}",
        "observation_source_concept_id": coded.source_concept,
    }
    if words == "family history" and record.relative is not None:
        cells["qualifier_source_value"] = record.relative
        mapping.ledger.carried(record, "relative")
    mapping.add("observation", record.id, words, **cells)
    mapping.days.append(day)
    mapping.claim(record, "text", "presence", "experiencer", "history")


def _death(mapping: Mapping, record: Record) -> None:
    day = mapping.day(record)
    if day is None:
        mapping.ledger.narrowed(record, "presence", NO_DATE)
        return
    if not any(table == "death" for table, _ in mapping.rows):
        row: Row = {
            "person_id": mapping.person_id,
            "death_date": day,
            "death_type_concept_id": mapping.type_concept,
        }
        mapping.rows.append(("death", row))
    mapping.claim(record, "text", "presence", "experiencer")
    mapping.claim_day(record, day)
