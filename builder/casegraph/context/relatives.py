"""Whose it is: what a sentence says of a relative, and where the patient comes back."""

from __future__ import annotations

from casegraph.context.verbs import find_verbs
from casegraph.context.whose import newborn
from casegraph.languages.cues import Cue
from casegraph.languages.words import word_class, written_class
from casegraph.reading import Reading, SentenceView

__all__ = ["died_of", "family_scope", "owns"]


def family_scope(reading: Reading, view: SentenceView, cue: Cue) -> list[int]:
    """A relative owns what is said in the rest of the sentence, and what stands right before "chez sa mère"."""
    tokens = reading.tokens
    owned: list[int] = []
    if _decides(reading, view, cue):
        return owned
    introduced = tokens.before(cue.first + 1, 3, view.first)
    before = not _BEFORE_RELATIVE.isdisjoint(introduced) or _in_brackets(reading, cue)
    for number in view.mentions:
        mention = reading.mentions[number]
        if reading.is_a(number, "Consanguinity"):
            continue  # of the parents, but a fact of the patient
        done_by = "par" in introduced and mention.kind != "condition"  # "administré par son épouse"
        if mention.first > cue.last and introduced[-2:-1] == ["par"]:
            continue  # "les repas préparés par sa conjointe, mais il prend son traitement"
        if (mention.first > cue.last and not _patient_again(reading, view, cue, mention.first)) or (
            before and not done_by and mention.last < cue.first and not _far(reading, mention.last, cue.first)
        ):
            owned.append(number)
    return owned


def owns(reading: Reading, view: SentenceView, cue: Cue, first: int) -> bool:
    """Whether what begins at a word behind a relative is theirs."""
    return first > cue.last and not _decides(reading, view, cue) and not _patient_again(reading, view, cue, first)


_THEIR_OWN = frozenset(
    f"family:{relative}" for relative in ("sister", "brother", "cousin", "uncle-or-aunt", "grandparent")
)
_CONSENT = written_class("verbs-consent")
_CHILD = word_class("child-words")
#: So many words of a report name its patient.
_BEGINNING = 80


def _decides(reading: Reading, view: SentenceView, cue: Cue) -> bool:
    """Whether a relative decides for the patient: "son épouse refuse la gastrostomie".

    A parent does so only for a child, and no other blood relative but a child of the patient's does:
    "sa mère avait refusé une mastectomie", "sa sœur refuse le dépistage" are their own.
    """
    verb = next((g for g in find_verbs(reading, view).groups if 0 < g.first - cue.last <= 3), None)
    if verb is None or verb.verb not in _CONSENT or cue.effect in _THEIR_OWN:
        return False
    parent = cue.effect in ("family:mother", "family:father")
    return not parent or not _CHILD.isdisjoint(reading.tokens.fold[:_BEGINNING])


_PATIENT = word_class("patient-nouns")
_MALE, _FEMALE = ("family:father", "family:brother"), ("family:mother", "family:sister")
#: "avait", "était": of a time before the patient's own story.
_THEN = word_class("pluperfect-auxiliaries")
_OF = word_class("of-words")
_OWN = word_class("own-words")
#: "un frère suivi pour ..., qui présente ...": what follows the comma is the patient's again.
_GOES_ON = _OWN | word_class("goes-on-with-patient")
#: What goes on with a relative who opens the sentence: "Un frère avec un cancer, opéré, qui a refusé".
_THEIR_STORY = word_class("subject-relatives") | word_class("treated-participles")
_EMBEDDING = word_class("embedding-words")
_BEFORE_RELATIVE = word_class("before-relatives")
_CLOSE, _ENDS = frozenset(")"), frozenset(";.:")
_AGED, _BE = word_class("aged-people") | word_class("aged-nouns"), word_class("be")


def _in_brackets(reading: Reading, cue: Cue) -> bool:
    """Whether the relative alone stands in brackets: "un diabète (mère)"."""
    gap = reading.tokens.gap
    return gap[cue.first].strip().endswith("(") and reading.tokens.mark_behind(cue.last, _CLOSE)


def _patient_again(reading: Reading, view: SentenceView, cue: Cue, right: int) -> bool:
    """Whether the text is back at the patient: named, or after a comma with "sa médication", "il", "qui présente"."""
    tokens = reading.tokens
    embedded = bool(_EMBEDDING & set(tokens.before(cue.first + 1, 3, view.first)))
    back = _GOES_ON if embedded or cue.effect == "family:relative" else _OWN
    if cue.first == view.first:
        back = back - _THEIR_STORY  # "Un frère cirrhotique, qui a refusé la greffe."
    # "L'enfant, un garçon de 3 200 g, ...": whoever it is, it is no patient.
    people = _PATIENT - _CHILD if newborn(reading, cue) else _PATIENT
    # "Une fille, dont la grand-mère était dialysée, présenta ..."
    whose = "dont" in tokens.before(cue.first + 1, 3, view.first)
    verbs = {g.first for g in find_verbs(reading, view).groups if g.finite} if whose else set()
    comes = _comes(reading, view, cue)
    if (comes is not None and comes <= right) or (whose and _main_clause(reading, view, cue, right)):
        return True
    marks = "".join(tokens.gap[view.first : cue.first + 1])
    opened = marks.rfind("(") > marks.rfind(")")  # "(ayant donné naissance à un nouveau-né) des métrorragies"
    of_family = not _HISTORY.isdisjoint(tokens.span(cue.first, cue.last))
    for i in range(cue.last + 1, right + 1):
        if of_family and tokens.fold[i] in _HISTORY and _FAMILIAL.isdisjoint(tokens.behind(i, 3)):
            return True  # "antécédents familiaux de cancer et un antécédent personnel de diabète"
        if (";" in tokens.gap[i] and not _still_theirs(reading, view, cue, i)) or (opened and ")" in tokens.gap[i]):
            return True
        # "la mère du patient" is still the mother.
        if i < right and tokens.fold[i] in people and _OF.isdisjoint(tokens.before(i, 2)):
            return True
        themself = i < right and tokens.gap[i + 1] == "-"  # "sa fille, elle-même sous anticoagulant"
        if "," in tokens.gap[i] and i < right and not themself and (tokens.fold[i] in back or (whose and i in verbs)):
            return True
    return False


def _still_theirs(reading: Reading, view: SentenceView, cue: Cue, word: int) -> bool:
    """ "Sa mère est suivie pour un goitre ; elle avait refusé la chirurgie": of who opened the sentence."""
    near = reading.tokens.text[word : word + _TO_LAST]
    if any(tuple(map(str.lower, near[k : k + 3])) in _OF_LAST for k in range(len(near) - 2)):
        return True  # "Son frère avait un cancer ; la chimiothérapie de ce dernier a été arrêtée"
    words = reading.tokens.fold[word : word + 2]
    pronoun = "il" if cue.effect in _MALE else "elle" if cue.effect in _FEMALE else None
    return cue.first - view.first <= 1 and words[:1] == [pronoun] and not _THEN.isdisjoint(words[1:])


#: What points back to the relative, and words to it.
_OF_LAST, _TO_LAST = {("de", "ce", "dernier"), ("de", "cette", "dernière")}, 6


def _main_clause(reading: Reading, view: SentenceView, cue: Cue, right: int) -> bool:
    """ "Chez cette femme, dont la mère avait un cancer, l'épirubicine a été arrêtée": the clause behind the aside."""
    tokens, verbs = reading.tokens, find_verbs(reading, view)
    if tokens.fold[view.first] not in _AT:
        return False
    return any(
        "," in tokens.gap[i]
        and tokens.fold[i] in _SUBJECTS
        and bool(verbs.told(cue.last, i))
        and bool(verbs.told(i, view.last))
        for i in range(cue.last + 1, right + 1)
    )


_AT, _SUBJECTS = word_class("person-prepositions"), word_class("articles")
#: A history, and by which words it is the family's.
_HISTORY, _FAMILIAL = word_class("antecedent-nouns"), word_class("familial-adjectives")
#: How far before a relative what is theirs may stand, in words; what closes a list.
_FAR, _JOINS = 8, word_class("either")
#: A relative that its own verb follows this near is that verb's subject: "sa sœur est hospitalisée".
_NEAR_VERB = 3


def _comes(reading: Reading, view: SentenceView, cue: Cue) -> int | None:
    """The verb by which the patient who opened the sentence comes: "Enfant ..., sœur décédée, est hospitalisé"."""
    if _AGED.isdisjoint(reading.tokens.span(view.first, view.first + 2)):
        return None
    for number in view.mentions:
        mention = reading.mentions[number]
        verb = mention.first - 1
        if mention.kind == "encounter" and verb - cue.last > _NEAR_VERB and reading.tokens.fold[verb] in _BE:
            return verb
    return None


def _far(reading: Reading, left: int, right: int) -> bool:
    """Whether what stands before a relative is too far to be theirs: over the comma of a list that no "et" closes.

    "HTA, diabète et goutte chez la mère"; but "tabagisme, cancer du côlon chez son frère".
    """
    gap, fold = reading.tokens.gap, reading.tokens.fold
    if right - left > _FAR or reading.tokens.parted(left, right, _ENDS):
        return True
    commas = [i for i in range(left + 1, right + 1) if "," in gap[i]]
    return bool(commas) and _JOINS.isdisjoint(fold[commas[-1] : right])


def died_of(reading: Reading, number: int) -> bool:
    """Whether a mention is a death that only says how a relative's disease ended: "mère décédée d'un cancer"."""
    last = reading.mentions[number].last
    return reading.is_a(number, "Death") and not _OF.isdisjoint(reading.tokens.behind(last, 1))
