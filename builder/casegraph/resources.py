"""Where the shipped data lies: in a checkout beside the code, in an installed package inside it."""

from __future__ import annotations

import os
from functools import cache
from pathlib import Path

from casegraph.errors import OntologyError

__all__ = ["data_folder", "examples_folder", "language_folder"]

_PACKAGE = Path(__file__).resolve().parent


@cache
def data_folder(name: str) -> Path:
    """The folder "ontology" or "queries".

    A checkout is known by the pyproject.toml two folders above the package; an installed wheel carries both folders
    under `casegraph/_data`. The variable CASEGRAPH_ONTOLOGY names another folder for "ontology": a copy to which
    concepts were added.

    Raises:
        OntologyError: neither place holds the folder (a damaged installation), or the variable names no ontology.
    """
    own = os.environ.get("CASEGRAPH_ONTOLOGY") if name == "ontology" else None
    if own:
        if not (Path(own) / "model.ttl").is_file():
            raise OntologyError(f"CASEGRAPH_ONTOLOGY names {own}, which holds no model.ttl; name a copy of it")
        return Path(own).resolve()
    checkout = _PACKAGE.parent.parent
    for place in (checkout / name if (checkout / "pyproject.toml").is_file() else None, _PACKAGE / "_data" / name):
        if place is not None and place.is_dir():
            return place
    raise OntologyError(f"the folder '{name}' of casegraph is missing near {_PACKAGE}: install the package again")


def examples_folder() -> Path:
    """The folder of the shipped example reports."""
    return _PACKAGE / "examples"


def language_folder(language: str) -> Path:
    """The folder of a language pack, for example "fr"."""
    return _PACKAGE / "languages" / language
