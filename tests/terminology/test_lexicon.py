"""The compiled lexicon: its cache, and what counts as an occurrence of a form."""

from __future__ import annotations

from pathlib import Path
from unicodedata import normalize

import pytest

from casegraph.terminology.lexicon import Lexicon, ontology_hash, shipped_lexicon
from casegraph.text.tokens import tokenize
from tests.terminology.ontologies import fresh_lexicon, write_ontology


@pytest.fixture
def small(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The shipped ontology replaced by a small one, with a cache folder of its own."""
    folder = write_ontology(tmp_path / "ontology")
    monkeypatch.setattr("casegraph.terminology.lexicon.data_folder", lambda _: folder)
    monkeypatch.setenv("CASEGRAPH_CACHE", str(tmp_path / "cache"))
    return tmp_path


def found(lexicon: Lexicon, text: str) -> set[tuple[str, tuple[str, ...]]]:
    """The words of each occurrence, as the text writes them, with its concepts."""
    tokens = tokenize(text)
    return {(text[tokens.start[m.first] : tokens.end[m.last]], m.concepts) for m in lexicon.find(tokens)}


def names(text: str) -> set[str]:
    """Every concept that a form of the text may mean."""
    lexicon = shipped_lexicon()
    tokens = lexicon.correct(tokenize(text))
    return {c for m in lexicon.find(tokens) for c in m.concepts}


def test_the_compiled_lexicon_is_kept_and_loads_to_the_same(small: Path) -> None:
    compiled = fresh_lexicon()
    (kept,) = (small / "cache").glob("lexicon-*")
    assert sorted(p.name for p in kept.iterdir()) == [
        "concepts.json",
        "forms.marisa",
        "hashes.json",
        "near.marisa",
        "words.marisa",
    ]
    loaded = fresh_lexicon()
    text = "Carcinome mammaire ; EP."
    assert found(loaded, text) == found(compiled, text) != set()
    assert loaded.terminology.to_plain() == compiled.terminology.to_plain()
    assert loaded.version == compiled.version == ontology_hash(small / "ontology")


def test_a_changed_ontology_is_compiled_anew(small: Path) -> None:
    before = fresh_lexicon()
    path = small / "ontology" / "concepts" / "small.ttl"
    path.write_text(path.read_text(encoding="utf-8").replace('"mamelon"', '"téton"'), encoding="utf-8")
    ontology_hash.cache_clear()
    after = fresh_lexicon()
    assert before.version != after.version
    assert after.lookup("téton") == ("Nipple",)
    assert after.lookup("mamelon") == ()


def test_a_cache_that_cannot_be_written_gives_a_warning(small: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (small / "file").write_text("no folder", encoding="utf-8")
    monkeypatch.setenv("CASEGRAPH_CACHE", str(small / "file" / "cache"))
    with pytest.warns(UserWarning, match="cannot be kept in .*cache"):
        lexicon = fresh_lexicon()
    assert lexicon.lookup("sein") == ("Breast",)


@pytest.mark.parametrize("name", ["concepts.json", "forms.marisa", "words.marisa", "near.marisa", "hashes.json"])
@pytest.mark.parametrize("damage", ["cut", "empty", "gone"])
def test_a_damaged_cache_is_built_again(small: Path, name: str, damage: str) -> None:
    fresh_lexicon()
    (kept,) = (small / "cache").glob("lexicon-*")
    whole = (kept / name).read_bytes()
    if damage == "gone":
        (kept / name).unlink()
    else:
        (kept / name).write_bytes(whole[: len(whole) // 2] if damage == "cut" else b"")
    assert fresh_lexicon().lookup("carcinome") == ("Carcinoma",)
    assert (kept / name).read_bytes() == whole


@pytest.mark.parametrize(
    "text",
    [
        "métastases osseuses",
        "Métastase osseuse",
        "METASTASES OSSEUSES",
        "metastases osseuses",
        "métastases\u00a0osseuses",
        normalize("NFD", "métastases osseuses"),
    ],
)
def test_writing_never_hides_a_form(text: str) -> None:
    assert "BoneMetastasis" in names(f"Bilan : {text}.")


@pytest.mark.parametrize(
    ("text", "concept"),
    [
        ("hypertrophie de l'œsophage", "Esophagus"),
        ("hypertrophie de l'oesophage", "Esophagus"),
        ("cancer de l’ovaire", "OvaryCancer"),
        ("hyper-tension artérielle", "Hypertension"),
        ("hypertension artérielle", "Hypertension"),
        ("nodules du sein", "Breast"),
        ("hépatite D", "HepatitisD"),
    ],
)
def test_elision_hyphen_and_ligature(text: str, concept: str) -> None:
    assert concept in names(text)


def test_offsets_fit_a_text_in_nfd_to_the_character() -> None:
    text = normalize("NFD", "Découverte d'une thrombopénie sévère.")
    tokens = tokenize(text)
    (match,) = [m for m in shipped_lexicon().find(tokens) if m.concepts == ("Thrombocytopenia",)]
    assert text[tokens.start[match.first] : tokens.end[match.last]] == normalize("NFD", "thrombopénie")


@pytest.mark.parametrize(
    ("text", "concept", "counts"),
    [
        ("TEP au FDG", "PETScan", True),
        ("un tep de chocolat", "PETScan", False),
        ("AVC", "Stroke", True),
        ("avc", "Stroke", False),
        ("patiente agitée", "Agitation", True),
        ("PATIENTE AGITEE", "Agitation", True),
        ("il s'agit d'une femme", "Agitation", False),
    ],
)
def test_short_forms_count_as_they_are_written(text: str, concept: str, counts: bool) -> None:
    assert (concept in names(text)) is counts


@pytest.mark.parametrize(
    ("text", "concept", "counts"),
    [
        ("On voit 1thrombopénie.", "Thrombocytopenia", True),
        ("Bilan : 3métastases osseuses.", "BoneMetastasis", True),
        ("Une toux2 est notée, 2toux.", "Cough", False),
    ],
)
def test_a_number_written_together_with_a_long_name_does_not_hide_it(text: str, concept: str, counts: bool) -> None:
    assert (concept in names(text)) is counts


def test_an_article_between_two_phrases_does_not_join_them() -> None:
    assert "DayHospital" not in names("vu à l'hôpital le jour même")


@pytest.mark.parametrize(
    ("text", "concept"),
    [("une thrombocytopénnie", "Thrombocytopenia"), ("un adénocarcimone", None), ("le sien", None), ("une toxu", None)],
)
def test_long_words_one_letter_away_only(text: str, concept: str | None) -> None:
    assert names(text) == ({concept} if concept else set())


def test_lookup_takes_a_form_as_a_person_types_it() -> None:
    assert "Thrombocytopenia" in shipped_lexicon().lookup("Thrombopénies")
    assert shipped_lexicon().lookup("xyzzy") == ()
