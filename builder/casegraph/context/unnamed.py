"""What a frame says was held where no concept names it: "arrêt du Zorvex", "la VVC n'a pu être posée".

A device and a laboratory test that were not used or done count as well: as procedures whose parent alone is known,
or as the act by which the device is placed.
"""

from __future__ import annotations

from dataclasses import replace

from casegraph.context.frames import Frame
from casegraph.context.names import cancer_drug_before
from casegraph.context.nominal import round_given
from casegraph.context.objects import own_subject
from casegraph.context.phrases import COUNTED, POINTING, Found, acronym, as_name, is_cycle, is_name, object_of
from casegraph.context.subjects import nearest_noun, subject_of
from casegraph.context.verb_themes import ACTS
from casegraph.context.verbs import VerbGroup, Verbs
from casegraph.languages.cues import find_cues
from casegraph.languages.words import word_class, written_class
from casegraph.reading import Reading, SentenceView
from casegraph.terminology.mentions import Mention
from casegraph.text.fold import plain

__all__ = ["for_cause", "left_untested", "placed", "unnamed_objects"]

#: Statuses of what did not come about, in which a device or a laboratory test may stand.
_NOT_DONE = frozenset({"withheld", "refused", "delayed", "contraindicated"})
#: Verbs whose object is an act: what was not done is one, whatever its name.
_DOING = written_class("verbs-doing-acts")
#: What is read off at the bedside: "taille non mesurée", "diurèse non quantifiée" hold no test.
_SIGNS, _LUNG_TESTS = ("VitalSign", "PhysiologicMeasurement"), "RespiratoryFunctionMeasurement"
#: Verbs of measuring and taking samples, whose object is a laboratory test.
_TESTING = (*_DOING, *written_class("verbs-testing"))
#: Verbs whose object is a treatment: what was stopped and looks like a name is one.
_TREATING = written_class("verbs-of-treatment")
_TAKEN_OUT = word_class("taken-out")
_NO_ACTS = word_class("no-acts")
_ON_OCCASION = frozenset({"au", "a", "pour", "lor", "apre", "avant"})
_ROUTES = word_class("route-adjectives")
_HELD_NOUNS, _LEFT = word_class("unnamed-treatment-nouns"), word_class("left-over-adjectives")
_ENDINGS = tuple(map(plain, written_class("drug-endings")))
_SHORTEST = 7
_VERBS, _OF_SUBJECT, _OF_TESTS = ("verb", "test", "dose-verb"), ("subject", "adjective"), ("test", "unreadable")
_ENDED, _BEING = ("stopped", "paused"), frozenset(written_class("verbs-of-being"))


def unnamed_objects(frame: Frame) -> list[Mention]:
    """What a frame of a held status is about, as mentions without a concept, with the tests coordinated with it."""
    first = _unnamed_object(frame)
    if first is None:
        return []
    out, reading = [first], frame.reading
    if first.parent == "LaboratoryProcedure":
        around = [n for n in frame.view.mentions if reading.mentions[n].kind == "observable"]
        for row in ([n for n in around if reading.mentions[n].first > first.last],
                    [n for n in reversed(around) if reading.mentions[n].last < first.first]):  # fmt: skip
            last = first
            for mention in (reading.mentions[n] for n in row):
                left, right = min(last.last, mention.last), max(last.first, mention.first)
                between = reading.tokens.fold[left + 1 : right]
                if not _LISTED.issuperset(between) or len(between) > _JOINED:
                    break
                out.append(_test(mention))
                last = mention
    return out


def left_untested(reading: Reading, view: SentenceView, verbs: Verbs) -> list[Mention]:
    """ "L'IgG a été dosée, mais pas l'IgM": a value whose test was not done, set against one that was."""
    tokens = reading.tokens
    tested = [g for g in verbs.groups if g.verb in _TESTED_BY and not g.negated and g.finite]
    out = []
    for number in view.mentions if tested else ():
        mention = reading.mentions[number]
        lead = mention.first - 1
        while lead > view.first and tokens.fold[lead] in _ARTICLES:
            lead -= 1
        set_against = tokens.fold[lead] in _NOT and tokens.fold[lead - 1] in _BUT
        if mention.kind == "observable" and set_against and tested[0].last < lead - 1:
            out.append(_test(mention))
    return out


_TESTED_BY = frozenset(_TESTING) | set(written_class("verbs-testing-further"))
_ARTICLES = word_class("definite-articles") | word_class("of-words")
_NOT, _BUT = word_class("not-so"), word_class("but")
#: Words from a noun of testing to what is tested.
_TESTED = 5
_LISTED, _JOINED = word_class("list-words"), 3


def _test(mention: Mention) -> Mention:
    """A laboratory value as the test that was not done."""
    return Mention(mention.first, mention.last, mention.start, mention.end, "procedure", None, "LaboratoryProcedure")


def _act_refused(frame: Frame) -> int | None:
    """The verb of the act in "refuse de se faire opérer"."""
    inner = frame.verbs.of(frame.cue.last + 2, frame.cue.last + 2)
    if inner is None or inner.mood != "infinitive" or not inner.caused or inner.verb not in ACTS:
        return None
    return inner.head if inner.head not in frame.reading.mention_at else None


def _unnamed_object(frame: Frame) -> Mention | None:
    """The thing that a frame of a held status is about, as a mention without a concept; None where it is none.

    What stands as the object must be a device, a laboratory test, an act that was not done, or look like a name.
    """
    if frame.group is not None and frame.group.verb in ACTS and not frame.group.lone:
        act = frame.group.passive or frame.group.caused or frame.group.mood == "infinitive"
        return _mention(frame.reading, frame.group.head, "procedure", "Procedure") if act else None
    if frame.status == "refused" and (head := _act_refused(frame)) is not None:
        return _mention(frame.reading, head, "procedure", "Procedure")
    found = _object(frame)
    if found.counted is not None and not found.themes:
        return _round(frame.reading, found.counted)
    head = found.head
    if head < 0 or head in frame.verbs.at or any(c.first <= head <= c.last for c in frame.cues):
        return None
    told_of = frame.verbs.at.get(head - 1)
    if told_of is not None and frame.verbs.groups[told_of].verb in _BEING:
        return None  # "X, superflue puisque les cultures étaient positives, ne fut pas faite"
    reading = frame.reading
    if frame.cue.reach.startswith("dose-"):
        of_dose = reading.tokens.fold[head - 1] in _OF and reading.tokens.fold[head - 2] in POINTING
        return _mention(reading, head, "treatment", "Treatment") if of_dose and found.other else None
    if (of_it := _level(frame, head) or _placing(frame, head)) is not None:
        return of_it
    number = reading.mention_at.get(head)
    if number is not None and is_cycle(reading, head) and cancer_drug_before(reading, head):
        return _round(reading, (head, head))  # "C4 n'a pas été fait", which is a test of the complement as well
    if (
        reading.tokens.fold[head] in _TEST_NOUNS
        and (number is None or reading.mentions[number].kind != "observable")
        and (frame.group is None or frame.cue.reach == "infinitive")
        and frame.status in _NOT_DONE
    ):
        # "insuffisant pour la détermination des gènes ALK et ROS1"
        near = reading.mentions_from(head + 1, min(frame.view.last, head + _TESTED))
        return next((_test(m) for m in (reading.mentions[n] for n in near) if m.kind == "observable"), None)
    if number is not None:
        between = reading.tokens.fold[min(head, frame.cue.last + 1) : head]
        return _known(frame, number) if _NO_ACTS.isdisjoint(between) else None
    verb = frame.group.verb if frame.group is not None else ""
    written, folded = reading.tokens.text[head], reading.tokens.fold[head]
    if head in reading.site_at or not (is_name(reading, head) or acronym(written)):
        return None
    if not _NO_ACTS.isdisjoint(reading.tokens.fold[min(head, frame.cue.last + 1) : head + 1]):
        return None
    if not _ROUTES.isdisjoint(reading.tokens.behind(head, 1)):
        return None  # "la voie orale étant impossible"
    if folded in _HELD_NOUNS:
        return _mention(reading, head, "treatment", "Treatment")
    if found.carried and folded in COUNTED and not _LEFT.isdisjoint(reading.tokens.behind(head, 1)):
        return _round(reading, (head, head))  # "les deux doses restantes n'ont pas été données"
    if found.carried:
        return None
    if frame.status in _NOT_DONE and verb in _TESTING and folded in _SOUGHT:
        return _mention(reading, head, "procedure", "LaboratoryProcedure")
    if frame.status in _NOT_DONE and (verb in _DOING or (verb in _TESTING and folded in _TEST_NOUNS)):
        return _mention(reading, head, "procedure", "Procedure")
    phrase = frame.group is not None and frame.cue.last > frame.group.head  # "mettre fin à"
    if frame.group is None or phrase or verb in _TREATING:
        drug = len(written) >= _SHORTEST and frame.status != "replaced" and plain(written).endswith(_ENDINGS)
        if drug or as_name(reading, frame.view, head):
            return _mention(reading, head, "treatment", "Treatment")
    return None


def _level(frame: Frame, head: int) -> Mention | None:
    """ "Le taux d'ACTH n'a pu être dosé": the level of what is measured, where no concept names the level itself."""
    reading, tokens = frame.reading, frame.reading.tokens
    number = reading.mention_at.get(head + 2)
    of = head + 2 < frame.view.last and tokens.fold[head] in _LEVELS and tokens.fold[head + 1] in _OF
    if not of or number is None or reading.mentions[number].kind != "observable":
        return None
    measured = _known(frame, number)
    return measured and replace(measured, first=head, start=tokens.start[head])


def _placing(frame: Frame, head: int) -> Mention | None:
    """ "La pose d'un nouveau drain a été refusée": the act, named by the device."""
    reading, tokens = frame.reading, frame.reading.tokens
    if tokens.fold[head] not in _PLACINGS or frame.status not in _NOT_DONE:
        return None
    devices = [n for n in frame.view.mentions if reading.mentions[n].kind == "device"]
    number = next((n for n in devices if 0 < reading.mentions[n].first - head <= _TO_DEVICE), None)
    if number is None or tokens.marked(head + 1, reading.mentions[number].first):
        return None
    last = reading.mentions[number].last
    return Mention(head, last, tokens.start[head], tokens.end[last], "procedure", None, "Procedure")


_PLACINGS = word_class("placing-nouns")
#: Words from "pose" to the device: "la pose d'un nouveau drain".
_TO_DEVICE = 4
_LEVELS, _OF = word_class("test-carriers"), word_class("of-words")


def _round(reading: Reading, counted: tuple[int, int]) -> Mention:
    """ "Le 3e cycle a été retardé" where the text names no treatment that it is a cycle of."""
    first, last = counted
    tokens = reading.tokens
    return Mention(first, last, tokens.start[first], tokens.end[last], "treatment", None, "Treatment")


def _object(frame: Frame) -> Found:
    """What stands where the frame looks for its theme."""
    reading, view, verbs, group = frame.reading, frame.view, frame.verbs, frame.group
    behind = max(frame.cue.last, group.last if group is not None else 0) + 1
    if frame.cue.reach in _VERBS and group is not None:
        if not group.passive:
            return object_of(reading, view, verbs, behind) or _refused_offer(frame, group)
        return nearest_noun(reading, view, verbs, group.first, group) if group.lone else subject_of(
            reading, view, verbs, group)  # fmt: skip
    if frame.cue.reach == "unreadable":
        return own_subject(frame)  # "EGFR non évaluable"
    if frame.cue.reach == "adjective" and not _OF.isdisjoint(reading.tokens.behind(frame.cue.last, 1, view.last)):
        return Found()  # "il n'a pas été possible de l'administrer"
    if frame.cue.reach in _OF_SUBJECT:
        before = verbs.before(frame.cue.first)
        own = group or (before[-1] if before else None)
        return subject_of(reading, view, verbs, own) if own is not None and not own.lone else Found()
    if frame.cue.reach == "near" or (
            frame.cue.reach == "dose-noun" and object_of(reading, view, verbs, behind).carried):  # fmt: skip
        return Found(counted=round_given(frame), carried=True)
    return (
        object_of(reading, view, verbs, behind)
        if frame.cue.reach in ("noun", "only") or frame.cue.effect == "withheld"
        else Found()
    )


def _refused_offer(frame: Frame, group: VerbGroup) -> Found:
    """ "Une cure lui a été proposée, qu'il a refusée": what the clause before proposed."""
    before = [g for g in frame.verbs.groups if g.last < group.first and g.finite]
    if frame.status != "refused" or not before or not before[-1].passive:
        return Found()
    return subject_of(frame.reading, frame.view, frame.verbs, before[-1])


def _known(frame: Frame, number: int) -> Mention | None:
    """A device or a laboratory test as the procedure that was not done; nothing else."""
    reading, group = frame.reading, frame.group
    mention = reading.mentions[number]
    verb = group.verb if group is not None else ""
    if mention.kind == "device":
        parent = "Procedure"
        taken = not _TAKEN_OUT.isdisjoint(reading.tokens.span(frame.cue.first, frame.cue.last))
        fits = (
            placed(frame) or frame.status in _NOT_DONE or (frame.status in _ENDED and (not taken or for_cause(frame)))
        )
    elif mention.kind == "observable":
        tested = verb in _TESTING or frame.cue.effect == "/withheld" or _as_test(frame, mention.first)
        sign = any(reading.is_a(number, c) for c in _SIGNS) and not reading.is_a(number, _LUNG_TESTS)
        tested = (tested or frame.cue.reach in _OF_TESTS) and not sign
        return _test(mention) if frame.status in _NOT_DONE and tested else None
    else:
        return None
    if not fits:
        return None
    act = mention.placing if placed(frame) or frame.status in _NOT_DONE else None
    return Mention(mention.first, mention.last, mention.start, mention.end, "procedure", act, parent)


def placed(frame: Frame) -> bool:
    """ "Une sonde a été posée", "on a mis en place un drain": what was done with a device is an act."""
    group = frame.group
    told = group is not None and (group.passive or group.perfect) and group.verb in _PLACING_VERBS
    return told and frame.status in _DONE


_DONE, _PLACING_VERBS = ("given", "started", "completed", "planned"), written_class("verbs-placing")


def _as_test(frame: Frame, word: int) -> bool:
    """ "insuffisant pour l'évaluation d'ALK", "impossibilité de l'analyse de PD-L1": a word of testing leads to it."""
    return not _TEST_NOUNS.isdisjoint(frame.reading.tokens.fold[frame.cue.last + 1 : word])


_TEST_NOUNS, _SOUGHT = word_class("testing-nouns"), word_class("sought-nouns")


def for_cause(frame: Frame) -> bool:
    """Whether a reason is told with the frame: a device that is only taken out was not stopped."""
    view = frame.view
    if frame.cue.reach == "noun" and frame.reading.tokens.fold[frame.cue.first - 1] in _ON_OCCASION:
        return False  # "au retrait des aiguilles", "une laparotomie pour retrait du stérilet"
    causes = find_cues(frame.reading.cue_text, view.first, view.last, frame.reading.language, "causes")
    return any(
        (c.effect in ("strong", "anaphor") and c.last < frame.cue.first)
        or (c.effect in ("strong", "weak") and 0 < c.first - frame.cue.last <= 2)
        for c in causes
    )


def _mention(reading: Reading, word: int, kind: str, parent: str) -> Mention:
    tokens = reading.tokens
    return Mention(word, word, tokens.start[word], tokens.end[word], kind, None, parent)
