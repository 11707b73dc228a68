"""What a record says, in words: the fields that the tests of the reader compare."""

from __future__ import annotations

from casegraph.records import Case, Record, Value

__all__ = ["said", "told"]


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
            parts.append(f"{name} {_measured(value)} = {value.canonical_number}")
    if time := record.time:
        days = f" days {time.day_from} to {time.day_to}" if time.day_from is not None else ""
        parts.append(f"time «{time.text}» {time.relative} {time.duration} {time.date}{days}")
    if record.replaced_by:
        parts.append("replaced by " + ", ".join(case.by_id[i].text for i in record.replaced_by))
    return "; ".join(parts)


def _measured(value: Value) -> str:
    return f"«{value.text}» {value.comparator or ''}{value.number}" + (
        f" to {value.high}" if value.high else "") + f" {value.unit}"  # fmt: skip


def said(record: Record, case: Case) -> str:
    """Everything that a reader of the report would check of a record, those fields left out that are empty."""
    parts = [record.presence or record.status or ""]
    if record.experiencer != "patient":
        parts.append(record.relative or record.experiencer)
    parts.append("history" if record.history else "")
    parts += [record.severity or "", f"grade {record.grade}" if record.grade else ""]
    if site := record.site:
        parts.append(f"in «{site.text}» {site.concept or ''}".rstrip())
    parts.append(record.laterality or "")
    parts += [_measured(v) for v in (record.value or record.size, record.age) if v]
    parts.append(record.interpretation or "")
    parts += [f"{name} «{s.text}»" for name, s in (
        ("dose", record.dose), ("every", record.frequency), ("cycle", record.cycle), ("route", record.route),
        ("for", record.duration)) if s]  # fmt: skip
    if time := record.time:
        when = time.date or (f"day {time.day_from:g}" if time.day_from is not None else time.relative)
        parts.append(f"when «{time.text}» {when or ''}".rstrip())
    parts += [
        f"{name} " + ", ".join(f"«{case.by_id[i].text}»" for i in ids)
        for name, ids in (
            ("because", record.reasons),
            ("caused by", record.causes),
            ("shown by", record.shown_by),
            ("replaced by", record.replaced_by),
        )
        if ids
    ]
    first = next(r for r in case.records if r.entity == record.entity)
    if first is not record:
        parts.append(f"the same as «{first.text}»" + ("" if first.text != record.text else " before"))
    return "; ".join(filter(None, parts))
