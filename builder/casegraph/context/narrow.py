"""Frames that hold of some objects only: a test not analysed, a limited effort, a trial left, rounds cut short.

Their verbs say much else ("évaluer", "limiter", "sortir", "recevoir"); what stands behind them decides.
"""

from __future__ import annotations

from casegraph.context.earlier import accused
from casegraph.context.groups import dosed_before
from casegraph.context.names import cancer_drug_before, of_cancer
from casegraph.context.phrases import COUNTED, is_cycle, not_possible, object_of
from casegraph.context.verbs import VerbGroup, Verbs, is_past
from casegraph.languages.cues import Cue, find_cues
from casegraph.languages.words import word_class, written_class
from casegraph.reading import Reading, SentenceView
from casegraph.text.tokens import ALL_MARKS

__all__ = ["narrowed"]

_DETERMINERS = word_class("before-nouns")
_EFFORTS = word_class("therapeutic-efforts")
_OF_EFFORT, _TRIALS = word_class("effort-adjectives"), word_class("trial-nouns")
_TO = word_class("to")
#: Words behind "ne ... que" within which the rounds stand: "que deux des six cures".
_NEAR = 7


def narrowed(reading: Reading, view: SentenceView, verbs: Verbs, cue: Cue) -> Cue | None:
    """A frame as it is read, None where it does not hold of what stands behind it; other frames as they are."""
    if cue.reach == "test":
        return _untested(reading, verbs, cue)
    if cue.reach == "effort":
        return Cue(cue.first, cue.last, cue.effect, "verb") if _effort(reading, view, cue) else None
    if cue.reach == "trial":
        named = reading.tokens.fold[_behind(reading, view, cue)] in _TRIALS or _trial(reading, cue)
        return Cue(cue.first, cue.last, cue.effect, "noun") if named else _shorter(reading, cue)
    if cue.reach == "rounds":
        return Cue(cue.first, cue.last, cue.effect, "noun") if _between_rounds(reading, view, cue) else None
    if cue.reach == "share":
        return Cue(cue.first, cue.last, cue.effect, "near") if _share(reading, verbs, cue) else None
    if cue.reach == "capped":
        return Cue(cue.first, cue.last, cue.effect, "dose-verb") if _capped(reading, cue) else None
    if cue.reach == "divided":
        return Cue(cue.first, cue.last, cue.effect, "dose-verb") if _divided(reading, view, cue) else None
    if cue.reach == "versus":
        return cue if _less_than_before(reading, view, cue) else None
    if cue.reach == "moved":
        done = _moved(reading, view, verbs, cue)
        return Cue(cue.first, done.last, cue.effect, "verb") if done is not None else _shorter(reading, cue)
    if cue.reach == "regimen":
        return _regimen(reading, view, verbs, cue)
    if cue.effect.startswith("resumed") and reading.tokens.fold[cue.last] in _TO and (
            cue.last + 1 in reading.quantity_words):  # fmt: skip
        return None  # "le dosage est revenu à 96 UI/L"
    if reading.tokens.fold[cue.first] in _WEANED and not _HABITS.isdisjoint(
            reading.tokens.before(cue.first, _TO_HABIT, view.first)):  # fmt: skip
        return None  # "sous apixaban, BPCO post-tabagique, sevrée depuis six ans"
    if cue.effect.startswith("completed") and _added_to(reading, view, verbs, cue):
        return None
    if cue.reach == "answer":  # "Corticothérapie : pas d'indication"
        noted = ":" in reading.tokens.gap[cue.first] and (cue.last > cue.first or _closes(reading, view, cue.last))
        return Cue(cue.first, cue.last, cue.effect, "adjective") if noted else _shorter(reading, cue)
    if cue.reach == "short":
        return _short(reading, view, cue)
    if cue.reach == "relay":
        if _relayed(reading, view, cue):
            return Cue(cue.first, cue.last, cue.effect, "noun")
        return Cue(cue.first, cue.last + 1, cue.effect, "to") if _relay_for(reading, view, cue) else None
    if cue.reach == "to-do":
        return cue if _to_do(reading, view, verbs, cue) else _shorter(reading, cue)
    if cue.reach == "only":
        return cue if _cut_short(reading, view, verbs, cue) else None
    return cue


def _untested(reading: Reading, verbs: Verbs, cue: Cue) -> Cue | None:
    """A verb of testing that is negated, or that "impossibilité de" or "sans possibilité de" leads to."""
    group = verbs.of(cue.first, cue.last)
    undone = group is not None and (
        group.negated or (group.mood == "infinitive" and not_possible(reading, group.first))
    )
    return cue if undone else None


def _shorter(reading: Reading, cue: Cue) -> Cue | None:
    """The frame that stands in the words of one that does not hold: "exclu" in "exclu de", "programmée" in
    "initialement programmée"."""
    spans = ((cue.first, cue.last), (cue.first + 1, cue.last + 1))
    found = (c for span in spans for c in find_cues(reading.cue_text, *span, reading.language, "status-frames"))
    return next((c for c in found if c.reach != "answer"), None)


#: Words of what somebody is weaned from, and from them to "sevré".
_WEANED, _HABITS, _TO_HABIT = word_class("weaned-words"), word_class("habit-words"), 5


def _added_to(reading: Reading, view: SentenceView, verbs: Verbs, cue: Cue) -> bool:
    """ "compléter la chimiothérapie par une radiothérapie": what is added to goes on, and is not over."""
    group = verbs.of(cue.first, cue.last)
    if group is None or group.verb != "compléter":
        return False
    for i in view.onward(group.last, _TO_ADDED):
        if reading.tokens.mark_before(i):
            return False
        if reading.tokens.fold[i] in _BY and not _NEW.isdisjoint(reading.tokens.behind(i, 1, view.last)):
            return True
    return False


#: Words from "compléter" to what it is done with.
_BY, _NEW, _TO_ADDED = word_class("by"), word_class("new-articles"), 9


def _closes(reading: Reading, view: SentenceView, last: int) -> bool:
    """Whether the answer ends with a word: "Rituximab : jamais (myélome)", not "jamais mal toléré"."""
    return last + 1 >= view.last or reading.tokens.mark_before(last + 1, ALL_MARKS)


def _short(reading: Reading, view: SentenceView, cue: Cue) -> Cue | None:
    """ "HBPM CI (IRA)", "CI aux bêtabloquants"; not "celui-ci", "en perfusion CI"."""
    if reading.tokens.text[cue.first] != "CI":
        return None
    if not _TO.isdisjoint(reading.tokens.behind(cue.last, 1, view.last)):
        return Cue(cue.first, cue.last, cue.effect, "noun")
    dosed = dosed_before(reading, view, cue.first) is not None
    return Cue(cue.first, cue.last, cue.effect, "adjective") if dosed else None


def _behind(reading: Reading, view: SentenceView, cue: Cue) -> int:
    """The first word behind a frame that is no article or possessive, or the last of the sentence."""
    word = cue.last + 1
    while word < view.last and reading.tokens.fold[word] in _DETERMINERS and reading.tokens.close(word):
        word += 1
    return min(word, view.last - 1)


def _between_rounds(reading: Reading, view: SentenceView, cue: Cue) -> bool:
    """ "un délai entre les cures", "entre le deuxième et le troisième cycle"."""
    word = _behind(reading, view, cue)
    if "et" in reading.tokens.fold[word + 1 : word + 3]:
        return not COUNTED.isdisjoint(reading.tokens.fold[word : min(view.last, word + _NEAR)])
    return reading.tokens.fold[word] in COUNTED or is_cycle(reading, word)


def _share(reading: Reading, verbs: Verbs, cue: Cue) -> bool:
    """ "FOLFOX à 80 %", "FOLFOX repris à 80 %", "le 4e cycle a été administré à 75 %": a share of the full dose;
    "glucosé à 5 %" is a strength."""
    told = verbs.of(cue.first - 1, cue.first - 1)
    if told is not None and told.verb in _KEEPING:
        return False  # "irinotécan maintenu à 70 %"
    before = (told.first if told is not None else cue.first) - 1
    end = reading.tokens.end[cue.last]
    if not reading.document.text[end : end + 2].strip().startswith("%"):
        return False
    number = reading.mention_at.get(before)
    if number is not None and not is_cycle(reading, before):
        return of_cancer(reading, number)
    listed = reading.tokens.span(max(0, before - _LIST), before)
    rounds = told is not None and (is_cycle(reading, before) or not COUNTED.isdisjoint(listed))
    return rounds and cancer_drug_before(reading, cue.first)


_KEEPING = written_class("verbs-keeping")
#: Words back from a verb to "cycles" in "les cycles 4, 5 et 6".
_LIST = 5


def _capped(reading: Reading, cue: Cue) -> bool:
    """ "limitée à 1 g/m2": the dose of a drug, no share and no time."""
    start = reading.tokens.end[cue.last] + 1
    quantity = reading.quantity_after(start)
    return quantity is not None and quantity.start == start and (quantity.unit or "").startswith(_MASSES)


def _divided(reading: Reading, view: SentenceView, cue: Cue) -> bool:
    """ "on a divisé la posologie par deux"; "a divisé la dose en deux prises" makes it no smaller."""
    words = reading.tokens.fold
    for k in view.onward(cue.last, _NEAR + 1):
        if reading.tokens.mark_before(k):
            return False
        if words[k] == "par":
            return k + 1 < view.last and words[k + 1] in _DIVISORS
    return False


def _less_than_before(reading: Reading, view: SentenceView, cue: Cue) -> bool:
    """ "gemcitabine à 800 mg/m2 contre 1000 mg/m2": two doses of the drug right before, the second the higher one."""
    tokens = reading.tokens
    before = reading.quantity_after(tokens.start[cue.last + 1]) if cue.last + 1 < view.last else None
    given = next((q for k in view.back(cue.first, _NEAR)
                  if (q := reading.quantity_after(tokens.start[k])) and q.start == tokens.start[k]), None)  # fmt: skip
    if before is None or given is None or before.start != tokens.start[cue.last + 1] or None in (
            before.number, given.number):  # fmt: skip
        return False
    if before.unit != given.unit or not (before.unit or "").startswith(_MASSES) or "L" in (before.unit or ""):
        return False
    drug = [n for n in view.mentions if 0 < tokens.at(given.start) - reading.mentions[n].last <= _TO_DOSE]
    told = bool(drug) and reading.mentions[drug[-1]].kind == "treatment"
    return told and given.number is not None and before.number is not None and given.number < before.number


#: Words from a drug to its dose: "à la dose de".
_DIVISORS, _TO_DOSE = word_class("divisors"), 5


def _moved(reading: Reading, view: SentenceView, verbs: Verbs, cue: Cue) -> VerbGroup | None:
    """The verb of "initialement prévue en mars, a été faite en juin": a time was set, and it was done at another."""
    group = verbs.of(cue.first, cue.last)
    done = verbs.told(cue.last, view.last)[:1]
    if group is None or not group.lone or not done or done[0].negated or done[0].verb not in _DOING:
        return None
    spans = (range(cue.last + 1, done[0].first), range(done[0].first, view.last))
    return done[0] if all(any(i in reading.time_words for i in span) for span in spans) else None


#: Units of doses; verbs by which something was done.
_MASSES, _DOING = ("g", "mg", "ug", "[iU]"), frozenset(written_class("verbs-doing-acts")) | {"débuter", "faire"}


def _regimen(reading: Reading, view: SentenceView, verbs: Verbs, cue: Cue) -> Cue | None:
    """ "le traitement antibiotique a été modifié", "modification du schéma"; a dose that is modified may be higher."""
    group = verbs.of(cue.first, cue.last)
    if group is not None and group.lone:
        return None  # "une mastectomie radicale modifiée"
    colons = [k for k in range(cue.last + 1, min(view.last, cue.last + _COLON)) if ":" in reading.tokens.gap[k]]
    if any(k + n in reading.mention_at for k in colons for n in (0, 1)):
        return None  # "Modifications du traitement : furosémide arrêté", which tells each change
    near = range(max(view.first, cue.first - _NEAR), min(view.last, cue.last + _NEAR))
    if not _WAYS.isdisjoint(reading.tokens.fold[i] for i in near):
        return None
    if any(reading.tokens.fold[i - 1] in _TO and i in reading.quantity_words for i in near if i > cue.last + 1):
        return None  # "modifier le schéma à 50 mg par jour"
    return Cue(cue.first, cue.last, cue.effect, "dose-noun" if group is None else "dose-verb")


_WAYS = word_class("ways-of-giving")
#: Words from a modification to the colon behind which each change is told.
_COLON = 5


def _effort(reading: Reading, view: SentenceView, cue: Cue) -> bool:
    """ "limiter les soins", "limiter l'effort thérapeutique"; "limiter l'effort" is of walking."""
    words, noun = reading.tokens.fold, _behind(reading, view, cue)
    efforts = [k for k in (noun, *view.back(cue.first, _NEAR)) if words[k] == "effort"]  # "l'effort a été limité"
    return words[noun] in _EFFORTS or any(not _OF_EFFORT.isdisjoint(reading.tokens.behind(k, 1)) for k in efforts)


def _trial(reading: Reading, cue: Cue) -> bool:
    number = next((reading.mention_at[i] for i in range(cue.last + 1, cue.last + 4) if i in reading.mention_at), None)
    return number is not None and reading.is_a(number, "ClinicalTrialEnrollment")


def _relayed(reading: Reading, view: SentenceView, cue: Cue) -> bool:
    """ "Relais imipénème par ertapénème": the first drug stands right behind, and "par" before the next."""
    number = reading.mention_at.get(cue.last + 1)
    if number is None or reading.mentions[number].kind != "treatment" or reading.tokens.gap[cue.last + 1].strip():
        return False
    last = reading.mentions[number].last
    by = next((i for i in view.onward(last, _NEAR) if reading.tokens.fold[i] in ("par", "pour")), None)
    behind = reading.mention_at.get(by + 1) if by is not None else None
    return behind is not None and reading.mentions[behind].kind == "treatment"


def _relay_for(reading: Reading, view: SentenceView, cue: Cue) -> bool:
    """ "Devant une bradycardie, relais par Y": why opens the sentence, and Y takes over from what was given before; so
    with "Myoclonies imputées au X : relais par Y"."""
    behind = reading.mention_at.get(cue.last + 2)
    if reading.tokens.fold[cue.last + 1 : cue.last + 2] not in (["par"], ["pour"]) or behind is None:
        return False
    before = reading.mentions_from(view.first, cue.first)
    opens = find_cues(reading.cue_text, view.first, cue.first, reading.language, "causes")
    why = any(c.first == view.first and c.reach == "after" for c in opens)
    harmed = any(reading.mentions[n].kind == "condition" for n in before)
    acts = [n for n in before if reading.mentions[n].kind in ("treatment", "procedure")]
    blamed = ":" in reading.tokens.gap[cue.first] and bool(acts) and all(accused(reading, n) for n in acts)
    why = blamed or (why and not acts)
    return why and harmed and reading.mentions[behind].kind == "treatment"


_REMAINING = written_class("verbs-remaining")


def _to_do(reading: Reading, view: SentenceView, verbs: Verbs, cue: Cue) -> bool:
    """ "HBPM à débuter à J1", "reste à faire"; in "a conduit à débuter une insuline" the verb has its own object."""
    above = verbs.groups[verbs.at[cue.first - 1]] if cue.first - 1 in verbs.at else None
    if above is not None and not above.lone and above.verb not in _REMAINING:
        return False
    # "à introduire lors de la prochaine visite": a stay or a visit is when
    return all(reading.mentions[n].kind == "encounter" for n in object_of(reading, view, verbs, cue.last + 1).themes)


def _cut_short(reading: Reading, view: SentenceView, verbs: Verbs, cue: Cue) -> bool:
    """ "n'a reçu que deux cures en raison de", "seules deux cures ont été faites", "à cause de X, il n'a reçu que deux
    cures": fewer rounds than meant, for a reason, or as no more "ont pu être" given."""
    rounds = reading.tokens.span(cue.first, cue.last) + reading.tokens.behind(cue.last, _NEAR, view.last)
    if COUNTED.isdisjoint(rounds):
        return False
    if not _ONLY.isdisjoint(reading.tokens.span(cue.first, cue.last)):
        # "seules deux cures": the verb says that they were given
        near = (g for g in verbs.groups if -_NEAR <= g.first - cue.last <= _NEAR and g.verb in _ROUNDS)
        given = next((g for g in near if g.lone or is_past(g)), None)
        if given is None:
            return False
        if given.modal == "pouvoir":
            return True
    along = any(word.endswith("ant") for word in reading.tokens.span(cue.first, cue.last))
    causes = find_cues(reading.cue_text, view.first, view.last, reading.language, "causes")
    told = (c for c in causes if along or c.first > cue.last or c.first == view.first)
    return any(c.effect == "strong" for c in told)


_ONLY = word_class("only-words")
#: Verbs by which rounds are given.
_ROUNDS = frozenset((*written_class("verbs-giving-on"), *written_class("verbs-doing-acts"), "limiter"))
