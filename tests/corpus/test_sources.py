"""The sources of a corpus: each gives its documents in one order, and says what is wrong with which."""

from __future__ import annotations

import csv
import gzip
import io
import json
import zipfile
from pathlib import Path

import pyarrow as pa
import pytest
from pyarrow import parquet

from casegraph.corpus.items import Item, document_of
from casegraph.corpus.sources import Columns, open_sources
from casegraph.errors import InputError

REPORTS = {"a": "Pas de fièvre.", "b": "Toux ; dyspnée,\n« fièvre » à 39 °C.", "c": "Thrombopénie."}
COLUMNS = Columns()


def items(*places: Path | str, columns: Columns = COLUMNS) -> list[Item]:
    return list(open_sources(map(str, places), columns).items())


def read(*places: Path | str, columns: Columns = COLUMNS) -> dict[str | None, str]:
    return {item.id: document_of(item).text for item in items(*places, columns=columns)}


def faults(found: list[Item]) -> dict[str, str]:
    return {item.place.rpartition("/")[2]: item.fault.kind for item in found if item.fault}


def test_a_folder_stands_for_its_texts_and_those_below(tmp_path: Path) -> None:
    for name, text in (
        ("2017/b.txt", "Toux."),
        ("a.txt", "Fièvre."),
        ("2016/b.TEXT", "Nausée."),
        ("z/.hidden.txt", ""),
    ):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(text, encoding="utf-8")
    (tmp_path / "rows.jsonl").write_text('{"id": "x", "text": "Toux."}', encoding="utf-8")
    assert list(read(tmp_path)) == ["2016/b", "2017/b", "a"]
    assert list(read(str(tmp_path / "**" / "*.txt"))) == ["2017/b", "a"]
    assert list(read(str(tmp_path / "2017" / "*.txt"))) == ["b"]
    assert list(read(tmp_path / "a.txt", tmp_path / "2016")) == ["a", "b"]


def test_a_folder_of_brat_gives_its_texts(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("Fièvre.", encoding="utf-8")
    (tmp_path / "a.ann").write_text("T1\tCondition 0 6\tFièvre\n", encoding="utf-8")
    (tmp_path / "annotation.conf").write_text("[entities]", encoding="utf-8")
    assert read(tmp_path) == {"a": "Fièvre."}


def test_what_is_no_source_is_said(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="no such file or folder"):
        open_sources([str(tmp_path / "gone")])
    with pytest.raises(InputError, match="no file fits this pattern"):
        open_sources([str(tmp_path / "*.txt")])
    with pytest.raises(InputError, match="not read from standard input"):
        open_sources(["-"])
    (tmp_path / "readme.md").write_text("x", encoding="utf-8")
    with pytest.raises(InputError, match=r"the folder holds no \.txt file, and no \.jsonl"):
        open_sources([str(tmp_path)])


def write_csv(path: Path, delimiter: str, encoding: str, *, packed: bool = False) -> Path:
    stream = io.StringIO()
    rows = csv.writer(stream, delimiter=delimiter)
    rows.writerow(["date", "id", "text"])
    rows.writerows(("2016-03-01", name, text) for name, text in REPORTS.items())
    data = stream.getvalue().encode(encoding)
    path.write_bytes(gzip.compress(data) if packed else data)
    return path


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252"])
def test_csv_of_every_kind(tmp_path: Path, delimiter: str, encoding: str) -> None:
    assert read(write_csv(tmp_path / "a.csv", delimiter, encoding)) == REPORTS
    assert read(write_csv(tmp_path / "a.csv.gz", delimiter, encoding, packed=True)) == REPORTS


def test_csv_rows_that_are_none(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text('id,text\na,Toux.\n\n,Fièvre.\nc\nd,""\ne,"Une toux\n', encoding="utf-8")
    found = items(path)
    assert [(i.id, i.fault.kind if i.fault else None) for i in found] == [
        ("a", None), (None, "bad row"), ("c", "bad row"), ("d", None), ("e", None)]  # fmt: skip
    with pytest.raises(InputError, match=r"a\.csv:6: d: the text is empty|a\.csv:6: .*empty"):
        document_of(found[3])


def table(path: Path) -> Path:
    columns = {"note_id": pa.array([1, 2, None]), "note_text": pa.array(["Toux.", None, "Fièvre."])}
    parquet.write_table(pa.table(columns), path)
    return path


def test_parquet_with_its_columns_named(tmp_path: Path) -> None:
    path = table(tmp_path / "notes.parquet")
    found = items(path, columns=Columns("note_id", "note_text"))
    assert [(i.id, i.fault.kind if i.fault else i.content) for i in found] == [
        ("1", "Toux."), ("2", "bad row"), (None, "bad row")]  # fmt: skip
    assert found[-1].done == path.stat().st_size
    with pytest.raises(
        InputError, match=r"no column is called 'id'; there are note_id, note_text: name those .*--id-column"
    ):
        open_sources([str(path)])
    (tmp_path / "notes.parquet").write_bytes(b"PAR1 broken")
    with pytest.raises(InputError, match=r"notes\.parquet: no Parquet file"):
        open_sources([str(path)])


def test_a_folder_of_parts_is_read_as_one(tmp_path: Path) -> None:
    for n in range(3):
        parquet.write_table(pa.table({"id": [f"r{n}"], "text": ["Toux."]}), tmp_path / f"part-{n}.snappy.parquet")
    (tmp_path / "_SUCCESS").write_bytes(b"")
    assert list(read(tmp_path)) == ["r0", "r1", "r2"]


def test_json_lines(tmp_path: Path) -> None:
    rows = ['{"id": 7, "text": "Toux."}', "", "nonsense", '{"id": "x"}', '{"id": "y", "text": 3}', "[" * 100_000,
            '{"id": "\\ud800", "text": "Toux \\ud800."}']  # fmt: skip
    path = tmp_path / "a.jsonl.gz"
    path.write_bytes(gzip.compress("\n".join(rows).encode()))
    found = items(path)
    assert [i.id for i in found if not i.fault] == ["7", "\ud800"]
    assert faults(found) == dict.fromkeys(["a.jsonl.gz:3", "a.jsonl.gz:4", "a.jsonl.gz:5", "a.jsonl.gz:6"], "bad row")
    other = tmp_path / "b.jsonl"
    other.write_text('{"note": "Toux.", "key": 7}\n', encoding="utf-8")
    with pytest.raises(InputError, match="no column is called 'id'; there are note, key"):
        open_sources([str(other)])
    assert read(other, columns=Columns("key", "note")) == {"7": "Toux."}
    other.write_bytes(b"\n\n")
    with pytest.raises(InputError, match="the file is empty"):
        open_sources([str(other)])


def test_a_packed_file_that_is_cut_short_gives_what_it_has(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl.gz"
    rows = "".join(json.dumps({"id": f"r{n}", "text": "Toux. " + "xyz" * (n % 50)}) + "\n" for n in range(5000))
    packed = gzip.compress(rows.encode())
    path.write_bytes(packed[: len(packed) // 2])
    found = items(path)
    assert len(found) > 1000
    assert found[-1].fault is not None
    assert found[-1].fault.kind == "source cut short"
    # A table's encoding is looked at first, over the whole file: nothing of it is read.
    table = path.rename(tmp_path / "a.csv.gz")
    with pytest.raises(InputError, match="is it whole"):
        open_sources([str(table)])


def archive(path: Path, members: dict[str, bytes], compression: int = zipfile.ZIP_DEFLATED) -> Path:
    with zipfile.ZipFile(path, "w", compression) as packed:
        for name, content in members.items():
            packed.writestr(name, content)
    return path


def test_a_zip_is_read_without_unpacking(tmp_path: Path) -> None:
    members = {
        "lot/b.txt": "Fièvre.".encode(),
        "lot\\a.txt": "Fièvre à 39 °C.".encode("cp1252"),
        "__MACOSX/lot/._a.txt": b"\0",
        "lot/notes.pdf": b"%PDF",
    }
    assert read(archive(tmp_path / "a.zip", members)) == {"lot/a": "Fièvre à 39 °C.", "lot/b": "Fièvre."}


def test_a_zip_leads_nowhere_and_bursts_nothing(tmp_path: Path) -> None:
    bad = {
        "../../escape.txt": b"Toux.",
        "/root.txt": b"Toux.",
        "..\\..\\windows.txt": b"Toux.",
        "bomb.txt": b" " * 15_000_000,
        "good.txt": b"Toux.",
    }  # fmt: skip
    found = items(archive(tmp_path / "a.zip", bad))
    assert sorted(faults(found).values()) == ["unsafe archive member"] * 4
    assert [i.id for i in found if not i.fault] == ["good"]
    assert not list(tmp_path.parent.glob("escape*"))
    with zipfile.ZipFile(tmp_path / "shared.zip", "w") as packed:
        packed.writestr("a.txt", b"Toux." * 20_000)
        packed.filelist *= 500
    with pytest.raises(InputError, match="no archive of reports does"):
        open_sources([str(tmp_path / "shared.zip")])
    with pytest.raises(InputError, match=r"holds no \.txt file"):
        open_sources([str(archive(tmp_path / "none.zip", {"a.pdf": b"x"}))])
    (tmp_path / "no.zip").write_bytes(b"no")
    with pytest.raises(InputError, match="no zip archive"):
        open_sources([str(tmp_path / "no.zip")])


def test_a_damaged_member_is_one_fault(tmp_path: Path) -> None:
    path = archive(tmp_path / "a.zip", {"a.txt": b"Toux seche." * 50, "b.txt": b"Toux."}, zipfile.ZIP_STORED)
    data = bytearray(path.read_bytes())
    data[100] ^= 0xFF
    path.write_bytes(data)
    found = items(path)
    assert faults(found) == {"a.zip:a.txt": "unreadable"}
    assert found[1].content == b"Toux."
