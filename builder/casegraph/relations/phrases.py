"""The noun phrase of a finding: from its name over what describes it to the sites that it names."""

from __future__ import annotations

from dataclasses import dataclass, field

from casegraph.languages.qualifiers import side_of
from casegraph.languages.words import word_class
from casegraph.reading import Reading

__all__ = ["Phrase", "follow_phrase"]

_TO_SITE = word_class("to-site-words")
_PHRASE_END = word_class("site-phrase-ends")
_BEFORE_SITE = word_class("before-site-words")
_LEADS = word_class("site-leads")
_PLACING = word_class("place-prepositions") | word_class("placing-words")
_TELLS = word_class("telling-verbs")
_SEEN = word_class("seen-participles")
_STANDING = word_class("standing-verbs")
_GRADING = word_class("grading-words")
_ROMAN = word_class("grade-numbers")
_JOINS = word_class("site-joins")
_OF_ITSELF = word_class("organ-tellings")
_OTHERS = word_class("other-ones")
_ORIGIN = word_class("origin-words")
_SPREADING = word_class("spreading-participles")
_LIKENESS = word_class("likeness-words")
_DEFINITE, _INDEFINITE = word_class("definite-articles"), word_class("indefinite-articles")
_AND, _BOTH, _OF_BOTH = word_class("and"), word_class("both"), word_class("both-openers")
_OF = word_class("of-words")
_INSIDE_PHRASE = frozenset({"", "-", "'", "’", "\u2010", "\u2011", '"', "«", "»"})
#: A phrase has at most so many words, and a bracket that is passed over.
_LONGEST, _LONGEST_ASIDE = 48, 16
#: So many unknown words may stand before the first site of a tumour, of another thing, and behind a site.
_STRANGERS, _STRANGERS_OTHER, _STRANGERS_BEHIND = 12, 2, 3
#: Before a site that no preposition leads to ("carcinome lobulaire pléomorphe mammaire") only so many.
_STRANGERS_UNLED = 2
#: Mentions of these kinds describe a finding: an adjective, a grade, a stage, a marker.
_TRANSPARENT = frozenset({"qualifier", "assessment", "observable"})
_ADJECTIVE_ENDINGS = ("é", "ée", "és", "ées", "ique", "iques", "eux", "euse", "euses")
#: The preposition, which folds like the verb "a": "douleur à la hanche".
_AT = frozenset({"à", "À"})
#: So far behind the finding a finding told as an adjective may stand.
_NEAR_ADJECTIVE = 5
_FINITE_ENDINGS = ("aient", "ait", "èrent")


@dataclass(slots=True)
class Phrase:
    """What `follow_phrase` found: the last word, the side, the sites in groups (one for each place), their sides."""

    end: int
    side: str | None = None
    groups: list[list[int]] = field(default_factory=list)
    sides: dict[int, str] = field(default_factory=dict)


def follow_phrase(reading: Reading, number: int, end: int, last: int, groups: list[list[int]]) -> Phrase:
    """Go on from the end of a mention through its adjectives, sizes, asides and prepositions, collecting sites.

    "masse hétérogène de 3 cm (SUV 8), mal limitée, située dans le lobe supérieur droit et le hile": two places.
    """
    return _Walk(reading, number, last, Phrase(end, None, groups)).run(end + 1)


class _Walk:
    """One walk; `led`: a preposition leads to a site just now; `placed`: it is one of place; `fresh`: the next site
    opens a place of its own."""

    def __init__(self, reading: Reading, number: int, last: int, phrase: Phrase) -> None:
        self.reading, self.number, self.last, self.phrase = reading, number, last, phrase
        self.words, self.gaps = reading.tokens.fold, reading.tokens.gap
        self.first = phrase.end + 1
        self.tumour = reading.is_tumour_like(number)
        self.budget = _STRANGERS if self.tumour else _STRANGERS_OTHER
        self.strangers = 0
        self.led = self.placed = False
        self.fresh = not phrase.groups
        #: How the sites so far were opened: "of" ("du dos"), "the" ("sur la joue").
        self.openings: set[str] = set()
        if phrase.groups:
            self.budget = _STRANGERS_BEHIND
        for site in (reading.mentions[n] for group in phrase.groups for n in group):
            self.openings |= self._openings(site.first, site.last)

    def run(self, i: int) -> Phrase:
        """Walk from word `i`."""
        stop = min(self.last, i + _LONGEST)
        following: int | None = i
        while following is not None and following < stop:
            following = self._step(following)
        return self.phrase

    def _step(self, i: int) -> int | None:
        """The next word to look at, or None where the phrase ends."""
        gap = self.gaps[i]
        if ("(" in gap or "[" in gap) and not self._opens_site(i):
            i = self._behind_bracket(i)
            if i < 0:
                return None
            gap = self.gaps[i]
        elif "(" in gap or "[" in gap:
            gap = ""
        gap = gap.replace("]", ")").rpartition(")")[2].strip()
        return self._word(i) if self._passes(i, gap) else None

    def _opens_site(self, i: int) -> bool:
        """Whether a bracket opens with a site or a list of them: "métastases (foie, os)"."""
        j = i
        while j < self.last and j < i + 3 and self.words[j] in _BEFORE_SITE:
            j += 1
        inside = j < self.last and j in self.reading.site_at and j not in self.reading.mention_at
        one_by_one = self.words[i] in _OTHERS or (
            self.words[i] in _DEFINITE and not _INDEFINITE.isdisjoint(self.words[i + 1 : i + 2])
        )
        if inside:
            self.led = True
            self.fresh = not self.phrase.groups
        return inside or (one_by_one and bool(self.phrase.groups))

    def _behind_bracket(self, i: int) -> int:
        """The word behind a bracket, -1 where there is none or it is long: "carcinome canalaire (CCI) du sein"."""
        for k in range(i + 1, min(self.last, i + _LONGEST_ASIDE)):
            gap = self.gaps[k]
            if ")" in gap or "]" in gap:
                return k
            if "(" in gap or ". " in gap or ";" in gap:
                break
        return -1

    def _passes(self, i: int, gap: str) -> bool:
        """Whether the phrase goes on over what stands between two words."""
        if gap in _INSIDE_PHRASE:
            return True
        beside_measure = i in self.reading.quantity_words or i - 1 in self.reading.quantity_words
        if gap in (",", "/"):
            return self._comma(i, beside_measure)
        if gap == ":" and i == self.first and self.tumour:
            self.budget = 0
            self.led = True
            return True
        return beside_measure and gap in ("x", "*", "×", "<", ">")

    def _comma(self, i: int, beside_measure: bool) -> bool:
        """A comma goes on with a list of sites or, at a tumour, with its description; an article opens a new thing."""
        if self.phrase.groups:
            self._open_list()
            opening = "of" if self.words[i] in _OF else "the" if self.words[i] in _DEFINITE else ""
            on = not opening or opening in self.openings or i + 1 not in self.reading.site_at
            if on and (site := self.reading.site_at.get(i)) is not None:
                behind = self.words[self.reading.mentions[site].last + 1 : self.reading.mentions[site].last + 2]
                on = _OF_ITSELF.isdisjoint(behind)  # "pas de thrombus du VG, péricarde sec"
            return self.words[i] not in _INDEFINITE and on
        if self.words[i] in _INDEFINITE or self.words[i] in _DEFINITE:
            return False
        if not beside_measure:
            self.strangers += _STRANGERS_UNLED + 1
            self.led = self.placed = False
        return self.tumour or beside_measure

    def _openings(self, first: int, last: int) -> set[str]:
        """How a list may go on behind a site: with an article only as it began, as another one opens another clause.

        "nodules du foie, de la rate", "sur le tronc, les membres"; not "hernie duodénale, le grêle est normal".
        """
        lead = [w for w in self.words[max(0, first - 3) : first] if w not in _BOTH and not w.isdigit()][-2:]
        out = {"of"} if not _OF.isdisjoint((*lead, *self.words[first : last + 1])) else set()
        return out | {"the"} if lead and lead[-1] in _DEFINITE else out

    def _open_list(self) -> None:
        self.fresh = True
        self.strangers = self.budget = 0
        self.led = self.placed = False

    def _word(self, i: int) -> int | None:
        reading, word = self.reading, self.words[i]
        if i in reading.quantity_words:
            return i + 1
        if word in _SPREADING:
            return None
        if reading.tokens.text[i] in _AT:
            self.led = True
            apart = i + 1 in reading.quantity_words or not _INDEFINITE.isdisjoint(self.words[i + 1 : i + 2])
            return None if apart else i + 1  # "à 5 cm de la marge anale": not there
        site, other = reading.site_at.get(i), reading.mention_at.get(i)
        known = other is not None and other != self.number
        if site is not None and (not known or reading.mentions[other].kind == "qualifier"):  # type: ignore[index]
            return self._attach(site)
        if known:
            return self._over(i, other)  # type: ignore[arg-type]
        side = side_of(word)
        if side is not None:
            self._side(i, side)
            return i + 1
        if word in _BOTH and self.words[i - 1] in _OF_BOTH and i + 1 in reading.site_at:
            self.phrase.side = self.phrase.side or "bilateral"
            return i + 1
        if word in _GRADING or (word in _ROMAN and self.words[i - 1] in _GRADING):
            return i + 1
        if word in _JOINS:
            return self._join(i)
        if word in _TELLS or word in _STANDING:
            return self._told(i)
        if word in _ORIGIN or word in _LIKENESS:
            return self._origin(i)
        if word in _OTHERS and self.phrase.groups and self.fresh:
            # "..., le plus grand dans le lobe droit", "l'une dans le foie, une autre dans la rate"
            self.budget = _STRANGERS
            return i + 1
        if word in _PHRASE_END:
            return None
        return self._plain(i, word)

    def _side(self, i: int, side: str) -> None:
        """A side is that of the place it stands behind; in the plural also that of the places before without one."""
        at = len(self.phrase.groups) - 1
        known = self.phrase.sides.get(at) if at else self.phrase.side
        if known == "bilateral":
            return  # "bilatérale prédominant à droite"
        if known not in (None, side) and self.words[i - 1] in _AND:
            side = self.phrase.sides[at] = "bilateral"  # "droit et gauche"
        self.phrase.side = self.phrase.side if at > 0 and self.phrase.side else side
        plural = self.reading.tokens.text[i].endswith("s")
        for group in range(0 if plural else max(at, 0), at + 1):
            self.phrase.sides.setdefault(group, side)

    def _plain(self, i: int, word: str) -> int | None:
        """A preposition, a word on the way to a site, or an unknown one."""
        if word in _LEADS:
            self.led, self.placed = True, self.placed or word in _PLACING
            return i + 1
        if word in _TO_SITE:
            if word in _PLACING:
                self.openings.add("the")
                # "..., située dans le lobe droit" says more precisely where the same thing is.
                self.led = self.placed = True
                self.fresh = not self.phrase.groups
            return i + 1
        text = self.reading.tokens.text[i]
        if len(word) <= 2 and word.isalpha() and not text.isupper():
            return None
        if text.lower().endswith(_FINITE_ENDINGS):
            return None
        if text.endswith("ant") and self.words[i + 1 : i + 2] and self.words[i + 1] in _DEFINITE:
            return None  # "comprimant la veine cave"
        self.strangers += 1
        self.led = self.placed = False
        return i + 1 if self.strangers <= self.budget else None

    def _attach(self, site: int) -> int | None:
        """Take a site, or end the phrase before one that nothing leads to."""
        reading, groups = self.reading, self.phrase.groups
        last = reading.mentions[site].last
        if groups:
            if self.strangers and not self.placed:
                return None
            if self.fresh and (self._heads_another(last + 1) or self._told_of_itself(last + 1)):
                return None
        elif self.strangers > _STRANGERS_UNLED and not self.led:
            return None
        if self.fresh or not groups:
            groups.append([])
        groups[-1].append(site)
        self.openings |= self._openings(reading.mentions[site].first, last)
        self.phrase.end = last
        self.fresh = self.led = self.placed = False
        self.strangers, self.budget = 0, _STRANGERS_BEHIND
        return last + 1

    def _heads_another(self, i: int) -> bool:
        """Whether the site in a list belongs to the condition behind it: "..., os : métastases"."""
        following = self.reading.mention_at.get(i) if i < self.last else None
        return following is not None and self.reading.mentions[following].kind == "condition"

    def _told_of_itself(self, i: int) -> bool:
        """Whether a site behind a comma has words of its own: "..., rate non palpée", "..., foie libre"."""
        return i < self.last and self.words[i] in _OF_ITSELF and not self.gaps[i].strip()

    def _over(self, i: int, other: int) -> int | None:
        """Past a mention that describes the finding; another finding ends the phrase."""
        mention = self.reading.mentions[other]
        if not self._describes(i, other) and mention.kind not in _TRANSPARENT:
            return None
        self.led = self.placed = False
        return mention.last + 1

    def _describes(self, i: int, other: int) -> bool:
        """Whether a finding is told as an adjective of the one before: "lésion ulcérée et hémorragique du sein"."""
        mention = self.reading.mentions[other]
        near = i - self.phrase.end <= _NEAR_ADJECTIVE and mention.first == mention.last == i
        return near and self.reading.tokens.text[i].lower().endswith(_ADJECTIVE_ENDINGS)

    def _join(self, i: int) -> int | None:
        """ "et", "ou": a list of sites goes on, or, before any site, of adjectives."""
        if self.phrase.groups:
            if self.words[i + 1 : i + 2] and self.words[i + 1] in _INDEFINITE and i + 2 in self.reading.site_at:
                return None  # "un nodule du foie et une rate augmentée"
            self._open_list()
            return i + 1
        following = self.words[i + 1] if i + 1 < self.last and self.tumour else "le"
        if i + 1 in self.reading.quantity_words:
            return i + 1
        other = self.reading.mention_at.get(i + 1)
        if other is not None and self._describes(i + 1, other):
            return i + 1
        if following in _BEFORE_SITE or other is not None or i + 1 in self.reading.site_at:
            return None
        self.strangers += 1
        return i + 1 if self.strangers <= self.budget else None

    def _told(self, i: int) -> int | None:
        """Past a verb that only says where a thing was found: "a été découvert dans", "siégeait au niveau de"."""
        j = i
        if self.words[i] in _TELLS:
            j += 1
            while j < min(self.last, i + 7) and self._sees(j):
                j += 1
            if j == i + 1:
                return None
        else:
            j += 1
        if j >= self.last or self.words[j] not in _PLACING or self.gaps[j].strip():
            return None
        self.strangers, self.budget = 0, max(self.budget, _STRANGERS_BEHIND)
        self.led = self.placed = True
        self.fresh = not self.phrase.groups
        return j

    def _sees(self, j: int) -> bool:
        word = self.words[j]
        if self.gaps[j].strip():
            return False
        return word.endswith(("é", "ment")) or word in _SEEN

    def _origin(self, i: int) -> int | None:
        """ "d'origine colique", "compatible avec une origine mammaire": where the tumour began is its site."""
        for j in range(i, min(self.last, i + 6)):
            if self.words[j] in _ORIGIN:
                self.led = self.placed = True
                self.strangers = 0
                return j + 1
            if j > i and (self.gaps[j].strip() or j in self.reading.mention_at):
                break
        return self._plain(i, self.words[i])
