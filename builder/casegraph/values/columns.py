"""Tables whose columns are days: a line of days, and below it a line for each test with a value under each day."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from casegraph.frozen import dataclass
from casegraph.text.tabular import cells, is_tabular
from casegraph.values.times import TimeExpression

__all__ = ["Row", "find_rows"]

_LINE = re.compile(r"^.*$", re.MULTILINE)
#: Fewer days head no table.
_FEWEST = 2
_DAYS = ("date", "day")


@dataclass(frozen=True, slots=True)
class Row:
    """A line of a table: where its first cell stands, and where each value with the day that heads its column."""

    name: tuple[int, int]
    values: tuple[tuple[int, int, TimeExpression], ...]


def find_rows(text: str, times: Sequence[TimeExpression]) -> list[Row]:
    """The lines below a line of days, up to the first that has no cells of its own."""
    if "\t" not in text and "|" not in text:
        return []
    days = {(t.start, t.end): t for t in times if t.kind in _DAYS}
    return list(_rows(text, days))


def _rows(text: str, days: dict[tuple[int, int], TimeExpression]) -> Iterator[Row]:
    heads: list[TimeExpression | None] = []
    for line in _LINE.finditer(text):
        if not is_tabular(line.group()):
            heads = []
            continue
        spans = cells(text, *line.span())
        own = [days.get(span) for span in spans]
        if sum(day is not None for day in own) >= _FEWEST:
            heads = own
        elif heads and spans and not set(line.group()) <= set("|-: \t"):
            yield Row(spans[0], tuple(_under(heads, spans)))


def _under(
    heads: list[TimeExpression | None], spans: list[tuple[int, int]]
) -> Iterator[tuple[int, int, TimeExpression]]:
    """The cells below days: by their column, or the last ones where the line of days has no cell for the names."""
    days = [head for head in heads if head is not None]
    if len(spans) == len(heads):
        pairs = list(zip(spans, heads, strict=True))
    else:
        filled = [span for span in spans[1:] if span[0] < span[1]]
        pairs = list(zip(filled, days, strict=True)) if len(filled) == len(days) else []
    for (start, end), day in pairs:
        if day is not None and start < end:
            yield start, end, day
