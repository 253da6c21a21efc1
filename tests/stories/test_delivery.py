"""What is sent when a channel fails, and what is kept back."""

import asyncio
from datetime import timedelta

import pytest

from bot.errors import PerhapsSent, Refused, StoreDown, TryLater, Undeliverable
from bot.model import LineState
from tests.house import House
from tests.stories.test_the_whole_way import mia_talks, mia_waits


async def test_a_chat_that_must_wait_is_tried_again_when_told(house: House) -> None:
    """Nothing before the moment that the platform named, everything after it, once and in order."""
    mia = house.person("Mia")
    house.channel.faults = [TryLater("slow down", timedelta(seconds=30))]

    await mia.says("hallo")
    assert mia.reads() == []
    await house.minutes_pass(0.4)
    assert mia.reads() == []
    await house.minutes_pass(0.2)

    mia.was_told("Je praat met een bot", "Kun je nu vrij typen?")
    assert len(mia.screen) == len({bubble.text for bubble in mia.screen})


async def test_one_slow_chat_does_not_hold_up_another(house: House) -> None:
    """Lou is answered while Mia's chat has to wait."""
    mia, lou = house.person("Mia"), house.person("Lou")
    house.channel.faults = [TryLater("slow down", timedelta(seconds=30))]
    await mia.says("hallo")

    await lou.says("hallo")

    lou.was_told("Kun je nu vrij typen?")


async def test_an_answer_whose_fate_is_unknown_is_sent_again(house: House) -> None:
    """Somebody who just wrote sees a double rather than silence."""
    mia = house.person("Mia")
    house.channel.faults = [PerhapsSent("cut")]
    house.channel.sent_before_fault = True

    await mia.says("hallo")
    await house.minutes_pass(0.1)

    first = mia.screen[0].text
    assert [bubble.text for bubble in mia.screen].count(first) == 2
    mia.was_told("Kun je nu vrij typen?")


async def test_a_counsellors_words_of_unknown_fate_are_sent_again_once_and_then_shown_as_unknown(house: House) -> None:
    """The desk knows what nobody knows; the help-seeker's phone does not fill with the same line."""
    mia, ada, case_id = await mia_talks(house)
    house.channel.faults = [PerhapsSent("cut"), PerhapsSent("cut")]
    house.channel.sent_before_fault = True

    await ada.says(case_id, "Ik ben er.")
    await house.minutes_pass(1)

    assert [bubble.text for bubble in mia.reads()] == ["Ik ben er.", "Ik ben er."]
    assert (await ada.reads(case_id)).lines[-1].state is LineState.UNKNOWN


async def test_a_bubble_that_is_refused_does_not_stop_the_next(house: House) -> None:
    """One text that a platform will never take costs one text."""
    mia, ada, case_id = await mia_talks(house)
    house.channel.faults = [Refused("too strange")]

    await ada.says(case_id, "een")
    await ada.says(case_id, "twee")

    assert [bubble.text for bubble in mia.reads()] == ["twee"]
    assert [line.state for line in (await ada.reads(case_id)).lines] == [LineState.FAILED, LineState.SENT]


async def test_a_question_that_is_refused_was_never_asked(house: House) -> None:
    """A number that is typed after it agrees to nothing; the question comes again, and then it can be answered."""
    ada = house.counsellor("Ada")
    mia = house.person("Mia")
    await mia.starts()
    await mia.chooses("ja", "nederland", "binnen", "mens")
    house.channel.faults = [Refused("too strange")]
    await mia.chooses("ja")
    mia.reads()

    await mia.says("1")
    assert await ada.queue() == []
    mia.was_told("Mogen we je hier schrijven terwijl je wacht?")
    await mia.says("1")

    assert len(await ada.queue()) == 1


async def test_who_can_not_be_reached_any_more_is_forgotten(house: House) -> None:
    """A block that shows only when we write ends the case as well."""
    ada = house.counsellor("Ada")
    mia = await mia_waits(house)
    house.channel.faults = [Undeliverable()]

    await mia.says("hoelang nog?")

    assert await ada.queue() == []


async def test_a_channel_that_breaks_for_one_chat_does_not_stop_the_others(house: House) -> None:
    """A fault in our own code costs a pause and a line in the log; the answer still comes, and everybody else's too."""
    mia, lou = house.person("Mia"), house.person("Lou")
    house.channel.faults = [RuntimeError("canary")]
    await mia.says("hallo")

    await lou.says("hallo")
    await house.minutes_pass(0.1)

    lou.was_told("Kun je nu vrij typen?")
    mia.was_told("Kun je nu vrij typen?")
    assert ("channel_failed", {"channel": "telegram", "fault": "RuntimeError"}) in house.journal.lines
    assert "canary" not in str(house.journal.lines)


async def test_a_step_that_breaks_is_answered_all_the_same(house: House) -> None:
    """Whatever breaks in us, whoever wrote gets the numbers and not silence; the next message works again."""
    mia = house.person("Mia")
    await mia.says("hallo")
    mia.reads()
    house.break_the_next_step()

    await mia.says("ja")

    mia.was_told("112", "0800-0113")
    await mia.says("ja")
    mia.was_told("In welk land")


async def test_an_answer_whose_commit_went_unnoticed_comes_with_the_repeated_event(house: House) -> None:
    """The turn was kept but we did not hear of it: the event comes again, and then the person is answered, once."""
    mia = house.person("Mia")
    house.forget_the_next_commit()
    with pytest.raises(StoreDown):
        await mia.says("hallo", event="77")
    assert mia.reads() == []

    await mia.says("hallo", event="77")

    mia.was_told("Kun je nu vrij typen?")
    assert len(mia.screen) == len({bubble.text for bubble in mia.screen})


async def test_a_desk_hears_of_a_line_whose_commit_went_unnoticed(house: House) -> None:
    """The counsellor's page looks at the talk when the event comes again; nobody waits for the next word."""
    mia, ada, case_id = await mia_talks(house)
    house.forget_the_next_commit()
    with pytest.raises(StoreDown):
        await mia.says("ben je er nog?", event="77")
    await ada.open_desk.changes()

    await mia.says("ben je er nog?", event="77")

    queue_changed, changed = await asyncio.wait_for(ada.open_desk.changes(), 5)
    assert queue_changed
    assert case_id in changed
