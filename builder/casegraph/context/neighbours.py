"""What else a frame may be about: another subject before it, another object behind it."""

from __future__ import annotations

from casegraph.languages.cues import Cue
from casegraph.languages.words import word_class
from casegraph.reading import Reading, SentenceView

__all__ = ["has_object", "other_object", "other_subject"]

#: Words beside a frame that name no subject of their own.
_FUNCTION = word_class("function-words")


#: Nouns that stand for the treatment they belong to.
_CARRIERS = word_class("treatment-carriers")


_DETERMINERS = word_class("determiners")


def has_object(reading: Reading, view: SentenceView, cue: Cue) -> bool:
    """Whether something that is no treatment stands as the frame's object.

    "la diminution des crises", "a refusé les mets".
    """
    tokens = reading.tokens
    i = cue.last + 1
    opened = tokens.fold[cue.last] in ("de", "d", "du", "des") and cue.last > cue.first
    while (
        i < view.last
        and (tokens.fold[i] in _DETERMINERS or tokens.fold[i].endswith("ment"))
        and not any(c in tokens.gap[i] for c in ",;:.(")
    ):
        opened = True
        i += 1
    if not opened or i >= view.last:
        return False
    return tokens.fold[i] not in _CARRIERS and not tokens.text[i][0].isdigit()


def other_subject(reading: Reading, cue: Cue, nearest_theme: int) -> bool:
    """Whether the words right before the frame name something else: "appendicectomie faite, redon retiré"."""
    tokens = reading.tokens
    start = cue.first
    theme_last = reading.mentions[nearest_theme].last
    while start - 1 > theme_last and not any(c in tokens.gap[start] for c in ",;:()"):
        start -= 1
    for i in range(start, cue.first):
        number = reading.mention_at.get(i)
        if number is not None:
            kind = reading.mentions[number].kind
            return kind in ("condition", "observable", "device") and start - 1 > theme_last
    if start - 1 <= theme_last:
        return _verb_between(reading, theme_last, cue) or _far_attribute(reading, nearest_theme, cue)
    content = [i for i in range(start, cue.first) if _names(reading, i)]
    return bool(content) and not any(tokens.fold[i] in _CARRIERS for i in range(start, cue.first))


def _names(reading: Reading, i: int) -> bool:
    """Whether a word may be a noun of its own: no function word, adverb, number, or part of a time."""
    word = reading.tokens.fold[i]
    if word in _FUNCTION or not word.isalpha() or word.endswith(("ment", "é")) or i in reading.quantity_words:
        return False
    return not reading.in_time(reading.tokens.start[i])


def _far_attribute(reading: Reading, theme: int, cue: Cue) -> bool:
    """Whether a bare participle belongs to another noun.

    "une ostéosynthèse par plaques à trous décalés", "fil de cerclage".
    """
    tokens, mention = reading.tokens, reading.mentions[theme]
    before_cue = tokens.fold[cue.first - 1]
    if (
        before_cue in _AUXILIARY | {"ete", "etre", "etant", "pui", "et", "ou", "avoir"}
        or "qui" in tokens.fold[mention.last : cue.first]
    ):
        return False
    between = range(mention.last + 1, cue.first)
    if any(tokens.fold[i] in _AUXILIARY and tokens.text[i].lower() != "à" for i in between):
        return False
    nouns = [i for i in between if _names(reading, i) and i not in reading.site_at and tokens.fold[i] not in _CARRIERS]
    if len(nouns) > 1 or any(tokens.fold[i - 1] in ("par", "de", "d", "a", "en", "avec") for i in nouns):
        return True
    first = mention.first
    part = first >= 2 and tokens.fold[first - 1] in ("de", "d") and tokens.gap[first].strip(" '’") == ""
    return part and _names(reading, first - 2) and tokens.fold[first - 2] not in _CARRIERS | _PASSED


_AUXILIARY = word_class("auxiliaries")


def _verb_between(reading: Reading, theme_last: int, cue: Cue) -> bool:
    """Whether the theme has a verb and an object of its own before a bare participle.

    "l'IRM a montré un flux interrompu".
    """
    words = reading.tokens.fold[theme_last + 1 : cue.first]
    if (
        not words
        or words[-1] in _AUXILIARY | {"ete", "etre", "pui", "et", "ou", "non", "pas", "d", "avoir"}
        or words[-1].endswith("ment")
    ):
        return False
    for i, word in enumerate(words[:-1]):
        if (
            word in ("a", "ont", "avait", "avaient")
            and words[i + 1] not in ("ete", "du", "pu", "pas", "donc")
            and words[i + 1].endswith("é")
        ):
            return not any(w in ("et", "pui", "mai", "avant") for w in words[i + 2 :])
    return False


_OBJECT_WORDS = word_class("attempt-nouns")


_PASSED = word_class("passed-nouns")


def other_object(reading: Reading, cue: Cue, first: int) -> bool:
    """Whether the frame has another object than the theme behind it: "l'arrêt de l'hémorragie par ligature"."""
    words = reading.tokens.fold[cue.last + 1 : first]
    for i in range(cue.last + 1, first):
        number = reading.mention_at.get(i)
        if number is not None and reading.mentions[number].kind in (
            "condition",
            "observable",
            "device",
            "circumstance",
        ):
            return True
        if i in reading.site_at and "par" in words:
            return True
    unknown = [
        i
        for i in range(cue.last + 1, first)
        if _names(reading, i) and reading.tokens.fold[i] not in _CARRIERS | _OBJECT_WORDS | _PASSED
    ]
    # "les mets préparés par sa conjointe", "une prise médicamenteuse ou": a noun of its own and its complements.
    return len(unknown) > 2 or (bool(unknown) and "par" in words)
