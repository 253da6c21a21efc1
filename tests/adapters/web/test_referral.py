"""A hand-over to a partner over the web: who there is, what is proposed, and what the page reads of it."""

import pytest

from tests.adapters.web.front import Front, Visitor
from tests.house import Person

WORDS = "Zij wil weg & <b>snel</b>."


async def _talk(front: Front, anna: Visitor) -> tuple[str, Person]:
    person, case_id = await front.somebody_waits()
    path = f"/desk/cases/{case_id.hex()}"
    assert (await anna.posts(f"{path}/claim")).status == 200
    await front.house.tasks.settle()
    return path, person


async def test_the_page_reads_what_was_proposed_and_what_was_said_to_it(front: Front, anna: Visitor) -> None:
    """The words as they are: it is for the page to show them as text."""
    path, person = await _talk(front, anna)
    partners = (await (await anna.get(f"{path}/partners")).json())["partners"]

    answer = await anna.posts(f"{path}/propose", {"partner": "veilig_thuis", "words": WORDS, "client_id": "r-1"})
    await front.house.tasks.settle()
    asked = (await (await anna.get(f"{path}/lines")).json())["referrals"]
    await person.taps("Ja, zo is het goed")
    agreed = (await (await anna.get(f"{path}/lines")).json())["referrals"]

    assert answer.status == 200
    assert {
        "id": "veilig_thuis",
        "name": "Veilig Thuis",
        "told": "Veilig Thuis",
        "reached": "0800-2000 (dag en nacht)",
        "outcome": "protection",
        "verified": True,
    } in partners
    whole = {
        "number": 1,
        "partner": "veilig_thuis",
        "name": "Veilig Thuis",
        "words": WORDS,
        "outcome": "protection",
    } | {"person": ""}
    assert (asked, agreed) == ([{**whole, "consent": "asked"}], [{**whole, "consent": "agreed"}])


async def test_why_something_is_not_proposed_is_told(front: Front, anna: Visitor) -> None:
    """In a sentence; and nothing was shown."""
    path, person = await _talk(front, anna)
    one = {"partner": "veilig_thuis", "words": WORDS, "client_id": "r-1"}

    no_partner = await anna.posts(f"{path}/propose", {**one, "partner": "nood"})
    first = await anna.posts(f"{path}/propose", one)
    second = await anna.posts(f"{path}/propose", {**one, "client_id": "r-2"})
    await anna.posts(f"{path}/withdraw")
    over = (await (await anna.get(f"{path}/lines")).json())["referrals"]

    assert first.status == 200
    for refused, why in ((no_partner, "referral_partner"), (second, "referral_asked")):
        assert (refused.status, (await refused.json())["error"]) == (409, why)
    assert [one["consent"] for one in over] == ["withdrawn"]
    assert len([bubble for bubble in person.screen if WORDS in bubble.text]) == 1


@pytest.mark.parametrize("words", ["", " \n ", "a\x00b", "a" * 1_001])
async def test_what_is_no_proposal_is_refused(front: Front, anna: Visitor, words: str) -> None:
    """Nothing of it comes back in the answer."""
    path, _ = await _talk(front, anna)

    answer = await anna.posts(f"{path}/propose", {"partner": "veilig_thuis", "words": words, "client_id": "r-1"})

    assert (answer.status, (await answer.json())["error"]) == (400, "unreadable")
