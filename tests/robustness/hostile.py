"""Texts that are made to take long: each of any length, of one thing said without end."""

from __future__ import annotations

import re
from collections.abc import Callable

from casegraph.resources import examples_folder

__all__ = ["HOSTILE", "plain"]

_REPORT = "\n\n".join(path.read_text(encoding="utf-8") for path in sorted(examples_folder().glob("*.txt")))
_WORDS = [word for word in re.sub(r"[.!?;:,\n()]+", " ", _REPORT).split() if not re.search(r"\d", word)]
_DRUGS = ("aspirine", "cisplatine", "furosémide", "méthotrexate", "amoxicilline", "bisoprolol", "insuline", "morphine")


def plain(size: int) -> str:
    """The shipped reports, one behind the other, again and again."""
    return _again(_REPORT + "\n\n", size)


def _again(piece: str, size: int) -> str:
    return (piece * (size // len(piece) + 1))[:size]


def _of(piece: str, before: str = "", after: str = "") -> Callable[[int], str]:
    """A text of one piece again and again between two others."""
    return lambda size: before + _again(piece, size - len(before) - len(after)) + after


def _brackets(size: int) -> str:
    return "Toux " + "(" * (size // 2 - 6) + "fièvre" + ")" * (size // 2 - 6)


def _nested_cases(size: int) -> str:
    depth = size // 18
    return "Toux " + "(fièvre " * depth + "et toux) " * depth


#: By what is said: a text of so many characters.
HOSTILE: dict[str, Callable[[int], str]] = {
    "words without a full stop": _of(" ".join(_WORDS) + " "),
    "words with commas only": _of(", ".join(_WORDS) + ", "),
    "one word repeated": _of("fièvre "),
    "one word unknown": _of("zorglub "),
    "one long word": _of("abcdefghij"),
    "capitals": _of("ABCD EFGH "),
    "nested brackets": _brackets,
    "nested brackets of findings": _nested_cases,
    "brackets that open": _of("("),
    "abbreviations defined": _of("insuffisance rénale aiguë (IRA) "),
    "digits": _of("1234567890"),
    "digits and points": _of("1.2.3,4/5-6:7 "),
    "thousands": _of("000 ", "1 "),
    "values": _of("plaquettes à 40 000 "),
    "values in one line": _of("Hb 9,5 g/dL, CRP 120 mg/L, plaquettes 40 G/L, ", "Biologie : "),
    "values without names": _of("12 mg/L "),
    "names without values": _of("CRP, plaquettes, ", "Biologie : "),
    "table": _of("Hb\t9,5\tg/dL\t12-16\n"),
    "table of bars": _of("| Hb | 9,5 | g/dL |"),
    "dates": _of("le 12/03/2016 "),
    "times": _of("depuis trois jours "),
    "ages and patients": _of("Patient. Elle a 5 ans. "),
    "negation cues": _of("pas de "),
    "denials": _of("pas de fièvre "),
    "negations and findings in one sentence": _of("ni fièvre ni toux, absence de nausées mais ", "Il n'a "),
    "suspicions": _of("suspicion de fièvre ou toux ? "),
    "commas": _of(","),
    "commas and findings": _of("fièvre, toux, dyspnée, asthénie, "),
    "drugs under one verb": lambda size: "Arrêt de " + _again(", ".join(_DRUGS) + ", ", size - 9),
    "drugs without a stop held for one reason": _of("aspirine, ", "En raison d'une thrombopénie, arrêt de "),
    "held": _of("aspirine arrêtée en raison d'une thrombopénie, "),
    "causes": _of("en raison de "),
    "causes in a chain": _of("thrombopénie due à une infection due à une neutropénie "),
    "pronouns": _of("Celui-ci a été arrêté. ", "Aspirine. "),
    "held by pronouns after a list": _of("Ce traitement est arrêté. ", "Aspirine, morphine et insuline. "),
    "remedies between a drug and what points to it": _of(
        "de l'ondansétron, de la morphine, ", "Elle reçoit du cisplatine. On donne ", ". Le traitement est arrêté."
    ),
    "verbs": _of("a été est avait fut "),
    "relative clauses": _of("qui a une fièvre que "),
    "sites": _of("douleur du bras gauche et de la jambe droite, "),
    "sites in a chain": _of("du foie de la rate du rein "),
    "tumours": _of("carcinome du sein gauche grade 2 pT2N1M0 ER+ HER2 2+ "),
    "family": _of("Sa mère a un cancer du sein. "),
    "opening quotes": _of("«"),
    "straight quotes": _of('"'),
    "apostrophes": _of("'"),
    "elisions": _of("l'"),
    "no-break spaces": _of("\u00a0"),
    "no-break spaces between words": _of("fièvre\u00a0\u00a0\u00a0\u00a0\u00a0\u00a0\u00a0\u00a0"),
    "spaces": _of(" ", "toux", "toux"),
    "tabs": _of("\t", "toux", "toux"),
    "blank lines": _of("\n", "toux", "toux"),
    "lines of blanks": _of(" \n\t\n", "toux", "toux"),
    "lines of one word": _of("fièvre\n"),
    "headings": _of("Antécédents :\n"),
    "bullets": _of("- fièvre\n"),
    "bullets without words": _of("-\n- \n"),
    "numbered lines": _of("1. fièvre\n2) toux\n"),
    "full stops": _of(".", "fièvre", "toux"),
    "full stops and blanks": _of(". ", "fièvre", "toux"),
    "question marks": _of("?! ", "fièvre", "toux"),
    "hyphens": _of("-", "fièvre", "toux"),
    "words in hyphens": _of("post-", "", "opératoire"),
    "slashes": _of("a/b/"),
    "pluses": _of("+", "HER2 "),
    "combining accents": _of("\u0301", "e", " toux"),
    "words of combining accents": _of("fie\u0300vre e\u0301leve\u0301e "),
    "zero-width joiners": _of("\u200d", "a", "b"),
    "soft hyphens": _of("fi\u00ad\u00e8vre "),
    "emojis": _of("\U0001f600 "),
    "other scripts": _of("лихорадка 発熱 "),
    "misspelt names": _of("thrombopennie cortiscostéroïde "),
    "doses": _of("paracétamol 1 g x 3/j pendant 5 jours, "),
    "scores": _of("OMS 2, Glasgow 15, Gleason 7 (3+4), "),
    "controls": _of("\x00\x1b"),
    "separators of lines": _of("fièvre\u2028\x85\x0b"),
}
