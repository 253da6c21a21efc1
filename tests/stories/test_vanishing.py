"""Auto-delete: what stands in a chat vanishes by itself, on both sides, and nobody has to think of it."""

from datetime import timedelta

import pytest

from bot.errors import TryLater
from bot.model import Sender
from bot.ports import Job, Store
from tests.fakes import FakeClock
from tests.house import House, Person
from tests.stories.test_the_whole_way import mia_talks

AN_HOUR, A_DAY = "uur", "dag"
NOT_ALL = "Wat hier nog staat, kon niet weg"


async def mia_reads(house: House, choice: str = "") -> Person:
    """Mia comes to the menu, and perhaps chooses when messages vanish."""
    mia = house.person("Mia")
    await mia.says("hoi")
    await mia.chooses("ja", "belgie", "naaste")
    if choice:
        await mia.says("opruimen")
        await mia.chooses(choice)
    return mia


async def test_after_a_day_of_silence_the_chat_is_empty(house: House) -> None:
    """Nothing was chosen: so it is for everybody."""
    mia = await mia_reads(house)

    await house.hours_pass(23.75)
    assert mia.chat
    await house.hours_pass(0.25)

    assert mia.chat == []


async def test_an_hour_can_be_chosen(house: House) -> None:
    """Counted from the last message of either side, so that nothing goes while somebody reads."""
    mia = await mia_reads(house, AN_HOUR)
    await house.minutes_pass(50)
    await mia.says("menu")

    await house.minutes_pass(50)
    assert mia.chat
    await house.minutes_pass(10)

    assert mia.chat == []


async def test_the_choice_outlives_the_opening_and_can_be_taken_back(house: House) -> None:
    """It is theirs as long as we know them; it says nothing about them to whoever picks up the phone."""
    mia = await mia_reads(house, AN_HOUR)
    await house.hours_pass(3)
    await mia.says("hoi")
    await house.hours_pass(1)
    assert mia.chat == []

    await mia.says("opruimen")
    await mia.chooses(A_DAY)
    await house.hours_pass(2)

    assert mia.chat


async def test_who_does_not_know_keeps_an_hour_that_was_chosen(house: House) -> None:
    """Also when that was before the answers were forgotten: no idea is no choice of a longer time."""
    mia = await mia_reads(house, AN_HOUR)
    await house.hours_pass(3)
    await mia.says("hoi")

    await mia.says("opruimen")
    await mia.chooses("weet_niet")
    await house.hours_pass(1)

    assert mia.chat == []


async def test_nothing_is_said_when_messages_vanish(house: House) -> None:
    """An unasked bubble in an empty chat would be worse than the chat."""
    mia = await mia_reads(house)
    mia.reads()

    await house.hours_pass(30)

    assert mia.reads() == []


async def test_whoever_writes_later_meets_the_opening_in_an_empty_chat(house: House) -> None:
    """And what they write vanishes as well."""
    mia = await mia_reads(house, AN_HOUR)
    await house.hours_pass(1)
    mia.reads()

    await mia.says("hoi")
    stranger = house.person("Vreemd")
    await stranger.says("hoi")
    assert mia.reads() == stranger.reads()
    await house.hours_pass(1)

    assert mia.chat == []


async def test_a_talk_does_not_vanish_while_it_goes_on(house: House) -> None:
    """What a counsellor wrote can be read again, for as long as was chosen."""
    mia, ada, case_id = await mia_talks(house)
    await mia.says("opruimen")  # in a talk this is a word for the counsellor
    for number in range(3):
        await house.minutes_pass(8)
        await ada.says(case_id, f"Ik ben er nog, {number}.")
    said = len(mia.chat)

    await house.hours_pass(23)

    assert len(mia.chat) == said
    await house.hours_pass(1)
    assert mia.chat == []


async def test_a_word_without_an_answer_is_a_message_too(house: House) -> None:
    """In a talk nobody answers for us: what they wrote there stands as long as they chose."""
    ada, mia = house.counsellor("Ada"), await mia_reads(house, AN_HOUR)
    await mia.chooses("mens", "ja", "m30")
    await ada.claims_next()
    await mia.says("dag")
    await house.minutes_pass(9)
    mia.reads()
    await mia.says("ben je daar?")
    assert mia.reads() == []

    await house.minutes_pass(51)
    assert mia.chat
    await house.minutes_pass(9)

    assert mia.chat == []


async def test_what_is_gone_is_forgotten_and_not_deleted_again(house: House) -> None:
    """Neither an id nor the wish to delete is kept; the next time takes what came since."""
    mia = await mia_reads(house, AN_HOUR)
    await house.hours_pass(1)

    kept = await house.store.run(Job(lambda tx: tx.conversations.of(mia.sender)))
    assert kept is not None
    assert await house.store.run(Job(lambda tx: tx.conversations.refs(kept.id))) == ()
    assert await house.store.run(Job(lambda tx: tx.outbox.unfinished())) == ()
    await mia.says("hoi")
    await house.hours_pass(1)

    gone = house.channel.deleted[mia.sender]
    assert mia.chat == []
    assert len(gone) == len(set(gone))


async def test_that_messages_vanished_is_no_message(house: House) -> None:
    """The day is counted from the last word, although something went from the chat in the minute after it."""
    mia = await mia_reads(house)
    for minutes in (20 * 60, 20 * 60, 6 * 60 + 59):
        await house.minutes_pass(minutes)
        await mia.says("hoi")
    before = len(mia.chat)
    await house.minutes_pass(1)
    assert len(mia.chat) < before

    await house.hours_pass(23)
    await house.minutes_pass(58)
    assert mia.chat
    await house.minutes_pass(1)

    assert mia.chat == []


async def test_in_a_chat_that_is_never_silent_nothing_is_older_than_two_days(house: House) -> None:
    """Telegram would no longer delete it then; what is younger than a day stays."""
    mia = await mia_reads(house)
    first = set(mia.chat)

    for _ in range(5):
        await house.hours_pass(10)
        await mia.says("hoi")

    assert not first & set(mia.chat)
    assert len(mia.chat) >= 3


async def test_at_the_end_of_its_last_day_a_conversation_leaves_nothing_behind(store: Store, clock: FakeClock) -> None:
    """The ids die with its key at midnight; whoever wrote just before midnight a day ago has an empty chat by then."""
    clock.advance(timedelta(hours=9, minutes=50))  # to ten minutes before midnight
    house = House(store, clock)
    mia = await mia_reads(house)

    await house.hours_pass(23.75)

    assert mia.chat == []
    await house.tasks.end()


@pytest.mark.parametrize("restarts", [False, True])
async def test_a_platform_that_is_away_deletes_when_it_is_back(house: House, *, restarts: bool) -> None:
    """Also when we were started anew meanwhile: what is to be deleted is written down."""
    mia = await mia_reads(house, AN_HOUR)
    house.channel.deletion_faults = [TryLater("away", timedelta(minutes=30))]
    await house.hours_pass(1)
    assert mia.chat

    if restarts:
        await house.restarts()
    else:
        await house.minutes_pass(31)

    assert mia.chat == []


async def test_what_came_late_vanishes_with_the_rest(house: House) -> None:
    """A bubble that waited for the platform, and was shown within the window."""
    mia = await mia_reads(house, AN_HOUR)
    house.channel.faults = [TryLater("away", timedelta(minutes=9))]
    await mia.says("menu")
    await house.minutes_pass(9)
    assert house.channel.refs[mia.sender][-1] in mia.chat

    await house.minutes_pass(36)
    await house.minutes_pass(15)

    assert mia.chat == []


async def test_what_the_platform_kept_is_told_by_a_later_wipe(house: House) -> None:
    """Nothing is said when it happens; but “stop” never claims more than it did."""
    mia = await mia_reads(house, AN_HOUR)
    house.channel.undeletable.add(mia.chat[0])
    await house.hours_pass(1)
    mia.reads()

    await mia.says("stop")

    mia.was_told(NOT_ALL)


async def test_laat_staan_leaves_the_chat_for_good(house: House) -> None:
    """An empty chat can be a sign: who asked to leave it finds it as it was."""
    mia = await mia_reads(house)
    await mia.says("laat staan")
    stands = mia.chat

    await house.hours_pass(50)

    assert mia.chat == stands


async def test_a_wipe_takes_what_was_about_to_vanish(house: House) -> None:
    """The deletion that waits is overtaken; nothing is left out by that."""
    mia = await mia_reads(house, AN_HOUR)
    house.channel.deletion_faults = [TryLater("away", timedelta(minutes=1))]
    await house.hours_pass(1)

    await mia.says("stop")
    await house.minutes_pass(2)

    assert mia.chat == [house.channel.refs[mia.sender][-1]]  # the last line


async def test_on_the_web_page_nothing_is_waited_for(house: House) -> None:
    """There the page removes everything; no timer is kept for nothing."""
    mia = house.person_on_the_web("Mia")
    await mia.says("hoi")

    kept = await house.store.run(Job(lambda tx: tx.conversations.of(Sender("webchat", "Mia"))))

    assert kept is not None
    assert kept.vanish_by is None
    assert house.web.deleted[mia.sender] == []
