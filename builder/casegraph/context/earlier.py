"""What was last named before a frame: the treatments of the sentences before it, those of a class, those that ended."""

from __future__ import annotations

from itertools import takewhile

from casegraph.context.frames import Frame
from casegraph.context.groups import group_after, group_before
from casegraph.context.names import drug, drug_named, given, namable, named_with, of_course, real, remedy
from casegraph.context.verbs import find_verbs
from casegraph.languages.words import word_class, written_class
from casegraph.reading import Reading

__all__ = [
    "REACH_BACK",
    "accused",
    "dates",
    "dosed_in",
    "during",
    "earlier",
    "ended_before",
    "gone",
    "last_of",
    "regimen_of",
    "remedies",
    "under_way",
]

#: Sentences back to what a pronoun stands for, and to the drug of a course of treatment.
REACH_BACK, _COURSE_BACK = 3, 8
_OF, _THE, _WITH = word_class("of"), word_class("definite-articles"), word_class("with")
_BLAMING = word_class("to") | word_class("by")


def regimen_of(reading: Reading, group: list[int]) -> list[int]:
    """ "le schéma CAF (cyclophosphamide, doxorubicine et fluorouracile)": the regimen whose drugs a bracket names."""
    if len(group) < 2 or not reading.tokens.mark_before(reading.mentions[group[0]].first, _OPEN):
        return []
    before = reading.mention_at.get(reading.mentions[group[0]].first - 1)
    concept = reading.concept(before) if before is not None else None
    return [before] if before is not None and concept is not None and concept.components else []


_OPEN = frozenset("(")


def last_of(frame: Frame, ancestor: str, most: int = REACH_BACK) -> list[int]:
    """The drugs of a class, or the regimen of such drugs, that were last named before a frame."""
    reading = frame.reading
    for back in range(frame.index, max(-1, frame.index - 1 - most), -1):
        named = [n for n in reading.sentences[back].mentions if given(reading, n) and (
            back < frame.index or reading.mentions[n].last < frame.cue.first)]  # fmt: skip
        named = [n for n in named if reading.is_a(n, ancestor) or any(
            reading.terminology.is_a(c, ancestor) for c in getattr(reading.concept(n), "components", ()))]  # fmt: skip
        if named := under_way(frame, [n for n in named if not _never_given(frame, n)]):
            return group_before(reading, named)
    return []


def ended_before(frame: Frame) -> list[int]:
    """The treatments that were stopped last, here or a few sentences before."""
    for back in range(frame.index, max(-1, frame.index - 1 - REACH_BACK), -1):
        ended = [n for n in frame.reading.sentences[back].mentions if n in frame.ended]
        ended = [n for n in ended if frame.reading.mentions[n].last < frame.cue.first]
        if ended:
            return group_before(frame.reading, ended)
    return []


def under_way(frame: Frame, named: list[int]) -> list[int]:
    """The treatments without those that another has replaced, where one is left, without an act's anaesthesia, and of
    drugs and rays those that a dose behind the frame is of."""
    named = [n for n in named if not frame.reading.is_a(n, "AnaesthesiaTherapy")]
    if measured := dosed_in(frame):
        rays = "radiation" in measured
        named = [n for n in named if frame.reading.is_a(n, "Radiotherapy") == rays]
    left = [n for n in named if n not in frame.over] or named
    if frame.group is None or not frame.group.plural:
        return left
    over = {frame.reading.mentions[n].concept for n in frame.ended}  # "X est retiré. Les deux autres sont suspendus"
    return [n for n in left if frame.reading.mentions[n].concept not in over] or left


def dosed_in(frame: Frame) -> set[str]:
    """What the dose that a frame lowers is measured in: "la dose a été diminuée à 37,5 mg", "à 20 Gy"."""
    if not frame.cue.reach.startswith("dose-"):
        return set()
    tokens, last = frame.reading.tokens, frame.cue.last
    reach = tokens.end[min(frame.view.last - 1, last + _TO_DOSE)]
    return {q.dimension for q in frame.reading.quantities_within(tokens.end[last], reach)} & _DOSES


#: Words from a lowered dose to the new one, "a été diminuée à 37,5 mg", and what it is measured in.
_TO_DOSE, _DOSES = 3, {"mass", "dose", "amount", "activity", "radiation"}


def _in_round(reading: Reading, number: int) -> bool:
    """ "Durant la première perfusion de X, une dyspnée": what is being given."""
    words = reading.tokens.before(reading.mentions[number].first, 2)
    return len(words) == 2 and words[1] in _OF and words[0] in _CYCLES and drug(reading, number)


_CYCLES = word_class("cycle-nouns")


def _until_named(reading: Reading, group: list[int]) -> list[int]:
    """ "le traitement diurétique par le furosémide": of a class and the drug behind "par" the drug."""
    words = reading.tokens.fold
    return [n for k, n in enumerate(group) if k + 1 == len(group) or words[reading.mentions[n].last + 1] != "par"]


def _decided(frame: Frame, index: int) -> bool:
    """ "On choisit de l'adresser pour une chirurgie. Il refuse": what was decided, not what was given before."""
    view = frame.reading.sentences[index]
    return any(g.verb in _DECIDING for g in find_verbs(frame.reading, view).groups)


_DECIDING = frozenset(written_class("verbs-weighing")) | set(written_class("verbs-sending-for-a-decision"))


def _without_effect(reading: Reading, number: int) -> bool:
    """ "un prurit réfractaire aux antihistaminiques", "qui ne répond pas aux X": a remedy beside what is spoken of."""
    view = reading.sentence_of(reading.mentions[number].first)
    before = view.back(reading.mentions[number].first, _TO_REMEDY)
    clause = takewhile(lambda i: not reading.tokens.mark_behind(i), before)
    return any(reading.tokens.fold[i] in _UNANSWERED for i in clause)


#: Words from "ne répondait pas" to the remedy: "aux mesures habituelles d'association d'antipyrétiques".
_TO_REMEDY = 9


def _never_given(frame: Frame, number: int) -> bool:
    """ "X a été instauré. Y n'a pas été associé. Le traitement a été suspendu": what was withheld cannot be stopped,
    nor is it what is put off, where another was given."""
    ended = frame.status in _OF_THE_GIVEN or (frame.status == "delayed" and bool(frame.told))
    return ended and number in frame.untaken


_OF_THE_GIVEN = ("stopped", "paused", "reduced")


def dates(reading: Reading, number: int) -> bool:
    """ "une chimiothérapie après la colectomie", "à la fin de la chimiothérapie": what only tells when, and is over."""
    before = reading.tokens.before(reading.mentions[number].first, 3)
    if not _ENDS.isdisjoint(before[-3:-1]) and not (_THE | _OF).isdisjoint(before[-1:]):
        return True
    after = reading.mentions[number].kind == "procedure" and not _AFTER.isdisjoint(before[-2:])
    return after or during(reading, number)


def during(reading: Reading, number: int) -> bool:
    """ "lors de sa dernière césarienne", "constatée en cours d'intervention": an act that tells when."""
    first = reading.mentions[number].first
    near = reading.tokens.before(first, 4, reading.sentence_of(first).first)
    return reading.mentions[number].kind == "procedure" and not _DURING.isdisjoint(near)


_AFTER, _ENDS, _DURING = word_class("behind-in-time"), word_class("ending-nouns"), word_class("during-words")
_UNANSWERED, _ACCUSED = word_class("without-effect-words"), word_class("accusing-words")


def accused(reading: Reading, number: int) -> bool:
    """ "une cytolyse attribuée au fluconazole": what the sentence before accuses is what is changed then."""
    words, first = reading.tokens.fold, reading.mentions[number].first
    lead = first - 2 if words[first - 1] in _THE else first - 1
    if words[lead] == "par" and (before := reading.mention_at.get(lead - 1)) is not None:
        return drug_named(reading, number) and accused(reading, before)  # "au traitement diurétique par le X"
    return lead > 0 and words[lead] in _BLAMING and words[lead - 1] in _ACCUSED


def taken_up(reading: Reading, number: int) -> bool:
    """ "a commencé à prendre de l'évérolimus": a drug that the verb right before it begins, also without its frame."""
    first = reading.mentions[number].first
    view = reading.sentence_of(first)
    group = next((g for g in reversed(find_verbs(reading, view).groups) if g.last < first), None)
    begins = group is not None and group.verb in _TAKING and not group.negated and first - group.last <= _TO_TAKEN
    return begins and of_course(reading, number)


#: Verbs of taking a drug, and words from them to it.
_TAKING, _TO_TAKEN = frozenset((*written_class("verbs-giving-on"), *written_class("verbs-beginning"))), 4


def gone(frame: Frame) -> set[str | None]:
    """The concepts of the treatments that were stopped or replaced until a frame."""
    return {frame.reading.mentions[n].concept for n in (*frame.over, *frame.ended)}


def remedies(frame: Frame) -> frozenset[int]:
    """The remedies named since a drug for a course of treatment, which "le traitement" does not mean then."""
    reading = frame.reading
    views = reading.sentences[max(0, frame.index - _COURSE_BACK) : frame.index + 1]
    numbers = [n for v in views for n in v.mentions if reading.mentions[n].last < frame.cue.first]
    numbers = [n for n in numbers if reading.mentions[n].kind == "treatment"]
    over = gone(frame)
    left = (n for n in numbers if reading.mentions[n].concept not in over)
    course = next((n for n in left if of_course(reading, n)), None)
    after = [n for n in numbers if course is not None and n > course]
    of_cancer = course is not None and reading.is_a(course, _OF_CANCER)
    aside: set[int] = set()
    listed: set[int] = set()
    for k, number in enumerate(after):
        if remedy(reading, number) or (of_cancer and _answers(frame, number)):
            aside.add(number)
            # "avec de l'adrénaline, des corticoïdes et un antihistaminique": what is listed with a remedy is one
            listed.update(group_after(reading, after[k:]) if number not in listed else ())
    return frozenset(aside | {n for n in listed if not of_course(reading, n)})


def _answers(frame: Frame, number: int) -> bool:
    """ "on débute la prednisone et le traitement est suspendu": what was given for what came meanwhile."""
    reading = frame.reading
    given_now = number in frame.told or not _WITH.isdisjoint(reading.tokens.before(reading.mentions[number].first, 1))
    answers = any(reading.is_a(number, c) for c in _ANSWERING)
    return answers and given_now and not accused(reading, number)


#: What is given for what a treatment of cancer did, or what came meanwhile.
_OF_CANCER, _ANSWERING = "AntineoplasticAgent", ("Corticosteroid", "AntiInfective")


def earlier(frame: Frame, procedures: bool = False, last: bool = False, course: bool = False) -> list[int]:
    """The treatments last named in the sentences before, at most three back.

    One that was said to be given or started comes before one only named ("sans réponse au lopéramide"). With `course`
    a drug for a course of treatment comes before a remedy: "X. Nausées traitées par Y. Le traitement est arrêté".
    """
    reading = frame.reading
    aside = remedies(frame) if course else frozenset()
    fits = namable if procedures else given
    named: list[int] = []
    useless: list[int] = []
    for back in range(frame.index - 1, max(-1, frame.index - 1 - REACH_BACK), -1):
        numbers = reading.sentences[back].mentions
        fitting = [n for n in numbers if fits(reading, n)]
        candidates = [n for n in fitting if n not in aside]
        if frame.status == "continued" and any(accused(reading, n) for n in fitting):
            # "induite par X, qui cède sous Y. Le traitement a été maintenu": not what did the harm
            candidates = [n for n in fitting if not accused(reading, n)] or candidates
        here = under_way(frame, candidates)
        answered = [n for n in here if not (_without_effect(reading, n) or _never_given(frame, n))]
        if here and not answered:
            useless = useless or here
            continue
        here = answered
        if procedures:
            here = [n for n in here if not dates(reading, n)] or here
        if frame.status == "refused" and here and _decided(frame, back):
            return group_before(reading, here)
        if last and here:
            return here[-1:]  # "associée à de l'amikacine. Celle-ci n'a pas été reconduite."
        blamed = [n for n in here if drug(reading, n) and accused(reading, n)] if back == frame.index - 1 else []
        if blamed:
            return _until_named(reading, group_before(reading, blamed))
        rounds = next((n for n in here if _in_round(reading, n)), None)
        given_now = group_after(reading, [n for n in here if n >= rounds]) if rounds is not None else []
        told = [n for n in here if n in frame.told or n in given_now or (course and taken_up(reading, n))]
        if told:
            # "une troisième ligne a été débutée avec de l'adriamycine": the names are what was given.
            names = [n for n in here if n > told[-1] and named_with(reading, n)]
            if names and not reading.is_a(told[-1], "Drug"):
                return group_after(reading, [n for n in here if n >= names[0]])
            group = real(reading, group_before(reading, [n for n in here if n <= told[-1]]))
            return regimen_of(reading, group) or group
        named = named or here
    named = named or useless
    return real(reading, group_before(reading, named)) if named else []
