"""Strings that make a regular expression backtrack: what each of its loops repeats, again and again."""

from __future__ import annotations

import re
import warnings
from collections.abc import Iterator
from typing import Any

with warnings.catch_warnings():
    warnings.simplefilter("ignore", DeprecationWarning)
    import sre_constants
    import sre_parse

__all__ = ["attacks"]

#: A loop that may go round so often is as good as one without end.
_MANY = 100
#: What hardly any pattern goes on with, and what most of those that read words do not.
_KILLERS = ("\x01", "a", "")
_OF_CATEGORY = {"DIGIT": "0", "SPACE": " ", "WORD": "a", "NOT_DIGIT": "a", "NOT_SPACE": "a", "NOT_WORD": " "}


def attacks(pattern: str, flags: int, times: int) -> Iterator[str]:
    """Attacks on every loop of a pattern, each with its loop gone round so many times."""
    seen = set()
    parsed: Any = sre_parse.parse(pattern, flags & ~re.DEBUG)
    for before, pumps in _loops(list(parsed), ""):
        for pump in pumps:
            for killer in _KILLERS:
                for start in {before, ""}:
                    attack = start + pump * (times // len(pump)) + killer
                    if attack not in seen:
                        seen.add(attack)
                        yield attack


def _loops(ops: list[Any], before: str) -> Iterator[tuple[str, set[str]]]:
    """Each loop of a sequence: what leads to it, and what it may repeat."""
    for op, data in ops:
        name = op.name
        if name in ("MAX_REPEAT", "MIN_REPEAT", "POSSESSIVE_REPEAT"):
            most, body = data[1], list(data[2])
            if most is sre_constants.MAXREPEAT or most >= _MANY:
                yield before, {pump for pump in _samples(body) if pump}
            yield from _loops(body, before)
        else:
            for inner in _inner(name, data):
                yield from _loops(inner, before)
        before += min(_samples([(op, data)]), key=len, default="")


def _inner(name: str, data: Any) -> list[list[Any]]:
    """The sequences within an operation that is no loop."""
    if name == "SUBPATTERN":
        return [list(data[3])]
    if name == "BRANCH":
        return [list(branch) for branch in data[1]]
    if name == "ATOMIC_GROUP":
        return [list(data)]
    if name in ("ASSERT", "ASSERT_NOT"):
        return [list(data[1])]
    return []


def _samples(ops: list[Any]) -> set[str]:
    """Some strings that a sequence matches, at most a handful."""
    found = {""}
    for op, data in ops:
        found = {left + right for left in sorted(found)[:3] for right in sorted(_of(op.name, data))[:4]}
    return found


def _of(name: str, data: Any) -> set[str]:
    if name == "LITERAL":
        return {chr(data)}
    if name == "NOT_LITERAL":
        return {"a" if data != ord("a") else "b"}
    if name == "ANY":
        return {"a", " "}
    if name == "IN":
        return _of_class(data)
    if name == "CATEGORY":
        return {_OF_CATEGORY[data.name.removeprefix("CATEGORY_")]}
    if name in ("MAX_REPEAT", "MIN_REPEAT", "POSSESSIVE_REPEAT"):
        once = _samples(list(data[2]))
        return {sample * data[0] for sample in once} | (once if data[1] else set())
    if name in ("ASSERT", "ASSERT_NOT", "AT", "GROUPREF"):
        return {""}
    return {sample for inner in _inner(name, data)[:4] for sample in _samples(inner)}


def _of_class(data: list[Any]) -> set[str]:
    negated = bool(data) and data[0][0].name == "NEGATE"
    found: set[str] = set()
    for op, value in data[negated:]:
        if op.name == "LITERAL":
            found.add(chr(value))
        elif op.name == "RANGE":
            found.add(chr(value[0]))
        else:
            found |= _of(op.name, value)
    if not negated:
        return found
    written = re.compile("[^" + "".join(map(re.escape, found)) + "]")
    return set([c for c in "a 0-.,(" if written.match(c)][:2])
