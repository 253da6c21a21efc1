"""Signal as the suite sees it: the signal-cli daemon of the tests."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from pathlib import Path
from typing import Self

from bot.channels.signal import SignalChannel
from bot.channels.signal_message import LONGEST_BYTES
from bot.model import Sender
from bot.model.promises import SIGNAL_DELETABLE
from bot.ops.clock import SystemClock
from bot.ports import Listener
from tests.adapters.signal.rig import Rig
from tests.contracts.channels.lines import Can, Mortal, Phone
from tests.fakes import FakeClock, SwiftClock
from tests.peers.signal.people import Person
from tests.peers.signal.protocol import RpcError
from tests.peers.signalcli import Fault, SignalCli


class SignalPhone:
    """A `Phone` with Signal on it."""

    chat: list[str] = []  # noqa: RUF012 - what they wrote is theirs alone

    def __init__(self, daemon: SignalCli, person: Person) -> None:
        self._daemon = daemon
        self.person = person
        self.sender = Sender("signal", person.uuid)
        self._newest = 0

    @property
    def screen(self) -> list[str]:
        return self.person.texts

    @property
    def timers(self) -> list[int]:
        return self.person.timer_notices

    def opens(self) -> None:
        self.says("hallo")

    def says(self, text: str, *, twice: bool = False) -> None:
        self._newest = self.person.says(text)
        if twice:
            self._daemon.repeats()

    def edits(self, text: str) -> None:
        self.person.edits(self._newest, text)

    def sends_a_photo(self) -> None:
        self.person.sends_file()

    def chooses(self, number: int) -> None:
        self.says(str(number))

    def leaves(self) -> None:
        self.person.is_registered = False

    async def reads(self, *words: str) -> None:
        await self._daemon.until(lambda: all(word in "\n".join(self.screen) for word in words))


class SignalLine:
    """A `Line` over the daemon's socket."""

    can = Can(
        buttons=False,
        edits=True,
        files=True,
        repeats=True,
        keeps=True,
        acknowledges=False,
        gaps=True,
        tells_goodbye=False,
        knows_gone=True,
        refs=True,
        unsends=SIGNAL_DELETABLE,
        unsends_theirs=False,
        sets_timer=True,
        shows_once=False,
        language=False,
        longest=LONGEST_BYTES,
    )

    def __init__(self, daemon: SignalCli, home: Path) -> None:
        self.daemon = daemon
        self.rig = Rig(daemon, home)
        self.clock = FakeClock()
        self.channel = SignalChannel(
            self.rig.client,
            self.clock,
            journal=self.rig.journal,
            challenge=self.rig.challenge,
            messages_per_second=10_000,
        )
        self.time_passes(timedelta())

    @classmethod
    @asynccontextmanager
    async def opened(cls, home: Path) -> AsyncIterator[Self]:
        """Yield one with a daemon of its own."""
        async with SignalCli() as daemon:
            yield cls(daemon, home)

    @property
    def gaps(self) -> int:
        return self.rig.gaps

    def phone(self, number: int = 0) -> SignalPhone:
        return SignalPhone(self.daemon, self.daemon.person(f"349e0000-0000-4000-8000-{number:012}"))

    @asynccontextmanager
    async def hears(self, listener: Listener) -> AsyncIterator[None]:
        heart = Mortal(listener)
        self.rig.ingress = self.rig.new_ingress(heart, clock=SwiftClock())
        async with self.rig.listening():
            yield
            await heart.dies()
        await self.daemon.until(lambda: not self.daemon.clients)

    async def breaks(self) -> None:
        subscribed = self.daemon.calls["subscribeReceive"]
        self.daemon.cut()
        while self.daemon.calls["subscribeReceive"] == subscribed:
            await self.rig.time_passes()

    async def spoils_the_next(self, phone: Phone) -> None:
        seen = len(phone.screen)
        await self.daemon.until(lambda: len(phone.screen) > seen)
        self.daemon.plan("send", Fault.ERROR, error=RpcError(-5, "Failed to send message due to rate limiting"))

    def time_passes(self, time: timedelta) -> None:
        self.clock.advance(time)
        self.daemon.clock_offset_ms = (self.clock.now() - SystemClock().now()) // timedelta(milliseconds=1)
