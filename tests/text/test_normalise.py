"""What is written otherwise is read as if it were plain, and told in the words of the report."""

from __future__ import annotations

from textwrap import wrap

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casegraph.pipeline import case_from_text
from casegraph.text.document import document_from_text
from casegraph.text.normalise import normalise

PARAGRAPH = (
    "La patiente, âgée de 54 ans, a été traitée en 2019 par six cures de FEC puis de Taxotère. À la dernière, le bilan "
    "du 12 juin montrait une hémoglobine à 8 g/dL, des plaquettes à 30 G/L et des leucocytes à 2 G/L. Le traitement a "
    "été arrêté en raison de cette pancytopénie, puis le Taxol a été proposé."
)
WRAPPED = "\n".join(wrap(PARAGRAPH, 66)) + "\n"


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("fie\u0300vre", "fièvre"),
        ("35\u00a0000\u202f/mm3", "35 000 /mm3"),
        ("un  œdème   aigu", "un œdème aigu"),
        ("pas d\u02bcanémie", "pas d'anémie"),
        ("l´examen", "l'examen"),
        ("hépato\u2011splénomégalie", "hépato-splénomégalie"),
    ],
)
def test_written_otherwise(written: str, read: str) -> None:
    normalised = normalise(written)
    assert normalised is not None
    assert normalised.text == read
    assert (normalised.start(0), normalised.end(len(read))) == (0, len(written))


@pytest.mark.parametrize(
    "plain", ["Hb 9,5 g/dL, l’état est bon.", "a\tb", "un\n\ndeux", "5´ de marche", "trois\nlignes\ncourtes\nici"]
)
def test_written_as_it_is_read(plain: str) -> None:
    assert normalise(plain) is None


def test_lines_cut_to_a_width_are_one() -> None:
    normalised = normalise(WRAPPED)
    assert normalised is not None
    assert normalised.text == PARAGRAPH + "\n"


@pytest.mark.parametrize(
    "lines",
    [
        # A list: each line ends where its item ends, not where the width does.
        "Hémoglobine à 8,2 g/dL, plaquettes à 45 G/L, leucocytes à 2 G/L\nCréatinine à 80\nNatrémie à 138\nCRP à 12\n",
        # Lines of one width, but each opens an item.
        "".join(f"- hémoglobine du {day} mars, prélevée au réveil : 9,{day} g/dL\n" for day in range(1, 9)),
    ],
)
def test_lines_of_a_list_stay_apart(lines: str) -> None:
    assert normalise(lines) is None


def test_a_heading_stays_a_line() -> None:
    text = WRAPPED + "Évolution\n" + WRAPPED
    document = document_from_text(text, "c")
    assert [s.name for s in document.sections] == ["report", "course"]
    assert text[document.sections[1].start :].startswith("Évolution\n")
    assert len(document.sentences) == 3 + 1 + 3


def test_a_heading_with_its_words_goes_on() -> None:
    text = "\n".join(wrap("Évolution : " + PARAGRAPH, 66))
    assert [s.name for s in document_from_text(text, "c").sections] == ["course"]


def test_what_is_read_has_the_words_of_the_report() -> None:
    text = "Pas de  thrombopénie. L\u02bchémoglobine\u00a0: 8,2\u00a0g/dL. Arrêt  du docetaxel devant une ane\u0301mie."
    case = case_from_text(text, "c")
    stated = [r for r in case.records if not r.inferred]
    assert [r.text for r in stated] == ["thrombopénie", "hémoglobine", "docetaxel", "ane\u0301mie"]
    assert stated[1].value is not None
    assert stated[1].value.text == "8,2\u00a0g/dL"
    for record in stated:
        assert text[record.start : record.end] == record.text
    sentences = [text[s.start : s.end] for s in case.document.sentences]
    assert sentences[0] == "Pas de  thrombopénie."


@given(st.text(alphabet="ae\u0301'ʼ \u00a0\n.,8X", max_size=200))
def test_offsets_lead_back_in_order(text: str) -> None:
    normalised = normalise(text)
    if normalised is None:
        return
    size = len(normalised.text)
    starts = [normalised.start(i) for i in range(size + 1)]
    ends = [normalised.end(i) for i in range(size + 1)]
    assert starts == sorted(starts)
    assert ends == sorted(ends)
    assert (starts[0], ends[size]) == (0, len(text))
    for i, character in enumerate(normalised.text):
        assert starts[i] < ends[i + 1] <= len(text)
        if character.isalnum() and character.isascii():
            assert character in text[starts[i] : ends[i + 1]] or "\u0301" in text[starts[i] : ends[i + 1]]
