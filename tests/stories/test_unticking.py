"""What a counsellor sees of somebody is what they ticked: from the list on a phone to the card at the desk."""

from bot.handover.rules import Fit, fit
from bot.model import CaseId, Skills
from tests.house import Counsellor, House, Person

TO_THE_LIST = ("ja", "nederland", "binnen", "mens", "kiezen")


async def _at_the_list(house: House, name: str = "Mia") -> Person:
    """Somebody has answered, and looks at what will be seen of it."""
    mia = house.person(name)
    await mia.starts()
    await mia.chooses(*TO_THE_LIST)
    mia.reads()
    return mia


async def _takes(ada: Counsellor) -> tuple[CaseId, dict[str, object]]:
    """Ada takes the next one, and reads the card."""
    case_id = await ada.claims_next()
    return case_id, dict((await ada.reads(case_id)).card)


async def test_an_unticked_item_never_comes_to_the_desk(house: House) -> None:
    """By a tap or its number; the screen says what is left, and the card is just that."""
    ada = house.counsellor("Ada")
    mia = await _at_the_list(house)

    await mia.says("2")
    mia.was_told("Die persoon ziet straks je land, taal")
    await mia.taps("Ja, zo is het goed")
    mia.was_told("Goed. Die persoon ziet je land, taal, app", "Verder niets.", "Mogen we je hier schrijven")
    await mia.chooses("m30")

    _, card = await _takes(ada)
    assert card == {"land": "nl"}


async def test_in_the_queue_an_item_is_taken_back(house: House) -> None:
    """The desk sees no card before the claim; what is taken back by then was never there for them."""
    ada = house.counsellor("Ada")
    mia = house.person("Mia")
    await mia.starts()
    await mia.chooses("ja", "nederland", "binnen", "mens", "ja", "m30")
    mia.reads()

    await mia.says("mijn kaart")
    mia.was_told("land, rol")
    await mia.says("niet mijn rol")
    await mia.says("ja")
    mia.was_told("Goed. Die persoon ziet je land, taal", "Je plek in de rij blijft.")

    _, card = await _takes(ada)
    assert card == {"land": "nl"}
    mia.was_told("mens")


async def test_what_was_read_stays_read_and_the_next_one_reads_less(house: House) -> None:
    """Back in the queue after a talk, the card can be changed for whoever comes then."""
    ada, bo = house.counsellor("Ada"), house.counsellor("Bo")
    mia = house.person("Mia")
    await mia.starts()
    await mia.chooses("ja", "nederland", "binnen", "mens", "ja", "m30", "kiezen")
    old = mia.screen[-1]
    case_id, card = await _takes(ada)
    await mia.taps("✓ Rol", bubble=old)
    assert dict((await ada.reads(case_id)).card) == card == {"land": "nl", "rol": "binnen"}

    await ada.gives_back(case_id)
    await mia.chooses("kiezen", "rol", "done")

    assert await _takes(bo) == (case_id, {"land": "nl"})


async def test_who_takes_the_case_tells_nothing_of_what_was_unticked(house: House) -> None:
    """A colleague who is there for the young fits no better than anybody else, and nobody waits for them."""
    ada, bo = house.counsellor("Ada"), house.counsellor("Bo")
    await ada.can(rol="binnen weg")
    await bo.can(rol="jong")
    mia = house.person("Mia")
    await mia.starts()
    await mia.chooses("ja", "nederland", "jong", "mens", "kiezen", "rol", "done", "m30")

    (case,) = await house.desk.queue()
    assert case.needs == {"language": "nl", "land": "nl"}
    skills = [Skills({"rol": frozenset({one})}) for one in ("jong", "binnen")]
    assert {fit(case, one, skills) for one in skills} == {Fit.MINE}
    assert (await ada.takes_next()).won


async def test_who_comes_back_to_an_open_case_shows_what_they_say_now(house: House) -> None:
    """After the opening somebody else may hold the phone: the card holds what this person was told of."""
    ada = house.counsellor("Ada")
    mia = house.person("Mia")
    await mia.starts()
    await mia.chooses("ja", "nederland", "binnen", "mens", "ja", "nee")
    await house.minutes_pass(20)
    await mia.says("hallo")
    await mia.chooses("ja", "belgie", "overslaan", "mens", "ja", "nee")

    _, card = await _takes(ada)
    assert card == {"land": "be", "rol": "onbekend"}


async def test_a_wipe_takes_the_choice_along(house: House) -> None:
    """Whoever comes after it is a stranger with nothing ticked and nothing hidden."""
    house.counsellor("Ada")
    mia = await _at_the_list(house)
    await mia.chooses("rol")
    await mia.says("stop")
    assert await house.desk.queue() == ()

    await mia.starts()
    await mia.chooses(*TO_THE_LIST)
    assert [option.label for option in mia.screen[-1].options][:2] == ["✓ Land", "✓ Rol"]


async def test_the_choice_lives_through_a_restart_and_comes_twice_as_once(house: House) -> None:
    """An event that is delivered twice flips nothing back."""
    mia = await _at_the_list(house)
    await mia.says("2", event="once")
    await mia.says("2", event="once")
    await house.restarts()
    ada = house.counsellor("Ada")
    await mia.chooses("done", "m30")

    _, card = await _takes(ada)
    assert card == {"land": "nl"}


async def test_words_of_need_come_before_the_list(house: House) -> None:
    """In the middle of choosing, before the queue and in it."""
    ada = house.counsellor("Ada")
    mia = await _at_the_list(house)
    await mia.chooses("rol")
    await mia.says("ik wil dood")
    mia.was_told("112")
    await mia.chooses("mens", "m30")

    (case,) = await house.desk.queue()
    assert case.urgency == "urgent"
    _, card = await _takes(ada)
    assert card == {"land": "nl"}
