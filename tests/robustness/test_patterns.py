"""No regular expression of the package, or put together from the language packs, backtracks without bound.

regexploit tells by the pattern alone (https://github.com/doyensec/regexploit); attacks measure the same, also of what
it does not parse.
"""

from __future__ import annotations

import re
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType
from typing import Any

import pytest
from regexploit.ast.sre import SreOpParser
from regexploit.redos import find

from tests.robustness.attacks import attacks
from tests.robustness.patterns import Pattern, call_sites, every_pattern, recorded

#: Above quadratic: regexploit counts the loops that can share the same characters.
_CUBIC = 3
#: How often a loop goes round in an attack, and how many seconds of processor it may take: cubic takes minutes.
_TIMES, _SECONDS = 2000, 3.0


class _Parser(SreOpParser):  # type: ignore[misc]
    """regexploit's parser, with the syntax that Python has had since 3.11.

    A possessive loop gives nothing back, so that it is no loop to this question.
    """

    def from_POSSESSIVE_REPEAT(self, data: Any) -> Any:  # noqa: N802 - named after the operation
        least, _, body = data
        return self.from_MAX_REPEAT((least, max(least, 1), body))

    def from_ATOMIC_GROUP(self, data: Any) -> Any:  # noqa: N802
        return self.sequence_or_singleton(data)


def _told(pattern: str, flags: int) -> list[str]:
    """What regexploit tells of a pattern."""
    parsed = _Parser().parse_sre(pattern, flags)
    found = find(parsed) if parsed is not None else []
    return [f"{redos.example()} ({redos.starriness})" for redos in found if redos.starriness >= _CUBIC]


class _EndlessError(Exception):
    """An attack takes too much of the processor's time."""


@contextmanager
def _within(seconds: float) -> Iterator[None]:
    """End what takes more seconds of the processor; `re` looks for signals while it matches."""

    def end(_number: int, _frame: FrameType | None) -> None:
        raise _EndlessError

    before = signal.signal(signal.SIGVTALRM, end)
    signal.setitimer(signal.ITIMER_VIRTUAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        signal.signal(signal.SIGVTALRM, before)


def _endless(pattern: str, flags: int, seconds: float = _SECONDS) -> list[str]:
    """The attacks that a pattern does not withstand."""
    compiled = re.compile(pattern, flags)
    out = []
    for attack in attacks(pattern, flags, _TIMES):
        try:
            with _within(seconds):
                compiled.search(attack)
                compiled.fullmatch(attack)
        except _EndlessError:
            out.append(f"{attack[:12]!r} ... {attack[-12:]!r}")
    return out


def test_every_pattern_of_the_source_is_looked_at() -> None:
    seen = {pattern.place for pattern in recorded()}
    unseen = [
        site.place
        for site in call_sites()
        if site.pattern is None and not any(f"{site.place.partition(':')[0]}:{line}" in seen for line in site.lines)
    ]
    assert unseen == []
    assert len(every_pattern()) > 250


def test_no_pattern_backtracks_by_what_regexploit_tells() -> None:
    told: list[tuple[Pattern, list[str]]] = []
    unparsed = []
    for pattern in every_pattern():
        try:
            found = _told(pattern.pattern, pattern.flags)
        except IndexError:
            unparsed.append(pattern.place)  # a bug of regexploit 1.0; the attacks look at these too
            continue
        if found:
            told.append((pattern, found))
    assert told == []
    assert len(unparsed) <= 3


def test_every_pattern_withstands_attacks() -> None:
    assert [(p, found) for p in every_pattern() if (found := _endless(p.pattern, p.flags))] == []


@pytest.mark.parametrize("pattern", [r"(a+)+b", r"(?:\w+\s?)*!", r"\s*x?\s*y?\s*z", r"(?:a|a)*c"])
def test_a_pattern_that_backtracks_is_told(pattern: str) -> None:
    assert _told(pattern, 0) or _endless(pattern, 0, 0.3)


@pytest.mark.parametrize("pattern", [r"(a+)+b", r"(?:\w+\s?)*!", r"(?:a|a)*c"])
def test_an_attack_finds_what_backtracks(pattern: str) -> None:
    assert _endless(pattern, 0, 0.3)
