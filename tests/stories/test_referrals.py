"""A warm hand-over to a partner: proposed, read, changed, agreed to or not; and nothing is ever passed on by Ajar."""

from datetime import date

import pytest

from bot.errors import BotError
from bot.handover.own import NotYours
from bot.handover.partners import partners
from bot.handover.referring import NotNow
from bot.model import CaseId, Consent, Language, Line, LineFrom, Outcome
from bot.ports import Job
from tests.house import Counsellor, House, Person
from tests.stories.test_the_whole_way import mia_talks

WORDS = "Een vrouw van 24 woont bij een groep en wil weg. Bel niet naar haar huis."
HERS = "Ik ben 24 en wil weg. Bel mij niet."
YES, CHANGE, NO = "Ja, zo is het goed", "Andere woorden", "Nee, niet doorgeven"


async def consent(ada: Counsellor, case_id: CaseId) -> list[tuple[str, Consent, str]]:
    """Return of each proposal: the partner, what was said to it, the words."""
    return [(one.partner, one.consent, one.words) for one in (await ada.reads(case_id)).referrals]


def events(lines: tuple[Line, ...]) -> list[str]:
    """Return what the desk was told between the words."""
    return [line.text for line in lines if line.author is LineFrom.SYSTEM]


async def proposed(house: House) -> tuple[Person, Counsellor, CaseId]:
    """Ada has proposed something to Mia, who has read it."""
    mia, ada, case_id = await mia_talks(house)
    await mia.says("Ik wil hier weg.")
    await ada.proposes(case_id, WORDS)
    mia.was_told("alleen als jij het goed vindt", "Veilig Thuis", WORDS, "Is het goed zo?")
    return mia, ada, case_id


async def test_a_yes_is_for_these_words_and_this_partner(house: House) -> None:
    """She reads what would be given to whom; the counsellor sees her yes; and nothing else happens with it."""
    mia, ada, case_id = await proposed(house)
    before = await consent(ada, case_id)

    await mia.taps(YES)

    mia.was_told("mag deze woorden nu doorgeven", "Dat gaat niet vanzelf")
    assert before == [("veilig_thuis", Consent.ASKED, WORDS)]
    assert await consent(ada, case_id) == [("veilig_thuis", Consent.AGREED, WORDS)]
    assert events((await ada.reads(case_id)).lines) == ["referral_agree"]
    assert set(house.channel.shown) == {mia.sender}


async def test_her_own_words_take_the_place_of_the_others(house: House) -> None:
    """She types them, reads them, and only then says yes; by words as well as by buttons."""
    mia, ada, case_id = await proposed(house)

    await mia.says("andere woorden")
    mia.was_told("Typ nu de woorden zoals jij ze wilt")
    await mia.says(HERS)
    mia.was_told("Veilig Thuis", HERS, "Is het goed zo?")
    shown_again = await consent(ada, case_id)
    await mia.says("ja")

    assert shown_again == [("veilig_thuis", Consent.ASKED, HERS)]
    assert await consent(ada, case_id) == [("veilig_thuis", Consent.AGREED, HERS)]
    told = events((await ada.reads(case_id)).lines)
    assert told == ["referral_change", "referral_reword", "referral_agree"]
    mia.was_told("mag deze woorden nu doorgeven")


async def test_the_first_words_can_stay_after_all(house: House) -> None:
    """She thinks about it, and reads them once more."""
    mia, ada, case_id = await proposed(house)

    await mia.taps(CHANGE)
    await mia.taps("Laat de woorden zo")

    mia.was_told("Typ nu", WORDS, "Is het goed zo?")
    assert await consent(ada, case_id) == [("veilig_thuis", Consent.ASKED, WORDS)]


async def test_a_no_is_final_for_these_words_and_leaves_the_talk_as_it_is(house: House) -> None:
    """The same can't be asked again; other words, or another partner, can."""
    mia, ada, case_id = await proposed(house)

    await mia.taps(NO)
    mia.was_told("dit wordt niet doorgegeven")
    with pytest.raises(NotNow) as refused:
        await ada.proposes(case_id, WORDS)
    await ada.says(case_id, "Goed, dan niet.")
    mia.was_told("Goed, dan niet.")
    await mia.says("Dank je")
    await ada.proposes(case_id, HERS)
    mia.was_told(HERS)
    await mia.taps(NO)
    await ada.proposes(case_id, WORDS, to="politie_nl")

    assert refused.value.why == "refused"
    assert await consent(ada, case_id) == [
        ("veilig_thuis", Consent.REFUSED, WORDS),
        ("veilig_thuis", Consent.REFUSED, HERS),
        ("politie_nl", Consent.ASKED, WORDS),
    ]
    mia.was_told("Politie")


async def test_each_partner_is_a_question_of_its_own(house: House) -> None:
    """A yes to one is no yes to the next; and only one is asked at a time."""
    mia, ada, case_id = await proposed(house)
    with pytest.raises(NotNow) as early:
        await ada.proposes(case_id, WORDS, to="hoc")
    await mia.taps(YES)
    mia.reads()
    first = mia.screen[-2]

    await ada.proposes(case_id, WORDS, to="hoc")
    mia.was_told("Hulppunt Onder Controle")
    await mia.taps(YES, bubble=first)

    assert early.value.why == "asked"
    assert [one[1] for one in await consent(ada, case_id)] == [Consent.AGREED, Consent.ASKED]
    mia.was_told("Er gebeurt niets mee")


@pytest.mark.parametrize("taken_back", ["words", "button"])
async def test_a_yes_can_be_taken_back(house: House, taken_back: str) -> None:
    """As easily as it was given, as long as the talk lasts."""
    mia, ada, case_id = await proposed(house)
    proposal = mia.screen[-1]
    await mia.taps(YES)
    mia.reads()

    await ada.says(case_id, "Ik bel ze zo.")
    mia.reads()
    if taken_back == "words":
        await mia.says("toch niet")
    else:
        await mia.taps(NO, bubble=proposal)

    assert await consent(ada, case_id) == [("veilig_thuis", Consent.REFUSED, WORDS)]
    mia.was_told("dit wordt niet doorgegeven")


async def test_a_yes_to_another_question_agrees_to_nothing(house: House) -> None:
    """Ada asked something else since; Mia's button still stands there."""
    mia, ada, case_id = await proposed(house)
    proposal = mia.screen[-1]

    await ada.says(case_id, "Ben je nu alleen?")
    mia.reads()
    await mia.says("ja")
    by_words = await consent(ada, case_id)
    await mia.taps(YES, bubble=proposal)

    assert by_words == [("veilig_thuis", Consent.ASKED, WORDS)]
    assert await consent(ada, case_id) == [("veilig_thuis", Consent.AGREED, WORDS)]
    mia.reads()


async def test_nobody_agrees_to_what_was_not_read(house: House) -> None:
    """It waited outside the reply window; her word lets it come, and is no answer to it."""
    mia, ada, case_id = await mia_talks(house)
    await mia.says("Wacht even.")
    await house.minutes_pass(11)
    await ada.proposes(case_id, WORDS)
    held = mia.reads()

    await mia.says("ja")

    assert held == []
    mia.was_told(WORDS)
    assert await consent(ada, case_id) == [("veilig_thuis", Consent.ASKED, WORDS)]
    await mia.says("ja")
    assert await consent(ada, case_id) == [("veilig_thuis", Consent.AGREED, WORDS)]
    mia.reads()


async def test_what_was_taken_back_is_never_shown_and_answered_no_more(house: House) -> None:
    """Neither if it waited still, nor by the button that stands there."""
    mia, ada, case_id = await proposed(house)
    proposal = mia.screen[-1]
    await ada.withdraws(case_id)
    await mia.taps(YES, bubble=proposal)
    mia.was_told("Er gebeurt niets mee")
    await house.minutes_pass(11)
    await ada.proposes(case_id, HERS)
    await ada.withdraws(case_id)

    await mia.says("Ik ben er weer")

    assert mia.reads() == []
    assert [one[1] for one in await consent(ada, case_id)] == [Consent.WITHDRAWN, Consent.WITHDRAWN]


async def test_a_proposal_that_is_sent_twice_is_made_once(house: House) -> None:
    """A page that does not know whether it arrived sends it again."""
    mia, ada, case_id = await mia_talks(house)

    for _ in range(2):
        await ada.proposes(case_id, WORDS, client_id="r-1")

    assert len(await consent(ada, case_id)) == 1
    assert len(mia.reads()) == 1
    trail = await house.store.run(Job(lambda tx: tx.staff.audit_trail()))
    assert [(line.staff_id, line.subject) for line in trail if line.action == "refer"] == [("Ada", case_id)]
    assert not any("24" in repr(line) for line in house.journal.lines)


async def test_after_the_talk_only_partner_and_answer_are_left(house: House) -> None:
    """As long as the case: no word and no name; and nobody is asked any more."""
    mia, ada, case_id = await proposed(house)
    await mia.taps(YES)

    await ada.closes(case_id, Outcome.PROTECTION)

    left = (await ada.reads(case_id)).referrals
    assert [(one.partner, one.consent, one.outcome) for one in left] == [
        ("veilig_thuis", Consent.AGREED, Outcome.PROTECTION)
    ]
    assert (left[0].words, left[0].name) == ("", "")
    mia.reads()


async def test_forget_me_takes_it_all(house: House) -> None:
    """Also what was agreed to."""
    mia, ada, case_id = await proposed(house)
    await mia.taps(YES)
    case = (await ada.reads(case_id)).case

    await mia.says("stop")

    assert await house.store.run(Job(lambda tx: tx.referrals.of(case))) == ()
    with pytest.raises(NotYours):
        await ada.proposes(case_id, HERS)


async def test_a_colleague_who_takes_over_sees_what_was_agreed_and_asks_anew(house: House) -> None:
    """What waited for an answer waits no more: it was another talk."""
    mia, ada, case_id = await proposed(house)
    await mia.taps(YES)
    await ada.proposes(case_id, WORDS, to="hoc")
    old = mia.screen[-1]
    bo = house.counsellor("Bo")
    await ada.gives_back(case_id)
    await bo.claims(case_id)
    mia.reads()

    await mia.taps(YES, bubble=old)

    talk = await bo.reads(case_id)
    assert [(one.consent, talk.asked) for one in talk.referrals] == [(Consent.AGREED, 0)]
    mia.was_told("Er gebeurt niets mee")
    await mia.says("Ja, dat mag")  # the next one may read what was written before
    seen = (await bo.reads(case_id)).referrals
    assert [one.consent for one in seen] == [Consent.AGREED, Consent.ASKED]
    with pytest.raises(NotYours):
        await ada.withdraws(case_id)


async def test_only_who_is_in_the_talk_is_asked(house: House) -> None:
    """After a long silence somebody else may hold the phone."""
    mia, ada, case_id = await mia_talks(house)
    await house.minutes_pass(16)
    await mia.says("hallo")
    mia.reads()

    with pytest.raises(NotNow) as refused:
        await ada.proposes(case_id, WORDS)

    assert refused.value.why == "away"
    assert mia.reads() == []


@pytest.mark.parametrize("words", ["", "  \n", "a" * 1_001])
async def test_no_words_and_too_many_are_refused(house: House, words: str) -> None:
    """Nothing was shown."""
    mia, ada, case_id = await mia_talks(house)

    with pytest.raises(BotError, match=r"1 to 1,000"):
        await ada.proposes(case_id, words)

    assert mia.reads() == []


@pytest.mark.parametrize(("language", "name"), [("nl", "Politie"), ("fr", "Police")])
async def test_partners_are_help_lines_of_the_country_that_are_good_today(
    house: House, language: Language, name: str
) -> None:
    """In the words of whoever reads the list; what is no partner, is abroad or is past its day is not among them."""
    mia, ada, case_id = await mia_talks(house)

    found = {one.id: one for one in await house.referring.partners(ada.id, case_id, language)}
    case = (await ada.reads(case_id)).case
    later = partners(house.shelf.newest.catalogue, case, reader=language, today=date(2027, 3, 1))
    with pytest.raises(NotNow) as refused:
        await ada.proposes(case_id, WORDS, to="nood")

    assert {"veilig_thuis", "politie_nl", "hoc"} <= found.keys()
    assert found.keys().isdisjoint({"nood", "kindertelefoon", "politie_be", "sas"})
    assert (found["politie_nl"].name, found["politie_nl"].verified) == (name, False)
    assert (found["politie_nl"].outcome, found["politie_nl"].reached.split()[0]) == (Outcome.POLICE, "0900-8844")
    assert (later, refused.value.why) == ((), "partner")
    mia.reads()


async def agreed_twice(house: House) -> tuple[Person, Counsellor, CaseId]:
    """Mia said yes to words for Veilig Thuis, and then to words for the police."""
    mia, ada, case_id = await proposed(house)
    await mia.taps(YES)
    await ada.proposes(case_id, "Zij is veilig bij haar tante.", to="politie_nl")
    await mia.taps(YES)
    mia.reads()
    return mia, ada, case_id


async def said(ada: Counsellor, case_id: CaseId) -> list[Consent]:
    """Return what was said to each proposal."""
    return [one.consent for one in (await ada.reads(case_id)).referrals]


async def test_toch_niet_takes_back_one_yes_after_the_other(house: House) -> None:
    """The last one first, with the name of what goes and of what stands; said once more, the one before as well."""
    mia, ada, case_id = await agreed_twice(house)

    await mia.says("toch niet")
    first = await said(ada, case_id)
    mia.was_told("dit wordt niet doorgegeven", "Politie", "Waar je eerder ja op zei, blijft zo", "Veilig Thuis")
    await mia.says("toch niet")
    second = await said(ada, case_id)
    mia.was_told("dit wordt niet doorgegeven", "Veilig Thuis")
    await mia.says("toch niet")

    assert first == [Consent.AGREED, Consent.REFUSED]
    assert second == await said(ada, case_id) == [Consent.REFUSED, Consent.REFUSED]
    assert [line.text for line in (await ada.reads(case_id)).lines if line.author is LineFrom.HELP_SEEKER][-3:] == [
        "toch niet",
    ] * 3  # the counsellor reads every word


async def test_the_button_under_an_earlier_yes_takes_that_one_back(house: House) -> None:
    """Whatever was proposed since: what she taps is what she means."""
    mia, ada, case_id = await proposed(house)
    await mia.taps(YES)
    earlier = mia.screen[-1]
    await ada.proposes(case_id, "Zij is veilig bij haar tante.", to="politie_nl")
    mia.reads()

    await mia.taps("Toch niet", bubble=earlier)
    mia.was_told("dit wordt niet doorgegeven", "Veilig Thuis")
    once = await said(ada, case_id)
    await mia.taps("Toch niet", bubble=earlier)
    mia.was_told("Er gebeurt niets mee")
    await mia.taps(YES, bubble=mia.screen[-3])

    assert once == [Consent.REFUSED, Consent.ASKED]
    assert await said(ada, case_id) == [Consent.REFUSED, Consent.AGREED]


async def test_toch_niet_to_a_question_is_a_no_to_that_and_then_to_the_yes_before(house: House) -> None:
    """By words nobody can say which of the two they mean: the last question goes first, and both can go."""
    mia, ada, case_id = await proposed(house)
    await mia.taps(YES)
    await ada.proposes(case_id, "Zij is veilig bij haar tante.", to="politie_nl")
    mia.reads()

    await mia.says("toch niet")
    once = await said(ada, case_id)
    mia.was_told("Politie", "Waar je eerder ja op zei, blijft zo", "Veilig Thuis")
    await mia.says("Toch niet!")

    assert once == [Consent.AGREED, Consent.REFUSED]
    assert await said(ada, case_id) == [Consent.REFUSED, Consent.REFUSED]


async def test_what_the_counsellor_takes_back_takes_no_yes_along(house: House) -> None:
    """The yes before can still be taken back."""
    mia, ada, case_id = await proposed(house)
    await mia.taps(YES)
    await ada.proposes(case_id, "Zij is veilig bij haar tante.", to="politie_nl")
    await ada.withdraws(case_id)
    await mia.says("toch niet")

    assert await said(ada, case_id) == [Consent.REFUSED, Consent.WITHDRAWN]
