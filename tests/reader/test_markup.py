"""The markup parser: what it understands, and what it refuses with file and line."""

from __future__ import annotations

from pathlib import Path

import pytest

from .markup import MarkupError, StatusClaim, parse_file, parse_line


def test_text_is_what_remains_without_the_markup() -> None:
    item = parse_line("Une [toux](condition present) (sèche) [fébrile](not-held).", "a.txt", 3, "p")
    assert item.text == "Une toux (sèche) fébrile."
    assert [item.text[m.start : m.end] for m in item.marks] == ["toux", "fébrile"]
    assert (item.file, item.line, item.phenomenon) == ("a.txt", 3, "p")


def test_statuses_with_their_own_reasons() -> None:
    item = parse_line(
        "[X](treatment reduced because=a stopped/paused because=none given) pour [y](id=a).", "a.txt", 1, "p"
    )
    mark = item.marks[0]
    assert mark.kinds == ("treatment",)
    assert mark.statuses == (
        StatusClaim(("reduced",), ("a",)),
        StatusClaim(("stopped", "paused"), ()),
        StatusClaim(("given",), None),
    )
    assert mark.changed == {"reduced", "stopped", "paused"}


def test_values_and_quotes() -> None:
    line = (
        '[Hb](observation value=13.9 unit=g/dL comparator=< site="bras gauche (haut)" side=left) au bras gauche (haut).'
    )
    mark = parse_line(line, "a.txt", 1, "p").marks[0]
    assert dict(mark.attributes) == {
        "value": "13.9",
        "unit": "g/dL",
        "comparator": "<",
        "site": "bras gauche (haut)",
        "side": "left",
    }


def test_links_between_marks() -> None:
    item = parse_line(
        "Le [scanner](id=s) montre un [nodule](id=n shown-by=s), cause d'une [toux](cause=n history family).",
        "a.txt",
        1,
        "p",
    )
    assert item.marks[1].shown_by == ("s",)
    assert item.marks[2].causes == ("n",)
    assert item.marks[2].history
    assert item.marks[2].family


def test_same_as_stands_for_another_mark() -> None:
    item = parse_line("[X](stopped id=t) puis [ce traitement](same-as=t).", "a.txt", 1, "p")
    assert [m.text for m in item.named("t")] == ["X", "ce traitement"]


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("Une [toux sèche.", "never closed"),
        ("Une toux] sèche.", "closes no bracket"),
        ("Une [toux [sèche](present)](present).", "brackets inside"),
        ("Une [](present).", "is empty"),
        ("Une [ ](present).", "is empty"),
        ("Une [ toux](present).", "spaces at its edge"),
        ("Une [toux].", "must follow"),
        ("Une [toux] (present).", "must follow"),
        ("Une [toux](present.", "never closed"),
        ('Une [toux](site="nez).', "never closed"),
        ("Une [toux]().", "no attributes"),
        ("Une [toux](presnt).", "unknown attribute `presnt`"),
        ("Une [toux](condition/symptom).", "unknown attribute `symptom`"),
        ("Une [toux](stopped/arrêté).", "cannot read"),
        ("Une [toux](colour=red).", "unknown attribute `colour=red`"),
        ("Une [toux](present=yes).", "unknown attribute `present=yes`"),
        ("Une [toux](id).", "unknown attribute `id`"),
        ("Une [toux](id=).", "cannot read"),
        ("Une [toux](present absent).", "one kind and one presence"),
        ("Une [toux](condition observation).", "one kind and one presence"),
        ("Une [toux](history history).", "one kind and one presence"),
        ("Une [toux](grade=1 grade=2).", "stands twice"),
        ("[X](because=a) [y](id=a)", "must follow the status"),
        ("[X](stopped because=a because=a) [y](id=a)", "must follow the status"),
        ("[X](stopped because=A)", "is no id"),
        ("[X](stopped because=a)", "no mark has id=a"),
        ("[X](present shown-by=a)", "no mark has id=a"),
        ("[X](id=a) [y](id=a) [z](cause=a)", "two marks with id=a"),
        ("[X](id=a)", "nothing points at id=a"),
        ("[X](id=a,b)", "is no id"),
        ("[X](stopped id=a) [y](same-as=a treatment)", "same-as= stands alone"),
        ("[X](not-held stopped)", "not-held beside stopped"),
        ("[X](side=gauche)", "is none of left"),
        ("[X](comparator=≥)", "is none of <"),
        ("[X](date=03/2016)", "is not written"),
        ("[X](high=13,9)", "decimal point"),
        ("[X](value=13,9)", "decimal point"),
        ('[X](value="40 000")', "decimal point"),
        ("[X](dose=60)", "are not in the sentence"),
        ("[X](value=positif)", "are not in the sentence"),
    ],
)
def test_refused_with_file_and_line(line: str, message: str) -> None:
    with pytest.raises(MarkupError, match=r"^a\.txt:7: ") as error:
        parse_line(line, "a.txt", 7, "p")
    assert message in str(error.value)


def test_file_with_comments_and_headers(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text(
        "# why\n\n## phenomenon: one\nUn.\n\n## phenomenon: two\n# more\n[Deux](present).\n", encoding="utf-8"
    )
    assert [(i.line, i.phenomenon, i.text) for i in parse_file(path)] == [(4, "one", "Un."), (8, "two", "Deux.")]


@pytest.mark.parametrize(
    ("lines", "message"),
    [
        ("Un.\n", "a.txt:1: a sentence before the first"),
        ("## one\nUn.\n", "a.txt:1: a header is written"),
        ("## phenomenon:\nUn.\n", "a.txt:1: a header is written"),
        ("## phenomenon: one\nUn.\n[Un](present).\n", "a.txt:3: the sentence of line 2 again"),
    ],
)
def test_refused_files(tmp_path: Path, lines: str, message: str) -> None:
    path = tmp_path / "a.txt"
    path.write_text(lines, encoding="utf-8")
    with pytest.raises(MarkupError) as error:
        parse_file(path)
    assert str(error.value).startswith(message)
