"""Word classes: the closed lists of words that the rules of the reader go by, as data of the language pack."""

from __future__ import annotations

from functools import cache

from casegraph.errors import TableError
from casegraph.languages.tables import read_table
from casegraph.text.fold import fold, plain

__all__ = ["COLUMNS", "plain_class", "verb_classes", "word_class", "written_class"]

COLUMNS = ("class", "words", "use")


@cache
def word_class(name: str, language: str = "fr") -> frozenset[str]:
    """The folded words of a class of the table `word-classes`, for example the forms of "avoir".

    Raises:
        TableError: the table has no class of that name.
    """
    return frozenset(map(fold, written_class(name, language)))


@cache
def plain_class(*names: str) -> frozenset[str]:
    """The words of French classes without their accents, for texts that may have lost them.

    Raises:
        TableError: the table has no class of one of these names.
    """
    return frozenset(plain(word) for name in names for word in written_class(name))


@cache
def written_class(name: str, language: str = "fr") -> tuple[str, ...]:
    """The words of a class as the table writes them, for example the infinitives of the verbs of duty.

    Raises:
        TableError: the table has no class of that name.
    """
    words = _classes(language).get(name)
    if words is None:
        raise TableError(f"word-classes.tsv: there is no class {name!r}; add a row for it")
    return words


@cache
def verb_classes(language: str = "fr") -> tuple[str, ...]:
    """The names of the classes of infinitives."""
    return tuple(name for name in _classes(language) if name.startswith("verbs-"))


@cache
def _classes(language: str) -> dict[str, tuple[str, ...]]:
    out: dict[str, tuple[str, ...]] = {}
    for row in read_table(language, "word-classes", COLUMNS):
        if row["class"] in out:
            raise TableError(f"word-classes.tsv:{row['line']}: the class {row['class']!r} stands twice")
        out[row["class"]] = tuple(row["words"].split("|"))
    return out
