"""What a sealed field holds: values to bytes and back, strictly; knows no keys.

    written = version of the form (1) | MessagePack of the value

Fields are named in the bytes, so a field that a later version adds is passed over by an earlier one, and has its
default where it is missing. A tuple has no names: whoever changes one raises its version, and tells how the earlier one
is read. What was written before there were versions begins with a byte that is none.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any, Generic, NamedTuple, TypeVar

import msgspec

from bot.errors import BotError, Unreadable
from bot.model import (
    ANYBODY,
    NO_REF,
    Block,
    Bubble,
    Callback,
    Conversation,
    ConversationId,
    Counted,
    Draft,
    Emergency,
    Guest,
    Hop,
    Language,
    LogEvent,
    MessageRef,
    Passkey,
    Pause,
    Power,
    Referral,
    Sender,
    Skills,
    Value,
    Wishes,
)

T = TypeVar("T")

Refs = list[tuple[int, MessageRef]]
"""Messages of either side, oldest first, each with the microsecond since 1970 in which it was remembered."""
State = tuple[Conversation, Refs]
"""What a row of a conversation holds: the conversation, and the message ids of its own latest turns."""
Kept = tuple[ConversationId, Conversation | None]
"""What a return phrase opens: whose it is, and what the conversation was; None while that is not locked."""
Body = tuple[Bubble, datetime | None, int, MessageRef]
"""What a row of the outbox holds: the bubble, until when messages vanish, the number of the desk's line, and which
message vanishes alone; empty for all."""
_FirstBody = tuple[Bubble, datetime | None, int]
Card = tuple[datetime, Language, str, Mapping[str, Value], tuple[Hop, ...], Wishes, str, Counted | None]
"""What a case holds: when a human was asked for, language, channel, what was agreed to be shown, to whom since, whom
it is for, where it belongs (empty for anywhere), and what is counted of it."""
_FirstCard = tuple[datetime, Language, str, Mapping[str, Value]]
_SecondCard = tuple[datetime, Language, str, Mapping[str, Value], tuple[Hop, ...]]
_ThirdCard = tuple[datetime, Language, str, Mapping[str, Value], tuple[Hop, ...], Wishes]
_FourthCard = tuple[datetime, Language, str, Mapping[str, Value], tuple[Hop, ...], Wishes, str]
LineBody = tuple[str, str, str]
"""What a line of a talk holds: its text, the desk's own id of it, and which counsellor wrote it; empty for nobody."""
Verifier = tuple[str, Language]
"""What a member of staff holds: the verifier of the password, and the language of the desk."""
FactorBody = tuple[bytes, int, tuple[bytes, ...], int, tuple[Passkey, ...]]
"""What a second step of a login holds: the secret of an app, the last step that was used, the digests of codes on
paper, the moment of the last question that a passkey answered, the passkeys."""
TransferBody = tuple[str, str, str, str, datetime]
"""What a transfer holds: who has the talk, who would go on, the note, who is asked, and until when."""
InvitationBody = tuple[datetime, bytes]
"""What an invitation holds: its end, and the digest of a code that is asked for besides; empty for none."""
MotionBody = tuple[Power, str, datetime, bytes]
"""What a motion holds: what for, who made it, its end, and the digest of the code that they were shown."""
Spans = tuple[tuple[int, int], ...]
"""What a day's own hours hold: from which minute of the day up to which."""
ShiftBody = tuple[str, tuple[int, int], int]
"""What a shift holds: whose it is, from which minute of its day up to which, how many calls they take in a slot."""
Moment = datetime
"""What a timer holds: when exactly it is due."""
Ends = tuple[datetime, datetime]
"""When a login ends: by itself when idle, and whatever happens."""


UNVERSIONED = 0
"""The version of what was written before there were versions."""
_FIRST_OF_NONE = 0x80
"""No value of ours begins with a lower byte in MessagePack: those are its small numbers."""


class Earlier(NamedTuple):
    """A form that was stored once: its types, and what makes a value of today of it."""

    form: Any
    as_today: Callable[[Any], Any]


class Codec(Generic[T]):
    """Writes and reads the values of one type.

    Attributes:
        version: What is written now.
    """

    def __init__(self, form: Any, version: int = 1, earlier: Mapping[int, Earlier] | None = None) -> None:  # noqa: ANN401 - a tuple of types is no type to mypy
        """Prepare the readers; a codec is made once per type.

        Args:
            form: Of the version that is written.
            version: 1 to 127.
            earlier: What else may lie in a database. What has no version is of the first one, unless it is told here.
        """
        self.version = version
        self._head = bytes((version,))
        self._encoder = msgspec.msgpack.Encoder()
        forms = {version: Earlier(form, _unchanged), **(earlier or {})}
        forms.setdefault(UNVERSIONED, forms[min(forms)])
        self._readers = {one: (msgspec.msgpack.Decoder(known.form), known.as_today) for one, known in forms.items()}

    @property
    def versions(self) -> frozenset[int]:
        """All that can be read."""
        return frozenset(self._readers)

    def write(self, value: T) -> bytes:
        """Return the bytes of a value.

        Raises:
            BotError: a text holds half a character, which no database takes.
        """
        try:
            return self._head + self._encoder.encode(value)
        except UnicodeEncodeError:
            raise BotError(
                "A text holds half a character and can't be kept.", fix="Clean it where it came in."
            ) from None

    def read(self, content: bytes) -> T:
        """Return the value, whichever version wrote it.

        Raises:
            Unreadable: these are not the bytes of such a value, or a later version wrote them.
        """
        version = content[0] if content and 0 < content[0] < _FIRST_OF_NONE else UNVERSIONED
        reader = self._readers.get(version)
        if reader is None:
            raise Unreadable
        decoder, as_today = reader
        try:
            value: T = as_today(decoder.decode(content[1:] if version else content))
        except (msgspec.DecodeError, UnicodeDecodeError):
            raise Unreadable from None
        return value


def _unchanged(value: Any) -> Any:  # noqa: ANN401 - of any form
    return value


def _body_of_before(value: tuple[Bubble, datetime | tuple[MessageRef, ...] | None, int]) -> Body:
    """Return a row of the outbox that was queued without a version.

    Until chats emptied themselves, a deletion carried the ids that it deleted; now it reads them when it is sent.
    """
    bubble, until, line = value
    return bubble, until if isinstance(until, datetime) else None, line, NO_REF


def _body_of_all(value: _FirstBody) -> Body:
    """Return a row of the outbox that was queued when no message vanished alone."""
    return *value, NO_REF


def _card_of_before(value: _FirstCard) -> Card:
    """Return a case that was kept when nobody wrote down what was agreed to at a transfer."""
    return *value, (), ANYBODY, "", None


def _card_for_everybody(value: _SecondCard) -> Card:
    """Return a case that was kept when nobody could keep a counsellor out."""
    return *value, ANYBODY, "", None


def _card_of_anywhere(value: _ThirdCard) -> Card:
    """Return a case that was kept when nobody could say where it belongs."""
    return *value, "", None


def _card_in_no_figure(value: _FourthCard) -> Card:
    """Return a case that was kept when nothing was counted."""
    return *value, None


def _line_of_before(value: tuple[str, str]) -> LineBody:
    """Return a line that was kept when nobody asked which counsellor had written it."""
    text, client_id = value
    return text, client_id, ""


def _factor_of_before(value: tuple[bytes, int, tuple[bytes, ...]]) -> FactorBody:
    """Return a second step that was kept when there were no passkeys."""
    return *value, 0, ()


def _alone(event: LogEvent) -> list[LogEvent]:
    """Return an event that was kept when each had a row of its own, whatever became of its day."""
    return [event]


def _invitation_of_before(ends_at: datetime) -> InvitationBody:
    """Return an invitation that was kept when no link asked for a code."""
    return ends_at, b""


def stripped(conversation: Conversation) -> Conversation:
    """Return what a return phrase opens of a conversation: not who it was, on which channel, nor other phrases."""
    return replace(conversation, sender=Sender("", ""), way_back=None, ways_left=(), words_shown=(), appointment=None)


STATES: Codec[State] = Codec(State)
WAYS: Codec[Kept] = Codec(Kept)
BODIES: Codec[Body] = Codec(
    Body,
    2,
    earlier={
        UNVERSIONED: Earlier(tuple[Bubble, datetime | tuple[MessageRef, ...] | None, int], _body_of_before),
        1: Earlier(_FirstBody, _body_of_all),
    },
)
CARDS: Codec[Card] = Codec(
    Card,
    5,
    earlier={
        1: Earlier(_FirstCard, _card_of_before),
        2: Earlier(_SecondCard, _card_for_everybody),
        3: Earlier(_ThirdCard, _card_of_anywhere),
        4: Earlier(_FourthCard, _card_in_no_figure),
    },
)
LINES: Codec[LineBody] = Codec(LineBody, 2, earlier={1: Earlier(tuple[str, str], _line_of_before)})
DRAFTS: Codec[Draft] = Codec(Draft)
GUESTS: Codec[Guest] = Codec(Guest)
EMERGENCIES: Codec[Emergency] = Codec(Emergency)
TRANSFERS: Codec[TransferBody] = Codec(TransferBody)
HOPS: Codec[Referral] = Codec(Referral)
REFS: Codec[Refs] = Codec(Refs)
BLOCKS: Codec[Block] = Codec(Block)
CALLBACKS: Codec[Callback] = Codec(Callback)
EVENTS: Codec[Sequence[LogEvent]] = Codec(
    list[LogEvent], 2, earlier={1: Earlier(LogEvent, _alone), UNVERSIONED: Earlier(LogEvent, _alone)}
)
SPANS: Codec[Spans] = Codec(Spans)
SHIFTS: Codec[ShiftBody] = Codec(ShiftBody)
SKILLS: Codec[Skills] = Codec(Skills)
PAUSES: Codec[Pause] = Codec(Pause)
VERIFIERS: Codec[Verifier] = Codec(Verifier)
FACTORS: Codec[FactorBody] = Codec(
    FactorBody, 2, earlier={1: Earlier(tuple[bytes, int, tuple[bytes, ...]], _factor_of_before)}
)
INVITATIONS: Codec[InvitationBody] = Codec(InvitationBody, 2, earlier={1: Earlier(datetime, _invitation_of_before)})
MOTIONS: Codec[MotionBody] = Codec(MotionBody)
MOMENTS: Codec[Moment] = Codec(Moment)
ENDS: Codec[Ends] = Codec(Ends)
