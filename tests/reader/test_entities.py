"""Which mentions of an act are one act: its day tells."""

import pytest

from casegraph.pipeline import case_from_text


@pytest.mark.parametrize(
    ("text", "words", "acts"),
    [
        ("Césarienne en 2019. Une césarienne est réalisée le 4 mai 2023.", "ésarienne", 2),
        ("Un scanner réalisé le 3 mars 2022. Le scanner du 6 février 2023 montre un nodule.", "scanner", 2),
        ("Endoscopie réalisée à J2. Endoscopie réalisée à J5.", "ndoscopie", 2),
        # A day that is told more or less exactly, one that is not told, one that was only meant.
        ("Un scanner réalisé le 3 mars 2022. Le scanner de mars 2022 montrait un nodule.", "scanner", 1),
        ("Un scanner réalisé le 3 mars 2022. Le scanner montrait un nodule.", "scanner", 1),
        ("L'extubation, prévue à J7, a été reportée. Extubation à J9.", "xtubation", 1),
    ],
)
def test_what_was_done_on_another_day_is_another_act(text: str, words: str, acts: int) -> None:
    found = {r.entity for r in case_from_text(text, "c").records if r.kind == "procedure" and words in r.text}
    assert len(found) == acts
