"""Whether what a frame says really happened: condition, plan, guideline, and the verbs that govern it."""

from __future__ import annotations

from itertools import pairwise

from casegraph.context.denied import impossible, renounced, subject_denies, verb_behind
from casegraph.context.frames import NOMINAL, TOLD_OF, Frame
from casegraph.context.governors import governor
from casegraph.context.guards import awaited, guarded
from casegraph.context.phrases import before_any, not_possible, so_much
from casegraph.context.verbs import FINITE, VerbGroup
from casegraph.languages.cues import Cue, find_cues
from casegraph.languages.words import word_class, written_class
from casegraph.records import CHANGED
from casegraph.text.fold import words
from casegraph.text.tokens import CLAUSE_MARKS, COMMA

__all__ = ["status_of", "unsaid"]

_IF = word_class("if")
_IF_OR_S = _IF | {"s"}  # of "s'il"
_PURPOSE = word_class("purpose-prepositions")
_WEIGHING = written_class("verbs-weighing")
_MINDING = frozenset(_WEIGHING) | frozenset(written_class("verbs-refusing"))
_AWAITING = written_class("verbs-awaiting")
_ATTEMPTS = written_class("verbs-attempt")
_CHOICES, _SETTLED = word_class("unsettled-nouns"), word_class("pointing-ce") | {"eu", "cette"}
_GENERAL = written_class("verbs-general")
_TENDING = written_class("verbs-tending")
_PREDICATES = word_class("general-predicates")
_NEEDED = word_class("needed-adjectives")
_FOR_NEED = word_class("for-need")
_INSTEAD = word_class("instead-openers")
_OF, _THAT, _JOINS = word_class("of"), word_class("that"), word_class("verb-coordinators")
_BEING_SO = written_class("verbs-of-being-so")
_BEFORE_THAT, _NO_CONDITIONS = word_class("before-conjunctions"), word_class("no-conditions")
#: Frames that another frame before them can take as its object, and frames that take none.
_GOVERNED, _DESCRIBING = NOMINAL | {"verb", "dose-verb"}, frozenset({"adjective", "than", "lost"})
_NOT_DONE, _ACTS = frozenset({"withheld", "refused"}), frozenset({"started", "resumed"})
_POSITIVE, _MAY = _ACTS | {"given", "planned"}, ("devoir", "pouvoir", "aller")
_WANTED = written_class("verbs-wanting")
_TOLD = frozenset({"past", "gerund"})  # "pouvant cesser la perfusion"
_OPEN_MOODS = frozenset({"future", "conditional"})
_PATIENTS_ACTS = written_class("verbs-of-patients")
_GOVERNING = frozenset({"delayed", "refused", "contraindicated", "withheld", "paused", "stopped"})
_UNDONE = word_class("without")


def _unneeded(frame: Frame) -> bool:
    """ "sans qu'il soit nécessaire de recourir à X", "sans qu'une reprise soit nécessaire": nobody meant to do it."""
    words, first = frame.reading.tokens.fold, max(frame.view.first, frame.cue.first - 12)
    without = [i for i in range(first, frame.cue.first) if words[i] == "san" and words[i + 1] in _THAT]
    last = frame.cue.last + 1 if frame.group is not None else min(frame.view.last, frame.cue.last + _TO_NEED)
    return bool(without) and not _NEEDED.isdisjoint(words[without[-1] : last])


#: Words from a noun of change to "ait été nécessaire".
_TO_NEED = 9


def unsaid(frame: Frame, guards: list[Cue]) -> bool:
    """Whether the sentence only speaks of the frame: a condition, a guideline, a plan, a question, somebody else."""
    return (
        _conditional(frame)
        or _unfinished(frame)
        or _minded(frame)
        or guarded(frame, guards)
        or _governed(frame)
        or ((frame.status == "withheld" or frame.group is None) and _unneeded(frame))
        or _advised(frame)
        or (frame.status in CHANGED and (_to_come(frame) or _weighed(frame)))
    )


def _advised(frame: Frame) -> bool:
    """ "Éviter les benzodiazépines.": advice on what comes, where no reason is told."""
    group = frame.group
    told = group is not None and group.verb == "éviter" and group.mood == "infinitive"
    return told and group is not None and group.first == frame.view.first and not _told_why(frame, group)


def status_of(frame: Frame, guards: list[Cue]) -> str:
    """The status of a frame that says something given, started or resumed, where it is still to come."""
    if frame.status not in _POSITIVE:
        return frame.status
    group = frame.group
    if group is None:
        # "introduction à discuter", "la reprise sera discutée", "reprise si les plaquettes remontent"
        acts = frame.status in _ACTS
        to_come = acts and (awaited(frame, guards) or _weighed(frame) or _if_behind(frame, frame.cue.last))
        return "planned" if to_come else frame.status
    if group.mood == "future" or (group.modal in _MAY and not group.perfect and not group.negated):
        return "planned"
    if group.modal in _WANTED and not group.negated:
        return "planned"  # "on voulait donner du cisplatine"
    if group.mood == "infinitive":
        if ":" in frame.reading.tokens.gap[group.first]:
            return "planned"  # "Énoxaparine : débuter à H6"
        if not _CHOICES.isdisjoint(frame.reading.tokens.fold[max(frame.view.first, group.first - 3) : group.first]):
            return "planned"  # "la possibilité de faire une coronarographie a été envisagée"
        above = governor(frame.reading, frame.view, frame.verbs, group.first)
        if above is not None and above.verb in _WEIGHING:
            return "planned"
    return frame.status


def _conditional(frame: Frame) -> bool:
    """ "si", "en cas de", "pourrait être arrêté", "il faudrait arrêter"."""
    reading, view, cue, group = frame.reading, frame.view, frame.cue, frame.group
    tokens = reading.tokens
    chain = [group] if group is not None else []
    if group is None or group.mood not in FINITE:
        above = governor(reading, view, frame.verbs, group.first if group is not None else cue.first)
        if above is not None:
            chain.append(above)
    if (
        any(g.mood == "conditional" and not _hearsay(frame, g) and not _decided_so(frame, g) for g in chain)
        or _instructed(frame)
        or _goes_on_conditional(frame)
    ):
        return True
    if before_any(tokens.before(cue.first, 2, view.first)):
        return True  # "prévenir avant toute interruption de X"
    if ":" in tokens.gap[cue.first] and _whatever(frame):
        return True
    if _IF_OR_S.isdisjoint(tokens.before(cue.first, 14, view.first)):
        return False
    for k in view.back(cue.first, 14):
        if tokens.mark_behind(k, CLAUSE_MARKS):
            return False
        word = tokens.fold[k]
        if word == "s" and tokens.fold[k + 1] == "il":
            return True
        if word in _IF and tokens.fold[k + 1] not in _NO_CONDITIONS and not so_much(reading, k, cue.first):
            return True
    return False


def _whatever(frame: Frame) -> bool:
    """ "(toute éruption : arrêt)": what is to be done should anything of the kind come."""
    tokens, first = frame.reading.tokens, frame.cue.first
    opens = next(
        (k for k in frame.view.back(first, _LIST_ITEM) if tokens.mark_before(k, _ITEM_MARKS)), frame.view.first
    )
    return not _ANY_SUCH.isdisjoint(tokens.fold[opens : opens + 1])


#: Words of an item of instructions, what opens it, and its "toute".
_LIST_ITEM, _ITEM_MARKS, _ANY_SUCH = 8, frozenset("(;,:"), frozenset(words("tout toute"))


def _hearsay(frame: Frame, group: VerbGroup) -> bool:
    """ "Aurait arrêté son furosémide": told by somebody, where no condition stands in the sentence."""
    told = group is frame.group and group.perfect and group.modal is None and not (group.passive or group.caused)
    told = told and group.verb in _PATIENTS_ACTS
    return told and _IF.isdisjoint(frame.reading.tokens.fold[frame.view.first : frame.view.last])


def _decided_so(frame: Frame, group: VerbGroup) -> bool:
    """ "Il a été convenu que X serait arrêté": what was decided then, told from there."""
    above = [g for g in frame.verbs.before(group.first) if g.finite and not g.shared]
    told = bool(above) and above[-1].verb in _DECIDING and above[-1].perfect and not above[-1].negated
    return told and frame.reading.tokens.fold[above[-1].last + 1] in _THAT and group.passive | (group.modal is None)


#: Verbs of a decision, behind which the conditional tells what was to follow.
_DECIDING = frozenset(written_class("verbs-deciding"))


def _instructed(frame: Frame) -> bool:
    """ "Arrêter la metformine si clairance < 30", "contre-indiquée si fièvre": a condition stands behind."""
    group, tokens = frame.group, frame.reading.tokens
    if group is not None and group.lone and group.shared is None:
        return tokens.text[group.last + 1 : group.last + 2] == ["si"] and _if_behind(frame, group.last)
    if group is None or group.mood != "infinitive" or governor(frame.reading, frame.view, frame.verbs, group.first):
        return False
    if frame.status == "continued" and tokens.mark_before(group.last + 1, COMMA):
        return False  # "Tinzaparine : maintenir, à 75 % si plaquettes < 50"
    return _if_behind(frame, group.last)


def _if_behind(frame: Frame, word: int) -> bool:
    """Whether a condition stands behind a word in its clause: "si clairance < 30"; "si possible" is none."""
    tokens = frame.reading.tokens
    closed = word
    for k in frame.view.onward(word, _TO_IF):
        closed = max(closed, frame.reading.over_bracket(k - 1))
        if k <= closed:
            continue  # "arrêter X (1 000 mg/m2 par jour) si"
        if tokens.mark_before(k, CLAUSE_MARKS) and k != closed + 1:
            return False
        if tokens.text[k].lower() == "si":
            return k + 1 < frame.view.last and tokens.fold[k + 1] not in _NO_CONDITIONS
    return False


#: Words from a change to its condition.
_TO_IF = 18


def _goes_on_conditional(frame: Frame) -> bool:
    """ "une chirurgie serait proposée et la corticothérapie abandonnée": the conditional holds of both participles."""
    group, tokens = frame.group, frame.reading.tokens
    if group is None or not group.lone:
        return False
    before = frame.verbs.before(group.first)
    if not before or before[-1].mood != "conditional":
        return False
    between = range(before[-1].last + 1, group.first)
    return "et" in (tokens.fold[k] for k in between) and not tokens.parted(before[-1].last, group.first, CLAUSE_MARKS)


def _unfinished(frame: Frame) -> bool:
    """ "avant qu'il ne soit repris", "jusqu'à ce que l'on décide de l'arrêter": told as not yet so."""
    group, tokens = frame.group, frame.reading.tokens
    if group is not None and group.mood == "infinitive":
        group = governor(frame.reading, frame.view, frame.verbs, group.first)
        if group is None or group.perfect or group.mood not in _AS_SUBJUNCTIVE or group.verb not in _DECIDING:
            return False  # "jusqu'à ce qu'une progression oblige à l'arrêter": then it was
        words = tokens.before(group.first, 9, frame.view.first)
        until = [k for k in range(len(words) - 1) if words[k] == "ce" and words[k + 1] in _THAT]
        return bool(until) and not _BEFORE_THAT.isdisjoint(words[: until[-1]])
    if group is None or group.mood != "subjunctive":
        return False
    words = tokens.before(group.first, 9, frame.view.first)
    return not _BEFORE_THAT.isdisjoint(words) and not _THAT.isdisjoint(words)


#: Moods in which a subjunctive may be read: "décide".
_AS_SUBJUNCTIVE = ("subjunctive", "present")


def _minded(frame: Frame) -> bool:
    """ "craint que l'on stoppe la morphine", "souhaite que X soit arrêté": what is only wished, feared or proposed."""
    group, tokens = frame.group, frame.reading.tokens
    if group is None or not group.finite:
        return False
    above = frame.verbs.before(group.first)
    return (
        bool(above)
        and above[-1].verb in _MINDING
        and tokens.fold[above[-1].last + 1] in _THAT
        and not tokens.parted(above[-1].last, group.first)
    )


def _to_come(frame: Frame) -> bool:
    """A change that may, must or will be made has not been made: "doit être arrêté", "sera reportée"."""
    group = frame.group
    if group is None:
        return False
    if subject_denies(frame.reading, frame.view, group):
        return False  # "sans qu'une biopsie puisse être réalisée"
    if group.mood == "future" and group.negated and frame.status == "withheld" and _told_why(frame, group):
        return False  # "ne sera pas opéré, du fait de son âge"
    if group.mood == "future" and group.negated and _ends_so(frame, group):
        return False  # "les injections ne seront pas poursuivies", "ne sera plus donné"
    if frame.cue.reach == "subject" and frame.status == "delayed" and group.verb in _AWAITING:
        return False  # "la cure attendra": it was put off
    if group.modal == "devoir" and group.mood == "present" and not group.negated and _made_so(frame, group):
        return False  # "doit être retardée de six semaines pour une pneumopathie": told as it happens
    tokens = frame.reading.tokens
    itself = any(
        tokens.fold[i] in _SELF and (tokens.text[i].lower() == "se" or tokens.gap[i + 1] in _ELIDED)
        for i in range(group.first, group.head)
    )
    itself = itself and group.mood == "present" and not group.perfect and not group.modal
    itself = itself and group.verb not in _DOING_WITHOUT  # "on se passe de X", "il s'abstient de X"
    if itself and frame.cue.reach != "subject" and not _made_so(frame, group):
        return True  # "Le méthotrexate se suspend trois mois avant une grossesse"
    if group.mood == "future" or (group.negated and group.modal == "devoir"):
        return True
    return group.modal is not None and not group.negated and not group.perfect and group.mood not in _TOLD


_DOING_WITHOUT = written_class("verbs-doing-without")


def _made_so(frame: Frame, group: VerbGroup) -> bool:
    """Whether a finding or a plain connector in its sentence says why something must be done."""
    reading, view = frame.reading, frame.view
    for cue in find_cues(reading.cue_text, view.first, view.last, reading.language, "causes"):
        placed = cue.first == view.first or 0 < cue.first - group.last <= _FAR_REASON
        if cue.effect == "strong" and placed and reading.tokens.fold[cue.first] not in _AT_TIMES:
            return True
        if cue.effect == "weak" and placed and reading.tokens.fold[cue.first] in _TOLD_CAUSES:
            near = reading.mentions_from(cue.last + 1, cue.last + 1 + _TO_FINDING)
            if any(reading.mentions[n].kind == "condition" for n in near):
                return True
        led = reading.mentions_from(view.first, cue.first) if cue.reach == "before" and cue.last < group.first else []
        if any(reading.mentions[n].kind in _FOUND for n in led):
            return True  # "une hémorragie, de sorte que X s'arrête"
    if _dated_then(frame, group):
        return True
    shown = next((g for g in frame.verbs.groups if g.first > group.last and g.mood == "gerund"), None)
    if shown is None or shown.verb not in _SHOWING or shown.first - group.last > _FAR_REASON:
        return False
    near = reading.mentions_from(shown.last + 1, shown.last + 1 + _TO_FINDING)
    return any(reading.mentions[n].kind == "condition" for n in near)  # "doit être arrêté, en présentant une fièvre"


def _dated_then(frame: Frame, group: VerbGroup) -> bool:
    """ "La radiothérapie s'interrompt durant douze jours", "se retire en septembre 2017": when it was, no rule."""
    reading, tokens = frame.reading, frame.reading.tokens
    if group.modal is not None or tokens.fold[group.last + 1 : group.last + 2] == []:
        return False
    start, stop = tokens.end[group.last], tokens.end[min(frame.view.last - 1, group.last + _TO_DATE)]
    dated = any(t.kind == "date" for t in reading.times_within(start, stop))
    k = group.last + 1 + (tokens.fold[group.last + 1] in _DURING)
    if k not in reading.time_words:
        return dated
    counted = next((n for n in range(k, frame.view.last) if n not in reading.time_words), frame.view.last)
    led = _BEFORE_OR_AFTER.isdisjoint(tokens.fold[k : counted + 1])
    return dated or led  # not "se suspend trois mois avant une grossesse"


_BEFORE_OR_AFTER = word_class("before-after")
_DURING, _TO_DATE = frozenset({"pendant", "durant"}), 4
#: What may be why, and verbs by which it is told behind a change.
_FOUND, _SHOWING = ("condition", "observable"), written_class("verbs-presenting")
#: Words from what must be done to why, and from there to the finding.
_FAR_REASON, _TO_FINDING = 9, 3
_TOLD_CAUSES, _SELF = word_class("told-causes"), word_class("reflexives")
_AT_TIMES, _ELIDED = word_class("rule-times"), ("'", "’")


def _ends_so(frame: Frame, group: VerbGroup) -> bool:
    """Whether what is said not to go on ends its clause: "ne sera pas poursuivi au-delà de mai" tells how long."""
    tokens, last = frame.reading.tokens, group.last
    again = frame.cue.effect.startswith("resumed")  # "X ne sera pas repris." tells what was decided
    over = again or frame.status == "stopped" or not _NO_MORE.isdisjoint(tokens.span(group.first, last))
    return over and (last + 1 >= frame.view.last or tokens.mark_behind(last) or _told_why(frame, group))


_NO_MORE = word_class("no-more")


def _told_why(frame: Frame, group: VerbGroup) -> bool:
    """Whether a reason stands behind what will not be done: a colon or a connector."""
    reading, first, stop = frame.reading, group.last + 1, min(frame.view.last, group.last + _NEAR_REASON)
    if reading.tokens.marked(first, stop, _COLON):
        return True
    causes = find_cues(reading.cue_text, first, stop, reading.language, "causes")
    return any(c.effect in ("strong", "absence") or reading.tokens.fold[c.first] in _FACING for c in causes)


#: Words behind a verb within which a reason opens.
_NEAR_REASON, _COLON = 6, frozenset(":")
#: "devant", of the loose connectors the one that tells no time, means or end.
_FACING = word_class("facing")


def _weighed(frame: Frame) -> bool:
    """What is proposed, discussed or meant to be done: "nous proposons d'arrêter", "l'arrêt est discuté", "afin de"."""
    reading, view, verbs, group = frame.reading, frame.view, frame.verbs, frame.group
    first = group.first if group is not None else frame.cue.first
    tokens = reading.tokens
    noun = group is None and frame.cue.reach in TOLD_OF
    if group is not None and (group.mood != "infinitive" or tokens.fold[first - 1] in _UNDONE):
        return False  # "a été évoquée sans être mise en œuvre"
    if group is not None and not_possible(reading, first):
        return False  # "sans possibilité de doser l'ACTH"
    above = governor(reading, view, verbs, first)
    if above is not None and above.head < first:
        between = tokens.between(above.last, first)
        if above.verb in _WEIGHING or (above.verb in _ATTEMPTS and not noun):
            return True
        if above.mood == "future" or (above.modal is not None and not above.perfect and above.mood != "past"
                                      and not above.caused):  # fmt: skip
            return True
        chosen = above.verb in _DECIDING and bool(_PURPOSE.intersection(between[:1]))  # "on opte pour ne pas donner X"
        if group is not None and not chosen and (_PURPOSE & set(between[-3:]) or _in_view(frame, first)):
            return True
    elif group is not None and _PURPOSE & set(tokens.before(first, 2, view.first)) and not (
            {"final", "enfin"} & {w.removesuffix("ement") for w in tokens.fold[first : group.head]}):  # fmt: skip
        return True
    words = ["", *tokens.before(first, 5, view.first)]
    if any(b in _CHOICES and a not in _SETTLED for a, b in pairwise(words[-5:])):
        return True  # not "a eu lieu avec du retard", "cette option n'est pas possible"
    need = tokens.fold[first - 2] == "necessité" and tokens.fold[first - 1] in _OF if first >= 2 else False
    if need and _FOR_NEED & set(tokens.before(first - 2, 4, view.first)):
        return True  # "exclu en raison de la nécessité de suspendre X"
    return noun and _taken_back(frame)


def _in_view(frame: Frame, first: int) -> bool:
    """ "en vue d'arrêter": the noun is written as the participle of a verb."""
    return frame.reading.tokens.before(first, 3, frame.view.first)[:2] == _IN_VIEW


_IN_VIEW = ["en", "vue"]


def _taken_back(frame: Frame) -> bool:
    """Whether the verb behind a noun leaves it open: "l'arrêt de X a été discuté", "sera décidé", "expose à"."""
    group = verb_behind(frame)
    if group is None:
        return False
    if group.lone:
        # "s'est opposé à l'amputation proposée", "au lieu de la chirurgie prévue": what was proposed did not come
        instead = frame.status == "replaced" and frame.reading.tokens.fold[frame.cue.first] in _INSTEAD
        return group.verb in _WEIGHING and frame.status != "refused" and not instead
    if (group.verb in _GENERAL and not group.passive) or group.mood in _OPEN_MOODS:
        return True
    if group.mood == "present" and not group.perfect:
        predicate = frame.reading.tokens.behind(group.last, 3, frame.view.last)
        if group.verb in _TENDING or (group.verb in _BEING_SO and not _PREDICATES.isdisjoint(predicate)):
            return True  # "l'arrêt est la règle", "favorise les rechutes"
    return (group.verb in _WEIGHING and group.passive) or (group.modal == "pouvoir" and not group.perfect)


def _governed(frame: Frame) -> bool:
    """Whether a frame right before it takes it as its object: "a retardé la reprise", "refus de débuter"."""
    group = frame.group
    if group is not None and group.mood != "infinitive":
        return False
    first = group.first if group is not None else frame.cue.first
    if frame.cue.reach not in _GOVERNED or (group is not None and impossible(frame, group)):
        return False
    tokens = frame.reading.tokens
    own = frame.cue.effect.partition("/")[0]
    for other in frame.cues:
        if other.reach in _DESCRIBING:
            continue
        effect = other.effect.partition("/")[0] or other.effect.partition("/")[2]
        above = frame.verbs.of(other.first, other.last) if other.effect.startswith("/") else None
        if above is not None and not above.negated and above.verb in _DECIDING:
            continue  # "a choisi de ne pas": a word that says something only where it is denied
        if not 0 < first - other.last <= 3 or tokens.parted(other.last, first):
            continue
        if not _JOINS.isdisjoint(tokens.between(other.last, first)):
            continue
        if own in CHANGED:
            # "pas d'indication à suspendre", "refuse d'arrêter": what is refused is the stop.
            if effect in _NOT_DONE:
                return True
        elif effect in _GOVERNING and not renounced(frame):
            return True
    return False
