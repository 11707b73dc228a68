"""How far a time expression reaches: not over what it counts from, nor over another clause, nor to another patient."""

from __future__ import annotations

from functools import cache

from casegraph.context.backward import end_with_sites
from casegraph.context.phrases import is_name
from casegraph.context.verbs import VerbGroup, find_verbs
from casegraph.languages.words import word_class
from casegraph.reading import Reading, SentenceView
from casegraph.terminology.mentions import Mention
from casegraph.text.fold import words
from casegraph.text.tokens import BRACKETS, COMMA
from casegraph.values.numbers import ordinals
from casegraph.values.time_expression import TimeExpression
from casegraph.values.times import TO_ITS_VALUE

__all__ = ["anchored", "aside_reach", "dated_item", "goes_onward", "is_cut_off", "of_item_before"]

_COMPLEMENTS = word_class("complement-words")
_ARTICLES = word_class("determiners")
_BEFORE_AFTER = word_class("before-after")
_ENDS = word_class("later-endings")
_BEGINNINGS = word_class("beginning-nouns")
_CARRIERS = word_class("counted-carriers")
_HEADINGS, _NUMBERS = word_class("case-headings"), word_class("heading-numbers")
_ONWARD = word_class("onward-words")
_CONSEQUENCE = word_class("consequence-participles")
_TREATED, _FOR = word_class("treated-participles"), word_class("for") | word_class("of-words")
#: Relations of a length of time that counts from something or of it.
_COUNTING = ("later", "before")
#: Roman numbers that number cases.
_ROMAN = frozenset({"i", "ii", "iii", "iv", "v", "vi"})
_OF = word_class("of-words")
_ENDING, _OPEN, _SEMICOLON = frozenset(",;:("), frozenset("("), frozenset(";")
_AGAINST, _THEN = word_class("comparing-words"), word_class("then-words")
#: How many words, the time's own preposition with them, stand between what is dated and its time; what joins a list.
_BESIDE, _JOINS = 4, word_class("list-joins")
#: How many words at the head of a sentence may say that time has gone on.
_FIRST_WORDS = 8


def anchored(reading: Reading, view: SentenceView, t: TimeExpression) -> list[int]:
    """What a length of time counts from, or is the length of, and so is not the time of.

    "quinze jours avant son admission": the admission; "dix jours après le début du traitement par X": both;
    "après dix jours d'héparine": the heparin.
    """
    if t.kind != "duration" or t.relation not in _COUNTING:
        # "à J2 d'un accouchement": the words of the time itself name what it counts from.
        return [n for n in view.mentions if t.start < reading.mentions[n].start < t.end]
    tokens = reading.tokens
    i = tokens.at(t.end)
    if tokens.fold[i - 1] in _ENDS:
        return []
    of = tokens.fold[i - 1] not in _BEFORE_AFTER
    passing = _COMPLEMENTS if of else _COMPLEMENTS | _ARTICLES | _BEGINNINGS | _rounds(reading.language)
    if of and (i >= len(tokens) or tokens.fold[i] not in _OF):
        return []
    out: list[int] = []
    hangs = True  # whether a preposition hangs what follows on what was counted from
    while i < view.last and not tokens.mark_before(i, _ENDING):
        number = reading.mention_at.get(i)
        if number is not None:
            if not hangs:
                break
            out.append(number)
            i, hangs = reading.mentions[number].last + 1, False
        elif i in reading.site_at or tokens.fold[i] in passing or (out and tokens.fold[i] in _ARTICLES):
            hangs = hangs or tokens.fold[i] in _COMPLEMENTS
            i += 1
        else:
            break
    return out


def aside_reach(reading: Reading, view: SentenceView, t: TimeExpression) -> tuple[int, int] | None:
    """The offsets between which an expression in an aside tells when; None where it reaches as far as any other.

    Behind a value that another is compared with it dates that value alone: "168 contre 80 un mois auparavant".
    So it does behind the value of an aside: "créatinine 186 (118 en janvier), kaliémie 5,9". Else it dates what the
    brackets hold, and the condition or treatment that they stand behind: "une hystérectomie (fibrome en 2010), une
    HTA"; but a test keeps the day of all that it shows: "un scanner (3 mars) retrouvait une masse".
    """
    text, sentence = reading.document.text, view.sentence
    if (drug := _scheduled(reading, view, t)) is not None:
        return reading.mentions[drug].start, t.end
    named = [m for n in view.mentions if (m := reading.mentions[n]).start < t.start and t.end <= m.end]
    if any(m.kind == "procedure" for m in named):
        return named[0].start, sentence.end  # "le bilan était normal comme le bilan préopératoire"
    if (compared := _compared(reading, view, t)) is not None:
        return compared, compared
    opened = text.rfind("(", sentence.start, t.outer)
    closed = text.find(")", t.end, sentence.end)
    if opened < 0 or closed < 0 or ")" in text[opened : t.outer] or "(" in text[t.end : closed]:
        return None
    inside = any(opened < reading.mentions[n].start < closed for n in view.mentions)
    if reading.quantities_within(opened, t.outer) or TO_ITS_VALUE.match(text, t.end):
        return opened, closed  # "créatinine 186 (118 en janvier)", "CRP 348 (J3 : 189)"
    heads = [n for n in view.mentions if reading.mentions[n].end <= opened and reading.mentions[n].kind != "site"]
    between = text[reading.mentions[heads[-1]].end : opened] if heads else ""
    if not heads and _of_year(t) and _behind_a_name(reading, view, opened):
        return opened, closed  # "Valve aortique biologique (2017), diabète"
    if not heads or len(between) > _ASIDE or not _MARKS.isdisjoint(between) or (between.strip() and not _of_year(t)):
        return (opened, closed) if inside else None
    head = heads[-1]
    shows = reading.mentions[head].kind == "encounter" or reading.is_a(head, "DiagnosticProcedure")
    return None if shows and not inside else (reading.mentions[head].start, closed)


def _scheduled(reading: Reading, view: SentenceView, t: TimeExpression) -> int | None:
    """The drug of whose cycle a day is: "cisplatine 100 mg/m2 J1", "étoposide 100 mg/m² de J1 à J3"."""
    if t.kind != "day":
        return None
    before = reading.quantities_within(view.sentence.start, t.outer)
    if not before or "/m2" not in (before[-1].unit or "") or t.outer - before[-1].end > _TO_DAY:
        return None
    drugs = [n for n in view.mentions if reading.mentions[n].end <= before[-1].start]
    return drugs[-1] if drugs and reading.mentions[drugs[-1]].kind == "treatment" else None


#: Characters from a dose to the day of its cycle: ", de ".
_TO_DAY = 6


def _behind_a_name(reading: Reading, view: SentenceView, opened: int) -> bool:
    """Whether a word that no mention covers, and no verb, stands right before a bracket."""
    i = reading.tokens.at(opened) - 1
    return i >= view.first and is_name(reading, i) and i not in find_verbs(reading, view).at


def dated_item(reading: Reading, view: SentenceView, t: TimeExpression) -> int | None:
    """The mention right behind which an expression stands, where that may be one item of a list.

    None behind a test or a stay, which keep their day for all that they showed.
    """
    tokens = reading.tokens
    at = tokens.at(t.outer)
    head = next(
        (n for n in reversed(view.mentions) if reading.mentions[n].last < at and reading.mentions[n].kind != "site"),
        None,
    )
    if head is None or reading.mentions[head].kind == "encounter":
        return None
    if reading.is_a(head, "DiagnosticProcedure") and view.sentence.section != "history":
        return None
    beside = range(end_with_sites(reading, head, at) + 1, at + 1)
    given = reading.mentions[head].kind == "treatment"
    dosed = sum((given and i in reading.quantity_words) or i in reading.site_at for i in beside)
    parted = any(tokens.mark_before(i) for i in beside if i not in reading.quantity_words)
    return None if len(beside) - dosed > _BESIDE or parted else head


def of_item_before(reading: Reading, view: SentenceView, number: int, t: TimeExpression, item: int) -> bool:
    """Whether an expression dates its own item of a list and not a mention: "une césarienne en 2019 et une migraine".

    What a verb behind the day tells of has the day as well.
    """
    tokens, mention, head = reading.tokens, reading.mentions[number], reading.mentions[item]
    left, right = (mention.last, head.first) if mention.last < head.first else (head.last, mention.first)
    if t.relation == "now" and number != item and not find_verbs(reading, view).told(left, right):
        return tokens.parted(left, right, COMMA)  # "un vitiligo, un psoriasis actuellement blanchi, un goitre"
    if mention.start < t.start:
        # "une démence, une ostéoporose et un cancer opéré en 2005": what was done is dated, and what it was done for.
        comma = tokens.parted(mention.last, head.first, COMMA)
        joined = not _JOINS.isdisjoint(tokens.between(mention.last, head.first))
        if comma and view.sentence.section == "history":
            return True
        aside = any(tokens.fold[i] in _WITH and tokens.mark_before(i, COMMA) for i in view.back(head.first, 2))
        if aside and number != item and t.kind in ("day", "date"):
            return True  # "une pneumopathie, traitée sept jours, avec apyrexie à J5"
        if comma and _of_year(t) and not joined:
            return not _tells_finitely(reading, view)
        done = head.kind == "procedure" or tokens.fold[tokens.at(t.outer) - 1] in _TREATED
        dosed = head.kind == mention.kind == "treatment" and bool(reading.quantities_within(head.end, t.outer))
        # "pas de diarrhée, un vomissement ce matin": what is not there has no day of another thing's.
        apart = _denied(reading, mention.first) and not _denied(reading, head.first)
        return (comma or joined) and (dosed or ((done or apart) and mention.kind == "condition"))
    behind = tokens.at(t.end)
    if _of_year(t) and not _tells_finitely(reading, view):
        bracket = tokens.next_mark(behind, mention.first, _OPEN) or mention.first
        return tokens.marked(behind, bracket, COMMA)
    if _next_treatment(reading, view, head, mention, behind):
        return True
    if behind < view.last and tokens.fold[behind] in _TREATED:
        behind += 1  # "un infarctus en 2012 stenté, une HTA"
    if behind >= view.last or not (tokens.mark_before(behind, COMMA) or tokens.fold[behind] in _JOINS):
        return False
    verbs = find_verbs(reading, view).told(behind, mention.first)
    # ", est transférée", ", elle est transférée": the day belongs to the aside before.
    return not verbs or verbs[0].first - behind <= 1


def _tells_finitely(reading: Reading, view: SentenceView) -> bool:
    """Whether a sentence has a finite verb; a list of a history has none."""
    return any(g.finite for g in find_verbs(reading, view).groups)


def _next_treatment(reading: Reading, view: SentenceView, head: Mention, mention: Mention, behind: int) -> bool:
    """Whether a comma and no verb part one treatment with its day from the next: "reprise du Pradaxa à J3 sauf
    saignement, aspirine arrêtée"."""
    if head.kind != "treatment" or mention.kind != "treatment":
        return False
    return reading.tokens.marked(behind, mention.first, COMMA) and not _tells_finitely(reading, view)


def _of_year(t: TimeExpression) -> bool:
    """Whether an expression is a year or a month, as lists of a history date their items: "appendicectomie,
    prothèse de hanche en 2014"."""
    return t.kind == "date" and t.date is not None and len(t.date) <= _MONTH


#: How far behind a mention the bracket with its year may open ("cardiopathie stentée (2018)"), and what parts them.
_ASIDE, _MARKS = 16, frozenset(",;:.()")
#: The length of a month as it is written in a record: "2014-05".
_MONTH = 7


_DENYING = word_class("denying-words") | word_class("negating-particles")


def _denied(reading: Reading, first: int) -> bool:
    """Whether a negation stands right before a mention: "pas de diarrhée", "sans fièvre"."""
    return not _DENYING.isdisjoint(reading.tokens.before(first, 2))


def _compared(reading: Reading, view: SentenceView, t: TimeExpression) -> int | None:
    """Where the value starts that an expression stands behind and another is compared with: "contre 80 la veille"."""
    before = reading.quantities_within(view.sentence.start, t.outer)
    if not before or reading.document.text[before[-1].end : t.outer].strip():
        return None
    i = reading.tokens.at(before[-1].start)
    return before[-1].start if i and reading.tokens.fold[i - 1] in _AGAINST else None


@cache
def _rounds(language: str) -> frozenset[str]:
    """The words by which a round of a treatment is counted: "la troisième cure"."""
    return _CARRIERS | {word for name in ordinals(language) for word in words(name)}


def is_cut_off(reading: Reading, view: SentenceView, number: int, t: TimeExpression) -> bool:
    """Whether a clause of its own holds an expression: "fumeur, il a consulté en mai pour une toux".

    So it is where a finite verb stands between, and what it tells of between the verb and the expression or right
    behind it; a test keeps the day of what it showed.
    """
    mention = reading.mentions[number]
    at = reading.tokens.at(t.outer)
    if mention.last < at and (
        _step_between(reading, view, mention.last, at) or _past_semicolon(reading, view, mention.last, at)
    ):
        return True
    if mention.last < at and (_next_clause(reading, view, mention, at) or _in_aside(reading, view, mention, at)):
        return True
    if mention.first > at > view.first and t.relation == "later" and _ends_its_clause(reading, t, at):
        return True
    if mention.first > at and _of_year(t) and _second_part(reading, view, t, mention):
        return True
    if mention.last < at and (_not_yet(reading, at) or _of_its_own(reading, view, mention.last, at)):
        return True
    if t.relation == "clock" and reading.tokens.next_mark(at, mention.first + 1, _SEMICOLON) is not None:
        return True  # "posée à 3 h du matin ; drain retiré"
    if mention.kind in ("procedure", "encounter") and t.relation != "since":
        return False
    verbs = find_verbs(reading, view)
    if mention.last < at:
        came = [n for n in view.mentions if number < n and reading.mentions[n].kind == "encounter"]
        if any(reading.mentions[n].last < at and reading.mentions[n].first > mention.last for n in came):
            return True
        if _of_another(reading, mention.last, at) or _behind_bracket(reading, view, mention.last, at):
            return True
        between = [g for g in verbs.groups if mention.last < g.first and g.last < at and _tells(reading, g, at)]
        if not between:
            return False
        told = {reading.mention_at.get(i) for i in range(between[-1].first, at)} - {None}
        return bool(told) or (between[-1].last + 1 >= at and _object(reading, view, t))
    if t.relation != "since" or at == view.first:
        return False  # "Depuis trois jours, elle a une toux"
    comma = reading.tokens.next_mark(at + 1, mention.first + 1, COMMA)
    return comma is not None and any(g.first <= mention.last + _BESIDE for g in verbs.told(comma, view.last))


def _next_clause(reading: Reading, view: SentenceView, mention: Mention, at: int) -> bool:
    """Whether a clause with a subject and a verb of its own holds a time: "un rejet ne peut être écarté et une biopsie
    est programmée le 3 juin", "refusée, il accepte de la faire en décembre"."""
    tokens = reading.tokens
    verbs = find_verbs(reading, view)
    told = [g for g in verbs.groups if g.finite and mention.last < g.first and g.last < at]
    if not told:
        return False
    for i in range(told[-1].first - 1, mention.last, -1):
        if i <= told[-1].first - _SUBJECT or i in verbs.at:
            return False
        if tokens.parted(i, told[-1].first, COMMA):
            return False  # "et de bévacizumab, qui s'est terminée en août"
        joined = tokens.fold[i - 1] in _CLAUSE_JOINS and tokens.fold[i] in _SUBJECT_OPENERS
        if joined or (tokens.mark_before(i, COMMA) and tokens.fold[i] in _PRONOUNS):
            return any((g.finite or g.lone) and g.last < i for g in verbs.groups)
    return False


def _in_aside(reading: Reading, view: SentenceView, mention: Mention, at: int) -> bool:
    """Whether a mention stands in an aside of its subject, whose verb behind it has the time: "la metformine, mise en
    pause pendant l'insuffisance rénale, a été reprise en mai"."""
    verbs, closes = find_verbs(reading, view), reading.tokens.next_mark(mention.last + 1, at, COMMA)
    if closes is None or not any(g.finite and g.first == closes for g in verbs.groups):
        return False
    opens = next((i for i in view.back(mention.first, _SUBJECT) if reading.tokens.mark_before(i, COMMA)), None)
    return opens is not None and any(g.lone and g.first == opens for g in verbs.groups)


def _second_part(reading: Reading, view: SentenceView, t: TimeExpression, mention: Mention) -> bool:
    """Whether a second participle behind a year leads to a mention: "diagnostiquée en 2004 et contrôlée sous X"."""
    first, last = reading.tokens.at(t.outer), reading.tokens.at(t.end)
    lone = [g for g in find_verbs(reading, view).groups if g.lone]
    before = any(first - _BESIDE < g.last < first for g in lone)
    joined = (reading.tokens.fold[g.first - 1] in _CLAUSE_JOINS for g in lone if last <= g.first < mention.first)
    return before and any(joined)


#: What joins a clause to one before, what its subject opens with, and words from that to its verb.
_CLAUSE_JOINS = word_class("verb-coordinators")
_PRONOUNS = word_class("personal-pronouns")
_SUBJECT_OPENERS, _SUBJECT = (_ARTICLES - _OF) | _PRONOUNS | word_class("new-articles"), 14


def _of_its_own(reading: Reading, view: SentenceView, last: int, at: int) -> bool:
    """ "une fibrillation dont l'anticoagulation avait été interrompue en mai": when that was, not the fibrillation."""
    whose = any(reading.tokens.fold[i] in _WHOSE for i in range(last + 1, min(last + 3, at)))
    return whose and bool(find_verbs(reading, view).told(last, at))


_WHOSE, _WITH = word_class("whose"), word_class("with")


def _not_yet(reading: Reading, at: int) -> bool:
    """ "un nodule, non présent en 2019": when something was not there yet is not when it is."""
    fold, i = reading.tokens.fold, at - 1
    i -= fold[i] in _IN
    asided = reading.tokens.mark_before(i, COMMA) or reading.tokens.mark_before(i - 1, COMMA)
    return i > 1 and asided and (fold[i] in _ABSENT or (fold[i] in _SEEN and fold[i - 1] in _NON))


_IN, _ABSENT, _NON = word_class("at-or-in"), word_class("absent-adjectives"), word_class("non-words")
_SEEN = word_class("seen-participles")


def _past_semicolon(reading: Reading, view: SentenceView, last: int, at: int) -> bool:
    """Whether a time stands in a clause of its own behind a semicolon: "une toux ; il est guéri depuis mai"."""
    mark = reading.tokens.next_mark(last + 1, at + 1, _SEMICOLON)
    return mark is not None and any(
        (g.finite or g.lone) and mark <= g.first <= at for g in find_verbs(reading, view).groups
    )


def _ends_its_clause(reading: Reading, t: TimeExpression, at: int) -> bool:
    """Whether a time stands right behind what it is the time of, before a comma: "apyrexie après six jours, sortie"."""
    after = reading.tokens.at(t.end)
    return at - 1 in reading.mention_at and reading.tokens.mark_before(after, COMMA)


def _step_between(reading: Reading, view: SentenceView, last: int, at: int) -> bool:
    """Whether a second thing done has a time: "contre-indiqué par l'insuffisance rénale puis introduit en mai", "FEC
    puis chirurgie en mai"."""
    groups = find_verbs(reading, view).groups
    steps = [g for g in groups if (g.lone or g.shared is not None) and last < g.first and at - _BESIDE < g.last < at]
    if any(reading.tokens.fold[g.first - 1] in _THEN for g in steps):
        return True
    done = (reading.mention_at.get(i + 1) for i in range(last + 1, at - 1) if reading.tokens.fold[i] in _THEN)
    return any(n is not None and reading.mentions[n].kind in ("treatment", "procedure") for n in done)


def _behind_bracket(reading: Reading, view: SentenceView, last: int, at: int) -> bool:
    """Whether a verb stands between the bracket that holds a mention and a time: "suspendu (fièvre) et repris à J6"."""
    closes = reading.tokens.next_mark(last + 1, at + 1, BRACKETS)
    if closes is None or reading.tokens.mark_before(closes, _OPEN):
        return False
    groups = find_verbs(reading, view).groups
    return any(closes <= g.first < at and (g.finite or reading.tokens.fold[g.first - 1] in _JOINS) for g in groups)


def _of_another(reading: Reading, last: int, at: int) -> bool:
    """Whether a time is when something else was treated: "obèse, traitée pour un kyste il y a dix ans"."""
    fold = reading.tokens.fold
    return any(
        reading.tokens.mark_before(i, COMMA) and fold[i] in _TREATED and fold[i + 1] in _FOR
        and any(k in reading.mention_at for k in range(i + 2, at))
        for i in range(last + 1, at - 1)
    )  # fmt: skip


def _tells(reading: Reading, group: VerbGroup, at: int) -> bool:
    """Whether a verb tells something of its own: a finite one, a participle in "-ant" right before the time, or one
    of what came of it: "un diazépam, aboutissant au décès une heure plus tard"."""
    word = reading.tokens.fold[group.head]
    return group.finite or word in _CONSEQUENCE or (group.last + 1 >= at and word.endswith("ant"))


def _object(reading: Reading, view: SentenceView, t: TimeExpression) -> bool:
    """Whether a verb's object stands right behind an expression: "présente depuis deux mois une tuméfaction"."""
    i = reading.tokens.at(t.end)
    counted = anchored(reading, view, t)
    if counted:
        i = reading.mentions[counted[-1]].last + 1
    while i < view.last and i not in reading.mention_at and reading.tokens.fold[i] in _ARTICLES:
        i += 1
    return i in reading.mention_at


def goes_onward(reading: Reading, view: SentenceView) -> bool:
    """Whether a sentence leaves the day of the one before: it tells of the course, of another patient, of before."""
    fold = reading.tokens.fold
    first = fold[view.first : min(view.last, view.first + _FIRST_WORDS)]
    if not _ONWARD.isdisjoint(first):
        return True
    if not first or first[0] not in _HEADINGS:
        return False
    rest = next((w for w in first[1:] if w not in _NUMBERS), "")
    return rest.isdecimal() or rest in _ROMAN
