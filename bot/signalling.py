"""Signal in one process: the channel out, the way in, and what is told when something may have been lost between."""

import os
from collections.abc import Callable
from contextlib import suppress

from bot.channels.signal import Challenge, Marks, Reader, SignalChannel, SignalClient, SignalIngress
from bot.conversations import Conversations
from bot.delivery import Delivery
from bot.errors import StoreDown
from bot.flows.shelf import Shelf
from bot.gaps import Gaps
from bot.opening import Kept
from bot.ports import Subkey
from bot.settings import Settings
from bot.tasks import Tasks


class SignalLine:
    """Everything of Signal, wired.

    Attributes:
        channel: The way out, for the delivery.
    """

    def __init__(
        self,
        settings: Settings,
        kept: Kept,
        *,
        conversations: Conversations,
        delivery: Delivery,
        shelf: Callable[[], Shelf],
        tasks: Tasks,
        alive: Callable[[], None],
    ) -> None:
        """Serve the account of the settings, which name one; `alive` is called as often as it is seen to work."""
        rpc, account = settings.signal_rpc or "", settings.signal_account or ""
        clock, journal, rate = kept.clock, kept.journal, settings.signal_messages_per_second
        client = SignalClient(rpc, account, clock=clock, journal=journal, alive=alive)
        challenge = Challenge(settings.signal_challenge_file)
        self.channel = SignalChannel(client, clock, journal=journal, challenge=challenge, messages_per_second=rate)
        self._gaps = Gaps(
            self.channel.name,
            kept.store,
            delivery,
            shelf=shelf,
            new_id=lambda: os.urandom(16),
            clock=clock,
            journal=journal,
        )
        self._ingress = SignalIngress(
            client,
            conversations,
            Reader(account, Marks(kept.keyring.subkey(Subkey.SIGNAL))),
            clock=clock,
            journal=journal,
            spawn=tasks.spawn,
            messages_per_second=rate,
            urgency=conversations.urgency,
            opens=self._gaps.open,
            gap=lambda: tasks.spawn(self._gaps.tell()),
        )

    async def begin(self) -> None:
        """Queue what tells of what an earlier process may have lost: before the delivery takes up what waits.

        Raises:
            Fenced: another process serves this database.
        """
        await self._gaps.begin()

    async def run(self) -> None:
        """Hear people until cancelled."""
        await self._ingress.run()

    async def leave(self) -> None:
        """Take nothing more, keep what was taken, and note that nothing can be lost any more."""
        if await self._ingress.leave():
            with suppress(StoreDown):
                await self._gaps.close()
