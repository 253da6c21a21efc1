"""Words on their way at the very moment at which somebody leaves or a talk ends: nothing is lost or goes astray."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from datetime import timedelta

import pytest

from bot.handover.own import NotYours
from bot.model import CaseId, LineFrom, LineState, MessageRef, Outbound, Role, Sender, Staff, StaffId
from bot.ports import Job, Leaves, Store, unnoted
from tests.fakes import FakeChannel, FakeClock
from tests.house import Counsellor, House, Person
from tests.stories.test_the_whole_way import mia_talks, mia_waits

LAST = "Ik laat je niet alleen. Er komt zo iemand."
"""What a counsellor says last."""
WORDS = "Nog iets over mijn zus"
"""What a help-seeker says last."""
PACE = timedelta(seconds=2)
"""So long a bubble is on the wire, once the line is slow."""


class SlowChannel(FakeChannel):
    """A channel whose line gets slow: from then on each bubble arrives `PACE` after it was handed over."""

    def __init__(self, clock: FakeClock) -> None:
        super().__init__()
        self._clock = clock
        self.is_slow = False

    async def send(self, to: Sender, outbound: Outbound, *, leaves: Leaves = unnoted) -> Sequence[MessageRef]:
        """Show it in a while; it has left at once."""
        if not self.is_slow:
            return await super().send(to, outbound, leaves=leaves)
        await leaves()
        await self._clock.sleep(PACE)
        return await super().send(to, outbound)


@pytest.fixture
def channel(clock: FakeClock) -> SlowChannel:
    """The line to the chat."""
    return SlowChannel(clock)


@pytest.fixture
async def house(store: Store, clock: FakeClock, channel: SlowChannel) -> AsyncIterator[House]:
    """The house with that line, and everybody has an account."""
    house = House(store, clock, channel=channel)
    names = [StaffId(name) for name in ("Ada", "Bo", "Coos")]
    await house.store.run(Job(lambda tx: [tx.staff.add(Staff(name, Role.COUNSELLOR, "x")) for name in names]))
    yield house
    await house.tasks.end()


async def arrives(house: House) -> None:
    """Let everything arrive that is on its way, whatever its place."""
    for _ in range(8):
        await house.minutes_pass(PACE / timedelta(minutes=1))


async def a_talk_on_a_slow_line(house: House, channel: SlowChannel) -> tuple[Person, Counsellor, CaseId]:
    """Mia talks with Ada, and what is said from now on takes a while to arrive."""
    mia, ada, case_id = await mia_talks(house)
    await ada.says(case_id, "Dag, ik ben Ada.")
    mia.reads()
    channel.is_slow = True
    return mia, ada, case_id


Ends = Callable[[House, Person, Counsellor, CaseId], Awaitable[object]]
"""How a talk ends for its counsellor."""


async def _given_back(_house: House, _mia: Person, ada: Counsellor, case_id: CaseId) -> None:
    await ada.gives_back(case_id)


async def _put_back(house: House, _mia: Person, ada: Counsellor, case_id: CaseId) -> None:
    await house.coordination.put_back(StaffId("Coos"), case_id, has=ada.id)


async def _closed(_house: House, _mia: Person, ada: Counsellor, case_id: CaseId) -> None:
    await ada.closes(case_id)


ENDS: Mapping[str, Ends] = {"given back": _given_back, "put back": _put_back, "closed": _closed}


@pytest.mark.parametrize(
    "behind",
    [pytest.param(False, marks=pytest.mark.long, id="on the wire"), pytest.param(True, id="behind another")],
)
@pytest.mark.parametrize("how", ENDS)
async def test_the_last_words_of_a_counsellor_arrive_before_the_news_that_they_went(
    house: House, channel: SlowChannel, how: str, *, behind: bool
) -> None:
    """Ada says that somebody comes, and lets go: Mia reads both, in this order, however slow the line is."""
    mia, ada, case_id = await a_talk_on_a_slow_line(house, channel)
    if behind:
        await ada.says(case_id, "Wacht even.")
    await ada.says(case_id, LAST)
    await ENDS[how](house, mia, ada, case_id)
    assert mia.reads() == []

    await arrives(house)

    mia.was_told(LAST, "heeft afgerond" if how == "closed" else "Je staat weer in de rij")
    assert await fate(house, case_id, LAST) is LineState.SENT


@pytest.mark.parametrize("how", ["given back", "closed"])
async def test_a_question_that_has_not_left_is_not_asked_any_more(house: House, channel: SlowChannel, how: str) -> None:
    """Nobody is asked about a partner by whom they do not talk with any more: no button under it would count."""
    mia, ada, case_id = await a_talk_on_a_slow_line(house, channel)
    await ada.says(case_id, "Wacht even.")
    await ada.proposes(case_id, "Iemand van 19 wil weg.")
    await ENDS[how](house, mia, ada, case_id)

    await arrives(house)

    told = mia.reads()
    assert told[0].text == "Wacht even."
    assert not any("Iemand van 19" in bubble.text for bubble in told)


async def fate(house: House, case_id: CaseId, words: str) -> LineState:
    """Return what became of a counsellor's words, as the talk has it."""
    lines = await house.store.run(Job(lambda tx: tx.cases.lines(case_id)))
    return next(line.state for line in lines if line.text == words)


async def test_nobody_reads_more_of_whom_they_wanted_to_be_rid_of(house: House, channel: SlowChannel) -> None:
    """Mia said that she goes on with somebody else: what Ada wrote meanwhile, and has not left, does not come."""
    mia, ada, case_id = await mia_talks(house)
    await ada.says(case_id, "Dag, ik ben Ada.")
    await mia.says("iemand anders")
    channel.is_slow = True
    await ada.says(case_id, "Wacht even.")
    await ada.says(case_id, LAST)
    await mia.taps("Ja, iemand anders")

    await arrives(house)

    assert not any(LAST in bubble.text for bubble in mia.screen)
    assert await fate(house, case_id, LAST) is LineState.FAILED


@pytest.mark.parametrize("word", ["stop", "laat staan"])
async def test_what_is_on_the_wire_when_somebody_leaves_goes_with_the_rest(
    house: House, channel: SlowChannel, word: str
) -> None:
    """The first words can't be called back: “stop” takes them out of the chat. The next ones never leave."""
    mia, ada, case_id = await a_talk_on_a_slow_line(house, channel)
    await ada.says(case_id, "Wacht even.")
    await ada.says(case_id, LAST)
    await mia.says(word)

    await arrives(house)

    assert [LAST in bubble.text for bubble in mia.reads()] == [False, False]
    on_the_wire = channel.refs[mia.sender][-2]
    assert (on_the_wire in channel.deleted[mia.sender]) is (word == "stop")
    with pytest.raises(NotYours):
        await ada.says(case_id, "Ben je er nog?")
    await mia.says("hoi")
    await arrives(house)
    mia.was_told("Je praat met een bot")
    assert not any(LAST in bubble.text for bubble in mia.screen)


async def test_words_on_the_wire_stay_with_whom_they_are_for(house: House, channel: SlowChannel) -> None:
    """Ada has two talks; one ends while words to both are on their way: each arrives where it belongs, or nowhere."""
    mia, ada, case_id = await mia_talks(house)
    await ada.has_seats(2)
    noor = await mia_waits(house, "Noor")
    of_noor = (await ada.takes_next()).case
    assert of_noor is not None
    channel.is_slow = True
    await asyncio.gather(ada.says(case_id, "Voor Mia."), ada.says(of_noor.id, "Voor Noor."))
    await asyncio.gather(mia.says("stop"), ada.closes(of_noor.id))

    await arrives(house)

    noor.was_told("Voor Noor.", "heeft afgerond")
    assert not any("Voor Noor." in bubble.text for bubble in mia.screen)
    assert not any("Voor Mia." in bubble.text for bubble in noor.screen)


@pytest.mark.parametrize("first", ["the words", "the end"])
@pytest.mark.parametrize("how", [*ENDS, "passed on", "gone", "stop"])
async def test_words_of_the_help_seeker_at_that_moment_are_read_or_answered(house: House, how: str, first: str) -> None:
    """They stand in the talk for whoever has it or comes next, or the bot says that nobody reads them."""
    mia, ada, case_id = await mia_talks(house)
    await ada.says(case_id, "Dag, ik ben Ada.")
    bo = house.counsellor("Bo")
    mia.reads()
    both = [mia.says(WORDS), _ends(house, how, mia, ada=ada, bo=bo, case_id=case_id)]
    await asyncio.gather(*(both if first == "the words" else reversed(both)))
    await house.tasks.settle()

    lines = await house.store.run(Job(lambda tx: tx.cases.lines(case_id)))
    stands = any(line.author is LineFrom.HELP_SEEKER and line.text == WORDS for line in lines)
    told = "\n".join(bubble.text for bubble in mia.reads())
    if how == "stop":
        assert not lines
        assert "Oké, klaar." in told
    else:
        assert stands or "leest en bewaart nog niemand" in told or "We bewaren ze niet" in told


async def _ends(house: House, how: str, mia: Person, *, ada: Counsellor, bo: Counsellor, case_id: CaseId) -> None:
    """Let Ada's talk end for her."""
    match how:
        case "passed on":
            await house.coordination.assign(StaffId("Coos"), case_id, has=ada.id, to=bo.id)
        case "gone":
            ada.leaves()
            house.clock.advance(timedelta(minutes=2))
            await house.watch.look()
        case "stop":
            await mia.says("stop")
        case _:
            await ENDS[how](house, mia, ada, case_id)
