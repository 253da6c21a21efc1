"""People who go on as if nothing happened: each does the next step when the last was answered."""

import asyncio
import random
from collections import Counter
from collections.abc import Mapping, Sequence

from tests.kill.lives import WatchedApi
from tests.kill.steps import OPENING, Edits, Expected, Says, Seen, SendsPhoto, Step, Taps, Types, as_seen, number_of
from tests.peers.telegram.people import Person, Shown

FIRST_CHAT = 5_001
LONGEST_THOUGHT_S = 0.1
BEHIND_OPENING = len(OPENING)


class Crowd:
    """All people of one test.

    Attributes:
        life: Which life the bot is in; doubles are counted by it.
        doubles: How often a bubble came again, by chat and life.
        wrong: What was shown and should not have been, in words.
        turns: How many updates were answered.
    """

    def __init__(self, api: WatchedApi, scripts: Sequence[Sequence[Expected]], *, seed: int) -> None:
        """One person for each script; whoever is through begins again behind the opening, until `come_to_an_end`."""
        self.life = 0
        self.doubles: Counter[tuple[int, int]] = Counter()
        self.wrong: list[str] = []
        self.turns = 0
        self.all_done = asyncio.Event()
        self._is_ending = False
        self._chance = random.Random(seed)  # noqa: S311 - chance that can be repeated
        self._walkers: Mapping[int, _Walker] = {
            chat: _Walker(api.person(chat), script) for chat, script in enumerate(scripts, FIRST_CHAT)
        }
        api.on_shown = self._read

    def enter(self) -> None:
        """Let everybody begin."""
        for walker in self._walkers.values():
            self._think(walker)

    def come_to_an_end(self) -> None:
        """Let everybody finish the round that they are in; `all_done` tells when they have."""
        self._is_ending = True

    def waiting(self) -> list[str]:
        """Tell who waits for what, for a person who reads a failure."""
        return [f"{walker.person.id} after {walker.doing}" for walker in self._walkers.values() if not walker.is_done]

    def _read(self, shown: Shown) -> None:
        walker = self._walkers[shown.chat_id]
        seen = as_seen(shown)
        if walker.missing and seen == walker.missing[0]:
            walker.missing.pop(0)
            walker.last = seen
            if not walker.missing:
                self.turns += walker.said
                self._go_on(walker)
        elif seen == walker.last:
            self.doubles[shown.chat_id, self.life] += 1
        else:
            self.wrong.append(f"{walker.person.id} after {walker.doing}: {seen}, and missing was {walker.missing[:1]}")

    def _go_on(self, walker: "_Walker") -> None:
        if walker.advance(may_end=self._is_ending):
            self._think(walker)
        elif all(one.is_done for one in self._walkers.values()):
            self.all_done.set()

    def _think(self, walker: "_Walker") -> None:
        asyncio.get_running_loop().call_later(self._chance.random() * LONGEST_THOUGHT_S, walker.act)


class _Walker:
    """One person."""

    def __init__(self, person: Person, script: Sequence[Expected]) -> None:
        self.person = person
        self.missing: list[Seen] = []
        self.last: Seen | None = None
        self.said = 0
        self.is_done = False
        self._script = script
        self._place = 0

    @property
    def doing(self) -> object:
        """The step that was done last."""
        return self._script[self._place].step

    def advance(self, *, may_end: bool) -> bool:
        """Go to the next step; False: this was the last one."""
        self._place += 1
        if self._place == len(self._script):
            self.is_done = may_end
            self._place = BEHIND_OPENING
        return not self.is_done

    def act(self) -> None:
        """Do the step."""
        expected = self._script[self._place]
        self.missing = list(expected.seen)
        self.said = do(self.person, expected.step)


def do(person: Person, step: Step) -> int:
    """Do a step on Telegram; returns how many updates that makes."""
    match step:
        case Says(lines=lines):
            for line in lines:
                person.says(line)
            return len(lines)
        case Taps(option=option):
            person.taps(option)
        case Types(option=option):
            options = [data.partition(":")[2] for _, data in person.seen[-1].buttons]
            person.says(number_of(option, options))
        case Edits():
            person.edits(1, "iets anders")
        case SendsPhoto():
            person.sends_photo()
    return 1
