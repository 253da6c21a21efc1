"""Somebody who is to be called in a canary scan: number, names, words and code word are canaries."""

from datetime import timedelta
from pathlib import Path

from bot.model import Asking, CallbackOutcome, CallDetails, Sender
from bot.opening import opened
from bot.ports import Job
from bot.settings import Settings
from tests.booking import booked, wanted, wants
from tests.canaries.marks import person_id, phone, text


def agreed(number: int) -> CallDetails:
    """Return what somebody agrees to."""
    return CallDetails(
        phone(number % 1000),
        text("wie-neemt-op", number, "mijn schoonzus"),
        text("openingszin", number, "Dag, ik bel over de fiets."),
        text("codewoord", number),
        voicemail=True,
    )


async def are_to_be_called(home: Path, first: int) -> int:
    """Book three callbacks in the database of a home: one that is asked for at once, one that lies ahead, one ended.

    Returns:
        How many are open.
    """
    async with opened(Settings(home=home)) as kept:
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
        return len(await kept.store.run(Job(lambda tx: tx.callbacks.open())))
