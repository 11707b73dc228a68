"""What each field of a record becomes in the graph."""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import replace
from typing import Any

import pyoxigraph as ox
import pytest

from casegraph.errors import GraphError, OutputError
from casegraph.graph.options import GraphOptions
from casegraph.graph.times import xsd_duration
from casegraph.graph.validate import check_case
from casegraph.graph.vocabulary import CG, CONCEPT, PREFIXES
from casegraph.graph.writer import case_iri, nquads, ntriples
from casegraph.records import Case
from casegraph.resources import data_folder

from .made import Made, Written, parsed, rich_case


@pytest.fixture(scope="module")
def rich() -> Written:
    return Written(rich_case())


def test_the_rich_case_is_valid() -> None:
    assert check_case(rich_case()) == []


def test_the_graph_is_named_after_the_case(rich: Written) -> None:
    assert {quad.graph_name for quad in rich.quads} == {ox.NamedNode("urn:casegraph:case:c1")}


def test_ntriples_are_the_same_without_the_name() -> None:
    triples = {q.triple for q in parsed(nquads(rich_case()))}
    assert {q.triple for q in parsed(ntriples(rich_case()))} == triples


def test_no_blank_node_and_no_line_twice(rich: Written) -> None:
    assert not any(isinstance(t, ox.BlankNode) for quad in rich.quads for t in (quad.subject, quad.object))
    lines = rich.text.splitlines()
    assert len(lines) == len(set(lines))


def test_every_term_is_declared_in_the_model(rich: Written) -> None:
    declared = {
        quad.subject
        for quad in ox.parse(path=str(data_folder("ontology") / "model.ttl"), format=ox.RdfFormat.TURTLE)
        if quad.predicate.value == PREFIXES["rdf"] + "type"
    }
    used = {quad.predicate for quad in rich.quads} | {
        quad.object for quad in rich.quads if isinstance(quad.object, ox.NamedNode) and quad.object.value.startswith(CG)
    }
    builtin = {ox.NamedNode(PREFIXES["rdf"] + "type"), ox.NamedNode(PREFIXES["rdfs"] + "label")}
    assert used - declared - builtin == set()


@pytest.mark.parametrize(
    ("subject", "predicate", "objects"),
    [
        # the report and where the graph comes from
        ("urn:casegraph:case:c1", "dcterms:identifier", ['"c1"']),
        ("urn:casegraph:case:c1", "rdf:type", ["cg:CaseGraph", "prov:Entity"]),
        ("urn:casegraph:case:c1", "prov:wasDerivedFrom", ["#text"]),
        ("#text", "cg:encoding", ['"utf-8"']),
        ("#text", "dcterms:language", ['"fr"']),
        ("#build", "prov:used", ["#text", "https://w3id.org/casegraph/ontology/test"]),
        ("#build", "prov:endedAtTime", []),
        ("#p1", "oa:start", ['"54"^^nonNegativeInteger']),
        ("#p1", "cg:index", ['"1"^^nonNegativeInteger']),
        ("#p1", "cg:section", ['"report"']),
        # persons
        ("#patient", "cg:sex", ["cg:Male"]),
        ("#s1", "cg:about", ["#patient"]),
        ("#s1", "rdf:type", ["cg:PatientStatement"]),
        ("#s1", "cg:value", ['"61"^^decimal']),
        ("#s2", "cg:experiencer", ["#family-m%C3%A8re"]),
        ("#family-m%C3%A8re", "rdf:type", ["cg:FamilyMember"]),
        ("#family-m%C3%A8re", "cg:kinship", ['"mère"']),
        ("#s16", "cg:experiencer", ["#other-person"]),
        ("#other-person", "rdf:type", ["cg:OtherPerson"]),
        # one observation of two mentions
        ("#s4", "rdf:type", ["cg:Observation", "sosa:Observation"]),
        ("#s4", "cg:evidence", ["#m4", "#m5"]),
        ("#s4", "cg:valueEvidence", ["#m4-value", "#m5-value"]),
        ("#s4", "cg:about", ["#e4"]),
        ("#s4", "sosa:observedProperty", ["#e4"]),
        ("#s4", "sosa:hasFeatureOfInterest", ["#patient"]),
        ("#s4", "cg:value", ['"35000"^^decimal']),
        ("#s4", "cg:valueText", ['"35 000/mm3"']),
        ("#s4", "cg:unit", ['"/mm3"']),
        ("#s4", "cg:canonicalValue", ['"35"^^decimal']),
        ("#s4", "cg:canonicalUnit", ['"10*9/L"']),
        ("#s4", "cg:interpretation", ["cg:Low"]),
        ("#s4", "cg:order", ['"4"^^integer']),
        ("#s4", "cg:history", []),
        ("#e4", "cg:concept", ["c:PlateletCount"]),
        ("#e4", "rdf:type", ["cg:Observable"]),
        # evidence
        ("#m7", "rdf:type", ["oa:SpecificResource"]),
        ("#m7", "oa:hasSource", ["#text"]),
        ("#m7", "oa:hasSelector", ["#m7-words"]),
        ("#m7", "cg:sentence", ["#p2"]),
        ("#m7", "cg:extent", ["#m7-extent"]),
        ("#m7-words", "oa:exact", ['"Nodule"']),
        ("#m7-extent", "oa:exact", ['"Nodule du lobe supérieur droit"']),
        ("#s7", "cg:cueEvidence", ["#m7-cue"]),
        ("#m7-cue-words", "oa:exact", ['"suspect"']),
        ("#s7", "cg:firstEvidence", ["#m7"]),
        ("#m16", "oa:hasSelector", ["#m16-words"]),
        ("#m16-words", "oa:exact", ['"hépatite B, C"']),
        ("#m16", "cg:fragment", ["#m16-words-1", "#m16-words-2"]),
        ("#m16-words-1", "oa:exact", ['"hépatite"']),
        ("#m16-words-2", "oa:exact", ['"C"']),
        # a condition with all its details
        ("#s7", "rdf:type", ["cg:ConditionStatement"]),
        ("#s7", "cg:presence", ["cg:Suspected"]),
        ("#s7", "cg:severity", ['"modérément"']),
        ("#s7", "cg:grade", ['"2"']),
        ("#s7", "cg:ctcaeGrade", []),
        ("#s7", "cg:size", ["#s7-size"]),
        ("#s7", "cg:shownBy", ["#s8"]),
        ("#s7-size", "cg:canonicalValue", ['"12"^^decimal']),
        ("#s7-size", "cg:comparator", ['"~"']),
        ("#s7-size", "cg:unitInferred", ['"true"^^boolean']),
        ("#e7", "rdfs:label", ['"Nodule"@fr']),
        ("#e7", "cg:laterality", ["cg:Right"]),
        ("#e7", "cg:hasSite", ["#e7-site-UpperLobeOfLung"]),
        ("#e7-site-UpperLobeOfLung", "rdf:type", ["cg:Site"]),
        ("#e7-site-UpperLobeOfLung", "cg:concept", ["c:UpperLobeOfLung"]),
        ("#e7-site-UpperLobeOfLung", "cg:laterality", ["cg:Right"]),
        ("#e7-site-UpperLobeOfLung", "rdfs:label", ['"lobe supérieur"@fr']),
        # what has no concept
        ("#e15", "cg:concept", []),
        ("#e15", "cg:ungrounded", ['"true"^^boolean']),
        ("#e15", "cg:nearestConcept", ["c:ImagingFinding"]),
        ("#e15", "cg:code", ['"icdo3m:8000/1"']),
        ("#s15", "cg:history", ['"true"^^boolean']),
        # treatments and procedures
        ("#s9", "rdf:type", ["cg:ProcedureStatement"]),
        ("#s9", "cg:status", ["cg:Withheld"]),
        ("#s9", "cg:reason", ["#s10"]),
        ("#s10", "rdf:type", ["cg:CircumstanceStatement"]),
        ("#s11", "rdf:type", ["cg:TreatmentStatement"]),
        ("#s11", "cg:replacedBy", ["#s13"]),
        ("#s11", "cg:cycle", ['"2e cycle"']),
        ("#s11", "cg:route", ['"voie veineuse"']),
        ("#s11", "cg:duration", ['"6 semaines"']),
        ("#s11-dose", "rdf:type", ["cg:Dose"]),
        ("#s11-dose", "cg:value", ['"80"^^decimal']),
        ("#s11-dose", "cg:unit", ['"mg"']),
        ("#s11-dose", "cg:per", ['"m2"']),
        ("#s11-frequency", "cg:valueText", ['"toutes les 3 semaines"']),
        ("#s11-frequency", "cg:every", ['"3"^^decimal']),
        ("#s11-frequency", "cg:period", ['"wk"']),
        ("#s12", "cg:cause", ["#s11"]),
        ("#e14", "cg:component", ["c:Oxaliplatin", "c:Fluorouracil"]),
        # an encounter in a month of a year
        ("#s3", "rdf:type", ["cg:EncounterStatement"]),
        ("#s3", "cg:time", ["#t69-78"]),
        ("#t69-78", "cg:date", ['"2016-03"^^gYearMonth']),
        ("#t69-78", "rdf:type", ["cg:TimeReference", "time:DateTimeInterval"]),
        ("#t69-78-date", "time:unitType", ["time:unitMonth"]),
        ("#t69-78-date", "time:year", ['"2016"^^gYear']),
        ("#t69-78-date", "time:month", ['"--03"^^gMonth']),
        # day 5 of the stay, shared by two records
        ("#s4", "cg:time", ["#t81-98"]),
        ("#t81-98", "cg:dayFrom", ['"5"^^decimal']),
        ("#t81-98", "time:hasBeginning", ["#t81-98-begin"]),
        ("#t81-98-end", "time:inTimePosition", ["#t81-98-end-position"]),
        ("#t81-98-end-position", "time:numericPosition", ['"6"^^decimal']),
        ("#t81-98-end-position", "time:hasTRS", ["#admission-days"]),
        ("#admission-days", "rdf:type", ["time:TRS"]),
        # a time of its own; no calendar has its date
        ("#s17", "rdf:type", ["cg:TimeStatement"]),
        ("#s17", "cg:about", []),
        # a blood pressure and its two parts
        ("#s6", "cg:hasComponent", ["#s6-systolic", "#s6-diastolic"]),
        ("#s6-systolic", "cg:value", ['"130"^^decimal']),
        ("#s6-diastolic", "cg:value", ['"80"^^decimal']),
        ("#s6-diastolic", "cg:canonicalValue", ['"80"^^decimal']),
        ("#s6-diastolic", "cg:evidence", ["#m6"]),
        ("#s6-diastolic", "cg:firstEvidence", ["#m6"]),
        ("#s6-diastolic", "cg:order", ['"6"^^integer']),
        ("#e6-diastolic", "cg:concept", ["c:DiastolicBloodPressure"]),
        ("#e6-systolic", "cg:concept", ["c:SystolicBloodPressure"]),
    ],
)
def test_triples(rich: Written, subject: str, predicate: str, objects: list[str]) -> None:
    assert rich.objects(subject, predicate) == objects


def test_a_date_that_no_calendar_has_stays_words(rich: Written) -> None:
    (time,) = rich.objects("#s17", "cg:time")
    assert rich.objects(time, "cg:date") == ['"2019-02-30"']
    assert rich.objects(time, "rdf:type") == ["cg:TimeReference"]
    assert rich.objects(time, "cg:relative") == ['"after"']
    assert rich.objects(time, "time:hasXSDDuration") == ['"P1D"^^duration']


@pytest.mark.parametrize(
    ("date", "literal", "unit"),
    [
        ("2016", '"2016"^^gYear', "time:unitYear"),
        ("2016-03-07", '"2016-03-07"^^date', "time:unitDay"),
        ("XXXX-03-07", '"--03-07"^^gMonthDay', "time:unitDay"),
        ("XXXX-03", '"--03"^^gMonth', "time:unitMonth"),
        ("--02-29", '"--02-29"^^gMonthDay', "time:unitDay"),
    ],
)
def test_dates_stay_as_partial_as_they_are(date: str, literal: str, unit: str) -> None:
    made = Made("Vu ce jour-là.")
    made.add("encounter", "Vu", "Consultation", time=made.time("ce jour-là", date=date))
    written = Written(made.case())
    (time,) = written.objects("#s1", "cg:time")
    assert written.objects(time, "cg:date") == [literal]
    assert written.objects(f"{time}-date", "time:unitType") == [unit]


@pytest.mark.parametrize(
    ("iso", "xsd"),
    [
        ("P10D", "P10D"),
        ("P3W", "P21D"),
        ("P1.5Y", "P18M"),
        ("P2Q", "P6M"),
        ("P1.5D", "PT36H"),
        ("PT1.5H", "PT90M"),
        ("PT20M", "PT20M"),
        ("PT30S", "PT30S"),
        ("P0.5W", None),
        ("P1.5M", None),
        ("PT1.5M", None),
        ("PXM", None),
        ("PTXH", None),
        ("P1Y6M", None),
    ],
)
def test_durations_are_those_of_xml_schema(iso: str, xsd: str | None) -> None:
    assert xsd_duration(iso) == xsd
    made = Made("Toux depuis longtemps.")
    made.add("condition", "Toux", "Cough", presence="present", time=made.time("depuis longtemps", duration=iso))
    expected = [f'"{xsd}"^^duration'] if xsd else []
    assert Written(made.case()).objects("#t5-21", "time:hasXSDDuration") == expected


def test_a_grade_of_ctcae_is_also_a_number() -> None:
    made = Made("Neutropénie de grade 4.")
    made.add("condition", "Neutropénie", "Neutropenia", presence="present", grade="CTCAE 4")
    assert Written(made.case()).objects("#s1", "cg:ctcaeGrade") == ['"4"^^integer']


def test_the_upper_end_of_a_range_is_converted_with_the_lower_one() -> None:
    made = Made("Plaquettes entre 40 000 et 60 000/mm3.")
    value = made.value("40 000 et 60 000/mm3", 40000.0, "/mm3", high=60000.0)
    value = replace(value, canonical_number=40.0, canonical_unit="10*9/L")
    made.add("observation", "Plaquettes", "PlateletCount", value=value)
    assert Written(made.case()).objects("#s1", "cg:canonicalHighValue") == ['"60"^^decimal']


def test_mentions_fill_each_other_up() -> None:
    made = Made("Une masse du sein, puis la masse de gauche, classée tumeur.")
    made.add(
        "condition", "masse", "BreastMass", statement="s1", entity="e1", presence="present", site=made.site("sein")
    )
    made.add("condition", "tumeur", "Neoplasm", statement="s1", entity="e1", laterality="left", severity="grave")
    written = Written(made.case())
    assert written.objects("#s1", "cg:presence") == ["cg:Present"]
    assert written.objects("#s1", "cg:severity") == ['"grave"']
    assert written.objects("#e1", "cg:concept") == ["c:BreastMass", "c:Neoplasm"]
    assert written.objects("#e1", "rdfs:label") == ['"masse"@fr']
    assert written.objects("#e1", "cg:laterality") == ["cg:Left"]
    (site,) = written.objects("#e1", "cg:hasSite")
    assert written.objects(site, "cg:ungrounded") == ['"true"^^boolean']


def test_a_statement_is_history_only_where_all_its_mentions_are() -> None:
    made = Made("Asthme ancien. Asthme actuel.")
    made.add("condition", "Asthme", "Asthma", statement="s1", history=True, presence="present")
    made.add("condition", "Asthme", "Asthma", 2, statement="s1", presence="present")
    assert Written(made.case()).objects("#s1", "cg:history") == []


def test_inferred_statements_name_their_rule_and_basis() -> None:
    made = Made("Plaquettes 30.")
    made.add("observation", "Plaquettes", "PlateletCount", value=made.value("30", 30.0, "10*9/L"))
    made.add(
        "condition",
        "Plaquettes",
        "Thrombocytopenia",
        presence="present",
        inferred=True,
        rule="low-platelets",
        based_on=("m1",),
    )
    written = Written(made.case())
    assert written.objects("#s2", "cg:inferredBy") == ["rule:low-platelets"]
    assert written.objects("#s2", "prov:wasDerivedFrom") == ["#s1"]
    assert written.objects("#s1", "cg:inferredBy") == []


def test_a_relative_without_a_name_is_one_of_the_family() -> None:
    made = Made("Diabète et goutte dans la famille.")
    for words in ("Diabète", "goutte"):
        made.add("condition", words, presence="present", experiencer="family")
    written = Written(made.case())
    assert written.objects("#s1", "cg:experiencer") == written.objects("#s2", "cg:experiencer") == ["#family"]
    assert written.text.count("FamilyMember>") == 1


def test_a_report_without_sentences_is_one_sentence() -> None:
    made = Made("Fièvre.")
    made.add("condition", "Fièvre", "Fever", presence="present")
    case = made.case()
    bare = Case(replace(case.document, sentences=()), case.records)
    written = Written(bare)
    assert written.objects("#m1", "cg:sentence") == ["#p0"]
    assert written.objects("#p0", "oa:end") == ['"7"^^nonNegativeInteger']


@pytest.mark.parametrize(
    ("case_id", "expected"),
    [
        ("a b/é#1", "urn:casegraph:case:a%20b%2F%C3%A9%231"),
        ("cc_onco704", "urn:casegraph:case:cc_onco704"),
    ],
)
def test_ids_are_percent_encoded(case_id: str, expected: str) -> None:
    assert case_iri(case_id, GraphOptions()) == expected
    written = Written(rich_case(case_id))
    assert written.objects(expected, "dcterms:identifier") == [f'"{case_id}"']


def test_options_change_the_stem_and_record_the_time() -> None:
    written = Written(rich_case(), base_iri="https://example.org/cas/", generated_at="2024-05-01T10:00:00Z")
    assert written.stem == "https://example.org/cas/c1#"
    assert written.objects("#build", "prov:endedAtTime") == ['"2024-05-01T10:00:00Z"^^dateTime']


def test_special_characters_come_back() -> None:
    text = 'Plaquettes "basses" \\ tab\t fin 𝛼 \u2028 \x7f.\nSuite.'
    made = Made(text)
    made.add("condition", "Suite", presence="present")
    assert [q.object for q in parsed(nquads(made.case())) if q.predicate.value == CG + "text"] == [ox.Literal(text)]


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"presence": "maybe"}, "presence is 'maybe'; it may be present, absent"),
        ({"status": "undone"}, "status is 'undone'"),
        ({"interpretation": "odd"}, "interpretation is 'odd'"),
        ({"laterality": "up"}, "laterality is 'up'"),
        ({"kind": "opinion"}, "kind is 'opinion'"),
        ({"reasons": ("m9",)}, "reasons names record 'm9', which the case does not have"),
    ],
)
def test_what_the_model_does_not_know_is_refused(fields: dict[str, Any], message: str) -> None:
    made = Made("Fièvre.")
    record = made.add("condition", "Fièvre", "Fever", presence="present")
    case = made.case()
    broken = Case(case.document, (replace(record, **fields),))
    with pytest.raises(GraphError, match="case c1, record m1: ") as error:
        nquads(broken)
    assert message in str(error.value)


def test_the_same_case_gives_the_same_bytes_in_any_process() -> None:
    script = "from tests.graph.made import *; import sys; sys.stdout.write(nquads(rich_case()))"
    root = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
    outputs = set()
    for seed in ("0", "1", "4711"):
        path = os.pathsep.join((root, os.path.join(root, "builder")))
        environment = os.environ | {"PYTHONHASHSEED": seed, "PYTHONPATH": path, "PYTHONIOENCODING": "utf-8"}
        done = subprocess.run(
            [sys.executable, "-c", script], capture_output=True, env=environment, check=True, cwd=root
        )
        outputs.add(done.stdout)
    assert outputs == {nquads(rich_case()).encode()}


def test_concepts_may_be_given_by_local_name_or_iri_on_a_site() -> None:
    made = Made("Douleur du bras. Douleur du bras.")
    for concept in ("Arm", CONCEPT + "Arm"):
        made.add("condition", "Douleur", "Pain", presence="present", entity="e1", site=made.site("bras", concept))
    assert Written(made.case()).objects("#e1", "cg:hasSite") == ["#e1-site-Arm"]


@pytest.mark.parametrize(
    "stem", ["", "cases/", "not an iri", "https://example.org/<x>/", "https://example.org/#", "x:"]
)
def test_a_stem_from_which_no_iri_can_be_made(stem: str) -> None:
    with pytest.raises(OutputError, match="is no base IRI for cases"):
        GraphOptions(base_iri=stem)
