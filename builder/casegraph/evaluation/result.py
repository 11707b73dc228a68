"""The figures of an evaluation: typed, frozen, and as JSON, CSV and a page."""

from __future__ import annotations

import csv
import io
import json
from dataclasses import dataclass
from typing import Any

from casegraph.errors import ParameterError
from casegraph.evaluation.counts import Difference
from casegraph.evaluation.intervals import Figure

__all__ = ["FIGURES", "Evaluation", "Measure"]

#: The figures of a measure.
FIGURES = ("precision", "recall", "f1")


@dataclass(frozen=True, slots=True)
class Measure:
    """A measure over all documents.

    `hits` is what gold and system share, `system` what the system has, `gold` what the gold has. Of one that is
    `recall_only` the gold does not list everything: it has no precision and no F1. `group`, `en` and `fr` say what it
    is, `counts` when something is a hit.
    """

    name: str
    group: str
    en: str
    fr: str
    counts: str
    recall_only: bool
    hits: int
    system: int
    gold: int
    precision: Figure
    recall: Figure
    f1: Figure

    @property
    def main(self) -> Figure:
        """F1, or recall where there is nothing else."""
        return self.recall if self.recall_only else self.f1


@dataclass(frozen=True)
class Evaluation:
    """What was read held against gold.

    `documents` are the ids of the gold's documents, `measures` those that have anything to count, `differences` every
    place where gold and system differ, `notices` what of the annotations could not be used. `draws` and `seed` are
    those of the confidence intervals.
    """

    documents: tuple[str, ...]
    measures: tuple[Measure, ...]
    differences: tuple[Difference, ...]
    notices: tuple[str, ...] = ()
    draws: int = 1000
    seed: int = 0

    def __repr__(self) -> str:
        return f"<Evaluation: {len(self.documents)} documents, {len(self.measures)} measures>"

    def __getitem__(self, name: str) -> Measure:
        """The measure of a name.

        Raises:
            ParameterError: there is none; the message lists those there are.
        """
        for measure in self.measures:
            if measure.name == name:
                return measure
        raise ParameterError(f"nothing was measured as {name!r}; there are {', '.join(m.name for m in self.measures)}")

    def __contains__(self, name: object) -> bool:
        """Whether there is anything to count of a measure."""
        return any(measure.name == name for measure in self.measures)

    def figure(self, field: str) -> float | None:
        """A figure by its name: "held" is the F1 of held, "held.recall" its recall; None where it is not defined.

        Raises:
            ParameterError: there is no such measure or figure.
        """
        name, _, which = field.partition(".")
        measure = self[name]
        if not which:
            return measure.main.value
        if which not in FIGURES:
            raise ParameterError(f"{field}: a measure has {', '.join(FIGURES)}, not {which!r}")
        found: Figure = getattr(measure, which)
        return found.value

    def rows(self) -> list[dict[str, Any]]:
        """A row a measure: its name, the counts, each figure with the ends of its interval."""
        return [_row(measure) for measure in self.measures]

    def to_csv(self) -> str:
        """The rows as CSV with a head."""
        out = io.StringIO()
        rows = self.rows()
        writer = csv.DictWriter(out, rows[0].keys() if rows else ["measure"], lineterminator="\n")
        writer.writeheader()
        writer.writerows({k: "" if v is None else v for k, v in row.items()} for row in rows)
        return out.getvalue()

    def to_json(self) -> str:
        """The figures and the differences as one JSON object."""
        whole = {
            "documents": len(self.documents),
            "draws": self.draws,
            "seed": self.seed,
            "measures": self.rows(),
            "differences": [_difference(one) for one in self.differences],
            "notices": list(self.notices),
        }
        return json.dumps(whole, ensure_ascii=False, indent=2) + "\n"

    def page(self, language: str = "fr") -> str:
        """The figures and every difference in its sentence as one HTML page."""
        from casegraph.evaluation.page import page

        return page(self, language)


def _row(measure: Measure) -> dict[str, Any]:
    row: dict[str, Any] = {"measure": measure.name, "group": measure.group, "hits": measure.hits}
    row |= {"system": measure.system, "gold": measure.gold}
    for name in FIGURES:
        found: Figure = getattr(measure, name)
        row |= {name: _short(found.value), f"{name}_low": _short(found.low), f"{name}_high": _short(found.high)}
    return row


def _short(number: float | None) -> float | None:
    return None if number is None else round(number, 6)


def _difference(one: Difference) -> dict[str, Any]:
    return {name: getattr(one, name) for name in Difference.__slots__}
