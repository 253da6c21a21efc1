"""Five words open what they must, wherever they are typed, and nothing else does; told over every kind of store."""

import re
from datetime import timedelta

import msgspec
import pytest

from bot.content_files import read_return_words
from bot.flows.locking import MOST_WAYS
from bot.model import Conversation, LineState, MessageRef, Phase
from bot.ports import Job
from bot.storage.sql import SqlStore
from tests.house import House, Person, shipped_bundle

OPENING = ("Je praat met een bot", "Kun je nu vrij typen?")


def words_on(person: Person) -> str:
    """Return the words of the newest bubble that shows any."""
    shown = [bubble.text for bubble in person.screen if bubble.text.startswith("Dit zijn ze")]
    return shown[-1].splitlines()[1]


async def asks_for_words(house: House, person: Person) -> str:
    """Come as far as the menu, answer two questions, and ask for words."""
    await house.phrases.fill()
    await person.starts()
    await person.chooses("ja", "belgie", "weg")
    await person.says("woorden")
    await person.chooses("ja")
    return words_on(person)


async def stands(house: House, person: Person) -> Conversation | None:
    """Look at what is kept of somebody."""
    return await house.store.run(Job(lambda tx: tx.conversations.of(person.sender)))


async def test_what_began_on_the_web_goes_on_in_telegram(house: House) -> None:
    """The page may even be closed; on the other side nothing is left, and nothing that was said is repeated."""
    web, mia = house.person_on_the_web("tab"), house.person("mia")
    words = await asks_for_words(house, web)

    await mia.says(words.upper())

    mia.was_told("Je gaat verder waar je was", "Wat wil je nu doen?")
    there, here = await stands(house, web), await stands(house, mia)
    assert here is not None
    assert there is not None
    assert (here.node, dict(here.vars)) == ("start.menu", {"land": "be", "rol": "weg"})
    assert (there.node, dict(there.vars), there.way_back) == ("", {}, None)
    web.reads()
    await web.says("hallo")
    web.was_told(*OPENING)


@pytest.mark.parametrize("minutes", [16, 600, 6 * 24 * 60])
async def test_after_the_silence_only_the_words_lead_back(house: House, minutes: int) -> None:
    """Anybody else on that telephone meets the opening, before and after."""
    mia = house.person("mia")
    words = await asks_for_words(house, mia)
    await house.minutes_pass(min(minutes, 60))
    mia.reads()
    await mia.says("hoi")
    mia.was_told(*OPENING)
    house.clock.advance(timedelta(minutes=minutes))

    elsewhere = house.person_on_the_web("other")
    await elsewhere.says(f"  {words.replace(' ', ', ')}. ")

    elsewhere.was_told("Je gaat verder waar je was", "Wat wil je nu doen?")
    back = await stands(house, elsewhere)
    assert back is not None
    assert dict(back.vars) == {"land": "be", "rol": "weg"}


def shows_words(house: House, person: Person) -> list[MessageRef]:
    """Return the messages in a person's chat that show words."""
    pairs = zip(house.channel.refs[person.sender], person.screen, strict=True)
    return [ref for ref, bubble in pairs if ref in person.chat and bubble.text.startswith("Dit zijn ze")]


@pytest.mark.parametrize("by", ["the clock", "the next message"])
async def test_the_words_leave_the_chat_with_the_lock(house: House, by: str) -> None:
    """Whoever takes the telephone later reads what stands there, and not what opens it; all else stays as it was."""
    mia = house.person("mia")
    await asks_for_words(house, mia)
    await mia.says("woorden")
    await mia.chooses("ja")
    words = words_on(mia)
    await house.minutes_pass(14)
    shown = shows_words(house, mia)
    others = [ref for ref in mia.chat if ref not in shown]
    assert len(shown) == 2  # the first ones open nothing any more, but nobody has to find that out

    if by == "the clock":
        await house.minutes_pass(2)
        assert mia.chat == others
    house.clock.advance(timedelta(minutes=2))
    await mia.says("hoi")

    assert shows_words(house, mia) == []
    assert set(others) < set(mia.chat)
    await mia.says(words)
    mia.was_told("Je gaat verder waar je was")


async def test_words_that_gave_way_to_others_leave_the_chat_too(house: House) -> None:
    """They protect what was said here before the earlier ones were typed."""
    mia = house.person("mia")
    first = await asks_for_words(house, mia)
    await house.minutes_pass(16)
    await mia.says("hoi")
    await mia.chooses("ja", "nederland", "binnen")
    await mia.says("woorden")
    await mia.chooses("ja")
    await mia.says(first)
    mia.was_told("Je gaat verder waar je was")
    assert len(shows_words(house, mia)) == 1

    await house.minutes_pass(16)

    assert shows_words(house, mia) == []


async def test_where_nothing_can_be_deleted_nothing_is_tried(house: House) -> None:
    """A page shows what it shows until it is left."""
    web = house.person_on_the_web("tab")
    await asks_for_words(house, web)
    await house.minutes_pass(16)

    assert house.web.deleted == {}


async def test_words_work_once_and_are_then_like_any_others(house: House) -> None:
    """What they did shows in nothing."""
    mia = house.person("mia")
    words = await asks_for_words(house, mia)
    await house.minutes_pass(20)
    await mia.says(words)
    mia.reads()

    await mia.says(words)
    again = mia.reads()
    await mia.says("eens even kijken of dit past")

    assert again[0].text in {shipped_bundle().say(key, "nl") for key in ("not_understood", "told")}
    assert not any(words in bubble.text for bubble in again)


async def test_wrong_words_read_like_a_strangers_first(house: House) -> None:
    """Known, unknown, locked, moved or wiped: the same bytes for all who do not have the words."""
    words = (await asks_for_words(house, house.person("mia"))).split()
    wrong = " ".join((words[1], words[0], *words[2:]))
    if wrong == " ".join(words):
        wrong = " ".join((*words[:4], "appel"))
    known, wiped, stranger = house.person("mia"), house.person("noor"), house.person("ben")
    await wiped.starts()
    await wiped.says("stop")
    await house.minutes_pass(20)
    known.reads(), wiped.reads()

    for person in (known, wiped, stranger):
        await person.says(wrong)

    read = [person.reads() for person in (known, wiped, stranger)]
    assert read[0] == read[1] == read[2]
    assert read[0][0].text.startswith(OPENING[0])


async def test_a_slip_of_the_finger_is_forgiven(house: House) -> None:
    """Accents, capitals and a letter too few make no difference."""
    mia = house.person("mia")
    words = (await asks_for_words(house, mia)).split()
    cut = (" ".join([*words[:place], words[place][:-1], *words[place + 1 :]]) for place in range(5))
    mistyped = next(text for text in cut if read_return_words().meant(text))  # now and then it could be two words
    await house.minutes_pass(20)
    mia.reads()

    await mia.says(mistyped.title())

    mia.was_told("Je gaat verder waar je was")


async def test_a_wipe_forgets_what_the_words_open(house: House) -> None:
    """Also when it comes after the lock."""
    mia = house.person("mia")
    words = await asks_for_words(house, mia)
    await house.minutes_pass(20)
    await mia.says("stop")

    noor = house.person("noor")
    await noor.says(words)

    noor.was_told(*OPENING)


async def test_whoever_blocks_one_channel_may_go_on_in_another(house: House) -> None:
    """Blocking is how an app is hidden in a hurry; who wants it gone says stop."""
    mia = house.person("mia")
    words = await asks_for_words(house, mia)
    await mia.blocks_us()

    noor = house.person_on_the_web("tab")
    await noor.says(words)

    noor.was_told("Je gaat verder waar je was", "Wat wil je nu doen?")


async def test_somebody_else_on_the_telephone_changes_nothing_of_what_is_locked(house: House) -> None:
    """Their own session is no part of it, not even with words of their own."""
    mia = house.person("mia")
    words = await asks_for_words(house, mia)
    await house.minutes_pass(20)
    await house.phrases.fill()
    await mia.says("wie is dit")
    await mia.chooses("ja", "nederland", "naaste", "later", "ja")
    others = words_on(mia)
    await house.minutes_pass(20)

    noor = house.person("noor")
    await noor.says(words)

    back = await stands(house, noor)
    assert back is not None
    assert dict(back.vars) == {"land": "be", "rol": "weg"}
    ben = house.person("ben")
    await ben.says(others)
    assert dict((await stands(house, ben) or back).vars) == {"land": "nl", "rol": "naaste"}


async def test_a_place_in_the_queue_comes_along(house: House) -> None:
    """The counsellor writes to where the person is now, and the old telephone stays silent."""
    ada = house.counsellor("ada")
    web, mia = house.person_on_the_web("tab"), house.person("mia")
    words = await asks_for_words(house, web)
    await web.chooses("mens", "ja", "nee")
    (case,) = await ada.queue()

    await mia.says(words)
    mia.was_told("Je gaat verder waar je was", "Je staat nog in de rij")
    web.reads()
    await ada.claims(case)
    await ada.says(case, "Dag, ik ben Ada.")
    assert mia.reads() == [], "she had said no to being written to first"

    await mia.says("is daar iemand")
    mia.was_told("Nu schrijft een mens", "Dag, ik ben Ada.")
    assert web.reads() == []
    await mia.says("dank je")
    assert "dank je" in [line.text for line in (await ada.reads(case)).lines]


@pytest.mark.parametrize("elsewhere", [True, False])
async def test_whoever_comes_back_into_a_talk_first_reads_who_writes(house: House, *, elsewhere: bool) -> None:
    """A counsellor wrote while nobody was there; the words come behind the truth, here and on another channel."""
    ada, mia, web = house.counsellor("ada"), house.person("mia"), house.person_on_the_web("tab")
    words = await asks_for_words(house, mia)
    await mia.chooses("mens", "ja", "nee")
    await house.minutes_pass(20)
    case = await ada.claims_next()
    await ada.says(case, "Dag, ik ben Ada.")
    mia.reads()
    back = web if elsewhere else mia

    await back.says(words)

    back.was_told("Je gaat verder waar je was", "Nu schrijft een mens", "Dag, ik ben Ada.")
    assert (await ada.reads(case)).lines[0].state is LineState.SENT
    await back.says("dank je")
    assert "dank je" in [line.text for line in (await ada.reads(case)).lines]


async def test_a_talk_that_was_closed_meanwhile_is_over(house: House) -> None:
    """The words lead to where the flow goes after a talk."""
    ada, mia = house.counsellor("ada"), house.person("mia")
    words = await asks_for_words(house, mia)
    await mia.chooses("mens", "ja", "nee")
    (case,) = await ada.queue()
    await ada.claims(case)
    await house.minutes_pass(20)
    await ada.closes(case)
    mia.reads()

    await mia.says(words)

    mia.was_told("Je gaat verder waar je was")
    back = await stands(house, mia)
    assert back is not None
    assert (back.phase, back.case_id, back.handover) == (Phase.BOT, None, "")


async def test_a_wipe_finds_all_that_earlier_words_open(house: House) -> None:
    """Those of other days and of the other channel, however many there were; and it never keeps more than it finds."""
    web, mia = house.person_on_the_web("tab"), house.person("mia")
    given = []
    for _ in range(MOST_WAYS + 2):
        given.append(await asks_for_words(house, web))
        await house.minutes_pass(16)
    given.append(await asks_for_words(house, web))
    await mia.says(given[-1])
    mia.was_told("Je gaat verder waar je was")

    await mia.says("stop")
    await house.minutes_pass(16)

    for number, words in enumerate(given):
        await house.person(f"somebody {number}").says(words)
    assert not any(
        "Je gaat verder" in bubble.text
        for number in range(len(given))
        for bubble in house.person(f"somebody {number}").screen
    )


async def test_the_words_are_kept_nowhere_and_after_the_lock_nothing_they_protect_is(house: House) -> None:
    """With every key of the keyring, every row of every table; without the words."""
    store = house.store._store  # noqa: SLF001 - the rows themselves are looked at
    if not isinstance(store, SqlStore):
        return
    mia = house.person("mia")
    words = await asks_for_words(house, mia)
    await house.minutes_pass(16)

    kept = await stands(house, mia)
    assert kept is not None
    told = msgspec.json.encode(kept).decode()
    assert not re.search(r"belgie|\"be\"|weg|start|menu", told)
    assert (kept.node, kept.vars, kept.stack, kept.prompt, kept.way_back) == ("", {}, (), None, None)
    assert not any(word in told for word in words.split())
    assert await house.store.run(Job(lambda tx: tx.outbox.queued(kept.id) + tx.outbox.release(kept.id))) == ()


async def test_without_words_the_answers_are_forgotten_all_the_same(house: House) -> None:
    """Nobody would ever see them again."""
    mia = house.person("mia")
    await mia.starts()
    await mia.chooses("ja", "belgie", "weg")
    await house.minutes_pass(10)
    await mia.says("menu")
    await house.minutes_pass(14)
    still = await stands(house, mia)
    await house.minutes_pass(2)

    gone = await stands(house, mia)
    assert still is not None
    assert gone is not None
    assert (dict(still.vars), dict(gone.vars)) == ({"land": "be", "rol": "weg"}, {})
