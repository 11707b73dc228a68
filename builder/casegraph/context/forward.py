"""How far a cue reaches to the right: through one list of things, to where its clause ends."""

from __future__ import annotations

from casegraph.languages.cues import Cue
from casegraph.languages.words import word_class
from casegraph.reading import Reading, SentenceView

__all__ = ["LIST_WORDS", "forward"]

#: Words that may stand between the things of one list.
LIST_WORDS = word_class("list-words")
_FARTHEST = 14


def forward(reading: Reading, view: SentenceView, cue: Cue, stops: list[Cue]) -> list[int]:
    """From the cue on: through one list of things, to where its clause ends."""
    tokens = reading.tokens
    limit = view.last
    for stop in stops:
        # "Dans ses antécédents on note ..." goes on over its verb.
        if stop.first > cue.last and _stops(cue, stop):
            limit = stop.first
            break
    reached: list[int] = []
    last_word = cue.last
    for number in view.mentions:
        mention = reading.mentions[number]
        # Of "sans signe de malignité" the name may begin inside the cue; a risk may be named as one.
        if (
            mention.last <= cue.last
            or mention.first < cue.first
            or (mention.first == cue.first and cue.effect != "at-risk")
        ):
            continue
        if mention.first >= limit:
            break
        if not reached and mention.first - cue.last > _FARTHEST:
            break
        if mention.kind == "encounter" and "," in "".join(tokens.gap[last_word + 1 : mention.first + 1]):
            break  # "sans antécédent notable, hospitalisée pour ..."
        between = tokens.fold[last_word + 1 : mention.first]
        if "ainsi" in between and {"un", "une", "des"} & set(between):
            break  # "évoquant des neurofibromes ainsi qu'un épaississement" says it of the first alone
        if cue.effect in _ABSENCE and _not_meant(reading, number, last_word, bool(reached)):
            break
        if _broken(reading, last_word, mention.first, bool(reached), cue.effect, tokens.fold[cue.first] == "san"):
            break
        reached.append(number)
        last_word = max(last_word, mention.last)
    return reached


def _stops(cue: Cue, stop: Cue) -> bool:
    if stop.effect != "boundary":
        return cue.effect == "absent"
    return cue.reach != "either" or stop.reach != "verb"


_PLACING = word_class("placing-prepositions")


#: A list of what is absent ends where something is said to be there: "sans souffle, murmure vésiculaire conservé".
_THERE = word_class("there-adjectives")
_ABSENCE = ("absent", "ruled-out", "resolved")


def _not_meant(reading: Reading, number: int, left: int, listed: bool) -> bool:
    """Whether a mention that a negation could reach is none of the things negated."""
    mention = reading.mentions[number]
    if mention.kind not in ("condition", "site") and _placed(reading, left, mention.first):
        return True
    words = reading.tokens.fold
    before = words[left + 1 : mention.first]
    if mention.kind == "condition" and _treats(reading, left, before):
        return True
    comma = "," in "".join(reading.tokens.gap[left + 1 : mention.first + 1])
    return comma and listed and bool(_THERE & set(words[mention.last + 1 : mention.last + 3]))


def _treats(reading: Reading, left: int, between: list[str]) -> bool:
    """Whether a condition is what the negated treatment or test was for: "aucune prophylaxie contre la varicelle"."""
    number = reading.mention_at.get(left)
    if number is None or reading.mentions[number].kind not in ("treatment", "procedure"):
        return False
    return not {"ni", "ou", "et"} & set(between)


def _placed(reading: Reading, left: int, right: int) -> bool:
    """Whether a test or treatment only says where or how: "aucune lésion au scanner"."""
    return bool(_PLACING & set(reading.tokens.fold[max(left + 1, right - 3) : right]))


def _broken(reading: Reading, last_word: int, first: int, started: bool, effect: str, bare: bool) -> bool:
    """Whether what stands between two words of a scope ends it."""
    tokens = reading.tokens
    for i in range(last_word + 1, first + 1):
        gap = tokens.gap[i]
        if ";" in gap or ":" in gap or ". " in gap or ")" in gap:
            return True
        if "(" in gap and effect != "history":
            return started
        if "," in gap and not _list_goes_on(reading, i, first, effect, bare):
            return True
        if "\n" in gap and gap.count("\n") > 1:
            return True
        if started and effect in (*_ABSENCE, "suspected") and tokens.fold[i] == "et" and _new_thing(reading, i, first):
            return True
    return False


def _list_goes_on(reading: Reading, i: int, first: int, effect: str, bare: bool) -> bool:
    """After a comma a list goes on with a bare item or "ni", "ou", "de"; an article starts something new."""
    tokens = reading.tokens
    if effect == "history":
        return True
    word = tokens.fold[i]
    if word in ("ni", "ou", "de", "d", "mention", "non", "voire"):
        return True
    if i == first:
        # "sans fièvre, frissons": a bare list; "pas de fièvre, hypertension": a new statement.
        return effect != "absent" or bare
    # An adjective or a short phrase may stand before the item, but no article and no verb.
    between = tokens.fold[i:first]
    return (
        effect == "absent" and bare and len(between) <= 2 and not any(w in LIST_WORDS or w in _VERBS for w in between)
    )


_VERBS = word_class("clause-openers")


_NEW = word_class("new-thing-openers")


def _new_thing(reading: Reading, i: int, first: int) -> bool:
    """After "et" an article, pronoun or participle ("et expliquant") starts something new; a bare word goes on."""
    fold = reading.tokens.fold
    return i + 1 <= first and i + 1 < len(fold) and (fold[i + 1] in _NEW or fold[i + 1].endswith("ant"))
