"""A professional of a partner in the talk: only with a yes, only from then on, gone with whatever ends it."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import timedelta

import pytest

from bot.errors import BotError
from bot.handover.guests import LINK_LIFE, STAY, NotAgreed, NotHere
from bot.handover.own import NotYours
from bot.handover.referring import NotNow
from bot.model import CaseId, LineFrom, StaffId
from bot.ports import Job
from tests.house import Counsellor, House, Person
from tests.stories.test_the_whole_way import mia_talks

YES, NO = "Ja, dat is goed", "Nee, liever niet"
ELS = "Els de Vries"


async def agreed(house: House) -> tuple[Person, Counsellor, CaseId]:
    """Mia agreed that Els of Veilig Thuis joins."""
    mia, ada, case_id = await mia_talks(house)
    await mia.says("Dit was van mij alleen.")
    await ada.proposes(case_id, "", person=ELS)
    mia.was_told("Dat gebeurt alleen als jij het goed vindt", "Els de Vries, Veilig Thuis", "niet wat er eerder stond")
    await mia.taps(YES)
    mia.was_told("Je leest het hier als die er is")
    return mia, ada, case_id


async def els_is_here(house: House) -> tuple[Person, Counsellor, CaseId, str]:
    """And she came by the link."""
    mia, ada, case_id = await agreed(house)
    token = await house.guests.invite(ada.id, case_id, 1)
    session = await house.guests.enter(token)
    await house.tasks.settle()
    assert session is not None
    mia.was_told("Els de Vries, Veilig Thuis", "toch niet")
    return mia, ada, case_id, session


async def reads(house: House, session: str) -> list[tuple[LineFrom, str]]:
    """Return what a guest reads."""
    return [(line.author, line.text) for line in (await house.guests.visit(session)).lines]


async def is_out(house: House, session: str) -> bool:
    """Tell whether a guest can neither read nor write."""
    for deed in (house.guests.visit(session), house.guests.say(session, "Hallo?", client_id="late")):
        with pytest.raises(NotHere):
            await deed
    return True


async def test_nobody_gets_a_link_without_a_yes(house: House) -> None:
    """Not before it, not after a no, and not for a proposal that was only about words."""
    mia, ada, case_id = await mia_talks(house)
    await ada.proposes(case_id, "", person=ELS)
    with pytest.raises(NotAgreed):
        await house.guests.invite(ada.id, case_id, 1)
    await mia.taps(NO)
    mia.was_told("die persoon leest niet mee")
    with pytest.raises(NotAgreed):
        await house.guests.invite(ada.id, case_id, 1)
    await ada.proposes(case_id, "Zij wil weg.")
    await mia.taps("Ja, zo is het goed")
    with pytest.raises(NotAgreed):
        await house.guests.invite(ada.id, case_id, 2)

    mia.reads()


async def test_a_link_opens_once_and_not_for_long(house: House) -> None:
    """Looking uses nothing up, coming in does; after a quarter of an hour nobody comes; a new link ends the old."""
    mia, ada, case_id = await agreed(house)
    first, late = await house.guests.invite(ada.id, case_id, 1), await house.guests.invite(ada.id, case_id, 1)
    old = await house.guests.enter(first)
    looked = [await house.guests.is_open(late) for _ in range(2)]
    await mia.says("Nog even.")
    house.clock.advance(LINK_LIFE)
    too_late = await house.guests.enter(late)
    token = await house.guests.invite(ada.id, case_id, 1)
    came = [await house.guests.enter(token) for _ in range(2)]

    assert (old, too_late) == (None, None)
    assert [one.name for one in looked if one] == [ELS, ELS]
    assert (came[0] is None, came[1]) == (False, None)
    assert await house.guests.is_open(token) is None


async def test_a_guest_reads_from_then_on_and_writes_under_their_name(house: House) -> None:
    """Nothing of before, no note, no card; their words come behind a sentence that says who writes."""
    mia, ada, case_id, session = await els_is_here(house)
    before = await reads(house, session)
    await ada.notes(case_id, "Klinkt bang.")
    await mia.says("Dag Els.")
    await ada.says(case_id, "Fijn dat je er bent, Els.")
    mia.reads()

    for _ in range(2):
        await house.guests.say(session, "Dag Mia.", client_id="g-1")
        await house.tasks.settle()

    assert before == []
    assert await reads(house, session) == [
        (LineFrom.HELP_SEEKER, "Dag Els."),
        (LineFrom.COUNSELLOR, "Fijn dat je er bent, Els."),
        (LineFrom.GUEST, "Dag Mia."),
    ]
    (bubble,) = mia.reads()
    assert bubble.text.index(ELS) > 60
    assert bubble.text.endswith("Els de Vries, Veilig Thuis\n\nDag Mia.")


@dataclass(frozen=True, slots=True)
class Scene:
    """Mia and Ada in a talk with Els."""

    house: House
    mia: Person
    ada: Counsellor
    case_id: CaseId


async def by_word(scene: Scene) -> None:
    """Mia types it."""
    await scene.mia.says("toch niet")
    scene.mia.was_told("die persoon leest niet mee")


async def by_button(scene: Scene) -> None:
    """Mia taps what stands under her yes."""
    question = next(one for one in reversed(scene.mia.screen) if one.options)
    await scene.mia.taps("Toch niet", bubble=question)


async def by_stop(scene: Scene) -> None:
    """Mia leaves."""
    await scene.mia.says("stop")


async def by_the_counsellor(scene: Scene) -> None:
    """Ada ends it."""
    await scene.house.guests.send_away(scene.ada.id, scene.case_id)
    await scene.house.tasks.settle()
    scene.mia.was_told("alleen met de mens van eerst")


async def by_giving_back(scene: Scene) -> None:
    """Even if Ada has the talk again a moment later."""
    scene.house.counsellor("Bo")
    await scene.ada.gives_back(scene.case_id)
    await scene.ada.claims(scene.case_id)


async def by_putting_back(scene: Scene) -> None:
    """A coordinator puts the talk back in the queue."""
    scene.house.counsellor("Bo")
    await scene.house.coordination.put_back(StaffId("Coos"), scene.case_id, has=scene.ada.id)
    await scene.house.tasks.settle()


async def by_closing(scene: Scene) -> None:
    """The talk is over."""
    await scene.ada.closes(scene.case_id)


async def by_silence(scene: Scene) -> None:
    """Somebody else may hold the phone."""
    await scene.house.minutes_pass(16)
    await scene.mia.says("hallo")


@pytest.mark.parametrize(
    "ends", [by_word, by_button, by_stop, by_the_counsellor, by_giving_back, by_putting_back, by_closing, by_silence]
)
async def test_everything_that_ends_it_ends_it_at_once(house: House, ends: Callable[[Scene], Awaitable[None]]) -> None:
    """Whoever ends it, and however; nobody has to remember to."""
    mia, ada, case_id, session = await els_is_here(house)

    await ends(Scene(house, mia, ada, case_id))

    assert await is_out(house, session)
    mia.reads()


async def test_a_guest_can_leave_and_never_stays_for_long(house: House) -> None:
    """By their own word, or after a few hours."""
    mia, _, _, session = await els_is_here(house)
    await house.guests.leave(session)
    await house.tasks.settle()
    mia.was_told("alleen met de mens van eerst")

    assert await is_out(house, session)


async def test_of_the_card_a_guest_sees_what_is_ticked(house: House) -> None:
    """All that was agreed to before is ticked; each change is asked about anew; what was agreed is kept."""
    mia, ada, case_id = await mia_talks(house)
    await ada.proposes(case_id, "", person=ELS)
    [first] = mia.reads()
    await mia.taps("✓ Land")
    [second] = mia.reads()
    await mia.taps(YES, bubble=first)
    mia.was_told("Dat hoort bij een vraag van eerder")
    await mia.taps(YES, bubble=second)
    session = await house.guests.enter(await house.guests.invite(ada.id, case_id, 1))

    assert session is not None
    assert "Die ziet ook je: land, rol." in first.text
    assert "Die ziet ook je: rol." in second.text
    assert (await house.guests.visit(session)).card == {"rol": "binnen"}
    [referral] = (await ada.reads(case_id)).referrals
    assert referral.read == ("rol",)
    assert [line.text for line in (await ada.reads(case_id)).lines if line.author is LineFrom.SYSTEM][:2] == [
        "joining_tick",
        "joining_agree",
    ]
    mia.reads()


async def test_nothing_of_the_card_is_typed_away_as_well(house: House) -> None:
    """By its number, right after the question; a yes is then one to the rest."""
    mia, ada, case_id = await mia_talks(house)
    await ada.proposes(case_id, "", person=ELS)
    await mia.says("1 2")
    await mia.says("ja, dat is goed")
    session = await house.guests.enter(await house.guests.invite(ada.id, case_id, 1))

    assert session is not None
    assert (await house.guests.visit(session)).card == {}
    assert "Die ziet ook je" not in mia.reads()[-2].text


async def test_nothing_else_is_asked_while_somebody_is_there(house: House) -> None:
    """So their “toch niet” can only mean that one; afterwards it can."""
    mia, ada, case_id, _ = await els_is_here(house)
    with pytest.raises(NotNow) as refused:
        await ada.proposes(case_id, "Zij wil weg.")
    await house.guests.send_away(ada.id, case_id)
    await ada.proposes(case_id, "Zij wil weg.")

    assert refused.value.why == "joined"
    mia.was_told("Zij wil weg.")


async def test_only_whoever_has_the_talk_lets_somebody_in_or_sends_them_away(house: House) -> None:
    """And the audit tells both, without a name."""
    mia, ada, case_id, session = await els_is_here(house)
    bo = house.counsellor("Bo")
    for deed in (house.guests.invite(bo.id, case_id, 1), house.guests.send_away(bo.id, case_id)):
        with pytest.raises(NotYours):
            await deed
    await house.guests.send_away(ada.id, case_id)

    trail = await house.store.run(Job(lambda tx: tx.staff.audit_trail()))
    assert [line.action for line in trail if "guest" in line.action] == ["invite_guest", "end_guest"]
    assert not any("Els" in repr(line) for line in [*trail, *house.journal.lines])
    assert await is_out(house, session)
    mia.reads()


@pytest.mark.parametrize("text", ["", " \n", "a" * 2_001])
async def test_no_words_and_too_many_are_refused(house: House, text: str) -> None:
    """Nothing was shown."""
    mia, _, _, session = await els_is_here(house)

    with pytest.raises(BotError, match=r"1 to 2,000"):
        await house.guests.say(session, text, client_id="g-1")

    assert mia.reads() == []


async def test_after_four_hours_everybody_knows_that_the_guest_is_gone(house: House) -> None:
    """Mia and Ada are told, once, and the talk goes on; whoever is to come again is asked about again."""
    mia, ada, case_id, session = await els_is_here(house)
    for _ in range(STAY // timedelta(minutes=8)):
        await house.minutes_pass(8)
        await mia.says("Ik ben er nog.")
    mia.reads()
    await house.watch.look()
    await house.tasks.settle()

    assert await is_out(house, session)
    mia.was_told("Je schrijft nu weer alleen met de mens van eerst")
    assert (await ada.reads(case_id)).lines[-1].text == "guest_over"
    await house.watch.look()
    await house.tasks.settle()
    assert mia.reads() == []
    with pytest.raises(NotAgreed):
        await house.guests.invite(ada.id, case_id, 1)
    await ada.says(case_id, "We gaan samen verder.")
    mia.was_told("We gaan samen verder.")


async def test_a_guest_whom_the_person_sent_away_is_not_said_to_be_gone_once_more(house: House) -> None:
    """The end of the four hours is nobody's news then."""
    mia, ada, case_id, _ = await els_is_here(house)
    await mia.says("toch niet")
    house.clock.advance(STAY)
    mia.reads()
    await house.watch.look()
    await house.tasks.settle()

    assert mia.reads() == []
    assert "guest_over" not in [line.text for line in (await ada.reads(case_id)).lines]
