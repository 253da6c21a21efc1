"""The practice line: the whole way from a web page to an outcome once more, over a store in memory of its own.

Nothing here knows the real store, queue, floor or audit, so nothing of practice can get there, and nobody who looks for
help can get here: that needs a link that a counsellor made.
"""

import os
from collections.abc import Callable, Coroutine
from datetime import UTC, timedelta
from typing import Any

from aiohttp import web

from bot.channels import webchat
from bot.content.catalogue import Catalogue
from bot.conversations import Conversations
from bot.delivery import Delivery
from bot.flows.shelf import Shelf
from bot.handover.blocking import Blocking
from bot.handover.claims import Claims
from bot.handover.desk import Desk
from bot.handover.floor import Floor
from bot.handover.guests import Guests
from bot.handover.pausing import Pausing
from bot.handover.referring import Referring
from bot.handover.taking import Taking
from bot.handover.talks import Talks
from bot.handover.transfers import Transfers
from bot.handover.typing import TypingSigns
from bot.handover.watch import ClaimWatch
from bot.ports import Clock, Job, Journal, Phrases
from bot.storage.memory import MemoryStore
from bot.storage.memory_shelves import Shelves
from bot.waking import Wakeup
from bot.web.blocks import block_routes
from bot.web.desk import desk_routes
from bot.web.guest import guest_routes
from bot.web.login import StaffLogin
from bot.web.practice import PRACTICE, TALK, PracticeLinks, practice_desk
from bot.web.referral import referral_routes
from bot.web.transfers import transfer_routes

TIDY_EVERY = timedelta(minutes=1)


class PracticeLine:
    """The use cases of practice, wired as the real ones are, and their pages."""

    def __init__(
        self,
        shelf: Callable[[], Shelf],
        phrases: Phrases,
        *,
        clock: Clock,
        journal: Journal,
        spawn: Callable[[Coroutine[Any, Any, None]], object],
    ) -> None:
        """Begin with nobody there.

        Args:
            shelf: The conversation that is served now; practice plays what help-seekers meet.
            phrases: Return phrases; what one opens is looked for in the store of practice alone.
            clock: The time.
            journal: Told about faults.
            spawn: Starts a task.
        """
        self._shelf = shelf
        self._clock = clock
        self._journal = journal
        self._spawn = spawn
        self._store = MemoryStore(clock)
        self._links = PracticeLinks(clock)
        self._floor = Floor(clock)
        self._web = webchat.WebchatChannel(clock)
        self._delivery = Delivery(
            self._store, {self._web.name: self._web}, clock=clock, bell=self._floor, journal=journal, spawn=spawn
        )
        self._alarm = Wakeup(self._store, clock, journal, spawn=spawn)
        self._conversations = Conversations(
            self._store,
            self._delivery,
            shelf,
            new_id=lambda: os.urandom(16),
            floor=self._floor,
            journal=journal,
            alarm=self._alarm,
            phrases=phrases,
        )
        self._claims = Claims()
        self._desk = Desk(self._store, self._conversations, self._floor, claims=self._claims)
        self._transfers = Transfers(self._store, self._conversations, self._floor)
        self._guests = Guests(self._store, self._conversations, self._floor)

    def routes(self, staff: StaffLogin, *, csrf_key: bytes, face: webchat.Face | None = None) -> list[web.RouteDef]:
        """Return everything below `/practice`; who may come in is decided by the real login.

        Args:
            staff: That login.
            csrf_key: As for the desk.
            face: The look of the real page; None: the shipped one.
        """
        store, floor = self._store, self._floor
        desk = desk_routes(
            self._desk,
            Talks(store, self._conversations, floor, journal=self._journal),
            floor,
            taking=Taking(store, self._conversations, floor, claims=self._claims),
            pausing=Pausing(store, floor),
            catalogue=self._catalogue,
            staff=staff,
            clock=self._clock,
            csrf_key=csrf_key,
            at=PRACTICE,
        )
        talk = webchat.practice_routes(
            self._web,
            self._conversations,
            at=TALK,
            is_open=self._links.opens,
            journal=self._journal,
            typed=TypingSigns(store, floor),
            face=face or webchat.Face(),
        )
        referring = Referring(store, self._conversations, floor, catalogue=self._catalogue)
        desk += referral_routes(referring, staff=staff, csrf_key=csrf_key)
        desk += transfer_routes(self._transfers, staff=staff, csrf_key=csrf_key)
        guests = guest_routes(self._guests, staff=staff, clock=self._clock, csrf_key=csrf_key)
        blocks = block_routes(Blocking(store, floor), staff=staff, csrf_key=csrf_key, zone=UTC)
        # What a counsellor does is practised; no guest from outside comes, and nobody decides on a block.
        desk += [route for route in (*guests, *blocks) if route.path.startswith("/desk/")]
        return [*practice_desk(desk, self._links, staff=staff, csrf_key=csrf_key), *talk]

    async def run(self) -> None:
        """Let time go by in practice as it does in earnest, and forget what nobody practises any more."""
        watch = ClaimWatch(
            self._desk,
            self._claims,
            self._floor,
            also=(self._transfers.look, self._guests.look),
            clock=self._clock,
            journal=self._journal,
        )
        self._spawn(watch.run())
        self._spawn(self._alarm.run(self._conversations))
        while True:
            await self.tidy()
            await self._clock.sleep(TIDY_EVERY)

    async def tidy(self) -> None:
        """Forget what is due; and everything, once no desk practises, no link opens and nothing is on its way."""
        await self._store.run(Job(lambda tx: tx.tidy()))
        if not self.is_in_use:
            self._store.shelves = Shelves()

    @property
    def is_in_use(self) -> bool:
        """Tell whether a desk practises, a link opens, or something is on its way still."""
        return self._links.any() or self._floor.is_anybody_here or bool(self._delivery.lanes)

    async def close(self) -> None:
        """Let the open pages go."""
        await self._web.close()

    def _catalogue(self) -> Catalogue:
        return self._shelf().newest.catalogue
