"""How often a woman was pregnant and gave birth, in the formulas of obstetrics: "G3P2", "3e geste 2e pare"."""

from __future__ import annotations

import re

from casegraph.reading import Reading, SentenceView
from casegraph.records import Value
from casegraph.values.numbers import ordinals
from casegraph.values.result import Result

__all__ = ["find_obstetric"]

_CODE = re.compile(r"(?<!\w)G\s?(?P<Gravidity>\d{1,2})\s?,?\s?P\s?(?P<Parity>\d{1,2})(?=(?:[A-Z]\d{1,2})*(?!\w))")
_ORDINAL = re.compile(
    rf"\b(?P<count>(?P<digits>\d{{1,2}})\s?(?:ère|[eè]me|ième|éme|è|e)|{'|'.join(map(re.escape, ordinals()))})\s"
    r"(?P<noun>gestes?|pares?)\b(?!\s(?:opératoire|chirurgical|technique|thérapeutique))",
    re.IGNORECASE,
)
_COUNTED = {"geste": "Gravidity", "pare": "Parity"}


def find_obstetric(reading: Reading, view: SentenceView) -> list[Result]:
    """The pregnancies and births that a sentence counts; "premier geste" alone may be any act."""
    text, start, end = reading.document.text, view.sentence.start, view.sentence.end
    out: list[Result] = []
    written = text[start:end]
    for match in _CODE.finditer(text, start, end) if "G" in written else ():
        for concept in ("Gravidity", "Parity"):
            a, b = match.span(concept)
            letter = (a - 1, a) if text[a - 1].isalpha() else (a - 2, a - 1)
            out.append(Result(-1, Value(text[a:b], a, b, float(text[a:b])), None, concept, letter))
    lower = written.lower()
    counted = list(_ORDINAL.finditer(text, start, end)) if any(noun in lower for noun in _COUNTED) else []
    if not counted:
        return out
    bears = any(m["noun"].lower().startswith("pare") for m in counted) or _BEARING.search(text, start, end)
    for match in counted if bears else []:
        count = float(match["digits"]) if match["digits"] else ordinals()[match["count"].lower()]
        if count is not None:
            a, b = match.span("count")
            concept = _COUNTED[match["noun"].lower().rstrip("s")]
            out.append(Result(-1, Value(text[a:b], a, b, float(count)), None, concept, match.span("noun")))
    return out


_BEARING = re.compile(r"\b(?:primipare|multipare|nullipare|parité|enceinte)\b", re.IGNORECASE)
