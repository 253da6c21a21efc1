"""Return phrases are made ahead: a few at once, and the others so that nobody has to wait for it."""

from collections.abc import AsyncIterator
from datetime import timedelta

import pytest

from bot.content_files import read_return_words
from bot.model import ReturnKey, WayBack
from bot.return_phrases import AT_LEISURE, ENOUGH, MAKE_EVERY, READY, ReturnPhrases
from tests.fakes import FakeClock, FakeJournal, Tasks
from tests.house import quick_keys

LANGUAGES = ("nl", "en", "fr")


class _Maker:
    """Makes phrases as the app does, and counts them."""

    def __init__(self) -> None:
        self.made = 0
        self.clock = FakeClock()
        self.phrases = ReturnPhrases(read_return_words(), self._keys_of, self.clock, journal=FakeJournal())
        self.tasks = Tasks(self.clock)

    def _keys_of(self, words: str) -> tuple[WayBack, ReturnKey]:
        self.made += 1
        return quick_keys(words)

    async def passes(self, often: int, pause: timedelta) -> None:
        """Let time go by."""
        for _ in range(often):
            self.clock.advance(pause)
            await self.tasks.settle()


@pytest.fixture
async def maker() -> AsyncIterator[_Maker]:
    """Phrases after a start."""
    maker = _Maker()
    maker.tasks.spawn(maker.phrases.run())
    await maker.tasks.settle()
    yield maker
    await maker.tasks.end()


async def test_after_a_start_each_language_soon_has_a_few(maker: _Maker) -> None:
    """Whoever asks for words in the first seconds gets some, in any language."""
    await maker.passes(ENOUGH * len(LANGUAGES) - 1, MAKE_EVERY)

    assert all(maker.phrases.take(language) for language in LANGUAGES * ENOUGH)
    assert not any(maker.phrases.take(language) for language in LANGUAGES)


async def test_the_others_are_made_at_leisure(maker: _Maker) -> None:
    """After an outage thousands may wait, and the processor is theirs."""
    await maker.passes(ENOUGH * len(LANGUAGES) - 1, MAKE_EVERY)
    made = maker.made
    await maker.passes(3, MAKE_EVERY)
    assert maker.made == made

    await maker.passes(60, AT_LEISURE)

    assert maker.made == READY * len(LANGUAGES)


async def test_where_few_are_left_they_are_made_at_once(maker: _Maker) -> None:
    """However many ask for words, in one language: it has new ones each second."""
    await maker.passes(60, AT_LEISURE)
    made = maker.made
    for _ in range(READY):
        maker.phrases.take("fr")

    await maker.passes(1, AT_LEISURE)
    await maker.passes(ENOUGH - 1, MAKE_EVERY)

    assert maker.made == made + ENOUGH
    assert all(maker.phrases.take("fr") for _ in range(ENOUGH))
