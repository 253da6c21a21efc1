"""The call to somebody outside the desk, as one HTTP request that holds numbers and one neutral sentence."""

from collections.abc import Callable
from dataclasses import asdict

import aiohttp

from bot.errors import BotError
from bot.handover.escalation import Call

WITHIN_S = 10.0
SETTING = "AJAR_CALL_URL"


class WebCallOut:
    """A `CallOut` that posts JSON; chat services that take incoming webhooks show its `text`."""

    def __init__(self, url: str, session: aiohttp.ClientSession, words: Callable[[Call], str]) -> None:
        """Post to `url`, which is a secret: whoever has it can call."""
        self._url = url
        self._session = session
        self._words = words

    async def call(self, call: Call) -> None:
        """Post it; follows nowhere, and reads nothing of the answer but its status.

        Raises:
            BotError: it was refused, or nobody answered within ten seconds.
        """
        body = {"text": self._words(call), **asdict(call)}
        limit = aiohttp.ClientTimeout(total=WITHIN_S)
        try:
            async with self._session.post(self._url, json=body, timeout=limit, allow_redirects=False) as answer:
                status = answer.status
        except (aiohttp.ClientError, TimeoutError):
            # Without its cause: the fault names the address.
            raise BotError("The address to call does not answer.", where=SETTING, fix="Look at that service.") from None
        if not 200 <= status < 300:  # noqa: PLR2004 - what HTTP calls a success
            raise BotError(
                f"The address to call answered with {status}.",
                where=SETTING,
                fix="Check that it is still the right one.",
            )
