"""What a format cannot say of a case: every stated fact counts as lost until an exporter claims to have carried it.

A *fact* is one field of one record that states something, that is, one that is not at its default: the words of a
mention, its concept, its value, its reasons. Ids, the order and the grouping of records are technical and no facts.
An exporter is handed the `Ledger` of the case and claims what it wrote:

    ledger.carried(record, "text", "value", "time")
    ledger.narrowed(record, "reasons", "a reason is a code, it cannot point at the result")

Whatever is claimed by nobody comes out of `Ledger.losses()` as dropped, so that forgetting to write a field can only
make the report longer, never silent.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import ExitStack
from dataclasses import MISSING, asdict, fields
from functools import cache
from pathlib import Path
from types import TracebackType
from typing import BinaryIO, Literal

from casegraph.files import open_output
from casegraph.frozen import dataclass
from casegraph.records import Case, Record

__all__ = ["FACTS", "Ledger", "Loss", "LossReport", "stated"]

#: Fields of a record that say nothing of the case by themselves: they name, count and group records.
_TECHNICAL = frozenset({"case", "id", "statement", "entity", "order"})
#: The fields that may hold a fact, in the order of `Record`.
FACTS = tuple(f.name for f in fields(Record) if f.name not in _TECHNICAL)
_DEFAULTS = {f.name: f.default for f in fields(Record) if f.default is not MISSING}


def stated(record: Record) -> tuple[str, ...]:
    """The fields of a record that state something: those that are not at their default.

    The section is a fact where a heading names it, the extent where it is more than the mention.
    """
    return tuple(name for name in FACTS if _says(record, name))


def _says(record: Record, name: str) -> bool:
    value = getattr(record, name)
    if name == "extent":
        return bool(value != (record.start, record.end))
    if name == "section":
        return bool(value != "report")
    return name not in _DEFAULTS or value != _DEFAULTS[name]


@dataclass(frozen=True, slots=True)
class Loss:
    """A fact that a format does not say, or says with less meaning.

    `record` and `statement` are the ids of where it stands, `kind` is what the record is about, `text` its words with
    their offsets (code points, half open), `field` the field of the record (see `casegraph.records.Record`), `how`
    whether the fact was dropped or narrowed, `why` the reason in words.
    """

    case: str
    record: str
    statement: str
    kind: str
    field: str
    how: Literal["dropped", "narrowed"]
    why: str
    text: str
    start: int
    end: int


class Ledger:
    """The facts of one case and what becomes of each in one format.

    `words` say why a format drops facts: keys are, the most special first, "kind.field" ("treatment.cycle"),
    "field=value" ("status=paused"), a field, or a kind of which the format writes nothing at all. A ledger costs
    nothing until it is asked for its losses.
    """

    def __init__(self, case: Case, words: Mapping[str, str] | None = None) -> None:
        self.case = case
        self._words = words or {}
        self._carried: set[tuple[str, str]] = set()
        self._narrowed: dict[tuple[str, str], str] = {}
        self._dropped: dict[str, str] = {}

    def carried(self, record: Record, *names: str) -> None:
        """Claim that these fields of a record were written with all their meaning; those that state nothing are fine.

        Raises:
            ValueError: a record has no such field, or it is technical.
        """
        for name in names:
            _known(name)
            self._carried.add((record.id, name))

    def narrowed(self, record: Record, name: str, why: str) -> None:
        """Claim that a field was written with less meaning, and why; this outweighs that it was carried.

        Raises:
            ValueError: a record has no such field, or it is technical.
        """
        _known(name)
        self._narrowed.setdefault((record.id, name), why)

    def is_claimed(self, record: Record, name: str) -> bool:
        """Whether a field has been claimed so far, carried or narrowed."""
        return (record.id, name) in self._carried or (record.id, name) in self._narrowed

    def dropped(self, record: Record, why: str) -> None:
        """Say why whatever is not claimed of a record is dropped, where the reason is no matter of kind or field."""
        self._dropped.setdefault(record.id, why)

    def facts(self) -> Iterator[tuple[Record, str]]:
        """Every fact of the case: a record and the name of a field that states something, in the order of records."""
        for record in self.case.records:
            for name in stated(record):
                yield record, name

    def count(self) -> int:
        """How many facts the case has."""
        return sum(1 for _ in self.facts())

    def losses(self) -> list[Loss]:
        """What was dropped or narrowed, in text order, the fields of a record in theirs."""
        touched = {record for record, _ in self._carried} | {record for record, _ in self._narrowed}
        found = []
        for record, name in self.facts():
            key = (record.id, name)
            how: Literal["dropped", "narrowed"] = "narrowed"
            why = self._narrowed.get(key)
            if why is None:
                if key in self._carried:
                    continue
                how, why = "dropped", self._why(record, name, record.id in touched)
            found.append(
                Loss(
                    record.case, record.id, record.statement, record.kind, name, how, why,
                    record.text, record.start, record.end,
                )
            )  # fmt: skip
        # A stable sort: inferred records stand last in a case and come to the words that they rest on.
        return sorted(found, key=lambda loss: (loss.start, loss.end))

    def _why(self, record: Record, name: str, written: bool) -> str:
        if record.id in self._dropped:
            return self._dropped[record.id]
        keys = [f"{record.kind}.{name}", f"{name}={getattr(record, name)}", name]
        for key in keys if written else [record.kind, *keys]:
            if key in self._words:
                return self._words[key]
        article = "an" if record.kind[0] in "aeiou" else "a"
        return f"no place for the {name.replace('_', ' ')} of {article} {record.kind}"


@cache
def _known(name: str) -> None:
    if name not in FACTS:
        raise ValueError(f"{name!r} is no fact of a record; there are {', '.join(FACTS)}")


class LossReport:
    """The losses of many cases in one format: counted, and listed as JSON Lines where a file is named.

    Used as a context manager; the file appears whole or not at all. Call it with the ledger of each case that has been
    written (it is what `casegraph.exchange.formats` takes as `told`).

    Raises:
        OutputError: the file cannot be written.
    """

    def __init__(self, form: str, path: Path | None = None) -> None:
        self.form = form
        self.path = path
        self.facts = 0
        self.reasons: Counter[tuple[str, str]] = Counter()
        self._stack = ExitStack()
        self._stream: BinaryIO | None = None

    def __enter__(self) -> LossReport:
        if self.path is not None:
            self._stream = self._stack.enter_context(open_output(self.path))
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._stack.__exit__(kind, error, trace)

    def __call__(self, ledger: Ledger) -> None:
        """Count, and list, what was lost of one case."""
        self.facts += ledger.count()
        for loss in ledger.losses():
            self.reasons[loss.how, loss.why] += 1
            if self._stream is not None:
                self._stream.write(json.dumps(asdict(loss), ensure_ascii=False).encode() + b"\n")

    def summary(self, top: int = 3) -> str:
        """One line: how many facts of how many are not said or with less meaning, and the commonest reasons."""
        dropped = sum(count for (how, _), count in self.reasons.items() if how == "dropped")
        narrowed = self.reasons.total() - dropped
        if not self.reasons:
            return f"{self.form}: every fact is said"
        reasons = "; ".join(f"{why} ({count})" for (_, why), count in self.reasons.most_common(top))
        more = f"; {len(self.reasons) - top} further reasons" if len(self.reasons) > top else ""
        where = f"{self.path} lists them" if self.path else "--losses FILE lists them"
        return (
            f"{self.form}: of {self.facts} facts {dropped} are not said and {narrowed} with less meaning: "
            f"{reasons}{more}; {where}"
        )
