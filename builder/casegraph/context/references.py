"""What the words for a theme refer to: names with what is coordinated, pronouns, "la dose", "le traitement"."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

from casegraph.context.acts import OF_PROCEDURES, proposed_act
from casegraph.context.antecedents import about_treatment, offered
from casegraph.context.class_names import CYCLES_BACK, far_back, meant
from casegraph.context.earlier import (
    REACH_BACK,
    accused,
    dates,
    during,
    earlier,
    ended_before,
    last_of,
    regimen_of,
    remedies,
    under_way,
)
from casegraph.context.frames import Frame, Theme
from casegraph.context.groups import (
    COMBINING,
    group_after,
    group_before,
    names_kind,
    of_posology,
    until_substitute,
    without_subject,
)
from casegraph.context.names import (
    GENERIC,
    drug,
    drug_named,
    generic,
    given,
    namable,
    named_with,
    of_cancer,
    real,
    remedy,
)
from casegraph.context.phrases import Found, is_cycle, is_theme
from casegraph.context.subjects import agrees
from casegraph.context.verbs import find_verbs, has_object_pronoun
from casegraph.languages.words import word_class, written_class
from casegraph.reading import Reading
from casegraph.records import CHANGED
from casegraph.text.tokens import COMMA

__all__ = [
    "LAST_NAMED",
    "POINTED_AT",
    "before_subject",
    "combined",
    "one_of_two",
    "pointed",
    "pronoun_object",
    "resolved",
    "said_of_one",
]

POINTED_AT = frozenset(
    {"stopped", "paused", "delayed", "reduced", "replaced", "resumed", "refused", "withheld", "contraindicated"}
)


_TAKEN_OUT, _AND = word_class("taken-out"), word_class("and")


def one_of_two(frame: Frame, counted: tuple[int, int]) -> int | None:
    """ "X a été donné avec Y. Le premier fut arrêté": one of the two drugs of the sentence that named some last."""
    reading, first = frame.reading, counted[0]
    if first != counted[1] or first <= frame.view.first or reading.tokens.fold[first - 1] not in _THE:
        return None
    word = reading.tokens.fold[first]
    if word not in _FIRST | _SECOND:
        return None
    for view in reversed(reading.sentences[max(0, frame.index - REACH_BACK) : frame.index]):
        named = [n for n in view.mentions if drug_named(reading, n)]
        if named:
            return named[word in _SECOND] if len(named) == 2 else None
    return None


_FIRST, _SECOND, _THE = word_class("first-of-two"), word_class("second-of-two"), word_class("definite-articles")


def resolved(frame: Frame, found: Found, before: bool) -> list[Theme]:
    """The themes for what was found: names with what is coordinated, or what a pronoun or a carrier points to."""
    reading, view = frame.reading, frame.view
    themes = tuple(n for n in found.themes if is_theme(reading, n))
    if found.themes and not themes:
        # A stay is put off or refused; it is not stopped.
        stay = any(reading.is_a(found.themes[0], c) for c in ("InpatientEncounter", "Transfer", "Admission"))
        return [Theme(found.themes[0])] if stay and frame.status in OF_PROCEDURES else []
    if themes:
        if before:
            group = _each_with_names(frame, found) if len(found.themes) > 1 else _with_names(frame, found)
        else:
            following = [n for n in view.mentions if n >= themes[0] and is_theme(reading, n)]
            group = without_subject(frame, group_after(reading, following))
            if frame.cue.effect.startswith("replaced"):
                group = until_substitute(frame, group)
        return meant(frame, group)
    if found.counted is not None and (one := one_of_two(frame, found.counted)) is not None:
        return [Theme(one)]
    if found.counted is not None and _no_further(reading, found.counted):
        return []  # "aucune nouvelle ligne n'a été débutée"
    if found.counted is not None:
        drug_itself = _at_round(frame, found.counted) or _infused(frame, found.counted)
        return pointed(frame, None if drug_itself else found.counted)
    if found.carried and found.head >= 0 and (acts := proposed_act(frame, found.head)):
        return acts
    if found.carried and found.head > 0 and _no_further(reading, (found.head, found.head + 1)):
        return []
    if found.carried or found.pronoun:
        if frame.status not in POINTED_AT:
            return []
        if found.pronoun and not about_treatment(frame):
            return []
        if found.carried and found.head > 0 and not _OTHER.isdisjoint(reading.tokens.before(found.head, 2)):
            return []  # "aucune autre ligne n'a été proposée"
        if found.carried and _none_to_choose(reading, found.head):
            return []  # "aucune alternative thérapeutique n'était possible"
        of_patient = frame.status == "contraindicated" and found.pronoun and not _of_last(frame, frame.cue.first)
        # "elle a été récusée" may be the patient, where nothing was proposed
        named = [t for t in pointed(frame) if t.mention in frame.proposed or not of_patient]
        return named[-1:] if found.pronoun and _of_one(frame, named) else named
    return []


def _of_one(frame: Frame, named: list[Theme]) -> bool:
    """ "On débute l'insuline et le kétoconazole. Il est remplacé": one of several that are not given together."""
    group, reading = frame.group, frame.reading
    if group is None or not group.finite or group.plural or len(named) < 2:
        return False
    drugs = all(drug_named(reading, t.mention) for t in named)
    return drugs and group.passive and not any(of_cancer(reading, t.mention) for t in named)


def _infused(frame: Frame, counted: tuple[int, int]) -> bool:
    """ "encéphalopathie sous X. La perfusion est arrêtée": what is cut off or slowed is the drug that is running."""
    word = frame.reading.tokens.fold[counted[0]]
    return counted[0] == counted[1] and word in _INFUSIONS and frame.status in ("stopped", "paused", "reduced")


_INFUSIONS = word_class("infusion-nouns")


def _at_round(frame: Frame, counted: tuple[int, int]) -> bool:
    """ "une réduction de dose au troisième cycle": when the dose was reduced, not what was."""
    tokens, first = frame.reading.tokens, counted[0]
    during = not _ROUND_TIMES.isdisjoint(map(str.lower, tokens.text[max(0, first - 3) : first]))
    return frame.status == "reduced" and (tokens.fold[first - 1] in _AT or during)


_AT, _ROUND_TIMES = word_class("to"), frozenset(written_class("round-times"))
#: Written pronouns of the one named last: "celle-ci", "ce dernier".
LAST_NAMED = frozenset(written_class("last-named-pronouns"))
_LAST_PLURALS = frozenset(written_class("last-named-plurals"))


_SINGULAR = ("ée", "ue", "ie", "é", "u")


def said_of_one(frame: Frame) -> bool:
    """Whether the frame is a participle without auxiliary that is written in the singular: said of one."""
    return (
        frame.group is not None and frame.group.lone and frame.reading.tokens.text[frame.group.head].endswith(_SINGULAR)
    )


def _each_with_names(frame: Frame, found: Found) -> list[int]:
    """ "le traitement par X et Y a été arrêté": "traitement" is what it names."""
    named = [n for n in found.themes if is_theme(frame.reading, n)]
    return sorted(
        {m for n in named for m in (_with_names(frame, Found((n,))) if not drug_named(frame.reading, n) else [n])}
    )


def _with_names(frame: Frame, found: Found) -> list[int]:
    """A subject with the names behind it: "la chimiothérapie, capécitabine et oxaliplatine", "X par Y"."""
    reading, view = frame.reading, frame.view
    number = found.themes[0]
    if found.nearest and not drug_named(reading, number):
        behind = [n for n in view.mentions if n >= number and is_theme(reading, n)]
        if len(behind) > 1 and names_kind(reading, number, behind[1]):
            return group_after(reading, behind)[1:]  # "l'immunothérapie avec du nivolumab, qui a été arrêtée"
    if found.nearest and (said_of_one(frame) or _told_apart(frame, number)) and not combined(reading, number):
        return [number]  # "de la ceftriaxone et de la gentamicine, arrêtée à J3"
    if found.nearest:
        before = [n for n in view.mentions if n <= number and is_theme(reading, n)]
        return group_before(reading, before) if before else [number]
    stop = frame.group.first if frame.group is not None else frame.cue.first
    following = [n for n in view.mentions if n >= number and reading.mentions[n].last < stop and is_theme(reading, n)]
    group = group_after(reading, following) if following else [number]
    return group[-1:] if len(group) > 1 and _begins_anew(frame, *group[-2:]) else group


def _begins_anew(frame: Frame, left: int, right: int) -> bool:
    """ "prednisone 1 mg/kg, et l'immunothérapie est stoppée": behind a comma, "et" and a verb in the singular begin a
    clause of their own."""
    tokens, mentions = frame.reading.tokens, frame.reading.mentions
    single = frame.group is not None and frame.group.finite and not frame.group.plural
    words = range(mentions[left].last + 1, mentions[right].first)
    return single and any(tokens.fold[i] in _AND and tokens.mark_before(i, COMMA) for i in words)


def combined(reading: Reading, number: int) -> bool:
    """ "épirubicine 50 mg/m2-ifosfamide", "dabrafénib + tramétinib": the last of a combination, stopped as one."""
    first = reading.mentions[number].first
    before = next((n for n in range(number - 1, -1, -1) if is_theme(reading, n)), None)
    if before is None or reading.tokens.gap[first].strip() not in COMBINING:
        return False
    words = range(reading.mentions[before].last + 1, first)
    return all(of_posology(reading, i) or reading.tokens.fold[i].isdecimal() for i in words)


def _told_apart(frame: Frame, number: int) -> bool:
    """Whether a participle in the singular is of the last alone: "Lovenox, fer stoppé", "X, puis Y interrompu"."""
    tokens, first = frame.reading.tokens, frame.reading.mentions[number].first
    group = frame.group
    single = group is not None and group.lone and not tokens.text[group.head].endswith("s")
    return single and ("," in tokens.gap[first] or bool(_THEN & set(tokens.before(first, 2, frame.view.first))))


def _of_last(frame: Frame, start: int) -> bool:
    """Whether words in the singular point to the treatment named last: "celle-ci", "ce dernier", "dont la dose"."""
    if frame.reading.tokens.before(start, 3, frame.view.first)[:2] == ["dont", "la"] or _last_behind(frame):
        return True
    if frame.group is not None and not frame.group.passive and has_object_pronoun(frame.reading, frame.group):
        return False  # "X avec Y a été proposé, mais celle-ci l'a refusé": who refuses
    return not LAST_NAMED.isdisjoint(
        map(str.lower, frame.reading.tokens.text[max(frame.view.first, start - 8) : start])
    )


def _of_last_several(frame: Frame, start: int) -> bool:
    """ "Ces dernières durent être suspendues", "celles-ci": the treatments named last, whatever they are for."""
    written = [w.lower() for w in frame.reading.tokens.text[max(frame.view.first, start - 2) : start]]
    return not _LAST_PLURALS.isdisjoint(written[:1] if written[-1:] == ["ci"] else written[-1:])


def _in_plural(reading: Reading, number: int) -> bool:
    """Whether a name is written in the plural: "des immunoglobulines intraveineuses"."""
    return reading.tokens.text[reading.mentions[number].first].lower().endswith(("s", "x"))


def _last_behind(frame: Frame) -> bool:
    """ "d'arrêter ce dernier", "l'arrêt de cette dernière": the object points to the treatment named last."""
    last = max(frame.cue.last, frame.group.last if frame.group is not None else 0)
    words = [w.lower() for w in frame.reading.tokens.text[last + 1 : min(frame.view.last, last + _TO_OBJECT)]]
    return any(a in _THIS_ONE and b in LAST_NAMED for a, b in pairwise(words))


#: Words from a frame to its object, an adverb and a preposition between them; what leads to "dernier".
_TO_OBJECT, _THIS_ONE = 5, frozenset({"ce", "cette"})


def pointed(
    frame: Frame, counted: tuple[int, int] | None = None, of: str | None = None, without: tuple[int, ...] = ()
) -> list[Theme]:
    """What a pronoun, "la dose" or "le 2e cycle" stands for: the treatment last named, here or in sentences before.

    With `of`, the last of that class of drugs; `without` are mentions that it does not stand for.
    """
    if of is not None and (group := last_of(frame, of)):
        return [Theme(n) for n in group]
    reading, view, cue = frame.reading, frame.view, frame.cue
    numbered = counted is not None and reading.tokens.fold[counted[1]] in _ORDINALS
    of_acts = frame.status in OF_PROCEDURES or offered(frame)  # "une greffe était envisagée. Elle a été abandonnée"
    fits = namable if (of_acts and counted is None) or numbered else drug
    start = min(cue.first, frame.group.first if frame.group is not None else cue.first)
    named = [n for n in view.mentions if reading.mentions[n].last < start and fits(reading, n)]
    # "une ponction sous échographie a été prescrite, elle n'a pu être faite": the puncture, not its guide
    last = counted is None and _of_last(frame, start)
    several = counted is None and _of_last_several(frame, start)
    # "un bronchospasme, traité par Y. Celui-ci n'a pas été réadministré": no remedy is taken up again
    again = last and (cue.effect.startswith("resumed") or _ends_in_remedy(frame, start))
    aside = remedies(frame) if again or (not (last or several) and fits is drug) else frozenset()
    named = [n for n in named if n not in aside]
    named = [n for n in named if n not in without] or named
    if frame.status in OF_PROCEDURES:
        apart = [n for n in named if not (dates(reading, n) or _complements(reading, n))]
        # "planifiée à la fin de la chimiothérapie", "l'IRM de surveillance"; "en cours de cathétérisme" only dates
        named = apart or [n for n in named if not during(reading, n)]
    if any(drug(reading, n) for n in named):
        # "adapter X à la fonction rénale et ne plus la prescrire": no test that nobody asked for
        asked = frame.told | frame.proposed | {t.mention for t in frame.open}
        named = [n for n in named if n in asked or not reading.is_a(n, "LaboratoryProcedure")]
    told = [n for n in named if n in frame.told] if fits is namable and not last else []
    names = [n for n in named if n > told[-1] and named_with(reading, n)] if told else []
    if told and (not names or reading.is_a(told[-1], "Drug")):
        named = [n for n in named if n <= told[-1]]
    if frame.cue.effect.startswith("resumed") and not last and (ended := ended_before(frame)):
        return [Theme(n) for n in ended]  # "X a été arrêté et Y administré. Il n'a pas été réintroduit"
    named = under_way(frame, named)
    rounds = counted is not None and (
        is_cycle(reading, counted[0]) or not _OF_CANCER.isdisjoint(reading.tokens.span(*counted))
    )
    of_dose = bool(named) and cue.reach.startswith("dose-") and not rounds
    if (
        (rounds or of_dose)
        and all(remedy(reading, n) if of_dose else any(reading.is_a(n, c) for c in _GIVEN_WITH) for n in named)
        and (group := last_of(frame, "AntineoplasticAgent", CYCLES_BACK))
    ):
        # "le cycle suivant", "la dose", where an antibiotic or a remedy was named since
        return [Theme(n, counted) for n in (group[-1:] if rounds else group)]
    if not named and fits is drug and not last:
        told = [n for n in view.mentions if n in frame.told and n not in aside]  # "les instillations"
        named = [n for n in told if reading.mentions[n].last < start]
    group = (
        # "X et un traitement hormonal, ce dernier arrêté": the last, be it a drug or not
        (group_before(reading, named) if last else real(reading, group_before(reading, named)))
        if named
        else earlier(frame, fits is namable, (last and not again) or several, again or not (last or several))
    )
    group = regimen_of(reading, group) or group
    if counted is None and all(generic(reading, n) for n in group):
        group = far_back(frame) or group
    if last or (several and group and _in_plural(reading, group[-1])):
        group = group[-1:]
    elif several and group:
        group = real(reading, group_before(reading, [n for n in range(group[-1] + 1) if fits(reading, n)]))
    if counted is None:
        return [Theme(n) for n in group]
    if not group:
        last_generic = reading.last_of(GENERIC, counted[0])
        group = [last_generic] if last_generic is not None else []
    return [Theme(n, counted) for n in group[:1]]


def _ends_in_remedy(frame: Frame, start: int) -> bool:
    """ "une réaction au paclitaxel a cédé avec adrénaline, celui-ci a été substitué": what was named last is given up
    by nobody."""
    reading = frame.reading
    number = next((n for n in reversed(reading.mentions_from(0, start)) if drug_named(reading, n)), None)
    if number is None or frame.status not in CHANGED:
        return False
    first = reading.mentions[number].first
    healed = (g for g in find_verbs(reading, reading.sentence_of(first)).groups if g.verb in _HEALING)
    return any(0 < first - g.last <= _TO_REMEDY for g in healed)


#: Verbs of what passes, and words from one to the last of what it passed with: "a cédé avec X et Y".
_HEALING, _TO_REMEDY = frozenset(written_class("verbs-healing")), 5


def _complements(reading: Reading, number: int) -> bool:
    """ "le scanner du suivi, il a été décalé", "l'IRM de surveillance": what an examination before it is for."""
    before = number - 1
    if before < 0 or any(reading.mentions[n].kind != "procedure" for n in (before, number)):
        return False
    words = reading.tokens.between(reading.mentions[before].last, reading.mentions[number].first)
    return bool(words) and _OF_THE.issuperset(words)


_OF_THE = word_class("of-words") | word_class("definite-articles")
_ORDINALS, _THEN = word_class("ordinal-words"), word_class("then-words")
#: Rounds that are of a chemotherapy.
_OF_CANCER = word_class("chemotherapy-rounds")


#: Drugs that come with the rounds of a chemotherapy and have none of their own.
_GIVEN_WITH = ("Antiemetic", "HaematopoieticGrowthFactor", "Corticosteroid")


def _headed_by_drug(frame: Frame) -> bool:
    """ "Kardégic en prévention : je l'ai supprimé": a note's heading is a drug, and nothing else is named since."""
    reading, view = frame.reading, frame.view
    assert frame.group is not None
    named = [n for n in view.mentions if reading.mentions[n].last < frame.group.first]
    colon = next((i for i in range(view.first + 1, frame.group.first + 1) if ":" in reading.tokens.gap[i]), None)
    return len(named) == 1 and colon is not None and frame.group.first - colon <= 1 and drug(reading, named[0])


def _blamed_before(frame: Frame) -> bool:
    """ "Une rétention hydrique secondaire au docétaxel. Il a été décidé de le retirer": what was just accused."""
    before = frame.reading.sentences[max(0, frame.index - 1) : frame.index + 1]
    return any(accused(frame.reading, n) for v in before for n in v.mentions if drug(frame.reading, n))


def _told_of_drug(frame: Frame) -> bool:
    """ "L'amiodarone avait été entreprise ; votre confrère l'a retirée": a drug opens this sentence or the one before,
    and nothing that could be taken out of a body is named since."""
    reading, group = frame.reading, frame.group
    assert group is not None
    for view in reversed(reading.sentences[max(0, frame.index - 1) : frame.index + 1]):
        named = [n for n in view.mentions if reading.mentions[n].last < group.first]
        if any(reading.mentions[n].kind in _BODILY or reading.is_tumour_like(n) for n in named):
            return False
        if not named and view is frame.view and frame.verbs.groups[0] is not group:
            return False  # "L'écharde est saisie, puis on l'a retirée."
        if named and drug(reading, named[0]) and reading.mentions[named[0]].first - view.first <= 1:
            return agrees(reading, reading.mentions[named[0]].first, replace(group, passive=True))
    return False


#: Kinds of what is taken out of a body, or was done to it.
_BODILY = ("device", "site", "procedure")


def pronoun_object(frame: Frame, subject: tuple[int, ...]) -> list[Theme]:
    """What "l'a remplacée", "de le suspendre" is about: the treatment or test last named that agrees, no subject."""
    reading, group = frame.reading, frame.group
    assert group is not None
    taken = not _TAKEN_OUT.isdisjoint(reading.tokens.span(frame.cue.first, frame.cue.last))
    if taken and not (_headed_by_drug(frame) or _blamed_before(frame) or _told_of_drug(frame)):
        return []  # "les aiguilles, afin de les retirer": things are taken out
    if frame.status != "replaced":
        return pointed(frame, without=subject)  # "la radiologie interventionnelle l'a annulée"
    for back in range(frame.index, max(-1, frame.index - 1 - REACH_BACK), -1):
        for number in reversed(reading.sentences[back].mentions):
            mention = reading.mentions[number]
            if back == frame.index and (mention.last >= group.first or (subject and number >= subject[0])):
                continue  # "une deuxième ligne par X l'a remplacé"
            if namable(reading, number) and agrees(reading, mention.first, replace(group, passive=True)):
                return [Theme(number)]
    return []


def before_subject(frame: Frame, subject: tuple[int, ...], kinds: tuple[str, ...] = ("treatment",)) -> list[Theme]:
    """The treatment last named before a subject: what "Y a pris le relais", "Y lui a été substitué" leave."""
    reading = frame.reading
    stop = reading.mentions[subject[0]].first if subject else frame.cue.first
    aside = remedies(frame)
    for back in range(frame.index, max(-1, frame.index - 1 - REACH_BACK), -1):
        named = [n for n in reading.sentences[back].mentions if reading.mentions[n].kind in kinds and (
            namable(reading, n) and reading.mentions[n].last < stop)]  # fmt: skip
        named = [n for n in named if reading.mentions[n].kind != "treatment" or given(reading, n)]
        named = [n for n in named if n not in aside]
        if named:
            return [Theme(n) for n in real(reading, group_before(reading, named))]
    return []


def _no_further(reading: Reading, counted: tuple[int, int]) -> bool:
    """Whether a line of treatment is denied that was none of those before: "aucune autre ligne"."""
    line = not _LINE.isdisjoint(reading.tokens.span(*counted))
    return line and not _NONE.isdisjoint((*reading.tokens.before(counted[0], 2), *reading.tokens.span(*counted)))


_LINE = word_class("line-nouns")


def _none_to_choose(reading: Reading, head: int) -> bool:
    """Whether "aucune alternative" leads to a noun."""
    words = reading.tokens.before(head + 1, 3)
    return not _NONE.isdisjoint(words) and not _CHOICES.isdisjoint(words)


_OTHER, _CHOICES, _NONE = word_class("other-adjectives"), word_class("choice-nouns"), frozenset({"aucun"})
