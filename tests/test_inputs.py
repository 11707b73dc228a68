"""Reports on the way in: what is wrong is said with its file, before anything is read or written."""

from __future__ import annotations

import unicodedata
import warnings
from pathlib import Path

import pytest

from casegraph.errors import InputError
from casegraph.inputs import documents
from casegraph.pipeline import read

_C = "https://w3id.org/casegraph/concept/"
TEXT = "Pas de fièvre.\nThrombopénie à 38 G/L.\n"


def saved(folder: Path, name: str, content: bytes) -> str:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    return str(path)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-32"])
def test_encodings_that_are_sure_are_read_in_silence(tmp_path: Path, encoding: str) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        (document,) = documents([saved(tmp_path, "a.txt", TEXT.encode(encoding))])
    assert document.text == TEXT


@pytest.mark.parametrize("encoding", ["latin-1", "cp1252", "utf-16-le", "utf-16-be"])
def test_an_encoding_that_was_guessed_is_said(tmp_path: Path, encoding: str) -> None:
    place = saved(tmp_path, "a.txt", TEXT.encode(encoding))
    with pytest.warns(UserWarning, match=r"a\.txt: not UTF-8, read as (CP1252|UTF-16)"):
        (document,) = documents([place])
    assert document.text == TEXT


@pytest.mark.parametrize(
    "written",
    [
        TEXT.replace("\n", "\r\n"),
        unicodedata.normalize("NFD", TEXT),
        TEXT.replace("Thrombopénie", "Thrombo\u00adpénie"),
        TEXT.replace(" ", "\u00a0").replace("38\u00a0", "38\u202f"),
        TEXT.replace("\n", "\r"),
    ],
    ids=["CRLF", "NFD", "soft hyphen", "spaces that do not break", "CR"],
)
def test_ways_to_write_the_same_report_give_the_same_statements(tmp_path: Path, written: str) -> None:
    (document,) = documents([saved(tmp_path, "a.txt", written.encode())])
    case = read(document)
    said = {(r.concept, r.presence, r.value.canonical_number if r.value else None) for r in case.records}
    assert said == {(_C + "Fever", "absent", None), (_C + "Thrombocytopenia", "present", None),
                    (_C + "PlateletCount", "present", 38.0)}  # fmt: skip
    for record in case.records:
        assert document.text[record.start : record.end] == record.text


def test_errors_name_the_file_and_not_its_stem(tmp_path: Path) -> None:
    place = saved(tmp_path, "report 7.txt", b"")
    with pytest.raises(InputError, match=r"report 7\.txt: the file is empty"):
        list(documents([place]))


def test_what_needs_no_reading_is_said_first(tmp_path: Path) -> None:
    good = saved(tmp_path, "one/a.txt", TEXT.encode())
    twin = saved(tmp_path, "two/a.txt", TEXT.encode())
    with pytest.raises(InputError, match="the id 'a' is already that of a report in"):
        documents([good, twin])
    with pytest.raises(InputError, match=r"gone\.txt: no such file"):
        documents([good, str(tmp_path / "gone.txt")])
    with pytest.raises(InputError, match="--id names a single report"):
        documents([good, twin], "x")


def test_ids_of_json_lines_are_held_against_those_of_files(tmp_path: Path) -> None:
    rows = saved(tmp_path, "rows.jsonl", b'{"id": "b", "text": "Toux."}\n{"id": "a", "text": "Toux."}\n')
    found = documents([rows, saved(tmp_path, "a.txt", TEXT.encode())])
    assert next(found).id == "b"
    with pytest.raises(InputError, match=r"rows\.jsonl: the id 'a' is already that of a report in .*a\.txt"):
        next(found)
    twice = saved(tmp_path, "twice.jsonl", b'{"id": "b", "text": "Toux."}\n{"id": "b", "text": "Toux."}\n')
    with pytest.raises(InputError, match="the id 'b' is already that of a report in"):
        list(documents([twice]))
