"""The measures by name, and what is counted of one document: hits, finds and gold by measure, and every difference."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from casegraph.languages.tables import read_rows_of

__all__ = ["CAUSES", "Counts", "Difference", "MeasureName", "measure_names"]

#: Why something is no hit: the gold has it and nothing was found; found, and not in the gold; both, and not the same.
CAUSES = ("missing", "spurious", "wrong")


@dataclass(frozen=True, slots=True)
class MeasureName:
    """A measure: its name, its group, what it is called in each language, and what counts as a hit.

    Of one that is `recall_only` the gold does not list everything, so that a find beside it is no mistake.
    """

    name: str
    group: str
    en: str
    fr: str
    recall_only: bool
    counts: str


@cache
def measure_names() -> dict[str, MeasureName]:
    """Every measure by its name, in the order of the tables.

    Raises:
        TableError: the shipped table is damaged.
    """
    columns = ("name", "group", "en", "fr", "recall", "counts")
    rows = read_rows_of(Path(__file__).with_name("measures.tsv"), columns)
    return {
        row["name"]: MeasureName(row["name"], row["group"], row["en"], row["fr"], bool(row["recall"]), row["counts"])
        for row in rows
    }


@dataclass(frozen=True, slots=True)
class Difference:
    """A place where gold and system differ in a measure.

    `cause` is "missing", "spurious" or "wrong". `gold` and `system` are what each says, None where it says nothing;
    `gold_spans` and `system_spans` (code points, half open, of the text of the document) are the words of the mention
    and behind them those of its value, part, reasons or the like; `kind` is what the mention is about. `sentence` is
    the sentence around the mention, or the sentences around all of the spans where these are near; it begins at
    `sentence_start`, and is "" where the text is not known.
    """

    document: str
    measure: str
    cause: str
    kind: str
    gold: str | None
    system: str | None
    gold_spans: tuple[tuple[int, int], ...]
    system_spans: tuple[tuple[int, int], ...]
    sentence: str = ""
    sentence_start: int = 0


@dataclass(slots=True)
class Counts:
    """Of one document, by the name of a measure: hits, what the system has, what the gold has; and the differences."""

    document: str
    by_measure: dict[str, tuple[int, int, int]] = field(default_factory=dict)
    differences: list[Difference] = field(default_factory=list)

    def add(self, measure: str, hits: int, system: int, gold: int) -> None:
        """Count; several counts of one measure are added up."""
        before = self.by_measure.get(measure, (0, 0, 0))
        self.by_measure[measure] = (before[0] + hits, before[1] + system, before[2] + gold)
