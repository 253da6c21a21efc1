"""Switches on the messengers that the settings name. What they need takes long to load, so it is loaded only then."""

from collections.abc import Callable, MutableMapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

import aiohttp

from bot.conversations import Conversations
from bot.delivery import Delivery
from bot.flows.shelf import Shelf
from bot.opening import Kept
from bot.ports import Channel
from bot.settings import Settings
from bot.signs import SignsOfLife
from bot.tasks import Tasks

if TYPE_CHECKING:
    from bot.channels.telegram import TelegramIngress
    from bot.signalling import SignalLine

Channels = MutableMapping[str, Channel]


@dataclass(frozen=True, slots=True)
class Use:
    """What every messenger works with."""

    conversations: Conversations
    delivery: Delivery
    shelf: Callable[[], Shelf]
    tasks: Tasks
    signs: SignsOfLife


def telegram_line(
    settings: Settings, kept: Kept, session: aiohttp.ClientSession, *, use: Use, channels: Channels
) -> "TelegramIngress | None":
    """Return the way in from Telegram, and add the way out, where there is a token."""
    if settings.telegram_token is None:
        return None
    from bot.channels.telegram import TelegramChannel, TelegramClient, TelegramIngress  # noqa: PLC0415

    client = TelegramClient(settings.telegram_token.get_secret_value(), session, api_url=settings.telegram_api_url)
    channel = TelegramChannel(client, kept.clock, messages_per_second=settings.telegram_messages_per_second)
    channels[channel.name] = channel
    secret = settings.telegram_webhook_secret
    return TelegramIngress(
        client,
        use.conversations,
        clock=kept.clock,
        journal=kept.journal,
        spawn=use.tasks.spawn,
        webhook_url=settings.telegram_webhook_url or "",
        webhook_secret=secret.get_secret_value() if secret else "",
        messages_per_second=settings.telegram_messages_per_second,
        urgency=use.conversations.urgency,
        alive=use.signs.of(channel.name),
    )


def signal_line(settings: Settings, kept: Kept, *, use: Use, channels: Channels) -> "SignalLine | None":
    """Return the way in from Signal, and add the way out, where there is a daemon."""
    if settings.signal_rpc is None:
        return None
    from bot.signalling import SignalLine  # noqa: PLC0415

    line = SignalLine(
        settings,
        kept,
        conversations=use.conversations,
        delivery=use.delivery,
        shelf=use.shelf,
        tasks=use.tasks,
        alive=use.signs.of("signal"),
    )
    channels[line.channel.name] = line.channel
    return line
