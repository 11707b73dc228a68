"""Where the name of a finding begins and ends: each sentence with the names it tells, in order."""

from __future__ import annotations

import pytest

from casegraph.pipeline import read_stated
from casegraph.text.document import document_from_text

SENTENCES = [
    # the adjective of the site belongs to the name, in a report without cancer
    ("Des lésions cutanées sont apparues.", ["lésions cutanées"]),
    ("Il avait des adénopathies inguinales bilatérales.", ["adénopathies inguinales"]),
    ("L'atteinte rénale a régressé.", ["atteinte rénale"]),
    ("Une atteinte articulaire et un prurit.", ["atteinte articulaire", "prurit"]),
    # in a report of cancer a registry's head stands alone
    ("Cancer du sein. Lésions hépatiques au scanner.", ["Cancer", "Lésions"]),
    # a site after a preposition is told apart
    ("Lésion de la cheville droite.", ["Lésion"]),
    # the adjective of its course belongs to it, the cause does not
    ("Une pancréatite aiguë sévère.", ["pancréatite aiguë"]),
    ("Une hypothyroïdie primaire.", ["hypothyroïdie primaire"]),
    ("Une boiterie secondaire à une chute.", ["boiterie", "chute"]),
    # the degree and both sides do not
    ("Anémie sévère à 6 g/dl.", ["Anémie"]),
    ("Une hémorragie massive.", ["hémorragie"]),
    ("Une galactorrhée bilatérale.", ["galactorrhée"]),
    # unless the name is made with it
    ("Une thrombose veineuse profonde et une otite moyenne.", ["thrombose veineuse profonde", "otite moyenne"]),
    ("Un épisode dépressif majeur.", ["épisode dépressif majeur"]),
    # nor the word that introduces it
    ("Il n'y a pas de notion de consanguinité.", ["consanguinité"]),
    ("Un aspect de peau d'orange.", ["peau d'orange"]),
    ("Il y a eu un autre épisode infectieux.", ["infectieux"]),
    ("Elle évolue dans un contexte fébrile.", ["fébrile"]),
    # an adjective takes the organ it speaks of, not an adjective before it
    ("Le cœur hypoplasique est vu à l'échographie.", ["cœur hypoplasique"]),
    ("Un rein droit atrophique.", ["rein droit atrophique"]),
    # adjectives of one finding are one finding
    ("Des tuméfactions molles et douloureuses.", ["tuméfactions"]),
    ("Une éruption cutanée bulleuse et prurigineuse.", ["éruption cutanée bulleuse"]),
    ("Une éruption vésiculo-papuleuse et prurigineuse.", ["éruption"]),
    # nor does an adjective of a tissue name one
    ("La coupe montre des cloisons fibreuses et des foyers nécrotiques.", []),
    # but of the patient they stand alone
    ("Patient fébrile, asthénique et déshydraté.", ["fébrile", "asthénique", "déshydraté"]),
    ("Elle est venue pour une toux, fébrile.", ["toux", "fébrile"]),
]


@pytest.mark.parametrize(("sentence", "names"), SENTENCES, ids=[s for s, _ in SENTENCES])
def test_the_name_of_a_finding_holds_what_belongs_to_it(sentence: str, names: list[str]) -> None:
    case = read_stated(document_from_text(sentence, "c"))
    assert [r.text for r in case.records if r.kind == "condition"] == names
