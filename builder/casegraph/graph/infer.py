"""Statements that follow from others: rules turn results into conditions, and conditions into more general ones.

A rule sees only what is the patient's own, present, and not planned or awaited. What it concludes is marked with the
rule and with what it rests on, and stands at the words, the time and the place of the statement it is named after.

Rules are the CONSTRUCT queries under `ontology/rules`. They read facts, terms of `https://w3id.org/casegraph/fact#`
(prefix `fact:`) that live only while they run. Of each statement whose concept some rule answers to:

- `fact:concept` (an entity may be of several), `fact:order`, `fact:history` (true or false), `fact:interpretation`;
- of a result also `fact:text` and `fact:unit` as written ("" where there is none), and `fact:reading`: one node for the
  canonical unit and one for the unit as written, with `fact:unit`, `fact:lowest` and `fact:highest`.

Of the ontology they read what `casegraph.graph.limits` spells out. They construct, about an IRI made of the statement's
and the rule's name, `fact:concludes` (a concept), `cg:inferredBy`, `prov:wasDerivedFrom` and, where there is one,
`cg:ctcaeGrade`.
"""

from __future__ import annotations

from dataclasses import replace

import pyoxigraph as ox

from casegraph.errors import OntologyError
from casegraph.graph.limits import FACT, UNREACHED
from casegraph.graph.lines import Lines
from casegraph.graph.options import DEFAULT_OPTIONS
from casegraph.graph.parts import canonical_high
from casegraph.graph.patient import patient_age, patient_sex
from casegraph.graph.rulebase import ConceptFacts, Conclusion, RuleBase, shipped_rules
from casegraph.graph.statements import merged
from casegraph.graph.terms import boolean, decimal, integer, iri, literal
from casegraph.graph.vocabulary import CG, CONCEPT, INTERPRETATIONS, PREFIXES, RULE
from casegraph.graph.words import term
from casegraph.records import Case, Record, Value
from casegraph.values.plausible import against

__all__ = ["infer"]

_CONCLUDES, _INFERRED_BY, _GRADE = FACT + "concludes", CG + "inferredBy", CG + "ctcaeGrade"
_DERIVED = PREFIXES["prov"] + "wasDerivedFrom"
#: How often conclusions may feed on conclusions: a value gives a receptor status, two of them another, that a subtype.
_ROUNDS = 4
#: The age in years from which the reference ranges of the ontology hold.
_ADULT = 18
#: What a result is by a range.
_BY_RANGE = frozenset({"low", "normal", "high"})
_SEX = {"female": "Female", "male": "Male", None: "UnknownSex"}
_NOTHING = Conclusion((), ())


def infer(case: Case, rules: RuleBase | None = None) -> Case:
    """The case with what its rules conclude appended as inferred records; the case itself where that is nothing.

    `rules` are those of the shipped ontology where none are given. A conclusion belongs to the entity of the same
    concept that the text speaks of, or to a new one. Inferring again adds nothing.

    Raises:
        OntologyError: a rule is not valid SPARQL, or names its conclusion wrongly.
    """
    rules = rules or shipped_rules()
    facts = _Facts(case, rules)
    something = facts.load([merged(records) for _, records in case.statements()])
    inferred: list[Record] = []
    for _ in range(_ROUNDS):
        if not something:
            break
        found = facts.conclude()
        inferred += found
        something = facts.load(found)
    return replace(case, records=(*case.records, *inferred)) if inferred else case


def _fact(name: str) -> str:
    return f"<{FACT}{name}>"


_CONCEPT, _ORDER, _HISTORY = _fact("concept"), _fact("order"), _fact("history")
_INTERPRETATION, _TEXT, _UNIT, _READING = _fact("interpretation"), _fact("text"), _fact("unit"), _fact("reading")
_LOWEST, _HIGHEST = _fact("lowest"), _fact("highest")


def _holds(record: Record) -> bool:
    """Whether rules may see a statement."""
    return (
        record.kind in ("condition", "observation")
        and record.experiencer == "patient"
        and record.presence in (None, "present")
        and record.status not in ("planned", "pending")
    )


class _Facts:
    """The statements of one case as facts in a store that rules run over."""

    def __init__(self, case: Case, rules: RuleBase) -> None:
        self._rules = rules
        self._lines = Lines(case.id, DEFAULT_OPTIONS, named=False)
        # A new store for each case: a memory store that is emptied and used again keeps every string it has seen.
        self._store = ox.Store()
        self._text = self._fresh = ""
        self._sex = _SEX[patient_sex(case)]
        age = patient_age(case)
        self._child = age is not None and age < _ADULT
        self._records = dict(case.statements())
        self._names: dict[str, str] = {}
        self._concepts: dict[str, dict[str, None]] = {}
        self._entities: dict[str, str] = {}
        for record in case.records:
            if record.concept and record.experiencer == "patient":
                self._concepts.setdefault(record.entity, {})[record.concept] = None
                if record.kind == "condition":
                    self._entities.setdefault(record.concept, record.entity)

    def load(self, records: list[Record]) -> bool:
        """Load the statements whose concept a rule answers to; whether there was one."""
        lines, answers = self._lines, self._rules.answers
        said: dict[str, ConceptFacts] = {}
        for record in records:
            relevant = [c for c in self._concepts.get(record.entity, ()) if answers(c)]
            if not relevant or not _holds(record):
                continue
            node = lines.node(record.statement)
            self._names[node[1:-1]] = record.statement
            pairs = [(_CONCEPT, iri(concept)) for concept in relevant]
            pairs += [(_ORDER, integer(record.order)), (_HISTORY, boolean(record.history))]
            own = ConceptFacts()
            if record.value is not None and not self._judged_by_report(record, record.value):
                pairs += self._result(node, record.value, own)
            if record.interpretation is not None:
                word = term(INTERPRETATIONS, record.interpretation, "interpretation", record)
                pairs.append((_INTERPRETATION, word))
                own.words.append((word, frozenset(unit for unit, _, _ in own.readings)))
            for concept in relevant:
                known = said.setdefault(concept, ConceptFacts())
                known.readings.extend(own.readings)
                known.words.extend(own.words)
            lines.add(node, *pairs)
        if not said:
            return False
        self._fresh = lines.take() + self._rules.facts_of(said, self._sex, child=self._child)
        self._store.load(self._fresh.encode(), format=ox.RdfFormat.N_TRIPLES, lenient=True)
        self._text += self._fresh
        return True

    def _judged_by_report(self, record: Record, value: Value) -> bool:
        """Whether the report's own range says otherwise than that of the ontology: "natrémie à 133 (N : 130-150)".

        Then limits drawn from the ontology's range do not count for the number; what the reader says it is does. A
        number that is normal by the ontology needs no such care: no limit counts for it.
        """
        if record.concept not in self._rules.facts.ranges or value.canonical_number is None:
            return False
        low, high = self._rules.facts.ranges[record.concept]
        expected = against(low, high, value.canonical_number, value.comparator)
        return expected in ("low", "high") and record.interpretation in _BY_RANGE - {expected}

    def _result(self, node: str, value: Value, said: ConceptFacts) -> list[tuple[str, str]]:
        """The facts of a value: its words, and what it reads in each unit, which is noted in `said`."""
        pairs = [(_TEXT, literal(value.text)), (_UNIT, literal(value.unit or ""))]
        readings = [(value.canonical_unit, value.canonical_number, canonical_high(value))]
        if value.unit != value.canonical_unit:
            readings.append((value.unit, value.number, value.high))
        for number, (unit, lowest, highest) in enumerate(readings):
            if unit is None or lowest is None:
                continue
            reading = f"{node[:-1]}-reading-{number}>"
            pairs.append((_READING, reading))
            bottom = -UNREACHED if value.comparator in ("<", "<=") else lowest
            top = UNREACHED if value.comparator in (">", ">=") else lowest if highest is None else highest
            self._lines.add(reading, (_UNIT, literal(unit)), (_LOWEST, decimal(bottom)), (_HIGHEST, decimal(top)))
            said.readings.append((unit, bottom, top))
        return pairs

    def conclude(self) -> list[Record]:
        """What the rules conclude now and did not before, in the order of what it rests on."""
        found: dict[str, _Conclusion] = {}
        for rule in self._rules.rules:
            if rule.needs and not self._due(rule.needs):
                continue
            try:
                triples = self._store.query(rule.query)
            except SyntaxError as error:
                raise OntologyError(f"ontology/rules/{rule.name}: {error}; mend the query there") from error
            if not isinstance(triples, ox.QueryTriples):
                raise OntologyError(f"ontology/rules/{rule.name}: a rule is a CONSTRUCT query")
            for triple in triples:
                found.setdefault(str(triple.subject)[1:-1], _Conclusion()).take(triple)
        records = [
            record
            for node, conclusion in found.items()
            if (record := self._record(node, conclusion)).statement not in self._records
        ]
        records.sort(key=lambda record: (record.order, record.statement))
        for record in records:
            self._records[record.statement] = [record]
            self._concepts.setdefault(record.entity, {})[record.concept or ""] = None
        return records

    def _due(self, needs: tuple[str, ...]) -> bool:
        """Whether a rule can conclude what is new: all it needs is there, and some of it came with what was loaded."""
        return all(need in self._text for need in needs) and any(need in self._fresh for need in needs)

    def _record(self, node: str, conclusion: _Conclusion) -> Record:
        rule = conclusion.rule.removeprefix(RULE)
        anchor = self._names.get(node.removesuffix(f"-{rule}"))
        if anchor is None or not conclusion.concept:
            raise OntologyError(
                f"rule {rule or '?'}: it constructs {node}; a conclusion has fact:concludes and cg:inferredBy, and is "
                "named after a statement of the case, a hyphen and the rule"
            )
        bases = sorted((self._names[base] for base in conclusion.bases), key=lambda name: (name != anchor, name))
        first = self._records[anchor][0]
        known = self._rules.conclusions.get(conclusion.concept, _NOTHING)
        name = conclusion.concept.removeprefix(CONCEPT)
        return Record(
            case=first.case,
            id=f"{first.id}-{rule}",
            statement=f"{anchor}-{rule}",
            entity=self._entities.setdefault(conclusion.concept, f"e-{name}"),
            order=first.order,
            kind="condition",
            text=first.text,
            start=first.start,
            end=first.end,
            extent=first.extent,
            fragments=first.fragments,
            section=first.section,
            concept=conclusion.concept,
            label=known.label,
            codes=known.codes,
            inferred=True,
            rule=rule,
            based_on=tuple(record.id for base in bases for record in self._records[base]),
            presence="present",
            history=first.history,
            grade=f"CTCAE {conclusion.grade}" if conclusion.grade else None,
            time=first.time,
        )


class _Conclusion:
    """What the rules construct about one new statement."""

    def __init__(self) -> None:
        self.rule = ""
        self.concept = ""
        self.grade = 0
        self.bases: dict[str, None] = {}

    def take(self, triple: ox.Triple) -> None:
        """Note one constructed triple."""
        predicate, obj = triple.predicate.value, triple.object
        value = obj.value if isinstance(obj, ox.NamedNode | ox.Literal) else ""
        if predicate == _INFERRED_BY:
            self.rule = value
        elif predicate == _CONCLUDES:
            self.concept = value
        elif predicate == _GRADE:
            self.grade = max(self.grade, int(value))
        elif predicate == _DERIVED:
            self.bases[value] = None
