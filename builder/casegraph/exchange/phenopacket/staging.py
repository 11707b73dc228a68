"""Stage, TNM and grade of tumours: which tumour they are of, and which classes they are.

A finding belongs to the malignant tumour that its sentence names, else to the only one of the case; otherwise it is
left out, since the text does not say whose it is.
"""

from __future__ import annotations

import re

from casegraph.exchange.phenopacket import classes
from casegraph.exchange.phenopacket.classes import JSON
from casegraph.exchange.phenopacket.context import Context
from casegraph.records import Record

__all__ = ["Staging", "grade_class"]

_PART = re.compile(r"(T(?:is|mi|x|[0-4](?:mi|[a-d])?|a)|N(?:x|[0-4](?:mi|[a-d])?)|M(?:x|[01][a-d]?))", re.I)
_PREFIX = re.compile(r"[aruy]*([cp])", re.I)
_STAGE = re.compile(r"\b(0a|0|I{1,3}[ABC]?|IV[ABC]?)\b", re.I)
_OLD = {"1": "I", "2": "II", "3": "III", "4": "IV"}
_ROMAN = {"I": "1", "II": "2", "III": "3", "IV": "4"}
_NO_TUMOUR = "the text does not say of which tumour"
_NO_CLASS = "no class of NCIt was verified for it"
_NO_SAMPLE = "a pathological TNM belongs to a sample, and no sample of this tumour is told of"


class Staging:
    """The TNM findings and stages of a case by the tumour that they are of."""

    def __init__(self, context: Context) -> None:
        self._context = context
        self._tumours = [
            group
            for group in context.entities("condition")
            if context.is_a(group[0], "MalignantNeoplasm")
            and not context.is_a(group[0], "Metastasis")
            and any(r.presence == "present" and not r.inferred for r in group)
        ]
        self._findings: dict[str, list[tuple[Record, str, JSON]]] = {}
        self._sampled: set[str] = set()
        for group in context.entities("observation"):
            for record in group:
                if record.presence == "present" and context.is_a(record, "TumourStaging", "TumorStageFinding"):
                    self._take(record)

    def _take(self, record: Record) -> None:
        found = self._classes(record)
        tumour = self._tumour(record)
        if not found or tumour is None:
            self._context.ledger.dropped(record, _NO_CLASS if not found else _NO_TUMOUR)
            return
        self._findings.setdefault(tumour, []).extend((record, use, term) for use, term in found)

    def _classes(self, record: Record) -> list[tuple[str, JSON]]:
        """The classes of a finding, each with "clinical", "pathological" or "stage"."""
        words = record.value.text if record.value is not None else record.text
        if self._context.is_a(record, "TNMStage", "TStage", "NStage", "MStage"):
            prefix = _PREFIX.match(words)
            use = "pathological" if prefix is not None and prefix[1].lower() == "p" else "clinical"
            parts = [_spelt(part[1]) for part in _PART.finditer(words)]
            return [(use, term) for part in parts if (term := classes.term("tnm", part))]
        if not self._context.is_a(record, "CancerStage", "TumorStageFinding"):
            return []
        words = _OLD.get(words.strip(), words)
        stage = _STAGE.search(words)
        term = classes.term("stage", stage[1].upper()) if stage else None
        return [("stage", term)] if term else []

    def _tumour(self, record: Record) -> str | None:
        """The entity that a finding is of."""
        sentence = self._context.sentence_of
        here = [g for g in self._tumours if any(sentence[r.id] == sentence[record.id] for r in g)]
        found = here if here else self._tumours
        return found[0][0].entity if len(found) == 1 else None

    def of_disease(self, said: list[Record]) -> JSON:
        """The clinical TNM findings and the stage of a disease; ask for those of samples before."""
        own = self._findings.get(said[0].entity, [])
        for record, use, _ in own:
            if use != "pathological":
                self._claim(record)
            elif record.id not in self._sampled:
                self._context.ledger.dropped(record, _NO_SAMPLE)
        stages = [term for _, use, term in own if use == "stage"]
        # "stade IIIB" is also a mention of stage III: the finer one says both.
        fine = [
            t for t in stages if not any(o["label"] != t["label"] and o["label"].startswith(t["label"]) for o in stages)
        ]
        return {
            "diseaseStage": _distinct(fine),
            "clinicalTnmFinding": _distinct([t for _, u, t in own if u == "clinical"]),
        }

    def of_sample(self, tumours: list[Record]) -> list[JSON]:
        """The pathological TNM findings of a sample that shows some tumours."""
        entities = {record.entity for record in tumours}
        own = [
            (record, term)
            for entity, found in self._findings.items()
            if entity in entities
            for record, use, term in found
            if use == "pathological"
        ]
        for record, _ in own:
            self._sampled.add(record.id)
            self._claim(record)
        return _distinct([term for _, term in own])

    def _claim(self, record: Record) -> None:
        self._context.ledger.carried(
            record, "kind", "text", "concept", "label", "codes", "value", "presence", "experiencer"
        )


def grade_class(record: Record) -> JSON | None:
    """The class of a tumour's histological grade ("2", "III"); None for a grade of another kind ("CTCAE 3")."""
    written = (record.grade or "").strip().upper()
    return classes.term("grade", _ROMAN.get(written, written))


def _spelt(part: str) -> str:
    """A TNM part as NCIt writes it: "T1MI" is "T1mi", "TX" stays."""
    head, rest = part[0].upper(), part[1:].lower()
    return head + ("X" if rest == "x" else rest)


def _distinct(terms: list[JSON]) -> list[JSON]:
    return list({term["id"]: term for term in terms}.values())
