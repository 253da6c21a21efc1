"""What an update of Telegram means to us, as values; reads nothing."""

from dataclasses import dataclass, field

from bot.model import Inbound

CHANNEL = "telegram"


@dataclass(frozen=True, slots=True)
class Leave:
    """A group or channel, which we leave at once."""

    chat_id: int = field(repr=False)


@dataclass(frozen=True, slots=True)
class Ignore:
    """Nothing that concerns us."""


Event = Inbound | Leave | Ignore


@dataclass(frozen=True, slots=True)
class Update:
    """One update, read.

    Attributes:
        id: Telegram's number, which acknowledges it.
        callback_id: The button press to be answered, empty for other kinds.
        is_poison: It could not be read as it should be; `event` is the best that could be made of it.
        said_at: When Telegram took a message, in seconds since 1970; 0 where it does not say.
    """

    id: int
    event: Event = Ignore()
    callback_id: str = field(default="", repr=False)
    is_poison: bool = False
    said_at: int = field(default=0, compare=False)
