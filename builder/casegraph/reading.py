"""What the steps after the lexicon share while one report is read: the text, its words, mentions and values."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import replace
from functools import cached_property
from typing import TYPE_CHECKING

from casegraph.context.patient import find_patient
from casegraph.frozen import dataclass
from casegraph.languages.cues import CueText
from casegraph.languages.words import word_class
from casegraph.records import Document, Sentence
from casegraph.terminology.concepts import Concept, Terminology
from casegraph.terminology.mentions import Mention
from casegraph.text.tokens import Tokens
from casegraph.values.columns import Row, find_rows
from casegraph.values.quantities import Quantity
from casegraph.values.time_expression import TimeExpression

if TYPE_CHECKING:
    from casegraph.context.verbs import Verbs

__all__ = ["Reading", "SentenceView", "covers"]


_ARTICLES = word_class("determiners")


@dataclass(frozen=True)
class SentenceView:
    """One sentence as word indices `first` to `last` (half open) and the indices of its mentions."""

    sentence: Sentence
    first: int
    last: int
    mentions: tuple[int, ...]

    def back(self, word: int, most: int) -> range:
        """The words before a word, the nearest first, so many at most."""
        return range(word - 1, max(self.first, word - most) - 1, -1)

    def onward(self, word: int, most: int) -> range:
        """The words behind a word, so many at most."""
        return range(word + 1, min(self.last, word + 1 + most))


def covers(times: list[TimeExpression], starts: list[int], offset: int) -> bool:
    """Whether one of some time expressions, with their starts in order, covers an offset."""
    i = bisect_right(starts, offset) - 1
    return i >= 0 and offset < times[i].end


#: In years: up to it a patient is a child.
_ADULT = 15
#: What a reading keeps of the words alone.
_OF_WORDS = frozenset(
    {"cue_text", "quantity_words", "time_words", "_time_starts", "rows", "day_of_cell", "patient", "_bounds"}
)


@dataclass(frozen=True)
class Reading:
    """A report with its words, mentions, quantities and time expressions; every list is in text order."""

    document: Document
    tokens: Tokens
    terminology: Terminology
    mentions: list[Mention]
    quantities: list[Quantity]
    times: list[TimeExpression]
    language: str = "fr"

    def opens(self, view: SentenceView, word: int) -> bool:
        """Whether a word is the first of a sentence, an article before it apart."""
        return word == view.first or (word == view.first + 1 and self.tokens.fold[view.first] in _ARTICLES)

    def with_mentions(self, mentions: list[Mention]) -> Reading:
        """The same report with other mentions; what does not depend on them, or on a sentence's own, is kept."""
        other = replace(self, mentions=mentions)
        for name in _OF_WORDS & self.__dict__.keys():
            other.__dict__[name] = self.__dict__[name]
        for view, now in self.unchanged(other):
            if (known := self.verbs_of.get(view.first)) is not None:
                other.verbs_of[now.first] = known
        return other

    def unchanged(self, other: Reading) -> Iterator[tuple[SentenceView, SentenceView]]:
        """The sentences that have the same mentions in two readings of one report, as they are numbered in each."""
        for view, now in zip(self.sentences, other.sentences, strict=True):
            if len(view.mentions) == len(now.mentions) and all(
                self.mentions[a] is other.mentions[b] for a, b in zip(view.mentions, now.mentions, strict=True)
            ):
                yield view, now

    @cached_property
    def patient(self) -> tuple[int, int, float | None] | None:
        """Where the report names its patient, as offsets, and their age in years, see `find_patient`."""
        return find_patient(self.document, self.times)

    @property
    def of_child(self) -> bool:
        """Whether the report is told to be about a child, for whom some ranges of adults say nothing."""
        return self.patient is not None and self.patient[2] is not None and self.patient[2] < _ADULT

    @cached_property
    def _bounds(self) -> list[tuple[int, int]]:
        """The first word of each sentence and the one behind its last."""
        return [(self.tokens.at(s.start), self.tokens.at(s.end)) for s in self.document.sentences]

    @cached_property
    def sentences(self) -> list[SentenceView]:
        """The sentences with their words and mentions."""
        out = []
        number = 0
        for sentence, (first, last) in zip(self.document.sentences, self._bounds, strict=True):
            inside = []
            while number < len(self.mentions) and self.mentions[number].start < sentence.end:
                inside.append(number)
                number += 1
            out.append(SentenceView(sentence, first, last, tuple(inside)))
        return out

    def sentence_of(self, word: int) -> SentenceView:
        """The sentence of a word."""
        return self.sentences[bisect_right(self._sentence_firsts, word) - 1]

    @cached_property
    def _sentence_firsts(self) -> list[int]:
        return [first for first, _ in self._bounds]

    @cached_property
    def _first_words(self) -> list[int]:
        return [m.first for m in self.mentions]

    def behind_bracket(self, first: int, last: int) -> int:
        """The first of some words behind which no bracket closes: of "(allergie), pas de X" the last three."""
        return next((i for i in range(last, first, -1) if ")" in self.tokens.gap[i]), first)

    def over_bracket(self, last: int) -> int:
        """The last word of the bracket that opens right behind a word, and the word itself where none does."""
        gap = self.tokens.gap
        if last + 1 >= len(gap) or "(" not in gap[last + 1]:
            return last
        return next((k - 1 for k in range(last + 2, len(gap)) if ")" in gap[k]), last)

    def mentions_from(self, first: int, last: int) -> range:
        """The mentions that begin between two words (half open)."""
        return range(bisect_left(self._first_words, first), bisect_left(self._first_words, last))

    @cached_property
    def by_concept(self) -> dict[str | None, list[int]]:
        """The mentions of each concept, in text order."""
        out: dict[str | None, list[int]] = {}
        for number, mention in enumerate(self.mentions):
            out.setdefault(mention.concept, []).append(number)
        return out

    def last_of(self, concepts: Iterable[str], word: int) -> int | None:
        """The last mention of some concepts that ends before a word."""
        found: list[int] = []
        for concept in concepts:
            numbers = self.by_concept.get(concept, [])
            at = bisect_left(numbers, word, key=lambda n: self.mentions[n].last)
            found += numbers[at - 1 : at] if at else []
        return max(found, default=None)

    @cached_property
    def mention_at(self) -> dict[int, int]:
        """The mention (not a site) that covers a word, by the word's index."""
        out: dict[int, int] = {}
        for number, mention in enumerate(self.mentions):
            if mention.kind != "site":
                for i in range(mention.first, mention.last + 1):
                    out.setdefault(i, number)
        return out

    @cached_property
    def site_at(self) -> dict[int, int]:
        """The site mention that covers a word, by the word's index."""
        out: dict[int, int] = {}
        for number, mention in enumerate(self.mentions):
            if mention.kind == "site":
                for i in range(mention.first, mention.last + 1):
                    out[i] = number
        return out

    @cached_property
    def verbs_of(self) -> dict[int, Verbs]:
        """The verb groups of the sentences analysed so far, by the sentence's first word."""
        return {}

    @cached_property
    def cue_text(self) -> CueText:
        """The words as cues are compared."""
        return CueText(self.tokens)

    @cached_property
    def quantity_words(self) -> frozenset[int]:
        """The words that belong to quantities."""
        out = set()
        for quantity in self.quantities:
            i = self.tokens.at(quantity.start)
            while i < len(self.tokens) and self.tokens.start[i] < quantity.end:
                out.add(i)
                i += 1
        return frozenset(out)

    @cached_property
    def time_words(self) -> frozenset[int]:
        """The words that belong to time expressions."""
        out = set()
        for time in self.times:
            i = self.tokens.at(time.start)
            while i < len(self.tokens) and self.tokens.start[i] < time.end:
                out.add(i)
                i += 1
        return frozenset(out)

    @cached_property
    def _time_starts(self) -> list[int]:
        return [t.start for t in self.times]

    def time_after(self, offset: int) -> TimeExpression | None:
        """The first time expression that begins at or after an offset."""
        i = bisect_left(self._time_starts, offset)
        return self.times[i] if i < len(self.times) else None

    def times_over(self, start: int, end: int) -> list[TimeExpression]:
        """The time expressions that share a character with a stretch of the text."""
        first = bisect_right(self._time_starts, start) - 1
        first = first if first >= 0 and self.times[first].end > start else first + 1
        return self.times[first : bisect_left(self._time_starts, end)]

    def times_within(self, start: int, end: int) -> list[TimeExpression]:
        """The time expressions that begin between two offsets."""
        return self.times[bisect_left(self._time_starts, start) : bisect_left(self._time_starts, end)]

    def in_time(self, offset: int) -> bool:
        """Whether an offset lies in a time expression."""
        return covers(self.times, self._time_starts, offset)

    @cached_property
    def rows(self) -> list[Row]:
        """The lines of tables whose columns are days."""
        return find_rows(self.document.text, self.times)

    @cached_property
    def day_of_cell(self) -> dict[int, TimeExpression]:
        """The day that heads the column of a value of a table, by where its cell begins."""
        return {start: day for row in self.rows for start, _, day in row.values}

    @cached_property
    def _quantity_starts(self) -> list[int]:
        return [q.start for q in self.quantities]

    def quantity_after(self, offset: int) -> Quantity | None:
        """The first quantity that begins at or after an offset."""
        i = bisect_left(self._quantity_starts, offset)
        return self.quantities[i] if i < len(self.quantities) else None

    def quantities_within(self, start: int, end: int) -> list[Quantity]:
        """The quantities that begin between two offsets."""
        return self.quantities[bisect_left(self._quantity_starts, start) : bisect_left(self._quantity_starts, end)]

    def concept(self, number: int) -> Concept | None:
        """The concept of a mention."""
        name = self.mentions[number].concept
        return self.terminology.by_name.get(name) if name else None

    def is_a(self, number: int, ancestor: str) -> bool:
        """Whether a mention's concept (or, ungrounded, its nearest known parent) is below `ancestor`."""
        mention = self.mentions[number]
        return self.terminology.is_a(mention.concept or mention.parent, ancestor)

    def means(self, number: int, condition: str) -> bool:
        """Whether a mention is of a condition, or of the test whose low or high values mean it."""
        concept = self.concept(number)
        if concept is None or self.is_a(number, condition):
            return concept is not None
        return any(self.terminology.is_a(c, condition) for c in (*concept.low_indicates, *concept.high_indicates))

    @cached_property
    def of_cancer(self) -> bool:
        """Whether the report names a cancer."""
        names = {m.concept for m in self.mentions if m.concept in self.terminology.by_name}
        return any(map(self.terminology.malignant, names))

    def is_tumour_like(self, number: int) -> bool:
        """Whether a registry would code the mention: a neoplasm, a mass, a lesion, an enlarged node."""
        name = self.mentions[number].concept
        return name is not None and self.terminology.coded(name)

    def gap(self, first: int, last: int) -> str:
        """The text between the end of word `first` and the start of word `last`."""
        return self.document.text[self.tokens.end[first] : self.tokens.start[last]]

    def words_between(self, left: int, right: int) -> list[str]:
        """The folded words strictly between two offsets."""
        first, last = self.tokens.at(left), self.tokens.at(right)
        return self.tokens.fold[first:last]
