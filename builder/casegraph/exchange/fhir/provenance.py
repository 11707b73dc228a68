"""Where each resource comes from: a Provenance with the exact words and their offsets.

R5 names what a resource was made from in `Provenance.entity`: its role is `quotation` and its `what` the report, a
DocumentReference that holds the whole text. No element says which words; the extension

    https://w3id.org/casegraph/fhir/StructureDefinition/quotation   on Provenance.entity, 1..*

does, with the names of the Web Annotation selectors that the graph uses: `exact` (string), `start`, `end` (unsignedInt,
code points of the attachment's text, half open), `part` (code: what the words are: "mention", "extent", "fragment",
"cue" or the field of the record) and `section` (code); `StructureDefinition-quotation.json` defines it. What a rule
concluded has the rule as its `policy`, and the resources that it rests on as entities of the role `source`. The agent
is casegraph, an assembler.
"""

from __future__ import annotations

from casegraph.exchange.fhir.codings import coded
from casegraph.exchange.fhir.draft import Draft, Group, Json
from casegraph.graph.vocabulary import RULE
from casegraph.records import Record

__all__ = ["QUOTATION", "write_provenance"]

QUOTATION = "https://w3id.org/casegraph/fhir/StructureDefinition/quotation"
_AGENT = "http://terminology.hl7.org/CodeSystem/provenance-participant-type"
#: Fields that have words of their own.
_PARTS = (
    "cue", "value", "size", "age", "site", "dose", "frequency", "cycle", "route", "duration", "time",
)  # fmt: skip


def write_provenance(draft: Draft, group: Group) -> None:
    """Add the Provenance of the resources that a group of records has made, if any."""
    record = group[0]
    names = list(dict.fromkeys(name for r in group for name in draft.made.get(r.id, ())))
    if not names:
        return
    draft.carried(group, "text", "start", "end", "extent", "fragments", "section", "cue")
    quoted = [quotation for r in group for quotation in _quotations(draft, r)]
    for reason in (draft.case.by_id[r] for r in record.reasons if r in draft.case.by_id):
        # A circumstance has no resource: its words stand with what it is the reason of.
        if reason.kind == "circumstance":
            draft.ledger.carried(reason, "text", "start", "end", "extent", "fragments", "section", "cue", "presence")
            quoted += _quotations(draft, reason, "reason")
    entities: list[Json] = [{"extension": quoted, "role": "quotation", "what": draft.document}]
    sources = [source for r in record.based_on if (source := draft.target(r)) is not None]
    entities += [{"role": "source", "what": source} for source in sources]
    resource: Json = {
        "resourceType": "Provenance",
        "activity": {"text": "inférence par une règle" if record.inferred else "lecture du compte rendu"},
        "target": [draft.reference(name, draft.resources[name]["resourceType"]) for name in names],
        "agent": [
            {"type": coded(_AGENT, "assembler", "Assembler"), "who": draft.reference("casegraph", "Device")},
        ],
        "entity": entities,
    }
    if record.rule is not None:
        draft.carried(group, "rule")
        resource["policy"] = [RULE + record.rule]
    if draft.options.generated_at is not None:
        resource["recorded"] = draft.options.generated_at
    draft.add(f"Provenance/{record.id}", resource)


def _quotations(draft: Draft, record: Record, part: str = "mention") -> list[Json]:
    found = [_quotation(draft, record, part, record.start, record.end)]
    if record.extent != (record.start, record.end):
        found.append(_quotation(draft, record, "extent", *record.extent))
    found += [_quotation(draft, record, "fragment", *fragment) for fragment in record.fragments or ()]
    for name in _PARTS:
        words = getattr(record, name)
        if words is not None:
            found.append(_quotation(draft, record, name, words.start, words.end))
    return found


def _quotation(draft: Draft, record: Record, part: str, start: int, end: int) -> Json:
    parts: list[Json] = [
        {"url": "exact", "valueString": draft.case.document.text[start:end]},
        {"url": "start", "valueUnsignedInt": start},
        {"url": "end", "valueUnsignedInt": end},
        {"url": "part", "valueCode": part},
    ]
    if record.section != "report":
        parts.append({"url": "section", "valueCode": record.section})
    return {"url": QUOTATION, "extension": parts}
