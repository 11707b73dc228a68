"""Reports without accents, as they come from ASCII or in capitals, with those that the reader goes by.

The lexicon finds a name without its accents. What is lost is the participle: "a ete arrete" is "a été arrêté", and no
present tense. An accent takes the place of a letter, so that offsets stay as they are.
"""

from __future__ import annotations

import re
from collections import Counter
from functools import cache

from casegraph.languages.cues import CUE_TABLES, cue_verbs
from casegraph.languages.known_verbs import known_forms
from casegraph.languages.verbs import verb_forms
from casegraph.languages.words import plain_class, word_class, written_class
from casegraph.resources import language_folder
from casegraph.text.fold import WORD, plain

__all__ = ["has_accents", "lost_accents", "with_accents"]

_ACCENT = re.compile(r"[à-öø-ÿÀ-ÖØ-Þ\u0300-\u036f]")
#: Words that are French only with an accent; some of them are English, which has no such articles.
_LOST = re.compile(r"\b(?:ete|etait|etaient|apres|tres|\w{3,}ees?)\b", re.IGNORECASE)
_FRENCH = re.compile(r"\b(?:du|la|le|les|des|une?|pour|par|sous|[ld]['’]\w+)\b", re.IGNORECASE)
#: Words up to this length are articles and prepositions, which the reader knows without accents.
_SHORTEST = 2
#: How far an auxiliary stands before its participle, in words.
_FAR = 4


def has_accents(text: str, start: int, end: int) -> bool:
    """Whether a stretch of a text has a letter with an accent."""
    return _ACCENT.search(text, start, end) is not None


def lost_accents(text: str) -> bool:
    """Whether a French text has no accent, but a word that has lost one."""
    if has_accents(text, 0, len(text)) or not _FRENCH.search(text):
        return False
    return _LOST.search(text) is not None or sum(map(_lacks, WORD.findall(text.lower()))) >= _FEW


def _lacks(word: str) -> bool:
    """Whether the language pack writes a word with an accent, or knows it as a participle only."""
    usual, often = _usual().get(word, (word, 0))
    return usual != word or (not often and word in _participles())


#: So many words without their accents are no chance.
_FEW = 2


def with_accents(text: str, spans: list[tuple[int, int]]) -> str:
    """The text, as long as it was, with accents in some stretches."""
    out = list(text)
    for span in spans:
        found = list(WORD.finditer(text, *span))
        words = [match.group().lower() for match in found]
        for i, match in enumerate(found):
            word = _accented(words, i, text[match.end() : match.end() + 1])
            if len(word) != len(match.group()):
                continue  # a letter of another language, whose small one is two
            out[match.start() : match.end()] = (
                new.upper() if old.isupper() else new for new, old in zip(word, match.group(), strict=True)
            )
    return "".join(out)


def _accented(words: list[str], i: int, behind: str) -> str:
    """A word with its accents; `behind` is the character that follows it."""
    word = words[i]
    if word == "a":
        return "a" if _has(words, i) else "à"
    participle = _participles().get(word)
    usual, often = _usual().get(word, (word, 0))
    usual = usual if len(usual) == len(word) > _SHORTEST else word  # no "oe" becomes one letter
    if participle and (_follows_auxiliary(words, i) or (often < _COMMON and _stands_bare(words, i, behind))):
        return participle
    if word.endswith(("ee", "ees")) and len(word) > _SHORTEST + 1:
        at = word.rindex("ee") + 1
        return _participles().get(word[:at], usual[: at - 1] + "é") + word[at:]
    return usual


def _has(words: list[str], i: int) -> bool:
    """Whether an "a" is the verb: "il a une toux", "le bilan a montre"; and not "opere a Paris"."""
    if words[i - 1 : i] and words[i - 1] in _BEFORE_VERBS:
        return True
    after = next((word for word in words[i + 1 : i + 1 + _FAR] if word not in _adverbs()), "")
    told = after in _participles() or any(form.mood == "participle" for form in known_forms(after))
    return told or after in _INDEFINITE or bool(_PARTICIPLE.search(after))


#: What no preposition "à" stands before, and how participles end that are no first conjugation's.
_INDEFINITE = frozenset({"un", "une", "des", "de", "d", "ete", "eu"})
_PARTICIPLE = re.compile(r"\w(?:[^u]u|[^i]i)(?:e?s?)$")


def _follows_auxiliary(words: list[str], i: int) -> bool:
    for k in range(i - 1, max(-1, i - 1 - _FAR), -1):
        if words[k] in plain_class("be", "have"):
            return True
        if words[k] not in _adverbs() and not words[k].endswith("ment"):
            return False
    return False


def _stands_bare(words: list[str], i: int, behind: str) -> bool:
    """ "Patient opere d'une hernie", "ramipril arrete.": no pronoun before it, and no object behind."""
    if not i or words[i - 1] in _BEFORE_VERBS:
        return False
    return behind in ("", ".", ",", ";", ")", "\n") or bool(plain_class("prepositions") & set(words[i + 1 : i + 2]))


_BEFORE_VERBS = word_class("subject-pronouns") | frozenset({"se", "s", "ne", "n"})


def _adverbs() -> frozenset[str]:
    return plain_class("verb-adverbs", "negators")


#: Tables of pieces of words, which are no words.
_PIECES = ("conjugations", "suffixes")
#: Columns in English, whose "age" and "image" are no French without accents.
_ENGLISH = ("class", "concept", "effect", "kind", "kinds", "match", "parent", "reach", "reason", "use")
#: What the pack writes less often is no noun ("opère"), of which a participle could be told by its place alone.
_COMMON = 2


@cache
def _usual() -> dict[str, tuple[str, int]]:
    """The usual way to write the words of the language pack and how often it has it, by what they are without accents.

    A word in "é" may be a participle, which is told by its place, but for a quality ("densité").
    """
    ways: dict[str, Counter[str]] = {}
    for table in sorted(language_folder("fr").glob("*.tsv")):
        header, *rows = table.read_text(encoding="utf-8").split("\n")
        names = header.split("\t")
        cells = (zip(names, row.split("\t"), strict=False) for row in rows if table.stem not in _PIECES)
        text = "\n".join(cell for row in cells for name, cell in row if name not in _ENGLISH).lower()
        for word in WORD.findall(text):
            if not word.endswith(("é", "és")) or word.endswith(("ité", "ités")):
                ways.setdefault(plain(word), Counter())[word] += 1
    return {bare: written.most_common(1)[0] for bare, written in ways.items()}


@cache
def _participles() -> dict[str, str]:
    """The participles in "é" of the verbs that the language pack names, by what they are without accents."""
    verbs = {verb for table in CUE_TABLES for verb in cue_verbs("fr", table)}
    verbs.update(*(written_class(name) for name in ("verbs-modal", "verbs-be-perfect", "verbs-other")))
    forms = [written for verb in verbs for written, form in verb_forms(verb) if form.mood == "participle"]
    return {plain(written): written for written in forms if written.endswith(("é", "és"))}
