"""What a frame of its own shape is about: what was lost sight of, a trial, a second choice, what is left behind."""

from __future__ import annotations

from casegraph.context.frames import Frame, Theme
from casegraph.context.groups import group_after
from casegraph.context.names import drug, drug_named
from casegraph.context.nominal import listed_behind
from casegraph.context.objects import described, object_behind, own_subject
from casegraph.context.phrases import NOTHING, is_theme, object_of
from casegraph.context.references import pointed, resolved
from casegraph.context.subjects import subject_of
from casegraph.languages.cues import find_cues
from casegraph.languages.words import word_class, written_class
from casegraph.reading import Reading, SentenceView
from casegraph.text.fold import words
from casegraph.text.tokens import BRACKETS, COMMA

__all__ = [
    "applied_to",
    "behind_doses",
    "counted_of",
    "judged_of",
    "left_behind",
    "lost_of",
    "of_drugs",
    "second_choice",
    "to_be_done",
    "topic_of",
    "topic_openers",
    "trial_of",
]

_AT = word_class("to")
_OBJECTS = word_class("object-pronouns")
_DEATHS = word_class("death-words")
_BUT = word_class("but")
_BEFORE = word_class("before-words")
_OF_ANY = word_class("of-words")
_LEADING = word_class("to") | word_class("for")
_JUDGING = frozenset(written_class("verbs-judging"))


def lost_of(frame: Frame) -> list[Theme]:
    """What was asked for and did not come about: "demandé, mais le patient est décédé", not "car il est décédé"."""
    if not _AGAIN_AT.isdisjoint(frame.reading.tokens.behind(frame.cue.last, 1, frame.view.last)) and (
            frame.reading.tokens.fold[frame.cue.last] == "revenu"):  # fmt: skip
        return []  # "on n'est pas revenu au nivolumab": a return that is no visit
    words = frame.reading.tokens.between(max((c.last for c in frame.cues if c.last < frame.cue.first), default=0),
                                         frame.cue.first)  # fmt: skip
    told = frame.reading.tokens.span(frame.cue.first, frame.cue.last)
    but = next(
        (i for i in frame.view.back(frame.cue.first, _CLAUSE_BACK) if frame.reading.tokens.fold[i] in _BUT), None
    )
    if but is not None and any(but < g.first and g.last < frame.cue.first and g.finite for g in frame.verbs.groups):
        return []  # "a été décidé, mais la réponse a manqué, et la patiente est décédée": it was given
    after = frame.reading.tokens.behind(frame.cue.last, _TO_ROUND, frame.view.last)
    if not _AFTER_OR_IN.isdisjoint(after) and not _ROUNDS.isdisjoint(after):
        return []  # "mais la patiente est décédée après la deuxième cure": it was given
    if not _DEATHS.isdisjoint(told) and _BEFORE.isdisjoint(told):
        return list(frame.open) if not _BUT.isdisjoint(words) else []
    behind = object_behind(frame)
    first = frame.reading.mentions[behind.themes[0]].first if behind.themes else frame.cue.last
    if not _DATING.isdisjoint(frame.reading.tokens.between(frame.cue.last, first)):
        return list(frame.open)  # "perdu de vue trois mois après son opération"
    return list(frame.open) or resolved(frame, behind, before=False)


_AGAIN_AT, _ROUNDS = word_class("to"), word_class("cycle-nouns")


#: Words from a death to the round that it came after.
_AFTER_OR_IN, _TO_ROUND = word_class("behind-in-time") | word_class("during-words"), 7


#: Words back to "mais", and those by which a treatment only dates.
_CLAUSE_BACK, _DATING = 20, word_class("dating-words")


def to_be_done(frame: Frame) -> list[Theme]:
    """ "HBPM à débuter à J1": what stands before; "la biopsie est à faire": the subject; "À prévoir : IRM"."""
    reading, view, verbs, first = frame.reading, frame.view, frame.verbs, frame.cue.first
    if any(c.reach in _NOUNS and 0 < first - c.last <= _FAR_NOUN for c in frame.cues):
        return []  # "sevrage du méthotrexate à discuter": the noun says what
    if (above := verbs.at.get(first - 1)) is not None and not verbs.groups[above].lone:
        return resolved(frame, subject_of(reading, view, verbs, verbs.groups[above]), before=True)
    if first == view.first:
        return listed_behind(frame)
    return resolved(frame, described(frame), before=True)


#: Frames that are nouns, and how far before an infinitive they may stand.
_NOUNS, _FAR_NOUN = ("noun", "near", "infinitive", "dose-noun"), 9


def counted_of(frame: Frame) -> list[Theme]:
    """ "n'a reçu que deux des six cures prévues de FEC": the treatment that the rounds are of."""
    reading = frame.reading
    near = [n for n in frame.view.mentions if 0 < reading.mentions[n].first - frame.cue.last <= _ABSOLUTE]
    return [Theme(n) for n in near if drug(reading, n)][:1]


def applied_to(frame: Frame) -> list[Theme]:
    """ "Une réduction de 25 % a été appliquée au sunitinib", "a été nécessaire pour le sunitinib": of what it is."""
    reading, tokens = frame.reading, frame.reading.tokens
    told = frame.verbs.told(frame.cue.last, frame.view.last)[:1]
    if not told or tokens.parted(frame.cue.last, told[0].first):
        return []
    first = told[0].last + 1
    lead = next((i for i in range(first, min(first + 2, frame.view.last)) if tokens.fold[i] in _LEADING), None)
    found = object_of(reading, frame.view, frame.verbs, lead + 1) if lead is not None else NOTHING
    return [t for t in resolved(frame, found, before=False) if drug(reading, t.mention)] if found.themes else []


def topic_openers(reading: Reading, view: SentenceView) -> list[list[str]]:
    """The phrases, as folded words, with which a sentence opens and tells what it is about: "s'agissant de"."""
    return [p for p in _TOPICS if reading.tokens.fold[view.first : view.first + len(p)] == p]


def topic_of(frame: Frame) -> list[Theme]:
    """ "Pour la zopiclone, une diminution progressive a été préférée": the drug that the sentence opens with."""
    reading, view, tokens = frame.reading, frame.view, frame.reading.tokens
    opener = next(iter(topic_openers(reading, view)), None)
    if opener is None:
        return []
    named = object_of(reading, view, frame.verbs, view.first + len(opener))
    last = max((reading.mentions[n].last for n in named.themes), default=view.last)
    comma = tokens.next_mark(last, min(last + _TO_COMMA, view.last), COMMA)
    found = resolved(frame, named, before=False) if comma is not None and comma <= frame.cue.first else []
    return [t for t in found if drug(reading, t.mention)]


#: Words by which a sentence tells what it is about, and words from the drug to the comma behind it.
_TOPICS, _TO_COMMA = tuple(map(words, written_class("topic-openers"))), 6


def behind_doses(frame: Frame) -> list[Theme]:
    """ "La dose est passée de 600 à 400 mg d'imatinib": the drug behind the second dose."""
    reading, first = frame.reading, frame.cue.last + 1
    doses = reading.quantities_within(reading.tokens.start[first], reading.tokens.end[frame.view.last - 1])[:2]
    if len(doses) < 2:
        return []
    behind = reading.tokens.at(doses[1].end)
    if _OF_ANY.isdisjoint(reading.tokens.fold[behind : behind + 1]) or reading.tokens.mark_before(behind):
        return []  # "passée de 62 à 44 %, le trastuzumab"
    return resolved(frame, object_of(reading, frame.view, frame.verbs, behind), before=False)


def trial_of(frame: Frame) -> list[Theme]:
    """ "n'a pas été incluse dans l'essai", "un essai a été proposé, mais elle n'a pas été incluse": the trial, the
    transplantation of a waiting list, or what was left out of a regimen."""
    reading, cue = frame.reading, frame.cue
    if (subject := own_subject(frame)).themes:
        return resolved(frame, subject, before=True)
    what = "OrganTransplantation" if not _LISTS.isdisjoint(reading.tokens.span(cue.first, cue.last)) else (
        "ClinicalTrialEnrollment")  # fmt: skip
    trials = [n for n in frame.view.mentions if reading.is_a(n, what)]
    behind = [n for n in trials if 0 < reading.mentions[n].first - cue.last <= _CLAUSE]
    before = [n for n in trials if reading.mentions[n].last < cue.first]
    before = [n for n in before if not reading.tokens.mark_before(reading.mentions[n].first, BRACKETS)] or before
    return [Theme(n) for n in behind[:1] or before[-1:] or _tried(frame)]


def _tried(frame: Frame) -> list[int]:
    """ "un essai avec pembrolizumab a été évalué, mais elle n'a pas pu être incluse": the drug that is on trial."""
    reading = frame.reading
    noun = next((k for k in frame.view.back(frame.cue.first, _TO_TRIAL) if reading.tokens.fold[k] in _TRIALS), None)
    if noun is None or reading.tokens.fold[noun + 1 : noun + 2] == [] or (
            reading.tokens.fold[noun + 1] not in _ON_TRIAL):  # fmt: skip
        return []
    named = reading.mentions_from(noun + 1, min(frame.cue.first, noun + 4))
    return [n for n in named if drug_named(reading, n)][:1]


#: Words back to "essai", and those that lead to what is on trial.
_TO_TRIAL, _TRIALS, _ON_TRIAL = 20, word_class("trial-nouns"), word_class("names-openers") | word_class("of")


_LISTS = word_class("waiting-lists")


#: The most words from "une fois" to its participle.
_ABSOLUTE = 8


def left_behind(frame: Frame) -> list[Theme]:
    """ "passer au létrozole": the drug given until then, where what stands behind is another."""
    new = object_behind(frame).themes
    if not any((drug(frame.reading, n) and of_drugs(frame.reading, n)) or _comfort(frame.reading, n) for n in new):
        return []
    behind = frame.reading.tokens.behind(frame.reading.mentions[new[0]].last, 3)
    causes = find_cues(frame.reading.cue_text, frame.view.first, frame.view.last, frame.reading.language, "causes")
    if not _GOING_ON.isdisjoint(behind) and not any(c.effect == "strong" for c in causes):
        return []  # "passe au pemetrexed d'entretien": what came before is complete
    same = {frame.reading.mentions[n].concept for n in new}
    left = [t for t in pointed(frame, of=_class_of(frame.reading, new[0])) if of_drugs(frame.reading, t.mention)]
    return left if not any(frame.reading.mentions[t.mention].concept in same for t in left) else []


#: What follows a treatment that was given to its end.
_GOING_ON = word_class("maintenance-nouns")


def _class_of(reading: Reading, number: int) -> str | None:
    """The class of drugs that a drug for cancer takes the place of."""
    return "AntineoplasticAgent" if reading.is_a(number, "AntineoplasticAgent") else None


def _comfort(reading: Reading, number: int) -> bool:
    return any(reading.is_a(number, c) for c in ("PalliativeTreatment", "SupportiveCare"))


def of_drugs(reading: Reading, number: int) -> bool:
    """Whether a mention names a drug, drugs given together, or a treatment by drugs."""
    concept = reading.concept(number)
    return any(reading.is_a(number, c) for c in ("Drug", "DrugTherapy")) or bool(concept and concept.components)


#: So many words behind "que" what a clause is about may stand.
_CLAUSE = 8


def second_choice(frame: Frame) -> list[Theme]:
    """ "préférer X à Y": Y, where both are treatments."""
    if left := _left_for(frame):
        return left
    chosen = object_behind(frame)
    if not chosen.themes:
        return []
    following = [n for n in frame.view.mentions if n >= chosen.themes[0] and is_theme(frame.reading, n)]
    behind = frame.reading.mentions[group_after(frame.reading, following)[-1]].last + 1
    while behind < frame.view.last and (behind in frame.reading.site_at or _describes(frame, behind)):
        behind += 1  # "une hépatectomie gauche élargie à la radioembolisation"
    if behind >= frame.view.last or frame.reading.tokens.fold[behind] not in _AT:
        return []
    return resolved(frame, object_of(frame.reading, frame.view, frame.verbs, behind), before=False)


def _left_for(frame: Frame) -> list[Theme]:
    """ "on préféra à l'angioscanner une scintigraphie": what gives way stands first, what was chosen behind it."""
    reading, group, view = frame.reading, frame.group, frame.view
    behind = max(frame.cue.last, group.last if group is not None else 0) + 1
    if group is None or behind >= view.last or reading.tokens.fold[behind] not in _AT:
        return []
    found = object_of(reading, view, frame.verbs, behind + 1)
    if not found.themes:
        return []
    last = reading.mentions[found.themes[-1]].last
    chosen = [n for n in view.mentions if 0 < reading.mentions[n].first - last <= 3 and is_theme(reading, n)]
    return [Theme(n) for n in found.themes if is_theme(reading, n)] if chosen else []


def _describes(frame: Frame, word: int) -> bool:
    """Whether an adjective of what stands before it, no noun of its own, stands at a word."""
    tokens = frame.reading.tokens
    if word >= frame.view.last or tokens.gap[word] != " " or word in frame.reading.mention_at:
        return False
    lone = (at := frame.verbs.at.get(word)) is not None and frame.verbs.groups[at].lone
    return lone or tokens.fold[word] in _SIDES or tokens.text[word].endswith(("é", "ée", "ie", "al", "ale", "ique"))


_SIDES = word_class("side-adjectives")


def judged_of(frame: Frame) -> list[Theme] | None:
    """ "n'ont pas jugé la chirurgie opportune", "ne l'ont pas jugée opportune": what somebody judges is the object.

    None where nobody is said to judge.
    """
    before = frame.verbs.before(frame.cue.first)
    if not before or before[-1].passive or before[-1].lone or before[-1].verb not in _JUDGING:
        return None
    group = before[-1]
    if not _OBJECTS.isdisjoint(frame.reading.tokens.fold[group.first : group.head]):
        return list(frame.open) or pointed(frame)
    named = [n for n in frame.view.mentions if group.last < frame.reading.mentions[n].first < frame.cue.first]
    named = [n for n in named if is_theme(frame.reading, n)][:1]
    return [Theme(n) for n in named] or resolved(frame, object_behind(frame), before=False)
