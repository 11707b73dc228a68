"""How the forms of an outside terminology are read, and which never count on their own."""

from __future__ import annotations

from pathlib import Path

import pytest

from casegraph.languages.tables import read_table
from casegraph.terminology.added import open_lexicon
from casegraph.terminology.adding import add_terminology
from casegraph.terminology.joined import JoinedLexicon
from casegraph.terminology.outside_forms import stop_reason
from casegraph.text.tokens import tokenize
from tests.terminology.importers.made import table


def test_what_never_counts_is_told_by_rules_with_a_reason() -> None:
    rows = read_table("fr", "stop-rules", ("rule", "form", "text", "other-form", "other-text", "reason"))
    assert len({row["rule"] for row in rows}) == len(rows) == 6
    for row in rows:
        assert stop_reason(row["form"], row["text"]) == row["reason"]
        assert stop_reason(row["other-form"], row["other-text"]) is None
    assert stop_reason("Plomb") == "everyday word; a substance in chemistry tables"


@pytest.mark.parametrize(
    ("form", "text", "found"),
    [
        # A terminology begins its terms with a capital; in capitals throughout a short one is an acronym.
        ("Gobe", "gobe", True),
        ("Gobe", "GOBE", True),
        ("GOBE", "gobe", False),
        ("GOBE", "GOBE", True),
        ("gOBE", "gobe", False),
        # Unless the ontology knows the word.
        ("TOUX", "toux", True),
        ("NEZ", "nez", True),
        ("TEP", "tep", False),
        # What has a condition in -ose is in -osé; a short noun in -ose is none.
        ("kaltinose", "kaltinosée", True),
        ("kaltine", "kaltiné", False),
        ("klose", "klosé", False),
        # "tous" folds as "toux" does: one of them is a word of every report.
        ("Tous", "toux", False),
        ("Acné", "acné", True),
    ],
)
def test_how_a_form_is_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, form: str, text: str, found: bool) -> None:
    monkeypatch.setenv("CASEGRAPH_DATA", str(tmp_path / "data"))
    columns = 'code = "code"\nlabel = { fr = "libelle" }\n'
    add_terminology(table(tmp_path, f"K;{form};;;\nL;kaltite;;;\n", columns))
    lexicon = open_lexicon()
    assert isinstance(lexicon, JoinedLexicon)
    assert bool(lexicon.layers[0].find(tokenize(f"Un {text}."))) is found
