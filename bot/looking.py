"""Looking after something for as long as a process runs: the one loop of all who do."""

from collections.abc import Awaitable, Callable
from datetime import timedelta

from bot.errors import BotError, Fenced
from bot.ports import Clock, Journal


async def look_for_ever(
    look: Callable[[], Awaitable[object]], *, every: timedelta, clock: Clock, journal: Journal, fault: str
) -> None:
    """Look again and again; what goes wrong is noted as `fault` in the journal, and tried again at the next look.

    Raises:
        Fenced: another process took over; this one stops.
    """
    while True:
        try:
            await look()
        except Fenced:
            raise
        except BotError as found:
            journal.note(fault, reason=found.what)
        await clock.sleep(every)
