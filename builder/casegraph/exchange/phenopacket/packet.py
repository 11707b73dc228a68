"""A case as a GA4GH Phenopacket (schema 2.0), in the JSON of protobuf.

Written by the schema's own library, so that a field it does not know is an error here and not with the reader. What the
schema requires and the text does not give (a unit, the dates of a dose) is not made up: the message is left out and the
ledger tells.
"""

from __future__ import annotations

import json
import re
from typing import Any

from casegraph.errors import OutputError
from casegraph.exchange.losses import Ledger
from casegraph.exchange.phenopacket import NO_CLASS, WHOLE, classes
from casegraph.exchange.phenopacket.actions import write_actions
from casegraph.exchange.phenopacket.classes import JSON
from casegraph.exchange.phenopacket.conditions import write_conditions
from casegraph.exchange.phenopacket.context import Context
from casegraph.exchange.phenopacket.measurements import write_measurements
from casegraph.exchange.phenopacket.samples import write_samples
from casegraph.exchange.phenopacket.staging import Staging
from casegraph.graph.options import GraphOptions
from casegraph.graph.patient import patient_age, patient_sex
from casegraph.graph.writer import software_version
from casegraph.records import Case, Record

__all__ = ["to_phenopacket"]

_SCHEMA = "2.0"
#: The numbers that a message must have.
_NUMBERS = {"quantity": ("value",), "referenceRange": ("low", "high")}
#: The time of creation where none is asked for, so that the same report gives the same bytes.
_NO_TIME = "1970-01-01T00:00:00Z"


def to_phenopacket(case: Case, options: GraphOptions, ledger: Ledger) -> bytes:
    """The packet of a case.

    Raises:
        OutputError: the `phenopackets` package is not installed.
    """
    try:
        from google.protobuf.json_format import MessageToDict, ParseDict
        from phenopackets.schema.v2.phenopackets_pb2 import Phenopacket
    except ImportError as error:
        raise OutputError("a phenopacket needs its package: pip install 'casegraph[phenopackets]'") from error
    packet = ParseDict(_message(case, options, ledger), Phenopacket())
    written: JSON = MessageToDict(packet)
    _write_zeros(written)
    return json.dumps(written, indent=2, ensure_ascii=False).encode() + b"\n"


def _write_zeros(value: Any) -> None:
    """Write the numbers that protobuf leaves out when they are 0, where the schema requires them."""
    if isinstance(value, list):
        for inner in value:
            _write_zeros(inner)
    elif isinstance(value, dict):
        for name, inner in value.items():
            for number in _NUMBERS.get(name, ()):
                inner.setdefault(number, 0.0)
            _write_zeros(inner)


def _message(case: Case, options: GraphOptions, ledger: Ledger) -> JSON:
    context = Context(case, options, ledger)
    staging = Staging(context)
    samples = write_samples(context, staging)
    features, diseases = write_conditions(context, staging)
    message: JSON = {
        "id": case.id,
        "subject": _subject(context),
        "phenotypicFeatures": features,
        "measurements": write_measurements(context),
        "biosamples": samples,
        "diseases": diseases,
        "medicalActions": write_actions(context),
    }
    for record in case.records:
        why = _left_out(record)
        if why is not None:
            ledger.dropped(record, why)
    message["metaData"] = {
        "created": _created(options.generated_at),
        "createdBy": f"casegraph {software_version()}",
        "resources": classes.resources(message),
        "phenopacketSchemaVersion": _SCHEMA,
    }
    return message


def _left_out(record: Record) -> str | None:
    """Why a packet has no place for a record at all."""
    for key in (f"experiencer={record.experiencer}", f"presence={record.presence}", f"status={record.status}"):
        if key in WHOLE:
            return WHOLE[key]
    return NO_CLASS if record.concept is None and record.kind in ("condition", "treatment", "procedure") else None


def _created(moment: str | None) -> str:
    """The time of creation that the user asked for; an xsd:dateTime without an offset is taken as UTC."""
    if moment is None:
        return _NO_TIME
    return moment if re.search(r"(?:Z|[+-]\d\d:\d\d)$", moment) else f"{moment}Z"


def _subject(context: Context) -> JSON:
    case = context.case
    subject: JSON = {"id": case.id}
    age = patient_age(case)
    if age is not None:
        subject["timeAtLastEncounter"] = {"age": {"iso8601duration": _age(age)}}
    sex = patient_sex(case)
    if sex is not None:
        subject["sex"] = sex.upper()
    for record in case.records:
        about = record.kind == "patient" and record.experiencer == "patient"
        if about:
            context.ledger.carried(record, "kind", "experiencer", *(("age",) if age is not None else ()))
            if age is not None or sex is not None:
                context.ledger.carried(record, "text", "concept", "label", "codes")
    for group in context.entities("condition"):
        for record in group:
            if record.presence == "present" and context.is_a(record, "Death"):
                time = context.time(record.time)
                status: JSON = {"status": "DECEASED"} | ({"timeOfDeath": time} if time else {})
                subject.setdefault("vitalStatus", status)
                context.claim_time(record, time)
                context.claim_concept(record)
                context.ledger.carried(record, "text", "presence")
    return subject


def _age(years: float) -> str:
    """An age in years as an ISO 8601 duration in whole years, months below two years, days below a month."""
    if years >= 2 or (years.is_integer() and years >= 1):
        return f"P{int(years)}Y"
    months = years * 12
    return f"P{int(months + 1e-6)}M" if months >= 1 - 1e-6 else f"P{round(years * 365.25)}D"
