"""What a cue reaches to the left or on both sides: subjects, answers, what was searched for, adjectives of doubt."""

from __future__ import annotations

from itertools import pairwise

from casegraph.context.forward import LIST_WORDS
from casegraph.context.phrases import added_at, is_theme
from casegraph.context.verbs import find_verbs, is_adverb
from casegraph.languages.cues import Cue
from casegraph.languages.words import word_class, written_class
from casegraph.reading import Reading, SentenceView
from casegraph.terminology.mentions import Mention
from casegraph.text.tokens import CLAUSE_MARKS, PHRASE_MARKS

__all__ = ["answers", "around", "backward", "end_with_sites", "searched", "touching"]

_NON, _FOUND = word_class("non-words"), frozenset(written_class("verbs-event"))
_AND, _PATIENTS = word_class("and"), word_class("patient-nouns")
_ORIGIN, _SOURCES = word_class("origin-nouns"), word_class("source-nouns")
#: What stands behind the answer of a form.
_ANSWER_ENDS = frozenset(".,;(\n")
#: What may not stand between a finding and the cue right behind it; a colon may.
_ENDS = frozenset(",;.")


def answers(reading: Reading, view: SentenceView, cue: Cue) -> bool:
    """Whether a cue is a form's answer: "Fièvre : non.", "Ictère : absent", "Anticoagulation : non (thrombopénie)"."""
    tokens = reading.tokens
    after = tokens.gap[cue.last + 1] if cue.last + 1 < len(tokens) else "."
    ends = cue.last + 1 >= view.last or not _ANSWER_ENDS.isdisjoint(after) or _asks_on(reading, view, cue.last)
    return ends and (":" in tokens.gap[cue.first] or _noted_no(reading, cue))


def _asks_on(reading: Reading, view: SentenceView, last: int) -> bool:
    """ "AVC : non Épilepsie : non": a form's next question stands right behind its answer."""
    colons = (j for j in view.onward(last, _TO_ANSWER) if ":" in reading.tokens.gap[j])
    at = next(colons, None)
    return at is not None and at > last + 1 and not reading.tokens.parted(last, at - 1)


#: Words from an answer to the next one of a form.
_TO_ANSWER = 4


def _noted_no(reading: Reading, cue: Cue) -> bool:
    """ "Cordarone non.", "Transfusion non (Hb > 8)": a note's "no" right behind a treatment or an act."""
    number = reading.mention_at.get(cue.first - 1)
    return (
        number is not None
        and reading.tokens.text[cue.first].lower() == "non"
        and not reading.tokens.gap[cue.first].strip()
        and reading.mentions[number].kind in ("treatment", "procedure")
    )


_NOTHING_NOTED = word_class("nothing-noted")
#: What a form asks for.
_ANSWERED = ("condition", "assessment", "treatment", "procedure")


def touching(reading: Reading, view: SentenceView, cue: Cue) -> list[int]:
    """The finding that the cue stands right behind, with its site and adjectives between at most."""
    asked = ":" in reading.tokens.gap[cue.first] or _noted_no(reading, cue)
    asked = asked and reading.tokens.fold[cue.first] not in _NOTHING_NOTED  # "ECG : RAS" was done
    kinds = _ANSWERED if asked else ("condition",)
    before = [n for n in view.mentions if reading.mentions[n].last < cue.first and reading.mentions[n].kind in kinds]
    if not before:
        return []
    # "un cancer du sein métastatique fortement suspecté"
    end = max(end_with_sites(reading, before[-1], cue.first), reading.mentions[before[-1]].whole)
    if end + 2 < _before_adverbs(reading, cue.first) or _another(reading, reading.mentions[before[-1]].last, cue.first):
        return []
    if _seen_elsewhere(reading, view, cue):
        return []
    return [] if reading.tokens.parted(reading.mentions[before[-1]].last, cue.first, _ENDS) else before[-1:]


def _of_patient(reading: Reading, view: SentenceView, cue: Cue) -> bool:
    """ "une coronaropathie a été diagnostiquée et le patient a été exclu": who is the subject of the cue's verb."""
    tokens = reading.tokens
    return any(
        tokens.fold[i] in _PATIENTS
        and tokens.fold[i - 1] in _DETERMINERS
        and (tokens.fold[i - 2] in _AND or tokens.mark_before(i - 1))
        for i in view.back(cue.first, _NEAR_SUBJECT)
        if i - 2 >= view.first
    )


#: Words from a subject to what is said of it.
_NEAR_SUBJECT = 3


def _seen_elsewhere(reading: Reading, view: SentenceView, cue: Cue) -> bool:
    """ "une miliaire non visible à l'imagerie a été découverte": its own verb tells that it was there."""
    if _once(reading, view, cue):
        return True
    if reading.tokens.fold[cue.first] not in _NON:
        return False
    own = next(iter(find_verbs(reading, view).told(cue.last, view.last)), None)
    return own is not None and own.verb in _FOUND and not own.negated and (
        not reading.tokens.parted(cue.last, own.first, PHRASE_MARKS))  # fmt: skip


def _once(reading: Reading, view: SentenceView, cue: Cue) -> bool:
    """ "une lésion, absente en 2018, mesure 3 cm": what an aside says was not there yet."""
    tokens = reading.tokens
    time = reading.time_after(tokens.end[cue.last])
    if cue.effect != "absent" or not tokens.mark_before(cue.first, _COMMA) or time is None:
        return False
    behind = tokens.at(time.end)
    near = tokens.at(time.start) - cue.last <= _TO_TIME and time.kind == "date" and behind < view.last
    return near and tokens.mark_before(behind, _COMMA)


#: Words from a denial to its year: "absente en 2018".
_TO_TIME, _COMMA = 2, frozenset(",")


def _another(reading: Reading, left: int, right: int) -> bool:
    """Whether something new stands between two words: "des métastases et un rein gauche douteux"."""
    words = reading.tokens.between(left, right)
    return any(word in _JOINS and behind in _NEW for word, behind in pairwise(words))


def _before_adverbs(reading: Reading, i: int) -> int:
    """The first of the adverbs right before word `i`: "très" in "très fortement suspectée"."""
    fold = reading.tokens.fold
    while i > 1 and is_adverb(fold[i - 1]):
        i -= 1
    return i


def end_with_sites(reading: Reading, number: int, limit: int) -> int:
    """The last word of a mention with the sites that follow it before word `limit`."""
    end = reading.mentions[number].last
    for mention in reading.mentions[number + 1 : number + 4]:
        if mention.kind == "condition" and mention.first > end:
            break  # "fièvre, abcès du foie": the site is of the abscess
        if mention.kind == "site" and 0 < mention.first - end <= 4 and mention.last < limit:
            end = mention.last
    return end


_ONE = word_class("singular-auxiliaries")
#: Words from a site to the cue whose subject it is: "tympan gauche non vu".
_SIDE = 2
#: Kinds of which a doubt behind can be said, and of what a condition is told of by "de".
_DOUBTED, _FINDINGS = ("condition", "assessment"), ("condition", "organism", "assessment")


def backward(reading: Reading, view: SentenceView, cue: Cue) -> list[int]:
    """The subject before the cue: the nearest condition and what is coordinated with it."""
    tokens = reading.tokens
    if _of_patient(reading, view, cue) or _seen_elsewhere(reading, view, cue):
        return []
    reached: list[int] = []
    joined = False
    one = not _ONE.isdisjoint(tokens.fold[cue.first : cue.first + 2])
    next_word = _before_aside(reading, view, cue.first)
    for number in reversed([n for n in view.mentions if reading.mentions[n].last < next_word]):
        mention = reading.mentions[number]
        if mention.kind == "site":
            joining = set(tokens.between(mention.last, next_word))
            # "une atteinte hépatique ou splénique": both sites are the one finding's
            listed = next_word in reading.site_at or bool(reached)
            if _BLOCK & joining and not (listed and joining <= (LIST_WORDS if reached else _JOINS)):
                break
            if not reached and "," in tokens.gap[mention.first] and mention.last + _SIDE >= cue.first:
                break  # "Otite droite, tympan gauche non vu": the site is what was not seen
            if not reached:
                next_word = min(next_word, mention.first)
            continue
        if not reached and mention.kind == "qualifier" and mention.last + 1 == next_word:
            next_word = mention.first  # "un kyste surinfecté a été évoqué"
            continue
        if mention.kind not in _DOUBTED:
            if not reached and _complement(reading, mention.first) is not None and mention.last + 3 >= next_word:
                next_word = mention.first  # "une toxicité du nivolumab a été suggérée"
                continue
            if not reached and _as_cause(reading, view, mention.first):
                next_word = mention.first  # "une toxicité liée au nivolumab a été suggérée"
                continue
            break
        if not reached and _explained(reading, view, mention.first):
            break  # "le diagnostic différentiel de la cholestase a été envisagé"
        if not reached and _complement(reading, mention.first) is not None:
            noun = _complement(reading, mention.first) or -1
            if tokens.fold[noun] in _ORIGIN and noun >= view.first:
                break  # "la cause de la fièvre n'a pas été retrouvée"
            head = reading.mention_at.get(noun)
            if head is not None and is_theme(reading, head):
                break  # "le traitement de la sténose a été discuté"
            if head is not None and reading.mentions[head].kind in _FINDINGS:
                next_word = mention.first  # "une métastase d'un carcinome est envisagée"
                continue
            if head is None and noun - 1 >= view.first and tokens.fold[noun - 1] in _ORIGIN:
                break  # "une origine centrale de la fièvre a été évoquée"
        if not reached and _as_cause(reading, view, mention.first):
            next_word = mention.first  # "un AVC secondaire à un kyste hydatique a été évoqué"
            continue
        if not reached and (head := _with(reading, number)) is not None and mention.last + _FAR >= next_word:
            # "une poussée lupique avec néphropathie a été évoquée"; what comes with what is ruled out may be there
            reached += [number, head] if cue.effect == "suspected" else [head]
            break
        between = _joining(reading, mention.last, next_word) if reached else tokens.between(mention.last, next_word)
        if tokens.parted(mention.last, next_word, CLAUSE_MARKS):
            break
        if reached:
            joined = joined or not _JOINS.isdisjoint(between)
            if not joined or not _listed(between) or len(between) > 3 or _no_subject(reading, mention.first):
                break  # "devant cette éruption, une rougeole est évoquée"
            if one and "," in tokens.gap[mention.last + 1]:
                break  # "Il a une toux, et la fièvre a disparu"
        elif _other_subject(reading, mention, next_word):
            break
        reached.append(number)
        next_word = mention.first
    if reached and (head := _typed(reading, view, reached[-1])) is not None:
        reached.append(head)
    diagnosed = _diagnosed(reading, view, cue)
    return reached if diagnosed is None or diagnosed in reached else [*reached, diagnosed]


def _listed(between: list[str]) -> bool:
    """Whether some words join two subjects: "une rechute ou une autre tumeur a été évoquée".

    "Il existe une rechute et une autre tumeur a été évoquée" tells of the second alone.
    """
    return set(between) <= (LIST_WORDS if _OR.isdisjoint(between) else _FURTHER)


_OR, _FURTHER = word_class("or"), LIST_WORDS | word_class("further-adjectives")


def _explained(reading: Reading, view: SentenceView, first: int) -> bool:
    """Whether a condition is what is to be explained: "le diagnostic différentiel de l'anémie et de la fièvre"."""
    tokens = reading.tokens
    if tokens.fold[first - 1] not in _DEFINITE:
        return False
    for i in view.back(first, _LONGEST_DIAGNOSIS):
        if tokens.mark_before(i + 1):
            return False
        if tokens.fold[i] in _DIFFERENTIAL:
            return tokens.fold[i + 1] in _OF
    return False


def _joining(reading: Reading, last: int, stop: int) -> list[str]:
    """The words between two mentions without the sites and adjectives of the first: "un kyste ovarien ou un"."""
    fold = reading.tokens.fold
    first = last + 1
    while first < stop and (first in reading.site_at or fold[first] in _ADJECTIVES):
        first += 1
    if (added := added_at(reading, first)) > first:
        return ["et", *fold[added:stop]]  # "un myélome ainsi qu'une néoplasie"
    return fold[first:stop]


_ADJECTIVES = word_class("course-adjectives") | word_class("inserted-adjectives")


def _diagnosed(reading: Reading, view: SentenceView, cue: Cue) -> int | None:
    """The condition that opens what is said of a diagnosis: "le diagnostic de lymphome avec fibrose était évoqué"."""
    tokens = reading.tokens
    verbs = {i for g in find_verbs(reading, view).groups if g.finite for i in range(g.first, g.last + 1)}
    for i in view.back(cue.first, _LONGEST_DIAGNOSIS):
        if i in verbs or tokens.mark_before(i + 1, PHRASE_MARKS):
            return None
        if tokens.fold[i] in _DIAGNOSES and tokens.fold[i + 1] in _OF:
            near = range(i + 2, min(i + 2 + _NEAR_TYPE, cue.first))
            number = next((reading.mention_at[j] for j in near if j in reading.mention_at), None)
            return number if number is not None and reading.mentions[number].kind == "condition" else None
    return None


_DIAGNOSES, _DEFINITE = word_class("diagnosis-nouns"), word_class("the-articles")
_DIFFERENTIAL = word_class("weighed-list-words")
_LONGEST_DIAGNOSIS = 15


def _typed(reading: Reading, view: SentenceView, number: int) -> int | None:
    """The condition that another one is named as the type of: "une tumeur agressive type sarcome"."""
    fold, first = reading.tokens.fold, reading.mentions[number].first
    kind = first - 1 if fold[first - 1] not in _OF_OR_BY else first - 2
    if fold[kind] != "type":
        return None
    before = [n for n in view.mentions if reading.mentions[n].kind == "condition" and reading.mentions[n].last < kind]
    if not before:
        return None
    end = end_with_sites(reading, before[-1], kind)
    return before[-1] if kind - end <= _NEAR_TYPE and not reading.tokens.parted(end, kind) else None


#: How many words may stand between a condition and the word "type".
_NEAR_TYPE = 4


def _before_aside(reading: Reading, view: SentenceView, first: int) -> int:
    """The first word of the participle clause between commas right before word `first`, else `first`.

    "une tuberculose, d'abord évoquée devant une toux, a été écartée": what is ruled out is the tuberculosis.
    """
    tokens = reading.tokens
    if tokens.gap[first].strip() in _CLOSED:
        # "une infection par l'herpès (HSV1) a été suspectée"
        return next((i for i in view.back(first, _LONGEST_ASIDE) if "(" in tokens.gap[i]), first)
    if not tokens.gap[first].rstrip().endswith(",") or not _MARKS.isdisjoint(tokens.gap[first]):
        return first
    for i in view.back(first, _LONGEST_ASIDE):
        if tokens.mark_before(i, PHRASE_MARKS):
            opening = [j for j in range(i, min(i + _OPENING, first)) if j not in reading.mention_at]
            participle = any(tokens.fold[j].endswith("é") for j in opening)
            return i if participle and tokens.gap[i].strip() == "," else first
    return first


_MARKS, _CLOSED = frozenset(";:.("), (")", "),")
#: A participle that opens an aside may have so many words with it: "un temps suspectée", "d'abord évoquée".
_OPENING = 3


#: The most words that a participle clause between commas has.
_LONGEST_ASIDE = 12
_BLOCK = word_class("backward-stops")
_DETERMINERS = word_class("determiners") - word_class("of-words")
_ARTICLES = word_class("articles")
_OPENING_NOUN = word_class("determiners") | word_class("of-words")
_OF, _OF_OR_BY, _TO = word_class("of-words"), word_class("of-or-by"), word_class("to")
_JOINS, _NEW = word_class("coordinators"), word_class("new-articles")
_CIRCUMSTANCE = word_class("circumstance-openers")


def _complement(reading: Reading, first: int) -> int | None:
    """The word that a mention is the complement of, by "de" or "par": "toxicité" in "toxicité du nivolumab"."""
    fold, i = reading.tokens.fold, first - 1
    while i > 0 and (fold[i] in _ARTICLES or fold[i] in _DETERMINERS):
        i -= 1
    if i > 0 and fold[i] in _OF_OR_BY and not reading.tokens.gap[i].strip():
        return i - 1
    return None


def _as_cause(reading: Reading, view: SentenceView, first: int) -> bool:
    """Whether a mention is named as the cause of the condition before it."""
    fold = reading.tokens.fold
    for i in view.back(first, _CAUSE_NEAR):
        if fold[i] in _CAUSED and not _TO.isdisjoint(reading.tokens.behind(i, 2)):
            return i - 1 in reading.mention_at or i - 1 in reading.site_at
        if reading.tokens.mark_before(i, PHRASE_MARKS):
            return False
    return False


_CAUSED = word_class("caused-adjectives")
#: How many words before a mention the word for its effect may stand.
_CAUSE_NEAR = 6


def _with(reading: Reading, number: int) -> int | None:
    """The condition that another comes with, right before "avec": "une sarcoïdose avec uvéite"."""
    tokens, i = reading.tokens, reading.mentions[number].first - 1
    while i > 0 and tokens.fold[i] in _DETERMINERS:
        i -= 1
    if i <= 0 or tokens.fold[i] not in _WITH or tokens.mark_before(i) or tokens.mark_before(i + 1):
        return None
    head = next((n for n in range(number - 1, -1, -1) if reading.mentions[n].kind != "site"), None)
    if head is None or reading.mentions[head].kind != "condition" or end_with_sites(reading, head, i) + 1 != i:
        return None
    return head if tokens.fold[reading.mentions[head].first - 1] in _ARTICLES else None


_WITH = word_class("with")


def _no_subject(reading: Reading, first: int) -> bool:
    """Whether a preposition makes a condition the circumstance of what is said: "un traitement pour ce diabète"."""
    i = first - 1
    while i >= 0 and reading.tokens.fold[i] in _DETERMINERS:
        i -= 1
    return i >= 0 and reading.tokens.fold[i] in _CIRCUMSTANCE and reading.tokens.close(i + 1)


def _other_subject(reading: Reading, mention: Mention, cue: int) -> bool:
    """Whether something else than a condition is what a cue behind it speaks of.

    It is far, behind another verb, in a circumstance, or a subject without a concept follows: "devant cet AVC, de
    nombreuses étiologies ont été recherchées".
    """
    tokens, words = reading.tokens, reading.tokens.between(mention.last, cue)
    if len(words) > _FAR or not _BLOCK.isdisjoint(words) or _no_subject(reading, mention.first):
        return True
    if not _SOURCES.isdisjoint(words):
        return True  # "une anémie de cause non identifiée"
    commas = [i for i in range(mention.last + 1, cue) if "," in tokens.gap[i]]
    return bool(commas) and tokens.fold[commas[-1]] in _OPENING_NOUN


#: The most words from a subject to what is said of it.
_FAR = 6


_SEARCHES, _POSITIVE = word_class("search-nouns"), word_class("positive-words")
_ELSEWHERE = word_class("found-elsewhere")


def searched(reading: Reading, view: SentenceView, cue: Cue) -> list[int]:
    """ "La recherche de X est négative": only what was searched for is absent."""
    tokens = reading.tokens
    sought = next((i for i in view.back(cue.first, 2) if tokens.text[i].lower() in _SOUGHT), None)
    if sought is not None:
        before = [n for n in view.mentions if reading.mentions[n].last < sought]
        before = [n for n in before if reading.mentions[n].kind == "condition"]
        here = before and end_with_sites(reading, before[-1], sought) >= sought - _TO_SOUGHT
        return before[-1:] if here else []
    head = [i for i in range(view.first, cue.first) if tokens.fold[i] in _SEARCHES]
    if not head:
        return _negative_test(reading, view, cue) if cue.effect == "ruled-out" else []
    return [
        n
        for n in view.mentions
        if not _ELSEWHERE & set(tokens.fold[head[0] : reading.mentions[n].first])
        and head[0] < reading.mentions[n].first
        and "avec" not in tokens.fold[reading.mentions[n].last : cue.first]
        and (cue.effect != "ruled-out" or _POSITIVE.isdisjoint(tokens.fold[reading.mentions[n].last : cue.first]))
        and reading.mentions[n].last < cue.first
        and reading.mentions[n].kind == "condition"
    ]


def _negative_test(reading: Reading, view: SentenceView, cue: Cue) -> list[int]:
    """A finding of the laboratory that is named for its test: "la cryoglobulinémie était négative"."""
    near = [n for n in view.mentions if reading.mentions[n].last < cue.first]
    if not near or reading.mentions[near[-1]].last + 1 != cue.first or reading.tokens.gap[cue.first].strip():
        return []
    if reading.mentions[near[-1]].kind != "condition" or any(reading.mentions[n].kind == "procedure" for n in near):
        return []
    if reading.is_a(near[-1], "Infection"):
        return _list_before(reading, near)  # "les hépatites B et C étaient négatives": their tests
    named = reading.is_a(near[-1], "LaboratoryFinding") or _in_blood(reading, near[-1])
    return near[-1:] if named or _is_sign(reading, near[-1]) else []


_SOUGHT = frozenset(written_class("sought-participles"))
#: Words from a finding to "recherchée": "a été aussi recherchée".
_TO_SOUGHT = 4


def _is_sign(reading: Reading, number: int) -> bool:
    """ "Signe de Murphy négatif", "Babinski négatif": a sign that is looked for with the hands."""
    first = reading.mentions[number].first
    return reading.is_a(number, "Sign") or not _SIGNS.isdisjoint(reading.tokens.fold[max(0, first - 2) : first + 1])


_SIGNS = word_class("examination-signs")


def _list_before(reading: Reading, near: list[int]) -> list[int]:
    """The last of some mentions and the infections listed right before it, up to one that was found: "VRS positive"."""
    out = near[-1:]
    for number in reversed(near[:-1]):
        last = reading.mentions[number].last
        between = reading.tokens.between(last, reading.mentions[out[-1]].first)
        if not set(between) <= LIST_WORDS or not reading.is_a(number, "Infection"):
            break
        if reading.tokens.fold[last] in _POSITIVE:
            break
        out.append(number)
    return out


def _in_blood(reading: Reading, number: int) -> bool:
    return reading.tokens.text[reading.mentions[number].last].lower().endswith(_IN_BLOOD)


_IN_BLOOD = ("émie", "urie", "émies", "uries")


def around(reading: Reading, view: SentenceView, cue: Cue, stops: list[Cue]) -> list[int]:
    """An adjective or adverb of doubt: what it stands right before or right after."""
    tokens = reading.tokens
    # "une source possible de fièvre": the adjective says nothing of what follows it.
    ends = cue.last + 1 < view.last and tokens.fold[cue.last + 1] in _OF and not is_adverb(tokens.fold[cue.last])
    near = range(max(view.first, cue.first - 4), cue.first)
    origins = [i for i in near if tokens.fold[i] in _ORIGIN and not tokens.parted(i, cue.first, PHRASE_MARKS)]
    if origins:
        # "d'origine tumorale probable": the origin is doubtful, not what comes from it.
        effect = ends and tokens.fold[origins[-1]] in _SOURCES
        after = [
            n
            for n in view.mentions
            if not effect
            and 0 < reading.mentions[n].first - cue.last <= 3
            and not tokens.parted(cue.last, reading.mentions[n].first, PHRASE_MARKS)
        ]
        return [n for n in view.mentions if origins[-1] <= reading.mentions[n].first < cue.first] or after
    before, after = [], []
    for number in view.mentions:
        mention = reading.mentions[number]
        if mention.kind == "site":
            continue
        end = end_with_sites(reading, number, cue.first)
        if 0 < cue.first - end <= 2 and not tokens.parted(end, cue.first, PHRASE_MARKS):
            before.append(number)
        elif (
            0 < mention.first - cue.last <= 3
            and not ends
            and not tokens.parted(cue.last, mention.first, PHRASE_MARKS)
            and not any(cue.last < s.first < mention.first for s in stops)
        ):
            after.append(number)
    if not before or not after:
        return before + after
    # An adverb, and an adjective before its noun ("sur une possible surinfection"), say nothing of what stood before;
    # an adjective behind its noun says nothing of what follows: "une pneumopathie probable et une pleurésie".
    leading = is_adverb(tokens.fold[cue.last]) or tokens.fold[cue.first - 1] in _BEFORE_NOUN
    return after if leading else before


_BEFORE_NOUN = LIST_WORDS | word_class("determiners") | word_class("prepositions")
