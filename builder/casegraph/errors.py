"""The error family of casegraph: each error says which input, where in it, and how to mend it.

The command line prints an error's message as one line and leaves with its exit code; a library user catches
`CasegraphError` for all of them. A message tells of a report by ids, lines and offsets, never by its words: messages
end up in logs.
"""

from __future__ import annotations

import traceback
from pathlib import Path

__all__ = [
    "CasegraphError",
    "EndpointError",
    "GraphError",
    "InputError",
    "OntologyError",
    "OutputError",
    "ParameterError",
    "QueryError",
    "StoreError",
    "TableError",
    "TerminologyError",
    "UnknownConceptError",
    "fault",
    "system_error",
]


class CasegraphError(Exception):
    """Base of every error that casegraph raises on purpose.

    Attributes:
        exit_code: what a command ends with when the error reaches it: 1 for a finding about the data, 2 for misuse.
        quoted: what the message leaves out because it may quote a report; the command line tells it with --verbose.
    """

    exit_code = 2

    def __init__(self, message: str = "", *, quoted: str = "") -> None:
        super().__init__(message)
        self.quoted = quoted


class InputError(CasegraphError):
    """A report cannot be read: missing, a folder, empty, binary, too large, or two reports with one id."""


class OutputError(CasegraphError):
    """A result cannot be written where it was asked for."""


class OntologyError(CasegraphError):
    """The ontology or its compiled lexicon is missing or broken."""


class TableError(CasegraphError):
    """A table of a language pack has an unknown column, an unknown value or a wrong number of fields."""


class TerminologyError(CasegraphError):
    """An outside terminology cannot be read, added or found; the message names the file and, where there is one, the
    line.
    """


class UnknownConceptError(CasegraphError):
    """A label or code names no concept of the ontology; the message lists the nearest ones."""


class GraphError(CasegraphError):
    """A graph file cannot be parsed or does not hold a case graph."""

    exit_code = 2


class QueryError(CasegraphError):
    """A query is unknown, or its text is not valid SPARQL; the message lists what there is or where it breaks."""


class ParameterError(CasegraphError):
    """A query parameter is unknown, or its value does not fit its type."""


class StoreError(CasegraphError):
    """The files of a store cannot be read or written: no store, no room, no rights, damaged, or in another's hands."""


class EndpointError(CasegraphError):
    """A SPARQL endpoint does not answer, or answers something else than SPARQL results."""


def fault(error: BaseException) -> str:
    """What went wrong in casegraph itself and where, without Python's message, which may quote a report."""
    steps = traceback.extract_tb(error.__traceback__)
    place = f" at {Path(steps[-1].filename).name}:{steps[-1].lineno}" if steps else ""
    return f"{type(error).__name__}{place}"


def system_error(error: OSError) -> CasegraphError:
    """What the system refused, as an error that names the file; where the system names none, it was the output."""
    reason = error.strerror or error
    if error.filename is None:
        return OutputError(f"the output cannot be written ({reason}); send it to another place")
    return InputError(f"{error.filename}: {reason}; check the name, its rights and the space on the disk")
