"""The report as a note, and every mention in it as a term: where absent, suspected and withheld things stand."""

from __future__ import annotations

from datetime import date

from casegraph.exchange.omop import WORDS
from casegraph.exchange.omop.case import Mapping
from casegraph.exchange.omop.events import DONE
from casegraph.graph.writer import software_version
from casegraph.records import Record

__all__ = ["write_note", "write_terms"]

_KINDS = frozenset({"condition", "observation", "procedure", "treatment", "encounter", "circumstance"})
#: What fields of a record are called among the modifiers; the first four are the CDM's own names.
_NAMES = (
    ("grade", "Grade"),
    ("severity", "Severity"),
    ("laterality", "Laterality"),
    ("interpretation", "Interpretation"),
    ("site", "Site"),
    ("size", "Size"),
    ("value", "Value"),
    ("dose", "Dose"),
    ("frequency", "Frequency"),
    ("route", "Route"),
    ("cycle", "Cycle"),
    ("duration", "Duration"),
    ("time", "Time"),
    ("cue", "Cue"),
)
_LINKS = (("reasons", "Reason"), ("causes", "Cause"), ("shown_by", "Shown_by"), ("replaced_by", "Replaced_by"))
_WINDOW = 250


def write_note(mapping: Mapping, day: date, visit: int | None) -> int:
    """Write the report itself; the number of the note."""
    document, vocabulary = mapping.case.document, mapping.vocabulary
    return mapping.add(
        "note",
        person_id=mapping.person_id,
        note_date=day,
        note_type_concept_id=vocabulary.named("Type Concept", "EHR note"),
        note_class_concept_id=0,
        note_title=document.id,
        note_text=document.text,
        encoding_concept_id=vocabulary.named("", "UTF-8"),
        language_concept_id=vocabulary.named("", "French language"),
        visit_occurrence_id=visit,
    )


def write_terms(mapping: Mapping, note: int, processed: date) -> None:
    """Write each mention as a term of the note."""
    for record in mapping.case.records:
        if record.kind not in _KINDS or record.inferred:
            continue
        coded = mapping.coded(record)
        mapping.add(
            "note_nlp",
            record.id,
            note_id=note,
            section_concept_id=0,
            snippet=_snippet(mapping, record),
            offset=str(record.start),
            lexical_variant=record.text,
            note_nlp_concept_id=coded.first,
            note_nlp_source_concept_id=coded.source_concept,
            nlp_system=f"casegraph {software_version()}",
            nlp_date=processed,
            term_exists=_exists(record),
            term_temporal=_temporal(mapping, record),
            term_modifiers=_modifiers(mapping, record, coded.source_value),
        )


def _snippet(mapping: Mapping, record: Record) -> str:
    """The sentence of a mention, or as much around it as a snippet holds."""
    document = mapping.case.document
    sentence = document.sentence_at(record.start) if document.sentences else None
    left, right = (sentence.start, sentence.end) if sentence else (0, len(document.text))
    if right - left > _WINDOW:
        left = max(left, min(record.start - _WINDOW // 3, right - _WINDOW))
        right = left + _WINDOW
    return document.text[left:right]


def _exists(record: Record) -> str | None:
    """Whether the patient has, had or got it: "Y", "N", and nothing where the text leaves it open."""
    if record.experiencer != "patient" or record.presence in ("absent", "hypothetical", "at-risk"):
        return "N"
    if record.presence == "suspected" or record.status in ("planned", "pending"):
        return None
    return "Y" if record.status in DONE else "N"


def _temporal(mapping: Mapping, record: Record) -> str | None:
    if record.status in ("planned", "pending"):
        return None
    day = mapping.day(record)
    past = record.history or (day is not None and day < mapping.anchor.index_date)
    return "Past" if past else "Present"


def _modifiers(mapping: Mapping, record: Record, code: str) -> str:
    """What is said of a term, joined: the modifiers of the CDM's documentation, then the rest of the record."""
    ledger = mapping.ledger
    said = []
    if record.presence == "absent":
        said.append("Negation=true")
    if record.presence in ("hypothetical", "at-risk"):
        said.append("Conditional=true")
    if record.presence == "suspected":
        said.append("Uncertain=true")
    if record.experiencer != "patient":
        relative = f" ({record.relative})" if record.relative else ""
        said.append(f"Subject={record.experiencer}{relative}")
    if record.status is not None:
        said.append(f"Status={record.status}")
    for name in ("presence", "experiencer", "relative", "status", "history"):
        _claim(mapping, record, name)
    for name, title in _NAMES:
        part = getattr(record, name)
        if part is not None:
            said.append(f"{title}={_words(part if isinstance(part, str) else part.text)}")
            _claim(mapping, record, name)
    for name, title in _LINKS:
        for target in getattr(record, name):
            said.append(f"{title}={_words(mapping.case.by_id[target].text)}")
            _claim(mapping, record, name)
    if record.section != "report":
        said.append(f"Section={record.section}")
        _claim(mapping, record, "section")
    if record.components:
        said.append(f"Components={', '.join(record.components)}")
        _claim(mapping, record, "components")
    said.append(f"Code={code}")
    ledger.carried(record, "text", "start", "end")
    if record.id not in mapping.kept:
        for name in ("kind", "concept", "label", "codes"):
            ledger.narrowed(record, name, "one code in note_nlp.term_modifiers, and the words")
    return ";".join(said)


def _claim(mapping: Mapping, record: Record, name: str) -> None:
    """A field that an event table did not say is said in words only."""
    if not mapping.ledger.is_claimed(record, name):
        mapping.ledger.narrowed(record, name, WORDS)


def _words(text: str) -> str:
    return " ".join(text.replace(";", ",").split())
