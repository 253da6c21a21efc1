"""A Bot API server for tests and benchmarks, faithful where a bot could trip; also `python -m tests.peers.botapi`.

    async with BotApi() as api:
        mia = api.person(1001)
        mia.says("/start")
        bubble = await mia.reads()
        mia.taps(bubble.buttons[0][0])

`api.url` is what AJAR_TELEGRAM_API_URL wants. As a process it is steered over HTTP: `tests/peers/telegram/control.py`.
"""

import argparse
import asyncio
import hmac
import sys
from collections import Counter
from collections.abc import Callable, Coroutine
from types import TracebackType
from typing import Any, Self

import msgspec
import uvloop

from bot.ops.clock import SystemClock
from tests.peers.telegram.control import Control
from tests.peers.telegram.faults import Fault, Faults, Planned
from tests.peers.telegram.hook import Hook
from tests.peers.telegram.methods import Methods
from tests.peers.telegram.params import BadRequest, Params, TooMany, read_params
from tests.peers.telegram.people import Group, Person, Shown, World
from tests.peers.telegram.updates import Polling, Updates, refuse_while_webhook
from tests.peers.telegram.wire import Exchange, WireServer

__all__ = ["BotApi", "Fault", "Group", "Person", "Planned", "Shown"]

TOKEN = "7000000001:AAtest-TOKEN_canary-9Zq3xW7vK1mB5nC8dF"
GATEWAY_PAGE = b"<html><head><title>502 Bad Gateway</title></head><body>nginx</body></html>"
_ENCODE = msgspec.json.Encoder().encode
_CLOCK = SystemClock()


class BotApi:
    """One bot's Bot API server, open as long as its `async with` lasts.

    Attributes:
        faults: What goes wrong.
        calls: How often each method was called, in lower case.
        early_calls: How many calls came to a chat before its `retry_after` was over.
        half_trip_s: How long a request travels, and its answer too, in seconds; but for updates, which arrive at once.
        clock_offset_s: Moves the server's time on, in seconds.
    """

    def __init__(
        self,
        *,
        token: str = TOKEN,
        host: str = "127.0.0.1",
        port: int = 0,
        half_trip_s: float = 0.0,
        time_scale: float = 1.0,
        seed: int = 0,
    ) -> None:
        """Port 0 takes a free one; the server's own pauses (webhook, stretched polls) are times `time_scale`."""
        self.token = token
        self._address = host, port
        self.half_trip_s = half_trip_s
        self.clock_offset_s = 0.0
        self.url = ""
        self.calls: Counter[str] = Counter()
        self.early_calls = 0
        self.faults = Faults(seed)
        self.updates = Updates(self.time, self.faults)
        self.world = World(self.updates, self.time)
        self.polling = Polling(self.updates, time_scale)
        self._time_scale = time_scale
        self._methods = Methods(self.world)
        self._prefix = f"/bot{token}/"
        self._floods: dict[int, float] = {}
        self._server = WireServer(self._arrives)
        self._control = Control(self)
        self._hook: Hook | None = None
        self._next_call: asyncio.Future[None] | None = None
        self._running: set[asyncio.Task[None]] = set()

    async def __aenter__(self) -> Self:
        """Listen."""
        self._hook = Hook(self.updates, self.time, self._spawn, time_scale=self._time_scale)
        self._hook.on_attempt = self._wake
        host, port = self._address
        self.url = f"http://{host}:{await self._server.listen(host, port)}"
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, fault: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Cut every connection and stop."""
        await self._server.close()
        await self.hook.close()
        for task in tuple(self._running):
            task.cancel()
        await asyncio.gather(*self._running, return_exceptions=True)

    @property
    def hook(self) -> Hook:
        """The webhook side; only while open."""
        assert self._hook is not None
        return self._hook

    @property
    def accepted(self) -> dict[int, list[Shown]]:
        """Every message that was accepted, by chat, in order."""
        return self.world.accepted

    def time(self) -> float:
        """Return the server's time, in seconds since 1970."""
        return _CLOCK.now().timestamp() + self.clock_offset_s

    def person(self, person_id: int, language: str = "nl") -> Person:
        """Return the person with this id, new if need be."""
        return self.world.person(person_id, language)

    def group(self, chat_id: int, kind: str = "supergroup") -> Group:
        """Make a group, supergroup or channel."""
        return Group(self.world, chat_id, kind)

    def plan(self, fault: Fault, method: str = "sendMessage", **details: Any) -> Planned:  # noqa: ANN401 - of Planned
        """Lay a fault in the way of the next calls of `method`; see `Planned` for the details."""
        return self.faults.plan(Planned(fault, method, **details))

    def floods(self, chat_id: int, retry_after_s: float) -> None:
        """Refuse every message to this chat for so long, as Telegram does after too many."""
        self._floods[chat_id] = self.time() + retry_after_s

    async def until(self, happened: Callable[[], bool], timeout_s: float = 20.0) -> None:
        """Wait until `happened` is true; it is asked again after each call of the bot and each webhook delivery."""
        async with asyncio.timeout(timeout_s):
            while not happened():
                self._next_call = asyncio.get_running_loop().create_future()
                await self._next_call

    def cut_all(self) -> None:
        """Break off every connection that stands now."""
        self._server.cut_all()

    def _spawn(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.get_running_loop().create_task(work)
        self._running.add(task)
        task.add_done_callback(self._running.discard)

    def _wake(self) -> None:
        if self._next_call is not None and not self._next_call.done():
            self._next_call.set_result(None)

    def _arrives(self, exchange: Exchange) -> None:
        if self.half_trip_s:
            asyncio.get_running_loop().call_later(self.half_trip_s, self._handle, exchange)
        else:
            self._handle(exchange)

    def _handle(self, exchange: Exchange) -> None:
        path, _, query = exchange.target.partition("?")
        if not path.startswith(self._prefix):
            self._foreign(exchange, path)
            return
        method = path[len(self._prefix) :]
        try:
            self._call(exchange, method, read_params(exchange, query))
        except BadRequest as fault:
            self._refuse(exchange, fault)
        self._wake()

    def _call(self, exchange: Exchange, method: str, params: Params) -> None:
        name = method.lower()
        self.calls[name] += 1
        if name == "getupdates":
            self._get_updates(exchange, params)
            return
        planned = self.faults.draw(method, params.number("chat_id"))
        if planned is not None and self._spoils(exchange, planned):
            return
        if self._floods and name == "sendmessage":
            self._check_flood(params.number("chat_id"))
        handler = self._methods.by_name.get(name)
        result = handler(params) if handler is not None else self._webhook_call(name, params)
        answer = b'{"ok":true,"result":' + _ENCODE(result) + b"}"
        if planned is None:
            self._travel(exchange, 200, answer)
        elif planned.fault is Fault.CUT_AFTER:
            exchange.cut()
        else:
            asyncio.get_running_loop().call_later(planned.delay_s, exchange.answer, 200, answer)

    def _get_updates(self, exchange: Exchange, params: Params) -> None:
        planned = self.faults.draw("getUpdates", 0)
        if planned is not None and self._spoils(exchange, planned):
            return
        refuse_while_webhook(self.hook.url)
        self._allow(params)
        self.polling.ask(exchange, params)

    def _webhook_call(self, name: str, params: Params) -> Any:  # noqa: ANN401 - JSON
        match name:
            case "setwebhook":
                self._allow(params)
                self.polling.send_away("Conflict: terminated by setWebhook request")
                return self.hook.set(params)
            case "deletewebhook":
                return self.hook.set(Params({"drop_pending_updates": params.truth("drop_pending_updates")}))
            case "getwebhookinfo":
                return self.hook.info()
        raise BadRequest("Not Found: method not found", 404)

    def _allow(self, params: Params) -> None:
        allowed = params.json("allowed_updates", "Bad Request: can't parse allowed updates JSON object")
        if isinstance(allowed, list):
            self.updates.allowed = frozenset(map(str, allowed))

    def _check_flood(self, chat_id: int) -> None:
        left = self._floods.get(chat_id, 0.0) - self.time()
        if left > 0:
            self.early_calls += 1
            raise TooMany(int(left) + 1)

    def _spoils(self, exchange: Exchange, planned: Planned) -> bool:
        """Let the call go wrong before it is handled; False: it has to be handled."""
        match planned.fault:
            case Fault.FLOOD:
                self._refuse(exchange, TooMany(planned.retry_after_s))
            case Fault.SERVER_ERROR:
                self._refuse(exchange, BadRequest("Internal Server Error", 500))
            case Fault.GATEWAY:
                exchange.answer(502, GATEWAY_PAGE, content_type="text/html")
            case Fault.CUT_BEFORE:
                exchange.cut()
            case Fault.RAW:
                exchange.answer(planned.status, planned.body)
            case _:
                return False
        return True

    def _foreign(self, exchange: Exchange, path: str) -> None:
        if path.startswith("/control/"):
            self._control.handle(exchange, path)
        elif path.startswith("/bot") and ":" in path:
            same = hmac.compare_digest(path.encode(), self._prefix.encode())
            self._refuse(exchange, BadRequest("Not Found", 404) if same else BadRequest("Unauthorized", 401))
        else:
            self._refuse(exchange, BadRequest("Not Found", 404))

    def _refuse(self, exchange: Exchange, fault: BadRequest) -> None:
        body: dict[str, Any] = {"ok": False, "error_code": fault.code, "description": fault.description}
        headers = ""
        if isinstance(fault, TooMany) and fault.seconds:
            body["parameters"] = {"retry_after": fault.seconds}
            headers = f"Retry-After: {fault.seconds}\r\n"
        self._travel(exchange, fault.code, _ENCODE(body), headers)

    def _travel(self, exchange: Exchange, status: int, body: bytes, headers: str = "") -> None:
        if self.half_trip_s:
            asyncio.get_running_loop().call_later(self.half_trip_s, exchange.answer, status, body, headers)
        else:
            exchange.answer(status, body, headers)


async def serve(arguments: argparse.Namespace) -> None:
    """Serve until the process is ended; the first line on standard output is JSON with the URL."""
    api = BotApi(
        token=arguments.token,
        host=arguments.host,
        port=arguments.port,
        half_trip_s=arguments.rtt_ms / 2000,
        time_scale=arguments.time_scale,
        seed=arguments.seed,
    )
    api.faults.rates = {Fault(name): float(rate) for name, _, rate in (one.partition("=") for one in arguments.fault)}
    api.updates.repeat_rate = arguments.repeat
    async with api:
        sys.stdout.write(msgspec.json.encode({"url": api.url, "token": api.token}).decode() + "\n")
        sys.stdout.flush()
        await asyncio.Event().wait()


def main() -> None:
    """Read the command line, and serve."""
    parser = argparse.ArgumentParser(description="A Bot API server for tests and benchmarks.")
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=0)
    parser.add_argument("--token", default=TOKEN)
    parser.add_argument("--rtt-ms", type=float, default=0.0, help="round trip of every call, in milliseconds")
    parser.add_argument("--time-scale", type=float, default=1.0, help="multiplies the server's own pauses")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--repeat", type=float, default=0.0, help="how many of the confirmed updates come again, 0..1")
    parser.add_argument("--fault", action="append", default=[], metavar="NAME=RATE", help="of sendMessage; see Fault")
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        runner.run(serve(parser.parse_args()))


if __name__ == "__main__":
    main()
