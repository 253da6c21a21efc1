"""The return phrase of a rehearsal: always the same, sealing nothing, so that it can be read and repeated."""

from dataclasses import replace

from bot.flows.silence import lock_by
from bot.model import PHRASE_MARK, Bubble, Conversation, GivePhrase, Language, LockAway, WayBack

EXAMPLES = {
    "nl": "appel fiets lamp koffie zeil",
    "en": "apple bicycle lantern coffee button",
    "fr": "abricot vélo lampe café étoile",
}
"""What is shown where a return phrase goes: always the same, so that a rehearsal can be read and repeated."""


class ExamplePhrase:
    """Whether it was given, and what it would open."""

    def __init__(self) -> None:
        """Begin without one."""
        self._language: Language = ""
        self._was: Conversation | None = None

    def given(self, conversation: Conversation, wanted: GivePhrase) -> tuple[Conversation, Bubble]:
        """Return the conversation with a way back, and the bubble that shows the words."""
        self._language, self._was = conversation.language, None
        changed = replace(conversation, way_back=WayBack(bytes(16), bytes(32)))
        text = wanted.bubble.text.replace(PHRASE_MARK, EXAMPLES[self._language])
        return replace(changed, lock_by=lock_by(changed)), replace(wanted.bubble, text=text)

    def lock(self, wanted: LockAway) -> None:
        """Keep what the words open from now on."""
        if wanted.way is not None:
            self._was = wanted.conversation

    def is_said(self, text: str) -> bool:
        """Tell whether a text is the words that were given."""
        return bool(self._language) and text == EXAMPLES[self._language]

    def come_back(self, before: Conversation) -> Conversation:
        """Return the conversation as it was; the words are spent, and a case that is open stays."""
        was = self._was or before
        self._language, self._was = "", None
        return replace(
            was, version=before.version, next_seq=before.next_seq, case_id=before.case_id, way_back=None, ways_left=()
        )
