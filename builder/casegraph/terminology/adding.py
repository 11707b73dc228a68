"""Adding a terminology: reading its files, asking for its licence, compiling, keeping."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

from casegraph.errors import TerminologyError
from casegraph.terminology.added import about, added, is_name, keep, links_of, user_folder
from casegraph.terminology.compiled import Compiled
from casegraph.terminology.importers.options import Options
from casegraph.terminology.importers.registry import read_terminology
from casegraph.terminology.importers.systems import KINDS
from casegraph.terminology.lexicon import shipped_lexicon
from casegraph.terminology.links import Links

__all__ = ["add_terminology", "links"]

_SUFFIXES = re.compile(
    r"(\.(gz|zip|toml|csv|tsv|txt|obo|json|owl|rdf|xml|ttl|nt|nq|trig|jsonld|babelon))+$", re.IGNORECASE
)


def add_terminology(
    place: Path,
    form: str | None = None,
    options: Options | None = None,
    *,
    name: str | None = None,
    licence: str | None = None,
    kind: str | None = None,
    replace: bool = False,
    ask: Callable[[str], str | None] = lambda _: None,
    told: Callable[[str, int], None] = lambda *_: None,
) -> dict[str, Any]:
    """Add a terminology; what is noted of it.

    Args:
        place: its file, folder or zip archive.
        form: its format, recognised unless given.
        name: what to call it, after its file unless given.
        licence: a note of the licence; without one, what the files say, else what `ask` answers.
        kind: the kind of concepts that say none.
        replace: whether it may take the place of one of the same name.
        told: hears of each stage.

    Raises:
        TerminologyError: the files are wrong, the name is taken, or there is no note of a licence.
    """
    name = name if name is not None else _name_of(place)
    if not is_name(name):
        raise TerminologyError(f"{name!r} is no name for a terminology; use lower-case letters, digits, - and _")
    if kind is not None and kind not in KINDS:
        raise TerminologyError(f"no kind is called {kind!r}; there are {', '.join(KINDS)}")
    if not replace and any(note["name"] == name for note in added()):
        raise TerminologyError(f"a terminology is called {name} already; name another with --name, or use --replace")
    form, imported = read_terminology(place, form, options)
    licence = (licence or imported.licence or "").strip() or ask(f"Under which licence do you use {imported.title}?")
    if not licence or not licence.strip():
        raise TerminologyError(f"{place}: say under which licence you use it, for example --licence 'CC BY 4.0'")
    note = {"format": form, "source": str(place.resolve()), "licence": licence, "added": date.today().isoformat()}
    return keep(name, imported, note, kind, told)


def _name_of(place: Path) -> str:
    stem = _SUFFIXES.sub("", place.resolve().name).lower()
    return re.sub(r"[^a-z0-9]+", "-", stem).strip("-") or "terminology"


def links(name: str) -> Links:
    """The links of an added terminology to the shipped ontology.

    Raises:
        TerminologyError: none is called so.
    """
    note = about(name)
    return links_of(Compiled(user_folder() / note["folder"], note), shipped_lexicon())
