"""A corpus built on one machine: all its cores, resumable after whatever ended the run before."""

from __future__ import annotations

import json
import os
import sqlite3
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from casegraph.corpus.limits import TIME_LIMIT
from casegraph.corpus.outputs import COUNTS, OUTPUTS, done_shards, remove_shard
from casegraph.corpus.plan import SHARD_DOCUMENTS, Shard, shard_bytes_for, shards
from casegraph.corpus.pool import Pool
from casegraph.corpus.sources import Columns, Sources, open_sources
from casegraph.corpus.worker import Job
from casegraph.errors import InputError, OutputError
from casegraph.files import write_atomically
from casegraph.graph.ontology import ontology_version
from casegraph.graph.options import GraphOptions
from casegraph.graph.writer import software_version
from casegraph.terminology.added import added, open_lexicon

__all__ = ["Outcome", "Progress", "build_corpus"]


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a run is.

    `read` documents were begun in this run, `kept` stem from the one before; `part` (0 to 1) of the sources is done;
    `memory` is the most that one worker has held, in bytes.
    """

    read: int
    kept: int
    part: float
    memory: int


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a run made.

    `summary` is what `summary.json` holds, of the whole corpus; `read` documents were read in this run, in `seconds`;
    `memory` is the most that one worker held, in bytes.
    """

    summary: dict[str, Any]
    read: int
    seconds: float
    memory: int


def build_corpus(
    sources: str | Path | Iterable[str | Path],
    out: str | Path,
    *,
    id_column: str = "id",
    text_column: str = "text",
    outputs: Sequence[str] = OUTPUTS,
    base_iri: str = "urn:casegraph:case:",
    terminologies: Sequence[str] | None = None,
    workers: int | None = None,
    seconds: float | None = TIME_LIMIT,
    shard_documents: int = SHARD_DOCUMENTS,
    resume: bool = False,
    told: Callable[[Progress], None] = lambda _: None,
) -> Outcome:
    """Read a corpus and write its graphs, statement records, statement table, manifest and summary.

    The files are the same however many workers there are; `casegraph.corpus.outputs` documents them. A document that
    cannot be read is a row of the manifest with its error, and the run goes on. In a script, call it under
    `if __name__ == "__main__":`, since the worker processes import the script.

    Args:
        sources: folders, patterns and files, see `casegraph.corpus.sources.open_sources`.
        out: a folder, which is new or empty unless `resume`.
        id_column: what rows call the id; `text_column` the text.
        text_column: see `id_column`.
        outputs: some of "nquads", "jsonl" and "parquet".
        base_iri: what the IRIs of case data begin with.
        terminologies: names of added terminologies to use, all of them unless given.
        workers: processes that read; as many as there are cores unless given.
        seconds: what one document may take before it is passed over; None for as long as it likes.
        shard_documents: how many documents a shard holds at most.
        resume: go on where a run of the same settings ended; what is done and has not changed is kept. Documents that
            took too long are read again where they have more time now.
        told: hears how far the run is, at each document.

    Raises:
        InputError: a source is missing or lacks a column; `out` holds another corpus.
        OutputError: `out` cannot be written, or the disk is full: the run can then be resumed.
        TerminologyError: a terminology that is named was not added.
    """
    begin = time.monotonic()
    place = Path(out)
    names = [sources] if isinstance(sources, str | Path) else list(sources)
    wanted = _outputs(outputs)
    opened = open_sources([str(name) for name in names], Columns(id_column, text_column), place)
    options = GraphOptions(base_iri=base_iri)
    open_lexicon(terminologies)  # compiled once here, not by each worker
    chosen = None if terminologies is None else tuple(terminologies)
    settings = _settings([str(n) for n in names], opened, wanted, options, chosen, shard_documents)
    job = Job(place.absolute(), wanted, options, chosen, seconds)
    try:
        with _alone(place):
            settings = _begun(place, settings, resume=resume)
            run = _Run(job, opened, settings, told)
            run.go(max(1, workers or os.cpu_count() or 1))
            _swept(place)
            summary = _summary(place, settings)
            write_atomically(place / "summary.json", json.dumps(summary, ensure_ascii=False, indent=2).encode() + b"\n")
    except (OSError, sqlite3.Error) as error:
        reason = getattr(error, "strerror", None) or error
        raise OutputError(
            f"{place} cannot be written ({reason}); what is done is kept: mend that and go on with --resume"
        ) from error
    return Outcome(summary, run.read, time.monotonic() - begin, run.memory)


class _Run:
    """One run under way: which shards are done already, and how far it is."""

    def __init__(self, job: Job, sources: Sources, settings: dict[str, Any], told: Callable[[Progress], None]) -> None:
        self._job, self._sources, self._settings, self._told = job, sources, settings, told
        self._done = {state["shard"]: self._stamp(state) for state in done_shards(job.out, job.outputs)}
        self._bytes: dict[int, int] = {}
        self._finished = 0
        self._total = self._begun = 0
        self.read = self.kept = self.memory = 0

    def _stamp(self, state: dict[str, Any]) -> str:
        """The stamp of a shard that is done; none fits where documents took too long that have more time now."""
        limit, now = state.get("seconds"), self._job.seconds
        return "" if limit is not None and (now is None or now > limit) else str(state["stamp"])

    def go(self, workers: int) -> None:
        """Read what is not done yet, and remove what the sources no longer hold."""
        with Pool(workers, self._job) as pool:
            for step in pool.run(self._open_shards()):
                if step.state is None:
                    self._begun += 1
                else:
                    self.read += step.state["documents"]
                    self.memory = max(self.memory, step.memory)
                    self._finished += self._bytes.pop(step.state["shard"], 0)
                self._tell()
        for number in [n for n in self._done if n >= self._total]:
            remove_shard(self._job.out, number)

    def _tell(self) -> None:
        part = min(1.0, self._finished / max(1, self._sources.size))
        self._told(Progress(self._begun, self.kept, part, self.memory))

    def _open_shards(self) -> Iterator[Shard]:
        before = 0
        for shard in shards(self._sources.items(), self._settings["shard_documents"], self._settings["shard_bytes"]):
            self._total = shard.number + 1
            done = shard.items[-1].done
            size, before = done - before, done
            if self._done.get(shard.number) == shard.stamp:
                self.kept += len(shard.items)
                self._finished += size
                self._tell()
                continue
            if shard.number in self._done:
                # The sources have changed: what it counted must not be counted again.
                remove_shard(self._job.out, shard.number)
            self._bytes[shard.number] = size
            yield shard


def _outputs(outputs: Sequence[str]) -> tuple[str, ...]:
    for name in outputs:
        if name not in OUTPUTS:
            raise InputError(f"no output is called {name!r}; there are {', '.join(OUTPUTS)}")
    if not outputs:
        raise InputError(f"no output is asked for; there are {', '.join(OUTPUTS)}")
    if "parquet" in outputs:
        try:
            import pyarrow  # noqa: F401
        except ImportError as error:
            raise InputError(
                "the statement table needs pyarrow: pip install 'casegraph[corpus]', or ask for other outputs with "
                "--to nquads --to jsonl"
            ) from error
    return tuple(name for name in OUTPUTS if name in outputs)


def _settings(
    names: list[str],
    sources: Sources,
    outputs: tuple[str, ...],
    options: GraphOptions,
    terminologies: tuple[str, ...] | None,
    shard_documents: int,
) -> dict[str, Any]:
    used = [n for n in added() if terminologies is None or n["name"] in terminologies]
    return {
        "casegraph": software_version(),
        "ontology": ontology_version(),
        "terminologies": [{key: note[key] for key in ("name", "version", "added")} for note in used],
        "base_iri": options.base_iri,
        "outputs": list(outputs),
        "id_column": sources.columns.id,
        "text_column": sources.columns.text,
        "shard_documents": shard_documents,
        "sources": names,
        "shard_bytes": shard_bytes_for(sources.size),
    }


#: Settings that a run which goes on takes from the run before: a source that has grown is still the same.
_KEPT = ("sources", "shard_bytes")


def _begun(out: Path, settings: dict[str, Any], *, resume: bool) -> dict[str, Any]:
    """The settings of a run: new ones, or those of the run that goes on."""
    path = out / "settings.json"
    if path.exists():
        if not resume:
            raise InputError(f"{out} already holds a corpus; go on with it with --resume, or choose another folder")
        try:
            before = json.loads(path.read_bytes())
            different = [key for key in settings if key not in _KEPT and before[key] != settings[key]]
        except (ValueError, KeyError, TypeError) as error:
            raise InputError(f"{path}: damaged ({error}); build into another folder") from error
        if different:
            told = "; ".join(f"{key} was {before[key]!r}, now {settings[key]!r}" for key in different)
            raise InputError(f"{out} holds a corpus of other settings ({told}); build into another folder")
        settings = {**settings, **{key: before[key] for key in _KEPT}}
    elif any(not name.startswith(".") for name in os.listdir(out)):
        raise InputError(f"{out} is not empty and holds no corpus; choose a new folder")
    else:
        write_atomically(path, json.dumps(settings, ensure_ascii=False, indent=2).encode() + b"\n")
    for folder in (*settings["outputs"], "manifest", "state"):
        (out / folder).mkdir(exist_ok=True)
    _swept(out)
    (out / "summary.json").unlink(missing_ok=True)
    return settings


def _swept(out: Path) -> None:
    """Remove what processes that were killed had under way."""
    for path in out.glob("*/.*.part"):
        path.unlink(missing_ok=True)


@contextmanager
def _alone(out: Path) -> Iterator[None]:
    """Hold the folder for this run; the system lets go of it however the run ends.

    Raises:
        InputError: another run holds it, or a file stands there.
    """
    if out.exists() and not out.is_dir():
        raise InputError(f"{out} is a file; name a folder")
    out.mkdir(parents=True, exist_ok=True)
    try:
        import fcntl
    except ImportError:  # Windows
        yield
        return
    with open(out / ".lock", "wb") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise InputError(f"another run is writing into {out}; let it end first") from None
        yield


def _summary(out: Path, settings: dict[str, Any]) -> dict[str, Any]:
    """The counts of the whole corpus and the versions."""
    counts = dict.fromkeys(("shards", *COUNTS), 0)
    errors: Counter[str] = Counter()
    for state in done_shards(out, tuple(settings["outputs"])):
        counts["shards"] += 1
        errors.update(state["errors"])
        for name in COUNTS:
            counts[name] += state[name]
    sizes = {folder: sum(entry.stat().st_size for entry in os.scandir(out / folder)) for folder in settings["outputs"]}
    versions = {key: settings[key] for key in ("casegraph", "ontology", "terminologies")}
    return {
        **counts,
        "errors": dict(sorted(errors.items(), key=lambda kind: (-kind[1], kind[0]))),
        "bytes": sizes,
        **versions,
    }
