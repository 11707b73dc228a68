"""Statement records as JSON Lines: one JSON object a line, one line a mention."""

from __future__ import annotations

from json import JSONEncoder

from casegraph.graph.options import GraphOptions
from casegraph.records import Case, to_json

__all__ = ["to_jsonl"]

# Line separators that JSON allows inside a string but that many readers of lines would cut at.
_SEPARATORS = str.maketrans({"\u2028": "\\u2028", "\u2029": "\\u2029", "\x85": "\\u0085"})
_SEPARATED = ("\u2028", "\u2029", "\x85")
_ENCODE = JSONEncoder(ensure_ascii=False).encode


def to_jsonl(case: Case, _options: GraphOptions) -> bytes:
    """The records of a case, in their order."""
    text = "".join([f"{_ENCODE(to_json(record))}\n" for record in case.records])
    # Rare, and translating costs as much as encoding.
    if any(separator in text for separator in _SEPARATED):
        text = text.translate(_SEPARATORS)
    return text.encode()
