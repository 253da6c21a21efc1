"""Keys of conversations are kept open briefly and for few; hashes of senders say nothing without their key."""

import hmac
from datetime import UTC, datetime, timedelta

import pytest

from bot.errors import Unreadable
from bot.model import ConversationId, Sender
from bot.storage.conversation_keys import KEPT_S, ConversationKeys, PersonIndex
from bot.storage.keyring import MemoryKeyring
from bot.storage.lifetimes import day_of, week_of
from bot.storage.vault import Place

MONDAY = datetime(2026, 11, 23, 14, 0, tzinfo=UTC)
TODAY = day_of(MONDAY)
WEEK = week_of(TODAY)
MIA, NOOR = ConversationId(b"m" * 16), ConversationId(b"n" * 16)
PLACE = Place("conversation", "state")


class Stopwatch:
    """Seconds that pass when a test says so."""

    seconds = 1_000.0

    def __call__(self) -> float:
        return self.seconds


@pytest.fixture
def keyring() -> MemoryKeyring:
    """A keyring of a Monday."""
    return MemoryKeyring(MONDAY)


def test_a_key_opens_what_it_sealed_also_after_it_was_wrapped_anew(keyring: MemoryKeyring) -> None:
    """A conversation that lives a day longer keeps its key, under another day's."""
    keys = ConversationKeys(keyring)
    data_key, key = keys.fresh(MIA)
    sealed = key.seal(PLACE, MIA, b"value")

    today = keys.wrap(MIA, data_key, TODAY)
    tomorrow = keys.rewrap(MIA, today, (TODAY, TODAY + 1))

    assert keys.open(MIA, today, TODAY).open(PLACE, MIA, sealed) == b"value"
    assert keys.open(MIA, tomorrow, TODAY + 1).open(PLACE, MIA, sealed) == b"value"
    assert today != tomorrow


def test_a_wrapped_key_opens_for_its_conversation_and_day_alone(keyring: MemoryKeyring) -> None:
    """Also when the right one is open at the moment."""
    keys = ConversationKeys(keyring)
    wrapped = keys.wrap(MIA, keys.fresh(MIA)[0], TODAY)
    keys.open(MIA, wrapped, TODAY)

    for owner, day in ((NOOR, TODAY), (MIA, TODAY + 1), (MIA, TODAY + 99), (MIA, TODAY - 1)):
        with pytest.raises(Unreadable):
            keys.open(owner, wrapped, day)
    with pytest.raises(Unreadable):
        keys.open(MIA, wrapped[:-1], TODAY)


def test_a_destroyed_day_takes_its_keys_with_it(keyring: MemoryKeyring) -> None:
    """What is still open closes within a minute; nothing opens it again."""
    watch = Stopwatch()
    keys = ConversationKeys(keyring, monotonic=watch)
    wrapped = keys.wrap(MIA, keys.fresh(MIA)[0], TODAY)
    keys.open(MIA, wrapped, TODAY)
    keyring.destroy(MONDAY + timedelta(days=1))

    watch.seconds += KEPT_S

    assert keys.is_lost(TODAY)
    assert not keys.is_lost(TODAY + 1)
    with pytest.raises(Unreadable):
        keys.open(MIA, wrapped, TODAY)


def test_a_key_is_kept_open_for_a_minute(keyring: MemoryKeyring) -> None:
    """Asked for again within it, it is the same; a minute later it is closed and counts no more."""
    watch = Stopwatch()
    keys = ConversationKeys(keyring, monotonic=watch)
    wrapped = keys.wrap(MIA, keys.fresh(MIA)[0], TODAY)

    first = keys.open(MIA, wrapped, TODAY)
    watch.seconds += KEPT_S - 1
    again = keys.open(MIA, wrapped, TODAY)
    known = keys.known(MIA)
    watch.seconds += 1
    late = keys.known(MIA)
    keys.sweep()

    assert first is again is known
    assert late is None
    assert keys.kept == 0
    assert keys.open(MIA, wrapped, TODAY) is not first


def test_few_keys_are_kept_open(keyring: MemoryKeyring) -> None:
    """With one more than may be, the oldest goes."""
    keys = ConversationKeys(keyring, most=3)
    owners = [ConversationId(bytes([n]) * 16) for n in range(5)]

    for owner in owners:
        keys.open(owner, keys.wrap(owner, keys.fresh(owner)[0], TODAY), TODAY)

    assert keys.kept == 3
    assert [keys.known(owner) is not None for owner in owners] == [False, False, True, True, True]


def test_the_key_of_somebody_forgotten_is_closed_at_once(keyring: MemoryKeyring) -> None:
    """The others' stay open; closing one that is not open does nothing."""
    keys = ConversationKeys(keyring)
    for owner in (MIA, NOOR):
        keys.open(owner, keys.wrap(owner, keys.fresh(owner)[0], TODAY), TODAY)

    keys.close(MIA)
    keys.close(MIA)

    assert keys.known(MIA) is None
    assert keys.known(NOOR) is not None


def test_a_hash_is_that_of_channel_and_id_with_the_weeks_key(keyring: MemoryKeyring) -> None:
    """Sixteen bytes of HMAC-SHA256, so that anybody can check how it is made."""
    key = keyring.week_key(WEEK)
    assert key is not None

    tag = PersonIndex(keyring).tag(Sender("telegram", "4711"), WEEK)

    assert tag == hmac.digest(key, b"telegram\x004711", "sha256")[:16]


def test_a_person_has_another_hash_on_each_channel_and_in_each_week(keyring: MemoryKeyring) -> None:
    """And nobody has one in a week whose key is gone."""
    index = PersonIndex(keyring)
    mia, other_channel = Sender("telegram", "4711"), Sender("signal", "4711")

    assert len({index.tag(mia, WEEK), index.tag(other_channel, WEEK), index.tag(mia, WEEK + 1)}) == 3
    assert index.tag(mia, WEEK) == index.tag(Sender("telegram", "4711"), WEEK)
    assert index.tag(mia, WEEK - 1) is None


def test_the_keys_of_old_weeks_are_let_go(keyring: MemoryKeyring) -> None:
    """After that a hash of that week can only be made while the keyring still has the key."""
    index = PersonIndex(keyring)
    mia = Sender("telegram", "4711")
    assert index.tag(mia, WEEK) is not None

    keyring.destroy(MONDAY + timedelta(days=35))
    remembered = index.tag(mia, WEEK)
    index.drop_before(WEEK + 1)

    assert remembered is not None
    assert index.tag(mia, WEEK) is None
