"""Holds every pinned package against the known vulnerabilities, by pip-audit: `python -m tests.security.audit`.

It fails where one is known, unless `known-vulnerabilities.tsv` bears with it, until a date and for a reason. The data
come from PyPI, or from OSV; where neither gives any (a mirror without them, no network), that is told by name, and
nothing is claimed.
"""

from __future__ import annotations

import csv
import json
import subprocess
import sys
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

__all__ = ["Audit", "audit", "borne", "told"]

ROOT = Path(__file__).parents[2]
LOCKS = sorted(ROOT.glob("requirements*.lock"))
BORNE = Path(__file__).with_name("known-vulnerabilities.tsv")
#: What is asked, one after the other until one answers.
SOURCES: tuple[tuple[str, ...], ...] = (("--vulnerability-service", "pypi"), ("--vulnerability-service", "osv"))
_SECONDS = 300


@dataclass
class Audit:
    """What was found in one lock file: `known` are pairs of an id and a package with its version."""

    lock: str
    asked: int = 0
    unknown: list[str] = field(default_factory=list)
    known: list[tuple[str, str]] = field(default_factory=list)
    error: str = ""


def audit(lock: Path, sources: Iterable[tuple[str, ...]] = SOURCES) -> Audit:
    """Ask for the vulnerabilities of the packages of a lock file; nothing was asked where no source answers."""
    found = Audit(lock.name)
    for source in sources:
        found = _asked(lock, source)
        if found.asked or found.known:
            break
    return found


def _asked(lock: Path, source: tuple[str, ...]) -> Audit:
    found = Audit(lock.name)
    command = [sys.executable, "-m", "pip_audit", "--requirement", str(lock), "--disable-pip", "--require-hashes"]
    command += ["--format", "json", "--progress-spinner", "off", "--timeout", "20", *source]
    try:
        run = subprocess.run(command, capture_output=True, text=True, timeout=_SECONDS, check=False)
        packages = json.loads(run.stdout)["dependencies"]
    except subprocess.TimeoutExpired:
        found.error = f"no answer in {_SECONDS} s"
        return found
    except (ValueError, KeyError):
        found.error = (run.stderr.strip().splitlines() or ["no answer"])[-1].partition(":")[0][:200]
        return found
    for package in packages:
        if "skip_reason" in package:
            found.unknown.append(package["name"])
            continue
        found.asked += 1
        found.known += [(one["id"], f"{package['name']} {package.get('version', '')}") for one in package["vulns"]]
    return found


def borne(path: Path = BORNE, today: date | None = None) -> dict[str, str]:
    """The vulnerabilities that are borne with, id by package; one past its date is borne with no more.

    Raises:
        ValueError: a row has no date, or no reason.
    """
    found = {}
    with path.open(encoding="utf-8", newline="") as stream:
        for row in csv.DictReader(stream, delimiter="\t"):
            until = date.fromisoformat(row["until"] or "")
            if not row["reason"].strip():
                raise ValueError(f"{path.name}: {row['id']} is borne with for no reason")
            if until >= (today or date.today()):
                found[row["id"]] = row["package"]
    return found


def told(audits: Iterable[Audit], kept: dict[str, str]) -> tuple[list[str], bool]:
    """What to tell, a line each, and whether it is good."""
    lines, good = [], True
    for one in audits:
        if not one.asked and not one.known:
            why = f"; {one.error}" if one.error else ""
            lines.append(f"audit: SKIPPED {one.lock}: no index gives the known vulnerabilities here{why}")
            continue
        fresh = [(name, package) for name, package in one.known if kept.get(name) != package.split()[0]]
        for name, package in fresh:
            mend = f"take another version (make lock), or see {BORNE.name}"
            lines.append(f"audit: {one.lock}: {package} has {name}; {mend}")
        good = good and not fresh
        without = f"; not known to the index: {', '.join(one.unknown)}" if one.unknown else ""
        lines.append(f"audit: {one.lock}: {one.asked} packages, {len(fresh)} vulnerabilities{without}")
    return lines, good


def main() -> None:
    """Audit every lock file."""
    audits: list[Audit] = []
    for lock in LOCKS:
        # What the first has no data for, the others have none for either.
        silent = audits and not audits[0].asked and not audits[0].known
        audits.append(Audit(lock.name, error="as above") if silent else audit(lock))
    lines, good = told(audits, borne())
    print("\n".join(lines))
    sys.exit(0 if good else 1)


if __name__ == "__main__":
    main()
