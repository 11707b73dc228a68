"""A test shows no more than its own clause says, and what is absent causes nothing."""

import pytest

from casegraph.pipeline import case_from_text
from casegraph.records import HELD, Record


def _record(text: str, words: str) -> tuple[Record, dict[str, Record]]:
    records = case_from_text(text, "c").records
    (record,) = [r for r in records if r.text == words]
    return record, {r.id: r for r in records}


@pytest.mark.parametrize(
    ("text", "words", "shown"),
    [
        ("L'interrogatoire retrouvait une toux. L'examen notait une cyanose.", "cyanose", []),
        ("L'échographie montrait une ascite, la patiente présentait aussi une anurie.", "anurie", []),
        ("Le scanner montrait une pneumopathie et le patient avait une fièvre.", "fièvre", []),
        ("L'échographie montrait une ascite et une splénomégalie.", "splénomégalie", ["échographie"]),
        ("Le scanner montrait chez la patiente une ascite.", "ascite", ["scanner"]),
    ],
)
def test_a_test_shows_its_own_clause(text: str, words: str, shown: list[str]) -> None:
    record, by_id = _record(text, words)
    assert [by_id[i].text for i in record.shown_by] == shown


@pytest.mark.parametrize(
    ("text", "words", "causes"),
    [
        ("Il ne prenait pas de diurétique responsable d'une hypokaliémie.", "hypokaliémie", []),
        ("Elle n'a pas de cirrhose responsable d'une ascite.", "ascite", []),
        ("Elle a une cirrhose responsable d'une ascite.", "ascite", ["cirrhose"]),
    ],
)
def test_what_is_absent_causes_nothing(text: str, words: str, causes: list[str]) -> None:
    record, by_id = _record(text, words)
    assert [by_id[i].text for i in record.causes] == causes


@pytest.mark.parametrize(
    ("text", "words", "there"),
    [
        ("Douleur thoracique avec irradiation vers la mâchoire.", "irradiation", False),
        ("Lombalgie à irradiation descendante dans la cuisse.", "irradiation", False),
        ("Une irradiation de la cuisse a été réalisée.", "irradiation", True),
        ("Une irradiation de 50 Gy a été réalisée.", "irradiation", True),
        ("La fixation du radiotraceur était intense.", "fixation", False),
        ("La fracture a été traitée par fixation interne.", "fixation interne", True),
    ],
)
def test_a_pain_is_not_irradiated(text: str, words: str, there: bool) -> None:
    kinds = [r.kind for r in case_from_text(text, "c").records if r.text == words]
    assert bool({"treatment", "procedure"} & set(kinds)) is there


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("La FEVG étant passée de 62 à 44 %, le trastuzumab a été mis en pause.", 44),
        ("En raison d'un taux de plaquettes à 90 puis 35 G/L, le méthotrexate a été suspendu.", 35),
        ("Du fait d'une créatinine à 186 µmol/L (118 en janvier), la metformine a été arrêtée.", 186),
    ],
)
def test_of_values_that_follow_each_other_the_last_is_the_reason(text: str, value: float) -> None:
    case = case_from_text(text, "case")
    (held,) = (r for r in case.records if r.status in HELD)
    by_id = {r.id: r for r in case.records}
    (reason,) = (by_id[i] for i in held.reasons)
    assert reason.value is not None
    assert reason.value.number == value


@pytest.mark.parametrize(
    ("text", "stays"),
    [
        ("Le patient n'a pas été hospitalisé.", 0),
        ("Pas d'hospitalisation depuis l'an dernier.", 0),
        ("Le patient est hospitalisé le lendemain.", 1),
        ("Elle n'a été hospitalisée que deux jours.", 1),
    ],
)
def test_a_stay_that_never_was_is_not_told(text: str, stays: int) -> None:
    assert sum(r.kind == "encounter" for r in case_from_text(text, "c").records) == stays


@pytest.mark.parametrize(
    ("text", "alive"),
    [
        ("Patiente vivant en maison de retraite, opérée d'une fracture du col.", False),
        ("Un homme vivant seul consulte pour une toux.", False),
        ("Au dernier contrôle, le patient est vivant.", True),
    ],
)
def test_who_lives_somewhere_is_not_told_to_be_alive(text: str, alive: bool) -> None:
    assert any((r.concept or "").endswith("/AliveFinding") for r in case_from_text(text, "c").records) == alive


@pytest.mark.parametrize(
    ("text", "words", "reasons"),
    [
        ("Le scanner a été fait sans injection en raison de l'insuffisance rénale.", "scanner", []),
        ("L'IRM est réalisée sans gadolinium du fait d'une grossesse.", "IRM", []),
        ("Une césarienne a été réalisée sans délai en raison d'une éclampsie.", "césarienne", ["éclampsie"]),
        ("Le scanner a été fait en raison d'une hémoptysie.", "scanner", ["hémoptysie"]),
    ],
)
def test_why_something_was_left_out_is_not_why_the_rest_was_done(text: str, words: str, reasons: list[str]) -> None:
    record, by_id = _record(text, words)
    assert [by_id[i].text for i in record.reasons] == reasons


@pytest.mark.parametrize(
    ("text", "words", "whose"),
    [
        ("Son chien était mort un mois plus tôt.", "mort", "other"),
        ("Le chat avait une plaie, le patient une fièvre.", "plaie", "other"),
        ("Mordu par son chien, le patient avait une plaie.", "plaie", "patient"),
    ],
)
def test_an_animal_is_no_patient(text: str, words: str, whose: str) -> None:
    assert _record(text, words)[0].experiencer == whose
