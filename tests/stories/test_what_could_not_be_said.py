"""A channel that is away until we may not write any more: what was to be said then is not kept, and is asked again."""

import sqlite3
from datetime import timedelta
from pathlib import Path

import pytest

from bot.errors import TryLater
from bot.model import LineState
from bot.storage.keyring import MemoryKeyring
from bot.storage.sql import SqlStore
from tests.fakes import FakeClock
from tests.house import House, Person
from tests.stories.test_return_phrases import OPENING, asks_for_words, stands
from tests.stories.test_the_whole_way import mia_talks

QUESTION = "In welk land"


async def is_asked_while_the_channel_is_away(house: House, minutes: float) -> Person:
    """Somebody answers the first question, and the next one does not reach them; for so many minutes."""
    mia = house.person("mia")
    await mia.starts()
    house.channel.faults = [TryLater("away", timedelta(minutes=minutes))]
    await mia.chooses("ja")
    mia.reads()
    return mia


async def test_what_could_not_be_asked_is_asked_at_the_next_sign_of_life(house: House) -> None:
    """A number answers no list that nobody has seen; nor does a button of the list before."""
    mia = await is_asked_while_the_channel_is_away(house, 11)
    await house.minutes_pass(12)
    assert mia.reads() == []

    await mia.says("1")

    mia.was_told(QUESTION)
    here = await stands(house, mia)
    assert here is not None
    assert "land" not in here.vars
    await mia.says("1")
    mia.was_told("Wat past het best bij jou?")


async def test_a_button_of_the_question_before_answers_nothing_that_was_not_seen(house: House) -> None:
    """The list that they see is an older one by now, and they read the one that counts."""
    mia = await is_asked_while_the_channel_is_away(house, 11)
    await house.minutes_pass(12)

    await mia.chooses("nee")

    mia.was_told(QUESTION)


@pytest.mark.parametrize("with_words", [False, True])
@pytest.mark.parametrize(("away", "then"), [(11, 12), (40, 16)])
async def test_nothing_that_could_not_be_said_is_kept(
    tmp_path: Path, away: int, then: int, *, with_words: bool
) -> None:
    """With words to go on with or without: at the latest at the lock, if the channel asks us to wait for longer."""
    clock = FakeClock()
    store = SqlStore(f"sqlite:///{tmp_path / 'ajar.db'}", MemoryKeyring(clock.now()), clock)
    await store.open()
    await store.serve()
    house = House(store, clock)
    mia = house.person("mia")
    if with_words:
        await asks_for_words(house, mia)
    else:
        await mia.starts()
        await mia.chooses("ja", "belgie", "weg")
    house.channel.faults = [TryLater("away", timedelta(minutes=away))]
    await mia.says("lezen")

    await house.minutes_pass(then)
    with sqlite3.connect(tmp_path / "ajar.db") as connection:
        (rows,) = connection.execute("SELECT count(*) FROM outbox").fetchone()
    await house.tasks.end()
    await store.close()

    assert rows == 0


@pytest.mark.parametrize("way", ["a silence", "/start"])
async def test_what_was_to_be_said_before_the_opening_is_never_shown_after_it(house: House, way: str) -> None:
    """Telegram asked us to wait long; whoever holds the phone then reads what a stranger reads."""
    mia = await is_asked_while_the_channel_is_away(house, 20)
    await house.minutes_pass(16)

    await (mia.says("hoi") if way == "a silence" else mia.starts())
    await house.minutes_pass(5)

    stranger = house.person("vreemd")
    await stranger.starts()
    assert mia.reads() == stranger.reads()


async def test_what_was_to_be_said_before_the_opening_is_not_shown_when_our_code_breaks_at_it(house: House) -> None:
    """Whoever holds the phone reads the numbers, and nothing of what was asked before the silence."""
    mia = await is_asked_while_the_channel_is_away(house, 20)
    await house.minutes_pass(16)
    house.break_the_next_step()

    await mia.says("hoi")
    await house.minutes_pass(5)

    (only,) = mia.reads()
    assert "112" in only.text
    assert QUESTION not in only.text


async def test_nothing_is_shown_any_more_on_the_channel_that_was_left(house: House) -> None:
    """Telegram asked us to wait; meanwhile they went on elsewhere with their words."""
    mia, web = house.person("mia"), house.person_on_the_web("tab")
    words = await asks_for_words(house, mia)
    house.channel.faults = [TryLater("away", timedelta(minutes=5))]
    await mia.says("lezen")
    mia.reads()

    await web.says(words)
    web.was_told("Je gaat verder waar je was")
    await house.minutes_pass(6)

    assert mia.reads() == []
    await mia.says("hoi")
    mia.was_told(*OPENING)


async def test_the_last_words_of_a_talk_that_did_not_arrive_are_told_at_the_desk(house: House) -> None:
    """They are not kept for a talk that is over; and the counsellor does not believe that they were read."""
    mia, ada, case_id = await mia_talks(house)
    house.channel.faults = [TryLater("away", timedelta(minutes=11))]
    await ada.says(case_id, "Bel morgen gerust nog eens.")
    await ada.closes(case_id)
    assert (await ada.reads(case_id)).lines[0].state is LineState.WAITING

    await house.minutes_pass(12)

    assert (await ada.reads(case_id)).lines[0].state is LineState.FAILED
    assert not any("Bel morgen" in bubble.text for bubble in mia.screen)


async def test_the_words_of_a_counsellor_wait_through_the_lock_while_the_talk_lasts(house: House) -> None:
    """They belong to the case, and whoever comes back by their words reads them; else the desk is told."""
    mia, ada, case_id = await mia_talks(house)
    await house.minutes_pass(11)
    await ada.says(case_id, "Ik wacht op je.")
    assert (await ada.reads(case_id)).lines[-1].state is LineState.HELD

    await house.minutes_pass(20)
    assert (await ada.reads(case_id)).lines[-1].state is LineState.HELD

    await mia.says("hoi")
    mia.was_told(*OPENING)
    assert (await ada.reads(case_id)).lines[-2].state is LineState.FAILED
