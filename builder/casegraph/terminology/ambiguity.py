"""One form, several concepts: chosen by the words around it, else by the kind that the section expects."""

from __future__ import annotations

from functools import cache

from casegraph.languages.tables import read_table
from casegraph.languages.words import word_class
from casegraph.records import Document
from casegraph.terminology.candidates import choose_outside
from casegraph.terminology.concepts import Terminology, is_outside
from casegraph.terminology.lexicon import Match
from casegraph.text.fold import words
from casegraph.text.tokens import Tokens

__all__ = ["choose", "with_meanings"]

_COLUMNS = ("form", "concept", "near", "before", "after")
_WINDOW = 12
#: Without any sign, a form that may be a test or a thing is the thing; a substance that may be measured is measured
#: only when a value says so, which the result step decides.
_KIND_ORDER = (
    "condition",
    "assessment",
    "treatment",
    "procedure",
    "observable",
    "organism",
    "device",
    "encounter",
    "circumstance",
    "qualifier",
    "site",
)


@cache
def _signs(language: str) -> dict[str, list[tuple[str, tuple[frozenset[str], ...]]]]:
    """Per folded form: each concept with the words that speak for it near it, right before it and right after it."""
    out: dict[str, list[tuple[str, tuple[frozenset[str], ...]]]] = {}
    for row in read_table(language, "ambiguous-forms", _COLUMNS):
        key = " ".join(words(row["form"]))
        sets = tuple(_spelled(row[column], language) for column in ("near", "before", "after"))
        out.setdefault(key, []).append((row["concept"], sets))
    return out


def _spelled(cell: str, language: str) -> frozenset[str]:
    """The folded words of a cell; "{name}" stands for those of a word class."""
    out: set[str] = set()
    for part in cell.split("|"):
        named = part[1:-1] if part.startswith("{") else ""
        out |= word_class(named, language) if named else set(words(part))
    return frozenset(out)


@cache
def _openers(language: str) -> frozenset[str]:
    """The first folded words of the forms of several meanings."""
    return frozenset(key.split(" ", 1)[0] for key in _signs(language))


def with_meanings(
    candidates: list[str], tokens: Tokens, match: Match, terminology: Terminology, language: str
) -> list[str]:
    """The concepts of a form, and what else of its kind the table says that it may mean ("BAV", "papille")."""
    if tokens.fold[match.first] not in _openers(language):
        return candidates
    rows = _signs(language).get(" ".join(tokens.fold[match.first : match.last + 1]), ())
    kinds = {terminology[c].kind for c in candidates}
    return candidates + [c for c, _ in rows if c not in candidates and terminology[c].kind in kinds]


def choose(
    candidates: list[str],
    document: Document,
    tokens: Tokens,
    match: Match,
    terminology: Terminology,
    language: str,
) -> str:
    """The concept that a form means where it stands."""
    key = " ".join(tokens.fold[match.first : match.last + 1])
    sentence = document.sentence_at(tokens.start[match.first])
    first, last = match.first, match.last
    around = {
        tokens.fold[i]
        for i in range(max(0, first - _WINDOW), min(len(tokens), last + _WINDOW + 1))
        if sentence.start <= tokens.start[i] < sentence.end
    }
    beside = range(max(0, first - 3), min(len(tokens), last + 4))
    here = [i for i in beside if sentence.start <= tokens.start[i] < sentence.end]
    before, after = {tokens.fold[i] for i in here if i < first}, {tokens.fold[i] for i in here if i > last}
    best: tuple[float, str] | None = None
    for concept, (near_words, before_words, after_words) in _signs(language).get(key, ()):
        if concept not in candidates:
            continue
        score = len(near_words & around) + 2.0 * len(before_words & before) + 2.0 * len(after_words & after)
        if score and (best is None or score > best[0]):
            best = (score, concept)
    if best is not None:
        return best[1]
    ranked = _signs(language).get(key)
    if ranked:
        # The first row of a form is its usual meaning.
        for concept, _ in ranked:
            if concept in candidates:
                return concept
    if any(map(is_outside, candidates)):
        return choose_outside(candidates, sentence, tokens, first, last, terminology, _KIND_ORDER, language)
    return min(candidates, key=lambda c: (_KIND_ORDER.index(terminology[c].kind), candidates.index(c)))
