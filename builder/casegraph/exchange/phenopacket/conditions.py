"""Conditions as phenotypic features and as diseases.

A disease is a neoplasm, a genetic disorder, or a disorder that the Human Phenotype Ontology does not know; every other
condition is a feature. What is suspected, feared or hypothetical is neither, since a packet knows only present and
excluded.
"""

from __future__ import annotations

from casegraph.exchange.phenopacket import classes
from casegraph.exchange.phenopacket.classes import JSON
from casegraph.exchange.phenopacket.context import Context
from casegraph.exchange.phenopacket.staging import Staging
from casegraph.records import Record

__all__ = ["write_conditions"]

#: Conditions that other parts of the packet say: death, and how the disease answered.
_ELSEWHERE = ("Death", "TumorResponse", "StableDisease", "Progression")
_DISEASES = ("Neoplasm", "GeneticDisorder", "CongenitalDisorder")
_CONTRADICTED = "absent here, present elsewhere in the report: excluded would deny both"
_CONCLUDED = "a conclusion that is no phenotypic feature: a marker stands only with the sample that shows it"
_AT_ONE_SITE = "absent at one place only: excluded would deny it everywhere"


def write_conditions(context: Context, staging: Staging) -> tuple[list[JSON], list[JSON]]:
    """The features and the diseases of a case, in text order."""
    features: list[JSON] = []
    diseases: list[JSON] = []
    groups = [group for group in context.entities("condition") if not context.is_a(group[0], *_ELSEWHERE)]
    present = [r for group in groups for r in group if r.presence == "present"]
    excluded: set[str] = set()
    for group in groups:
        found = [r for r in group if r.presence == "present" and _is_feature(context, r)]
        said = found or _deniable(context, [r for r in group if r.presence == "absent"], present)
        if found:
            for record in group:
                if record.presence == "absent":
                    context.ledger.dropped(record, _CONTRADICTED)
        if not said:
            continue
        disease = is_disease(context, said[0])
        term = classes.of(said[0], "disease" if disease else "feature")
        if term is None or (not found and term["id"] in excluded):
            _again(context, said, term)
            continue
        if not found:
            excluded.add(term["id"])
        if disease:
            diseases.append(_disease(context, said, term, staging))
        else:
            _add(features, _feature(context, said, term))
    return features, diseases


def _add(features: list[JSON], feature: JSON) -> None:
    """Add a feature; the evidence of one that is already there joins it."""
    for known in features:
        if all(known.get(name) == feature.get(name) for name in ("type", "excluded", "modifiers", "severity")):
            known["evidence"] += feature["evidence"]
            known["onset"] = known.get("onset") or feature.get("onset")
            described = {d for d in (known.get("description"), feature.get("description")) if d}
            known["description"] = "; ".join(sorted(described))
            for name in ("onset", "description"):
                if not known[name]:
                    del known[name]
            return
    features.append(feature)


def _is_feature(context: Context, record: Record) -> bool:
    """Whether a condition may be written: of what rules concluded, only what the Human Phenotype Ontology knows.

    The others are markers of a tumour, which belong to its sample, or say again what the text says.
    """
    if not record.inferred or any(code.startswith("hpo:") for code in record.codes):
        return True
    context.ledger.dropped(record, _CONCLUDED)
    return False


def is_disease(context: Context, record: Record) -> bool:
    """Whether a condition is a diagnosis rather than a feature."""
    if context.is_a(record, *_DISEASES):
        return not context.is_a(record, "Finding")
    return context.is_a(record, "Disorder") and not any(code.startswith("hpo:") for code in record.codes)


def _deniable(context: Context, absent: list[Record], present: list[Record]) -> list[Record]:
    """The denied records that hold for the whole patient: nothing of the kind is present, no place limits them."""
    said = []
    for record in absent:
        concept = context.concept(record)
        limited = record.laterality is not None or (record.site is not None and not (concept and concept.sites))
        if any(context.below(other, record) for other in present):
            context.ledger.dropped(record, _CONTRADICTED)
        elif limited:
            context.ledger.dropped(record, _AT_ONE_SITE)
        else:
            said.append(record)
    return said


def _again(context: Context, said: list[Record], term: JSON | None) -> None:
    """What is denied a second time under one class says nothing new."""
    if term is not None:
        for record in said:
            context.claim_concept(record)
            context.ledger.carried(record, "text", "presence")


def _feature(context: Context, said: list[Record], term: JSON) -> JSON:
    ledger = context.ledger
    feature: JSON = {"type": term}
    if said[0].presence == "absent":
        feature["excluded"] = True
    onset = _onset(context, said)
    severity = next((s for r in said if (s := classes.term("severity", r.severity))), None)
    modifiers = {m["id"]: m for r in said if (m := classes.term("laterality", r.laterality))}
    for record in said:
        concept = context.concept(record)
        place = context.site(record)
        if place is not None and concept is not None and not concept.sites and not context.within(record):
            modifiers.setdefault(place["id"], place)
        if place is not None:
            ledger.carried(record, "site")
        ledger.carried(record, "laterality")
        if severity is not None:
            ledger.carried(record, "severity")
    feature |= {
        "severity": severity,
        "modifiers": list(modifiers.values()),
        "onset": onset,
        "description": _description(context, said),
        "evidence": [_evidence(context, record) for record in said],
    }
    return _stated(feature)


def _disease(context: Context, said: list[Record], term: JSON, staging: Staging) -> JSON:
    disease: JSON = {"term": term}
    if said[0].presence == "absent":
        disease["excluded"] = True
    # A metastasis stands where the tumour went, not where it began; a syndrome's name says nothing of its place.
    primary = not context.is_a(said[0], "Metastasis")
    tumour = context.is_a(said[0], "Neoplasm")
    places = [p for r in said if (tumour or not context.within(r)) and (p := context.site(r))]
    place = places[0] if primary and places else None
    side = next((s for r in said if (s := classes.term("laterality", r.laterality))), None)
    for record in said:
        context.claim_concept(record)
        context.ledger.carried(record, "text", "presence", "inferred")
        if place is not None:
            context.ledger.carried(record, "site")
        elif not primary:
            context.ledger.narrowed(record, "site", "the place of a metastasis is told by its class alone")
        if side is not None:
            context.ledger.carried(record, "laterality")
    disease |= {"onset": _onset(context, said), "primarySite": place, "laterality": side}
    if "excluded" not in disease:
        disease |= staging.of_disease(said)
    return _stated(disease)


def _onset(context: Context, said: list[Record]) -> JSON | None:
    """When the condition is first told of; later times have no place."""
    times = [(time, record) for record in said if (time := context.time(record.time))]
    if not times:
        return None
    first, record = min(times, key=lambda pair: _when(pair[0]))
    context.claim_time(record, first)
    return first


def _when(time: JSON) -> str:
    # An age comes before every date: it is told of what was long ago.
    return str(time.get("timestamp") or time.get("interval", {}).get("start") or "")


def _evidence(context: Context, record: Record) -> JSON:
    context.claim_concept(record)
    context.ledger.carried(record, "text", "extent", "presence", "inferred", "fragments")
    code = classes.term("evidence", "inferred" if record.inferred else "quoted")
    if record.inferred:
        rests = context.find(record.based_on)
        context.ledger.carried(record, "based_on")
        quoted = "; ".join(context.words(other) for other in rests)
        return {"evidenceCode": code, "reference": context.reference(record) | {"description": quoted}}
    return {"evidenceCode": code, "reference": context.reference(record)}


def _description(context: Context, said: list[Record]) -> str:
    """What has no field of its own, in words: size and grade."""
    parts: dict[str, None] = {}
    for record in said:
        if record.size is not None:
            parts[f"size: {record.size.text}"] = None
            context.ledger.narrowed(record, "size", "a size stands in the description, in words")
        if record.grade is not None:
            parts[f"grade: {record.grade}"] = None
            context.ledger.narrowed(record, "grade", "a grade stands in the description, in words")
    return "; ".join(parts)


def _stated(message: JSON) -> JSON:
    return {name: value for name, value in message.items() if value not in (None, "", [])}
