"""Somebody who asks for words to go on with and comes back by them on the other channel, both ways; none may stay."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from websockets.asyncio.client import connect

from tests.adapters.webchat.rig import Frame, Tab
from tests.canaries.marks import words
from tests.canaries.people import Named, named
from tests.kill.lives import LIFE_S, WatchedApi

SHOWN, NONE_READY = "Dit zijn ze", "Dat lukt op dit moment niet"
AGAIN_S = 2.0
"""One is made in about a second."""
BACK = "Je gaat verder waar je was"


async def goes_on_with_words(api: WatchedApi, url: str, number: int, *, wipes: bool) -> None:
    """Telegram, the web page by words, Telegram by other words; then a wipe, or a third phrase that protects all."""
    mia = named(api, number)
    mia.says("hallo")
    await mia.walks("ja", "belgie", "weg")
    first = await _asks_on_telegram(mia)
    async with _page(url) as page:
        await page.says(first)
        await page.is_told(BACK)
        second = await page.asks()
    mia.says(second)
    await mia.is_told(BACK)
    if wipes:
        mia.says("stop")
        await mia.is_told("Oké, klaar.")
    else:
        await _asks_on_telegram(mia)


async def _asks_on_telegram(mia: Named) -> str:
    """Ask until there are words: a process that has just begun may have none ready."""
    while True:
        mia.says("woorden")
        await mia.walks("ja")
        while not (text := (await mia.reads(LIFE_S)).text).startswith((SHOWN, NONE_READY)):
            pass
        if text.startswith(SHOWN):
            return words(text.splitlines()[1])
        await asyncio.sleep(AGAIN_S)


class _Page:
    """A web page that says what it read."""

    def __init__(self, tab: Tab) -> None:
        self._tab = tab

    async def says(self, text: str) -> None:
        await self._tab.say("text", text=text)

    async def is_told(self, *beginnings: str) -> str:
        """Wait for a bubble that begins so."""
        while True:
            frame: Frame = await self._tab.reads()
            if frame["type"] == "bubble":
                await self._tab.acks(frame)
                if str(frame["text"]).startswith(beginnings):
                    return str(frame["text"])

    async def asks(self) -> str:
        """Ask for words, as on Telegram."""
        while True:
            await self.says("woorden")
            await self.says("ja")
            text = await self.is_told(SHOWN, NONE_READY)
            if text.startswith(SHOWN):
                return words(text.splitlines()[1])
            await asyncio.sleep(AGAIN_S)


@asynccontextmanager
async def _page(url: str) -> AsyncIterator[_Page]:
    async with connect(f"{url.replace('http', 'ws')}/chat", origin=url) as socket:  # type: ignore[arg-type]
        tab = Tab(socket)
        await tab.hello()
        await tab.say("start")
        yield _Page(tab)
