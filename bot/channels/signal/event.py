"""What signal-cli hands over means to us, as values; reads nothing."""

import hashlib
import hmac
from dataclasses import dataclass, field

from bot.model import Inbound

CHANNEL = "signal"


@dataclass(frozen=True, slots=True)
class Leave:
    """A group, which we leave at once."""

    group_id: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Ignore:
    """Nothing that concerns us."""


@dataclass(frozen=True, slots=True)
class Heard:
    """One envelope, read.

    Attributes:
        said_at: When Signal's server took it, in seconds since 1970; 0 where it does not say.
        is_poison: It could not be read as it should be; `event` is the best that could be made of it.
        is_uncalled: It came although we had not subscribed: the daemon runs in a receive mode that loses messages.
    """

    event: Inbound | Leave | Ignore = Ignore()
    said_at: float = 0.0
    is_poison: bool = False
    is_uncalled: bool = False


class Marks:
    """Names events for the table of what was seen: neither a person nor a time can be read from them."""

    def __init__(self, key: bytes) -> None:
        """Use a key that outlives the process: an event that comes again has the same name."""
        self._key = key

    def of(self, sender: str, timestamp: int) -> str:
        """Return the name of what a sender sent at a moment, which is what tells Signal's messages apart."""
        return hmac.new(self._key, f"{sender}\0{timestamp}".encode(), hashlib.sha256).hexdigest()[:32]
