"""What people do reaches the bot as what it was: once, in order, and kept before the platform lets go of it."""

import asyncio

from bot.errors import StoreDown
from bot.model import UNKNOWN_REF, Choice, Inbound, InboundKind
from tests.contracts.channels.lines import PROMPT, YES_OR_NO, Ear, Line, Phone, row

LAST = "het laatste"


async def heard_before(ear: Ear, phone: Phone, count: int = 0) -> list[Inbound]:
    """Return the events before one that is sent now: so many, and not one more."""
    phone.says(LAST)
    events = await ear.hears(count + 1)
    assert events[-1].text == LAST, ear.texts
    return events[:-1]


async def test_words_are_heard_as_they_were_written(way_in: Line) -> None:
    """Whole, from whoever wrote them; nothing that an event is named by tells who that was."""
    ear, mia = Ear(), way_in.phone()
    text = "Héél lang: " + "woord 🙂 <b> " * 300 + "klaar"
    async with way_in.hears(ear):
        mia.says(text)
        (event,) = await heard_before(ear, mia, 1)
        sender = mia.sender

    assert (event.kind, event.text, event.choice) == (InboundKind.TEXT, text, None)
    assert event.sender == sender
    assert sender.channel == way_in.channel.name
    assert sender.native_id not in event.external_id


async def test_two_people_are_two(way_in: Line) -> None:
    """Each is heard in order, however quickly they write; nobody is taken for another."""
    ear, people = Ear(), (way_in.phone(0), way_in.phone(1))
    async with way_in.hears(ear):
        for number in range(15):
            for person in people:
                person.says(str(number))
        events = await ear.hears(30)

    senders = {event.sender for event in events}
    assert len(senders) == 2
    for sender in senders:
        assert [event.text for event in events if event.sender == sender] == [str(number) for number in range(15)]
    assert len({event.external_id for event in events}) == 30


async def test_what_could_not_be_kept_comes_again(way_in: Line) -> None:
    """While the database is away nothing is acknowledged: the same event comes until it is kept, and counts once."""
    ear, mia = Ear(), way_in.phone()
    ear.faults = [StoreDown(), StoreDown()]
    async with way_in.hears(ear):
        mia.says("een")
        await ear.hears(1)
        (event,) = await heard_before(ear, mia, 1)

    assert event.text == "een"
    assert ear.times_told[event.external_id] == 3


async def test_an_event_that_comes_twice_is_one(way_in: Line) -> None:
    """Its name is the same each time. Where nothing can come twice, the same words are said twice."""
    ear, mia = Ear(), way_in.phone()
    async with way_in.hears(ear):
        mia.says("ja", twice=True)
        await ear.is_told(2)
        events = await heard_before(ear, mia, 1 if way_in.can.repeats else 2)

    assert {event.text for event in events} == {"ja"}
    assert [ear.times_told[event.external_id] for event in events] == ([2] if way_in.can.repeats else [1, 1])


async def test_a_changed_message_is_no_answer(way_in: Line) -> None:
    """It is heard as what it is, for the words that act everywhere; where there is no such thing, it is nothing."""
    ear, mia = Ear(), way_in.phone()
    async with way_in.hears(ear):
        mia.says("ik wil")
        await ear.hears(1)
        mia.edits("ik wil niet meer")
        said, *changed = await heard_before(ear, mia, 2 if way_in.can.edits else 1)

    assert said.text == "ik wil"
    assert [(one.kind, one.text) for one in changed] == [(InboundKind.EDIT, "ik wil niet meer")] * way_in.can.edits


async def test_what_is_no_text_is_never_opened(way_in: Line) -> None:
    """It is heard that there was something, without a word of it; where nothing can be sent but text, nothing is."""
    ear, mia = Ear(), way_in.phone()
    async with way_in.hears(ear):
        mia.sends_a_photo()
        events = await heard_before(ear, mia, int(way_in.can.files))

    assert [(one.kind, one.text) for one in events] == [(InboundKind.UNSUPPORTED, "")] * way_in.can.files


async def test_an_option_is_chosen(line: Line) -> None:
    """By a tap, which says what was asked; or by its number, which is a text like any other."""
    ear, mia = Ear(), line.phone()
    async with line.hears(ear):
        await line.channel.send(mia.sender, row("Ben je veilig?", YES_OR_NO))
        await mia.reads("1 · Ja", "2 · Nee")
        mia.chooses(2)
        (event,) = await heard_before(ear, mia, 1)

    tapped = (InboundKind.CHOICE, "", Choice(PROMPT, "no"))
    assert (event.kind, event.text, event.choice) == (tapped if line.can.buttons else (InboundKind.TEXT, "2", None))


async def test_the_language_of_the_app_is_a_hint(line: Line) -> None:
    """Where the app tells it."""
    ear, mia = Ear(), line.phone()
    async with line.hears(ear):
        mia.says("hallo")
        (event,) = await heard_before(ear, mia, 1)

    assert event.language_hint[:2] == ("nl" if line.can.language else "")


async def test_what_they_wrote_can_be_named_where_it_can_be_deleted(line: Line) -> None:
    """Else it has no name, or the one that says that something stands there."""
    ear, mia = Ear(), line.phone()
    async with line.hears(ear):
        mia.says("hallo")
        (event,) = await heard_before(ear, mia, 1)

    assert event.deletable is line.can.unsends_theirs
    assert (event.message_ref not in {"", UNKNOWN_REF}) is line.can.unsends_theirs


async def test_a_goodbye_is_heard(line: Line) -> None:
    """Where the platform tells it; else the conversation is forgotten on its day."""
    ear, mia, noor = Ear(), line.phone(0), line.phone(1)
    async with line.hears(ear):
        mia.says("hallo")
        await ear.hears(1)
        mia.leaves()
        if line.can.tells_goodbye:
            await ear.hears(2)
        events = await heard_before(ear, noor, 1 + line.can.tells_goodbye)

    assert [one.kind for one in events[1:]] == [InboundKind.LEFT] * line.can.tells_goodbye
    assert {one.sender for one in events} == {events[0].sender}


async def test_what_is_written_while_nobody_hears_comes_later(way_in: Line) -> None:
    """After a stop and after a crash; a terminal ends with its program, and whoever comes then is a stranger."""
    ear, mia = Ear(), way_in.phone()
    async with way_in.hears(ear):
        mia.says("een")
        await ear.hears(1)
        sender = mia.sender
    if way_in.can.keeps:
        mia.says("twee")
    async with way_in.hears(ear):
        events = await heard_before(ear, mia, 1 + way_in.can.keeps)

    assert [event.text for event in events] == ["een", "twee"][: 1 + way_in.can.keeps]
    assert {event.sender for event in events} == {sender}
    assert (mia.sender == sender) is way_in.can.keeps


async def test_a_kill_in_the_middle_loses_at_most_what_was_in_hand(way_in: Line) -> None:
    """Where the platform waits for our word, not even that."""
    ear, mia = Ear(), way_in.phone()
    ear.may_keep.clear()
    async with way_in.hears(ear):
        mia.says("een")
        await ear.is_reached.wait()
    ear.may_keep.set()
    async with way_in.hears(ear):
        events = await heard_before(ear, mia, int(way_in.can.acknowledges))

    assert [event.text for event in events] == ["een"] * way_in.can.acknowledges


async def test_a_kill_right_behind_the_commit_doubles_nothing(way_in: Line) -> None:
    """If the same event comes again, it has the same name."""
    ear, mia = Ear(), way_in.phone()
    ear.may_return.clear()
    async with way_in.hears(ear):
        mia.says("een")
        await ear.is_kept.wait()
    ear.may_return.set()
    async with way_in.hears(ear):
        (event,) = await heard_before(ear, mia, 1)

    assert event.text == "een"
    assert ear.times_told[event.external_id] == 1 + way_in.can.acknowledges


async def test_a_connection_that_breaks_is_made_again(way_in: Line) -> None:
    """People are heard as before; where something may have been lost on it, the bot is told so, once."""
    ear, mia = Ear(), way_in.phone()
    async with way_in.hears(ear):
        mia.says("een")
        await ear.hears(1)
        await way_in.breaks()
        (event,) = await heard_before(ear, mia, 1)
        await asyncio.sleep(0)

    assert event.text == "een"
    assert way_in.gaps == way_in.can.gaps
