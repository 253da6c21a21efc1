"""The way in from Telegram, by polling or by webhook, as one thing that app.py starts."""

from collections.abc import Awaitable, Callable
from datetime import timedelta

from aiohttp import web

from bot.channels.budget import Budget, Urgency, usual
from bot.channels.pacing import Pauses
from bot.channels.telegram.channel import USUAL_PER_SECOND
from bot.channels.telegram.client import TelegramClient
from bot.channels.telegram.faults import TokenRefused
from bot.channels.telegram.hearing import Chores, Hearing, Spawn
from bot.channels.telegram.polling import LONG_POLL_S, Poller
from bot.channels.telegram.update import CHANNEL
from bot.channels.telegram.webhook import READ_WITHIN_S, Webhook, wrong_address
from bot.errors import DeliveryError, PerhapsSent, Refused, TryLater
from bot.ports import Clock, Journal, Listener

WATCH_EVERY = timedelta(minutes=1)


class TelegramIngress:
    """Hears help-seekers on Telegram: by webhook when a URL is given, else by polling.

    Args:
        webhook_url: AJAR_TELEGRAM_WEBHOOK_URL; empty to poll.
        webhook_secret: AJAR_TELEGRAM_WEBHOOK_SECRET; a random one unless given.
        long_poll_s: Seconds that one call of `getUpdates` waits.
        read_within_s: Seconds that the body of one webhook request may take.
        messages_per_second: How many may leave to all people together; nobody may ask for more than a share.
        urgency: Tells of a text whether it is heard however much its sender sends, and of which kind it is.
        alive: Called whenever Telegram has answered a poll, or a look at the webhook.

    Attributes:
        hearing: Its `counts` tell how many updates were heard, ignored, unreadable or given up.
    """

    def __init__(  # noqa: PLR0913 - the composition root names them all
        self,
        client: TelegramClient,
        listener: Listener,
        *,
        clock: Clock,
        journal: Journal,
        spawn: Spawn,
        webhook_url: str = "",
        webhook_secret: str = "",
        long_poll_s: int = LONG_POLL_S,
        read_within_s: float = READ_WITHIN_S,
        messages_per_second: float = USUAL_PER_SECOND,
        urgency: Urgency = lambda *_: "",
        alive: Callable[[], None] = lambda: None,
    ) -> None:
        self._alive = alive
        self._client = client
        self._clock = clock
        self._journal = journal
        budget = Budget(clock, usual(messages_per_second), urgency=urgency)
        self.hearing = Hearing(listener, Chores(client, spawn), clock=clock, journal=journal, budget=budget)
        self._webhook: Webhook | None = None
        if webhook_url:
            self._webhook = Webhook(
                self.hearing, spawn, url=webhook_url, secret=webhook_secret, read_within_s=read_within_s
            )
        self._poller = Poller(client, self.hearing, clock=clock, journal=journal, long_poll_s=long_poll_s, alive=alive)

    def routes(self) -> list[web.RouteDef]:
        """Return what the web server has to serve: the webhook's route, or nothing while polling."""
        return [] if self._webhook is None else self._webhook.routes()

    async def run(self) -> None:
        """Work until cancelled. A network that is down is waited for.

        Raises:
            TokenRefused: at the start: the token is wrong.
            SettingsError: Telegram will never post to the webhook's address.
            Fenced: another process serves this database.
        """
        await self._persist(self._meet)
        if self._webhook is None:
            await self._poller.run()
        else:
            await self._watch(self._webhook)

    async def _meet(self) -> None:
        """See whether the token is right."""
        await self._client.call("getMe", {})

    async def _watch(self, webhook: Webhook) -> None:
        """Set the webhook, and set it again whenever somebody else changed it."""
        await self._persist(lambda: self._set(webhook))
        while True:
            await self._clock.sleep(WATCH_EVERY)
            try:
                if not await webhook.is_ours(self._client):
                    self._journal.note("webhook_failed", channel=CHANNEL, reason="It was changed by somebody else.")
                    await webhook.set(self._client)
                self._alive()
            except DeliveryError as fault:
                self._journal.note("telegram_failed", channel=CHANNEL, reason=str(fault))

    async def _set(self, webhook: Webhook) -> None:
        refused = ""
        try:
            await webhook.set(self._client)
        except Refused as fault:
            refused = fault.what
        if refused:
            raise wrong_address(refused)

    async def _persist(self, act: Callable[[], Awaitable[None]]) -> None:
        """Do it as often as it takes."""
        pauses = Pauses(self._clock)
        while True:
            try:
                return await act()
            except TokenRefused:
                raise
            except (TryLater, PerhapsSent) as fault:
                self._journal.note("telegram_failed", channel=CHANNEL, reason=str(fault))
                await pauses.wait(fault.retry_after if isinstance(fault, TryLater) else None)
