"""Every rule has a case that it answers to and one at which it stays silent."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pyoxigraph as ox
import pytest

from casegraph.errors import OntologyError
from casegraph.graph.infer import infer
from casegraph.graph.rulebase import Rule, RuleBase, shipped_rules
from casegraph.graph.validate import check_case
from casegraph.graph.vocabulary import CG, CONCEPT, RULE
from casegraph.records import Case, Record
from casegraph.resources import data_folder

from .made import Made

TEXT = "Femme de 50 ans. Résultat : valeur. Métastase. Récepteurs. Autre."


def inferred(case: Case) -> dict[str, Record]:
    """The inferred records by statement."""
    return {record.statement: record for record in infer(case).records if record.inferred}


def result(concept: str, number: float | None = None, unit: str | None = None, **fields: Any) -> Case:
    """A case of one result; `patient` are the words for the patient, `words` the value as written."""
    patient = fields.pop("patient", "Femme")
    made = Made(f"{patient} de 50 ans. Analyse : {fields.get('words', 'valeur')}.")
    made.add("patient", patient)
    words = fields.pop("words", "valeur")
    of_value = {
        name: fields.pop(name)
        for name in ("high", "comparator", "canonical_number", "canonical_unit")
        if name in fields
    }
    value = made.value(words, number, unit, **of_value)
    made.add("observation", "Analyse", concept, statement="s40", **({"value": value} | fields))
    return made.case()


def rules_of(case: Case) -> dict[str, str | None]:
    """The rules that answered, each with the grade it gave."""
    return {str(record.rule): record.grade for record in inferred(case).values()}


#: Rule, analyte, unit, and pairs of a number and the grade it gets (0: no grade, None: the rule is silent).
NUMBERS: list[tuple[str, str, str, dict[float, int | None]]] = [
    (
        "low-platelets",
        "PlateletCount",
        "10*9/L",
        {150: None, 149: 1, 99: 1, 75: 1, 74: 2, 50: 2, 45: 3, 35: 3, 25: 3, 24: 4},
    ),
    ("low-hemoglobin", "Hemoglobin", "g/dL", {12: None, 11.9: 1, 10: 1, 9: 2, 8: 2, 7.9: 3}),
    ("low-leukocytes", "LeukocyteCount", "10*9/L", {4: None, 3.9: 1, 2.9: 2, 1.9: 3, 0.9: 4}),
    ("low-neutrophils", "NeutrophilCount", "10*9/L", {1.5: None, 1.4: 2, 0.9: 3, 0.4: 4}),
    ("low-lymphocytes", "LymphocyteCount", "10*9/L", {1: None, 0.9: 1, 0.7: 2, 0.4: 3, 0.1: 4}),
    ("high-calcium", "CorrectedCalcium", "mmol/L", {2.6: None, 2.7: 1, 2.9: 1, 3.0: 2, 3.2: 3, 3.5: 4}),
    ("low-calcium", "SerumCalcium", "mmol/L", {2.2: None, 2.1: 1, 1.9: 2, 1.6: 3, 1.4: 4}),
    ("high-ionized-calcium", "IonizedCalcium", "mmol/L", {1.3: None, 1.4: 1, 1.55: 2, 1.7: 3, 1.9: 4}),
    ("low-ionized-calcium", "IonizedCalcium", "mmol/L", {1.15: None, 1.1: 1, 0.95: 2, 0.85: 3, 0.7: 4}),
    ("high-potassium", "SerumPotassium", "mmol/L", {5: None, 5.5: 1, 5.8: 2, 6.5: 3, 7.2: 4}),
    ("low-potassium", "SerumPotassium", "mmol/L", {3.5: None, 3.2: 1, 2.7: 3, 2.4: 4}),
    ("high-sodium", "SerumSodium", "mmol/L", {145: None, 148: 1, 152: 2, 158: 3, 165: 4}),
    ("low-sodium", "SerumSodium", "mmol/L", {135: None, 132: 1, 127: 2, 121: 3, 118: 4}),
    ("high-magnesium", "SerumMagnesium", "mmol/L", {1.05: None, 1.1: 1, 2: 3, 4: 4}),
    ("low-magnesium", "SerumMagnesium", "mmol/L", {0.7: None, 0.6: 1, 0.45: 2, 0.35: 3, 0.2: 4}),
    ("high-phosphate", "SerumPhosphate", "mmol/L", {1.4: None, 1.6: 0}),
    ("low-phosphate", "SerumPhosphate", "mmol/L", {0.8: None, 0.7: 0}),
    ("low-albumin", "Albumin", "g/L", {35: None, 32: 1, 25: 2, 18: 3}),
    ("low-glucose", "BloodGlucose", "mmol/L", {3.9: None, 3.5: 1, 2.5: 2, 2.0: 3, 1.5: 4}),
    ("high-glucose", "BloodGlucose", "mmol/L", {7.8: None, 11: 0}),
    ("high-creatinine", "SerumCreatinine", "umol/L", {105: None, 110: 1, 163.5: 2, 320: 3, 640: 4}),
    ("low-filtration", "GlomerularFiltrationRate", "mL/min/{1.73_m2}", {60: None, 45: 2, 20: 3, 10: 4}),
    ("high-bilirubin", "TotalBilirubin", "umol/L", {17: None, 25: 1, 50: 2, 100: 3, 300: 4}),
    ("high-transaminases", "Transaminases", "U/L", {40: None, 100: 1, 150: 2, 500: 3, 900: 4}),
    ("high-transaminases", "ALT", "U/L", {34: None, 100: 1, 150: 2, 500: 3, 900: 4}),
    ("high-ggt", "GGT", "U/L", {38: None, 90: 1, 150: 2, 400: 3, 900: 4}),
    ("high-alkaline-phosphatase", "AlkalinePhosphatase", "U/L", {120: None, 200: 1, 400: 2, 1000: 3, 3000: 4}),
    ("high-crp", "CReactiveProtein", "mg/L", {5: None, 80: 0}),
    ("fever", "BodyTemperature", "Cel", {37.9: None, 38: 1, 39: 1, 39.5: 2, 40: 2, 40.5: 3}),
    ("hypothermia", "BodyTemperature", "Cel", {35: None, 34.5: 0}),
    ("low-oxygen-saturation", "OxygenSaturation", "%", {95: None, 88: 0}),
    ("low-oxygen-pressure", "PaO2", "mm[Hg]", {80: None, 55: 0}),
    ("estrogen-receptor-positive", "EstrogenReceptor", "%", {0: None, 1: 0, 90: 0}),
    ("estrogen-receptor-negative", "EstrogenReceptor", "%", {1: None, 0: 0}),
    ("progesterone-receptor-positive", "ProgesteroneReceptor", "%", {0.5: None, 20: 0}),
    ("progesterone-receptor-negative", "ProgesteroneReceptor", "%", {20: None, 0.5: 0}),
    ("hormone-receptor-positive", "HormoneReceptorStatus", "%", {0: None, 80: 0}),
    ("hormone-receptor-negative", "HormoneReceptorStatus", "%", {80: None, 0: 0}),
    ("low-value", "Fibrinogen", "g/L", {2: None, 1.2: 0}),
    ("high-value", "LeukocyteCount", "10*9/L", {10: None, 18: 0}),
]


@pytest.mark.parametrize(
    ("rule", "concept", "unit", "number", "grade"),
    [(rule, concept, unit, number, grade) for rule, concept, unit, cases in NUMBERS for number, grade in cases.items()],
)
def test_numbers(rule: str, concept: str, unit: str, number: float, grade: int | None) -> None:
    found = rules_of(result(concept, float(number), unit))
    if grade is None:
        assert rule not in found
    else:
        assert found[rule] == (f"CTCAE {grade}" if grade else None)


#: Rule, analyte, a word or a value that it answers to, and one at which it stays silent.
WORDS: list[tuple[str, str, dict[str, Any], dict[str, Any]]] = [
    ("low-platelets", "PlateletCount", {"interpretation": "low"}, {"interpretation": "normal"}),
    ("estrogen-receptor-negative", "EstrogenReceptor", {"interpretation": "negative"}, {"interpretation": "positive"}),
    ("hormone-receptor-negative", "HormoneReceptorStatus", {"interpretation": "negative"}, {"interpretation": "low"}),
    ("her2-positive", "HER2", {"interpretation": "positive"}, {"interpretation": "negative"}),
    ("her2-positive", "HER2", {"words": "3+"}, {"words": "3"}),
    ("her2-positive", "HER2", {"words": "score (+3)"}, {"words": "13+"}),
    ("her2-positive", "HER2", {"words": "+++"}, {"words": "++"}),
    ("her2-negative", "HER2", {"interpretation": "negative"}, {"interpretation": "equivocal"}),
    ("her2-negative", "HER2", {"words": "1+"}, {"words": "2+"}),
    ("her2-negative", "HER2", {"words": "score 0"}, {"words": "10"}),
    ("her2-equivocal", "HER2", {"words": "2+"}, {"words": "3+"}),
    ("her2-equivocal", "HER2", {"interpretation": "equivocal"}, {"interpretation": "positive"}),
    ("low-value", "Fibrinogen", {"interpretation": "low"}, {"interpretation": "high"}),
]


@pytest.mark.parametrize(("rule", "concept", "answered", "silent"), WORDS)
def test_words(rule: str, concept: str, answered: dict[str, Any], silent: dict[str, Any]) -> None:
    assert rule in rules_of(result(concept, **answered))
    assert rule not in rules_of(result(concept, **silent))


def conditions(*concepts: str, **fields: Any) -> Case:
    """A case of some present conditions."""
    made = Made("Femme. " + " ".join(f"Mention{n}." for n in range(len(concepts))))
    made.add("patient", "Femme")
    for number, concept in enumerate(concepts):
        made.add("condition", f"Mention{number}", concept, **({"presence": "present"} | fields))
    return made.case()


#: Rule, concepts that together imply its conclusion, and concepts that do not.
PREMISES: list[tuple[str, tuple[str, ...], tuple[str, ...]]] = [
    ("metastatic-disease", ("BoneMetastasis",), ("LymphNodeMetastasis", "MetastaticDisease", "MetastaticBreastCancer")),
    (
        "both-receptors-negative",
        ("EstrogenReceptorNegative", "ProgesteroneReceptorNegative"),
        ("EstrogenReceptorNegative",),
    ),
    ("hr-positive-her2-positive", ("EstrogenReceptorPositive", "HER2Positive"), ("HER2Positive", "HER2Equivocal")),
    ("hr-positive-her2-negative", ("ProgesteroneReceptorPositive", "HER2Negative"), ("HER2Negative",)),
    (
        "hr-negative-her2-positive",
        ("HormoneReceptorNegative", "HER2Positive"),
        ("EstrogenReceptorNegative", "HER2Positive"),
    ),
    ("hr-negative-her2-negative", ("HormoneReceptorNegative", "HER2Negative"), ("HormoneReceptorNegative",)),
]


@pytest.mark.parametrize(("rule", "answered", "silent"), PREMISES)
def test_premises(rule: str, answered: tuple[str, ...], silent: tuple[str, ...]) -> None:
    assert rule in rules_of(conditions(*answered))
    assert rule not in rules_of(conditions(*silent))


def test_every_rule_is_tested() -> None:
    stated = ox.Store()
    stated.load(path=str(data_folder("ontology") / "criteria.ttl"), format=ox.RdfFormat.TURTLE)
    kind = ox.NamedNode("http://www.w3.org/1999/02/22-rdf-syntax-ns#type")
    found = stated.quads_for_pattern(None, kind, ox.NamedNode(CG + "Rule"))
    rules = {quad.subject.value.removeprefix(RULE) for quad in found if isinstance(quad.subject, ox.NamedNode)}
    tested = {row[0] for row in NUMBERS} | {row[0] for row in WORDS} | {row[0] for row in PREMISES}
    assert rules == tested


def test_an_inferred_record() -> None:
    made = Made("Femme. Ce jour-là, plaquettes 35 G/L.")
    made.add("patient", "Femme")
    value = made.value("35 G/L", 35.0, "10*9/L")
    time = made.time("Ce jour-là", day_from=5.0, day_to=5.0)
    made.add("observation", "plaquettes", "PlateletCount", statement="s40", value=value, time=time, section="course")
    case = made.case()
    (record,) = inferred(case).values()
    assert record == Record(
        case="c1",
        id="m2-low-platelets",
        statement="s40-low-platelets",
        entity="e-Thrombocytopenia",
        order=2,
        kind="condition",
        text="plaquettes",
        start=case.records[1].start,
        end=case.records[1].end,
        extent=case.records[1].extent,
        section="course",
        concept=CONCEPT + "Thrombocytopenia",
        label=record.label,
        codes=record.codes,
        inferred=True,
        rule="low-platelets",
        based_on=("m2",),
        presence="present",
        grade="CTCAE 3",
        time=time,
    )
    assert dict(record.label) == {"fr": "thrombopénie", "en": "thrombocytopenia"}
    assert "ncit:C3408" in record.codes
    assert check_case(infer(case)) == []


def test_a_conclusion_joins_the_entity_that_the_text_names() -> None:
    made = Made("Thrombopénie. Plaquettes 35.")
    made.add("condition", "Thrombopénie", "Thrombocytopenia", presence="suspected")
    made.add("observation", "Plaquettes", "PlateletCount", value=made.value("35", 35.0, "10*9/L"))
    (record,) = inferred(made.case()).values()
    assert record.entity == "e1"


def test_a_conclusion_leaves_the_entity_of_a_relative_alone() -> None:
    made = Made("Thrombopénie. Plaquettes 35.")
    made.add("condition", "Thrombopénie", "Thrombocytopenia", presence="present", experiencer="family")
    made.add("observation", "Plaquettes", "PlateletCount", value=made.value("35", 35.0, "10*9/L"))
    (record,) = inferred(made.case()).values()
    assert record.entity == "e-Thrombocytopenia"


def test_a_result_written_twice_is_judged_once() -> None:
    made = Made("Plaquettes 35. Plaquettes 35.")
    for occurrence in (1, 2):
        value = made.value("35", 35.0, "10*9/L")
        made.add("observation", "Plaquettes", "PlateletCount", occurrence, statement="s1", entity="e1", value=value)
    (record,) = inferred(made.case()).values()
    assert record.based_on == ("m1", "m2")


@pytest.mark.parametrize(
    "fields",
    [
        {"experiencer": "family"},
        {"experiencer": "other"},
        {"presence": "absent"},
        {"presence": "hypothetical"},
        {"status": "planned"},
        {"status": "pending"},
        {"canonical_number": None, "canonical_unit": None, "unit": "g/L"},
    ],
)
def test_only_what_is_present_and_the_patients_own_counts(fields: dict[str, Any]) -> None:
    unit = fields.pop("unit", "10*9/L")
    assert rules_of(result("PlateletCount", 35.0, unit, **fields)) == {}


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({"comparator": "<"}, {"low-platelets": None}),
        ({"comparator": "<", "number": 20.0}, {"low-platelets": "CTCAE 4"}),
        ({"comparator": "~"}, {"low-platelets": "CTCAE 2"}),
        ({"comparator": ">"}, {}),
        ({"high": 70.0}, {"low-platelets": "CTCAE 2"}),
        ({"high": 90.0}, {"low-platelets": None}),
        ({"high": 200.0}, {}),
        ({"comparator": ">", "number": 451.0}, {"high-value": None}),
        ({"comparator": "<", "number": 450.0}, {}),
    ],
)
def test_comparators_and_ranges_must_lie_within_a_limit_as_a_whole(
    fields: dict[str, Any], expected: dict[str, str | None]
) -> None:
    assert rules_of(result("PlateletCount", fields.pop("number", 60.0), "10*9/L", **fields)) == expected


@pytest.mark.parametrize(("patient", "answers"), [("Femme", False), ("Homme", True), ("Personne", False)])
def test_limits_that_differ_by_sex(patient: str, answers: bool) -> None:
    assert ("low-hemoglobin" in rules_of(result("Hemoglobin", 12.5, "g/dL", patient=patient))) is answers


def test_multiples_of_the_upper_limit_go_by_sex_too() -> None:
    found = {
        patient: rules_of(result("SerumCreatinine", 160.0, "umol/L", patient=patient)) for patient in ("Femme", "Homme")
    }
    assert found["Femme"] == {"high-creatinine": "CTCAE 2"}
    assert found["Homme"] == {"high-creatinine": "CTCAE 1"}


@pytest.mark.parametrize(
    ("concept", "number", "unit", "said", "expected"),
    [
        ("SerumSodium", 133.0, "mmol/L", "normal", {}),  # (N : 130-150)
        ("PlateletCount", 140.0, "10*9/L", "normal", {}),
        ("CReactiveProtein", 8.0, "mg/L", "normal", {}),
        ("VitaminB12Level", 900.0, "pmol/L", "low", {"low-value": None}),
        ("SerumSodium", 133.0, "mmol/L", "low", {"low-sodium": "CTCAE 1"}),
        ("SerumCalcium", 3.0, "mmol/L", "high", {"high-calcium": "CTCAE 2"}),
        ("SerumSodium", 133.0, "mmol/L", None, {"low-sodium": "CTCAE 1"}),
    ],
)
def test_what_the_range_of_the_report_says_goes_before_the_limits(
    concept: str, number: float, unit: str, said: str | None, expected: dict[str, str | None]
) -> None:
    own = {"canonical_number": number, "canonical_unit": unit}
    assert rules_of(result(concept, number, unit, interpretation=said, **own)) == expected


@pytest.mark.parametrize(("years", "expected"), [(4.0, {}), (17.9, {}), (18.0, {"low-hemoglobin": "CTCAE 1"})])
def test_adult_limits_do_not_judge_children(years: float, expected: dict[str, str | None]) -> None:
    made = Made("Fille de N ans. Hémoglobine : valeur.")
    made.add("patient", "Fille de N ans", age=made.value("N ans", years, "a"))
    made.add("observation", "Hémoglobine", "Hemoglobin", value=made.value("valeur", 11.0, "g/dL"))
    assert rules_of(made.case()) == expected


def test_without_an_age_the_patient_counts_as_adult() -> None:
    made = Made("Fille. Hémoglobine : valeur.")
    made.add("patient", "Fille")
    made.add("observation", "Hémoglobine", "Hemoglobin", value=made.value("valeur", 11.0, "g/dL"))
    assert rules_of(made.case()) == {"low-hemoglobin": "CTCAE 1"}


def test_platelets_are_judged_in_children() -> None:
    made = Made("Fille de N ans. Plaquettes : valeur.")
    made.add("patient", "Fille de N ans", age=made.value("N ans", 4.0, "a"))
    made.add("observation", "Plaquettes", "PlateletCount", value=made.value("valeur", 40.0, "10*9/L"))
    assert rules_of(made.case()) == {"low-platelets": "CTCAE 3"}


@pytest.mark.parametrize(
    ("written", "canonical", "grade"),
    [(13.9, 3.468, "CTCAE 4"), (13.6, 3.393, "CTCAE 4"), (12.45, 3.106, "CTCAE 2"), (11.2, 2.794, "CTCAE 1")],
)
def test_a_number_is_graded_in_the_unit_it_is_written_in(written: float, canonical: float, grade: str) -> None:
    case = result("CorrectedCalcium", written, "mg/dL", canonical_number=canonical, canonical_unit="mmol/L")
    assert rules_of(case) == {"high-calcium": grade}


def test_a_number_decides_over_a_word() -> None:
    assert rules_of(result("PlateletCount", 300.0, "10*9/L", interpretation="low")) == {}
    assert rules_of(result("HER2", 2.0, None, words="2+", interpretation="positive")) == {"her2-positive": None}


def test_a_vital_sign_needs_a_rule_of_its_own() -> None:
    assert rules_of(result("HeartRate", 130.0, "/min")) == {}


def test_all_metastases_together_imply_metastatic_disease_once() -> None:
    case = conditions("Fever", "BoneMetastasis", "LungMetastasis")
    (record,) = inferred(case).values()
    assert record.statement == "s3-metastatic-disease"
    assert record.based_on == ("m3", "m4")


@pytest.mark.parametrize("fields", [{"presence": "suspected"}, {"presence": "absent"}, {"history": True}])
def test_a_metastasis_that_is_not_there_now_implies_nothing(fields: dict[str, Any]) -> None:
    assert rules_of(conditions("BoneMetastasis", **fields)) == {}


def test_conclusions_feed_on_conclusions() -> None:
    made = Made("RE à 90 %, RP à 20 %, HER2 3+.")
    made.add("observation", "RE", "EstrogenReceptor", value=made.value("90 %", 90.0, "%"))
    made.add("observation", "RP", "ProgesteroneReceptor", value=made.value("20 %", 20.0, "%"))
    made.add("observation", "HER2", "HER2", value=made.value("3+", 3.0))
    case = infer(made.case())
    found = {record.rule: record for record in case.records if record.inferred}
    assert set(found) == {
        "estrogen-receptor-positive",
        "progesterone-receptor-positive",
        "her2-positive",
        "hr-positive-her2-positive",
    }
    assert found["hr-positive-her2-positive"].based_on == (
        "m3-her2-positive",
        "m1-estrogen-receptor-positive",
        "m2-progesterone-receptor-positive",
    )
    assert [record.inferred for record in case.records] == [False] * 3 + [True] * 4
    assert check_case(case) == []


def test_three_rounds_find_the_triple_negative() -> None:
    made = Made("RE 0 %, RP 0.0 %, HER2 négatif.")
    made.add("observation", "RE", "EstrogenReceptor", value=made.value("0 %", 0.0, "%"))
    made.add("observation", "RP", "ProgesteroneReceptor", value=made.value("0.0 %", 0.0, "%"))
    made.add("observation", "HER2", "HER2", interpretation="negative")
    assert {"both-receptors-negative", "hr-negative-her2-negative"} <= set(rules_of(made.case()))


def test_inferring_again_adds_nothing() -> None:
    once = infer(conditions("BoneMetastasis"))
    assert infer(once).records == once.records


def test_a_case_without_conclusions_is_given_back() -> None:
    case = conditions("Fever")
    assert infer(case) is case


def _with(query: str) -> RuleBase:
    return replace(shipped_rules(), rules=(Rule("own.rq", query, ()),))


def test_a_rule_of_ones_own() -> None:
    rules = _with(
        """PREFIX cg: <https://w3id.org/casegraph/model#> PREFIX fact: <https://w3id.org/casegraph/fact#>
        PREFIX prov: <http://www.w3.org/ns/prov#>
        CONSTRUCT { ?new fact:concludes <urn:Own> ; cg:inferredBy <urn:rule:own> ; prov:wasDerivedFrom ?s }
        WHERE { ?s fact:order ?o BIND(IRI(CONCAT(STR(?s), "-urn:rule:own")) AS ?new) }"""
    )
    case = infer(conditions("BoneMetastasis"), rules)
    assert [(r.concept, r.label, r.codes) for r in case.records if r.inferred] == [("urn:Own", (), ())]


@pytest.mark.parametrize(
    ("query", "message"),
    [
        ("CONSTRUCT { ?s ?p", "own.rq"),
        ("SELECT * { ?s ?p ?o }", "a rule is a CONSTRUCT query"),
        ("CONSTRUCT { <urn:x> <urn:p> ?s } WHERE { ?s ?p ?o }", "a conclusion has fact:concludes"),
    ],
)
def test_a_broken_rule_is_an_error_of_the_ontology(query: str, message: str) -> None:
    with pytest.raises(OntologyError, match=message):
        infer(conditions("BoneMetastasis"), _with(query))


def test_rules_state_their_intent_first() -> None:
    for path in sorted(Path(data_folder("ontology") / "rules").glob("*.rq")):
        assert path.read_text(encoding="utf-8").startswith("# "), path.name


def test_the_words_of_what_was_only_inferred_are_those_of_its_concept() -> None:
    from casegraph.graph.writer import ntriples
    from casegraph.pipeline import case_from_text

    label = "<http://www.w3.org/2000/01/rdf-schema#label>"
    said = ntriples(case_from_text("Hb à 7,9 g/dL.", "c1"))
    assert f'#e-Anemia> {label} "anémie"@fr' in said
    assert f'{label} "Hb"@fr' in said
    told = ntriples(case_from_text("Une anémie. Hb à 7,9 g/dL.", "c1"))
    assert "e-Anemia" not in told
