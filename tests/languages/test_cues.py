"""Cues: the wordings of a table's cell, and how they are found in a text."""

from __future__ import annotations

import pytest

from casegraph.languages.cues import CUE_COLUMNS, CUE_TABLES, Cue, CueText, cue_words, find_cues, variants
from casegraph.languages.tables import read_table
from casegraph.text.tokens import tokenize


def _found(text: str, table: str = "cues") -> list[tuple[str, str]]:
    tokens = tokenize(text)
    cues = find_cues(CueText(tokens), 0, len(tokens), "fr", table)
    return [(text[tokens.start[c.first] : tokens.end[c.last]], c.effect) for c in cues]


@pytest.mark.parametrize(
    ("cell", "wordings"),
    [
        ("sans", ["sans"]),
        ("sans|aucun", ["sans", "aucun"]),
        ("n'(a/ont) vu", ["n'a vu", "n'ont vu"]),
        ("(est/était) (pas/) exclu", ["est pas exclu", "est  exclu", "était pas exclu", "était  exclu"]),
    ],
)
def test_a_cell_stands_for_its_wordings(cell: str, wordings: list[str]) -> None:
    assert list(variants(cell)) == wordings


@pytest.mark.parametrize(
    "written", ["en raison de la", "en raison du", "en raison des", "en raison d'", "en raison de l'", "En raison d’"]
)
def test_articles_make_no_difference(written: str) -> None:
    assert cue_words(written) == cue_words("en raison de")


def test_the_longest_wording_wins() -> None:
    assert ("pas de doute sur", "neutral") in _found("Il n'y a pas de doute sur une fièvre")
    assert all(effect != "absent" for _, effect in _found("Il n'y a pas de doute sur une fièvre"))


def test_no_cue_reaches_over_punctuation() -> None:
    assert "resolved" in {effect for _, effect in _found("On note une disparition de la toux")}
    assert "resolved" not in {effect for _, effect in _found("On note une disparition. De la toux")}


def test_cues_of_one_sentence_are_looked_for_in_it_alone() -> None:
    tokens = tokenize("Sans toux. Aucune fièvre.")
    text = CueText(tokens)
    assert find_cues(text, 0, 2, "fr", "cues") == [Cue(0, 0, "absent", "after")]
    assert find_cues(text, 2, 4, "fr", "cues") == [Cue(2, 2, "absent", "after")]


def test_a_cue_ends_within_the_words_asked_for() -> None:
    tokens = tokenize("Pas de doute sur une fièvre")
    text = CueText(tokens)
    assert [c.effect for c in find_cues(text, 0, len(tokens), "fr", "cues")] == ["neutral"]
    assert find_cues(text, 0, 2, "fr", "cues") == [Cue(0, 1, "absent", "after")]


@pytest.mark.parametrize("table", CUE_TABLES)
def test_every_wording_of_a_table_is_found(table: str) -> None:
    for row in read_table("fr", table, CUE_COLUMNS):
        for written in list(variants(row["cue"]))[:40]:
            tokens = tokenize(written)
            found = find_cues(CueText(tokens), 0, len(tokens), "fr", table)
            assert found, written
            assert (found[0].first, found[-1].last) == (0, len(tokens) - 1), written


def test_an_adverb_may_stand_where_another_wording_names_one() -> None:
    assert ("a donc été éliminée", "ruled-out") in _found("Une phlébite a donc été éliminée")
    assert ("a alors été évoquée", "suspected") in _found("Une phlébite a alors été évoquée")
    assert {effect for _, effect in _found("Une phlébite a donc été traitée")} == {"boundary"}
