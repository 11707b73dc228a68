"""The marked report as one HTML file: no script, nothing fetched, readable in print and by keyboard."""

from __future__ import annotations

from html import escape

from casegraph.records import Case
from casegraph.show.marks import KINDS, STATES, Mark, describe, marks

__all__ = ["page"]

_STYLE = """
:root { color-scheme: light; --ink: #1c2330; --paper: #fff; --line: #d6dbe3; }
* { box-sizing: border-box; }
body { margin: 0; color: var(--ink); background: #f4f6f9; font: 17px/1.75 Georgia, "Times New Roman", serif; }
header, main, footer { max-width: 54rem; margin: 0 auto; padding: 1rem 1.5rem; }
header h1 { font-size: 1.35rem; margin: .6rem 0 .2rem; }
header p, footer, .legend { font: 14px/1.6 system-ui, sans-serif; }
main { background: var(--paper); border: 1px solid var(--line); border-radius: .5rem; white-space: pre-wrap; overflow-wrap: anywhere; }
.legend { display: flex; flex-wrap: wrap; gap: .4rem .9rem; padding: 0; margin: .4rem 0 0; list-style: none; }
.m { position: relative; border-radius: .2rem; -webkit-box-decoration-break: clone; box-decoration-break: clone; padding: 0 .12em; border-bottom: 2px solid var(--c); background: var(--b); }
.condition { --c: #a3262a; --b: #fdecec; } .treatment { --c: #1d6b3a; --b: #e8f6ec; } .procedure { --c: #1f4fa3; --b: #e9f0fd; }
.observation { --c: #7a2f8f; --b: #f6ebf9; } .encounter, .patient { --c: #0b6470; --b: #e5f5f7; }
.circumstance { --c: #7a5200; --b: #fdf3dc; } .time { --c: #5a6372; --b: #eef0f3; }
.absent { text-decoration: line-through; text-decoration-thickness: 2px; }
.suspected, .planned { border-bottom-style: dotted; } .family { border-bottom-style: double; border-bottom-width: 4px; font-style: italic; }
.past { font-style: italic; } .held { font-weight: 700; outline: 2px solid var(--c); }
.m:focus { outline: 3px solid #0b57d0; outline-offset: 1px; }
.m .card { display: none; }
.m:hover .card, .m:focus .card, .m:focus-within .card { display: block; }
.card { position: absolute; left: 0; top: 1.7em; z-index: 2; width: max-content; max-width: min(26rem, 80vw); padding: .6rem .8rem;
  background: #fff; color: var(--ink); border: 1px solid #9aa4b5; border-radius: .4rem; box-shadow: 0 4px 14px #0003;
  font: 14px/1.5 system-ui, sans-serif; font-style: normal; text-decoration: none; white-space: normal; }
.card dl { display: grid; grid-template-columns: max-content 1fr; gap: .1rem .7rem; margin: 0; }
.card dl + dl { margin-top: .5rem; padding-top: .5rem; border-top: 1px solid var(--line); }
.card dt { color: #4d5768; } .card dd { margin: 0; }
@media (max-width: 90rem) {
  /* No room beside the text: the card stands at the foot of the window, whatever word it is of. */
  .card { position: fixed; left: 1rem; right: 1rem; top: auto; bottom: 1rem; width: auto; max-width: 52rem; max-height: 45vh;
    margin: 0 auto; overflow: auto; }
}
@media print { body { background: #fff; } main { border: 0; } .card { display: none !important; } }
"""  # noqa: E501


def page(case: Case) -> str:
    """One HTML file with the report; each mark opens on hover or focus and says what the graph says there."""
    text = case.document.text
    pieces: list[str] = []
    at = 0
    for mark in marks(case):
        pieces += [escape(text[at : mark.start]), _mark(mark, case)]
        at = mark.end
    pieces.append(escape(text[at:]))
    legend = "".join(f'<li><span class="m {k}">{w}</span></li>' for k, w in KINDS)
    legend += "".join(f'<li><span class="m condition {s}">{w}</span></li>' for s, w in STATES)
    count = len({r.statement for r in case.records})
    return (
        "<!doctype html>\n"
        '<html lang="fr"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">"
        f"<title>{escape(case.id)} · casegraph</title><style>{_STYLE}</style></head>\n<body>"
        f"<header><h1>{escape(case.id)}</h1>"
        f"<p>{count} énoncés. Survolez ou parcourez au clavier (Tab) les mots marqués.</p>"
        f'<ul class="legend" aria-label="Légende">{legend}</ul></header>\n'
        f"<main>{''.join(pieces)}</main>\n"
        "<footer>casegraph : ce que le texte dit, et où il le dit.</footer></body></html>\n"
    )


def _mark(mark: Mark, case: Case) -> str:
    words = escape(case.document.text[mark.start : mark.end])
    cards = "".join(
        "<dl>" + "".join(f"<dt>{escape(n)}</dt><dd>{escape(v)}</dd>" for n, v in describe(record, case)) + "</dl>"
        for record in mark.records
    )
    card = f'<span class="card" role="note">{cards}</span>'
    return f'<span class="{" ".join(("m", mark.kind, *mark.states))}" tabindex="0">{words}{card}</span>'
