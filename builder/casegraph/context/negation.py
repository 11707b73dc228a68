"""Negated verbs: which of them deny, which only leave open, and which way they reach.

A French negation is "ne", a chain of auxiliaries and adverbs with "pas", "plus" or "jamais", and a verb. The verb says
what comes of it: "n'a pas été retrouvé" denies, "n'a pas pu être exclue" leaves open, "ne permet pas d'écarter" too.
"""

from __future__ import annotations

from casegraph.context.verbs import find_verbs
from casegraph.languages.cues import Cue
from casegraph.languages.words import word_class, written_class
from casegraph.reading import Reading, SentenceView

__all__ = ["negated_verbs", "parted", "turned"]

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
    return found + _not_shown(reading, view)


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
    particle, passive = _nothing_before(reading, ne), False
    for i in range(ne + 1, min(ne + _LONGEST_CHAIN, stop)):
        if i > ne + 1 and reading.tokens.mark_before(i):
            return None
        word = fold[i]
        own = _told_by_verb(reading, ne, i, particle, stop)
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
            return Cue(ne, i, "suspected", "before") if passive or particle else None
        if word in _EXCLUDE:
            # "ne permet pas d'exclure"; "n'exclut pas" has its particle behind it.
            last = i + 1 if i + 1 < stop and fold[i + 1] in _PARTICLES else i
            return Cue(ne, last, "suspected", "after") if particle or last > i or fold[i - 1] in _CHAIN else None
        if word in _KEPT and passive:
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
    follows = fold[last + 1] if last + 1 < stop else ""
    if follows in _THAT:
        return None
    if follows in _OF and not reading.tokens.gap[last + 1].strip():
        return Cue(ne, last + 1, "absent", "after")
    if passive and not _impersonal(reading, ne, last, stop):
        return Cue(ne, last, "absent", "before")
    # "n'avait pas retrouvé une porte d'entrée", said for "de porte d'entrée"
    return Cue(ne, last + 1, "absent", "after") if follows in _ONE else None


def _interrupted(reading: Reading, i: int, stop: int) -> list[Cue]:
    """A negation with a clause set in: "pas, malgré une forte exposition, de silicose", "ni, à la marche, d'ataxie"."""
    tokens = reading.tokens
    for j in range(i + 2, min(i + 12, stop - 1)):
        if "," in tokens.gap[j]:
            return [Cue(j, j, "absent", "after")] if tokens.fold[j] in _OF else []
    return []


def parted(reading: Reading, view: SentenceView) -> list[Cue]:
    """Doubt whose preposition stands apart: "compatible sur le plan histologique avec", "suspicion très forte de"."""
    fold = reading.tokens.fold
    found = []
    for i in range(view.first, view.last - 2):
        if fold[i] in _COMPATIBLE:
            ends, farthest = _WITH, 10
        elif fold[i] in _DOUBTS:
            ends, farthest = _OF, 6
        else:
            continue
        for j in range(i + 1, min(i + farthest, view.last)):
            if reading.tokens.mark_before(j) or (ends is _OF and fold[j] in _THE):
                break  # "cette hypothèse et le diagnostic de sarcoïdose"
            if fold[j] in ends:
                if j > i + 1:
                    found.append(Cue(i, j, "suspected", "after"))
                break
    return found


_COMPATIBLE, _WITH = word_class("compatible"), word_class("with")


def _supposed_away(reading: Reading, view: SentenceView, cue: Cue) -> bool:
    """ "Sans la fièvre, on aurait évoqué une migraine": it is there, and only thought away."""
    fold = reading.tokens.fold
    if fold[cue.last] != "san" or _DEFINITE.isdisjoint(reading.tokens.behind(cue.last, 1)):
        return False
    return any(g.mood == "conditional" and g.first > cue.last for g in find_verbs(reading, view).groups)


_DEFINITE = word_class("definite-articles") | word_class("demonstratives")
_DOUBTS, _LACKING = word_class("doubt-nouns"), word_class("lacking-adjectives")


def turned(reading: Reading, view: SentenceView, cue: Cue) -> Cue:
    """A cue of doubt under a negation denies ("n'évoque pas"); one of lacking says nothing there ("pas exempt de")."""
    if cue.effect in ("absent", "ruled-out") and reading.tokens.fold[cue.first] in _LACKING:
        near = reading.tokens.before(cue.first, 2, view.first)
        return Cue(cue.first, cue.last, "neutral", cue.reach) if not _PARTICLES.isdisjoint(near) else cue
    if cue.effect == "absent" and _supposed_away(reading, view, cue):
        return Cue(cue.first, cue.last, "neutral", cue.reach)
    if cue.effect != "suspected" or cue.reach != "after":
        return cue
    tokens = reading.tokens
    for i in range(cue.first - 1, max(view.first - 1, cue.first - 4), -1):
        if not tokens.close(i + 1) or tokens.fold[i] in _OF:
            break
        if i in reading.mention_at and "ni" in tokens.before(i, 2, view.first):
            break  # "masse sans nécrose ni calcification évoquant un adénome"
        if tokens.fold[i] in _PARTICLES or tokens.fold[i] == "rien":
            return Cue(cue.first, cue.last, "absent", "after")
    if _no_sign(reading, view, cue.first):
        return Cue(cue.first, cue.last, "absent", "after")
    before = tokens.before(cue.first, 2, view.first)
    behind = tokens.fold[cue.last + 1] if cue.last + 1 < view.last else ""
    if behind in _PARTICLES and not _NE.isdisjoint(before):
        return Cue(cue.first, cue.last + 1, "absent", "after")
    return cue


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
