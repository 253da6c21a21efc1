"""The way to help-seekers on Telegram: one bubble becomes one message or several; decides nothing about when."""

from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import msgspec

from bot.channels.pacing import Pace
from bot.channels.telegram.client import TelegramClient
from bot.channels.telegram.update import CHANNEL
from bot.channels.telegram_message import compose
from bot.errors import DeliveryError, PerhapsSent, Refused, Undeliverable
from bot.model import MessageRef, Outbound, OutboundId, Sender
from bot.ports import Clock, Leaves, unnoted

MOST_DELETED = 100
"""Messages in one `deleteMessages`."""
MOST_UNFINISHED = 1_000
"""Split bubbles of which some parts have arrived."""
USUAL_PER_SECOND = 30.0


class _Message(msgspec.Struct):
    message_id: int


class _Sent(msgspec.Struct):
    result: _Message


_SENT = msgspec.json.Decoder(_Sent)


@dataclass(slots=True)
class _Progress:
    """What of a split bubble has arrived."""

    refs: list[MessageRef] = field(default_factory=list)


class TelegramChannel:
    """A `Channel` to private chats with the bot.

    Args:
        messages_per_second: How many may leave, to all people together.
        most_unfinished: How many half-sent bubbles are remembered; the oldest of more begins anew.
    """

    def __init__(
        self,
        client: TelegramClient,
        clock: Clock,
        *,
        messages_per_second: float = USUAL_PER_SECOND,
        most_unfinished: int = MOST_UNFINISHED,
    ) -> None:
        self._client = client
        self._most_unfinished = most_unfinished
        self._pace = Pace(clock, messages_per_second)
        self._unfinished: OrderedDict[OutboundId, _Progress] = OrderedDict()

    @property
    def name(self) -> str:
        return CHANNEL

    async def send(self, to: Sender, outbound: Outbound, *, leaves: Leaves = unnoted) -> Sequence[MessageRef]:
        messages = compose(outbound.bubble)
        if len(messages) == 1:
            return (await self._show(to, messages[0], leaves),)
        progress = self._unfinished.pop(outbound.id, None) or _Progress()
        try:
            for message in messages[len(progress.refs) :]:
                progress.refs.append(await self._show(to, message, leaves))
        except (Undeliverable, Refused) as fault:
            fault.shown = tuple(progress.refs)
            raise
        except BaseException as fault:
            if isinstance(fault, DeliveryError):
                fault.shown = tuple(progress.refs)
            self._remember(outbound.id, progress)
            raise
        return tuple(progress.refs)

    async def delete(self, to: Sender, refs: Sequence[MessageRef]) -> Sequence[MessageRef]:
        ids = [int(ref) for ref in dict.fromkeys(refs) if ref.isdecimal()]
        left = [ref for ref in refs if not ref.isdecimal()]
        for begin in range(0, len(ids), MOST_DELETED):
            left += await self._delete(to, ids[begin : begin + MOST_DELETED])
        return left

    async def _show(self, to: Sender, message: dict[str, Any], leaves: Leaves) -> MessageRef:
        await self._pace.wait()
        await leaves()
        answer = await self._client.call("sendMessage", {"chat_id": int(to.native_id), **message})
        try:
            sent = _SENT.decode(answer)
        except (msgspec.MsgspecError, UnicodeError, RecursionError):
            sent = None
        if sent is None:
            raise PerhapsSent("Telegram's answer can't be read.")
        return MessageRef(str(sent.result.message_id))

    async def _delete(self, to: Sender, ids: list[int]) -> list[MessageRef]:
        """Delete a batch and return what stays; where one message spoils it, halve it until that one is alone."""
        try:
            await self._client.call("deleteMessages", {"chat_id": int(to.native_id), "message_ids": ids})
        except Refused:
            half = len(ids) // 2
            if not half:
                return [MessageRef(str(ids[0]))]
            return [*await self._delete(to, ids[:half]), *await self._delete(to, ids[half:])]
        return []

    def _remember(self, outbound_id: OutboundId, progress: _Progress) -> None:
        """Keep what has arrived, so that the next attempt goes on behind it."""
        self._unfinished[outbound_id] = progress
        if len(self._unfinished) > self._most_unfinished:
            self._unfinished.popitem(last=False)
