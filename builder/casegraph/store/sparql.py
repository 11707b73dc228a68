"""What a user's own SPARQL may not do, and what is wrong with it, in one line."""

from __future__ import annotations

import re

from casegraph.errors import QueryError

__all__ = ["check_reads_only", "names_its_graphs", "syntax_error"]

# Strings, IRIs, comments, variables, language tags and the local parts of names: what stands in them is no keyword.
_NO_KEYWORD = re.compile(
    r'"""(?:[^\\]|\\.)*?"""|'
    r"'''(?:[^\\]|\\.)*?'''|"
    r'"(?:[^"\\\n\r]|\\.)*"|'
    r"'(?:[^'\\\n\r]|\\.)*'|"
    r'<[^<>"{}|^`\\\x00-\x20]*>|#[^\n\r]*|'
    r"[?$]\w+|@[A-Za-z0-9-]+|:(?:[\w:%]|\\.)(?:[\w:.%-]|\\.)*",
    re.DOTALL,
)
# SPARQL reads a code point as the character it names before anything else: those of ASCII make quotes and keywords.
_CODE_POINT = re.compile(r"\\(?:u00|U000000)(?:0[AaDd]|[2-7][0-9A-Fa-f])")
# The engine needs no space around a keyword: 1SERVICE, SERVICEe:x.
#: What stands for a blanked part, where the part itself is looked for: an IRI, a prefix.
_KEPT = {"<": "<>", ":": ":"}
_FROM = re.compile(r"FROM", re.IGNORECASE)
_PROLOGUE = re.compile(r"(?:\s*(?:PREFIX\s+[^\s:]*:|BASE)\s*<>)*\s*", re.IGNORECASE)
_UPDATE = re.compile(r"(?:INSERT|DELETE|LOAD|CLEAR|DROP|CREATE|COPY|MOVE|ADD|WITH)\b", re.IGNORECASE)
_SERVICE = re.compile(r"SERVICE", re.IGNORECASE)
_PLACE = re.compile(r"error at (\d+):(\d+)")
_SHOWN = 30


def check_reads_only(text: str) -> None:
    """Let only queries through that change nothing and ask nobody else.

    Raises:
        QueryError: the text is an update, or has a SERVICE clause, which would send what it binds to another machine;
            or an ASCII character is written as its code point, behind which either could hide.
    """
    if _CODE_POINT.search(text):
        raise QueryError(r"write letters and signs of ASCII as they are instead of as their code points (\u0041)")
    words = _words(text)
    update = _UPDATE.match(words, _PROLOGUE.match(words).end())  # type: ignore[union-attr]
    if update is not None:
        raise QueryError(
            f"{update[0].upper()} would change the graph; only SELECT, CONSTRUCT, DESCRIBE and ASK are run"
        )
    if _SERVICE.search(words):
        raise QueryError("a SERVICE clause would send what a report says to another machine; take it out")


def names_its_graphs(text: str) -> bool:
    """Whether a query says by FROM which graphs it asks."""
    return _FROM.search(_words(text)) is not None


def _words(text: str) -> str:
    return _NO_KEYWORD.sub(lambda found: _KEPT.get(found[0][0], " "), text)


def syntax_error(text: str, error: SyntaxError) -> QueryError:
    """The engine's message, which lists every character that could follow, as one line with the place."""
    said = " ".join(str(error).split())
    place = _PLACE.search(said)
    if place is None:
        return QueryError(f"the query is not valid SPARQL: {said}")
    line, column = int(place[1]), int(place[2])
    lines = text.split("\n")
    rest = lines[line - 1][column - 1 :].strip() if line <= len(lines) else ""
    near = f"before {rest[:_SHOWN]!r}" if rest else "at the end"
    why = "; a prefix is not declared" if "Prefix not found" in said else ""
    return QueryError(f"the query is not valid SPARQL: line {line}, column {column}, {near}{why}")
