"""What a check finds wrong."""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["Finding"]

_SHOWN = 60


@dataclass(frozen=True, slots=True, order=True)
class Finding:
    """One thing that a check found wrong: where it is, which check found it, what is wrong.

    `words` are those of the report that the place is about, where it is about any.
    """

    place: str
    check: str
    message: str
    words: str = ""

    def __str__(self) -> str:
        words = self.words if len(self.words) <= _SHOWN else f"{self.words[:_SHOWN]}..."
        named = words and repr(self.words) not in self.message
        return f"{self.place}{f' ({words!r})' if named else ''}: {self.message} ({self.check})"
