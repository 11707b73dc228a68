"""The header of a saved query: comment lines that begin with `#:`, one fact each, read strictly.

    #: id held-because
    #: question fr Qu'est-ce qui n'a pas été donné ou fait comme prévu à cause de ce problème ?
    #: question en What was not given or done as planned because of this condition?
    #: parameter reason concept The condition that was the reason, or anything below it
    #: column case text The id of the case
    #: column start integer [characters] Where the words begin

A `parameter` line gives name, type and meaning; its default stands in the query, in a line of its own,
`VALUES ?reason { c:Thrombocytopenia }`; constants stand in rows, `VALUES (?family) { (c:Symptom) (c:Sign) }`. A
`column` line gives name, type, the unit in brackets where it has one, and the meaning; the columns are those of the
SELECT, in its order. Other comments are free.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from casegraph.errors import QueryError
from casegraph.graph.vocabulary import LANGUAGES

__all__ = ["COLUMN_TYPES", "KINDS", "PARAMETER_TYPES", "Column", "Parameter", "SavedQuery", "parse_query"]

#: Kinds of concept to which a parameter may be narrowed: `concept/observable`.
KINDS = ("condition", "treatment", "procedure", "observable", "site", "organism", "device", "circumstance", "encounter")
#: What a parameter's value may be.
PARAMETER_TYPES = ("concept", *(f"concept/{kind}" for kind in KINDS), "text", "integer", "decimal")
#: What a column may hold: a concept of the ontology, a term of the model, another IRI, or a literal.
COLUMN_TYPES = ("concept", "term", "iri", "text", "integer", "decimal", "boolean")
_NAME = re.compile(r"[A-Za-z][A-Za-z0-9]*")
_ID = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*")
_VALUES = re.compile(r"^[ \t]*VALUES[ \t]+\?(\w+)[ \t]*\{([^{}\n]*)\}[ \t]*$", re.MULTILINE)
_SELECTED = re.compile(r"\bSELECT\b(?:\s+(?:DISTINCT|REDUCED)\b)?(.*?)\bWHERE\b", re.DOTALL | re.IGNORECASE)
_PROJECTED = re.compile(r"\(\s*.*?\bAS\s+\?(\w+)\s*\)|\?(\w+)", re.DOTALL | re.IGNORECASE)
_CONSTRUCT = re.compile(r"^\s*CONSTRUCT\b", re.MULTILINE | re.IGNORECASE)
_GRAPH = re.compile(r"(?<![?$:\w])GRAPH\s*[?$<\w]", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Parameter:
    """What may be asked for: `type` is one of `PARAMETER_TYPES`, `default` the terms of its VALUES line."""

    name: str
    type: str
    meaning: str
    default: str


@dataclass(frozen=True, slots=True)
class Column:
    """A column of the answer: `type` is one of `COLUMN_TYPES`, `unit` a unit or None."""

    name: str
    type: str
    meaning: str
    unit: str | None = None


@dataclass(frozen=True)
class SavedQuery:
    """A query with what its header says; `path` is where it stands, its topic the folder it stands in."""

    id: str
    path: Path
    text: str
    questions: Mapping[str, str] = field(default_factory=dict)
    parameters: tuple[Parameter, ...] = ()
    columns: tuple[Column, ...] = ()

    @property
    def topic(self) -> str:
        """The name of the folder that the query stands in."""
        return self.path.parent.name

    def column(self, name: str) -> Column:
        """What the header says of a column; a column of a query without a header is text."""
        return next((c for c in self.columns if c.name == name), Column(name, "text", ""))


@dataclass
class _Draft:
    """A header under way: what was read so far, and where."""

    path: Path
    line: int = 0
    id: str | None = None
    questions: dict[str, str] = field(default_factory=dict)
    parameters: dict[str, tuple[str, str]] = field(default_factory=dict)
    columns: dict[str, Column] = field(default_factory=dict)

    def error(self, message: str) -> QueryError:
        return QueryError(f"{self.path}:{self.line}: {message}")

    def new(self, name: str, known: Mapping[str, object], what: str) -> str:
        if not _NAME.fullmatch(name):
            raise self.error(f"{name!r} is no {what} name; use letters and digits")
        if name in known:
            raise self.error(f"the {what} {name} is given twice")
        return name


def parse_query(text: str, path: Path) -> SavedQuery:
    """Read a saved query and hold its header against its SPARQL.

    Raises:
        QueryError: an unknown or malformed header line, or a header that the query does not fit; with file and line.
    """
    draft = _Draft(path)
    for draft.line, line in enumerate(text.splitlines(), 1):
        if line.startswith("#:"):
            key, _, rest = line[2:].strip().partition(" ")
            read = _READERS.get(key)
            if read is None:
                raise draft.error(f"unknown header line '{key}'; it may be {', '.join(_READERS)}")
            read(draft, rest.strip())
    if draft.id is None:
        raise draft.error("the header has no line '#: id NAME'")
    if draft.id != path.stem:
        raise draft.error(f"the id is {draft.id} but the file is named {path.name}; they must agree")
    for language in LANGUAGES:
        if language not in draft.questions:
            raise draft.error(f"the header has no line '#: question {language} ...'")
    parameters = _parameters(draft, text)
    _check_body(draft, text)
    return SavedQuery(draft.id, path, text, draft.questions, parameters, tuple(draft.columns.values()))


def _read_id(draft: _Draft, rest: str) -> None:
    if draft.id is not None:
        raise draft.error("the id is given twice")
    if not _ID.fullmatch(rest):
        raise draft.error(f"{rest!r} is no id; use lower-case words joined by hyphens")
    draft.id = rest


def _read_question(draft: _Draft, rest: str) -> None:
    language, _, question = rest.partition(" ")
    if language not in LANGUAGES or not question.strip():
        raise draft.error("write '#: question fr ...' or '#: question en ...'")
    if language in draft.questions:
        raise draft.error(f"the question in '{language}' is given twice")
    draft.questions[language] = question.strip()


def _read_parameter(draft: _Draft, rest: str) -> None:
    name, _, rest = rest.partition(" ")
    type_, _, meaning = rest.strip().partition(" ")
    draft.new(name, draft.parameters, "parameter")
    if type_ not in PARAMETER_TYPES or not meaning.strip():
        raise draft.error(f"write '#: parameter {name} TYPE MEANING'; the type is one of {', '.join(PARAMETER_TYPES)}")
    draft.parameters[name] = (type_, meaning.strip())


def _read_column(draft: _Draft, rest: str) -> None:
    name, _, rest = rest.partition(" ")
    type_, _, meaning = rest.strip().partition(" ")
    draft.new(name, draft.columns, "column")
    unit = None
    if meaning.startswith("["):
        unit, _, meaning = meaning[1:].partition("]")
    if type_ not in COLUMN_TYPES or not meaning.strip() or unit == "":
        raise draft.error(f"write '#: column {name} TYPE [UNIT] MEANING'; the type is one of {', '.join(COLUMN_TYPES)}")
    draft.columns[name] = Column(name, type_, meaning.strip(), unit)


_READERS: dict[str, Callable[[_Draft, str], None]] = {
    "id": _read_id,
    "question": _read_question,
    "parameter": _read_parameter,
    "column": _read_column,
}


def _parameters(draft: _Draft, text: str) -> tuple[Parameter, ...]:
    """The parameters with their defaults; each needs one VALUES line, and each such line is a parameter's."""
    defaults: dict[str, str] = {}
    for match in _VALUES.finditer(text):
        name = match[1]
        draft.line = text.count("\n", 0, match.start()) + 1
        if name not in draft.parameters:
            raise draft.error(f"VALUES ?{name} without a header line '#: parameter {name} TYPE MEANING'")
        if name in defaults:
            raise draft.error(f"a second VALUES line for ?{name}; a parameter has one")
        if not match[2].strip():
            raise draft.error(f"VALUES ?{name} has no default; write one between the braces")
        defaults[name] = match[2].strip()
    for name in draft.parameters:
        if name not in defaults:
            raise draft.error(f"the parameter {name} has no line 'VALUES ?{name} {{ default }}' of its own")
    return tuple(Parameter(name, *said, defaults[name]) for name, said in draft.parameters.items())


def _check_body(draft: _Draft, text: str) -> None:
    body = "\n".join("" if line.lstrip().startswith("#") else line for line in text.splitlines())
    if _GRAPH.search(body):
        draft.line = body.count("\n", 0, next(_GRAPH.finditer(body)).start()) + 1
        raise draft.error("a saved query has no GRAPH clause; its default graph is the union of all graphs")
    if _CONSTRUCT.search(body):
        if draft.columns:
            raise draft.error("a CONSTRUCT query has no columns; remove their header lines")
        return
    selected = _SELECTED.search(body)
    if selected is None:
        raise draft.error("a saved query is a SELECT or a CONSTRUCT with WHERE")
    names = [match[1] or match[2] for match in _PROJECTED.finditer(selected[1])]
    if names != list(draft.columns):
        draft.line = body.count("\n", 0, selected.start()) + 1
        raise draft.error(
            f"SELECT gives {', '.join(names)} but the header describes {', '.join(draft.columns) or 'none'}"
        )
