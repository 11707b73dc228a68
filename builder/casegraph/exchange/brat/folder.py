"""Folders of BRAT: `.txt` and `.ann` files of one name beside each other, also in folders within."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import unquote

from casegraph.errors import InputError
from casegraph.exchange.brat.reader import Annotated, from_brat
from casegraph.inputs import TEXT_SUFFIXES, read_report
from casegraph.text.decode import decode
from casegraph.text.document import document_from_bytes

__all__ = ["brat_files", "read_brat", "read_brat_file"]


def brat_files(folder: Path) -> list[Path]:
    """The `.ann` files of a folder and of the folders in it, in the order of their names; hidden ones are left out."""
    found = (p for p in folder.rglob("*.ann") if p.is_file())
    return sorted(p for p in found if not any(part.startswith(".") for part in p.relative_to(folder).parts))


def read_brat(place: Path) -> tuple[list[Annotated], tuple[str, ...]]:
    """The annotated reports of a folder or of one `.ann` file, and notices of what lies there besides.

    The id of a report is the path of its files within the folder, without the suffix.

    Raises:
        InputError: there is no `.ann` file, a text is missing, or annotations cannot be read.
    """
    if place.is_file():
        return [read_brat_file(place, _case_id(place.stem))], ()
    files = brat_files(place)
    if not files:
        raise InputError(
            f"{place}: the folder holds no .ann file; casegraph build CASE... --to brat -o {place} writes some"
        )
    ids: dict[str, Path] = {}
    for file in files:
        case_id = _case_id(file.relative_to(place).with_suffix("").as_posix())
        if case_id in ids:
            raise InputError(f"{file}: the id {case_id!r} is already that of {ids[case_id]}; rename one of them")
        ids[case_id] = file
    read = [read_brat_file(file, case_id) for case_id, file in ids.items()]
    annotated = {file.with_suffix("") for file in files}
    texts = sorted(p for p in place.rglob("*.txt") if p.is_file() and p.with_suffix("") not in annotated)
    notices = (f"{texts[0]}: has no .ann file beside it and is left out" + _more(len(texts)),) if texts else ()
    return read, notices


def read_brat_file(annotations: Path, case_id: str) -> Annotated:
    """The report that an `.ann` file annotates.

    Raises:
        InputError: the text is missing, or a file cannot be read.
    """
    text = next((p for suffix in TEXT_SUFFIXES if (p := annotations.with_suffix(suffix)).is_file()), None)
    if text is None:
        missing = annotations.with_suffix(".txt").name
        raise InputError(f"{annotations}: there is no {missing} beside it; put the text that was annotated there")
    data = read_report(str(text))
    document = document_from_bytes(data, case_id, name=str(text))
    try:
        content = read_report(str(annotations)).decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise InputError(f"{annotations}: no UTF-8 at byte {error.start}; BRAT writes UTF-8, save it so") from error
    written = decode(data, str(text))[0] if b"\r" in data else None
    return from_brat(document, content, str(annotations), written)


def _case_id(stem: str) -> str:
    """The id of a case by the stem of its files, in which what some system forbids in names is percent-encoded."""
    return unquote(stem)


def _more(count: int) -> str:
    return f" ({count - 1} more)" if count > 1 else ""
