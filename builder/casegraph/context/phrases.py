"""Noun phrases around a frame: what is its subject, what its object, and what is coordinated with them.

A phrase counts as a subject when no preposition governs it. Its head is its first noun; a noun that only carries a
treatment ("la dose de", "le début de") hands on to what it carries.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from casegraph.context.verbs import VerbGroup, Verbs
from casegraph.languages.words import word_class
from casegraph.reading import Reading, SentenceView

__all__ = ["Found", "in_time", "is_theme", "nearest_noun", "noun_phrase", "object_of", "subject_of"]

_DETERMINERS = word_class("before-nouns")
_PREPOSITIONS = word_class("prepositions")
_PRONOUNS = word_class("subject-pronouns")
_FUNCTION = word_class("function-words")
_CARRIERS = word_class("treatment-carriers") | word_class("attempt-nouns") | word_class("passed-nouns")
_POINTING = word_class("pointing-carriers")
_COUNTED = word_class("counted-carriers")
_ADVERBS = word_class("verb-adverbs")
_OPENERS = word_class("clause-subordinators")
_JOINS = word_class("list-joins")
_OF = frozenset({"de", "d", "du", "des", "a", "au", "aux", "par", "avec", "en"})


@dataclass(frozen=True, slots=True)
class Found:
    """What stands at a place: themes (their mentions), a pronoun, or something else; `counted` is a cycle's words.

    `carried` says that only a noun was found that carries a treatment ("la dose"); `nearest` that it is no
    subject of a clause but the noun right before.
    """

    themes: tuple[int, ...] = ()
    pronoun: bool = False
    other: bool = False
    counted: tuple[int, int] | None = None
    carried: bool = False
    nearest: bool = False

    def __bool__(self) -> bool:
        return bool(self.themes or self.pronoun or self.other or self.counted or self.carried)


NOTHING = Found()
#: A cycle by its short name: "C2", "C3J8".
_CYCLE = re.compile(r"C\d{1,2}(?:J\d{1,2})?")


def is_theme(reading: Reading, number: int) -> bool:
    """Whether a mention can have a status: a treatment, a procedure, a test that may be done or not."""
    return reading.mentions[number].kind in ("treatment", "procedure")


def _names(reading: Reading, i: int) -> bool:
    """Whether a word may be a noun of its own: no function word, adverb, number, or part of a time."""
    word = reading.tokens.fold[i]
    if word in _FUNCTION or word in _PREPOSITIONS or word in _DETERMINERS or word in _ADVERBS or not word.isalpha():
        return False
    if (word.endswith("ment") and word not in _CARRIERS) or i in reading.quantity_words or len(word) < 2:
        return False
    return not in_time(reading, i)


def in_time(reading: Reading, i: int) -> bool:
    """Whether a word belongs to a time expression."""
    return i in reading.time_words


def noun_phrase(reading: Reading, view: SentenceView, verbs: Verbs, first: int, stop: int) -> Found:
    """What the phrase that begins at a word names: "la dose de dabrafénib" names the drug, "la tumeur" something else.

    Reading stops at the first noun that carries nothing; adjectives before a name are passed over.
    """
    tokens = reading.tokens
    i = first
    counted: tuple[int, int] | None = None
    carried = pointing = False
    ordinal: int | None = None
    while i < stop:
        if i > first and any(c in tokens.gap[i] for c in ",;:.()"):
            if "(" in tokens.gap[i] and carried:
                i = _closed(reading, i, stop)
                continue
            break
        word = tokens.fold[i]
        number = reading.mention_at.get(i)
        if number is not None and reading.mentions[number].kind not in ("qualifier", "site"):
            mention = reading.mentions[number]
            if is_theme(reading, number):
                return Found((number,), counted=counted, carried=carried)
            if mention.kind in ("condition", "observable", "organism", "device", "circumstance", "assessment"):
                if word in _CARRIERS:
                    i = mention.last + 1
                    carried = True
                    pointing = pointing or word in _POINTING
                    continue
                return _ended(counted, pointing, other=not carried)
        group = verbs.at.get(i)
        if group is not None and not verbs.groups[group].lone and word not in _CARRIERS:
            break
        if in_time(reading, i) or i in reading.quantity_words:
            if ordinal is None and tokens.text[i][0].isdigit():
                ordinal = i
            i += 1
            continue
        if word in _COUNTED or _CYCLE.fullmatch(tokens.text[i]):
            span = _counted(reading, view, i, ordinal)
            counted = counted or span
            carried = pointing = True
        elif word == "dernier" and i > first and tokens.fold[i - 1] in ("ce", "cet"):
            return Found(pronoun=True)
        elif word in _ORDINALS or word.endswith("iem"):
            ordinal = i
        elif word in _CARRIERS:
            carried = True
            pointing = pointing or word in _POINTING
        elif _names(reading, i):
            if word.endswith("é") and carried:
                i += 1
                continue
            if not (i + 1 < stop and reading.mention_at.get(i + 1) is not None and not tokens.gap[i + 1].strip(" -'’")):
                return _ended(counted, pointing, other=not carried)
        elif word in _PREPOSITIONS and word not in _OF and i > first:
            break
        elif word in _PRONOUNS and not carried and word not in ("ce", "c"):
            return Found(pronoun=True)
        i += 1
    return _ended(counted, pointing, other=carried and not pointing)


def _ended(counted: tuple[int, int] | None, pointing: bool, other: bool) -> Found:
    """A phrase that named no treatment: a carrier that points to one ("la dose"), a cycle, or something else."""
    return Found(other=other and not pointing and counted is None, counted=counted, carried=pointing)


_ORDINALS = word_class("ordinal-words")


def _counted(reading: Reading, view: SentenceView, i: int, ordinal: int | None) -> tuple[int, int] | None:
    """ "le deuxième cycle", "la 3e cure", "cycle 2", "C2": a cycle with its number is named by itself."""
    tokens = reading.tokens
    if _CYCLE.fullmatch(tokens.text[i]):
        return i, i
    if i + 1 < view.last and tokens.text[i + 1].isdigit() and not tokens.gap[i + 1].strip():
        return i, i + 1
    if ordinal is not None and i - ordinal <= 2 and _is_ordinal(reading, ordinal):
        return ordinal, i
    if i > view.first and _is_ordinal(reading, i - 1):
        return i - 1, i
    if i + 1 < view.last and tokens.fold[i + 1] in _ORDINALS:
        return i, i + 1
    return None


def _is_ordinal(reading: Reading, i: int) -> bool:
    """ "deuxième", "4ème": "10 cycles" counts them and names none."""
    word, written = reading.tokens.fold[i], reading.tokens.text[i]
    return word in _ORDINALS or word.endswith("iem") or (written[0].isdigit() and not written.isdigit())


def _closed(reading: Reading, i: int, stop: int) -> int:
    """The word behind the bracket that opens before word `i`."""
    for k in range(i + 1, stop):
        if ")" in reading.tokens.gap[k]:
            return k
    return stop


def object_of(reading: Reading, view: SentenceView, verbs: Verbs, first: int) -> Found:
    """The object that begins at or behind a word: adverbs, times and asides between commas are passed over."""
    tokens = reading.tokens
    i = first
    while i < view.last:
        gap = tokens.gap[i]
        if i > first - 1 and any(c in gap for c in ";:.()"):
            if i == first or "(" not in gap or ")" in gap:
                return NOTHING
            i = _closed(reading, i, view.last)
            continue
        if "," in gap:
            # "a suspendu, en raison de X, le traitement": an aside between commas.
            if tokens.fold[i] not in _PREPOSITIONS or tokens.fold[i] in ("de", "d", "du", "des"):
                return NOTHING
            close = next((k for k in range(i + 1, min(view.last, i + 14)) if "," in tokens.gap[k]), None)
            if close is None:
                return NOTHING
            found = noun_phrase(reading, view, verbs, close, view.last)
            return found if found.themes or found.counted else NOTHING
        word = tokens.fold[i]
        if word in ("jusqu", "jusque") and tokens.fold[i + 1 : i + 2] in (["la"], ["alor"], ["ici"], ["present"]):
            i += 2
            continue
        if (word in _ADVERBS and word != "puis" and word != "lors") or (word.endswith("ment") and i not in (
                reading.mention_at) and word not in _CARRIERS) or in_time(reading, i):  # fmt: skip
            i += 1
            continue
        if word in ("en", "a", "au", "par", "pour", "chez", "le", "de") and i + 1 < view.last and (
                in_time(reading, i + 1) or (i + 1 in reading.quantity_words and word != "de")):  # fmt: skip
            i += 2
            continue
        break
    if i >= view.last or tokens.fold[i] in (_PREPOSITIONS - _OF) or tokens.fold[i] in _OPENERS:
        return NOTHING
    if tokens.fold[i] in ("avec", "en", "par") or (tokens.fold[i] in _JOINS and i > first):
        return NOTHING
    return noun_phrase(reading, view, verbs, i, view.last)


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
    while (
        k >= left and (tokens.fold[k] in _ADVERBS or tokens.fold[k].endswith("ment")) and "," not in tokens.gap[k + 1]
    ):
        k -= 1
    if k > left and tokens.fold[k] == "qui" and tokens.fold[k - 1] in ("ce", "c"):
        return NOTHING  # "ce qui n'a pas été possible" is said of a whole clause
    if k >= left and tokens.fold[k] in ("qui", "lequel", "laquel", "lesquel"):
        return nearest_noun(reading, view, verbs, k, group)
    found = _nominative(reading, view, verbs, left, stop, group.plural or not before)
    if found:
        return found
    if before and _goes_on(reading, left, stop):
        return subject_of(reading, view, verbs, before[-1])
    if before and len(before) > 1 and _relative(reading, view, before[-1]):
        # "la chirurgie, qui était prévue en mai, n'a pas été faite".
        start = _relative(reading, view, before[-1])
        return _nominative(reading, view, verbs, before[-2].last + 1, start or left, False)
    if before and (start := _relative(reading, view, before[-1])):
        return _nominative(reading, view, verbs, view.first, start, False)
    return NOTHING


def _relative(reading: Reading, view: SentenceView, group: VerbGroup) -> int | None:
    """Where the relative clause of a group begins, None where it is a main clause."""
    for k in range(group.first - 1, max(view.first, group.first - 8) - 1, -1):
        if reading.tokens.fold[k] in ("qui", "dont", "que", "qu", "lequel", "laquel"):
            return k
        if any(c in reading.tokens.gap[k + 1] for c in ",;:"):
            return None
    return None


def _goes_on(reading: Reading, left: int, stop: int) -> bool:
    """Whether a second verb takes over the subject of the first: "a été arrêté et n'a pas été repris"."""
    words = reading.tokens.fold[left:stop]
    return bool({"et", "puis", "pui", "mai", "ou", "ni"} & set(words[-3:])) or not words


def _segments(reading: Reading, left: int, stop: int) -> list[tuple[int, int, str]]:
    """The stretches between commas and joining words, right to left, each with the word or mark that opens it."""
    tokens = reading.tokens
    out = []
    end = stop
    depth = 0
    for i in range(stop - 1, left - 1, -1):
        gap = tokens.gap[i + 1] if i + 1 < len(tokens.gap) else ""
        depth += gap.count(")") - gap.count("(")
        word = tokens.fold[i]
        own = tokens.gap[i] if i > left else ""
        if depth > 0:
            continue
        if word in _JOINS or word in _OPENERS:
            if i + 1 < end:
                out.append((i + 1, end, word))
            end = i
        elif any(c in own for c in ",;:") and not (own == "," and tokens.text[i][0].isdigit()):
            out.append((i, end, next(c for c in own if c in ",;:")))
            end = i
    if left < end:
        out.append((left, end, ""))
    return out


def _nominative(reading: Reading, view: SentenceView, verbs: Verbs, left: int, stop: int, several: bool) -> Found:
    tokens = reading.tokens
    group: list[int] = []
    counted: tuple[int, int] | None = None
    joined_end: int | None = None
    for first, end, opened in _segments(reading, left, stop):
        if opened in ("et", "ou") and tokens.fold[first] in ("de", "d", "du", "des") and not group:
            # "la dose de corticoïdes et d'immunoglobulines": the complement belongs to the phrase before it.
            joined_end = joined_end or end
            continue
        end, joined_end = joined_end or end, None
        i = first
        while i < end and (tokens.fold[i] in _ADVERBS or tokens.fold[i].endswith("ment") or in_time(reading, i)) and (
                i not in reading.mention_at):  # fmt: skip
            i += 1
        if i >= end:
            if opened in _OPENERS:
                break
            continue
        word = tokens.fold[i]
        lone = verbs.at.get(i) is not None and verbs.groups[verbs.at[i]].first == i and i not in reading.mention_at
        found = NOTHING
        if opened == "mai" and word == "pas":
            continue
        if word in ("de", "d") and tokens.fold[i + 1] in ("autr", "nouveau", "multipl", "nombreux"):
            return Found(other=True)
        if word == "compt" and tokens.fold[i + 1] == "tenu":
            continue
        aside = (
            (opened == "," or opened in _JOINS)
            and word not in _DETERMINERS
            and word not in _PRONOUNS
            and not _starts_theme(reading, i)
        )
        if (word in _PREPOSITIONS and word not in ("du", "des")) or lone or aside:
            inner = _inner(reading, view, i, end)
            found = inner
        else:
            found = noun_phrase(reading, view, verbs, i, end)
        if found.other and (inner := _inner(reading, view, i, end)):
            found = inner
        if found.themes:
            if group and not several and opened not in ("et", "ni", "ou", ",", ""):
                break
            group = [*found.themes, *group]
            counted = counted or found.counted
            if not several or opened in _OPENERS or opened in (";", ":", ""):
                break
            continue
        if group:
            break
        if found:
            return found
        if opened in _OPENERS or opened in (";", ":"):
            break
    return Found(tuple(group), counted=counted) if group else NOTHING


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
            if tokens.fold[k] in ("le", "la", "l", "les", "un", "une", "son", "sa", "ses") and k - 1 > first and (
                    tokens.fold[k - 1] not in _PREPOSITIONS and "," not in tokens.gap[k]):  # fmt: skip
                return Found((number,))
    return NOTHING


def nearest_noun(reading: Reading, view: SentenceView, verbs: Verbs, stop: int, group: VerbGroup) -> Found:
    """What a relative or a participle belongs to: the nearest noun before it that agrees with it.

    Brackets, doses, times and sites are passed over; so is a finding of the other gender.
    """
    tokens = reading.tokens
    i = stop - 1
    depth = 0
    skipped = False
    while i >= view.first:
        gap = tokens.gap[i + 1]
        if any(c in gap for c in ";:") and not depth:
            return NOTHING
        depth += gap.count(")") - gap.count("(")
        if depth > 0:
            i -= 1
            continue
        if depth < 0:
            depth = 0
        number = reading.mention_at.get(i)
        if number is not None and reading.mentions[number].kind != "qualifier":
            mention = reading.mentions[number]
            if _agrees(reading, mention.first, group):
                if is_theme(reading, number):
                    return Found((number,), nearest=True)
                if mention.kind in ("condition", "observable", "device", "organism", "assessment"):
                    return _complemented(reading, mention.first) or Found(other=True)
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
                    return subject_of(reading, view, verbs, before) if before.passive and not skipped else NOTHING
                # "le X, qu'il a reçu dix mois et qui a été interrompu": both relatives have one antecedent.
                i = start - 1
                continue
            if before.lone and before.shared is None and "," in "".join(tokens.gap[before.last + 1 : stop + 1]):
                # "le X, suspendu en mars pour Y, repris en mai": both belong to the same noun.
                return nearest_noun(reading, view, verbs, before.first, before)
            i = before.first - 1
            continue
        word = tokens.fold[i]
        if word == "repris" and tokens.text[i].endswith("s"):
            i -= 2  # "à plusieurs reprises"
            continue
        if word in _PRONOUNS and word not in ("ci", "ce") and i != stop:
            return Found(pronoun=True)
        if word in _CARRIERS and word in _COUNTED:
            span = _counted(reading, view, i, None)
            return Found(counted=span, carried=True)
        if word in _CARRIERS and _names(reading, i) and not word.endswith("é"):
            return Found(carried=word in _POINTING, other=word not in _POINTING)
        noun = not skipped and i not in reading.site_at and _names(reading, i) and _is_noun(reading, view, i)
        if noun and _agrees(reading, i, group):
            return _complemented(reading, i) or Found(other=True)
        i -= 1
    return NOTHING


def _complemented(reading: Reading, first: int) -> Found:
    """The treatment whose complement begins at a word: "la chirurgie de la tumeur, qui a été rejetée"."""
    tokens = reading.tokens
    k = first - 1
    while k > 0 and tokens.fold[k] in ("le", "la", "l", "son", "sa"):
        k -= 1
    number = reading.mention_at.get(k - 1) if k > 0 and tokens.fold[k] in ("de", "d", "du", "des") else None
    plain = not any(c in tokens.gap[j] for j in (k, k + 1) for c in ",;:.()")
    return Found((number,), nearest=True) if number is not None and plain and is_theme(reading, number) else NOTHING


def _is_noun(reading: Reading, view: SentenceView, i: int) -> bool:
    """Whether an unknown word is a noun and no adjective: an article or a preposition stands before it."""
    if i == view.first:
        return True
    before = reading.tokens.fold[i - 1]
    return before in _DETERMINERS or before in _PREPOSITIONS or bool(reading.tokens.gap[i].strip(" '’-\n"))


def _agrees(reading: Reading, first: int, group: VerbGroup) -> bool:
    """Whether a noun can go with a participle: "une tumeur ... interrompu" cannot."""
    if not group.passive:
        return True
    tokens = reading.tokens
    participle = tokens.text[group.head].lower()
    feminine = participle.endswith(("e", "es")) and not participle.endswith(("é", "és"))
    plural = participle.endswith(("s", "x")) and tokens.fold[group.head] != participle
    before = tokens.text[first - 1].lower() if first else ""
    if before in ("un", "le", "du", "au", "ce", "cet"):
        return not feminine and not plural
    if before in ("une", "la", "cette", "sa"):
        return feminine and not plural
    return True
