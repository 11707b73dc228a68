"""The treatments of one enumeration: "cisplatine et docétaxel", and where it ends."""

from __future__ import annotations

from itertools import pairwise

from casegraph.context.frames import Frame
from casegraph.context.names import drug_named, generic
from casegraph.context.phrases import is_theme
from casegraph.context.verbs import VerbGroup, find_verbs
from casegraph.languages.words import word_class, written_class
from casegraph.reading import Reading, SentenceView
from casegraph.records import CHANGED
from casegraph.text.tokens import CLAUSE_MARKS, COMMA

__all__ = [
    "COMBINING",
    "dosed_before",
    "group_after",
    "group_before",
    "names_kind",
    "of_posology",
    "only_posology",
    "until_substitute",
    "without_subject",
]


def group_before(reading: Reading, candidates: list[int]) -> list[int]:
    """The last candidate and those coordinated with it to its left."""
    candidates = _named_once(reading, candidates)
    group = [candidates[-1]]
    for number in reversed(candidates[:-1]):
        if not _coordinated(reading, number, group[0]):
            break
        group.insert(0, number)
    return group


def group_after(reading: Reading, following: list[int]) -> list[int]:
    """The first candidate and those coordinated with it to its right."""
    group = following[:1]
    for before, number in pairwise(following):
        if _alias(reading, before, number):
            continue
        if not _coordinated(reading, group[-1], number):
            break
        group.append(number)
    return group


def _named_once(reading: Reading, numbers: list[int]) -> list[int]:
    """Without the other names that brackets give: "la chimiothérapie adjuvante (QT)", "le paclitaxel (Taxol)"."""
    return [n for k, n in enumerate(numbers) if not (k and _alias(reading, numbers[k - 1], n))]


def _alias(reading: Reading, left: int, right: int) -> bool:
    tokens, name, other = reading.tokens, reading.mentions[left], reading.mentions[right]
    bracketed = name.last + 1 == other.first == other.last and "(" in tokens.gap[other.first]
    if not bracketed or ")" not in "".join(tokens.gap[other.last + 1 : other.last + 2]):
        return False
    return tokens.text[other.first].isupper() or (name.concept is not None and name.concept == other.concept)


def _coordinated(reading: Reading, left: int, right: int) -> bool:
    """Whether two mentions stand in one enumeration: "cisplatine et docétaxel", "aspirine 75 mg, clopidogrel"."""
    first, last = _behind_dose(reading, reading.mentions[left].last), reading.mentions[right].first
    words = reading.tokens.between(first, last)
    if reading.tokens.parted(first, last, CLAUSE_MARKS) and not any(
        q.end <= reading.tokens.start[last]
        for q in reading.quantities_within(reading.tokens.end[first], reading.tokens.start[last])
    ):
        return False
    verbs = find_verbs(reading, reading.sentence_of(first))
    if any((at := verbs.at.get(i)) is not None and verbs.groups[at].perfect for i in range(first + 1, last)):
        return False  # "s'est opposée à X et a pris du Y"
    dosed = [i for i in range(first + 1, last) if of_posology(reading, i)]
    if len(words) - len(dosed) > _LONGEST or len(words) > 2 * _LONGEST:
        return False
    if names_kind(reading, left, right):
        return True
    link = reading.tokens.parted(first, last, _LINKING) or _NAMING & set(words)
    if not link or _BARRED & set(words):
        return False
    if reading.mentions[left].kind != reading.mentions[right].kind and not _EVEN.issuperset(words):
        return False
    return all(w in _LINK or not w.isalpha() or len(w) <= 3 or i in dosed for i, w in enumerate(words, first + 1))


def names_kind(reading: Reading, left: int, right: int) -> bool:
    """ "une hormonothérapie d'entretien à l'anastrozole", "l'immunothérapie avec du nivolumab": whether a drug is the
    one that a kind of treatment is given with.

    "une bithérapie dabrafénib-tramétinib", "l'instillation précoce de mitomycine" name theirs without such a word.
    """
    named = any(reading.is_a(left, kind) for kind in _KINDS)
    kind = (generic(reading, left) or named) and not reading.is_a(left, "Radiotherapy")
    if not kind or drug_named(reading, left) or not drug_named(reading, right):
        return False
    first, last = reading.mentions[left].last, reading.mentions[right].first
    words = reading.tokens.between(first, last)
    if named and not generic(reading, left) and not words[:1]:
        return reading.tokens.gap[last] == " "
    if words[-1:] and words[-1] in _OF and len(words) <= _TO_OF and _WITH.isdisjoint(words):
        described = all(w.endswith(_ADJECTIVES) for w in words[:-1])
        return named and described and not reading.tokens.parted(first, last)
    lead = next((k for k in range(len(words) - 1, -1, -1) if words[k] not in _ARTICLES), 0)
    if not 0 < len(words) <= _LONGEST_NAME or words[lead] not in _WITH or not _JOINED.isdisjoint(words):
        return False
    added = not _ADDED.isdisjoint(reading.tokens.before(reading.mentions[left].first, _TO_ADDED))
    return not added and not reading.tokens.parted(first, last)


#: Kinds of treatment that a drug is named with, words to the "de" of its name, and how adjectives between them end.
_KINDS, _OF, _TO_OF = ("DrugTherapy", "DrugRegimen", "DualTherapy"), word_class("of-words"), 2
_ADJECTIVES = ("e", "é", "ée", "oire", "aire", "ale")
#: The most words from a kind of treatment to its drug; what stands between the two, and articles behind it.
_LONGEST_NAME, _WITH = 6, word_class("at-or-in") | word_class("names-openers")
_JOINED = word_class("list-breakers") | word_class("list-joins")
#: Nouns by which one treatment comes to another, and words from them to it: "l'ajout d'une chimiothérapie au X".
_ADDED, _TO_ADDED = word_class("adding-nouns"), 3
_ARTICLES = word_class("definite-articles") | word_class("of-words") | word_class("partitive-articles")


def _behind_dose(reading: Reading, word: int) -> int:
    """The last word of the dose or of the other name in brackets behind a drug's last word: "carboplatine (AUC 5)"."""
    last = reading.over_bracket(word)
    words = range(word + 1, last + 1)
    named, other = reading.mention_at.get(word), reading.mention_at.get(word + 1)
    if words and named is not None and other is not None and _alias(reading, named, other):
        return last
    dosed = all(of_posology(reading, i) or reading.tokens.fold[i].isdecimal() for i in words)
    return last if dosed and last + 1 < len(reading.tokens) else word


def of_posology(reading: Reading, word: int) -> bool:
    """Whether a word belongs to how a treatment is given: "75 mg/m2 toutes les trois semaines"."""
    return word in reading.quantity_words or word in reading.time_words or reading.tokens.fold[word] in _POSOLOGY


def only_posology(reading: Reading, last: int, stop: int) -> bool:
    """Whether only how it is given, and what for in brackets, stands between a treatment's last word and another."""
    word = reading.over_bracket(last) + 1
    while word < stop:
        dosed = of_posology(reading, word) or any(c.isdecimal() for c in reading.tokens.text[word])
        if not dosed and reading.tokens.fold[word] not in _HOW_OFTEN:
            return False
        word = reading.over_bracket(word) + 1
    return True


def dosed_before(reading: Reading, view: SentenceView, word: int) -> int | None:
    """The treatment or test right before a word, its dose between them: "Kardégic 75 mg STOP"."""
    themes = [n for n in view.mentions if is_theme(reading, n) and reading.mentions[n].last < word]
    return themes[-1] if themes and only_posology(reading, reading.mentions[themes[-1]].last, word) else None


_POSOLOGY, _HOW_OFTEN = word_class("posology-words"), word_class("posology-marks")
#: The most words from one treatment of a list to the next, those of its posology apart.
_LONGEST = 9


#: All that stands between a treatment and an operation of one list: "d'une chimiothérapie et d'une résection".
_EVEN = word_class("of-words") | word_class("coordinators") | word_class("articles") | word_class("that")


_LINK = word_class("treatment-links")


_NAMING = word_class("naming-links")
#: Marks of a combination: "dabrafénib + tramétinib".
COMBINING = frozenset("-–+/")
#: Marks between the treatments of one list: "cisplatine/pémétrexed".
_LINKING = frozenset("+,/-")


_BARRED = word_class("list-breakers")
_OF, _STOPS = word_class("of-words"), word_class("governing-stops")


def without_subject(frame: Frame, group: list[int]) -> list[int]:
    """The objects without one that is the subject of what follows: "suspendre X, et Y a été introduit"."""
    tokens = frame.reading.tokens
    for k in range(1, len(group)):
        last = frame.reading.mentions[group[k]].last
        first = frame.reading.mentions[group[k]].first
        if _another_act(frame, frame.reading.mentions[group[k - 1]].last, first):
            return group[:k]
        lead = tokens.before(first, 3)
        complement = "et" in lead and _OF & set(lead[lead.index("et") :]) and _heads_clause(frame)
        complement = complement or tokens.gap[first].strip() in COMBINING  # "l'arrêt de X + Y était dû à"
        bare = tokens.fold[first - 1] in _AND and tokens.fold[frame.reading.mentions[group[k - 1]].first - 1] in _BY
        named = names_kind(frame.reading, group[k - 1], group[k])
        complement = complement or named or bare  # "l'arrêt du traitement par X et Y était dû à"
        for word in frame.view.onward(last, 13):
            if tokens.mark_before(word) or tokens.fold[word] in _STOPS:
                break
            number = frame.verbs.at.get(word)
            if number is None or not (frame.verbs.groups[number].finite or _absolute(frame, number)):
                continue
            if not complement or _of_drugs(frame, frame.verbs.groups[number]):
                return group[: k - _two_subjects(frame, group, k, frame.verbs.groups[number])]
            break  # "une réduction du X et de la Y a été décidée": a complement, no subject
    return group


def _two_subjects(frame: Frame, group: list[int], k: int, verb: VerbGroup) -> bool:
    """ "on omet X, Y et Z étant administrés": the plural has two subjects, and what stands before is the object."""
    tokens, mentions = frame.reading.tokens, frame.reading.mentions
    left, right = mentions[group[k - 1]], mentions[group[k]]
    joined = not _AND.isdisjoint(tokens.span(left.last + 1, right.first))
    apart = k > 1 and any("," in tokens.gap[i] for i in range(mentions[group[k - 2]].last + 1, left.first + 1))
    return joined and apart and verb.mood == "gerund" and tokens.text[verb.head].endswith("s")


def _another_act(frame: Frame, left: int, right: int) -> bool:
    """ "a imposé l'arrêt de X et un traitement par Y": what a noun of change ends has its "de", Y is given besides."""
    fold = frame.reading.tokens.fold
    if frame.group is not None or frame.status not in CHANGED or fold[frame.cue.last] not in _OF:
        return False
    return any(fold[i] in _AND and fold[i + 1] in _ONE for i in range(left + 1, right - 1))


_AND, _ONE, _BY = word_class("and"), word_class("indefinite-articles"), word_class("by-names")


def _of_drugs(frame: Frame, verb: VerbGroup) -> bool:
    """ "et du fer a été débuté": a verb whose subject is what is taken, no change of it."""
    own = [c for c in frame.cues if verb.first <= c.first <= verb.last]
    return any(c.effect.startswith(_TAKEN) for c in own)


_TAKEN = ("started", "resumed", "continued")


def _heads_clause(frame: Frame) -> bool:
    """Whether the frame is a noun with no verb before it; "a imposé l'arrêt de X et du Y a été" begins anew."""
    if frame.group is not None:
        return False
    before = frame.verbs.told(frame.view.first, frame.cue.first)
    return not before or frame.reading.tokens.parted(before[-1].last, frame.cue.first, CLAUSE_MARKS | {","})


def _absolute(frame: Frame, number: int) -> bool:
    """Whether a verb makes a clause of its own with its subject: "traité par X, le Y n'étant pas disponible"."""
    verb = frame.verbs.groups[number]
    being = not _BEING.isdisjoint(frame.reading.tokens.span(verb.first, verb.last))
    return being and verb.mood == "gerund" and (verb.passive or verb.verb == "être")


_BEING = word_class("absolute-auxiliaries")


def until_substitute(frame: Frame, group: list[int]) -> list[int]:
    """ "remplacement de X par Y": Y is not what was replaced."""
    reading = frame.reading
    tokens, aside = reading.tokens, frame.group is None and reading.tokens.mark_before(frame.cue.first, COMMA)
    moved = frame.cue.reach == "to" or (frame.group is not None and frame.group.verb in _MOVING)
    for k in range(1, len(group)):
        left, right = reading.mentions[group[k - 1]], reading.mentions[group[k]]
        words = reading.tokens.between(left.last, right.first)
        if aside and tokens.mark_behind(left.last, COMMA):
            return group[:k]  # "on débute, à la place de X, Y et Z"
        named = names_kind(reading, group[k - 1], group[k])
        if named and not moved and (k + 1 < len(group) or _INSTEAD_ONLY.isdisjoint(words)):
            continue  # "remplacer l'hormonothérapie au tamoxifène par X"
        if not _INSTEAD.isdisjoint(words):
            return group[:k]
    return group


_INSTEAD, _MOVING = word_class("instead-prepositions"), written_class("verbs-moving-on")
_INSTEAD_ONLY = _INSTEAD - word_class("at-or-in")
