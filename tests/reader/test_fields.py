"""What the marks of the sentences cannot ask: numbers and units of doses, spans of time, cues, links, whole phrases.

`fields.tsv`: a text, and one of its records as `told` writes it, field by field.
"""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from casegraph.pipeline import read_stated
from casegraph.records import Case, Record
from casegraph.text.document import document_from_text

ROWS = [
    (row["text"], row["words"], row["told"])
    for row in csv.DictReader(Path(__file__).with_name("fields.tsv").open(encoding="utf-8", newline=""), delimiter="\t")
]


def told(record: Record, case: Case) -> str:
    """The fields of a record that the marks have no attribute for, those that are empty left out."""
    text = case.document.text
    parts = [f"extent «{text[slice(*record.extent)]}»"] if record.extent != (record.start, record.end) else []
    if record.cue:
        parts.append(f"cue «{record.cue.text}»")
    if record.relative:
        parts.append(f"of {record.relative}")
    if dose := record.dose:
        parts.append(f"dose «{dose.text}» {dose.number} {dose.unit} per {dose.per}")
    if often := record.frequency:
        parts.append(f"every {often.every} {often.period} «{often.text}»")
    if record.duration:
        parts.append(f"for «{record.duration.text}»")
    for name, value in (("value", record.value), ("size", record.size)):
        if value:
            numbers = f"{value.comparator or ''}{value.number}" + (f" to {value.high}" if value.high else "")
            parts.append(f"{name} «{value.text}» {numbers} {value.unit} = {value.canonical_number}")
    if time := record.time:
        days = f" days {time.day_from} to {time.day_to}" if time.day_from is not None else ""
        parts.append(f"time «{time.text}» {time.relative} {time.duration} {time.date}{days}")
    if record.replaced_by:
        parts.append("replaced by " + ", ".join(case.by_id[i].text for i in record.replaced_by))
    return "; ".join(parts)


@pytest.mark.parametrize(("text", "words", "expected"), ROWS, ids=[f"{t[:40]}-{w}" for t, w, _ in ROWS])
def test_fields(text: str, words: str, expected: str) -> None:
    case = read_stated(document_from_text(text, "c"))
    records = [r for r in case.records if r.text == words]
    assert expected in [told(r, case) for r in records]
