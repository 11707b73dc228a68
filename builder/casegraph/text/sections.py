"""Sections of a report, from the headings that the language pack lists."""

from __future__ import annotations

import re
from functools import cache
from itertools import pairwise

from casegraph.languages.tables import read_table
from casegraph.languages.words import plain_class
from casegraph.records import Section
from casegraph.text.fold import plain, words

__all__ = ["COLUMNS", "NO_SECTIONS", "find_sections", "heading_of"]

COLUMNS = ("heading", "section")

_LINE = re.compile(r"[^\n]+")
# A heading stands alone on its line, or is followed by a colon: "ÉVOLUTION", "3. Examen clinique :", "Biologie : Hb 9".
_MARK = re.compile(r"\s*(?:[-–—•*·#>\"«]+\s*)?(?:(?:[IVX]{1,4}|\d{1,2}|[A-Z])\s*[.)°/-]\s*)?")
#: "Discussion. Le rôle de ...", "Premier cas – Un garçon ...".
_OPENED = re.compile(r"([A-ZÉ][^.–—\n]{3,30}?)(?:\.\s?[–—-]?|\s[–—])\s(?=\S)")
_LONGEST = 80
#: Sections of lists, which do not go on behind the heading of another matter.
_BACKGROUND = frozenset({"history", "family-history", "maternal-history", "pregnancy", "allergies", "medication",
                         "treatment", "lifestyle", "reason"})  # fmt: skip
_ANSWERED = "|".join(map(re.escape, sorted(plain_class("undone-answers"))))
_UNDONE = re.compile(rf"(?:{_ANSWERED})e?s?\b")
#: What stands in the table for a label that opens no section of its own: "Infectieux : ..." in a course.
_AROUND = "around"
#: And for one that tells what is now, whose words stay with what stands behind: "À l'entrée : PAM 52 mmHg".
_NOW = "now"
NO_SECTIONS = frozenset({_AROUND, _NOW})


@cache
def _headings(language: str) -> dict[str, str]:
    """The section of each heading, as written and as its words fold: "Suites" tells a course, "Suite" a plan."""
    rows = [(row["heading"], row["section"]) for row in read_table(language, "sections", COLUMNS)]
    return {" ".join(words(heading)): section for heading, section in rows} | {
        plain(heading): section for heading, section in rows
    }


def _section_of(title: str, known: dict[str, str]) -> str | None:
    return known.get(plain(title)) or known.get(" ".join(words(title)))


def find_sections(text: str, language: str = "fr") -> tuple[Section, ...]:
    """The sections in order; they cover the whole text. A report without headings is one section "report".

    A discussion right before what is proposed is the meeting's of the patient's case, not of the literature.
    """
    known = _headings(language)
    found: list[tuple[str, int, int]] = []
    around = "report"
    for line in _LINE.finditer(text):
        heading = _heading(line.group(), known)
        now = heading is not None and heading[0] == _NOW
        if heading is None or now or _goes_on(text, line.start()):
            if around in _BACKGROUND and (now or _ends_list(text, found[-1][2], line, known)):
                around = "report"
                found.append((around, line.start(), line.start()))
            continue
        name, body = heading
        name = around if name == _AROUND else name
        found.append((name, line.start(), line.start() + body))
        if line.group()[body:].strip() and ":" in line.group()[:body]:
            # What stands behind a colon on the heading's own line ends with the line.
            if around in _BACKGROUND and name not in _BACKGROUND:
                around = "report"  # what comes behind "Histoire : ..." is no history of old
            found.append((around, line.end(), line.end()))
        else:
            around = name
    if not found or text[: found[0][1]].strip():
        found.insert(0, ("report", 0, 0))
    found[0] = (found[0][0], 0, found[0][2])  # empty lines before the first heading are the heading's
    found = [f for n, f in enumerate(found) if n + 1 == len(found) or f[1] != found[n + 1][1] or f[2] > f[1]]
    for n, ((name, start, body), (behind, _, _)) in enumerate(pairwise(found)):
        if (name, behind) == ("discussion", "plan"):
            found[n] = ("course", start, body)
    ends = [start for _, start, _ in found[1:]] + [len(text)]
    sections = (Section(name, start, body, end) for (name, start, body), end in zip(found, ends, strict=True))
    return tuple(s for s in sections if s.end > s.start)


def _goes_on(text: str, start: int) -> bool:
    """Whether a line ends the sentence of the line before: "afin d'évaluer le / traitement." is no heading."""
    before = text[:start].removesuffix("\n")
    return text[start : start + 1].islower() and before[-1:] not in "\n" and before.rstrip(" ")[-1:] not in _ENDS


_ENDS = ".:;!?"
_ITEM = re.compile(r"\s*[-–—•*·]")
#: "Biologie du 12/03 : ...", "Évolution à J3 : ...": a heading and its day, which stay with what stands behind.
_DATED = re.compile(
    r" \(?(?:(?:du|le|à|au|en) )?"
    r"(?:[JM] ?\d{1,3}|\d{1,2}(?:er)?(?:[/.]\d{1,2}(?:[/.]\d{2,4})?| [a-zéû]{3,9}(?: \d{4})?)|(?:19|20)\d\d)\)? ?\Z",
    re.IGNORECASE,
)
#: A line of so many characters that is no item of a list of items is a sentence of its own.
_SENTENCE = 60


def _ends_list(text: str, body: int, line: re.Match[str], known: dict[str, str]) -> bool:
    """Whether a line behind a list of what was before tells of something else: a dated heading, a plain sentence.

    Args:
        body: where the list begins.
    """
    written = line.group()
    colon = written.find(":")
    if 0 < colon <= _LONGEST and (day := _DATED.search(written[:colon])):
        section = _section_of(written[: day.start()].strip(), known)
        if section is not None and section not in _BACKGROUND:
            return True
    listed = _ITEM.match(text[body : line.start()].lstrip(" \t\n:"))
    return bool(listed) and not _ITEM.match(written) and len(written) >= _SENTENCE and written[:1].isupper()


def heading_of(line: str, language: str = "fr") -> int | None:
    """Where on a line the words behind its heading begin; None where it has no heading."""
    heading = _heading(line, _headings(language))
    return heading[1] if heading else None


def _heading(line: str, known: dict[str, str]) -> tuple[str, int] | None:
    mark = _MARK.match(line)
    start = mark.end() if mark else 0
    colon = line.find(":", start, start + _LONGEST)
    if colon < 0 and (opened := _OPENED.match(line, start)) and (name := _section_of(opened[1], known)):
        return name, opened.end()
    stop = colon if colon >= 0 else len(line)
    title = line[start:stop].strip(' \t.*#_»"')
    if not title or len(title) > _LONGEST:
        return None
    name = _section_of(title, known)
    if name is None:
        return None
    if colon >= 0:
        body = line[colon + 1 :].strip(" \t.")
        if plain(body) in plain_class("answers") or _UNDONE.match(plain(body)):
            return None  # "Allergies : aucune", "IRM : annulée (pacemaker)": a question and its answer, no heading
        # What is discussed on the heading's own line is the patient's case, not the literature.
        return ("course" if name == "discussion" and body else name), colon + 1
    # Without a colon the heading must have the line to itself.
    return name, len(line)
