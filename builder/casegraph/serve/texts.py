"""The words of the interface, in French and English: one table, one row a text."""

from __future__ import annotations

from functools import cache
from importlib import resources

from starlette.requests import Request

from casegraph.errors import TableError

__all__ = ["COOKIE", "LANGUAGES", "Texts", "language_of", "texts"]

#: The languages of the interface, the first one the language where nothing says otherwise.
LANGUAGES = ("fr", "en")
#: Where the choice of a reader is kept.
COOKIE = "casegraph-language"
_TABLE = "texts.tsv"


class Texts:
    """The texts of one language; a call gives one, with its {gaps} filled."""

    def __init__(self, language: str, table: dict[str, str]) -> None:
        self.language = language
        self._table = table

    def __call__(self, key: str, /, **gaps: object) -> str:
        """The text of a key.

        Raises:
            TableError: the table has no such key.
        """
        try:
            text = self._table[key]
        except KeyError:
            raise TableError(f"{_TABLE}: no text has the key {key!r}; add a row for it") from None
        return text.format(**gaps) if gaps else text

    def has(self, key: str) -> bool:
        """Whether the table has a key."""
        return key in self._table

    def count(self, key: str, number: int) -> str:
        """A number with its noun: the row `key` for one (in French also for none), `key.many` for others."""
        one = number == 1 or (number == 0 and self.language == "fr")
        sign = f"{number:,}".replace(",", "\N{NARROW NO-BREAK SPACE}" if self.language == "fr" else ",")
        return self(key if one else f"{key}.many", n=sign)


@cache
def texts(language: str) -> Texts:
    """The texts of a language of `LANGUAGES`.

    Raises:
        TableError: a row has not its three columns, or a key stands twice.
    """
    table: dict[str, str] = {}
    lines = (resources.files("casegraph.serve") / _TABLE).read_text(encoding="utf-8").splitlines()
    column = lines[0].split("\t").index(language)
    for number, line in enumerate(lines[1:], 2):
        if not line.strip() or line.startswith("#"):
            continue
        cells = line.split("\t")
        if len(cells) != len(LANGUAGES) + 1 or not all(cells) or cells[0] in table:
            raise TableError(f"{_TABLE}:{number}: a row has a key of its own, a French and an English text")
        table[cells[0]] = cells[column]
    return Texts(language, table)


def language_of(request: Request) -> str:
    """The language of a reader: the one chosen, else the first of the browser's that the interface has, else French."""
    chosen = request.cookies.get(COOKIE)
    if chosen in LANGUAGES:
        return chosen
    ranked = []
    for place, part in enumerate(request.headers.get("accept-language", "").split(",")):
        name, _, weight = part.strip().partition(";q=")
        try:
            ranked.append((-float(weight or 1), place, name[:2].lower()))
        except ValueError:
            continue
    return next((name for _, _, name in sorted(ranked) if name in LANGUAGES), LANGUAGES[0])
