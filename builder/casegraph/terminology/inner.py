"""Things named at the end of longer names: a test in "élévation du CA 125", a tumour in "exérèse des métastases"."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from casegraph.languages.words import word_class
from casegraph.terminology.concepts import Terminology
from casegraph.terminology.lexicon import Match
from casegraph.terminology.reach import is_article
from casegraph.text.tokens import Tokens

__all__ = ["inner_things"]

#: Words that say how a test's value ran; the test follows them.
_COURSE_WORDS = word_class("course-nouns")
#: Words of a treatment behind which the finding it is for may be named.
_FOR_A_FINDING = word_class("treating-nouns")
#: Procedures that take a tumour out, whole or in part.
_TAKING = ("SurgicalProcedure", "BiopsyProcedure")


def inner_things(
    tokens: Tokens, chosen: Sequence[Match], things: Sequence[Match], terminology: Terminology
) -> list[tuple[Match, str]]:
    """The forms that end the chosen longer ones and are named there as well as in any other place, with their concept.

    Args:
        chosen: the longest forms.
        things: every form, shorter ones inside others included.
    """
    ending: dict[int, list[Match]] = {match.last: [] for match in chosen if match.last > match.first}
    for inner in things:
        if inner.last in ending:
            ending[inner.last].append(inner)
    out = []
    for match in chosen:
        inside = [inner for inner in ending.get(match.last, ()) if inner.first > match.first]
        found = next(_named(tokens, match, inside, terminology), None) if inside else None
        if found is not None:
            out.append(found)
    return out


def _named(
    tokens: Tokens, match: Match, inside: Sequence[Match], terminology: Terminology
) -> Iterator[tuple[Match, str]]:
    kinds = {terminology[c].kind for c in match.concepts}
    head = tokens.fold[match.first]
    tests = head in _COURSE_WORDS and "observable" not in kinds
    findings = head in _FOR_A_FINDING and "condition" not in kinds
    tumours = any(terminology.is_a(c, p) for c in match.concepts for p in _TAKING)
    for inner in sorted(inside):
        behind_article = inner.first > match.first + 1 and is_article(tokens, inner.first - 1)
        for name in inner.concepts:
            concept = terminology[name]
            if tests and concept.kind == "observable":
                yield inner, name
            coded = tumours and concept.code("icdo3m") is not None
            if concept.kind == "condition" and behind_article and (findings or coded):
                yield inner, name
