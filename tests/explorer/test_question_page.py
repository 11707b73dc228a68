"""Questions and the SPARQL editor in a real browser."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from casegraph.queries.catalogue import saved_queries
from tests.explorer.conftest import Opening

pytestmark = pytest.mark.xdist_group("explorer")


def test_every_saved_question_is_asked_in_words(open_page: Opening) -> None:
    page = open_page("/questions")
    for query in saved_queries().values():
        expect(page.get_by_role("link", name=query.questions["fr"], exact=True)).to_have_count(1)


def test_a_question_is_filled_in_and_answered(open_page: Opening) -> None:
    page = open_page("/questions")
    page.get_by_role(
        "link", name="Qu'est-ce qui n'a pas été donné ou fait comme prévu à cause de ce problème ?"
    ).click()
    field = page.get_by_role("combobox", name="Raison")
    field.press_sequentially("plaquettes bas")
    field.fill("thrombop")
    page.get_by_role("option", name="thrombopénie").first.click()
    field.fill("thrombopénie")
    page.get_by_role("button", name="Demander").click()
    row = page.get_by_role("row").filter(has_text="breast-cancer-pancytopenia")
    for words in ("Anticoagulation préventive", "non fait", "thrombopénie", "J1"):
        assert words in row.inner_text()


def test_each_row_leads_to_its_sentence(open_page: Opening) -> None:
    page = open_page("/questions/held-because?reason=thrombopénie")
    page.get_by_role("link", name="Anticoagulation préventive non débutée").click()
    page.wait_for_url("**/case/**")
    assert "Anticoagulation préventive non débutée" in page.locator("#found").inner_text()
    page.get_by_role("article", name="anticoagulation prophylactique").wait_for()


def test_the_answer_is_downloaded_as_csv(open_page: Opening) -> None:
    page = open_page("/questions/held-because?reason=thrombopénie")
    with page.expect_download() as waiting:
        page.get_by_role("link", name="Télécharger en CSV").click()
    assert waiting.value.suggested_filename == "held-because.csv"
    lines = Path(waiting.value.path()).read_text(encoding="utf-8").splitlines()
    assert lines[0].startswith("case,held,kind,concept,status")
    assert any("Anticoagulation préventive" in line for line in lines)


def test_what_names_no_concept_is_said_over_the_form(address: str) -> None:
    import httpx

    answer = httpx.get(f"{address}/questions/held-because?reason=xyzzy", headers={"accept": "text/html"})
    assert answer.status_code == 400
    assert 'value="xyzzy"' in answer.text
    assert "no concept is named" in answer.text


@pytest.mark.parametrize(
    "name",
    ["encounters", "family-history", "lab-trajectory", "pending-results", "concept-frequency", "held-treatments"],
)
def test_questions_have_pages(address: str, name: str) -> None:
    import httpx

    answer = httpx.get(f"{address}/questions/{name}", headers={"accept": "text/html"}, timeout=30)
    assert answer.status_code == 200
    assert "<table" in answer.text or "Aucun cas ne répond" in answer.text


def write(page: Page, query: str) -> None:
    page.get_by_role("textbox", name="Requête SPARQL").press("Control+A")
    page.keyboard.press("Delete")
    page.keyboard.insert_text(query)


def run(page: Page) -> None:
    page.get_by_role("button", name="Exécuter").click()


def test_the_editor_answers_with_a_table(open_page: Opening) -> None:
    page = open_page("/editor")
    run(page)
    page.get_by_role("cell", name="anticoagulation prophylactique").wait_for()
    with page.expect_download() as waiting:
        page.get_by_role("button", name="Télécharger en CSV").click()
    assert Path(waiting.value.path()).read_text(encoding="utf-8").startswith("label,times\n")


def test_the_editor_takes_a_question_and_links_its_cases(open_page: Opening) -> None:
    page = open_page("/editor?question=held-because&reason=anémie")
    editor = page.get_by_role("textbox", name="Requête SPARQL")
    assert "Anemia" in editor.inner_text()
    write(page, "SELECT ?case WHERE { ?case a cg:CaseGraph } ORDER BY ?case")
    editor.press("Control+Enter")
    page.get_by_role("link", name="hellp-syndrome").click()
    page.wait_for_url("**/case/hellp-syndrome")


def test_truth_values_and_triples_in_the_editor(open_page: Opening) -> None:
    page = open_page("/editor")
    write(page, "ASK { ?s a cg:CaseGraph }")
    run(page)
    page.get_by_role("heading", name="oui").wait_for()
    page.route("**/sparql?*", lambda route: route.fulfill(status=200, content_type="text/turtle", body="<a> <b> <c> ."))
    run(page)
    page.get_by_text("<a> <b> <c> .").wait_for()
