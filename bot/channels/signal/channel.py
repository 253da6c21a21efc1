"""The way to help-seekers on Signal: one bubble becomes one message or several; decides nothing about when."""

import asyncio
from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from weakref import WeakValueDictionary

import msgspec

from bot.channels.pacing import Pace
from bot.channels.signal.challenge import Challenge
from bot.channels.signal.client import SignalClient
from bot.channels.signal.event import CHANNEL
from bot.channels.signal.faults import CaptchaWanted, IdentityChanged, sent_at
from bot.channels.signal_message import compose
from bot.errors import DeliveryError, PerhapsSent, Refused, TryLater, Undeliverable
from bot.model import LAST_LINES, MessageRef, Outbound, OutboundId, Sender
from bot.model.promises import SIGNAL_DELETABLE, SIGNAL_TIMER
from bot.ports import Clock, Journal, Leaves, unnoted

USUAL_PER_SECOND = 1.0
LOOK_AGAIN = timedelta(seconds=30)
"""How often it is looked whether a captcha was solved."""
MOST_UNFINISHED = 1_000
"""Split bubbles of which some parts have arrived."""


@dataclass(slots=True)
class _Progress:
    """What of a split bubble has arrived."""

    refs: list[MessageRef] = field(default_factory=list)


class _Contact(msgspec.Struct, rename="camel"):
    message_expiration_time: int = 0


_CONTACTS = msgspec.json.Decoder(list[_Contact])


class SignalChannel:
    """A `Channel` to people who wrote to the account.

    Args:
        challenge: Where the token of a captcha lies that somebody has to solve.
        messages_per_second: How many may leave, to all people together.
    """

    def __init__(
        self,
        client: SignalClient,
        clock: Clock,
        *,
        journal: Journal,
        challenge: Challenge,
        messages_per_second: float = USUAL_PER_SECOND,
    ) -> None:
        self._client = client
        self._clock = clock
        self._journal = journal
        self._challenge = challenge
        self._pace = Pace(clock, messages_per_second)
        self._unfinished: OrderedDict[OutboundId, _Progress] = OrderedDict()
        self._turns: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()
        self._paused_until: datetime | None = None
        self._has_sent = False

    @property
    def name(self) -> str:
        return CHANNEL

    async def send(self, to: Sender, outbound: Outbound, *, leaves: Leaves = unnoted) -> Sequence[MessageRef]:
        async with self._turn_of(to):
            if outbound.seq == 1:
                await self._set_timer(to)
            refs = await self._show_all(to, outbound, leaves)
            if outbound.purpose in LAST_LINES:
                await self._forget(to)
            return refs

    async def delete(self, to: Sender, refs: Sequence[MessageRef]) -> Sequence[MessageRef]:
        left: list[MessageRef] = []
        oldest_ms = int((self._clock.now() - SIGNAL_DELETABLE).timestamp() * 1000)
        async with self._turn_of(to):
            for ref in dict.fromkeys(refs):
                if not ref.isdecimal() or int(ref) < oldest_ms:
                    left.append(ref)
                    continue
                try:
                    await self._call_for(to, "remoteDelete", {"targetTimestamp": int(ref)})
                except Refused:
                    left.append(ref)
        return left

    def _turn_of(self, to: Sender) -> asyncio.Lock:
        """Return what one person's calls wait for: what overlaps may be confirmed and never arrive."""
        return self._turns.setdefault(to.native_id, asyncio.Lock())

    async def _show_all(self, to: Sender, outbound: Outbound, leaves: Leaves) -> Sequence[MessageRef]:
        progress = self._unfinished.pop(outbound.id, None) or _Progress()
        try:
            for text in compose(outbound.bubble)[len(progress.refs) :]:
                await self._pace.wait()
                sent = await self._call_for(to, "send", {"message": text}, leaves=leaves)
                progress.refs.append(MessageRef(str(sent)))
        except BaseException as fault:
            if isinstance(fault, DeliveryError):
                fault.shown = (*progress.refs, *fault.shown)
            if progress.refs and not isinstance(fault, Undeliverable | Refused):
                self._remember(outbound.id, progress)
            raise
        return tuple(progress.refs)

    async def _call_for(self, to: Sender, method: str, params: dict[str, object], *, leaves: Leaves = unnoted) -> int:
        """Make a call that reaches one person; returns the time of what was sent."""
        self._wait_for_a_captcha()
        await self._client.connection()
        await leaves()
        try:
            sent = sent_at(await self._client.call(method, {"recipient": [to.native_id], **params}))
        except CaptchaWanted as wanted:
            self._pause(wanted)
            raise
        except IdentityChanged:
            sent = 0
        if sent:
            if not self._has_sent:
                self._challenge.end()  # one that an earlier process was asked for
                self._has_sent = True
            return sent
        self._journal.note("signal_warned", channel=CHANNEL, reason="Somebody has new keys: a new phone, or a theft.")
        await self._client.call("trust", {"recipient": to.native_id, "trustAllKnownKeys": True})
        raise TryLater("Somebody's new keys were not trusted yet.", timedelta(seconds=1))

    async def _set_timer(self, to: Sender) -> None:
        """Let messages disappear, at the first word to somebody and never again: what they choose later is theirs."""
        self._wait_for_a_captcha()
        try:
            known = _CONTACTS.decode(await self._client.call("listContacts", {"recipient": [to.native_id]}))
            chosen = min((one.message_expiration_time for one in known if one.message_expiration_time > 0), default=0)
            if 0 < chosen <= SIGNAL_TIMER.total_seconds():
                return
            timer = int(SIGNAL_TIMER.total_seconds())
            await self._client.call("updateContact", {"recipient": to.native_id, "expiration": timer})
        except (Refused, msgspec.MsgspecError):
            self._journal.note("signal_warned", channel=CHANNEL, reason="A timer could not be set.")
        except PerhapsSent as fault:  # nothing was said yet, so nothing can be said twice
            raise TryLater(fault.what) from None

    async def _forget(self, to: Sender) -> None:
        """Let signal-cli delete who this was, with keys and session; a stranger's next message makes them anew."""
        try:
            await self._client.call("removeContact", {"recipient": to.native_id, "forget": True})
        except DeliveryError:
            self._journal.note("signal_warned", channel=CHANNEL, reason="signal-cli could not forget somebody.")

    def _wait_for_a_captcha(self) -> None:
        """Send nothing while a captcha is wanted: each try makes it worse."""
        if self._paused_until is None:
            return
        if self._clock.now() < self._paused_until and self._challenge.token:
            raise TryLater("Signal wants a captcha before it takes more.", LOOK_AGAIN)
        self._paused_until = None
        self._challenge.end()

    def _pause(self, wanted: CaptchaWanted) -> None:
        self._journal.note("signal_failed", channel=CHANNEL, reason=str(wanted))
        self._paused_until = self._clock.now() + (wanted.retry_after or LOOK_AGAIN)
        try:
            self._challenge.want(wanted.token)
        except OSError:
            self._journal.note("signal_failed", channel=CHANNEL, reason="The captcha's token could not be written.")
        wanted.retry_after = LOOK_AGAIN

    def _remember(self, outbound_id: OutboundId, progress: _Progress) -> None:
        """Keep what has arrived, so that the next attempt goes on behind it."""
        self._unfinished[outbound_id] = progress
        if len(self._unfinished) > MOST_UNFINISHED:
            self._unfinished.popitem(last=False)
