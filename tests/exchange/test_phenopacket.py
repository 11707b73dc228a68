"""Phenopackets: valid by their schema, true to what is present, absent, held and of others."""

from __future__ import annotations

import csv
import gzip
import json
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from google.protobuf.json_format import MessageToDict, Parse, ParseDict
from phenopackets.schema.v2.phenopackets_pb2 import Phenopacket

import casegraph
from casegraph.anchors import read_anchors
from casegraph.exchange.formats import format_named, losses
from casegraph.exchange.losses import Loss
from casegraph.exchange.phenopacket import UNSAID, WHOLE
from casegraph.graph.options import GraphOptions
from casegraph.records import STATUSES, Case

PACKET = format_named("phenopacket")
DATED = GraphOptions(anchors=read_anchors("2024-02-10"))
TERMS = Path(casegraph.__file__).parent / "exchange" / "phenopacket" / "terms.tsv"

DEATH = {"timestamp": "2023-04-20T00:00:00Z"}

_CURIE = re.compile(r"[A-Za-z]\w*:[^\s:]\S*")
_INSTANT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z")
_DURATION = re.compile(r"P(?=\d)(\d+Y)?(\d+M)?(\d+W)?(\d+D)?")
#: What the schema 2.0 requires of a message (documentation of the Phenopacket Schema, multiplicity 1..1).
_REQUIRED = {
    "phenotypicFeatures": {"type"},
    "diseases": {"term"},
    "measurements": {"assay"},
    "biosamples": {"id"},
    "quantity": {"unit", "value"},
    "referenceRange": {"unit", "low", "high"},
    "doseIntervals": {"quantity", "scheduleFrequency", "interval"},
    "interval": {"start", "end"},
    "treatment": {"agent"},
    "procedure": {"code"},
    "therapeuticRegimen": {"ontologyClass", "regimenStatus"},
    "radiationTherapy": {"modality", "bodySite", "dosage", "fractions"},
    "resources": {"id", "name", "url", "version", "namespacePrefix", "iriPrefix"},
    "metaData": {"created", "createdBy", "resources", "phenopacketSchemaVersion"},
    "evidence": {"evidenceCode"},
}
_ACTIONS = {"treatment", "procedure", "therapeuticRegimen", "radiationTherapy"}


def packet(case: Case, options: GraphOptions = DATED) -> dict[str, Any]:
    """The packet as JSON, after the schema's own library read it back without change."""
    content = PACKET.written(case, options)[0]
    parsed = Parse(content, Phenopacket())
    found: dict[str, Any] = json.loads(content)
    # What the library does not write again is a number that is 0.
    assert ParseDict(found, Phenopacket()) == parsed
    assert _without_zeros(found) == _without_zeros(MessageToDict(parsed))
    return found


def _without_zeros(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _without_zeros(inner) for name, inner in value.items() if inner != 0.0 or inner is False}
    return [_without_zeros(inner) for inner in value] if isinstance(value, list) else value


def said(text: str, options: GraphOptions = DATED) -> dict[str, Any]:
    return packet(casegraph.build_text(text), options)


def lost(text: str, options: GraphOptions = DATED) -> list[Loss]:
    return losses(casegraph.build_text(text), PACKET, options)


def messages(name: str, value: Any) -> Iterator[tuple[str, dict[str, Any]]]:
    """Every message below a value with the name of its field."""
    if isinstance(value, dict):
        yield name, value
        for key, inner in value.items():
            yield from messages(key, inner)
    elif isinstance(value, list):
        for inner in value:
            yield from messages(name, inner)


def check(found: dict[str, Any]) -> None:
    """Hold a packet against the rules of the schema that protobuf does not know."""
    assert found["id"]
    assert found["subject"]["id"]
    prefixes = {resource["namespacePrefix"] for resource in found["metaData"]["resources"]}
    used = set()
    for name, message in messages("packet", found):
        assert _REQUIRED.get(name, set()) <= set(message), (name, message)
        if set(message) == {"id", "label"}:
            assert _CURIE.fullmatch(message["id"]), message
            assert message["label"].strip() == message["label"] != ""
            used.add(message["id"].partition(":")[0])
        for key, value in message.items():
            if key in ("created", "timestamp", "start", "end", "timeOfDeath") and isinstance(value, str):
                assert _INSTANT.fullmatch(value), (key, value)
            if key == "iso8601duration":
                assert _DURATION.fullmatch(value), value
    assert used == prefixes
    for action in found.get("medicalActions", ()):
        assert len(_ACTIONS & set(action)) == 1
    for measurement in found.get("measurements", ()):
        assert ("value" in measurement) != ("complexValue" in measurement)
    for sample in found.get("biosamples", ()):
        assert sample["individualId"] == found["subject"]["id"]
    terms = [(f["type"]["id"], f.get("excluded", False)) for f in found.get("phenotypicFeatures", ())]
    terms += [(d["term"]["id"], d.get("excluded", False)) for d in found.get("diseases", ())]
    assert not {term for term, excluded in terms if excluded} & {term for term, excluded in terms if not excluded}


@pytest.mark.parametrize("name", casegraph.examples())
@pytest.mark.parametrize("options", [GraphOptions(), DATED], ids=["undated", "dated"])
def test_every_example_is_valid(name: str, options: GraphOptions) -> None:
    found = packet(casegraph.example(name), options)
    check(found)
    assert found["phenotypicFeatures"]
    assert found["measurements"]
    assert found["medicalActions"]


def test_the_sample_case_is_valid(sample_case: Case) -> None:
    found = packet(sample_case)
    check(found)
    diseases = [disease["term"]["id"] for disease in found["diseases"]]
    assert "NCIT:C4872" in diseases
    assert found["biosamples"][0]["tumorGrade"] == {"id": "NCIT:C28078", "label": "Grade 2"}
    assert {"id": "NCIT:C15492", "label": "Estrogen Receptor Positive"} in found["biosamples"][0]["diagnosticMarkers"]


def features(found: dict[str, Any]) -> dict[str, bool]:
    """The labels of features and diseases, each with whether it is excluded."""
    parts = [(f["type"], f) for f in found.get("phenotypicFeatures", ())]
    parts += [(d["term"], d) for d in found.get("diseases", ())]
    return {term["label"]: message.get("excluded", False) for term, message in parts}


def actions(found: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """The actions by the label of what was done."""
    keys = {
        "treatment": "agent",
        "procedure": "code",
        "therapeuticRegimen": "ontologyClass",
        "radiationTherapy": "modality",
    }
    return {
        action[kind][key]["label"]: action for action in found.get("medicalActions", ()) for kind, key in keys.items()
        if kind in action
    }  # fmt: skip


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Présence d'une thrombopénie.", {"Thrombocytopenia": False}),
        ("Pas de fièvre ni de toux.", {"Fever": True, "Cough": True}),
        ("Suspicion de pneumopathie.", {}),
        ("Une embolie pulmonaire est évoquée.", {}),
        ("Antécédents familiaux : cancer du sein chez la mère.", {}),
        ("Le père est décédé d'un infarctus du myocarde.", {}),
        ("Fièvre à l'entrée. Le lendemain, pas de fièvre.", {"Fever": False}),
    ],
)
def test_present_absent_suspected_and_of_others(text: str, expected: dict[str, bool]) -> None:
    assert features(said(text)) == expected


def test_what_is_absent_at_one_place_is_not_excluded_everywhere() -> None:
    text = "Douleurs abdominales. Le genou droit n'est pas douloureux."
    assert not any(features(said(text)).values())


@pytest.mark.parametrize(
    ("text", "given"),
    [
        ("Le bévacizumab n'a pas été administré en raison d'une thrombopénie.", {}),
        ("Cisplatine contre-indiqué du fait de l'insuffisance rénale.", {}),
        ("La patiente a refusé la chimiothérapie.", {}),
        ("Rituximab prévu la semaine prochaine.", {}),
        ("Voriconazole arrêté devant une cytolyse hépatique.", {"Voriconazole"}),
        ("Méthotrexate suspendu en raison d'une mucite.", {"Methotrexate"}),
        ("Amoxicilline 1 g trois fois par jour.", {"Amoxicillin"}),
    ],
)
def test_held_drugs_are_never_written_as_given(text: str, given: set[str]) -> None:
    assert set(actions(said(text))) == set(given)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("Vincristine arrêtée en raison d'une neuropathie périphérique.", "Peripheral neuropathy"),
        ("Arrêt du méthotrexate devant une pancytopénie.", "Pancytopenia"),
        ("Arrêt de l'héparine en raison de plaquettes à 42 G/L.", "Thrombocytopenia"),
        ("Méthotrexate suspendu en raison d'une mucite.", None),
        ("Oxaliplatine réduit en raison d'une neuropathie.", None),
        ("Amiodarone arrêtée pour hyperthyroïdie. L'amiodarone a été reprise un mois plus tard.", None),
    ],
)
def test_why_a_treatment_ended(text: str, reason: str | None) -> None:
    (action,) = [a for a in said(text)["medicalActions"] if "treatment" in a]
    assert action.get("treatmentTerminationReason", {}).get("label") == reason


def test_a_regimen_with_its_status_and_its_dates() -> None:
    text = "Protocole FOLFOX débuté le 12/03/2023, arrêté le 20/05/2023 pour neuropathie."
    action = actions(said(text))["FOLFOX Regimen"]
    assert action["therapeuticRegimen"] == {
        "ontologyClass": {"id": "NCIT:C11197", "label": "FOLFOX Regimen"},
        "startTime": {"timestamp": "2023-03-12T00:00:00Z"},
        "endTime": {"timestamp": "2023-05-20T00:00:00Z"},
        "regimenStatus": "DISCONTINUED",
    }
    assert action["treatmentTerminationReason"]["id"] == "HP:0009830"


def test_a_dose_interval_needs_its_dates() -> None:
    dosed = "Capécitabine 1000 mg/m² deux fois par jour per os"
    begun = actions(said(f"{dosed}, débutée le 1er juin 2023 et arrêtée le 14 juin 2023."))["Capecitabine"]["treatment"]
    assert begun["routeOfAdministration"]["id"] == "NCIT:C38288"
    (interval,) = begun["doseIntervals"]
    assert interval == {
        "quantity": {"unit": {"id": "UCUM:mg/m2", "label": "mg/m2"}, "value": 1000.0},
        "scheduleFrequency": {"id": "NCIT:C64496", "label": "Twice Daily"},
        "interval": {"start": "2023-06-01T00:00:00Z", "end": "2023-06-14T00:00:00Z"},
    }
    assert "doseIntervals" not in actions(said(f"{dosed}."))["Capecitabine"]["treatment"]
    assert [loss.how for loss in lost(f"{dosed}.") if loss.field == "dose"] == ["narrowed"]


def test_a_radiation_therapy_needs_place_dose_and_fractions() -> None:
    whole = said("Irradiation mammaire gauche de 50 Gy en 25 fractions.")
    assert [action["radiationTherapy"] for action in whole["medicalActions"]] == [
        {
            "modality": {"id": "NCIT:C116438", "label": "Breast Irradiation"},
            "bodySite": {"id": "NCIT:C12971", "label": "Breast"},
            "dosage": 50,
            "fractions": 25,
        }
    ]
    part = said("Radiothérapie externe de 45 Gy.")
    assert [set(action) for action in part["medicalActions"]] == [{"procedure"}]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Chimiothérapie palliative.", {"treatmentIntent": "Palliative Therapy"}),
        ("Chimiothérapie néoadjuvante.", {"treatmentIntent": "Neoadjuvant Therapy"}),
        ("Réponse complète sous FOLFOX.", {"responseToTreatment": "Complete response"}),
        ("Transfusion de deux culots en raison d'une anémie.", {"treatmentTarget": "Anemia"}),
        ("FOLFOX arrêté devant la progression hépatique.", {"treatmentTerminationReason": "hepatic progression"}),
    ],
)
def test_what_surrounds_an_action(text: str, expected: dict[str, str]) -> None:
    (action,) = said(text)["medicalActions"]
    about = {name: value["label"].lower() for name, value in action.items() if name not in _ACTIONS}
    assert about == {name: label.lower() for name, label in expected.items()}


def test_a_sample_with_what_it_showed() -> None:
    found = said("Biopsie hépatique le 15 mars 2023 : métastase d'un adénocarcinome de grade 2.")
    (sample,) = found["biosamples"]
    assert sample["sampledTissue"]["id"] == "NCIT:C12392"
    assert sample["tumorGrade"]["label"] == "Grade 2"
    assert sample["timeOfCollection"] == {"timestamp": "2023-03-15T00:00:00Z"}
    assert sample["histologicalDiagnosis"]["id"] in ("NCIT:C19151", "NCIT:C2852")
    assert "biosamples" not in said("Biopsie hépatique récusée en raison du risque hémorragique : pas de métastase.")


@pytest.mark.parametrize(
    ("tnm", "expected"),
    [
        ("cT3N1M0", ["T3 Stage Finding", "N1 Stage Finding", "M0 Stage Finding"]),
        ("T1bN0", ["T1b Stage Finding", "N0 Stage Finding"]),
        ("pT3N1M0", []),
    ],
)
def test_tnm_and_stage_of_a_disease(tnm: str, expected: list[str]) -> None:
    (disease,) = said(f"Adénocarcinome du côlon {tnm}, stade IIIB.")["diseases"]
    assert [finding["label"] for finding in disease.get("clinicalTnmFinding", ())] == expected
    assert disease["diseaseStage"] == [{"id": "NCIT:C27978", "label": "Stage IIIB"}]
    assert disease["primarySite"]["id"].startswith("NCIT:")


def test_a_stage_that_may_be_of_two_tumours_is_left_out() -> None:
    text = "Adénocarcinome du côlon. Carcinome du sein. La maladie est de stade III."
    assert not any("diseaseStage" in disease for disease in said(text)["diseases"])
    assert "the text does not say of which tumour" in {loss.why for loss in lost(text)}


def test_severity_side_and_the_quoted_words() -> None:
    (feature,) = said("Épistaxis sévère du côté gauche.")["phenotypicFeatures"]
    assert feature["severity"] == {"id": "HP:0012828", "label": "Severe"}
    (evidence,) = feature["evidence"]
    assert evidence["evidenceCode"]["id"] == "ECO:0000033"
    assert evidence["reference"]["description"].startswith("Épistaxis")
    assert evidence["reference"]["reference"].startswith("urn:casegraph:case:case#")


def test_a_conclusion_rests_on_the_result() -> None:
    found = said("Plaquettes à 38 G/L.")
    (feature,) = found["phenotypicFeatures"]
    assert feature["type"] == {"id": "HP:0001873", "label": "Thrombocytopenia"}
    assert feature["evidence"][0]["evidenceCode"]["id"] == "ECO:0000501"
    (measurement,) = found["measurements"]
    assert measurement["assay"]["id"] == "LOINC:777-3"
    assert measurement["value"]["quantity"] == {
        "unit": {"id": "UCUM:10*9/L", "label": "10*9/L"},
        "value": 38.0,
        "referenceRange": {"unit": {"id": "UCUM:10*9/L", "label": "10*9/L"}, "low": 150.0, "high": 450.0},
    }


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Créatinine à 1,85 mg/dL.", ("LOINC:14682-9", "umol/L", 163.543)),
        ("Natrémie à 128 mmol/L.", ("LOINC:2951-2", "mmol/L", 128.0)),
    ],
)
def test_a_quantity_stands_in_the_unit_of_its_code(text: str, expected: tuple[str, str, float]) -> None:
    (measurement,) = said(text)["measurements"]
    quantity = measurement["value"]["quantity"]
    assert (measurement["assay"]["id"], quantity["unit"]["label"], round(quantity["value"], 3)) == expected
    assert measurement["description"] in text


def test_pressures_words_and_bounds() -> None:
    (pressure,) = said("Pression artérielle à 130/80 mmHg.")["measurements"]
    values = [part["quantity"]["value"] for part in pressure["complexValue"]["typedQuantities"]]
    assert values == [130.0, 80.0]
    (word,) = said("La sérologie VIH est négative.")["measurements"]
    assert word["value"]["ontologyClass"]["label"] == "Negative Finding"
    assert "measurements" not in said("Troponine < 5 ng/L.")
    assert any("the bound would be read as the value" in loss.why for loss in lost("Troponine < 5 ng/L."))


def test_zero_is_a_number() -> None:
    (measurement,) = said("Score de Glasgow à 15. Performance status OMS 0.")["measurements"][-1:]
    assert measurement["value"]["quantity"]["value"] == 0.0


def test_a_childs_result_has_no_adult_range() -> None:
    (measurement,) = said("Garçon de 6 ans. Plaquettes à 100 G/L.")["measurements"]
    assert "referenceRange" not in measurement["value"]["quantity"]


@pytest.mark.parametrize(
    ("text", "subject"),
    [
        ("Femme de 45 ans.", {"sex": "FEMALE", "timeAtLastEncounter": {"age": {"iso8601duration": "P45Y"}}}),
        ("Nourrisson de 6 mois, de sexe masculin.", {"timeAtLastEncounter": {"age": {"iso8601duration": "P6M"}}}),
        ("Décès le 20/04/2023.", {"vitalStatus": {"status": "DECEASED", "timeOfDeath": DEATH}}),
    ],
)
def test_the_subject(text: str, subject: dict[str, Any]) -> None:
    found = said(text)["subject"]
    assert found | subject == found


def test_times_are_dates_only_where_the_calendar_is_known() -> None:
    text = "À J5, fièvre. En mars 2023, amaigrissement."
    dated = {f["type"]["label"]: f.get("onset") for f in said(text)["phenotypicFeatures"]}
    assert dated == {
        "Fever": {"timestamp": "2024-02-14T00:00:00Z"},
        "Weight loss": {"interval": {"start": "2023-03-01T00:00:00Z", "end": "2023-04-01T00:00:00Z"}},
    }
    undated = {f["type"]["label"]: f.get("onset") for f in said(text, GraphOptions())["phenotypicFeatures"]}
    assert undated["Fever"] is None
    assert any("--index-date" in loss.why for loss in lost(text, GraphOptions()))


def test_when_it_was_made() -> None:
    assert said("Fièvre.")["metaData"]["created"] == "1970-01-01T00:00:00Z"
    asked = GraphOptions(generated_at="2024-05-04T10:00:00+02:00")
    assert said("Fièvre.", asked)["metaData"]["created"] == "2024-05-04T08:00:00Z"


def test_what_is_lost_is_told() -> None:
    reasons = {
        loss.field: loss.why for loss in lost("Le cétuximab n'a pas été administré en raison d'une thrombopénie.")
    }
    assert reasons["status"] == WHOLE["status=withheld"]
    paused = {loss.field: loss for loss in lost("Méthotrexate suspendu en raison d'une mucite.")}
    assert (paused["status"].how, "on hold" in paused["status"].why) == ("narrowed", True)
    assert paused["reasons"].why == UNSAID["reasons"]
    suspected = lost("Suspicion de pneumopathie.")
    assert {loss.why for loss in suspected if loss.field == "presence"} == {WHOLE["presence=suspected"]}
    family = lost("Diabète chez la mère.")
    assert {loss.why for loss in family} == {WHOLE["experiencer=family"]}


def test_the_words_for_losses_are_of_the_model() -> None:
    told = {key.partition("=")[2] for key in WHOLE if key.startswith("status=")}
    assert told < set(STATUSES)


@cache
def _table(path: Path, code: str, label: str) -> dict[str, str]:
    with gzip.open(path, "rt", encoding="utf-8") as stream:
        rows = csv.DictReader(stream, delimiter="\t", quoting=csv.QUOTE_NONE)
        return {row[code]: row[label] for row in rows}


def test_every_term_stands_in_its_terminology(shared: Path) -> None:
    known = {f"NCIT:{c}": n for c, n in _table(shared / "terminology" / "ncit_subset.tsv.gz", "code", "label").items()}
    known |= _table(shared / "terminology" / "hpo_fr.tsv.gz", "hp_id", "label_en")
    rows = [line.split("\t") for line in TERMS.read_text(encoding="utf-8").splitlines()[1:] if line[:1] != "#"]
    checked = [(id_, label) for _, _, id_, label in rows if id_.startswith(("NCIT:", "HP:"))]
    assert len(checked) > 140
    assert [(id_, label, known.get(id_)) for id_, label in checked if known.get(id_) != label] == []
