"""What is doubted with a clause or by examples: "supposé que la toux était due à un reflux", "une tumeur (gliome)"."""

from __future__ import annotations

from casegraph.context.backward import end_with_sites
from casegraph.context.forward import forward
from casegraph.context.verbs import find_verbs, is_adverb
from casegraph.languages.cues import Cue
from casegraph.languages.words import word_class, written_class
from casegraph.reading import Reading, SentenceView
from casegraph.text.tokens import CLAUSE_MARKS

__all__ = ["alternatives", "examples", "only_if", "supposed"]

_THAT, _NEW = word_class("that"), word_class("new-articles") | word_class("of")
_LIKE = word_class("such")
_CAUSED, _TO = word_class("caused-adjectives"), word_class("to")
#: Words from a doubt to its "que", that one counted.
_LED = 6
_OPEN = ("suspected", "ruled-out")
_STATING = frozenset(written_class("verbs-stating"))
#: Words from "que" to the verb of its clause.
_SUBJECT = 12


def supposed(reading: Reading, view: SentenceView, cue: Cue) -> Cue:
    """A cue of doubt with a clause reaches what the clause says of its subject, which is there.

    "On suppose que la toux est due à un reflux" doubts the reflux; "que les lésions appartiennent au même groupe"
    doubts no lesion. A subject named for the first time is what is doubted: "qu'une embolie soit en cause".
    """
    tokens = reading.tokens
    if cue.effect not in _OPEN or cue.reach != "after":
        return cue
    # "exclure la possibilité que", "exclure à l'heure actuelle que"
    near = range(cue.last, min(cue.last + _LED, view.last - 1))
    that = next((i for i in near if tokens.fold[i] in _THAT), None)
    if that is None or tokens.fold[that + 1] in _NEW or tokens.parted(cue.last, that + 1):
        return cue
    between = {reading.mention_at[i] for i in range(cue.last + 1, that) if i in reading.mention_at}
    if tokens.fold[that - 1] in _LIKE or any(reading.mentions[n].kind == "condition" for n in between):
        return cue
    verb = next((g for g in find_verbs(reading, view).groups if g.first > that and g.finite), None)
    if verb is None or verb.first - that > _SUBJECT or tokens.parted(that, verb.first, CLAUSE_MARKS):
        return cue
    last = verb.last
    while last + 1 < view.last and is_adverb(tokens.fold[last + 1]):
        last += 1
    caused = [i for i in (last, last + 1) if i + 1 < view.last and tokens.fold[i] in _CAUSED]
    if caused and tokens.fold[caused[0] + 1] in _TO:
        return Cue(cue.first, caused[0] + 1, cue.effect, cue.reach)
    effect = cue.effect if verb.verb in _STATING else "neutral"
    return Cue(cue.first, last, effect, cue.reach)


def only_if(reading: Reading, view: SentenceView, cue: Cue) -> Cue:
    """An absence on which something to come depends is no finding: "sera repris en l'absence de saignement"."""
    tokens = reading.tokens
    words = tokens.fold[cue.first : cue.last + 1]
    if cue.effect != "absent" or not (words[0] in _IN and not _ABSENCE.isdisjoint(words)):
        return cue
    groups = [g for g in find_verbs(reading, view).groups if not g.lone]
    groups = [g for g in groups if not tokens.parted(min(g.last, cue.last), max(g.first, cue.first), _CLAUSES)]
    near = [g for g in groups if g.last < cue.first][-1:] or [g for g in groups if g.first > cue.last][:1]
    to_come = bool(near) and near[0].mood in ("future", "conditional")
    return Cue(cue.first, cue.last, "hypothetical", cue.reach) if to_come else cue


_IN, _ABSENCE, _CLAUSES = frozenset({"en"}), word_class("absence-words"), frozenset(";")


#: Words from a class to "tel que": "un processus infectieux du poumon, tel que".
_NEAR = 3


def examples(reading: Reading, view: SentenceView, number: int) -> list[int]:
    """The kinds of a condition named right behind it: "une tumeur (germinome, épendymome)", "telle qu'un gliome"."""
    tokens, named = reading.tokens, reading.mentions[number]
    if named.kind != "condition" or named.concept is None:
        return []
    end = max(end_with_sites(reading, number, view.last), named.whole)
    like = next((i for i in view.onward(end, _NEAR) if tokens.fold[i] in _LIKE), None)
    if like is not None and not _THAT.isdisjoint(tokens.behind(like, 1)):
        return forward(reading, view, Cue(like, like + 1, "suspected", "after"), [])
    if end + 1 >= view.last or "(" not in tokens.gap[end + 1]:
        return []
    stop = next((i for i in range(end + 2, view.last) if ")" in tokens.gap[i]), view.last)
    inside = [n for n in view.mentions if end < reading.mentions[n].first < stop]
    return [n for n in inside if reading.is_a(n, named.concept)]


def alternatives(reading: Reading, view: SentenceView) -> set[int]:
    """The causes of which only one can be meant: "lié à un œdème ou à une infection", "imputé à un abcès ou un kyste".

    A cause that is known has one name: "lié à l'œdème ou à l'infection" says of both that they are there.
    """
    tokens = reading.tokens
    out: set[int] = set()
    conditions = [n for n in view.mentions if reading.mentions[n].kind == "condition"]
    for i in view.onward(view.first, view.last - view.first - 1):
        if tokens.fold[i] not in _OR or i + 2 >= view.last:
            continue
        left = next((n for n in conditions if end_with_sites(reading, n, i) + 1 == i), None)
        behind = i + 1 if tokens.fold[i + 1] in _SOME else i + 2
        right = next((n for n in conditions if reading.mentions[n].first == behind + 1), None)
        if left is None or right is None or tokens.fold[behind] not in _SOME or tokens.parted(i - 1, behind):
            continue
        if _as_one_cause(reading, reading.mentions[left].first):
            out |= {left, right}
    return out


def _as_one_cause(reading: Reading, first: int) -> bool:
    """Whether a condition is named for the first time as a cause: "lié à un", "en lien avec un", "classé comme un"."""
    tokens = reading.tokens
    if first < _LEAD or tokens.fold[first - 1] not in _SOME:
        return False
    noun, lead = tokens.fold[first - 3], tokens.fold[first - 2]
    if lead in _AS:
        return noun.endswith("é")
    return (noun in _CAUSED and lead in _TO) or (noun in _CONNECTION and (lead in _OF or lead in _WITH))


#: Words before a cause that lead to it, with its article.
_LEAD = 3
_OR, _SOME = word_class("or"), word_class("indefinite-articles") | {"des"}
_AS, _CONNECTION = word_class("like"), word_class("connection-nouns")
_OF, _WITH = word_class("of"), word_class("with")
