"""Which model and ontology a graph was built with, and how that differs from what this casegraph has.

A graph names the version of the ontology, "0.1.0-3f9c2a7d51e0": that of the model, which decides what a graph is made
of, and the start of a hash over the ontology's files. Graphs of one model are read alike; another ontology of it may
have other concepts.
"""

from __future__ import annotations

import re
import warnings
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from casegraph.graph.ontology import ontology_version
from casegraph.graph.vocabulary import PREFIXES
from casegraph.graph.writer import ONTOLOGY

__all__ = ["Difference", "difference", "named_version", "notices", "tell", "version_in"]

_USED = f" <{PREFIXES['prov']}used> <{ONTOLOGY}".encode()
_NUMBERS = re.compile(r"\d+(\.\d+)*")


@dataclass(frozen=True)
class Difference:
    """That a graph is of another version: `model` says whether the model is another one, `words` what that means."""

    model: bool
    words: str


def version_in(lines: bytes) -> str | None:
    """The version of the ontology that the N-Quads of a case graph name; None where they name none."""
    at = lines.find(_USED)
    return None if at < 0 else lines[at + len(_USED) : lines.index(b">", at + len(_USED))].decode()


def named_version(iri: str) -> str | None:
    """The version that the IRI of an ontology names; None where it is no such IRI."""
    return iri.removeprefix(ONTOLOGY) if iri.startswith(ONTOLOGY) else None


def difference(version: str | None, ontology: Path | None = None) -> Difference | None:
    """How the ontology of a graph differs from that of a folder, else the shipped one; None where it is the same."""
    ours = ontology_version(ontology)
    if version == ours:
        return None
    if version is None:
        return Difference(True, "names no version of the model; was it built by casegraph?")
    model, our_model = version.partition("-")[0], ours.partition("-")[0]
    if model == our_model:
        words = f"built with the ontology {version}, this casegraph has {ours}: some concepts may be others"
        return Difference(False, words)
    age = _age(model, our_model)
    mend = "take the casegraph that wrote it, or build it again" if age == "newer" else "build it again"
    return Difference(True, f"of the model {model}, {age} than {our_model} of this casegraph; {mend} from the report")


def _age(model: str, ours: str) -> str:
    if not _NUMBERS.fullmatch(model):
        return "other"
    one, other = (tuple(map(int, version.split("."))) for version in (model, ours))
    return "newer" if one > other else "older"


def notices(place: object, versions: Mapping[str | None, int], ontology: Path | None = None) -> list[str]:
    """What is to be said of how many cases of a place are of which version: a line for each that is another one."""
    return [
        f"{place}: {f'{count} cases, each ' if count > 1 else ''}{other.words}"
        for version, count in versions.items()
        if (other := difference(version, ontology)) is not None
    ]


def tell(told: Iterable[str]) -> None:
    """Warn of each notice."""
    for notice in told:
        warnings.warn(notice, stacklevel=3)
