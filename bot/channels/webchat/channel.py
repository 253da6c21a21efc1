"""The web chat as a `Channel`: a bubble counts as sent when the page has shown it."""

from collections.abc import Sequence

from bot.channels.webchat import frames
from bot.channels.webchat.limits import Doorkeeper, Limits
from bot.channels.webchat.sessions import CHANNEL, Sessions
from bot.errors import Undeliverable
from bot.model import MessageRef, Outbound, Sender
from bot.ports import Clock, Leaves, unnoted


class WebchatChannel:
    """A `Channel` to pages that are open; serve it with `routes`.

    `send` waits for as long as the page is away: its caller decides how long that makes sense, and cancels. A bubble
    that was cancelled and is sent again later is still shown once, because the page knows it by the row's id.
    """

    name = CHANNEL

    def __init__(self, clock: Clock, limits: Limits | None = None) -> None:
        """Begin with no page open."""
        self.limits = limits or Limits()
        self.clock = clock
        self.sessions = Sessions(self.limits, clock)
        self.door = Doorkeeper(self.limits, clock)

    async def send(self, to: Sender, outbound: Outbound, *, leaves: Leaves = unnoted) -> Sequence[MessageRef]:
        if self.sessions.has_left(to):
            raise Undeliverable
        await leaves()
        session = self.sessions.of(to)
        try:
            await session.show(frames.bubble(outbound))
        finally:
            self.sessions.tidy(session)
        return ()  # nothing is deleted one by one: `delete` clears the page

    async def delete(self, to: Sender, refs: Sequence[MessageRef]) -> Sequence[MessageRef]:  # noqa: ARG002 - the page removes everything
        if self.sessions.has_left(to):
            return ()
        session = self.sessions.of(to)
        try:
            await session.clear(self.limits.patience.total_seconds())
        finally:
            self.sessions.tidy(session)
        return ()

    async def close(self) -> None:
        """Close every connection, for a stop of the server; the pages try again until one answers."""
        await self.sessions.close()
