"""Whether Telegram can be reached, knows us, and hands our messages to nobody else."""

from collections.abc import Iterator, Sequence
from datetime import datetime

from bot.channels.telegram import Look, TokenRefused, look, webhook_address
from bot.doctor.clocks import compared
from bot.errors import DeliveryError
from bot.ops.findings import Finding, Gravity
from bot.ports import Clock
from bot.settings import Settings

MANY = 100
"""So many updates that wait are more than a moment's."""


async def check(settings: Settings, clock: Clock) -> Sequence[Finding]:
    """Ask Telegram, where the channel is switched on."""
    if settings.telegram_token is None:
        return []
    where = "AJAR_TELEGRAM_TOKEN"
    try:
        seen = await look(settings.telegram_token.get_secret_value(), settings.telegram_api_url)
    except TokenRefused as refused:
        return [Finding("telegram.token", refused.what, refused.fix, where)]
    except DeliveryError as fault:
        fix = "Let this machine reach it over HTTPS, and check AJAR_TELEGRAM_API_URL."
        return [Finding("telegram.unreachable", fault.what, fix, "AJAR_TELEGRAM_API_URL")]
    return list(judged(seen, settings, clock.now()))


def judged(seen: Look, settings: Settings, now: datetime) -> Iterator[Finding]:
    """Tell what is not as it must be."""
    if seen.now is not None:
        yield from compared("telegram.clock", ours=now, theirs=seen.now, whose="Telegram")
    url = settings.telegram_webhook_url
    ours = "" if url is None else webhook_address(url)
    if seen.webhook and seen.webhook != ours:
        yield Finding(
            "telegram.foreign_webhook",
            f"Telegram hands this bot's messages to {seen.webhook_host}, which is not what the settings say.",
            "If that is an earlier address of yours, start Ajar, which sets its own. "
            "If it is not, the token was stolen: let @BotFather revoke it.",
            "AJAR_TELEGRAM_TOKEN",
        )
    elif ours and not seen.webhook:
        what = "The webhook is not set."
        yield Finding("telegram.no_webhook", what, "Start Ajar, which sets it.", "AJAR_TELEGRAM_WEBHOOK_URL")
    if seen.waiting >= MANY:
        what = f"{seen.waiting} messages wait at Telegram to be taken."
        yield Finding("telegram.waiting", what, "See that Ajar runs: ask /readyz.", gravity=Gravity.WARNING)
