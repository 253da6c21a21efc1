"""Claim, say, give back, close: what a counsellor does over the web, and what others are told."""

import asyncio

import pytest

from bot.model import CaseId, CaseState, Ending, Outcome, StaffId
from bot.ports import Job
from tests.adapters.web.front import Front, Visitor


def path(case_id: CaseId, what: str) -> str:
    """Return the address of an action."""
    return f"/desk/cases/{case_id.hex()}/{what}"


async def test_of_two_who_claim_at_once_one_wins_and_the_other_reads_who(
    front: Front, anna: Visitor, bram: Visitor
) -> None:
    """The loser of a claim is told by name who has the talk now."""
    _, case_id = await front.somebody_waits()

    answers = await asyncio.gather(*(who.posts(path(case_id, "claim")) for who in (anna, bram)))

    (lost,) = [answer for answer in answers if answer.status != 200]
    winner = (await front.house.desk.queue())[0].claimed_by
    assert lost.status == 409
    assert await lost.json() == {"error": "taken", "message": f"{winner} heeft dit gesprek al.", "by": winner}


async def test_claiming_ones_own_talk_again_is_no_loss(front: Front, anna: Visitor) -> None:
    """A claim whose answer was lost on the way is asked for again, and still won."""
    _, case_id = await front.somebody_waits()

    first = await anna.posts(path(case_id, "claim"))
    again = await anna.posts(path(case_id, "claim"))

    assert (first.status, again.status) == (200, 200)


async def test_a_case_that_is_over_cannot_be_claimed(front: Front, anna: Visitor) -> None:
    """Who comes too late for a talk that ended reads just that."""
    person, case_id = await front.somebody_waits()
    await person.says("stop")

    answer = await anna.posts(path(case_id, "claim"))

    assert answer.status == 409
    assert (await answer.json())["message"] == "Dit gesprek is al voorbij."


async def test_words_go_both_ways(front: Front, anna: Visitor) -> None:
    """What a counsellor writes reaches the help-seeker, and the other way round, with card and fate of the words."""
    person, case_id = await front.somebody_waits()
    await anna.posts(path(case_id, "claim"))
    await front.house.tasks.settle()
    person.reads()

    said = await anna.posts(path(case_id, "say"), {"text": "Dag, ik ben Anna.", "client_id": "a1"})
    await front.house.tasks.settle()
    person.was_told("Dag, ik ben Anna.")
    await person.says("Fijn.")
    talk = await (await anna.get(path(case_id, "lines?after=0"))).json()

    assert (said.status, (await said.json())["client_id"]) == (200, "a1")
    assert [(line["author"], line["text"], line["state"]) for line in talk["lines"]] == [
        ("counsellor", "Dag, ik ben Anna.", "sent"),
        ("help_seeker", "Fijn.", "sent"),
    ]
    assert talk["card"] == {"land": "nl", "rol": "binnen"}
    assert (talk["state"], talk["ending"]) == ("claimed", None)


async def test_the_same_words_with_the_same_id_are_sent_once(front: Front, anna: Visitor) -> None:
    """A page that does not know whether its words arrived sends them again, and the help-seeker reads them once."""
    person, case_id = await front.somebody_waits()
    await anna.posts(path(case_id, "claim"))
    await front.house.tasks.settle()
    person.reads()
    words = {"text": "Neem je tijd.", "client_id": "a1"}

    first, second = [await (await anna.posts(path(case_id, "say"), words)).json() for _ in range(2)]
    await front.house.tasks.settle()

    assert first["number"] == second["number"]
    assert [bubble.text for bubble in person.reads()] == ["Neem je tijd."]


async def test_lines_are_given_from_a_number_on(front: Front, anna: Visitor) -> None:
    """A page that has read some lines asks for the rest."""
    person, case_id = await front.somebody_waits()
    await anna.posts(path(case_id, "claim"))
    for word in ("een", "twee", "drie"):
        await person.says(word)

    talk = await (await anna.get(path(case_id, "lines?after=2"))).json()

    assert [line["text"] for line in talk["lines"]] == ["drie"]


async def test_a_place_that_is_no_number_is_refused(front: Front, anna: Visitor) -> None:
    """What is asked after a line that can't be is answered with a sentence."""
    _, case_id = await front.somebody_waits()
    await anna.posts(path(case_id, "claim"))

    for after in ("-1", "x", "1e3", "٣", "9" * 40, ""):
        answer = await anna.get(path(case_id, f"lines?after={after}"))

        assert answer.status == 400, after


@pytest.mark.parametrize(
    ("what", "body"), [("close", {"outcomes": ["listened"]}), ("give-back", {})], ids=["close", "give back"]
)
async def test_nobody_lets_go_of_a_talk_whose_newest_words_they_have_not_seen(
    front: Front, anna: Visitor, what: str, body: dict[str, object]
) -> None:
    """Words that cross with the end would be read by nobody; with the page that shows them it ends."""
    person, case_id = await front.somebody_waits()
    await anna.posts(path(case_id, "claim"))
    await person.says("Dag.")
    first = (await (await anna.get(path(case_id, "lines?after=0"))).json())["lines"][-1]["number"]
    await anna.posts(path(case_id, "say"), {"text": "Dan sluiten we af.", "client_id": "a1"})
    await person.says("Wacht, nog iets.")

    refused = await anna.posts(path(case_id, what), {**body, "seen": first})
    told = await refused.json()
    newest = (await (await anna.get(path(case_id, "lines?after=0"))).json())["lines"][-1]
    done = await anna.posts(path(case_id, what), {**body, "seen": newest["number"]})

    assert (refused.status, told["error"]) == (409, "more_said")
    assert "Wacht" not in str(told)
    assert newest["text"] == "Wacht, nog iets."
    assert done.status == 200


@pytest.mark.parametrize("what", ["close", "give-back"])
async def test_whether_something_was_said_is_told_to_nobody_else(
    front: Front, anna: Visitor, bram: Visitor, what: str
) -> None:
    """A page that claims to have seen nothing learns as little of a colleague's talk as of one that never was."""
    person, case_id = await front.somebody_waits()
    await anna.posts(path(case_id, "claim"))
    await person.says("Dag.")
    body = {"seen": 0, **({"outcomes": ["listened"]} if what == "close" else {})}

    told = [
        (answer.status, await answer.text())
        for case in (case_id, CaseId(bytes(16)))
        for answer in [await bram.posts(path(case, what), body)]
    ]

    assert told[0] == told[1]
    assert told[0][0] == 404


async def test_a_talk_that_is_given_back_waits_again(front: Front, anna: Visitor, bram: Visitor) -> None:
    """It can be claimed by a colleague, and is nobody's until then."""
    _, case_id = await front.somebody_waits()
    await anna.posts(path(case_id, "claim"))

    given = await anna.posts(path(case_id, "give-back"))
    mine = await anna.get(path(case_id, "lines"))
    taken = await bram.posts(path(case_id, "claim"))

    assert (given.status, mine.status, taken.status) == (200, 404, 200)


async def test_a_talk_ends_with_an_outcome(front: Front, anna: Visitor) -> None:
    """The case is closed with the codes that the counsellor chose."""
    _, case_id = await front.somebody_waits()
    await anna.posts(path(case_id, "claim"))

    answer = await anna.posts(path(case_id, "close"), {"outcomes": ["listened", "police"]})
    case = await front.store.run(Job(lambda tx: tx.cases.get(case_id)))

    assert answer.status == 200
    assert case is not None
    assert (case.state, case.ending) == (CaseState.CLOSED, Ending.COUNSELLOR)
    assert case.outcomes == (Outcome.LISTENED, Outcome.POLICE)


async def test_no_outcome_no_end(front: Front, anna: Visitor) -> None:
    """Without an outcome, with one that does not exist or with some that exclude each other the talk goes on."""
    _, case_id = await front.somebody_waits()
    await anna.posts(path(case_id, "claim"))

    wrong: tuple[list[str], ...] = (
        [],
        ["zomaar"],
        ["listened", "test"],
        ["test", "abusive"],
        ["listened", "listened"],
        ["unrecorded"],
    )
    answers = [await anna.posts(path(case_id, "close"), body) for body in ({}, *({"outcomes": one} for one in wrong))]

    assert {answer.status for answer in answers} == {400}
    assert (await answers[3].json())["message"].startswith("Dit past niet bij elkaar.")
    assert (await front.house.desk.queue())[0].state is CaseState.CLAIMED


async def test_empty_and_endless_words_are_refused_with_a_sentence(front: Front, anna: Visitor) -> None:
    """A message has 1 to 4,000 characters, and none that is no character."""
    _, case_id = await front.somebody_waits()
    await anna.posts(path(case_id, "claim"))

    for text in ("", "  \n ", "a" * 4001, "a\x00b"):
        answer = await anna.posts(path(case_id, "say"), {"text": text, "client_id": "a"})

        assert answer.status == 400
        assert "4.000 tekens" in (await answer.json())["message"]
    whole = await anna.posts(path(case_id, "say"), {"text": "a" * 4000, "client_id": "b"})
    assert whole.status == 200


async def test_the_language_of_the_desk_stays_with_the_counsellor(anna: Visitor) -> None:
    """The choice is kept, and comes with all words at once."""
    answer = await (await anna.posts("/desk/language", {"language": "fr"})).json()
    page = await (await anna.get("/desk")).text()

    assert answer["language"] == "fr"
    assert answer["texts"]["queue.title"] == "File"
    assert '<html lang="fr">' in page


async def test_while_the_database_is_away_nothing_is_promised(front: Front, anna: Visitor) -> None:
    """An action is answered with "come again", and a page as well."""
    _, case_id = await front.somebody_waits()
    front.store.away = True

    answer = await anna.posts(path(case_id, "claim"))

    assert (answer.status, answer.headers["Retry-After"]) == (503, "5")


async def test_only_the_last_one_says_that_nobody_comes(front: Front, anna: Visitor) -> None:
    """With a colleague on duty it is refused with a sentence, and nobody is told anything."""
    mia, _ = await front.somebody_waits()
    with front.house.floor.desk(StaffId("Bram")):
        refused = await anna.posts("/desk/nobody")
    told_nothing = mia.reads()
    done = await anna.posts("/desk/nobody")
    await front.house.tasks.settle()

    assert (refused.status, (await refused.json())["message"][:11], told_nothing) == (409, "Een collega", [])
    assert done.status == 200
    mia.was_told("Er schrijft nog geen mens met je")
