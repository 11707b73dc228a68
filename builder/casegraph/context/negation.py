"""Negated verbs: which of them deny, which only leave open, and which way they reach.

A French negation is "ne", a chain of auxiliaries and adverbs with "pas", "plus" or "jamais", and a verb. The verb says
what comes of it: "n'a pas été retrouvé" denies, "n'a pas pu être exclue" leaves open, "ne permet pas d'écarter" too.
"""

from __future__ import annotations

from casegraph.context.verbs import adverbial_end, find_verbs, is_adverb
from casegraph.languages.cues import Cue
from casegraph.languages.words import word_class, written_class
from casegraph.reading import Reading, SentenceView
from casegraph.text.tokens import PHRASE_MARKS

__all__ = ["at_no_time", "negated_verbs", "parted", "turned"]

_NE = word_class("ne")
_NE_WRITTEN = written_class("ne")
_PARTICLES = word_class("negating-particles")
#: One of these stands in every sentence that negates a verb.
_DENYING = _NE | _PARTICLES | word_class("bare-negators")
_CHAIN = word_class("negated-chain")
_PASSIVE = word_class("be")
_FOUND, _FIND = word_class("found-participles"), word_class("finding-infinitives")
_EXCLUDED, _EXCLUDE = word_class("excluded-participles"), word_class("excluding-verbs")
_KEPT = word_class("kept-participles")
_OF, _THAT, _ONE = word_class("of"), word_class("that"), word_class("indefinite-articles")
_ANY, _PUT = word_class("any-one"), word_class("put")
_LONGEST_CHAIN = 8
_SHOWING, _THE = written_class("verbs-showing"), word_class("definite-articles")
_ARTICLES = _ONE | _THE | word_class("new-articles")
#: "ne met pas en évidence la présence de": words between such a verb and its object.
_AS_EVIDENCE = frozenset({"en", "evidenc"})


def negated_verbs(reading: Reading, view: SentenceView) -> list[Cue]:
    """The cues of a sentence's negated verbs, and those of negations with a clause set in."""
    fold, gap = reading.tokens.fold, reading.tokens.gap
    if _DENYING.isdisjoint(fold[view.first : view.last]):
        return []
    found = []
    for i in range(view.first, view.last):
        if fold[i] in _NE and reading.tokens.text[i].lower() in _NE_WRITTEN:  # not of "nouveau-né"
            cue = _negated(reading, i, view.last)
            if cue is not None:
                found.append(cue)
        elif fold[i] in _PARTICLES and gap[i + 1 : i + 2] and gap[i + 1].startswith(","):
            found += _interrupted(reading, i, view.last)
        if fold[i] in _BARE and _opens_phrase(reading, view, i):
            found += _bare(reading, view, i)
    return found + _not_shown(reading, view)


def _opens_phrase(reading: Reading, view: SentenceView, i: int) -> bool:
    """Whether a word opens a phrase without a negated verb before it."""
    tokens = reading.tokens
    opens = i == view.first or tokens.mark_before(i, PHRASE_MARKS) or tokens.fold[i - 1] in _GOING_ON
    return opens and _NE.isdisjoint(tokens.before(i, _SUBJECT, view.first))


def _bare(reading: Reading, view: SentenceView, i: int) -> list[Cue]:
    """A note's denial without a verb: "Pas ictérique, jamais franchement douloureux", "Plus de céphalées"."""
    tokens = reading.tokens
    if tokens.fold[i] in _NO_MORE:
        stop = tokens.next_mark(i + 1, view.last) or view.last
        of = not _OF.isdisjoint(tokens.behind(i, 1)) and i + 2 in reading.mention_at
        compared = not _THAT.isdisjoint(tokens.fold[i:stop])  # "plus de douleurs à droite qu'à gauche"
        return [Cue(i, i + 1, "absent", "next")] if of and not compared else []
    last = i + 1 if i + 1 < view.last and tokens.fold[i + 1] in _FLATLY else i
    number = reading.mention_at.get(last + 1)
    if last + 1 >= view.last or number is None or tokens.mark_before(last + 1):
        return []
    told = reading.mentions[number].kind in _TOLD_KINDS and reading.mentions[number].first == last + 1
    return [Cue(i, last, "absent", "next")] if told else []


#: Words that deny an adjective by themselves, and the adverbs that leave such a denial as it is.
_BARE, _FLATLY = word_class("bare-deniers"), word_class("flat-adverbs")
_GOING_ON, _NO_MORE = word_class("also-words"), word_class("no-more")


def _not_shown(reading: Reading, view: SentenceView) -> list[Cue]:
    """Verbs that do not show what an article points to: "ne retrouve plus les adénopathies", "pas la notion de"."""
    fold, found = reading.tokens.fold, []
    for group in find_verbs(reading, view).groups:
        if not group.negated or not group.finite or group.passive or group.verb not in _SHOWING:
            continue
        i = group.last + 1
        while i < view.last and (fold[i] in _PARTICLES or fold[i] in _AS_EVIDENCE):
            i += 1
        if i < view.last and fold[i] in _THE and not reading.tokens.parted(group.last, i):
            found.append(Cue(group.first, i, "absent", "after"))
    return found


def _negated(reading: Reading, ne: int, stop: int) -> Cue | None:
    """What the verb chain behind a "ne" says: "n'a été retrouvé", "ne présente plus de", "ne peut être exclue"."""
    fold, gap = reading.tokens.fold, reading.tokens.gap
    nothing = _nothing_before(reading, ne) or _never_before(reading, ne)
    particle, passive, pending = nothing, False, True
    i, limit = ne, ne + _LONGEST_CHAIN
    while (i := i + 1) < min(limit, stop):
        if i > ne + 1 and reading.tokens.mark_before(i):
            behind = _behind_aside(reading, i, stop) if pending else i
            if behind == i:
                return None
            i, limit = behind, limit + behind - i
        if (behind := _behind_no_time(reading, i)) > i:
            particle = nothing = True
            i, limit = behind - 1, limit + behind - i
            continue
        word = fold[i]
        pending = pending and (word in _CHAIN or word in _PARTICLES)
        own = _told_by_verb(reading, ne, i, particle, stop) or (_told_of_none(reading, ne, i) if nothing else None)
        if own is not None:
            return own
        of = i + 1 < stop and fold[i + 1] in _OF and not gap[i + 1].strip()
        if word in _PARTICLES:
            particle = True
            if of and word != "pas" and i > ne + 1:
                return Cue(ne, i + 1, "ruled-out", "after")
            continue
        if word in _EXCLUDED:
            if of or (i + 1 < stop and fold[i + 1] in _THAT):
                return Cue(ne, i + 1, "suspected", "after")  # "il n'est pas exclu que"
            if not passive and particle and (end := _to_object(reading, i, stop)) >= i:
                return Cue(ne, end, "suspected", "after")  # "on n'a pas exclu une embolie"
            return Cue(ne, i, "suspected", "before") if passive or particle else None
        if word in _EXCLUDE:
            # "ne permet pas d'exclure"; "n'exclut pas" has its particle behind it.
            last = i + 1 if i + 1 < stop and fold[i + 1] in _PARTICLES else i
            if not (particle or last > i or fold[i - 1] in _CHAIN):
                return None
            end = _to_object(reading, last, stop)
            subject = passive and end < 0 and fold[i - 1] in _TO  # "n'est pas à exclure"
            return Cue(ne, max(last, end), "suspected", "before" if subject else "after")
        if word in _KEPT and (passive or of):
            behind = of or _impersonal(reading, ne, i, stop)
            return Cue(ne, i + 1 if behind else i, "ruled-out", "after" if behind else "before")
        shown = word in _PUT and reading.tokens.behind(i, 2) == ["en", "evidenc"]
        # Right behind "ne" stands the verb itself: "ne présente plus de" is no "présent".
        if i > ne + 1 and (word in _FOUND or shown or word in _FIND):
            last = i + 2 if shown else i
            return _seen(reading, ne, last, stop, passive)
        passive = passive or word in _PASSIVE
        # "ne se plaint plus de": a pronoun and a verb may stand before the particle.
        if word not in _CHAIN and not word.endswith("ment") and (particle or i > ne + 2):
            return None
    return None


def _behind_aside(reading: Reading, i: int, stop: int) -> int:
    """The word behind an aside between commas that begins at a word, or that word: ", malgré le traitement, "."""
    gap = reading.tokens.gap
    if gap[i].strip() != ",":
        return i
    behind = reading.tokens.next_mark(i + 1, min(i + _LONGEST_ASIDE, stop), PHRASE_MARKS)
    return behind if behind is not None and gap[behind].strip() in (",", "),") else i


#: The most words that an aside between commas has, with the word behind it.
_LONGEST_ASIDE = 12


def _behind_no_time(reading: Reading, i: int) -> int:
    """The word behind "à aucun moment", which denies as "jamais" does, where it begins at a word, or that word."""
    fold = reading.tokens.fold
    denied = (
        fold[i] in _TO and not _NO_ONE.isdisjoint(fold[i + 1 : i + 2]) and not _MOMENTS.isdisjoint(fold[i + 2 : i + 3])
    )
    return i + 3 if denied else i


_TO, _NO_ONE, _MOMENTS = word_class("to"), word_class("no-one"), word_class("moment-nouns")


def at_no_time(reading: Reading, view: SentenceView, i: int) -> bool:
    """Whether a word is the "aucun" of "à aucun moment" beside a negated verb, which alone says what is denied."""
    return i > view.first and _behind_no_time(reading, i - 1) > i and not _NE.isdisjoint(
        reading.tokens.fold[view.first : view.last])  # fmt: skip


def _never_before(reading: Reading, ne: int) -> bool:
    """Whether "à aucun moment" stands before a verb in its clause: "à aucun moment la patiente n'a été fébrile"."""
    view, fold = reading.sentence_of(ne), reading.tokens.fold
    for i in view.back(ne, _FAR_BEFORE):
        if fold[i] in _NE or reading.tokens.mark_behind(i, _CLAUSE_ENDS):
            return False
        if _behind_no_time(reading, i) > i:
            return True
    return False


#: Words within which a "never" stands before its verb, and the marks that part it from another clause.
_FAR_BEFORE, _CLAUSE_ENDS = 14, frozenset(";:")


def _behind_adverbs(reading: Reading, i: int, stop: int) -> int:
    """The word behind adverbs that begin at a word, or that word: "avec certitude", "à ce stade", "formellement"."""
    while i < stop and not reading.tokens.gap[i].strip():
        end = max(adverbial_end(reading, i), _behind_no_time(reading, i))
        if end == i and not is_adverb(reading.tokens.fold[i]) and reading.tokens.fold[i] not in _STRONGLY:
            break
        i = max(end, i + 1)
    return i


def _to_object(reading: Reading, last: int, stop: int) -> int:
    """The last word before the object of a verb that ends at a word; -1 where no article opens one.

    "n'a pas exclu formellement une rechute"; "n'exclut pas, faute de recul, une rechute", with the article.
    """
    fold, tokens = reading.tokens.fold, reading.tokens
    behind = _behind_adverbs(reading, last + 1, stop)
    if behind >= stop:
        return -1
    if not tokens.mark_before(behind):
        return behind - 1 if fold[behind] in _ARTICLES else -1
    aside = _behind_aside(reading, behind, stop)
    return aside if aside > behind and fold[aside] in _ARTICLES else -1


#: Adverbs of degree that are adjectives too: "on craint fort une ischémie".
_STRONGLY = word_class("degree-adverbs")


def _told_of_none(reading: Reading, ne: int, i: int) -> Cue | None:
    """A finding told by an adjective of a subject that denies: "à aucun moment il n'a été fébrile"."""
    number = reading.mention_at.get(i)
    if number is None or reading.mentions[number].kind not in _TOLD_KINDS or reading.tokens.fold[i - 1] not in _PASSIVE:
        return None
    return Cue(ne, reading.mentions[number].last, "absent", "own")


def _nothing_before(reading: Reading, ne: int) -> bool:
    """Whether the subject denies: "rien n'exclut", "aucun argument n'élimine"."""
    fold = reading.tokens.fold
    for i in range(ne - 1, max(-1, ne - _SUBJECT), -1):
        if fold[i] in _NOTHING:
            return fold[i] != "rien" or i == ne - 1
        if reading.tokens.mark_before(i):
            break
    return False


#: The most words that such a subject has.
_SUBJECT = 5
_NOTHING = word_class("nothing-words")


#: Kinds of what a verb alone can tell: "tousse", "vomit", "fume".
_TOLD_KINDS = ("condition", "assessment")
_CLITICS = word_class("clitics")


def _told_by_verb(reading: Reading, ne: int, i: int, particle: bool, stop: int) -> Cue | None:
    """A finding whose name is the negated verb itself: "ne tousse pas", "n'a pas vomi", "n'a pas été vacciné"."""
    number = reading.mention_at.get(i)
    if number is None or reading.mentions[number].kind not in _TOLD_KINDS:
        return None
    fold, mention = reading.tokens.fold, reading.mentions[number]
    if particle:
        denied = fold[i - 1] in _PARTICLES or (fold[i - 1] in _PASSIVE and fold[i - 2] in _PARTICLES)
        return Cue(ne, mention.last, "absent", "own") if mention.first == i and denied else None
    right_behind = all(fold[k] in _CLITICS for k in range(ne + 1, mention.first))
    after = mention.last + 1
    if not right_behind or after >= stop or fold[after] not in _PARTICLES or reading.tokens.gap[after].strip():
        return None
    return Cue(ne, after, "absent", "own")


def _impersonal(reading: Reading, ne: int, last: int, stop: int) -> bool:
    """Whether the subject stands behind its verb: "il n'a pas été retrouvé une porte d'entrée"."""
    fold = reading.tokens.fold
    return reading.tokens.before(ne, 1) == ["il"] and last + 1 < stop and fold[last + 1] in _ANY


def _seen(reading: Reading, ne: int, last: int, stop: int, passive: bool) -> Cue | None:
    """ "n'a pas été retrouvé" reaches its subject, "n'a pas été noté de" and "n'a pas présenté de" what follows."""
    fold = reading.tokens.fold
    told, last = last, _behind_adverbs(reading, last + 1, stop) - 1
    follows = fold[last + 1] if last + 1 < stop else ""
    if follows in _THAT:
        return None
    if follows in _OF and not reading.tokens.gap[last + 1].strip():
        return Cue(ne, last + 1, "absent", "after")
    if passive and not _impersonal(reading, ne, last, stop):
        return Cue(ne, last, "absent", "before")
    # "n'avait pas retrouvé une porte d'entrée", said for "de porte d'entrée"
    taken = follows in _ONE or (follows in _THE and fold[told] in _CAUGHT)
    return Cue(ne, last + 1, "absent", "after") if taken else None


#: Participles whose object may be a known disease: "n'a pas contracté la varicelle".
_CAUGHT = word_class("caught-participles")


def _interrupted(reading: Reading, i: int, stop: int) -> list[Cue]:
    """A negation with a clause set in: "pas, malgré une forte exposition, de silicose", "ni, à la marche, d'ataxie"."""
    behind = _behind_aside(reading, i + 1, stop)
    return [Cue(behind, behind, "absent", "after")] if behind > i + 1 and reading.tokens.fold[behind] in _OF else []


def parted(reading: Reading, view: SentenceView) -> list[Cue]:
    """Doubt whose preposition or object stands apart from it.

    "compatible sur le plan histologique avec", "suspicion, dès l'admission, de", "a soupçonné, devant la toux, une".
    """
    fold = reading.tokens.fold
    found = _doubting_verbs(reading, view)
    if _PARTED.isdisjoint(fold[view.first : view.last]):
        return found
    for i in range(view.first, view.last - 1):
        if (end := _headed(reading, view, i)) is not None:
            found.append(Cue(i, end, "suspected", "after"))
            continue
        if fold[i] in _COMPATIBLE:
            end = _its_preposition(reading, i, _WITH, min(i + 10, view.last))
        elif fold[i] in _DOUBTS:
            end = _its_preposition(reading, i, _OF, min(i + 6, view.last))
        else:
            continue
        if end > i + 1:
            found.append(Cue(i, end, "suspected", "after"))
    return found


def _headed(reading: Reading, view: SentenceView, i: int) -> int | None:
    """The word before the colon of what a note heads as doubted: "Hypothèse :", "Diagnostics évoqués :"."""
    fold = reading.tokens.fold
    if fold[i] not in _HEADS:
        return None
    colon = reading.tokens.next_mark(i + 1, min(i + _HEADING, view.last))
    if colon is None or reading.tokens.gap[colon].strip() != ":":
        return None
    weighed = fold[i] in _DOUBTS or not _WEIGHED.isdisjoint(fold[i + 1 : colon])
    return colon - 1 if weighed and not any(k in reading.mention_at for k in range(i, colon)) else None


#: The most words of such a heading, with the one behind its colon.
_HEADING = 5


def _its_preposition(reading: Reading, i: int, ends: frozenset[str], stop: int) -> int:
    """The preposition of a word of doubt, behind its adjectives and an aside between commas at most; -1 where none."""
    fold = reading.tokens.fold
    for j in range(i + 1, stop):
        if reading.tokens.mark_before(j):
            behind = _behind_aside(reading, j, reading.sentence_of(i).last)
            return behind if behind > j and fold[behind] in ends else -1
        if ends is _OF and fold[j] in _THE:
            break  # "cette hypothèse et le diagnostic de sarcoïdose"
        if fold[j] in ends:
            return j
    return -1


def _doubting_verbs(reading: Reading, view: SentenceView) -> list[Cue]:
    """Verbs of doubt whose object stands apart: "avons d'emblée soupçonné une", "a évoqué, devant la toux, un"."""
    found = []
    for group in find_verbs(reading, view).groups:
        told = group.verb in _DOUBTING and group.finite and group.mood != "conditional"
        if not told or group.negated or (group.passive and not group.caused) or group.last + 1 == view.last:
            continue
        end = _to_object(reading, group.last, view.last)
        if end >= group.last:
            found.append(Cue(group.head, end, "suspected", "after"))
    return found


_DOUBTING = frozenset(written_class("verbs-doubting"))
_COMPATIBLE, _WITH = word_class("compatible"), word_class("with")


def _supposed_away(reading: Reading, view: SentenceView, cue: Cue) -> bool:
    """ "Sans la fièvre, on aurait évoqué une migraine": it is there, and only thought away."""
    fold = reading.tokens.fold
    if fold[cue.last] != "san" or _DEFINITE.isdisjoint(reading.tokens.behind(cue.last, 1)):
        return False
    return any(g.mood == "conditional" and g.first > cue.last for g in find_verbs(reading, view).groups)


_DEFINITE = word_class("definite-articles") | word_class("demonstratives")
_DOUBTS, _LACKING = word_class("doubt-nouns"), word_class("lacking-adjectives")
_HEADS = _DOUBTS | word_class("diagnosis-nouns")
_PARTED = _HEADS | _COMPATIBLE
_WEIGHED = word_class("weighing-words") | word_class("heading-doubts")


def turned(reading: Reading, view: SentenceView, cue: Cue) -> Cue:
    """A cue of doubt under a negation denies ("n'évoque pas"); one of lacking says nothing there ("pas exempt de")."""
    if cue.effect in ("absent", "ruled-out") and reading.tokens.fold[cue.first] in _LACKING:
        near = reading.tokens.before(cue.first, 2, view.first)
        return Cue(cue.first, cue.last, "neutral", cue.reach) if not _PARTICLES.isdisjoint(near) else cue
    if cue.effect == "absent" and _supposed_away(reading, view, cue):
        return Cue(cue.first, cue.last, "neutral", cue.reach)
    if cue.effect == "ruled-out" and cue.reach == "after" and cue.last + 1 < view.last:
        return Cue(cue.first, max(cue.last, adverbial_end(reading, cue.last + 1) - 1), cue.effect, cue.reach)
    if cue.effect != "suspected" or cue.reach != "after":
        return cue
    tokens = reading.tokens
    for i in range(cue.first - 1, max(view.first - 1, cue.first - 4), -1):
        if not tokens.close(i + 1) or tokens.fold[i] in _OF:
            break
        if i in reading.mention_at and "ni" in tokens.before(i, 2, view.first) and not _of_any_lesion(reading, i):
            break  # "masse sans nécrose ni calcification évoquant un adénome"
        if tokens.fold[i] in _NO_MORE and _NE.isdisjoint(tokens.before(i, _NE_NEAR, view.first)):
            break  # "un aspect plus évocateur d'un abcès": it compares
        if tokens.fold[i] in _PARTICLES or tokens.fold[i] == "rien":
            return Cue(cue.first, cue.last, "absent", "after")
    if _no_sign(reading, view, cue.first) or _of_nothing(reading, view, cue.first):
        return Cue(cue.first, cue.last, "absent", "after")
    before = tokens.before(cue.first, 2, view.first)
    behind = tokens.fold[cue.last + 1] if cue.last + 1 < view.last else ""
    if behind in _PARTICLES and not _NE.isdisjoint(before):
        return Cue(cue.first, cue.last + 1, "absent", "after")
    return cue


def _of_any_lesion(reading: Reading, i: int) -> bool:
    """Whether a finding is denied only for what it would stand for: "ni aucune lésion évoquant une tuberculose"."""
    tokens = reading.tokens
    return tokens.fold[i] in _LESIONS and not _NO_ONE.isdisjoint(tokens.before(i, 1))


_LESIONS = word_class("pointing-nouns")


def _of_nothing(reading: Reading, view: SentenceView, first: int) -> bool:
    """Whether the subject of a doubt denies it: "aucun élément ne fait penser à", "ne permet d'évoquer"."""
    ne = next((i for i in view.back(first, _NE_NEAR) if reading.tokens.fold[i] in _NE), None)
    return ne is not None and not reading.tokens.parted(ne, first) and _nothing_before(reading, ne)


#: Words from "ne" to the doubt that it denies.
_NE_NEAR = 4
_SIGNS = word_class("sign-nouns")
#: How many words before its sign a negation may stand: "il n'y a pas eu de signe net en faveur de".
_SIGN_NEAR = 5


def _no_sign(reading: Reading, view: SentenceView, first: int) -> bool:
    """Whether what stands before a doubt is a sign that is not there: "n'a pas retrouvé de signe en faveur de"."""
    fold, gap = reading.tokens.fold, reading.tokens.gap
    if first - 2 <= view.first or fold[first - 1] not in _SIGNS or fold[first - 2] not in _OF or gap[first].strip():
        return False
    near = range(max(view.first, first - 2 - _SIGN_NEAR), first - 2)
    return any(
        fold[i] in _PARTICLES and not _NE.isdisjoint(reading.tokens.before(i, 3, view.first)) for i in near
    ) and not reading.tokens.parted(near[0], first - 1)
