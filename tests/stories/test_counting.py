"""What happens on the line is counted once, when it happens, and of nobody."""

from datetime import UTC, datetime, timedelta

from bot.flows.values.reading import WHEREABOUTS
from bot.handover.seat_count import SeatCount
from bot.model import Dimension, Happening, LogEvent, Outcome, Role, Staff
from bot.model.event_log import first_of_quarter, wall_of
from bot.ports import Job
from tests.counted import counted, events_of, in_words
from tests.house import House
from tests.stories.test_return_phrases import asks_for_words, words_on
from tests.stories.test_the_whole_way import TO_A_HUMAN, mia_talks, mia_waits

MINUTE = timedelta(minutes=1)
ASKED = {
    Dimension.CHANNEL: "telegram",
    Dimension.LANGUAGE: "nl",
    Dimension.COUNTRY: "nl",
    Dimension.ROLE: "binnen",
    Dimension.URGENCY: "normal",
}


async def test_a_talk_is_counted_from_the_first_word_to_its_outcome(house: House) -> None:
    """By the moment at which the human was asked for, whatever happened when; with lengths of time that are coarse."""
    day, part = wall_of(house.clock.now(), WHEREABOUTS.zone)
    ada = house.counsellor("Ada")
    mia = await mia_waits(house)
    house.clock.advance(MINUTE * 3)
    case_id = await ada.claims_next()
    house.clock.advance(timedelta(seconds=47))
    await ada.says(case_id, "Dag, ik ben Ada.")
    await mia.says("Dag Ada.")
    await ada.says(case_id, "Vertel maar.")
    house.clock.advance(MINUTE * 10)
    await mia.says("Dank je wel.")
    await ada.closes(case_id, Outcome.LISTENED, Outcome.HOC)

    def event(what: Happening, seconds: int | None = None, *, how: str = "") -> LogEvent:
        return LogEvent(what, day, part, {**ASKED, **({Dimension.HOW: how} if how else {})}, seconds)

    of_the_case = await events_of(
        house.store,
        *(Happening.ASKED, Happening.ANSWERED, Happening.REACTED, Happening.ENDED, Happening.OUTCOME),
        Happening.ABANDONED,
    )
    assert of_the_case == sorted(
        [
            event(Happening.ASKED),
            event(Happening.ANSWERED, 210),
            event(Happening.REACTED, 45),
            event(Happening.ENDED, 600, how="both_wrote"),
            event(Happening.OUTCOME, how="listened"),
            event(Happening.OUTCOME, how="hoc"),
        ],
        key=str,
    )
    assert (await counted(house.store))["started"] == 1


async def test_a_session_is_counted_when_somebody_begins_and_not_again_before_a_silence(house: House) -> None:
    """Whoever opens the chat, types on, or starts anew in the middle of it has one session."""
    mia = house.person("Mia")
    await mia.starts()
    await mia.says("hoi")
    await mia.starts()
    assert await counted(house.store) == {"started": 1}

    house.clock.advance(MINUTE * 16)
    await mia.says("hoi")
    assert await counted(house.store) == {"started": 2}


async def test_the_same_message_twice_counts_once(house: House) -> None:
    """Also the one by which a human was asked for."""
    house.counsellor("Ada")
    mia = house.person("Mia")
    await mia.says("hoi", event="777")
    await mia.says("hoi", event="777")
    await mia.chooses(*TO_A_HUMAN)
    await mia.says("hoi", event="777")

    assert await counted(house.store) == {"started": 1, "asked": 1}


async def test_a_claim_is_no_answer_and_neither_is_what_the_bot_says(house: House) -> None:
    """Words of a counsellor that were delivered are; what was written to somebody who had gone was not."""
    mia, ada, case_id = await mia_talks(house)
    await mia.says("Ik weet niet.")
    await ada.proposes(case_id, "Mia zoekt een huis.")
    assert "answered" not in await counted(house.store)

    house.clock.advance(MINUTE * 12)
    await ada.says(case_id, "Ben je er nog?")  # nothing may leave: it is held
    assert "answered" not in await counted(house.store)

    await mia.says("stop")
    found = await counted(house.store)
    assert found["abandoned exit"] == 1
    assert "answered" not in found


async def test_each_way_of_leaving_before_an_answer(house: House) -> None:
    """At once, by the stop word, by another choice, in the hands of somebody who says nothing; and by silence."""
    ada = house.counsellor("Ada")
    await (await mia_waits(house, "Short")).says("stop")
    exits, leaves, silent = [await mia_waits(house, name) for name in ("Exit", "Leaves", "Silent")]
    house.clock.advance(MINUTE)
    await exits.says("stop")
    await ada.claims(next(iter(await ada.queue())))
    await ada.closes((await house.desk.queue())[0].id, Outcome.NO_CONTACT)
    await silent.blocks_us()

    assert {how: n for how, n in (await counted(house.store)).items() if how.startswith("abandoned")} == {
        "abandoned short": 1,
        "abandoned exit": 2,
        "abandoned claimed": 1,
    }
    assert (await counted(house.store))["outcome no_contact"] == 1
    assert leaves.reads()


async def test_who_waits_behind_a_closed_door_is_in_no_rate_of_those_who_could_be_helped(house: House) -> None:
    """They were turned away; that they wait all the same is told of all that is counted of them."""
    mia = house.person("Mia")
    await mia.starts()
    await mia.chooses(*TO_A_HUMAN)
    await mia.chooses("wachten", "m60")
    ada = house.counsellor("Ada")
    await ada.says(await ada.claims_next(), "Ik ben er nu.")

    case_events = await events_of(house.store, Happening.ASKED, Happening.ANSWERED, Happening.REACTED)
    (turned,) = await events_of(house.store, Happening.TURNED_AWAY)
    assert Dimension.DOOR not in turned.told
    assert [one.told[Dimension.DOOR] for one in case_events] == ["closed"] * 3


async def test_what_came_of_a_talk_is_counted_once_it_is_said_although_the_person_is_forgotten(house: House) -> None:
    """Nothing of the case says whose it was by then, and its day and its length are right all the same."""
    mia, ada, case_id = await mia_talks(house)
    await ada.says(case_id, "Dag.")
    house.clock.advance(MINUTE * 5)
    await mia.says("stop")
    assert "ended both_wrote" not in await counted(house.store)

    await ada.closes(case_id, Outcome.INFORMATION)
    (ended,) = await events_of(house.store, Happening.ENDED)
    (outcome,) = await events_of(house.store, Happening.OUTCOME)
    assert (ended.seconds, ended.told) == (300, {**ASKED, Dimension.HOW: "one_wrote"})
    assert (outcome.day, outcome.part, outcome.told[Dimension.HOW]) == (ended.day, ended.part, "information")


async def test_what_nobody_says_is_counted_as_not_recorded(house: House) -> None:
    """After the half an hour in which its counsellor is asked."""
    mia, ada, case_id = await mia_talks(house)
    await ada.says(case_id, "Dag.")
    await mia.says("Dag.")
    await mia.says("stop")
    for _ in range(32):
        house.clock.advance(MINUTE)
        await house.watch.look()

    found = await counted(house.store)
    assert (found["ended both_wrote"], found["outcome unrecorded"]) == (1, 1)


async def test_a_case_that_was_given_back_ends_without_anybody_who_could_say(house: House) -> None:
    """It was answered, so it is no abandoned one."""
    mia, ada, case_id = await mia_talks(house)
    await ada.says(case_id, "Dag.")
    await ada.gives_back(case_id)
    await mia.says("stop")

    found = await counted(house.store)
    assert (found["answered"], found["ended one_wrote"], found["outcome unrecorded"]) == (1, 1, 1)
    assert not any(what.startswith("abandoned") for what in found)


async def test_people_are_counted_once_in_a_quarter_and_once_more_when_they_come_again(house: House) -> None:
    """However often they write; by the quarter, not by the day, so that no event of it stands beside their session."""
    people = [house.person(f"Mia {number}") for number in range(12)]
    for _ in range(3):
        for mia in people:
            await mia.says("hoi")
        house.clock.advance(MINUTE * 16)

    events = await events_of(house.store, Happening.PERSON)
    found = in_words(events)
    assert 0 < found["person first"] <= 12  # some meet a place that is taken
    assert found["person again"] == 12
    assert {(one.day, one.part) for one in events} == {(first_of_quarter(wall_of(house.clock.now(), UTC)[0]), 0)}
    assert (await counted(house.store))["started"] == 36


async def test_a_wipe_is_counted_and_whoever_writes_after_it_is_nobody_new(house: House) -> None:
    """Their place stays taken, which says of nobody that it is theirs."""
    for _ in range(3):
        mia = house.person("Mia")
        await mia.says("hoi")
        await mia.says("stop")

    found = in_words(await events_of(house.store))
    assert (found["started"], found["wiped"], found["person again"]) == (3, 3, 0)
    assert found["person first"] <= 1


async def test_on_the_web_only_who_comes_back_by_words_is_known(house: House) -> None:
    """Everybody else is in no count of people; whoever comes back twice is one, who came again."""
    for name in ("Tab 1", "Tab 2"):
        await house.person_on_the_web(name).says("hoi")
    assert "person first" not in in_words(await events_of(house.store))

    words = await asks_for_words(house, house.person_on_the_web("Mia 0"))
    for number in (1, 2):
        house.clock.advance(MINUTE * 20)
        house.alarm.ring(house.conversations)
        await house.tasks.settle()
        await house.phrases.fill()
        mia = house.person_on_the_web(f"Mia {number}")
        await mia.says(words)
        await mia.says("woorden")
        await mia.chooses("ja")
        words = words_on(mia)

    found = in_words(await events_of(house.store))
    assert (found["person again"], found["back"]) == (1, 2)
    assert found["person first"] <= 1
    assert found["started"] == 5


async def test_what_becomes_of_claims_is_counted(house: House) -> None:
    """Taken, taken at once with somebody else, given back, and left by a desk that is gone."""
    ada, bo = house.counsellor("Ada"), house.counsellor("Bo")
    mia = await mia_waits(house)
    case_id = await ada.claims_next()
    await bo.claims(case_id)
    await ada.claims(case_id)  # who clicks twice is in nobody's way
    await ada.gives_back(case_id)
    await bo.claims(case_id)
    bo.leaves()
    house.clock.advance(MINUTE * 3)
    await mia.says("Ben je daar?")

    found = {how: n for how, n in (await counted(house.store)).items() if how.startswith("claim")}
    assert found == {"claim claimed": 2, "claim conflict": 1, "claim given_back": 1, "claim stale": 1}


async def test_what_becomes_of_an_offer_to_a_colleague_is_counted(house: House) -> None:
    """A no, and then a yes of both; an answered talk stays one, and who wrote in it wrote although no line says so."""
    mia, ada, case_id = await mia_talks(house)
    bo = house.counsellor("Bo")
    await house.store.run(Job(lambda tx: tx.staff.add(Staff(bo.id, Role.COUNSELLOR, "x"))))
    await ada.says(case_id, "Dag.")
    await mia.says("Dag Ada.")
    await ada.offers(case_id, bo)
    await bo.declines(case_id)
    await ada.offers(case_id, bo)
    await bo.accepts(case_id)
    await mia.says("ja")
    await mia.says("wat hier staat")
    await bo.closes(case_id)

    found = await counted(house.store)
    assert (found["claim passing"], found["claim not_passed"], found["claim passed"]) == (2, 1, 1)
    assert (found["answered"], found["ended both_wrote"]) == (1, 1)


async def test_a_yes_to_a_partner_that_is_taken_back_counts_as_none(house: House) -> None:
    """What is counted is what was said in the end."""
    mia, ada, case_id = await mia_talks(house)
    await ada.proposes(case_id, "Zij zoekt een huis.")
    yes = mia.screen[-1]
    await mia.taps(yes.options[0].label)
    assert (await counted(house.store))["referred agreed"] == 1

    await mia.says("toch niet")
    await mia.says("nee")
    found = await counted(house.store)
    assert found["referred agreed"] + found["referred declined"] == 1


async def test_a_group_is_counted_by_its_quarter(house: House) -> None:
    """The first time that it is named, and by no name."""
    for name, group in (("Mia", "De Dageraad"), ("Noor", "dageraad"), ("Lou", "")):
        ada = house.counsellor("Ada")
        await mia_waits(house, name)
        await ada.closes(await ada.claims_next(), group=group)

    (event,) = await events_of(house.store, Happening.GROUP)
    assert (event.day, event.told) == (first_of_quarter(wall_of(house.clock.now(), UTC)[0]), {})


async def test_pauses_are_counted_when_they_are_over(house: House) -> None:
    """By nobody's name: one that ran to its end, and one that was ended early."""
    ada = house.counsellor("Ada")
    for name, minutes in (("Mia", 4), ("Noor", 20)):
        await mia_waits(house, name)
        await ada.closes(await ada.claims_next(), pause=10)
        house.clock.advance(MINUTE * minutes)
        await ada.ends_the_pause()
    await house.store.run(Job(lambda tx: tx.tidy()))

    assert [one.seconds for one in await events_of(house.store, Happening.PAUSE)] == [240, 600]


async def test_the_seats_are_counted_once_in_the_middle_of_each_part_of_a_day(house: House) -> None:
    """Whoever takes talks counts with all their seats; a restart counts no part twice."""
    house.clock.advance(datetime(2026, 11, 24, 17, 20, tzinfo=UTC) - house.clock.now())  # 18.20 on the wall
    seats = SeatCount(house.store, house.floor, clock=house.clock, journal=house.journal)
    ada = house.counsellor("Ada")
    await ada.has_seats(3)
    for _ in range(3):
        await seats.look()
        house.clock.advance(MINUTE * 35)
    ada.leaves()
    await SeatCount(house.store, house.floor, clock=house.clock, journal=house.journal).look()
    house.clock.advance(MINUTE * 180)
    await seats.look()

    assert [(one.part, one.amount) for one in await events_of(house.store, Happening.SEATS)] == [(6, 3), (7, 0)]


async def test_a_list_of_questions_is_counted_when_it_is_begun_and_when_it_is_gone_through(house: House) -> None:
    """Whoever stops in the middle has not gone through it; nothing is counted of what was answered."""
    for name, answers in (("Mia", [*["nee"] * 13, "ja"]), ("Noor", ["vaak", "sla_over", "stopped"])):
        person = house.person(name)
        await person.starts()
        await person.chooses("ja", "nederland", "binnen", "nadenken", "ja", *answers)

    checks = await events_of(house.store, Happening.CHECK)
    assert in_words(checks) == {"check begun": 2, "check finished": 1}
    assert {one for event in checks for one in event.told} == {Dimension.CHANNEL, Dimension.LANGUAGE, Dimension.HOW}


async def test_what_is_taken_off_the_card_in_the_queue_is_not_counted_any_more(house: House) -> None:
    """From then on; what never was on it is in no event."""
    ada = house.counsellor("Ada")
    mia = await mia_waits(house)
    for said in ("mijn kaart", "niet mijn rol", "ja"):
        await mia.says(said)
    case_id = await ada.claims_next()
    await ada.says(case_id, "Dag.")
    await ada.closes(case_id)

    late = await events_of(house.store, Happening.ANSWERED, Happening.ENDED, Happening.OUTCOME)
    assert [(one.told.get(Dimension.COUNTRY), Dimension.ROLE in one.told) for one in late] == [("nl", False)] * 3
