"""The words that people chose to wipe with, where a flood can be asked about them without a look into the store.

In memory, as keyed hashes under a key that dies with the process; of a bounded number of people.
"""

from collections import OrderedDict

from bot.flows.words import spellings
from bot.model import Conversation, Sender
from bot.pseudonyms import Pseudonyms

MOST_PEOPLE = 10_000
"""Of more, who wrote least recently is forgotten here: their word still wipes, unless they flood."""


class OwnWords:
    """Who chose which word, as far as they wrote since the start."""

    def __init__(self, *, most: int = MOST_PEOPLE) -> None:
        """Begin knowing nobody."""
        self._most = most
        self._names = Pseudonyms()
        self._words: OrderedDict[int, frozenset[int]] = OrderedDict()

    def __len__(self) -> int:
        return len(self._words)

    def note(self, conversation: Conversation, variable: str) -> None:
        """Remember the word that a conversation holds in this variable now; forget one that it holds no more."""
        word = str(conversation.vars.get(variable, ""))
        if not word and not self._words:
            return
        key = self._names.of((conversation.sender.channel, conversation.sender.native_id))
        self._words.pop(key, None)
        if word:
            self._words[key] = frozenset(map(self._names.of, spellings(word)))
            if len(self._words) > self._most:
                self._words.popitem(last=False)

    def is_said(self, sender: Sender, text: str) -> bool:
        """Tell whether a text is the word of whoever sent it."""
        words = self._words.get(self._names.of((sender.channel, sender.native_id)))
        return words is not None and not words.isdisjoint(map(self._names.of, spellings(text)))
