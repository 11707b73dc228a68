"""Concepts, sites, quantities and doses as the data types of FHIR.

A `CodeableConcept` holds the codes of outside systems under their canonical URIs without a display (the displays are
those systems' own), then the ontology's concept with its labels; its text is the words of the report.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from casegraph.exchange.fhir.draft import Draft, Group, Json, absent
from casegraph.exchange.fhir.tables import system_and_code
from casegraph.graph.times import xsd_duration
from casegraph.graph.vocabulary import CONCEPT
from casegraph.records import Dose, Frequency, Record, Site, Value
from casegraph.terminology.lexicon import shipped_lexicon

__all__ = [
    "COMPARATORS", "UCUM", "body_site", "code_of", "codeable", "coded", "dose_quantity", "duration_quantity", "named",
    "number", "quantity", "said", "timing_repeat", "translated", "unit_is_shown",
]  # fmt: skip

UCUM = "http://unitsofmeasure.org"
SNOMED = "http://snomed.info/sct"
_TRANSLATION = "http://hl7.org/fhir/StructureDefinition/translation"
_IN_OTHER_UNIT = "http://hl7.org/fhir/StructureDefinition/extension-quantity-translation"
_BODY_SITE = "http://hl7.org/fhir/StructureDefinition/bodySite"
_SIDES = {"left": ("7771000", "gauche"), "right": ("24028007", "droit"), "bilateral": ("51440002", "bilatéral")}


def coded(system: str, code: str, display: str | None = None, text: str | None = None) -> Json:
    """A CodeableConcept of one code."""
    coding = {"system": system, "code": code} | ({"display": display} if display else {})
    return {"coding": [coding]} | ({"text": text} if text else {})


def code_of(draft: Draft, group: Group) -> Json:
    """What a group of records is about; the fields `kind`, `concept`, `label`, `codes`, `parent` are claimed."""
    record = group[0]
    draft.carried(group, "kind", "concept", "label", "codes")
    unknown = sorted({c.partition(":")[0] for c in record.codes if system_and_code(c) is None})
    if unknown:
        draft.narrowed(group, "codes", f"no canonical URI is known for the code system {', '.join(unknown)}")
    if record.parent is not None:
        draft.narrowed(group, "parent", "a coding does not say that it is wider than the words")
    return codeable(record)


def codeable(record: Record) -> Json:
    """What a record is about as a CodeableConcept; one that the ontology does not know has the code of its parent."""
    codings = list(_codings(record.codes))
    if record.concept is not None:
        codings.append(_own_coding(record.concept, dict(record.label)))
    elif record.parent is not None:
        codings.append(_own_coding(record.parent, _labels(record.parent)))
    return ({"coding": codings} if codings else {}) | {"text": said(record)}


def named(name: str) -> Json:
    """A concept of the ontology by its local name, or of an outside terminology by its IRI, as a CodeableConcept."""
    iri = name if ":" in name else CONCEPT + name
    concept = shipped_lexicon().terminology.by_name.get(name)
    codings = [*_codings(concept.codes if concept else ()), _own_coding(iri, _labels(iri))]
    return {"coding": codings, "text": concept.fr if concept else name}


def said(record: Record) -> str:
    """What to call a record's thing: the words of the report; what a rule concluded is called by its concept."""
    return dict(record.label).get("fr", record.text) if record.inferred else record.text


def _codings(codes: Iterable[str]) -> Iterable[Json]:
    for curie in codes:
        known = system_and_code(curie)
        if known is not None:
            yield {"system": known[0], "code": known[1]}


def _own_coding(iri: str, labels: Mapping[str, str]) -> Json:
    """The concept itself; one of an outside terminology is its IRI, a code in the system of all URIs."""
    own = iri.startswith(CONCEPT)
    coding: Json = {"system": CONCEPT if own else "urn:ietf:rfc:3986", "code": iri.removeprefix(CONCEPT)}
    display = labels.get("fr") or next(iter(labels.values()), None)
    if display is not None:
        coding["display"] = display
        others = [(language, label) for language, label in labels.items() if label != display]
        if others:
            coding["_display"] = {"extension": [_translated(*other) for other in others]}
    return coding


def _translated(language: str, label: str) -> Json:
    parts = [{"url": "lang", "valueCode": language}, {"url": "content", "valueString": label}]
    return {"url": _TRANSLATION, "extension": parts}


def _labels(iri: str) -> Mapping[str, str]:
    concept = shipped_lexicon().terminology.by_name.get(iri.removeprefix(CONCEPT))
    return dict(concept.label) if concept else {}


# ---- the body


def _site_concept(site: Site) -> Json:
    """A site as a CodeableConcept."""
    codings = list(_codings(site.codes))
    if site.concept is not None:
        iri = site.concept if ":" in site.concept else CONCEPT + site.concept
        codings.append(_own_coding(iri, _labels(iri)))
    return ({"coding": codings} if codings else {}) | {"text": site.text}


def _side(side: str) -> Json:
    """A side as a code of SNOMED CT."""
    code, words = _SIDES[side]
    return coded(SNOMED, code, text=words)


def body_site(draft: Draft, group: Group) -> Json | None:
    """Where on the body; a side makes a BodyStructure, which the standard extension points at.

    R5 has no element for a side on a Condition or Procedure; BodyStructure.includedStructure.laterality is it. A side
    without a site stands alone, with the structure marked as not said.
    """
    record = group[0]
    draft.carried(group, "site", "laterality")
    concept = _site_concept(record.site) if record.site is not None else None
    if record.laterality is None:
        return concept
    structure = {
        "resourceType": "BodyStructure",
        "includedStructure": [{"structure": concept or absent("unknown"), "laterality": _side(record.laterality)}],
        "patient": draft.patient,
    }
    place = (record.site.concept or record.site.text) if record.site is not None else "side"
    reference = draft.add(f"BodyStructure/{place}-{record.laterality}", structure, group)
    draft.structures[record.id] = reference
    return {"extension": [{"url": _BODY_SITE, "valueReference": reference}]} | (concept or {})


# ---- quantities


def number(value: float) -> float | int:
    """A number without digits that nobody wrote: 35000.0 is 35000."""
    return int(value) if value.is_integer() else value


#: What FHIR has no comparator for is left out, and the ledger told.
COMPARATORS = ("<", "<=", ">", ">=")


def quantity(amount: float, unit: str | None, comparator: str | None = None) -> Json:
    """A quantity in a UCUM unit; one without a unit is a bare number."""
    out: Json = {"value": number(amount)}
    if comparator in COMPARATORS:
        out["comparator"] = comparator
    if unit is not None:
        out |= {"unit": unit, "system": UCUM, "code": unit}
    return out


def translated(amount: Json, value: Value) -> Json:
    """A quantity with the same in the canonical unit of its concept, where that is another one."""
    if value.canonical_number is None or value.canonical_unit in (None, value.unit):
        return amount
    other = quantity(value.canonical_number, value.canonical_unit)
    return {"extension": [{"url": _IN_OTHER_UNIT, "valueQuantity": other}]} | amount


def dose_quantity(dose: Dose) -> Json | None:
    """A dose, with what it is relative to in its unit (mg/m2); None where the words give no number or unit."""
    if dose.number is None or dose.unit is None:
        return None
    return quantity(dose.number, f"{dose.unit}/{dose.per}" if dose.per else dose.unit)


def timing_repeat(frequency: Frequency) -> Json | None:
    """How often, as Timing.repeat; None where the words give no period."""
    if frequency.every is None or frequency.period is None:
        return None
    times = round(1 / frequency.every) if frequency.every < 1 else 1
    every = 1.0 if frequency.every < 1 else frequency.every
    return {"frequency": times, "period": number(every), "periodUnit": frequency.period}


_DURATION = re.compile(r"P(T?)(\d+(?:\.\d+)?)([YMWDHS])")
_UNITS = {"Y": "a", "M": "mo", "W": "wk", "D": "d", "TH": "h", "TM": "min", "TS": "s"}


def duration_quantity(iso: str | None) -> Json | None:
    """An ISO 8601 duration of one unit as a FHIR Duration or Age; None where it has no number."""
    match = _DURATION.fullmatch(iso or "") or _DURATION.fullmatch(xsd_duration(iso or "") or "")
    if match is None or match[1] + match[3] not in _UNITS:
        return None
    return quantity(float(match[2]), _UNITS[match[1] + match[3]])


def unit_is_shown(value: Value) -> bool:
    """Whether a quantity in the value's unit says it all; "3+" and stages are words, not amounts."""
    if value.number is None:
        return False
    return value.unit not in (None, "{category}") or re.fullmatch(r"[\d\s.,]+", value.text) is not None
