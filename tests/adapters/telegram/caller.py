"""Any program that calls the Bot API, for tests of the test server itself."""

from typing import Any

import aiohttp

from tests.peers.botapi import BotApi


class Caller:
    """Calls the server as any program might."""

    def __init__(self, api: BotApi, session: aiohttp.ClientSession) -> None:
        self.api = api
        self.session = session

    async def call(self, method: str, **params: object) -> tuple[int, Any]:
        """Call with JSON."""
        async with self.session.post(f"{self.api.url}/bot{self.api.token}/{method}", json=params) as answer:
            return answer.status, await answer.json()

    async def form(self, method: str, **params: str) -> tuple[int, Any]:
        """Call with a form."""
        async with self.session.post(f"{self.api.url}/bot{self.api.token}/{method}", data=params) as answer:
            return answer.status, await answer.json()

    async def updates(self, **params: object) -> list[int]:
        """Return the numbers of what `getUpdates` gives."""
        status, answer = await self.call("getUpdates", **params)
        assert status == 200
        return [update["update_id"] for update in answer["result"]]

    async def refusal(self, method: str, **params: object) -> tuple[int, str]:
        """Return code and description of a call that fails."""
        status, answer = await self.call(method, **params)
        assert answer["ok"] is False
        assert answer["error_code"] == status
        return status, answer["description"]
