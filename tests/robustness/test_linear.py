"""Time grows with length, for every text that is made to take long: told by lines executed, which no clock disturbs.

`python -m tests.benchmarks.hostile` gives the same as CPU time, for texts of megabytes.
"""

from __future__ import annotations

import sys
from pathlib import Path
from types import FrameType
from typing import Any

import pytest

import casegraph
from casegraph.errors import InputError
from casegraph.exchange.statements import to_jsonl
from casegraph.graph.options import DEFAULT_OPTIONS
from casegraph.graph.writer import nquads
from casegraph.pipeline import case_from_text
from tests.robustness.hostile import HOSTILE, plain

_PACKAGE = str(Path(casegraph.__file__).parent)
#: The longest sentence that there is has 2,000 characters; texts are longer, so that nothing but their length grows.
_SIZE, _TIMES = 4000, 3
#: How many times the lines of the short text a long one may take: three, and a quarter more for what begins late.
_MOST = 3.75


def _read(text: str) -> None:
    try:
        case = case_from_text(text, "x")
    except InputError:
        return
    nquads(case)
    to_jsonl(case, DEFAULT_OPTIONS)


def _lines(text: str) -> int:
    """How many lines of the package are executed while a text is read and written; each turn of a loop counts."""
    count = 0

    def line(_frame: FrameType, _event: str, _argument: Any) -> Any:
        nonlocal count
        count += 1
        return line

    def call(frame: FrameType, _event: str, _argument: Any) -> Any:
        return line if frame.f_code.co_filename.startswith(_PACKAGE) else None

    before = sys.gettrace()
    sys.settrace(call)
    try:
        _read(text)
    finally:
        sys.settrace(before)
    return count


@pytest.mark.parametrize("name", ["plain", *HOSTILE])
def test_three_times_the_text_takes_three_times_the_lines(name: str) -> None:
    make = HOSTILE.get(name, plain)
    short, long = make(_SIZE), make(_SIZE * _TIMES)
    # What is kept at hand of words and phrases is no work of this text.
    _read(long)
    assert _lines(long) <= _MOST * _lines(short) + 5000
