"""Limits on tries, counted in memory over a sliding window; forgotten when the process ends."""

import hashlib
import hmac
import ipaddress
import secrets
from collections import OrderedDict, deque
from collections.abc import Hashable
from datetime import datetime, timedelta

MOST_KEYS = 10_000
"""How many keys one limit remembers; beyond it the one that was used longest ago is forgotten."""


class Limit:
    """So many tries in any stretch of time, for each key apart."""

    def __init__(self, tries: int, within: timedelta) -> None:
        """Allow `tries` (at least 1) in every stretch as long as `within`."""
        self._tries = tries
        self._within = within
        self._made: OrderedDict[Hashable, deque[datetime]] = OrderedDict()

    def wait(self, key: Hashable, now: datetime) -> timedelta:
        """Return how long this key has to wait for its next try; zero when it may try now."""
        made = self._made.get(key)
        if made is None:
            return timedelta()
        while made and now - made[0] >= self._within:
            made.popleft()
        if not made:
            del self._made[key]
        return made[0] + self._within - now if len(made) >= self._tries else timedelta()

    def count(self, key: Hashable, now: datetime) -> None:
        """Note a try."""
        self._made.setdefault(key, deque(maxlen=self._tries)).append(now)
        self._made.move_to_end(key)
        if len(self._made) > MOST_KEYS:
            self._made.popitem(last=False)

    def take_back(self, key: Hashable) -> None:
        """Let the last try of this key not count, because it succeeded."""
        made = self._made.get(key)
        if made:
            made.pop()

    def forget(self, key: Hashable) -> None:
        """Let a key begin anew."""
        self._made.pop(key, None)


class Networks:
    """Names for the addresses that requests come from, which mean something only while this process runs."""

    def __init__(self) -> None:
        """Take a key of chance."""
        self._key = secrets.token_bytes(32)

    def of(self, address: str) -> str:
        """Return a keyed hash of an address; of an IPv6 one its network, since one person has all of that."""
        try:
            ip = ipaddress.ip_address(address)
        except ValueError:
            network = address
        else:
            network = str(ipaddress.ip_network((ip, 64 if ip.version == 6 else 32), strict=False))  # noqa: PLR2004
        return hmac.new(self._key, network.encode("utf-8", "replace"), hashlib.sha256).hexdigest()
