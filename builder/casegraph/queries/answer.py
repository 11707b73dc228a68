"""What a query answers: rows with described columns, or triples."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import pyoxigraph as ox

from casegraph.errors import QueryError
from casegraph.graph.vocabulary import PREFIXES
from casegraph.queries.header import Column, SavedQuery

if TYPE_CHECKING:
    import pandas as pd
    import rdflib

__all__ = ["Answer", "Cell", "GraphAnswer", "read_solutions", "written"]

#: What a row holds: an IRI or a text as a string, a number, a truth value, or nothing.
Cell = str | int | float | bool | None
_XSD = PREFIXES["xsd"]
_INTEGERS = {_XSD + name for name in ("integer", "int", "long", "nonNegativeInteger", "positiveInteger")}
_NUMBERS = {_XSD + name for name in ("decimal", "double", "float")}

_DISTINCT = re.compile(r"^SELECT\s+DISTINCT\b", re.MULTILINE | re.IGNORECASE)


@dataclass(frozen=True)
class Answer:
    """The rows of a SELECT in the query's own order, each a mapping from column name to cell."""

    query: SavedQuery
    columns: tuple[Column, ...]
    rows: tuple[Mapping[str, Cell], ...] = field(default=())

    def __len__(self) -> int:
        return len(self.rows)

    def __repr__(self) -> str:
        """The query and how many rows it gives; the rows are for `list` and `to_dataframe`."""
        return f"<Answer {self.query.id}: {len(self)} rows>"

    def __iter__(self) -> Iterator[Mapping[str, Cell]]:
        return iter(self.rows)

    def to_csv(self) -> str:
        """The rows as CSV with a header line; an empty cell is empty, an IRI stands in full."""
        out = io.StringIO()
        writer = csv.writer(out, lineterminator="\n")
        writer.writerow([column.name for column in self.columns])
        for row in self.rows:
            writer.writerow([written(row[column.name]) for column in self.columns])
        return out.getvalue()

    def to_json(self) -> str:
        """The rows as a JSON array of objects; an empty cell is null."""
        rows = [{column.name: row[column.name] for column in self.columns} for row in self.rows]
        return json.dumps(rows, ensure_ascii=False, indent=2) + "\n"

    def to_dataframe(self) -> pd.DataFrame:
        """The rows as a pandas DataFrame (the extra `notebook`)."""
        import pandas as pd

        return pd.DataFrame([dict(row) for row in self.rows], columns=[column.name for column in self.columns])


@dataclass(frozen=True)
class GraphAnswer:
    """The triples of a CONSTRUCT."""

    query: SavedQuery
    triples: tuple[ox.Triple, ...]

    def __len__(self) -> int:
        return len(self.triples)

    def to_turtle(self) -> str:
        """The triples as Turtle."""
        written = ox.serialize(sorted(self.triples, key=str), format=ox.RdfFormat.TURTLE, prefixes=dict(PREFIXES))
        return (written or b"").decode()

    def to_rdflib(self) -> rdflib.Graph:
        """The triples as an rdflib graph."""
        import rdflib

        return rdflib.Graph().parse(data=self.to_turtle(), format="turtle")


def read_solutions(query: SavedQuery, solutions: Any) -> Answer | GraphAnswer:
    """What a store or an endpoint answered, as an answer.

    Raises:
        QueryError: the query is an ASK or gives something that no answer can hold.
    """
    if isinstance(solutions, ox.QuerySolutions):
        columns = tuple(query.column(variable.value) for variable in solutions.variables)
        names = [column.name for column in columns]
        found: Iterable[tuple[Cell, ...]] = (tuple(map(_cell, solution)) for solution in solutions)
        if _DISTINCT.search(query.text):
            # Virtuoso 7.2.5 gives some rows of a SELECT DISTINCT twice.
            found = dict.fromkeys(found)
        return Answer(query, columns, tuple(dict(zip(names, row, strict=True)) for row in found))
    if isinstance(solutions, ox.QueryBoolean):
        return Answer(query, (Column("answer", "boolean", "yes or no"),), ({"answer": bool(solutions)},))
    return GraphAnswer(query, tuple(dict.fromkeys(solutions)))


def _cell(term: object) -> Cell:
    if term is None:
        return None
    if isinstance(term, ox.Literal):
        datatype = term.datatype.value
        if datatype in _INTEGERS:
            return int(term.value)
        if datatype in _NUMBERS:
            return float(term.value)
        if datatype == _XSD + "boolean":
            return term.value in ("true", "1")
        return term.value
    if isinstance(term, ox.NamedNode | ox.BlankNode):
        return term.value
    raise QueryError(f"the query gives {term}, which is neither an IRI nor a literal")


def written(cell: Cell) -> str:
    """A cell as text: nothing for none, a whole number without its decimal point."""
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "true" if cell else "false"
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return str(cell)
