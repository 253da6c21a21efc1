"""The call to somebody outside, as one HTTP request: one neutral sentence, and of those who wait a few numbers."""

from collections.abc import Callable, Mapping
from dataclasses import asdict

import aiohttp

from bot.alerts import Sign, Stage
from bot.errors import BotError
from bot.handover.escalation import Call

WITHIN_S = 10.0


class Post:
    """An address that takes JSON; a secret: whoever has it can call."""

    def __init__(self, url: str, session: aiohttp.ClientSession, *, setting: str) -> None:
        """Post to `url`, which stands in `setting`."""
        self._url = url
        self._session = session
        self._setting = setting

    async def send(self, body: Mapping[str, object]) -> None:
        """Post it; follows nowhere, and reads nothing of the answer but its status.

        Raises:
            BotError: it was refused, or nobody answered within ten seconds.
        """
        limit = aiohttp.ClientTimeout(total=WITHIN_S)
        try:
            async with self._session.post(self._url, json=body, timeout=limit, allow_redirects=False) as answer:
                status = answer.status
        except (aiohttp.ClientError, TimeoutError):
            # Without its cause: the fault names the address.
            raise BotError(
                "The address to call does not answer.", where=self._setting, fix="Look at that service."
            ) from None
        if not 200 <= status < 300:  # noqa: PLR2004 - what HTTP calls a success
            raise BotError(
                f"The address to call answered with {status}.",
                where=self._setting,
                fix="Check that it is still the right one.",
            )


class WebCallOut:
    """A `CallOut` that posts JSON; chat services that take incoming webhooks show its `text`."""

    def __init__(self, post: Post, words: Callable[[Call], str]) -> None:
        """Post what `words` says, and the numbers."""
        self._post = post
        self._words = words

    async def call(self, call: Call) -> None:
        await self._post.send({"text": self._words(call), **asdict(call)})


class WebAlertOut:
    """An `AlertOut` that posts JSON in the same way."""

    def __init__(self, post: Post, words: Callable[[Sign, Stage], str]) -> None:
        """Post what `words` says, and the name of the alert."""
        self._post = post
        self._words = words

    async def tell(self, sign: Sign, stage: Stage) -> None:
        body = {"text": self._words(sign, stage), "alert": sign.alert.value, "stage": stage.value}
        await self._post.send({**body, **({"channel": sign.channel} if sign.channel else {})})
