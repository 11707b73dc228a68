"""The pages of one case: its text with the statements marked in place, its timeline, its graph."""

from __future__ import annotations

import re
from typing import Any

import anyio.to_thread
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from casegraph.serve.explorer.axis import choose, place
from casegraph.serve.explorer.cards import Words, cards
from casegraph.serve.explorer.lanes import GROUPS, SHOWN
from casegraph.serve.explorer.marks import KINDS, STATES, pieces, states
from casegraph.serve.explorer.network import network
from casegraph.serve.explorer.read import LINKS, CaseView
from casegraph.serve.explorer.store import ancestors, case_view, model_terms
from casegraph.serve.explorer.timeline import timeline
from casegraph.serve.pages import render
from casegraph.serve.texts import language_of, texts

__all__ = ["ZOOMS", "routes", "words_of"]

_PLACE = re.compile(r"(\d{1,9})-(\d{1,9})")
#: How large a timeline may be drawn.
ZOOMS = ("1", "1.5", "2.5")
#: The links that are drawn between marks.
_DRAWN = ("reason", "cause", "shown-by")


async def words_of(request: Request) -> Words:
    """The words of the reader's language."""
    return Words(texts(language_of(request)), await model_terms(request))


async def _text(request: Request) -> Response:
    case, words = await case_view(request, request.path_params["id"]), await words_of(request)
    place = _PLACE.fullmatch(request.query_params.get("at", ""))
    found = (int(place[1]), int(place[2])) if place else None
    return await anyio.to_thread.run_sync(lambda: render(request, "case.html", **_shown(case, words, found)))


def _shown(case: CaseView, words: Words, found: tuple[int, int] | None) -> dict[str, Any]:
    """What the template of the text is given."""
    sentence = None
    if found is not None:
        place = case.sentence_at(found[0])
        sentence = (place.start, max(place.end, found[1])) if place.start <= found[0] < place.end else found
    parts = pieces(case, sentence)
    drawn = [
        [source.id, target, name]
        for source in case.statements
        for name in _DRAWN
        for target in source.links.get(name, ())
    ]
    told = [s for s in case.statements if s.rule is None]
    held = [s for s in told if "held" in states(s) or s.status == "Reduced"]
    return {
        "case": case,
        "tab": "case",
        "pieces": parts,
        "kinds": [(kind, sum(s.kind == kind for s in told)) for kind in KINDS if any(s.kind == kind for s in told)],
        "states": STATES,
        "cards": cards(case, words),
        "links": drawn,
        "drawn": [(name, sum(link[2] == name for link in drawn)) for name in _DRAWN],
        "chosen": _at(case, found),
        "held": [
            (s, words.name(s), words.said(s), [(r, words.name(case.by_id[r])) for r in s.links.get("reason", ())])
            for s in held
        ],
        "count": len(told),
        "concluded": len(case.statements) - len(told),
    }


def _at(case: CaseView, found: tuple[int, int] | None) -> str:
    """The statement that stands at the place which was asked for; nothing without one."""
    if found is None:
        return ""
    for statement in case.statements:
        if statement.rule is None and any(m.start <= found[0] < m.end for m in statement.mentions):
            return statement.id
    return ""


async def _timeline(request: Request) -> Response:
    case, words = await case_view(request, request.path_params["id"]), await words_of(request)
    above = await ancestors(request, case, "treatment")
    asked = request.query_params
    told = [s for s in case.statements if s.kind not in ("time", "patient") and s.person == "patient"]
    axis, axes = choose(told, asked.get("axis", ""))
    shown = [group for group in GROUPS if group in asked.getlist("show")] or list(SHOWN)
    zoom = float(asked["zoom"]) if asked.get("zoom", "") in ZOOMS else 1.0

    def page() -> Response:
        chart = timeline(case, words, axis, shown, above, zoom)
        if not chart.marks and "show" not in asked:
            chart = timeline(case, words, axis, GROUPS, above, zoom)
        return render(
            request, "timeline.html", case=case, tab="timeline", chart=chart, axis=axis, axes=axes, shown=shown,
            groups=GROUPS, zooms=ZOOMS, zoom=f"{zoom:g}", cards=cards(case, words), rows=_table(case, words, axis),
        )  # fmt: skip

    return await anyio.to_thread.run_sync(page)


def _table(case: CaseView, words: Words, axis: str) -> list[tuple[str, str, str, str, str]]:
    """The same as a table: when, what, what is said, the value, the statement; in the order of time."""
    placed = [(interval, s) for s in case.statements if s.kind != "patient" and (interval := place(s, axis))]
    placed.sort(key=lambda pair: (pair[0][0], pair[1].order))
    return [
        (words.when(s), words.name(s), words.said(s), words.value(s.value) if s.value else "", s.id)
        for _, s in placed
        if s.kind != "time"
    ]


async def _graph(request: Request) -> Response:
    case, words = await case_view(request, request.path_params["id"]), await words_of(request)

    def page() -> Response:
        drawn = network(case, words)
        kinds = [kind for kind in KINDS if any(node.kind == kind for node in drawn.nodes)]
        names = {node.id: node for node in drawn.nodes}
        return render(
            request, "graph.html", case=case, tab="graph", network=drawn, kinds=kinds, names=names,
            words={name: words.texts(f"edge.{name}") for name in LINKS}, cards=cards(case, words),
        )  # fmt: skip

    return await anyio.to_thread.run_sync(page)


routes = [
    Route("/graph/{id:path}", _graph, name="graph"),
    Route("/case/{id:path}", _text, name="case"),
    Route("/timeline/{id:path}", _timeline, name="timeline"),
]
