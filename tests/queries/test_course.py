"""The saved queries on the course and on the ontology: each with a case that answers and one that must stay silent."""

from __future__ import annotations

from tests.graph.made import Made
from tests.queries.asking import rows

CONCEPT = "https://w3id.org/casegraph/concept/"


def test_timeline_dates_first_then_days() -> None:
    made = Made("À J5, plaquettes à 35 G/L et aspirine arrêtée. Appendicectomie en 2010. Fièvre avant l'admission.\n")
    day = made.time("J5", day_from=5.0, day_to=6.0)
    made.add("observation", "plaquettes", "PlateletCount", value=made.value("35 G/L", 35.0, "10*9/L"), time=day)
    made.add("treatment", "aspirine", "Aspirin", status="stopped", time=day)
    made.add("procedure", "Appendicectomie", "Appendectomy", status="given", time=made.time("2010", date="2010"))
    made.add("condition", "Fièvre", "Fever", presence="present", time=made.time("avant l'admission", relative="before"))
    columns = ("day", "dayTo", "date", "when", "what", "kind", "said", "value")
    assert rows("timeline", made, *columns) == [
        (None, None, None, "avant l'admission", "Fièvre", "Condition", "Present", None),
        (None, None, "2010", "2010", "Appendicectomie", "Procedure", "Given", None),
        (5.0, 6.0, None, "J5", "plaquettes", "Observable", None, "35 G/L"),
        (5.0, 6.0, None, "J5", "aspirine", "Treatment", "Stopped", None),
    ]


def test_ages_durations_undated_and_inferred_statements_are_not_on_the_timeline() -> None:
    made = Made("Homme de 50 ans. Toux depuis 3 mois. Fièvre. À J5, plaquettes chez son frère ; plaquettes basses.\n")
    day = made.time("J5", day_from=5.0, day_to=5.0)
    made.add("patient", "Homme de 50 ans", time=made.time("50 ans", relative="age", duration="P50Y"))
    made.add("condition", "Toux", "Cough", presence="present", time=made.time("3 mois", relative="duration"))
    made.add("condition", "Fièvre", "Fever", presence="present")
    made.add("observation", "plaquettes", "PlateletCount", experiencer="family", relative="frère", time=day)
    basis = made.add("observation", "plaquettes", "PlateletCount", 2, interpretation="low")
    made.add(
        "condition", "plaquettes", "Thrombocytopenia", 2, inferred=True, rule="low-platelets", based_on=(basis.id,),
        presence="present", time=day,
    )  # fmt: skip
    assert rows("timeline", made, "what") == []


def test_encounters() -> None:
    made = Made("Hospitalisé en mars 2016 pour une fièvre. Sortie prévue à J9.\n")
    fever = made.add("condition", "fièvre", "Fever", presence="present")
    made.add(
        "encounter", "Hospitalisé", "Hospitalization", status="given", reasons=(fever.id,),
        time=made.time("mars 2016", date="2016-03"),
    )  # fmt: skip
    made.add("encounter", "Sortie", "Discharge", status="planned", time=made.time("J9", day_from=9.0, day_to=9.0))
    assert rows("encounters", made, "encounter", "status", "reasonText", "when", "day", "date") == [
        ("Hospitalisé", "Given", "fièvre", "mars 2016", None, "2016-03"),
        ("Sortie", "Planned", None, "J9", 9.0, None),
    ]


def test_procedures_and_stays_of_relatives_are_no_encounters() -> None:
    made = Made("Scanner fait. Sa mère a été hospitalisée.\n")
    made.add("procedure", "Scanner", "CTScan", status="completed")
    made.add("encounter", "hospitalisée", "Hospitalization", status="given", experiencer="family", relative="mère")
    assert rows("encounters", made, "encounter") == []


def test_ungrounded_mentions() -> None:
    made = Made("Zone bizarroïde. Fièvre.\n")
    made.add("condition", "Zone bizarroïde", parent=CONCEPT + "ImagingFinding", presence="present")
    made.add("condition", "Fièvre", "Fever", presence="present")
    assert rows("ungrounded-mentions", made, "mention", "kind", "nearest") == [
        ("Zone bizarroïde", "Condition", "ImagingFinding")
    ]


def test_grounded_mentions_are_not_ungrounded() -> None:
    made = Made("Fièvre à 39.\n")
    made.add("condition", "Fièvre", "Fever", presence="present")
    assert rows("ungrounded-mentions", made, "mention") == []


def test_concept_frequency_counts_statements_and_gives_the_first_mention() -> None:
    made = Made("Fièvre.\nFièvre encore, et toux.\n")
    first = made.add("condition", "Fièvre", "Fever", presence="present")
    made.add("condition", "Fièvre", "Fever", 2, entity=first.entity, presence="present")
    made.add("condition", "toux", "Cough", presence="present")
    columns = ("concept", "label", "kind", "cases", "statements", "case", "sentence", "start", "end")
    assert rows("concept-frequency", made, *columns) == [
        ("Fever", "fièvre", "Condition", 1, 2, "c1", "Fièvre.", 0, 6),
        ("Cough", "toux", "Condition", 1, 1, "c1", "Fièvre encore, et toux.", 26, 30),
    ]


def test_concept_frequency_leaves_ungrounded_words_out() -> None:
    made = Made("Zone bizarroïde.\n")
    made.add("condition", "Zone bizarroïde", presence="present")
    assert rows("concept-frequency", made, "concept") == []
