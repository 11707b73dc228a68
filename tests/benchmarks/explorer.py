"""How fast the explorer answers: the first page, cases, timelines and graphs of a store, over HTTP.

    casegraph build ../shared/corpora/*.jsonl.gz --to nquads -o corpora.nq
    casegraph load corpora.nq --store corpora.store
    python tests/benchmarks/explorer.py corpora.store

Prints the median, the 95th of a hundred and the worst of each page in milliseconds, from the request to the last byte,
with the worker processes warm; and once the first page right after the start, workers cold.
"""

from __future__ import annotations

import argparse
import random
import socket
import statistics
import subprocess
import sys
import time
from pathlib import Path
from urllib.parse import quote

import httpx

_TRIES = 40


def main() -> None:
    """Start a server on the store and ask its pages."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("store", type=Path)
    parser.add_argument("--tries", type=int, default=_TRIES)
    options = parser.parse_args()
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "casegraph", "serve", "--store", str(options.store), "--port", str(port)]
    server = subprocess.Popen(command)
    try:
        with httpx.Client(base_url=f"http://127.0.0.1:{port}", headers={"accept": "text/html"}, timeout=120) as client:
            _measure(client, options.tries)
    finally:
        server.terminate()
        server.wait(20)


def _measure(client: httpx.Client, tries: int) -> None:
    began = time.perf_counter()
    while True:
        try:
            first = _time(client, "/")
            break
        except httpx.ConnectError:
            time.sleep(0.02)
    print(
        f"start of the server to its first page: {time.perf_counter() - began:.1f} s, of which the page {first:.0f} ms"
    )
    query = "SELECT ?id WHERE { ?g a cg:CaseGraph ; dcterms:identifier ?id } ORDER BY ?id"
    rows = client.get("/sparql", params={"query": query}, headers={"accept": "application/sparql-results+json"}).json()
    ids = [row["id"]["value"] for row in rows["results"]["bindings"]]
    chosen = random.Random(1).sample(ids, min(tries, len(ids)))
    print(f"{len(ids)} cases\n{'page':40} {'median':>8} {'95 %':>8} {'worst':>8}  ms")
    pages = {
        "list": ["/"] * tries,
        "list, a page at random": [f"/?page={1 + i * 3}" for i in range(tries)],
        "search by concept": [f"/?concept={c}" for c in ("thrombopénie", "cancer", "fièvre&said=absent")]
        * (tries // 6),
        "search by words": [f"/?words={w}" for w in ("thrombopenie", "scanner+cerebral", "ornithorynque")]
        * (tries // 6),
        "search by question": ["/?question=held-because&held-because.reason=thrombopénie"] * 4,
        "suggestions": [f"/concepts?q={text}" for text in ("throm", "pla", "insuffisance r", "C34")] * (tries // 4),
        **{page: [f"/{page}/{quote(name, safe='')}" for name in chosen] for page in ("case", "timeline", "graph")},
    }
    for name, addresses in pages.items():
        _time(client, addresses[0])
        taken = sorted(_time(client, address) for address in addresses)
        late = taken[min(len(taken) - 1, round(len(taken) * 0.95))]
        print(f"{name:40} {statistics.median(taken):8.0f} {late:8.0f} {taken[-1]:8.0f}")


def _time(client: httpx.Client, address: str) -> float:
    """The milliseconds that an answer takes."""
    began = time.perf_counter()
    client.get(address).raise_for_status()
    return (time.perf_counter() - began) * 1000


if __name__ == "__main__":
    main()
