"""What the records say of the patient that reference ranges depend on."""

from __future__ import annotations

import re
from functools import cache

from casegraph.graph.vocabulary import LANGUAGE
from casegraph.languages.tables import one_of, read_table
from casegraph.records import Case

__all__ = ["patient_age", "patient_sex"]

_TABLE = "sex-words"
_WORD = re.compile(r"[^\W\d_]+")


@cache
def _sex_words() -> dict[str, str]:
    rows = read_table(LANGUAGE, _TABLE, ("word", "sex"))
    return {row["word"]: one_of(row, "sex", ("female", "male"), _TABLE) for row in rows}


def patient_sex(case: Case) -> str | None:
    """ "female" or "male", from the first record about the patient whose words tell; None where none does."""
    known = _sex_words()
    for record in case.records:
        if record.kind == "patient" and record.experiencer == "patient":
            for word in _WORD.findall(record.text.lower()):
                if word in known:
                    return known[word]
    return None


def patient_age(case: Case) -> float | None:
    """The patient's age in years, None where no record about the patient gives it."""
    for record in case.records:
        about_patient = record.kind == "patient" and record.experiencer == "patient"
        if about_patient and record.age is not None and record.age.canonical_unit == "a":
            return record.age.canonical_number
    return None
