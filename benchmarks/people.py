"""Help-seekers in a closed loop, in the server's process: each says the next line when the last was answered."""

import asyncio
import itertools
import random
from array import array
from collections import deque
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from math import ceil
from time import perf_counter

from benchmarks.script import LANGUAGE, Turn
from benchmarks.server import BenchApi
from tests.peers.telegram.people import Person, Shown

FIRST_CHAT = 1_000_001
REMEMBERED = 20_000
"""So many people who are done are remembered, to recognise what comes twice."""
_CHATS = itertools.count(FIRST_CHAT)


class Waits:
    """How long turns waited for their answers, in seconds, from server to server."""

    def __init__(self, seconds: Iterable[float] = ()) -> None:
        self._seconds = array("d", seconds)

    def __len__(self) -> int:
        return len(self._seconds)

    def __add__(self, others: "Waits") -> "Waits":
        return Waits(self._seconds + others._seconds)

    def add(self, seconds: float) -> None:
        """Take one in."""
        self._seconds.append(seconds)

    def forget(self) -> None:
        """Let go of all."""
        del self._seconds[:]

    def percentile_ms(self, percent: float) -> float:
        """Return a percentile, in milliseconds."""
        waits = sorted(self._seconds)
        return 1000 * waits[max(ceil(len(waits) * percent / 100) - 1, 0)] if waits else float("nan")


@dataclass(slots=True)
class Tally:
    """What came of it.

    Attributes:
        answered: Turns with the right bubble.
        finished: Conversations that came to their end.
        doubles: Bubbles that had been shown already.
        wrong: Bubbles that were neither the right one nor a double.
        openings: What the first turns of conversations waited, which Ajar answers on a beat.
        others: What all other turns waited.
    """

    answered: int = 0
    finished: int = 0
    doubles: int = 0
    wrong: int = 0
    openings: Waits = field(default_factory=Waits)
    others: Waits = field(default_factory=Waits)

    @property
    def waits(self) -> Waits:
        """What all turns waited."""
        return self.openings + self.others


class Crowd:
    """So many people at once; who is done makes room for somebody new.

    Args:
        size: How many are in a conversation at every moment.
        pause_s: How long each one thinks before the next line, in seconds; half of it to one and a half times, by
            chance, so that people who were answered together do not march in step for ever.
        conversations: After so many conversations nobody new comes; 0: they come until `leave`.
    """

    def __init__(
        self, api: BenchApi, turns: Sequence[Turn], *, size: int, pause_s: float = 0.0, conversations: int = 0
    ) -> None:
        self.tally = Tally()
        self._api = api
        self._turns = turns
        self._size = size
        self._pause_s = pause_s
        self._left_to_come = conversations or 1 << 62
        self._present: dict[int, _Walker] = {}
        self._done: deque[int] = deque()
        self._random = random.Random(1)  # noqa: S311 - chance that can be repeated
        self._milestones: list[tuple[Callable[[], bool], asyncio.Event]] = []

    def enter(self) -> None:
        """Let everybody come in, spread over one pause."""
        self._api.serve(self._read)
        loop = asyncio.get_running_loop()
        for _ in range(self._size):
            loop.call_later(self._random.random() * self._pause_s, self._welcome)

    def leave(self) -> None:
        """Let nobody speak any more."""
        self._left_to_come = 0
        self._present.clear()
        self._api.serve(None)
        self._api.updates.pending.clear()

    async def until(self, condition: Callable[[], bool]) -> None:
        """Wait for something that is looked at after each answer."""
        if not condition():
            reached = asyncio.Event()
            self._milestones.append((condition, reached))
            await reached.wait()

    def start_counting(self) -> None:
        """Begin anew with the figures; the people go on."""
        self.tally = Tally()

    def _welcome(self) -> None:
        if self._left_to_come <= 0:
            return
        self._left_to_come -= 1
        walker = _Walker(self._api.person(next(_CHATS), LANGUAGE))
        self._present[walker.person.id] = walker
        self._speak(walker)

    def _speak(self, walker: "_Walker") -> None:
        if walker.person.id not in self._present:
            return
        walker.said_at = perf_counter()
        text = self._turns[walker.turn].says
        extra = {"entities": [{"type": "bot_command", "offset": 0, "length": len(text)}]} if text[0] == "/" else {}
        walker.person.says(text, **extra)

    def _read(self, shown: Shown) -> None:
        walker = self._present.get(shown.chat_id)
        if walker is None:
            return
        if walker.turn < len(self._turns) and shown.text == self._turns[walker.turn].bubble:
            self._go_on(walker)
        elif walker.turn and shown.text == self._turns[walker.turn - 1].bubble:
            self.tally.doubles += 1
        else:
            self.tally.wrong += 1

    def _go_on(self, walker: "_Walker") -> None:
        loop = asyncio.get_running_loop()
        self.tally.answered += 1
        waits = self.tally.others if walker.turn else self.tally.openings
        waits.add(perf_counter() - walker.said_at)
        walker.turn += 1
        then: Callable[[], None] = self._welcome
        if walker.turn < len(self._turns):
            then = walker.speaks(self._speak)
        else:
            self._bid_farewell(walker)
        if self._pause_s:
            loop.call_later(self._pause_s * (0.5 + self._random.random()), then)
        else:
            loop.call_soon(then)
        self._look_at_milestones()

    def _bid_farewell(self, walker: "_Walker") -> None:
        self.tally.finished += 1
        self._done.append(walker.person.id)
        if len(self._done) > REMEMBERED:
            gone = self._done.popleft()
            self._present.pop(gone, None)
            self._api.forget(gone)

    def _look_at_milestones(self) -> None:
        for milestone in tuple(self._milestones):
            if milestone[0]():
                milestone[1].set()
                self._milestones.remove(milestone)


@dataclass(slots=True)
class _Walker:
    """Where one person is: the turn that was said last and is not answered yet."""

    person: Person
    turn: int = 0
    said_at: float = 0.0

    def speaks(self, speak: Callable[["_Walker"], None]) -> Callable[[], None]:
        return lambda: speak(self)
