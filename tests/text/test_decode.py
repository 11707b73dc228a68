"""Bytes to text: every encoding a hospital exports, and inputs that are no report."""

from __future__ import annotations

import codecs

import pytest

from casegraph.errors import InputError
from casegraph.text.decode import MAX_BYTES, clean, decode

REPORT = "Patiente âgée de 54 ans. Fièvre à 38,5 °C, œdème des chevilles."


@pytest.mark.parametrize(
    ("data", "encoding"),
    [
        (REPORT.encode("utf-8"), "utf-8"),
        (codecs.BOM_UTF8 + REPORT.encode("utf-8"), "utf-8"),
        (codecs.BOM_UTF16_LE + REPORT.encode("utf-16-le"), "utf-16"),
        (codecs.BOM_UTF16_BE + REPORT.encode("utf-16-be"), "utf-16"),
        (codecs.BOM_UTF32_LE + REPORT.encode("utf-32-le"), "utf-32"),
        (REPORT.encode("utf-16-le"), "utf-16-le"),
        (REPORT.encode("utf-16-be"), "utf-16-be"),
        (REPORT.encode("cp1252"), "cp1252"),
    ],
)
def test_every_encoding_gives_the_same_text(data: bytes, encoding: str) -> None:
    assert decode(data, "rapport.txt") == (REPORT, encoding)


def test_windows_quotes_and_dashes_are_read() -> None:
    written = "L’examen – normal – a été « rassurant »…"
    assert decode(written.encode("cp1252"), "rapport.txt") == (written, "cp1252")


@pytest.mark.parametrize("data", [b"", b"\xef\xbb\xbf", b"\xff\xfe", b"\n\n \t\r\n", b"\x00\x00"])
def test_an_empty_report_is_refused(data: bytes) -> None:
    with pytest.raises(InputError, match=r"^vide\.txt: the file is empty"):
        decode(data, "vide.txt")


@pytest.mark.parametrize(
    "data",
    [
        b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR" + bytes(range(256)) * 4,
        b"%PDF-1.7\n" + bytes(range(256)) * 8,
        b"\x7fELF" + b"\x01\x02\x00" * 300,
    ],
    ids=["png", "pdf", "elf"],
)
def test_binary_content_is_refused(data: bytes) -> None:
    with pytest.raises(InputError, match=r"^image\.txt: not a text file"):
        decode(data, "image.txt")


def test_a_mark_that_lies_is_named_with_its_byte() -> None:
    with pytest.raises(InputError, match=r"says it is utf-8-sig but breaks at byte \d+; save it again as UTF-8"):
        decode(codecs.BOM_UTF8 + b"Fi\xe8vre", "rapport.txt")


def test_too_large_an_input_is_refused_with_the_limit() -> None:
    with pytest.raises(InputError, match=r"more than one report \(20 MB\); split it"):
        decode(b"a" * (MAX_BYTES + 1), "gros.txt")


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_line_ends_become_one_kind(end: str) -> None:
    assert clean(f"Examen{end}Abdomen souple{end}") == "Examen\nAbdomen souple\n"


def test_control_characters_become_spaces_and_offsets_stay() -> None:
    dirty = "Hb\x009\x0bg/dl\x0c\ufffe.\x7f"
    assert clean(dirty) == "Hb 9 g/dl  . "
    assert len(clean(dirty)) == len(dirty)


def test_tabs_soft_hyphens_and_thin_spaces_are_kept() -> None:
    kept = "Hb\t9 g\u00ad/dl\u202f; 45\u2009000\u00a0plaquettes"
    assert clean(kept) == kept


def test_a_mark_inside_a_string_is_left_out() -> None:
    assert clean("\ufeffExamen") == "Examen"
