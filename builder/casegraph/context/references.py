"""What the words for a theme refer to: names with what is coordinated, pronouns, "la dose", "le traitement"."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

from casegraph.context.acts import ANY_ACT, OF_PROCEDURES, procedure_before, proposed_act, that_procedure
from casegraph.context.antecedents import about_treatment, offered
from casegraph.context.earlier import (
    REACH_BACK,
    accused,
    dates,
    during,
    earlier,
    ended_before,
    gone,
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
    next_in_plan,
    of_cancer,
    real,
    remedy,
)
from casegraph.context.phrases import Found, is_cycle, is_name, is_theme
from casegraph.context.subjects import agrees
from casegraph.context.verbs import find_verbs, has_object_pronoun
from casegraph.languages.words import word_class, written_class
from casegraph.reading import Reading
from casegraph.records import CHANGED
from casegraph.text.tokens import COMMA

__all__ = [
    "LAST_NAMED",
    "LINES",
    "POINTED_AT",
    "before_subject",
    "combined",
    "one_of_two",
    "pointed",
    "pronoun_object",
    "resolved",
    "said_of_one",
    "specific",
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
        meant = specific(frame, group)
        return [Theme(n) for n in meant]
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
        and (group := last_of(frame, "AntineoplasticAgent", _CYCLES_BACK))
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
        group = _far_back(frame) or group
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
#: Rounds that are of a chemotherapy, and so many sentences before them it may be named.
_OF_CANCER, _CYCLES_BACK = word_class("chemotherapy-rounds"), 12


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


def _bracketed(frame: Frame, number: int) -> list[int]:
    """The names in brackets behind a treatment: "le traitement spécifique (atropine et pralidoxime)".

    Behind a class of drugs one must be of the class: "les diurétiques (furosémide)", not "l'aspirine (clopidogrel)".
    """
    reading, view = frame.reading, frame.view
    concept = reading.concept(number)
    if reading.mentions[number].kind != "treatment" or (concept is not None and concept.components):
        return []  # "le schéma CHOP (cyclophosphamide, doxorubicine, ...)" is named itself
    gap, last = reading.tokens.gap, reading.mentions[number].last
    opened = next((k for k in (last + 1, last + 2) if k < view.last and "(" in gap[k]), None)
    told = frame.cue.first <= last + 1 <= frame.cue.last  # "rachianesthésie récusée (anticoagulants)"
    if opened is None or (opened == last + 2 and (gap[last + 1] != " " or told)):
        return []
    inside = [n for n in view.mentions if 0 <= reading.mentions[n].first - opened <= 1 and drug(reading, n)]
    short = reading.mentions[number].concept  # "la chimiothérapie hyperthermique (HIPEC)": its own short name
    inside = [n for n in inside if short is None or reading.mentions[n].concept != short]
    if not inside:
        return []
    names = group_after(reading, [n for n in view.mentions if n >= inside[0] and is_theme(reading, n)])
    if not reading.is_a(number, "Drug"):
        return names
    return [number, *names] if any(_of_class(reading, n, number) for n in names) else []


def _of_class(reading: Reading, number: int, whole: int) -> bool:
    concept = reading.mentions[whole].concept
    return concept is not None and reading.mentions[number].concept != concept and reading.is_a(number, concept)


_BARE_NOUNS = ("Treatment", "Drug", "DrugTherapy")
_LATER_LINES = ("SecondLineTreatment", "ThirdLineTreatment", "FourthLineTreatment")
LINES = ("FirstLineTreatment", *_LATER_LINES)


def specific(frame: Frame, group: list[int]) -> list[int]:
    """The most specific names for what a group refers to: "le traitement" is the drug last named."""
    reading, view = frame.reading, frame.view
    if len(group) == 1 and (member := _member(frame, group[0])) is not None:
        return [member]
    group = regimen_of(reading, group) or group
    inside = _bracketed(frame, group[-1]) if group else []
    if inside:
        return [*group[:-1], *inside] if reading.is_a(group[-1], "Drug") else inside
    one_word = len(group) == 1 and reading.mentions[group[0]].first == reading.mentions[group[0]].last
    if one_word and reading.mentions[group[0]].concept in ANY_ACT and (
            acts := proposed_act(frame, reading.mentions[group[0]].first)):  # fmt: skip
        return [t.mention for t in acts]
    if len(group) == 1 and that_procedure(reading, group[0]):
        return procedure_before(frame, reading.mentions[group[0]].first) or group
    if _neither(reading, group):
        return group
    named = [n for n in group if drug_named(reading, n)]
    if named and not all(generic(reading, n) for n in group):
        # "la chimiothérapie, capécitabine et oxaliplatine": the drugs are what it is.
        return [
            n
            for n in group
            if n in named
            or reading.mentions[n].kind == "procedure"
            or _beside(reading, group, n)
            or (reading.mentions[n].concept is None and not generic(reading, n))
        ]
    if frame.status in OF_PROCEDURES and group and reading.mentions[group[-1]].concept in _LATER_LINES:
        return group  # "la seconde ligne n'a pu être entreprise"
    if not group or not all(generic(reading, n) for n in group):
        each: list[int] = []
        for n in group:
            if _as_well(reading, group, n) and generic(reading, n):
                offer = [m for m in specific(frame, [n]) if m in frame.proposed]
                each += offer or [n]  # "a refusé la biopsie et le traitement" that was proposed
            elif not generic(reading, n) or _apart(reading, group, n):
                each.append(n)
        return each or group
    last = reading.mentions[group[-1]]
    # "le traitement par X": the name stands right behind; it is new in "un changement de traitement par X".
    new = frame.status == "replaced" and frame.cue.last < last.first and not _twice_by(frame, last.last)
    for number in view.mentions if not new else ():
        mention = reading.mentions[number]
        if frame.status == "replaced" and last.last < frame.cue.first < mention.first:
            break  # "le traitement est remplacé par X"
        if 0 < mention.first - last.last <= 4 and is_theme(reading, number) and not generic(reading, number):
            words = reading.tokens.between(last.last, mention.first)
            treatment = mention.kind == "treatment"  # "à l'arrêt du traitement de nouveaux prélèvements"
            if not words and treatment:
                return [number]  # "les médicaments hypotenseurs"
            if _BY & set(words) or (_OF & set(words) and len(words) <= 2 and treatment):
                named = group_after(reading, [n for n in view.mentions if n >= number and is_theme(reading, n)])
                return until_substitute(frame, named) if frame.status == "replaced" else named
    begun = [n for n in view.mentions if last.last < reading.mentions[n].first < frame.cue.first and n in frame.told]
    if begun and last.concept in LINES and named_with(reading, begun[0]):
        return group_after(reading, begun)  # "une deuxième ligne a été débutée avec X et Y, puis arrêtée"
    first = reading.mentions[group[0]].first
    if _qualified(frame, last.last + 1):
        return group  # "le traitement actif", "un traitement anti-aggrégant": named, in a word that is not known
    if last.concept == "DrugRegimen" and (drugs := last_of(frame, "AntineoplasticAgent")):
        return drugs  # "le schéma thérapeutique", where an antibiotic was named since
    if frame.status == "delayed" and last.concept == "Treatment" and (drugs := last_of(frame, "AntineoplasticAgent")):
        turned = (reading.is_a(n, "Progression") for n in range(drugs[-1] + 1, group[0]))
        return group if any(turned) else drugs  # what is given after a progression is another treatment
    before_it = reading.tokens.before(first, 2, view.first)
    if not _OTHER.isdisjoint(before_it):
        return group  # "il a refusé X, de même que tout autre traitement"
    if frame.status in _NEW and not _INDEFINITE.isdisjoint(before_it[-1:]):
        return group  # "X a été arrêté et un traitement a été mis en place"
    aside = remedies(frame)
    named_before = [n for n in view.mentions if reading.mentions[n].last < first and given(reading, n)]
    named_before = [n for n in named_before if n not in aside]
    if reading.mentions[group[-1]].concept == "Drug":
        named_before = [n for n in named_before if reading.is_a(n, "Drug")] or named_before  # "l'arrêt du médicament"
    if named_before:
        if next_in_plan(reading, named_before[-1]):
            return group  # "X suivi de Y a été proposé mais le patient a abandonné le traitement": either may be meant
        return group_before(reading, named_before)
    if not _ANY.isdisjoint(before_it):
        return group
    if frame.status in ("withheld", "refused") and not _OF.isdisjoint(before_it[-1:]):
        return group  # "n'a pas commencé de traitement"
    if frame.cue.effect.startswith("resumed") and frame.cue.reach != "infinitive" and (ended := ended_before(frame)):
        return ended  # "X a été arrêté. Y a été donné. Le traitement n'a pas été repris."
    return earlier(frame, course=True) or _far_back(frame) or group


def _member(frame: Frame, number: int) -> int | None:
    """ "Le rivaroxaban est repris. Un hématome fait arrêter l'anticoagulant": the drug of the class named before."""
    reading, mention = frame.reading, frame.reading.mentions[number]
    lead = reading.tokens.fold[mention.first - 1 : mention.first]
    if frame.status not in CHANGED or mention.concept in (None, *GENERIC) or mention.last > mention.first or (
            _THE.isdisjoint(lead)):  # fmt: skip
        return None
    start = reading.sentences[max(0, frame.index - _CLASS_BACK)].first
    named = [n for n in reading.mentions_from(start, mention.first) if drug_named(reading, n)]
    named = [n for n in named if reading.is_a(n, mention.concept) and reading.mentions[n].concept != mention.concept]
    word = reading.tokens.fold[mention.first]  # "une héparine de bas poids moléculaire. L'héparine": named in full
    named = [n for n in named if word not in reading.tokens.span(reading.mentions[n].first, reading.mentions[n].last)]
    taken = [n for n in named if given(reading, n) and n not in frame.over | frame.ended]
    one = len({reading.mentions[n].concept for n in named}) == 1
    return taken[-1] if one and taken else None


#: Sentences back to the drug that a class stands for.
_CLASS_BACK = 4


def _far_back(frame: Frame) -> list[int]:
    """ "En semaine 16 de traitement, une nouvelle réduction de dose": of the drug for cancer, far back as it is, and
    not over."""
    group = last_of(frame, "AntineoplasticAgent", _CYCLES_BACK) if frame.status in _FAR else []
    if frame.status == "reduced":
        return group
    over = gone(frame)
    return [] if any(frame.reading.mentions[n].concept in over for n in group) else group


def _no_further(reading: Reading, counted: tuple[int, int]) -> bool:
    """Whether a line of treatment is denied that was none of those before: "aucune autre ligne"."""
    line = not _LINE.isdisjoint(reading.tokens.span(*counted))
    return line and not _NONE.isdisjoint((*reading.tokens.before(counted[0], 2), *reading.tokens.span(*counted)))


_LINE, _INDEFINITE = word_class("line-nouns"), word_class("indefinite-articles")
#: What may be said of a treatment that was not named before.
_NEW = ("started", "given", "planned")
#: Changes of a treatment that was given for long.
_FAR = ("reduced", "stopped", "paused", "replaced")


def _none_to_choose(reading: Reading, head: int) -> bool:
    """Whether "aucune alternative" leads to a noun."""
    words = reading.tokens.before(head + 1, 3)
    return not _NONE.isdisjoint(words) and not _CHOICES.isdisjoint(words)


def _twice_by(frame: Frame, last: int) -> bool:
    """ "remplacer le traitement par X par Y": the first names what is replaced."""
    fold = frame.reading.tokens.fold
    words = [fold[i] for i in range(last + 1, frame.view.last) if not of_posology(frame.reading, i)]
    return sum(word == "par" for word in words[:_BOTH]) > 1


#: Words behind "le traitement", doses apart, within which the old and the new one stand.
_BOTH = 10


def _neither(reading: Reading, group: list[int]) -> bool:
    """ "sans antibiothérapie ni médicaments": each of the list is one more that was not given."""
    return any(
        not _NEITHER.isdisjoint(reading.tokens.fold[reading.mentions[a].last + 1 : reading.mentions[b].first])
        for a, b in pairwise(group)
    )


_NEITHER = word_class("neither-words")


_TELLING_BACK = word_class("telling-back-adjectives")


def _qualified(frame: Frame, word: int) -> bool:
    """Whether an adjective right behind "le traitement" says which: "actif", "oncologique", no participle."""
    tokens = frame.reading.tokens
    if word >= frame.view.last or tokens.gap[word] != " " or word in frame.reading.mention_at:
        return False
    known = tokens.fold[word] in _TELLING_BACK or word in frame.verbs.at or tokens.text[word].endswith(_PARTICIPLES)
    return not known and is_name(frame.reading, word)


_OTHER, _CHOICES, _NONE = word_class("other-adjectives"), word_class("choice-nouns"), frozenset({"aucun"})
_ANY, _THE = word_class("any-treatment"), word_class("definite-articles")
_BY, _OF, _EITHER = word_class("by-names"), word_class("of"), word_class("either")
_PARTICIPLES = ("é", "ée", "és", "ées", "reçu", "suivi", "pris", "prescrit")


def _apart(reading: Reading, group: list[int], number: int) -> bool:
    """Whether a kind of treatment is another than the next named: "le traitement néoadjuvant et l'exploration"."""
    after = [n for n in group if n > number]
    if not after or reading.mentions[number].concept in _BARE_NOUNS:
        return False
    return reading.tokens.fold[reading.mentions[number].last + 1 : reading.mentions[after[0]].first][:1] == ["et"]


def _as_well(reading: Reading, group: list[int], number: int) -> bool:
    """Whether any treatment stands behind an act: "la biopsie et le traitement", "l'opération et tout traitement"."""
    before = [n for n in group if n < number and not generic(reading, n)]
    if not before or any(reading.mentions[n].kind != "procedure" for n in before):
        return False
    words = reading.tokens.between(reading.mentions[before[-1]].last, reading.mentions[number].first)
    return words[:1] == ["et"] and len(words) > 1


def _beside(reading: Reading, group: list[int], number: int) -> bool:
    """Whether a class of drugs stands beside the next, and is not what that names: "les AINS et la colchicine"."""
    after = [n for n in group if n > number]
    if not after or generic(reading, number):
        return False
    words = reading.tokens.fold[reading.mentions[number].last + 1 : reading.mentions[after[0]].first]
    joined = len(words) > 1 and words[0] in _EITHER and words[1] in _THE
    return joined and (len(words) == 2 or words[2:] == ["dose", "de"])
