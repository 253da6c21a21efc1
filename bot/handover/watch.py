"""Give back what nobody stands by: a counsellor gone, shut out or without a word, an offer that nobody answers."""

from collections.abc import Awaitable, Callable, Sequence
from datetime import timedelta

from bot.errors import BotError, Fenced
from bot.handover.claims import Claims
from bot.handover.desk import Desk
from bot.handover.floor import Floor
from bot.looking import look_for_ever
from bot.ports import Clock, Journal

EVERY = timedelta(seconds=5)


class ClaimWatch:
    """Looks after the claims for as long as it runs."""

    def __init__(
        self,
        desk: Desk,
        claims: Claims,
        floor: Floor,
        *,
        also: Sequence[Callable[[], Awaitable[None]]],
        clock: Clock,
        journal: Journal,
    ) -> None:
        """Give back through `desk`, whose claims these are; `also` ends what else in a talk has a time of its own."""
        self._desk = desk
        self._also = also
        self._claims = claims
        self._floor = floor
        self._clock = clock
        self._journal = journal

    async def look(self) -> None:
        """Give back every case whose counsellor is gone, shut out or silent for too long; each case gets an outcome."""
        overview = await self._desk.overview()
        claimed = [case for case in overview.cases if case.claimed_by is not None]
        now = self._clock.now()
        self._claims.keep(claimed, now)
        counsellors = {case.claimed_by for case in claimed if case.claimed_by is not None}
        here = {one for one in counsellors if self._floor.is_here(one)}
        here -= await self._desk.shut_out(here) if here else set()
        for case in claimed:
            is_here = case.claimed_by in here
            if not is_here or self._claims.silent(case, now) is not None:
                await self._each(self._desk.take_back(case, is_here=is_here))
        for look in self._also:
            await self._each(look())
        for one in self._claims.past_asking(overview.unrecorded, now):
            await self._each(self._desk.give_up(one))

    async def _each(self, done: Awaitable[None]) -> None:
        """Do one thing; a case that can't be looked after keeps no other from it."""
        try:
            await done
        except Fenced:
            raise
        except BotError as fault:
            self._journal.note("claims_failed", reason=fault.what)

    async def run(self) -> None:
        """Look every few seconds; what goes wrong is noted and tried again."""
        await look_for_ever(self.look, every=EVERY, clock=self._clock, journal=self._journal, fault="claims_failed")
