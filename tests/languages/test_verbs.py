"""Verb forms made from the infinitive."""

from __future__ import annotations

import pytest

from casegraph.errors import TableError
from casegraph.languages.cues import cue_verbs, variants
from casegraph.languages.tables import read_table
from casegraph.languages.verbs import COLUMNS, form_key, forms, verb_forms


@pytest.mark.parametrize(
    ("verb", "written", "mood", "plural"),
    [
        ("arrêter", "arrêtèrent", "past", True),
        ("suspendre", "suspendait", "imperfect", False),
        ("interrompre", "interrompues", "participle", True),
        ("réduire", "réduisant", "gerund", False),
        ("différer", "différons", "present", True),
        ("poursuivre", "poursuivit", "past", False),
        ("reprendre", "reprennent", "present", True),
        ("maintenir", "maintiendrait", "conditional", False),
        ("recevoir", "reçu", "participle", False),
        ("être", "fut", "past", False),
        ("devoir", "dû", "participle", False),
    ],
)
def test_a_verb_gives_its_forms(verb: str, written: str, mood: str, plural: bool) -> None:
    assert (written, mood, plural) in {(w, f.mood, f.plural) for w, f in verb_forms(verb)}


def test_words_that_only_look_like_a_form_are_none() -> None:
    assert "avant" not in {written for written, _ in verb_forms("avoir")}
    assert "devant" not in {written for written, _ in verb_forms("devoir")}


def test_every_row_conjugates_its_example() -> None:
    for row in read_table("fr", "conjugations", COLUMNS):
        assert row["example"].endswith(row["ending"]), row
        assert len(verb_forms(row["example"])) > 15, row


def test_an_unknown_ending_is_named() -> None:
    with pytest.raises(TableError, match="no row has an ending of the verb 'plouf'"):
        verb_forms("plouf")


def test_accents_tell_a_participle_from_a_present() -> None:
    known = forms(("différer",))
    assert {f.mood for f in known[form_key("différée")]} == {"participle"}
    assert {f.mood for f in known[form_key("diffère")]} == {"present", "subjunctive"}


def test_a_verb_in_braces_stands_for_all_its_forms() -> None:
    wordings = set(variants("{mettre} en pause"))
    assert {"mettre en pause", "mises en pause", "mit en pause"} <= wordings
    assert "suspendre" in cue_verbs("fr", "status-frames")
