"""A finding of the ontology in a sentence that says it is there, and the same sentence denied."""

from __future__ import annotations

from casegraph.pipeline import read_stated
from casegraph.records import Case
from casegraph.terminology.lexicon import shipped_lexicon
from casegraph.text.document import document_from_text

from .compare import Change
from .edits import replaced
from .swaps import Turned, changed_wrongly

__all__ = ["BOUND", "DENIALS", "denied_wrongly", "findings"]

_THERE = "Présence"
#: What stands in the place of "Présence".
DENIALS = ("Absence", "Pas", "Aucun signe", "Il n'y a pas", "On ne note pas")
#: The share of findings of which a denial may change more than presence, as measured over the sample tried. "Aucun
#: signe de choc" denies the signs of shock, which are a finding of their own.
BOUND = {"Aucun signe": 0.025} | dict.fromkeys(("Absence", "Pas", "Il n'y a pas", "On ne note pas"), 0.005)
_VOWELS = "aeiouyhàâäéèêëîïôöûüœ"
_LONGEST = 5


def findings() -> list[str]:
    """The French names of conditions that are words in small letters, up to a few."""
    concepts = shipped_lexicon().terminology.concepts
    names = {c.fr for c in concepts if c.kind == "condition"}
    return sorted(n for n in names if n.islower() and len(n) > _LONGEST and len(n.split()) <= _LONGEST)


def _read(text: str) -> Case:
    return read_stated(document_from_text(text, "frame"))


def denied_wrongly(name: str, denial: str) -> list[Change] | None:
    """What a denial does besides turning present into absent; None where nothing is read of the name."""
    of = " d'" if name[0] in _VOWELS else " de "
    text = f"{_THERE}{of}{name}."
    case = _read(text)
    conditions = [r for r in case.records if r.kind == "condition" and r.presence == "present"]
    if not conditions:
        return None
    edited = replaced(text, [(0, len(_THERE), denial)])
    at = frozenset((r.start, r.end) for r in conditions)
    turned = Turned(edited, at, {"presence": "absent"}, frozenset({"cue"}))
    wrong, besides = changed_wrongly(case, _read(edited.text), turned)
    # "troponine élevée" is a result too, and none where it is denied.
    return [c for c in wrong if not (c.kind == "lost" and (c.before or {}).get("kind") == "observation")] + besides
