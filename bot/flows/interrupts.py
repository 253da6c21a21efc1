"""Words that act in every state, before anything else looks at a message: here they are only recognised."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from bot.flows.words import PhraseBook, spellings
from bot.model import Language

STOP, HUMAN, CRISIS = "stop", "mens", "crisis"
"""The interrupts that every bundle has."""


class InterruptKind(StrEnum):
    """What an interrupt does."""

    WIPE = "wipe"
    LANGUAGE = "language"
    GOTO = "goto"
    CALL = "call"


@dataclass(frozen=True, slots=True)
class Interrupt:
    """What a word does.

    Attributes:
        exit: The exit of every node that it takes; empty for what goes nowhere.
        language: The language it changes to; empty for others.
    """

    id: str
    kind: InterruptKind
    exit: str = ""
    language: Language = ""


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


@dataclass(frozen=True, slots=True)
class Interrupts:
    """All interrupts of a bundle.

    Attributes:
        by_word: What a message that is one of these words does, in all languages at once.
        human: What leads to a human.
        crisis: What a message that contains one of `phrases` does.
    """

    by_word: Mapping[str, Interrupt]
    human: Interrupt
    crisis: Interrupt
    phrases: PhraseBook

    def hear(self, text: str) -> Heard:
        """Look for interrupts in a text of any length: stop comes before crisis, crisis before everything else.

        A number is the number of an option, whatever the files say.
        """
        spelled = spellings(text)
        if spelled[0].isdigit():
            return Heard(spelled, None, crisis=False)
        word = next((self.by_word[spelling] for spelling in spelled if spelling in self.by_word), None)
        crisis = self.phrases.found_in(spelled)
        if crisis and (word is None or word.kind is not InterruptKind.WIPE):
            word = self.crisis
        return Heard(spelled, word, crisis=crisis)
