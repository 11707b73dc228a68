"""What the parts of a packet share while a case is written."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date, timedelta
from functools import cached_property

from casegraph.anchors import Anchor, Dates, dates_of
from casegraph.exchange.losses import Ledger
from casegraph.exchange.phenopacket import classes
from casegraph.exchange.phenopacket.classes import JSON
from casegraph.graph.lines import case_iri
from casegraph.graph.options import GraphOptions
from casegraph.graph.terms import percent
from casegraph.records import Case, Record, TimeRef
from casegraph.terminology.concepts import CONCEPT, Concept
from casegraph.terminology.lexicon import shipped_lexicon

__all__ = ["Context"]

_AGE = re.compile(r"P\d+(?:\.\d+)?[YMWD]")


class Context:
    """A case on its way into a packet: its records by what they are about, its classes, its ledger, its calendar."""

    def __init__(self, case: Case, options: GraphOptions, ledger: Ledger) -> None:
        self.case = case
        self.ledger = ledger
        self.anchor: Anchor | None = options.anchors.of(case.id)
        self._stem = f"{case_iri(case.id, options)}#"
        self._terminology = shipped_lexicon().terminology

    def entities(self, *kinds: str) -> list[list[Record]]:
        """The patient's own records of some kinds, grouped by the thing they are about, in text order."""
        groups: dict[str, list[Record]] = {}
        for record in self.case.records:
            if record.kind in kinds and record.experiencer == "patient":
                groups.setdefault(record.entity, []).append(record)
        return list(groups.values())

    def concept(self, record: Record) -> Concept | None:
        """The shipped concept of a record, None where it is ungrounded or from outside."""
        return self._terminology.by_name.get((record.concept or "").removeprefix(CONCEPT))

    def named(self, name: str) -> Concept:
        """A concept of the ontology by its local name."""
        return self._terminology[name]

    def is_a(self, record: Record, *above: str) -> bool:
        """Whether a record is about one of some concepts, or something below one."""
        name = (record.concept or record.parent or "").removeprefix(CONCEPT)
        return any(self._terminology.is_a(name, ancestor) for ancestor in above)

    def below(self, record: Record, other: Record) -> bool:
        """Whether a record's concept is another's or below it."""
        return other.concept is not None and self.is_a(record, other.concept.removeprefix(CONCEPT))

    def site(self, record: Record) -> JSON | None:
        """The class of the place that the text names, None where it names none or one that is ungrounded."""
        place = record.site
        if place is None:
            return None
        name = place.concept.removeprefix(CONCEPT) if place.concept else None
        known = self._terminology.by_name.get(name or "")
        return classes.of_site(name, place.codes, known.en if known else place.text)

    def words(self, record: Record) -> str:
        """The words of a record with its modifiers, on one line."""
        return self.quoted(*record.extent)

    def quoted(self, start: int, end: int) -> str:
        """The words between two offsets on one line."""
        return " ".join(self.case.document.text[start:end].split())

    def reference(self, record: Record) -> JSON:
        """Where the words stand: the IRI of the mention in the case's graph, and the words."""
        return {"id": record.id, "reference": self._stem + percent(record.id), "description": self.words(record)}

    def time(self, time: TimeRef | None) -> JSON | None:
        """A time as a TimeElement; None where no calendar day and no age follow from the words."""
        if time is not None and time.relative == "age" and _AGE.fullmatch(time.duration or ""):
            return {"age": {"iso8601duration": time.duration}}
        dates = dates_of(time, self.anchor)
        return None if dates is None else timed(dates)

    def claim_time(self, record: Record, written: JSON | None) -> None:
        """Claim the time of a record that was written."""
        if written is None or record.time is None:
            return
        if dates_of(record.time, self.anchor) is not None and record.time.relative == "since":
            self.ledger.narrowed(record, "time", "when something began is written as when it was")
        else:
            self.ledger.carried(record, "time")

    def claim_concept(self, record: Record) -> None:
        """Claim what a class says: concept, label, one code."""
        self.ledger.carried(record, "kind", "concept", "label", "experiencer")
        if len(record.codes) > 1:
            self.ledger.narrowed(record, "codes", "one class stands for the codes that mean the same")
        else:
            self.ledger.carried(record, "codes")

    def within(self, record: Record) -> bool:
        """Whether the words of a record name its place themselves ("insuffisance rénale")."""
        place = record.site
        return place is not None and record.start <= place.start and place.end <= record.end

    @cached_property
    def sentence_of(self) -> dict[str, int]:
        """The index of the sentence in which each record stands."""
        document = self.case.document
        return {r.id: document.sentence_at(r.start).index if document.sentences else 0 for r in self.case.records}

    def find(self, ids: Iterable[str]) -> list[Record]:
        """Records by their ids."""
        return [self.case.by_id[name] for name in ids if name in self.case.by_id]


def timed(dates: Dates) -> JSON:
    """Days as a TimeElement: an instant, or an interval that ends where the next day begins."""
    if dates.exact:
        return {"timestamp": _instant(dates.first)}
    return {"interval": {"start": _instant(dates.first), "end": _instant(dates.last + timedelta(1))}}


def _instant(day: date) -> str:
    return f"{day.isoformat()}T00:00:00Z"
