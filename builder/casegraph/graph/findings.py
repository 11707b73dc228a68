"""What a check finds wrong."""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["Finding"]


@dataclass(frozen=True, slots=True, order=True)
class Finding:
    """One thing that a check found wrong: where it is, which check found it, what is wrong."""

    place: str
    check: str
    message: str

    def __str__(self) -> str:
        return f"{self.place}: {self.message} ({self.check})"
