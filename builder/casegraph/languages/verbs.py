"""The forms of French verbs, made from the infinitive: a table of frames names a verb once, the text has any form.

"suspendre" gives "suspend", "suspendait", "suspendu", "suspendirent", "suspendra", "suspendrait", "suspendant".
"""

from __future__ import annotations

from functools import cache

from casegraph.errors import TableError
from casegraph.frozen import dataclass
from casegraph.languages.tables import Row, read_table
from casegraph.text.fold import fold, plain

__all__ = ["COLUMNS", "Form", "form_key", "forms", "verb_forms"]

COLUMNS = ("ending", "third", "plural", "stem", "participle", "simple", "simple-plural", "future", "also", "example")


@dataclass(frozen=True, slots=True)
class Form:
    """What one written form of a verb is: its infinitive (as the table writes it), its mood, whether it is plural.

    The mood is present, imperfect, past, future, conditional, subjunctive, infinitive, gerund or participle.
    """

    verb: str
    mood: str
    plural: bool = False


def form_key(word: str) -> str:
    """What a written word is looked up by: without accents, but for the "é" that tells "diffère" from "différé"."""
    folded = fold(word)
    return folded if folded.endswith("é") else plain(word)


@cache
def verb_forms(verb: str, language: str = "fr") -> tuple[tuple[str, Form], ...]:
    """The third persons, "je", "nous", "vous", and the impersonal forms of a verb, as written, with what each is.

    Raises:
        TableError: the table of conjugations has no row for the verb's ending.
    """
    row = _model(verb, language)
    root = verb[: len(verb) - len(row["ending"])]
    stem, future, participle = root + row["stem"], root + row["future"], root + row["participle"]
    out = [
        (verb, "infinitive", False),
        (participle, "participle", False),
        (participle + "e", "participle", False),
        (participle.removesuffix("s") + "s", "participle", True),
        (participle + "es", "participle", True),
        (root + row["third"], "present", False),
        (root + row["plural"], "present", True),
        (stem + "ons", "present", True),
        (stem + "ez", "present", True),
        (stem + "ant", "gerund", False),
        (root + row["simple"], "past", False),
        (root + row["simple-plural"], "past", True),
        (root + row["plural"][:-2], "subjunctive", False),
        *((written, "present", False) for written in _first_person(root + row["third"])),
    ]
    for ending, plural in (("ais", False), ("ait", False), ("aient", True), ("ions", True), ("iez", True)):
        out += [(stem + ending, "imperfect", plural), (future + ending, "conditional", plural)]
    out += [(future + ending, "future", ending not in ("a", "ai")) for ending in ("ai", "a", "ont", "ons", "ez")]
    also = dict(pair.split(":") for pair in row["also"].split("|") if pair)
    out = [o for o in out if o[0] not in also] + [(w, m, False) for w, m in also.items() if m != "-"]
    return tuple((written, Form(verb, mood, plural)) for written, mood, plural in out)


def _first_person(third: str) -> list[str]:
    """What "je" has in the present where the third person has another: "suspend", "poursuit" and "permet" give
    "suspends", "poursuis" and "permets"."""
    if third.endswith(("et", "d", "c", "p")):
        return [third + "s"]
    return [third[:-1] + "s"] if third.endswith("t") else []


@cache
def _models(language: str) -> tuple[Row, ...]:
    return tuple(sorted(read_table(language, "conjugations", COLUMNS), key=lambda r: -len(r["ending"])))


def _model(verb: str, language: str) -> Row:
    for row in _models(language):
        if verb.endswith(row["ending"]):
            return row
    raise TableError(f"conjugations.tsv: no row has an ending of the verb {verb!r}; add one")


@cache
def forms(verbs: tuple[str, ...], language: str = "fr") -> dict[str, tuple[Form, ...]]:
    """The forms of many verbs by the key of the written word."""
    out: dict[str, tuple[Form, ...]] = {}
    for verb in verbs:
        for written, form in verb_forms(verb, language):
            key = form_key(written)
            known = out.get(key, ())
            if form not in known:
                out[key] = (*known, form)
    return out
