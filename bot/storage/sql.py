"""The store in an SQL database: opens it, hands works to its threads, and takes the post of the one who serves."""

import asyncio
from datetime import timedelta, tzinfo
from typing import TypeVar

from bot.errors import BotError
from bot.flows.values.reading import WHEREABOUTS
from bot.ports import Clock, Keyring, Work
from bot.storage.batches import BatchRunner
from bot.storage.crew import Crew
from bot.storage.databases import Database, open_database, translated
from bot.storage.inspection import keys_fit
from bot.storage.key_faults import keys_of_another
from bot.storage.migrations import upgrade
from bot.storage.serving import Post
from bot.storage.unit import Secrets
from bot.storage.vault import self_test

T = TypeVar("T")

STANDBY = timedelta(seconds=1)
"""How often a process that stands by looks whether the other one is gone."""


class SqlStore:
    """A `Store` on SQLite or PostgreSQL. Belongs to the event loop that opened it."""

    def __init__(
        self,
        url: str,
        keyring: Keyring,
        clock: Clock,
        *,
        workers: int | None = None,
        zone: tzinfo = WHEREABOUTS.zone,
    ) -> None:
        """Prepare everything; nothing is opened yet.

        Args:
            url: A SQLAlchemy URL.
            keyring: With the keys of today and the days to come; who made it refreshes it.
            clock: Tells each transaction its moment.
            workers: Threads that write at the same time, each with a connection; None for what suits the database.
            zone: Of the desk: by its wall is counted.

        Raises:
            SettingsError: the URL is of no kind that works here.
        """
        self._database: Database = open_database(url)
        self._secrets = Secrets(keyring)
        self._clock = clock
        self._zone = zone
        self._workers = 1 if self._database.file is not None else workers or self._database.workers
        self._post = Post(self._database)
        self._crew: Crew | None = None

    async def open(self) -> None:
        """Check the ciphers and the keys, bring the tables to this version, and start the threads.

        Raises:
            SettingsError: the ciphers or the tables can't be used, or the keys are those of another database.
            StoreDown: the database does not answer.
        """
        self_test()
        await asyncio.to_thread(self._upgrade)
        runners = [
            BatchRunner(self._database, self._secrets, self._clock, post=self._post, zone=self._zone)
            for _ in range(self._workers)
        ]
        self._crew = Crew(runners, asyncio.get_running_loop())

    async def serve(self) -> None:
        """Take the database for this process; returns when it is ours. Needed to serve people, not for a command.

        On PostgreSQL it waits until a process that serves is gone. From then on a work that runs after somebody else
        took over raises Fenced.

        Raises:
            BotError: on SQLite, another process serves this file.
            StoreDown: the database does not answer.
        """
        while not await asyncio.to_thread(self._post.take):
            await self._clock.sleep(STANDBY)

    async def run(self, work: Work[T]) -> T:
        if self._crew is None:
            raise BotError("The store is not open.", fix="Await its open() first.")
        result: T = await self._crew.submit(work)
        return result

    async def close(self) -> None:
        """Finish what was begun, and let everything go."""
        crew, self._crew = self._crew, None
        if crew is not None:
            await crew.stop()
        await asyncio.to_thread(self._post.leave)

    def _upgrade(self) -> None:
        if not keys_fit(self._database, self._secrets.audit):
            raise keys_of_another()
        try:
            upgrade(self._database.engine)
        except Exception as fault:  # noqa: BLE001 - told in our words
            raise translated(fault) from None
