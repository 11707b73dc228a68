"""What a sentence says of other people's cases is not said of the patient; a moment is not how long a thing lasted."""

import pytest

from casegraph.pipeline import case_from_text


@pytest.mark.parametrize(
    ("text", "words", "experiencer"),
    [
        ("Dans la littérature, l'hémorragie révèle la maladie.", "hémorragie", "other"),
        ("Selon plusieurs auteurs, la thrombose complique un cas sur dix.", "thrombose", "other"),
        ("La sarcoïdose est une maladie rare.", "sarcoïdose", "other"),
        ("Le schéma le plus étudié associe le cisplatine à une irradiation.", "cisplatine", "other"),
        ("Plusieurs études ont montré l'intérêt du bévacizumab.", "bévacizumab", "other"),
        ("Le taux de réponse objective au docétaxel est de 20 %.", "docétaxel", "other"),
        ("Le patient a reçu du docétaxel, dont le taux de réponse est de 20 %.", "docétaxel", "patient"),
        ("Comme dans la littérature, notre patient avait une hémorragie.", "hémorragie", "patient"),
        ("Il présente une sarcoïdose, qui est une maladie rare.", "sarcoïdose", "patient"),
    ],
)
def test_the_literature_is_not_the_patient(text: str, words: str, experiencer: str) -> None:
    records = [r for r in case_from_text(text, "c").records if r.text == words]
    assert [r.experiencer for r in records] == [experiencer]


@pytest.mark.parametrize(
    ("text", "duration"),
    [
        ("Une fracture du tibia il y a 2 mois.", None),
        ("Trois mois plus tard, une pneumonie est apparue.", None),
        ("Une toux depuis 3 semaines.", "3 semaines"),
    ],
)
def test_a_moment_is_no_duration(text: str, duration: str | None) -> None:
    (record,) = [r for r in case_from_text(text, "c").records if r.kind == "condition"]
    assert (record.duration.text if record.duration else None) == duration
