"""Somebody agrees on a call in the chat itself: what is asked, what is kept, and what whoever holds the phone reads."""

from dataclasses import replace
from datetime import datetime

import pytest

from bot.handover.callbacks import NoCallNow
from bot.model import (
    MOST_GUESSES,
    Asking,
    Callback,
    CallbackOutcome,
    CallbackState,
    CallDetails,
    MessageRef,
    Shift,
    ShiftId,
    Slot,
    Wishes,
)
from bot.ports import Job
from tests.booking import NUMBER, callback_of, hours
from tests.house import Counsellor, House, Person
from tests.stories.test_callbacks import begins, ended, hired, until

pytestmark = pytest.mark.usefixtures("at_full_speed")

AGREED = CallDetails(NUMBER, "mijn zus", "met de fietsenwinkel", "tulp")
FREE_WHEN = "woensdag 25 november, 20.00–21.00 uur"


@pytest.fixture
def at(house: House) -> datetime:
    """Wednesday evening at eight, in Amsterdam; now it is Monday afternoon."""
    return house.clock.now() + hours(53)


@pytest.fixture
async def ada(house: House, at: datetime) -> Counsellor:
    """Ada takes one call on Wednesday between eight and nine, and one between nine and ten."""
    ada = await hired(house, "Ada")
    shift = Shift(ShiftId(b"s" * 16), ada.id, at.date(), (20 * 60, 22 * 60), calls=1)
    await house.store.run(Job(lambda tx: tx.shifts.keep(shift)))
    return ada


async def comes_to_the_times(person: Person, *, age: str = "ja") -> None:
    """Say that a human is to call, and look at the times of the one day that is free."""
    await person.says("afspraak")
    on_the_web = ["verder"] if person.sender.channel == "webchat" else []
    await person.chooses("laten_bellen", *on_the_web, age, "nl")
    await person.says("woensdag")


async def answers(person: Person, *, at: str = "20 uur", says_yes: tuple[str, ...] = ("zelf",)) -> None:
    """Choose eight in the evening, and answer everything up to the number."""
    await person.says(at)
    await person.says("mijn zus")
    await person.says("met de fietsenwinkel")
    await person.chooses("nee", "nee", "nee", *says_yes)
    await person.says("tulp")


async def agrees(
    house: House, person: Person, *, age: str = "ja", at: str = "20 uur", says_yes: tuple[str, ...] = ("zelf",)
) -> Callback:
    """Agree on a call; returns what is kept of it."""
    await comes_to_the_times(person, age=age)
    await answers(person, at=at, says_yes=says_yes)
    await person.chooses("ja")
    await person.says("bel maar op 06 12987054")
    callback = await callback_of(house.store, person.sender)
    assert callback is not None
    return callback


async def types_the_word(person: Person, word: str = "tulp") -> None:
    """Come back, and type what may be the word."""
    await person.says("afspraak")
    await person.chooses("geregeld", "woord")
    person.reads()
    await person.says(word)


async def taken(house: House, slot: Slot) -> int:
    """Return how many calls are agreed in a slot."""
    return (await house.store.run(Job(lambda tx: tx.callbacks.taken([slot])))).get(slot, 0)


@pytest.mark.parametrize("channel", ["telegram", "webchat"])
async def test_from_the_first_word_to_the_call(house: House, ada: Counsellor, at: datetime, channel: str) -> None:
    """Nothing is sent first; the word says yes a day before, and nobody calls without."""
    mia = house.person("Mia") if channel == "telegram" else house.person_on_the_web("Mia")
    await mia.starts()
    callback = await agrees(house, mia)
    mia.was_told(
        "Welke dag past?", "Woensdag 25 november. Welke tijd past?", FREE_WHEN, "laatste stap", "Het staat vast"
    )

    assert (callback.details, callback.slot.start_at, callback.asking) == (AGREED, at, Asking.NEVER)
    assert (callback.state, callback.channel) == (CallbackState.BOOKED, channel)
    await until(house, at - hours(3))
    assert mia.reads() == []
    await types_the_word(mia, " TULP. ")
    mia.was_told(FREE_WHEN)
    await mia.chooses("ja")
    mia.was_told("Genoteerd")

    assert (await house.callbacks.claim(ada.id, callback.id)).won
    await until(house, at)
    assert (await house.callbacks.open_sheet(ada.id, callback.id)).details == AGREED


@pytest.mark.usefixtures("ada")
async def test_whoever_holds_the_phone_later_reads_what_a_stranger_reads(house: House) -> None:
    """By their messages, by a wrong word, and by a yes, which is none; and five words are all that anybody tries."""
    mia, noor = await begins(house), await begins(house, "Noor")
    callback = await agrees(house, mia)
    await house.minutes_pass(30)
    mia.reads()
    read = []
    for person in (mia, noor):
        await person.says("ja")
        for word in ("roos", "lelie", "anjer", "iris", "aster"):
            await types_the_word(person, word)
        await types_the_word(person)
        read.append([bubble.text for bubble in person.screen[-12:]])

    assert read[0] == read[1]
    assert not any("november" in text for text in read[0])
    kept = await callback_of(house.store, mia.sender)
    assert kept is not None
    assert (kept.id, kept.state) == (callback.id, CallbackState.BOOKED)
    assert MOST_GUESSES == 5


async def test_whoever_books_after_the_opening_lets_nobody_call_who_was_kept_out(house: House, ada: Counsellor) -> None:
    """They may be somebody else: a booking over a booking only keeps out more."""
    mia = await begins(house)
    callback = await agrees(house, mia)
    kept = replace(callback, wishes=Wishes(not_staff=frozenset({ada.id})))
    await house.store.run(Job(lambda tx: tx.callbacks.change(kept)))
    await house.minutes_pass(30)

    await mia.says("hallo")
    again = await agrees(house, mia, at="21 uur")

    assert again.id != callback.id
    assert not again.wishes.let_in(ada.id, {})
    assert not (await house.callbacks.claim(ada.id, again.id)).won


@pytest.mark.usefixtures("ada")
async def test_of_two_who_want_the_last_place_one_has_it(house: House) -> None:
    """The other one is told, keeps nothing of it, and finds what is still free."""
    mia, noor = await begins(house), await begins(house, "Noor")
    for person in (mia, noor):
        await comes_to_the_times(person)
        await answers(person)
        await person.chooses("ja")
    await mia.says("06 12987054")
    await noor.says("06 12987055")

    noor.was_told("Dat moment is net weg")
    assert await callback_of(house.store, noor.sender) is None
    await noor.chooses("laten_bellen", "ja")
    await noor.says("woensdag")
    assert [option.label for option in noor.screen[-1].options] == ["21.00–22.00 uur", "Andere dag", "Niets past"]


@pytest.mark.parametrize("word", ["wis", "laat staan"])
@pytest.mark.usefixtures("ada")
async def test_a_wipe_takes_it_along_and_frees_the_time(house: House, word: str) -> None:
    """Also in the middle of the questions nothing is left of what was typed."""
    mia, noor = await begins(house), await begins(house, "Noor")
    slot = (await agrees(house, mia)).slot
    await comes_to_the_times(noor)
    await noor.says("21 uur")
    await noor.says("mijn zus")
    assert await taken(house, slot) == 1
    for person in (mia, noor):
        await person.says(word)

    assert await taken(house, slot) == 0
    assert await ended(house) == {CallbackOutcome.WITHDRAWN: 1}
    assert await house.store.run(Job(lambda tx: tx.conversations.of(mia.sender))) is None


@pytest.mark.usefixtures("ada")
async def test_whoever_closes_the_page_is_not_called(house: House) -> None:
    """They were told so before; the time is free again."""
    mia = house.person_on_the_web("Mia")
    await mia.starts()
    slot = (await agrees(house, mia)).slot
    mia.was_told("Sluit of ververs je deze pagina", "ook de afspraak", "Laat deze pagina open")
    assert await taken(house, slot) == 1
    await mia.blocks_us()

    assert await taken(house, slot) == 0
    assert await ended(house) == {CallbackOutcome.WITHDRAWN: 1}


@pytest.mark.usefixtures("ada")
async def test_it_is_moved_with_the_word_and_all_else_stays(house: House, at: datetime) -> None:
    """The old time is free again, and a yes to the old one would be none to the new."""
    mia = await begins(house)
    before = await agrees(house, mia, says_yes=("begin", "suit_ask_going"))
    await house.minutes_pass(30)
    await types_the_word(mia)
    await mia.chooses("ander")
    await mia.says("woensdag")
    await mia.says("21 uur")

    mia.was_told("Het staat vast: woensdag 25 november, 21.00–22.00 uur")
    after = await callback_of(house.store, mia.sender)
    assert after is not None
    assert (after.slot.start_at, after.details) == (at + hours(1), AGREED)
    assert (after.asking, after.wording) == (Asking.AT_START, "suit_ask_going")
    assert await taken(house, before.slot) == 0
    assert await ended(house) == {CallbackOutcome.MOVED: 1}


@pytest.mark.usefixtures("ada")
async def test_anybody_cancels_and_nobody_learns_whether_there_was_anything(house: House) -> None:
    """No call is always the safe side."""
    mia, noor = await begins(house), await begins(house, "Noor")
    await agrees(house, mia)
    await house.minutes_pass(30)
    for person in (mia, noor):
        await person.says("afspraak")
        await person.chooses("geregeld", "afzeggen")

    assert mia.screen[-4:] == noor.screen[-4:]
    mia.was_told("Stond er iets, dan is het nu weg")
    assert await callback_of(house.store, mia.sender) is None
    assert await ended(house) == {CallbackOutcome.WITHDRAWN: 1}


async def test_under_16_a_counsellor_decides_before_a_yes_counts(house: House, ada: Counsellor, at: datetime) -> None:
    """Until then the word opens what is agreed, and no call sheet."""
    mia = await begins(house)
    callback = await agrees(house, mia, age="nee")
    mia.was_told("kijkt eerst een mens van ons", "Kindertelefoon", "Het staat vast", "Eerst kijkt nog een mens")
    assert callback.state is CallbackState.ASKED

    await until(house, at - hours(3))
    await types_the_word(mia)
    await mia.chooses("ja")
    mia.was_told("Ja zeggen kan in de 24 uur ervoor")
    await house.callbacks.decide(ada.id, callback.id, is_allowed=True)
    await types_the_word(mia)
    await mia.chooses("ja")
    mia.was_told("Genoteerd")


@pytest.mark.parametrize(
    ("age", "decides"),
    [("jonger", True), ("15", True), ("ik ben veertien", True), ("bijna 16", True), ("ik ben 17", False)],
)
async def test_an_age_in_words_of_their_own_decides_as_the_buttons_do(
    house: House, ada: Counsellor, age: str, *, decides: bool
) -> None:
    """Under 16 leads to a counsellor's decision, however it is said."""
    mia = await begins(house)
    await mia.says("afspraak")
    await mia.chooses("laten_bellen")
    await mia.says(age)
    await mia.chooses("nl")
    await mia.says("woensdag")
    await answers(mia)
    await mia.chooses("ja")
    await mia.says("06 12987054")
    callback = await callback_of(house.store, mia.sender)

    assert callback is not None
    assert (callback.state is CallbackState.ASKED) == decides
    assert (await house.callbacks.claim(ada.id, callback.id)).won != decides


async def test_a_contact_that_is_shared_is_the_number(house: House, ada: Counsellor) -> None:
    """Their own; somebody else's is asked about, and before the question nobody looks at one."""
    mia = await begins(house)
    await mia.shares_a_contact("+31612987099")
    mia.was_told("openen en bewaren we niet")
    await comes_to_the_times(mia)
    await answers(mia)
    await mia.chooses("ja")
    await mia.shares_a_contact("06 12987099", is_own=False)
    mia.was_told("We zien niet of dat jouw nummer is", "Op welk nummer bellen we?")
    await mia.shares_a_contact("+31612987054")
    callback = await callback_of(house.store, mia.sender)

    assert callback is not None
    assert callback.details == AGREED
    assert (await house.callbacks.claim(ada.id, callback.id)).won


@pytest.mark.usefixtures("ada")
async def test_what_is_typed_for_a_call_does_not_stay_in_the_chat(house: House) -> None:
    """The word proves that the call is theirs, so it may not stand there, nor what is nearly it; all else stays."""
    mia = await begins(house)
    await comes_to_the_times(mia)
    await mia.says("20 uur")
    typed, shown = _wrote(mia), len(mia.screen)
    for said in ("mijn zus", "met de fietsenwinkel"):
        await mia.says(said)
    await mia.chooses("nee", "nee", "nee", "zelf")
    await mia.says("tulp")
    await mia.chooses("ja")
    await mia.says("06 1234")
    await mia.says("06 12987054")
    assert _wrote(mia) == typed
    assert len(mia.chat) == len(typed) + len(mia.screen)
    assert len(mia.screen) > shown

    await house.minutes_pass(30)
    await types_the_word(mia, "roos")
    await types_the_word(mia)
    assert len(_wrote(mia)) == len(typed) + 2  # "afspraak", twice


def _wrote(person: Person) -> list[MessageRef]:
    """Return what somebody typed and stands in their chat."""
    return [ref for ref in person.chat if ref.startswith("p")]


@pytest.mark.usefixtures("ada")
async def test_an_unclear_age_is_asked_again(house: House) -> None:
    """A yes with an age that says no is none, and neither is what may be either."""
    mia = await begins(house)
    await mia.says("afspraak")
    await mia.chooses("laten_bellen")
    asked = mia.screen[-1].text
    for unclear in ("ja, ik ben 15", "ja, ik ben jonger", "15 of 16"):
        await mia.says(unclear)

        assert mia.screen[-1].text == asked


async def test_without_the_word_the_yes_of_an_open_chat_is_none(house: House, ada: Counsellor, at: datetime) -> None:
    """Booking is no yes: whoever just booked is offered none, and nobody calls."""
    mia = await begins(house)
    await until(house, at - hours(4))
    callback = await agrees(house, mia)
    assert "ja" not in {option.id for option in mia.screen[-1].options}
    await mia.says("ja")

    await house.callbacks.claim(ada.id, callback.id)
    await until(house, at - hours(0.1))
    with pytest.raises(NoCallNow):
        await house.callbacks.open_sheet(ada.id, callback.id)
