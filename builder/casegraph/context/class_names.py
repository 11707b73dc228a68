"""What a class or a bare noun stands for: "le traitement", "les diurétiques (furosémide)", "l'héparine"."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

from casegraph.context.acts import ANY_ACT, OF_PROCEDURES, procedure_before, proposed_act, that_procedure
from casegraph.context.earlier import earlier, ended_before, gone, last_of, regimen_of, remedies
from casegraph.context.frames import NOT_BEGUN, Frame, Theme
from casegraph.context.groups import group_after, group_before, of_posology, until_substitute
from casegraph.context.names import GENERIC, drug, drug_named, generic, given, named_with, next_in_plan, of_course
from casegraph.context.phrases import is_name, is_theme
from casegraph.languages.words import word_class
from casegraph.reading import Reading
from casegraph.records import CHANGED
from casegraph.terminology.mentions import Mention
from casegraph.text.tokens import CLAUSE_MARKS

__all__ = ["CYCLES_BACK", "LINES", "far_back", "meant", "specific", "told_here"]

_INDEFINITE, _OTHER = word_class("indefinite-articles"), word_class("other-adjectives")
_ANY, _THE = word_class("any-treatment"), word_class("definite-articles")
#: So many sentences before a round or a dose the chemotherapy may be named that it is of.
CYCLES_BACK = 12


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
    if len(group) == 1 and (headed := _by_head(frame, group[0])) is not None:
        return [headed]
    if len(group) == 1 and (member := _member(frame, group[0])) is not None:
        return [member]
    if len(group) == 1 and (both := _both_members(frame, group[0])):
        return both
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
        # "X a été arrêté. Y a été donné. Le traitement n'a pas été repris."
        return _next_course(frame, ended, group[0]) or ended
    before = earlier(frame, course=True) or far_back(frame)
    if frame.status == "delayed" and all(reading.is_a(n, "AntiInfective") for n in before):
        return group  # a course against an infection that is over is none that is put off
    return before or group


def meant(frame: Frame, group: list[int]) -> list[Theme]:
    """The themes for what a group refers to; what was named before is pointed to by the words of this place, and the
    kind that a name was given for is not begun where what it names is not ("une bithérapie par X a été refusée")."""
    names = specific(frame, group)
    by = group[-1] if group and all(n < group[-1] and n not in group for n in names) else None
    kinds = [n for n in group if n not in names and n < min(names, default=0)]
    if kinds and frame.status in NOT_BEGUN:
        by = kinds[-1]
    return [Theme(n, by=by) for n in names]


def told_here(frame: Frame, themes: tuple[Theme, ...]) -> tuple[Theme, ...]:
    """Themes of a change; one that was named in a sentence before with the word of this one that points to it.

    "Le traitement a été poursuivi à dose réduite" tells of the dose at "traitement". Several drugs have a name each.
    """
    reading, view = frame.reading, frame.view
    if len(themes) != 1 or frame.status not in CHANGED or themes[0].by is not None or themes[0].named is not None:
        return themes
    if view.first <= reading.mentions[themes[0].mention].first < view.last:
        return themes
    by = _pointing_before(frame)
    return themes if by is None else (replace(themes[0], by=by),)


def _pointing_before(frame: Frame) -> int | None:
    """The word for any treatment that stands before a change in its clause, and names no new one."""
    reading, tokens = frame.reading, frame.reading.tokens
    before = [n for n in frame.view.mentions if reading.mentions[n].last < frame.cue.first and generic(reading, n)]
    if not before or tokens.parted(reading.mentions[before[-1]].last, frame.cue.first, CLAUSE_MARKS):
        return None
    new = not (_INDEFINITE | _OTHER).isdisjoint(tokens.before(reading.mentions[before[-1]].first, 1, frame.view.first))
    return None if new or reading.mentions[before[-1]].kind != "treatment" else before[-1]


def _next_course(frame: Frame, ended: list[int], stop: int) -> list[int]:
    """The course of treatment begun since another ended: "X a été arrêté. Un docétaxel a été débuté. Après une
    neutropénie, le traitement a été repris"."""
    reading = frame.reading
    begun = [n for n in range(ended[-1] + 1, stop) if n in frame.told and of_course(reading, n)]
    courses = frame.status == "resumed" and all(of_course(reading, n) for n in ended)
    return group_before(reading, begun) if courses and begun else []


def _by_head(frame: Frame, number: int) -> int | None:
    """ "un régime hypocalorique ... l'arrêt du régime": what was named with the same word before, if nothing else was
    since that the word could be of."""
    reading, mention = frame.reading, frame.reading.mentions[number]
    lead = reading.tokens.fold[mention.first - 1 : mention.first]
    if mention.concept is not None or mention.last > mention.first or (_THE | _OF_THE).isdisjoint(lead):
        return None
    before = [n for n in _lately(frame, mention) if reading.mentions[n].kind == mention.kind]
    last = reading.mentions[before[-1]] if before else mention
    same = last.concept is not None and reading.tokens.fold[last.first] == reading.tokens.fold[mention.first]
    return before[-1] if same else None


_OF_THE = word_class("of-the")


def _member(frame: Frame, number: int) -> int | None:
    """ "Le rivaroxaban est repris. Un hématome fait arrêter l'anticoagulant": the drug of the class named before."""
    reading, mention = frame.reading, frame.reading.mentions[number]
    lead = reading.tokens.fold[mention.first - 1 : mention.first]
    if frame.status not in CHANGED or mention.concept in (None, *GENERIC) or mention.last > mention.first or (
            _THE.isdisjoint(lead)):  # fmt: skip
        return None
    named = [n for n in _lately(frame, mention) if drug_named(reading, n)]
    named = [n for n in named if reading.is_a(n, mention.concept) and reading.mentions[n].concept != mention.concept]
    word = reading.tokens.fold[mention.first]  # "une héparine de bas poids moléculaire. L'héparine": named in full
    named = [n for n in named if word not in reading.tokens.span(reading.mentions[n].first, reading.mentions[n].last)]
    taken = [n for n in named if given(reading, n) and n not in frame.over | frame.ended]
    one = len({reading.mentions[n].concept for n in named}) == 1
    return taken[-1] if one and taken else None


def _both_members(frame: Frame, number: int) -> list[int]:
    """ "Il recevait du bisoprolol et du ramipril. Les deux antihypertenseurs ont été arrêtés": the two of the class."""
    reading, mention = frame.reading, frame.reading.mentions[number]
    lead = reading.tokens.before(mention.first, 1, frame.view.first)
    if frame.status not in CHANGED or mention.concept in (None, *GENERIC) or _TWO.isdisjoint(lead):
        return []
    named = [n for n in _lately(frame, mention) if drug_named(reading, n) and given(reading, n)]
    named = [n for n in named if reading.is_a(n, mention.concept) and n not in frame.over | frame.ended]
    last = {reading.mentions[n].concept: n for n in named}
    return sorted(last.values()) if len(last) == _PAIR else []


def _lately(frame: Frame, mention: Mention) -> range:
    """The mentions of the last sentences before one."""
    start = frame.reading.sentences[max(0, frame.index - _CLASS_BACK)].first
    return frame.reading.mentions_from(start, mention.first)


_TWO, _PAIR = word_class("both"), 2
#: Sentences back to the drug that a class stands for.
_CLASS_BACK = 4


def far_back(frame: Frame) -> list[int]:
    """ "En semaine 16 de traitement, une nouvelle réduction de dose": of the drug for cancer, far back as it is, and
    not over."""
    group = last_of(frame, "AntineoplasticAgent", CYCLES_BACK) if frame.status in _FAR else []
    if frame.status == "reduced":
        return group
    over = gone(frame)
    return [] if any(frame.reading.mentions[n].concept in over for n in group) else group


#: What may be said of a treatment that was not named before.
_NEW = ("started", "given", "planned")


#: Changes of a treatment that was given for long.
_FAR = ("reduced", "stopped", "paused", "replaced")


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
