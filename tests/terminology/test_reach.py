"""How far forms reach: what `find` finds is what trying every stretch of words finds."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from casegraph.remembered import Remembered
from casegraph.terminology.forms import LONGEST
from casegraph.terminology.lexicon import shipped_lexicon
from casegraph.terminology.reach import is_article, reach_of
from casegraph.text.tokens import Tokens, tokenize

WORDS = [
    "cancer",
    "du",
    "de",
    "la",
    "le",
    "l",
    "LA",
    "d",
    "D",
    "hépatite",
    "sein",
    "ovaire",
    "en",
    "gauche",
    "douleur",
    "cellules",
    "grandes",
    "à",
    "carcinome",
    "récepteurs",
    "des",
    "œstrogènes",
    "vitamine",
    "jour",
    "hôpital",
]
GAPS = (" ", " ", " ", " ", "'", "’", ". ", ", ", "\n", "\n\n", "/", " (", "\u00a0")


def tried(tokens: Tokens) -> set[tuple[int, int]]:
    """The first and last word of each form, by trying every stretch."""
    forms = shipped_lexicon().tries.forms
    found = set()
    for first in range(len(tokens)):
        if is_article(tokens, first):
            continue
        words = [tokens.fold[first]]
        for last in range(first, len(tokens)):
            if last > first:
                gap = tokens.gap[last]
                article = is_article(tokens, last)
                if any(c in ".,(" for c in gap if gap != ".") or gap.count("\n") > 1:
                    break
                if (
                    article
                    and tokens.fold[last] in ("la", "le", "l")
                    and tokens.fold[last - 1] not in ("de", "d", "a", "en", "du")
                ):
                    break
                if article:
                    continue
                words.append(tokens.fold[last])
            if len(words) <= LONGEST and " ".join(words) + " " in forms:
                found.add((first, last))
    return found


@settings(deadline=None)  # the first one may have to compile the lexicon
@given(st.lists(st.tuples(st.sampled_from(GAPS), st.sampled_from(WORDS)), max_size=14))
def test_what_is_found_is_what_trying_every_stretch_finds(parts: list[tuple[str, str]]) -> None:
    tokens = tokenize("".join(gap + word for gap, word in parts))
    matches = shipped_lexicon().find(tokens)
    spans = [(m.first, m.last) for m in matches]
    # A form whose capitals the text does not have is no match.
    assert set(spans) <= tried(tokens)
    assert {(f, n) for f, n in tried(tokens) if n > f} <= set(spans)
    assert spans == sorted(spans, key=lambda span: (span[0], -span[1]))


def test_articles_are_passed_over_and_punctuation_cuts() -> None:
    reach = reach_of(tokenize("Cancer de l'ovaire, le sein"))
    assert reach.next_word == ["ovair", "ovair", "ovair", "sein", "sein", ""]
    assert [i for i, article in enumerate(reach.article) if article] == [1, 2, 4]
    assert [i for i, cut in enumerate(reach.cut) if cut] == [4]


def test_a_mere_hyphen_is_told_from_one_with_spaces() -> None:
    reach = reach_of(tokenize("hyper-tension - artérielle\u2010pulmonaire"))
    assert reach.hyphens == [1, 3]
    assert not any(reach.cut)


def test_a_letter_is_an_article_only_before_an_apostrophe() -> None:
    tokens = tokenize("D'une vitamine D, l'hépatite D LA nuit là")
    assert [is_article(tokens, i) for i in range(len(tokens))] == reach_of(tokens).article
    assert [tokens.text[i] for i, article in enumerate(reach_of(tokens).article) if article] == [
        "D", "une", "l", "LA", "là"]  # fmt: skip


def test_answers_are_remembered_within_bounds() -> None:
    asked = []

    def ask(number: int) -> int:
        asked.append(number)
        return number * 2

    remembered = Remembered(ask, most=2)
    assert [remembered[n] for n in (1, 1, 2, 3, 1)] == [2, 2, 4, 6, 2]
    assert asked == [1, 2, 3, 1]
    assert len(remembered) <= 2
