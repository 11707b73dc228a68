"""The codes of a statement: those of its concept, as far as its words bear them."""

from __future__ import annotations

from casegraph.languages.words import word_class
from casegraph.reading import Reading
from casegraph.terminology.concepts import Concept

__all__ = ["codes_of"]

_TUMOUR = word_class("tumour-words")
_GRADES = word_class("differentiation-words")
_OF = word_class("of-the") | word_class("definite-articles") | word_class("possessives")
#: So many words may stand between a course and the disease that takes it: "récidive de la [dyspnée]".
_BETWEEN = 2


def codes_of(reading: Reading, number: int, concept: Concept) -> tuple[str, ...]:
    """The codes of a record's concept; a registry's morphology only where the words tell of that very neoplasm.

    The grade has a digit of its own: "carcinome séreux de haut grade" is the high grade carcinoma in NCIt and the
    serous one, 8441/3, in ICD-O-3. What is no neoplasm by its name is coded as the tumour's: not the course of another
    disease ("récidive de la dyspnée") nor the lesions of a report that names no cancer.

    Args:
        number: the mention, -1 for a record without one.
    """
    mention = reading.mentions[number] if number >= 0 else None
    morphology = concept.code("icdo3m")
    if mention is None or morphology is None:
        return concept.codes
    if not _names_tumour(reading, number, concept) and (
        not reading.of_cancer or _is_of_another_disease(reading, number)
    ):
        return tuple(c for c in concept.codes if not c.startswith("icdo3m:"))
    if mention.genus is None or mention.whole <= mention.last:
        return concept.codes
    code = reading.terminology[mention.genus].code("icdo3m")
    if code is None or not _GRADES.issuperset(reading.tokens.fold[mention.last + 1 : mention.whole + 1]):
        return concept.codes
    return tuple(f"icdo3m:{code}" if c.startswith("icdo3m:") else c for c in concept.codes)


def _names_tumour(reading: Reading, number: int, concept: Concept) -> bool:
    """Whether a mention calls a thing a tumour or a mass, whatever else the report tells: "tumeur de la surrénale"."""
    mention = reading.mentions[number]
    if not _TUMOUR.isdisjoint(reading.tokens.fold[mention.first : mention.last + 1]):
        return True
    return any(reading.terminology.is_a(concept.name, kind) for kind in ("Neoplasm", "Mass"))


def _is_of_another_disease(reading: Reading, number: int) -> bool:
    """Whether a course or a lesion is that of a condition that no registry of tumours codes."""
    mention, words = reading.mentions[number], reading.tokens.fold
    behind = mention.last + 1
    while behind <= mention.last + 1 + _BETWEEN and behind < len(words) and words[behind] in _OF:
        behind += 1
    if behind > mention.last + 1:
        return _is_uncoded(reading, behind, reading.gap(mention.last, behind))
    if not reading.tokens.text[mention.last].lower().endswith(_PARTICIPLE):
        return False
    return any(
        _is_uncoded(reading, before, reading.gap(before, mention.first))
        for before in range(mention.first - 1, max(-1, mention.first - 2 - _BETWEEN), -1)
        if before in reading.mention_at
    )


#: A course told as an adjective: "épanchement récidivant".
_PARTICIPLE = ("ant", "ante", "ants", "antes")


def _is_uncoded(reading: Reading, word: int, between: str) -> bool:
    """Whether a condition that is no neoplasm stands at a word, with nothing but words before it."""
    other = reading.mention_at.get(word)
    if other is None or any(mark in between for mark in ",;:.()\n"):
        return False
    concept = reading.concept(other)
    return (
        reading.mentions[other].kind == "condition"
        and concept is not None
        and concept.code("icdo3m") is None
        and not reading.is_a(other, "Neoplasm")
    )
