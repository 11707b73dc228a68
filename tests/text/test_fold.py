"""Folding: one form for a word however it is inflected, accented or encoded."""

from __future__ import annotations

from unicodedata import normalize

import pytest

from casegraph.text.fold import fold, is_acronym, plain, words


@pytest.mark.parametrize(
    "group",
    [
        ("métastase", "Métastases", "METASTASES", "metastase"),
        ("osseux", "osseuse", "osseuses"),
        ("opéré", "opérée", "opérés", "opérées"),
        ("péritonéal", "péritonéaux", "péritonéale", "péritonéales"),
        ("œdème", "oedème", "Œdèmes"),
        ("invasif", "invasive", "invasives"),
        ("throm\u00adbopénie", "thrombopénie", "thrombo\u200bpénie"),
    ],
)
def test_forms_of_one_word_fold_alike(group: tuple[str, ...]) -> None:
    assert len({fold(word) for word in group}) == 1


def test_composed_and_decomposed_words_fold_alike() -> None:
    for word in ("Hépatomégalie", "opérée", "œdème", "ganglionnaire"):
        assert fold(normalize("NFD", word)) == fold(word)
        assert plain(normalize("NFD", word)) == plain(word)


@pytest.mark.parametrize(
    ("left", "right"), [("ulcéré", "ulcère"), ("opéré", "opère"), ("AINS", "ain"), ("sein", "saine")]
)
def test_different_words_stay_apart(left: str, right: str) -> None:
    assert fold(left) != fold(right)


def test_short_forms_are_two_to_four_capitals() -> None:
    assert [w for w in ("TEP", "HBPM", "Tep", "T", "ABCDE", "T2") if is_acronym(w)] == ["TEP", "HBPM"]


def test_words_are_cut_at_hyphens_and_apostrophes() -> None:
    assert words("l'œdème aigu-pulmonaire") == ["l", fold("œdème"), "aigu", fold("pulmonaire")]
