"""Concept mentions: which of the lexicon's matches stand, and what the words alone say where the lexicon is silent."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache

from casegraph.languages.tables import one_of, read_table
from casegraph.records import Document
from casegraph.terminology.ambiguity import choose
from casegraph.terminology.concepts import Terminology
from casegraph.terminology.lexicon import Lexicon, Match
from casegraph.text.fold import fold, plain
from casegraph.text.tokens import Tokens

__all__ = ["Mention", "find_mentions"]

_SUFFIX_COLUMNS = ("suffix", "kind", "parent", "length", "not")
_STOP_COLUMNS = ("form", "reason")
_KINDS = ("condition", "treatment", "procedure")


@dataclass(frozen=True, slots=True)
class Mention:
    """A place in the text that names a concept, or a thing that the ontology does not know.

    Words `first` to `last` and offsets `start` to `end`; `kind` as in `Concept`; `concept` a local name or None, then
    `parent` may name the nearest known concept above it. `whole` is the last word of the form when the mention itself
    is only its head ("cancer" of "cancer du sein"). `others` are the concepts that the same words may also mean.
    """

    first: int
    last: int
    start: int
    end: int
    kind: str
    concept: str | None
    parent: str | None = None
    whole: int = -1
    others: tuple[str, ...] = ()


def find_mentions(
    document: Document, tokens: Tokens, lexicon: Lexicon, abbreviations: dict[str, str], language: str = "fr"
) -> list[Mention]:
    """The mentions of a report in text order; a site inside a longer mention is kept beside it.

    Args:
        abbreviations: short forms that the text itself defines, folded, to the concept of their long form.
    """
    terminology = lexicon.terminology
    stop = _stop(language)
    matches = [m for m in lexicon.find(tokens) if _key(tokens, m) not in stop]
    matches += _defined(tokens, abbreviations)
    things: list[Match] = []
    sites: list[Match] = []
    for match in matches:
        kinds = {terminology[c].kind for c in match.concepts}
        if "site" in kinds:
            sites.append(match)
        if kinds - {"site"}:
            things.append(match)
    chosen = _longest(things)
    mentions: list[Mention] = []
    for match in chosen:
        mentions.append(_mention(document, tokens, match, terminology, things, sites, language))
    taken = {i for m in mentions for i in range(m.first, max(m.last, m.whole) + 1)}
    for match in _longest(sites):
        concept = next(c for c in match.concepts if terminology[c].kind == "site")
        covering = next((m for m in mentions if m.first == match.first and m.last >= match.last), None)
        if covering is not None and covering.last == match.last:
            continue
        mentions.append(_span(tokens, match, "site", concept))
    mentions += _ungrounded(tokens, taken | {i for m in mentions for i in range(m.first, m.last + 1)}, language)
    headings = [(s.start, s.body) for s in document.sections if s.body > s.start]
    mentions = [m for m in mentions if not any(a <= m.start < b for a, b in headings)]
    return sorted(mentions, key=lambda m: (m.first, -m.last))


def _key(tokens: Tokens, match: Match) -> str:
    return " ".join(tokens.fold[match.first : match.last + 1])


@cache
def _stop(language: str) -> frozenset[str]:
    rows = read_table(language, "stop-forms", _STOP_COLUMNS)
    return frozenset(" ".join(map(fold, row["form"].split())) for row in rows)


def _defined(tokens: Tokens, abbreviations: dict[str, str]) -> list[Match]:
    if not abbreviations:
        return []
    return [
        Match(i, i, (abbreviations[text],)) for i, text in enumerate(tokens.text) if text in abbreviations
    ]


def _longest(matches: Sequence[Match]) -> list[Match]:
    """The leftmost longest matches, none overlapping; among equals the last one added (the text's own definition)."""
    ordered = sorted(enumerate(matches), key=lambda m: (-(m[1].last - m[1].first), m[1].first, -m[0]))
    taken: set[int] = set()
    out = []
    for _, match in ordered:
        covered = range(match.first, match.last + 1)
        if taken.isdisjoint(covered):
            taken.update(covered)
            out.append(match)
    return sorted(out)


def _span(tokens: Tokens, match: Match, kind: str, concept: str) -> Mention:
    return Mention(match.first, match.last, tokens.start[match.first], tokens.end[match.last], kind, concept)


def _mention(
    document: Document,
    tokens: Tokens,
    match: Match,
    terminology: Terminology,
    things: Sequence[Match],
    sites: Sequence[Match],
    language: str,
) -> Mention:
    candidates = [c for c in match.concepts if terminology[c].kind != "site"]
    concept = candidates[0] if len(candidates) == 1 else choose(candidates, document, tokens, match, terminology, language)
    kind = terminology[concept].kind
    mention = replace(_span(tokens, match, kind, concept), others=tuple(c for c in candidates if c != concept))
    if kind == "condition" and match.last > match.first and _neoplastic(concept, terminology):
        head = _head(match, things, sites, terminology)
        if head is not None:
            return replace(mention, last=head, end=tokens.end[head], whole=match.last)
    return mention


def _neoplastic(concept: str, terminology: Terminology) -> bool:
    return any(terminology[a].code("icdo3m") for a in terminology.ancestors(concept) if a in terminology.by_name)


def _head(match: Match, things: Sequence[Match], sites: Sequence[Match], terminology: Terminology) -> int | None:
    """Where the head of a form ends when the rest of it is a site: "cancer" in "cancer du sein"."""
    tails = [s.first for s in sites if s.last == match.last and s.first > match.first]
    if not tails:
        return None
    heads = [
        t.last
        for t in things
        if t.first == match.first and t.last < min(tails) and any(_neoplastic(c, terminology) for c in t.concepts)
    ]
    return max(heads, default=None)


@cache
def _suffixes(language: str) -> tuple[tuple[str, str, str, int, frozenset[str]], ...]:
    rows = read_table(language, "suffixes", _SUFFIX_COLUMNS)
    return tuple(
        (
            plain(row["suffix"]),
            one_of(row, "kind", _KINDS, "suffixes"),
            row["parent"],
            int(row["length"]),
            frozenset(map(plain, row["not"].split("|"))) if row["not"] else frozenset(),
        )
        for row in rows
    )


def _ungrounded(tokens: Tokens, taken: set[int], language: str) -> list[Mention]:
    """Words that the lexicon does not know but whose ending says what they are: a finding is a finding without a code."""
    suffixes = _suffixes(language)
    endings = tuple(s[0] for s in suffixes)
    out = []
    for i, written in enumerate(tokens.text):
        if i in taken or len(written) < 6 or not written.isalpha():
            continue
        word = plain(written).removesuffix("s")
        if not word.endswith(endings):
            continue
        for suffix, kind, parent, length, exceptions in suffixes:
            if word.endswith(suffix) and len(word) >= length and word not in exceptions:
                out.append(Mention(i, i, tokens.start[i], tokens.end[i], kind, None, parent or None))
                break
    return out
