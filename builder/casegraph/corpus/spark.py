"""A corpus built on Spark: the same function on every executor, the lexicon shipped to each once.

casegraph must be installed where the executors run (the same Python environment as the driver's: an archive made by
venv-pack or conda-pack, or a container). The compiled lexicon is sent along, unpacked once on each executor and mapped
into memory, where its Python workers share it.
"""

from __future__ import annotations

import atexit
import os
import subprocess
import sys
import zipfile
from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from functools import partial
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Any

from casegraph.corpus.frames import FRAME_SCHEMA, build_frames
from casegraph.corpus.limits import TIME_LIMIT
from casegraph.corpus.tables import require_columns
from casegraph.errors import CasegraphError, InputError, OutputError
from casegraph.graph.options import GraphOptions
from casegraph.temporary import temporary_folder
from casegraph.terminology.added import about, added, open_lexicon, user_folder

if TYPE_CHECKING:
    from pyspark.errors import PySparkException
    from pyspark.sql import DataFrame, SparkSession

__all__ = ["SPARK_OUTPUTS", "build_on_spark", "ship_lexicon", "spark_session"]

#: What Spark can be asked to write.
SPARK_OUTPUTS = ("nquads", "parquet")
#: Ids that stand on several rows are held by every executor; more of them are no slip.
_MOST_TWICE = 100_000
#: Documents of a partition: a task of a minute or so, and a file that is large enough.
_PART = 2000
#: Reads a report, so that everything is in the cache that reading needs.
_WARM = "import casegraph; from casegraph.graph.writer import nquads; nquads(casegraph.build_text('Toux.', 'x', []))"


def spark_session(conf: Mapping[str, str] | None = None) -> SparkSession:
    """The Spark session that runs, or a new one with these settings ("spark.master": "yarn").

    Raises:
        CasegraphError: PySpark is not installed, or Spark does not start, for example without Java 17.
    """
    try:
        from pyspark.errors import PySparkException
        from pyspark.sql import SparkSession
    except ImportError as error:
        raise CasegraphError("Spark needs PySpark: pip install 'casegraph[spark]'") from error
    os.environ.setdefault("PYSPARK_PYTHON", sys.executable)
    builder = SparkSession.builder.appName("casegraph")
    for name, value in (conf or {}).items():
        builder = builder.config(name, value)
    try:
        return builder.getOrCreate()
    except (PySparkException, RuntimeError, OSError) as error:
        raise CasegraphError(f"Spark does not start ({error}); it needs Java 17 or 21, see JAVA_HOME") from error


def ship_lexicon(spark: SparkSession, terminologies: Sequence[str] | None = None) -> str:
    """Send the compiled lexicon to every executor; what `build_frames` takes as `archive`.

    Raises:
        TerminologyError: a terminology that is named was not added.
        OutputError: the lexicon cannot be prepared.
    """
    open_lexicon(terminologies)
    notes = added() if terminologies is None else [about(name) for name in terminologies if name != "none"]
    kept = ExitStack()
    folder = kept.enter_context(temporary_folder("spark"))
    # Executors may come and ask for it as long as the driver lives.
    atexit.register(kept.close)
    places = os.pathsep.join(place for place in sys.path if os.path.isabs(place))
    environment = {**os.environ, "CASEGRAPH_CACHE": str(folder / "cache"), "PYTHONPATH": places}
    # Without -P Python would import what lies in the folder that it is started in.
    command = [sys.executable, "-P", "-c", _WARM]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    if done.returncode:
        raise OutputError(f"the lexicon cannot be prepared in {folder}: {done.stderr.strip()[-300:]}")
    packed = folder / "packed.zip"
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        for path in sorted((folder / "cache").rglob("*")):
            archive.write(path, path.relative_to(folder))
        for note in notes:
            root = user_folder()
            for path in [root / f"{note['name']}.json", *sorted((root / note["folder"]).rglob("*"))]:
                archive.write(path, Path("data", "terminologies", path.relative_to(root)))
    named = packed.rename(folder / f"casegraph-{sha256(packed.read_bytes()).hexdigest()[:16]}.zip")
    spark.sparkContext.addArchive(str(named))
    return named.name


def build_on_spark(
    source: DataFrame | str | Sequence[str],
    out: str,
    *,
    spark: SparkSession | None = None,
    id_column: str = "id",
    text_column: str = "text",
    outputs: Sequence[str] = SPARK_OUTPUTS,
    base_iri: str = "urn:casegraph:case:",
    terminologies: Sequence[str] | None = None,
    seconds: float | None = TIME_LIMIT,
) -> dict[str, Any]:
    """Read a corpus on Spark and write `out`/nquads, `out`/parquet (the statement table) and `out`/manifest.

    The graphs, statements and rows of the manifest are those that `build_corpus` writes; only the files are Spark's.
    Of documents with one id none is read: there is no first one on a cluster.

    Args:
        source: a data frame, or paths of Parquet as Spark writes them (a folder, hdfs://, s3a://).
        out: a new folder, as Spark writes it.
        spark: the session, the one that runs unless given.
        id_column: what the column of ids is called; `text_column` that of texts.
        text_column: see `id_column`.
        outputs: some of "nquads" and "parquet".
        base_iri: what the IRIs of case data begin with.
        terminologies: names of added terminologies to use, all of them unless given.
        seconds: what one document may take; None for as long as it likes.

    Returns:
        The counts of the whole, as in `summary.json` of `build_corpus`.

    Raises:
        InputError: the source cannot be read, lacks a column, or has very many ids twice; no such output.
        OutputError: `out` is there already.
        CasegraphError: Spark does not start, or a task failed four times.
    """
    for name in outputs:
        if name not in SPARK_OUTPUTS:
            raise InputError(f"Spark writes {' and '.join(SPARK_OUTPUTS)}, not {name!r}")
    GraphOptions(base_iri=base_iri)
    session = spark or (spark_session() if isinstance(source, str | Sequence) else source.sparkSession)
    from pyspark.errors import PySparkException
    from pyspark.sql import functions as f
    from pyspark.storagelevel import StorageLevel

    try:
        frame = _texts(session, source, id_column, text_column)
        twice = _twice(frame, id_column)
        read = partial(
            build_frames,
            id_column=id_column,
            text_column=text_column,
            base_iri=base_iri,
            terminologies=None if terminologies is None else tuple(terminologies),
            seconds=seconds,
            archive=ship_lexicon(session, terminologies),
            twice=twice,
        )
        # Read once; what is written follows from it.
        documents = frame.mapInPandas(read, FRAME_SCHEMA).persist(StorageLevel.DISK_ONLY)
        try:
            rows = documents.drop("nquads", "statement_records")
            rows.write.option("ignoreNullFields", "false").json(f"{out}/manifest")
            if "nquads" in outputs:
                lines = documents.where("nquads is not null").select(f.expr("left(nquads, length(nquads) - 1)"))
                lines.write.option("compression", "gzip").text(f"{out}/nquads")
            if "parquet" in outputs:
                table = documents.select(f.explode("statement_records").alias("record")).select("record.*")
                table.write.option("compression", "zstd").parquet(f"{out}/parquet")
            return _summary(rows)
        finally:
            documents.unpersist()
    except PySparkException as error:
        raise _told(error, out) from error


def _texts(spark: SparkSession, source: DataFrame | str | Sequence[str], id_column: str, text_column: str) -> DataFrame:
    """The ids and texts, the same documents in the same partitions each time."""
    from pyspark.sql import functions as f

    if isinstance(source, str | Sequence):
        paths = [source] if isinstance(source, str) else list(source)
        frame, name = spark.read.parquet(*paths), ", ".join(paths)
    else:
        frame, name = source, "the data frame"
    require_columns(name, frame.columns, id_column, text_column)
    frame = frame.select(f.col(id_column).cast("string"), text_column)
    count = frame.count()
    parts = max(1, -(-count // _PART), min(count, spark.sparkContext.defaultParallelism))
    return frame.repartition(parts, id_column).sortWithinPartitions(id_column)


def _twice(frame: DataFrame, id_column: str) -> frozenset[str]:
    counted = frame.groupBy(id_column).count().where("count > 1").select(id_column).limit(_MOST_TWICE + 1)
    twice = frozenset(row[0] for row in counted.collect() if row[0] is not None)
    if len(twice) > _MOST_TWICE:
        raise InputError(f"more than {_MOST_TWICE} ids stand on several rows; is {id_column} the column of the ids?")
    return twice


def _summary(rows: DataFrame) -> dict[str, Any]:
    from pyspark.sql import functions as f

    counted = ("characters", "triples", "statements", "records")
    total = rows.agg(f.count("*").alias("documents"), f.count("error").alias("failed"), *(
        f.coalesce(f.sum(name), f.lit(0)).alias(name) for name in counted)).collect()[0]  # fmt: skip
    kinds = rows.where("error is not null").groupBy("error_kind").count().collect()
    errors = sorted(((row[0], row[1]) for row in kinds), key=lambda kind: (-kind[1], kind[0]))
    return {**total.asDict(), "errors": dict(errors)}


def _told(error: PySparkException, out: str) -> CasegraphError:
    """What went wrong in Spark, in one line."""
    kind = error.getCondition() or ""
    line = str(error).strip().partition("\n")[0]
    if kind == "PATH_ALREADY_EXISTS":
        return OutputError(f"{out} is there already; name a new folder")
    if kind in ("PATH_NOT_FOUND", "UNABLE_TO_INFER_SCHEMA") or "Parquet" in line:
        return InputError(f"the source cannot be read as Parquet ({line})")
    return CasegraphError(f"Spark: {line}")
