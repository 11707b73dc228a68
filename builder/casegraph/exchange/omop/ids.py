"""Stable numbers: the same case gets the same ids in every run and beside whatever other cases."""

from __future__ import annotations

from collections.abc import Iterable
from hashlib import sha256

__all__ = ["Ids"]

#: The CDM's integers are 32 bits wide; ids are positive.
_MOST = 2**31 - 1


class Ids:
    """Numbers of 31 bits from a hash of what a row is of.

    Where two rows of a table fall on one number, the later one takes the next that is free: that happens to one row in
    two thousand where a table has a million, and only such a row's number depends on what stands beside it.
    """

    def __init__(self, persons: Iterable[int] = ()) -> None:
        """`persons` are numbers of persons that the user gave; no other person gets one of them."""
        self._used: dict[str, set[int]] = {"person": set(persons)}

    def make(self, table: str, *of: str) -> int:
        """The number of a row that is of these words."""
        used = self._used.setdefault(table, set())
        number = int.from_bytes(sha256("\0".join((table, *of)).encode()).digest()[:8]) % _MOST + 1
        while number in used:
            number = number % _MOST + 1
        used.add(number)
        return number
