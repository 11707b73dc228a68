"""OMOP Common Data Model 5.4 out: one set of tables for many cases."""

from __future__ import annotations

__all__ = ["CONCLUDED", "NO_BIRTH", "NO_DATE", "NO_DAY", "TABLES", "UNSAID", "WORDS"]

#: The tables that are written, each after those that its rows refer to.
TABLES = (
    "person",
    "observation_period",
    "visit_occurrence",
    "condition_occurrence",
    "drug_exposure",
    "procedure_occurrence",
    "measurement",
    "observation",
    "death",
    "note",
    "note_nlp",
)

#: Why a whole case is left out.
NO_DAY = "a case needs the date of its day 1: give it with --index-date"
NO_BIRTH = "a person needs a year of birth: the report gives no age, the file of --index-date may"
#: Why what rules concluded has no row.
CONCLUDED = "a conclusion of a rule is no event of the report: its basis is written"
#: Why an event stands in note_nlp alone.
NO_DATE = "no calendar day follows from the words, and an event table wants one: only in note_nlp"
WORDS = "only in words, in note_nlp.term_modifiers"
#: Why the tables drop facts, see `casegraph.exchange.losses.Ledger`.
UNSAID = {
    "time": "a time that no statement carries is no term",
    "patient": "the tables know one row a person",
    "extent": "the whole phrase is not kept",
    "fragments": "a term is one piece of text",
    "parent": "only a concept's own code is kept",
    "candidates": "only the chosen concept is kept",
}
