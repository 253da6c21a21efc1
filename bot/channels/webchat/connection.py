"""One WebSocket of a page, from `hello` to its end; what it hears goes to the bot, in order, and is acknowledged."""

import asyncio
import hashlib
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta
from typing import Final, assert_never

from aiohttp import WSCloseCode, WSMsgType, web
from msgspec import UNSET

from bot.channels.webchat import frames
from bot.channels.webchat.frames import (
    Ack,
    Again,
    Answer,
    BadFrame,
    Bye,
    Choice,
    Event,
    Hello,
    Kept,
    Language,
    Ping,
    Start,
    Text,
    Typing,
)
from bot.channels.webchat.limits import Limits
from bot.channels.webchat.sessions import Session, Sessions, new_token, sender_of
from bot.errors import Fenced, StoreDown
from bot.model import Choice as Chosen
from bot.model import Inbound, InboundKind, Sender
from bot.ports import Clock, Journal, Listener, Typed

LETTERS_OF_ONE: Final = 1_000
"""So many letters of a text count as one frame more."""
_PAUSES: Final = tuple(timedelta(seconds=2**n) for n in range(8))
"""How long a goodbye waits between tries; together some four minutes."""


@dataclass(frozen=True, slots=True)
class House:
    """What every connection works with.

    Attributes:
        typed: Is told that somebody types; None: nobody is.
    """

    sessions: Sessions
    listener: Listener
    clock: Clock
    journal: Journal
    limits: Limits
    typed: Typed | None = None


def external_id(sender: Sender, event_id: object) -> str:
    """Scope an id that a page made by its session, so that nobody can use up the ids of another."""
    return hashlib.sha256(f"{sender.native_id}:{event_id}".encode()).hexdigest()


async def say_goodbye(house: House, sender: Sender, event_id: object) -> None:
    """Let the bot forget somebody who left; nobody is there to send it again, so we try for a while ourselves."""
    left = Inbound(sender, external_id(sender, event_id), InboundKind.LEFT)
    for pause in _PAUSES:
        try:
            await house.listener.hear(left)
        except StoreDown:
            await house.clock.sleep(pause)
        except Exception as fault:  # noqa: BLE001 - the day on which everything is forgotten comes all the same
            house.journal.note("turn_failed", channel=sender.channel, fault=type(fault).__name__)
            break
        else:
            break
    house.sessions.leave(sender)


class Connection:
    """A `Socket` over aiohttp, and the loop that reads it."""

    def __init__(self, house: House, request: web.Request) -> None:
        self._house = house
        self._request = request
        self._socket = web.WebSocketResponse(
            timeout=house.limits.patience.total_seconds(),
            heartbeat=house.limits.heartbeat.total_seconds(),
            compress=False,  # what is compressed together can be guessed from its length
            max_msg_size=house.limits.frame_bytes + 1,  # aiohttp refuses what is as large as this
        )
        self._refused = 0

    async def serve(self) -> web.WebSocketResponse:
        """Talk until either side ends it."""
        await self._socket.prepare(self._request)
        hello = await self._greeting()
        if hello is not None:
            await self._talk(hello)
        return self._socket

    async def say(self, answer: Answer) -> None:
        with suppress(ConnectionError, RuntimeError):  # it is gone; whoever reads it will notice
            await self._socket.send_str(frames.write(answer))

    def drop(self) -> None:
        if self._request.transport is not None:
            self._request.transport.abort()

    async def close(self) -> None:
        await self._socket.close(code=WSCloseCode.SERVICE_RESTART)

    async def _greeting(self) -> Hello | None:
        """Wait for `hello`, not for ever."""
        try:
            async with asyncio.timeout(self._house.limits.hello_within.total_seconds()):
                while (said := await self._next()) is not None:
                    if isinstance(said, Hello):
                        return said
                    await self._refuse(BadFrame("no_hello"))
        except TimeoutError:
            await self.say(BadFrame("hello_late").error)
            await self._socket.close(code=WSCloseCode.POLICY_VIOLATION, message=b"hello_late")
        return None

    async def _talk(self, hello: Hello) -> None:
        token = hello.token or new_token()
        sender = sender_of(token)
        self._house.sessions.come_back(sender)
        session = self._house.sessions.of(sender)
        session.language = hello.language
        try:
            await session.attach(self, token)
            while (said := await self._next()) is not None:
                await self._take(session, said)
        finally:
            session.detach(self)
            self._house.sessions.tidy(session)

    async def _next(self) -> frames.Said | None:
        """Return what the page says next, None at the end; what is no frame is answered with its error."""
        while True:
            message = await self._socket.receive()
            try:
                if message.type is WSMsgType.TEXT:
                    return frames.read(message.data)
                if message.type is not WSMsgType.BINARY:
                    return None
                raise BadFrame("binary")  # noqa: TRY301 - one place refuses
            except BadFrame as fault:
                await self._refuse(fault)

    async def _refuse(self, fault: BadFrame) -> None:
        self._refused += 1
        await self.say(fault.error)
        if self._refused >= self._house.limits.refused_frames:
            await self._socket.close(code=WSCloseCode.POLICY_VIOLATION, message=b"too_many_errors")

    async def _take(self, session: Session, said: frames.Said) -> None:
        if isinstance(said, Bye):  # whoever leaves, leaves
            await say_goodbye(self._house, session.sender, said.id)
            await self._socket.close()
        elif isinstance(said, Ack) and session.acknowledge(said.id):
            self._house.sessions.tidy(session)
        elif session.budget.spend(weight(said)) and (
            not isinstance(said, Event) or session.may_write(self._house.limits.unread_events)
        ):
            await self._work(session, said)
        else:
            event_id = said.id if isinstance(said, Event) else UNSET
            await self.say(BadFrame("slow_down", event_id).error)

    async def _work(self, session: Session, said: Event | Ack | Hello | Language | Ping | Typing) -> None:
        match said:
            case Start() | Text() | Choice():
                await self._hand_over(session, said)
            case Ping():
                await self.say(frames.Pong())
            case Language(language=language):
                session.language = language
            case Typing():
                await self._tell_typing(session)
            case Hello():
                await self._refuse(BadFrame("hello_again"))
            case Ack():
                pass  # said before, or withdrawn
            case _:
                assert_never(said)

    async def _tell_typing(self, session: Session) -> None:
        """Let it be seen; what goes wrong is not worth a word: the next letter says it again."""
        if self._house.typed is not None:
            with suppress(StoreDown, Fenced):
                await self._house.typed.types(session.sender)

    async def _hand_over(self, session: Session, event: Event) -> None:
        try:
            await self.say(await hand_over(self._house, session, event))
        except Fenced:
            await self.close()


async def hand_over(house: House, session: Session, event: Event) -> Kept | Again:
    """Give one event to the bot; the page keeps it until it is durable here.

    Raises:
        Fenced: another process serves this database.
    """
    try:
        async with session.turn:
            await house.listener.hear(_inbound(session, event))
    except StoreDown:
        return Again(event.id)
    except Fenced:
        raise
    except Exception as fault:  # noqa: BLE001 - whatever broke, the page still has the event
        house.journal.note("turn_failed", channel=session.sender.channel, fault=type(fault).__name__)
        return Again(event.id)
    return Kept(event.id)


def weight(said: frames.Said) -> int:
    """Return as how many frames this counts: looking for words in a long text is what takes our time."""
    return 1 + len(said.text) // LETTERS_OF_ONE if isinstance(said, Text) else 1


def _inbound(session: Session, event: Event) -> Inbound:
    kind, text, choice = InboundKind.START, "", None
    if isinstance(event, Text):
        kind, text = InboundKind.TEXT, event.text
    elif isinstance(event, Choice):
        kind, choice = InboundKind.CHOICE, Chosen(event.prompt, event.option)
    return Inbound(
        session.sender,
        external_id(session.sender, event.id),
        kind,
        text=text,
        choice=choice,
        language_hint=session.language,
    )
