"""The marked report in the terminal."""

from __future__ import annotations

from rich.text import Text

from casegraph.records import Case
from casegraph.show.marks import KINDS, STATES, marks

__all__ = ["legend", "marked_text"]

_COLOURS = {
    "condition": "red", "treatment": "green", "procedure": "blue", "observation": "magenta", "encounter": "cyan",
    "circumstance": "yellow", "patient": "cyan", "time": "bright_black",
}  # fmt: skip
_STATES = {
    "absent": "strike", "suspected": "underline", "held": "bold reverse", "planned": "underline",
    "family": "dim italic", "past": "italic",
}  # fmt: skip


def marked_text(case: Case) -> Text:
    """The report's text with its statements coloured by kind; absent ones struck, suspected ones underlined."""
    text = Text(case.document.text)
    for mark in marks(case):
        styles = [_COLOURS[mark.kind], *(_STATES[state] for state in mark.states)]
        text.stylize(" ".join(styles), mark.start, mark.end)
    return text


def legend() -> Text:
    """What the colours and styles mean."""
    text = Text()
    for kind, word in KINDS:
        text.append(word, style=_COLOURS[kind]).append("  ")
    for state, word in STATES:
        text.append(word, style=_STATES[state]).append("  ")
    return text
