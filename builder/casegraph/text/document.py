"""A report from bytes to a `Document`: decoded, cleaned, with its sections and sentences."""

from __future__ import annotations

from dataclasses import replace
from hashlib import sha256

from casegraph.errors import InputError
from casegraph.records import Document, Section, Sentence
from casegraph.text.decode import MAX_BYTES, clean, decode
from casegraph.text.normalise import Normalised, normalise
from casegraph.text.sections import find_sections
from casegraph.text.sentences import find_sentences

__all__ = ["as_read", "document_from_bytes", "document_from_text"]


def document_from_bytes(data: bytes, case_id: str, language: str = "fr", *, name: str | None = None) -> Document:
    """Read a report from its bytes; `name` is what an error calls them, the id unless given.

    Raises:
        InputError: the bytes hold no text (see `decode`), or the id is empty or no text.
    """
    text, encoding = decode(data, name or case_id)
    notes = () if encoding == "utf-8" else (f"decoded as {encoding}",)
    return _document(text, case_id, sha256(data).hexdigest(), encoding, notes, language)


def document_from_text(text: str, case_id: str, language: str = "fr") -> Document:
    """Read a report that is already a string; its hash is that of its UTF-8 bytes.

    Raises:
        InputError: the text is empty or longer than a report can be, or the id is empty or no text.
    """
    if not text.strip():
        raise InputError(f"{case_id}: the text is empty; give a report with text in it")
    if len(text) > MAX_BYTES:
        raise InputError(f"{case_id}: {len(text)} characters are more than one report ({MAX_BYTES}); split it")
    data = text.encode("utf-8", "surrogatepass")
    text = data.decode("utf-8", "replace")
    return _document(text, case_id, sha256(data).hexdigest(), "str", (), language)


def as_read(document: Document, language: str = "fr") -> tuple[Document, Normalised] | None:
    """The document with its normalised text, and where that stands in the report; None where both are the same."""
    normalised = normalise(document.text)
    if normalised is None:
        return None
    sections, sentences = _parts(normalised.text, language)
    return replace(document, text=normalised.text, sections=sections, sentences=sentences), normalised


def _parts(text: str, language: str) -> tuple[tuple[Section, ...], tuple[Sentence, ...]]:
    sections = find_sections(text, language)
    return sections, find_sentences(text, sections, language)


def _document(text: str, case_id: str, digest: str, encoding: str, notes: tuple[str, ...], language: str) -> Document:
    if not case_id.strip():
        raise InputError("a report without an id; graphs are named after it, so give it one")
    if not case_id.isprintable():
        try:
            case_id.encode()
        except UnicodeEncodeError:
            raise InputError(
                f"the id {case_id!r} is no text: half a character, or a name in no UTF-8; rename it"
            ) from None
    stored = clean(text)
    normalised = normalise(stored)
    sections, sentences = _parts(normalised.text if normalised else stored, language)
    if normalised:
        start, end = normalised.start, normalised.end
        sections = tuple(Section(s.name, start(s.start), start(s.body), start(s.end)) for s in sections)
        sentences = tuple(Sentence(start(s.start), end(s.end), s.index, s.section) for s in sentences)
    return Document(
        id=case_id, text=stored, sha256=digest, encoding=encoding, sections=sections, sentences=sentences, notes=notes
    )
