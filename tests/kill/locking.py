"""Somebody who asks for words, falls silent, comes back elsewhere and wipes; a process that dies at a moment of it.

Run as a process of its own it lives that story on a folder and is killed; whoever started it goes on where it stopped.
"""

import asyncio
import json
import os
import signal
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import TypeVar

from sqlalchemy import create_engine, func, select
from sqlalchemy.pool import NullPool

from bot.keyrings import make_keys, open_keyring
from bot.model import MessageRef, Outbound, Sender
from bot.ports import Job, Leaves, Store, Transaction, Work, unnoted
from bot.settings import Settings
from bot.storage.sql import SqlStore
from bot.storage.tables import conversation, metadata
from tests.fakes import A_MONDAY_AFTERNOON, FakeChannel, FakeClock
from tests.house import House

T = TypeVar("T")

ASKS = ("hoi", "ja", "België", "Weg, of erin opgegroeid", "woorden", "ja")
SHOWN = "Dit zijn ze"
IS_SILENT, COMES_BACK, WIPES = len(ASKS), len(ASKS) + 1, len(ASKS) + 2
STEPS = WIPES + 1
SILENCE_MIN = 20


class Bytes:
    """What lies in a database, as whoever copies it sees it."""

    def __init__(self, home: Path, url: str) -> None:
        """Look at SQLite's files, or at what an empty URL does not name: rows of PostgreSQL.

        An old version of such a row lies on until it is vacuumed, which docs/design.md says.
        """
        self._file = None if url else home / "ajar.db"
        self._engine = create_engine(url or f"sqlite:///{self._file}", poolclass=NullPool)

    def everything(self) -> bytes:
        """Return all bytes of the database and its journal, or of all rows."""
        if self._file is not None:
            return b"".join(path.read_bytes() for path in sorted(self._file.parent.glob(f"{self._file.name}*")))
        with self._engine.connect() as connection:
            tables_of_ours = metadata.sorted_tables
            rows = [row for table in tables_of_ours for row in connection.execute(select(table))]
        return b"".join(bytes(value) for row in rows for value in row if isinstance(value, bytes | memoryview))

    def states(self) -> list[bytes]:
        """Return the sealed conversations."""
        with self._engine.connect() as connection:
            return [bytes(state) for state in connection.execute(select(conversation.c.state)).scalars()]

    def count(self, table: str) -> int:
        """Count what is in a table."""
        with self._engine.connect() as connection:
            return connection.execute(select(func.count()).select_from(metadata.tables[table])).scalar_one()

    @contextmanager
    def being_read(self) -> Iterator[None]:
        """Read as long as the block lasts, so that SQLite's journal can't be emptied."""
        with self._engine.connect() as connection:
            if self._file is not None:
                connection.exec_driver_sql("BEGIN")  # else a look there is over when it was read
            connection.execute(select(func.count()).select_from(conversation)).scalar_one()
            yield


class Memory:
    """What has happened so far, on disk: the steps that are over, what was shown, what lay sealed before the lock."""

    def __init__(self, home: Path) -> None:
        self._file = home / "memory"
        self._file.touch()

    def note(self, kind: str, what: str) -> None:
        """Write a line down."""
        with self._file.open("a", encoding="utf-8") as file:
            file.write(json.dumps([kind, what]) + "\n")

    def all(self, kind: str) -> list[str]:
        """Return all lines of a kind."""
        lines = map(json.loads, self._file.read_text(encoding="utf-8").splitlines())
        return [what for one, what in lines if one == kind]

    @property
    def phrases(self) -> list[str]:
        """The words that were shown, in their order; twice if they were."""
        return [text.splitlines()[1] for text in self.all("shown") if text.startswith(SHOWN)]


@dataclass(slots=True)
class Death:
    """When the process dies: at the nth time that this happens; 0 for never.

    Attributes:
        happened: How often each thing happened.
    """

    moment: str = ""
    nth: int = 0
    happened: Counter[str] = field(default_factory=Counter)

    def comes(self, moment: str) -> None:
        """Something happens; perhaps it is the last thing."""
        self.happened[moment] += 1
        if moment == self.moment and self.happened[moment] == self.nth:
            os.kill(os.getpid(), signal.SIGKILL)


class MortalStore:
    """A store whose process can die before a transaction, in it, and right after it was committed."""

    def __init__(self, store: Store, death: Death) -> None:
        self._store = store
        self._death = death

    async def run(self, work: Work[T]) -> T:
        """Run a work."""

        def run(tx: Transaction) -> T:
            result = work(tx)
            self._death.comes("in a transaction")
            return result

        self._death.comes("before a transaction")
        result = await self._store.run(Job(run, work.needs))
        self._death.comes("after a transaction")
        return result


class MortalChannel(FakeChannel):
    """A channel that writes down what it shows; the process can die before a bubble, or before it was noted as sent."""

    def __init__(self, memory: Memory, death: Death) -> None:
        super().__init__()
        self._memory = memory
        self._death = death

    async def send(self, to: Sender, outbound: Outbound, *, leaves: Leaves = unnoted) -> Sequence[MessageRef]:
        """Show a bubble."""
        self._death.comes("before a bubble")
        refs = await super().send(to, outbound, leaves=leaves)
        self._memory.note("shown", outbound.bubble.text)
        self._death.comes("after a bubble")
        return refs

    async def delete(self, to: Sender, refs: Sequence[MessageRef]) -> Sequence[MessageRef]:
        """Take messages out of the chat."""
        self._death.comes("before a deletion")
        left = await super().delete(to, refs)
        self._death.comes("after a deletion")
        return left


class Life:
    """One life of the process, on a folder that outlives it."""

    def __init__(self, home: Path, death: Death, url: str = "") -> None:
        self.bytes = Bytes(home, url)
        self._lasting = ExitStack()
        self.memory = Memory(home)
        self.death = death
        self.clock = FakeClock(A_MONDAY_AFTERNOON)
        settings = Settings(home=home)
        make_keys(settings, self.clock.now())
        self.keyring = open_keyring(settings)
        self.sql = SqlStore(url or f"sqlite:///{home / 'ajar.db'}", self.keyring, self.clock)

    async def begins(self) -> None:
        """Open what is there, and take up what an earlier life left."""
        await self.sql.open()
        await self.sql.serve()
        lives = len(self.memory.all("life"))
        self.memory.note("life", "")
        self.house = House(
            MortalStore(self.sql, self.death),
            self.clock,
            channel=MortalChannel(self.memory, self.death),
            first_id=1 + lives * 1_000_000,
        )
        if str(IS_SILENT) in self.memory.all("begun"):
            self.clock.advance(timedelta(minutes=SILENCE_MIN))
        await self.house.phrases.fill()
        if lives:
            await self.house.restarts()
            await self.house.phrases.fill()
        self.mia, self.noor = self.house.person("mia"), self.house.person("noor")

    async def goes_on(self, until: int = STEPS) -> None:
        """Do all that is not over; what was begun comes again, as a platform says it again."""
        for step in range(len(self.memory.all("done")), until):
            self.memory.note("begun", str(step))
            await self._does(step)
            self.memory.note("done", str(step))
            if step < IS_SILENT:
                self._note_what_is_sealed()

    async def _does(self, step: int) -> None:
        event = f"event-{step}"
        if step < IS_SILENT:
            await self.mia.says(ASKS[step], event=event)
        elif step == IS_SILENT:
            await self.is_silent()
        elif step == COMES_BACK and self.memory.phrases:
            await self.noor.says(self.memory.phrases[-1], event=event)
        elif step == WIPES:
            await self.noor.says("stop", event=event)

    async def is_silent(self) -> None:
        """Nobody writes, and the alarm rings as it does; in a life that ends by a kill the journal can't be emptied."""
        if self.death.moment:
            self._lasting.enter_context(self.bytes.being_read())
        for _ in range(4):
            await self.house.alarm.look()
            await self.house.minutes_pass(SILENCE_MIN / 4)
        await self.house.minutes_pass(0)

    def _note_what_is_sealed(self) -> None:
        for state in self.bytes.states():
            self.memory.note("sealed", state[-64:].hex())

    async def ends(self) -> None:
        """Stop in good order."""
        await self.house.tasks.end()
        await self.sql.close()
        self._lasting.close()


async def live(home: Path, death: Death, url: str) -> None:
    """Live the whole story, if nothing comes between."""
    life = Life(home, death, url)
    await life.begins()
    await life.goes_on()
    await life.ends()
    life.memory.note("happened", json.dumps(death.happened))


if __name__ == "__main__":
    with suppress(KeyboardInterrupt):
        asyncio.run(live(Path(sys.argv[1]), Death(sys.argv[2], int(sys.argv[3])), sys.argv[4]))
