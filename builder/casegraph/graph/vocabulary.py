"""The words of the model as the writer puts them into a graph: N-Triples terms by the values that records hold.

Every IRI here is declared in `ontology/model.ttl` or belongs to a vocabulary named there; a test compares the two.
"""

from __future__ import annotations

from collections.abc import Mapping

__all__ = [
    "CG",
    "CONCEPT",
    "ENTITY_CLASS",
    "INTERPRETATIONS",
    "LANGUAGE",
    "LANGUAGES",
    "LATERALITIES",
    "PREFIXES",
    "PRESENCE",
    "RULE",
    "SEXES",
    "STATEMENT_CLASS",
    "STATUS",
    "cg",
]

#: The language of the reports, as a language tag.
LANGUAGE = "fr"
#: The languages of labels, questions and pages.
LANGUAGES = ("fr", "en")
CG = "https://w3id.org/casegraph/model#"
CONCEPT = "https://w3id.org/casegraph/concept/"
RULE = "https://w3id.org/casegraph/rule/"

#: Prefixes of the written Turtle, TriG and JSON-LD, in the order in which they stand at its head.
PREFIXES: Mapping[str, str] = {
    "c": CONCEPT,
    "cg": CG,
    "dcterms": "http://purl.org/dc/terms/",
    "oa": "http://www.w3.org/ns/oa#",
    "prov": "http://www.w3.org/ns/prov#",
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
    "rule": RULE,
    "sosa": "http://www.w3.org/ns/sosa/",
    "time": "http://www.w3.org/2006/time#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}


def cg(name: str) -> str:
    """A term of the model in N-Triples, for example `<https://w3id.org/casegraph/model#Held>`."""
    return f"<{CG}{name}>"


def _terms(**names: str) -> dict[str, str]:
    return {key.replace("_", "-"): cg(name) for key, name in names.items()}


#: The class of the statements of a record's `kind`.
STATEMENT_CLASS = _terms(
    condition="ConditionStatement",
    observation="Observation",
    procedure="ProcedureStatement",
    treatment="TreatmentStatement",
    encounter="EncounterStatement",
    patient="PatientStatement",
    circumstance="CircumstanceStatement",
    time="TimeStatement",
)
#: The class of the entities of a record's `kind`; a time has no entity, the patient is one fixed node.
ENTITY_CLASS = _terms(
    condition="Condition",
    observation="Observable",
    procedure="Procedure",
    treatment="Treatment",
    encounter="Encounter",
    circumstance="Circumstance",
)
PRESENCE = _terms(
    present="Present", absent="Absent", suspected="Suspected", at_risk="AtRisk", hypothetical="Hypothetical"
)
STATUS = _terms(
    planned="Planned",
    pending="Pending",
    started="Started",
    given="Given",
    continued="Continued",
    resumed="Resumed",
    completed="Completed",
    withheld="Withheld",
    stopped="Stopped",
    paused="Paused",
    delayed="Delayed",
    refused="Refused",
    contraindicated="Contraindicated",
    replaced="Replaced",
    reduced="Reduced",
)
#: What `Record.interpretation` may hold.
INTERPRETATIONS = _terms(
    low="Low",
    normal="Normal",
    high="High",
    abnormal="Abnormal",
    positive="Positive",
    negative="Negative",
    equivocal="Equivocal",
    stable="Stable",
)
LATERALITIES = _terms(left="Left", right="Right", bilateral="Bilateral")
SEXES = _terms(female="Female", male="Male")
