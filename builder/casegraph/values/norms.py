"""Numbers beside results that are no results: the laboratory's own range, a target, a citation, a grade."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection

from casegraph.languages.cues import find_cues
from casegraph.languages.words import word_class, written_class
from casegraph.reading import Reading, SentenceView
from casegraph.values.quantities import Quantity

__all__ = ["is_general", "is_no_result", "is_range_behind"]

#: Nouns for a range or a limit ("normale", "VN", "seuil"), and what may stand between them and its numbers.
_NOUNS, _LINKS = word_class("range-nouns"), word_class("range-links")
#: How many words before a number its range noun may begin, and marks over which neither it nor a target reaches.
_FAR = 7
_ENDS, _TARGET_ENDS = frozenset(";("), frozenset(",;()")
_UNTIL = word_class("until")
_TARGETS, _TARGET_LINKS = word_class("target-words"), _LINKS | word_class("target-links")
_SHOWN = frozenset(written_class("objective-forms"))
_ACHIEVED, _MULTIPLE = word_class("achieved-words"), word_class("times-words")
_LIMITS = ("<", "<=", ">", ">=")
_ANY, _RULING = word_class("any-words"), word_class("ruling-verbs")
#: "N" and "n" are the normal only right before a number: "(N < 35)", "N : 4-10".
_LETTER = re.compile(r"(?:^|[\s(\[{,;])[Nn]\s?[:=<>]?\s?(?:à|entre|de)?\s?$")
#: What makes a number the number of a figure or of a reference, of a grade, or part of a chemical name.
_CITED = re.compile(
    r"(?:\b(?:[Ff]ig(?:ures?)?|[Tt]ableaux?|[Tt]ables?|[Pp]hotos?|[Gg]raphiques?|[Rr]éf|[Nn]°|[Nn]uméro|[Vv]ersions?|[Gg]rades?|[Tt]ypes?|[Ee]xons?"
    r"|[Gg]rade\s[\dIVX]+\s?(?:-|à|ou))\.?\s?)$"
)
#: "deux hémocultures sur [4]", "trois dosages de calcémie sur [5]": how many of how many, not "8 sur 10".
_COUNTING = "|".join(written_class("counting-words"))
_OUT_OF = re.compile(
    rf"\b(?:\d+|{_COUNTING})\s[^\W\d]{{4,}}(?:\s(?:de\s|d['’])?[^\W\d]+){{0,3}}\ssur\s$", re.IGNORECASE
)
#: The longest such phrase, in characters.
_PHRASE = 60
_CITATION = re.compile(r"\d{1,3}(?:\s?[,-]\s?\d{1,3})*\]")  # "[4]", not a titre: "[1/80]"
_CHEMICAL = re.compile(r"\s?[-–]\s?(?:di)?(?:hydroxy|OH)")
#: "12 étant la limite de la normale", "(35 = normale)"
_BEHIND = re.compile(
    r"[^.;,()]{0,12}\b(?:étant|=|est|représentant)\s(?:la\s|le\s)?(?:limite|normale|norme|seuil|valeur)"
)


def is_no_result(reading: Reading, quantity: Quantity) -> bool:
    """Whether a number is a norm ("(N < 35)", "pour une normale inférieure à 7"), a target, a citation or a grade."""
    text = reading.document.text
    before = text[max(0, quantity.start - 18) : quantity.start]
    share = quantity.unit == "%" and quantity.comparator is None and quantity.shape == "single"
    return bool(
        (_LETTER.search(before) and not (share and before.rstrip()[-1:] in "Nn"))
        or _CITED.search(before)
        or ("sur" in before[-5:].lower() and _OUT_OF.search(text[max(0, quantity.start - _PHRASE) : quantity.start]))
        or _CHEMICAL.match(text, quantity.number_end)
        or (before.endswith("[") and _CITATION.match(text, quantity.start))
        or _BEHIND.match(text, quantity.end)
        or _named(reading, quantity)
        or _aimed_at(reading, quantity)
    )


def is_general(reading: Reading, view: SentenceView, quantity: Quantity) -> bool:
    """Whether a sentence speaks of a definition, a study, a rule or of what is waited for.

    "on définit", "dans cette série", "impose", "jusqu'à ce que les plaquettes dépassent 100".
    """
    word = reading.tokens.at(quantity.start)
    if quantity.comparator in _LIMITS and _rules(reading, view, quantity):
        return True
    cues = find_cues(reading.cue_text, view.first, min(word, view.last), reading.language, "status-frames")
    if any(c.effect.endswith("/until") and "," not in "".join(reading.tokens.gap[c.last + 1 : word]) for c in cues):
        return True
    return any(c.effect.endswith("/general") and (c.reach != "opening" or reading.opens(view, c.first)) for c in cues)


def _rules(reading: Reading, view: SentenceView, quantity: Quantity) -> bool:
    """ "Une kaliémie supérieure à 6,5 mmol/L impose un ECG": any that is so, by the article and the tense."""
    fold = reading.tokens.fold
    return fold[view.first] in _ANY and not _RULING.isdisjoint(
        fold[(behind := reading.tokens.at(quantity.end)) : behind + 1]
    )


def _named(reading: Reading, quantity: Quantity) -> bool:
    """Whether a range noun governs a number: nothing but linking words stands between."""
    fold = reading.tokens.fold
    noun = _noun_before(reading, quantity, _NOUNS, _ENDS, _FAR, lambda j: fold[j] in _LINKS or fold[j].isdecimal())
    if noun is None or (fold[noun] == "normal" and not _is_noun(reading, noun, quantity)):
        return False  # "hémoglobine normale à 13 g/dl"
    # "trois fois la normale, 120 UI/l": the normal is a measure there.
    return _MULTIPLE.isdisjoint(reading.tokens.before(noun, 2))


def _aimed_at(reading: Reading, quantity: Quantity) -> bool:
    """Whether the number of a test is a target or a limit: "objectif d'HbA1c < 7 %", "seuil des plaquettes fixé à 10".

    The test stands between the target and the number; "a permis de maintenir l'hémoglobine à 9" tells what was reached.
    """
    fold = reading.tokens.fold
    named = reading.mention_at
    noun = _noun_before(
        reading, quantity, _TARGETS, _TARGET_ENDS, _FAR + 1, lambda j: fold[j] in _TARGET_LINKS or j in named
    )
    if noun is None and reading.document.text[quantity.start] in "<>≤≥":
        # "poursuivie jusqu'à INR > 2,5"
        noun = _noun_before(
            reading, quantity, _UNTIL, _TARGET_ENDS, _FAR, lambda j: fold[j] in _TARGET_LINKS or j in named
        )
    if noun is None or reading.tokens.text[noun].lower() in _SHOWN:
        return False  # "l'analyse objective une hémoglobine de 7 g/dl"
    return _ACHIEVED.isdisjoint(reading.tokens.before(noun, 3))


def _noun_before(
    reading: Reading,
    quantity: Quantity,
    nouns: Collection[str],
    marks: frozenset[str],
    far: int,
    links: Callable[[int], bool],
) -> int | None:
    """The word of some nouns that stands up to `far` words before a number, over words that link and over no mark.

    A colon may stand right before the number: "seuil retenu : 100".
    """
    tokens = reading.tokens
    last = tokens.at(quantity.start) - 1
    for j in range(last, max(-1, last - far), -1):
        gap = tokens.gap[j + 1] if j + 1 < len(tokens.gap) else ""
        if gap != " " and (not marks.isdisjoint(gap) or ". " in gap or (":" in gap and j < last)):
            return None
        if tokens.fold[j] in nouns:
            return j
        if not links(j):
            return None
    return None


def _is_noun(reading: Reading, j: int, quantity: Quantity) -> bool:
    """Whether "normale" is the norm, not an adjective: "(normale : 4-10)", "une normale inférieure à 5"."""
    before = reading.tokens.fold[j - 1] if j else ""
    opens = "(" in reading.tokens.gap[j] or "[" in reading.tokens.gap[j]
    limit = (quantity.high is not None and quantity.shape == "range") or quantity.comparator in _LIMITS
    return before in _BEFORE_NORM or opens or limit


_BEFORE_NORM = word_class("before-norm")


#: "[12-16]", "(4,5-11)", "{0-10}", "(< 5)", "(jusqu'à 20 ng/ml)", and a bare range behind a value with its unit.
_OPENS = re.compile(r"\s?,?\s?[(\[{]\s?(?:de\s|entre\s|jusqu['’]à\s|[<>≤≥]\s?(?:=\s?)?)*$")
_CLOSES = re.compile(r"[^()\[\]{}]{0,14}[)\]}]")


def is_range_behind(reading: Reading, value: Quantity, quantity: Quantity) -> bool:
    """Whether a quantity is the norm that a laboratory prints right behind a value: "3 pg/ml (14-72)", "7,2 (< 5)"."""
    text = reading.document.text
    gap = text[value.end : quantity.number_start]
    limit = quantity.comparator is not None and quantity.comparator != "~"
    if quantity.high is None and not limit:
        return False
    if _OPENS.fullmatch(gap) and _CLOSES.match(text, quantity.end):
        return True
    return value.unit is not None and quantity.shape == "range" and not gap.strip()
