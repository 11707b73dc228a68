"""Ages: whose number of years it is, told from lengths of time."""

from __future__ import annotations

from casegraph.languages.words import word_class
from casegraph.text.tokens import Tokens

__all__ = ["is_age"]

#: How many words before an age the words for who has it may begin.
_FAR_AGED = 5
#: Letters for the patient at the head of a note.
_SEXES = ("H", "F")
_ENDS = frozenset(";:!?()\n")
_AGE = word_class("age-words")
_AGED, _TITLES, _AGE_LINKS = (
    word_class("aged-people") | word_class("aged-nouns"),
    word_class("titles"),
    word_class("age-links"),
)


def is_age(tokens: Tokens, i: int) -> bool:
    """Whether a number of years or months is somebody's age: "Mme N. R. de 34 ans", "une primipare de 22 ans".

    Right before it stands "de" or a comma, before that a noun for a person, or a title with a name or initials.
    """
    gap = tokens.gap[i].strip(" .’")
    before = tokens.fold[i - 1] if i else ""
    if gap == ":" and before in _AGE:
        return True  # "Âge : 54 ans"
    if i and not gap and (before in _AGED or (tokens.text[i - 1] in _SEXES and (i == 1 or tokens.gap[i - 1] != " "))):
        return True  # "Homme 54 ans", "H 81 ans"
    named = bool(i) and tokens.text[i - 1].isupper() and len(tokens.text[i - 1]) < 3  # "Mademoiselle K. H 20 ans"
    named = named or (bool(i) and tokens.text[i - 1].istitle() and tokens.text[i - 1].isalpha())
    if not i or (gap != "," and (gap or not (named or before in _AGE_LINKS))):
        return False
    for j in range(i - 1, max(-1, i - 1 - _FAR_AGED), -1):
        word = tokens.fold[j]
        if word in _TITLES:
            return True
        if word in _AGED:
            return i - j <= _FAR_AGED - 1
        written = tokens.text[j]
        named = written[0].isupper() or word in _AGE_LINKS or word.endswith("é")
        if not named and i - j > 2:
            return False
        if tokens.mark_behind(j, _ENDS):
            return False
    return False
