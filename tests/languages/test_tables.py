"""The tables of a language pack: how they are read, and that every cue does what its example says.

A table of cues gives each row an example, whose marked words the cue must reach, and a counter-example, whose marked
words it must not. Both go through the whole reader.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from casegraph.errors import TableError
from casegraph.languages import tables
from casegraph.languages.cues import CUE_COLUMNS, cue_words, variants
from casegraph.languages.tables import Row, one_of, read_table
from casegraph.languages.words import COLUMNS, word_class
from casegraph.pipeline import read_stated
from casegraph.records import CHANGED, HELD, Case, Record
from casegraph.resources import language_folder
from casegraph.text.document import document_from_text

_MARKED = re.compile(r"\[([^\]]+)\]")
_DENIED = ("absent", "resolved", "ruled-out")


class Example:
    """A row's sentence read by the reader: the records that its marked words overlap, one list a mark."""

    def __init__(self, written: str) -> None:
        self.text = _MARKED.sub(r"\1", written)
        spans: list[tuple[int, int]] = []
        for shift, match in enumerate(_MARKED.finditer(written)):
            spans.append((match.start() - 2 * shift, match.end() - 2 * shift - 2))
        self.case: Case = read_stated(document_from_text(self.text, "exemple"))
        self.marked: list[list[Record]] = [
            [r for r in self.case.records if r.start < end and r.end > start] for start, end in spans
        ]

    def first(self, predicate: str) -> bool:
        """Whether a record of the first mark holds `predicate` (see `_holds`)."""
        return any(_holds(record, predicate) for record in self.marked[0])


def _holds(record: Record, effect: str) -> bool:
    """Whether a record shows that a cue of this effect reached it."""
    if effect in _DENIED:
        return record.presence == "absent"
    if effect.startswith("family:"):
        return record.experiencer == "family" and record.relative == effect.partition(":")[2]
    if effect == "elsewhere":
        return record.experiencer == "other"
    if effect == "history":
        return record.history
    if effect in ("neutral", "boundary"):
        return record.presence != "absent" and record.status != "withheld"
    if effect in ("found", "confirmed"):
        return record.presence == "present"
    return record.presence == effect


def _rows(table: str) -> Iterator[object]:
    for row in read_table("fr", table, CUE_COLUMNS):
        yield pytest.param(row, id=f"{table}.tsv:{row['line']}")


@pytest.mark.parametrize("table", ["cues", "causes", "condition-causes", "status-frames", "showing-verbs"])
def test_every_row_marks_its_examples(table: str) -> None:
    for row in read_table("fr", table, CUE_COLUMNS):
        assert _MARKED.search(row["example"]), f"{table}.tsv:{row['line']}: no [marked] words in the example"
        assert row["counter"], f"{table}.tsv:{row['line']}: no counter-example"


@pytest.mark.parametrize("table", ["cues", "condition-causes", "showing-verbs"])
def test_no_wording_stands_in_two_rows(table: str) -> None:
    first: dict[tuple[str, ...], Row] = {}
    for row in read_table("fr", table, CUE_COLUMNS):
        for written in variants(row["cue"]):
            other = first.setdefault(cue_words(written), row)
            same = (other["effect"], other["reach"]) == (row["effect"], row["reach"])
            assert same, f"{table}.tsv:{row['line']}: «{written}» stands in line {other['line']} too"


@pytest.mark.parametrize("row", list(_rows("cues")))
def test_a_cue_says_what_its_example_shows(row: Row) -> None:
    assert Example(row["example"]).first(row["effect"]), row["example"]
    assert not Example(row["counter"]).first(row["effect"]), row["counter"]


@pytest.mark.parametrize("row", list(_rows("causes")))
def test_a_reason_is_tied_as_its_example_shows(row: Row) -> None:
    assert _tied(Example(row["example"])), row["example"]
    assert not _tied(Example(row["counter"])), row["counter"]


def _tied(example: Example) -> bool:
    """Whether what one mark says holds because of the other."""
    left, right = ({r.id for r in records} for records in example.marked)
    links = {(r.id, reason) for r in example.case.records for reason in r.reasons}
    return any((a in left and b in right) or (a in right and b in left) for a, b in links)


@pytest.mark.parametrize("row", list(_rows("condition-causes")))
def test_a_cause_is_tied_as_its_example_shows(row: Row) -> None:
    for written, wanted in ((row["example"], True), (row["counter"], False)):
        example = Example(written)
        effect, cause = example.marked if row["effect"] == "caused-by" else reversed(example.marked)
        ids = {r.id for r in cause}
        assert any(ids & set(r.causes) for r in effect) == wanted, written


@pytest.mark.parametrize("row", list(_rows("status-frames")))
def test_a_frame_gives_its_status(row: Row) -> None:
    example, counter = ({r.status for r in Example(row[c]).marked[0]} for c in ("example", "counter"))
    effect = row["effect"].partition("/")[0]
    if effect in ("unsaid", "hypothetical"):
        # These words take a status back: only the counter-example holds something.
        assert not example & set(CHANGED), row["example"]
        assert counter & set(CHANGED), row["counter"]
        return
    wanted = set(HELD) if "prevented" in row["effect"] else set(row["effect"].split("/")) - {""}
    assert example & wanted, f"{row['example']} {example}"
    assert not counter & example & wanted, f"{row['counter']} {counter}"


@pytest.mark.parametrize("row", list(_rows("showing-verbs")))
def test_a_verb_ties_a_finding_to_its_test(row: Row) -> None:
    for written, wanted in ((row["example"], True), (row["counter"], False)):
        example = Example(written)
        tests = {r.id for r in example.marked[0]}
        assert any(tests & set(r.shown_by) for r in example.case.records) == wanted, written


@pytest.fixture
def pack(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """An empty language pack in a folder of its own."""
    monkeypatch.setattr(tables, "language_folder", lambda _: tmp_path)
    read_table.cache_clear()
    yield tmp_path
    read_table.cache_clear()


def test_comments_and_blank_lines_are_passed_over(pack: Path) -> None:
    pack.joinpath("t.tsv").write_text("word\tvalue\n# a note\n\nun \t 1\n", encoding="utf-8")
    assert read_table("xx", "t", ("word", "value")) == ({"word": "un", "value": "1", "line": "4"},)


@pytest.mark.usefixtures("pack")
def test_a_missing_table_is_named() -> None:
    with pytest.raises(TableError, match=r"none\.tsv: the table cannot be read"):
        read_table("xx", "none", ("word",))


@pytest.mark.parametrize("header", ["word\tkind", "word", "value\tword", "word\tvalue\tmore", ""])
def test_unknown_columns_are_refused_with_the_file(pack: Path, header: str) -> None:
    pack.joinpath("t.tsv").write_text(f"{header}\nun\t1\n", encoding="utf-8")
    with pytest.raises(TableError, match=r"t\.tsv:1: the columns are .*; they should be word, value"):
        read_table("xx", "t", ("word", "value"))


@pytest.mark.parametrize("line", ["un", "un\t1\t2"])
def test_a_row_of_another_width_is_refused_with_its_line(pack: Path, line: str) -> None:
    pack.joinpath("t.tsv").write_text(f"word\tvalue\ndeux\t2\n{line}\n", encoding="utf-8")
    with pytest.raises(TableError, match=r"t\.tsv:3: \d fields where 2 are wanted"):
        read_table("xx", "t", ("word", "value"))


def test_an_unknown_value_is_refused_with_file_and_line() -> None:
    row = {"effect": "absnt", "line": "7"}
    with pytest.raises(TableError, match=r"^cues\.tsv:7: effect is 'absnt'; it may be absent, present$"):
        one_of(row, "effect", ("present", "absent"), "cues")
    assert one_of({"effect": "absent", "line": "8"}, "effect", ("absent",), "cues") == "absent"


def test_a_word_class_is_folded_and_an_unknown_one_is_named() -> None:
    assert "etait" in word_class("finite-marks")
    with pytest.raises(TableError, match="no class 'verbs-of-nobody'"):
        word_class("verbs-of-nobody")


def test_every_word_class_is_used_and_says_what_for() -> None:
    code = "".join(path.read_text(encoding="utf-8") for path in language_folder("fr").parents[1].rglob("*.py"))
    table = language_folder("fr").joinpath("ambiguous-forms.tsv").read_text(encoding="utf-8")
    rows = read_table("fr", "word-classes", COLUMNS)
    used = [row for row in rows if f'"{row["class"]}"' in code or f"{{{row['class']}}}" in table]
    assert [row["class"] for row in rows if row not in used or not row["use"]] == []
