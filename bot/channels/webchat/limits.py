"""What one page, one address and all of them together may take; it counts, and remembers nobody."""

import hmac
import secrets
from collections import Counter, OrderedDict
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network
from typing import Final

from bot.ports import Clock

_MINUTE_S: Final = 60
_REMEMBERED: Final = 10_000
"""So many addresses are counted at once; a longer list forgets the one that came least recently."""


@dataclass(frozen=True, slots=True)
class Limits:
    """Bounds of the web chat.

    Attributes:
        sockets: Open connections in all.
        sockets_per_address: Open connections of one address; a school or a mobile network is one address too.
        connects_per_minute: New connections of one address.
        events_per_minute: Frames of one session that we have to work for; a long text counts as several.
        unread_events: Events of one session while it acknowledges nothing of what it is shown.
        refused_frames: So many refusals end a connection.
        frame_bytes: Of one frame.
        hello_within: How long a new connection may be silent.
        heartbeat: How often a connection is asked whether it is still there.
        patience: How long a page may take to carry out a deletion before we go on.
        form_within: How long a form without a script may take to arrive on a slow line; so may a piece of its answer.
        stays: How long a page without a script is told what comes, until somebody presses something.
        returns_within: How long after its page went away a session without a script counts as left for good.
    """

    sockets: int = 2_000
    sockets_per_address: int = 50
    connects_per_minute: int = 120
    events_per_minute: int = 100
    unread_events: int = 50
    refused_frames: int = 10
    frame_bytes: int = 65_536
    hello_within: timedelta = timedelta(seconds=10)
    heartbeat: timedelta = timedelta(seconds=20)
    patience: timedelta = timedelta(seconds=10)
    form_within: timedelta = timedelta(seconds=60)
    stays: timedelta = timedelta(hours=1)
    returns_within: timedelta = timedelta(minutes=10)


class Budget:
    """So many a minute: what was not used comes back evenly, up to one minute's worth."""

    def __init__(self, a_minute: int, clock: Clock) -> None:
        """Begin full."""
        self._most = a_minute
        self._left = float(a_minute)
        self._clock = clock
        self._at = clock.now()

    def spend(self, amount: int = 1) -> bool:
        """Take so many, or all there can be; False when there are not enough."""
        now = self._clock.now()
        elapsed_s = max((now - self._at).total_seconds(), 0.0)
        self._left = min(self._left + elapsed_s * self._most / _MINUTE_S, self._most)
        self._at = now
        wanted = min(amount, self._most)
        if self._left < wanted:
            return False
        self._left -= wanted
        return True


class Verdict(StrEnum):
    """Whether a new connection may come in."""

    WELCOME = "welcome"
    TOO_MANY = "too_many"
    """This address has enough."""
    FULL = "full"
    """We have enough."""


class Doorkeeper:
    """Counts connections by address, without knowing one: it keeps a keyed hash under a key that dies with it."""

    def __init__(self, limits: Limits, clock: Clock) -> None:
        """Begin with nobody inside."""
        self._limits = limits
        self._clock = clock
        self._key = secrets.token_bytes(32)
        self._open: Counter[bytes] = Counter()
        self._budgets: OrderedDict[bytes, Budget] = OrderedDict()

    @contextmanager
    def admit(self, address: str) -> Iterator[Verdict]:
        """Count one connection for as long as the context lasts, if it may come in.

        Args:
            address: Of the person; empty when only our own proxy's is known, which then isn't counted by address.
        """
        mark = hmac.digest(self._key, address.encode(), "sha256") if address else b""
        verdict = self._judge(mark)
        if verdict is not Verdict.WELCOME:
            yield verdict
            return
        self._open[mark] += 1
        try:
            yield verdict
        finally:
            self._open[mark] -= 1
            if not self._open[mark]:
                del self._open[mark]

    def _judge(self, mark: bytes) -> Verdict:
        if self._open.total() >= self._limits.sockets:
            return Verdict.FULL
        if mark and (self._open[mark] >= self._limits.sockets_per_address or not self._budget(mark).spend()):
            return Verdict.TOO_MANY
        return Verdict.WELCOME

    def _budget(self, mark: bytes) -> Budget:
        budget = self._budgets.pop(mark, None) or Budget(self._limits.connects_per_minute, self._clock)
        self._budgets[mark] = budget
        if len(self._budgets) > _REMEMBERED:
            self._budgets.popitem(last=False)
        return budget


def address_of(remote: str | None, forwarded_for: str) -> str:
    """Return whose connection this is, or nothing when that can't be known.

    A connection from the local network is our own proxy's: then the last entry of `X-Forwarded-For`, the one that the
    proxy wrote, is the person's. From elsewhere the header is hearsay. An IPv6 subscriber has a whole /64.
    """
    peer = _parse(remote or "")
    if peer is not None and not peer.is_global:
        peer = _parse(forwarded_for.rpartition(",")[2].strip())
    if peer is None:
        return ""
    if isinstance(peer, IPv6Address):
        return str(ip_network((peer, 64), strict=False))
    return str(peer)


def _parse(text: str) -> IPv4Address | IPv6Address | None:
    try:
        return ip_address(text)
    except ValueError:
        return None
