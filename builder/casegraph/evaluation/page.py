"""The figures and every difference in its sentence, as one HTML page: nothing fetched, readable without its script.

It wears the explorer's styles. The script only filters.
"""

from __future__ import annotations

import re
from base64 import b64encode
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from functools import cache
from hashlib import sha256
from html import escape
from itertools import groupby, pairwise
from pathlib import Path

from casegraph.evaluation.counts import CAUSES, Difference, measure_names
from casegraph.evaluation.intervals import Figure
from casegraph.evaluation.printed import written
from casegraph.evaluation.result import Evaluation, Measure
from casegraph.languages.tables import read_rows_of
from casegraph.show.marks import WORDS

__all__ = ["page"]

_HERE = Path(__file__).parent
#: How many differences of one measure and cause the page lists.
_MOST = 500

Texts = Callable[..., str]


def page(found: Evaluation, language: str = "fr") -> str:
    """The page; `language` is "fr" or "en"."""
    t = _texts(language)
    script = (_HERE / "page.js").read_text(encoding="utf-8")
    policy = f"default-src 'none'; style-src 'unsafe-inline'; script-src 'sha256-{_hash(script)}'"
    title = t("title")
    return (
        f'<!doctype html>\n<html lang="{language}"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f'<meta http-equiv="Content-Security-Policy" content="{escape(policy)}">'
        f"<title>{title} · casegraph</title><style>{_style()}</style></head>\n<body>"
        f'<a class="skip" href="#main">{t("skip")}</a>'
        f'<header class="top"><span class="brand">casegraph</span></header>\n'
        f'<main id="main" tabindex="-1"><h1>{title}</h1><p class="lead">'
        f"{t('lead', documents=len(found.documents), differences=len(found.differences))} {_sure(found, t)} "
        f'<a href="#differences">{t("all-differences")}</a></p>\n'
        f"{_figures(found, language, t)}\n{_differences(found, language, t)}{_notices(found, t)}</main>\n"
        f'<footer class="foot">{t("foot")}</footer><script>{script}</script></body></html>\n'
    )


@cache
def _table(language: str) -> dict[str, str]:
    rows = read_rows_of(_HERE / "page_texts.tsv", ("key", "fr", "en"))
    return {row["key"]: row[language] for row in rows}


def _texts(language: str) -> Texts:
    table = _table(language)
    return lambda key, **gaps: escape(table[key].format(**gaps) if gaps else table[key])


def _hash(script: str) -> str:
    return b64encode(sha256(script.encode()).digest()).decode()


@cache
def _style() -> str:
    """The explorer's styles without its fonts, which would have to be fetched, and the page's own."""
    shared = (_HERE.parent / "serve" / "static" / "casegraph.css").read_text(encoding="utf-8")
    return re.sub(r"@font-face \{[^}]*\}\n", "", shared) + (_HERE / "page.css").read_text(encoding="utf-8")


def _sure(found: Evaluation, t: Texts) -> str:
    if len(found.documents) < 2 or not found.draws:
        return t("no-intervals")
    return t("intervals", draws=found.draws)


def _figures(found: Evaluation, language: str, t: Texts) -> str:
    count = Counter(one.measure for one in found.differences)
    heads = "".join(f'<th scope="col" class="n">{t(name)}</th>' for name in ("precision", "recall", "f1"))
    more = "".join(f'<th scope="col" class="n">{t(n)}</th>' for n in ("hits", "system", "gold", "differences"))
    groups = groupby(found.measures, key=lambda m: m.group)
    bodies = (
        "<tbody>" + "".join(_row(m, count[m.name], language) for m in measures) + "</tbody>" for _, measures in groups
    )
    return (
        f'<section aria-labelledby="figures"><h2 id="figures">{t("figures")}</h2><div class="table-wrap sheet">'
        f'<table class="figures"><thead><tr><th scope="col">{t("measure")}</th>'
        f'<th scope="col">{t("name")}</th>{heads}<td></td>{more}</tr></thead>'
        f"{''.join(bodies)}</table></div></section>"
    )


def _row(measure: Measure, differences: int, language: str) -> str:
    title = escape(measure.fr if language == "fr" else measure.en)
    cells = "".join(
        f'<td class="n">{_figure(f, language)}</td>' for f in (measure.precision, measure.recall, measure.f1)
    )
    system = "" if measure.recall_only else f"{measure.system}"
    link = ""
    if differences:
        label = escape(f"{differences} : {title}")
        link = f'<a href="#of-{measure.name}" data-pick="{measure.name}" aria-label="{label}">{differences}</a>'
    inner = measure.name.startswith(("presence-", "status-")) or measure.name.endswith("-strict")
    # "problèmes, mêmes mots" stands below "problèmes".
    row, short = (' class="of-value"', title.rpartition(", ")[2]) if inner else ("", title)
    return (
        f'<tr{row}><th scope="row" title="{escape(measure.counts)}">{short}</th>'
        f'<td class="name">{measure.name}</td>'
        f"{cells}<td>{_whisker(measure.main)}</td>"
        f'<td class="n">{measure.hits}</td><td class="n">{system}</td><td class="n">{measure.gold}</td>'
        f'<td class="n">{link}</td></tr>'
    )


def _figure(found: Figure, language: str) -> str:
    if found.value is None:
        return ""
    mark = "," if language == "fr" else "."
    value, low, high = (escape(written(n or 0.0)).replace(".", mark) for n in (found.value, found.low, found.high))
    if found.low is None or found.high is None:
        return value
    return f"{value}<small>[{low}–{high}]</small>"


def _whisker(found: Figure) -> str:
    """The figure as a dot between 0 and 1, on its interval."""
    if found.value is None:
        return ""
    drawn = '<path class="axis" d="M5 8H105"/>'
    if found.low is not None and found.high is not None:
        low, high = 5 + 100 * found.low, 5 + 100 * found.high
        drawn += f'<path class="range" d="M{low:.1f} 8H{high:.1f}M{low:.1f} 4V12M{high:.1f} 4V12"/>'
    drawn += f'<circle cx="{5 + 100 * found.value:.1f}" cy="8" r="3.5"/>'
    return f'<svg class="whisker" viewBox="0 0 110 16" aria-hidden="true">{drawn}</svg>'


def _differences(found: Evaluation, language: str, t: Texts) -> str:
    begin = f'<section aria-labelledby="differences"><h2 id="differences">{t("all-differences")}</h2>'
    if not found.differences:
        return f"{begin}<p>{t('none')}</p></section>"
    groups = [(name, list(some)) for name, some in groupby(found.differences, key=lambda one: one.measure)]
    legend = "".join(
        f'<li><mark class="{c}">{t(f"legend-{n}")}</mark></li>'
        for c, n in (("g", "gold"), ("s", "system"), ("b", "both"))
    )
    return (
        f'{begin}<ul class="legend"><li>{t("legend")}</li>{legend}</ul>{_filter([n for n, _ in groups], language, t)}'
        + "".join(_of_measure(name, some, language, t) for name, some in groups)
        + "</section>"
    )


def _notices(found: Evaluation, t: Texts) -> str:
    """What of the annotations could not be used."""
    if not found.notices:
        return ""
    items = "".join(f"<li>{escape(notice)}</li>" for notice in found.notices[:_MOST])
    return f'<details><summary>{t("notices")} ({len(found.notices)})</summary><ul class="quiet">{items}</ul></details>'


def _title(name: str, language: str) -> str:
    known = measure_names()[name]
    return escape(known.fr if language == "fr" else known.en)


def _filter(names: Sequence[str], language: str, t: Texts) -> str:
    options = "".join(f'<option value="{name}">{_title(name, language)}</option>' for name in names)
    boxes = "".join(
        f'<label><input type="checkbox" name="cause" value="{cause}" checked>{t(f"cause-{cause}")}</label>'
        for cause in CAUSES
    )
    return (
        f'<form id="filter" class="search" role="search" aria-label="{t("filter")}" hidden>'
        f'<div class="field"><label for="words">{t("words")}</label>'
        '<input id="words" name="words" type="search" autocomplete="off"></div>'
        f'<div class="field"><label for="measure">{t("one-measure")}</label><select id="measure" name="measure">'
        f'<option value="">{t("every-measure")}</option>{options}</select></div>'
        f"<fieldset><legend>{t('causes')}</legend>{boxes}</fieldset></form>"
        f'<p id="shown" class="quiet" role="status" data-text="{t("shown")}"></p>'
    )


def _of_measure(name: str, differences: Sequence[Difference], language: str, t: Texts) -> str:
    pieces = [f'<section class="of-measure" id="of-{name}"><h3>{_title(name, language)}</h3>']
    if language == "en":
        pieces.append(f'<p class="quiet">{escape(measure_names()[name].counts)}</p>')
    for cause in CAUSES:
        some = [one for one in differences if one.cause == cause]
        if some:
            items = "".join(_item(one, language, t) for one in some[:_MOST])
            cut = f"<p>{t('cut', shown=_MOST, all=len(some))}</p>" if len(some) > _MOST else ""
            pieces.append(f"<details open><summary>{t(cause)} ({len(some)})</summary><ul>{items}</ul>{cut}</details>")
    return "".join([*pieces, "</section>\n"])


def _item(one: Difference, language: str, t: Texts) -> str:
    sides = "".join(
        f"<div><dt>{t(f'said-{side}')}</dt>{_said(words, language, t)}</div>"
        for side, words in (("gold", one.gold), ("system", one.system))
    )
    start, end = (*one.gold_spans, *one.system_spans)[0]
    excerpt = f'<p class="excerpt">{"".join(_marked(one))}</p>' if one.sentence else ""
    return (
        f'<li class="diff {one.kind}" data-measure="{one.measure}" data-cause="{one.cause}">{excerpt}'
        f'<dl class="sides">{sides}</dl>'
        f'<p class="where">{escape(one.document)} · {t("at", start=start, end=end)}</p></li>'
    )


def _said(words: str | None, language: str, t: Texts) -> str:
    if words is None:
        return f'<dd class="nothing">{t("nothing")}</dd>'
    return f"<dd>{escape(_WORDS.get(words, words) if language == 'fr' else words)}</dd>"


#: What records say in a word, in French: presence, status and the like.
_WORDS = {**WORDS, "family": "famille", "history": "antécédent"}


def _marked(one: Difference) -> Iterator[str]:
    """The sentence with the words of gold and system marked, in pieces."""
    spans = {"g": one.gold_spans, "s": one.system_spans}
    stop = one.sentence_start + len(one.sentence)
    edges = {one.sentence_start, stop} | {edge for some in spans.values() for span in some for edge in span}
    inside = sorted(edge for edge in edges if one.sentence_start <= edge <= stop)
    for start, end in pairwise(inside):
        words = escape(one.sentence[start - one.sentence_start : end - one.sentence_start])
        over = [name for name, some in spans.items() if any(a <= start < b for a, b in some)]
        shown = "b" if len(over) == 2 else next(iter(over), "")
        yield f'<mark class="{shown}">{words}</mark>' if shown else words
