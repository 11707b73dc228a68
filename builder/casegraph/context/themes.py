"""What a status frame is about: the subject or object of its verb, the complement of its noun, or what it points to."""

from __future__ import annotations

from dataclasses import replace

from casegraph.context.backward import end_with_sites
from casegraph.context.class_names import LINES
from casegraph.context.frames import Frame, Theme
from casegraph.context.groups import group_after
from casegraph.context.names import drug, drug_named, generic
from casegraph.context.nominal import listed_behind, near, noted, of_noun, tests_before
from casegraph.context.objects import object_behind, own_subject
from casegraph.context.phrases import added_at, is_theme, object_of
from casegraph.context.references import before_subject, pointed, resolved
from casegraph.context.theme_shapes import (
    applied_to,
    behind_doses,
    counted_of,
    judged_of,
    left_behind,
    lost_of,
    of_drugs,
    second_choice,
    to_be_done,
    topic_of,
    trial_of,
)
from casegraph.context.verb_themes import fronted_object, goes_on, of_verb, own_act, to_it, to_which
from casegraph.context.verbs import adverbial_end, has_object_pronoun
from casegraph.languages.cues import Cue
from casegraph.languages.words import word_class, written_class
from casegraph.reading import Reading
from casegraph.records import CHANGED
from casegraph.text.tokens import CLAUSE_MARKS, COMMA

__all__ = ["change_undone", "find_themes", "says_of_all"]

_OF_THAT, _AND = word_class("of") | word_class("that"), word_class("and")
_AT = word_class("to")
_ENDED = ("stopped", "paused")


def find_themes(frame: Frame) -> list[Theme]:
    """The treatments and procedures that a frame is about."""
    reading, cue, tokens = frame.reading, frame.cue, frame.reading.tokens
    shape = cue.reach.removeprefix("dose-")
    wide = frame.status in CHANGED or shape in ("subject", "adjective", "state", "to-do")
    if wide or (frame.group is not None and (frame.group.lone or frame.group.mood == "infinitive")):
        head = noted(frame)
        # "Isoniazide : déjà reçu en 2010"; what "Biopsie : réalisée" says the heading says by itself
        drugs = cue.reach.startswith("dose-") or not wide
        if head and (not drugs or all(drug(reading, t.mention) for t in head)) and not _only_tests(frame, head):
            return head
    if shape == "verb":
        found = of_verb(frame)
    elif shape == "subject":
        subject = own_subject(frame)
        found = _what_was_told(frame) or resolved(frame, subject, before=True)
        if not found and subject.pronoun and frame.status == "withheld":
            found = list(frame.open)  # "une biopsie était prévue, mais elle n'a pas pu se faire"
        if not found and frame.status == "planned":
            found = resolved(frame, object_behind(frame), before=False)
        if not found and cue.reach == "dose-subject":
            found = behind_doses(frame)
    elif (
        shape == "adjective"
        and not _OF_THAT.isdisjoint(frame.reading.tokens.behind(cue.last, 1))
        and adverbial_end(reading, cue.last + 1) == cue.last + 1  # "non souhaitable d'emblée"
    ):
        found = []  # "il n'a pas été possible de": the infinitive says what
    elif shape == "adjective" and (judged := judged_of(frame)) is not None:
        found = judged
    elif shape == "adjective":
        found = _what_was_told(frame) or resolved(frame, own_subject(frame), before=True)
        found = [t for t in found if not reading.is_a(t.mention, "MultidisciplinaryMeeting")]
        if not found and frame.open and (goes_on(reading, cue.first) or tokens.fold[cue.first - 1] in _AND):
            # "discuté avec le neuropédiatre, finalement non retenu", "discutée avec le centre référent et non retenue"
            found = list(frame.open)
    elif shape == "state":
        found = resolved(frame, own_subject(frame), before=True) + tests_before(frame)
    elif shape == "than":
        found = second_choice(frame)
        if not found and frame.group is not None and frame.group.caused:
            found = before_subject(frame, ())  # "une hépatite sous X a fait préférer Y"
        if to_it(frame) and (not found or (frame.group is not None and frame.group.passive)):
            # "une surveillance lui est préférée": the subject is what was chosen
            found = list(frame.open) or before_subject(frame, own_subject(frame).themes, ("treatment", "procedure"))
    elif shape == "successor":
        # "Y a pris le relais", "une sonde a été posée à sa place"
        kinds = ("treatment",) if frame.group is not None else ("treatment", "procedure")
        found = before_subject(frame, own_subject(frame).themes, kinds)
    elif shape == "lost":
        # "demandé, mais le patient a été perdu de vue", "ne s'est jamais présentée aux séances de"
        found = lost_of(frame)
    elif shape == "to" and frame.group is not None and frame.group.passive and (
            not frame.group.lone and frame.group.first <= cue.first):  # fmt: skip
        found = resolved(frame, own_subject(frame), before=True)  # "la laparoscopie a été convertie en"
    elif shape == "to":
        found = left_behind(frame)
    elif shape == "only":
        behind = object_behind(frame)
        # "n'a reçu que deux cures": not the rounds but the treatment was stopped
        found = resolved(frame, behind, before=False) if behind.themes else counted_of(frame) or pointed(frame)
    elif shape == "enrol":
        found = trial_of(frame)
    elif shape == "act":
        found = own_act(frame)
    elif shape in ("test", "unreadable"):
        active = frame.group is not None and not frame.group.passive and not frame.group.lone
        found = resolved(frame, object_behind(frame), False) if active else resolved(frame, own_subject(frame), True)
        found = [t for t in found if _laboratory(reading, t.mention)]
    elif shape == "to-do":
        found = to_be_done(frame)
    elif shape == "shift":
        # "on passe à une deuxième ligne", "un repos thérapeutique": what was given until then, a drug for cancer first.
        found = [t for t in pointed(frame, of="AntineoplasticAgent") if of_drugs(reading, t.mention)]
    elif shape in ("near", "percent", "versus"):
        found = near(frame)
    else:
        found = of_noun(frame)
        told = frame.verbs.of(cue.first, cue.last) if shape == "infinitive" and not found else None
        if told is not None and told.finite:  # "du ramipril, qu'elle ne prenait plus"
            found = resolved(frame, fronted_object(frame, told), before=True)
    own = frame.group
    aside = own is not None and own.mood == "gerund" and own.passive and tokens.mark_before(own.first, COMMA)
    if not found and aside and frame.status in _DECLINED:
        found = list(frame.open)  # "évalué pour une greffe, étant rejeté du fait de l'âge"
    if not found and frame.status == "reduced" and frame.group is None:
        found = applied_to(frame)
    if not found and frame.status in CHANGED and frame.group is None:
        found = topic_of(frame)
    if frame.status in CHANGED and not any(_named_here(frame, t) for t in found):
        found = listed_behind(frame) or found
        if not found and frame.status in ("refused", "withheld"):
            found = to_which(frame)
    if frame.status in CHANGED and found:
        found = found + [t for t in _as_well(frame, found) + _nor(frame) if t.mention not in {f.mention for f in found}]
    if found and shape == "verb" and (frame.status in _BEGUN or (
            frame.status == "withheld" and cue.effect.partition("/")[0] in _BEGUN)):  # fmt: skip
        found = found + _named_behind(frame, found)
    if frame.status == "refused" and not found and _of_what_is_open(frame):
        # "un traitement adjuvant a été proposé, mais elle l'a refusé", "Refus du patient."
        found = list(frame.open) or [t for t in pointed(frame) if t.mention in frame.proposed]
    if found and frame.status in _DECLINED and _of_offer(frame, found):
        found = []  # "X a été débuté. Une [unknown name] a été proposée, mais le patient l'a refusée"
    if frame.status == "planned" and not found:
        found = listed_behind(frame, known=False)
    elif frame.status == "planned" and all(reading.mentions[t.mention].concept in _ACTS for t in found):
        found = found + listed_behind(frame)  # "Intervention prévue : prothèse de hanche"
    if frame.status == "planned" and found and (frame.group is None or frame.group.lone):
        found = found + _noted_before(frame, found[0])
    if found and _only_tests(frame, found):
        found = pointed(frame)
    if frame.status == "replaced":
        if shape == "verb" and found and _is_new(frame, found[0]):
            found = before_subject(frame, (), ("treatment", "procedure"))[-1:]
        found = [t for t in found if not _to_dose(frame, t)]
        found = [t for t in found if not _goes_on_in_new(frame, t)] or found
        found = [] if _instead_of_measure(frame) else _of_its_class(frame, found)
    if frame.status in CHANGED and frame.status != "delayed":
        found = found[:1] + [t for t in found[1:] if not _to_come(frame, t)]
    if frame.status in CHANGED:
        if any(drug_named(reading, t.mention) for t in found):  # "une 3e ligne débutée avec X, interrompue"
            found = [t for t in found if reading.mentions[t.mention].concept not in LINES]
        found = [_in_full(reading, _nearest(frame, t)) for t in found]
    if found and ":" in tokens.gap[cue.first]:
        other = range(frame.view.first, _item_first(frame))
        found = [t for t in found if reading.mentions[t.mention].last not in other]
    if cue.reach.startswith("dose-"):
        # A tumour or a number that shrinks is no dose.
        found = [t for t in found if reading.mentions[t.mention].kind == "treatment" and not _level(frame, t.mention)]
    return found


def _noted_before(frame: Frame, theme: Theme) -> list[Theme]:
    """ "Autogreffe après melphalan prévue en mai", "coloscopie sous anesthésie programmée": the act that opens a note,
    where what is planned hangs on it."""
    reading, view, last = frame.reading, frame.view, theme.mention
    before = [n for n in view.mentions if n < last and reading.mentions[n].kind in ("treatment", "procedure")]
    if not before or frame.verbs.told(view.first, view.last):
        return []
    head, first = before[-1], reading.mentions[last].first
    between = range(end_with_sites(reading, head, first) + 1, first)
    words = [reading.tokens.fold[i] for i in between if i not in frame.verbs.at]
    hangs = words[:1] and words[0] in _ON_WHICH and set(words[1:]) <= _ARTICLES
    return [Theme(head)] if hangs and not reading.tokens.parted(reading.mentions[head].last, first) else []


_ON_WHICH, _ARTICLES = word_class("circumstance-openers"), word_class("articles")


def _item_first(frame: Frame) -> int:
    """Where the item of a note begins whose heading stands right before the cue: "vaccin fait ; zona : récusé"."""
    gap = frame.reading.tokens.gap
    return next((i for i in range(frame.cue.first - 1, frame.view.first, -1) if ";" in gap[i]), frame.view.first)


def _in_full(reading: Reading, theme: Theme) -> Theme:
    """The name itself of which a theme is the short form in brackets: "carboplatine" for "carboplatine (carbo)"."""
    number = theme.mention
    if number == 0 or theme.named is not None:
        return theme
    short, name = reading.mentions[number], reading.mentions[number - 1]
    behind = name.concept == short.concept is not None and name.last + 1 == short.first
    return Theme(number - 1) if behind and "(" in reading.tokens.gap[short.first] else theme


def _only_tests(frame: Frame, found: list[Theme]) -> bool:
    """ "X ne se justifie plus au vu de la PCR : arrêt", "épargner la fonction rénale": no test is stopped or spared."""
    spared = frame.group is not None and frame.group.verb == "épargner"
    return (spared or frame.status in _ENDED) and all(
        frame.reading.is_a(t.mention, "LaboratoryProcedure") for t in found
    )


def _is_new(frame: Frame, theme: Theme) -> bool:
    """ "des adhérences ont obligé à convertir en laparotomie": what stands behind the preposition is the new act."""
    cue, first = frame.cue, frame.reading.mentions[theme.mention].first
    into = cue.last > cue.first and frame.reading.tokens.fold[cue.last] in _INTO
    return into and 0 < first - cue.last <= _TO_NEW


_INTO, _TO_NEW = frozenset({"en", "ver", "contr"}), 2


def _to_dose(frame: Frame, theme: Theme) -> bool:
    """ "le passage du bisoprolol à 5 mg": the same drug, at another dose."""
    reading, last = frame.reading, frame.reading.mentions[theme.mention].last
    to = last + 1 < frame.view.last - 1 and reading.tokens.fold[last + 1] in _AT
    return to and frame.cue.first < last and last + 2 in reading.quantity_words


def _of_what_is_open(frame: Frame) -> bool:
    """Whether a refusal names nothing by itself: "elle l'a refusé", "mais refus du patient"."""
    tokens, view, first, last = frame.reading.tokens, frame.view, frame.cue.first, frame.cue.last
    if frame.group is not None:
        return has_object_pronoun(frame.reading, frame.group)
    opens = first == view.first or tokens.mark_before(first, _APART) or tokens.fold[first - 1] in _BUT
    while last + 1 < view.last and not tokens.mark_behind(last) and tokens.fold[last + 1] in _PERSONS:
        last += 1
    last = adverbial_end(frame.reading, last + 1) - 1 if last + 1 < view.last else last
    return opens and (last + 1 == view.last or tokens.mark_behind(last))


_APART = frozenset(";:")
_PERSONS = (
    word_class("patient-nouns") | word_class("decliners") | word_class("of-words") | word_class("definite-articles")
)


def _nearest(frame: Frame, theme: Theme) -> Theme:
    """The place nearest to a change where the text names what "le traitement" stands for."""
    reading, mention = frame.reading, frame.reading.mentions[theme.mention]
    if mention.last >= frame.view.first or mention.concept is None or theme.named is not None:
        return theme
    last = reading.last_of([mention.concept], frame.cue.first)
    return replace(theme, mention=last) if last is not None and last > theme.mention else theme


def _of_offer(frame: Frame, found: list[Theme]) -> bool:
    """Whether a pronoun means what its own sentence proposed in words that are not known, and nothing before it."""
    reading, view, group = frame.reading, frame.view, frame.group
    if group is None or not has_object_pronoun(reading, group):
        return False
    offered = any(g.passive and g.verb in _OFFERING for g in frame.verbs.told(view.first, group.first))
    return offered and all(reading.mentions[t.mention].last < view.first for t in found)


_DECLINED, _OFFERING = ("refused", "withheld", "contraindicated"), written_class("verbs-offering")


def _goes_on_in_new(frame: Frame, theme: Theme) -> bool:
    """ "capécitabine et lapatinib, avec changement pour létrozole et lapatinib": what the new regimen holds as well."""
    reading, concept = frame.reading, frame.reading.mentions[theme.mention].concept
    behind = [n for n in frame.view.mentions if reading.mentions[n].first > frame.cue.last and is_theme(reading, n)]
    new = group_after(reading, behind) if behind and theme.mention < behind[0] else []
    return len(new) > 1 and any(reading.mentions[n].concept == concept for n in new)


def _instead_of_measure(frame: Frame) -> bool:
    """ "arrêté à la 14e heure (au lieu de 24 h)": a measure or a time gives way, no treatment."""
    reading, behind = frame.reading, frame.cue.last + 1
    instead = not _INSTEAD.isdisjoint(reading.tokens.span(frame.cue.first, frame.cue.last))
    return instead and (behind in reading.quantity_words or behind in reading.time_words)


_INSTEAD = word_class("instead-nouns")


def _of_its_class(frame: Frame, found: list[Theme]) -> list[Theme]:
    """ "CAP (cisplatine, doxorubicine et cyclophosphamide). On passe au carboplatine": the one it can stand in for."""
    reading, view, last = frame.reading, frame.view, frame.cue.last
    new = next((n for n in view.mentions if 0 < reading.mentions[n].first - last <= _TO_NEW + 1), None)
    turned = any(reading.is_a(n, turn) for n in view.mentions for turn in ("Progression", "Recurrence"))
    if new is None or not drug_named(reading, new) or len(found) < 2 or turned:
        return found
    concept, following = reading.concept(new), [n for n in view.mentions if n >= new]
    if concept is None or len(group_after(reading, following)) > 1:
        return found
    alike = [t for t in found if _GENERAL.isdisjoint(concept.parents) and any(
        reading.is_a(t.mention, parent) for parent in concept.parents)]  # fmt: skip
    return alike if len(alike) == 1 else found


#: Classes too wide for one drug of them to stand in for another.
_GENERAL = frozenset({"AntineoplasticAgent", "Drug"})


def _to_come(frame: Frame, theme: Theme) -> bool:
    """ "arrêter X et un contrôle dans 3 mois": an examination with its time, which is not what was stopped."""
    reading, mention = frame.reading, frame.reading.mentions[theme.mention]
    near = reading.times_within(mention.end, mention.end + _TO_DATE)
    return mention.kind == "procedure" and any(t.relation == "within" and t.outer - mention.end == 1 for t in near)


#: Characters from an examination to its time: " dans les ".
_TO_DATE = 12


def _level(frame: Frame, number: int) -> bool:
    """ "une baisse de la testostérone", "une diminution du calcium": of what is measured as well as given, a level."""
    words, mention = frame.reading.tokens.fold, frame.reading.mentions[number]
    return frame.group is None and words[frame.cue.first] in _FALLS and words[mention.first] in _LEVELS


_FALLS, _LEVELS = word_class("falls"), word_class("levels-too")


def _named_behind(frame: Frame, found: list[Theme]) -> list[Theme]:
    """ "Un traitement a été débuté par X", "une chimiothérapie est reprise avec X et Y": what the verb's subject is."""
    reading, group = frame.reading, frame.group
    assert group is not None
    whole = all(reading.mentions[t.mention].kind == "treatment" and not drug_named(reading, t.mention) for t in found)
    if not group.passive or group.lone or not whole:
        return []
    by = next((i for i in range(group.last + 1, min(frame.view.last, group.last + _TO_NAME))
               if reading.tokens.fold[i] in _BY_NAMES and i not in reading.time_words), None)  # fmt: skip
    if by is None or reading.tokens.parted(group.last, by):
        return []
    drugs = [n for n in frame.view.mentions if reading.mentions[n].first > by and drug_named(reading, n)]
    if (
        not drugs
        or reading.mentions[drugs[0]].first - by > 3
        or reading.tokens.parted(by, reading.mentions[drugs[0]].first)
    ):
        return []
    following = [n for n in frame.view.mentions if n >= drugs[0] and is_theme(reading, n)]
    return [Theme(n) for n in group_after(reading, following)]


#: Statuses of a treatment that the verb's complement may name, and words from the verb to "par".
_BEGUN, _TO_NAME, _BY_NAMES = ("given", "started", "continued", "resumed", "planned"), 5, word_class("names-openers")


_BUT = word_class("but")


def _as_well(frame: Frame, found: list[Theme]) -> list[Theme]:
    """ "X a été arrêté, ainsi que Y", "a refusé X de même que Y": what is added shares what was said of the rest."""
    group = frame.group
    if group is None or frame.cue.reach not in ("verb", "dose-verb"):
        return []
    objects = [frame.reading.mentions[t.mention].last for t in found if not group.passive and t.named is None]
    behind = max([group.last, *(last for last in objects if last < frame.view.last)]) + 1
    for later in range(behind, min(frame.view.last, behind + _TO_ADDED)):
        if (added := added_at(frame.reading, later)) != later:
            break  # "arrêté dès l'admission, de même que Y"
        number = frame.reading.mention_at.get(later)
        if (
            frame.reading.tokens.fold[later] in _PARTS
            or later in frame.verbs.at
            or (number is not None and frame.reading.mentions[number].kind in _ADDED)
        ):
            return []
    else:
        return []
    second = object_of(frame.reading, frame.view, frame.verbs, added)
    return resolved(frame, second, before=False) if second.themes else []


#: Words from a change to what shares it, and kinds that do not stand between them.
_TO_ADDED, _ADDED = 5, ("treatment", "procedure", "condition")
_PARTS = word_class("verb-joins") | word_class("but")


def _nor(frame: Frame) -> list[Theme]:
    """ "pas candidat à X en raison de Z, ni à Y": a second complement by the same preposition."""
    tokens, last = frame.reading.tokens, frame.cue.last
    if frame.cue.reach not in ("noun", "infinitive", "verb") or tokens.fold[last] not in _PREPOSITIONS_OF:
        return []
    for k in range(last + 1, min(frame.view.last - 2, last + _NOR)):
        if tokens.marked(k, k, CLAUSE_MARKS):
            return []
        if tokens.fold[k] in _NEITHER and tokens.fold[k + 1] == tokens.fold[last]:
            second = object_of(frame.reading, frame.view, frame.verbs, k + 2)
            return resolved(frame, second, before=False) if second.themes else []
    return []


#: Words from a frame to "ni à", a reason between them.
_NOR = 30
_NEITHER, _PREPOSITIONS_OF = word_class("neither-words"), word_class("to") | word_class("for") | word_class("of")


def _named_here(frame: Frame, theme: Theme) -> bool:
    """Whether a theme is named before its frame, and not only pointed to: "Traitements supprimés : X" names none."""
    first = frame.reading.mentions[theme.mention].first
    return frame.view.first <= first < frame.view.last and not generic(frame.reading, theme.mention)


def _what_was_told(frame: Frame) -> list[Theme]:
    """ "Une biopsie a été tentée, mais cela n'a pas été possible", "ce qui ne l'a pas été"."""
    return list(frame.previous) if says_of_all(frame) and change_undone(frame) is None else []


def says_of_all(frame: Frame) -> bool:
    """Whether what did not come about is all that the clause before told: "cela n'a pas été possible", "ce qui"."""
    own = frame.verbs.of(frame.cue.first, frame.cue.last)
    before = [own] if own is not None and not own.lone else frame.verbs.before(frame.cue.first)
    if frame.status != "withheld" or not before or not frame.previous:
        return False
    words = frame.reading.tokens.before(before[-1].first, 2, frame.view.first)
    return not _ALL_TOLD.isdisjoint(words[-1:]) or words == _WHICH


def change_undone(frame: Frame) -> Cue | None:
    """ "On a voulu arrêter X, mais cela s'est révélé impossible": the change before that did not come about."""
    before = [c for c in frame.cues if c.last < frame.cue.first]
    changed = bool(before) and before[-1].effect.partition("/")[0] in _UNDOABLE
    return before[-1] if changed else None


_UNDOABLE = frozenset(CHANGED) - {"withheld", "refused", "contraindicated"}
_ALL_TOLD, _WHICH = word_class("all-told"), ["ce", "qui"]
#: Acts that a note names before a colon: "Intervention prévue : ".
_ACTS = ("Procedure", "SurgicalProcedure", "Treatment")


def _laboratory(reading: Reading, number: int) -> bool:
    """Whether a mention is a laboratory test that a frame itself made of what is measured."""
    mention = reading.mentions[number]
    return mention.concept is None and mention.parent == "LaboratoryProcedure"
