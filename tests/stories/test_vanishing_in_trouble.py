"""Auto-delete where something is in the way: Telegram, a crash, a process that stood still, a human nobody can read."""

from datetime import timedelta

import pytest

from bot.errors import PerhapsSent, TryLater, Undeliverable
from bot.model import MessageRef
from bot.ports import Job
from tests.house import House, Person
from tests.stories.test_return_phrases import asks_for_words, words_on
from tests.stories.test_vanishing import AN_HOUR, mia_reads

HELD_UP = timedelta(minutes=50)


async def whose_chat_has_to_wait(house: House) -> Person:
    """Mia fell silent an hour ago, and Telegram takes no deletion for most of the next one."""
    mia = await mia_reads(house, AN_HOUR)
    house.channel.deletion_faults = [TryLater("away", HELD_UP)]
    await house.hours_pass(1)
    assert mia.chat
    mia.reads()
    return mia


async def test_while_nothing_can_be_deleted_everybody_is_answered(house: House) -> None:
    """Whoever dared to write does not wait for the tidying; that takes what was there before, and nothing else."""
    mia = await whose_chat_has_to_wait(house)
    old = set(mia.chat)
    await house.minutes_pass(1)

    await mia.says("hoi")

    mia.was_told("Kun je nu vrij typen?")
    new = set(mia.chat) - old
    await house.minutes_pass(50)
    assert set(mia.chat) == new


async def test_while_nothing_vanishes_a_wipe_is_not_kept_waiting(house: House) -> None:
    """What was to vanish goes at once with the rest, and the last line comes."""
    mia = await whose_chat_has_to_wait(house)

    await mia.says("stop")

    mia.was_told("Oké, klaar.")
    assert mia.chat == [house.channel.refs[mia.sender][-1]]


async def test_messages_vanish_although_an_answer_has_to_wait(house: House) -> None:
    """The order of bubbles is their own."""
    mia = await mia_reads(house, AN_HOUR)
    house.channel.faults = [TryLater("away", timedelta(hours=3))]
    await mia.says("menu")

    await house.hours_pass(1)

    assert mia.chat == []


async def test_words_in_doubt_are_not_shown_again_behind_a_deletion_that_waits(house: House) -> None:
    """The process dies after Telegram took them; the deletion stood before them and was never in doubt."""
    mia = await whose_chat_has_to_wait(house)
    await house.phrases.fill()
    await mia.says("hoi")
    await mia.chooses("ja", "belgie", "weg")
    await mia.says("woorden")
    house.channel.faults = [PerhapsSent("cut"), TryLater("away", timedelta(minutes=1))]
    house.channel.sent_before_fault = True
    await mia.chooses("ja")
    words = words_on(mia)

    await house.restarts()

    assert "\n".join(bubble.text for bubble in mia.screen).count(words) == 1
    mia.was_told("De verbinding haperde")


@pytest.mark.parametrize("restarts", [False, True])
async def test_laat_staan_leaves_what_was_about_to_vanish(house: House, *, restarts: bool) -> None:
    """An empty chat can be a sign: what they asked for last holds, although a deletion waits and the last line too."""
    mia = await whose_chat_has_to_wait(house)
    house.channel.faults = [TryLater("away", HELD_UP + timedelta(minutes=20))]
    await mia.says("laat staan")
    stands = mia.chat

    if restarts:
        await house.restarts()
    await house.hours_pass(50)

    assert set(stands) <= set(mia.chat)


async def asks_for_words_while_the_chat_waits(house: House) -> tuple[Person, str, set[MessageRef]]:
    """As `whose_chat_has_to_wait`, and Mia has words to go on with since; returns what is to vanish as well."""
    mia = await whose_chat_has_to_wait(house)
    old = set(mia.chat)
    await house.minutes_pass(1)
    return mia, await asks_for_words(house, mia), old


async def test_words_said_elsewhere_let_the_first_chat_vanish_all_the_same(house: House) -> None:
    """What was said goes along; what stands on the other telephone goes, also after a restart."""
    mia, words, old = await asks_for_words_while_the_chat_waits(house)

    await house.person("her other account").says(words)
    await house.restarts()
    await house.minutes_pass(51)

    assert not old & set(mia.chat)


async def test_the_lock_lets_the_chat_vanish_all_the_same(house: House) -> None:
    """What the bot had still to say is dropped with the answers; that something is to go from the chat is not."""
    mia, _, old = await asks_for_words_while_the_chat_waits(house)
    await house.minutes_pass(16)

    await house.restarts()
    await house.minutes_pass(51)

    assert not old & set(mia.chat)


async def test_who_blocks_the_first_account_keeps_the_place_in_the_queue(house: House) -> None:
    """It came along with the words; that the other chat is gone shows when it is to be emptied."""
    ada, other = house.counsellor("Ada"), house.person("her other account")
    mia, words, _ = await asks_for_words_while_the_chat_waits(house)
    await mia.chooses("mens", "ja", "m60")
    await other.says(words)
    house.channel.deletion_faults = [Undeliverable()]

    await house.minutes_pass(51)

    (case,) = await ada.queue()
    assert (await ada.claims(case)).won


async def test_whoever_stood_still_for_a_day_empties_the_chats_afterwards(house: House) -> None:
    """Tidying comes first at a start; what was due while nobody looked is due still."""
    mia = await mia_reads(house, AN_HOUR)
    await house.tasks.end()
    house.clock.advance(timedelta(hours=26))

    await house.store.run(Job(lambda tx: tx.tidy()))
    await house.restarts()
    for _ in range(2):  # the answers are forgotten first: of several moments each has its own turn
        await house.minutes_pass(0)

    assert mia.chat == []


async def test_who_blocked_us_is_sent_nothing_that_waits_elsewhere(house: House) -> None:
    """That the chat is gone shows when it is to be emptied; the answer that waits beside it is not sent any more."""
    mia = await whose_chat_has_to_wait(house)
    await house.minutes_pass(45)
    house.channel.faults = [TryLater("busy", timedelta(minutes=8))]
    house.channel.deletion_faults = [Undeliverable()]
    await mia.says("hoi")

    await house.minutes_pass(5)
    await house.minutes_pass(3)

    assert mia.reads() == []


async def test_a_deletion_whose_commit_went_unnoticed_is_found_and_holds_up_nobody(house: House) -> None:
    """The event that comes twice finds it; it takes its own way, although Telegram takes no deletion now."""
    mia = await mia_reads(house, AN_HOUR)
    old = set(mia.chat)
    await house.minutes_pass(59)
    house.forget_the_next_commit()
    await house.minutes_pass(1)
    assert old <= set(mia.chat)
    house.channel.deletion_faults = [TryLater("away", HELD_UP)]
    await house.minutes_pass(1)
    await mia.says("hoi", event="77")
    await mia.says("hoi", event="77")
    mia.reads()

    await mia.says("ja")

    mia.was_told("In welk land")
    await house.minutes_pass(51)
    assert not old & set(mia.chat)


@pytest.mark.parametrize("claimed_at", [0, 40])
async def test_what_nobody_can_see_does_not_put_off_the_hour(house: House, claimed_at: int) -> None:
    """News of a claim and a counsellor's words are held where we may not write; so they are no message in the chat."""
    ada, mia = house.counsellor("Ada"), await mia_reads(house, AN_HOUR)
    await mia.chooses("mens", "ja", "m30")
    await house.minutes_pass(claimed_at)
    case = await ada.claims_next()
    await house.minutes_pass(40 - claimed_at)

    await ada.says(case, "Dag, ik ben Ada.")
    await house.minutes_pass(20)

    assert mia.chat == []


async def test_the_end_of_a_talk_that_nobody_can_see_does_not_put_off_the_hour(house: House) -> None:
    """What the flow says at the end is held as well."""
    ada, mia = house.counsellor("Ada"), await mia_reads(house, AN_HOUR)
    await mia.chooses("mens", "ja", "m30")
    case = await ada.claims_next()
    await house.minutes_pass(40)

    await ada.closes(case)
    await house.minutes_pass(20)

    assert mia.chat == []


async def test_a_chat_begun_anew_by_an_old_button_vanishes_as_well(house: House) -> None:
    """A tap is no message of its own; what was left standing stays, and what comes since goes."""
    mia = await mia_reads(house)
    await mia.says("laat staan")
    left = mia.chat
    menu = next(bubble for bubble in reversed(mia.screen) if bubble.options)

    await mia.taps(menu.options[0].label, bubble=menu)
    assert len(mia.chat) > len(left)
    await house.hours_pass(24)

    assert mia.chat == left


@pytest.mark.parametrize("known", [False, True])
@pytest.mark.parametrize("lately", [False, True])
async def test_the_chosen_hour_comes_along_with_the_words(house: House, *, known: bool, lately: bool) -> None:
    """At once, for somebody new there or not; also where it was chosen before the answers were forgotten."""
    mia, other = await mia_reads(house, "" if lately else AN_HOUR), house.person("her other account")
    words = await asks_for_words(house, mia)
    if lately:
        await mia.says("opruimen")
        await mia.chooses(AN_HOUR)
    if known:
        await other.says("hoi")

    await other.says(words)
    assert other.chat
    await house.hours_pass(1)

    assert other.chat == []


async def test_words_of_a_chat_that_keeps_longer_lengthen_nothing(house: House) -> None:
    """Who chose an hour here has that hour, whatever comes here from elsewhere."""
    words = await asks_for_words(house, house.person("her other account"))
    mia = await mia_reads(house, AN_HOUR)

    await mia.says(words)
    await house.hours_pass(1)

    assert mia.chat == []


async def test_on_the_web_page_no_hour_comes_along(house: House) -> None:
    """There nothing is waited for."""
    mia, web = await mia_reads(house, AN_HOUR), house.person_on_the_web("tab")
    words = await asks_for_words(house, mia)

    await web.says(words)

    kept = await house.store.run(Job(lambda tx: tx.conversations.of(web.sender)))
    assert kept is not None
    assert (kept.vanish_after, kept.vanish_by) == (None, None)
