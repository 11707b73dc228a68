"""Lines of a table: their cells, which tabs, bars or columns of spaces part."""

from __future__ import annotations

import re
from itertools import pairwise

from casegraph.languages.words import plain_class
from casegraph.text.fold import plain

__all__ = ["GAP", "cells", "in_line_of_days", "is_tabular", "line_at"]

#: What opens a cell: a number, a comparison, a day of the stay, the head of a column of units or of norms.
_OPENS = r"(?=[\d<>≤≥~JMSD+-]|N(?:orm|\b)|VN\b|Val|R[ée]f|Unité)"
#: Spaces that part columns in a line that has wide ones.
_WIDE_GAP = re.compile(rf"(?:(?<=[\S\n])|^)[^\S\n\t]{{3,}}{_OPENS}")
GAP = re.compile(rf"(?:(?<=[\S\n])|^)[^\S\n\t]{{2,}}{_OPENS}")
_MARK = re.compile(r"[\t|]")


def line_at(text: str, at: int) -> tuple[int, int]:
    """Where the line starts and ends in which an offset lies."""
    first, last = text.rfind("\n", 0, at) + 1, text.find("\n", at)
    return first, last if last >= 0 else len(text)


def is_tabular(line: str) -> bool:
    """Whether a line has three cells or more, and more than two spaces between two of them."""
    marks = len(_MARK.findall(line))
    return marks + len(GAP.findall(line)) > 1 and (marks > 0 or _WIDE_GAP.search(line) is not None)


def cells(text: str, start: int, end: int) -> list[tuple[int, int]]:
    """Where the cells of a line stand, without the blanks around them; an empty cell is an empty span."""
    edges = [start - 1, *(m.start() for m in _MARK.finditer(text, start, end)), end]
    found = []
    for left, right in pairwise(edges):
        written = text[left + 1 : right]
        first = left + 1 + len(written) - len(written.lstrip())
        found.append((first, first + len(written.strip())))
    if text[start:end].lstrip().startswith("|"):
        found = found[1:]
    return found[:-1] if text[start:end].rstrip().endswith("|") else found


def in_line_of_days(text: str, at: int) -> bool:
    """Whether an offset lies in a line of a table that holds but days: "Date | 02/05 | 05/05", and no pressures."""
    first, last = line_at(text, at)
    if not is_tabular(text[first:last]):
        return False
    written = [text[start:end] for start, end in cells(text, first, last)]
    heads = [cell for cell in written if not _DAY.fullmatch(cell)]
    return len(written) - len(heads) > 1 and all(plain(head) in plain_class("table-heads") for head in heads if head)


_DAY = re.compile(r"\d{1,2}/\d{1,2}(?:/\d{2,4})?")
