"""Words that act in every state, before anything else looks at a message: here they are only recognised."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from bot.flows.hunch import Hunch
from bot.flows.mistyped import NOTHING_MISTYPED, Mistyped
from bot.flows.phrases import PhraseBook
from bot.flows.replies import Labels
from bot.flows.slips import Slips
from bot.flows.spans import minutes_in
from bot.flows.weighing import Condition
from bot.flows.words import spellings
from bot.model import Language, Value

STOP, HUMAN, CRISIS = "stop", "mens", "crisis"
"""The interrupts that every bundle has."""
HUNCH = "vermoeden"
"""The interrupt of a text that sounds like need although no phrase says so; a bundle may go without it."""


class InterruptKind(StrEnum):
    """What an interrupt does."""

    WIPE = "wipe"
    LEAVE = "leave"
    """Forget as well, and leave the chat as it is."""
    LANGUAGE = "language"
    GOTO = "goto"
    CALL = "call"


FORGETTING = frozenset({InterruptKind.WIPE, InterruptKind.LEAVE})
"""What comes before everything else, in a talk with a human too."""


@dataclass(frozen=True, slots=True)
class Interrupt:
    """What a word does.

    Attributes:
        exit: The exit of every node that it takes; empty for what goes nowhere.
        save: The variable that keeps which signs are in the text; empty for none.
        language: The language it changes to; empty for others.
    """

    id: str
    kind: InterruptKind
    exit: str = ""
    language: Language = ""
    save: str = ""


_BY_OWN_WORD = Interrupt(STOP, InterruptKind.WIPE)


@dataclass(frozen=True, slots=True)
class Heard:
    """What was found in a text.

    Attributes:
        spelled: The text as plain words, for whoever looks at it as an answer.
        interrupt: What has to be done at once; None for an ordinary text.
        crisis: There is a crisis phrase in it, whatever else it is.
    """

    spelled: tuple[str, ...]
    interrupt: Interrupt | None
    crisis: bool


MOST_WORDS = 8
"""A longer text is no word for a human, however it is typed."""


def nobody(_: Mapping[str, Value]) -> bool:
    """Hold for no one."""
    return False


@dataclass(frozen=True, slots=True)
class Interrupts:
    """All interrupts of a bundle.

    Attributes:
        by_word: What a message that is one of these words does, in all languages at once.
        human: What leads to a human.
        human_slips: The words that lead to a human, one by one, to be found again when they are mistyped.
        crisis: What a message that contains one of `phrases` does.
        gentle: What a text does that is no answer, and of which `hunch` says that it asks.
        spared: Who is not asked gently, by what is known of them: they said that it was nothing.
        signs: What a text of need is about, by name.
        mistyped: The words that forget, to be found again when they are mistyped.
        meant_labels: Of the answers to whether a word was meant, by what it does and by language.
        pass_labels: Of the answers to whether a colleague may go on with a talk, by language.
        another: What asks for somebody else in the middle of a talk, as plain words.
        another_labels: Of the answers to whether that was meant, by language.
        suit_labels: Of the answers to whether a callback still suits, by language.
        perhaps: What may mean such a word, by itself: it is asked about as well.
        own: The variable of the word that somebody chose to wipe with; empty where nobody can.
        everyday: What people type without thinking: nobody can choose it for that.
    """

    by_word: Mapping[str, Interrupt]
    human: Interrupt
    human_slips: Slips
    crisis: Interrupt
    phrases: PhraseBook
    hunch: Hunch | None = None
    gentle: Interrupt | None = None
    spared: Condition = nobody
    signs: Mapping[str, PhraseBook] = field(default_factory=dict)
    mistyped: Mistyped = NOTHING_MISTYPED
    meant_labels: Mapping[InterruptKind, Mapping[Language, Labels]] = field(default_factory=dict)
    pass_labels: Mapping[Language, Labels] = field(default_factory=dict)
    another: frozenset[str] = frozenset()
    another_labels: Mapping[Language, Labels] = field(default_factory=dict)
    suit_labels: Mapping[Language, Labels] = field(default_factory=dict)
    perhaps: Mapping[str, Interrupt] = field(default_factory=dict)
    own: str = ""
    everyday: frozenset[str] = frozenset()

    def hear(self, text: str, own_word: Value = "") -> Heard:
        """Look for interrupts in a text of any length: stop comes before crisis, crisis before everything else.

        A number is the number of an option, whatever the files say. `own_word` wipes as well: who chose it means it.
        """
        spelled = spellings(text)
        if spelled[0].isdigit():
            return Heard(spelled, None, crisis=False)
        if own_word and not set(spellings(str(own_word))).isdisjoint(spelled):
            return Heard(spelled, _BY_OWN_WORD, crisis=False)
        word = next((self.by_word[spelling] for spelling in spelled if spelling in self.by_word), None)
        crisis = bool(self.phrases.found_in(spelled))
        if crisis and (word is None or word.kind not in FORGETTING):
            word = self.crisis
        return Heard(spelled, word, crisis=crisis)

    @property
    def forgetting(self) -> Mapping[str, Interrupt]:
        """What forgets, by id."""
        return {one.id: one for one in self.by_word.values() if one.kind in FORGETTING}

    def signs_in(self, spelled: Sequence[str]) -> tuple[str, ...]:
        """Return what a text of need is about, by its words; nothing where they do not tell."""
        return tuple(name for name, phrases in self.signs.items() if phrases.found_in(spelled))

    def means_a_human(self, heard: Heard) -> bool:
        """Tell whether a text that is no answer is a mistyped word for a human ("mesn", "ik wil een mesn").

        Only here a slip is forgiven in a whole message: who is offered a human without wanting one says no, and nothing
        is lost. A slip in "stop" only asks, because wiping can't be taken back.
        """
        return any(self.by_word.get(phrase) is self.human for words in heard.spelled for phrase in self._mended(words))

    def _mended(self, spelled: str) -> Iterator[str]:
        """Yield a text with one of its words as it may be meant."""
        words = spelled.split()
        if len(words) <= MOST_WORDS:
            for place, word in enumerate(words):
                for meant in self.human_slips.meant(word)[1:]:
                    yield " ".join((*words[:place], meant, *words[place + 1 :]))

    def perhaps_forgets(self, heard: Heard, own_word: Value = "", *, in_a_talk: bool = False) -> Interrupt | None:
        """Return what a text may have been meant to do that is mistyped; None for what means what it says.

        In a talk "leave it" is an ordinary answer, so there only the words themselves count.
        """
        if heard.spelled[0].isdigit():
            return None
        own, perhaps = spellings(str(own_word)) if own_word else (), {} if in_a_talk else self.perhaps
        phrase = self.mistyped.meant(heard.spelled, (*own, *perhaps))
        if phrase is None:
            return None
        return _BY_OWN_WORD if phrase in own else perhaps.get(phrase) or self.by_word[phrase]

    def ask_gently(self, text: str, variables: Mapping[str, Value]) -> Interrupt | None:
        """Return what a text does that is no answer but sounds like need; None if it does not, or was asked before.

        How long somebody wants to wait is no need, whatever it sounds like.
        """
        if self.hunch is None or self.gentle is None or self.spared(variables):
            return None
        return self.gentle if minutes_in(spellings(text)) is None and self.hunch.asks(text) else None

    def means_nothing(self, words: str) -> bool:
        """Tell whether words are no interrupt, and would not make us ask whether something is very hard."""
        return self.hear(words).interrupt is None and self.ask_gently(words, {}) is None
