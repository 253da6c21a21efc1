"""The stores that one suite of stories is told over, and the few verbs that the stories need."""

import hashlib
import itertools
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Protocol, TypeVar

from sqlalchemy import NullPool, create_engine, make_url, update

from bot.model import (
    Bubble,
    BundleHash,
    Case,
    CaseId,
    CaseState,
    Conversation,
    ConversationId,
    Option,
    Outbound,
    OutboundId,
    Prompt,
    Purpose,
    Sender,
    StaffId,
    Urgency,
)
from bot.ports import Clock, Job, Needs, Transaction, Work
from bot.storage import tables
from bot.storage.keyring import MemoryKeyring
from bot.storage.memory import MemoryStore
from bot.storage.memory_shelves import Shelves
from bot.storage.sql import SqlStore
from tests.fakes import FakeClock

T = TypeVar("T")

MIA, NOOR, BEN = (Sender("telegram", name) for name in ("Mia-4711", "Noor-4712", "Ben-4713"))
ADA, BO = StaffId("ada"), StaffId("bo")
BUNDLE = BundleHash("0" * 32)

_numbers = itertools.count(1)


class OpenStore(Protocol):
    """A store as tests use it."""

    async def open(self) -> None: ...
    async def serve(self) -> None: ...
    async def close(self) -> None: ...
    async def run(self, work: Work[T]) -> T: ...


class Backing(Protocol):
    """Where stores keep things: each store made here is another process on the same database."""

    clock: FakeClock

    def store(self) -> OpenStore: ...
    def day_comes(self) -> None: ...
    def damage(self, case_id: CaseId, number: int) -> None: ...


class MemoryBacking:
    """Shelves in memory."""

    def __init__(self, clock: FakeClock) -> None:
        self.clock = clock
        self._shelves = Shelves()

    def store(self) -> MemoryStore:
        return MemoryStore(self.clock, self._shelves)

    def day_comes(self) -> None:
        """Do nothing: there are no keys."""

    def damage(self, case_id: CaseId, number: int) -> None:
        """Take its words from a line of a talk: nothing is sealed here, so nothing else can damage it."""
        lose_words(self._shelves, case_id, number)


class SqlBacking:
    """A database, and a keyring beside it."""

    def __init__(self, clock: FakeClock, url: str) -> None:
        self.clock = clock
        self.url = url
        self.keyring = MemoryKeyring(clock.now())

    def store(self, *, workers: int | None = None, clock: Clock | None = None) -> SqlStore:
        return SqlStore(self.url, self.keyring, clock or self.clock, workers=workers)

    def day_comes(self) -> None:
        """Make and destroy keys as on this day."""
        self.keyring.make_ahead(self.clock.now())
        self.keyring.destroy(self.clock.now())

    def damage(self, case_id: CaseId, number: int) -> None:
        """Alter the words of a line of a talk on the disk."""
        altered = update(tables.relay).values(payload=b"altered")
        with create_engine(make_url(self.url), poolclass=NullPool).begin() as connection:
            where = (tables.relay.c.case_id == case_id, tables.relay.c.number == number)
            assert connection.execute(altered.where(*where)).rowcount == 1


def lose_words(shelves: Shelves, case_id: CaseId, number: int) -> None:
    """Let a line of a talk in memory be as one that nobody can read."""
    shelves.lines[case_id] = tuple(
        replace(line, text="", is_lost=True) if line.number == number else line for line in shelves.lines[case_id]
    )


def days_pass(backing: Backing, days: float) -> None:
    """Move the clock, and the keys with it."""
    backing.clock.advance(timedelta(days=days))
    backing.day_comes()


def new_id() -> bytes:
    """Return sixteen bytes that no other call returns."""
    return hashlib.sha256(str(next(_numbers)).encode()).digest()[:16]


def stranger(sender: Sender, now: datetime) -> Conversation:
    """Return the conversation of somebody who writes for the first time."""
    return Conversation(
        ConversationId(new_id()),
        sender,
        "nl",
        BUNDLE,
        now.date(),
        node="start.menu",
        prompt=Prompt("t1", "start.menu", ("check", "human"), "0a1b2c3d.1"),
        vars={"who": "me", "minutes": 30, "alone": True},
        heard_at=now,
    )


def bubble_for(conversation: Conversation, text: str, *, purpose: Purpose = Purpose.REPLY, line: int = 0) -> Outbound:
    """Return a row that the conversation's next number belongs to."""
    bubble = Bubble(text, (Option("yes", "Ja"), Option("no", "Nee")), "t2")
    return Outbound(OutboundId(new_id()), conversation.id, conversation.next_seq, purpose, bubble, line=line)


def case_for(conversation: Conversation, now: datetime, *, urgency: Urgency = Urgency.NORMAL) -> Case:
    """Return a case that waits."""
    return Case(
        CaseId(new_id()),
        conversation.id,
        CaseState.WAITING,
        urgency,
        0,
        "nl",
        conversation.sender.channel,
        now,
        card={"land": "nl", "minutes": 5},
    )


def job(run: Callable[[Transaction], T], needs: Needs | None = None) -> Job[T]:
    """Return a work."""
    return Job(run, needs or Needs())


def says(sender: Sender, external_id: str, *, answer: str = "") -> Job[Conversation | None]:
    """Return the work of one turn: known events change nothing, others count as a prompt and may leave an answer."""

    def turn(tx: Transaction) -> Conversation | None:
        if not tx.first_seen(sender.channel, external_id):
            return None
        conversation = tx.conversations.of(sender) or stranger(sender, tx.now)
        heard = replace(
            conversation,
            heard_at=tx.now,
            prompts=conversation.prompts + 1,
            vars={**conversation.vars, external_id: True},
        )
        if not answer:
            return tx.conversations.save(heard)
        kept = tx.conversations.save(replace(heard, next_seq=heard.next_seq + 1))
        tx.outbox.add(bubble_for(heard, answer))
        return kept

    return Job(turn, Needs(event=(sender.channel, external_id), sender=sender))


async def conversation_of(store: OpenStore, sender: Sender) -> Conversation | None:
    """Look a person up."""
    return await store.run(Job(lambda tx: tx.conversations.of(sender), Needs(sender=sender)))


async def began(store: OpenStore, sender: Sender) -> Conversation:
    """Let a person write for the first time."""
    kept = await store.run(says(sender, f"first of {sender.native_id}"))
    assert kept is not None
    return kept


async def waits(store: OpenStore, sender: Sender, *, urgency: Urgency = Urgency.NORMAL) -> Case:
    """Let a person ask for a human."""
    conversation = await began(store, sender)
    return await store.run(job(lambda tx: tx.cases.open(case_for(conversation, tx.now, urgency=urgency))))
