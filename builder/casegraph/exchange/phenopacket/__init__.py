"""GA4GH Phenopackets 2.0 out: one packet a case."""

from __future__ import annotations

__all__ = ["NO_CLASS", "UNSAID", "WHOLE"]

#: Why a whole record is left out, by what it says.
WHOLE = {
    "presence=suspected": "a feature is present or excluded: a suspected one is left out",
    "presence=at-risk": "a feature is present or excluded: a risk is left out",
    "presence=hypothetical": "a feature is present or excluded: what is only considered is left out",
    "experiencer=family": "a packet describes its subject: what is of the family is left out",
    "experiencer=other": "a packet describes its subject: what is of somebody else is left out",
    "status=withheld": "no word for what was not given or done",
    "status=refused": "no word for what was refused",
    "status=contraindicated": "no word for what is contraindicated",
    "status=delayed": "no word for what was put off",
    "status=planned": "no word for what is planned",
    "status=pending": "no word for what is pending",
    "status=replaced": "no word for what was replaced",
}
NO_CLASS = "a class needs a concept: what is ungrounded is left out"
#: Why a packet drops facts, see `casegraph.exchange.losses.Ledger`.
UNSAID = {
    "encounter": "a packet has no encounters",
    "circumstance": "a packet has circumstances only as reasons",
    "time": "no calendar day or age follows from the words; --index-date gives the date of day 1",
    "start": "offsets stand in the graph, at the IRI of the mention",
    "end": "offsets stand in the graph, at the IRI of the mention",
    "extent": "offsets stand in the graph, at the IRI of the mention",
    "cue": "the words that say presence or status are not quoted",
    "section": "a packet knows no sections",
    "reasons": "only what ended a treatment, or what it is for, has a place",
    "history": "a packet does not tell the past from the present",
    "rule": "a packet has no place for the rule of a conclusion",
    "causes": "only adverse events of a treatment have a place",
    "shown_by": "only samples tell what showed a finding",
    "replaced_by": "no place for what replaced a treatment",
    "dose": "a dose stands only with a drug, how often it is given, and the dates of its beginning and end",
    "route": "only a drug has a route",
    "frequency": "a frequency stands only beside a dose with dates",
    "cycle": "only the fractions of a radiation therapy have a place",
    "duration": "no place for a duration in words",
    "components": "a regimen is one class",
    "laterality": "only features and diseases have a side",
}
