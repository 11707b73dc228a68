"""Numbers and units as people read them: a decimal comma in French, 10⁹/L for UCUM's 10*9/L."""

from __future__ import annotations

import re

__all__ = ["number", "unit"]

_POWER = re.compile(r"10\*(-?\d+)")
_RAISED = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")
_BRACKET = re.compile(r"\[([^\]]+)\](?:_\w+)?")
_ANNOTATION = re.compile(r"\{([^}]+)\}")
_NAMES = {"Cel": "°C", "mm[Hg]": "mmHg", "a": "ans", "1": "", "wk": "sem", "d": "j"}


def number(value: float, language: str) -> str:
    """A number with at most six figures, without an exponent: "13,9", "13.9", "150 000"."""
    text = f"{value:.6g}"
    if "e" in text:
        text = f"{value:.0f}" if abs(value) >= 1 else f"{value:.8f}".rstrip("0")
    whole, point, rest = text.partition(".")
    if len(whole.lstrip("-")) > 4:
        whole = f"{int(whole):,}".replace(",", "\N{NARROW NO-BREAK SPACE}")
    return whole + (("," if language == "fr" else ".") + rest if point else "")


def unit(ucum: str) -> str:
    """A UCUM unit in the signs that laboratories print."""
    if ucum in _NAMES:
        return _NAMES[ucum]
    text = _POWER.sub(lambda power: "10" + power[1].translate(_RAISED), ucum)
    text = _ANNOTATION.sub(r"\1", _BRACKET.sub(r"\1", text))
    return re.sub(r"\bu(?=[A-Za-z])", "µ", text).replace("m2", "m²").replace("m3", "m³")
