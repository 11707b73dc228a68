"""What a user may say of a terminology that its files do not say."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

__all__ = ["Options"]


@dataclass(frozen=True, slots=True)
class Options:
    """Settings of an import.

    `language` is that of labels which do not say theirs; `encoding` that of text files; `columns` the TOML file that
    describes a table; `translations` are Babelon tables.
    """

    language: str | None = None
    encoding: str = "utf-8"
    columns: Path | None = None
    translations: Sequence[Path] = ()
