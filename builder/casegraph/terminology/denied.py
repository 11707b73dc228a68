"""General words of finding, which count only where they are denied: "aucune anomalie", "examen sans altération"."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from itertools import compress
from typing import TYPE_CHECKING

from casegraph.languages.cues import variants
from casegraph.languages.tables import one_of, read_table
from casegraph.languages.words import word_class
from casegraph.text.fold import words
from casegraph.text.tokens import Tokens

if TYPE_CHECKING:
    from casegraph.terminology.concepts import Terminology
    from casegraph.terminology.lexicon import Match
    from casegraph.terminology.mentions import Mention

__all__ = ["COLUMNS", "find_denied", "settle_denied", "undenied"]

COLUMNS = ("words", "parent", "use")

_NEGATORS = word_class("denying-words")
_PASSED = word_class("denial-passed-words")
_PARTICLES = word_class("negating-particles")
_POINTERS = word_class("pointing-words")
_PLACING = word_class("placing-prepositions") | word_class("place-prepositions")
#: How many words may stand between a negation and the general word it denies.
_FARTHEST = 7


def find_denied(tokens: Tokens, taken: set[int], language: str) -> list[tuple[int, int, str]]:
    """The general words of finding that a negation stands before: first word, last word, nearest known concept.

    "L'examen ne montre pas d'anomalie" names a finding that is absent; "des anomalies" alone names none.
    """
    table = _table(language)
    out: list[tuple[int, int, str]] = []
    free = 0
    for i in compress(range(len(tokens)), map(table.__contains__, tokens.fold)):
        if i < free or i in taken:
            continue
        for rest, parent, use in table[tokens.fold[i]]:
            last = i + len(rest)
            if tuple(tokens.fold[i + 1 : last + 1]) != rest or not taken.isdisjoint(range(i, last + 1)):
                continue
            if use == "alone" and _points_on(tokens, last):
                continue
            if not _counts(tokens, i, last, use) or _normal(tokens, i):
                continue
            out.append((i, last, parent))
            free = last + 1
            break
    return out


def _counts(tokens: Tokens, first: int, last: int, use: str) -> bool:
    """Whether a general word names a finding: it is denied, or weighed where a row says so."""
    if use == "nothing":
        return _of_nothing(tokens, first)
    if _denied(tokens, first) or (use == "weighed" and _weighed(tokens, first, last)):
        return True
    if _listed(tokens, first) and not _points_on(tokens, last):
        return True
    return use != "alone" and _denied_behind(tokens, first, last)


@cache
def _table(language: str) -> dict[str, list[tuple[tuple[str, ...], str, str]]]:
    """By first word: the further words, the parent, and the use.

    "alone": the word counts only without a complement; "weighed": it counts beside a word of doubt as well; "nothing":
    an adjective that counts behind "rien de" only.
    """
    out: dict[str, list[tuple[tuple[str, ...], str, str]]] = {}
    for row in read_table(language, "denied-findings", COLUMNS):
        use = one_of(row, "use", ("", "alone", "weighed", "nothing"), "denied-findings")
        for written in variants(row["words"]):
            first, *rest = words(written)
            out.setdefault(first, []).append((tuple(rest), row["parent"], use))
    for rows in out.values():
        rows.sort(key=lambda r: -len(r[0]))
    return out


#: "aucun signe particulier" says that there is nothing to say.
_NOTHING = frozenset({"particulier", "particuli", "particulierement"})


def _points_on(tokens: Tokens, last: int) -> bool:
    """Whether the word only leads to the finding named behind it: "signe clinique de phlébite"."""
    for i in range(last + 1, min(last + 3, len(tokens))):
        if tokens.gap[i].strip(" '’\n"):
            return False
        if tokens.fold[i] in _NOTHING:
            return True
        if i == last + 1 and tokens.fold[i] in _PLACING:
            return False  # "sans signe de maladie lors du dernier contrôle"
        if tokens.fold[i] in _POINTERS:
            return True
    return False


_NOTHING_FOUND = word_class("nothing-found-nouns")


def _normal(tokens: Tokens, i: int) -> bool:
    """Whether the word only says that what was looked at is normal: "une échographie sans anomalie"."""
    return tokens.fold[i] in _NOTHING_FOUND and i > 0 and tokens.fold[i - 1] == "san" and not tokens.gap[i].strip()


_WEIGHING = word_class("weighing-words")


def _weighed(tokens: Tokens, first: int, last: int) -> bool:
    """Whether a word of doubt stands near, in the same clause: "évoquant une origine infectieuse"."""
    # "métastase d'origine rénale probable" doubts the origin, "métastase d'origine rénale, qui est suspectée" does not.
    before, behind = (0, 1) if _complement(tokens, first) else (5, 4)
    near = (*((-1, first - k) for k in range(1, before + 1)), *((1, last + k) for k in range(1, behind + 1)))
    for step, i in near:
        if not 0 <= i < len(tokens) or tokens.gap[i + 1 if step < 0 else i].strip(" '’\n"):
            continue
        if tokens.fold[i] in _WEIGHING:
            return True
    return False


def _complement(tokens: Tokens, first: int) -> bool:
    """Whether an origin is told of a finding, which is what is weighed: "évoquant une métastase d'origine rénale"."""
    return first > 1 and tokens.fold[first - 1] == "d" and tokens.fold[first - 2] not in _WEIGHED


_WEIGHED = _WEIGHING | word_class("be") | word_class("doubt-adjectives")


def _denied(tokens: Tokens, first: int) -> bool:
    """Whether a negation stands before a word, with articles, adjectives and other such words between at most."""
    for i in range(first - 1, max(-1, first - _FARTHEST), -1):
        if tokens.gap[i + 1].strip(" '’\n"):
            return False
        word = tokens.fold[i]
        if word in _NEGATORS:
            return True
        if word in ("de", "d") and _after_verb(tokens, i):
            return True
        if word not in _PASSED:
            return False
    return False


def _listed(tokens: Tokens, first: int) -> bool:
    """Whether a word with its own "de" goes on a list that is denied: "absence de souffle, de X et de Y"."""
    fold, gap, of = tokens.fold, tokens.gap, first - 1
    for _ in range(_MOST_LISTED):
        if of < 1 or fold[of] not in _BARE_OF:
            return False
        item = of - 1 if fold[of - 1] in _JOINS else of  # the word behind the item before
        if item == of and gap[of].strip() != ",":
            return False
        of = next((i for i in range(item - 1, max(0, item - _LONGEST_ITEM), -1) if fold[i] in _BARE_OF), 0)
        if of < 1 or "".join(gap[of + 1 : item]).strip(" '’\n"):
            return False
        if fold[of - 1] in _NEGATORS or _after_verb(tokens, of):
            return True
    return False


_BARE_OF, _JOINS = word_class("of"), word_class("coordinators")
#: How many things a denied list may have before the one asked for, and the words of each with its "de".
_MOST_LISTED, _LONGEST_ITEM = 6, 6


def _of_nothing(tokens: Tokens, i: int) -> bool:
    """Whether an adjective stands behind "rien de", an adverb between at most: "rien de franchement anormal"."""
    before = tokens.before(i, 3)
    before = before[:-1] if before[-1:] and before[-1].endswith("ment") else before
    return before[-2:-1] == ["rien"] and before[-1] in _BARE_OF and tokens.close(i)


def _denied_behind(tokens: Tokens, first: int, last: int) -> bool:
    """Whether the verb behind a word says that it was not found: "une perforation n'a pas été objectivée"."""
    fold = tokens.fold
    before = tokens.before(first, _EXISTENCE)
    article = not _ARTICLES.isdisjoint(before[-1:]) and _BARE_OF.isdisjoint(before[-2:-1])
    subject = article or not (_EXISTING.isdisjoint(before) or _BARE_OF.isdisjoint(before))
    ne = next((i for i in range(last + 1, min(last + _ITS_VERB, len(fold))) if fold[i] in _NE), None)
    if not subject or ne is None or tokens.parted(last, ne):
        return False
    verb = fold[ne + 1 : ne + _LONGEST_VERB]
    found = next((k for k, word in enumerate(verb) if word in _FOUND), None)
    return found is not None and not _PARTICLES.isdisjoint(verb[:found]) and not tokens.parted(ne, ne + 1 + found)


_ARTICLES = word_class("articles")
_EXISTING, _NE = word_class("existence-nouns"), word_class("ne")
_FOUND = word_class("found-participles")
#: Words from "l'existence" to what is denied, from that to its verb, and of that verb.
_EXISTENCE, _ITS_VERB, _LONGEST_VERB = 4, 5, 7


def _after_verb(tokens: Tokens, i: int) -> bool:
    """Whether "de" hangs on a negated verb: "n'a pas mis en évidence d'", "ne trouve plus d'"."""
    for j in range(i - 1, max(-1, i - 5), -1):
        if tokens.gap[j + 1].strip(" '’\n"):
            return False
        if tokens.fold[j] in _PARTICLES:
            return True
        if tokens.fold[j] in ("de", "d"):
            return False
    return False


_INTERVALS, _ORIGINS = word_class("interval-nouns"), word_class("origin-nouns")


def settle_denied(tokens: Tokens, mentions: list[Mention]) -> list[Mention]:
    """The mentions, sorted; where a negation only makes a name or an adjective, the condition is a qualifier.

    "un intervalle sans progression" names a span of time, "une toux non productive" a kind of cough.
    """
    out: list[Mention] = []
    for mention in mentions:
        if mention.kind == "condition" and (
            _free_interval(tokens, mention.first) or _described(tokens, out[-1] if out else None, mention)
        ):
            mention = replace(mention, kind="qualifier")
        elif mention.kind == "condition" and (span := _family_history(tokens, mention)) is not None:
            # What is denied is the history, not the disease, which the patient may well have.
            first, last = span
            while out and out[-1].first >= first:
                out.pop()
            mention = replace(mention, first=first, last=last, start=tokens.start[first], end=tokens.end[last],
                              concept=None, parent="FamilyHistoryFinding", whole=-1, genus=None, others=())  # fmt: skip
        out.append(mention)
    return out


_HISTORY, _FAMILY = word_class("history-nouns"), word_class("family-words")


def _family_history(tokens: Tokens, mention: Mention) -> tuple[int, int] | None:
    """The words of a denied family history: "pas d'antécédents familiaux de cancer", "aucun cancer dans la famille"."""
    fold, last = tokens.fold, max(mention.last, mention.whole)
    behind = fold[last + 1 : last + 4]
    for i in range(mention.first - 1, max(-1, mention.first - 6), -1):
        if tokens.gap[i + 1].strip(" '’\n"):
            break
        if fold[i] in _HISTORY and not _FAMILY.isdisjoint(fold[i + 1 : mention.first]):
            return (i, mention.last) if _denied(tokens, i) else None
    if (
        len(behind) == 3
        and behind[0] == "dan"
        and behind[2] in _FAMILY
        and not "".join(tokens.gap[last + 1 : last + 4]).strip()
    ):
        return (mention.first, last + 3) if _denied(tokens, mention.first) else None
    return None


def _free_interval(tokens: Tokens, first: int) -> bool:
    """Whether "sans" and its noun name a span of time: "un intervalle sans progression de 14 mois"."""
    return first > 1 and tokens.fold[first - 1] == "san" and tokens.fold[first - 2] in _INTERVALS


def _described(tokens: Tokens, before: Mention | None, mention: Mention) -> bool:
    """Whether "non" and an adjective describe the condition before: "insuffisance respiratoire non hypercapnique"."""
    non = mention.first - 1
    if non < 1 or mention.first != mention.last or tokens.fold[non] != "non" or tokens.gap[mention.first].strip(" -"):
        return False  # "toux : non, dyspnée : oui"
    if tokens.fold[non - 1] in _ORIGINS:
        return True
    if tokens.fold[non - 1] in ("et", "ou", "ni") or "," in tokens.gap[non]:
        return False  # "non diabétique et non hypertendu"
    return before is not None and before.kind == "condition" and non - max(before.last, before.whole) <= 3


_DENYING, _DOUBTING = word_class("denying-words"), word_class("doubting-words")


def undenied(tokens: Tokens, matches: list[Match], terminology: Terminology) -> list[Match]:
    """The matches without forms that deny or doubt a finding: "sans allergie", "lésion évocatrice de métastase"."""
    fold = tokens.fold
    longer = [m for m in matches if m.last > m.first]
    if not any(fold[m.first] in _DENYING or not _DOUBTING.isdisjoint(fold[m.first : m.last]) for m in longer):
        return matches
    begins = {m.last: m.first for m in sorted(matches) if terminology.any_of(m.concepts, "condition")}
    out = []
    for match in matches:
        inner = begins.get(match.last, -1)
        if inner > match.first and (
            fold[match.first] in _DENYING or not _DOUBTING.isdisjoint(fold[match.first : inner])
        ):
            continue
        out.append(match)
    return out
