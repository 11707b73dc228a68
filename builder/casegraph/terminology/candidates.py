"""Of several concepts of outside terminologies that one form may mean, the one that fits where it stands.

By section (a list of drugs names a drug), then by neighbours (words of the concept's own names and of what is above it
that stand in the same sentence), then by kind; among equals the one that has a UMLS code, by which graphs meet. What is
not chosen stays a candidate.
"""

from __future__ import annotations

from functools import cache

from casegraph.languages.tables import read_table
from casegraph.records import Sentence
from casegraph.terminology.concepts import Terminology
from casegraph.text.fold import words
from casegraph.text.tokens import Tokens

__all__ = ["choose_outside"]

_LEAST_WORD = 4


@cache
def _expected(language: str) -> dict[str, tuple[str, ...]]:
    """The kinds that each section names above all."""
    rows = read_table(language, "section-kinds", ("section", "kinds", "use"))
    return {row["section"]: tuple(row["kinds"].split("|")) for row in rows}


def choose_outside(
    candidates: list[str],
    sentence: Sentence,
    tokens: Tokens,
    first: int,
    last: int,
    terminology: Terminology,
    kind_order: tuple[str, ...],
    language: str,
) -> str:
    """The candidate that fits best; among equals the first one added."""
    own = set(tokens.fold[first : last + 1])
    span = range(tokens.at(sentence.start), tokens.at(sentence.end))
    around = {w for i in span if len(w := tokens.fold[i]) >= _LEAST_WORD} - own
    expected = _expected(language).get(sentence.section, ())

    def fit(name: str) -> tuple[bool, int, int, bool, int]:
        concept = terminology[name]
        told = {w for above in terminology.ancestors(name) if above in terminology.by_name
                for w in words(terminology[above].fr)}  # fmt: skip
        return (
            concept.kind not in expected,
            -len(told & around),
            kind_order.index(concept.kind),
            concept.code("umls") is None,
            candidates.index(name),
        )

    return min(candidates, key=fit)
