"""What return phrases open: found and read with the phrase alone, for a week; told over every kind of store."""

import asyncio
import time
from dataclasses import replace
from datetime import timedelta

import pytest
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from cryptography.hazmat.primitives.hpke import AEAD, KDF, KEM, Suite
from sqlalchemy import create_engine, select, update
from sqlalchemy.engine import make_url
from sqlalchemy.pool import NullPool

from bot.errors import Unreadable
from bot.model import Line, LineFrom, Purpose, Sender, WayBack
from bot.ports import Job, Needs, Transaction
from bot.storage import tables
from bot.storage.codec import STATES
from bot.storage.conversation_keys import ConversationKeys
from bot.storage.lifetimes import day_of
from bot.storage.phrase_keys import PhraseKeys, open_with, phrase_keys, seal_to
from bot.storage.sql_ways_back import WAY_BYTES
from bot.storage.vault import FieldKey, Place, unpad
from tests.contracts.stores import (
    BEN,
    MIA,
    NOOR,
    Backing,
    OpenStore,
    SqlBacking,
    began,
    bubble_for,
    conversation_of,
    days_pass,
    job,
    waits,
)

CANARY = "canary-answer-7f3a"


def keys_of(phrase: str) -> PhraseKeys:
    """Return the keys of a phrase, with little memory."""
    return phrase_keys(phrase, b"p" * 32, memory_kib=64)


PHRASE, OTHER = keys_of("appel fiets lamp koffie zeil"), keys_of("appel fiets lamp koffie wolk")


async def test_a_phrase_opens_what_it_protects_and_no_other_does(store: OpenStore) -> None:
    """First whose it is, after the lock what it was, and never who said it."""
    mia = await began(store, MIA)
    await store.run(job(lambda tx: tx.ways_back.keep(PHRASE.way, mia, is_locked=False)))
    before = await store.run(job(lambda tx: tx.ways_back.open(PHRASE.key)))
    await store.run(job(lambda tx: tx.ways_back.keep(PHRASE.way, mia, is_locked=True)))

    found, other = await store.run(job(lambda tx: (tx.ways_back.open(PHRASE.key), tx.ways_back.open(OTHER.key))))

    assert before == (mia.id, None)
    assert other is None
    assert found is not None
    assert found[1] is not None
    assert (found[0], found[1].vars, found[1].node, found[1].sender.native_id) == (mia.id, mia.vars, mia.node, "")


async def test_it_is_forgotten_when_asked(store: OpenStore) -> None:
    """Once and again."""
    mia = await began(store, MIA)
    await store.run(job(lambda tx: tx.ways_back.keep(PHRASE.way, mia, is_locked=True)))

    await store.run(job(lambda tx: tx.ways_back.forget([PHRASE.way.tag, b"unknown"])))
    await store.run(job(lambda tx: tx.ways_back.forget([PHRASE.way.tag])))

    assert await store.run(job(lambda tx: tx.ways_back.open(PHRASE.key))) is None


@pytest.mark.parametrize(("days", "opens"), [(7, True), (8, False)])
async def test_it_lives_for_a_week_although_the_conversation_does_not(
    store: OpenStore, backing: Backing, days: int, opens: bool
) -> None:
    """To the end of the seventh day, over two changes of weeks; tidied or not."""
    mia = await began(store, MIA)
    await store.run(job(lambda tx: tx.ways_back.keep(PHRASE.way, mia, is_locked=True)))

    for _ in range(days):
        days_pass(backing, 1)
        await store.run(job(lambda tx: tx.tidy()))

    assert await conversation_of(store, MIA) is None
    assert (await store.run(job(lambda tx: tx.ways_back.open(PHRASE.key))) is not None) is opens


async def test_it_never_outlives_the_thirtieth_day(store: OpenStore, backing: Backing) -> None:
    """The hard limit holds for it as well."""
    mia = await began(store, MIA)
    old = replace(mia, born_on=(backing.clock.now() - timedelta(days=29)).date())
    await store.run(job(lambda tx: tx.ways_back.keep(PHRASE.way, old, is_locked=True)))

    days_pass(backing, 2)

    assert await store.run(job(lambda tx: tx.ways_back.open(PHRASE.key))) is None


async def test_the_end_of_its_day_proves_that_it_is_gone(store: OpenStore, backing: Backing) -> None:
    """It counts among what is left under a day's key."""
    mia = await began(store, MIA)
    await store.run(job(lambda tx: tx.ways_back.keep(PHRASE.way, mia, is_locked=True)))
    last = day_of(backing.clock.now()) + 7

    left = await store.run(job(lambda tx: tx.conversations.left_under(last)))
    await store.run(job(lambda tx: tx.conversations.forget_until(last)))

    assert left == 2
    assert await store.run(job(lambda tx: tx.conversations.left_under(last))) == 0
    assert await store.run(job(lambda tx: tx.ways_back.open(PHRASE.key))) is None


async def test_a_case_moves_with_its_card_its_lines_and_its_place(store: OpenStore) -> None:
    """What was under one conversation's key is under the other's, and the first may be forgotten."""
    case, noor = await waits(store, MIA), await began(store, NOOR)
    await store.run(job(lambda tx: tx.cases.add_line(case.id, Line(0, LineFrom.SYSTEM, "back"))))

    await store.run(job(lambda tx: tx.cases.move(case.id, noor)))
    await store.run(job(lambda tx: tx.conversations.forget(case.conversation_id)))

    moved, lines = await store.run(job(lambda tx: (tx.cases.get(case.id), tx.cases.lines(case.id))))
    assert moved is not None
    assert moved == replace(case, conversation_id=noor.id, channel=noor.sender.channel)
    assert [line.text for line in lines] == ["back"]


async def test_all_rows_are_alike_and_tell_nothing_with_all_keys(database: SqlBacking) -> None:
    """Locked or not; the key of the day opens only what is sealed to the phrase."""
    store = database.store()
    await store.open()
    mia = replace(await began(store, MIA), vars={"who": CANARY})
    noor = await began(store, NOOR)

    await store.run(job(lambda tx: tx.ways_back.keep(PHRASE.way, mia, is_locked=True)))
    await store.run(job(lambda tx: tx.ways_back.keep(OTHER.way, noor, is_locked=False)))
    with create_engine(make_url(database.url), poolclass=NullPool).connect() as connection:
        rows = connection.execute(select(tables.way_back)).all()
    await store.close()

    assert len({(len(row.tag), len(row.sealed), row.expires_on) for row in rows}) == 1
    for row in rows:
        day_key = database.keyring.day_key(row.expires_on)
        assert day_key is not None
        key = FieldKey(day_key, key_id=row.expires_on.to_bytes(4))
        inner = key.open(Place("way_back", "sealed"), row.tag, row.sealed)
        assert len(inner) == WAY_BYTES + 48
        for known in (CANARY.encode(), mia.id, noor.id, PHRASE.way.tag, OTHER.way.tag, b"vars"):
            assert known not in row.sealed + row.tag + inner


async def test_a_row_that_was_altered_or_moved_opens_nothing(database: SqlBacking) -> None:
    """It reads as if there were none."""
    store = database.store()
    await store.open()
    mia, noor = await began(store, MIA), await began(store, NOOR)
    await store.run(job(lambda tx: tx.ways_back.keep(PHRASE.way, mia, is_locked=True)))
    await store.run(job(lambda tx: tx.ways_back.keep(OTHER.way, noor, is_locked=True)))
    with create_engine(make_url(database.url), poolclass=NullPool).begin() as connection:
        one, two = connection.execute(select(tables.way_back).order_by(tables.way_back.c.tag)).all()
        for row, sealed in ((one, two.sealed), (two, one.sealed)):
            connection.execute(update(tables.way_back).where(tables.way_back.c.tag == row.tag).values(sealed=sealed))

    assert await store.run(job(lambda tx: tx.ways_back.open(PHRASE.key))) is None
    assert await store.run(job(lambda tx: tx.ways_back.open(OTHER.key))) is None
    await store.close()


async def test_after_the_lock_no_row_of_the_conversation_holds_what_was_said(database: SqlBacking) -> None:
    """Every column of every table, opened with every key of the keyring; what waited to be sent is gone too."""
    store = database.store()
    await store.open()
    mia = await began(store, MIA)
    told = await store.run(job(lambda tx: tx.conversations.save(replace(mia, vars={"who": CANARY}, next_seq=2))))
    await store.run(job(lambda tx: tx.outbox.add(bubble_for(mia, CANARY, purpose=Purpose.REPLY))))

    await store.run(job(lambda tx: tx.outbox.cancel(mia.id)))
    await store.run(job(lambda tx: tx.ways_back.keep(PHRASE.way, told, is_locked=True)))
    await store.run(job(lambda tx: tx.conversations.save(replace(told, vars={}, node="", prompt=None))))
    with create_engine(make_url(database.url), poolclass=NullPool).connect() as connection:
        rows = connection.execute(select(tables.conversation)).all()
        left = connection.execute(select(tables.outbox)).all()
    keys = ConversationKeys(database.keyring)
    states = [
        unpad(
            keys.open(row.id, row.wrapped_dek, row.expires_on).open(
                Place("conversation", "state"), row.id, row.state, version=row.version
            )
        )
        for row in rows
    ]
    await store.close()

    assert left == []
    assert [STATES.read(state)[0].vars for state in states] == [{}]
    assert CANARY.encode() not in b"".join(states)


def test_a_phrase_has_the_keys_that_it_has_always_had() -> None:
    """Another version that made other keys would open nothing that this one closed."""
    keys = phrase_keys("appel boom fiets lamp zee", bytes(range(32)))

    assert keys.way == WayBack(
        bytes.fromhex("d8ecad77bbab889f3eee9c55fe15e995"),
        bytes.fromhex("44290d53c4380c1b0f39a8a4ea5a67e4f33c04d3f8edc6fdef8fb07c424bf260"),
    )
    assert keys.key.private_key.hex() == "1497593e0fb6ff978eb20d32aee59488026670211c95476aeccb549ac3b7499a"


SEALED_BEFORE = (
    "9d3d8d659cf3ff96f0233ffe2f3ec970ef737f885a00cfb6eb8c69a340c5316f"
    "fdc57072a372eaad5cb79825cfeaaa5774f5ff51e8fd5d0ef33e11"
)
"""`wat hij was`, sealed to "appel boom fiets lamp zee" under the pepper 00 01 … 1f: the sender's key, then the rest."""


def test_what_was_sealed_to_a_phrase_opens_in_every_version() -> None:
    """A row lives a week, so it may outlive an upgrade: another suite, purpose or order would lose it unseen."""
    key = phrase_keys("appel boom fiets lamp zee", bytes(range(32))).key

    assert open_with(key, bytes.fromhex(SEALED_BEFORE)) == b"wat hij was"


def test_what_is_sealed_now_is_what_the_standard_says() -> None:
    """HPKE of RFC 9180 in base mode, opened here by its parts; for this phrase and this purpose alone."""
    suite = Suite(KEM.X25519, KDF.HKDF_SHA256, AEAD.AES_256_GCM)
    private = X25519PrivateKey.from_private_bytes(PHRASE.key.private_key)
    sealed = seal_to(PHRASE.way, b"wat hij was")

    assert suite.decrypt(sealed, private, info=b"ajar/way_back/v1/" + PHRASE.way.tag) == b"wat hij was"
    assert len(sealed) == len(b"wat hij was") + 48
    for place in range(len(sealed)):
        altered = bytearray(sealed)
        altered[place] ^= 1 << place % 7  # the highest bit of a public key means nothing
        with pytest.raises(Unreadable):
            open_with(PHRASE.key, bytes(altered))
    with pytest.raises(Unreadable):
        open_with(replace(PHRASE.key, tag=OTHER.key.tag), sealed)


async def test_of_two_who_say_the_words_at_once_one_comes_back(database: SqlBacking) -> None:
    """On two channels, in two transactions at the same moment, when nothing else joins them any more."""
    store = database.store(workers=2)
    await store.open()
    mia = await began(store, MIA)
    came = []
    for number in range(20):
        keys = keys_of(f"appel fiets lamp koffie {number}")
        await store.run(job(lambda tx, way=keys.way: tx.ways_back.keep(way, mia, is_locked=True)))  # type: ignore[misc]
        async with asyncio.TaskGroup() as both:
            first = both.create_task(store.run(_spending(keys, NOOR)))
            for _ in range(3):
                await asyncio.sleep(0)  # until it was handed out: what comes then is for the other thread
            second = both.create_task(store.run(_spending(keys, BEN)))
        came.append((first.result(), second.result()))
    await store.close()

    assert [sorted(one) for one in came] == [[False, True]] * 20


def _spending(keys: PhraseKeys, who: Sender) -> Job[bool]:
    """Open and forget, as a return does, with some time in between."""

    def spend(tx: Transaction) -> bool:
        found = tx.ways_back.open(keys.key)
        time.sleep(0.005)  # in a thread of the store, so that the other one comes in between
        if found is not None:
            tx.ways_back.forget([keys.way.tag])
        return found is not None

    return job(spend, Needs(sender=who))


def test_every_part_of_a_phrase_and_the_pepper_count() -> None:
    """Another word, another order, another keyring: nothing in common."""
    others = [
        keys_of("appel fiets lamp koffie zee"),
        keys_of("fiets appel lamp koffie zeil"),
        phrase_keys("appel fiets lamp koffie zeil", b"q" * 32, memory_kib=64),
    ]

    assert len({keys.way for keys in (PHRASE, *others)}) == 4
