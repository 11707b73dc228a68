"""A case graph as plain facts: its triples by subject, its statements in the order of the text."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

import pyoxigraph as ox

from casegraph.errors import GraphError
from casegraph.graph.vocabulary import CG, PREFIXES, PRESENCE, RULE, STATUS
from casegraph.store.graphs import NamedGraph

__all__ = ["CG", "CaseFacts", "StatementFacts"]

_OA, _RDF = PREFIXES["oa"], PREFIXES["rdf"]
_TYPE = _RDF + "type"
#: What statements link, by the property.
LINKS = {
    CG + "reason": "reason",
    CG + "cause": "cause",
    CG + "shownBy": "shown-by",
    CG + "replacedBy": "replaced-by",
    PREFIXES["prov"] + "wasDerivedFrom": "derived-from",
    CG + "hasComponent": "has-component",
}
#: The kinds of things whose class is called otherwise than the records call them.
_KINDS = {"Observable": "observation", "FamilyMember": "relative", "OtherPerson": "other-person"}
_STATES = {iri[1:-1]: word for word, iri in (STATUS | PRESENCE).items()}
_CAPITAL = re.compile(r"(?<=[a-z])(?=[A-Z])")


@dataclass(slots=True)
class StatementFacts:
    """One statement: what it is about and says, the things it links to, where in the text its first mention stands.

    `places` are the (start, end) of all its mentions, code points, half open; `details` holds the words of size, dose
    and the like by their property. `number` is in `unit`, the canonical one where there is one.
    """

    id: str
    entity: str
    order: int
    experiencer: str | None = None
    rule: str | None = None
    state: str | None = None
    history: bool = False
    interpretation: str | None = None
    number: float | None = None
    unit: str | None = None
    value_text: str | None = None
    day_from: float | None = None
    day_to: float | None = None
    date: str | None = None
    words: str | None = None
    sentence: str | None = None
    places: list[tuple[int, int]] = field(default_factory=list)
    links: list[tuple[str, str]] = field(default_factory=list)
    details: dict[str, str] = field(default_factory=dict)

    @property
    def start(self) -> int | None:
        """Where the first mention begins."""
        return self.places[0][0] if self.places else None

    @property
    def end(self) -> int | None:
        """Where the first mention ends."""
        return self.places[0][1] if self.places else None


class CaseFacts:
    """One case graph, read once.

    Raises:
        GraphError: it is no valid N-Quads, or holds no case.
    """

    def __init__(self, graph: NamedGraph) -> None:
        self.iri = graph.iri
        self._triples: dict[str, dict[str, list[ox.Literal | str]]] = {}
        try:
            for quad in ox.parse(graph.lines, format=ox.RdfFormat.N_QUADS, lenient=True):
                node, term = quad.subject, quad.object
                if isinstance(node, ox.NamedNode):
                    objects = self._triples.setdefault(node.value, {}).setdefault(quad.predicate.value, [])
                    objects.append(term if isinstance(term, ox.Literal) else str(getattr(term, "value", term)))
        except SyntaxError as error:
            raise GraphError(f"{graph.iri}: the graph is no valid N-Quads", quoted=error.msg) from error
        name = self.value(self.iri, PREFIXES["dcterms"] + "identifier")
        if name is None:
            raise GraphError(f"{graph.iri}: holds no case; build one with casegraph build CASE -o case.ttl")
        self.id = name
        self.text = self.value(f"{self.iri}#text", CG + "text") or ""
        self.patient = next((n for n in (f"{self.iri}#patient",) if n in self._triples), None)
        found = [self._statement(node, entity) for node in self._triples if (entity := self.value(node, CG + "about"))]
        #: In the order of the text; what rules say comes behind what it rests on.
        self.statements = sorted(found, key=lambda s: (s.order, s.rule is not None, len(s.id), s.id))
        self.by_id = {s.id: s for s in self.statements}

    def local(self, node: str) -> str:
        """The name of a node within the case."""
        return node.removeprefix(f"{self.iri}#")

    def objects(self, node: str, predicate: str) -> list[str]:
        """What a property of a node holds, sorted."""
        found = self._triples.get(node, {}).get(predicate, ())
        return sorted(o if isinstance(o, str) else o.value for o in found)

    def value(self, node: str, predicate: str) -> str | None:
        """The one (or first) thing that a property holds."""
        return next(iter(self.objects(node, predicate)), None)

    def term(self, node: str, predicate: str) -> str | None:
        """The term of the model that a property holds, as records write it: at-risk, low, left."""
        found = self.value(node, predicate)
        return _word(found) if found else None

    def kind(self, node: str) -> str:
        """What a node is, as records call it: the class of the model in lower case."""
        classes = [c.removeprefix(CG) for c in self.objects(node, _TYPE) if c.startswith(CG)]
        return _KINDS.get(classes[0]) or _word(classes[0]) if classes else "thing"

    def labels(self, node: str, predicate: str) -> dict[str, str]:
        """The texts of a property by language, "" where none is given."""
        found = self._triples.get(node, {}).get(predicate, ())
        return dict(sorted((o.language or "", o.value) for o in found if isinstance(o, ox.Literal)))

    def _number(self, node: str, predicate: str) -> float | None:
        found = self.value(node, predicate)
        return float(found) if found is not None else None

    def _statement(self, node: str, entity: str) -> StatementFacts:
        get = self.value
        state = get(node, CG + "status") or get(node, CG + "presence")
        rule = get(node, CG + "inferredBy")
        canonical, unit = self._number(node, CG + "canonicalValue"), get(node, CG + "canonicalUnit")
        if canonical is None or unit is None:
            canonical, unit = self._number(node, CG + "value"), get(node, CG + "unit")
        when = get(node, CG + "time") or ""
        evidence = sorted(self._place(one) for one in self.objects(node, CG + "evidence"))
        said = StatementFacts(
            node,
            entity,
            int(get(node, CG + "order") or 0),
            experiencer=get(node, CG + "experiencer"),
            rule=rule.removeprefix(RULE) if rule else None,
            state=_STATES.get(state) or _word(state) if state else None,
            history=get(node, CG + "history") == "true",
            interpretation=self.term(node, CG + "interpretation"),
            number=canonical,
            unit=unit,
            value_text=get(node, CG + "valueText"),
            day_from=self._number(when, CG + "dayFrom"),
            day_to=self._number(when, CG + "dayTo"),
            date=get(when, CG + "date"),
            places=[(start, end) for start, end, _ in evidence],
        )
        if evidence:
            start, end, sentence = evidence[0]
            said.words, said.sentence = _one_line(self.text[start:end]), sentence
        for predicate, kind in LINKS.items():
            said.links += [(kind, target) for target in self.objects(node, predicate)]
        for name in ("grade", "severity", "cycle", "route", "duration"):
            if (words := get(node, CG + name)) is not None:
                said.details[name] = _one_line(words)
        for name in ("size", "dose", "frequency"):
            if (part := get(node, CG + name)) and (words := get(part, CG + "valueText")):
                said.details[name] = _one_line(words)
        return said

    def _place(self, evidence: str) -> tuple[int, int, str]:
        """Where the words of an evidence begin and end, and its sentence."""
        words = self.value(evidence, _OA + "hasSelector") or ""
        start, end = (int(self.value(words, _OA + name) or 0) for name in ("start", "end"))
        sentence = self.value(evidence, CG + "sentence") or ""
        return start, end, _one_line(self.value(sentence, _OA + "exact") or "")


def _word(iri: str) -> str:
    """A term of the model as records write it, for example AtRisk as at-risk."""
    return _CAPITAL.sub("-", iri.rpartition("#")[2]).lower()


def _one_line(text: str) -> str:
    return " ".join(text.split())
