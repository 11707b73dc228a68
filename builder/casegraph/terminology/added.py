"""The terminologies that a user has added: kept in a private folder of the user's, opened beside the shipped lexicon.

Each is a file NAME.json, which says what it is and names the folder with its compiled files. Adding writes a new
folder, then replaces that file in one step: whatever happens in between, what was there before still works.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import warnings
from collections.abc import Callable, Sequence
from contextlib import suppress
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any
from uuid import uuid4

from casegraph.errors import TerminologyError
from casegraph.files import sync_folder, write_atomically
from casegraph.kept import check_private, forget_unused, note_use
from casegraph.terminology.lexicon import Lexicon, shipped_lexicon

if TYPE_CHECKING:
    from casegraph.terminology.compiled import Compiled
    from casegraph.terminology.importers.records import Imported
    from casegraph.terminology.links import Links

__all__ = ["NO_TERMINOLOGY", "about", "added", "is_name", "keep", "links_of", "open_lexicon", "remove", "user_folder"]

#: What `--terminology` takes to use none of those that were added.
NO_TERMINOLOGY = "none"
_NAME = re.compile(r"[a-z0-9][a-z0-9_-]*")


def is_name(name: str) -> bool:
    """Whether a terminology may be called so; files and folders are named after it."""
    return _NAME.fullmatch(name) is not None and name != NO_TERMINOLOGY


def user_folder() -> Path:
    """The user's private folder of added terminologies; the variable CASEGRAPH_DATA names the folder around it."""
    override = os.environ.get("CASEGRAPH_DATA")
    if override:
        return Path(override) / "terminologies"
    from platformdirs import user_data_path

    return user_data_path("casegraph") / "terminologies"


def added() -> list[dict[str, Any]]:
    """What is noted of each terminology that was added, in the order of adding.

    Raises:
        TerminologyError: a note is damaged.
    """
    folder = user_folder()
    if not folder.is_dir():
        return []
    _check(folder)
    found = [_note(path) for path in folder.glob("*.json") if not path.name.startswith(".")]
    return sorted(found, key=lambda note: (note["added"], note["name"]))


def _check(place: Path) -> None:
    """See that what is compiled there is the user's own: it is mapped into memory as it is.

    Raises:
        TerminologyError: another account may have written it.
    """
    try:
        check_private(place)
    except OSError as error:
        raise TerminologyError(f"{place}: terminologies are not taken from there ({error.strerror})") from error


def _note(path: Path) -> dict[str, Any]:
    try:
        note: dict[str, Any] = json.loads(path.read_bytes())
        note["added"]
        if note["name"] != path.stem or not re.fullmatch(rf"{re.escape(path.stem)}\.\d+\.\w+", note["folder"]):
            raise ValueError("it names another terminology, or a folder elsewhere")
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise TerminologyError(
            f"{path}: damaged ({error}); remove it with casegraph terminology remove {path.stem}"
        ) from error
    return note


def about(name: str) -> dict[str, Any]:
    """What is noted of one terminology.

    Raises:
        TerminologyError: none is called so; the message lists those there are.
    """
    notes = {note["name"]: note for note in added()}
    if name not in notes:
        there = f"there are {', '.join(notes)}" if notes else "none was added yet: casegraph terminology add FILE"
        raise TerminologyError(f"no terminology is called {name!r}; {there}")
    return notes[name]


def keep(
    name: str,
    imported: Imported,
    note: dict[str, Any],
    kind: str | None = None,
    told: Callable[[str, int], None] = lambda *_: None,
) -> dict[str, Any]:
    """Compile a terminology and keep it, in place of one of the same name; what is noted of it.

    `note` holds what else to note: format, source, licence, the day it was added.

    Raises:
        TerminologyError: it cannot be compiled, or the user's folder cannot be written.
    """
    from casegraph.terminology.compiled import compile_terminology
    from casegraph.terminology.links import identifying_codes

    root = user_folder()
    folder = root / f"{name}.{os.getpid()}.{uuid4().hex[:8]}"
    try:
        root.mkdir(parents=True, exist_ok=True, mode=0o700)
        check_private(root)
        _clean(root)
    except OSError as error:
        raise TerminologyError(
            f"{root} cannot be written ({error.strerror}); the variable CASEGRAPH_DATA names another folder"
        ) from error
    before = root / f"{name}.json"
    try:
        folder.mkdir(mode=0o700)
        shipped = shipped_lexicon()
        known = identifying_codes(shipped.terminology)
        made = compile_terminology(imported, folder, kind, told, known, shipped.is_word)
        made |= note | {"name": name, "folder": folder.name}
        old = _folder_of(before)
        sync_folder(folder)
        write_atomically(before, json.dumps(made, ensure_ascii=False, indent=1).encode())
        # Before what stood there is removed.
        sync_folder(root)
    except BaseException as error:
        if _folder_of(before) != folder.name:
            shutil.rmtree(folder, ignore_errors=True)
        if isinstance(error, OSError):
            raise TerminologyError(
                f"{folder} cannot be written ({error.strerror or error}); make room or check its rights, or let the "
                "variable CASEGRAPH_DATA name another folder"
            ) from error
        raise
    if old:
        shutil.rmtree(root / old, ignore_errors=True)
    return made


def remove(name: str) -> None:
    """Forget a terminology.

    Raises:
        TerminologyError: none is called so, or it cannot be removed.
    """
    path = user_folder() / f"{name}.json"
    try:
        note = _note(path) if is_name(name) and path.is_file() else about(name)
        folder = note["folder"]
    except TerminologyError:
        if not is_name(name) or not path.is_file():
            raise
        folder = None
    try:
        path.unlink()
    except OSError as error:
        raise TerminologyError(
            f"{path} cannot be removed ({error.strerror}); check the rights of its folder"
        ) from error
    with suppress(OSError):
        _clean(user_folder())
    if folder:
        shutil.rmtree(user_folder() / folder, ignore_errors=True)


def _folder_of(path: Path) -> str | None:
    """The folder that a note names; None where there is no note, or a damaged one."""
    try:
        return str(_note(path)["folder"])
    except TerminologyError:
        return None


def _clean(root: Path) -> None:
    """Remove what killed processes left behind: folders that no note names and whose process is gone."""
    named = set()
    for path in root.glob("*.json"):
        named.add(_folder_of(path))
    for path in root.iterdir():
        process = path.suffixes[-2][1:] if len(path.suffixes) > 1 else ""
        if path.is_dir() and path.name not in named and process.isdecimal() and not _running(int(process)):
            shutil.rmtree(path, ignore_errors=True)


def _running(process: int) -> bool:
    if os.name != "posix" or process == os.getpid():
        return True
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except OSError:
        return True
    return True


def open_lexicon(names: Sequence[str] | None = None) -> Lexicon:
    """The shipped lexicon with the terminologies of some names, all that were added unless named.

    Raises:
        TerminologyError: none is called so, or one is damaged.
        OntologyError: the ontology is missing or broken.
    """
    while True:
        notes = added() if names is None else [about(name) for name in names if name != NO_TERMINOLOGY]
        if not notes:
            return shipped_lexicon()
        try:
            return _joined(tuple(_up_to_date(note) for note in notes))
        except TerminologyError:
            # Another process may have put a new one in the place of one of them just now.
            if all(about(note["name"])["folder"] == note["folder"] for note in notes):
                raise


@lru_cache(maxsize=4)
def _joined(folders: tuple[tuple[str, str], ...]) -> Lexicon:
    from casegraph.terminology.joined import JoinedLexicon

    shipped = shipped_lexicon()
    opened = [_opened(name, folder) for name, folder in folders]
    return JoinedLexicon(shipped, [(compiled, links_of(compiled, shipped)) for compiled in opened])


def _opened(name: str, folder: str) -> Compiled:
    from casegraph.terminology.compiled import Compiled

    note = about(name)
    _check(user_folder() / folder)
    return Compiled(user_folder() / folder, note)


def links_of(compiled: Compiled, shipped: Lexicon) -> Links:
    """The links of a terminology to the shipped ontology, kept beside it for the version that is shipped."""
    from casegraph.terminology.links import Links, find_links

    path = compiled.folder / f"links-{shipped.version}.json"
    try:
        links = Links.from_plain(json.loads(path.read_bytes()))
        note_use(path)
        return links
    except (OSError, ValueError, KeyError, TypeError):
        links = find_links(compiled, shipped.terminology)
    with suppress(OSError):
        write_atomically(path, json.dumps(links.to_plain(), ensure_ascii=False).encode())
        forget_unused(path, "links-")
    return links


def _up_to_date(note: dict[str, Any]) -> tuple[str, str]:
    """The name and folder of a terminology, compiled again where this casegraph compiles otherwise."""
    from casegraph.terminology.compiled import layout

    if note["layout"] != layout():
        warnings.warn(f"the terminology {note['name']} is prepared again for this version of casegraph", stacklevel=2)
        note = _again(note)
    return note["name"], note["folder"]


def _again(note: dict[str, Any]) -> dict[str, Any]:
    from casegraph.terminology.compiled import Compiled
    from casegraph.terminology.importers.records import Imported, Row

    compiled = Compiled(user_folder() / note["folder"], note)
    codes = [entry.code for entry in compiled.entries()]
    rows = (
        Row(e.code, e.terms, note["source"], tuple(codes[p] for p in e.parents), e.matches, e.kind)
        for e in compiled.entries()
    )
    imported = Imported(note["title"], rows, note["version"], note["licence"], stems=note["stems"])
    read = ("format", "source", "licence", "added", "unknown_parents", "skipped", "first_skipped")
    kept: dict[str, Any] = {key: note[key] for key in read if key in note}
    return keep(note["name"], imported, kept)
