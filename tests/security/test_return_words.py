"""Words to go on with, over random histories: shown once, and without them nothing from before the silence is seen."""

from datetime import timedelta
from itertools import pairwise
from random import Random

import pytest

from bot.errors import PerhapsSent
from bot.model import Bubble
from bot.storage.memory import MemoryStore
from tests.fakes import FakeClock
from tests.house import House, Person

pytestmark = pytest.mark.usefixtures("at_full_speed")

EVENTS = 18
SHOWN = "Dit zijn ze"
BACK = "Je gaat verder waar je was"
SILENCE = timedelta(minutes=15)
ANSWERS = (("nederland", "nl"), ("belgie", "be"))
ORDINARY = ("hoi", "1", "wie is dit", "terug", "?")
LULLS_MIN = (1, 4, 9, 14, 15, 16, 60, 600)


class Words:
    """One phrase that somebody was shown: what it leads back to, and whether it was used up or wiped away."""

    def __init__(self, owner: str, text: str, land: str) -> None:
        self.owner = owner
        self.text = text
        self.land = land
        self.is_over = False
        self.is_certain = True
        self.is_joined = True


class History:
    """Two telephones and a page, and three people who ask for words, say them, wipe, and are silent, by the lot."""

    def __init__(self, seed: int) -> None:
        self.lot = Random(seed)  # noqa: S311 - a history has to come again from its number
        self.clock = FakeClock()
        self.store = MemoryStore(self.clock)
        self.house = House(self.store, self.clock)
        self.people = {name: self.house.person(name) for name in ("mia", "lou")}
        self.people["tab"] = self.house.person_on_the_web("tab")
        self.heard = dict.fromkeys(self.people, self.clock.now() - timedelta(days=1))
        self.given: list[Words] = []
        self.told: list[str] = []
        self.returns = 0
        self._stands: dict[str, Words | None] = dict.fromkeys(self.people)

    async def happens(self) -> None:
        """Let things happen; after each of them all that was shown is looked at."""
        for _ in range(EVENTS):
            deed, name = self.lot.choice(self._deeds), self.lot.choice(list(self.people))
            self.told.append(f"{self.clock.now():%d %H:%M} {name} {deed.__name__}")
            await deed(self, name)
            self._look()
            await self._time_passes()
        await self.house.tasks.end()

    async def _asks(self, name: str) -> None:
        """Begin anew, answer, and ask for words; now and then nobody knows whether Telegram showed them."""
        person = self.people[name]
        await self.house.phrases.fill()
        await person.starts()
        option, land = self.lot.choice(ANSWERS)
        await person.chooses("ja", option, "weg")
        await person.says("woorden")
        before = len(person.screen)
        if self.lot.random() < 0.3:
            self.house.channel.faults = [PerhapsSent("cut")] if name != "tab" else []
            self.house.channel.sent_before_fault = self.lot.random() < 0.5
        elif self.lot.random() < 0.2:
            self.house.forget_the_next_commit()
        try:
            await person.chooses("ja")
        except Exception:  # noqa: BLE001 - kept, and nobody heard of it: the platform says it again at a start
            await self.house.restarts()
        await self.house.minutes_pass(0.2)
        self.heard[name] = self.clock.now() - timedelta(minutes=0.2)
        old = self._stands[name]
        if old is not None:
            old.is_certain = False
        self._stands[name] = None
        for text in [bubble.text for bubble in person.screen[before:] if bubble.text.startswith(SHOWN)]:
            words = self._stands[name] = Words(name, text.splitlines()[1], land)
            self.given.append(words)

    async def _says_words(self, name: str) -> None:
        """Type words that were shown to anybody, some that were not, or something else."""
        words = self.lot.choice([*self.given[-3:], None])
        text = self.lot.choice(ORDINARY) if words is None else words.text
        if words is not None and self.lot.random() < 0.3:
            text, words = " ".join(reversed(text.split())), None
        was_silent = self.clock.now() - self.heard[name] >= SILENCE
        person = self.people[name]
        person.reads()
        await person.says(text.upper() if self.lot.random() < 0.3 else text)
        self.heard[name] = self.clock.now()
        read = person.reads()
        if read[0].text.startswith(BACK):
            await self._came_back(name, words)
            return
        assert words is None or words.is_over or not words.is_certain, f"{words.text!r} opened nothing"
        if was_silent:
            assert read == await first_reply(text), f"{text!r} met something else than a stranger's opening"
            self._stands[name] = None

    async def _came_back(self, name: str, words: Words | None) -> None:
        assert words is not None, "came back without the words"
        assert not words.is_over, f"{words.text!r} opened twice, or after a wipe"
        words.is_over = True
        self.returns += 1
        kept = self.store.shelves.people[self.people[name].sender]
        assert self.store.shelves.conversations[kept].conversation.vars["land"] == words.land
        self._stands[name] = None

    async def _wipes(self, name: str) -> None:
        is_kept = self.people[name].sender in self.store.shelves.people
        await self.people[name].says(self.lot.choice(("stop", "wis")))
        for words in self.given:
            words.is_certain = False  # they may belong to what came here from elsewhere
            words.is_over = words.is_over or (words.owner == name and words.is_joined and is_kept)
        self._is_a_stranger(name)

    async def _blocks(self, name: str) -> None:
        await self.people[name].blocks_us()
        self._is_a_stranger(name)

    def _is_a_stranger(self, name: str) -> None:
        """From now on nothing joins the words of before to whoever writes."""
        self.heard[name] = self.clock.now() - timedelta(days=1)
        self._stands[name] = None
        for words in self.given:
            words.is_joined = words.is_joined and words.owner != name

    async def _restart(self, _name: str) -> None:
        await self.house.restarts()

    async def _time_passes(self) -> None:
        minutes = self.lot.choice(LULLS_MIN)
        for _ in range(pieces := 4):  # a moment that was moved is another one: the alarm has to ring again
            await self.house.alarm.look()
            await self.house.minutes_pass(minutes / pieces)
        await self.house.minutes_pass(0)  # of two moments that were due together the second has its turn
        for name, person in self.people.items():
            if person.sender not in self.store.shelves.people:
                self._is_a_stranger(name)  # silent for more than a day
            if self.clock.now() - self.heard[name] > SILENCE:
                self._is_locked(person)

    def _is_locked(self, person: Person) -> None:
        """Look at what is kept: nothing of what was answered, and nothing that waits to be said."""
        kept = self.store.shelves.people.get(person.sender)
        if kept is not None:
            conversation = self.store.shelves.conversations[kept].conversation
            assert (dict(conversation.vars), conversation.way_back) == ({}, None)
            assert not any(row.conversation_id == kept for row in self.store.shelves.outbox.values())

    def _look(self) -> None:
        """No words stand in two bubbles of anybody, not even two of them beside each other."""
        shown: list[Bubble] = [bubble for person in self.people.values() for bubble in person.screen]
        for words in self.given:
            with_them = [bubble for bubble in shown if words.text in bubble.text]
            assert len(with_them) == 1, f"{words.text!r} was shown {len(with_them)} times"
            for first, second in pairwise(words.text.split()):  # two phrases may have two words in common by chance
                beside = [one for one in shown if f" {first} {second} " in f" {one.text} "]
                assert all(one.text.startswith(SHOWN) for one in beside), f"{first} {second} was said again"

    _deeds = (_asks, _asks, _says_words, _says_words, _says_words, _says_words, _wipes, _blocks, _restart)


_FIRST: dict[str, list[Bubble]] = {}


async def first_reply(text: str) -> list[Bubble]:
    """Return what a stranger reads who says this."""
    ordinary = text if text in ORDINARY else "a phrase"
    if ordinary not in _FIRST:
        clock = FakeClock()
        house = House(MemoryStore(clock), clock)
        stranger = house.person("nobody")
        await stranger.says(text)
        _FIRST[ordinary] = stranger.reads()
        await house.tasks.end()
    return _FIRST[ordinary]


async def returns_in(histories: range) -> int:
    """Live through histories; a history that goes wrong is told whole."""
    returns = 0
    for seed in histories:
        history = History(seed)
        try:
            await history.happens()
        except AssertionError as fault:
            raise AssertionError("\n".join([f"history {seed}", *history.told, str(fault)])) from fault
        returns += history.returns
    return returns


async def test_words_are_shown_once_and_without_them_nothing_is_seen_again() -> None:
    """Short: with faults of the line, restarts, blocks and wipes, on two telephones and a page."""
    assert await returns_in(range(40)) > 20


@pytest.mark.long
async def test_words_are_shown_once_in_five_thousand_histories() -> None:
    """The same, many more times."""
    assert await returns_in(range(40, 5_040)) > 2_500
