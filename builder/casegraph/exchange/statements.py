"""Statement records as JSON Lines: one JSON object a line, one line a mention."""

from __future__ import annotations

import json

from casegraph.graph.options import GraphOptions
from casegraph.records import Case, to_json

__all__ = ["to_jsonl"]

# Line separators that JSON allows inside a string but that many readers of lines would cut at.
_SEPARATORS = str.maketrans({"\u2028": "\\u2028", "\u2029": "\\u2029", "\x85": "\\u0085"})


def to_jsonl(case: Case, _options: GraphOptions) -> bytes:
    """The records of a case, in their order."""
    lines = (json.dumps(to_json(record), ensure_ascii=False).translate(_SEPARATORS) for record in case.records)
    return "".join(f"{line}\n" for line in lines).encode()
