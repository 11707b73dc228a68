"""A case as rows of the Common Data Model."""

from __future__ import annotations

from datetime import date, datetime
from math import floor

from casegraph.anchors import Anchor
from casegraph.exchange.losses import Ledger
from casegraph.exchange.omop import CONCLUDED, NO_BIRTH, NO_DAY
from casegraph.exchange.omop.case import Mapping
from casegraph.exchange.omop.events import write_events
from casegraph.exchange.omop.ids import Ids
from casegraph.exchange.omop.notes import write_note, write_terms
from casegraph.exchange.omop.schema import Row
from casegraph.exchange.omop.visits import Stay, write_visits
from casegraph.exchange.omop.vocabulary import Vocabulary
from casegraph.graph.options import GraphOptions
from casegraph.graph.patient import patient_age, patient_sex
from casegraph.records import Case

__all__ = ["Rows", "convert"]

Rows = list[tuple[str, Row]]
#: When a note was processed where no time is asked for, so that the same reports give the same bytes.
_NO_TIME = date(1970, 1, 1)
_DATED = {
    "condition_occurrence": "condition_start_date",
    "drug_exposure": "drug_exposure_start_date",
    "procedure_occurrence": "procedure_date",
    "measurement": "measurement_date",
    "observation": "observation_date",
}


def convert(case: Case, options: GraphOptions, vocabulary: Vocabulary, ids: Ids, ledger: Ledger) -> Rows | str:
    """The rows of a case as pairs of table and row; in words why it has none, where the CDM cannot hold it.

    An `observation_period` row covers the days of this case alone: whoever writes the tables joins those of a person.
    """
    anchor = options.anchors.of(case.id)
    year = _year_of_birth(case, anchor)
    if anchor is None or year is None:
        why = NO_DAY if anchor is None else NO_BIRTH
        for record in case.records:
            ledger.dropped(record, why)
        return why
    person = anchor.person_id if anchor.person_id is not None else ids.make("person", case.id)
    for record in case.records:
        if record.inferred:
            ledger.dropped(record, CONCLUDED)
    mapping = Mapping(case, ledger, vocabulary, ids, anchor, person)
    write_events(mapping)
    stay = write_visits(mapping)
    _link(mapping, stay)
    written = max([day for day in mapping.days if day >= anchor.index_date], default=anchor.index_date)
    note = write_note(mapping, written, stay.number if stay is not None else None)
    moment = options.generated_at
    write_terms(mapping, note, datetime.fromisoformat(moment).date() if moment is not None else _NO_TIME)
    days = [*mapping.days, anchor.index_date]
    period: Row = {
        "person_id": person,
        "observation_period_start_date": min(days),
        "observation_period_end_date": max(days),
        "period_type_concept_id": mapping.type_concept,
    }
    return [("person", _person(mapping, year)), ("observation_period", period), *mapping.rows]


def _year_of_birth(case: Case, anchor: Anchor | None) -> int | None:
    """The year that the user gives, else that of the age at day 1."""
    if anchor is None or anchor.year_of_birth is not None:
        return anchor.year_of_birth if anchor is not None else None
    age = patient_age(case)
    return None if age is None else anchor.index_date.year - floor(age)


def _person(mapping: Mapping, year: int) -> Row:
    sex = patient_sex(mapping.case)
    for record in mapping.case.records:
        if record.kind == "patient" and record.experiencer == "patient":
            mapping.ledger.carried(record, "kind", "text", "concept", "label", "codes", "experiencer")
            if record.age is not None:
                mapping.ledger.narrowed(record, "age", "an age is written as the year of birth that follows from it")
    return {
        "person_id": mapping.person_id,
        "gender_concept_id": mapping.vocabulary.standard("Gender", sex[0].upper()) if sex else 0,
        "year_of_birth": year,
        "race_concept_id": 0,
        "ethnicity_concept_id": 0,
        "person_source_value": mapping.case.id,
        "gender_source_value": sex,
    }


def _link(mapping: Mapping, stay: Stay | None) -> None:
    """Tie the events within the stay to it."""
    if stay is None:
        return
    for table, row in mapping.rows:
        day = row.get(_DATED.get(table, ""))
        if isinstance(day, date) and stay.holds(day):
            row["visit_occurrence_id"] = stay.number
