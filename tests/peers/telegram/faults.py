"""What can go wrong on the way to Telegram, by plan or by a seeded rate; decides only, does nothing."""

import random
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum


class Fault(StrEnum):
    """A way in which a call goes wrong."""

    FLOOD = "flood"
    """429 with `retry_after`."""
    SERVER_ERROR = "server_error"
    """500 as JSON; the call was not handled."""
    GATEWAY = "gateway"
    """502 as HTML, from something in front of the server; the call was not handled."""
    CUT_BEFORE = "cut_before"
    """The connection ends before the call was handled."""
    CUT_AFTER = "cut_after"
    """The call was handled, but its answer never arrives."""
    SLOW = "slow"
    """The call is handled at once, its answer comes late."""
    RAW = "raw"
    """Any status and any bytes instead of an answer; the call was not handled."""


@dataclass(slots=True)
class Planned:
    """A fault that waits for its call.

    Attributes:
        method: The method that it hits; empty for every one.
        chat_id: The chat that it hits; 0 for every one.
        times: How many calls it still hits.
        retry_after_s: What a FLOOD tells, in seconds; 0 leaves the parameters out.
        delay_s: How late a SLOW answer is, in seconds.
        status: The HTTP status of RAW.
        body: The bytes of RAW.
    """

    fault: Fault
    method: str = ""
    chat_id: int = 0
    times: int = 1
    retry_after_s: int = 1
    delay_s: float = 1.0
    status: int = 200
    body: bytes = b""


class Faults:
    """All faults of a server."""

    def __init__(self, seed: int = 0) -> None:
        """Draw by `seed`, so that a run can be repeated."""
        self.rates: Mapping[Fault, float] = {}
        self.methods: frozenset[str] = frozenset({"sendMessage"})
        self.template = Planned(Fault.FLOOD)
        self._planned: list[Planned] = []
        self._random = random.Random(seed)  # noqa: S311 - chance that can be repeated

    def plan(self, planned: Planned) -> Planned:
        """Lay a fault in the way of the next calls that fit; returns it, so that a test can end it."""
        self._planned.append(planned)
        return planned

    def clear(self) -> None:
        """Let everything pass again."""
        self._planned.clear()
        self.rates = {}

    def draw(self, method: str, chat_id: int) -> Planned | None:
        """Return the fault of this call, or None."""
        for planned in self._planned:
            if planned.method in {"", method} and planned.chat_id in {0, chat_id}:
                planned.times -= 1
                if planned.times <= 0:
                    self._planned.remove(planned)
                return planned
        return self._by_rate(method) if self.rates else None

    def chance(self, rate: float) -> bool:
        """Tell, by the seed, whether something of this probability happens."""
        return rate > 0 and self._random.random() < rate

    def _by_rate(self, method: str) -> Planned | None:
        if method not in self.methods:
            return None
        point = self._random.random()
        for fault, rate in self.rates.items():
            if point < rate:
                like = self.template
                return Planned(fault, retry_after_s=like.retry_after_s, delay_s=like.delay_s)
            point -= rate
        return None
