"""The pages of one case: its text with the statements marked in place."""

from __future__ import annotations

import re
from typing import Any

import anyio.to_thread
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from casegraph.serve.explorer.cards import Words, cards
from casegraph.serve.explorer.marks import KINDS, STATES, pieces, states
from casegraph.serve.explorer.read import CaseView
from casegraph.serve.explorer.store import case_view, model_terms
from casegraph.serve.pages import render
from casegraph.serve.texts import language_of, texts

__all__ = ["routes", "words_of"]

_PLACE = re.compile(r"(\d{1,9})-(\d{1,9})")
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


routes = [Route("/case/{id:path}", _text, name="case")]
