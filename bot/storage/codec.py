"""What a sealed field holds: values to bytes and back, strictly; knows no keys.

Fields are named in the bytes, so a field that a later version adds is passed over by an earlier one, and has its
default where it is missing.
"""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any, Generic, TypeVar

import msgspec

from bot.errors import BotError, Unreadable
from bot.model import Bubble, Conversation, ConversationId, Language, MessageRef, Sender, Value

T = TypeVar("T")

Refs = list[tuple[int, MessageRef]]
"""Messages of either side, oldest first, each with the microsecond since 1970 in which it was remembered."""
State = tuple[Conversation, Refs]
"""What a row of a conversation holds: the conversation, and the message ids of its own latest turns."""
Kept = tuple[ConversationId, Conversation | None]
"""What a return phrase opens: whose it is, and what the conversation was; None while that is not locked."""
Body = tuple[Bubble, datetime | None, int]
"""What a row of the outbox holds: the bubble, until when messages vanish, and the number of the desk's line."""
Card = tuple[datetime, Language, str, Mapping[str, Value]]
"""What a case holds: when a human was asked for, language, channel, and what was agreed to be shown."""
LineBody = tuple[str, str]
"""What a line of a talk holds: its text, and the desk's own id of it."""
Verifier = tuple[str, Language]
"""What a member of staff holds: the verifier of the password, and the language of the desk."""
Moment = datetime
"""What a timer holds: when exactly it is due."""
Ends = tuple[datetime, datetime]
"""When a login ends: by itself when idle, and whatever happens."""


class Codec(Generic[T]):
    """Writes and reads the values of one type."""

    def __init__(self, form: Any) -> None:  # noqa: ANN401 - a tuple of types is no type to mypy
        """Prepare the reader; a codec is made once per type."""
        self._encoder = msgspec.msgpack.Encoder()
        self._decoder: msgspec.msgpack.Decoder[T] = msgspec.msgpack.Decoder(form)

    def write(self, value: T) -> bytes:
        """Return the bytes of a value.

        Raises:
            BotError: a text holds half a character, which no database takes.
        """
        try:
            return self._encoder.encode(value)
        except UnicodeEncodeError:
            raise BotError(
                "A text holds half a character and can't be kept.", fix="Clean it where it came in."
            ) from None

    def read(self, content: bytes) -> T:
        """Return the value.

        Raises:
            Unreadable: these are not the bytes of such a value.
        """
        try:
            return self._decoder.decode(content)
        except (msgspec.DecodeError, UnicodeDecodeError):
            raise Unreadable from None


def stripped(conversation: Conversation) -> Conversation:
    """Return what a return phrase opens of a conversation: not who it was, on which channel, nor other phrases."""
    return replace(conversation, sender=Sender("", ""), way_back=None, ways_left=())


STATES: Codec[State] = Codec(State)
WAYS: Codec[Kept] = Codec(Kept)
BODIES: Codec[Body] = Codec(Body)
CARDS: Codec[Card] = Codec(Card)
LINES: Codec[LineBody] = Codec(LineBody)
REFS: Codec[Refs] = Codec(Refs)
VERIFIERS: Codec[Verifier] = Codec(Verifier)
MOMENTS: Codec[Moment] = Codec(Moment)
ENDS: Codec[Ends] = Codec(Ends)
