"""How far a cue reaches to the right: to the head of what it says, and through one list of such things.

"Sans signe de récidive de la tumeur ni adénopathie": the walk passes the pointing word "signe", takes "récidive", holds
the tumour for its complement, and goes on at "ni". A thing that no concept names ends it: "sans incident de la plaie".
"""

from __future__ import annotations

from casegraph.context.names import drug
from casegraph.context.phrases import is_theme
from casegraph.context.verbs import find_verbs
from casegraph.languages.cues import Cue
from casegraph.languages.words import word_class, written_class
from casegraph.reading import Reading, SentenceView
from casegraph.terminology.mentions import Mention
from casegraph.text.tokens import BRACKETS, CLAUSE_MARKS

__all__ = ["LIST_WORDS", "forward"]

#: Words that may stand between the things of one list.
LIST_WORDS = word_class("list-words")
_FARTHEST = 14
#: The longest bracket, in words, that a list goes on behind.
_BRACKET = 40
_JOINING = word_class("coordinators")
_CLOSING, _DENYING_ON = word_class("list-closers"), word_class("no-or-or")
_BARE_OF, _THAT, _TO = word_class("of"), word_class("that"), word_class("to")
#: What a step of the walk comes to.
_REACHED, _INSIDE, _END = "reached", "inside", "end"
_DENIED = ("absent", "ruled-out")
_ABSENCE = (*_DENIED, "resolved")
#: The effects that are said of the head alone, not of what stands in its complement.
_OF_HEAD = (*_ABSENCE, "suspected")


def forward(reading: Reading, view: SentenceView, cue: Cue, stops: list[Cue]) -> list[int]:
    """The mentions from the cue on that it says something of, through one list, to where its clause ends."""
    limit = _limit(reading, view, cue, stops)
    walk = _Walk(reading, cue)
    listing = cue.effect == "history" and cue.reach == "after"
    if listing and not _LISTS.isdisjoint(map(str.lower, reading.tokens.text[cue.first : cue.last + 1])):
        return _all_listed(reading, view, cue, stops)
    reached: list[int] = []
    for number in view.mentions:
        mention = reading.mentions[number]
        walk.headed |= mention.kind == "condition" and mention.last < cue.first
        # Of "sans signe de malignité" the name may begin inside the cue; a risk may be named as one.
        if (
            mention.last <= cue.last
            or mention.first < cue.first
            or (mention.first == cue.first and cue.effect != "at-risk")
        ):
            continue
        if mention.first >= limit or (not reached and mention.first - cue.last > _FARTHEST):
            break
        if reached and (walk.over_bracket(mention.first) or mention.last < walk.closed):
            continue
        if mention.kind == "encounter" and reading.tokens.parted(walk.left, mention.first, _COMMA):
            break  # "sans antécédent notable, hospitalisée pour ..."
        if mention.first <= walk.left and mention.kind == "site":
            continue
        step = walk.step(number)
        if step is _END:
            break
        if step is _REACHED:
            reached.append(number)
    return reached


_LISTS = frozenset(written_class("history-lists"))


def _all_listed(reading: Reading, view: SentenceView, cue: Cue, stops: list[Cue]) -> list[int]:
    """ "Elle a pour antécédents une HTA, un goitre traité par iode": all that no verb of its own tells, nor what she
    comes with ("une HTA, se plaignant de céphalées")."""
    told = find_verbs(reading, view).told(cue.last + 1, view.last)
    comes = [c.first for c in stops if c.reach == "verb" and c.first > cue.last]
    comes = [i for i in comes if not _COMING.isdisjoint(reading.tokens.fold[i : i + 2])]
    stays = [reading.mentions[n] for n in view.mentions if reading.mentions[n].kind == "encounter"]
    comes += [m.first for m in stays if m.first > cue.last and _admitted(reading, m)]
    stop = min([*(g.first for g in told[:1]), *comes], default=view.last)
    stop = reading.tokens.next_mark(cue.last + 1, stop, _SEMICOLON) or stop
    listed = reading.mentions_from(cue.last + 1, stop)
    return [n for n in listed if reading.mentions[n].kind in ("condition", "procedure")]


def _admitted(reading: Reading, stay: Mention) -> bool:
    """ "antécédents de diabète, admise pour une toux"; "hospitalisée en 2010 pour un infarctus" is of the history."""
    tokens = reading.tokens
    near = reading.times_within(stay.end, tokens.end[min(len(tokens) - 1, stay.last + _TO_DATE)])
    return tokens.mark_before(stay.first, _COMMA) and not any(t.kind == "date" or t.relation == "ago" for t in near)


#: Words from a stay to when it was.
_TO_DATE = 4
_ANSWERED, _COMING = word_class("affirming-answers"), word_class("coming-participles")
_COMMA, _SEMICOLON = frozenset(","), frozenset(";")
_IF = word_class("if") | {"s"}


def _limit(reading: Reading, view: SentenceView, cue: Cue, stops: list[Cue]) -> int:
    """The word that the clause of a cue ends before."""
    fold = reading.tokens.fold
    for stop in stops:
        # "argument clinique pour une phlébite" leads on.
        if stop.first <= cue.last or (fold[stop.first] == "pour" and _POINTING & set(fold[cue.first : stop.first])):
            continue
        if cue.effect == "absent" and _names_treatment(reading, stop.first - 1):
            continue
        # "suspicion d'une anémie secondaire à un saignement": both are doubted.
        if (
            fold[stop.first] in _CAUSED
            and _suspicion(reading, cue)
            and not _ONE.isdisjoint(fold[stop.last : stop.last + 2])
        ):
            continue
        if stop.effect not in ("boundary", "found", "confirmed"):
            if cue.effect == "absent":
                return stop.first
            continue
        # "Dans ses antécédents on note ..." and "s'il présente ..." go on over their verb.
        if stop.reach != "verb" or (cue.reach != "either" and fold[cue.first] not in _IF):
            return stop.first
    return view.last


def _names_treatment(reading: Reading, last: int) -> bool:
    """Whether what ends at a word is a treatment that "par" and a drug name: "pas de traitement par lithium"."""
    before = reading.mention_at.get(last)
    if before is None or reading.mentions[before].kind != "treatment" or _BY.isdisjoint(reading.tokens.behind(last, 1)):
        return False
    behind = next((n for k in (last + 2, last + 3) if (n := reading.mention_at.get(k)) is not None), None)
    return behind is not None and drug(reading, behind)


def _suspicion(reading: Reading, cue: Cue) -> bool:
    """Whether a cue is a noun of doubt: "la suspicion de", "l'hypothèse de"."""
    return cue.effect == "suspected" and not _DOUBTS.isdisjoint(reading.tokens.span(cue.first, cue.last))


#: Nouns and verbs that only lead to what is meant: "signe de", "apparition de", "sans retrouver de".
_POINTING = word_class("pointing-nouns")
#: Words that leave the head open: articles, adverbs, adjectives that stand before their noun.
_LOOKED = word_class("examination-adjectives")
_OPEN = word_class("determiners") | word_class("open-words") | _LOOKED
_OF = word_class("of-words")
_PREPOSITIONS = word_class("placing-prepositions") | word_class("place-prepositions")
_INFINITIVES = ("er", "ir", "oir", "dre", "tre")
_BEING, _NYING = word_class("existence-nouns"), word_class("denying-forms")
#: What stands before a thing of a list.
_ITEM = frozenset(",:")


def _of_item(reading: Reading, first: int) -> bool:
    """Whether "sans" is said of one thing of a list that goes on behind: "HTA, BPCO sans exacerbation, obésité"."""
    tokens = reading.tokens
    number = reading.mention_at.get(first - 1)
    if number is None or reading.mentions[number].kind != "condition" or tokens.gap[first].strip():
        return False
    return not _ITEM.isdisjoint(tokens.gap[reading.mentions[number].first])


class _Walk:
    """The words behind a cue, read from one mention to the next; `left` is the last word read."""

    def __init__(self, reading: Reading, cue: Cue) -> None:
        self.reading, self.cue = reading, cue
        self.left = cue.last
        self._of_head = cue.effect in _OF_HEAD
        self._pointing = _POINTING_OR_COURSE if cue.effect == "suspected" else _POINTING
        self._bare = reading.tokens.fold[cue.first] == "san"
        # "disparition de la fièvre, des adénopathies et régression de ...": each thing gone has its own "de".
        self._gone = cue.effect == "resolved" and reading.tokens.fold[cue.last] in _OF
        self._item = self._bare and _of_item(reading, cue.first)
        self._likens = cue.effect == "suspected" and not _LIKENING.isdisjoint(
            reading.tokens.fold[cue.first : cue.last + 1]
        )
        # "diagnostic différentiel entre un lymphome et une tuberculose", "hypothèses : ...": what follows is one list.
        tokens = reading.tokens
        colon = tokens.marked(cue.last + 1, cue.last + 2, _COLON)
        listed = (
            colon or tokens.fold[cue.last] in _LISTING or not _WEIGHED.isdisjoint(tokens.span(cue.first, cue.last + 2))
        )
        # "elle nie avoir eu une toux, une fièvre ou des frissons": so is what somebody says not to have.
        denied = cue.effect == "absent" and not _NYING.isdisjoint(tokens.span(cue.first, cue.last))
        self._listing = (cue.effect == "suspected" and listed) or denied
        told = find_verbs(reading, reading.sentence_of(cue.first)).groups if denied else ()
        self._told = [g.first for g in told if g.finite and g.first > cue.last]
        self._started = self._pointed = self._definite = False
        self.headed = False  # whether a condition stands in the sentence before the cue
        self.closed = -1  # the word behind a bracket that was stepped over

    def step(self, number: int) -> str:
        """Whether the next mention is reached, stands inside the one before it, or ends the scope."""
        mention = self.reading.mentions[number]
        left, first = self.left, mention.first
        if self.cue.effect in _DENIED and self._told_before(first):
            self.left = max(left, mention.last)
            return _INSIDE
        if self.cue.effect in _ABSENCE and self._not_meant(number):
            return _END
        if any(left < verb < first for verb in self._told):
            return _END  # "elle nie toute fièvre et mène une vie active"
        if self._broken(first) or self._excepted(first) or self._evoked(first):
            return _END
        if self.cue.effect in _ABSENCE and self._affirmed(number):
            return _END
        named = self.cue.effect in _ABSENCE and _names_treatment(self.reading, self.left)
        self.left = max(left, mention.last)
        joined = self._joined(left, first)
        if self._of_head and self._started and joined < 0:
            # What hangs on the last thing of a list by a preposition is told of, not denied or doubted.
            if mention.kind != "site" and self._hangs(left + 1, first) and not named:
                return _INSIDE
        elif (
            self._of_head
            and mention.kind in _HEADED
            and (self._of_effect(first) or not self._leads(1 + (max(left, joined) if self._started else left), first))
        ):
            return _END
        if mention.kind != "site":
            between = self.reading.tokens.between(max(left, joined), first)
            definite = not _DEFINITE.isdisjoint(between)
            if not self._started:
                self._definite = definite
            elif definite and not self._definite and self.cue.effect in _ABSENCE and not self._being(between):
                return _END  # "absence d'ictère et de la toxicité ..."
            self._started = True
            self._pointed = self.reading.tokens.fold[mention.first] in _POINTING_OR_LOOKING
        return _REACHED

    def _affirmed(self, number: int) -> bool:
        """ "sans régression, BRAF muté, opéré en juin": behind a comma a marker with its answer, or what was done."""
        reading, mention = self.reading, self.reading.mentions[number]
        told = ("condition", "assessment", "observable", "procedure")
        if mention.kind not in told or not reading.tokens.mark_before(mention.first):
            return False
        if mention.kind == "procedure":
            group = find_verbs(reading, reading.sentence_of(mention.first)).of(mention.first, mention.last)
            return group is not None and group.lone
        return not _ANSWERED.isdisjoint(reading.tokens.fold[mention.last : mention.last + 2])

    def _being(self, words: list[str]) -> bool:
        """ "exclut une infection et la présence de kystes"; not "aucun kyste n'est vu et la présence de X est sûre"."""
        return self.cue.effect == "ruled-out" and not _BEING.isdisjoint(words)

    def _told_before(self, first: int) -> bool:
        """Whether a mention is pointed back to, and so is there: "aucune cause pouvant expliquer cet épanchement"."""
        return self.reading.tokens.fold[first - 1] in _DEMONSTRATIVES and first - self.left > 2

    def _evoked(self, first: int) -> bool:
        """Whether an image named before brings it to mind: "masse sans nécrose ni calcification évoquant un kyste"."""
        if self.cue.effect != "absent" or not self._started or self._pointed:
            return False
        if _EVOKING.isdisjoint(self.reading.tokens.between(self.left, first)):
            return False
        return self.headed

    def over_bracket(self, first: int) -> bool:
        """Steps over a bracket set into a list: "éliminer une sarcoïdose (scanner normal), un lymphome et ...".

        In a list of what is doubted "ou" goes on: "évoquant une tumeur (gliome) ou un abcès".
        """
        gap = self.reading.tokens.gap
        opens = next((i for i in range(self.left + 1, first + 1) if "(" in gap[i]), None)
        if opens is None or self.cue.effect not in ("ruled-out", "suspected"):
            return False
        closes = next((i for i in range(opens, min(opens + _BRACKET, len(gap))) if ")" in gap[i]), None)
        if closes is None:
            return False
        if self.cue.effect == "suspected":
            going_on = _JOINING if self._listing else _CLOSING
            if self.reading.tokens.fold[closes] not in going_on or not _ITEM.isdisjoint(gap[closes]):
                return False
        elif not ("," in gap[closes] or self.reading.tokens.fold[closes] in _JOINING):
            return False
        self.left, self.closed = closes - 1, closes
        return first < closes

    def _excepted(self, first: int) -> bool:
        """Whether "que" takes a thing out of what is denied: "pas d'autre lésion que le nodule"."""
        if _THAT.isdisjoint(self.reading.tokens.between(self.left, first)):
            return False
        return self.cue.effect == "absent" and "autr" in self.reading.tokens.span(self.cue.first, self.left)

    def _joined(self, left: int, first: int) -> int:
        """The last word that joins the things of a list, or the one before a comma; -1 where nothing joins."""
        tokens = self.reading.tokens
        for i in range(first, left, -1):
            if i < first and tokens.fold[i] in _JOINING:
                return i
            if not _BETWEEN_ITEMS.isdisjoint(tokens.gap[i]):
                return i - 1
        return -1

    def _hangs(self, first: int, last: int) -> bool:
        """Whether a preposition makes a mention the complement of the one before it: "récidive de la tumeur"."""
        fold = self.reading.tokens.fold
        words = fold[first:last]
        if not words or not _LEADING.isdisjoint(words) or _TO_COMPLEMENT.isdisjoint(words):
            return False
        if words[-1] in _ONE and not _CAUSED.isdisjoint(words[-3:-2]) and _suspicion(self.reading, self.cue):
            return False
        # "pas d'antécédents familiaux de mélanome", "sans lésion de vasculite": what leads to the thing meant.
        return not (words[-1] in _BARE_OF and self._pointed)

    def _leads(self, first: int, last: int) -> bool:
        """Whether the words between a cue, or a joining word, and a mention lead to it."""
        tokens = self.reading.tokens
        unknown: bool | None = None  # whether the head passed is one that nothing is known of; none passed so far
        for i in range(first, last):
            word = tokens.fold[i]
            if i > first and self._next_of(i):
                unknown = None  # "disparition du placard et de l'œdème"
            elif word in _LEADING or (word in _WITH and tokens.fold[i - 1] in _COMPATIBLE):
                unknown = None
            elif word in _WITHIN and unknown is not None:
                return False  # "pas de tissu ectopique dans le diverticule"
            elif word in _OF or word in _PREPOSITIONS:
                if unknown:
                    return False
                unknown = None
            elif word in self._pointing:
                unknown = False
            elif word not in _OPEN and unknown is None and i not in self.reading.quantity_words:
                unknown = True
                # "sans franchir la capsule", "sans l'infiltrer et ..."
                verb = self._bare and tokens.text[i].endswith(_INFINITIVES)
                if verb and (i == first or (i == first + 1 and tokens.fold[first] in _DEFINITE)):
                    return i + 1 < last and tokens.fold[i + 1] in _OF
        return True

    def _of_effect(self, first: int) -> bool:
        """Whether a doubt is of where a finding comes from: "suspicion d'origine mammaire de la lésion"."""
        fold = self.reading.tokens.fold
        if self.cue.effect != "suspected" or self._started:
            return False
        source = next((i for i in range(self.cue.last + 1, first) if fold[i] in _SOURCES), first)
        of = next((i for i in range(source + 1, first) if fold[i] in _OF), first)
        return of < first and not _DEFINITE.isdisjoint(fold[of:first])

    def _not_meant(self, number: int) -> bool:
        """Whether a mention that a negation could reach is none of the things negated."""
        mention = self.reading.mentions[number]
        if self.cue.effect == "resolved" and is_theme(self.reading, number):
            return True
        if mention.kind not in _FOUND:
            # "aucune lésion au scanner": a test or treatment may only say where or how.
            before = self.reading.tokens.before(mention.first, 3, self.left + 1)
            if not _PLACING.isdisjoint(before):
                return not _names_treatment(self.reading, self.left)
        between = self.reading.tokens.between(self.left, mention.first)
        if mention.kind == "condition" and not self._pointed and self._treats(between):
            return True
        tokens = self.reading.tokens
        if not (self._started and tokens.parted(self.left, mention.first, _COMMA)):
            return False
        # A list of what is absent ends where something is said to be there, or to be so: "sans allergie, diabétique".
        alone = mention.first == mention.last and tokens.text[mention.first].endswith(_PERSONAL)
        if tokens.mark_behind(mention.last, BRACKETS):
            return alone
        return alone or not _THERE.isdisjoint(self.reading.tokens.behind(mention.last, 2))

    def _treats(self, between: list[str]) -> bool:
        """Whether a condition is what the negated treatment or test was for: "aucune prophylaxie contre le zona"."""
        number = self.reading.mention_at.get(self.left)
        if number is None or not is_theme(self.reading, number):
            return False
        return _JOINING.isdisjoint(between)

    def _broken(self, first: int) -> bool:
        """Whether what stands between two words of a scope ends it."""
        tokens = self.reading.tokens
        listing = self._listing
        if self.cue.effect == "absent" and first - 1 > self.left and tokens.text[first - 1].isdecimal() and (
                "," in tokens.gap[first - 1]):  # fmt: skip
            return True  # "pas de fièvre, 2 vomissements"
        for i in range(self.left + 1, first + 1):
            gap = tokens.gap[i]
            if ";" in gap or (":" in gap and not listing) or ". " in gap or (")" in gap and i != self.closed):
                return True
            if "(" in gap and self.cue.effect != "history":
                return self._started
            if "," in gap and not listing and not self._list_goes_on(i, first):
                return True
            unnamed = not self._started and self._of_head and not listing and tokens.fold[i] not in _NAMELY_OR_LOOKED
            if "," in gap and unnamed and self._denied_before(i) and not self._next_of(i):
                return True
            new = (self._started or self.cue.effect in _ABSENCE) and not self._being(tokens.fold[i:first])
            if new and self._of_head and tokens.fold[i] == "et" and not listing and self._new_thing(i, first):
                return True
        # "évoquant des neurofibromes ainsi qu'un épaississement" says it of the first alone.
        return "ainsi" in tokens.between(self.left, first) and not _ARTICLES.isdisjoint(tokens.fold[self.left : first])

    def _next_of(self, i: int) -> bool:
        """Whether a word is the "de" of a further thing: "absence de goitre, et d'adénopathie", "notion de X, de Y"."""
        fold, first = self.reading.tokens.fold, self.cue.last + 1
        joined = fold[i - 1] in _JOINING or "," in self.reading.tokens.gap[i]
        if self.cue.effect == "suspected" and fold[i] in _TO:
            return joined and fold[first - 1] in _TO  # "pouvant correspondre à un reste, à un hématome"
        # "pas de fièvre, des adénopathies" begins anew; of what is gone, each thing may have its own "des".
        if fold[i] not in (_OF if self._gone else _BARE_OF) or not joined:
            return False
        return fold[first - 1] in _OF or any(fold[k] in _OF and fold[k - 1] in _POINTING for k in range(first + 1, i))

    def _denied_before(self, i: int) -> bool:
        """Whether what is denied has no concept and is behind a comma: "sans antécédent notable, fumeur"."""
        words = self.reading.tokens.between(self.left, i)
        return any(w not in _OPEN and w not in _OF and w not in _PREPOSITIONS for w in words)

    def _list_goes_on(self, i: int, first: int) -> bool:
        """After a comma a list goes on with a bare item or "ni", "ou", "de"; an article starts something new."""
        tokens = self.reading.tokens
        if self.cue.effect == "history":
            return True
        word = tokens.fold[i]
        if word in _GOING_ON or word in _LOOKED or self._next_of(i + 1 if word in _AND else i):
            return True
        if self._tested_for and word in _DEFINITE:
            return not self._opens_clause(first)  # "négatives pour la toxoplasmose, la rubéole"
        if word in _NAMELY and self.cue.effect == "ruled-out":
            self._listing = True  # "a éliminé une cause infectieuse, notamment une tuberculose, un abcès"
            return True
        if word in _NAMELY and tokens.fold[i + 1] not in _EVERY_ARTICLE:
            return True  # "pas d'antécédents toxiques, notamment tabagiques"
        if i == first:
            # "sans fièvre, frissons": a bare list; "pas de fièvre, hypertension": a new statement.
            if self._item:
                return self._closes_with(first, _DENYING_ON)
            return self.cue.effect != "absent" or self._bare or self._closes_with_or(first)
        between = tokens.fold[i:first]
        if self.cue.effect == "suspected" and len(between) == 1 and between[0] in _ONE:
            return self._closes_with_or(first)
        if self.cue.effect == "ruled-out" and len(between) == 1 and between[0] in _ONE_OR_OF:
            closes = self._closes_with(first, _AND) and not self._opens_clause(first)
            return self.closed == i or closes or self._closes_with_or(first)
        # An adjective or a short phrase may stand before the item, but no article and no verb.
        bare = self.cue.effect == "absent" and self._bare and not self._item
        if self.cue.effect == "ruled-out" and self._joined(i, first) >= 0:
            bare = True  # "une cause infectieuse, métabolique ou auto-immune": an item that no concept names
            between = between[: -1 if between[-1] in _JOINING else None]
        return bare and len(between) <= 2 and not any(w in LIST_WORDS or w in _VERBS for w in between)

    @property
    def _tested_for(self) -> bool:
        """Whether the cue leads to what was tested for: "négatives pour"."""
        return self.cue.effect == "ruled-out" and self.reading.tokens.fold[self.cue.last] in _FOR

    def _closes_with_or(self, first: int) -> bool:
        """Whether a list is closed by "ou": "évoquant un kyste, un abcès ou une tumeur"."""
        return self._closes_with(first, _CLOSING)

    def _closes_with(self, first: int, words: frozenset[str]) -> bool:
        tokens = self.reading.tokens
        for i in range(first + 1, min(first + 25, len(tokens))):
            if tokens.mark_before(i, _LIST_ENDS):
                return False
            if tokens.fold[i] in words:
                return True
            if tokens.fold[i] in _VERBS and tokens.text[i] != "à":
                return False
        return False

    def _opens_clause(self, first: int) -> bool:
        """Whether a verb follows in the clause: "et une pneumopathie a été diagnostiquée"."""
        tokens = self.reading.tokens
        for i in range(first + 1, min(first + _FARTHEST, len(tokens))):
            if tokens.mark_before(i, _LIST_ENDS):
                return False
            if tokens.fold[i] in _FINITE:
                return True
        return False

    def _is_condition(self, first: int) -> bool:
        number = self.reading.mention_at.get(first)
        return number is not None and self.reading.mentions[number].kind == "condition"

    def _new_thing(self, i: int, first: int) -> bool:
        """After "et" an article, pronoun or participle ("et expliquant") starts something new; a bare word goes on."""
        words = self.reading.tokens.between(i, first + 1)
        if self.closed >= 0 and words[:1] == ["enfin"]:
            return False
        alike = self._likens and not self.headed and words[0] in _ONE and self._is_condition(first)
        if alike and not self._opens_clause(first):
            return False  # "des images compatibles avec un abcès et une pyélite", where no lesion is named before
        if self._tested_for and words[:1] and words[0] in _DEFINITE:
            return self._opens_clause(first)  # "négatives pour l'hépatite C et la syphilis"
        if self._gone and words and words[0] not in _OF and words[0] not in _DEFINITE:
            return True
        if self.cue.effect in _ABSENCE and not _ONE.isdisjoint(words):
            # "sans extension et au moins une adénopathie"; "a éliminé une fracture et un hématome"
            return self.cue.effect != "ruled-out" or words[0] not in _ONE or self._opens_clause(first)
        if (
            self.cue.effect == "suspected"
            and words[:1] == ["des"]
            and self.reading.tokens.fold[self.cue.last] in _BARE_OF
        ):
            return True  # "évocateur de métastases et des adénopathies"
        if self.cue.effect == "suspected" and not _OTHER.isdisjoint(words[1:2]) and self._opens_clause(first):
            return True  # "exclure un abcès et d'autres examens ont été faits"
        return bool(words) and (words[0] in _NEW or words[0].endswith("ant"))


#: "Suspectant une augmentation de l'ascite" doubts the ascites; "pas d'augmentation de l'ascite" does not deny it.
_POINTING_OR_COURSE = _POINTING | word_class("course-nouns") | word_class("lasting-nouns")
_POINTING_OR_LOOKING = _POINTING | word_class("finding-nouns")
#: What must be the head of what is denied; "pas d'indication de chimiothérapie" denies the treatment as well.
_FOUND = ("condition", "site")
_HEADED = ("condition", "assessment", "observable", "organism")
_ONE = word_class("indefinite-articles")
_OTHER = word_class("other-adjectives")
_CAUSED, _DOUBTS = word_class("caused-adjectives"), word_class("doubt-nouns")
_ONE_OR_OF = _ONE | _BARE_OF
_ARTICLES = word_class("new-articles")
_DEFINITE = word_class("the-articles")
_EVERY_ARTICLE = _ARTICLES | _DEFINITE
_COLON, _BETWEEN_ITEMS, _LIST_ENDS = frozenset(":"), frozenset(",/"), CLAUSE_MARKS | {"("}
_DEMONSTRATIVES = word_class("demonstratives")
_NAMELY = word_class("namely-words")
_NAMELY_OR_LOOKED = _NAMELY | _LOOKED
_EVOKING = word_class("evoking-participles")
_WITH, _COMPATIBLE, _SOURCES = word_class("with"), word_class("compatible"), word_class("source-nouns")
_WITHIN, _LISTING = word_class("within-prepositions"), word_class("listing-verbs")
_LEADING = word_class("pointing-words") - word_class("of-words")
_TO_COMPLEMENT = word_class("complement-words")
_PLACING, _BY = word_class("placing-prepositions"), word_class("by")
_THERE, _FOR = word_class("there-adjectives"), word_class("for")
_GOING_ON = word_class("list-resumers")
_WEIGHED = word_class("weighed-list-words")
_LIKENING = word_class("doubting-words") - word_class("evoking-participles")
_VERBS = word_class("clause-openers")
_AND = word_class("and")
#: What makes a clause of the words around it.
_FINITE = word_class("finite-marks")
_NEW = word_class("new-thing-openers")
_PERSONAL = ("ique", "iques")
