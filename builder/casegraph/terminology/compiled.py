"""An outside terminology compiled into a folder: tries of its forms and codes, its concepts behind them.

Everything is mapped into memory: opening a million terms costs what opening a hundred does, and a concept is read when
a report meets it.
"""

from __future__ import annotations

import json
import mmap
import os
from array import array
from collections import Counter
from collections.abc import Callable, Container, Iterable, Iterator, Sequence
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Any, NamedTuple

import marisa_trie

from casegraph.errors import TerminologyError
from casegraph.terminology.forms import Tries, build_tries, form_entries, map_tries, save_tries
from casegraph.terminology.importers.records import Imported, Row, Term
from casegraph.terminology.importers.systems import kind_by, systems
from casegraph.terminology.outside_forms import is_everyday, readings, stop_list, unfit

__all__ = ["Compiled", "Entry", "compile_terminology", "layout"]

#: Changes whenever the compiled files do.
_LAYOUT = "1"
_CODE_RECORD = "<IB"
_OWN, _MATCH = 0, 1
#: A form with more meanings than this tells nothing.
_MOST_MEANINGS = 16
#: A hierarchy deeper than any terminology's.
_DEEPEST = 300
#: The modules that decide how forms are compiled.
_DECIDING = ("forms.py", "outside_forms.py", "compiled.py")

_DECODE = json.JSONDecoder().decode


class Entry(NamedTuple):
    """A concept of a compiled terminology: its parents are numbers of other entries."""

    code: str
    kind: str
    terms: tuple[Term, ...]
    parents: tuple[int, ...]
    matches: tuple[str, ...]


class Compiled:
    """A compiled terminology, mapped into memory; `about` is what was noted when it was added."""

    def __init__(self, folder: Path, about: dict[str, Any]) -> None:
        """Open the folder.

        Raises:
            TerminologyError: a file is missing or cut short.
        """
        self.folder, self.about = folder, about
        self.name: str = about["name"]
        self._stems: dict[str, str] = about["stems"]
        # The longest first: the stem of one code system may begin with that of another.
        self._by_stem = sorted(((stem, prefix) for prefix, stem in self._stems.items()), key=lambda s: -len(s[0]))
        try:
            sizes = about["sizes"]
            tries = map_tries(folder, sizes)
            paths = {name: folder / name for name in ("codes.marisa", "stems.marisa", "concepts.bin", "offsets.bin")}
            if tries is None or any(path.stat().st_size != sizes[name] for name, path in paths.items()):
                raise OSError("a file is cut short")
            self.tries: Tries = tries
            self.stems = marisa_trie.Trie().mmap(str(paths["stems.marisa"]))
            self._codes = marisa_trie.RecordTrie(_CODE_RECORD).mmap(str(paths["codes.marisa"]))
            self._concepts = _mapped(paths["concepts.bin"])
            self._offsets = memoryview(_mapped(paths["offsets.bin"])).cast("Q")
        except (OSError, ValueError, KeyError, RuntimeError) as error:
            raise TerminologyError(
                f"the terminology {self.name!r} in {folder} is damaged ({error}); add it again, or remove it with "
                f"casegraph terminology remove {self.name}"
            ) from error

    def __len__(self) -> int:
        return len(self._offsets) - 1

    def entry(self, number: int) -> Entry:
        """The concept of a number."""
        line = self._concepts[self._offsets[number] : self._offsets[number + 1]]
        code, kind, terms, parents, matches = _DECODE(line.decode())
        return Entry(code, kind, tuple([Term(*term) for term in terms]), tuple(parents), tuple(matches))

    def entries(self) -> Iterator[Entry]:
        """Every concept."""
        return map(self.entry, range(len(self)))

    def iri(self, code: str) -> str:
        """The IRI of a code."""
        prefix, _, local = code.partition(":")
        return self._stems[prefix] + local

    def number(self, code: str) -> int | None:
        """The number of the concept of a CURIE or an IRI."""
        for stem, prefix in self._by_stem:
            if code.startswith(stem):
                code = f"{prefix}:{code[len(stem) :]}"
                break
        return next((number for number, role in self._codes.get(code, ()) if role == _OWN), None)

    def claims(self, code: str) -> list[tuple[int, bool]]:
        """The concepts that a code names: their numbers, and whether it is their own code or one they match."""
        return [(number, role == _OWN) for number, role in self._codes.get(code, ())]


def _mapped(path: Path) -> Any:
    with path.open("rb") as stream:
        if not path.stat().st_size:
            return b""
        return mmap.mmap(stream.fileno(), 0, access=mmap.ACCESS_READ)


@cache
def layout() -> str:
    """A hash of what decides how forms are compiled; a terminology compiled otherwise is prepared again."""
    here = Path(__file__).parent
    digest = sha256(_LAYOUT.encode())
    for path in (*map(here.joinpath, _DECIDING), here.parent / "text" / "fold.py"):
        digest.update(path.read_bytes())
    digest.update(repr(stop_list()).encode())
    return digest.hexdigest()[:20]


def compile_terminology(
    imported: Imported,
    folder: Path,
    kind: str | None = None,
    told: Callable[[str, int], None] = lambda *_: None,
    known: Container[str] = (),
    is_word: Callable[[str], bool] = lambda _: False,
) -> dict[str, Any]:
    """Compile a terminology into an empty folder; what there is to note about it.

    Args:
        kind: the kind of concepts of which nothing else says it.
        told: hears of each stage, with the number of concepts so far.
        known: the codes of the ontology; one that gives a code or what is above one of them is of use without forms.
        is_word: whether a short form in small letters is a word, and no acronym in capitals ("TOUX").

    Raises:
        TerminologyError: a code stands twice, the hierarchy has a cycle, or no concept can be looked for in a text or
            is known.
    """
    rows: list[Row] = []
    numbers: dict[str, int] = {}
    for row in imported.rows:
        first = numbers.setdefault(row.code, len(rows))
        if first != len(rows):
            raise TerminologyError(
                f"{row.place}: the code {row.code} stands there a second time, first at {rows[first].place}"
            )
        rows.append(row)
        if len(rows) % 10000 == 0:
            told("reading", len(rows))
    if not rows:
        raise TerminologyError(f"{imported.title}: no concept found in it")
    told("compiling", len(rows))
    parents = [tuple(dict.fromkeys(numbers[p] for p in row.parents if p in numbers)) for row in rows]
    unknown = sum(p not in numbers for row in rows for p in row.parents)
    order = _parents_first(rows, parents)
    kinds = _kinds(rows, parents, order, kind or imported.kind)
    dropped: Counter[str] = Counter()
    entries = form_entries(_forms(rows, kinds, dropped, is_word))
    entries = _telling(entries, dropped)
    if not entries and not any(code in known for row in rows for code in (row.code, *row.matches)):
        raise TerminologyError(
            f"{imported.title}: no form of it can be looked for in a French text, and no code of it is known; say the "
            "kind of its concepts with --kind condition, or the language of its labels with --language fr"
        )
    tries = build_tries(entries, misspelt=False)
    sizes = save_tries(folder, tries)
    stems = marisa_trie.Trie(sorted({stem for key, _ in entries for stem in _stems(key)}))
    forms = len(entries)
    del tries, entries
    codes = [(row.code, (n, _OWN)) for n, row in enumerate(rows)]
    codes += [(match, (n, _MATCH)) for n, row in enumerate(rows) for match in row.matches if match != row.code]
    for name, trie in (("stems", stems), ("codes", marisa_trie.RecordTrie(_CODE_RECORD, codes))):
        trie.save(str(folder / f"{name}.marisa"))
    del codes
    _write_concepts(folder, rows, kinds, parents)
    for name in ("stems.marisa", "codes.marisa", "concepts.bin", "offsets.bin"):
        sizes[name] = (folder / name).stat().st_size
    for path in folder.iterdir():
        _sync(path)
    prefixes = dict.fromkeys(row.code.partition(":")[0] for row in rows)
    iris = {p: imported.stems.get(p) or _stem(p) for p in prefixes}
    languages = Counter(term.language for row in rows for term in row.terms)
    return {
        "layout": layout(),
        "title": imported.title,
        "version": imported.version,
        "licence": imported.licence,
        "concepts": len(rows),
        "terms": sum(languages.values()),
        "forms": forms,
        "languages": dict(sorted(languages.items())),
        "kinds": dict(sorted(Counter(kinds).items())),
        "dropped": dict(sorted(dropped.items())),
        "unknown_parents": unknown,
        "skipped": imported.skipped.count,
        "first_skipped": imported.skipped.first,
        "stems": iris,
        "sizes": sizes,
    }


def _stem(prefix: str) -> str:
    system = systems().get(prefix)
    return system.iri if system else f"urn:casegraph:code:{prefix}:"


def _parents_first(rows: Sequence[Row], parents: Sequence[tuple[int, ...]]) -> list[int]:
    """The numbers of the concepts, each behind its parents."""
    state = bytearray(len(rows))
    depth = [0] * len(rows)
    order: list[int] = []
    for start in range(len(rows)):
        if state[start]:
            continue
        state[start] = 1
        path = [(start, iter(parents[start]))]
        while path:
            node, above = path[-1]
            for parent in above:
                if not state[parent]:
                    state[parent] = 1
                    path.append((parent, iter(parents[parent])))
                    break
                if state[parent] == 1:
                    cycle = [n for n, _ in path]
                    names = [rows[n].code for n in cycle[cycle.index(parent) :]]
                    shown = " below ".join([*names[:5], *(["..."] if len(names) > 5 else []), names[0]])
                    raise TerminologyError(f"{rows[node].place}: the hierarchy goes in a circle: {shown}")
            else:
                state[node] = 2
                depth[node] = 1 + max((depth[p] for p in parents[node]), default=0)
                if depth[node] > _DEEPEST:
                    raise TerminologyError(
                        f"{rows[node].place}: the hierarchy is deeper than {_DEEPEST} levels; are its parents right?"
                    )
                order.append(node)
                path.pop()
    return order


def _kinds(
    rows: Sequence[Row], parents: Sequence[tuple[int, ...]], order: Iterable[int], default: str | None
) -> list[str]:
    """The kind of each concept: its own, else that of the first parent that has one, else that of all."""
    known = systems()
    found: list[str | None] = [None] * len(rows)
    for n in order:
        row = rows[n]
        own = row.kind or kind_by("code", (row.code,)) or kind_by("start", (_start(row.code),))
        found[n] = own or next((found[p] for p in parents[n] if found[p]), None)
        if found[n] is None:
            system = known.get(row.code.partition(":")[0])
            found[n] = default or (system.kind if system else None)
    return [kind or "qualifier" for kind in found]


def _stems(key: str) -> Iterator[str]:
    """What a form of several words begins with, from its first two words to all: by these a search knows to stop."""
    at = key.find(" ", key.find(" ") + 1)
    while at > 0:
        yield key[:at]
        at = key.find(" ", at + 1)


def _start(code: str) -> str:
    """A code's system and first character, which is the chapter in ICD-10."""
    return code[: code.find(":") + 2]


def _forms(
    rows: Iterable[Row], kinds: Sequence[str], dropped: Counter[str], is_word: Callable[[str], bool]
) -> Iterator[tuple[str, int]]:
    """The forms that may stand in a French report: French ones, and in any language the names of drugs."""
    for number, row in enumerate(rows):
        kind = kinds[number]
        if kind == "qualifier":
            dropped["kind not looked for"] += len(row.terms)
            continue
        for term in row.terms:
            if term.language not in ("fr", "la") and kind not in ("treatment", "organism"):
                dropped["language not read"] += 1
            elif (rule := unfit(term.text)) is not None:
                dropped[rule] += 1
            else:
                for text in readings(term.text, kind, is_word):
                    yield text, number


def _telling(entries: list[tuple[str, tuple[int, int]]], dropped: Counter[str]) -> list[tuple[str, tuple[int, int]]]:
    """The entries without everyday forms, bare numbers and forms that may mean all too many concepts."""
    meanings = Counter(key for key, _ in entries)
    kept = []
    for entry in entries:
        key = entry[0]
        if is_everyday(key):
            dropped["everyday form"] += 1
        elif meanings[key] > _MOST_MEANINGS:
            dropped["too many meanings"] += 1
        else:
            kept.append(entry)
    return kept


def _write_concepts(
    folder: Path, rows: Sequence[Row], kinds: Sequence[str], parents: Sequence[tuple[int, ...]]
) -> None:
    encode = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode
    offsets = array("Q", [0])
    at = 0
    with (folder / "concepts.bin").open("wb") as stream:
        for number, row in enumerate(rows):
            line = encode([row.code, kinds[number], row.terms, parents[number], row.matches]).encode()
            stream.write(line)
            at += len(line)
            offsets.append(at)
    (folder / "offsets.bin").write_bytes(offsets.tobytes())


def _sync(path: Path) -> None:
    with path.open("rb") as stream:
        os.fsync(stream.fileno())
