"""Bytes to text: encoding found, line ends and control characters made safe before any offset is taken."""

from __future__ import annotations

import codecs
import re
from itertools import islice

from casegraph.errors import InputError

__all__ = ["MAX_BYTES", "clean", "decode"]

#: The largest report that is read, in bytes; a case report of a million words stays below it.
MAX_BYTES = 20_000_000

_UNSAFE = re.compile("[\x00-\x08\x0b-\x1f\x7f\ufffe\uffff]")
_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)


def decode(data: bytes, name: str) -> tuple[str, str]:
    """Decode a report and name the encoding: a byte order mark first, then UTF-8, UTF-16 without mark, CP1252.

    Args:
        data: the bytes of the report.
        name: what an error calls the input.

    Raises:
        InputError: the bytes are empty, too many, or no text in any of these encodings.
    """
    empty = InputError(f"{name}: the file is empty; give a report with text in it")
    if not data.strip(b"\x00 \t\r\n"):
        raise empty
    if len(data) > MAX_BYTES:
        size = len(data) / 1e6
        raise InputError(f"{name}: {size:.0f} MB is more than one report ({MAX_BYTES // 10**6} MB); split it")
    for bom, encoding in _BOMS:
        if data.startswith(bom):
            try:
                text = data.decode(encoding)
            except UnicodeDecodeError as error:
                raise InputError(
                    f"{name}: says it is {encoding} but breaks at byte {error.start}; save it again as UTF-8"
                ) from error
            if not text.strip("\ufeff\x00 \t\r\n"):
                raise empty
            return text, encoding.removesuffix("-sig")
    for guess in ("utf-8", _utf16_guess(data), "cp1252"):
        if guess is None:
            continue
        try:
            text = data.decode(guess)
        except UnicodeDecodeError:
            continue
        if _looks_like_text(text):
            return text, guess
    raise InputError(f"{name}: not a text file (binary content); give plain text in UTF-8, UTF-16 or CP1252")


def _utf16_guess(data: bytes) -> str | None:
    """UTF-16 without a mark shows in Latin text as zero bytes on one side of every pair."""
    sample = data[:4096]
    if len(data) % 2 or not sample:
        return None
    if sample[1::2].count(0) > 0.4 * len(sample) / 2:
        return "utf-16-le"
    if sample[::2].count(0) > 0.4 * len(sample) / 2:
        return "utf-16-be"
    return None


#: Control characters that no text has, and letters that CP1252 leaves undefined.
_ODD = re.compile("[\x00-\x08\x0e-\x1f\x7f\x81\x8d\x8f\x90\x9d]")
_LETTER = re.compile(r"[^\W\d_]")
_FEW = 3


def _looks_like_text(text: str) -> bool:
    """Whether a text has letters, and hardly any character that no text has."""
    sample = text[:100_000]
    if len(_ODD.findall(sample)) > len(sample) / 200:
        return False
    return sum(1 for _ in islice(_LETTER.finditer(sample), _FEW)) >= min(_FEW, len(sample.strip()))


def clean(text: str) -> str:
    """Line ends as LF; each control character but TAB and LF, and U+FFFE and U+FFFF, as one space.

    Turtle and XML readers change these characters otherwise, and with them every offset.
    """
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    return _UNSAFE.sub(" ", text.removeprefix("\ufeff"))
