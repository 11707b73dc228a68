"""Tables whose columns are days: a line of days, and below it a line for each test with a value under each day."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from casegraph.frozen import dataclass
from casegraph.languages.words import plain_class
from casegraph.text.fold import plain
from casegraph.text.tabular import cells, is_tabular
from casegraph.values.time_expression import TimeExpression

__all__ = ["Row", "find_rows"]

_LINE = re.compile(r"^.*$", re.MULTILINE)
#: Fewer days head no table.
_FEWEST = 2
_DAYS = ("date", "day")


@dataclass(frozen=True, slots=True)
class Row:
    """A line of a table: where its first cell stands, each value with the day that heads its column, and its norm."""

    name: tuple[int, int]
    values: tuple[tuple[int, int, TimeExpression], ...]
    norm: tuple[int, int] | None = None


def find_rows(text: str, times: Sequence[TimeExpression]) -> list[Row]:
    """The lines below a line of days, up to the first that has no cells of its own."""
    if "\t" not in text and "|" not in text:
        return []
    days = {(t.start, t.end): t for t in times if t.kind in _DAYS}
    return list(_rows(text, days))


def _rows(text: str, days: dict[tuple[int, int], TimeExpression]) -> Iterator[Row]:
    heads: list[TimeExpression | None] = []
    norm: int | None = None
    for line in _LINE.finditer(text):
        if not is_tabular(line.group()):
            heads = []
            continue
        spans = cells(text, *line.span())
        own = [days.get(span) for span in spans]
        if sum(day is not None for day in own) >= _FEWEST:
            heads = own
            norm = next((i for i, span in enumerate(spans) if _of_norms(text[slice(*span)])), None)
        elif heads and spans and not set(line.group()) <= set("|-: \t"):
            yield _row(heads, norm, spans)


def _of_norms(head: str) -> bool:
    """Whether a column is that of the laboratory's own ranges: "Normes", "Valeurs de référence"."""
    return not plain_class("norm-names", "range-nouns").isdisjoint(plain(head).split())


def _row(heads: list[TimeExpression | None], norm: int | None, spans: list[tuple[int, int]]) -> Row:
    """The cells below days: by their column, or the last ones where the line of days has no cell for the names."""
    columns = [i for i, head in enumerate(heads) if head is not None or i == norm]
    filled = [span for span in spans[1:] if span[0] < span[1]]
    if len(spans) == len(heads):
        under = {i: spans[i] for i in columns}
    else:
        under = dict(zip(columns, filled, strict=True)) if len(filled) == len(columns) else {}
    values = ((*under[i], head) for i, head in enumerate(heads) if head is not None and i in under)
    return Row(spans[0], tuple(v for v in values if v[0] < v[1]), under.get(norm) if norm is not None else None)
