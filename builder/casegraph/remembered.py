"""What a function says of a thing, remembered: reports repeat their words, and a dictionary answers at once."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from typing import TypeVar

__all__ = ["MOST", "Remembered"]

#: How many answers are kept: about as many as a thousand reports ask for, after which memory does not grow; four or
#: eight times as many make nothing faster.
MOST = 8192

K = TypeVar("K", bound=Hashable)
V = TypeVar("V")


class Remembered(dict[K, V]):
    """The answers of a function by what it was asked; `map(remembered.__getitem__, things)` asks it of many.

    It forgets all when it holds `most` answers, so that a corpus of any size is read within bounds.
    """

    __slots__ = ("_ask", "_most")

    def __init__(self, ask: Callable[[K], V], most: int = MOST) -> None:
        super().__init__()
        self._ask, self._most = ask, most

    def __missing__(self, key: K) -> V:
        if len(self) >= self._most:
            self.clear()
        value = self[key] = self._ask(key)
        return value
