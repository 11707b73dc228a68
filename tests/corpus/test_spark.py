"""A corpus on Spark, for real in two local threads: what it writes is what one machine writes."""

from __future__ import annotations

import gzip
import json
import re
import shutil
import subprocess
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import duckdb
import pyarrow as pa
import pytest
from pyarrow import parquet

from casegraph.corpus import FRAME_SCHEMA, build_corpus, build_frames, build_on_spark, corpus_stats, ship_lexicon
from casegraph.corpus.spark import spark_session
from casegraph.errors import InputError, OutputError
from tests.corpus.made import manifest, quads, texts

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

pytest.importorskip("pyspark", reason="PySpark is not installed: pip install 'casegraph[spark]'")


def java_version() -> int:
    """The major version of the system's Java, 0 where there is none."""
    if shutil.which("java") is None:
        return 0
    told = subprocess.run(["java", "-version"], capture_output=True, text=True, check=False).stderr
    found = re.search(r'version "(\d+)', told)
    return int(found[1]) if found else 0


pytestmark = pytest.mark.skipif(
    java_version() not in (17, 21),
    reason=f"Spark needs Java 17 or 21; `java -version` gives {java_version() or 'none'}",
)
REPORTS = texts(20)


@pytest.fixture(scope="module")
def source(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("spark") / "notes.parquet"
    ids: list[str | None] = [*REPORTS, "empty", None]
    parquet.write_table(pa.table({"note_id": ids, "note": [*REPORTS.values(), "  ", "Toux."]}), path)
    return path


@pytest.fixture(scope="module")
def spark(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SparkSession]:
    folder = str(tmp_path_factory.mktemp("warehouse"))
    session = spark_session(
        {
            "spark.master": "local[2]",
            "spark.ui.enabled": "false",
            "spark.driver.host": "127.0.0.1",
            "spark.sql.warehouse.dir": folder,
            "spark.sql.shuffle.partitions": "2",
        }
    )
    yield session
    session.stop()


@pytest.fixture(scope="module")
def local(source: Path) -> Path:
    out = source.parent / "local"
    build_corpus(source, out, id_column="note_id", text_column="note", workers=1)
    return out


@pytest.fixture(scope="module")
def summary(spark: SparkSession, source: Path) -> dict[str, Any]:
    out = str(source.parent / "out")
    return build_on_spark(str(source), out, spark=spark, id_column="note_id", text_column="note")


def statements(out: Path) -> list[Any]:
    return duckdb.read_parquet(f"{out}/parquet/*.parquet").order('"case", "order", id').fetchall()


@pytest.mark.usefixtures("summary")
def test_spark_writes_what_one_machine_writes(source: Path, local: Path) -> None:
    out = source.parent / "out"
    lines = [line for path in out.glob("nquads/*.gz") for line in gzip.decompress(path.read_bytes()).splitlines()]
    assert sorted(lines) == sorted(quads(local).encode().splitlines())
    assert statements(out) == statements(local)
    rows = [json.loads(line) for path in out.glob("manifest/*.json") for line in path.read_bytes().splitlines()]
    assert len(rows) == 22
    told = (
        "sha256",
        "encoding",
        "casegraph",
        "ontology",
        "characters",
        "triples",
        "statements",
        "records",
        "error_kind",
    )
    mine, theirs = ({row["id"]: [row[key] for key in told] for row in found} for found in (rows, manifest(local)))
    assert mine == theirs


def test_the_summary_is_the_same(summary: dict[str, Any], local: Path, source: Path) -> None:
    whole = json.loads((local / "summary.json").read_bytes())
    assert summary == {key: whole[key] for key in summary}
    assert summary["errors"] == {"bad row": 1, "not readable": 1}
    counted, expected = corpus_stats(source.parent / "out"), corpus_stats(local)
    assert counted["held"] == expected["held"]
    assert counted["documents"] == expected["documents"]


def test_the_function_in_a_job_of_ones_own(spark: SparkSession) -> None:
    # What makes the function interrupt itself is a timer of the process's main thread.
    slow = "pas de fièvre, " * 60_000
    frame = spark.createDataFrame([("a", "Pas de fièvre."), ("b", slow), ("c", "Toux.")], "id string, text string")
    read = partial(build_frames, archive=ship_lexicon(spark), seconds=0.3, twice=frozenset({"c"}))
    found = {row["id"]: row for row in frame.coalesce(1).mapInPandas(read, FRAME_SCHEMA).collect()}
    assert found["a"]["statement_records"][0]["presence"] == "absent"
    assert found["b"]["error_kind"] == "time limit"
    assert found["c"]["error_kind"] == "duplicate id"


@pytest.mark.usefixtures("summary")
def test_what_is_wrong_is_said(spark: SparkSession, source: Path, tmp_path: Path) -> None:
    with pytest.raises(InputError, match="no column is called 'id'; there are note_id, note"):
        build_on_spark(str(source), str(tmp_path / "out"), spark=spark)
    with pytest.raises(OutputError, match="out is there already; name a new folder"):
        build_on_spark(str(source), str(source.parent / "out"), spark=spark, id_column="note_id", text_column="note")
    with pytest.raises(InputError, match="cannot be read as Parquet"):
        build_on_spark(str(tmp_path / "none.parquet"), str(tmp_path / "out"), spark=spark)
    with pytest.raises(InputError, match="Spark writes nquads and parquet, not 'jsonl'"):
        build_on_spark(str(source), str(tmp_path / "out"), spark=spark, outputs=["jsonl"])
