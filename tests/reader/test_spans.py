"""Every span of a record is words of the text, without white space around them."""

from __future__ import annotations

from dataclasses import fields

import pytest

import casegraph
from casegraph.records import Case

#: Ends of lines and spaces right behind what is read.
_TEXTS = (
    "ATCD\n• CHA2DS2-VASc à 5\n• HTA\n",
    "Score de Khorana à 1 (risque intermédiaire).",
    "OMS 2 .\nGlasgow 15 \n",
    "Ki67 20 %. Classification de Child-Pugh A \n",
    "Hb 9 g/dL \nPlaquettes : 40 G/L \n",
    "Score de Gleason 7 (3+4) .\nECOG à 1\nNYHA II \n",
)


def _check(case: Case) -> int:
    text, seen = case.document.text, 0
    for record in case.records:
        for span in (record, *(getattr(record, f.name) for f in fields(record))):
            if hasattr(span, "start") and hasattr(span, "text") and span.start is not None:
                assert text[span.start : span.end] == span.text == span.text.strip(), (record.id, span.text)
                seen += 1
    return seen


@pytest.mark.parametrize("text", _TEXTS)
def test_spans_behind_which_white_space_stands(text: str) -> None:
    assert _check(casegraph.build_text(text)) > 1


@pytest.mark.parametrize("name", casegraph.examples())
def test_spans_of_the_examples(name: str) -> None:
    assert _check(casegraph.example(name)) > 50
