"""Metamorphic relations over real texts: what must not change what is read, and what must change one thing.

A sample of the developed documents, chosen by the hash of their ids; `python -m tests.benchmarks.metamorphic` tries
every document of the shared corpora and says what each relation changed.
"""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from casegraph.records import Case
from tests.benchmarks.corpora import FILES
from tests.benchmarks.scores import part_of

from .frames import BOUND, DENIALS, denied_wrongly, findings
from .measure import Tally, read_text, try_relation, try_swap
from .relations import RELATIONS, Relation, chosen
from .swaps import SWAPS, Swap

#: One document of so many is tried, and one name of a finding of so many.
EVERY, EVERY_NAME = 40, 12


def _texts(shared: Path) -> Iterator[tuple[str, str]]:
    for name in FILES:
        with gzip.open(shared / "corpora" / f"{name}.jsonl.gz", "rt", encoding="utf-8") as lines:
            for row in map(json.loads, lines):
                if part_of(row["id"]) == "developed" and chosen("sample", row["id"]) % EVERY == 0:
                    yield row["id"], row["text"]


@cache
def _cases(shared: Path) -> tuple[Case, ...]:
    return tuple(read_text(text, case_id) for case_id, text in _texts(shared))


def _told(tally: Tally) -> str:
    return f"{len(tally.changes)} of {tally.statements} statements: {tally.causes().most_common(5)}"


@pytest.mark.parametrize("relation", RELATIONS, ids=lambda r: r.name)
def test_what_must_not_change_what_is_read(shared: Path, relation: Relation) -> None:
    tally = Tally()
    for case in _cases(shared):
        tally.add(try_relation(case, relation))
    assert tally.documents >= 3
    assert tally.misquoted == []
    assert tally.rate <= relation.bound, _told(tally)


@pytest.mark.parametrize("swap", SWAPS, ids=lambda s: s.name)
def test_what_must_change_one_thing(shared: Path, swap: Swap) -> None:
    tally = Tally()
    for case in _cases(shared):
        tally.add(try_swap(case, swap))
    assert tally.documents >= 1
    assert tally.misquoted == []
    assert tally.rate <= swap.bound, _told(tally)


@pytest.mark.parametrize("denial", DENIALS)
def test_a_denial_turns_a_finding_and_nothing_else(denial: str) -> None:
    names = findings()[::EVERY_NAME]
    changes = {name: denied_wrongly(name, denial) for name in names}
    tried = [name for name, change in changes.items() if change is not None]
    wrong = [name for name in tried if changes[name]]
    assert len(tried) >= len(names) * 0.99
    assert len(wrong) <= len(tried) * BOUND[denial], wrong
