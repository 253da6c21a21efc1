"""Somebody who is to be called in a canary scan: number, names, words and code word are canaries."""

import re
from dataclasses import replace
from datetime import timedelta

import aiohttp

from bot.model import (
    Asking,
    CallbackOutcome,
    CallbackState,
    CallDetails,
    Sender,
    Shift,
    ShiftId,
    StaffId,
)
from bot.opening import opened
from bot.ports import Job
from bot.settings import Settings
from tests.booking import booked, wanted, wants
from tests.canaries.marks import MADE, PHONE, person_id, phone, text
from tests.canaries.people import ADA, named
from tests.kill.lives import WatchedApi


def agreed(number: int) -> CallDetails:
    """Return what somebody agrees to."""
    return CallDetails(
        phone(number % 1000),
        text("wie-neemt-op", number, "mijn schoonzus"),
        text("openingszin", number, "Dag, ik bel over de fiets."),
        text("codewoord", number),
        voicemail=True,
    )


async def are_to_be_called(settings: Settings, first: int) -> int:
    """Book four callbacks in a database: asked for at once, ahead, ended, and one to be made now.

    Whoever is at the desk is on the rota tomorrow.

    Returns:
        How many are open.
    """
    async with opened(settings) as kept:
        tomorrow = kept.clock.now().date() + timedelta(days=1)
        shift = Shift(ShiftId(b"s" * 16), StaffId(ADA), tomorrow, (8 * 60, 14 * 60), calls=5)
        await kept.store.run(Job(lambda tx: tx.shifts.keep(shift)))
        soon = kept.clock.now().replace(second=0, microsecond=0) + timedelta(minutes=1)
        for number, start in enumerate((soon, soon + timedelta(days=3), soon + timedelta(days=2)), first):
            sender = Sender("telegram", str(person_id(number)))
            what = wanted(start, asking=Asking.AT_START, details=agreed(number))
            if number < first + 2:
                await kept.store.run(wants(sender, what))
                continue
            callback = await booked(kept.store, sender, what)
            assert callback is not None
            await kept.store.run(Job(lambda tx, one=callback: tx.callbacks.end(one, CallbackOutcome.UNSAFE)))  # type: ignore[misc]
        sender, start = Sender("telegram", str(person_id(first + 3))), soon + timedelta(minutes=2)
        callback = await booked(kept.store, sender, wanted(start, details=agreed(first + 3)), seats=9)
        assert callback is not None
        said_yes = replace(callback, state=CallbackState.CONFIRMED, confirmed_at=kept.clock.now())
        assert await kept.store.run(Job(lambda tx: tx.callbacks.change(said_yes)))
        return len(await kept.store.run(Job(lambda tx: tx.callbacks.open())))


async def agrees_on_a_call(api: WatchedApi, number: int) -> None:
    """Somebody on Telegram agrees on a call, from the first word to their own contact as the number."""
    mia = named(api, number)
    mia.says("hallo")
    await mia.is_offered("ja")
    mia.says("afspraak")
    await mia.walks("laten_bellen", "ja", "nl")
    for _ in ("a day", "a time"):
        shown = await mia.is_offered("none")
        mia.taps(shown.buttons[0][0], shown)
    for asked, said in (
        ("Wie kan er nog meer opnemen", text("wie-neemt-op", number, "mijn buurvrouw")),
        ("Wat zeggen we", text("openingszin", number, "Dag, uw boek is er.")),
    ):
        await mia.is_told(asked)
        mia.says(said)
    await mia.walks("nee", "nee", "nee", "zelf")
    await mia.is_told("Welk woord")
    mia.says(text("codewoord", number))
    await mia.walks("ja")
    await mia.is_told("Op welk nummer")
    MADE.add(PHONE)
    mia.shares_contact(f"31{PHONE}", of=mia.id)
    await mia.is_told("Het staat vast")


async def is_called(browser: aiohttp.ClientSession, url: str, number: int) -> None:
    """Ada takes the call that may be made now, opens its sheet, reads all of it there, and says what came of it."""
    headers = {"Origin": url}

    async def does(path: str, **fields: str) -> str:
        async with browser.get(f"{url}/calls", headers=headers) as listed:
            csrf = re.findall(r'name="csrf" value="([^"]+)"', await listed.text())[0]
        async with browser.post(f"{url}{path}", data={**fields, "csrf": csrf}, headers=headers) as answer:
            assert answer.ok, await answer.text()
            return await answer.text()

    async with browser.get(f"{url}/calls", headers=headers) as listed:
        calls = re.findall(r'action="(/calls/[0-9a-f]{32})"', await listed.text())
    for call in calls:
        await does(call, do="claimed")
    async with browser.get(f"{url}/calls", headers=headers) as listed:
        (sheet,) = re.findall(r'action="(/calls/[0-9a-f]{32}/sheet)"', await listed.text())
    shown, kept = await does(sheet), agreed(number)
    assert all(one in shown for one in (kept.others, kept.opening, kept.code_word))
    await does(sheet.replace("/sheet", "/outcome"), outcome=CallbackOutcome.REACHED.value)
