"""Which words to mark, and as what: stretches of the text that never overlap, each with what is said there."""

from __future__ import annotations

from dataclasses import dataclass

from casegraph.records import HELD, Case, Record

__all__ = ["KINDS", "STATES", "WORDS", "Mark", "describe", "marks", "shown_as", "states"]

#: What the kinds and states are called in the legend.
KINDS = (
    ("condition", "problème"), ("treatment", "traitement"), ("procedure", "acte"), ("observation", "résultat"),
    ("encounter", "séjour, patient"), ("circumstance", "circonstance"), ("time", "temps"),
)  # fmt: skip
STATES = (
    ("absent", "absent"), ("suspected", "suspecté"), ("held", "non fait, arrêté"), ("family", "famille"),
    ("planned", "prévu"), ("past", "antécédent"),
)  # fmt: skip
#: The words of records as the page says them.
WORDS = {
    "present": "présent", "absent": "absent", "suspected": "suspecté", "at-risk": "risque",
    "hypothetical": "hypothétique", "planned": "prévu", "pending": "en attente", "started": "débuté",
    "given": "donné", "continued": "poursuivi", "resumed": "repris", "completed": "fait",
    "withheld": "non donné ou non fait", "stopped": "arrêté", "paused": "suspendu", "delayed": "différé",
    "refused": "refusé", "contraindicated": "contre-indiqué", "replaced": "remplacé", "reduced": "réduit",
    "low": "bas", "normal": "normal", "high": "élevé", "abnormal": "anormal", "positive": "positif",
    "negative": "négatif", "equivocal": "douteux", "stable": "stable", "left": "gauche", "right": "droit",
    "bilateral": "bilatéral", "mild": "léger", "moderate": "modéré", "severe": "sévère",
}  # fmt: skip
_FIRST = ("condition", "treatment", "procedure", "observation", "encounter", "circumstance", "patient", "time")


@dataclass(frozen=True, slots=True)
class Mark:
    """A stretch of the text (code points, half open), the kind and the states it is shown as, and its records."""

    start: int
    end: int
    kind: str
    states: tuple[str, ...]
    records: tuple[Record, ...]


def states(record: Record) -> tuple[str, ...]:
    """How a record is shown, see `shown_as`."""
    return shown_as(record.experiencer, record.presence, record.status, record.history)


def shown_as(experiencer: str | None, presence: str | None, status: str | None, history: bool) -> tuple[str, ...]:
    """How a statement is shown: "family", "absent" or "suspected", "held" or "planned", "past"; plain without one.

    The values are those of a record's fields.
    """
    out = []
    if experiencer != "patient":
        out.append("family")
    if presence == "absent":
        out.append("absent")
    elif presence in ("suspected", "at-risk", "hypothetical"):
        out.append("suspected")
    if status in HELD:
        out.append("held")
    elif status in ("planned", "pending"):
        out.append("planned")
    if history:
        out.append("past")
    return tuple(out)


def marks(case: Case) -> list[Mark]:
    """The marks in text order; mentions on the same words become one mark, of overlapping ones the longer stays."""
    by_span: dict[tuple[int, int], list[Record]] = {}
    for record in case.records:
        if not record.inferred:
            by_span.setdefault((record.start, record.end), []).append(record)
            if record.value is not None and record.value.start >= record.end:
                by_span.setdefault((record.value.start, record.value.end), []).append(record)
    chosen: list[Mark] = []
    ordered = sorted(by_span.items(), key=lambda item: (item[0][0], -item[0][1]))
    at = 0
    for (start, end), records in ordered:
        if start < at:
            continue
        records.sort(key=lambda r: (_FIRST.index(r.kind), not states(r)))
        first = records[0]
        chosen.append(Mark(start, end, first.kind, states(first), tuple(records)))
        at = end
    return chosen


def describe(record: Record, case: Case) -> list[tuple[str, str]]:
    """What a record says, as label and words, in reading order."""
    label = dict(record.label)
    out = [("concept", label.get("fr") or f"{record.text} (sans concept)")]
    if label.get("en"):
        out.append(("en", label["en"]))
    said = [WORDS.get(word, word) for word in (record.status or record.presence,) if word]
    said += ["antécédent"] * record.history
    if said:
        out.append(("dit", ", ".join(said)))
    if record.experiencer != "patient":
        out.append(("chez", record.relative or record.experiencer))
    judged = WORDS.get(record.interpretation or "", record.interpretation)
    if record.value is not None:
        value = record.value
        canonical = ""
        if value.canonical_number is not None and value.canonical_unit:
            canonical = f" = {value.canonical_number:g} {value.canonical_unit}"
        out.append(("valeur", f"{value.text}{canonical}" + (f", {judged}" if judged else "")))
    elif judged:
        out.append(("résultat", judged))
    parts = (
        ("siège", record.site),
        ("dose", record.dose),
        ("rythme", record.frequency),
        ("cycle", record.cycle),
        ("voie", record.route),
        ("durée", record.duration),
        ("taille", record.size),
        ("quand", record.time),
    )
    for name, part in parts:
        if part is not None:
            out.append((name, part.text))
    for name, word in (
        ("côté", WORDS.get(record.laterality or "")),
        ("grade", record.grade),
        ("sévérité", WORDS.get(record.severity or "", record.severity)),
    ):
        if word:
            out.append((name, word))
    for name, ids in (("raison", record.reasons), ("montré par", record.shown_by), ("cause", record.causes)):
        words = [case.by_id[i].text for i in ids if i in case.by_id]
        if words:
            out.append((name, ", ".join(words)))
    inferred = [r for r in case.records if r.inferred and record.id in r.based_on]
    if inferred:
        out.append(
            (
                "déduit",
                ", ".join(
                    dict(r.label).get("fr", r.text) + (f" (grade {r.grade})" if r.grade else "") for r in inferred
                ),
            )
        )
    if record.codes:
        out.append(("codes", " ".join(record.codes)))
    return out
