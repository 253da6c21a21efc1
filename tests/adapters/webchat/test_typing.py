"""The frame that says that somebody types: handed on, answered by nothing, and never a fault of the page."""

from collections.abc import AsyncIterator
from typing import get_args

import pytest

from bot.channels.webchat import WebchatChannel, frames, routes
from bot.errors import StoreDown
from bot.model import Sender
from bot.web.server import make_server, serving
from tests.adapters.webchat.rig import Rig, Tab


class Ear:
    """A `Typed` that remembers; faults can be laid in its way."""

    def __init__(self) -> None:
        self.heard: list[Sender] = []
        self.faults: list[Exception] = []

    async def types(self, sender: Sender) -> None:
        """Remember, or run into the next fault."""
        if self.faults:
            raise self.faults.pop(0)
        self.heard.append(sender)


@pytest.fixture
def ear() -> Ear:
    """Somebody who is told."""
    return Ear()


@pytest.fixture
async def tab(ear: Ear) -> AsyncIterator[Tab]:
    """A page that said hello to a server that listens for typing."""
    rig = Rig()
    chat = routes(WebchatChannel(rig.clock), rig.listener, journal=rig.journal, typed=ear)
    async with serving(make_server(chat, ready=lambda: True), "127.0.0.1", 0) as rig.port, rig.tab() as tab:
        yield tab


async def test_it_is_handed_on_and_answered_by_nothing(tab: Tab, ear: Ear) -> None:
    """It is no event: nothing waits for it, nothing comes of it at the bot."""
    await tab.raw('{"type":"typing"}')

    assert await tab.is_answered()
    assert ear.heard == [tab.sender]


async def test_it_has_no_place_for_what_is_typed(tab: Tab, ear: Ear) -> None:
    """A page can't send a word with it, by mistake or otherwise."""
    await tab.raw('{"type":"typing","text":"ik"}')

    assert (await tab.reads())["code"] == "bad_frame"
    assert ear.heard == []


async def test_a_database_that_is_away_costs_nobody_their_page(tab: Tab, ear: Ear) -> None:
    """The next letter says it again."""
    ear.faults.append(StoreDown())
    await tab.raw('{"type":"typing"}')
    await tab.raw('{"type":"typing"}')

    assert await tab.is_answered()
    assert ear.heard == [tab.sender]


async def test_a_flood_of_it_is_stopped_as_any_other(tab: Tab, ear: Ear) -> None:
    """It counts as a frame, so that nobody makes us look up their talk without an end."""
    for _ in range(110):
        await tab.raw('{"type":"typing"}')

    assert (await tab.reads())["code"] == "slow_down"
    assert len(ear.heard) <= 100


def test_the_page_is_never_told_that_somebody_types() -> None:
    """There is no frame for it: a screen that moves by itself is seen by others."""
    said = {kind.__struct_config__.tag for kind in get_args(frames.Answer)}

    assert said == {"welcome", "bubble", "clear", "kept", "again", "pong", "error"}
