"""A batch is one transaction; the bad work in it is found quickly; SQLite's journal is emptied in time."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from bot.errors import BotError, Stale
from bot.model import BundleHash, Conversation, ConversationId, Sender
from bot.ports import Job, Needs, Transaction, Work
from bot.storage.batches import CHECKPOINT_S, TRIES, BatchRunner, Done
from bot.storage.databases import Database, open_database
from bot.storage.keyring import MemoryKeyring
from bot.storage.migrations import upgrade
from bot.storage.serving import Post
from bot.storage.unit import Secrets
from tests.fakes import A_MONDAY_AFTERNOON, FakeClock


class CountingClock(FakeClock):
    """A clock that is looked at once in each transaction, and counts that."""

    looks = 0

    def now(self) -> datetime:
        self.looks += 1
        return super().now()


class Stopwatch:
    """Seconds that pass when a test says so."""

    seconds = 1_000.0

    def __call__(self) -> float:
        return self.seconds


class Bench:
    """A runner on an SQLite file."""

    def __init__(self, database: Database) -> None:
        assert database.file is not None
        self.journal = database.file.with_name(f"{database.file.name}-wal")
        self.clock = CountingClock()
        self.watch = Stopwatch()
        secrets = Secrets(MemoryKeyring(A_MONDAY_AFTERNOON))
        self.runner = BatchRunner(database, secrets, self.clock, post=Post(database), monotonic=self.watch)

    def run(self, works: Sequence[Work[Any]]) -> list[Done]:
        """Run a batch; returns how each work ended."""
        told: list[Done] = []
        self.runner.run(works, told.extend)
        return told


@pytest.fixture
def bench(tmp_path: Path) -> Iterator[Bench]:
    """A runner on empty tables."""
    database = open_database(f"sqlite:///{tmp_path / 'ajar.db'}")
    upgrade(database.engine)
    bench = Bench(database)
    yield bench
    bench.runner.close()


def writes(number: int, story: str = "") -> Job[Conversation]:
    """Return the work of somebody who writes."""
    sender = Sender("telegram", str(number))

    def work(tx: Transaction) -> Conversation:
        conversation = tx.conversations.of(sender) or Conversation(
            ConversationId(number.to_bytes(16)), sender, "nl", BundleHash("0"), tx.now.date(), heard_at=tx.now
        )
        return tx.conversations.save(replace(conversation, vars={"story": story}))

    return Job(work, Needs(sender=sender))


def test_a_batch_is_one_transaction(bench: Bench) -> None:
    """However many people write."""
    done = bench.run([writes(n) for n in range(200)])

    assert [one.result.version for one in done] == [1] * 200
    assert bench.clock.looks == 1


def test_no_work_needs_no_transaction(bench: Bench) -> None:
    """An empty batch does nothing."""
    assert bench.run([]) == []
    assert bench.clock.looks == 0


def test_a_work_that_raises_stands_alone_at_once(bench: Bench) -> None:
    """Those before it are run again together, it by itself, those after it together."""

    def raises(_: Transaction) -> None:
        raise LookupError

    done = bench.run([*(writes(n) for n in range(100)), Job(raises), *(writes(n) for n in range(100, 200))])

    assert [n for n, one in enumerate(done) if one.fault] == [100]
    assert isinstance(done[100].fault, LookupError)
    assert bench.clock.looks == 4


def test_a_work_that_spoils_the_end_is_found_by_halves(bench: Bench) -> None:
    """A conversation that is too long shows only when all is written; fifteen transactions find it among 128."""
    done = bench.run([writes(n, "x" * 5_000 if n == 77 else "") for n in range(128)])

    assert [n for n, one in enumerate(done) if one.fault] == [77]
    assert isinstance(done[77].fault, BotError)
    assert bench.clock.looks == 15


def test_who_is_always_overtaken_is_told_in_the_end(bench: Bench) -> None:
    """A work that decides on something old is run a few times, never for ever."""
    (first,) = bench.run([writes(1)])
    bench.run([writes(1)])
    before = bench.clock.looks

    (late,) = bench.run([Job(lambda tx: tx.conversations.save(first.result))])

    assert isinstance(late.fault, Stale)
    assert bench.clock.looks - before == TRIES


def test_the_journal_is_emptied_a_minute_after_a_write(bench: Bench) -> None:
    """What was replaced lies in no file after that; without a write there is nothing to do."""
    idle = bench.runner.rest()
    bench.run([writes(1)])
    bench.runner.rest()  # after a start right away
    bench.run([writes(2)])
    written = bench.journal.stat().st_size
    bench.watch.seconds += CHECKPOINT_S - 1
    soon = bench.runner.rest()
    still_there = bench.journal.stat().st_size
    bench.watch.seconds += 1
    bench.runner.rest()

    assert idle is None
    assert written == still_there > 0
    assert soon == 1
    assert bench.journal.stat().st_size == 0


def test_the_journal_that_a_killed_process_left_is_emptied_at_once(bench: Bench) -> None:
    """What it was about to empty lies there no longer than a start takes."""
    bench.run([writes(1)])
    left = bench.journal.stat().st_size

    bench.runner.rest()

    assert left > 0
    assert bench.journal.stat().st_size == 0


def test_the_journal_is_emptied_at_once_when_somebody_is_forgotten(bench: Bench) -> None:
    """A key that was destroyed must not wait in a journal."""
    (done,) = bench.run([writes(1)])

    bench.run([Job(lambda tx: tx.conversations.forget(done.result.id))])

    assert bench.journal.stat().st_size == 0


def test_a_journal_that_somebody_reads_is_emptied_later(bench: Bench, tmp_path: Path) -> None:
    """A reader holds the journal back for a while; it is tried again a second later."""
    (done,) = bench.run([writes(1)])
    other = open_database(f"sqlite:///{tmp_path / 'ajar.db'}").engine
    with other.connect() as reader:
        cursor: Any = reader.connection.cursor()
        cursor.execute("BEGIN")
        cursor.execute("SELECT * FROM conversation").fetchall()
        bench.run([Job(lambda tx: tx.conversations.forget(done.result.id))])
        held_back = bench.journal.stat().st_size
        cursor.execute("ROLLBACK")
    bench.watch.seconds += 1
    bench.runner.rest()

    assert held_back > 0
    assert bench.journal.stat().st_size == 0
