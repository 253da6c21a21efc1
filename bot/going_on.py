"""Counts how people go on from the questions of the bot, so that nobody's way can be followed.

It looks at a random half of those who come to a question, at each question at another half. What it sees is in memory
alone until it is about ten people at least; then it goes to the event log as sums of the quarter, without an order. Of
fewer a stop leaves nothing.
"""

from collections import Counter
from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial

from bot.errors import BotError
from bot.flows.passages import stands_at
from bot.looking import look_for_ever
from bot.model import Conversation, ConversationId, Dimension, Happening, LogEvent
from bot.model.event_log import ELSEWHERE, STOPPED, first_of_quarter
from bot.model.passages import NOWHERE, Passage
from bot.model.promises import SILENCE
from bot.ports import Clock, Job, Journal, Store, Transaction

EVERY = timedelta(minutes=15)
FEWEST = 10
"""Sums of fewer people than this are not written down."""
MOST_WATCHED = 10_000
"""So many people are looked at at once; a flood is no reason to keep more in memory."""
Seen = Counter[tuple[str, str]]


@dataclass(slots=True)
class _Watched:
    """Somebody at a question; `since` their last sign of life there."""

    place: str
    since: datetime


class GoingOn:
    """An `Onlooker`. What it knows of people is in memory, by the random ids of their conversations."""

    def __init__(self, store: Store, *, clock: Clock, journal: Journal, coin: Callable[[], bool]) -> None:
        """Write to this store; `coin` decides who is looked at."""
        self._store = store
        self._clock = clock
        self._journal = journal
        self._coin = coin
        self._watched: dict[ConversationId, _Watched] = {}
        self._seen: Seen = Counter()
        self._people: set[ConversationId] = set()

    def note(self, conversation: Conversation, went: Passage, places: Collection[str]) -> None:
        """Take in how somebody went on, and perhaps look where they go on from there."""
        if went is NOWHERE:
            return
        who, stands, now = conversation.id, stands_at(conversation), self._clock.now()
        watched = self._watched.get(who)
        if watched is not None and watched.place == went.stood_at and not went.how:
            watched.since = now
            return
        if watched is not None:
            del self._watched[who]
            self._see(who, watched.place, _how(watched, went))
        came = stands if went.how or stands != went.stood_at else ""
        if came in places and len(self._watched) < MOST_WATCHED and self._coin():
            self._watched[who] = _Watched(came, now)

    async def look(self) -> None:
        """See who fell silent, and write down what is about enough people.

        Raises:
            StoreDown: it is written down at another look.
            Fenced: another process serves this database.
        """
        now = self._clock.now()
        for who, watched in tuple(self._watched.items()):
            if now - watched.since >= SILENCE:
                del self._watched[who]
                self._see(who, watched.place, STOPPED)
        if len(self._people) < FEWEST:
            return
        seen, self._seen, people, self._people = self._seen, Counter(), self._people, set()
        try:
            await self._store.run(Job(partial(_write, seen)))
        except BaseException:
            self._seen.update(seen)
            self._people |= people
            raise

    async def run(self) -> None:
        """Look every quarter of an hour; what goes wrong is noted and tried again."""
        await look_for_ever(self.look, every=EVERY, clock=self._clock, journal=self._journal, fault="ways_failed")

    async def end(self) -> None:
        """Write down for the last time what is about enough people; the rest goes with the process."""
        try:
            await self.look()
        except BotError as fault:
            self._journal.note("ways_failed", reason=fault.what)

    def _see(self, who: ConversationId, place: str, how: str) -> None:
        self._seen[place, how] += 1
        self._people.add(who)


def _how(watched: _Watched, went: Passage) -> str:
    if watched.place == went.stood_at:
        return went.how
    return ELSEWHERE if went.stood_at else STOPPED


def _write(seen: Seen, tx: Transaction) -> None:
    quarter = first_of_quarter(tx.event_log.wall()[0])
    for (place, how), times in sorted(seen.items()):
        told = {Dimension.PLACE: place, Dimension.HOW: how}
        tx.event_log.add(LogEvent(Happening.WENT_ON, quarter, told=told, amount=times))
