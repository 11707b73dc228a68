"""Names that say something else where they stand: a value's fall, a toxicity's grade, what a vaccine is for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from casegraph.languages.words import word_class, written_class
from casegraph.terminology.concepts import Terminology
from casegraph.text.tokens import Tokens

if TYPE_CHECKING:
    from casegraph.terminology.mentions import Mention

__all__ = ["without_misread"]

_FALLS, _OF = word_class("falling-nouns"), word_class("of-words") | word_class("level-words")
_AGAINST, _PROTECTING = word_class("against-words"), word_class("protecting-words")
_ARTICLES, _JOINS = word_class("determiners"), word_class("list-joins")
#: Of a tumour only: "neuropathie de grade 2" and "insuffisance rénale de stade IV" have others.
_OF_TUMOURS = frozenset({"HistologicGrade", "StageI", "StageII", "StageIII", "StageIV"})
_TRANSFUSION = "BloodProductTransfusion"
_WITHDRAWALS = written_class("withdrawal-nouns")
#: How far before "contre" the vaccine may be named, in words.
_FAR = 14


def without_misread(tokens: Tokens, mentions: list[Mention], terminology: Terminology) -> list[Mention]:
    """The mentions, in text order, without those that are part of what is said of another one.

    "une chute de l'hémoglobine" is no fall, "une neuropathie de grade 2" no histologic grade, "vacciné contre la
    grippe" no influenza.
    """
    gone: set[int] = set()
    starts = {m.first: m for m in mentions}
    for at, mention in enumerate(mentions):
        if mention.concept == "Retired" and tokens.text[mention.first].lower() in _WITHDRAWALS:
            misread = True  # "un premier retrait à J3"
        elif mention.concept in _OF_TUMOURS:
            misread = _of_no_tumour(tokens, mentions[:at], mention, terminology)
        elif mention.concept == _TRANSFUSION and tokens.fold[mention.first].endswith("é"):
            near = mentions[max(0, at - 3) : at] + mentions[at + 1 : at + 4]
            misread = any(_of_blood(other, mention, terminology) for other in near)
        elif mention.concept == "BodyHeight":
            misread = _of_a_thing(tokens, mention.last, starts)
        elif mention.kind not in ("condition", "organism"):
            continue
        else:
            falls = mention.first == mention.last and tokens.fold[mention.first] in _FALLS
            misread = falls and _measured(tokens, mention.last, starts)
            misread = misread or _protected(tokens, mentions, at, gone)
        if misread:
            gone.add(at)
    return [m for at, m in enumerate(mentions) if at not in gone] if gone else mentions


def _measured(tokens: Tokens, last: int, starts: dict[int, Mention]) -> bool:
    """Whether what falls is a value: "chute brutale du taux de plaquettes"."""
    for i in range(last + 1, min(last + 7, len(tokens))):
        if tokens.gap[i].strip(" '’\u00a0"):
            return False
        if i in starts and starts[i].kind != "site":
            return starts[i].kind == "observable"
        if tokens.fold[i] not in _OF and tokens.fold[i] not in _ARTICLES and i > last + 2:
            return False
    return False


def _of_blood(other: Mention, mention: Mention, terminology: Terminology) -> bool:
    """Whether a blood product says what was transfused: "deux culots globulaires ont été transfusés"."""
    apart = max(other.first - mention.last, mention.first - other.last)
    return apart <= _FAR and other.concept is not None and terminology.is_a(other.concept, _TRANSFUSION)


def _of_a_thing(tokens: Tokens, last: int, starts: dict[int, Mention]) -> bool:
    """Whether a size is that of a finding or an organ: "la taille de l'infarctus"."""
    i = last + 1
    while i < len(tokens) and (tokens.fold[i] in _OF or tokens.fold[i] in _ARTICLES) and not tokens.gap[i].strip(" '’"):
        i += 1
    return i > last + 1 and i in starts and starts[i].kind in ("condition", "site", "device")


def _of_no_tumour(tokens: Tokens, before: list[Mention], grade: Mention, terminology: Terminology) -> bool:
    """Whether a grade stands right behind a condition that is no tumour: "mucite buccale de grade 3"."""
    named = next((m for m in reversed(before) if m.kind != "site"), None)
    if named is None or named.kind != "condition" or grade.first - named.last > 5:
        return False
    if "".join(tokens.gap[named.last + 1 : grade.first + 1]).strip(" '’\u00a0("):
        return False
    return named.concept is not None and not terminology.coded(named.concept)


def _protected(tokens: Tokens, mentions: list[Mention], at: int, gone: set[int]) -> bool:
    """Whether a disease is what a vaccine protects from, alone or in a list: "vacciné contre la rubéole et la rage"."""
    first = mentions[at].first - 1
    while first > 0 and tokens.fold[first] in _ARTICLES and not tokens.gap[first + 1].strip(" '’\u00a0"):
        first -= 1
    if first <= 0:
        return False
    if tokens.fold[first] in _AGAINST:
        for i in range(first, max(-1, first - _FAR), -1):
            if tokens.fold[i] in _PROTECTING:
                return True
            if any(c in tokens.gap[i] for c in ".;:\n"):
                return False
        return False
    listed = tokens.fold[first] in _JOINS or tokens.gap[first + 1].strip() == ","
    left = first - 1 if tokens.fold[first] in _JOINS else first
    return listed and (at - 1) in gone and mentions[at - 1].last == left and mentions[at - 1].kind != "observable"
