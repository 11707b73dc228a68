"""BRAT in: what an annotator leaves, as statement records; the round trip keeps what gold needs."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import casegraph
from casegraph.errors import InputError
from casegraph.exchange.brat.folder import read_brat
from casegraph.exchange.brat.reader import Annotated, from_brat
from casegraph.exchange.brat.scheme import (
    ATTRIBUTES,
    FLAGS,
    NOTED,
    PART_TYPES,
    PARTS,
    TYPES,
    format_note,
    one_line,
    parse_note,
)
from casegraph.exchange.brat.scheme import (
    LINKS as RELATIONS,
)
from casegraph.exchange.brat.writer import to_brat
from casegraph.exchange.formats import FORMATS, write_cases
from casegraph.exchange.losses import Ledger
from casegraph.graph.options import DEFAULT_OPTIONS
from casegraph.records import PRESENCES, STATUSES, Case, Record, Span
from casegraph.text.document import document_from_text
from tests.graph.made import Made

LINKS = ("reasons", "causes", "shown_by", "replaced_by", "based_on")


def written(case: Case) -> str:
    return to_brat(case, DEFAULT_OPTIONS, Ledger(case))[1].decode()


def there_and_back(case: Case) -> Annotated:
    return from_brat(case.document, written(case), "c1.ann")


def renamed(case: Case) -> list[Record]:
    """The records of a case as BRAT names them, without what BRAT leaves to the ontology."""
    names = {record.id: f"T{number}" for number, record in enumerate(case.records, 1)}
    out = []
    for record in case.records:
        links: dict[str, Any] = {link: tuple(names[i] for i in getattr(record, link)) for link in LINKS}
        out.append(replace(plain(record), id=names[record.id], **links))
    return out


def plain(record: Record) -> Record:
    value = record.value
    if value is not None:
        value = replace(value, canonical_number=None, canonical_unit=None)
    return replace(record, order=0, statement="", entity="", label=(), components=(), value=value)


def assert_the_same(case: Case) -> None:
    found = there_and_back(case)
    assert found.notices == ()
    assert [plain(record) for record in found.case.records] == renamed(case)
    for name in ("statement", "entity"):
        assert groups(found.case, name) == groups(case, name)


def groups(case: Case, name: str) -> list[list[int]]:
    """Which records share a statement or an entity, by their place."""
    out: dict[str, list[int]] = {}
    for place, record in enumerate(case.records):
        out.setdefault(getattr(record, name), []).append(place)
    return list(out.values())


@pytest.mark.parametrize("name", casegraph.examples())
def test_an_example_comes_back_whole(name: str) -> None:
    case = casegraph.example(name)
    assert_the_same(case)
    found = there_and_back(case)
    for before, after in zip(case.records, found.case.records, strict=True):
        assert after.label == before.label
        assert after.components == before.components
        assert after.value == before.value


def test_the_sample_case_comes_back_whole(sample_case: Case) -> None:
    assert_the_same(sample_case)


def test_every_part_comes_back() -> None:
    text = (
        "Homme de 61 ans. Nodule du poumon droit de 12 mm. Sérologie : 4+/5. Cisplatine 80 mg/m2 toutes les 3 semaines."
    )
    made = Made(text)
    made.add("patient", "Homme de 61 ans", age=made.value("61 ans", 61.0, "a"))
    made.add(
        "condition", "Nodule", "Nodule", presence="present", size=made.value("12 mm", 12.0, "mm", comparator="~"),
        site=made.site("poumon", "Lung"), laterality="right", cue=made.span("droit"), extent=(17, 49),
    )  # fmt: skip
    made.add("observation", "Sérologie", presence="present", value=made.value("4+/5"))
    made.add(
        "treatment", "Cisplatine", "Cisplatin", dose=made.dose("80 mg/m2", 80.0, "mg", "m2"),
        frequency=made.frequency("toutes les 3 semaines", 3.0, "wk"), candidates=("http://a.b/1", "http://a.b/2"),
        status="reduced", reasons=("m2",), codes=("atc:L01XA01",),
    )  # fmt: skip
    found = there_and_back(made.case()).case.records
    assert found[0].age == made.records[0].age
    assert found[1].size is not None
    assert (found[1].size.number, found[1].size.unit, found[1].size.comparator) == (12.0, "mm", "~")
    assert found[1].site is not None
    assert (found[1].site.concept, found[1].extent) == ("Lung", (17, 49))
    # What was understood as no number stays none, whatever its digits look like.
    assert found[2].value == made.records[2].value
    assert found[3].dose == made.records[3].dose
    assert found[3].frequency == made.records[3].frequency
    assert found[3].candidates == ("http://a.b/1", "http://a.b/2")
    assert found[3].reasons == ("T2",)


WORDS = ("Fièvre", "toux", "arrêt du cisplatine", "à 38,5 °C", "le matin", "à gauche", "; a=b\\", "plaie\nouverte")
TEXT = "Début. " + " ; ".join(WORDS) + ". Fin."

words = st.sampled_from(WORDS)
optional_word = st.none() | st.text("abcdé;=\\ 1", min_size=1, max_size=8).map(one_line).filter(bool)


@st.composite
def cases(draw: st.DrawFn) -> Case:
    made = Made(TEXT)
    for number in range(1, draw(st.integers(1, 6)) + 1):
        kind = draw(st.sampled_from(("condition", "observation", "treatment", "procedure")))
        said = draw(words)
        part = draw(words)
        number_of = draw(st.none() | st.floats(allow_nan=False, allow_infinity=False))
        made.add(
            kind,
            said,
            draw(st.none() | st.sampled_from(("Fever", "Cough", "Cisplatin"))),
            presence=draw(st.sampled_from(PRESENCES)) if kind in ("condition", "observation") else None,
            status=draw(st.none() | st.sampled_from(STATUSES)),
            experiencer=draw(st.sampled_from(("patient", "family", "other"))),
            history=draw(st.booleans()),
            severity=draw(optional_word),
            grade=draw(optional_word),
            value=draw(st.none() | st.just(made.value(part, number_of, draw(optional_word)))),
            cycle=draw(st.none() | st.just(made.span(draw(words)))),
            cue=draw(st.none() | st.builds(made.span, words)),
            reasons=tuple(draw(st.lists(st.sampled_from([f"m{n}" for n in range(1, number + 1)]), unique=True))),
            codes=tuple(draw(st.lists(st.sampled_from(("ncit:C1", "icdo3m:8000/1", "umls:C2")), unique=True))),
        )
    case = made.case()
    document = document_from_text(TEXT, "c1")
    records = sorted(case.records, key=lambda r: (r.start, r.end))
    records = [replace(r, section=document.sentence_at(r.start).section) for r in records]
    return Case(document, tuple(records))


@given(cases())
@settings(max_examples=150, deadline=None)
def test_any_records_come_back(case: Case) -> None:
    assert_the_same(case)


note_text = st.text(st.characters(exclude_categories=("C", "Z")), min_size=1)


@given(st.dictionaries(st.sampled_from(("concept", "number", "of")), note_text))
def test_the_members_of_a_note_come_back(members: dict[str, str]) -> None:
    assert parse_note(format_note(members)) == (members, [])


REPORT = "Aspirine arrêtée pour thrombopénie à 38 G/L. Pas de fièvre.\nLe père a une toux sèche."
DOCUMENT = document_from_text(REPORT, "c1")


def read(*lines: str, text: str = REPORT) -> Annotated:
    document = DOCUMENT if text == REPORT else document_from_text(text, "c1")
    return from_brat(document, "\n".join(lines) + "\n", "c1.ann")


def test_what_an_annotator_draws_is_read() -> None:
    found = read(
        "T1\tTreatment 0 8\tAspirine",
        "T7\tCondition 52 58\tfièvre",
        "T2\tCondition 22 34\tthrombopénie",
        "T3\tValue 37 43\t38 G/L",
        "R1\tReason Arg1:T1 Arg2:T2\t",
        "A1\tStatus T1 stopped",
        "A2\tPresence T7 absent",
        "M3\tHistory T2",
        "T4\tObservation 22 34\tthrombopénie",
        "R2\tHasValue Arg1:T4 Arg2:T3",
        "#1\tAnnotatorNotes T2\tconcept=thrombopénie",
        "#2\tAnnotatorNotes T4\tconcept=c:PlateletCount",
        "N1\tReference T2 NCIT:C3408\tThrombocytopenia",
    )
    assert found.notices == ()
    # In text order, whatever the order of the lines.
    aspirin, low, platelets, fever = found.case.records
    assert (aspirin.status, aspirin.reasons) == ("stopped", ("T2",))
    assert (low.concept, low.codes, low.history) == (
        "https://w3id.org/casegraph/concept/Thrombocytopenia", ("ncit:C3408",), True,
    )  # fmt: skip
    # A condition of which nothing is said is there; a value without a note is read from its words.
    assert (low.presence, fever.presence) == ("present", "absent")
    assert platelets.value is not None
    assert (platelets.value.number, platelets.value.unit) == (38.0, "10*9/L")
    assert (platelets.value.canonical_number, platelets.value.canonical_unit) == (38.0, "10*9/L")


def test_a_moved_value_is_read_anew_and_told() -> None:
    value = ("T1\tObservation 22 34\tthrombopénie", "R1\tHasValue Arg1:T1 Arg2:T2")
    kept = read(*value, "T2\tValue 37 39\t38", "#1\tAnnotatorNotes T2\tnumber=39; unit=%; of=38").case.records[0].value
    assert kept is not None
    assert (kept.number, kept.unit) == (39.0, "%")
    found = read(*value, "T2\tValue 37 43\t38 G/L", "#1\tAnnotatorNotes T2\tnumber=39; unit=%; of=38")
    moved = found.case.records[0].value
    assert moved is not None
    assert (moved.text, moved.number, moved.unit) == ("38 G/L", 38.0, "10*9/L")
    assert found.notices == (
        "c1.ann:4: the note of T2 is of other words than it has now: they are read anew",
    )  # fmt: skip


def test_the_words_of_parts_without_a_note_are_read() -> None:
    text = "Cisplatine 80 mg/m2 toutes les 3 semaines depuis mars 2016."
    (found,) = read(
        "T1\tTreatment 0 10\tCisplatine",
        "T2\tDose 11 19\t80 mg/m2",
        "T3\tFrequency 20 41\ttoutes les 3 semaines",
        "T4\tTime 49 58\tmars 2016",
        "R1\tHasDose Arg1:T1 Arg2:T2",
        "R2\tHasFrequency Arg1:T1 Arg2:T3",
        "R3\tHasTime Arg1:T1 Arg2:T4",
        text=text,
    ).case.records
    assert found.dose is not None
    assert (found.dose.number, found.dose.unit, found.dose.per) == (80.0, "mg", "m2")
    assert found.frequency is not None
    assert (found.frequency.every, found.frequency.period) == (3.0, "wk")
    assert found.time is not None
    assert found.time.date == "2016-03"


def test_a_time_without_a_statement_is_one_of_its_own() -> None:
    (found,) = read("T1\tTime 37 39\t38").case.records
    assert found.kind == "time"
    assert found.time is not None


def test_a_mention_in_two_pieces_and_one_over_a_line_end() -> None:
    found = read("T1\tCondition 52 58;70 73\tfièvre une", "T2\tCondition 52 59;60 67\tfièvre. Le père").case.records
    assert found[0].fragments is None
    assert (found[0].start, found[0].end) == (52, 67)
    assert found[1].fragments == ((52, 58), (70, 73))
    assert found[1].text == REPORT[52:73]


def test_what_the_scheme_does_not_know_is_told_with_its_line() -> None:
    found = read(
        "T1\tDrug 0 8\tAspirine",
        "T2\tCondition 52 58\tfièvre",
        "T3\tValue 37 39\t38",
        "R1\tTreats Arg1:T2 Arg2:T2",
        "R2\tReason Arg1:T1 Arg2:T2",
        "A1\tCertainty T2 high",
        "A2\tPresence T3 absent",
        "E1\tGiving:T1 Theme:T2",
        "*\tEquiv T1 T2",
        "#1\tAnnotatorNotes T2\tto be discussed; concept=c:Fever; colour=red",
        "#2\tAnnotatorNotes R1\twhy?",
    )
    assert [record.concept for record in found.case.records] == ["https://w3id.org/casegraph/concept/Fever"]
    assert found.notices == (
        "c1.ann:1: T1 has the type Drug, which the scheme does not know",
        "c1.ann:3: parts that no statement has: T3 (Value); draw their relations, or remove them",
        "c1.ann:4: R1 is a Treats, which the scheme does not know",
        "c1.ann:5: R2 ties what the scheme does not know and is left out",
        "c1.ann:6: A1 is the attribute Certainty, which the scheme does not know",
        "c1.ann:7: A2 is a Presence of T3, which is no statement",
        "c1.ann:8: an event (Giving) has no place in a record",
        "c1.ann:9: an equivalence (Equiv) has no place in a record",
        "c1.ann:10: #1 is a note of which no record keeps all",
        "c1.ann:11: #2 is a note that no record keeps",
    )


FEVER = "T1\tCondition 52 58\tfièvre"
BROKEN = {
    "no annotation": (["fièvre"], r"c1\.ann:1: no annotation of BRAT, which begins with T1"),
    "no tab": (["T1 Condition 52 58 fièvre"], r"c1\.ann:1: no annotation"),
    "an entity cut short": (["T1\tCondition 52\tfièvre"], r"c1\.ann:1: cannot be read; write it as T1<tab>Condition"),
    "a relation of one end": ([FEVER, "R1\tReason Arg1:T1"], r"c1\.ann:2: cannot be read; write it as R1<tab>Reason"),
    "a code without its resource": ([FEVER, "N1\tReference T1 C3038\tfever"], r"c1\.ann:2: .*ncit:C3038"),
    "no character": (["T1\tCondition 58 58\t"], r"c1\.ann:1: the offsets 58 58 hold no character"),
    "an id twice": ([FEVER, FEVER], r"c1\.ann:2: the id T1 stands on line 1 already; give this one another"),
    "nobody of that name": ([FEVER, "A1\tPresence T9 absent"], r"c1\.ann:2: A1 names T9, which the file does not have"),
    "other words": (["T1\tCondition 50 56\tfièvre"], r"c1\.ann:1: T1 stands for its words at 50 56, but .* give the"),
    "beyond the end": (["T1\tCondition 200 206\tfièvre"], r"c1\.ann:1: .* but the text ends at 85; give the text"),
    "an unknown presence": ([FEVER, "A1\tPresence T1 maybe"], r"c1\.ann:2: Presence is maybe; it is present, absent, "),
    "two presences": (
        [FEVER, "A1\tPresence T1 absent", "A2\tPresence T1 present"], r"c1\.ann:3: T1 is Presence absent and present",
    ),
    "a value of a flag": ([FEVER, "A1\tHistory T1 yes"], r"c1\.ann:2: History has no value; leave it out"),
    "two sites": (
        [
            FEVER, "T2\tSite 0 8\tAspirine", "T3\tSite 37 39\t38",
            "R1\tHasSite Arg1:T1 Arg2:T2", "R2\tHasSite Arg1:T1 Arg2:T3",
        ],
        r"c1\.ann:5: T1 has a HasSite to T2 and to T3; mark the words of T1 a second time",
    ),
    "a part of a part": (
        [FEVER, "T2\tSite 0 8\tAspirine", "R1\tReason Arg1:T2 Arg2:T1"], r"c1\.ann:3: R1 begins at a statement, not",
    ),
    "a reason that is a part": (
        [FEVER, "T2\tSite 0 8\tAspirine", "R1\tReason Arg1:T1 Arg2:T2"], r"c1\.ann:3: R1 leads to a statement, not",
    ),
    "a value that is a site": (
        [FEVER, "T2\tSite 0 8\tAspirine", "R1\tHasValue Arg1:T1 Arg2:T2"],
        r"c1\.ann:3: R1 is a HasValue that leads to a Site",
    ),
    "no number": (
        [FEVER, "T2\tValue 37 39\t38", "R1\tHasValue Arg1:T1 Arg2:T2", "#1\tAnnotatorNotes T2\tnumber=many; of=38"],
        r"c1\.ann:4: number=many is no number",
    ),
    "no extent": ([FEVER, "#1\tAnnotatorNotes T1\textent=5"], r"c1\.ann:2: extent=5 is no stretch of the text"),
    "no such concept": ([FEVER, "#1\tAnnotatorNotes T1\tconcept=fièvrz"], r"c1\.ann:2: no concept is named 'fièvrz'"),
}  # fmt: skip


@pytest.mark.parametrize("name", list(BROKEN))
def test_what_cannot_be_meant_is_an_error_with_line_and_mend(name: str) -> None:
    lines, message = BROKEN[name]
    with pytest.raises(InputError, match=message) as raised:
        read(*lines)
    assert "\n" not in str(raised.value)


def test_a_concept_that_is_gone_is_kept_and_told() -> None:
    found = read(FEVER, "#1\tAnnotatorNotes T1\tconcept=c:Feverr")
    assert found.case.records[0].concept == "https://w3id.org/casegraph/concept/Feverr"
    assert found.notices == ("c1.ann:2: the ontology has no concept c:Feverr; it is kept as it is written",)


def test_offsets_of_a_text_with_windows_line_ends(tmp_path: Path) -> None:
    (tmp_path / "c1.txt").write_bytes(b"Toux.\r\nPas de fi\xc3\xa8vre.\r\n")
    # BRAT counts both characters of a line's end; what was written from the cleaned text counts one.
    for offsets in ("14 20", "13 19"):
        (tmp_path / "c1.ann").write_bytes(f"T1\tCondition {offsets}\tfièvre\r\n".encode())
        ((found,), notices) = read_brat(tmp_path)
        assert notices == ()
        assert found.case.records[0].text == "fièvre"
        assert (found.case.records[0].start, found.case.records[0].end) == (13, 19)


def test_a_folder_of_folders(tmp_path: Path) -> None:
    case = casegraph.build_text("Pas de fièvre.", "a/b c")
    write_cases([case], tmp_path, FORMATS["brat"])
    (tmp_path / "deep").mkdir()
    (tmp_path / "deep" / "two.txt").write_text("Toux.", encoding="utf-8")
    (tmp_path / "deep" / "two.ann").write_text("", encoding="utf-8")
    (tmp_path / "unread.txt").write_text("Toux.", encoding="utf-8")
    found, notices = read_brat(tmp_path)
    assert [(one.case.id, len(one.case.records)) for one in found] == [("a/b c", 1), ("deep/two", 0)]
    assert notices == (f"{tmp_path}/unread.txt: has no .ann file beside it and is left out",)


def test_what_is_wrong_with_a_folder_is_said(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"holds no \.ann file; casegraph build CASE\.\.\. --to brat -o"):
        read_brat(tmp_path)
    (tmp_path / "c1.ann").write_text(FEVER, encoding="utf-8")
    with pytest.raises(InputError, match=r"c1\.ann: there is no c1\.txt beside it; put the text that was annotated"):
        read_brat(tmp_path)
    (tmp_path / "c1.txt").write_text(REPORT, encoding="utf-8")
    (tmp_path / "c1.ann").write_bytes(FEVER.encode("cp1252"))
    with pytest.raises(InputError, match=r"c1\.ann: no UTF-8 at byte 21; BRAT writes UTF-8"):
        read_brat(tmp_path)


def test_a_span_is_quoted_exactly() -> None:
    found = read(FEVER, "T2\tCue 45 48\tPas", "R1\tHasCue Arg1:T1 Arg2:T2").case.records[0]
    assert found.cue == Span("Pas", 45, 48)


def test_the_annotators_page_names_the_whole_scheme() -> None:
    page = (Path(__file__).parents[2] / "docs" / "annotation.md").read_text(encoding="utf-8")
    names = [*TYPES.values(), *PART_TYPES, *(p.relation for p in PARTS), *(name for _, name in RELATIONS)]
    names += [*(name for _, name, _ in ATTRIBUTES), *(name for _, name in FLAGS), *NOTED]
    names += [member for part in PARTS for member in part.noted]
    assert [name for name in names if f"`{name}" not in page] == []
    assert [value for *_, values in ATTRIBUTES for value in values if value not in page] == []
