"""Concept mentions: which of the lexicon's matches stand, and what the words alone say where the lexicon is silent."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache

from casegraph.frozen import dataclass
from casegraph.languages.words import word_class
from casegraph.records import Document
from casegraph.remembered import MOST
from casegraph.terminology.ambiguity import choose, with_meanings
from casegraph.terminology.antibodies import settle_antibodies
from casegraph.terminology.boundaries import settle_boundaries
from casegraph.terminology.concepts import Terminology
from casegraph.terminology.denied import find_denied, settle_denied, undenied
from casegraph.terminology.endings import find_ended
from casegraph.terminology.heads import SIDES, Inside, genus_of, head_of
from casegraph.terminology.inner import inner_things
from casegraph.terminology.institutions import names_institution
from casegraph.terminology.interposed import find_around_short, find_interposed, find_predicated
from casegraph.terminology.lexicon import Lexicon, Match
from casegraph.terminology.lookalikes import is_lookalike
from casegraph.terminology.misread import without_misread
from casegraph.terminology.named import find_named
from casegraph.terminology.organisms import as_findings
from casegraph.terminology.parted import find_parted
from casegraph.terminology.reach import is_article
from casegraph.terminology.stop_forms import (
    is_siteless_form,
    is_stopped,
    is_stopped_without_cancer,
    is_stopped_without_site,
)
from casegraph.terminology.weights import find_weight_changes
from casegraph.text.tokens import Tokens

__all__ = ["Mention", "find_mentions"]


@dataclass(frozen=True, slots=True)
class Mention:
    """A place in the text that names a concept, or a thing that the ontology does not know.

    Words `first` to `last` and offsets `start` to `end`; `kind` as in `Concept`; `concept` a local name or None, then
    `parent` may name the nearest known concept above it. `whole` is the last word of the form when the mention itself
    is only its head ("cancer" of "cancer du sein"), and `genus` its concept, or that of the head before a site in the
    name. `others` are the concepts that the same words may also mean. `within` are the first and last word of a site
    that stands within the name. `placing` is the act by which a device comes to its place.
    """

    first: int
    last: int
    start: int
    end: int
    kind: str
    concept: str | None
    parent: str | None = None
    whole: int = -1
    genus: str | None = None
    others: tuple[str, ...] = ()
    within: tuple[int, int] | None = None
    placing: str | None = None


def _within_sentences(document: Document, mentions: list[Mention]) -> list[Mention]:
    """The mentions without those that a cut parts: a text without full stops is cut where no sentence ends."""
    ends = [sentence.end for sentence in document.sentences]
    last = len(ends) - 1
    return [m for m in mentions if m.end <= ends[min(bisect_right(ends, m.start), last)]] if ends else mentions


def find_mentions(
    document: Document, tokens: Tokens, lexicon: Lexicon, abbreviations: dict[str, str], language: str = "fr"
) -> list[Mention]:
    """The mentions of a report in text order; a site inside a longer mention is kept beside it.

    Args:
        abbreviations: short forms that the text itself defines, folded, to the concept of their long form.
    """
    terminology = lexicon.terminology
    by_name = terminology.by_name
    tokens = lexicon.correct(tokens)
    found = (m for m in lexicon.find(tokens) if not is_stopped(tokens, m, language))
    found = (m for m in found if not is_lookalike(tokens, m, language) and not _written_out(tokens, m, terminology))
    matches = undenied(tokens, list(found), terminology)
    matches += _defined(tokens, abbreviations)
    things: list[Match] = []
    sites: list[Match] = []
    for match in matches:
        if len(match.concepts) == 1:
            (sites if by_name[match.concepts[0]].kind == "site" else things).append(match)
            continue
        kinds = {by_name[c].kind for c in match.concepts}
        if "site" in kinds:
            sites.append(match)
        if kinds != _AT_SITE:
            things.append(match)
    begins = {s.first for s in sites}
    things = _without_siteless(tokens, things, sites, terminology, language)
    things += find_interposed(tokens, things, begins, lexicon, language)
    things += find_predicated(tokens, things, lexicon)
    things += find_around_short(tokens, things, lexicon)
    things += _elided(tokens, _longest(things), begins, lexicon)
    things += find_weight_changes(tokens)
    things = _without_decisions(tokens, _without_cut(tokens, things), terminology)
    parted = find_parted(tokens, things, sites, lexicon)
    things += parted
    chosen = _longest(things)
    inside = Inside(things, sites)
    of_cancer = any(terminology.malignant(c) for m in chosen for c in m.concepts)
    if not of_cancer and not any(_against_cancer(c, terminology) for m in chosen for c in m.concepts):
        chosen = [m for m in chosen if not is_stopped_without_cancer(tokens, m, language)]
    mentions = [
        _mention(document, tokens, match, terminology, inside, language, of_cancer, parted.get(match))
        for match in chosen
    ]
    mentions = [replace(m, placing=_placing(tokens, m, lexicon)) if m.kind == "device" else m for m in mentions]
    mentions += [
        _span(tokens, inner, by_name[concept].kind, concept)
        for inner, concept in inner_things(tokens, chosen, things, terminology)
    ]
    longest_at: dict[int, int] = {}
    for mention in mentions:
        longest_at[mention.first] = max(mention.last, longest_at.get(mention.first, -1))
    taken = {i for m in chosen for i in range(m.first, m.last + 1)}
    for match in _longest(sites):
        # A site that is all of a thing's words is that thing.
        if longest_at.get(match.first) == match.last or _within(tokens, match):
            continue
        concept = next(c for c in match.concepts if by_name[c].kind == "site")
        meanings = with_meanings([concept], tokens, match, terminology, language)
        if len(meanings) > 1:
            concept = choose(meanings, document, tokens, match, terminology, language)
        mentions.append(_site(tokens, match, concept))
    mentions = _with_denied(tokens, mentions, language)
    known = taken | {i for m in mentions if m.kind != "site" for i in range(m.first, m.last + 1)}
    mentions += [
        Mention(first, last, tokens.start[first], tokens.end[last], "condition", None, parent)
        for first, last, parent in find_named(tokens, known, begins, language)
    ]
    known |= {i for m in mentions for i in range(m.first, m.last + 1)}
    mentions += [
        Mention(i, i, tokens.start[i], tokens.end[i], kind, None, parent)
        for i, kind, parent in find_ended(tokens, known, language)
    ]
    mentions = _within_sentences(document, mentions)
    mentions = [m for m in mentions if m.kind != "condition" or not names_institution(tokens, m.first, m.last)]
    mentions = settle_denied(tokens, sorted(mentions, key=lambda m: (m.first, -m.last)))
    mentions = settle_antibodies(tokens, mentions)
    mentions = without_misread(tokens, mentions, terminology)
    mentions = as_findings(tokens, _outside_headings(document, mentions), terminology)
    return settle_boundaries(tokens, mentions, terminology, of_cancer, language)


_AT_SITE = {"site"}


def _without_siteless(
    tokens: Tokens, things: list[Match], sites: list[Match], terminology: Terminology, language: str
) -> list[Match]:
    """The matches without general words of damage that stand beside no body site: "la rupture du contrat"."""
    siteless = [m for m in things if is_siteless_form(tokens, m, language)]
    if not siteless:
        return things
    doubtful = set(siteless)
    by_name = terminology.by_name
    begins = {s.first for s in sites}
    begins |= {m.first for m in things if m not in doubtful and by_name[m.concepts[0]].kind == "condition"}
    gone = {m for m in siteless if is_stopped_without_site(tokens, m, sites, begins)}
    return [m for m in things if m not in gone]


_OF = word_class("of-words")
#: Nouns of a decision on a treatment that is named behind them.
_DECISIONS, _ABSENCE = word_class("decision-nouns"), word_class("absence-words")


def _written_out(tokens: Tokens, match: Match, terminology: Terminology) -> bool:
    """Whether a regimen stands as its drugs, each of which is one: "cisplatine + gemcitabine", not "MVAC"."""
    joined = match.first < match.last and "+" in "".join(tokens.gap[match.first + 1 : match.last + 1])
    return joined and all("DrugRegimen" in terminology.ancestors(c) for c in match.concepts)


def _without_decisions(tokens: Tokens, things: list[Match], terminology: Terminology) -> list[Match]:
    """The matches without a circumstance that only names a treatment with what was decided of it.

    "refus de transfusion" is the transfusion, which a frame then says was refused.
    """
    by_name = terminology.by_name
    doubtful = [
        m
        for m in things
        if m.last > m.first
        and (tokens.fold[m.first] in _DECISIONS or all(by_name[c].kind == "circumstance" for c in m.concepts))
    ]
    if not doubtful:
        return things
    ends: dict[int, list[int]] = {}
    for match in things:
        if any(by_name[c].kind in ("treatment", "procedure", "encounter") for c in match.concepts):
            ends.setdefault(match.last, []).append(match.first)
    gone = {m for m in doubtful if any(first > m.first for first in ends.get(m.last, ()))}
    return [m for m in things if m not in gone] if gone else things


def _without_cut(tokens: Tokens, things: list[Match]) -> list[Match]:
    """The matches without an absence of what only begins a name: "absence de pouls paradoxal" is no absent pulse."""
    absences = [m for m in things if m.last > m.first and tokens.fold[m.first] in _ABSENCE]
    cut = {m for m in absences if any(m.first < o.first <= m.last < o.last for o in things)}
    return [m for m in things if m not in cut] if cut else things


def _with_denied(tokens: Tokens, mentions: list[Mention], language: str) -> list[Mention]:
    """The mentions with the general findings that are denied; "sans maladie résiduelle" names no test."""
    weak: dict[int, list[Mention]] = {}
    for mention in mentions:
        if mention.kind in ("observable", "assessment"):
            for i in range(mention.first, mention.last + 1):
                weak.setdefault(i, []).append(mention)
    strong = {
        i for m in mentions if m.kind not in ("observable", "assessment", "site") for i in range(m.first, m.last + 1)
    }
    gone: set[Mention] = set()
    denied = []
    for first, last, parent in find_denied(tokens, strong, language):
        over = {m for i in range(first, last + 1) for m in weak.get(i, ())}
        if all(first <= m.first for m in over):
            last = max([last, *(m.last for m in over)])
            denied.append(Mention(first, last, tokens.start[first], tokens.end[last], "condition", None, parent))
            gone |= over
    return [*(m for m in mentions if m not in gone), *denied] if denied else mentions


def _placing(tokens: Tokens, device: Mention, lexicon: Lexicon) -> str | None:
    """The act that the name of a device makes with "pose": the catheterization of "une sonde urinaire a été posée"."""
    words = [tokens.fold[i] for i in range(device.first, device.last + 1) if not is_article(tokens, i)]
    for act in _PLACINGS:
        concepts = lexicon.named([*act, *words])
        if len(concepts) == 1 and lexicon.terminology[concepts[0]].kind == "procedure":
            return concepts[0]
    return None


_PLACINGS = (["pose"], ["mise", "place"], ["implantation"])


def _within(tokens: Tokens, match: Match) -> bool:
    """Whether "sein" says "within": "au sein du comité"."""
    i = match.first
    if i != match.last or tokens.fold[i] != "sein" or not i or i + 1 >= len(tokens):
        return False
    return tokens.fold[i - 1] == "au" and tokens.fold[i + 1] in ("de", "d", "du", "des") and tokens.gap[i] == " "


def _outside_headings(document: Document, mentions: list[Mention]) -> list[Mention]:
    """The mentions that do not stand in a section's heading."""
    headings = [(s.start, s.body) for s in document.sections if s.body > s.start]
    if not headings:
        return mentions
    out, at = [], 0
    for mention in mentions:
        while at < len(headings) and headings[at][1] <= mention.start:
            at += 1
        if at == len(headings) or mention.start < headings[at][0]:
            out.append(mention)
    return out


def _elided(tokens: Tokens, chosen: Sequence[Match], sites: set[int], lexicon: Lexicon) -> list[Match]:
    """What a coordination leaves out: "récepteurs d'œstrogènes et de progestérone", "hépatites B et C".

    The further word, with the beginning of the form before it, must itself be a form. A further site ("métastases
    hépatiques et osseuses") is left to the step that places things, but "radiographies du rachis et du bassin" are two.
    """
    out = []
    named = {m.first for m in chosen if lexicon.terminology.any_of(m.concepts, "condition")}
    for match in chosen:
        if match.first == match.last:
            continue
        words = [tokens.fold[i] for i in range(match.first, match.last + 1) if not is_article(tokens, i)]
        last = match.last
        while len(words) > 1:
            following = _coordinated(tokens, last)
            if following is None or (following in sites and not _another_test(tokens, match, last, following, lexicon)):
                break
            if following + 1 in named and tokens.gap[following + 1] == " ":
                break  # "et de multiples nodules": said of what follows
            concepts = next(
                (
                    c
                    for cut in range(len(words) - 1, 0, -1)
                    if (c := lexicon.named([*words[:cut], tokens.fold[following]]))
                ),
                (),
            )
            concepts = tuple(c for c in concepts if _another(c, match.concepts, lexicon.terminology))
            if not concepts:
                break
            out.append(Match(following, following, concepts))
            last = following
    return out


def _another_test(tokens: Tokens, match: Match, last: int, site: int, lexicon: Lexicon) -> bool:
    """Whether a site behind a procedure and an "et" is that of a further one: "thoracique et abdominal".

    In "une échographie et le foie" it is not.
    """
    kinds = {lexicon.terminology[c].kind for c in match.concepts}
    bare = site == last + 2 or not _OF.isdisjoint(tokens.span(last + 2, last + 2))
    return kinds == {"procedure"} and bare and not tokens.mark_behind(last)


def _another(concept: str, concepts: Sequence[str], terminology: Terminology) -> bool:
    """Whether a concept is another one of the same kind; one above or below it only describes the same thing.

    "masse solide et hétérogène" is one mass, "carcinome canalaire et lobulaire" two carcinomas. Behind "devant le refus
    du patient, la chimiothérapie" no second refusal is left out.
    """
    kind = terminology[concept].kind
    return kind not in ("site", "circumstance") and any(
        terminology[c].kind == kind and not terminology.is_a(c, concept) and not terminology.is_a(concept, c)
        for c in concepts
    )


def _coordinated(tokens: Tokens, last: int) -> int | None:
    """The word that "et", "ou" or a comma coordinates with the form that ends at `last`."""
    i = last + 1
    if i >= len(tokens):
        return None
    if tokens.fold[i] in ("et", "ou", "ni"):
        if tokens.gap[i].strip():
            return None
        i += 1
    elif tokens.gap[i].strip() not in (",", "/"):
        return None
    while i < len(tokens) and is_article(tokens, i):
        i += 1
    return i if i < len(tokens) else None


def _defined(tokens: Tokens, abbreviations: dict[str, str]) -> list[Match]:
    if not abbreviations:
        return []
    return [Match(i, i, (abbreviations[text],)) for i, text in enumerate(tokens.text) if text in abbreviations]


def _longest(matches: Sequence[Match]) -> list[Match]:
    """The leftmost longest matches, none overlapping; among equals the last one added (the text's own definition)."""
    ordered = sorted([(m.first - m.last, m.first, -n) for n, m in enumerate(matches)])
    taken: set[int] = set()
    out = []
    for _, first, number in ordered:
        match = matches[-number]
        covered = range(first, match.last + 1)
        if taken.isdisjoint(covered):
            taken.update(covered)
            out.append(match)
    return sorted(out)


def _span(tokens: Tokens, match: Match, kind: str, concept: str) -> Mention:
    return Mention(match.first, match.last, tokens.start[match.first], tokens.end[match.last], kind, concept)


def _site(tokens: Tokens, match: Match, concept: str) -> Mention:
    last = match.last
    if last > match.first and tokens.fold[last] in SIDES:
        last -= 1
    return Mention(match.first, last, tokens.start[match.first], tokens.end[last], "site", concept)


def _mention(
    document: Document,
    tokens: Tokens,
    match: Match,
    terminology: Terminology,
    inside: Inside,
    language: str,
    of_cancer: bool,
    within: tuple[int, int] | None,
) -> Mention:
    by_name = terminology.by_name
    candidates = [c for c in match.concepts if by_name[c].kind != "site"]
    candidates = with_meanings(candidates, tokens, match, terminology, language)
    concept = candidates[0]
    others: tuple[str, ...] = ()
    if len(candidates) > 1:
        concept = choose(candidates, document, tokens, match, terminology, language)
        others = tuple(c for c in candidates if c != concept)
    others += match.others
    kind = by_name[concept].kind
    start, end = tokens.start[match.first], tokens.end[match.last]
    mention = Mention(match.first, match.last, start, end, kind, concept, others=others, within=within)
    if within is not None:
        return mention
    head = head_of(tokens, match, concept, inside, terminology) if of_cancer and kind == "condition" else None
    if head is None:
        genus = genus_of(match, inside, terminology) if kind == "condition" else None
        return replace(mention, genus=genus) if genus is not None else mention
    return replace(mention, last=head.last, end=tokens.end[head.last], whole=head.whole, genus=head.concept)


@lru_cache(maxsize=MOST)
def _against_cancer(concept: str, terminology: Terminology) -> bool:
    """Whether a concept is a treatment of cancer: "progression sous axitinib" needs no other word for the cancer."""
    return not terminology.ancestors(concept).isdisjoint(_CANCER_TREATMENTS)


_CANCER_TREATMENTS = frozenset({"AntineoplasticAgent", "AntineoplasticTherapy"})
