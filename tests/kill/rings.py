"""A conversation that goes on by the clock again and again, and people who stand on a timer nearly all the time."""

import asyncio
from collections import Counter
from collections.abc import Mapping
from pathlib import Path

from tests.kill.lives import WatchedApi
from tests.peers.telegram.people import Person, Shown
from tests.unit.flows.small import FLOWS, SOURCES

FIRST_CHAT = 7_001
_MENU = """\
      menu:
        ask: {nl: "Wat nu?\""""
_LAND = '- {id: land, label: {nl: "De nummers"'
_WAY_IN = "- {id: ring, label: {nl: Rond, en: Round, fr: Rond}, next: eerst}\n"
_RING = """\
      eerst: {say: {nl: "Een", en: One, fr: Un}, next: stil}
      stil: {pause: 1s, next: dan}
      dan: {say: {nl: "Twee", en: Two, fr: Deux}, next: wacht}
      wacht:
        ask: {nl: "Drie", en: Three, fr: Trois}
        options: [{id: eerder, label: {nl: Eerder, en: Earlier, fr: Avant}, next: menu}]
        timeout: {after: 2s, next: weer}
      weer: {say: {nl: "Vier", en: Four, fr: Quatre}, next: nog_stil}
      nog_stil: {pause: 1s, next: rond}
      rond:
        ask: {nl: "Vijf", en: Five, fr: Cinq}
        options:
          - {id: verder, label: {nl: Verder, en: Go on, fr: Continuer}, next: eerst}
          - {id: menu, label: {nl: Menu, en: Menu, fr: Menu}, next: menu}
"""
BY_THE_CLOCK = ("Een", "Twee", "Drie", "Vier", "Vijf")
"""What one round shows: three of the four steps in between are the clock's."""


def write_ring(home: Path) -> Mapping[str, str]:
    """Write the files of the conversation; returns the settings that serve it."""
    flows = FLOWS.replace(_LAND, f"{_WAY_IN}          {_LAND}", 1).replace(_MENU, _RING + _MENU, 1)
    home.mkdir()
    for name, text in {**SOURCES, "flows.yaml": flows}.items():
        (home / name).write_text(text, encoding="utf-8")
    return {"AJAR_FLOWS": str(home / "flows.yaml"), "AJAR_CONTENT": str(home)}


class Ring:
    """People who go round: each taps once a round, and the clock does the rest.

    Attributes:
        wrong: What was shown and should not have been, in words: a step that is missing, or one that came twice.
        doubles: How often a bubble was sent again, by chat and life: Telegram tells nobody whether it arrived.
        rounds: How many were gone in all.
    """

    def __init__(self, api: WatchedApi, people: int) -> None:
        self.life = 0
        self.wrong: list[str] = []
        self.doubles: Counter[tuple[int, int]] = Counter()
        self.rounds = 0
        self.all_done = asyncio.Event()
        self._is_ending = False
        self._walkers = {chat: _Walker(api.person(chat)) for chat in range(FIRST_CHAT, FIRST_CHAT + people)}
        api.on_shown = self._read

    def enter(self) -> None:
        """Let everybody begin."""
        for walker in self._walkers.values():
            walker.person.says("/start")

    def come_to_an_end(self) -> None:
        """Let everybody finish the round that they are in."""
        self._is_ending = True

    def waiting(self) -> list[str]:
        """Tell who waits for what."""
        return [f"{one.person.id} for {one.ahead[0]}" for one in self._walkers.values() if one.ahead]

    def _read(self, shown: Shown) -> None:
        walker = self._walkers[shown.chat_id]
        sent = (shown.text, tuple(data for _, data in shown.buttons))
        if sent == walker.last:
            self.doubles[shown.chat_id, self.life] += 1
        elif walker.ahead and shown.text == walker.ahead[0]:
            walker.last = sent
            walker.ahead.pop(0)
            self._act(walker, shown.text)
        else:
            self.wrong.append(f"{shown.chat_id}: {sent}; expected {walker.ahead[:1]} after {walker.last}")

    def _act(self, walker: "_Walker", text: str) -> None:
        """Answer what waits for the person; the rest comes by itself."""
        if text in {"Kun je typen?\nOm te weten.", "Wat nu?"}:
            walker.person.taps("ja" if text != "Wat nu?" else "ring")
        elif text == BY_THE_CLOCK[-1] and not self._is_ending:
            self.rounds += 1
            walker.ahead = list(BY_THE_CLOCK)
            walker.person.taps("verder")
        elif not any(one.ahead for one in self._walkers.values()):
            self.all_done.set()


class _Walker:
    """One person."""

    def __init__(self, person: Person) -> None:
        self.person = person
        self.ahead = ["Dag", "Kun je typen?\nOm te weten.", "Wat nu?", *BY_THE_CLOCK]
        self.last: tuple[str, tuple[str, ...]] | None = None
