"""Verb groups: voice, mood, negation, modality, and what shares an auxiliary."""

from __future__ import annotations

import pytest

from casegraph.context.verbs import VerbGroup, find_verbs
from casegraph.reading import Reading
from casegraph.terminology.lexicon import shipped_lexicon
from casegraph.terminology.mentions import find_mentions
from casegraph.text.document import document_from_text
from casegraph.text.tokens import tokenize
from casegraph.values.quantities import find_quantities
from casegraph.values.times import find_times


def _groups(text: str) -> dict[str, VerbGroup]:
    """The verb groups of a text's first sentence by the word that carries their meaning."""
    lexicon, document = shipped_lexicon(), document_from_text(text, "exemple")
    tokens = tokenize(document.text)
    mentions = find_mentions(document, tokens, lexicon, {})
    reading = Reading(document, tokens, lexicon.terminology, mentions, find_quantities(document.text),
                      find_times(document.text, tokens, document.sentences))  # fmt: skip
    return {tokens.text[g.head]: g for g in find_verbs(reading, reading.sentences[0]).groups}


@pytest.mark.parametrize(
    ("text", "head", "passive", "negated", "modal"),
    [
        ("Le lithium a été arrêté.", "arrêté", True, False, None),
        ("On a arrêté le lithium.", "arrêté", False, False, None),
        ("Le scanner n'a pas pu être réalisé.", "réalisé", True, True, "pouvoir"),
        ("Il a dû interrompre la cure.", "interrompre", False, False, "devoir"),
        ("Aucune biopsie n'a été faite.", "faite", True, True, None),
        ("Il n'a reçu que deux cures.", "reçu", False, False, None),
        ("On décide de ne pas suspendre l'aspirine.", "suspendre", False, True, None),
        ("Patient non opéré.", "opéré", True, True, None),
        ("La cure était de ce fait reportée.", "reportée", True, False, None),
    ],
)
def test_a_group_has_voice_negation_and_modality(
    text: str, head: str, passive: bool, negated: bool, modal: str | None
) -> None:
    group = _groups(text)[head]
    assert (group.passive, group.negated, group.modal) == (passive, negated, modal)


def test_a_participle_shares_the_auxiliary_before_it() -> None:
    groups = _groups("Le sunitinib a été réduit puis définitivement arrêté.")
    assert groups["arrêté"].shared == 0
    assert groups["arrêté"].finite


def test_a_noun_is_no_verb() -> None:
    assert "reprise" not in _groups("La reprise du lithium est possible.")
    assert "soit" not in _groups("Dix cures, soit huit mois, ont été faites.")
