"""Which mentions are the same thing, and which say the same of it."""

from __future__ import annotations

from dataclasses import replace

from casegraph.context.presence import Said
from casegraph.frozen import dataclass
from casegraph.languages.words import word_class
from casegraph.reading import Reading
from casegraph.records import Sentence, Site, TimeRef, Value
from casegraph.text.fold import words

__all__ = ["Entities"]

_DEFINITE = word_class("definite")
#: Things of which a case may well have several: only a definite mention points back to an earlier one.
_COUNTABLE = frozenset(
    {"Neoplasm", "Mass", "Lesion", "Nodule", "ImagingFinding", "Injury", "Lymphadenopathy", "Metastasis"}
)

#: By how much one value in two units may differ, as a part of it.
_ROUNDING = 0.02


@dataclass(frozen=True, slots=True)
class _Act:
    """An act as one mention tells it: its entity, its date (or the day of the stay), whether it is of old."""

    entity: str
    when: str | float | None
    history: bool

    def may_be(self, other: _Act) -> bool:
        """Whether two mentions may be of one act: no day told, or days that do not contradict each other."""
        if self.when is None or other.when is None:
            return True
        if isinstance(self.when, str) and isinstance(other.when, str):
            pairs = zip(self.when.split("-"), other.when.split("-"), strict=False)
            return all(a == b or _OPEN in (a, b) for a, b in pairs)
        if isinstance(self.when, str) or isinstance(other.when, str):
            return self.history == other.history
        return self.when == other.when


#: A year that is not told; so many mentions back an act is told again.
_OPEN, _RECENT = "XXXX", 64


def _when(time: TimeRef | None) -> str | float | None:
    """The date of a time, else the day of the stay that it is on and no longer."""
    if time is None or time.date is not None:
        return time.date if time else None
    return time.day_from if time.day_from == time.day_to else None


class Entities:
    """Gives out entity and statement ids in text order; each call may point back to an earlier one."""

    def __init__(self, reading: Reading) -> None:
        self._reading = reading
        self._entities: dict[tuple[object, ...], str] = {}
        self._by_concept: dict[tuple[object, ...], str] = {}
        self._statements: dict[tuple[object, ...], str] = {}
        self._measured: dict[tuple[str, int], tuple[float, str]] = {}
        self._acts: dict[tuple[object, ...], list[_Act]] = {}
        self._count = 0

    def entity(
        self,
        kind: str,
        number: int,
        concept: str | None,
        start: int,
        end: int,
        site: Site | None,
        laterality: str | None,
        said: Said,
        time: TimeRef | None = None,
    ) -> str:
        """The entity of a mention: same kind, concept, person, site, side; a bare mention joins the one before.

        What was done on another day is another act: a caesarean of 2019 and one on the second day of the stay.

        Args:
            time: when a procedure was done, None where it was not, or no time is told.
        """
        name: object = concept
        if kind == "patient":
            name = "patient"
        elif kind in ("time", "circumstance") and concept is None:
            name = (start, end)
        elif not concept:
            name = " ".join(words(self._reading.document.text[start:end]))
        person = (said.experiencer, said.relative)
        place = (site.concept or site.text.lower()) if site else None
        if kind in ("treatment", "observation", "encounter"):
            place = laterality = None
        broad = (kind, name, person)
        key = (*broad, place, laterality)
        known = self._entities.get(key)
        if known is None and place is None and laterality is None and self._points_back(kind, number, concept):
            known = self._by_concept.get(broad)
        act = _Act("", _when(time), said.history) if kind == "procedure" else None
        if act is not None and act.when is not None and known is not None:
            before = self._acts[broad][-_RECENT:]
            known = next((a.entity for a in reversed(before) if a.may_be(act)), None)
        if known is None:
            self._count += 1
            known = f"e{self._count}"
        if act is not None:
            self._acts.setdefault(broad, []).append(replace(act, entity=known))
        self._entities[key] = known
        self._by_concept[broad] = known
        return known

    def _points_back(self, kind: str, number: int, concept: str | None) -> bool:
        if number < 0 or kind not in ("condition", "procedure"):
            return False
        reading = self._reading
        if kind == "condition" and (concept is None or _COUNTABLE.isdisjoint(reading.terminology.ancestors(concept))):
            return True
        first = reading.mentions[number].first
        return bool(_DEFINITE & set(reading.tokens.fold[max(0, first - 1) : first]))

    def statement(
        self,
        kind: str,
        entity: str,
        presence: str | None,
        status: str | None,
        said: Said,
        sentence: Sentence,
        value: Value | None,
        time: TimeRef | None,
        laterality: str | None,
        interpretation: str | None,
    ) -> str:
        """The statement of a mention: the same is said of the same thing in one sentence, or measured twice alike."""
        what: tuple[object, ...]
        if kind == "observation" and value is not None:
            measured = self._in_another_unit(entity, sentence, value)
            when = (time.text, time.start) if time else None
            what = (entity, measured, value.comparator, value.high, interpretation, sentence.section, when)
        else:
            what = (entity, presence, status, said.history, laterality, sentence.index)
        return self._statements.setdefault(what, f"s{len(self._statements) + 1}")

    def _in_another_unit(self, entity: str, sentence: Sentence, value: Value) -> float | str:
        """What was measured: that of the value before it where this one is the same in another unit.

        "54 mg/L soit 478 µmol/L" is one creatinine, whose two canonical numbers differ by the rounding.
        """
        number = value.canonical_number
        if number is None or value.unit is None:
            return value.text if number is None else number
        last = self._measured.get((entity, sentence.index))
        if last is not None and last[1] != value.unit and abs(last[0] - number) <= _ROUNDING * abs(number):
            return last[0]
        self._measured[entity, sentence.index] = (number, value.unit)
        return number
