"""Words that mean something else beside certain others ("dépression osseuse"), as rows of `lookalike-forms`."""

from __future__ import annotations

from functools import cache

from casegraph.languages.tables import one_of, read_table
from casegraph.languages.words import word_class
from casegraph.terminology.lexicon import Match
from casegraph.text.fold import fold, words
from casegraph.text.tokens import Tokens

__all__ = ["COLUMNS", "is_lookalike"]

COLUMNS = ("form", "use", "before", "after", "reason")
#: How many words may stand between a form and the word that tells what it means: "taille de la masse".
_FAR = 3
_TITLES = word_class("titles") - {"m", "docteur"}
_LONGEST_INITIALS = 3
_BEFORE_NOUNS = word_class("before-nouns") | word_class("circumstance-openers") | word_class("place-prepositions")


def is_lookalike(tokens: Tokens, match: Match, language: str) -> bool:
    """Whether the words beside a form say that it is not the concept it names elsewhere: "taille de la tumeur"."""
    if (
        match.first
        and match.first == match.last
        and tokens.fold[match.first - 1] in _TITLES
        and _initials(tokens, match)
    ):
        return True  # "Monsieur BH": somebody's initials
    if match.last > match.first and tokens.text[match.last] == "a":
        return True  # "la ciclosporine a remplacé": a verb, no letter of a name
    if match.last > match.first and len(tokens.text[match.last]) == 1 and tokens.text[match.last].isalpha() and (
            tokens.gap[match.last + 1 : match.last + 2] in _ELIDED):  # fmt: skip
        return True  # "l'hémoglobine s'élevait": no haemoglobin S
    if tokens.fold[match.last] in _HALVES and tokens.gap[match.last + 1 : match.last + 2] == ["-"]:
        return True  # "radio-carpienne"
    found = _rows(language).get(tokens.fold[match.first])
    if found is None:
        return False
    for form, more, use, before, after in found:
        written = tuple(tokens.fold[match.first : match.last + 1])
        if (written[: len(form)] if more else written) == form:
            if use == "named":
                told = _stands(tokens, match.last, 1, after, 1, " :") or _stands(tokens, match.first, -1, before, 1)
            elif use == "participle":
                told = _stands(tokens, match.last, 1, after, 1) and not _is_noun(tokens, match.first)
            elif use == "sentence":
                told = _stands(tokens, match.first, -1, before, _SENTENCE, _IN_SENTENCE)
                told = told or _stands(tokens, match.last, 1, after, 1)
            else:
                far = 1 if use == "next" else _FAR
                told = _stands(tokens, match.last, 1, after, far) or _stands(tokens, match.first, -1, before, far)
            if told:
                return True
    return False


#: Words and marks of a sentence that may stand between a form and a word before it that tells what it means.
_SENTENCE, _IN_SENTENCE = 25, " '’\n-–,()%/"
_HALVES, _ELIDED = frozenset({"radio"}), (["'"], ["’"])


def _initials(tokens: Tokens, match: Match) -> bool:
    written = tokens.text[match.first]
    return written.isupper() and len(written) <= _LONGEST_INITIALS and not tokens.gap[match.first].strip(" .’")


def _is_noun(tokens: Tokens, i: int) -> bool:
    """Whether a word that may be a participle is a noun: "le suivi de la patiente", not "cure suivie de repos"."""
    opens = i == 0 or any(c in tokens.gap[i] for c in ".:;\n")
    return opens or tokens.fold[i - 1] in _BEFORE_NOUNS


def _stands(tokens: Tokens, i: int, step: int, wanted: frozenset[str], far: int = _FAR, passed: str = " '’\n-") -> bool:
    """Whether one of some words stands near, with nothing between but words and marks that are passed over."""
    for j in range(i + step, i + step * (far + 1), step):
        if not 0 <= j < len(tokens) or tokens.gap[max(j, j - step)].strip(passed):
            return False
        if tokens.fold[j] in wanted:
            return True
    return False


@cache
def _rows(language: str) -> dict[str, list[tuple[tuple[str, ...], bool, str, frozenset[str], frozenset[str]]]]:
    """By its first folded word: each form, whether more words may follow it, its use, the words on its sides that tell.

    A form that ends with "…" stands for all that begin so: "chirurgie …" for "chirurgie thoracique".
    """
    out: dict[str, list[tuple[tuple[str, ...], bool, str, frozenset[str], frozenset[str]]]] = {}
    for row in read_table(language, "lookalike-forms", COLUMNS):
        form, more = tuple(words(row["form"])), row["form"].endswith("…")
        before, after = (frozenset(fold(w) for w in row[side].split("|") if w) for side in ("before", "after"))
        out.setdefault(form[0], []).append(
            (
                form,
                more,
                one_of(row, "use", ("near", "next", "sentence", "participle", "named"), "lookalike-forms"),
                before,
                after,
            )
        )
    return out
