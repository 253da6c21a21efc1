"""Senders as places among a thousand, so that they can be counted and nobody can be found: pure but for the lots.

A place is shared by many: of all accounts there are, each thousandth has it. A third of the places is taken by lot from
the beginning of a quarter, so that a place that is taken says little of whoever would have it.
"""

import hmac
from collections.abc import Iterator
from random import SystemRandom

from bot.model import Sender
from bot.model.event_log import PLACES, TAKEN_BY_LOT


def place_of(key: bytes, sender: Sender) -> int:
    """Return the place of a sender; who has not the key of the quarter can't tell it."""
    said = f"person\0{sender.channel}\0{sender.native_id}".encode("utf-8", "surrogatepass")
    return int.from_bytes(hmac.digest(key, said, "sha256")) % PLACES


def lots() -> Iterator[int]:
    """Yield the places that are taken from the beginning."""
    yield from sorted(SystemRandom().sample(range(PLACES), TAKEN_BY_LOT))
