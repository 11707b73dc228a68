"""The forms of an outside terminology: how they are read, and why some never count on their own.

What never counts is data: words and phrases are rows of `everyday-forms`, what holds of many forms is a row of
`stop-rules`, each with its reason.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import cache

from casegraph.languages.tables import one_of, read_table
from casegraph.languages.words import written_class
from casegraph.terminology.forms import ARTICLES, as_written, form_flags, form_words
from casegraph.terminology.stop_forms import stopped_as_written
from casegraph.text.fold import plain

__all__ = ["is_everyday", "readings", "stop_list", "stop_reason", "unfit"]

#: How many ways to set the accents of a form are tried.
_MOST_READINGS = 8
#: A form with fewer letters matches only in capitals, as an acronym of three letters or more ("VIH").
_SHORT_FORM = 4
_SHORTEST_ACRONYM = 3
#: The participle of a shorter noun in -ose is an everyday word ("dosé", "posé").
_SHORTEST_IN_OSE = 7
_RULES = (
    "too short",
    "ends in a preposition",
    "bare number",
    "folds like another word",
    "acronym in small letters",
    "another last accent",
)
#: Words after which a name is not at its end ("aggravé par"); a letter in capitals is one ("hépatite A").
_OPEN = frozenset(written_class("prepositions"))


def readings(text: str, kind: str, is_word: Callable[[str], bool]) -> Iterator[str]:
    """The ways to read a form.

    A terminology begins its terms with a capital: "Zona" is the word, where "ZONA" is an acronym unless `is_word` says
    of "zona" that it is a word. What is in capitals throughout ("CAVITE BUCCALE") may lack the accents of its endings.
    What has a condition in -ose is said to be in -osé: "cyanosé", "sténosé".
    """
    if _may_be_acronym(text) and (text.istitle() or is_word(text.lower())):
        yield text.lower()
    elif text.isupper():
        yield from _in_capitals(text)
    else:
        yield text
        if kind == "condition" and len(text) >= _SHORTEST_IN_OSE and text.endswith("ose") and text.isalpha():
            yield f"{text[:-1]}é"


def _may_be_acronym(text: str) -> bool:
    return len(text) <= _SHORT_FORM and text.isalpha() and (text.isupper() or text.istitle())


def _in_capitals(text: str) -> set[str]:
    """The ways to read a form in capitals; its articles get small letters, as an article in capitals is none."""
    words = [w.lower() if w.lower() in ARTICLES and len(w) > 1 else w for w in text.split(" ")]
    read = [words]
    if text.isascii():
        for place, word in enumerate(words):
            bare = word.removesuffix("S")
            if bare.endswith("EE") and len(bare) > _SHORT_FORM:
                accented = f"{bare[:-2]}ÉE"
            elif bare.endswith("E") and len(bare) > _SHORT_FORM and len(words) > 1:
                accented = f"{bare[:-1]}É"
            else:
                continue
            if len(read) < _MOST_READINGS:
                read += [[*r[:place], accented, *r[place + 1 :]] for r in read]
    return {" ".join(r) for r in read}


def unfit(text: str) -> str | None:
    """The rule by which a form is never looked for; None where it is fit."""
    letters = sum(c.isalnum() for c in text)
    if letters < _SHORT_FORM and (letters < _SHORTEST_ACRONYM or not (text.isalpha() and text.isupper())):
        return "too short"
    if text.rpartition(" ")[2] in _OPEN:
        return "ends in a preposition"
    return "folds like another word" if text.lower() in stopped_as_written("fr") else None


def is_everyday(key: str) -> str | None:
    """The reason or rule by which a form, given by its key in the tries, is everyday; None where it is not."""
    reason = _everyday().get(key)
    return reason or ("bare number" if key.replace(" ", "").isdigit() else None)


def stop_reason(form: str, text: str | None = None) -> str | None:
    """Why a form does not count where a report writes it as `text`, which is the form itself unless given.

    None where it counts, or where `text` is no way to write the form.
    """
    text = form if text is None else text
    rules = _rules()
    key, written = _key(form), _key(text)
    if (rule := unfit(form) or is_everyday(key)) is not None:
        return rules.get(rule, rule)
    if (flags := form_flags(form)) and not form.istitle() and not as_written([(0, flags)], text):
        return rules["acronym in small letters"]
    return rules["another last accent"] if key != written and plain(form) == plain(text) else None


def stop_list() -> tuple[tuple[str, str], ...]:
    """The everyday forms by their keys, and the forms that are compared as written: what compiling depends on."""
    return (*sorted(_everyday().items()), *((form, "as written") for form in sorted(stopped_as_written("fr"))))


def _key(text: str) -> str:
    return "".join(w + " " for w in form_words(text))


@cache
def _everyday() -> dict[str, str]:
    """The folded keys of everyday forms, which never count on their own, with the reason of each."""
    return {_key(row["form"]): row["reason"] for row in read_table("fr", "everyday-forms", ("form", "reason"))}


@cache
def _rules() -> dict[str, str]:
    """The reason of each rule."""
    columns = ("rule", "form", "text", "other-form", "other-text", "reason")
    return {one_of(row, "rule", _RULES, "stop-rules"): row["reason"] for row in read_table("fr", "stop-rules", columns)}
