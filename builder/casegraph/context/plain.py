"""What is said of a treatment without a frame: denied by "pas de", "sans", or given "en raison de"."""

from __future__ import annotations

from itertools import pairwise

from casegraph.context.acts import ANY_ACT
from casegraph.context.frames import Status
from casegraph.context.groups import group_after, names_kind
from casegraph.context.names import drug, generic
from casegraph.context.phrases import COUNTED, is_cycle, is_theme
from casegraph.context.presence import Said
from casegraph.context.verbs import find_verbs
from casegraph.languages.cues import Cue, find_cues
from casegraph.languages.words import word_class, written_class
from casegraph.reading import Reading, SentenceView
from casegraph.text.tokens import ALL_MARKS, BRACKETS, CLAUSE_MARKS, PHRASE_MARKS

_NEVER, _SINCE, _TO_SINCE = word_class("never-before"), word_class("since"), 3

__all__ = ["denied_plainly", "given_with_reason", "only_weighed", "told_to_come"]


def denied_plainly(reading: Reading, found: list[Status], said: list[Said]) -> list[Status]:
    """What a negation before a plain treatment or test really says: not held where it denies something else.

    "sans greffe" describes, "pas d'antécédent de chirurgie" tells of no exposure, "sans extension sur le curage" denies
    the extension; "pas de chimiothérapie", "sans recours à la dialyse" are held.
    """
    stated = {s.mention for s in found}
    out = []
    for index, view in enumerate(reading.sentences):
        for number in view.mentions:
            mention, cue = reading.mentions[number], said[number].cue
            if said[number].experiencer != "patient":
                continue  # "sa mère n'avait pas eu de chimiothérapie"
            denied = said[number].presence == "absent" and number not in stated
            if denied and reading.is_a(number, "TreatmentLimitation"):
                out.append(Status(number, None, (mention.first, mention.last), index))  # "pas de limitation de soins"
                continue
            if _abstention(reading, number) and number not in stated and said[number].presence in _TOLD:
                out.append(Status(number, "withheld", (mention.first, mention.last), index))
                continue
            if number in stated or said[number].presence != "absent" or cue is None or not is_theme(reading, number):
                continue
            held = view.sentence.section != "history" and (
                _held_by_negation(reading, mention.first, cue)
                or _never_followed(reading, number)
                or _goes_on_without(reading, view, number, cue)
                or _nothing_added(reading, view, number, cue)
            )
            told_why = held and (_reason_follows(reading, mention.first) or _reason_opens(reading, mention.first))
            before = reading.tokens.fold[view.first : mention.first]
            opens = before in _NO_OPERATION and (before[0] in _NONE or reading.tokens.fold[mention.first] == _OPERATION)
            if mention.concept in ANY_ACT and opens and not told_why:
                held = False  # "Aucune intervention chirurgicale.": of all the years before
            held = held and (told_why or _NEEDED.isdisjoint(reading.tokens.behind(mention.last, 1)))
            held = told_why or (held and not reading.is_a(number, "ContrastAgent"))  # "une IRM sans contraste"
            if (
                not held
                or not generic(reading, number)
                or mention.concept in _LINES
                or mention.concept in _ADDED
                or told_why
            ):
                out.append(Status(number, "withheld" if held else None, cue, index))
                further = _denied_with(reading, view, number, cue) if held else []
                out += [Status(n, "withheld", cue, index) for n in further if n not in stated]
    return out


def _denied_with(reading: Reading, view: SentenceView, number: int, cue: tuple[int, int]) -> list[int]:
    """ "pas de X (AUC 5) et de Y", "sans X (AUC 5) et Y": what is denied with a drug behind its dose in brackets."""
    group = group_after(reading, [n for n in view.mentions if n >= number and is_theme(reading, n)])
    without = not _WITHOUT.isdisjoint(reading.tokens.span(*cue))
    out: list[int] = []
    for left, right in pairwise(group):
        if names_kind(reading, left, right):
            out.append(right)  # "pas de traitement d'entretien au docétaxel"
            continue
        last, first = reading.over_bracket(reading.mentions[left].last), reading.mentions[right].first
        words = reading.tokens.between(last, first)
        of_it = len(words) == 2 and words[1] in _OF
        if last == reading.mentions[left].last or not words or words[0] not in _OR_OR_AND or not (
                of_it or (without and len(words) == 1)):  # fmt: skip
            break
        out.append(right)
    return out


def _goes_on_without(reading: Reading, view: SentenceView, number: int, cue: tuple[int, int]) -> bool:
    """ "Les cycles 5 et 6 ont été faits sans doxorubicine": what was named before, and a treatment goes on without."""
    mention = reading.mentions[number]
    if mention.concept is None or not drug(reading, number) or _WITHOUT.isdisjoint(reading.tokens.span(*cue)):
        return False
    if not set(reading.tokens.between(cue[1], mention.first)) <= _ARTICLES_OF:
        return False  # "sans interruption de la doxorubicine"
    going = find_cues(reading.cue_text, view.first, cue[0], reading.language, "status-frames")
    if not any(c.effect.partition("/")[0] in _GOING for c in going):
        return False
    return reading.last_of([mention.concept], view.first) is not None


def _nothing_added(reading: Reading, view: SentenceView, number: int, cue: tuple[int, int]) -> bool:
    """ "une exérèse complète, sans traitement adjuvant", "mastectomie sans curage": what could have come with an
    operation or followed it did not."""
    mention = reading.mentions[number]
    lead = reading.tokens.fold[cue[0] : mention.first]
    if cue[1] + 1 != mention.first or _WITHOUT.isdisjoint(lead) or not _NEEDS.isdisjoint(lead):
        return False  # "sans avoir besoin de traitement adjuvant"
    operated = [n for n in view.mentions if reading.mentions[n].last < cue[0]]
    operated = [n for n in operated if reading.mentions[n].kind == "procedure"]
    if not operated or mention.concept in _ADDED:
        return bool(operated)
    beside = cue[0] - reading.mentions[operated[-1]].last <= _BESIDE and reading.is_a(operated[-1], "SurgicalProcedure")
    told = bool(find_verbs(reading, view).told(view.first, view.last))  # "Une néphrectomie sans curage." describes
    before = not _EARLIER.isdisjoint(reading.tokens.behind(mention.last, 1))
    return beside and told and not before and any(reading.is_a(number, c) for c in _WITH_IT)


#: Treatments that are named by what they follow.
_ADDED = (
    "AdjuvantTreatment",
    "AdjuvantChemotherapy",
    "AdjuvantRadiotherapy",
    "AdjuvantHormoneTherapy",
    "AdjuvantImmunotherapy",
    "AdjuvantChemoradiotherapy",
)

_NEEDS = word_class("needs")
#: What is done with an operation or after it, and words from this to "sans".
_WITH_IT, _BESIDE = ("LymphNodeDissection", "AntineoplasticTherapy", "Radiotherapy"), 3

#: What a treatment does that goes on without one of its drugs.
_ARTICLES_OF = word_class("definite-articles") | word_class("indefinite-articles")
_GOING, _WITHOUT = ("given", "resumed", "continued", "completed", "started"), word_class("without")


#: "sans signe de progression et ayant opté pour l'abstention": a denial before it says nothing of an abstention.
_TOLD = ("present", "absent")


def _abstention(reading: Reading, number: int) -> bool:
    """ "a conduit à une abstention thérapeutique", "opté pour une limitation des soins": its name says that nothing, or
    no more, was done, unless it is one choice."""
    mention = reading.mentions[number]
    if not is_theme(reading, number):
        return False
    limited = reading.is_a(number, "TreatmentLimitation")
    if not (limited or reading.tokens.fold[mention.first] == "abstention"):
        return False
    behind = reading.tokens.fold[mention.last + 1 : mention.last + 2]
    if not _OF_WORDS.isdisjoint(behind) or (limited and reading.tokens.mark_behind(mention.last, _COLON)):
        return False  # "l'abstention de toute chirurgie", "limitation des soins : pas de dialyse" say of what
    return _OR.isdisjoint((reading.tokens.fold[mention.first - 1], *behind))


#: "pas de deuxième ligne" says what was not given, "pas de traitement" only that nothing is.
_LINES = ("SecondLineTreatment", "ThirdLineTreatment", "FourthLineTreatment")
_NEVER_EXPOSED = word_class("no-exposure")
_NONE, _NO_OPERATION, _OPERATION = frozenset({"aucun"}), (["aucun"], ["pas", "d"], ["pas", "de"]), "intervention"
_NEED, _NEEDED = word_class("need-verbs"), word_class("needed-adjectives")
_BEFORE_THEN = word_class("pluperfect-auxiliaries")
_FINDS = word_class("finding-nouns")


_DESCRIBES = word_class("describing-negators")


_ORDINALS, _REGIMENS = word_class("ordinal-words"), word_class("regimen-words")
_EARLIER = word_class("earlier-adjectives")


def _never_followed(reading: Reading, number: int) -> bool:
    """ "sans suivi", "sans contrôle gynécologique antérieur", "sans traitement préalable": something was not done."""
    mention = reading.mentions[number]
    before = reading.tokens.before(mention.first, 2)
    if not (before[-1:] == ["san"] or (before[:1] == ["san"] and before[-1] in _ANY)):
        return False
    after = set(reading.tokens.behind(mention.last, 1))
    return reading.is_a(number, "MonitoringProcedure") or bool(_EARLIER & after)


_OF_WORDS, _COLON = word_class("of-words"), frozenset(":")
_LACK = word_class("lack-nouns")
_RESORTS = word_class("resort-nouns")


_JOINS = word_class("negation-joins")
_REPORTING = {*written_class("verbs-reporting"), *written_class("verbs-recording")}
_ANY, _STATES, _STATING = word_class("bare-dets"), word_class("no-statement"), word_class("statement-words")
_OF, _OF_THE, _OR = word_class("of"), word_class("of-the"), word_class("no-or-or")
_OR_OR_AND = _OR | word_class("and")


def _held_by_negation(reading: Reading, first: int, cue: tuple[int, int]) -> bool:
    tokens = reading.tokens
    between = tokens.between(cue[1], first)
    if tokens.fold[first] in _FINDS:
        return False  # "aucune palpation d'adénopathie": nothing was found
    if tokens.fold[cue[0]] in _LACK:
        view = reading.sentence_of(
            first
        )  # "n'ont pas été recherchés, faute de prélèvements": why something else was not
        return not any(g.negated and g.last < cue[0] for g in find_verbs(reading, view).groups)
    opens = reading.behind_bracket(max(0, cue[0] - 3), cue[0])
    if _NEVER_EXPOSED & set(tokens.fold[opens:first]):
        # "ne nécessitant pas de chirurgie" is held where it is told why
        needless = _NEED & set(tokens.fold[opens:first])
        return bool(needless) and cue[1] < first and _reason_follows(reading, first)
    if _NEVER_EXPOSED & set(tokens.fold[first : first + 3]) and not _reason_follows(reading, first):
        return False  # but "pas de kétoprofène car allergie"
    if _NEVER & set(tokens.behind(first, 4)) or _unreported(reading, first):
        return False
    if _SINCE & set(tokens.behind(first, _TO_SINCE)):
        return _reason_follows(reading, first)  # "n'a pas eu de rappel vaccinal depuis dix ans": a history
    if _BEFORE_THEN & set(tokens.fold[cue[0] : cue[1] + 1]):
        return _reason_follows(reading, first)  # "n'avait pas fait de rappel vaccinal": before the story
    if tokens.fold[cue[0]] in _STATES:
        # "anticoagulation : non (thrombopénie)" is held, "corticoïdes : non" are not given
        return (":" in tokens.gap[cue[0]] or cue[0] > first) and tokens.mark_behind(cue[1], BRACKETS)
    if cue[1] >= first:
        return tokens.fold[cue[0]] not in _DESCRIBES
    if _DESCRIBES & set(tokens.fold[cue[0] : cue[1] + 1]) and not _RESORTS & set(between):
        # "sans produit de contraste en raison d'une insuffisance rénale" says more than "sans greffe".
        left_out = cue[1] + 1 == first and (_left_out(reading, cue[0], first) or _reason_opens(reading, first))
        return _reason_follows(reading, first) or left_out
    if "negativité" in tokens.fold[cue[0] : cue[1] + 1]:
        return False
    mentions = {reading.mention_at[i] for i in range(cue[1] + 1, first) if i in reading.mention_at}
    if any(not is_theme(reading, n) for n in mentions):
        return False
    if mentions and between[-1] in _OF and not _OR_OR_AND.isdisjoint(between[-2:-1]):
        return True  # "pas de chimiothérapie ou de radiothérapie"
    if (
        between
        and between[-1] in _OF_THE
        and any(w not in _JOINS and w not in _RESORTS and w not in COUNTED and not _ordinal(w) for w in between)
    ):
        # "pas de matériel de bronchoscopie": something of the treatment is missing.
        return False
    loose = [
        w
        for i, w in enumerate(between, cue[1] + 1)
        if w not in _JOINS and w not in _RESORTS and w not in COUNTED and i not in reading.mention_at
    ]
    return len(loose) <= 1


def _unreported(reading: Reading, first: int) -> bool:
    """ "aucune vaccination n'a été rapportée": nobody told of one, which says of nothing that it was held."""
    view = reading.sentence_of(first)
    behind = next((g for g in find_verbs(reading, view).groups if g.first > first), None)
    if behind is None or not behind.negated or behind.verb not in _REPORTING:
        return False
    return not reading.tokens.parted(first, behind.first, CLAUSE_MARKS)


def _ordinal(word: str) -> bool:
    """ "pas de quatrième cure d'aracytine": a round with its number."""
    return word in _ORDINALS or word.endswith("iem")


def _left_out(reading: Reading, cue: int, first: int) -> bool:
    """ "FOLFIRI sans antiangiogénique", "C5 sans oxaliplatine": a drug for cancer left out of those given with it."""
    number = reading.mention_at.get(first)
    if number is None or not reading.is_a(number, "AntineoplasticAgent"):
        return False
    before = reading.mention_at.get(cue - 1)
    given = before is not None and any(reading.is_a(before, c) for c in ("AntineoplasticAgent", "DrugRegimen"))
    rounds = not (COUNTED | _ORDINALS).isdisjoint(reading.tokens.before(cue, 2))
    return given or rounds or is_cycle(reading, cue - 1) or reading.tokens.fold[cue - 1] in _REGIMENS


def _reason_follows(reading: Reading, first: int) -> bool:
    last = first
    if (number := reading.mention_at.get(first)) is not None:
        view = reading.sentence_of(first)
        listed = group_after(reading, [n for n in view.mentions if n >= number and is_theme(reading, n)])
        last = reading.over_bracket(reading.mentions[listed[-1]].last)
    stop = min(reading.sentence_of(first).last, last + _TO_REASON)
    causes = find_cues(reading.cue_text, last + 1, stop, reading.language, "causes")
    if any(c.effect == "weak" and c.first == last + 1 and _names_harm(reading, c.last) for c in causes):
        return True  # "sans bléomycine pour le risque de syndrome hémorragique"
    return any(
        c.effect == "strong" and c.first - last <= 2 and (c.last > c.first or reading.tokens.fold[c.first] in _AS)
        for c in causes
    )


def _reason_opens(reading: Reading, first: int) -> bool:
    """ "Vu l'insuffisance rénale, le scanner est fait sans contraste", "le premier cycle est donné sans bléomycine"."""
    number, view = reading.mention_at.get(first), reading.sentence_of(first)
    done = first - 2 in find_verbs(reading, view).at  # "est fait sans contraste", not "un scanner sans contraste"
    if number is None or not (reading.is_a(number, "AntineoplasticAgent") or (
            done and reading.is_a(number, "ContrastAgent"))):  # fmt: skip
        return False
    causes = find_cues(reading.cue_text, view.first, first, reading.language, "causes")
    return any(c.effect == "strong" and c.first == view.first for c in causes)


def _names_harm(reading: Reading, last: int) -> bool:
    """Whether a loose connector leads to a finding or a risk: "par l'antécédent thrombotique", "pour le risque de".

    What a treatment left out was for, "sans antibiotique pour sa cystite", says nothing of why.
    """
    near = reading.mentions_from(last + 1, last + 1 + _TO_HARM)
    if not _RISKS.isdisjoint(reading.tokens.behind(last, _TO_HARM)):
        return True
    return reading.tokens.fold[last] in _BY and any(reading.mentions[n].kind == "condition" for n in near)


#: Words from a treatment to the connector of its reason.
_TO_REASON = 6
_TO_HARM, _RISKS, _BY = 2, word_class("risk-nouns"), word_class("by")
#: Conjunctions of cause in one word.
_AS = word_class("cause-conjunctions")


def given_with_reason(reading: Reading, found: list[Status], said: list[Said]) -> list[Status]:
    """A treatment without a frame of its own, right before a causal connector: "une antibiothérapie en raison de"."""
    stated = {s.mention for s in found}
    by_sentence: dict[int, list[Status]] = {}
    for status in found:
        by_sentence.setdefault(status.sentence, []).append(status)
    out = []
    for index, view in enumerate(reading.sentences):
        said_here = by_sentence.get(index, [])
        cues = [
            c
            for c in find_cues(reading.cue_text, view.first, view.last, reading.language, "causes")
            if c.effect == "strong"
        ]
        for number in view.mentions if cues else ():
            mention = reading.mentions[number]
            if (
                view.sentence.section == "history"
                or number in stated
                or mention.kind != "treatment"
                or said[number].presence != "present"
            ):
                continue
            if said[number].experiencer != "patient":
                continue
            if any(0 < mention.first - o.cue[1] <= 4 for o in said_here):
                # "suspendant le traitement en raison de": the frame has taken the word for the drug it means.
                continue
            if any(o.status == "replaced" and o.cue[1] < mention.first <= o.cue[1] + 12 for o in said_here):
                # What replaces another treatment is not itself given for the reason of the change.
                continue
            near = any(
                0 < c.first - mention.last <= 6 and not _interrupted(reading, mention.last, c.first, view) for c in cues
            )
            if near:
                out.append(Status(number, "given", (mention.first, mention.last), index))
    return out


def _interrupted(reading: Reading, left: int, right: int, view: SentenceView) -> bool:
    between = [
        n for n in view.mentions if left < reading.mentions[n].first < right and reading.mentions[n].kind != "site"
    ]
    told = not _STATING.isdisjoint(reading.tokens.between(left, right))
    return told or bool(between) or reading.tokens.parted(left, right, PHRASE_MARKS)


def only_weighed(reading: Reading, found: list[Status]) -> list[Status]:
    """ "scanner à discuter", "vaccination contre-indiquée ?": neither done nor planned."""
    stated = {s.mention for s in found}
    out = []
    for index, view in enumerate(reading.sentences):
        cues = find_cues(reading.cue_text, view.first, view.last, reading.language, "status-frames")
        asked = reading.document.text[view.sentence.start : view.sentence.end].rstrip().endswith("?")
        for cue in (c for c in cues if c.reach == "close" or (asked and c.effect.startswith("contraindicated"))):
            before = [n for n in view.mentions if is_theme(reading, n) and cue.first - reading.mentions[n].last > 0]
            near = [n for n in before[-1:] if n not in stated and _unparted(reading, reading.mentions[n].last, cue)]
            out += [Status(n, None, (cue.first, cue.last), index) for n in near]
    return out


def told_to_come(reading: Reading, found: list[Status]) -> list[Status]:
    """ "Le patient sera opéré", "la lésion doit être excisée": an act told by its own verb that has yet to come, or,
    with "aurait dû", that only might have."""
    stated = {s.mention for s in found}
    out = []
    for index, view in enumerate(reading.sentences):
        for number in view.mentions:
            mention = reading.mentions[number]
            if number in stated or mention.kind not in ("treatment", "procedure"):
                continue
            group = find_verbs(reading, view).of(mention.first, mention.first)
            if group is None or group.negated or not mention.first <= group.head <= mention.last:
                continue
            if group.mood == "conditional":
                out.append(Status(number, None, (group.first, group.last), index))
            elif group.mood == "future" or (group.modal in _TO_COME and not group.perfect):
                out.append(Status(number, "planned", (group.first, group.last), index))
    return out


#: Verbs that tell what is yet to come.
_TO_COME = ("devoir", "aller")


def _unparted(reading: Reading, last: int, cue: Cue) -> bool:
    """Whether nothing but a colon stands between a mention and a cue behind it."""
    return cue.first - last <= _NEAR and not reading.tokens.parted(last, cue.first, ALL_MARKS - {":"})


#: Words from a treatment to "à discuter".
_NEAR = 2
