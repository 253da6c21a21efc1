"""How published files are kept: packed, for as long as somebody may need them; pure arithmetic and bytes."""

import zlib
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from itertools import pairwise

import msgspec

from bot.model import BundleHash, Publication

MOST_KEPT = 20
"""So many publications can be rolled back to."""
LIVE_LIFE = timedelta(days=4)
"""A conversation stays on the bundle it began with for 72 hours at most; a day more, so that clocks may differ."""
_MINUTE = timedelta(minutes=1)
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def pack(sources: Mapping[str, str]) -> bytes:
    """Return files as bytes."""
    return zlib.compress(msgspec.json.encode(dict(sources)))


def unpack(packed: bytes) -> dict[str, str]:
    """Return the files again."""
    return msgspec.json.decode(zlib.decompress(packed), type=dict[str, str])


def minute_of(moment: datetime) -> int:
    """Return the minute of a moment, since 1970."""
    return (moment - _EPOCH) // _MINUTE


def moment_of(minute: int) -> datetime:
    """Return the moment at which a minute began."""
    return _EPOCH + minute * _MINUTE


def still_needed(log: Sequence[Publication], now: datetime) -> set[BundleHash]:
    """Return the bundles whose files must stay: those published last, and what was live a while ago.

    Args:
        log: Newest first.
        now: The moment.
    """
    needed = {one.bundle for one in log[:MOST_KEPT]}
    for newer, older in pairwise(log):
        if newer.published_at >= now - LIVE_LIFE:
            needed.add(older.bundle)
    return needed
