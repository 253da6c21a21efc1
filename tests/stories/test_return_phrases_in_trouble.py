"""Words to go on with where something is in the way: a cut line, a restart, no memory, strangers who try."""

from datetime import timedelta

from bot.errors import PerhapsSent, TryLater
from bot.model import Inbound, InboundKind, ReturnKey, Sender, WayBack
from bot.return_phrases import TRIES, TRIES_OF_ALL
from tests.house import House, Person, quick_keys
from tests.stories.test_return_phrases import OPENING, asks_for_words, words_on


async def test_nobody_tries_phrases_for_long(house: House) -> None:
    """Who tries too many is not looked at any more for a while, and can't tell."""
    mia = house.person("mia")
    words = await asks_for_words(house, mia)
    noor, list_of = house.person("noor"), words.split()
    for _ in range(TRIES):
        await noor.says(" ".join(reversed(list_of)))
    noor.reads()

    await noor.says(words)

    assert not any("Je gaat verder waar je was" in bubble.text for bubble in noor.reads())
    await house.minutes_pass(16)
    await noor.says(words)
    noor.was_told("Je gaat verder waar je was")


async def asks_while_the_line_is_cut(house: House, mia: Person, *, shown: bool) -> None:
    """Ask for words; the answer that shows them is lost on its way to Telegram, or only what Telegram says of it."""
    await house.phrases.fill()
    await mia.starts()
    await mia.chooses("ja", "belgie", "weg")
    await mia.says("woorden")
    house.channel.faults = [PerhapsSent("cut")]
    house.channel.sent_before_fault = shown
    await mia.chooses("ja")
    await house.minutes_pass(1)


async def test_words_that_were_perhaps_shown_are_not_shown_again(house: House) -> None:
    """It says what to do instead, and the ones that somebody has seen work."""
    mia = house.person("mia")
    await asks_while_the_line_is_cut(house, mia, shown=True)
    words = words_on(mia)
    seen = "\n".join(bubble.text for bubble in mia.screen)
    assert seen.count(words) == 1
    mia.was_told("De verbinding haperde", "Wat wil je nu doen?")
    await house.minutes_pass(20)

    await mia.says(words)

    mia.was_told("Je gaat verder waar je was")


async def test_who_did_not_see_them_gets_others(house: House) -> None:
    """What nobody has seen is in no chat, and opens nothing once there are new ones."""
    mia = house.person("mia")
    await asks_while_the_line_is_cut(house, mia, shown=False)
    assert not any(bubble.text.startswith("Dit zijn ze") for bubble in mia.screen)
    mia.was_told("De verbinding haperde")

    await mia.says("woorden")
    await mia.chooses("ja")

    assert len({words_on(mia)}) == 1


async def test_after_a_restart_words_in_doubt_are_not_shown_again(house: House) -> None:
    """The process dies after Telegram took them, before that was noted."""
    mia = house.person("mia")
    await house.phrases.fill()
    await mia.starts()
    await mia.chooses("ja", "belgie", "weg")
    await mia.says("woorden")
    house.channel.faults = [TryLater("busy", timedelta(minutes=1))]
    await mia.chooses("ja")  # it waits as the first row, so after a start nobody knows

    await house.restarts()

    assert not any(bubble.text.startswith("Dit zijn ze") for bubble in mia.screen)
    mia.was_told("De verbinding haperde", "Wat wil je nu doen?")


async def test_many_who_try_on_the_web_shut_nobody_out_on_telegram(house: House) -> None:
    """And on the web not for long: what was tried runs off evenly."""
    mia, web = house.person("mia"), house.person_on_the_web("tab")
    words = await asks_for_words(house, mia)
    others = await asks_for_words(house, web)
    wrong = " ".join(reversed(words.split()))
    for number in range(TRIES_OF_ALL):
        await house.phrases.key_of(Inbound(Sender("webchat", f"s{number}"), str(number), InboundKind.TEXT, wrong))
    await house.minutes_pass(0)

    await web.says(others)
    assert not any("Je gaat verder" in bubble.text for bubble in web.screen)
    await mia.says(words)
    mia.was_told("Je gaat verder waar je was")

    await house.minutes_pass(1)
    await web.says(others)
    web.was_told("Je gaat verder waar je was")


async def test_without_memory_for_it_words_are_a_text_like_any_other(house: House) -> None:
    """Whoever writes is answered, and the next try works."""
    mia = house.person("mia")
    words = await asks_for_words(house, mia)
    await house.minutes_pass(20)
    mia.reads()
    house.make_keys = out_of_memory
    await mia.says(words)
    mia.was_told(*OPENING)
    assert ("phrase_failed", {"fault": "MemoryError"}) in house.journal.lines

    house.make_keys = quick_keys
    await mia.says(words)
    mia.was_told("Je gaat verder waar je was")


def out_of_memory(words: str) -> tuple[WayBack, ReturnKey]:
    """Fail as Argon2 does on a machine without memory."""
    raise MemoryError(len(words))


async def test_when_none_is_ready_it_says_so(house: House) -> None:
    """And the conversation goes on."""
    mia = house.person("mia")
    await mia.starts()
    await mia.chooses("ja", "belgie", "weg", "later", "ja")

    mia.was_told("Dat lukt op dit moment niet", "Wat wil je nu doen?")
