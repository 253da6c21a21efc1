"""10,000 values that were exchanged and 100,000 that were altered: each is refused, and all in the same way."""

import random
from collections.abc import Callable
from dataclasses import dataclass

from bot.errors import Unreadable
from bot.model import ConversationId
from bot.storage.conversation_keys import ConversationKeys
from bot.storage.keyring import MemoryKeyring
from bot.storage.lifetimes import day_of
from bot.storage.vault import FieldKey, Place, field_key, pad
from tests.fakes import A_MONDAY_AFTERNOON

SWAPS, MUTATIONS = 10_000, 100_000
PLACES = [Place("conversation", "state"), Place("outbox", "payload"), Place("relay", "payload"), Place("case", "card")]


@dataclass(frozen=True)
class Sealed:
    """A value where it belongs."""

    key: FieldKey
    place: Place
    row: bytes
    version: int
    value: bytes

    def opens(self, value: bytes) -> bool:
        """Tell whether a value opens here."""
        try:
            self.key.open(self.place, self.row, value, version=self.version)
        except Unreadable as refused:
            assert type(refused) is Unreadable  # noqa: PT017 - every refusal looks the same
            assert refused.args == Unreadable().args  # noqa: PT017 - likewise
            return False
        return True


def repeatable(seed: int) -> random.Random:
    """Return what chooses; the same at each run."""
    return random.Random(seed)  # noqa: S311 - no secret


def values_of(chance: random.Random) -> list[Sealed]:
    """Return what lies in a database: four owners, each place, several rows, several versions."""
    found = []
    for owner in range(4):
        key = field_key(chance.randbytes(32), owner.to_bytes(16))
        for place in PLACES:
            for row in (owner.to_bytes(16), chance.randbytes(16)):
                for version in (1, 2):
                    value = key.seal(place, row, pad(chance.randbytes(chance.randrange(200))), version=version)
                    found.append(Sealed(key, place, row, version, value))
    return found


def mutated(value: bytes, chance: random.Random) -> bytes:
    """Return the value altered in one of the ways in which somebody may."""
    at = chance.randrange(len(value))
    ways: list[Callable[[], bytes]] = [
        lambda: value[:at] + bytes([value[at] ^ 1 << chance.randrange(8)]) + value[at + 1 :],
        lambda: value[:at],
        lambda: value[at + 1 :],
        lambda: value + chance.randbytes(1 + at % 9),
        lambda: value[:at] + chance.randbytes(1) + value[at:],
        lambda: value[: at // 2] + bytes(len(value) - at // 2),
    ]
    while (altered := chance.choice(ways)()) == value:
        pass  # zeroes over zeroes
    return altered


def test_a_value_that_was_exchanged_is_refused() -> None:
    """Between owners, places, rows and versions: ten thousand times, and each still opens where it belongs."""
    chance = repeatable(1)
    values = values_of(chance)

    pairs = [chance.sample(values, 2) for _ in range(SWAPS)]

    assert all(one.opens(one.value) for one in values)
    assert [one for one, other in pairs if one.opens(other.value)] == []


def test_a_value_that_was_altered_is_refused() -> None:
    """Bits, cuts, additions: a hundred thousand times."""
    chance = repeatable(2)
    values = values_of(chance)

    opened = 0
    for _ in range(MUTATIONS):
        one = chance.choice(values)
        opened += one.opens(mutated(one.value, chance))

    assert opened == 0


def test_a_wrapped_key_that_was_exchanged_or_altered_is_refused() -> None:
    """For another conversation, for another day, or changed: five thousand of each."""
    chance = repeatable(3)
    keys, today = ConversationKeys(MemoryKeyring(A_MONDAY_AFTERNOON)), day_of(A_MONDAY_AFTERNOON)
    ids = [ConversationId(chance.randbytes(16)) for _ in range(20)]
    wrapped = {(one, day): keys.wrap(one, chance.randbytes(32), day) for one in ids for day in range(today, today + 9)}

    def opens(place: tuple[ConversationId, int], value: bytes) -> bool:
        try:
            keys.open(place[0], value, place[1])
        except Unreadable:
            return False
        return True

    pairs = [chance.sample(sorted(wrapped), 2) for _ in range(SWAPS // 2)]
    assert [one for one, other in pairs if opens(one, wrapped[other])] == []
    altered = [(place, mutated(wrapped[place], chance)) for place in chance.choices(sorted(wrapped), k=SWAPS // 2)]
    assert [place for place, value in altered if opens(place, value)] == []
    assert all(opens(place, value) for place, value in wrapped.items())
