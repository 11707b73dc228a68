"""Doses that two places tell to be lower: "X à 400 mg par jour", and further on "repris à 200 mg par jour"."""

from __future__ import annotations

from bisect import bisect_left
from itertools import takewhile

from casegraph.context.frames import Status
from casegraph.context.names import drug, of_course
from casegraph.context.phrases import arrow
from casegraph.context.verbs import find_verbs
from casegraph.languages.words import word_class, written_class
from casegraph.reading import Reading
from casegraph.text.fold import words
from casegraph.values.quantities import Quantity

__all__ = ["arrowed", "lowered", "noted", "passed"]

#: Words from a verb to the dose it is given at: "repris à la dose de 200 mg".
_LEADS = word_class("dose-leads")
_MOST = 5
_BEGUN = ("started", "given", "resumed")
#: Characters behind a drug within which its dose is told.
_REACH = 70
_RHYTHMS = word_class("rhythm-words")


def lowered(reading: Reading, found: list[Status]) -> list[Status]:
    """The reductions that only the numbers tell, of treatments taken up again and of the rounds that follow.

    Both doses are in one unit and, where it is told, of one rhythm; of a new treatment the dose is its own.
    """
    out = []
    for status in found:
        if status.status in _BEGUN and (fell := _falling(reading, status)) is not None:
            out.append(fell)
        again = status.status == "given" and (status.named is not None or _in_later_round(reading, status))
        if status.status != "resumed" and not again:
            continue
        new = _dose_behind(reading, status)
        old = _dose_before(reading, status, new) if new is not None else None
        if new is not None and old is not None and new.number < old.number and not _back_to(reading, new, old):
            last = reading.tokens.at(new.start)
            out.append(Status(status.mention, "reduced", (status.cue[0], last), status.sentence, named=status.named))
    return out


def _in_later_round(reading: Reading, status: Status) -> bool:
    """ "Le deuxième cycle de topotécan est donné à", "Dès lors, il reçoit": a drug of the round after one that was told
    of, and no new course of it behind a progression."""
    tokens, view = reading.tokens, reading.sentences[status.sentence]
    mention = reading.mentions[status.mention]
    if mention.concept is None or not of_course(reading, status.mention):
        return False
    same = reading.by_concept.get(mention.concept, [])
    at = bisect_left(same, status.mention)
    turned = at and any(reading.is_a(n, turn) for n in range(same[at - 1], status.mention) for turn in _TURNS)
    stop = max(mention.last, status.cue[1])
    rounds = any(
        (tokens.fold[i] in _NTH and (tokens.fold[i + 1] in _ROUNDS or tokens.before(i, 2) in _FROM))
        or (tokens.fold[i] in _ROUNDS and not _LATER.isdisjoint(tokens.behind(i, 1)))
        or (tokens.fold[i - 1 : i + 1] in _FROM_THEN and i > view.first)
        for i in range(view.first, stop)
    )
    return at > 0 and not turned and rounds


_NTH, _ROUNDS = word_class("ordinal-words") - word_class("first-ordinals"), word_class("round-nouns")
_LATER = word_class("left-over-adjectives")
#: "dès lors", "depuis lors"; "à partir du deuxième".
_FROM_THEN, _FROM = (words("dès lors"), words("depuis lors")), (words("partir du"), words("partir de"))


def _back_to(reading: Reading, new: Quantity, old: Quantity) -> bool:
    """ "repris à 1 g par jour puis 2 g par jour": the lower dose is only the way back to the full one."""
    tokens = reading.tokens
    behind = range(tokens.at(new.end), min(len(tokens), tokens.at(new.end) + _MOST + 2))
    then = next((i for i in behind if tokens.fold[i] in _THEN), None)
    dose = reading.quantity_after(tokens.start[then]) if then is not None else None
    if then is None or dose is None or tokens.at(dose.start) - then > _MOST or dose.number is None:
        return False
    return dose.unit == old.unit and old.number is not None and dose.number >= old.number


def passed(reading: Reading, found: list[Status]) -> list[Status]:
    """ "On passe à 37,5 mg", "redémarré avec 5 mg": a lower dose of the drug that the verb is said of, or of the drug
    for a course of treatment that was last named with its dose."""
    out: list[Status] = []
    tokens = reading.tokens
    told = {(s.mention, s.sentence) for s in found if s.status == "reduced"}
    for index, view in enumerate(reading.sentences):
        for group in find_verbs(reading, view).groups if reading.quantity_words else ():
            to = group.last + 1
            if group.verb not in _GOING or group.negated or to + 1 >= view.last or tokens.fold[to] not in _TO:
                continue
            new = reading.quantity_after(tokens.start[to + 1])
            if new is None or not _is_dose(new) or new.number is None or tokens.at(new.start) - to > _MOST or not (
                    _LEADS.issuperset(tokens.between(to, tokens.at(new.start)))):  # fmt: skip
                continue
            since = reading.sentences[max(0, index - _BACK)].first
            drugs = [n for n in reading.mentions_from(since, group.first) if of_course(reading, n)]
            drugs += [s.mention for s in found if group.first <= s.cue[0] <= group.last and drug(reading, s.mention)]
            status = Status(drugs[-1], "reduced", (group.first, to), index) if drugs else None
            old = _dose_before(reading, status, new) if status is not None else None
            if status is None or old is None or old.number is None or (status.mention, index) in told:
                continue
            if new.number < old.number and not _back_to(reading, new, old):
                out.append(status)
    return out


def noted(reading: Reading, found: list[Status]) -> list[Status]:
    """ "Au cycle 3, érythrodysesthésie de grade 3 : doxorubicine à 20 mg/m2", "Depuis lors, irinotécan 150 mg/m2":
    in a note without a verb, behind a finding or a value or in a later round, a dose lower than the one told before."""
    out: list[Status] = []
    told = {(s.mention, s.sentence) for s in found if s.status == "reduced"}
    for index, view in enumerate(reading.sentences):
        drugs = [n for n in view.mentions if of_course(reading, n) and (n, index) not in told]
        if not drugs or find_verbs(reading, view).told(view.first, view.last):
            continue
        for number in drugs:
            first, last = reading.mentions[number].first, reading.mentions[number].last
            apart = reading.tokens.mark_before(first, _APART) or reading.tokens.mark_before(first - 1, _APART)
            ill = [n for n in view.mentions if reading.mentions[n].last < first and reading.mentions[n].kind in _FOUND]
            new = reading.quantity_after(reading.tokens.end[last])
            if any(reading.is_a(n, turn) for n in ill for turn in _TURNS):
                continue  # "En mars, récidive : cisplatine à 40 mg/m2" is another course
            if new is None or new.number is None or not _is_dose(new) or (
                    reading.tokens.between(last, reading.tokens.at(new.start)) not in _AT):  # fmt: skip
                continue
            status = Status(number, "reduced", (first, reading.tokens.at(new.start)), index)
            if not (ill and apart) and not _in_later_round(reading, status):
                continue
            old = _dose_before(reading, status, new)
            if old is not None and old.number is not None and new.number < old.number:
                out.append(status)
    return out


_TURNS = ("Progression", "Recurrence")
#: Marks before a drug in a note, kinds of what is found before it, and what leads to its dose.
_APART, _FOUND = frozenset(":,;"), ("condition", "observable")
_AT: tuple[list[str], ...] = ([], words("à"))


#: Verbs by which a treatment goes on at a dose, what leads to that, sentences back to the drug.
_GOING, _TO, _BACK = frozenset(written_class("verbs-going-on-at")), word_class("to") | word_class("with"), 3


def arrowed(reading: Reading) -> list[Status]:
    """ "Olaparib 300 mg x 2 → 200 mg x 2": the lower of two doses of one drug, behind an arrow."""
    out: list[Status] = []
    tokens = reading.tokens
    if not arrow(reading.document.text):
        return out
    for index, view in enumerate(reading.sentences):
        for i in range(view.first + 1, view.last):
            new = reading.quantity_after(tokens.start[i]) if arrow(tokens.gap[i]) else None
            if new is None or new.start != tokens.start[i] or not _is_dose(new):
                continue
            old = [q for q in reading.quantities_within(view.sentence.start, tokens.end[i - 1]) if q.unit == new.unit]
            told = [n for n in view.mentions if reading.mentions[n].kind in _DOSED and reading.mentions[n].last < i]
            if not old or not told or reading.mentions[told[-1]].kind != "treatment":
                continue
            near = 0 < tokens.at(old[-1].start) - reading.mentions[told[-1]].last <= _MOST
            if near and old[-1].number is not None and new.number is not None and new.number < old[-1].number:
                out.append(Status(told[-1], "reduced", (i, i), index))
    return out


#: Kinds of what a number before an arrow may be of, and units of masses.
_DOSED, _MASSES = ("treatment", "observable", "condition", "assessment"), ("g", "mg", "ug", "[iU]")


def _is_dose(dose: Quantity) -> bool:
    """Whether a quantity is a mass, and no concentration."""
    return (dose.unit or "").startswith(_MASSES) and "L" not in (dose.unit or "")


def _falling(reading: Reading, status: Status) -> Status | None:
    """ "débuté à 125 mg, puis 100 mg et enfin 75 mg": the reduction that a row of doses behind a verb tells."""
    first = _dose_behind(reading, status)
    if first is None:
        return None
    tokens, view = reading.tokens, reading.sentences[status.sentence]
    start = tokens.at(first.end)
    then = next((i for i in range(start, view.last) if not _goes_on(reading, i)), view.last)
    if then >= view.last or tokens.fold[then] not in _THEN:
        return None
    dose = reading.quantity_after(tokens.start[then])
    if dose is None or dose.unit != first.unit or dose.shape != "single" or tokens.at(dose.start) - then > _MOST:
        return None
    behind = tokens.at(dose.end)
    led = set(tokens.between(then, tokens.at(dose.start))) <= _LEADS
    if not led or dose.number >= first.number or not _OF.isdisjoint(tokens.fold[behind : behind + 1]):
        return None
    return Status(status.mention, "reduced", (then, tokens.at(dose.start)), status.sentence)


def _goes_on(reading: Reading, word: int) -> bool:
    """Whether a word only tells when or how often: "125 mg le 1er mars 2018, puis"."""
    tokens = reading.tokens
    return word in reading.time_words or tokens.fold[word] in _RHYTHMS or tokens.fold[word] in _DATE


#: Words from a verb to the drug.
_TO_NAME = 3
_THEN, _OF, _DATE = word_class("then-words"), word_class("of-words"), word_class("definite-articles")


def _dose_behind(reading: Reading, status: Status) -> Quantity | None:
    """The dose right behind the words of a status, or behind the drug that they lead to."""
    last, tokens = status.cue[1], reading.tokens
    mention = reading.mentions[status.mention]
    if 0 < mention.first - last <= _TO_NAME and not tokens.parted(last, mention.first):
        last = mention.last  # "réintroduit l'olaparib à 200 mg"
    dose = reading.quantity_after(tokens.end[last])
    if dose is None or dose.dimension == "none" or dose.shape != "single" or dose.unit is None:
        return None
    first = tokens.at(dose.start)
    between = tokens.between(last, first)
    led = bool(between) and len(between) <= _MOST and set(between) <= _LEADS and not tokens.parted(last, first)
    return dose if led else None


def _dose_before(reading: Reading, status: Status, new: Quantity) -> Quantity | None:
    """The dose last told of the same drug before a status, in the same unit and rhythm."""
    concept, tokens = reading.mentions[status.mention].concept, reading.tokens
    if concept is None:
        return None
    for number in reversed(reading.by_concept.get(concept, [])):
        mention = reading.mentions[number]
        if mention.last >= status.cue[0]:
            continue
        stop = min(mention.end + _REACH, tokens.start[status.cue[0]], reading.sentence_of(mention.first).sentence.end)
        others = [m.start for m in reading.mentions[number + 1 :] if m.kind == "treatment" and m.start < stop]
        near = reading.quantities_within(mention.end, min([stop, *others]))
        doses = [q for q in near if _by_day(q.unit) == _by_day(new.unit) and q.shape == "single"]
        if doses:
            return doses[-1] if _one_rhythm(reading, doses[-1], new) else None
    return None


def _by_day(unit: str | None) -> str:
    """A unit without its "a day": "10 mg/24 h" and then "5 mg"."""
    return (unit or "").removesuffix("/d")


def _one_rhythm(reading: Reading, old: Quantity, new: Quantity) -> bool:
    """Whether two doses are given as often, as far as the text tells: "deux fois par jour"."""
    one, two = _rhythm(reading, old), _rhythm(reading, new)
    return not one or not two or one == two


def _rhythm(reading: Reading, dose: Quantity) -> list[str]:
    """How often a dose is given, in words; empty where it is not told."""
    tokens = reading.tokens
    first = tokens.at(dose.end)
    behind = range(first, min(len(tokens), first + _MOST))
    told = takewhile(lambda i: tokens.fold[i] in _RHYTHMS and not tokens.mark_before(i), behind)
    return [tokens.fold[i] for i in told]
