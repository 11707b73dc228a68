"""RDF terms as N-Triples text: the one place where casegraph escapes literals and IRIs.

Writing the lines by hand is six times faster than building terms and serialising them; that the text says what it
should is property-tested against pyoxigraph's parser.
"""

from __future__ import annotations

import math
import re
from decimal import Decimal
from functools import lru_cache
from urllib.parse import quote

from casegraph.errors import GraphError
from casegraph.remembered import MOST

__all__ = ["boolean", "decimal", "integer", "iri", "literal", "offset", "percent", "typed"]

_XSD = "http://www.w3.org/2001/XMLSchema#"
# What N-Triples must or should escape in a quoted string; U+007F and the C0 controls besides.
_SPECIAL = re.compile(r'[\x00-\x1f"\\\x7f]')
_ESCAPES = {code: f"\\u{code:04X}" for code in (*range(0x20), 0x7F)} | {
    ord("\t"): "\\t",
    ord("\b"): "\\b",
    ord("\n"): "\\n",
    ord("\r"): "\\r",
    ord("\f"): "\\f",
    ord('"'): '\\"',
    ord("\\"): "\\\\",
}
_UNRESERVED = re.compile(r"[A-Za-z0-9._~-]*")
# What no IRI may hold as it is: all but RFC 3987's characters, and a percent sign that encodes nothing.
_NOT_IN_IRI = re.compile(
    r"[^A-Za-z0-9\-._~:/?#@!$&'()*+,;=%\u00a0-\ud7ff\uf900-\ufdcf\ufdf0-\uffef\U00010000-\U0001fffd"
    r"\U00020000-\U0002fffd\U00030000-\U0003fffd]|%(?![0-9A-Fa-f]{2})"
)


def literal(text: str, language: str | None = None) -> str:
    """A string, with its language tag where one is given."""
    plain = text.isprintable() and '"' not in text and "\\" not in text
    quoted = f'"{text}"' if plain or not _SPECIAL.search(text) else f'"{text.translate(_ESCAPES)}"'
    return f"{quoted}@{language}" if language else quoted


def typed(text: str, datatype: str) -> str:
    """A literal of an XML Schema datatype given by its local name, for example `typed("2016-03", "gYearMonth")`."""
    return f"{literal(text)}^^<{_XSD}{datatype}>"


@lru_cache(maxsize=MOST)
def iri(value: str) -> str:
    """An IRI between angle brackets; what no IRI may hold is percent-encoded."""
    if _NOT_IN_IRI.search(value):
        value = _NOT_IN_IRI.sub(lambda match: quote(match.group(), safe=""), value)
    if value.count("#") > 1:
        start, _, fragment = value.partition("#")
        value = f"{start}#{fragment.replace('#', '%23')}"
    return f"<{value}>"


@lru_cache(maxsize=MOST)
def percent(text: str) -> str:
    """A text as one segment of an IRI: everything but letters, digits and `-._~` is percent-encoded."""
    return text if _UNRESERVED.fullmatch(text) else quote(text, safe="-._~")


def integer(number: int) -> str:
    """An xsd:integer."""
    return f'"{number}"^^<{_XSD}integer>'


def offset(number: int) -> str:
    """An xsd:nonNegativeInteger: a count of code points or an index."""
    return f'"{number}"^^<{_XSD}nonNegativeInteger>'


def boolean(value: bool) -> str:
    """An xsd:boolean."""
    return f'"{"true" if value else "false"}"^^<{_XSD}boolean>'


def decimal(number: float) -> str:
    """An xsd:decimal in its canonical form: no exponent, no trailing zero, `35000`, `13.9`.

    Raises:
        GraphError: the number is infinite or not a number.
    """
    if not math.isfinite(number):
        raise GraphError(f"{number} is no decimal number; correct the record's value")
    text = repr(float(number))
    if "e" in text:
        text = format(Decimal(text), "f")
    text = text.removesuffix(".0")
    return f'"{"0" if text == "-0" else text}"^^<{_XSD}decimal>'
