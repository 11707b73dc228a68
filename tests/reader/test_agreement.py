"""The comparison of marks and records, on records made by hand."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from casegraph.records import Case, Document, Dose, Record, TimeRef, Value

from .agreement import disagreements
from .markup import parse_line


def record(number: int, text: str, words: str, **more: Any) -> Record:
    start = text.index(words)
    end = start + len(words)
    made = Record(
        "x", f"m{number}", f"s{number}", f"e{number}", number, "treatment", words, start, end, (start, end), ""
    )
    return replace(made, **more)


def said(line: str, *read: tuple[str, dict[str, Any]]) -> list[str]:
    item = parse_line(line, "a.txt", 1, "p")
    records = tuple(record(n, item.text, words, **more) for n, (words, more) in enumerate(read, 1))
    return disagreements(item, Case(Document("x", item.text, "", "str"), records))


STOP = {"status": "stopped", "reasons": ("m2",)}
LINE = "Le [fer](treatment stopped because=a) est arrêté pour [toux](condition present id=a)."
COUGH = ("toux", {"kind": "condition", "presence": "present"})


def test_agreement() -> None:
    assert said(LINE, ("fer", STOP), COUGH) == []


@pytest.mark.parametrize(
    ("line", "read", "complaints"),
    [
        (LINE, [], 2),
        (LINE, [("fer", STOP), ("toux", {"kind": "condition", "presence": "absent"})], 1),
        (LINE, [("fer", {"status": "stopped"}), COUGH], 1),
        (LINE, [("fer", {"status": "stopped", "reasons": ("m1",)}), COUGH], 1),
        (LINE, [("fer", STOP | {"kind": "procedure"}), COUGH], 1),
        (LINE, [("fer", STOP | {"status": "paused"}), COUGH], 2),
        (LINE, [("fer", STOP), COUGH, ("fer", {"status": "withheld"})], 1),
        (LINE, [("fer", STOP), COUGH, ("arrêté", {"status": "reduced"})], 1),
        ("Le [fer](not-held).", [("fer", {"status": "delayed"})], 1),
        ("Le fer.", [("fer", {"status": "refused"})], 1),
        ("Le fer.", [("fer", {"status": "given"})], 0),
        ("Le [fer](stopped/paused because=none).", [("fer", {"status": "paused"})], 0),
        ("Le [fer](stopped because=none), la toux.", [("fer", STOP), COUGH], 1),
        ("Le [fer](reduced stopped).", [("fer", {"status": "stopped"})], 1),
        ("Le [fer](reduced stopped).", [("fer", {"status": "stopped"}), ("fer", {"status": "reduced"})], 0),
        ("Le [fer](stopped id=t) ; [il](same-as=t).", [("il", {"status": "stopped"})], 0),
        ("Le [fer](stopped id=t) ; [il](same-as=t).", [("il", {"status": "paused"})], 2),
    ],
)
def test_disagreements(line: str, read: list[tuple[str, dict[str, Any]]], complaints: int) -> None:
    assert len(said(line, *read)) == complaints


VALUE = Value("13,9", 0, 4, number=13.9, comparator="<", high=15.0, unit="g/dL", canonical_number=139.0)


@pytest.mark.parametrize(
    ("asked", "fits", "differs"),
    [
        ("history", {"history": True}, {}),
        ("family", {"experiencer": "family"}, {}),
        ("grade=3", {"grade": "3"}, {"grade": "2"}),
        ("interpretation=low", {"interpretation": "low"}, {"interpretation": "high"}),
        ("side=left", {"laterality": "left"}, {"laterality": "right"}),
        ("concept=Iron", {"concept": "https://w3id.org/casegraph/concept/Iron"}, {"concept": None}),
        ("value=13.9 unit=g/dL high=15", {"value": VALUE}, {"value": replace(VALUE, number=13.0)}),
        ("canonical=139 comparator=<", {"value": VALUE}, {"value": replace(VALUE, comparator=None)}),
        ("value=13.9", {"value": VALUE}, {}),
        ('value="le"', {"value": replace(VALUE, text="Le")}, {"value": VALUE}),
        ('dose="le fer"', {"dose": Dose("le  fer", 0, 6)}, {"dose": Dose("le", 0, 2)}),
        ('time="le fer"', {"time": TimeRef("fer", 3, 6)}, {"time": TimeRef("mars", 0, 4)}),
        ("date=2016-03", {"time": TimeRef("", 0, 0, date="2016-03")}, {"time": TimeRef("", 0, 0, date="2016")}),
        ("day=5", {"time": TimeRef("", 0, 0, day_from=5.0)}, {"time": TimeRef("", 0, 0)}),
    ],
)
def test_attributes(asked: str, fits: dict[str, Any], differs: dict[str, Any]) -> None:
    line = f"le [fer]({asked})"
    assert said(line, ("fer", fits)) == []
    assert len(said(line, ("fer", differs))) == 1


def test_links() -> None:
    line = "[Vu](shown-by=s) au [bilan](id=s), dû au [fer](cause=s)"
    cough = ("Vu", {"shown_by": ("m2",)})
    assert said(line, cough, ("bilan", {}), ("fer", {"causes": ("m2",)})) == []
    assert len(said(line, cough, ("bilan", {}), ("fer", {"causes": ("m1",)}))) == 1


def test_complaint_shows_the_mark_and_what_was_read() -> None:
    assert said(LINE, ("fer", {"status": "given"}), COUGH) == [
        "wanted [fer](treatment stopped because=a), read «fer» treatment given"
    ]
