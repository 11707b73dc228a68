"""Reading with an outside terminology: its concepts beside the shipped ones, candidates, hierarchy, graph."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

import casegraph
from casegraph.errors import UnknownConceptError
from casegraph.exchange.rdf import to_turtle
from casegraph.exchange.statements import to_jsonl
from casegraph.graph.options import DEFAULT_OPTIONS
from casegraph.graph.validate import check_case, check_graph, known_terms
from casegraph.graph.writer import nquads
from casegraph.languages.tables import read_table
from casegraph.lookup import resolve_concept
from casegraph.records import Case, Record, to_json
from casegraph.terminology.added import open_lexicon, remove
from casegraph.terminology.adding import add_terminology
from casegraph.terminology.joined import JoinedLexicon
from tests.terminology.importers.made import release, table

ROWS = (
    "K1;maladie de Kaltenbrunn;;;\nK2;kaltenbrunnose lente;VKL|kaltenbrunnose torpide;K1;\n"
    "K3;thrombopénie;;K1;C0040034\n"
    "K4;purpura kaltenbrunnien;;K3;\nK5;fièvre;;K1;\nK6;eau;;K1;\nK7;or;KB|aiguë;K1;\nK8;opéré de Kalt;;K1;\n"
)
TEXT = "L'apixaban a été arrêté en raison d'un purpura kaltenbrunnien. Fièvre. Pas de kaltenbrunnose torpide."


@pytest.fixture(autouse=True)
def _own_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CASEGRAPH_DATA", str(tmp_path / "data"))


@pytest.fixture
def kalt(tmp_path: Path) -> JoinedLexicon:
    add_terminology(table(tmp_path, ROWS))
    lexicon = open_lexicon()
    assert isinstance(lexicon, JoinedLexicon)
    return lexicon


def said(case: Case, text: str) -> Record:
    return next(r for r in case.records if r.text.lower() == text.lower() and not r.inferred)


def test_an_outside_concept_is_read_like_a_shipped_one(kalt: JoinedLexicon) -> None:
    case = casegraph.build_text(TEXT)
    purpura = said(case, "purpura kaltenbrunnien")
    assert (purpura.kind, purpura.presence, purpura.concept) == ("condition", "present", "urn:casegraph:code:kalt:K4")
    assert purpura.codes == ("kalt:K4",)
    assert dict(purpura.label) == {"fr": "purpura kaltenbrunnien"}
    assert said(case, "kaltenbrunnose torpide").presence == "absent"
    assert said(case, "apixaban").reasons == (purpura.id,)
    assert kalt.terminology.is_a(purpura.concept, "Thrombocytopenia")
    assert kalt.terminology.is_a("urn:casegraph:code:kalt:K1", "ClinicalFinding")


@pytest.mark.usefixtures("kalt")
def test_a_linked_concept_is_one_entity_with_the_codes_of_both() -> None:
    case = casegraph.build_text("Thrombopénie.")
    record = said(case, "thrombopénie")
    assert record.concept == "https://w3id.org/casegraph/concept/Thrombocytopenia"
    assert {"kalt:K3", "ncit:C3408"} <= set(record.codes)
    assert record.candidates == ()
    assert ">> , <" not in nquads(case)
    assert "<http://www.w3.org/2004/02/skos/core#exactMatch> <urn:casegraph:code:kalt:K3>" in nquads(case)


@pytest.mark.usefixtures("kalt")
def test_what_the_ontology_knows_stands_and_the_rest_is_a_candidate() -> None:
    fever = said(casegraph.build_text(TEXT), "fièvre")
    assert fever.concept == "https://w3id.org/casegraph/concept/Fever"
    assert fever.candidates == ("urn:casegraph:code:kalt:K5",)
    assert to_json(fever)["candidates"] == ["urn:casegraph:code:kalt:K5"]


@pytest.mark.usefixtures("kalt")
@pytest.mark.parametrize("text", ["Il a bu de l'eau.", "Or il va bien.", "KB le matin.", "kb", "Douleur aiguë."])
def test_short_and_everyday_forms_never_match_on_their_own(text: str) -> None:
    assert not [r for r in casegraph.build_text(text).records if "kalt" in str(r.concept)]


@pytest.mark.usefixtures("kalt")
def test_a_short_form_that_is_no_word_counts_in_capitals() -> None:
    assert said(casegraph.build_text("Une VKL est connue."), "VKL").codes == ("kalt:K2",)
    assert not [r for r in casegraph.build_text("Une vkl est connue.").records if r.text == "vkl"]


def test_the_accent_may_be_missing(kalt: JoinedLexicon) -> None:
    assert kalt.lookup("opere de Kalt") == kalt.lookup("opéré de Kalt") != ()


def test_of_several_outside_concepts_section_and_neighbours_choose(tmp_path: Path) -> None:
    columns = 'code = "code"\nlabel = { fr = "libelle" }\nparent = "parent"\n'
    top = 'licence = "CC0"\nprefix = "kalt"\nkind = { column = "synonymes", values = {} }\n'
    rows = (
        "D;produit du matin;treatment;;\nC;dermatose brunnoise;condition;;\nT;traumatisme brunnois;condition;;\n"
        "D1;kaltine;treatment;D;\nC1;kaltine;condition;C;\nC2;kaltine;condition;T;\n"
    )
    add_terminology(table(tmp_path, rows, columns, top))
    listed = said(casegraph.build_text("Traitement habituel : kaltine."), "kaltine")
    assert listed.codes == ("kalt:D1",)
    assert set(listed.candidates) == {"urn:casegraph:code:kalt:C1", "urn:casegraph:code:kalt:C2"}
    hurt = said(casegraph.build_text("Examen clinique : traumatisme avec kaltine."), "kaltine")
    assert hurt.codes == ("kalt:C2",)
    skin = said(casegraph.build_text("Examen clinique : une dermatose, avec kaltine."), "kaltine")
    assert skin.codes == ("kalt:C1",)


@pytest.mark.usefixtures("kalt")
def test_held_because_finds_the_children_of_an_outside_concept() -> None:
    case = casegraph.build_text(TEXT)
    for reason in ("kalt:K1", "kalt:K3", "maladie de Kaltenbrunn", "urn:casegraph:code:kalt:K4", "thrombopénie"):
        rows = list(casegraph.query("held-because", case, reason=reason))
        assert [(r["held"], r["reasonText"]) for r in rows] == [("apixaban", "purpura kaltenbrunnien")], reason
    assert not list(casegraph.query("held-because", case, reason="kalt:K2"))


def test_held_because_over_snomed(tmp_path: Path) -> None:
    add_terminology(release(tmp_path / "SnomedCT"), licence="national licence", name="sct")
    case = casegraph.build_text("L'aspirine est suspendue devant un purpura de Kaltenbrunn et une thrombopénie.")
    for reason in ("sct:64572001", "sct:302215000", "sct:999001"):
        rows = list(casegraph.query("held-because", case, reason=reason))
        assert {r["held"] for r in rows} == {"aspirine"}, reason
    case = casegraph.build_text("L'aspirine est suspendue en raison d'une thrombopénie.")
    assert len(list(casegraph.query("held-because", case, reason="sct:64572001"))) == 1


@pytest.mark.usefixtures("kalt")
def test_only_what_the_case_uses_is_in_the_graph() -> None:
    graph = nquads(casegraph.build_text(TEXT))
    described = {line.split(" ")[0] for line in graph.splitlines() if "owl#Class" in line}
    assert described == {f"<urn:casegraph:code:kalt:{code}>" for code in ("K1", "K2", "K4")}
    assert "kalt:K5" not in graph
    assert "kalt" not in nquads(casegraph.build_text("Toux."))


@pytest.mark.usefixtures("kalt")
def test_the_graph_is_valid(tmp_path: Path) -> None:
    import pyoxigraph as ox

    case = casegraph.build_text(TEXT)
    assert check_case(case) == []
    turtle = to_turtle(case, DEFAULT_OPTIONS)
    assert check_graph(turtle, ox.RdfFormat.TURTLE, known_terms()) == []
    path = casegraph.write(case, tmp_path / "case.ttl")
    assert len(list(casegraph.query("held-because", path, reason="kalt:K1"))) == 1


@pytest.mark.usefixtures("kalt")
def test_records_without_added_terminologies_are_the_same_bytes() -> None:
    text = "L'aspirine est arrêtée en raison d'une thrombopénie à 30 G/L. QT allongé. TEP au 18F-FDG."
    plain = casegraph.build_text(text, terminologies=[])
    records = [json.loads(line) for line in to_jsonl(plain, DEFAULT_OPTIONS).splitlines()]
    assert not [r for r in records if "candidates" in r or "kalt" in str(r)]
    assert plain.outside == ()


def test_a_word_that_it_knows_is_not_taken_for_a_misspelling(tmp_path: Path) -> None:
    text = "Une thrombocitopénie."
    assert casegraph.build_text(text).records[0].codes[0] == "ncit:C3408"
    add_terminology(table(tmp_path, "K1;thrombocitopénie;;;\n"))
    assert casegraph.build_text(text).records[0].codes == ("kalt:K1",)


def test_looking_it_up(kalt: JoinedLexicon) -> None:
    assert resolve_concept("kalt:K4").codes == ("kalt:K4",)
    assert resolve_concept("kalt:K3").name == "Thrombocytopenia"
    assert resolve_concept("kaltenbrunnose lente").fr == "kaltenbrunnose lente"
    assert [(name, t.text) for name, t in kalt.forms_of("Thrombocytopenia")] == [("kalt", "thrombopénie")]
    with pytest.raises(UnknownConceptError, match="is kalt:K4, of the kind condition; a treatment is asked for"):
        resolve_concept("kalt:K4", "treatment")


def test_a_letter_at_the_end_is_no_preposition(tmp_path: Path) -> None:
    add_terminology(table(tmp_path, "K1;kaltine A;;;\nK2;kaltose aggravée par;;;\nK3;brunnose;kaltose;;\n"))
    assert said(casegraph.build_text("Une kaltine A est vue."), "kaltine A").codes == ("kalt:K1",)
    assert not [r for r in casegraph.build_text("Une kaltine à suivre.").records if r.codes == ("kalt:K1",)]
    assert said(casegraph.build_text("Une kaltose aggravée par le froid."), "kaltose").codes == ("kalt:K3",)


def test_forms_in_capitals_lack_accents_and_have_articles(tmp_path: Path) -> None:
    add_terminology(table(tmp_path, "K1;CAVITE DE KALT;;;\nK2;KALTURE DU BRUNN ENFLEE;;;\nK3;BRUNNEE;;;\n"))
    lexicon = open_lexicon()
    for text in ("cavité de Kalt", "cavite kalt", "kalture du brunn enflée", "brunnée"):
        assert lexicon.lookup(text), text


def test_a_form_with_all_too_many_meanings_tells_nothing(tmp_path: Path) -> None:
    rows = "".join(f"K{n};{'kaltite' if n else 'kaltite rare'};;;\n" for n in range(30))
    note = add_terminology(table(tmp_path, rows))
    assert note["dropped"]["too many meanings"] == 29
    assert open_lexicon().lookup("kaltite") == ()


def test_contacts_with_the_health_service_are_no_disorders(tmp_path: Path) -> None:
    path = tmp_path / "cim10.csv"
    path.write_text("code;libelle\nD69;Purpura kaltenbrunnien\nZ51;Séances de kaltose\n", encoding="utf-8")
    note = add_terminology(path, licence="own")
    assert note["kinds"] == {"condition": 1, "qualifier": 1}


def two(tmp_path: Path, first: str, second: str) -> None:
    """Two tables of the same codes, added one after the other."""
    for name, rows in (("first", first), ("second", second)):
        folder = tmp_path / name
        folder.mkdir()
        add_terminology(table(folder, rows), name=name)


def test_one_concept_of_two_terminologies_has_names_codes_and_place_of_both(tmp_path: Path) -> None:
    two(tmp_path, "K1;kaltenbrunnose lente;;;\n", "K0;maladie de Kalt;;;\nK1;lenteur kaltique;;K0;C9999991\n")
    case = casegraph.build_text("L'aspirine est suspendue devant une kaltenbrunnose lente.")
    record = said(case, "kaltenbrunnose lente")
    assert record.codes == ("kalt:K1", "umls:C9999991")
    assert record.candidates == ()
    assert len(list(casegraph.query("held-because", case, reason="kalt:K0"))) == 1
    assert said(casegraph.build_text("Une lenteur kaltique."), "lenteur kaltique").concept == record.concept


def test_hierarchies_that_turn_around_each_other_do_not_turn_in_a_circle(tmp_path: Path) -> None:
    two(tmp_path, "K1;kaltenbrunnose;;;\nK2;kaltite;;K1;\n", "K1;kaltenbrunnose;;K2;\nK2;kaltite;;;\n")
    lexicon = open_lexicon()
    names = [lexicon.lookup(text)[0] for text in ("kaltenbrunnose", "kaltite")]
    assert [name in lexicon.terminology.ancestors(other) for name, other in (names, names[::-1])] in (
        [True, False], [False, True])  # fmt: skip


def test_a_link_of_one_terminology_holds_for_the_same_code_in_another(tmp_path: Path) -> None:
    two(tmp_path, "K3;petite thrombopénite;;;\n", "K3;thrombopénie;;;C0040034\n")
    record = said(casegraph.build_text("Une petite thrombopénite."), "petite thrombopénite")
    assert record.concept == "https://w3id.org/casegraph/concept/Thrombocytopenia"


def test_among_equals_the_one_with_a_umls_code_is_chosen(tmp_path: Path) -> None:
    add_terminology(table(tmp_path, "K1;kaltose brune;;;\nK2;kaltose brune;;;C9999992\n"))
    record = said(casegraph.build_text("Une kaltose brune."), "kaltose brune")
    assert (record.codes, record.candidates) == (("kalt:K2", "umls:C9999992"), ("urn:casegraph:code:kalt:K1",))


def ambiguous(tmp_path: Path) -> None:
    """One form that may be a drug, a disease or an operation, the least likely one first."""
    columns = 'code = "code"\nlabel = { fr = "libelle" }\nparent = "parent"\n'
    top = 'licence = "CC0"\nprefix = "kalt"\nkind = { column = "synonymes", values = {} }\n'
    rows = (
        "P;technique brunnoise;procedure;;\nT;poudre grise;treatment;;\nC;dermatose brunnoise;condition;;\n"
        "P1;kaltine;procedure;P;\nT1;kaltine;treatment;T;\nC1;kaltine;condition;C;\n"
    )
    add_terminology(table(tmp_path, rows, columns, top))


@pytest.mark.parametrize(
    ("text", "code"),
    [
        # Nothing tells: by kind.
        ("On note une kaltine.", "kalt:C1"),
        # The section tells.
        ("Traitement habituel : kaltine.", "kalt:T1"),
        ("Traitement habituel :\nkaltine, aspirine.", "kalt:T1"),
        # The neighbours tell: words of what is above it, in the same sentence.
        ("On note une kaltine, technique brunnoise de choix.", "kalt:P1"),
        ("On note une kaltine en poudre.", "kalt:T1"),
        # What another sentence says does not.
        ("Une poudre grise est vue. On note une kaltine.", "kalt:C1"),
        # The section goes before the neighbours.
        ("Traitement habituel : kaltine pour une dermatose brunnoise.", "kalt:T1"),
    ],
)
def test_section_then_neighbours_then_kind_choose(tmp_path: Path, text: str, code: str) -> None:
    ambiguous(tmp_path)
    record = said(casegraph.build_text(text), "kaltine")
    assert record.codes == (code,)
    assert set(record.candidates) == {f"urn:casegraph:code:kalt:{c}" for c in ("C1", "P1", "T1")} - {record.concept}
    assert to_json(record)["candidates"] == list(record.candidates)


def test_every_stopped_form_has_a_reason_and_counts_for_nothing(tmp_path: Path) -> None:
    rows = read_table("fr", "everyday-forms", ("form", "reason"))
    assert all(len(row["reason"]) > 4 for row in rows)
    assert len({row["form"] for row in rows}) == len(rows)
    add_terminology(
        table(tmp_path, "".join(f"K{n};{row['form']};;;\n" for n, row in enumerate(rows)) + "L;kaltite;;;\n")
    )
    lexicon = open_lexicon()
    assert lexicon.lookup("kaltite")
    assert not [row["form"] for row in rows if any("kalt" in name for name in lexicon.lookup(row["form"]))]


def test_a_code_is_first_of_all_that_of_the_concept_whose_own_it_is(tmp_path: Path) -> None:
    add_terminology(release(tmp_path / "SnomedCT"), licence="national licence", name="sct")
    made = tmp_path / "made"
    made.mkdir()
    add_terminology(table(made, "K3;thrombopénie;;;C0040034\n"))
    (made / "kalt.toml").write_text(
        'licence = "CC0"\nkind = "condition"\nprefix = "more"\n[columns]\ncode = "code"\nlabel = { fr = "libelle" }\n'
        'match = { umls = "umls", sct = "parent" }\n', encoding="utf-8")  # fmt: skip
    (made / "kalt.csv").write_text(
        "code;libelle;synonymes;parent;umls\nM1;thrombopénie;;999001;C0040034\n", encoding="utf-8"
    )
    add_terminology(made / "kalt.csv", name="more")
    assert resolve_concept("sct:999001").iri == "http://snomed.info/id/999001"
    remove("sct")
    assert resolve_concept("sct:999001").name == "Thrombocytopenia"
