"""What becomes of the facts of a case in formats that are written from its network, see `exchange.network`.

A network has a node for each thing, so that what several statements say of one thing is put together: which result
stands at which time is then no longer said. A link between two statements keeps its evidence on its edge.
"""

from __future__ import annotations

from casegraph.exchange.losses import Ledger
from casegraph.records import Record

__all__ = ["UNSAID", "claim"]

#: Why facts are dropped, see `casegraph.exchange.losses.Ledger`.
UNSAID = {
    "time": "a time that no statement carries is no thing",
    "text": "a thing keeps the words and place of its first mention only",
    "start": "a thing keeps the words and place of its first mention only",
    "end": "a thing keeps the words and place of its first mention only",
    "extent": "the phrase around a mention is not kept",
    "fragments": "a mention is kept from its first word to its last",
    "section": "headings are not kept",
    "cue": "the words that say a status or presence are not kept apart from their sentence",
    "candidates": "concepts that the words may mean besides are not kept",
    "rule": "a rule stands on the edge to what it rests on",
}
#: What is said of a thing or of its edges, however many statements there are.
_OF_THE_THING = (
    "kind", "concept", "parent", "label", "codes", "presence", "status", "experiencer", "relative", "inferred",
    "site", "laterality", "components", "reasons", "causes", "shown_by", "replaced_by", "based_on", "age",
)  # fmt: skip
_WORDS = ("size", "dose", "frequency", "cycle", "route", "duration")
_LAST = ("interpretation", "grade", "severity")


def claim(ledger: Ledger) -> None:
    """Claim in a ledger what a network says of its case."""
    things: dict[str, list[Record]] = {}
    for record in ledger.case.records:
        if record.kind != "time":
            things.setdefault("patient" if record.kind == "patient" else record.entity, []).append(record)
    for records in things.values():
        _claim(ledger, records)


def _claim(ledger: Ledger, records: list[Record]) -> None:
    told = [record for record in records if not record.inferred] or records
    alone = len({record.statement for record in records}) == 1
    first = min(told, key=lambda record: (record.order, record.start))
    last = {name: [r for r in records if getattr(r, name) is not None][-1:] for name in _LAST}
    ledger.carried(first, "text", "start", "end")
    for record in records:
        ledger.carried(record, *_OF_THE_THING)
        if record.based_on:
            ledger.carried(record, "rule")
        if all(other.history for other in told):
            ledger.carried(record, "history")
        else:
            ledger.narrowed(record, "history", "a thing is past only where all that is said of it is")
        for name in _LAST:
            if record in last[name]:
                ledger.carried(record, name)
            else:
                ledger.narrowed(record, name, f"only the last {name} of a thing is kept")
        for name in _WORDS:
            ledger.narrowed(record, name, f"the {name} is kept in words, its number and unit are not taken apart")
        if alone:
            ledger.carried(record, "value")
        else:
            ledger.narrowed(record, "value", "the results of a thing are a list, without the time of each")
        if alone and record.time is not None and record.time.relative is None and record.time.duration is None:
            ledger.carried(record, "time")
        else:
            ledger.narrowed(record, "time", "a thing keeps its first and last day and date, not the words of a time")
