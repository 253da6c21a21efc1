"""The Bot API server of the benchmarks: the tests' own, with a long way in both directions, and without an archive."""

import asyncio
from collections.abc import Callable
from typing import Self, cast

from tests.peers.botapi import BotApi
from tests.peers.telegram.hook import Hook
from tests.peers.telegram.params import Params
from tests.peers.telegram.people import Shown
from tests.peers.telegram.updates import Update
from tests.peers.telegram.wire import Exchange

OnAccepted = Callable[[Shown], None]


class BenchApi(BotApi):
    """A `BotApi` whose long polls and webhook posts travel as long as every other call, and that keeps little."""

    async def __aenter__(self) -> Self:
        """Listen."""
        await super().__aenter__()
        self.world.sent_at = _Nothing()
        self._hook = _FarHook(self.updates, self.time, self._spawn, time_scale=1.0)
        self._hook.half_trip_s = self.half_trip_s
        return self

    def serve(self, on_accepted: OnAccepted | None) -> None:
        """Tell this listener, and no other, about every message that is accepted from now on."""
        self.world.on_accepted = on_accepted

    def forget(self, chat_id: int) -> None:
        """Throw away what is known of a person who will not write again."""
        self.world.people.pop(chat_id, None)
        self.world.accepted.pop(chat_id, None)

    def _get_updates(self, exchange: Exchange, params: Params) -> None:
        far = cast("Exchange", _Far(exchange, self.half_trip_s)) if self.half_trip_s else exchange
        super()._get_updates(far, params)


class _Far:
    """An exchange whose answer is on its way for a while; to the server it looks like any other."""

    def __init__(self, exchange: Exchange, half_trip_s: float) -> None:
        self._exchange = exchange
        self._half_trip_s = half_trip_s

    @property
    def on_gone(self) -> Callable[[], None] | None:
        return self._exchange.on_gone

    @on_gone.setter
    def on_gone(self, listener: Callable[[], None] | None) -> None:
        self._exchange.on_gone = listener

    def answer(self, status: int, body: bytes, headers: str = "") -> None:
        asyncio.get_running_loop().call_later(self._half_trip_s, self._exchange.answer, status, body, headers)

    def cut(self) -> None:
        self._exchange.cut()


class _FarHook(Hook):
    """A webhook whose posts and their answers are on their way for a while."""

    half_trip_s = 0.0

    async def _post(self, update: Update) -> tuple[int, float]:
        if self.half_trip_s:
            await asyncio.sleep(self.half_trip_s)
        answer = await super()._post(update)
        if self.half_trip_s:
            await asyncio.sleep(self.half_trip_s)
        self.attempts.clear()
        return answer


class _Nothing(dict[tuple[int, int], float]):
    """Remembers nothing: in a benchmark nobody deletes messages, and half a million of them would fill the memory."""

    def __setitem__(self, key: tuple[int, int], value: float) -> None:
        """Let it go."""
