"""Sentences about which the reader must keep silent: a wrong answer is worse than none.

`silent/held.tsv`: nothing is held. `silent/absent.tsv`: a `[finding]` is not absent, though a negation stands near.
`silent/value.tsv`: a `[number]` is no result of what is named beside it. One sentence a line; `## ...` heads those of
a kind. A sentence that the reader still gets wrong says why after a tab; at most 2 % of a group may, and one that is
mended must lose its reason.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import pytest

from casegraph.pipeline import read_stated
from casegraph.records import CHANGED, Case, Record
from casegraph.text.document import document_from_text

FOLDER = Path(__file__).with_name("silent")
#: The fewest sentences of each group.
GROUPS = {"held": 270, "absent": 160, "value": 170}
MARK = re.compile(r"\[([^]]+)]")


class Silent(NamedTuple):
    """A sentence, the places its marks stand in, and why the reader is known to fail on it ("" where it does not)."""

    group: str
    line: int
    text: str
    places: tuple[tuple[int, int], ...]
    known: str


def _parse(group: str) -> list[Silent]:
    out = []
    for number, line in enumerate((FOLDER / f"{group}.tsv").read_text(encoding="utf-8").splitlines(), start=1):
        if not line or line.startswith("#"):
            continue
        marked, _, known = line.partition("\t")
        places = tuple((m.start() - 2 * i, m.end() - 2 * (i + 1)) for i, m in enumerate(MARK.finditer(marked)))
        out.append(Silent(group, number, MARK.sub(r"\1", marked), places, known))
    return out


def _held(record: Record, _: Silent) -> bool:
    return record.status in CHANGED and record.experiencer == "patient"


def _absent(record: Record, item: Silent) -> bool:
    return record.presence == "absent" and any(_meet(record.start, record.end, *place) for place in item.places)


def _value(record: Record, item: Silent) -> bool:
    value = record.value
    return value is not None and any(_meet(value.start, value.end, *place) for place in item.places)


def _meet(start: int, end: int, other_start: int, other_end: int) -> bool:
    return start < other_end and end > other_start


WRONG: dict[str, Callable[[Record, Silent], bool]] = {"held": _held, "absent": _absent, "value": _value}
ITEMS = [item for group in GROUPS for item in _parse(group)]


def _shown(record: Record, case: Case) -> str:
    said = (record.presence, record.status, record.value.text if record.value else None)
    because = ", ".join(case.by_id[i].text for i in record.reasons)
    return f"«{record.text}» {' '.join(s for s in said if s)}" + (f" because «{because}»" if because else "")


@pytest.mark.parametrize("item", ITEMS, ids=[f"{item.group}:{item.line}" for item in ITEMS])
def test_silent(item: Silent) -> None:
    case = read_stated(document_from_text(item.text, f"{item.group}:{item.line}"))
    wrong = [_shown(r, case) for r in case.records if WRONG[item.group](r, item)]
    if item.known:
        assert wrong, f"mended, so take the reason {item.known!r} off: {item.text}"
    else:
        assert not wrong, f"{item.text}\n  {'; '.join(wrong)}"


@pytest.mark.parametrize("group", GROUPS)
def test_few_sentences_are_known_to_fail(group: str) -> None:
    items = [item for item in ITEMS if item.group == group]
    assert len({item.text for item in items}) == len(items) >= GROUPS[group]
    assert all(item.places for item in items if group != "held"), "a sentence without a mark"
    assert sum(bool(item.known) for item in items) <= len(items) * 2 // 100
