"""Everyday forms that never count on their own, or only in some reports, as rows of the table `stop-forms`."""

from __future__ import annotations

from collections.abc import Container, Sequence
from functools import cache

from casegraph.languages.tables import one_of, read_table
from casegraph.languages.words import word_class
from casegraph.terminology.lexicon import Match
from casegraph.text.fold import fold
from casegraph.text.tokens import Tokens

__all__ = [
    "is_siteless_form",
    "is_stopped",
    "is_stopped_without_cancer",
    "is_stopped_without_site",
    "said_of_who_has_it",
    "stopped_as_written",
]

_COLUMNS = ("form", "match", "reason")
_KINDS = ("folded", "exact", "adjective", "no-cancer", "no-site", "noun")


def said_of_who_has_it(language: str) -> frozenset[str]:
    """Folded words that before a condition only say who has it: "atteinte d'un carcinome"."""
    return _forms(language)["adjective"]


def stopped_as_written(language: str) -> frozenset[str]:
    """The forms in lower case that never count as they are written, though others that fold alike do."""
    return _forms(language)["exact"]


def is_stopped(tokens: Tokens, match: Match, language: str) -> bool:
    """Whether the words are an everyday form that never counts on its own."""
    forms = _forms(language)
    if match.first == match.last:
        if tokens.fold[match.first] in forms["noun"] and not _is_noun(tokens, match.first):
            return True
        return tokens.fold[match.first] in forms["folded"] or tokens.text[match.first].lower() in forms["exact"]
    return _folded(tokens, match) in forms["folded"]


def _folded(tokens: Tokens, match: Match) -> str:
    if match.first == match.last:
        return tokens.fold[match.first]
    return " ".join(tokens.fold[match.first : match.last + 1])


def is_stopped_without_cancer(tokens: Tokens, match: Match, language: str) -> bool:
    """Whether words name something of a tumour only in a report of cancer: "déficit d'extension du coude"."""
    return _folded(tokens, match) in _forms(language)["no-cancer"]


def is_siteless_form(tokens: Tokens, match: Match, language: str) -> bool:
    """Whether words name a finding only beside a body site: "rupture", "nécrosé", "torsion"."""
    return _folded(tokens, match) in _forms(language)["no-site"]


def is_stopped_without_site(tokens: Tokens, match: Match, sites: Sequence[Match], begins: Container[int]) -> bool:
    """Whether no body site stands beside such words: "rupture partielle du tendon", "une anse nécrosée" have one.

    What is part of a site's own name names no finding: "la fente palpébrale".

    Args:
        begins: the first words of the sites, and of other things that may break or twist: "rupture d'un kyste".
    """
    if any(s.first <= match.first and match.last <= s.last for s in sites):
        return True
    return not (_before_site(tokens, match.last, begins) or _behind_site(tokens, match.first, {s.last for s in sites}))


#: So many words may stand between such a word and its site, so many of them unknown: "rupture du pédicule splénique".
_FARTHEST, _UNKNOWN = 7, 1


def _before_site(tokens: Tokens, last: int, begins: Container[int]) -> bool:
    strangers = 0
    for i in range(last + 1, min(last + 1 + _FARTHEST, len(tokens))):
        if tokens.gap[i].strip(_JOINING):
            return False
        if i in begins:
            return True
        if tokens.fold[i] not in _LEADING and tokens.fold[i] not in _INSERTED:
            strangers += 1
            if strangers > _UNKNOWN or tokens.fold[i] in _ENDING:
                return False
    return False


def _behind_site(tokens: Tokens, first: int, ends: Container[int]) -> bool:
    """Whether a participle says something of the site before it: "le tendon était complètement rompu"."""
    if not tokens.fold[first].endswith(("é", "u")):
        return False
    for i in range(first - 1, max(-1, first - 5), -1):
        if tokens.gap[i + 1].strip(_JOINING):
            return False
        if i in ends:
            return True
        if tokens.fold[i] not in _SAYING and not tokens.text[i].endswith("ment"):
            return False
    return False


_LEADING = word_class("to-site-words") | word_class("at-words") | word_class("counting-words")
_INSERTED = word_class("inserted-adjectives")
_ENDING = word_class("site-phrase-ends") | word_class("prepositions")
_SAYING = word_class("be") | word_class("inserted-adjectives") | {"droit", "gauch", "a", "peu", "tres"}
_JOINING = " '’-\u2010\n"


def _is_noun(tokens: Tokens, i: int) -> bool:
    """Whether a word that is mostly an adjective is a noun here, behind an article: "d'un primitif colique"."""
    written = tokens.text[i].lower().removesuffix("s")
    return fold(written) == tokens.fold[i] and not written.endswith("e") and i > 0 and tokens.fold[i - 1] in _ARTICLES


_ARTICLES = word_class("determiners")


@cache
def _forms(language: str) -> dict[str, frozenset[str]]:
    """The forms by how they are compared: as written, or by their folded words."""
    out: dict[str, set[str]] = {kind: set() for kind in _KINDS}
    for row in read_table(language, "stop-forms", _COLUMNS):
        kind = one_of(row, "match", _KINDS, "stop-forms")
        out[kind].add(row["form"] if kind == "exact" else " ".join(map(fold, row["form"].split())))
    return {kind: frozenset(forms) for kind, forms in out.items()}
