"""The verbs of a sentence: each group with its voice, mood, negation and modality, found once for later steps.

"n'a pas pu être réalisée" is one group: head "réalisée", passive, negated, modal "pouvoir". A participle that shares
the auxiliary of the one before it ("a été réduit puis arrêté") is read as if it had its own.
"""

from __future__ import annotations

from dataclasses import replace
from itertools import compress, repeat

from casegraph.frozen import dataclass
from casegraph.languages.known_verbs import known_forms
from casegraph.languages.verbs import Form
from casegraph.languages.words import word_class, written_class
from casegraph.reading import Reading, SentenceView
from casegraph.text.fold import words
from casegraph.text.tokens import BRACKETS, CLAUSE_MARKS, Tokens

__all__ = [
    "FINITE",
    "HANGING",
    "VerbGroup",
    "Verbs",
    "adverbial_end",
    "find_verbs",
    "has_object_pronoun",
    "is_adverb",
    "is_past",
    "is_state",
    "words_apart",
]

FINITE = frozenset({"present", "imperfect", "past", "future", "conditional", "subjunctive"})
#: Moods of a verb that hangs on another one.
HANGING = frozenset({"infinitive", "gerund"})
_BARE, _NOW = frozenset({"infinitive", "participle"}), frozenset({"present", "subjunctive"})

_NE = word_class("ne")
_NE_WRITTEN = written_class("ne")
_NEGATORS = word_class("negators")
_CLITICS = word_class("clitics")
_ADVERBS = word_class("verb-adverbs")
_NOMINAL = word_class("before-nouns")
_SUBJECTS = word_class("subject-pronouns")
_PEOPLE = word_class("patient-nouns") | word_class("decliners")
#: What a pronoun before a verb stands behind: "on l'arrête", "ne les reprend", and "la patiente la refuse".
_BEFORE_PRONOUN = _SUBJECTS | _NE
_BEFORE_CLOSE = _BEFORE_PRONOUN | _PEOPLE
_SUBJECT_OF_VERB = _BEFORE_PRONOUN | _CLITICS
_PREPOSITIONS = word_class("prepositions")
_JOINS, _BUT = word_class("verb-joins"), word_class("but")
#: Adverbs and pronouns that stand within a group; "la" may be an article.
_INNER_ADVERBS, _INNER_CLITICS = _ADVERBS - _JOINS, _CLITICS - word_class("definite-articles")
_NOT_VERBS = frozenset(written_class("not-verbs"))
_BE_PERFECT = written_class("verbs-be-perfect")
_MODALS = written_class("verbs-modal")
_BEING = ("être", *written_class("verbs-staying"))
_LEADS = word_class("leading-forms")
_AUXILIARIES, _GOVERNING = written_class("auxiliaries"), (*written_class("auxiliaries"), "faire", *_MODALS)
_ARTICLE_FORMS = written_class("no-verb-forms")
_DETERMINERS = word_class("determiners")
_THAT, _TO = word_class("that"), word_class("to")
_DENIED, _STATES = word_class("bare-negators"), word_class("no-statement")
_NOTHING, _OF_WORDS = word_class("nothing-words"), word_class("of-words")
_NONE, _DENIERS = word_class("no-one"), word_class("bare-deniers")
#: Adverbs of several words by their first ("de ce fait", "à nouveau").
_PHRASES: dict[str, list[tuple[str, ...]]] = {}
for _written in written_class("adverbial-phrases"):
    _folded = tuple(words(_written))
    _PHRASES.setdefault(_folded[0], []).append(_folded)
_LONGEST_GAP = 6
#: The ending of what we did then, and who does it.
_OF_US, _WE = "ions", word_class("we")
#: Letters of an abbreviation in capitals.
_ABBREVIATED = 4


@dataclass(frozen=True, slots=True)
class VerbGroup:
    """A verb with its auxiliaries and particles: words `first` to `last`; `head` is the word that carries the meaning.

    `mood` is that of the outermost form; a bare participle has the mood "participle". `modal` is the verb of ability,
    duty or want that governs the head, `caused` whether "faire" does. `lone` marks a participle without auxiliary.
    `shared` is the group whose auxiliary this one shares.
    """

    first: int
    last: int
    head: int
    verb: str
    mood: str
    passive: bool = False
    negated: bool = False
    modal: str | None = None
    caused: bool = False
    plural: bool = False
    perfect: bool = False
    shared: int | None = None

    @property
    def lone(self) -> bool:
        """Whether it is a participle without auxiliary."""
        return self.mood == "participle"

    @property
    def finite(self) -> bool:
        """Whether it can be the verb of a clause."""
        return self.mood in FINITE


@dataclass(frozen=True, slots=True)
class Verbs:
    """The verb groups of one sentence in text order, and which group a word belongs to."""

    groups: tuple[VerbGroup, ...]
    at: dict[int, int]

    def of(self, first: int, last: int) -> VerbGroup | None:
        """The group whose head lies among some words, or to which the first of them belongs."""
        for i in range(first, last + 1):
            number = self.at.get(i)
            if number is not None:
                return self.groups[number]
        return None

    def told(self, first: int, stop: int) -> list[VerbGroup]:
        """The finite groups among some words (half open)."""
        return [g for g in self.groups if g.finite and first <= g.first and g.last < stop]

    def before(self, word: int) -> list[VerbGroup]:
        """The groups that end before a word."""
        return [g for g in self.groups if g.last < word]


def find_verbs(reading: Reading, view: SentenceView) -> Verbs:
    """The verb groups of a sentence, analysed once."""
    known = reading.verbs_of.get(view.first)
    if known is None:
        known = reading.verbs_of[view.first] = _analysed(reading, view)
    return known


def _analysed(reading: Reading, view: SentenceView) -> Verbs:
    groups: list[VerbGroup] = []
    at: dict[int, int] = {}
    behind = view.first
    # Most words are no forms of any verb.
    known = map(known_forms, reading.tokens.text[view.first : view.last], repeat(reading.language))
    for i in compress(range(view.first, view.last), known):
        group = _group(reading, view, i) if i >= behind else None
        if group is None:
            continue
        group = _widened(reading, view, group, i)
        if group.lone:
            group = _sharing(reading, view, group, groups)
        for word in range(group.first, group.last + 1):
            at[word] = len(groups)
        groups.append(group)
        behind = group.last + 1
    return Verbs(tuple(groups), at)


def _forms(reading: Reading, i: int) -> tuple[Form, ...]:
    """The forms that a word may be, none where it stands as a noun."""
    tokens = reading.tokens
    written = tokens.text[i]
    found = known_forms(written, reading.language)
    if not found:
        return ()
    lower = written.lower()
    if lower in _ARTICLE_FORMS or (written == "A" and not _has_done(reading, i)):
        return ()
    if lower.endswith(_OF_US) and _WE.isdisjoint(tokens.before(i, 3)):
        return ()  # "les injections restantes", not "nous injections"
    if lower in _NOT_VERBS and not (i and tokens.fold[i - 1] == "on" and tokens.close(i)):
        return ()
    number = reading.mention_at.get(i)
    if number is None or reading.mentions[number].kind == "circumstance":
        return found
    short = written.isupper() and len(written) <= _ABBREVIATED  # "IRA" is no form of "aller"
    return () if short or reading.mentions[number].last > reading.mentions[number].first else found


def _has_done(reading: Reading, i: int) -> bool:
    """ "A refusé la coloscopie.": a note that begins with its auxiliary; else "A" is "à" in capitals, or a letter."""
    tokens = reading.tokens
    opens = i == 0 or not tokens.close(i)
    if not opens or i + 1 >= len(tokens) or tokens.gap[i + 1] != " ":
        return False
    return any(f.mood == "participle" for f in known_forms(tokens.text[i + 1], reading.language))


def _pick(reading: Reading, view: SentenceView, i: int) -> Form | None:
    """The form that a word is at the head of a group."""
    found = _forms(reading, i)
    if not found:
        return None
    tokens = reading.tokens
    close = i > view.first and tokens.close(i) and i - 1 not in reading.quantity_words  # "900 UI/L imposait"
    before = tokens.fold[i - 1] if close else ""
    if found[0].verb in _AUXILIARIES:
        if found[0].mood == "subjunctive" and not _THAT & set(tokens.before(i, 9, view.first)):
            return None  # "soit 10 mois"
        return found[0]
    by_mood = {f.mood: f for f in found}
    if "infinitive" in by_mood:
        return by_mood["infinitive"]
    if against := before == "contr":
        before = tokens.fold[i - 2] if i - 2 >= view.first and i - 2 not in reading.quantity_words else ""
    nominal = before in _NOMINAL and not (against and before in _CLITICS)  # "un pacemaker la contre-indiquait"
    if nominal and before in _CLITICS and i - 2 >= view.first:
        # "on l'arrête", "ne les reprend", "la patiente la refuse": a pronoun behind a subject, no article.
        nominal = tokens.fold[i - 2] not in (_BEFORE_CLOSE if tokens.close(i - 1) else _BEFORE_PRONOUN)
        if nominal and tokens.close(i - 1) and (number := reading.mention_at.get(i - 2)) is not None:
            nominal = reading.mentions[number].kind != "condition"  # "l'emphysème l'interdit"
    apart = i > view.first + 1 and tokens.gap[i] == " " and "," in tokens.gap[i - 1]
    if nominal and before in _CLITICS and {"gerund"}.issuperset(by_mood) and apart and i not in reading.mention_at:
        nominal = False  # ", le réintroduisant à 5 mg"
    if nominal and before in _FIRST_OR_SECOND and {"past"}.issuperset(by_mood):
        nominal = False  # "La première imposa l'arrêt de X", "Ces dernières durent être suspendues"
    if nominal and "participle" in by_mood and before in _LAST and not _THIS_ONE.isdisjoint(tokens.fold[i - 2 : i - 1]):
        nominal = False  # ", cette dernière arrêtée à cause d'une hyperthyroïdie"
    if nominal:
        return None
    finite = next((f for f in found if f.mood in FINITE), None)
    if "participle" in by_mood and finite is not None:
        # "interdit", "réduit", "fait": finite behind a pronoun or before an object.
        after = tokens.fold[i + 1] if i + 1 < view.last and tokens.close(i + 1) else ""
        subject = before in _SUBJECT_OF_VERB or (
            tokens.fold[i] in _LEADS and after in _TO and "," not in tokens.gap[i] and i > view.first
        )  # "la toxicité contraint à"
        dated = i + 2 < view.last and tokens.text[i + 2][0].isdecimal() and after in _DATE_ARTICLE
        governs = after in _DETERMINERS and before not in _STATES and not dated  # "non fait ce matin", "fait le 12 mai"
        causes = finite.verb == "faire" and after != "" and any(f.mood == "infinitive" for f in _forms(reading, i + 1))
        governs = governs or causes or after in _THAT  # "la neutropénie fait arrêter X", "la patiente dit qu'elle"
        return finite if subject or governs else by_mood["participle"]
    named = i == view.first and i in reading.mention_at  # "Dialyse non souhaitée"
    pronoun = before in _CLITICS and i - 2 >= view.first and tokens.fold[i - 2] in _BEFORE_PRONOUN  # "n'en veut pas"
    if finite is not None and finite.mood in _NOW and ((before in _PREPOSITIONS and not pronoun) or named):
        return None
    return found[0]


#: "ce dernier", "cette dernière".
_LAST, _THIS_ONE = word_class("last-adjectives"), word_class("pointing-ce")
_FIRST_OR_SECOND = word_class("first-of-two") | word_class("second-of-two") | word_class("last-named-plurals")
_DATE_ARTICLE = frozenset({"le"})


def _group(reading: Reading, view: SentenceView, i: int) -> VerbGroup | None:
    form = _pick(reading, view, i)
    if form is None:
        return None
    lone = form.mood == "participle"
    group = VerbGroup(i, i, i, form.verb, form.mood, passive=lone, plural=form.plural)
    return group if lone else _completed(reading, view, group, form.verb)


_BEEN = Form("être", "participle", False)


def _completed(reading: Reading, view: SentenceView, group: VerbGroup, verb: str) -> VerbGroup:
    """The group with the participle or infinitive that its last verb governs."""
    k = _next(reading, view, group.last + 1)
    if k is None:
        return group
    found = _forms(reading, k)
    participle = next((f for f in found if f.mood == "participle"), None)
    infinitive = next((f for f in found if f.mood == "infinitive"), None)
    if verb == "avoir" and participle is None and any(f.verb == "être" and f.mood == "imperfect" for f in found):
        participle = _BEEN  # "n'a pas était réalisée", a common slip for "été"
    if participle is None and infinitive is not None and verb in _AUXILIARIES and reading.tokens.fold[k].endswith("er"):
        participle = Form(infinitive.verb, "participle", False)  # "n'a pas été réaliser", a slip for "réalisé"
    if verb == "avoir" and participle is not None:
        step = replace(group, last=k, head=k, verb=participle.verb, perfect=True)
        if participle.verb in _GOVERNING:
            return _completed(reading, view, step, participle.verb)
        return step
    if verb in _BEING and participle is not None and participle.verb not in _AUXILIARIES:
        # "est descendu de 60 à 40 mg" is what somebody did; "a été descendu" is a passive.
        passive = group.perfect or participle.verb not in _BE_PERFECT
        step = replace(
            group, last=k, head=k, verb=participle.verb, passive=passive, perfect=group.perfect or not group.modal
        )
        # "est restée contre-indiquée"
        return _completed(reading, view, step, participle.verb) if participle.verb in _BEING else step
    if infinitive is not None and (verb in _MODALS or verb == "faire"):
        step = replace(group, last=k, head=k, verb=infinitive.verb)
        step = replace(step, caused=True) if verb == "faire" else replace(step, modal=verb)
        if infinitive.verb in _GOVERNING:
            return _completed(reading, view, step, infinitive.verb)
        return step
    return group


def is_past(group: VerbGroup) -> bool:
    """Whether a verb tells that something was done: "a été donné", "était administré", "reçut", not "est débuté"."""
    done = group.perfect or group.mood == "past" or (group.passive and group.mood == "imperfect")
    return done and not group.negated


def has_object_pronoun(reading: Reading, group: VerbGroup) -> bool:
    """ "l'a refusée", "de le suspendre", "on l'arrête": the object is a pronoun inside the group."""
    opened = group.mood == "gerund" and reading.tokens.fold[group.first] in _GERUND_OPENER
    first = group.first + opened  # "en éliminant les graisses": what opens the gerund is none
    unit = reading.quantity_words  # the "l" of "mmol/l éliminant"
    return any(reading.tokens.fold[i] in _OBJECTS and i not in unit for i in range(first, group.head))


_OBJECTS, _GERUND_OPENER = word_class("object-pronouns"), word_class("gerund-opener")


def is_adverb(word: str) -> bool:
    """Whether a folded word is an adverb: "toujours", "rapidement"."""
    return word in _ADVERBS or word.endswith("ment")


def is_state(tokens: Tokens, group: VerbGroup) -> bool:
    """Whether a passive tells how things are: "est programmée", where "a été programmée" tells of the past."""
    been = not _WRITTEN_BEEN.isdisjoint(map(str.lower, tokens.text[group.first : group.last]))
    return group.passive and group.mood == "present" and not been


_WRITTEN_BEEN = frozenset(written_class("been"))


def words_apart(tokens: Tokens, group: VerbGroup, word: int) -> int:
    """How many words that are no adverbs stand from a group's last word to a word: one in "n'est donc pas possible"."""
    return sum(not is_adverb(each) for each in tokens.between(group.last, word))


def adverbial_end(reading: Reading, word: int) -> int:
    """The word behind an adverb of several words that begins at a word ("de ce fait"), or that word itself."""
    fold = reading.tokens.fold
    for phrase in _PHRASES.get(fold[word], ()):
        if tuple(fold[word : word + len(phrase)]) == phrase:
            return word + len(phrase)
    return word


def _next(reading: Reading, view: SentenceView, i: int) -> int | None:
    """The next word that can carry a group on: adverbs, negations and hyphened pronouns are passed over."""
    tokens = reading.tokens
    free = i
    for k in range(i, min(view.last, i + _LONGEST_GAP)):
        if tokens.mark_before(k):
            return None
        folded = tokens.fold[k]
        if folded == "et" and k > i and tokens.fold[k - 1].endswith("ment"):
            continue  # "immédiatement et définitivement arrêté"
        hyphened = tokens.gap[k].endswith("-") and (folded in _SUBJECTS or folded == "t")
        if k < free or (folded == "contr" and k + 1 < view.last and tokens.gap[k + 1] == "-"):
            continue
        if (behind := adverbial_end(reading, k)) > k:
            free = behind
            continue
        if not (is_adverb(folded) or folded in _NEGATORS or hyphened or folded in _INNER_CLITICS):
            return k
    return None


def _widened(reading: Reading, view: SentenceView, group: VerbGroup, i: int) -> VerbGroup:
    """The group with the pronouns and negation before it, and whether it is denied."""
    tokens = reading.tokens
    first, ne, denied = i, False, False
    bare = group.mood in _BARE
    while first > view.first and not tokens.mark_before(first):
        word = tokens.fold[first - 1]
        if word == "contr" and tokens.gap[first] == "-":
            first -= 1  # "ne contre-indique pas"
            continue
        if word in _NE and tokens.text[first - 1].lower() in _NE_WRITTEN:
            ne = True
        elif word in _NEGATORS and bare:
            denied = True
        elif not (word in _CLITICS and not group.lone) and not (word in _INNER_ADVERBS and bare):
            break
        first -= 1
    inside = set(tokens.span(i, group.last))
    behind = [w for w in tokens.behind(group.last, _TO_NOT, view.last) if w in _NEGATORS or not is_adverb(w)][:2]
    if ne:
        if not _THAT.isdisjoint(behind[:1]):
            denied = False
        else:
            # "n'a pu être fait" is denied without "pas"; a "ne" before anything else of "avant que" is not.
            weak = group.modal == "pouvoir" and group.mood != "subjunctive"
            denied = bool(_NEGATORS & (inside | set(behind[:2]))) or denied or weak or _no_one(
                reading, view, first)  # fmt: skip
    elif group.mood == "infinitive" and first > view.first and tokens.fold[first - 1] == "san":
        denied = True
    elif group.mood == "participle" and not denied:
        states = first > view.first and tokens.fold[first - 1] in _STATES and tokens.close(first)
        denied = states or _of_none(reading, view, first)
    elif _DENIED & inside and group.last > i:
        # Spoken and telegraphic: "a pas été fait", "jamais".
        denied = True
    unchanged = first == group.first and denied == group.negated
    return group if unchanged else replace(group, first=first, negated=denied)


#: Words from a verb to its negation with adverbs between: "n'est actuellement toujours pas".
_TO_NOT = 4


def _of_none(reading: Reading, view: SentenceView, first: int) -> bool:
    """Whether a bare participle describes what is denied right before it: "pas de transfusion reçue"."""
    number = reading.mention_at.get(first - 1)
    if number is None or reading.mentions[number].kind not in _GIVEN_KINDS or first == view.first:
        return False
    tokens, noun = reading.tokens, reading.mentions[number].first
    before = tokens.before(noun, 2, view.first)
    if any(tokens.gap[i].strip(" '’") for i in range(noun, first + 1) if i > view.first):
        return False
    none = not _NONE.isdisjoint(before[-1:])
    return none or (len(before) == 2 and before[0] in _DENIERS and before[1] in _OF_WORDS)


#: The kinds of what is given or done.
_GIVEN_KINDS = ("treatment", "procedure")


def _no_one(reading: Reading, view: SentenceView, first: int) -> bool:
    """Whether the subject denies: "aucune biopsie n'a été faite", "ni X ni Y n'ont"."""
    tokens = reading.tokens
    for k in range(first - 1, view.first - 1, -1):
        if tokens.fold[k] in _NOTHING:
            return True
        if tokens.mark_behind(k, CLAUSE_MARKS):
            return False
    return False


def _sharing(reading: Reading, view: SentenceView, group: VerbGroup, groups: list[VerbGroup]) -> VerbGroup:
    """A bare participle that goes on with an auxiliary: "a été suspendu pour fièvre, puis définitivement arrêté"."""
    tokens = reading.tokens
    k = group.first - 1
    while k > view.first and is_adverb(tokens.fold[k]) and tokens.fold[k] not in _JOINS:
        k -= 1
    comma = "," in tokens.gap[k + 1]
    if k < view.first or not (tokens.fold[k] in _JOINS or comma) or not groups:
        return group
    for number, other in reversed(list(enumerate(groups))):
        if tokens.parted(other.last, group.first, CLAUSE_MARKS | BRACKETS):
            return group
        if other.lone and other.shared is None:
            continue
        if other.verb == "être" and group.first - other.last <= _SHARED:
            other = replace(other, passive=True)  # "était incriminé et arrêté", "a été mal toléré et arrêté"
        if not (other.passive or other.perfect):
            return group
        named = any(w in reading.mention_at for w in range(other.last + 1, k + 1))
        if comma and tokens.fold[k] not in _JOINS and (named or group.first - other.last > 3):
            return group  # "a reçu du paclitaxel, arrêté après trois cures": said of the noun
        # "n'a pas été arrêté mais réduit", "n'a pas été faite, contre-indiquée par un stimulateur"
        apart = comma and tokens.fold[k] not in _JOINS and not _PREPOSITIONS.isdisjoint(tokens.behind(group.last, 1))
        shared = other.negated and group.first - other.last <= 3 and tokens.fold[k] not in _BUT and not apart
        return replace(other, first=group.first, last=group.last, head=group.head, verb=group.verb,
                       negated=shared or group.negated, shared=number)  # fmt: skip
    return group


#: Words from a verb to a participle that shares its "était".
_SHARED = 12
