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
    known: _Read | None = vars(document).pop(_READ + language, None)
    normalised, sections, sentences = known or _read(document.text, language)
    if normalised is None:
        return None
    return replace(document, text=normalised.text, sections=sections, sentences=sentences), normalised


#: A normalised text, where it is another, and its sections and sentences.
_Read = tuple[Normalised | None, tuple[Section, ...], tuple[Sentence, ...]]
#: Where a new document has them, by its language, until it is read, which is mostly at once.
_READ = "_read_"


def _read(text: str, language: str) -> _Read:
    normalised = normalise(text)
    read = normalised.text if normalised else text
    sections = find_sections(read, language)
    return normalised, sections, find_sentences(read, sections, language)


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
    normalised, sections, sentences = known = _read(stored, language)
    if normalised:
        start, end = normalised.start, normalised.end
        sections = tuple(Section(s.name, start(s.start), start(s.body), start(s.end)) for s in sections)
        sentences = tuple(Sentence(start(s.start), end(s.end), s.index, s.section) for s in sentences)
    document = Document(
        id=case_id, text=stored, sha256=digest, encoding=encoding, sections=sections, sentences=sentences, notes=notes
    )
    vars(document)[_READ + language] = known
    return document
