"""Cases made by hand, from a text and the words of its records."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import pyoxigraph as ox

from casegraph.graph.vocabulary import CG, CONCEPT, PREFIXES
from casegraph.graph.writer import nquads
from casegraph.records import Case, Document, Dose, Frequency, Record, Section, Sentence, Site, Span, TimeRef, Value

BASE = "urn:casegraph:case:c1"


class Made:
    """A case under way: each record is added by its kind and its words, which must stand in the text."""

    def __init__(self, text: str, case_id: str = "c1") -> None:
        self.text = text
        self.case_id = case_id
        self.records: list[Record] = []

    def span(self, words: str, occurrence: int = 1) -> Span:
        """The words where they stand for the n-th time."""
        start = -1
        for _ in range(occurrence):
            start = self.text.index(words, start + 1)
        return Span(words, start, start + len(words))

    def value(self, words: str, number: float | None = None, unit: str | None = None, **fields: Any) -> Value:
        """A value at its words; a unit is the canonical one already, unless `fields` say otherwise."""
        span = self.span(words)
        canonical: dict[str, Any] = (
            {"canonical_number": number, "canonical_unit": unit} if number is not None and unit else {}
        )
        return Value(span.text, span.start, span.end, number, unit=unit, **(canonical | fields))

    def site(self, words: str, concept: str | None = None) -> Site:
        """A site at its words."""
        span = self.span(words)
        return Site(span.text, span.start, span.end, concept)

    def time(self, words: str, **fields: Any) -> TimeRef:
        """A time at its words."""
        span = self.span(words)
        return TimeRef(span.text, span.start, span.end, **fields)

    def dose(self, words: str, number: float, unit: str, per: str | None = None) -> Dose:
        """A dose at its words."""
        span = self.span(words)
        return Dose(span.text, span.start, span.end, number, unit, per)

    def frequency(self, words: str, every: float | None = None, period: str | None = None) -> Frequency:
        """A frequency at its words."""
        span = self.span(words)
        return Frequency(span.text, span.start, span.end, every, period)

    def add(self, kind: str, words: str, concept: str | None = None, occurrence: int = 1, **fields: Any) -> Record:
        """A record; its ids count from 1 unless they are given."""
        span = self.span(words, occurrence)
        number = len(self.records) + 1
        names: dict[str, Any] = {
            "id": f"m{number}",
            "statement": f"s{number}",
            "entity": f"e{number}",
            "order": number,
            "extent": (span.start, span.end),
            "section": "report",
            "concept": CONCEPT + concept if concept else None,
        }
        record = Record(
            case=self.case_id, kind=kind, text=span.text, start=span.start, end=span.end, **(names | fields)
        )
        self.records.append(record)
        return record

    def case(self) -> Case:
        """The case, a sentence a line."""
        sentences: list[Sentence] = []
        start = 0
        for line in self.text.split("\n"):
            if line:
                sentences.append(Sentence(start, start + len(line), len(sentences), "report"))
            start += len(line) + 1
        sections = (Section("report", 0, 0, len(self.text)),)
        document = Document(self.case_id, self.text, "0" * 64, "utf-8", sections, tuple(sentences))
        return Case(document, tuple(self.records))


def rich_case(case_id: str = "c1") -> Case:
    """A case that fills every field of a record and every class of the model at least once."""
    text = (
        "Homme de 61 ans, dont la mère a eu un cancer du sein.\n"
        "Hospitalisé en mars 2016 : le cinquième jour, plaquettes à 35 000/mm3, puis plaquettes à 35 000/mm3.\n"
        "Tension artérielle à 130/80 mmHg. Nodule du lobe supérieur droit de 12 mm, de grade 2, modérément suspect.\n"
        "Le scanner a montré ce nodule. La biopsie n'a pas été faite, par choix du malade.\n"
        "Le cisplatine, 80 mg/m2 toutes les 3 semaines par voie veineuse, a été arrêté au 2e cycle après 6 semaines "
        "en raison d'une thrombopénie causée par lui, et remplacé par le carboplatine. FOLFOX prévu.\n"
        'Une zone bizarroïde de l\'avant-pied "gauche". Le donneur avait une hépatite B, C. Revu en 2019-02-30.\n'
    )
    made = Made(text, case_id)
    made.add("patient", "Homme de 61 ans", age=made.value("61 ans", 61.0, "a"))
    made.add(
        "condition", "cancer du sein", "BreastCarcinoma", presence="present", experiencer="family", relative="mère"
    )
    made.add("encounter", "Hospitalisé", "Hospitalization", status="given", time=made.time("mars 2016", date="2016-03"))
    day = made.time("le cinquième jour", day_from=5.0, day_to=5.0)
    first = made.span("35 000/mm3")
    second = made.span("35 000/mm3", 2)
    for occurrence, span in ((1, first), (2, second)):
        made.add(
            "observation",
            "plaquettes",
            "PlateletCount",
            occurrence,
            statement="s4",
            entity="e4",
            presence="present",
            value=Value(span.text, span.start, span.end, 35000.0, None, None, "/mm3", 35.0, "10*9/L"),
            interpretation="low",
            time=day,
        )
    made.add(
        "observation",
        "Tension artérielle",
        "BloodPressure",
        value=made.value("130/80 mmHg", 130.0, "mm[Hg]", high=80.0),
    )
    made.add(
        "condition",
        "Nodule",
        "LungNodule",
        extent=(made.span("Nodule").start, made.span("droit").end),
        presence="suspected",
        cue=made.span("suspect"),
        site=made.site("lobe supérieur", "UpperLobeOfLung"),
        laterality="right",
        size=made.value("12 mm", 12.0, "mm", comparator="~", unit_inferred=True),
        severity="modérément",
        grade="2",
        shown_by=("m8",),
    )
    made.add("procedure", "scanner", "ComputedTomography", status="given")
    made.add("procedure", "biopsie", "BiopsyProcedure", status="withheld", reasons=("m10",))
    made.add("circumstance", "choix du malade", "PatientWish", presence="present")
    made.add(
        "treatment",
        "cisplatine",
        "Cisplatin",
        status="stopped",
        cue=made.span("arrêté"),
        dose=made.dose("80 mg/m2", 80.0, "mg", "m2"),
        frequency=made.frequency("toutes les 3 semaines", 3.0, "wk"),
        route=made.span("voie veineuse"),
        cycle=made.span("2e cycle"),
        duration=made.span("6 semaines"),
        reasons=("m12",),
        replaced_by=("m13",),
    )
    made.add("condition", "thrombopénie", "Thrombocytopenia", presence="present", causes=("m11",))
    made.add("treatment", "carboplatine", "Carboplatin", status="started")
    made.add("treatment", "FOLFOX", "FOLFOX", status="planned", components=("Oxaliplatin", "Fluorouracil"))
    made.add(
        "condition",
        "zone bizarroïde",
        parent=CONCEPT + "ImagingFinding",
        codes=("icdo3m:8000/1",),
        presence="present",
        site=made.site("avant-pied"),
        laterality="left",
        history=True,
    )
    hepatitis = made.span("hépatite B, C")
    made.add(
        "condition",
        "hépatite B, C",
        "HepatitisC",
        fragments=((hepatitis.start, hepatitis.start + 8), (hepatitis.end - 1, hepatitis.end)),
        presence="present",
        experiencer="other",
    )
    made.add("time", "2019-02-30", time=made.time("2019-02-30", date="2019-02-30", relative="after", duration="P1D"))
    return made.case()


class Written:
    """The graph of a case, to ask for single triples by short names."""

    def __init__(self, case: Case, **options: Any) -> None:
        from casegraph.graph.options import GraphOptions

        self.text = nquads(case, GraphOptions(ontology_version="test", **options))
        self.quads = list(parsed(self.text))
        self.stem = self.quads[0].graph_name.value + "#"  # type: ignore[union-attr]

    def objects(self, subject: str, predicate: str) -> list[str]:
        """The objects of a node of the case, IRIs and datatypes shortened, in the order of writing."""
        return [
            self.short(q.object)
            for q in self.quads
            if self.short(q.subject) == subject and self.short(q.predicate) == predicate
        ]

    def short(self, term: Any) -> str:
        """A term as `#s1`, `cg:about`, `"35"^^xsd:decimal`, `"sein"@fr`."""
        if isinstance(term, ox.Literal):
            if term.language:
                return f'"{term.value}"@{term.language}'
            datatype = str(term.datatype.value).removeprefix(PREFIXES["xsd"])
            return f'"{term.value}"' if datatype == "string" else f'"{term.value}"^^{datatype}'
        value = str(term.value)
        if value.startswith(self.stem):
            return "#" + value.removeprefix(self.stem)
        for name, start in PREFIXES.items():
            if value.startswith(start):
                return f"{name}:{value.removeprefix(start)}"
        return value


def parsed(nquads_text: str) -> Iterable[ox.Quad]:
    """The quads of N-Quads text, every one validated by the parser."""
    for quad in ox.parse(nquads_text.encode(), format=ox.RdfFormat.N_QUADS):
        assert isinstance(quad, ox.Quad)
        yield quad


def model(name: str) -> ox.NamedNode:
    """A term of the model."""
    return ox.NamedNode(CG + name)
