"""What the text says of the entities: one node for the records that share a statement, with its evidence."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields, replace
from typing import Any

from casegraph.errors import GraphError
from casegraph.graph.entities import entity_name, write_person
from casegraph.graph.lines import A, Lines
from casegraph.graph.parts import (
    canonical_high,
    dose_node,
    evidence_node,
    frequency_node,
    size_node,
    value_pairs,
)
from casegraph.graph.terms import boolean, integer, iri, literal
from casegraph.graph.times import time_node
from casegraph.graph.vocabulary import CONCEPT, INTERPRETATIONS, PREFIXES, PRESENCE, RULE, STATEMENT_CLASS, STATUS, cg
from casegraph.graph.words import term
from casegraph.records import Document, Record, Span

__all__ = ["core_pairs", "merged", "write_statement"]

_ABOUT, _EXPERIENCER, _PRESENCE, _STATUS = cg("about"), cg("experiencer"), cg("presence"), cg("status")
_HISTORY, _INTERPRETATION, _ORDER, _EVIDENCE = cg("history"), cg("interpretation"), cg("order"), cg("evidence")
_VALUE_EVIDENCE, _CUE_EVIDENCE, _TIME = cg("valueEvidence"), cg("cueEvidence"), cg("time")
_FIRST_EVIDENCE = cg("firstEvidence")
_SOSA_OBSERVATION = f"<{PREFIXES['sosa']}Observation>"
_OBSERVED_PROPERTY = f"<{PREFIXES['sosa']}observedProperty>"
_FEATURE = f"<{PREFIXES['sosa']}hasFeatureOfInterest>"
_DERIVED = f"<{PREFIXES['prov']}wasDerivedFrom>"
_TRUE = boolean(True)
#: The concept of a blood pressure written as one value, and those of its two parts.
BLOOD_PRESSURE = CONCEPT + "BloodPressure"
SYSTOLIC = CONCEPT + "SystolicBloodPressure"
DIASTOLIC = CONCEPT + "DiastolicBloodPressure"
#: The links between statements, by the record field that holds them.
_LINKS = {
    "reasons": cg("reason"),
    "causes": cg("cause"),
    "shown_by": cg("shownBy"),
    "replaced_by": cg("replacedBy"),
    "based_on": _DERIVED,
}
#: What the parts of a blood pressure have in common with the whole.
_SHARED = (_ORDER, _TIME, _FIRST_EVIDENCE, _EVIDENCE, _VALUE_EVIDENCE)
#: Fields that say what one mention is rather than what the statement says, or that never differ within one.
_OF_MENTION = frozenset(
    {"case", "id", "statement", "entity", "order", "kind", "text", "start", "end", "extent", "fragments", "section"}
    | {"cue", "components", "experiencer", "history", "inferred"}
)
_OF_STATEMENT = [f.name for f in fields(Record) if f.name not in _OF_MENTION]


def merged(records: list[Record]) -> Record:
    """One record for a statement: each field from the first mention that fills it, links from all of them."""
    first = records[0]
    if len(records) == 1:
        return first
    filled: dict[str, Any] = {}
    for name in _OF_STATEMENT:
        values = [getattr(record, name) for record in records]
        if name in _LINKS:
            filled[name] = tuple(dict.fromkeys(link for value in values for link in value))
        else:
            filled[name] = next((value for value in values if value not in (None, ())), values[0])
    return replace(first, **filled, history=all(record.history for record in records))


def core_pairs(lines: Lines, record: Record) -> list[tuple[str, str]]:
    """What rules read of a statement: class, entity, person, presence, status, history, result."""
    pairs = [(A, term(STATEMENT_CLASS, record.kind, "kind", record))]
    if record.kind == "observation":
        pairs.append((A, _SOSA_OBSERVATION))
    if record.kind != "time":
        entity = lines.node(entity_name(record))
        person = write_person(lines, record)
        pairs += [(_ABOUT, entity), (_EXPERIENCER, person)]
        if record.kind == "observation":
            pairs += [(_OBSERVED_PROPERTY, entity), (_FEATURE, person)]
    if record.presence is not None:
        pairs.append((_PRESENCE, term(PRESENCE, record.presence, "presence", record)))
    if record.status is not None:
        pairs.append((_STATUS, term(STATUS, record.status, "status", record)))
    if record.history:
        pairs.append((_HISTORY, _TRUE))
    value = record.value or record.age
    if value is not None:
        pairs += value_pairs(value)
    if record.interpretation is not None:
        pairs.append((_INTERPRETATION, term(INTERPRETATIONS, record.interpretation, "interpretation", record)))
    if record.inferred and record.rule is not None:
        pairs.append((cg("inferredBy"), iri(RULE + record.rule)))
    return pairs


def write_statement(lines: Lines, document: Document, records: list[Record], statement_of: Mapping[str, str]) -> None:
    """Write one statement with its evidence, time, quantities and links.

    `records` are its mentions in text order; `statement_of` gives the statement of every record of the case.

    Raises:
        GraphError: a link names a record that the case does not have.
    """
    record = merged(records)
    node = lines.node(record.statement)
    pairs = [*core_pairs(lines, record), (_ORDER, integer(record.order))]
    pairs += _described(lines, record)
    for field, predicate in _LINKS.items():
        if links := getattr(record, field):
            targets = dict.fromkeys(_statement(statement_of, link, field, record) for link in links)
            pairs += [(predicate, lines.node(target)) for target in targets]
    for number, mention in enumerate(records):
        evidence = evidence_node(lines, document, mention.id, mention)
        pairs += [(_FIRST_EVIDENCE, evidence), (_EVIDENCE, evidence)] if not number else [(_EVIDENCE, evidence)]
        if mention.cue is not None:
            pairs.append((_CUE_EVIDENCE, evidence_node(lines, document, f"{mention.id}-cue", mention.cue)))
        if mention.kind == "observation" and mention.value is not None:
            words = Span(mention.value.text, mention.value.start, mention.value.end)
            pairs.append((_VALUE_EVIDENCE, evidence_node(lines, document, f"{mention.id}-value", words)))
    if record.concept == BLOOD_PRESSURE and record.kind == "observation":
        shared = [pair for pair in pairs if pair[0] in _SHARED]
        pairs += _pressures(lines, record, shared)
    lines.add(node, *pairs)


def _described(lines: Lines, record: Record) -> list[tuple[str, str]]:
    """The details that only some statements have."""
    pairs: list[tuple[str, str]] = []
    add = pairs.append
    if record.severity is not None:
        add((cg("severity"), literal(record.severity)))
    if record.grade is not None:
        add((cg("grade"), literal(record.grade)))
        system, _, number = record.grade.partition(" ")
        if system == "CTCAE" and number.isdecimal():
            add((cg("ctcaeGrade"), integer(int(number))))
    if record.size is not None:
        add((cg("size"), size_node(lines, record.statement, record.size)))
    if record.dose is not None:
        add((cg("dose"), dose_node(lines, record.statement, record.dose)))
    if record.frequency is not None:
        add((cg("frequency"), frequency_node(lines, record.statement, record.frequency)))
    if record.cycle is not None:
        add((cg("cycle"), literal(record.cycle.text)))
    if record.route is not None:
        add((cg("route"), literal(record.route.text)))
    if record.duration is not None:
        add((cg("duration"), literal(record.duration.text)))
    if record.time is not None:
        add((_TIME, time_node(lines, record.time)))
    return pairs


def _statement(statement_of: Mapping[str, str], link: str, field: str, record: Record) -> str:
    try:
        return statement_of[link]
    except KeyError:
        raise GraphError(
            f"case {record.case}, record {record.id}: {field} names record {link!r}, which the case does not have"
        ) from None


def _pressures(lines: Lines, record: Record, evidence: list[tuple[str, str]]) -> list[tuple[str, str]]:
    """The two pressures of a blood pressure written as one: an observation each, with the words of the whole.

    `evidence` is where and when the whole stands.
    """
    value = record.value
    if value is None or value.high is None:
        return []
    parts = []
    for name, concept, number, canonical in (
        ("systolic", SYSTOLIC, value.number, value.canonical_number),
        ("diastolic", DIASTOLIC, value.high, canonical_high(value)),
    ):
        part, entity = lines.node(f"{record.statement}-{name}"), lines.node(f"{record.entity}-{name}")
        if lines.first_time(entity):
            lines.add(entity, (A, cg("Observable")), (cg("concept"), iri(concept)))
        whole = replace(
            record, entity=f"{record.entity}-{name}", concept=concept, interpretation=None,
            value=replace(value, number=number, high=None, canonical_number=canonical),
        )  # fmt: skip
        lines.add(part, *core_pairs(lines, whole), *evidence)
        parts.append((cg("hasComponent"), part))
    return parts
