"""What each person allows, told a second time: it knows what people did and when, and nothing of the rule in the code.

Its numbers stand here on their own, so that a mistake in `bot/safe_contact.py` or `bot/model/promises.py` is not
repeated by the test.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from bot.errors import Undeliverable
from bot.model import MessageRef, Outbound, Purpose, Sender
from bot.ports import Leaves, unnoted
from tests.fakes import FakeChannel, FakeClock

WINDOW = timedelta(minutes=10)
SILENCE = timedelta(minutes=15)
CLOCKS_DIFFER = timedelta(minutes=3)
"""A moment that lies further in the future than this tells nothing: a clock was put back since."""
AGREED = {"m15": timedelta(minutes=15), "m30": timedelta(minutes=30), "m60": timedelta(minutes=60)}
"""The options of "may we write to you here while you wait?"."""


class WallClock(FakeClock):
    """A clock on the wall that somebody may put back or forward; waiting goes by the time that really passes."""

    def __init__(self) -> None:
        super().__init__()
        self._wrong_by = timedelta()

    def now(self) -> datetime:
        """Return what the clock shows."""
        return super().now() + self._wrong_by

    def is_put(self, by: timedelta) -> None:
        """Somebody, or the network, sets it."""
        self._wrong_by += by


@dataclass(slots=True)
class Watch:
    """Until when one person may be written to, by what they and the desk did; in the time that the clock showed."""

    agreements: list[tuple[datetime, datetime]] = field(default_factory=list)
    wait: tuple[datetime, datetime] | None = None
    is_talking: bool = False
    goodbyes: list[datetime] = field(default_factory=list)
    is_wiped: bool = False
    is_gone: bool = False
    declines: bool = False
    """What they are about to tap is a "no" to being written to while they wait."""
    said_no: bool = False
    """It was the last that they did: nothing comes unasked, not within ten minutes of it either."""
    said_no_in_a_talk: bool = False
    """The same, on an older bubble in the middle of a talk: it goes on, and the "no" is for when they wait again."""
    question: tuple[datetime, datetime] | None = None
    """The moment that they chose for the one message which asks whether a callback still suits."""
    is_refused: bool = False
    """The platform says that nothing reaches them; it says so again until they write."""

    def sign(self, now: datetime) -> None:
        """The person did something."""
        self.is_wiped = self.is_gone = self.is_refused = False
        self.said_no = self.declines and not self.is_talking
        self.said_no_in_a_talk, self.declines = self.declines and self.is_talking, False
        self.agreements = [(now, now + WINDOW)]

    def agrees(self, now: datetime, option: str, *, among: set[str]) -> None:
        """They chose how long we may write first while they wait, or that we may not."""
        if not among >= AGREED.keys():
            option = ""
        self.declines = option == "nee"
        if option in AGREED:
            self.wait = (now, now + AGREED[option])

    def desk_word(self, now: datetime) -> None:
        """The other side of a talk did something: it counts while writing was allowed anyway."""
        if self.is_talking and self.allows(now):
            self.agreements.append((now, now + WINDOW))

    def claimed(self, now: datetime) -> None:
        """A human took the case: from here on it is a talk."""
        was_allowed = self.allows(now)
        self.is_talking = True
        if was_allowed:
            self.agreements.append((now, now + WINDOW))

    def given_back(self, now: datetime) -> None:
        """They wait again, as long as they agreed to, unless they were silent in the talk."""
        latest = max((begun for begun, _ in self.agreements), default=None)
        if latest is None or now - latest >= SILENCE or latest - now > CLOCKS_DIFFER:
            self.wait = None
        self.talk_ended()

    def closed(self) -> None:
        """The case is over, and with it whatever was agreed for the time of waiting; they are told that it is."""
        self.wait, self.said_no_in_a_talk = None, False

    def talk_ended(self) -> None:
        """Only the person's own signs count again."""
        self.is_talking, self.agreements = False, self.agreements[:1]
        self.said_no = self.said_no or self.said_no_in_a_talk

    def goodbye(self, now: datetime) -> None:
        """They wiped it all: only one last line may come."""
        self.goodbyes.append(now)
        self.is_wiped, self.wait, self.question = True, None, None
        self.talk_ended()

    def gone(self) -> None:
        """They blocked us."""
        self.is_gone, self.wait, self.agreements, self.question = True, None, [], None
        self.talk_ended()

    def allows(self, now: datetime) -> bool:
        """Tell whether writing to them is agreed at this moment."""
        agreed = [*self.agreements, *([self.wait] if self.wait and not self.is_talking else [])]
        return not self.is_gone and not self.is_wiped and any(_within(now, *one) for one in agreed)

    def allows_the_question(self, now: datetime) -> bool:
        """Tell whether it may be asked now if a callback still suits: in the moment that they chose alone."""
        return self.question is not None and _within(now, *self.question)

    def allows_the_last_line(self, now: datetime) -> bool:
        """Tell whether a wipe may still be confirmed, also to somebody who writes again or has blocked us since."""
        return any(_within(now, one, one + WINDOW) for one in self.goodbyes)


def _within(now: datetime, begun: datetime, end: datetime) -> bool:
    return begun - CLOCKS_DIFFER <= now <= end


def _is_agreed(watch: Watch, purpose: Purpose, now: datetime) -> bool:
    if purpose in {Purpose.FAREWELL, Purpose.REMAINDER}:
        return watch.allows_the_last_line(now)
    if purpose is Purpose.CALLBACK:
        return watch.allows_the_question(now)
    is_asked = not (watch.said_no and purpose in {Purpose.NOTICE, Purpose.TALK})
    return is_asked and watch.allows(now)


class WatchedChannel(FakeChannel):
    """A channel that notes every bubble which nobody had agreed to; an attempt counts, whatever became of it."""

    def __init__(self, clock: FakeClock) -> None:
        super().__init__()
        self._clock = clock
        self.watches: dict[Sender, Watch] = defaultdict(Watch)
        self.unasked: list[str] = []
        self.sent = 0

    async def send(self, to: Sender, outbound: Outbound, *, leaves: Leaves = unnoted) -> Sequence[MessageRef]:
        """Judge, then show."""
        watch, now = self.watches[to], self._clock.now()
        self.sent += 1
        if watch.is_refused:
            raise Undeliverable
        if not _is_agreed(watch, outbound.purpose, now):
            self.unasked.append(f"{now:%d %H:%M:%S} {to.native_id} {outbound.purpose}: {outbound.bubble.text}")
        try:
            return await super().send(to, outbound, leaves=leaves)
        except Undeliverable:
            watch.is_refused = True
            raise
