"""The subject of a verb, and the noun that a bare participle or a relative belongs to.

A phrase counts as a subject when no preposition governs it; a verb without one takes over that of the verb before.
"""

from __future__ import annotations

import re

from casegraph.context.names import drug_named
from casegraph.context.phrases import (
    CARRIERS,
    COUNTED,
    NOTHING,
    POINTING,
    Found,
    in_time,
    is_cycle,
    is_name,
    is_theme,
    noun_phrase,
    numbered,
)
from casegraph.context.verbs import VerbGroup, Verbs, adverbial_end, is_adverb
from casegraph.languages.words import word_class, written_class
from casegraph.reading import Reading, SentenceView
from casegraph.text.fold import words
from casegraph.text.tokens import CLAUSE_MARKS, PHRASE_MARKS

_DETERMINERS = word_class("before-nouns")
_PREPOSITIONS = word_class("prepositions")
_PRONOUNS = word_class("subject-pronouns")
#: "où" opens a clause; "ou", folded alike, joins.
_WHERE = "où"
_OPENERS = (word_class("clause-subordinators") - {"ou"}) | {_WHERE}
_JOINS = word_class("list-joins")
_AS_WELL = word_class("aside-pointers")
_TIMES, _ALSO = word_class("before-times"), word_class("also-words")
_GOING_ON, _RESUMING = word_class("going-on-subjects"), word_class("coordinators")
_RELATIVES, _SUBJECT_RELATIVES = word_class("relative-pronouns"), word_class("subject-relatives")
_THIS, _NO_SUBJECTS, _EITHER = word_class("this"), word_class("no-subjects"), word_class("either")
_OF, _BARE_OF, _OF_THINGS = word_class("of-words"), word_class("of"), word_class("partitives")
_OTHER = word_class("other-adjectives")
_OWNED, _COUNTING = word_class("articles-and-own"), word_class("counting-words")
_THE = word_class("definite-articles") | word_class("inner-possessives")
_MASCULINE, _FEMININE, _PLURAL = map(written_class, ("masculine-articles", "feminine-articles", "plural-articles"))
_SINGULAR = frozenset(_MASCULINE + _FEMININE) | {"l"}

_ONCE = tuple(words(written_class("once")[0]))
_WEEKDAYS = word_class("weekdays")
_POINTING_CE = word_class("pointing-ce")
_POINTS_IN_TIME = word_class("points-in-time")
_AT, _RATES = word_class("rate-prepositions"), word_class("rate-nouns")

#: Kinds of what names nothing by itself, and of nouns that a relative or a participle can belong to.
_BESIDES = ("qualifier", "site")
_THINGS = ("condition", "observable", "device", "organism", "assessment")
_COMMA, _ENDS = frozenset(","), frozenset(";:")
_PARTING = re.compile("[,;:]")
#: What opens the stretch in which a clause begins; nothing opens the first.
_CLAUSE_OPENERS = CLAUSE_MARKS | {"(", ""}

__all__ = ["agrees", "nearest_noun", "subject_of"]


def subject_of(reading: Reading, view: SentenceView, verbs: Verbs, group: VerbGroup) -> Found:
    """The subject of a group with its own auxiliary: the phrase of its clause that no preposition governs."""
    if group.shared is not None:
        return subject_of(reading, view, verbs, verbs.groups[group.shared])
    tokens = reading.tokens
    before = [g for g in verbs.groups if g.last < group.first and (g.finite or g.mood == "gerund")]
    if group.mood == "infinitive" and before:
        # "fut interrompue deux jours avant d'être reprise".
        return subject_of(reading, view, verbs, before[-1])
    left = before[-1].last + 1 if before else view.first
    stop = group.first
    k = stop - 1
    while k >= left and is_adverb(tokens.fold[k]) and "," not in tokens.gap[k + 1]:
        k -= 1
    if k > left and tokens.fold[k] == "qui" and tokens.fold[k - 1] in _THIS:
        return NOTHING  # "ce qui n'a pas été possible" is said of a whole clause
    if k > view.first and tokens.fold[k] == "qui" and tokens.fold[k - 1] in _ALSO and before and (
            start := _relative(reading, view, before[-1])):  # fmt: skip
        return nearest_noun(reading, view, verbs, start, group)  # "qu'il a reçu dix mois, et qui a été interrompu"
    if k >= left and tokens.fold[k] in _SUBJECT_RELATIVES:
        return nearest_noun(reading, view, verbs, k, group)
    if (start := _parted_relative(reading, verbs, left, group)) is not None:
        return nearest_noun(reading, view, verbs, start, group)
    if (start := _long_aside(reading, view, verbs, group)) is not None:
        outer = [g.last + 1 for g in before if g.last < start]
        return _nominative(reading, view, verbs, max(outer, default=view.first), start, False, group)
    if before and k >= left and tokens.fold[k] in _ALSO and not group.lone:
        return subject_of(reading, view, verbs, before[-1])  # "a donné un rash et a été arrêtée"
    above = before[-1] if before else None
    if above is not None and above.shared is not None:
        above = verbs.groups[above.shared]  # "X, qui a été introduit, puis augmenté, a été arrêté"
    if above is not None and (start := _aside_relative(reading, view, verbs, above, group)) is not None:
        outer = [g.last + 1 for g in before if g.last < start]
        return _nominative(reading, view, verbs, max(outer, default=view.first), start, group.plural, group)
    if above is not None and (start := _inner_relative(reading, view, verbs, above, group)) is not None:
        outer = [g.last + 1 for g in before if g.last < start]
        several = group.plural or not outer
        return _nominative(reading, view, verbs, max(outer, default=view.first), start, several, group)
    several = group.plural or not (before or _of_one(reading, group))
    found = _nominative(reading, view, verbs, left, stop, several, group)
    if found:
        return found
    if before and _goes_on(reading, left, stop):
        return subject_of(reading, view, verbs, before[-1])
    # "la chirurgie, qui était prévue en mai, n'a pas été faite".
    if before and (start := _relative(reading, view, before[-1])):
        return _nominative(reading, view, verbs, view.first, start, False, group)
    return NOTHING


def _of_one(reading: Reading, group: VerbGroup) -> bool:
    """Whether a gerund is written in the singular: "X et Y sont faits, la biopsie ayant été récusée" is of one."""
    return group.mood == "gerund" and group.passive and not reading.tokens.text[group.head].endswith("s")


def _aside_relative(
    reading: Reading, view: SentenceView, verbs: Verbs, before: VerbGroup, group: VerbGroup
) -> int | None:
    """Where a relative begins that stands between commas before the verb: "l'opération, que l'on craint, n'a pas"."""
    tokens = reading.tokens
    if "," not in tokens.gap[group.first]:
        return None
    start = _relative(reading, view, before)
    start = start if start is not None else _far_relative(reading, view, verbs, before)
    if start is None:
        return None
    opens = start - 1 if tokens.fold[start - 1] in _TO_WHICH else start
    return opens if opens > view.first and "," in tokens.gap[opens] else None


def _far_relative(reading: Reading, view: SentenceView, verbs: Verbs, group: VerbGroup) -> int | None:
    """ "X, que ce patient, fumeur et hypertendu, prenait": the relative of a verb, an aside in commas between them."""
    tokens = reading.tokens
    if "," not in tokens.gap[group.first]:
        return None
    for k in view.back(group.first, _FAR_ASIDE):
        if (k in verbs.at and not verbs.groups[verbs.at[k]].lone) or tokens.mark_behind(k, _ENDS):
            return None
        if tokens.fold[k] in _RELATIVES:
            return k if "," in tokens.gap[k] else None
    return None


#: The most words of a relative before its verb, the aside included.
_FAR_ASIDE = 18


def _inner_relative(
    reading: Reading, view: SentenceView, verbs: Verbs, before: VerbGroup, group: VerbGroup
) -> int | None:
    """Where a relative begins that stands between a noun and its verb: "l'héparine que le patient recevait a été".

    Nothing parts it from the verb, and its own verb is the first behind its pronoun.
    """
    tokens = reading.tokens
    if group.lone or _marked_off(reading, before.last, group.first) or not _JOINS.isdisjoint(
            tokens.between(before.last, group.first)):  # fmt: skip
        return None
    start = _relative(reading, view, before)
    if start is None or start <= view.first or start - 1 in verbs.at or not before.finite:
        return None
    if tokens.parted(start - 1, start) or any(k in verbs.at for k in range(start, before.first)):
        return None
    named = start - 1 in reading.mention_at or is_name(reading, start - 1)
    return start if named else None


def _marked_off(reading: Reading, left: int, right: int) -> bool:
    """Whether a mark stands between two words that is no decimal comma: "une hémoglobine à 5,1 g/dL"."""
    tokens = reading.tokens
    return any(
        tokens.mark_before(i, PHRASE_MARKS) and not tokens.text[i][0].isdecimal() for i in range(left + 1, right + 1)
    )


#: Prepositions before a relative pronoun: "à laquelle", "sur lequel".
_TO_WHICH = word_class("prepositions") | {"a"}


def _parted_relative(reading: Reading, verbs: Verbs, left: int, group: VerbGroup) -> int | None:
    """Where a relative begins whose verb stands behind an aside: "qui, au bout de trois mois, a dû être réduit"."""
    tokens = reading.tokens
    if "," not in tokens.gap[group.first]:
        return None
    for k in range(group.first - 1, max(left, group.first - _ASIDE) - 1, -1):
        if k in verbs.at:
            return None
        if tokens.fold[k] in _SUBJECT_RELATIVES and "," in tokens.gap[k + 1]:
            return k
    return None


def _long_aside(reading: Reading, view: SentenceView, verbs: Verbs, group: VerbGroup) -> int | None:
    """Where an aside of several parts begins between a treatment and its verb.

    "X, introduit en mai et bien toléré, a été arrêté", "X, commencé en mai et dont la tolérance était bonne, a été".
    """
    tokens = reading.tokens
    if "," not in tokens.gap[group.first] or group.lone or group.plural:
        return None
    for i in range(group.first - 1, view.first, -1):
        if not _ENDS.isdisjoint(tokens.gap[i]):
            return None
        told = verbs.of(i, i)
        number = reading.mention_at.get(i - 1)
        if "," not in tokens.gap[i] or number is None or not is_theme(reading, number):
            continue
        opens = (told is not None and told.lone) or tokens.fold[i] in _SUBJECT_RELATIVES | _RELATIVES
        inner = verbs.told(i, group.first)
        joined = not _EITHER.isdisjoint(tokens.fold[i : group.first])
        told_on = [g for g in inner if (k := _relative(reading, view, g)) is None or k < i]
        unread = not inner and tokens.fold[i] in _SUBJECT_RELATIVES | _RELATIVES  # "X, qui contribue à la toux, a été"
        return i if opens and (joined or unread) and not told_on else None
    return None


#: The most words of an aside between a relative pronoun and its verb.
_ASIDE = 12


def _relative(reading: Reading, view: SentenceView, group: VerbGroup) -> int | None:
    """Where the relative clause of a group begins, None where it is a main clause."""
    for k in view.back(group.first, 8):
        if reading.tokens.fold[k] in _RELATIVES or reading.tokens.text[k].lower() == _WHERE:
            return k
        if reading.tokens.mark_behind(k, PHRASE_MARKS):
            return None
    return None


def _goes_on(reading: Reading, left: int, stop: int) -> bool:
    """Whether a second verb takes over the subject of the first: "a été arrêté et n'a pas été repris"."""
    words = reading.tokens.fold[left:stop]
    return not words or not _GOING_ON.isdisjoint(words[-3:])


def _segments(reading: Reading, left: int, stop: int) -> list[tuple[int, int, str]]:
    """The stretches between commas and joining words, right to left, each with the word or mark that opens it."""
    tokens = reading.tokens
    out = []
    end = stop
    depth = 0
    for i in range(stop - 1, left - 1, -1):
        gap = tokens.gap[i + 1] if i + 1 < len(tokens.gap) else ""
        depth += gap.count(")") - gap.count("(")
        word = _WHERE if tokens.text[i].lower() == _WHERE else tokens.fold[i]
        own = tokens.gap[i] if i > left else ""
        if depth > 0:
            continue
        if "(" in own:
            out.append((i, end, "("))  # "(l'oxaliplatine n'a pas été retenu)": the clause begins here
            return out
        if word == "que" and i - 1 > left and tokens.fold[i - 1] in _AS_WELL:
            if i + 1 < end:
                out.append((i + 1, end, "et"))  # "le bisoprolol ainsi que l'amiodarone"
            end = i - 2 if tokens.fold[i - 2] == "de" else i - 1
        elif (word in _JOINS or word in _OPENERS) and not (word == "que" and tokens.fold[i - 1] == "autr"):
            if i + 1 < end:
                out.append((i + 1, end, word))
            end = min(end, i)
        elif (mark := _PARTING.search(own)) and not (own == "," and tokens.text[i][0].isdecimal()):
            out.append((i, end, mark.group()))
            end = i
    if left < end:
        out.append((left, end, ""))
    return out


def _nominative(
    reading: Reading, view: SentenceView, verbs: Verbs, left: int, stop: int, several: bool, verb: VerbGroup
) -> Found:
    """The phrase between two words that no preposition governs, with what is coordinated where there may be several."""
    plural, begun = verb.plural, verb.verb in _BEGINNING
    tokens = reading.tokens
    group: list[int] = []
    counted: tuple[int, int] | None = None
    joined_end: int | None = None
    measured = -1
    segments = _segments(reading, left, stop)
    for at, (first, end, opened) in enumerate(segments):
        aside_before = at + 1 < len(segments) and _some_of(reading, first, segments[at + 1][0])
        begins = begun and _partitive(reading, first, end)
        joined = opened in _EITHER and not group and not aside_before and not begins
        if not several and not group and _named_by(reading, segments, at):
            joined_end = joined_end or end  # "le traitement par X et Y a été suspendu"
            continue
        if joined and (tokens.fold[first] in _OF or _adjective(reading, view, first, end)):
            # "la dose de corticoïdes et d'immunoglobulines": the complement belongs to the phrase before it,
            # "tout traitement chirurgical ou radiothérapeutique": and so does the adjective.
            joined_end = joined_end or end
            continue
        end, joined_end = joined_end or end, None
        i = first
        while i < end and (is_adverb(tokens.fold[i]) or in_time(reading, i)) and i not in reading.mention_at:
            i += 1
        if i < end:
            i = adverbial_end(reading, i)  # "après quoi une troisième ligne a été prescrite"
        if i >= end:
            continue
        if i == first and tokens.fold[i] in _BARE_OF and (begun or i == view.first) and _partitive(reading, i, end):
            i += 1  # "De la morphine a été débutée": some of it
        word = tokens.fold[i]
        lone = verbs.at.get(i) is not None and verbs.groups[verbs.at[i]].first == i and i not in reading.mention_at
        lone = lone and word not in CARRIERS
        found = NOTHING
        if opened == "mais" and word == "pas":
            continue
        if word in _BARE_OF and tokens.fold[i + 1] in _OTHER:
            number = reading.mention_at.get(i + 2) if i + 2 < end else None
            if number is not None and is_theme(reading, number):
                return Found((number,))
            return Found(other=True, head=i + 2 if i + 2 < end else -1)
        if word == "compt" and tokens.fold[i + 1] == "tenu":
            continue
        aside = (
            (opened == "," or opened in _JOINS)
            and word not in _DETERMINERS
            and word not in _PRONOUNS
            and word not in _COUNTING
            and not _starts_theme(reading, i)
            and not is_cycle(reading, i)
        )
        if (word in _PREPOSITIONS and word not in _OF_THINGS) or lone or aside:
            inner = _inner(reading, view, i, end)
            found = inner
            measured = i if aside and _measured(reading, i) else measured
        else:
            found = noun_phrase(reading, view, verbs, i, end)
        if found.other and (inner := _inner(reading, view, i, end) or _by_test(reading, found.head, end)):
            found = inner
        if found.other and opened == "," and "," in tokens.gap[end] and word not in _OWNED and not found.themes:
            continue  # "la lévofloxacine, premier choix du service, était contre-indiquée"
        if not found.themes and (lone or _aside_of(reading, view, verbs, i, end, opened)):
            continue  # "X, suspendu en mai puis repris, a été arrêté", "X, plusieurs fois reportée, n'a pas été faite"
        if group and tuple(tokens.fold[i : i + 2]) == _ONCE:
            break  # "une fois la chirurgie exclue, une radiothérapie a été débutée"
        if found.themes:
            group = [*found.themes, *group]
            counted = counted or found.counted
            if not several or opened in _OPENERS or opened in _CLAUSE_OPENERS:
                break
            parted = opened == "," or (opened == "et" and "," in tokens.gap[first - 1])
            if parted and not plural and tokens.text[first].lower() in _SINGULAR:
                break  # "Pas d'héparine en raison de X, et une transfusion a été faite"
            continue
        if group:
            break
        if found:
            return found
    if not group and measured >= 0:
        return Found(other=True, head=measured)  # "... a été vue et ALK n'a pas pu être évalué"
    return Found(tuple(group), counted=counted) if group else NOTHING


def _named_by(reading: Reading, segments: list[tuple[int, int, str]], at: int) -> bool:
    """Whether a stretch is one of the drugs that "par" leads to before it: "le traitement par X, Y et Z"."""
    first, _, opened = segments[at]
    if (opened not in _EITHER and opened != ",") or not _starts_drug(reading, first):
        return False
    for left, stop, opening in segments[at + 1 :]:
        if not _BY_NAMES.isdisjoint(reading.tokens.fold[left:stop]):
            by = next(i for i in range(stop - 1, left - 1, -1) if reading.tokens.fold[i] in _BY_NAMES)
            return any(_starts_drug(reading, i) for i in range(by + 1, min(stop, by + 3)))
        if not _starts_drug(reading, left) or (opening not in _EITHER and opening != ","):
            return False
    return False


def _starts_drug(reading: Reading, word: int) -> bool:
    """Whether a drug without an article begins at a word."""
    number = reading.mention_at.get(word)
    return number is not None and reading.mentions[number].first == word and drug_named(reading, number)


def _some_of(reading: Reading, first: int, before: int) -> bool:
    """ "pour un saignement et du fer a été débuté": "du" behind a complement of the clause before opens a subject."""
    words = reading.tokens.fold
    partitive = _partitive(reading, first, len(words))
    return partitive and words[before] in _PREPOSITIONS and words[before] not in _OF_THINGS


def _partitive(reading: Reading, first: int, end: int) -> bool:
    """Whether "du", "des", "de la" or "de l'" begins at a word."""
    tokens = reading.tokens
    of_it = tokens.fold[first] in _BARE_OF and first + 2 < end and tokens.fold[first + 1] in _THE_ONE
    return of_it or tokens.text[first].lower() in _PARTITIVES


#: Verbs whose subject is what is taken: "a imposé l'arrêt de X et du Y a été débuté".
_AIMS = word_class("aims-of-tests")
_BY_NAMES, _DAYS = word_class("by-names"), word_class("day-units")
_THE_ONE = word_class("definite-articles") - word_class("plural-articles")
_PARTITIVES, _BEGINNING = written_class("partitive-articles"), written_class("verbs-beginning")


def _measured(reading: Reading, i: int) -> bool:
    number = reading.mention_at.get(i)
    return number is not None and reading.mentions[number].kind == "observable" and not is_cycle(reading, i)


def _aside_of(reading: Reading, view: SentenceView, verbs: Verbs, first: int, end: int, opened: str) -> bool:
    """Whether a stretch between commas only says with a participle what became of the subject before it."""
    group = verbs.of(end - 1, end - 1)
    if opened != "," or group is None or not group.lone or end - first > _SHORT or "," not in reading.tokens.gap[end]:
        return False
    return not any(first <= reading.mentions[n].first < end for n in view.mentions)


#: The most words of such a stretch.
_SHORT = 5


def _adjective(reading: Reading, view: SentenceView, first: int, end: int) -> bool:
    """Whether a stretch is a single word, known or not, that can be the second adjective of a noun."""
    number = reading.mention_at.get(first)
    named = number is not None and reading.mentions[number].kind not in _BESIDES
    before = reading.tokens.fold[max(view.first, first - 2) : first - 1]
    return first + 1 == end and not named and first - 2 >= view.first and not _DETERMINERS & set(before) and (
        is_name(reading, first))  # fmt: skip


def _starts_theme(reading: Reading, i: int) -> bool:
    number = reading.mention_at.get(i)
    return number is not None and is_theme(reading, number)


def _inner(reading: Reading, view: SentenceView, first: int, end: int) -> Found:
    """A subject behind a fronted complement without comma: "Devant la thrombopénie le méthotrexate a été arrêté"."""
    tokens = reading.tokens
    for number in view.mentions:
        mention = reading.mentions[number]
        if first < mention.first < end and is_theme(reading, number):
            k = mention.first - 1
            if tokens.fold[k] in _OWNED and k - 1 > first and (
                    tokens.fold[k - 1] not in _PREPOSITIONS and "," not in tokens.gap[k]):  # fmt: skip
                return Found((number,))
    this = end - 2  # "devant une menace d'accouchement ce traitement est suspendu"
    pointing = this > first and tokens.fold[this] in _POINTING_CE and tokens.fold[this + 1] in POINTING
    apart = pointing and tokens.fold[this - 1] not in _PREPOSITIONS
    return Found(carried=True, head=this + 1) if apart else NOTHING


def _by_test(reading: Reading, head: int, end: int) -> Found:
    """ "la confirmation par biopsie n'a pas été possible": what was to be done is the test."""
    words = reading.tokens.fold
    if head < 0 or head + 2 >= end or words[head] not in _AIMS or words[head + 1] not in _BY_NAMES:
        return NOTHING
    number = reading.mention_at.get(head + 2 + (words[head + 2] in _DETERMINERS))
    return Found((number,)) if number is not None and reading.mentions[number].kind == "procedure" else NOTHING


def nearest_noun(reading: Reading, view: SentenceView, verbs: Verbs, stop: int, group: VerbGroup) -> Found:
    """What a relative or a participle belongs to: the nearest noun before it that agrees with it.

    Brackets, doses, times and sites are passed over; so is a finding of the other gender.
    """
    tokens = reading.tokens
    i = stop - 1
    depth = 0
    skipped = False
    passed, listed = -1, False  # a treatment that does not agree: one listed before it is no antecedent by itself
    while i >= view.first:
        gap = tokens.gap[i + 1]
        if not depth and not _ENDS.isdisjoint(gap):
            return NOTHING
        depth += gap.count(")") - gap.count("(")
        if depth > 0:
            i -= 1
            continue
        if depth < 0:
            depth = 0
        if tokens.fold[i] in COUNTED and tokens.fold[i - 1] in _BARE_OF and tokens.fold[i - 2] in _POINTS_IN_TIME:
            i -= 3  # "10 mg en fin de séance, ramené à 5 mg"
            continue
        number = reading.mention_at.get(i)
        if number is not None and is_cycle(reading, i):
            return Found(counted=(i, i), carried=True)  # "C4 repoussé": no complement
        if number is not None and reading.mentions[number].kind != "qualifier":
            mention = reading.mentions[number]
            joined = _several(reading, group) and is_theme(reading, number) and _joined(reading, mention.first)
            one_of = passed >= 0 and is_theme(reading, number) and _joined(reading, reading.mentions[passed].first)
            passed, listed = (number if is_theme(reading, number) else passed), listed or one_of
            if not one_of and (agrees(reading, mention.first, group) or joined):
                if _ill_borne(reading, number):
                    i = mention.first - 1
                    continue
                if is_theme(reading, number):
                    lone = mention.last + 1 < stop and _one_for_many(reading, number, group)
                    return Found(other=True) if lone else Found((number,), nearest=True)
                if mention.kind in _THINGS:
                    return _complemented(reading, mention.first, group) or Found(other=True, head=mention.first)
            skipped = True
            i = mention.first - 1
            continue
        other = verbs.at.get(i)
        if other is not None and i not in reading.mention_at:
            before = verbs.groups[other]
            if before.finite and not before.lone:
                start = _relative(reading, view, before)
                if start is None or start <= view.first:
                    # "un bolus est réalisé, relayé par": what the verb before says it of.
                    told = before.passive and (not skipped or listed)
                    return subject_of(reading, view, verbs, before) if told else NOTHING
                # "le X, qu'il a reçu dix mois et qui a été interrompu": both relatives have one antecedent.
                i = start - 1
                continue
            if before.lone and before.shared is None and tokens.parted(before.last, stop, _COMMA):
                # "le X, suspendu en mars pour Y, repris en mai": both belong to the same noun.
                return nearest_noun(reading, view, verbs, before.first, before)
            i = before.first - 1
            continue
        word = tokens.fold[i]
        rate = i - 1 - (tokens.fold[i - 1] in _THE)
        if word in _RATES and tokens.fold[rate] in _AT:
            i = rate - 1  # "à raison de 5 mg", "à la dose de 5 mg", "25 mg par voie orale"
            continue
        if word in _WEEKDAYS:
            i -= 2  # "alendronate le dimanche, suspendu"
            continue
        if word in _DAYS and tokens.fold[i + 1].isdecimal():
            i -= 1  # "étoposide 100 mg/m2 jours 1 à 3, arrêté"
            continue
        if word == "foi" and tokens.fold[i - 1] in _TIMES:
            i -= 2  # "plusieurs fois reportée"
            continue
        if word == "repris" and tokens.text[i].endswith("s"):
            i -= 2  # "à plusieurs reprises"
            continue
        if word in _PRONOUNS and word not in _NO_SUBJECTS:
            return Found(pronoun=True)
        if (word in CARRIERS and word in COUNTED) or is_cycle(reading, i):
            span = numbered(reading, view, i, None)
            return Found(counted=span, carried=True)
        if word in CARRIERS and is_name(reading, i) and not word.endswith("é"):
            return Found(carried=word in POINTING, other=word not in POINTING, head=i)
        if tokens.fold[i - 1] in _BOUND and is_name(reading, i) and _theme_at(reading, i - 2):
            i -= 2  # "IRM à terme non faite", "radiographie de face non faite"
            continue
        noun = not skipped and i not in reading.site_at and is_name(reading, i) and _is_noun(reading, view, i)
        if noun and agrees(reading, i, group):
            return _complemented(reading, i, group) or Found(other=True, head=i)
        i -= 1
    return NOTHING


#: Prepositions that bind a bare noun to the one before it.
_BOUND = word_class("binding-prepositions")


def _theme_at(reading: Reading, i: int) -> bool:
    number = reading.mention_at.get(i)
    return number is not None and is_theme(reading, number)


def _ill_borne(reading: Reading, number: int) -> bool:
    """Whether a participle only says that a treatment was not borne: "fer mal toléré, arrêté"."""
    mention = reading.mentions[number]
    return reading.is_a(number, "DrugIntolerance") and reading.tokens.fold[mention.last].endswith("é")


def _complemented(reading: Reading, first: int, group: VerbGroup) -> Found:
    """The treatment whose complement begins at a word: "la chirurgie de la tumeur, qui a été rejetée",
    "vaccination contre la grippe contre-indiquée".

    One that does not agree is none: "dissection du pédicule et du nerf, qui sont écartés".
    """
    tokens = reading.tokens
    k = first - 1
    while k > 0 and tokens.fold[k] in _THE | _A:
        k -= 1
    number = reading.mention_at.get(k - 1) if k > 0 and tokens.fold[k] in _COMPLEMENTS else None
    if number is None or tokens.marked(k, k + 1) or not is_theme(reading, number):
        return NOTHING
    return NOTHING if _one_for_many(reading, number, group) else Found((number,), nearest=True)


_A = word_class("indefinite-articles")
_COMPLEMENTS = word_class("of-words") | word_class("against-words")


def _one_for_many(reading: Reading, number: int, group: VerbGroup) -> bool:
    """Whether a noun in the singular stands for a participle in the plural, with nothing beside it."""
    first = reading.mentions[number].first
    if reading.tokens.text[first].lower().endswith(_PLURAL_ENDINGS) or not group.passive:
        return False
    return reading.tokens.text[group.head].lower().endswith(_SEVERAL_ENDINGS) and not _joined(reading, first)


def _several(reading: Reading, group: VerbGroup) -> bool:
    """Whether a participle is written in the plural: "arrêtés", "suspendus"."""
    written = reading.tokens.text[group.head].lower()
    return group.passive and written.endswith("s") and reading.tokens.fold[group.head] != written


def _joined(reading: Reading, first: int) -> bool:
    """Whether a comma or a join stands before a noun with its article: "X et du Y"."""
    tokens = reading.tokens
    return any("," in tokens.gap[k] or tokens.fold[k - 1] in _RESUMING for k in range(max(1, first - 2), first + 1))


def _is_noun(reading: Reading, view: SentenceView, i: int) -> bool:
    """Whether an unknown word is a noun and no adjective: an article or a preposition stands before it."""
    if i == view.first:
        return True
    before = reading.tokens.fold[i - 1]
    return before in _DETERMINERS or before in _PREPOSITIONS or not reading.tokens.close(i)


_FEMININE_NOUNS = tuple(written_class("feminine-noun-endings"))
_FEMININE_ENDINGS, _PLURAL_ENDINGS, _SEVERAL_ENDINGS = ("e", "es"), ("s", "x"), ("és", "ées")


def agrees(reading: Reading, first: int, group: VerbGroup) -> bool:
    """Whether a noun can go with a participle: "une tumeur ... interrompu" cannot."""
    if not group.passive:
        return True
    tokens = reading.tokens
    participle = tokens.text[group.head].lower()
    feminine = participle.endswith(_FEMININE_ENDINGS)
    plural = participle.endswith(_PLURAL_ENDINGS) and tokens.fold[group.head] != participle
    before = tokens.text[first - 1].lower() if first else ""
    if before in _MASCULINE:
        return not feminine and not plural
    if before in _FEMININE:
        return feminine and not plural
    if before in _PLURAL:
        return plural
    # "posé par laparoscopie, qui a été retiré": not the laparoscopy
    return not participle.endswith("é") or not tokens.text[first].lower().endswith(_FEMININE_NOUNS)
