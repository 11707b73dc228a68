"""A report from bytes to a document: hash, notes, offsets that quote the text."""

from __future__ import annotations

from hashlib import sha256
from typing import Literal
from unicodedata import normalize

import pytest

from casegraph.errors import InputError
from casegraph.pipeline import read_stated
from casegraph.text.decode import MAX_BYTES
from casegraph.text.document import document_from_bytes, document_from_text

REPORT = "ANAMNÈSE\r\nFièvre élevée, sans œdème.\r\n\r\nÉVOLUTION\r\nHb 9,5 g/dl."


def test_the_hash_is_that_of_the_bytes_read() -> None:
    data = REPORT.encode("cp1252")
    document = document_from_bytes(data, "cas")
    assert document.sha256 == sha256(data).hexdigest()
    assert document.encoding == "cp1252"
    assert document.notes == ("decoded as cp1252",)


def test_plain_utf8_needs_no_note() -> None:
    assert document_from_bytes(REPORT.encode(), "cas").notes == ()


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_sections_and_sentences_are_the_same_in_every_encoding(encoding: str) -> None:
    document = document_from_bytes(REPORT.encode(encoding), "cas")
    assert [s.name for s in document.sections] == ["present-illness", "course"]
    assert [document.text[s.start : s.end] for s in document.sentences] == [
        "ANAMNÈSE", "Fièvre élevée, sans œdème.", "ÉVOLUTION", "Hb 9,5 g/dl.",
    ]  # fmt: skip


@pytest.mark.parametrize("form", ["NFC", "NFD"])
def test_composed_and_decomposed_accents_give_the_same_findings(form: Literal["NFC", "NFD"]) -> None:
    text = normalize(form, "La patiente présente une fièvre et un œdème pulmonaire. Pas d'hépatomégalie.")
    case = read_stated(document_from_text(text, "cas"))
    found = {(r.concept, r.presence) for r in case.records if r.kind == "condition"}
    plain = read_stated(document_from_text(normalize("NFC", text), "cas"))
    assert found == {(r.concept, r.presence) for r in plain.records if r.kind == "condition"}
    assert len(found) == 3
    assert all(case.document.text[r.start : r.end] == r.text for r in case.records)


@pytest.mark.parametrize(
    "written",
    [
        "Throm\u00adbopénie sévère.",
        "Thrombo\u200bpénie sévère.",
        "Une\u00a0thrombopénie\u202fsévère.",
        "Une\u2009thrombopénie sévère.",
    ],
    ids=["soft hyphen", "zero-width space", "no-break spaces", "thin space"],
)
def test_invisible_characters_never_hide_a_finding(written: str) -> None:
    case = read_stated(document_from_text(written, "cas"))
    found = [r for r in case.records if r.kind == "condition"]
    assert [r.concept is not None for r in found] == [True]
    assert all(case.document.text[r.start : r.end] == r.text for r in case.records)


@pytest.mark.parametrize("text", ["", "   \n\t "])
def test_an_empty_text_is_refused(text: str) -> None:
    with pytest.raises(InputError, match=r"^cas: the text is empty"):
        document_from_text(text, "cas")


def test_too_long_a_text_is_refused() -> None:
    with pytest.raises(InputError, match="more than one report"):
        document_from_text("a" * (MAX_BYTES + 1), "cas")


def test_half_of_a_surrogate_pair_does_not_stop_the_reading() -> None:
    document = document_from_text("Fièvre \ud83d depuis hier.", "cas")
    assert document.text.startswith("Fièvre ")
    document.text.encode("utf-8")


@pytest.mark.parametrize("text", ["a", ".", "12", "\n\nFièvre\n\n", "«»", "•"])
def test_the_smallest_texts_are_read(text: str) -> None:
    document = document_from_text(text, "cas")
    assert document.sections
    assert document.sections[-1].end == len(document.text)
