"""What is said of each condition: present, absent, suspected, at risk, hypothetical; whose it is; past or current.

A cue reaches over its own clause and stops at a causal connector, a contrast, a relative, a verb. A list under one
negation goes on over its commas ("sans fièvre, ni frissons, ni toux").
"""

from __future__ import annotations

from dataclasses import dataclass

from casegraph.languages.cues import Cue, find_cues
from casegraph.reading import Reading, SentenceView
from casegraph.text.fold import fold

__all__ = ["Said", "find_presence"]

#: The stronger word wins where two cues reach one mention.
_STRENGTH = {"present": 0, "suspected": 1, "at-risk": 2, "hypothetical": 3, "absent": 4}
_LIST_WORDS = frozenset({"ni", "ou", "et", "de", "d", "du", "des", "la", "le", "les", "l", "un", "une", "voire", "a"})
_ORIGIN = frozenset({"origin", "etiologi", "caus", "nature", "natur", "contexte", "context", "lien", "mecanism"})
_FARTHEST = 14
#: What is searched for, excluded or gone is a finding; a treatment after such words is another matter.
_FINDINGS_ONLY = ("ruled-out", "resolved")
_FINDING_KINDS = ("condition", "assessment", "observable", "organism")
_FAMILY_SECTION = "family-history"


@dataclass(frozen=True, slots=True)
class Said:
    """What the text says of one mention. `cue` is the words' first and last index, or None where nothing says so."""

    presence: str = "present"
    experiencer: str = "patient"
    relative: str | None = None
    history: bool = False
    resolved: bool = False
    negated: bool = False
    cue: tuple[int, int] | None = None


def find_presence(reading: Reading) -> list[Said]:
    """One `Said` for each mention of the reading, whatever its kind."""
    said = [Said()] * len(reading.mentions)
    for view in reading.sentences:
        if view.mentions:
            _sentence(reading, view, said)
    return said


def _sentence(reading: Reading, view: SentenceView, said: list[Said]) -> None:
    cues = find_cues(reading.cue_text, view.first, view.last, reading.language, "cues")
    inside = {i for n in view.mentions for i in range(reading.mentions[n].first, reading.mentions[n].last + 1)}
    # A cue inside a concept's own name is part of the name ("non à petites cellules"); "risque de chute" is a risk.
    cues = [c for c in cues if c.effect == "at-risk" or not inside.issuperset(range(c.first, c.last + 1))]
    cues += _interrupted(reading, view)
    section = view.sentence.section
    effects: dict[int, list[tuple[str, Cue]]] = {}
    # What "aurait pu faire suspecter" brings in is no longer under an earlier "sans".
    stops = [c for c in cues if c.effect in ("boundary", "hypothetical")]
    for cue in cues:
        if cue.effect == "boundary":
            continue
        for number in _reached(reading, view, cue, stops):
            if cue.effect not in _FINDINGS_ONLY or reading.mentions[number].kind in _FINDING_KINDS:
                effects.setdefault(number, []).append((cue.effect, cue))
    for number in view.mentions:
        said[number] = _combine(effects.get(number, []), section, _questioned(reading, number))


_NEGATORS = frozenset({"pas", "plu", "ni", "jamai"})


def _interrupted(reading: Reading, view: SentenceView) -> list[Cue]:
    """A negation with a clause set in: "pas, malgré une forte exposition, de silicose", "ni, à la marche, d'ataxie"."""
    tokens = reading.tokens
    found = []
    for i in range(view.first, view.last - 2):
        if tokens.fold[i] in _NEGATORS and tokens.gap[i + 1].startswith(","):
            for j in range(i + 2, min(i + 12, view.last - 1)):
                if "," in tokens.gap[j]:
                    if tokens.fold[j] in ("de", "d"):
                        found.append(Cue(j, j, "absent", "after"))
                    break
    return found


def _combine(effects: list[tuple[str, Cue]], section: str, questioned: bool) -> Said:
    presence, cue_words = "present", None
    if questioned:
        presence = "suspected"
    relative: str | None = None
    history = section == "history"
    resolved = False
    neutral = [c for e, c in effects if e == "neutral"]
    for effect, cue in effects:
        if effect.startswith("family:"):
            relative = effect.split(":")[1]
        elif effect == "history":
            history = True
        elif effect in _FINDINGS_ONLY:
            resolved = resolved or effect == "resolved"
            presence, cue_words = "absent", (cue.first, cue.last)
        elif effect in _STRENGTH and _STRENGTH[effect] > _STRENGTH[presence]:
            if effect == "absent" and neutral:
                continue
            presence, cue_words = effect, (cue.first, cue.last)
    if section == _FAMILY_SECTION and relative is None:
        relative = "relative"
    experiencer = "family" if relative else "other" if section == "discussion" else "patient"
    return Said(presence, experiencer, relative, history, resolved, presence == "absent", cue_words)


def _questioned(reading: Reading, number: int) -> bool:
    """Whether a question mark follows: "EP ?"."""
    mention = reading.mentions[number]
    after = reading.document.text[mention.end : mention.end + 3].lstrip(" \u00a0\u202f)")
    return after.startswith("?")


def _reached(reading: Reading, view: SentenceView, cue: Cue, stops: list[Cue]) -> list[int]:
    """The mentions that a cue reaches."""
    if cue.reach == "clause":
        return _family_scope(reading, view, cue)
    if cue.effect == "absent" and _answers(reading, view, cue):
        return _touching(reading, view, cue)
    if cue.reach == "touching":
        return _touching(reading, view, cue)
    if cue.reach == "either":
        return _backward(reading, view, cue) or _forward(reading, view, cue, stops)
    if cue.reach == "next":
        return [n for n in _forward(reading, view, cue, stops) if reading.mentions[n].first <= cue.last + 1]
    if cue.reach == "after":
        return _forward(reading, view, cue, stops)
    if cue.reach == "before":
        return _backward(reading, view, cue)
    if cue.reach == "before-search":
        return _searched(reading, view, cue)
    return _around(reading, view, cue, stops)


def _answers(reading: Reading, view: SentenceView, cue: Cue) -> bool:
    """Whether a cue is a form's answer: "Fièvre : non.", "Ictère : absent"."""
    tokens = reading.tokens
    if ":" not in tokens.gap[cue.first]:
        return False
    after = tokens.gap[cue.last + 1] if cue.last + 1 < len(tokens) else "."
    return cue.last + 1 >= view.last or any(c in after for c in ".,;\n")


def _touching(reading: Reading, view: SentenceView, cue: Cue) -> list[int]:
    """The finding that the cue stands right behind, with its site and adjectives between at most."""
    before = [
        n for n in view.mentions if reading.mentions[n].last < cue.first and reading.mentions[n].kind == "condition"
    ]
    if not before or _end_with_sites(reading, view, before[-1], cue.first) + 2 < cue.first:
        return []
    gap = "".join(reading.tokens.gap[reading.mentions[before[-1]].last + 1 : cue.first + 1])
    return [] if any(c in gap for c in ",;.") else before[-1:]


def _end_with_sites(reading: Reading, view: SentenceView, number: int, limit: int) -> int:
    """The last word of a mention with the sites that follow it."""
    end = reading.mentions[number].last
    for n in view.mentions:
        mention = reading.mentions[n]
        if mention.kind == "site" and 0 < mention.first - end <= 4 and mention.last < limit:
            end = mention.last
    return end


def _forward(reading: Reading, view: SentenceView, cue: Cue, stops: list[Cue]) -> list[int]:
    """From the cue on: through one list of things, to where its clause ends."""
    tokens = reading.tokens
    limit = view.last
    for stop in stops:
        # "Dans ses antécédents on note ..." goes on over its verb.
        if stop.first > cue.last and _stops(cue, stop):
            limit = stop.first
            break
    reached: list[int] = []
    last_word = cue.last
    for number in view.mentions:
        mention = reading.mentions[number]
        # Of "sans signe de malignité" the name may begin inside the cue; a risk may be named as one.
        if (
            mention.last <= cue.last
            or mention.first < cue.first
            or (mention.first == cue.first and cue.effect != "at-risk")
        ):
            continue
        if mention.first >= limit:
            break
        if not reached and mention.first - cue.last > _FARTHEST:
            break
        if mention.kind == "encounter" and "," in "".join(tokens.gap[last_word + 1 : mention.first + 1]):
            break  # "sans antécédent notable, hospitalisée pour ..."
        if cue.effect in _ABSENCE and _not_meant(reading, number, last_word, bool(reached)):
            break
        if _broken(reading, last_word, mention.first, bool(reached), cue.effect, tokens.fold[cue.first] == "san"):
            break
        reached.append(number)
        last_word = max(last_word, mention.last)
    return reached


def _stops(cue: Cue, stop: Cue) -> bool:
    if stop.effect != "boundary":
        return cue.effect == "absent"
    return cue.reach != "either" or stop.reach != "verb"


_PLACING = frozenset({"a", "au", "aux", "sur", "lor", "par", "sou", "apre", "avant", "don", "malgre"})


#: A list of what is absent ends where something is said to be there: "sans souffle, murmure vésiculaire conservé".
_THERE = frozenset({"conservé", "preservé", "normal", "normaux", "present", "presents", "symetriqu", "libre"})
_ABSENCE = ("absent", "ruled-out", "resolved")


def _not_meant(reading: Reading, number: int, left: int, listed: bool) -> bool:
    """Whether a mention that a negation could reach is none of the things negated."""
    mention = reading.mentions[number]
    if mention.kind not in ("condition", "site") and _placed(reading, left, mention.first):
        return True
    words = reading.tokens.fold
    before = words[left + 1 : mention.first]
    if mention.kind == "condition" and _treats(reading, left, before):
        return True
    if "ainsi" in before and {"un", "une"} & set(before):
        return True
    comma = "," in "".join(reading.tokens.gap[left + 1 : mention.first + 1])
    return comma and listed and bool(_THERE & set(words[mention.last + 1 : mention.last + 3]))


def _treats(reading: Reading, left: int, between: list[str]) -> bool:
    """Whether a condition is what the negated treatment or test was for: "aucune prophylaxie contre la varicelle"."""
    number = reading.mention_at.get(left)
    if number is None or reading.mentions[number].kind not in ("treatment", "procedure"):
        return False
    return not {"ni", "ou", "et"} & set(between)


def _placed(reading: Reading, left: int, right: int) -> bool:
    """Whether a test or treatment only says where or how: "aucune lésion au scanner"."""
    return bool(_PLACING & set(reading.tokens.fold[max(left + 1, right - 3) : right]))


def _broken(reading: Reading, last_word: int, first: int, started: bool, effect: str, bare: bool) -> bool:
    """Whether what stands between two words of a scope ends it."""
    tokens = reading.tokens
    for i in range(last_word + 1, first + 1):
        gap = tokens.gap[i]
        if ";" in gap or ":" in gap or ". " in gap or ")" in gap:
            return True
        if "(" in gap and effect != "history":
            return started
        if "," in gap and not _list_goes_on(reading, i, first, effect, bare):
            return True
        if "\n" in gap and gap.count("\n") > 1:
            return True
        if started and effect in (*_ABSENCE, "suspected") and tokens.fold[i] == "et" and _new_thing(reading, i, first):
            return True
    return False


def _list_goes_on(reading: Reading, i: int, first: int, effect: str, bare: bool) -> bool:
    """After a comma a list goes on with a bare item or "ni", "ou", "de"; an article starts something new."""
    tokens = reading.tokens
    if effect == "history":
        return True
    word = tokens.fold[i]
    if word in ("ni", "ou", "de", "d", "mention", "non", "voire"):
        return True
    if i == first:
        # "sans fièvre, frissons": a bare list; "pas de fièvre, hypertension": a new statement.
        return effect != "absent" or bare
    # An adjective or a short phrase may stand before the item, but no article and no verb.
    between = tokens.fold[i:first]
    return (
        effect == "absent" and bare and len(between) <= 2 and not any(w in _LIST_WORDS or w in _VERBS for w in between)
    )


_VERBS = frozenset(
    {
        "cet",
        "ce",
        "ces",
        "son",
        "sa",
        "ses",
        "leur",
        "est",
        "a",
        "ont",
        "sont",
        "etait",
        "etaient",
        "avait",
        "avaient",
        "il",
        "elle",
        "on",
        "avec",
        "par",
        "pour",
        "en",
        "dan",
        "sur",
        "au",
        "aux",
    }
)


def _new_thing(reading: Reading, i: int, first: int) -> bool:
    """ "et une", "et la", "et il": after "et" an article or pronoun starts a new statement; a bare word goes on."""
    tokens = reading.tokens
    return (
        i + 1 <= first
        and i + 1 < len(tokens)
        and tokens.fold[i + 1] in ("un", "une", "le", "la", "les", "il", "elle", "on", "avec", "present", "l")
    )


def _backward(reading: Reading, view: SentenceView, cue: Cue) -> list[int]:
    """The subject before the cue: the nearest condition and what is coordinated with it."""
    tokens = reading.tokens
    reached: list[int] = []
    next_word = cue.first
    for number in reversed([n for n in view.mentions if reading.mentions[n].last < cue.first]):
        mention = reading.mentions[number]
        if mention.kind == "site":
            if _BLOCK & set(tokens.fold[mention.last + 1 : next_word]):
                break
            if not reached:
                next_word = min(next_word, mention.first)
            continue
        if mention.kind not in ("condition", "assessment"):
            break
        between = range(mention.last + 1, next_word + 1)
        gaps = "".join(tokens.gap[i] for i in between)
        words = [tokens.fold[i] for i in range(mention.last + 1, next_word)]
        if any(c in gaps for c in ";:."):
            break
        if reached:
            if not set(words) <= _LIST_WORDS or len(words) > 3:
                break
        elif len(words) > 6 or any(w in _BLOCK for w in words):
            break
        reached.append(number)
        next_word = mention.first
    return reached


_BLOCK = frozenset({"aucun", "mai", "qui", "que", "don", "dont", "ou", "puis", "pour", "devant"})


_SEARCHES = frozenset({"recherch", "serologi", "pcr", "depistag"})
_ELSEWHERE = frozenset({"avec", "revelé", "montré", "objectivé", "dan", "sur"})


def _searched(reading: Reading, view: SentenceView, cue: Cue) -> list[int]:
    """ "La recherche de X est négative": only what was searched for is absent."""
    tokens = reading.tokens
    head = [i for i in range(view.first, cue.first) if tokens.fold[i] in _SEARCHES]
    if not head:
        return []
    return [
        n
        for n in view.mentions
        if not _ELSEWHERE & set(tokens.fold[head[0] : reading.mentions[n].first])
        and head[0] < reading.mentions[n].first
        and reading.mentions[n].last < cue.first
        and reading.mentions[n].kind == "condition"
    ]


def _around(reading: Reading, view: SentenceView, cue: Cue, stops: list[Cue]) -> list[int]:
    """An adjective or adverb of doubt: what it stands right before or right after."""
    tokens = reading.tokens
    before = [tokens.fold[i] for i in range(max(view.first, cue.first - 4), cue.first)]
    if _ORIGIN & set(before):
        # "d'origine tumorale probable": the origin is doubtful, not what comes from it.
        origin = max(i for i in range(max(view.first, cue.first - 4), cue.first) if tokens.fold[i] in _ORIGIN)
        after = [n for n in view.mentions if 0 < reading.mentions[n].first - cue.last <= 3]
        return [n for n in view.mentions if origin < reading.mentions[n].first < cue.first] or after
    reached = []
    for number in view.mentions:
        mention = reading.mentions[number]
        if mention.kind == "site":
            continue
        end = _end_with_sites(reading, view, number, cue.first)
        if (0 < cue.first - end <= 2 and not _cut(reading, end, cue.first)) or (
            0 < mention.first - cue.last <= 3
            and not _cut(reading, cue.last, mention.first)
            and not any(cue.last < s.first < mention.first for s in stops)
        ):
            reached.append(number)
    if len(reached) > 1 and any(reading.mentions[n].first > cue.last for n in reached):
        after = [n for n in reached if reading.mentions[n].first > cue.last]
        # An adjective before its noun ("une possible surinfection") says nothing of what stood before it.
        if tokens.fold[cue.first - 1 : cue.first] and tokens.fold[cue.first - 1] in _LIST_WORDS:
            return after
    return reached


def _cut(reading: Reading, left: int, right: int) -> bool:
    return any(c in "".join(reading.tokens.gap[left + 1 : right + 1]) for c in ",;:.")


def _family_scope(reading: Reading, view: SentenceView, cue: Cue) -> list[int]:
    """A relative owns what is said in the rest of the sentence, and what stands right before "chez sa mère"."""
    tokens = reading.tokens
    owned = []
    introduced = tokens.fold[max(view.first, cue.first - 2) : cue.first + 1]
    before = any(w in ("chez", "dan", "de", "par") for w in introduced) or tokens.gap[cue.first].strip().endswith("(")
    for number in view.mentions:
        mention = reading.mentions[number]
        if (mention.first > cue.last and not _patient_again(reading, view, cue, mention.first)) or (
            before and mention.last < cue.first and not _far(reading, mention.last, cue.first)
        ):
            owned.append(number)
    return owned


_PATIENT = frozenset({"patient", "patiente", "interessé", "malad"})
_OWN = frozenset(map(fold, ("sa", "son", "se", "il", "elle", "ses")))
#: "un frère suivi pour ..., qui présente ...": what follows the comma is the patient's again.
_GOES_ON = _OWN | frozenset(
    map(fold, ("qui", "ayant", "sans", "adressé", "admis", "hospitalisé", "consulte", "consultant"))
)
_GOES_ON |= frozenset(map(fold, ("présentant", "présente", "présentait", "opéré", "vu", "cette", "ce")))
_EMBEDDING = frozenset(map(fold, ("ayant", "avec", "un", "une", "avait", "dont", "chez", "comme", "deux")))


def _patient_again(reading: Reading, view: SentenceView, cue: Cue, right: int) -> bool:
    """Whether the text is back at the patient: named, or after a comma with "sa médication", "il", "qui présente"."""
    tokens = reading.tokens
    embedded = bool(_EMBEDDING & set(tokens.fold[max(view.first, cue.first - 2) : cue.first + 1]))
    back = _GOES_ON if embedded or cue.effect == "family:relative" else _OWN
    for i in range(cue.last + 1, right + 1):
        if ";" in tokens.gap[i] or (i < right and tokens.fold[i] in _PATIENT):
            return True
        if "," in tokens.gap[i] and i < right and tokens.fold[i] in back:
            return True
    return False


def _far(reading: Reading, left: int, right: int) -> bool:
    return right - left > 8 or any(c in "".join(reading.tokens.gap[left + 1 : right + 1]) for c in ";.")
