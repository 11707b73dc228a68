"""Noun phrases around a frame: what is its subject, what its object, and what is coordinated with them.

A phrase counts as a subject when no preposition governs it. Its head is its first noun; a noun that only carries a
treatment ("la dose de", "le début de") hands on to what it carries.
"""

from __future__ import annotations

import re

from casegraph.context.verbs import Verbs, adverbial_end
from casegraph.frozen import dataclass
from casegraph.languages.cues import find_cues
from casegraph.languages.words import word_class, written_class
from casegraph.reading import Reading, SentenceView
from casegraph.text.fold import words
from casegraph.text.tokens import BRACKETS, CLAUSE_MARKS

__all__ = [
    "CARRIERS",
    "COUNTED",
    "NOTHING",
    "POINTING",
    "THERE",
    "Found",
    "acronym",
    "added_at",
    "arrow",
    "as_name",
    "before_any",
    "in_time",
    "is_cycle",
    "is_name",
    "is_theme",
    "not_possible",
    "noun_phrase",
    "numbered",
    "object_of",
    "so_much",
]

_DETERMINERS = word_class("before-nouns")
_PREPOSITIONS = word_class("prepositions")
_PRONOUNS = word_class("subject-pronouns")
_FUNCTION = word_class("function-words")
CARRIERS = (
    word_class("treatment-carriers")
    | word_class("attempt-nouns")
    | word_class("passed-nouns")
    | word_class("substance-nouns")
)
POINTING = word_class("pointing-carriers")
COUNTED = word_class("counted-carriers")
#: The pronoun of what stands behind "à".
THERE = "y"
_ADVERBS = word_class("verb-adverbs")
_OPENERS = word_class("clause-subordinators")
_JOINS = word_class("list-joins")
_ARTICLES = word_class("noun-articles")
_OF = word_class("of-or-by") | word_class("to") | word_class("no-object-openers")
_OF_WORDS, _THIS, _POINTS = word_class("of-words"), word_class("this"), word_class("pointing-ce")
_CLAUSES, _THAT = _PRONOUNS | _DETERMINERS, word_class("that")
_NO_OBJECT, _TO_TIME = word_class("no-object-openers"), word_class("time-openers")


def added_at(reading: Reading, i: int) -> int:
    """The word behind a phrase that adds one more of the same, or the word itself: "ainsi que", "de même qu'une"."""
    for phrase in _ADDING:
        written = reading.tokens.fold[i : i + len(phrase)]
        if written[:1] == phrase[:1] and [_WHOLE.get(word, word) for word in written] == phrase:
            return i + len(phrase)
    return i


_ADDING, _WHOLE = [list(words(phrase)) for phrase in written_class("adding-phrases")], {"qu": "que"}


def arrow(gap: str) -> bool:
    """Whether an arrow stands between two words."""
    return not _TIPS.isdisjoint(gap) and any(mark in gap for mark in _ARROWS)


#: Arrows, and what one of them has for its tip: most gaps are a space, in which none need be looked for.
_ARROWS, _TIPS = ("->", "=>", "→", "⇒"), frozenset(">→⇒")


@dataclass(frozen=True, slots=True)
class Found:
    """What stands at a place: themes (their mentions), a pronoun, or something else; `counted` is a cycle's words.

    `carried` says that only a noun was found that carries a treatment ("la dose"); `nearest` that it is no
    subject of a clause but the noun right before; `head` is the noun of something else, or the one that carries.
    """

    themes: tuple[int, ...] = ()
    pronoun: bool = False
    other: bool = False
    counted: tuple[int, int] | None = None
    carried: bool = False
    nearest: bool = False
    head: int = -1

    def __bool__(self) -> bool:
        return bool(self.themes or self.pronoun or self.other or self.counted or self.carried)


NOTHING = Found()
_ACT_DAYS, _THE_DAY = word_class("days-of-an-act"), word_class("definite-articles")
#: A cycle by its short name: "C2", "C3J8".
_CYCLE = re.compile(r"C\d{1,2}(?:[JD]\d{1,2})?")


#: Kinds of what can have a status, and of what names nothing by itself.
_THEMES, _BESIDES = ("treatment", "procedure"), ("qualifier", "site")


def is_theme(reading: Reading, number: int) -> bool:
    """Whether a mention can have a status: a treatment, a procedure, a test that may be done or not."""
    return reading.mentions[number].kind in _THEMES


def is_name(reading: Reading, i: int) -> bool:
    """Whether a word may be a noun of its own: no function word, adverb, number, or part of a time."""
    word = reading.tokens.fold[i]
    if word in _FUNCTION or word in _PREPOSITIONS or word in _DETERMINERS or word in _ADVERBS or not word.isalpha():
        return False
    noun = reading.tokens.fold[i - 1] in _ARTICLES or word in CARRIERS  # "aucun ajustement"
    if (word.endswith("ment") and not noun) or i in reading.quantity_words or len(word) < 2:
        return False
    return not in_time(reading, i)


def as_name(reading: Reading, view: SentenceView, word: int) -> bool:
    """Whether a word is written as a name among words that are not: "Zorvex", "PPC", "truc®"."""
    tokens = reading.tokens
    before = [t for t in tokens.text[max(view.first, word - 2) : word] if len(t) > 1]
    if before and all(t.isupper() for t in before if t.isalpha()):
        return False  # a heading in capitals
    written = tokens.text[word]
    capital = written[0].isupper() and word > view.first
    return capital or acronym(written) or "®" in "".join(tokens.gap[word + 1 : word + 2])


def acronym(written: str) -> bool:
    """Whether a word begins with a capital and has another: "VVC", "HbPm"."""
    return len(written) > 1 and sum(c.isupper() for c in written) > 1 and written[0].isupper()


def so_much(reading: Reading, word: int, stop: int) -> bool:
    """Whether "si" tells a degree and what came of it, no condition: "si intense qu'il a fallu arrêter"."""
    words = reading.tokens.fold[word + 1 : min(stop, word + _SO_MUCH)]
    return _CLAUSES.isdisjoint(words[:1]) and not _THAT.isdisjoint(words)


#: Words from "si" within which "que" tells a degree.
_SO_MUCH = 6


def before_any(words: list[str]) -> bool:
    """Whether what stands behind some words is any such thing, still to come: "avant toute antibiothérapie", or what
    is waited for: "en pause jusqu'à la greffe"."""
    if not _UNTIL.isdisjoint(words[-3:]) and len(words) > 1 and words[-1] in _TO_THE:
        return True
    return not _BEFORE.isdisjoint(words[-2:-1]) and not _EVERY.isdisjoint(words[-1:])


_WEEKDAYS = word_class("weekdays")
_BEFORE, _EVERY = word_class("before-words"), word_class("every-words")
_UNTIL, _TO_THE = word_class("until"), word_class("to") | word_class("definite-articles")


def not_possible(reading: Reading, word: int) -> bool:
    """Whether "l'impossibilité de" or "sans possibilité de" leads to a word."""
    words = reading.tokens.before(word, 3)
    led = len(words) > 1 and words[-1] in _BARE_OF
    if led and (words[-2] in _IMPOSSIBLE or (words[-2] in _POSSIBLE and words[0] in _WITHOUT)):
        return True
    return _too_hard(reading, word)


def _too_hard(reading: Reading, word: int) -> bool:
    """ "devant la difficulté à réaliser une biopsie", "vu les difficultés pour opérer": given as why, what is hard was
    not done."""
    tokens, view = reading.tokens, reading.sentence_of(word)
    hard = next((i for i in view.back(word, _TO_HARD) if tokens.fold[i] in _DIFFICULTY), None)
    if hard is None or tokens.parted(hard, word) or tokens.fold[word - 1] not in _TO_DO:
        return False
    causes = find_cues(reading.cue_text, view.first, hard, reading.language, "causes")
    return any(hard - c.last <= _ARTICLE for c in causes)


_BARE_OF, _WITHOUT = word_class("of"), word_class("without")
#: Nouns of what is hard to do, what leads to the act, words from one to the other, from a connector to the noun.
_DIFFICULTY, _TO_DO, _TO_HARD, _ARTICLE = word_class("difficulty-nouns"), word_class("infinitive-prepositions"), 4, 2
_IMPOSSIBLE, _POSSIBLE = word_class("impossibility-nouns"), word_class("possibility-words")


def in_time(reading: Reading, i: int) -> bool:
    """Whether a word belongs to a time expression, or names a day."""
    return i in reading.time_words or reading.tokens.fold[i] in _WEEKDAYS


def noun_phrase(reading: Reading, view: SentenceView, verbs: Verbs, first: int, stop: int) -> Found:
    """What the phrase that begins at a word names: "la dose de dabrafénib" names the drug, "la tumeur" something else.

    Reading stops at the first noun that carries nothing; adjectives before a name are passed over.
    """
    tokens = reading.tokens
    i = first
    counted: tuple[int, int] | None = None
    carried = pointing = False
    ordinal: int | None = None
    bearer = -1
    while i < stop:
        if i > first and tokens.mark_before(i):
            if "(" in tokens.gap[i] and carried:
                i = _closed(reading, i, stop)
                continue
            break
        word = tokens.fold[i]
        if word in _OPENERS and i > first:
            break  # "l'essai car elle ne souhaite pas"
        if i == first and (named := _person_end(reading, i, stop)) > i:
            i = named
            continue
        if word in _BOTH and not _ALL_OF.isdisjoint(tokens.fold[i - 1 : i]):
            behind = i + 1
            if behind >= stop or behind in verbs.at or tokens.mark_before(behind) or tokens.fold[behind] in _FOR_TIMES:
                return Found(pronoun=True)  # "les deux ont été interrompus", "on arrête les deux pendant cinq jours"
            if tokens.fold[behind] in _ORDINALS:
                i += 1  # "les deux dernières n'ont pas été faites"
                continue
        number = reading.mention_at.get(i)
        told = number is not None and is_theme(reading, number)  # "les anticorps antinucléaires": a test not done
        if word in _ELIDED and tokens.fold[i - 1 : i] != ["l"] and not told:
            return Found(other=True, head=i)  # "une baisse des anticorps anti-Yo"
        if number is not None and reading.mentions[number].kind not in _BESIDES:
            mention = reading.mentions[number]
            if mention.kind == "encounter" and _entered(reading, mention.last, stop):
                i = mention.last + 2
                continue
            if is_theme(reading, number) or mention.kind == "encounter":
                return Found((number,), counted=counted, carried=carried)
            if word not in CARRIERS:
                return _ended(counted, pointing, other=not carried, head=bearer if carried else i)
            i = mention.last + 1
            carried = True
            pointing = pointing or word in POINTING
            continue
        group = verbs.at.get(i)
        if group is not None and not verbs.groups[group].lone and word not in CARRIERS:
            break
        if carried and word in _EITHER and not _NEW_THINGS.isdisjoint(tokens.fold[i + 1 : i + 2]):
            break  # "une baisse de la dose et une transfusion": the second is another thing
        if word in _EITHER and (carried or i - 1 in reading.quantity_words) and _other_noun(reading, i + 1, stop):
            break  # "une réduction de 25 % et ajout de filgrastim"
        if (
            word in _EITHER
            and i - 1 in reading.quantity_words
            and tokens.fold[i + 1 : i + 2] in (["la"], ["l"], ["les"])
        ):
            break  # "la DLCO baisse de 38 % et la bléomycine est arrêtée"
        if word == "en" and not _EN_PHRASES.isdisjoint(tokens.behind(i, 1)):
            break  # "une réduction de 25 % en raison de"
        if i == first + 1 and (day := _day_of_cycle(reading, verbs, i, stop)) is not None:
            counted, bearer, i = day, i, day[1] + 1
            carried = pointing = True
            continue
        if in_time(reading, i) and word in _BEFORE_OR_AFTER and i > first:
            break  # "à arrêter 5 jours avant l'intervention"
        if in_time(reading, i) or i in reading.quantity_words:
            if ordinal is None and tokens.text[i][0].isdecimal():
                ordinal = i
            i += 1
            continue
        if word in COUNTED or _CYCLE.fullmatch(tokens.text[i]):
            span = numbered(reading, view, i, ordinal) or _round(reading, i)
            counted = counted or span
            carried = pointing = True
            bearer = i
        elif word == "dernier" and i > first and tokens.fold[i - 1] in _POINTS:
            return Found(pronoun=True)
        elif word in _ORDINALS or word.endswith("iem"):
            ordinal = i
        elif word in _NEW:
            pass  # "un nouveau TAPH": the adjective bears nothing
        elif (told := _told_noun(reading, first, i)) or word in CARRIERS:
            carried = True
            pointing = pointing or told or word in POINTING or (word in _USES and tokens.fold[i - 1] in _ITS)
            bearer = i
        elif is_name(reading, i):
            if word.endswith("é") and carried:
                i += 1
                continue
            if i == bearer + 1 and tokens.fold[bearer] in _ACTS and word not in _TELLING_BACK and i not in verbs.at:
                return Found(other=True, head=bearer)  # "l'examen fœto-pathologique": an act of its own
            if (tested := _tested(reading, i, stop)) is not None:
                return Found((tested,))
            bare = 0 <= bearer == i - 1 and tokens.fold[bearer] not in COUNTED and i not in verbs.at
            if bare and i + 1 < stop and tokens.fold[i + 1] in _OF_WORDS:
                i += 1  # "l'utilisation prolongée du fluorouracile"
                continue
            if pointing and i == bearer + 2 and tokens.fold[i - 1] in _OF_WORDS and as_name(reading, view, i):
                return Found(other=True, head=i)  # "la dose de Zorvex": a drug that no concept names
            if bearer >= 0 and tokens.fold[bearer] in _WHOLES and tokens.fold[bearer + 1] in _OF:
                return Found(other=True, head=bearer)  # "la reprise de l'alimentation", "le reste des soins"
            if not (i + 1 < stop and reading.mention_at.get(i + 1) is not None and tokens.close(i + 1)):
                return _ended(counted, pointing, other=not carried, head=bearer if carried else i)
        elif word == "sou" and carried:
            pass  # "la mise sous antirétroviraux"
        elif word in _PREPOSITIONS and word not in _OF and i > first:
            break
        elif word in _PRONOUNS and not carried and word not in _THIS:
            return Found(pronoun=True)
        i += 1
    if ordinal is not None and not carried and counted is None and tokens.fold[ordinal] in _ORDINALS:
        number = ordinal - (ordinal > first and tokens.fold[ordinal - 1] in _BOTH)
        return Found(counted=(number, ordinal), carried=True)  # "la seconde n'a pu être faite", "les deux dernières"
    return _ended(counted, pointing, other=carried and not pointing, head=bearer)


def _person_end(reading: Reading, i: int, stop: int) -> int:
    """The word behind "Mme Durand" where what is told of her follows with "de" ("sevrer Mme Durand de X"), or `i`."""
    tokens = reading.tokens
    if tokens.fold[i] not in _TITLES or i + 2 >= stop or not tokens.text[i + 1][0].isupper():
        return i
    return i + 2 if tokens.fold[i + 2] in _OF_WORDS else i


def _entered(reading: Reading, last: int, stop: int) -> bool:
    """Whether "en" and a treatment stand behind a word: "l'entrée en chimiothérapie"."""
    number = reading.mention_at.get(last + 2) if last + 2 < stop else None
    return number is not None and is_theme(reading, number) and reading.tokens.fold[last + 1] == "en"


def _day_of_cycle(reading: Reading, verbs: Verbs, i: int, stop: int) -> tuple[int, int] | None:
    """ "le jour 8 est annulé", "le J15 du troisième cycle": what is given on that day of a cycle."""
    tokens, last = reading.tokens, _day_end(reading, i, stop)
    if last is None or tokens.text[i - 1].lower() != "le":
        return None
    goes_on = last + 1 == stop or last + 1 in verbs.at or not _OF_WORDS.isdisjoint(tokens.fold[last + 1 : last + 2])
    return (i, last) if goes_on and not tokens.mark_before(last + 1) else None


def _day_end(reading: Reading, i: int, stop: int) -> int | None:
    """The last word of a numbered day that begins at a word: "jour 8", "J15"."""
    tokens = reading.tokens
    if _DAY.fullmatch(tokens.text[i]):
        return i
    numbered = tokens.fold[i] in _DAYS and i + 1 < stop and tokens.text[i + 1].isdecimal()
    return i + 1 if numbered else None


_BEFORE_OR_AFTER = word_class("before-words") | word_class("behind-in-time")
_FOR_TIMES = word_class("time-openers")
_DAYS, _DAY = word_class("day-units"), re.compile(r"[JD]\d{1,2}")
_TITLES = word_class("titles")
_ADDED = word_class("added-nouns")
_BOTH, _ALL_OF = word_class("pair-numbers"), word_class("all-of-words")
#: What stands for a treatment only in the singular: "l'anticorps".
_ELIDED = word_class("elided-pointers")


def _other_noun(reading: Reading, i: int, stop: int) -> bool:
    """Whether a bare noun that is no dose stands at a word, or what is added: "soutien", "l'ajout"."""
    if i + 1 < stop and reading.tokens.fold[i] in _ARTICLES and reading.tokens.fold[i + 1] in _ADDED:
        return True
    if i >= stop or i in reading.mention_at or not is_name(reading, i):
        return False
    return reading.tokens.fold[i] not in POINTING and reading.tokens.fold[i] not in COUNTED


def _told_noun(reading: Reading, first: int, i: int) -> bool:
    """ "cette étude", "cette option": a noun that with its demonstrative stands for what was told."""
    return i > first and reading.tokens.fold[i] in _TOLD_NOUNS and reading.tokens.fold[i - 1] in _POINTS


_TOLD_NOUNS, _NEW = word_class("told-nouns"), word_class("new-adjectives")
#: "a exclu son utilisation ultérieure", "leur administration": what is done with a treatment named before.
_USES, _ITS = word_class("use-nouns"), word_class("possessives")


def _tested(reading: Reading, i: int, stop: int) -> int | None:
    """The test that a noun of testing tells of: "l'évaluation d'ALK", "la détermination des gènes ALK et ROS1"."""
    if reading.tokens.fold[i] not in _TESTING:
        return None
    for number in reading.mentions_from(i + 1, min(stop, i + _NEAR_TEST)):
        words = reading.tokens.fold[i + 1 : reading.mentions[number].first]
        return number if is_theme(reading, number) and _TO_TEST.issuperset(words) else None
    return None


_TESTING, _TO_TEST, _NEAR_TEST = word_class("testing-nouns"), word_class("of-words") | word_class("tested-words"), 6
#: Carriers that with a complement are of that, and of no treatment named before.
_WHOLES, _NEITHER = word_class("whole-carriers"), word_class("neither-words")


def _ended(counted: tuple[int, int] | None, pointing: bool, other: bool, head: int = -1) -> Found:
    """A phrase that named no treatment: a carrier that points to one ("la dose"), a cycle, or something else."""
    other = other and not pointing and counted is None
    return Found(other=other, counted=counted, carried=pointing, head=head)


_EITHER, _NEW_THINGS = word_class("either"), word_class("indefinite-articles")
_ACTS = word_class("act-nouns")
_EN_PHRASES = word_class("en-phrase-nouns")
_TELLING_BACK = word_class("telling-back-adjectives")
_ORDINALS = word_class("ordinal-words")


def numbered(reading: Reading, view: SentenceView, i: int, ordinal: int | None) -> tuple[int, int] | None:
    """ "le deuxième cycle", "la 3e cure", "cycle 2", "C2": a cycle with its number is named by itself."""
    tokens = reading.tokens
    if _CYCLE.fullmatch(tokens.text[i]):
        return i, i
    if i + 1 < view.last and tokens.text[i + 1].isdecimal() and not tokens.gap[i + 1].strip():
        return i, i + 1
    if (
        i + 2 < view.last
        and tokens.fold[i + 1] in _OF_WORDS
        and (day := _day_end(reading, i + 2, view.last)) is not None
    ):
        return i, day  # "la dose du jour 15"
    if ordinal is not None and i - ordinal <= 2 and _is_ordinal(reading, ordinal):
        return ordinal, i
    if i > view.first and _is_ordinal(reading, i - 1):
        return i - 1, i
    if i + 1 < view.last and tokens.fold[i + 1] in _ORDINALS:
        return i, i + 1
    return None


_ROUNDS = word_class("round-nouns")
_SOME = word_class("some-words")


def _round(reading: Reading, i: int) -> tuple[int, int] | None:
    """ "certains cycles", "la cure": a round of a treatment is a thing of its own, with or without its number."""
    if reading.tokens.fold[i] not in _ROUNDS:
        return None
    return (i - 1, i) if reading.tokens.fold[i - 1] in _SOME else (i, i)


def is_cycle(reading: Reading, i: int) -> bool:
    """Whether a word is a cycle by its short name: "C2"."""
    return _CYCLE.fullmatch(reading.tokens.text[i]) is not None


def _is_ordinal(reading: Reading, i: int) -> bool:
    """ "deuxième", "4ème": "10 cycles" counts them and names none."""
    word, written = reading.tokens.fold[i], reading.tokens.text[i]
    return word in _ORDINALS or word.endswith("iem") or (written[0].isdecimal() and not written.isdecimal())


def _closed(reading: Reading, i: int, stop: int) -> int:
    """The word behind the bracket that opens before word `i`."""
    for k in range(i + 1, stop):
        if ")" in reading.tokens.gap[k]:
            return k
    return stop


def _measure_end(reading: Reading, view: SentenceView, i: int) -> int:
    """The word behind a measure before an object: "à 2,5 mg" of "réduire à 2,5 mg la dose", "d'un quart"."""
    fold, behind = reading.tokens.fold, i
    while behind < view.last and fold[behind] in _MEASURING:
        behind += 1
        first = behind
        while behind < view.last and (behind in reading.quantity_words or fold[behind] in _FRACTION):
            behind += 1
        if behind == first or (_NUMBERED.isdisjoint(fold[first:behind]) and first not in reading.quantity_words):
            return i
    return behind if behind < view.last and fold[behind] in _NAMING else i


_MEASURING, _FRACTION = word_class("measure-prepositions"), word_class("fraction-words")
_NUMBERED, _NAMING = word_class("fraction-nouns"), word_class("noun-articles") | word_class("of-words")


#: The most words of a connector.
_CONNECTOR = 5


_NOT = word_class("negators")


def object_of(reading: Reading, view: SentenceView, verbs: Verbs, first: int) -> Found:
    """The object that begins at or behind a word: adverbs, times and asides between commas are passed over."""
    tokens = reading.tokens
    i = first
    while i < view.last:
        gap = tokens.gap[i]
        if tokens.mark_before(i, CLAUSE_MARKS | BRACKETS):
            if i == first or "(" not in gap or ")" in gap:
                return NOTHING
            i = _closed(reading, i, view.last)
            continue
        if "," in gap:
            # "a suspendu, en raison de X, le traitement": an aside between commas.
            if tokens.fold[i] not in _PREPOSITIONS or tokens.fold[i] in _OF_WORDS:
                return NOTHING
            close = next((k for k in view.onward(i, 13) if "," in tokens.gap[k]), None)
            if close is None:
                return NOTHING
            found = noun_phrase(reading, view, verbs, close, view.last)
            return found if found.themes or found.counted or found.other else NOTHING
        word = tokens.fold[i]
        if i == first and word in _NOT and i + 1 < view.last and "," in tokens.gap[i + 1]:
            first = i = i + 1  # "ne souhaite pas, pour l'instant, rencontrer"
            continue
        if (behind := _measure_end(reading, view, i)) > i:
            i = behind
            continue
        if word in _NEITHER and i == first:
            i += 1  # "ne souhaite ni chimiothérapie ni radiothérapie"
            continue
        if (behind := adverbial_end(reading, i)) > i:
            i = behind
            continue
        if in_time(reading, i) and word in _BEFORE_OR_AFTER:
            return NOTHING  # "à arrêter 5 jours avant l'intervention"
        day = word in _ACT_DAYS and in_time(reading, i) and tokens.fold[i - 1] in _THE_DAY
        if day and not _OF_WORDS.isdisjoint(tokens.fold[i + 1 : i + 2]):
            return NOTHING  # "est à arrêter la veille du scanner"
        if word in _ADVERBS or (word.endswith("ment") and i not in reading.mention_at and word not in CARRIERS) or (
                in_time(reading, i)):  # fmt: skip
            i += 1
            continue
        if word in _TO_TIME and i + 1 < view.last and (
                in_time(reading, i + 1) or (i + 1 in reading.quantity_words and word != "de")):  # fmt: skip
            i += 2
            continue
        break
    if i >= view.last or tokens.fold[i] in (_PREPOSITIONS - _OF) or tokens.fold[i] in _OPENERS:
        return NOTHING
    causes = find_cues(reading.cue_text, i, min(view.last, i + _CONNECTOR), reading.language, "causes")
    if i > first and any(c.first == i and c.last > i and c.effect == "strong" for c in causes):
        return NOTHING  # "un report de dix jours à cause d'une neutropénie"
    if tokens.fold[i] in _NO_OBJECT or (tokens.fold[i] in _JOINS and (
            i > first or i + 1 >= view.last or i + 1 in reading.mention_at or tokens.fold[i + 1] in _PREPOSITIONS
            or _other_noun(reading, i + 1, view.last))):  # fmt: skip
        return NOTHING  # "sevrage et suture du lambeau": each noun has its own complement
    found = noun_phrase(reading, view, verbs, i, view.last)
    if tokens.fold[i] in _JOINS and (found.other or found.pronoun):
        return NOTHING  # "a refusé et le patient est sorti"
    return found
