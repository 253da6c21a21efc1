"""People with Signal on their telephones, as the daemon meets them: what they send, and what they see."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

Arrive = Callable[[dict[str, Any]], None]
"""Takes an envelope that Signal's servers hand to the account."""
DELETABLE_MS = 24 * 60 * 60 * 1000
"""Older messages stay, whoever wants them gone: the receiving app decides it, and says nothing."""


@dataclass(slots=True)
class Shown:
    """A message on somebody's screen."""

    timestamp: int
    text: str
    is_deleted: bool = False


@dataclass(slots=True, eq=False)
class Person:
    """Somebody with Signal.

    Attributes:
        number: None where it is hidden, as it is by default.
        timer_s: After how many seconds messages disappear; 0: never.
        timer_notices: Every time that somebody else changed it, which the app shows as a line in the chat.
        is_known: The account keeps their keys and their session.
        failure: The type of result that every message to them comes to; empty: it arrives.
        on_seen: Is told what they read.
    """

    uuid: str
    arrive: Arrive
    now_ms: Callable[[], int]
    number: str | None = None
    name: str = "Sam"
    timer_s: int = 0
    timer_notices: list[int] = field(default_factory=list)
    seen: list[Shown] = field(default_factory=list)
    receipts: list[dict[str, Any]] = field(default_factory=list)
    is_known: bool = False
    is_registered: bool = True
    failure: str = ""
    on_seen: Callable[[str], object] | None = None

    @property
    def texts(self) -> list[str]:
        """What stands on their screen now."""
        return [shown.text for shown in self.seen if not shown.is_deleted]

    def says(self, text: str | None, **more: Any) -> int:  # noqa: ANN401 - of a dataMessage
        """Send a text; returns its time, which is its id."""
        return self.sends(dataMessage=self.message(text, **more))

    def edits(self, target: int, text: str, **more: Any) -> int:  # noqa: ANN401 - of a dataMessage
        """Change an earlier message."""
        return self.sends(editMessage={"targetSentTimestamp": target, "dataMessage": self.message(text, **more)})

    def reacts(self, target: int, emoji: str = "👍", *, is_remove: bool = False) -> int:
        """Put an emoji under a message."""
        reaction = {"emoji": emoji, "targetSentTimestamp": target, "isRemove": is_remove}
        return self.says(None, reaction=reaction)

    def sends_file(self, text: str | None = None, kind: str = "image/jpeg") -> int:
        """Send a photo, or any other file."""
        return self.says(text, attachments=[{"contentType": kind, "id": "a.bin", "size": 4711, "filename": None}])

    def sets_timer(self, seconds: int) -> int:
        """Choose after how long messages disappear."""
        self.timer_s = seconds
        return self.says(None, isExpirationUpdate=True)

    def rings(self) -> int:
        """Call, and hang up."""
        self.sends(callMessage={"offerMessage": {"id": 1, "type": "AUDIO_CALL", "opaque": "AA=="}})
        return self.sends(callMessage={"hangupMessage": {"id": 1, "type": "NORMAL", "deviceId": 0}})

    def message(self, text: str | None, **more: Any) -> dict[str, Any]:  # noqa: ANN401 - of a dataMessage
        """Return a dataMessage as signal-cli writes it."""
        return {"message": text, "expiresInSeconds": self.timer_s, "viewOnce": False, **more}

    def sends(self, **kinds: Any) -> int:  # noqa: ANN401 - of an envelope
        """Send anything at all."""
        timestamp = self.now_ms()
        self.is_known = True
        for kind in ("dataMessage",):
            if kind in kinds:
                kinds[kind] = {"timestamp": timestamp, **kinds[kind]}
        self.arrive(
            {
                "source": self.number or self.uuid,
                "sourceNumber": self.number,
                "sourceUuid": self.uuid,
                "sourceName": self.name,
                "sourceDevice": 1,
                "timestamp": timestamp,
                "serverReceivedTimestamp": timestamp + 40,
                "serverDeliveredTimestamp": timestamp + 41,
                **kinds,
            }
        )
        return timestamp

    def sees(self, timestamp: int, text: str) -> None:
        """Get a message."""
        self.seen.append(Shown(timestamp, text))
        if self.on_seen is not None:
            self.on_seen(text)

    def unsees(self, timestamp: int, now_ms: int) -> None:
        """Be told that a message is taken back."""
        for shown in self.seen:
            if shown.timestamp == timestamp and now_ms - timestamp <= DELETABLE_MS:
                shown.is_deleted = True
