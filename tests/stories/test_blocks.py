"""A block: proposed in a talk, decided by somebody else, felt by one sender alone, and seen by nobody outside."""

import asyncio
from datetime import timedelta

import pytest

from bot.handover.blocking import BlockRefused, NobodyLeft, seen_as
from bot.handover.floor import NOBODY
from bot.handover.own import NotYours
from bot.model import Block, BlockReason, Bubble, CaseId, Role, Sender, Skills, Staff, StaffId, Urgency, names_in
from bot.model.promises import BLOCK_PROPOSED
from bot.ports import Job, Transaction
from tests.house import Counsellor, House, Person
from tests.stories.test_the_whole_way import TO_A_HUMAN, mia_talks

COOS, INA = StaffId("Coos"), StaffId("Ina")
CLOSED = "Een nieuw gesprek met een mens kan nu niet."


async def listed(house: House) -> Block:
    """Return the one that there is."""
    (block,) = await house.blocking.list()
    return block


async def is_blocked(house: House, *, days: int = 7) -> tuple[Person, Counsellor, CaseId]:
    """Mia abused Ada, who proposed a block and closed the talk, and is there still; Coos decided."""
    mia, ada, case_id = await mia_talks(house)
    await house.blocking.propose(ada.id, case_id, BlockReason.THREATS)
    await ada.closes(case_id)
    await house.blocking.confirm(COOS, case_id, days=days, seen=seen_as(await listed(house)))
    await house.minutes_pass(20)
    mia.reads()
    return mia, ada, case_id


async def asks_for_a_human(person: Person) -> str:
    """Begin anew and ask; returns what is said at the door."""
    await person.starts()
    await person.chooses(*TO_A_HUMAN)
    return person.screen[-1].text


async def test_who_is_blocked_finds_nobody_and_everybody_else_does(house: House) -> None:
    """The counsellor is there, and the line open for others; the bot and its numbers are there for all."""
    mia, ada, _ = await is_blocked(house)
    noor = house.person("Noor")

    assert CLOSED in await asks_for_a_human(mia)
    await asks_for_a_human(noor)
    assert len(await ada.queue()) == 1
    await mia.says("ik wil dood")
    mia.was_told("112")


async def test_who_is_blocked_may_wait_and_only_those_who_coordinate_see_it(house: House) -> None:
    """No desk shows it, no hand and no “next” takes it; a coordinator can give it to somebody all the same."""
    mia, ada, _ = await is_blocked(house)
    await asks_for_a_human(mia)
    await mia.chooses("wachten", "m30")
    board = await house.coordination.board(COOS)
    (place,) = [case.id for case in board.cases]

    assert mia.screen[-1].text.startswith("Je staat in de rij, ook al kan een gesprek nu niet.")
    assert board.set_aside == {place}
    assert await ada.queue() == []
    assert not (await ada.claims(place)).won
    assert not (await ada.takes_next()).won
    await house.store.run(Job(lambda tx: tx.staff.add(Staff(ada.id, Role.COUNSELLOR, "verifier"))))
    await house.coordination.assign(COOS, place, has=None, to=ada.id)
    await house.tasks.settle()
    mia.was_told("een mens")
    assert (await ada.reads(place)).case.claimed_by == "Ada"


async def test_two_accounts_of_one_person_make_no_block(house: House) -> None:
    """What an admin wrote down of both is one person's name: somebody else decides."""
    mia, ada, talk = await mia_talks(house)
    await house.blocking.propose(ada.id, talk, BlockReason.THREATS)

    def both_called_the_same(tx: Transaction) -> None:
        for one in (ada.id, COOS):
            tx.staff.set_skills(one, Skills(names=names_in("Ada Jansen")))

    await house.store.run(Job(both_called_the_same))
    with pytest.raises(BlockRefused) as refused:
        await house.blocking.confirm(COOS, talk, days=7, seen=seen_as(await listed(house)))

    assert refused.value.code == "one"
    assert mia.reads() == []


async def test_a_block_that_is_lifted_lets_the_place_into_the_queue(house: House) -> None:
    """At once, at its old place; and so does one whose days are over."""
    mia, ada, talk = await is_blocked(house)
    await asks_for_a_human(mia)
    await mia.chooses("wachten", "m30")
    assert await ada.queue() == []
    await house.blocking.lift(COOS, talk, seen=seen_as(await listed(house)))

    assert len(await ada.queue()) == 1
    assert await house.blocking.list() == ()


async def test_it_ends_by_itself(house: House) -> None:
    """After its days they find whoever is there."""
    mia, ada, _ = await is_blocked(house, days=1)
    assert CLOSED in await asks_for_a_human(mia)
    house.clock.advance(timedelta(days=1))
    await asks_for_a_human(mia)

    assert len(await ada.queue()) == 1


@pytest.mark.parametrize("word", ["stop", "laat staan"])
async def test_a_wipe_takes_everything_but_the_block(house: House, word: str) -> None:
    """Nobody gets rid of it by a word, and nothing is said of it: they are a stranger, who finds nobody."""
    mia, _, _ = await is_blocked(house)
    await asks_for_a_human(mia)
    await mia.chooses("wachten", "m30")
    await mia.says(word)
    last = await listed(house)

    assert last.place is None
    assert (await house.coordination.board(COOS)).cases == ()
    assert CLOSED in await asks_for_a_human(mia)


async def test_a_proposal_keeps_nobody_from_anything_and_is_forgotten(house: House) -> None:
    """For three days somebody may decide; until then, and after that, the door is as open as before."""
    mia, ada, case_id = await mia_talks(house)
    assert await house.blocking.propose(ada.id, case_id, BlockReason.INSULTS)
    assert not await house.blocking.propose(ada.id, case_id, BlockReason.SEXUAL)
    await ada.closes(case_id)
    await house.minutes_pass(20)
    await asks_for_a_human(mia)
    assert len(await ada.queue()) == 1
    seen = seen_as(await listed(house))
    house.clock.advance(BLOCK_PROPOSED)

    assert await house.blocking.list() == ()
    with pytest.raises(BlockRefused) as late:
        await house.blocking.confirm(COOS, case_id, days=7, seen=seen)
    assert late.value.code == "moved"


async def test_nobody_decides_about_what_they_proposed(house: House) -> None:
    """Not even an admin, who talks and coordinates; refusing one's own proposal is no decision against anybody."""
    _, ada, case_id = await mia_talks(house)
    await house.blocking.propose(ada.id, case_id, BlockReason.NUISANCE)
    seen = seen_as(await listed(house))
    with pytest.raises(BlockRefused) as own:
        await house.blocking.confirm(ada.id, case_id, days=7, seen=seen)
    for days in (0, 31):
        with pytest.raises(BlockRefused) as wrong:
            await house.blocking.confirm(COOS, case_id, days=days, seen=seen)
        assert wrong.value.code == "days"
    await house.blocking.lift(ada.id, case_id, seen=seen)

    assert own.value.code == "own"
    assert await house.blocking.list() == ()


async def test_of_eight_who_decide_at_once_one_does(house: House) -> None:
    """The others read that somebody was faster, and the trail has one line of it."""
    _, ada, case_id = await mia_talks(house)
    await house.blocking.propose(ada.id, case_id, BlockReason.NUISANCE)
    seen = seen_as(await listed(house))
    tries = [house.blocking.confirm(COOS, case_id, days=days, seen=seen) for days in range(1, 9)]
    came = await asyncio.gather(*tries, return_exceptions=True)
    trail = await house.store.run(Job(lambda tx: tx.staff.audit_trail()))

    assert sum(one is None for one in came) == 1
    assert all(one is None or isinstance(one, BlockRefused) for one in came)
    assert [(line.staff_id, line.action, line.subject) for line in trail if line.action.startswith("block")] == [
        ("Ada", "block_proposed", case_id),
        ("Coos", "block_confirmed", case_id),
    ]


async def test_only_whoever_has_the_talk_can_propose(house: House) -> None:
    """Also after it ended; not a colleague, and not when nothing is left of the sender."""
    mia, ada, case_id = await mia_talks(house)
    bo = house.counsellor("Bo")
    with pytest.raises(NotYours):
        await house.blocking.propose(bo.id, case_id, BlockReason.THREATS)
    await mia.says("stop")
    with pytest.raises((NotYours, NobodyLeft)):
        await house.blocking.propose(ada.id, case_id, BlockReason.THREATS)

    assert await house.blocking.list() == ()


async def test_a_talk_that_is_given_back_says_that_nobody_comes(house: House) -> None:
    """Decided while they talk: the talk goes on, and when it is given back, nobody is promised."""
    mia, ada, case_id = await mia_talks(house)
    house.counsellor("Bo")
    await house.blocking.propose(ada.id, case_id, BlockReason.SEXUAL)
    await house.blocking.confirm(COOS, case_id, days=7, seen=seen_as(await listed(house)))
    await ada.says(case_id, "Tot hier.")
    mia.was_told("Tot hier.")
    await ada.gives_back(case_id)

    mia.was_told("Je staat weer in de rij", "Er schrijft nog geen mens met je")
    assert await ada.queue() == []


def told(bubbles: list[Bubble]) -> list[tuple[str, tuple[str, ...]]]:
    """Return texts and labels."""
    return [(one.text, tuple(option.label for option in one.options)) for one in bubbles]


@pytest.mark.parametrize(
    "steps",
    [
        ("wachten", "m30", "blijven"),
        ("wachten", "nee", "nummers"),
        ("dicht", "open"),
        ("nummers", "wachten", "m15"),
        ("later", "klaar"),
    ],
)
async def test_nobody_can_tell_a_block_from_a_line_where_nobody_is(house: House, steps: tuple[str, ...]) -> None:
    """Step by step the same words and buttons as a stranger reads at an empty desk, to the end of the waiting."""
    mia, ada, _ = await is_blocked(house)
    await asks_for_a_human(mia)
    await mia.chooses(*steps)
    await house.minutes_pass(26)
    blocked = told(mia.reads())
    ada.leaves()
    noor = house.person("Noor")
    await asks_for_a_human(noor)
    await noor.chooses(*steps)
    await house.minutes_pass(26)

    assert told(noor.reads()) == blocked


@pytest.mark.parametrize(
    "way",
    [
        (),
        ("ja", "nederland", "binnen"),
        TO_A_HUMAN,
        (*TO_A_HUMAN, "wachten", "m30"),
        (*TO_A_HUMAN, "later"),
        (*TO_A_HUMAN, "dicht"),
    ],
)
async def test_whoever_is_blocked_and_says_that_they_will_die_is_answered_each_time(
    house: House, way: tuple[str, ...]
) -> None:
    """With 112 and the line that is open day and night, as everybody is at an empty desk; the block stays."""
    mia, ada, _ = await is_blocked(house)
    ada_is_alone = house.person("Noor")
    said: dict[Sender, list[tuple[str, tuple[str, ...]]]] = {}
    for person in (mia, ada_is_alone):
        if person is ada_is_alone:
            ada.leaves()
        await person.starts()
        await person.chooses(*way)
        person.reads()
        said[person.sender] = []
        for words in ("ik wil dood", "vandaag maak ik er een eind aan", "ik wil dood"):
            await person.says(words)
            read = person.reads()
            assert "112" in "".join(bubble.text for bubble in read), words
            assert "113" in "".join(bubble.text for bubble in read), words
            said[person.sender] += told(read)

    assert said[mia.sender] == said[ada_is_alone.sender]
    assert (await listed(house)).is_confirmed


async def test_a_cry_of_whoever_is_blocked_stands_on_the_board_and_on_no_desk(house: House) -> None:
    """Urgent, on top, for those who can let it in: the words lift no block and ring nobody."""
    mia, ada, _ = await is_blocked(house)
    await asks_for_a_human(mia)
    await mia.chooses("wachten", "m30")
    await mia.says("ik wil dood")
    board = await house.coordination.board(NOBODY)

    assert [(case.urgency, case.id in board.set_aside) for case in board.cases] == [(Urgency.URGENT, True)]
    assert await ada.queue() == []
    assert (await listed(house)).is_confirmed
