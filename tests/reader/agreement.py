"""What a marked sentence asks for and the reader does not say: the comparison behind `test_sentences.py`."""

from __future__ import annotations

import math
import re
from collections.abc import Callable

from casegraph.records import CHANGED, Case, Record

from .markup import Item, Mark, StatusClaim

__all__ = ["disagreements"]

Check = Callable[[Record], bool]
#: What a mark says of its records by a word alone.
_FLAGS = ("history", "family", "patient", "no_status", "not_shown")


def disagreements(item: Item, case: Case) -> list[str]:
    """One line for each mark that the reader misses and each held or reduced record that no mark allows."""
    out = [complaint for mark in item.marks for complaint in _missing(item, mark, case)]
    silent = [m for m in item.marks if m.no_condition]
    for record in case.records:
        if record.kind == "condition" and any(_overlaps(record, m) for m in silent):
            out.append(f"too much: {_shown(record, case)}")
        if record.status not in CHANGED:
            continue
        marks = [m for m in item.marks if _overlaps(record, m)]
        allowed = {s for m in marks for owner in _owners(item, m) for s in owner.changed}
        if record.status not in allowed or any(m.not_held for m in marks):
            out.append(f"too much: {_shown(record, case)}")
    return out


def _owners(item: Item, mark: Mark) -> list[Mark]:
    """The marks that say what may stand on a mark: itself, or the one it is the same as."""
    return [m for m in item.marks if m.id in (*mark.same_as, *mark.of)] or [mark]


def _missing(item: Item, mark: Mark, case: Case) -> list[str]:
    if mark.same_as or mark.of:
        return []
    places = item.named(mark.id) if mark.id is not None else [mark]
    same = {r.entity for r in case.records if _overlaps(r, mark)}
    records = [r for r in case.records if any(_overlaps(r, p) and (not p.of or r.entity in same) for p in places)]
    if all(any(check(r) for r in records) for check in _checks(item, mark, case)):
        return []
    read = "; ".join(_shown(r, case) for r in records) or "nothing"
    return [f"wanted [{mark.text}]({_asked(mark)}), read {read}"]


def _checks(item: Item, mark: Mark, case: Case) -> list[Check]:
    """What some record on the mark must fulfil; a lone status and the attributes must meet in one record."""

    def status(claim: StatusClaim) -> Check:
        return lambda r: _of_kind(r, mark) and _has_status(r, claim, item, case)

    def link(field: str, name: str) -> Check:
        return lambda r: _points(getattr(r, field), name, item, case)

    links = [link("shown_by", name) for name in mark.shown_by] + [link("causes", name) for name in mark.causes]
    stated = _stated(mark)
    if len(mark.statuses) == 1:
        named = status(mark.statuses[0])
        return [lambda r: stated(r) and named(r), *links]
    checks = [status(claim) for claim in mark.statuses]
    if mark.kinds or mark.presences or mark.attributes or any(getattr(mark, flag) for flag in _FLAGS):
        checks.append(stated)
    return checks + links


def _overlaps(record: Record, mark: Mark) -> bool:
    spans = record.fragments or ((record.start, record.end),)
    return any(start < mark.end and end > mark.start for start, end in spans)


def _of_kind(record: Record, mark: Mark) -> bool:
    return not mark.kinds or record.kind in mark.kinds


def _stated(mark: Mark) -> Check:
    """Whether a record has all that the mark says but status, reasons and other links."""

    def check(record: Record) -> bool:
        return (
            _of_kind(record, mark)
            and (not mark.presences or record.presence in mark.presences)
            and (record.history or not mark.history)
            and (record.experiencer == "family" or not mark.family)
            and (record.experiencer == "patient" or not mark.patient)
            and (record.status is None or not mark.no_status)
            and not (mark.not_shown and record.shown_by)
            and all(_has(record, name, value) for name, value in mark.attributes)
        )

    return check


def _has_status(record: Record, claim: StatusClaim, item: Item, case: Case) -> bool:
    if record.status not in claim.any_of:
        return False
    if claim.because is None:
        return True
    if not claim.because:
        return not record.reasons
    marks = [m for name in claim.because for m in item.named(name)]
    others = [i for i in record.reasons if not any(_overlaps(case.by_id[i], m) for m in marks)]
    return not others and all(_points(record.reasons, name, item, case) for name in claim.because)


def _points(ids: tuple[str, ...], name: str, item: Item, case: Case) -> bool:
    return any(_overlaps(case.by_id[i], mark) for i in ids for mark in item.named(name))


def _has(record: Record, name: str, wanted: str) -> bool:
    if name in ("severity", "grade", "interpretation", "side"):
        return (getattr(record, "laterality" if name == "side" else name) or "none") == wanted
    if name == "concept":
        return record.concept is not None and record.concept.rpartition("/")[2] == wanted
    if name in ("site", "frequency", "cycle", "route", "time"):
        part = getattr(record, name)
        if wanted == "none":
            return part is None
        return part is not None and (_fold(wanted) in _fold(part.text) or _fold(part.text) in _fold(wanted))
    if name in ("dose", "size"):
        part = getattr(record, name)
        return part is None if wanted == "none" else part is not None and _fold(part.text) == _fold(wanted)
    if name == "date":
        return record.time is not None and record.time.date == wanted
    if name == "day":
        return record.time is not None and _equal(record.time.day_from, wanted)
    value = record.value
    if value is None:
        return False
    if name == "value":
        return _equal(value.number, wanted) if re.fullmatch(r"-?[\d.]+", wanted) else _fold(wanted) in _fold(value.text)
    if name == "high":
        return _equal(value.high, wanted)
    if name == "canonical":
        return _equal(value.canonical_number, wanted)
    return bool(getattr(value, name) == wanted)


def _equal(number: float | None, wanted: str) -> bool:
    return number is not None and math.isclose(number, float(wanted), rel_tol=1e-6)


def _fold(words: str) -> str:
    return " ".join(words.casefold().split())


def _asked(mark: Mark) -> str:
    parts = [f"{'/'.join(names)}" for names in (mark.kinds, mark.presences) if names]
    for claim in mark.statuses:
        parts.append("/".join(claim.any_of))
        if claim.because is not None:
            parts.append(f"because={','.join(claim.because) or 'none'}")
    parts += [flag for flag in _FLAGS if getattr(mark, flag)]
    parts += [f"{name}={value}" for name, value in mark.attributes]
    parts += [f"shown-by={name}" for name in mark.shown_by] + [f"cause={name}" for name in mark.causes]
    return " ".join(parts)


def _shown(record: Record, case: Case) -> str:
    said = [record.kind, record.presence, record.status, "family" if record.experiencer == "family" else None]
    said.append("history" if record.history else None)
    text = f"«{record.text}» {' '.join(part for part in said if part)}"
    if record.cue is not None:
        text += f" (cue «{record.cue.text}»)"
    if record.reasons:
        text += " because " + ", ".join(f"«{case.by_id[i].text}»" for i in record.reasons)
    return text
