"""What is named and not done yet: "avant le geste" of a planned act, the drugs of a regimen that is refused."""

from __future__ import annotations

from casegraph.context.acts import ANY_ACT
from casegraph.context.frames import NOT_BEGUN, OPEN, Status
from casegraph.context.names import drug_named
from casegraph.context.presence import Said
from casegraph.context.verbs import VerbGroup, find_verbs
from casegraph.languages.words import word_class
from casegraph.reading import Reading, SentenceView

__all__ = ["named_ahead", "named_along"]

_ARTICLES = word_class("articles") | word_class("possessives") | word_class("demonstratives")
_BEFORE = word_class("before-words")
_OF, _DAYS = word_class("of-words"), word_class("days-of-an-act")
#: Sentences over which an act that was planned may be named again.
_FAR = 2


def named_ahead(reading: Reading, found: list[Status], said: list[Said]) -> list[Status]:
    """The procedures that a sentence names as what something comes before, where they are still to come.

    That is told by the sentence ("sera suspendu avant le scanner", "à arrêter avant la chirurgie"), or by the last
    procedure told, where the name is that of any act ("une biopsie est prévue ... 48 heures avant le geste").
    """
    stated = {s.mention for s in found}
    by_sentence: dict[int, list[Status]] = {}
    for status in found:
        if reading.mentions[status.mention].kind == "procedure":
            by_sentence.setdefault(status.sentence, []).append(status)
    out = []
    for index, view in enumerate(reading.sentences):
        for number in view.mentions:
            mention = reading.mentions[number]
            if mention.kind != "procedure" or number in stated or said[number].presence != "present":
                continue
            if not _ahead(reading, mention.first):
                continue
            told = [s for i in range(max(0, index - _FAR), index + 1) for s in by_sentence.get(i, ())]
            last = max((s for s in told if s.cue[0] < mention.first), key=lambda s: s.cue[0], default=None)
            again = mention.concept in ANY_ACT and last is not None and last.status in OPEN
            if again or _to_come(reading, view, mention.first):
                out.append(Status(number, "planned", (mention.first, mention.last), index))
    return out


def named_along(reading: Reading, found: list[Status]) -> list[Status]:
    """The other names of a treatment that was not begun, which say nothing by themselves: "Une chimiothérapie de type
    AI (doxorubicine, ifosfamide) est prévue", "une bithérapie associant X et Y a été refusée"."""
    stated = {s.mention for s in found}
    out: list[Status] = []
    for status in found:
        if status.status not in (*NOT_BEGUN, None) or status.named is not None:
            continue
        view = reading.sentences[status.sentence]
        row = [n for n in view.mentions if reading.mentions[n].kind == "treatment"]
        if status.mention not in row:
            continue
        at = row.index(status.mention)
        for names in (row[at + 1 :], row[:at][::-1]):
            last = status.mention
            for number in names:
                if not _one_name(reading, *sorted((last, number))) or (
                        status.status is None and drug_named(reading, number)):  # fmt: skip
                    break
                if number not in stated:
                    out.append(Status(number, None, status.cue, status.sentence))
                    stated.add(number)
                last = number
    return out


def _one_name(reading: Reading, left: int, right: int) -> bool:
    """Whether two mentions name one treatment: "chimiothérapie de type AI (doxorubicine", "protocole AI (doxorubicine",
    or two drugs of that bracket."""
    tokens = reading.tokens
    first, stop = reading.mentions[left].last + 1, reading.mentions[right].first
    if "(" in tokens.gap[stop] or any("(" in gap for gap in tokens.gap[first:stop]):
        plain = all(tokens.fold[i] in _NAMING or tokens.text[i].isupper() for i in range(first, stop))
        concept = reading.concept(left)
        kind = not drug_named(reading, left) or (concept is not None and bool(concept.components))
        return plain and stop - first <= _NAME and kind  # not "gentamicine (amoxicilline"
    opened = next(
        (i for i in range(first - 1, max(0, first - _BRACKET), -1) if not _OPENS.isdisjoint(tokens.gap[i])), 0
    )
    inside = "(" in tokens.gap[opened] and ")" not in tokens.gap[stop]
    listed = stop - first <= 1 and set(tokens.fold[first:stop]) <= _AND
    led = 0 < stop - first <= _NAME and set(tokens.fold[first:stop]) <= _NAMING and not tokens.marked(first, stop)
    return (inside and listed) or led


#: Words between two names of one treatment, the most of them, and the most words of a bracket.
_NAMING, _NAME, _BRACKET, _AND = word_class("naming-words"), 4, 30, word_class("and")
_OPENS = frozenset("()")


def _ahead(reading: Reading, first: int) -> bool:
    """Whether "avant" or "le matin de" stands before a word, with its article between at most."""
    words = reading.tokens.before(first, 3)
    if not _ARTICLES.isdisjoint(words[-1:]):
        words = words[:-1]
    return not _BEFORE.isdisjoint(words[-1:]) or (
        len(words) > 1 and words[-1] in _OF and words[-2] in _DAYS)  # fmt: skip


def _to_come(reading: Reading, view: SentenceView, first: int) -> bool:
    """Whether the verb before a word tells of what is to be done: "sera arrêté", "à arrêter", "ne pas prendre"."""
    before = [g for g in find_verbs(reading, view).groups if g.last < first and not g.lone]
    return bool(before) and (before[-1].mood == "future" or _ordered(reading, view, before[-1]))


def _ordered(reading: Reading, view: SentenceView, group: VerbGroup) -> bool:
    tokens = reading.tokens
    if group.mood != "infinitive":
        return False
    start = group.first
    while start > view.first and tokens.fold[start - 1] in _NOT:
        start -= 1
    above = find_verbs(reading, view).of(start - 2, start - 2)
    governed = above is not None and above.verb != "être"  # "n'a pas eu à reprendre", not "est à arrêter"
    return ":" in tokens.gap[start] or (tokens.fold[start - 1] in _TO and not governed)


_NOT, _TO = word_class("ne") | word_class("before-particles"), word_class("to")
