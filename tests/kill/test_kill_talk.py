"""A live talk while the bot is killed: every line of both sides arrives, in order, whatever happens in between."""

import asyncio
import itertools
import socket
from collections import Counter
from collections.abc import AsyncIterator, Sequence
from pathlib import Path

import aiohttp
import pytest

from tests.kill.counsellor import Counsellor, invited
from tests.kill.lives import LIFE_S, Bot, Kill, Moment, WatchedApi
from tests.kill.steps import OPENING, Says, Step, Taps, as_seen, clean_run
from tests.kill.walkers import do
from tests.peers.telegram.people import Person

MIA = 6_001
INTO_THE_QUEUE: Sequence[Step] = (*OPENING, Says(("mens",)), Taps("ja"), Taps("m30"), Taps("wachten"), Taps("m30"))
FEW = (Moment.CONFIRMED, Moment.ACCEPTED)
"""When a line of hers is on its way in, and when one of ours is on its way out."""
ALL = tuple(moment for moment in Moment if moment is not Moment.STARTING)


@pytest.fixture
async def api() -> AsyncIterator[WatchedApi]:
    """A Bot API server that tells when a moment to kill is there."""
    async with WatchedApi(seed=1) as server:
        yield server


def free_port() -> int:
    """Return a port that is free at this moment."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


async def walks_into_the_queue(mia: Person) -> None:
    """Let somebody go the whole way to "you are in the queue"."""
    for expected in await clean_run(INTO_THE_QUEUE):
        do(mia, expected.step)
        for seen in expected.seen:
            assert as_seen(await mia.reads(LIFE_S)) == seen


class Talk:
    """Ada at her desk and Mia on Telegram: one line each, in turn, until all kills are over."""

    def __init__(self, ada: Counsellor, mia: Person, case: str) -> None:
        self._ada = ada
        self._mia = mia
        self._case = case
        self.said: list[str] = []
        self.answered: list[str] = []
        self.left: list[str] = []

    async def goes_on_until(self, killed: asyncio.Event) -> None:
        """Let them write; at least once more when nobody kills any more."""
        is_last = False
        while not is_last:
            is_last = killed.is_set()
            number = len(self.said) + 1
            self.said.append(f"regel-{number}")
            await self._ada.drafts(self._case, self.said[-1])
            await self._ada.says(self._case, self.said[-1])
            self.left.append(await self._ada.finds_draft(self._case))
            while (await self._mia.reads(LIFE_S)).text != self.said[-1]:
                pass
            self.answered.append(f"antwoord {number}")
            self._mia.says(self.answered[-1])


async def kill_all(bot: Bot, moments: Sequence[Moment], *, killed: asyncio.Event, over: asyncio.Event) -> None:
    """Kill the bot at the second moment of each kind, so that a line comes through in between; then it may live."""
    for moment in moments:
        await bot.live_until(Kill(moment, nth=2))
    killed.set()
    await bot.live_until_set(over)


async def in_peace(bot: Bot, ada: Counsellor, mia: Person) -> str:
    """Let Mia ask for a human and Ada claim her, before anybody kills; returns the case."""
    claimed = asyncio.Event()
    async with asyncio.TaskGroup() as tasks:
        tasks.create_task(bot.live_until_set(claimed))
        await walks_into_the_queue(mia)
        await ada.logs_in()
        case: str = (await ada.sees_queue())[0]["id"]
        await ada.claims(case)
        await mia.reads(LIFE_S)
        claimed.set()
    return case


@pytest.mark.timeout(600)
@pytest.mark.parametrize("moments", [FEW, pytest.param(ALL, marks=pytest.mark.long)], ids=["few", "all"])
async def test_a_talk_goes_on_over_kills(api: WatchedApi, tmp_path: Path, moments: Sequence[Moment]) -> None:
    """Each side reads every line of the other, in order; only Ada's may come twice, since Telegram tells nobody.

    What she sent is never found as a draft.
    """
    port, mia = free_port(), api.person(MIA)
    bot = Bot(api, tmp_path, {"AJAR_HTTP_PORT": str(port)})
    credentials = invited(await bot.command("staff", "add", "ada"), "een lange eigen zin")
    killed, over = asyncio.Event(), asyncio.Event()
    async with aiohttp.ClientSession(cookie_jar=aiohttp.CookieJar(unsafe=True)) as session:
        ada = Counsellor(session, f"http://127.0.0.1:{port}", name="ada", credentials=credentials)
        case = await in_peace(bot, ada, mia)
        before = len(mia.seen)

        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(kill_all(bot, moments, killed=killed, over=over))
            talk = Talk(ada, mia, case)
            await talk.goes_on_until(killed)
            heard = await ada.reads_from_help_seeker(case, talk.answered[-1])
            over.set()

    shown = [one.text for one in mia.seen[before:]]
    assert heard == talk.answered
    assert not any(talk.left), "what was sent stood in the field again"
    assert [text for text, _ in itertools.groupby(shown)] == talk.said
    assert max(Counter(shown).values()) <= 2
