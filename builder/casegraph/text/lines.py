"""Lines that were only cut to a width, as editors, mails and printed pages do: which ends of lines mean nothing."""

from __future__ import annotations

import re
from itertools import pairwise

from casegraph.text.sections import heading_of
from casegraph.text.tabular import is_tabular

__all__ = ["line_joins"]

_LINE = re.compile(r"[^\n]*\S[^\n]*")
#: What opens an item of a list, which no line before it goes on into.
_ITEM = re.compile(r"\s*(?:[-–—•·*►▪◦\"]|\d{1,2}[.)]\s)")
_SMALL = re.compile(r"\s*[a-zà-öø-ÿœ]")
_WORD = re.compile(r"\s*\S+")
#: The widths that lines are cut to, in characters.
_NARROW, _WIDE = 50, 200
#: A text is cut to a width where at least so many lines, and one of so many, have no room for the next word.
_FEWEST, _ONE_OF = 3, 3


def line_joins(text: str) -> list[tuple[int, int]]:
    """The ends of lines, with the spaces around them, at which a line only was cut to a width.

    A line is full where the first word of the next one would have passed the width of the longest. A text in which
    enough lines are full was cut; then every full line goes on in the next, unless an item or a heading opens there.
    """
    if "\n" not in text:
        return []
    lines = [m.span() for m in _LINE.finditer(text)]
    width = max((end - start for start, end in lines), default=0)
    if not _NARROW <= width <= _WIDE:
        return []
    ends = [(left, right) for left, right in pairwise(lines) if right[0] == left[1] + 1]
    full = [(left, right) for left, right in ends if _full(text, left, right, width)]
    if len(full) < max(_FEWEST, len(ends) / _ONE_OF):
        return []
    return [_around(text, left[1]) for left, right in full if _goes_on(text, left, right)]


def _full(text: str, left: tuple[int, int], right: tuple[int, int], width: int) -> bool:
    word = _WORD.match(text, *right)
    return word is not None and left[1] - left[0] + 1 + word.end() - word.start() > width


def _goes_on(text: str, left: tuple[int, int], right: tuple[int, int]) -> bool:
    """Whether a full line goes on in the next: no item of a list opens there, no heading stands on either."""
    line, following = text[slice(*left)].rstrip(), text[slice(*right)]
    if is_tabular(line) or is_tabular(following):
        return False
    if _ITEM.match(following) or _alone(line) or (line.endswith(":") and not _SMALL.match(following)):
        return False
    # "... à l'examen" over "clinique : ..." is no heading, as long as its sentence has not ended.
    return heading_of(following) is None or not (line.endswith((".", "!", "?")) or _alone(following))


def _alone(line: str) -> bool:
    """Whether a heading has a line for itself."""
    body = heading_of(line)
    return body is not None and not line[body:].strip()


def _around(text: str, at: int) -> tuple[int, int]:
    """A line's end with the spaces before and behind it."""
    start, end = at, at + 1
    while start and text[start - 1] != "\n" and text[start - 1].isspace():
        start -= 1
    while end < len(text) and text[end] != "\n" and text[end].isspace():
        end += 1
    return start, end
