"""Somebody goes on where they were on another channel, with five words: from the page to Signal, and on to Telegram."""

from pathlib import Path
from typing import cast

from bot.model import Conversation, Sender
from bot.ports import Job
from bot.storage.memory import MemoryStore
from tests.contracts.channels.lines import Phone
from tests.contracts.channels.on_signal import SignalLine
from tests.contracts.channels.on_telegram import TelegramLine
from tests.contracts.channels.on_webchat import WebchatLine
from tests.fakes import FakeChannel
from tests.house import House

OPENING = ("Je praat met een bot", "Kun je nu vrij typen?")
GOES_ON = ("Je gaat verder waar je was", "Wat wil je nu doen?")


async def asks_for_words(house: House, phone: Phone) -> str:
    """Ask for five words; returns them."""
    await house.phrases.fill()
    phone.says("woorden")
    await phone.reads("Wil je")
    phone.chooses(1)
    await phone.reads("Dit zijn ze")
    shown = [text for text in phone.screen if "Dit zijn ze" in text]
    return shown[-1].splitlines()[1]


async def stands(house: House, sender: Sender) -> Conversation:
    """Look at what is kept of somebody."""
    found = await house.store.run(Job(lambda tx: tx.conversations.of(sender)))
    assert found is not None
    return found


async def test_what_began_on_the_page_goes_on_in_signal_and_then_in_telegram(tmp_path: Path) -> None:
    """Each time nothing is left where they were, nothing is repeated where they go on, and the answers came along."""
    async with WebchatLine.opened() as web, SignalLine.opened(tmp_path) as signal, TelegramLine.opened() as telegram:
        page, with_signal, with_telegram = web.phone(), signal.phone(), telegram.phone()
        house = House(
            MemoryStore(web.clock),
            web.clock,
            channel=cast("FakeChannel", telegram.channel),
            web=cast("FakeChannel", web.channel),
            others=[cast("FakeChannel", signal.channel)],
        )
        listener = house.conversations
        async with web.hears(listener), signal.hears(listener), telegram.hears(listener):
            page.opens()
            await page.reads(*OPENING)
            for number, then in ((1, "In welk land"), (2, "Wat past het best"), (2, GOES_ON[1])):
                page.chooses(number)
                await page.reads(then)
            answers = dict((await stands(house, page.sender)).vars)

            with_signal.says(await asks_for_words(house, page))
            await with_signal.reads(*GOES_ON)
            assert not any(OPENING[0] in text for text in with_signal.screen)
            assert dict((await stands(house, with_signal.sender)).vars) == answers

            with_telegram.says((await asks_for_words(house, with_signal)).upper())
            await with_telegram.reads(*GOES_ON)
            there = await stands(house, with_telegram.sender)
            left = [await stands(house, one.sender) for one in (page, with_signal)]
            with_signal.says("hallo")
            await with_signal.reads(*OPENING)
        await house.tasks.end()

    assert answers == {"land": "be", "rol": "weg"}
    assert (there.node, dict(there.vars)) == ("start.menu", answers)
    assert [(one.node, dict(one.vars), one.way_back) for one in left] == [("", {}, None)] * 2
