"""People on Signal who go round in a conversation while the bot is killed: each writes when the last word was answered.

Whoever is told that a message may be lost sends it again, if it was: what was handed over to a process that is dead
by then, and is not answered before the notice, never will be.
"""

import asyncio
import random
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from tests.kill.signal_lives import WatchedDaemon
from tests.peers.signal.people import Person
from tests.unit.flows.small import FLOWS, SOURCES

_LAND = '- {id: land, label: {nl: "De nummers"'
_MENU = """\
      menu:
        ask: {nl: "Wat nu?\""""
_ON = "id: verder, label: {nl: Verder, en: Go on, fr: Continuer}, next: "
_OUT = "{id: menu, label: {nl: Menu, en: Menu, fr: Menu}, next: menu}"
ROUND = ("Een", "Twee", "Drie", "Vier", "Vijf", "Zes", "Zeven")
GAP = "<gap>"
LONGEST_THOUGHT_S = 0.004
PERHAPS_LOST_S = 0.5
"""So long somebody waits for an answer that may still come, where a connection broke and the process lives."""


def write_round(home: Path) -> Mapping[str, str]:
    """Write the files of a conversation that goes round; returns the settings that serve it."""
    nodes = "".join(
        f"      r{place}:\n        ask: {{nl: {word}, en: {word}, fr: {word}}}\n"
        f"        options: [{{{_ON}r{after}}}, {_OUT}]\n"
        for place, (word, after) in enumerate(zip(ROUND, (*range(1, len(ROUND)), 0), strict=True))
    )
    way_in = "- {id: ring, label: {nl: Rond, en: Round, fr: Rond}, next: r0}\n"
    flows = FLOWS.replace(_LAND, f"{way_in}          {_LAND}", 1).replace(_MENU, nodes + _MENU, 1)
    home.mkdir()
    for name, text in {**SOURCES, "flows.yaml": flows}.items():
        (home / name).write_text(text, encoding="utf-8")
    return {"AJAR_FLOWS": str(home / "flows.yaml"), "AJAR_CONTENT": str(home)}


@dataclass(slots=True)
class Walker:
    """One person.

    Attributes:
        place: Where they are in the round; negative before it.
        sent: How many messages they wrote in it.
        gone: How many steps they went.
        lost: In which lives a message of theirs was lost.
        notices: How often they were told that one may be.
        handed: In which life, and after how many breaks, what they wait for was handed over; None: not yet.
        spare: How many of their messages may still be answered though they were sent again.
    """

    person: Person
    place: int = -1
    sent: int = 0
    gone: int = 0
    lost: Counter[int] = field(default_factory=Counter)
    notices: int = 0
    is_waiting: bool = False
    handed: tuple[int, int] | None = None
    spare: int = 0
    thought: asyncio.TimerHandle | None = None
    is_done: bool = False


class Crowd:
    """All people of one test.

    Attributes:
        life: Which life the bot is in.
        breaks: How often the connection broke in a life.
        doubles: How often a bubble came again, by person and life.
        wrong: What was shown and should not have been, in words.
    """

    def __init__(self, daemon: WatchedDaemon, people: int, *, seed: int) -> None:
        self.life = self.breaks = 0
        self.doubles: Counter[tuple[str, int]] = Counter()
        self.wrong: list[str] = []
        self.all_there, self.all_done = asyncio.Event(), asyncio.Event()
        self._is_ending = False
        self._chance = random.Random(seed)  # noqa: S311 - chance that can be repeated
        self.walkers: dict[str, Walker] = {}
        for number in range(1, people + 1):
            walker = Walker(daemon.person(f"349e0000-0000-4000-8000-{number:012}"))
            walker.person.on_seen = lambda text, one=walker: self._read(one, text)
            self.walkers[walker.person.uuid] = walker
        daemon.on_handed = self._note_handed

    def enter(self) -> None:
        """Let everybody begin; `all_there` tells when they are in the round."""
        for walker in self.walkers.values():
            walker.person.says("hallo")

    def dies(self) -> None:
        """Note that a life is over."""
        self.life += 1
        self.breaks = 0
        for walker in self.walkers.values():
            walker.spare = 0

    def come_to_an_end(self) -> None:
        """Let everybody read the next answer, and write no more; `all_done` tells when they have."""
        self._is_ending = True

    def goes_on(self) -> None:
        """Let everybody write again, once."""
        self.all_done.clear()
        for walker in self.walkers.values():
            walker.is_done = False
            self._think(walker)

    def waiting(self) -> list[str]:
        """Tell who waits for what, for a person who reads a failure."""
        return [f"{walker}" for walker in self.walkers.values() if not walker.is_done]

    def _note_handed(self, uuid: str) -> None:
        walker = self.walkers.get(uuid)
        if walker is not None and walker.handed is None:
            walker.handed = (self.life, self.breaks)

    def _read(self, walker: Walker, text: str) -> None:
        first = text.partition("\n")[0]
        if first == GAP:
            self._read_notice(walker)
        elif walker.place < 0:
            self._come_in(walker, first)
        elif first == ROUND[(walker.place + 1) % len(ROUND)]:
            self._advance(walker)
        elif first == ROUND[walker.place % len(ROUND)]:
            self.doubles[walker.person.uuid, self.life] += 1
        else:
            self.wrong.append(f"{first!r} for {walker}")

    def _come_in(self, walker: Walker, first: str) -> None:
        if first in {"Kun je typen?", "Wat nu?"}:
            walker.person.says("1" if first == "Kun je typen?" else "2")
        elif first == ROUND[0]:
            walker.place = 0
            self._think(walker)
            if all(one.place >= 0 for one in self.walkers.values()):
                self.all_there.set()

    def _advance(self, walker: Walker) -> None:
        if not walker.is_waiting:
            walker.spare -= 1
            if walker.spare < 0:
                self.wrong.append(f"a message took effect twice: {walker}")
        walker.place += 1
        walker.gone += 1
        walker.is_waiting = False
        if walker.thought is None:
            self._think(walker)

    def _read_notice(self, walker: Walker) -> None:
        walker.notices += 1
        if not walker.is_waiting or walker.handed is None:
            return  # they wait for nothing, or what they wrote waits at Signal
        if walker.handed[0] < self.life:
            walker.lost[walker.handed[0]] += 1
            self._say(walker)
        elif walker.handed[1] < self.breaks:
            asyncio.get_running_loop().call_later(PERHAPS_LOST_S, self._say_perhaps, walker, walker.sent)

    def _say_perhaps(self, walker: Walker, sent: int) -> None:
        """Send again what was not answered after a while, if it is still what they wait for."""
        if walker.is_waiting and walker.sent == sent:
            walker.spare += 1
            self._say(walker)

    def _think(self, walker: Walker) -> None:
        if self._is_ending:
            walker.is_done = True
            if all(one.is_done for one in self.walkers.values()):
                self.all_done.set()
            return
        loop = asyncio.get_running_loop()
        walker.thought = loop.call_later(self._chance.random() * LONGEST_THOUGHT_S, self._say, walker)

    def _say(self, walker: Walker) -> None:
        walker.thought = None
        walker.is_waiting, walker.handed = True, None
        walker.sent += 1
        walker.person.says("1")
