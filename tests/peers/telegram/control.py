"""Steers a test server that runs as a process of its own: `POST /control/<verb>` with JSON, answers JSON.

says      {"chat": 1, "text": "hoi", "language": "nl"}, or a list of them   -> [message ids]
taps      {"chat": 1, "option": "2"}
presses   {"chat": 1, "data": "1-abc:yes"}
edits     {"chat": 1, "message": 5, "text": "hallo"}
photo     {"chat": 1}
blocks    {"chat": 1}
faults    {"rates": {"flood": 0.3, "cut_after": 0.1}, "retry_after_s": 5, "delay_s": 1, "methods": ["sendMessage"]}
plan      {"fault": "cut_after", "method": "sendMessage", "chat_id": 1, "times": 3}
accepted  {"chat": 1}                  -> [{message_id, at, text, buttons, is_deleted}], all chats without "chat"
stats     {}                           -> calls, accepted, pending, lost, early_calls
forget    {}                           drops the record of what was accepted
"""

from typing import TYPE_CHECKING, Any

import msgspec

from tests.peers.telegram.faults import Fault, Planned
from tests.peers.telegram.wire import Exchange

if TYPE_CHECKING:
    from tests.peers.botapi import BotApi

Wish = dict[str, Any]


class Control:
    """Does what another process asks for."""

    def __init__(self, api: "BotApi") -> None:
        """Steer `api`."""
        self._api = api

    def handle(self, exchange: Exchange, path: str) -> None:
        """Answer one request under /control/."""
        verb = getattr(self, f"_do_{path.removeprefix('/control/')}", None)
        if verb is None:
            exchange.answer(404, b'{"error":"no such verb"}')
            return
        try:
            wish = msgspec.json.decode(exchange.body or b"{}")
            answer = [verb(one) for one in wish] if isinstance(wish, list) else verb(wish)
        except (msgspec.MsgspecError, LookupError, TypeError, ValueError) as fault:
            exchange.answer(400, msgspec.json.encode({"error": f"{type(fault).__name__}: {fault}"}))
        else:
            exchange.answer(200, msgspec.json.encode(answer))

    def _do_says(self, wish: Wish) -> int:
        return self._api.person(wish["chat"], wish.get("language", "nl")).says(wish["text"])

    def _do_taps(self, wish: Wish) -> str:
        return self._api.person(wish["chat"]).taps(wish["option"])

    def _do_presses(self, wish: Wish) -> str:
        return self._api.person(wish["chat"]).presses(wish["data"])

    def _do_edits(self, wish: Wish) -> None:
        self._api.person(wish["chat"]).edits(wish["message"], wish["text"])

    def _do_photo(self, wish: Wish) -> int:
        return self._api.person(wish["chat"]).sends_photo()

    def _do_blocks(self, wish: Wish) -> None:
        self._api.person(wish["chat"]).blocks()

    def _do_faults(self, wish: Wish) -> None:
        faults = self._api.faults
        faults.rates = {Fault(name): float(rate) for name, rate in wish.get("rates", {}).items()}
        faults.methods = frozenset(wish.get("methods", ["sendMessage"]))
        faults.template = Planned(
            Fault.FLOOD, retry_after_s=int(wish.get("retry_after_s", 1)), delay_s=float(wish.get("delay_s", 1.0))
        )

    def _do_plan(self, wish: Wish) -> None:
        self._api.faults.plan(Planned(Fault(wish.pop("fault")), **wish))

    def _do_accepted(self, wish: Wish) -> Any:  # noqa: ANN401 - JSON
        chats = self._api.accepted
        if "chat" in wish:
            return chats.get(wish["chat"], [])
        return {str(chat_id): shown for chat_id, shown in chats.items()}

    def _do_stats(self, _: Wish) -> Wish:
        api = self._api
        return {
            "calls": dict(api.calls),
            "accepted": sum(map(len, api.accepted.values())),
            "pending": len(api.updates.pending),
            "lost": api.updates.lost,
            "early_calls": api.early_calls,
        }

    def _do_forget(self, _: Wish) -> None:
        self._api.accepted.clear()
