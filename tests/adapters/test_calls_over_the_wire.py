"""A call is agreed on over Telegram and over Signal as they are on the wire, asked about, and made or not made."""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import datetime, timedelta
from pathlib import Path
from typing import cast

import aiohttp
import pytest

from bot.handover.callbacks import NoCallNow, NotYourCall
from bot.model import Asking, CallbackOutcome, CallDetails, Sender
from bot.storage.memory import MemoryStore
from tests.adapters.signal.rig import MIA as MIA_ON_SIGNAL
from tests.adapters.signal.rig import Rig as SignalRig
from tests.adapters.telegram.rig import MIA as MIA_ON_TELEGRAM
from tests.adapters.telegram.rig import Rig as TelegramRig
from tests.booking import NUMBER, callback_of, hours
from tests.fakes import FakeChannel, FakeClock
from tests.house import House
from tests.peers.botapi import BotApi, Shown
from tests.peers.signalcli import SignalCli
from tests.stories.test_callbacks import ended, hired, on_the_rota, until

pytestmark = pytest.mark.usefixtures("at_full_speed")

PATIENCE_S = 20.0
SUITS = "Past het zo?"
SAID = (
    ("hoi", "Kun je nu vrij typen?"),
    ("afspraak", "Wat past bij jou?"),
    ("Een mens belt mij", "Ben je 16 jaar of ouder?"),
    ("ik ben 17", "In welk land"),
    ("Nederland", "Welke dag past?"),
    ("woensdag", "Welke tijd past?"),
    ("20 uur", "Wie kan er nog meer opnemen?"),
    ("mijn zus", "Wat zeggen we als iemand anders opneemt?"),
    ("met de fietsenwinkel", "Neemt niemand op"),
    ("Niets inspreken", "Valt de lijn weg"),
    ("Niet opnieuw bellen", "Als niemand opneemt"),
    ("Nee, eenmaal is genoeg", "Hoe wil je ja zeggen?"),
    ("Vraag bij het begin", "Toch geen bericht"),
    (SUITS, "Welk woord wordt het?"),
    ("tulp", "Klopt het zo?"),
    ("Ja, naar het nummer", "Op welk nummer bellen we?"),
)
"""What somebody types up to the number, each with what is asked then: the same words on every channel."""


class OnTelegram:
    """Somebody on Telegram: they share their contact, and can block the bot."""

    def __init__(self, rig: TelegramRig) -> None:
        self._person = rig.api.person(MIA_ON_TELEGRAM)
        self.sender = Sender("telegram", str(MIA_ON_TELEGRAM))
        self.says: Callable[[str], object] = self._person.says

    def gives_the_number(self) -> None:
        """Share what Telegram has of them: their number without its "+"."""
        self._person.shares_contact(NUMBER.removeprefix("+"), of=self._person.id)

    async def reads(self, words: str) -> None:
        """Read on until a bubble, or a button below it, has these words."""
        while words not in self._all_of(await self._person.reads(PATIENCE_S)):
            pass

    @property
    def shown(self) -> int:
        """How much they were ever shown."""
        return len(self._person.seen)

    @staticmethod
    def _all_of(shown: Shown) -> str:
        return "\n".join((shown.text, *(label for label, _ in shown.buttons)))

    def is_gone(self) -> None:
        """Block the bot."""
        self._person.blocks()


class OnSignal:
    """Somebody on Signal: they type their number, and can be gone from there without a word."""

    def __init__(self, rig: SignalRig) -> None:
        self._person = rig.daemon.person(MIA_ON_SIGNAL)
        self._until, self._read = rig.daemon.until, 0
        self.sender = Sender("signal", MIA_ON_SIGNAL)
        self.says: Callable[[str], object] = self._person.says

    def gives_the_number(self) -> None:
        """Type it as it is dialled."""
        self._person.says("06 12987054")

    async def reads(self, words: str) -> None:
        """Read on until a message has these words."""
        await self._until(lambda: any(words in shown.text for shown in self._person.seen[self._read :]))
        self._read = self.shown

    @property
    def shown(self) -> int:
        """How much they were ever shown."""
        return len(self._person.seen)

    def is_gone(self) -> None:
        """Give the account up."""
        self._person.is_registered = False


class Line:
    """The house at the end of a wire, and the one who talks with it."""

    def __init__(self, house: House, mia: OnTelegram | OnSignal) -> None:
        self.house, self.mia = house, mia

    async def agrees(self) -> None:
        """Agree on a call for Wednesday at eight, about which we ask when it begins."""
        for said, asked in SAID:
            self.mia.says(said)
            await self.mia.reads(asked)
        self.mia.gives_the_number()
        await self.mia.reads("Het staat vast: woensdag 25 november, 20.00–21.00 uur")


@asynccontextmanager
async def on_telegram(home: Path) -> AsyncIterator[Line]:
    """The house on Telegram, by polling."""
    del home
    async with (
        BotApi(time_scale=0.001) as api,
        aiohttp.ClientSession(cookie_jar=aiohttp.DummyCookieJar()) as session,
    ):
        rig, clock = TelegramRig(api, session), FakeClock()
        house = House(MemoryStore(clock), clock, channel=cast("FakeChannel", rig.channel))
        rig.listener = house.conversations
        async with rig.listening():
            yield Line(house, OnTelegram(rig))
        await house.tasks.end()


@asynccontextmanager
async def on_signal(home: Path) -> AsyncIterator[Line]:
    """The house on Signal."""
    async with SignalCli() as daemon:
        rig = SignalRig(daemon, home)
        house = House(MemoryStore(rig.clock), rig.clock, channel=cast("FakeChannel", rig.channel))
        rig.ingress = rig.new_ingress(house.conversations)
        async with rig.listening():
            yield Line(house, OnSignal(rig))
        await house.tasks.end()


@pytest.fixture(params=[on_telegram, on_signal], ids=["telegram", "signal"])
async def line(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Line]:
    """Somebody with a telephone and the house, with nothing between them but the wire."""
    async with request.param(tmp_path) as opened:
        yield opened


@pytest.fixture
def at(line: Line) -> datetime:
    """Wednesday evening at eight; now it is Monday afternoon."""
    return line.house.clock.now() + hours(53)


async def test_from_the_first_word_to_the_call(line: Line, at: datetime) -> None:
    """One question at the beginning, in the words that they chose; a yes opens the sheet for the one who calls."""
    house, ada = line.house, await hired(line.house, "Ada")
    await on_the_rota(house, ada, at)
    await line.agrees()
    callback = await callback_of(house.store, line.mia.sender)
    assert callback is not None
    assert (callback.details, callback.asking) == (
        CallDetails(NUMBER, "mijn zus", "met de fietsenwinkel", "tulp"),
        Asking.AT_START,
    )

    assert (await house.callbacks.claim(ada.id, callback.id)).won
    await house.tasks.settle()
    shown = line.mia.shown
    await until(house, at - timedelta(minutes=2))
    assert line.mia.shown == shown
    with pytest.raises(NoCallNow):
        await house.callbacks.open_sheet(ada.id, callback.id)
    await until(house, at)
    await line.mia.reads(SUITS)
    line.mia.says("ja")
    await line.mia.reads("Oké.")

    assert (await house.callbacks.open_sheet(ada.id, callback.id)).details == callback.details
    assert await house.callbacks.say(ada.id, callback.id, CallbackOutcome.REACHED)
    assert await ended(house) == {CallbackOutcome.REACHED: 1}


async def test_whoever_is_gone_is_not_called(line: Line, at: datetime) -> None:
    """By a block, or without a word: there is no yes, so no sheet opens, and the time is free again."""
    house, ada = line.house, await hired(line.house, "Ada")
    await on_the_rota(house, ada, at)
    await line.agrees()
    callback = await callback_of(house.store, line.mia.sender)
    assert callback is not None
    await house.callbacks.claim(ada.id, callback.id)
    line.mia.is_gone()

    await until(house, at)
    await until(house, at + hours(1))
    with pytest.raises((NoCallNow, NotYourCall)):
        await house.callbacks.open_sheet(ada.id, callback.id)
    assert sum((await ended(house)).values()) == 1
    assert set(await ended(house)) <= {CallbackOutcome.WITHDRAWN, CallbackOutcome.NOT_CONFIRMED}
    assert await callback_of(house.store, line.mia.sender) is None
