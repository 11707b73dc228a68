"""FHIR R5: bundles that their own library accepts, held treatments in the right words, no claim that is not true."""

from __future__ import annotations

import json
from base64 import b64decode
from collections.abc import Iterator, Mapping
from dataclasses import MISSING, fields, replace
from functools import cache
from pathlib import Path
from typing import Any

import pytest

import casegraph
from casegraph.anchors import read_anchors
from casegraph.errors import OutputError
from casegraph.exchange.fhir import provenance, to_fhir
from casegraph.exchange.fhir.assemble import bundle
from casegraph.exchange.fhir.provenance import QUOTATION
from casegraph.exchange.fhir.tables import fate, system_and_code
from casegraph.exchange.formats import FORMATS
from casegraph.exchange.losses import Ledger, stated
from casegraph.graph.codes import reference_codes
from casegraph.graph.options import DEFAULT_OPTIONS, GraphOptions
from casegraph.records import STATUSES, Case, Record
from casegraph.terminology.lexicon import shipped_lexicon
from tests.graph.made import Made, rich_case

Json = dict[str, Any]


def written(case: Case, options: GraphOptions = DEFAULT_OPTIONS) -> tuple[Json, Ledger]:
    """The bundle as it is written, and the ledger that it filled."""
    ledger = Ledger(case, FORMATS["fhir"].unsaid)
    return json.loads(to_fhir(case, options, ledger)), ledger


@cache
def example(name: str) -> tuple[Case, Json, Ledger]:
    case = casegraph.example(name)
    return case, *written(case)


def walked(value: Any) -> Iterator[Json]:
    """Every object of a JSON document."""
    if isinstance(value, dict):
        yield value
        for part in value.values():
            yield from walked(part)
    elif isinstance(value, list):
        for part in value:
            yield from walked(part)


class Read:
    """A bundle to ask: resources by type, what references lead to."""

    def __init__(self, document: Json) -> None:
        self.by_url: dict[str, Json] = {entry["fullUrl"]: entry["resource"] for entry in document["entry"]}

    def all(self, kind: str) -> list[Json]:
        return [r for r in self.by_url.values() if r["resourceType"] == kind]

    def one(self, kind: str) -> Json:
        (found,) = self.all(kind)
        return found

    def at(self, reference: Json) -> Json:
        return self.by_url[reference["reference"]]


def said(text: str) -> Read:
    """The bundle of a sentence."""
    return Read(written(casegraph.build_text(text, "t"))[0])


def check_whole(document: Json) -> None:
    """What holds of every bundle: references resolve to the type they name, full URLs and ids within a type differ."""
    entries = document["entry"]
    urls = {entry["fullUrl"]: entry["resource"]["resourceType"] for entry in entries}
    assert len(urls) == len(entries)
    assert len({(e["resource"]["resourceType"], e["resource"]["id"]) for e in entries}) == len(entries)
    references = [o for o in walked(entries) if isinstance(o.get("reference"), str)]
    assert references
    for reference in references:
        assert urls[reference["reference"]] == reference["type"]


# ---- every example, and the sample case


@pytest.mark.parametrize("name", casegraph.examples())
def test_an_example_is_valid_comes_back_the_same_and_points_nowhere_else(name: str) -> None:
    from fhir.resources.bundle import Bundle

    _, document, _ = example(name)
    again = json.loads(Bundle.model_validate(document).model_dump_json())
    assert again == document
    check_whole(document)


def test_the_sample_case_is_valid(sample_case: Case) -> None:
    document, ledger = written(sample_case)
    check_whole(document)
    assert ledger.count() > len(ledger.losses())


def test_a_case_with_every_field_is_valid() -> None:
    document, _ = written(rich_case())
    check_whole(document)


@pytest.mark.parametrize("name", casegraph.examples())
def test_every_fact_is_carried_narrowed_or_dropped(name: str) -> None:
    case, _, ledger = example(name)
    lost = {(loss.record, loss.field) for loss in ledger.losses()}
    facts = {(record.id, field) for record, field in ledger.facts()}
    carried = facts - lost
    assert len(facts) == len(carried) + len(lost) == ledger.count()
    assert len(carried) > 0.9 * len(facts)
    assert {r.kind for r in case.records} >= {"condition", "observation", "treatment"}


def _without_provenance(document: Json) -> str:
    return json.dumps([e for e in document["entry"] if e["resource"]["resourceType"] != "Provenance"])


def _other(record: Record, field: str) -> Record | None:
    """The record with another value of a field, None where no other one is possible by itself."""
    defaults = {f.name: f.default for f in fields(Record)}
    changes: dict[str, Any]
    if field in ("start", "end"):
        changes = {field: getattr(record, field) - 1}
    elif field == "extent":
        changes = {"extent": (record.start, record.end)}
    elif field == "section":
        changes = {"section": "report"}
    elif field == "presence":
        changes = {"presence": "present" if record.presence == "absent" else "absent"}
    elif field == "label":
        changes = {"label": (("fr", "autre"),)}
    elif field in ("kind", "text", "fragments") or defaults[field] is MISSING:
        # The text is what stands at the offsets; a record of another kind is another record.
        return None
    elif field == "duration" and record.duration and record.time and record.duration.start == record.time.start:
        # One expression of the text is both: "depuis trois jours".
        return None
    else:
        changes = {field: defaults[field]}
    return replace(record, **changes)


@pytest.mark.parametrize("name", casegraph.examples())
def test_what_is_claimed_as_carried_is_in_the_bundle(name: str) -> None:
    """For each kind and field: without the fact the bundle is another one, and not only in what Provenance quotes."""
    case, _, ledger = example(name)
    lost = {(loss.record, loss.field) for loss in ledger.losses()}
    quoted = {"start", "end", "extent", "section", "cue", "inferred", "rule"}
    whole = bundle(case, DEFAULT_OPTIONS, Ledger(case))
    tried: set[tuple[str, str]] = set()
    for record in case.records:
        for field in stated(record):
            if (record.id, field) in lost or (record.kind, field) in tried:
                continue
            changed = _other(record, field)
            if changed is None:
                continue
            tried.add((record.kind, field))
            other = replace_record(case, record, changed)
            document = bundle(other, DEFAULT_OPTIONS, Ledger(other))
            if field in quoted:
                assert json.dumps(document) != json.dumps(whole), (record.id, field)
            else:
                assert _without_provenance(document) != _without_provenance(whole), (record.id, field)
    assert len(tried) > 40


def replace_record(case: Case, old: Record, new: Record) -> Case:
    return Case(case.document, tuple(new if r is old else r for r in case.records), outside=case.outside)


# ---- held drugs

HELD: list[tuple[str, Json, Json | None, str | None]] = [
    (
        "L'enoxaparine n'a jamais été débutée en raison d'une thrombopénie à 28 G/L.",
        {"status": "not-done"},
        {"status": "active", "doNotPerform": True},
        "thrombopénie",
    ),
    (
        "Le méthotrexate n'a pas été administré du fait d'une cytolyse hépatique.",
        {"status": "not-done"},
        {"status": "active", "doNotPerform": True},
        "cytolyse hépatique",
    ),
    (
        "L'aspirine a été arrêtée à cause d'une hémorragie digestive.",
        {"status": "stopped"},
        {"status": "active", "doNotPerform": True},
        "hémorragie digestive",
    ),
    (
        "La ciclosporine est suspendue en raison d'une insuffisance rénale aiguë.",
        {"status": "on-hold"},
        {"status": "active", "doNotPerform": True},
        "insuffisance rénale aiguë",
    ),
    (
        "Les AINS sont contre-indiqués en raison d'un ulcère gastrique.",
        {},
        {"status": "active", "doNotPerform": True},
        "ulcère gastrique",
    ),
]


@pytest.mark.parametrize(("text", "event", "request_", "reason"), HELD)
def test_what_is_not_given_says_why_in_a_code_and_by_a_reference(
    text: str, event: Json, request_: Json, reason: str
) -> None:
    read = said(text)
    request = read.one("MedicationRequest")
    assert {key: request.get(key) for key in request_} == request_
    assert request["intent"] == "plan"
    pointed = [r for r in request["reason"] if "reference" in r]
    assert [read.at(r["reference"])["resourceType"] for r in pointed] == ["Condition"]
    assert read.at(pointed[0]["reference"])["code"]["text"] == reason
    administrations = read.all("MedicationAdministration")
    assert len(administrations) == (1 if event else 0)
    for administration in administrations:
        assert administration["status"] == event["status"]
        assert read.at(administration["request"]) is request
        (why,) = administration["statusReason"]
        assert why["text"] == reason
        assert why["coding"]


def test_a_result_as_the_reason_is_pointed_at_and_coded_by_what_it_shows() -> None:
    read = said("L'apixaban n'a pas été prescrit, plaquettes à 15 G/L.")
    (reason,) = read.one("MedicationRequest")["reason"]
    observation = read.at(reason["reference"])
    assert observation["resourceType"] == "Observation"
    assert observation["valueQuantity"]["value"] == 15
    (why,) = read.one("MedicationAdministration")["statusReason"]
    assert why["text"] == "plaquettes à 15 G/L"
    assert {"system": "http://ncicb.nci.nih.gov/xml/owl/EVS/Thesaurus.owl", "code": "C3408"} in why["coding"]
    assert all(coding["code"] != "777-3" for coding in why["coding"])


def test_a_contraindication_is_a_reason_in_itself() -> None:
    read = said("La colchicine est contre-indiquée.")
    request = read.one("MedicationRequest")
    assert request["doNotPerform"] is True
    (reason,) = request["reason"]
    assert reason["concept"]["coding"] == [{"system": "http://snomed.info/sct", "code": "397745006"}]
    assert read.all("MedicationAdministration") == []


def test_a_reduced_dose_is_given_and_says_why_it_was_not_the_whole() -> None:
    read = said("Le docétaxel a été réduit à 60 mg/m2 en raison d'une neutropénie.")
    administration = read.one("MedicationAdministration")
    assert administration["status"] == "completed"
    assert [reason["text"] for reason in administration["subPotentReason"]] == ["neutropénie"]
    assert "statusReason" not in administration
    request = read.at(administration["request"])
    assert "doNotPerform" not in request
    # A reason of this order would read as its indication.
    assert "reason" not in request
    assert [read.at(r)["code"]["text"] for r in request["supportingInformation"]] == ["neutropénie"]


def test_a_refused_drug_was_cancelled_by_the_patient_not_forbidden() -> None:
    read = said("La patiente a refusé la morphine.")
    administration = read.one("MedicationAdministration")
    assert administration["status"] == "not-done"
    assert [reason["text"] for reason in administration["statusReason"]] == ["refusé"]
    assert read.all("MedicationRequest") == []


@pytest.mark.parametrize(
    ("text", "status", "intent"),
    [
        ("Un traitement par rituximab est prévu le 3 mai 2021.", "active", "plan"),
        ("Le carboplatine est reporté devant une fièvre.", "on-hold", "plan"),
    ],
)
def test_what_was_not_yet_given_is_a_request_only(text: str, status: str, intent: str) -> None:
    read = said(text)
    request = read.one("MedicationRequest")
    assert (request["status"], request["intent"]) == (status, intent)
    assert "doNotPerform" not in request
    assert read.all("MedicationAdministration") == []


def test_what_was_put_off_keeps_its_reason_as_code_and_reference() -> None:
    read = said("Le carboplatine est reporté devant une fièvre.")
    request = read.one("MedicationRequest")
    assert request["statusReason"]["text"] == "fièvre"
    assert [read.at(r)["code"]["text"] for r in request["supportingInformation"]] == ["fièvre"]


def test_a_replaced_drug_is_the_prescription_before_the_next() -> None:
    read = said("La metformine a été remplacée par l'insuline.")
    first, second = read.all("MedicationRequest")
    assert first["status"] == "stopped"
    assert read.at(second["priorPrescription"]) is first
    assert "doNotPerform" not in first
    assert [a["status"] for a in read.all("MedicationAdministration")] == ["stopped", "completed"]


def test_a_stop_without_a_reason_needs_no_request() -> None:
    read = said("Arrêt de la vancomycine.")
    assert read.one("MedicationAdministration")["status"] == "stopped"
    assert read.all("MedicationRequest") == []


def test_a_treatment_of_the_past_is_a_statement_with_its_dosage() -> None:
    read = said("Antécédents : HTA traitée par ramipril 5 mg par jour.")
    statement = read.one("MedicationStatement")
    assert statement["status"] == "recorded"
    (dosage,) = statement["dosage"]
    assert dosage["doseAndRate"][0]["doseQuantity"] == {
        "value": 5, "unit": "mg", "system": "http://unitsofmeasure.org", "code": "mg",
    }  # fmt: skip
    assert read.all("MedicationAdministration") == []


def test_dose_rhythm_and_route_of_what_was_given() -> None:
    made = Made("Pipéracilline 4 g toutes les 6 heures par voie veineuse.")
    made.add(
        "treatment",
        "Pipéracilline",
        "Piperacillin",
        status="given",
        dose=made.dose("4 g", 4.0, "g"),
        frequency=made.frequency("toutes les 6 heures", 6.0, "h"),
        route=made.span("voie veineuse"),
    )
    administration = Read(written(made.case())[0]).one("MedicationAdministration")
    assert administration["occurenceTiming"] == {"repeat": {"frequency": 1, "period": 6, "periodUnit": "h"}}
    assert administration["dosage"]["dose"]["code"] == "g"
    assert administration["dosage"]["route"] == {"text": "voie veineuse"}
    assert administration["dosage"]["text"] == "4 g, toutes les 6 heures, voie veineuse"


@pytest.mark.parametrize("kind", ["medication", "procedure", "encounter"])
def test_every_status_has_its_fate(kind: str) -> None:
    for status in STATUSES:
        found = fate(kind, status)
        assert found.event is not None or found.request is not None


# ---- procedures, reports


def test_a_test_that_was_not_done_says_why() -> None:
    read = said("La coloscopie n'a pas été réalisée en raison d'une neutropénie.")
    procedure, request = read.one("Procedure"), read.one("ServiceRequest")
    assert (procedure["status"], procedure["statusReason"]["text"]) == ("not-done", "neutropénie")
    assert procedure["basedOn"] == [read.at(procedure["basedOn"][0]) and procedure["basedOn"][0]]
    assert request["doNotPerform"] is True
    assert read.at(request["reason"][0]["reference"])["code"]["text"] == "neutropénie"


def test_a_radiotherapy_that_was_interrupted_is_a_procedure() -> None:
    read = said("La radiothérapie a été interrompue à cause d'une mucite.")
    assert read.one("Procedure")["status"] == "stopped"
    request = read.one("ServiceRequest")
    assert request["status"] == "revoked"
    assert "reason" not in request
    assert read.at(request["supportingInfo"][0]["reference"])["code"]["text"] == "mucite"
    assert [e["valueCodeableConcept"]["text"] for e in request["extension"]] == ["mucite"]


def test_a_biopsy_that_shows_has_a_report_and_a_specimen() -> None:
    made = Made("La biopsie du sein montre un carcinome et un Ki67 à 20 %. Pas d'embole.")
    made.add("procedure", "biopsie", "BiopsyProcedure", status="completed", site=made.site("sein", "Breast"))
    made.add("condition", "carcinome", "Carcinoma", presence="present", shown_by=("m1",))
    made.add("observation", "Ki67", "Ki67", presence="present", value=made.value("20 %", 20.0, "%"), shown_by=("m1",))
    made.add("condition", "embole", presence="absent", shown_by=("m1",))
    read = Read(written(made.case())[0])
    report, procedure = read.one("DiagnosticReport"), read.one("Procedure")
    assert [c["text"] for c in report["conclusionCode"]] == ["carcinome"]
    assert [read.at(r)["code"]["text"] for r in report["result"]] == ["Ki67"]
    specimen = read.at(report["specimen"][0])
    assert read.at(specimen["collection"]["procedure"]) is procedure
    assert specimen["collection"]["bodySite"]["concept"]["text"] == "sein"
    assert read.at(procedure["report"][0]) is report
    conditions = read.all("Condition")
    assert all(read.at(c["evidence"][0]["reference"]) is report for c in conditions)
    assert read.one("Observation")["specimen"]["reference"] == report["specimen"][0]["reference"]


# ---- conditions


def codes(concept: Json) -> list[str]:
    return [coding["code"] for coding in concept.get("coding", [])]


@pytest.mark.parametrize(
    ("presence", "verification", "clinical"),
    [("present", ["confirmed"], ["active"]), ("absent", ["refuted"], []), ("suspected", ["unconfirmed"], ["active"])],
)
def test_presence_is_the_verification_status(presence: str, verification: list[str], clinical: list[str]) -> None:
    made = Made("Embolie pulmonaire.")
    made.add("condition", "Embolie pulmonaire", "PulmonaryEmbolism", presence=presence)
    condition = Read(written(made.case())[0]).one("Condition")
    assert codes(condition["verificationStatus"]) == verification
    assert codes(condition["clinicalStatus"]) == clinical
    assert "onsetDateTime" not in condition


def test_suspected_then_excluded_are_two_conditions_of_one_thing() -> None:
    read = said("Une embolie pulmonaire est suspectée. L'angioscanner élimine l'embolie pulmonaire.")
    found = [c for c in read.all("Condition") if "embolie" in c["code"]["text"]]
    assert [codes(c["verificationStatus"]) for c in found] == [["unconfirmed"], ["refuted"]]
    assert found[0]["identifier"] == found[1]["identifier"]


def test_what_is_said_twice_is_one_condition_with_two_quotations() -> None:
    read = said("Hypercalcémie. Conclusion : hypercalcémie.")
    condition = read.one("Condition")
    (provenance,) = [p for p in read.all("Provenance") if read.at(p["target"][0]) is condition]
    assert len(provenance["entity"][0]["extension"]) == 2


def test_a_risk_is_a_risk_assessment_and_a_supposition_nothing() -> None:
    made = Made("Risque de saignement. Revenir en cas de fièvre.")
    made.add("condition", "saignement", "Bleeding", presence="at-risk")
    made.add("condition", "fièvre", "Fever", presence="hypothetical")
    document, ledger = written(made.case())
    read = Read(document)
    assert read.one("RiskAssessment")["prediction"][0]["outcome"]["text"] == "saignement"
    assert read.all("Condition") == []
    why = {loss.why for loss in ledger.losses() if loss.record == "m2"}
    assert why == {"FHIR has no condition that is only supposed: every reader would take it for one of the patient's"}


def test_site_side_severity_grade_and_size_of_a_finding() -> None:
    made = Made("Lésion sévère du sein gauche de 12 mm, grade 2.")
    made.add(
        "condition",
        "Lésion",
        "Lesion",
        presence="present",
        severity="severe",
        grade="2",
        site=made.site("sein", "Breast"),
        laterality="left",
        size=made.value("12 mm", 12.0, "mm"),
    )
    read = Read(written(made.case())[0])
    condition = read.one("Condition")
    assert codes(condition["severity"]) == ["24484000"]
    assert condition["stage"] == [{"summary": {"text": "2"}}]
    (site,) = condition["bodySite"]
    structure = read.at(site["extension"][0]["valueReference"])["includedStructure"][0]
    assert codes(structure["laterality"]) == ["7771000"]
    assert codes(structure["structure"])[-1] == "Breast"
    size = read.one("Observation")
    assert read.at(size["focus"][0]) is condition
    assert size["valueQuantity"]["value"] == 12


def test_an_antecedent_is_of_the_past_and_not_said_to_be_resolved() -> None:
    condition = said("Antécédents : diabète de type 2.").one("Condition")
    assert codes(condition["category"][0]) == ["11348-0"]
    assert codes(condition["clinicalStatus"]) == ["unknown"]


def test_the_family_has_its_own_history_that_cannot_deny() -> None:
    made = Made("Mère diabétique. Pas de cancer dans la famille.")
    made.add("condition", "diabétique", "Type2Diabetes", presence="present", experiencer="family", relative="mother")
    made.add("condition", "cancer", "BreastCancer", presence="absent", experiencer="family", relative="relative")
    document, ledger = written(made.case())
    mother, family = Read(document).all("FamilyMemberHistory")
    assert codes(mother["relationship"]) == ["MTH"]
    assert [c["code"]["text"] for c in mother["condition"]] == ["diabétique"]
    assert "condition" not in family
    assert family["note"] == [{"text": made.text}]
    assert {(loss.field, loss.how) for loss in ledger.losses() if loss.record == "m2"} >= {("presence", "narrowed")}
    assert Read(document).all("Condition") == []


def test_a_cause_is_what_a_condition_is_due_to() -> None:
    read = said("Thrombopénie induite par l'héparine.")
    causes = [e for c in read.all("Condition") for e in c.get("extension", []) if e["url"].endswith("condition-dueTo")]
    for cause in causes:
        assert read.at(cause["valueReference"])["resourceType"] in ("MedicationAdministration", "MedicationStatement")


def test_what_a_rule_concluded_names_the_rule_and_its_basis() -> None:
    read = said("Hémoglobine à 8,4 g/dL.")
    condition = read.one("Condition")
    assert condition["code"]["text"] == "anémie"
    assert condition["stage"][0]["type"] == {"text": "CTCAE"}
    observation = read.one("Observation")
    assert read.at(condition["evidence"][0]["reference"]) is observation
    (provenance,) = [p for p in read.all("Provenance") if read.at(p["target"][0]) is condition]
    assert provenance["policy"] == ["https://w3id.org/casegraph/rule/low-hemoglobin"]
    assert [read.at(e["what"]) for e in provenance["entity"] if e["role"] == "source"] == [observation]


# ---- results


def test_a_result_has_its_unit_interpretation_and_range() -> None:
    observation = said("Plaquettes à 35 000/mm3.").one("Observation")
    quantity = observation["valueQuantity"]
    assert (quantity["value"], quantity["code"], quantity["system"]) == (35000, "/mm3", "http://unitsofmeasure.org")
    (other,) = quantity["extension"]
    assert (other["valueQuantity"]["value"], other["valueQuantity"]["code"]) == (35, "10*9/L")
    assert codes(observation["interpretation"][0]) == ["L"]
    assert codes(observation["category"][0]) == ["laboratory"]
    (reference,) = observation["referenceRange"]
    assert (reference["low"]["value"], reference["high"]["code"]) == (150000, "/mm3")


@pytest.mark.parametrize(("text", "kept"), [("Créatinine à 164 µmol/L.", True), ("Créatinine à 18,5 mg/L.", False)])
def test_a_loinc_code_of_another_property_is_left_out(text: str, kept: bool) -> None:
    observation = said(text).one("Observation")
    systems = {coding["system"] for coding in observation["code"]["coding"]}
    assert ("http://loinc.org" in systems) is kept
    assert "https://w3id.org/casegraph/concept/" in systems


def test_a_blood_pressure_is_a_panel_of_two_components() -> None:
    observation = said("TA 132/84 mmHg.").one("Observation")
    assert [(codes(c["code"]), c["valueQuantity"]["value"]) for c in observation["component"]] == [
        (["8480-6"], 132),
        (["8462-4"], 84),
    ]
    assert "valueQuantity" not in observation
    assert codes(observation["category"][0]) == ["vital-signs"]
    # The vital signs profile wants to be told when, or why not.
    assert observation["_effectiveDateTime"]["extension"][0]["valueCode"] == "unknown"


def test_a_comparison_a_range_and_an_approximation() -> None:
    made = Made("CRP < 5 mg/L. CRP 5 à 9 mg/L. CRP environ 40 mg/L.")
    for words, number, more in (
        ("< 5 mg/L", 5.0, {"comparator": "<"}),
        ("5 à 9 mg/L", 5.0, {"high": 9.0}),
        ("environ 40 mg/L", 40.0, {"comparator": "~"}),
    ):
        made.add("observation", "CRP", "CRP", presence="present", value=made.value(words, number, "mg/L", **more))
    document, ledger = written(made.case())
    less, between, about = Read(document).all("Observation")
    assert less["valueQuantity"]["comparator"] == "<"
    assert (between["valueRange"]["low"]["value"], between["valueRange"]["high"]["value"]) == (5, 9)
    assert "comparator" not in about["valueQuantity"]
    assert [(loss.record, loss.why) for loss in ledger.losses() if loss.field == "value"] == [
        ("m3", "Quantity has no comparator for about")
    ]


def test_a_result_in_a_word_is_coded() -> None:
    made = Made("Hémocultures positives.")
    made.add("observation", "Hémocultures", interpretation="positive", cue=made.span("positives"), presence="present")
    observation = Read(written(made.case())[0]).one("Observation")
    assert codes(observation["interpretation"][0]) == ["POS"]
    assert codes(observation["valueCodeableConcept"]) == ["10828004"]
    assert observation["valueCodeableConcept"]["text"] == "positives"


def test_an_awaited_result_is_registered() -> None:
    observation = said("Statut HER2 en attente.").one("Observation")
    assert observation["status"] == "registered"
    assert not any(key.startswith("value") for key in observation)


def test_no_adult_range_for_a_child() -> None:
    read = said("Garçon de 4 ans. Hémoglobine à 10 g/dL.")
    (hemoglobin,) = [o for o in read.all("Observation") if o["code"]["text"] == "Hémoglobine"]
    assert "referenceRange" not in hemoglobin


# ---- times


def relative(element: Json) -> tuple[str, Any]:
    parts = {e["url"]: e for e in element["extension"][0]["extension"]}
    assert element["extension"][0]["url"].endswith("cqf-relativeDateTime")
    offset = parts["offset"]
    days = (
        offset["valueDuration"]["value"]
        if "valueDuration" in offset
        else (offset["valueRange"]["low"]["value"], offset["valueRange"]["high"]["value"])
    )
    return parts["relationship"]["valueCode"], days


def of_time(**time: Any) -> Read:
    made = Made("Hospitalisé. Ki67 à 20 % alors.")
    made.add("encounter", "Hospitalisé", "Hospitalization")
    made.add(
        "observation", "Ki67", "Ki67", presence="present", value=made.value("20 %", 20.0, "%"),
        time=made.time("alors", **time),
    )  # fmt: skip
    return Read(written(made.case())[0])


@pytest.mark.parametrize("date", ["2016", "2016-03", "2016-03-05"])
def test_a_partial_date_stays_partial(date: str) -> None:
    assert of_time(date=date).one("Observation")["effectiveDateTime"] == date


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        ((5.0, 5.0), ("after-start", 4)),
        ((1.0, 1.0), ("after-start", 0)),
        ((15.0, 21.0), ("after-start", (14, 20))),
        ((-2.0, -2.0), ("before-start", 3)),
    ],
)
def test_a_day_of_the_stay_counts_from_the_admission(day: tuple[float, float], expected: tuple[str, Any]) -> None:
    read = of_time(day_from=day[0], day_to=day[1])
    element = read.one("Observation")["_effectiveDateTime"]
    assert relative(element) == expected
    target = element["extension"][0]["extension"][0]["valueReference"]
    assert read.at(target) is read.one("Encounter")


def test_with_the_date_of_day_1_days_are_dates() -> None:
    case = casegraph.build_text("Hospitalisé. À J5, plaquettes à 35 G/L.", "t")
    read = Read(written(case, GraphOptions(anchors=read_anchors("2024-02-26")))[0])
    assert read.one("Observation")["effectiveDateTime"] == "2024-03-01"
    assert read.one("Encounter")["actualPeriod"] == {"start": "2024-02-26"}


@pytest.mark.parametrize("time", [{"date": "2019-02-30"}, {"relative": "later"}, {"date": "--06-05"}])
def test_a_time_that_is_no_date_stays_words(time: Mapping[str, Any]) -> None:
    observation = of_time(**time).one("Observation")
    assert observation["_effectiveDateTime"]["extension"][0]["valueCode"] == "as-text"
    assert "alors" in observation["note"][0]["text"]
    assert "effectiveDateTime" not in observation


def test_what_has_lasted_began_in_the_words_of_the_report() -> None:
    assert said("Amaigrissement depuis un mois.").one("Condition")["onsetString"] == "depuis un mois"


# ---- patient, source, provenance


def test_the_patient_has_no_name_and_the_age_is_a_result() -> None:
    read = said("Femme de 61 ans.")
    assert read.one("Patient")["gender"] == "female"
    assert not {"name", "birthDate"} & read.one("Patient").keys()
    age = read.one("Observation")
    assert codes(age["code"]) == ["30525-0"]
    assert (age["valueQuantity"]["value"], age["valueQuantity"]["code"]) == (61, "a")
    assert said("Toux.").one("Patient")["gender"] == "unknown"


def test_every_resource_from_the_text_has_a_provenance_that_quotes_it() -> None:
    case, document, _ = example("breast-cancer-pancytopenia")
    read = Read(document)
    text = b64decode(read.one("DocumentReference")["content"][0]["attachment"]["data"]).decode()
    assert text == case.document.text
    targets = {t["reference"] for p in read.all("Provenance") for t in p["target"]}
    for url, resource in read.by_url.items():
        if resource["resourceType"] not in ("Provenance", "Device", "DocumentReference"):
            assert url in targets, resource["id"]
    quotations = [o for o in walked(read.all("Provenance")) if o.get("url") == QUOTATION]
    assert len(quotations) > len(case.records)
    for quotation in quotations:
        parts = {e["url"]: next(v for k, v in e.items() if k != "url") for e in quotation["extension"]}
        assert text[parts["start"] : parts["end"]] == parts["exact"]


def test_the_extension_is_defined_and_used_as_defined() -> None:
    from fhir.resources.structuredefinition import StructureDefinition

    path = Path(provenance.__file__).with_name("StructureDefinition-quotation.json")
    definition = json.loads(path.read_text(encoding="utf-8"))
    StructureDefinition.model_validate(definition)
    assert definition["url"] == QUOTATION
    elements = definition["differential"]["element"]
    parts = {e["sliceName"]: e["min"] for e in elements if "sliceName" in e}
    types = [e["type"][0]["code"] for e in elements if "type" in e]
    allowed = {name: f"value{kind[0].upper()}{kind[1:]}" for name, kind in zip(parts, types, strict=True)}
    document, _ = written(rich_case())
    for quotation in (o for o in walked(document) if o.get("url") == QUOTATION):
        for part in quotation["extension"]:
            assert part.keys() == {"url", allowed[part["url"]]}
        assert {name for name, least in parts.items() if least} <= {part["url"] for part in quotation["extension"]}


def test_a_vital_sign_has_no_date_wider_than_a_day() -> None:
    made = Made("Pouls à 80/min en mars 2016.")
    made.add(
        "observation", "Pouls", "HeartRate", presence="present", value=made.value("80/min", 80.0, "/min"),
        time=made.time("mars 2016", date="2016-03"),
    )  # fmt: skip
    observation = Read(written(made.case())[0]).one("Observation")
    assert observation["effectivePeriod"] == {"start": "2016-03", "end": "2016-03"}


def test_an_mcode_profile_is_named_by_a_tag_not_claimed() -> None:
    _, document, _ = example("breast-cancer-pancytopenia")
    assert all("profile" not in o for o in walked(document) if "tag" in o)
    tagged = {
        (e["resource"]["resourceType"], tag["code"].rpartition("/")[2])
        for e in document["entry"]
        for tag in e["resource"].get("meta", {}).get("tag", ())
    }
    assert ("Patient", "mcode-cancer-patient") in tagged
    assert ("Condition", "mcode-primary-cancer-condition") in tagged
    assert ("Condition", "mcode-secondary-cancer-condition") in tagged
    assert ("MedicationAdministration", "mcode-cancer-related-medication-administration") in tagged


def test_codes_stand_under_canonical_uris() -> None:
    assert system_and_code("hpo:0001873") == ("http://human-phenotype-ontology.org", "HP:0001873")
    assert system_and_code("sct:302215000") == ("http://snomed.info/sct", "302215000")
    assert system_and_code("uberon:0000955") is None
    prefixes = {code.partition(":")[0] for c in shipped_lexicon().terminology.concepts for code in c.codes}
    assert all(system_and_code(f"{prefix}:1") for prefix in prefixes)


def test_a_code_without_a_canonical_uri_is_told_of() -> None:
    made = Made("Toux.")
    made.add("condition", "Toux", presence="present", codes=("uberon:0000955", "sct:49727002"))
    document, ledger = written(made.case())
    assert codes(Read(document).one("Condition")["code"]) == ["49727002"]
    (loss,) = [loss for loss in ledger.losses() if loss.field == "codes"]
    assert (loss.how, loss.why) == ("narrowed", "no canonical URI is known for the code system uberon")


def test_the_codes_that_the_export_adds_are_in_the_reference_tables(shared: Path) -> None:
    known = reference_codes(shared / "terminology")
    sources = Path(str(bundle.__code__.co_filename)).parent.glob("*.py")
    text = "".join(path.read_text(encoding="utf-8") for path in sources)
    own = ["397745006", "10828004", "260385009", "2667000", "52101004", "24484000", "6736007", "255604002",
           "7771000", "24028007", "51440002"]  # fmt: skip
    for code in own:
        assert f'"{code}"' in text
        assert f"sct:{code}" in known
    for code in ("8480-6", "8462-4", "30525-0", "21889-1", "11348-0", "47519-4"):
        assert f'"{code}"' in text
        assert f"loinc:{code}" in known


def test_the_time_of_writing_needs_a_zone() -> None:
    case = casegraph.build_text("Toux.", "t")
    document, _ = written(case, GraphOptions(generated_at="2026-05-04T10:00:00Z"))
    assert document["timestamp"] == "2026-05-04T10:00:00Z"
    assert {p["recorded"] for p in Read(document).all("Provenance")} == {"2026-05-04T10:00:00Z"}
    with pytest.raises(OutputError, match="FHIR wants a time zone"):
        written(case, GraphOptions(generated_at="2026-05-04T10:00:00"))


def test_the_same_case_gives_the_same_bytes() -> None:
    case = casegraph.build_text("Aspirine arrêtée en raison d'une thrombopénie.", "t")
    first, second = (to_fhir(case, DEFAULT_OPTIONS, Ledger(case)) for _ in range(2))
    assert first == second
