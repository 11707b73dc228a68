"""The names of the files of cases, one for each id, that every usual system takes and that lead out of no folder."""

from __future__ import annotations

import unicodedata

from casegraph.errors import OutputError

__all__ = ["Stems", "file_stem"]

_PLAIN = frozenset("-_.~ ()")
#: Names that Windows keeps for devices, whatever follows a dot.
_DEVICES = {"con", "prn", "aux", "nul", *(f"{port}{number}" for port in ("com", "lpt") for number in "0123456789¹²³")}
#: The longest name of a file in bytes is 255; one under way has a few besides.
_LONGEST = 240


def file_stem(case_id: str) -> str:
    """A case's id as the stem of a file name: what some system forbids in one is percent-encoded.

    Two ids never have one stem; for systems that take "A" and "a" for one name, see `Stems`.
    """
    return _stem([c if c.isalnum() or c in _PLAIN else _encoded(c) for c in case_id])


def _stem(letters: list[str]) -> str:
    """The stem of letters, the first and last of them encoded where none may stand there."""
    if letters and (letters[0] == "." or "".join(letters).partition(".")[0].rstrip(" ").lower() in _DEVICES):
        letters[0] = _encoded(letters[0])
    if letters and letters[-1] in (".", " "):
        letters[-1] = _encoded(letters[-1])
    return "".join(letters)


def _encoded(letter: str) -> str:
    return "".join(f"%{byte:02X}" for byte in letter.encode())


class Stems:
    """The stems of the cases of one folder, in the order of the cases.

    Where a stem differs from one before only in what some systems pass over in names, capitals and the forms of
    accents, all of its letters are percent-encoded.
    """

    def __init__(self, suffixes: tuple[str, ...]) -> None:
        """Begin a folder; `suffixes` are those of the files of a case."""
        self._taken: set[str] = set()
        self._suffix = max(map(len, suffixes))

    def of(self, case_id: str) -> str:
        """The stem of the next case.

        Raises:
            OutputError: the id is too long for a file's name.
        """
        stem = file_stem(case_id)
        if _seen(stem) in self._taken:
            stem = _stem([c if c in "0123456789-_.~ ()" else _encoded(c) for c in case_id])
        self._taken.add(_seen(stem))
        if len(stem.encode()) + self._suffix > _LONGEST:
            raise OutputError(
                f"the id {case_id[:30]!r}... is too long for the name of a file; shorten it, or use a format that "
                "holds many cases in one file, as trig, nquads or jsonl"
            )
        return stem


def _seen(stem: str) -> str:
    """What a system that passes over capitals and forms of accents takes a stem for."""
    return unicodedata.normalize("NFC", unicodedata.normalize("NFC", stem).casefold())
