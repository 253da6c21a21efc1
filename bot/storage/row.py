"""A conversation in the hands of one transaction; reads and writes nothing."""

from dataclasses import dataclass, field

from bot.model import Conversation, ConversationId
from bot.storage.codec import Refs
from bot.storage.vault import FieldKey

CUT_OFF = 0
"""The week of a conversation that nobody is found by any more."""


@dataclass(slots=True, eq=False)
class Row:
    """A conversation in this transaction.

    Attributes:
        stored: The version that the database has; 0 for none yet.
        data_key: The key of a conversation that is not stored yet; empty when it is wrapped.
        conversation: None until somebody looks.
        refs: The message ids that lie in the state.
        moved: More than the state changed.
    """

    id: ConversationId
    bix: bytes = b""
    week: int = CUT_OFF
    stored: int = 0
    expires_on: int = 0
    wrapped: bytes = b""
    sealed: bytes = b""
    key: FieldKey | None = None
    data_key: bytes = b""
    conversation: Conversation | None = None
    refs: Refs = field(default_factory=list)
    moved: bool = False
