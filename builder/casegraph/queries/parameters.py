"""Binding a saved query's parameters: the terms of its `VALUES ?name { ... }` line are replaced, never text pasted."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence

from casegraph.errors import ParameterError
from casegraph.graph.terms import iri, literal, typed
from casegraph.lookup import resolve_concept
from casegraph.queries.header import Parameter, SavedQuery

__all__ = ["bind", "parse_assignments", "serialise"]

_NUMBER = re.compile(r"[+-]?\d+(\.\d+)?")


def parse_assignments(assignments: Iterable[str]) -> dict[str, list[str]]:
    """`["reason=thrombopénie", "reason=anémie"]` by name; a name given twice asks for either.

    Raises:
        ParameterError: one has no equals sign, or nothing before or after it.
    """
    found: dict[str, list[str]] = {}
    for assignment in assignments:
        name, equals, value = assignment.partition("=")
        if not equals or not name.strip() or not value.strip():
            raise ParameterError(f"'{assignment}' is no parameter; write NAME=VALUE, for example reason=thrombopénie")
        found.setdefault(name.strip(), []).append(value.strip())
    return found


def bind(query: SavedQuery, given: Mapping[str, str | int | float | Sequence[str | int | float]]) -> str:
    """The query's SPARQL with the given values in place of the defaults, ready to be asked.

    Raises:
        ParameterError: the query has no such parameter, or the value does not fit its type.
        UnknownConceptError: a concept is asked for and the value names none, or several.
    """
    known = {parameter.name: parameter for parameter in query.parameters}
    text = query.text
    for name, value in given.items():
        if name not in known:
            has = f"it has {', '.join(known)}" if known else "it has none"
            raise ParameterError(f"the query {query.id} has no parameter '{name}'; {has}")
        values = [value] if isinstance(value, str | int | float) else list(value)
        if not values:
            raise ParameterError(f"the parameter {name} of {query.id} is given no value")
        terms = " ".join(dict.fromkeys(serialise(known[name], str(one)) for one in values))
        line = re.compile(rf"^([ \t]*VALUES[ \t]+\?{name}[ \t]*)\{{[^{{}}\n]*\}}[ \t]*$", re.MULTILINE)
        # A function, so that a backslash of the term is no group reference.
        text = line.sub(lambda match, terms=terms: f"{match[1]}{{ {terms} }}", text)  # type: ignore[misc]
    return text


def serialise(parameter: Parameter, value: str) -> str:
    """One value as a SPARQL term: the only place where what a user wrote enters a query.

    Raises:
        ParameterError: the value is no number where one is asked for.
        UnknownConceptError: the value names no concept, or several.
    """
    if parameter.type.startswith("concept"):
        _, _, kind = parameter.type.partition("/")
        return iri(resolve_concept(value, kind or None).iri)
    if parameter.type == "text":
        return literal(value)
    if not _NUMBER.fullmatch(value) or (parameter.type == "integer" and "." in value):
        raise ParameterError(f"the parameter {parameter.name} is a number ({parameter.type}), not '{value}'")
    return typed(value, parameter.type)
