"""Texts that no report is: drawn from the vocabulary of the reader, from all of Unicode, and as broken bytes.

The words are those that the reader knows, the labels of the ontology and the cells of the language pack, so that its
grammar is exercised and not only passed by; what joins them is what reports are flattened and mangled into.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable
from functools import cache, partial
from itertools import islice
from unicodedata import normalize

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st

from casegraph.languages.cues import CUE_COLUMNS, CUE_TABLES, variants
from casegraph.languages.tables import read_table
from casegraph.languages.words import COLUMNS as CLASS_COLUMNS
from casegraph.resources import examples_folder
from casegraph.terminology.lexicon import shipped_lexicon

__all__ = ["bytes_of_reports", "headed", "reports", "shipped_reports", "tried", "values", "wild"]

#: How many wordings of one cell of a table are drawn from: some verbs in braces stand for hundreds.
_FORMS = 12


def tried(times: int) -> Callable[[Callable[..., None]], Callable[..., None]]:
    """Run a property on so many texts; `CASEGRAPH_EXAMPLES=20` multiplies all of them by 20."""
    factor = int(os.environ.get("CASEGRAPH_EXAMPLES", "1"))
    slow = (HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.large_base_example)
    return settings(max_examples=times * factor, deadline=None, suppress_health_check=slow)


@cache
def _labels(*kinds: str) -> tuple[str, ...]:
    """The French names of the concepts of some kinds."""
    return tuple(sorted(c.fr for c in shipped_lexicon().terminology.by_name.values() if c.kind in kinds))


@cache
def _column(table: str, columns: tuple[str, ...], column: str) -> tuple[str, ...]:
    """The wordings of a column of a table of the language pack."""
    rows = read_table("fr", table, columns)
    return tuple(dict.fromkeys(form for row in rows for form in islice(variants(row[column]), _FORMS)))


def _words() -> Iterable[str]:
    """Every closed list of words that the rules go by."""
    for row in read_table("fr", "word-classes", CLASS_COLUMNS):
        yield from row["words"].split("|")


_CONDITIONS = st.deferred(lambda: st.sampled_from(_labels("condition")))
_TREATMENTS = st.deferred(lambda: st.sampled_from(_labels("treatment")))
_PROCEDURES = st.deferred(lambda: st.sampled_from(_labels("procedure", "device", "encounter")))
_ANALYTES = st.deferred(lambda: st.sampled_from(_labels("observable")))
_SITES = st.deferred(lambda: st.sampled_from(_labels("site", "organism", "circumstance")))
_CUES = st.deferred(lambda: st.sampled_from([c for t in CUE_TABLES for c in _column(t, CUE_COLUMNS, "cue")]))
_HELD = st.deferred(lambda: st.sampled_from(_column("status-frames", CUE_COLUMNS, "cue")))
_CAUSES = st.deferred(lambda: st.sampled_from(_column("causes", CUE_COLUMNS, "cue")))
_UNITS = st.deferred(lambda: st.sampled_from(_column("units", ("written", "ucum", "dimension"), "written")))
_BELOW = st.deferred(lambda: st.sampled_from(_column("unit-denominators", ("written", "ucum"), "written")))
_SIGNS = st.deferred(lambda: st.sampled_from(_column("comparators", ("expression", "sign"), "expression")))
_OFTEN = st.deferred(lambda: st.sampled_from(_column("frequencies", ("expression", "every", "period"), "expression")))
_WHEN = st.deferred(lambda: st.sampled_from(_column("relative-times", ("expression", "relative", "day"), "expression")))
_HEADINGS = st.deferred(lambda: st.sampled_from(_column("sections", ("heading", "section"), "heading")))
_CLASS_WORDS = st.deferred(lambda: st.sampled_from(sorted(set(_words()))))

_NUMBERS = st.one_of(
    st.integers(0, 10**9).map(str),
    st.decimals(0, 10**6, places=2).map(str),
    st.decimals(0, 1000, places=1).map(lambda n: str(n).replace(".", ",")),
    st.integers(1000, 999_999).map(lambda n: f"{n:,}".replace(",", "\u202f")),
    st.sampled_from([
        "0", "00", "1.", ",5", "1e9", "10^9", "½", "²", "٣", "1/2", "IV", "3-4", "15 000", "1.250.000", "1" * 400,
        "1" * 5000, "1 " + "000 " * 150,
        "99999999999999999999999999", "0,0000000000000000000001", "deux", "dix-sept", "1ère", "N°3", "+++", "-2",
    ]),
)  # fmt: skip
_TIMES = st.one_of(
    st.dates().map(lambda d: d.strftime("%d/%m/%Y")),
    st.tuples(st.integers(0, 99), st.integers(0, 99), st.integers(0, 9999)).map(lambda t: "/".join(map(str, t))),
    st.integers(-3, 10**6).map("J{}".format),
    st.integers(0, 10**6).map("depuis {} jours".format),
    st.integers(0, 10**6).map("il y a {} ans".format),
    _NUMBERS.flatmap(
        lambda n: st.sampled_from([f"depuis {n} jours", f"{n} fois par jour", f"{n} ans", f"J{n}", f"C{n}"])
    ),
    st.integers(0, 99).map("à H{}".format),
    st.sampled_from(["le 31 février", "en mars 2016", "la troisième nuit", "C3J8", "le 1er", "à 25h70", "en 0000"]),
    _WHEN,
)
_MARKS = st.sampled_from([
    ".", ",", ";", ":", "!", "?", "...", "…", "(", ")", "[", "]", "{", "}", "«", "»", '"', "'", "’", "“", "/", "\\",
    "-", "–", "—", "•", "*", "#", "|", "<", ">", "=", "≥", "→", "+", "°", "%", "&", "@", "_", "\u00ad", "\u200b",
    "\u0301", "\u0327", "\ufeff", "\u202e", "\x00", "\x1b", "\ud800", "\U0001f9ec", "\ufffe", "ﬁ", "Œ", "ß", "İ",
])  # fmt: skip
_JOINTS = st.sampled_from([
    " ", " ", " ", " ", "", ", ", " : ", "\n", "\r\n", "\n\n", "\t", "\u00a0", "\u202f", "\u2009", "\x0b", "\x0c",
    "\x85", "\u2028", "\u2029", " | ", "\t\t", "-", "'", "\n- ", "\n• ", ". ", " et ", " ou ", " puis ", "   ", "/",
])  # fmt: skip


@st.composite
def _value(draw: st.DrawFn) -> str:
    """A result or a dose, in one of the ways of writing it, or nearly."""
    unit = draw(_UNITS) + (draw(st.sampled_from(["/", " par ", "."])) + draw(_BELOW) if draw(st.booleans()) else "")
    number = draw(_NUMBERS)
    form = draw(st.sampled_from([
        "{s} {n} {u}", "{n}{u}", "à {n} {u}", "de {n} à {m} {u}", "{n}/{m} {u}", "{n} x {m} {u}", "({n})", "= {n}",
        "{n} {u} (N : {m}-{n})", "passé de {n} à {m}", "{n} {u} puis {m}", "positif à {n} {u}", "{m} fois la normale",
    ]))  # fmt: skip
    return form.format(s=draw(_SIGNS), n=number, m=draw(_NUMBERS), u=unit)


@st.composite
def _sentence(draw: st.DrawFn) -> str:
    """A sentence of a shape that the reader has rules for, its slots filled with whatever fits their kind."""
    form = draw(st.sampled_from([
        "{t} {h} {r} {c}.", "{C} {h} {t}", "{r} {c}, {t} {h}.", "Pas de {c}, ni {d}.", "{q} {c} {s}",
        "{a} {v}, {b} {w}", "{t} {v} {o}, {h} {time} {r} {a} {v}.", "{p} {q} {c} {s} : {h}", "{a}\t{v}\t{w}",
        "{t} ({q}) {h} ({r} {c})",
        "Le patient {h} {t} et {u} {r} {c} et {d}", "{time}, {p} {h}", "{t} remplacé par {u} {r} {c}",
        "Suspicion de {c} {s} {time}, écartée par {p}", "Ce traitement {h} {r} celui-ci", "{a} : {v} ; {b} : {w}",
        "{c} de {s} de {v}, stade {n}", "Mère : {c}. Père : {d}", "- {t} {v} {o}\n- {u} {w}", "n'a pas {h} {t} {q} {c}",
        "{H} : {c}", "{H}\n{t} {h}",
    ]))  # fmt: skip
    return form.format(
        t=draw(_TREATMENTS), u=draw(_TREATMENTS), c=draw(_CONDITIONS), d=draw(_CONDITIONS), h=draw(_HELD),
        C=draw(_CUES).capitalize(), q=draw(_CUES), r=draw(_CAUSES), s=draw(_SITES), p=draw(_PROCEDURES),
        a=draw(_ANALYTES), b=draw(_ANALYTES), v=draw(_value()), w=draw(_value()), o=draw(_OFTEN), n=draw(_NUMBERS),
        time=draw(_TIMES), H=draw(_HEADINGS),
    )  # fmt: skip


_ODD = st.characters(categories=["Cc", "Cf", "Cs", "Co", "Mn", "Nd", "Zs"])
_ANYTHING = st.text(max_size=8) | st.text(_ODD, max_size=4)
_PIECES = st.one_of(
    _CONDITIONS, _TREATMENTS, _PROCEDURES, _ANALYTES, _SITES, _CUES, _CAUSES, _CLASS_WORDS, _NUMBERS, _TIMES, _UNITS,
    _value(), _MARKS, _HEADINGS, _ANYTHING,
)  # fmt: skip


def _joined(parts: st.SearchStrategy[str], least: int, most: int) -> st.SearchStrategy[str]:
    """Pieces with something between them."""
    return st.lists(st.tuples(parts, _JOINTS).map("".join), min_size=least, max_size=most).map("".join)


_ALTERATIONS: list[Callable[[str], str]] = [
    str, str, str, str.upper, str.title, partial(normalize, "NFD"), partial(normalize, "NFKC"),
]  # fmt: skip


@st.composite
def _altered(draw: st.DrawFn, texts: st.SearchStrategy[str]) -> str:
    """A text with its case, accents or ends of lines changed, or a stretch of it lost or said again."""
    text = draw(texts)
    if draw(st.booleans()):
        a, b = sorted((draw(st.integers(0, len(text))), draw(st.integers(0, len(text)))))
        text = text[:a] + text[a:b] * draw(st.sampled_from([0, 2])) + text[b:]
    return draw(st.sampled_from(_ALTERATIONS))(text)


#: Reports of words that the reader knows, in sentences or strewn about.
reports = _altered(_joined(_sentence(), 2, 5) | _joined(_sentence() | _PIECES, 3, 9) | _joined(_PIECES, 6, 20))
#: Values and times, one behind the other.
values = _joined(_value() | _TIMES | _UNITS | _SIGNS | _MARKS, 1, 8)
#: Lines, of which some are headings of sections.
headed = _joined(st.tuples(_HEADINGS, st.sampled_from([":", " :", "", "\n", " - ", "."])).map("".join) | _PIECES, 2, 8)
#: Anything that is text for Python.
wild = st.text(max_size=300) | _joined(_ANYTHING | _MARKS, 1, 30)


@st.composite
def _broken(draw: st.DrawFn) -> bytes:
    """A report in some encoding, with a stretch of its bytes replaced by others."""
    encoding = draw(st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "cp1252"]))
    data = draw(reports).encode(encoding, "replace")
    if draw(st.booleans()):
        a, b = sorted((draw(st.integers(0, len(data))), draw(st.integers(0, len(data)))))
        data = data[:a] + draw(st.binary(max_size=8)) + data[min(b, a + 8) :]
    return data


#: Bytes of reports in encodings right and wrong, broken or whole, and bytes that are nothing.
bytes_of_reports = _broken() | st.binary(max_size=200)


@cache
def shipped_reports() -> tuple[bytes, ...]:
    """The example reports that come with the package."""
    return tuple(path.read_bytes() for path in sorted(examples_folder().glob("*.txt")))
