"""What the steps of a status hand each other: the frame found, its themes, the status said."""

from __future__ import annotations

from collections.abc import Set

from casegraph.context.verbs import VerbGroup, Verbs
from casegraph.frozen import dataclass
from casegraph.languages.cues import Cue
from casegraph.reading import Reading, SentenceView

__all__ = ["NOMINAL", "NOT_BEGUN", "NOUNS", "OPEN", "TOLD_OF", "Frame", "Status", "Theme"]

#: The reaches of frames that are nouns, and of those that have no verb of their own.
NOUNS = frozenset({"noun", "near", "dose-noun"})
NOMINAL = NOUNS | {"infinitive"}
#: The reaches of frames that the verb behind them may leave open or deny: "un repos thérapeutique a été proposé".
TOLD_OF = NOMINAL | {"shift", "to"}
#: The statuses of what is yet to be done.
OPEN = ("planned", "pending")
#: The statuses of what was not begun.
NOT_BEGUN = ("planned", "withheld", "refused", "contraindicated")


@dataclass(frozen=True, slots=True)
class Status:
    """One thing said of one treatment or procedure: mention, status, and the words that say so (first and last).

    `laterality` is set where the status is only of one side ("mammographie droite (pas gauche)"). `named` are the words
    that name the mention's thing at this place where they are no mention of their own ("le 2e cycle"). `by` is the
    mention that only points to it here, where it was named before ("le traitement").
    """

    mention: int
    status: str | None
    cue: tuple[int, int]
    sentence: int
    laterality: str | None = None
    named: tuple[int, int] | None = None
    by: int | None = None


@dataclass(frozen=True, slots=True)
class Theme:
    """A treatment or procedure; `named` are the words that name it here where they are no mention ("2e cycle"), `by`
    the mention that only points to it here ("le traitement")."""

    mention: int
    named: tuple[int, int] | None = None
    by: int | None = None


@dataclass(frozen=True, slots=True)
class Frame:
    """A frame found in a sentence: its cue, the verb group of the cue (None for a noun), and the status it says.

    `previous` are the themes of the frame before it, `open` where that one planned or asked for them; `told` the
    mentions told as given until then, `over` those that something else has replaced, `ended` those that were stopped,
    `proposed` those that were decided on, `untaken` those that were never given.
    """

    reading: Reading
    view: SentenceView
    verbs: Verbs
    index: int
    cue: Cue
    cues: list[Cue]
    group: VerbGroup | None
    status: str
    previous: tuple[Theme, ...] = ()
    told: Set[int] = frozenset()
    over: Set[int] = frozenset()
    open: tuple[Theme, ...] = ()
    ended: Set[int] = frozenset()
    proposed: Set[int] = frozenset()
    untaken: Set[int] = frozenset()
