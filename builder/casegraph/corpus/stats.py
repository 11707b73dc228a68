"""What a corpus holds, counted by DuckDB over its statement table and its manifest, which may be larger than memory.

A document *stands out* where a robust z-score (Iglewicz and Hoaglin 1993: 0.6745 times the distance from the median, in
median absolute deviations) of one of its measures is beyond 3.5, or where its text is that of another document.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from casegraph.counting import counting
from casegraph.errors import InputError
from casegraph.records import HELD

if TYPE_CHECKING:
    import duckdb

__all__ = ["SECTIONS", "corpus_stats"]

_BEYOND = 3.5
_MANIFEST = {
    "id": "VARCHAR",
    "source": "VARCHAR",
    "sha256": "VARCHAR",
    "characters": "BIGINT",
    "triples": "BIGINT",
    "statements": "BIGINT",
    "records": "BIGINT",
    "seconds": "DOUBLE",
    "error_kind": "VARCHAR",
}
_HELD = ", ".join(f"'{status}'" for status in HELD)
#: What a row is called: its concept's label, else its words in lower case.
_NAME = "coalesce({0}.label_fr, lower({0}.text))"

#: Each part of the answer: what it is, and the query. `$most` is how many rows are wanted.
SECTIONS: dict[str, tuple[str, str]] = {
    "documents": (
        "Documents",
        """SELECT count(*) AS documents, count(error_kind) AS failed, sum(characters)::BIGINT AS characters,
                  sum(statements)::BIGINT AS statements, sum(records)::BIGINT AS records,
                  sum(triples)::BIGINT AS triples
           FROM manifest""",
    ),
    "errors": (
        "Documents that could not be read",
        """SELECT error_kind AS error, count(*) AS documents, min(source) AS example FROM manifest
           WHERE error_kind IS NOT NULL GROUP BY ALL ORDER BY documents DESC, error LIMIT $most""",
    ),
    "kinds": (
        "Statements by kind",
        """SELECT kind, count(*) AS statements, count(DISTINCT "case") AS documents,
                  count(*) FILTER (WHERE inferred) AS inferred
           FROM statements WHERE first GROUP BY ALL ORDER BY statements DESC, kind""",
    ),
    "presence": (
        "Conditions by presence",
        """SELECT presence, experiencer, history, count(*) AS statements, count(DISTINCT "case") AS documents
           FROM statements WHERE first AND kind = 'condition' AND NOT inferred GROUP BY ALL
           ORDER BY statements DESC, presence, experiencer, history LIMIT $most""",
    ),
    "concepts": (
        "Concepts",
        """SELECT any_value(label_fr) AS label, kind, count(DISTINCT "case") AS documents, count(*) AS mentions, concept
           FROM statements WHERE concept IS NOT NULL AND NOT inferred
           GROUP BY concept, kind ORDER BY documents DESC, mentions DESC, concept, kind LIMIT $most""",
    ),
    "held": (
        "Treatments held, by reason",
        f"""WITH because AS (
                SELECT "case", statement, unnest(CASE WHEN len(reasons) = 0 THEN [NULL] ELSE reasons END) AS reason,
                       {_NAME.format("held")} AS held, status
                FROM statements AS held WHERE kind = 'treatment' AND status IN ({_HELD}))
            SELECT {_NAME.format("why")} AS reason, held, because.status, count(DISTINCT because."case") AS documents,
                   count(DISTINCT (because."case", because.statement)) AS statements
            FROM because LEFT JOIN statements AS why ON why."case" = because."case" AND why.id = because.reason
            GROUP BY ALL ORDER BY documents DESC, statements DESC, 1, 2, 3 LIMIT $most""",
    ),
    "reasons": (
        "Reasons for which treatments are held",
        f"""WITH because AS (
                SELECT "case", statement, unnest(reasons) AS reason
                FROM statements WHERE kind = 'treatment' AND status IN ({_HELD}))
            SELECT {_NAME.format("why")} AS reason, count(DISTINCT why."case") AS documents,
                   count(DISTINCT (because."case", because.statement)) AS held
            FROM because JOIN statements AS why ON why."case" = because."case" AND why.id = because.reason
            GROUP BY ALL ORDER BY documents DESC, held DESC, reason LIMIT $most""",
    ),
    "tests": (
        "Results of tests",
        f"""SELECT {_NAME.format("test")} AS test, coalesce(value_canonical_unit, value_unit) AS unit,
                   count(DISTINCT "case") AS documents, count(*) AS results,
                   count(*) FILTER (WHERE interpretation = 'low') AS low,
                   count(*) FILTER (WHERE interpretation = 'normal') AS normal,
                   count(*) FILTER (WHERE interpretation = 'high') AS high,
                   median(coalesce(value_canonical_number, value_number)) AS median
            FROM statements AS test
            WHERE first AND kind = 'observation' AND NOT inferred AND value_number IS NOT NULL
            GROUP BY ALL ORDER BY results DESC, test, unit LIMIT $most""",
    ),
    "ungrounded": (
        "Phrases that the ontology does not know",
        """SELECT lower(text) AS phrase, kind, count(DISTINCT "case") AS documents, count(*) AS mentions,
                  mode(parent) AS nearest, min("case") AS example
           FROM statements WHERE concept IS NULL AND NOT inferred AND kind NOT IN ('time', 'patient')
           GROUP BY ALL ORDER BY documents DESC, mentions DESC, phrase, kind LIMIT $most""",
    ),
    "standing_out": (
        "Documents that stand out",
        f"""WITH ungrounded AS (
                SELECT "case" AS id, avg((concept IS NULL)::INTEGER) AS share FROM statements
                WHERE NOT inferred AND kind NOT IN ('time', 'patient') GROUP BY ALL),
            measured AS (
                SELECT id, unnest([
                    {{'measure': 'characters', 'value': characters::DOUBLE, 'scaled': ln(1 + characters)}},
                    {{'measure': 'statements for 1,000 characters', 'value': 1000 * statements / characters,
                     'scaled': ln(1 + 1000 * statements / characters)}},
                    {{'measure': 'seconds for 1,000 characters', 'value': 1000 * seconds / characters,
                     'scaled': ln(0.001 + 1000 * seconds / characters)}},
                    {{'measure': 'share of phrases that the ontology does not know', 'value': share,
                     'scaled': share}}]) AS one
                FROM manifest LEFT JOIN ungrounded USING (id) WHERE error_kind IS NULL AND characters > 0),
            spread AS (
                SELECT one.measure, median(one.scaled) AS middle, mad(one.scaled) AS deviation,
                       median(one.value) AS usual FROM measured GROUP BY ALL),
            scored AS (
                SELECT id, measured.one.measure AS measure, measured.one.value AS value, usual,
                       0.6745 * (measured.one.scaled - middle) / nullif(deviation, 0) AS score
                FROM measured JOIN spread ON spread.measure = measured.one.measure),
            twins AS (
                SELECT unnest(list(id ORDER BY id)[2:]) AS id, min(id) AS twin FROM manifest
                WHERE error_kind IS NULL GROUP BY sha256 HAVING count(*) > 1)
            SELECT id, measure, round(value, 3) AS value, round(usual, 3) AS usual, round(score, 1) AS score
            FROM scored WHERE abs(score) > {_BEYOND}
            UNION ALL SELECT id, 'the text of ' || twin, NULL, NULL, NULL FROM twins
            ORDER BY abs(score) DESC NULLS LAST, id, measure LIMIT $most""",
    ),
}


def corpus_stats(out: str | Path, most: int = 20) -> dict[str, list[dict[str, Any]]]:
    """What the corpus in a folder holds: for each of `SECTIONS` its rows, the most frequent first.

    - `documents`, `errors`: how many there are, and which kinds of errors;
    - `kinds`, `presence`: statements by kind, conditions by presence, whose and whether past;
    - `concepts`: by how many documents mention them;
    - `held`, `reasons`: treatments that were held (not given or done as planned) and why, the reason null where none is
      told;
    - `tests`: how often, low, normal and high by their range, the median in the canonical unit;
    - `ungrounded`: phrases without a concept, the next ones to teach the ontology;
    - `standing_out`: documents unlike the others, and those with the text of another.

    Statements that a rule inferred are counted in `kinds` only.

    Args:
        out: a folder that `build_corpus` or `build_on_spark` wrote, with the statement table.
        most: how many rows of each are wanted.

    Raises:
        InputError: the folder holds no corpus, or no statement table.
    """
    place = Path(out)
    if not (place / "manifest").is_dir():
        raise InputError(f"{place} holds no corpus; name the folder that casegraph corpus build wrote")
    # Spark puts hidden files of checksums beside its own.
    table, manifest = ([str(path) for path in sorted(place.glob(f"{name}/[!._]*"))] for name in ("parquet", "manifest"))
    if not table:
        raise InputError(f"{place} holds no statement table; build it with --to parquet")
    try:
        import duckdb
    except ImportError as error:
        raise InputError("counting needs DuckDB: pip install 'casegraph[corpus]'") from error
    with counting() as tables:
        try:
            tables.read_parquet(table).create_view("statements")
            tables.read_json(manifest, columns=_MANIFEST, format="newline_delimited").create_view("manifest")
            return {name: _rows(tables, query, most) for name, (_, query) in SECTIONS.items()}
        except duckdb.Error as error:
            raise InputError(f"{place}: cannot be read ({error}); build it again") from error


def _rows(tables: duckdb.DuckDBPyConnection, query: str, most: int) -> list[dict[str, Any]]:
    found = tables.execute(query, {"most": most} if "$most" in query else None)
    names = [column[0] for column in found.description or ()]
    return [dict(zip(names, row, strict=True)) for row in found.fetchall()]
