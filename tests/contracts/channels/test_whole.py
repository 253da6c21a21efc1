"""The bot itself over every channel: the shipped conversation, the delivery, a restart, and a wipe at the end."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from typing import cast

from bot.flows.numbered import NUMBERED
from bot.gaps import Gaps
from bot.model import Inbound
from bot.storage.memory import MemoryStore
from tests.contracts.channels.lines import Line, Phone
from tests.fakes import FakeChannel
from tests.house import House, shipped_bundle

OPENING = ("Je praat met een bot", "Kun je nu vrij typen?")
HINT = shipped_bundle().say("numbered_hint", "nl")
PERHAPS_LOST = shipped_bundle().say("gap", "nl")


class Whole:
    """A house whose help-seekers come over one channel.

    Attributes:
        heard: Is set whenever a turn was kept.
    """

    def __init__(self, line: Line) -> None:
        self.line = line
        self.house = House(MemoryStore(line.clock), line.clock, channel=cast("FakeChannel", line.channel))
        self.heard = asyncio.Event()
        self.turns = 0
        self.dies_at: int | None = None

    async def hear(self, inbound: Inbound) -> None:
        """Take one event in; a process that dies now never comes to send the answer."""
        await self.house.conversations.hear(inbound)
        self.turns += 1
        if self.turns == self.dies_at:
            await self.house.tasks.end()
        self.heard.set()

    @asynccontextmanager
    async def serving(self) -> AsyncIterator[None]:
        """Serve as long as the block lasts; its end is a kill."""
        async with self.line.hears(self):
            yield
        await self.house.tasks.end()

    @asynccontextmanager
    async def somebody(self) -> AsyncIterator[Phone]:
        """Let somebody come, and read the opening."""
        mia = self.line.phone()
        async with self.serving():
            mia.opens()
            await mia.reads(*OPENING)
            await self.house.tasks.settle()
            yield mia

    async def tells_of_a_gap(self) -> None:
        """Say something that nobody asked for."""
        house = self.house
        ids = iter(range(1_000_000, 2_000_000))
        await Gaps(
            self.line.channel.name,
            house.store,
            house.delivery,
            shelf=lambda: house.shelf,
            new_id=lambda: next(ids).to_bytes(16, "big"),
            clock=house.clock,
            journal=house.journal,
        ).tell()
        await house.tasks.settle()


def times(phone: Phone, words: str) -> int:
    """Return how often something stands on the screen."""
    return sum(words in text for text in phone.screen)


async def test_a_stranger_is_answered_once(line: Line) -> None:
    """Whatever they did first, and however often the platform hands it over."""
    whole = Whole(line)
    async with whole.somebody() as mia:
        mia.says("1", twice=line.can.repeats)
        await mia.reads("In welk land ben je nu?")
        await whole.house.tasks.settle()
        if line.can.repeats:
            while whole.turns < 3:
                whole.heard.clear()
                await whole.heard.wait()
            await whole.house.tasks.settle()

    assert [times(mia, words) for words in (*OPENING, "In welk land ben je nu?")] == [1, 1, 1]


async def test_how_to_choose_is_told_with_the_first_question(line: Line) -> None:
    """Where nothing can be tapped; whoever has chosen once knows."""
    whole = Whole(line)
    async with whole.somebody() as mia:
        told = times(mia, HINT)
        mia.chooses(1)
        await mia.reads("In welk land ben je nu?")

    assert told == times(mia, HINT) == (line.channel.name in NUMBERED)
    assert line.can.buttons is not (line.channel.name in {*NUMBERED, "terminal"})  # which tells it below each question


async def test_what_is_no_answer_gets_a_kind_sentence(line: Line) -> None:
    """A photo, and a message that was changed; where neither exists nothing comes, and the question stays."""
    whole = Whole(line)
    async with whole.somebody() as mia:
        mia.sends_a_photo()
        if line.can.files:
            await mia.reads("openen en bewaren we niet")
        mia.edits("iets anders")
        if line.can.edits:
            await mia.reads("Je hebt een bericht veranderd.")
        mia.says("1")
        await mia.reads("In welk land ben je nu?")

    assert times(mia, "openen en bewaren we niet") == line.can.files
    assert times(mia, "Je hebt een bericht veranderd.") == line.can.edits


async def test_a_human_is_there_and_a_wipe_takes_back_what_it_can(line: Line) -> None:
    """From the word for a human over a talk to “stop”: after it stands only what could not be taken back."""
    whole = Whole(line)
    ada = whole.house.counsellor("Ada")
    async with whole.somebody() as mia:
        mia.says("mens")
        await mia.reads("Wil je verder naar een mens?")
        mia.chooses(1)
        await mia.reads("Mogen we je hier schrijven")
        mia.chooses(2)
        await mia.reads("Je staat in de rij")
        case_id = await ada.claims_next()
        await ada.says(case_id, "Dag, ik ben Ada.")
        await mia.reads("Dag, ik ben Ada.")
        whole.heard.clear()
        mia.says("fijn")
        await whole.heard.wait()
        lines = [one.text for one in (await ada.reads(case_id)).lines]
        before = mia.screen
        mia.says("stop")
        await mia.reads("Oké, klaar.")
        await whole.house.tasks.settle()

    assert lines[-1] == "fijn"
    stays = [] if line.can.unsends else before
    assert mia.screen[:-1] == stays
    assert mia.chat == []
    all_gone = line.can.unsends_theirs or line.can.unsends == timedelta.max
    assert ("Wat hier nog staat" in mia.screen[-1]) is (line.can.unsends is not None and not all_gone)


async def test_nothing_comes_unasked_outside_the_window(line: Line) -> None:
    """Ten minutes after their last word they are left alone; when they write again, it begins anew."""
    whole = Whole(line)
    async with whole.somebody() as mia:
        await whole.tells_of_a_gap()
        await mia.reads(PERHAPS_LOST)
        line.time_passes(timedelta(minutes=11))
        await whole.tells_of_a_gap()
        assert times(mia, PERHAPS_LOST) == 1
        line.time_passes(timedelta(minutes=5))
        mia.says("hallo")
        while times(mia, OPENING[0]) < 2:
            await mia.reads(OPENING[0])
            await asyncio.sleep(0)

    assert times(mia, PERHAPS_LOST) == 1


async def test_a_restart_in_the_middle_leaves_nobody_without_an_answer(line: Line) -> None:
    """The turn was kept and its answer never left: the next process sends it, once, and the talk goes on."""
    whole, mia = Whole(line), line.phone()
    async with whole.serving():
        whole.dies_at = 1
        mia.opens()
        await whole.heard.wait()
        assert mia.screen == []
    if not line.can.keeps:
        return  # a terminal ends with its program
    async with whole.serving():
        await whole.house.restarts()
        await mia.reads(*OPENING)
        mia.says("1")
        await mia.reads("In welk land ben je nu?")

    assert [times(mia, words) for words in (*OPENING, "In welk land ben je nu?")] == [1, 1, 1]


async def test_a_chat_is_emptied_by_itself_where_both_sides_can_be(line: Line) -> None:
    """A day after the last message; elsewhere the platform's own timer does it, or the page, or nobody."""
    whole = Whole(line)
    async with whole.somebody() as mia:
        before = mia.screen
        for _ in range(25):
            line.time_passes(timedelta(hours=1))
            await whole.house.minutes_pass(0)
        shown = mia.screen

    assert shown == ([] if line.can.unsends_theirs else before)
