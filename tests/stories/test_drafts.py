"""What a counsellor typed and did not send: kept until it is sent or the talk is no longer theirs."""

import asyncio

import pytest

from bot.errors import BotError
from bot.handover.own import NotYours
from bot.handover.talks import Unsent
from bot.model import Draft
from tests.house import House
from tests.stories.test_the_whole_way import mia_talks


def left(number: int, words: str = "", *, seen: int = 0) -> Unsent:
    """Return what is left in the fields of a page."""
    return Unsent(Draft(words, "", "p1", number), seen)


async def test_what_was_typed_is_there_for_another_page_and_reaches_nobody(house: House) -> None:
    """The same counsellor finds it; a colleague does not, not even after taking over; the help-seeker never."""
    mia, ada, case_id = await mia_talks(house)
    bo = house.counsellor("Bo")

    await ada.drafts(case_id, "Ik dacht nog aan", number=1, note="Klinkt moe")
    with pytest.raises(NotYours):
        await bo.drafts(case_id, "Van mij", number=2)
    found = (await ada.reads(case_id)).draft
    nothing_was_sent = mia.reads()
    await ada.gives_back(case_id)
    await bo.claims(case_id)

    assert found == Draft("Ik dacht nog aan", "Klinkt moe", "p1", 1)
    assert nothing_was_sent == []
    assert (await bo.reads(case_id)).draft is None
    mia.reads()


async def test_typing_wakes_no_colleague(house: House) -> None:
    """Somebody who types is kept every second: fifty desks have no reason to look each time."""
    mia, ada, case_id = await mia_talks(house)
    bo = house.counsellor("Bo")
    await bo.open_desk.changes()
    await ada.open_desk.changes()
    news = [asyncio.get_running_loop().create_task(one.open_desk.changes()) for one in (ada, bo)]

    await ada.drafts(case_id, "Ik dacht", number=1)
    await ada.notes(case_id, "Klinkt moe.")
    await asyncio.sleep(0)

    assert [one.done() for one in news] == [True, False]
    assert news[0].result() == (False, frozenset({case_id}))
    news[1].cancel()
    mia.reads()


async def test_what_is_sent_is_no_draft_any_more(house: House) -> None:
    """In one step with the sending, whatever order the network makes of it; what was typed since stays."""
    mia, ada, case_id = await mia_talks(house)
    await ada.drafts(case_id, "Dag, ik ben Ad", number=1)

    await ada.says(case_id, "Dag, ik ben Ada.", client_id="c-1", left=left(3))
    sent = (await ada.reads(case_id)).draft
    late = await ada.drafts(case_id, "Dag, ik ben Ada.", number=2)
    await ada.drafts(case_id, "Neem je", number=4)
    await ada.says(case_id, "Dag, ik ben Ada.", client_id="c-1", left=left(3))

    assert sent == late == Draft("", "", "p1", 3)
    draft = (await ada.reads(case_id)).draft
    assert draft is not None
    assert draft.words == "Neem je"
    mia.was_told("Dag, ik ben Ada.")


async def test_a_draft_for_a_talk_that_went_back_is_refused(house: House) -> None:
    """Also when the same counsellor has the talk again: what is typed from now on is kept."""
    mia, ada, case_id = await mia_talks(house)
    await ada.gives_back(case_id)

    with pytest.raises(NotYours):
        await ada.drafts(case_id, "Ik was nog", number=1)
    await ada.claims(case_id)

    assert (await ada.drafts(case_id, "Ik ben terug", number=1)).words == "Ik ben terug"
    mia.reads()


async def test_whoever_is_forgotten_leaves_no_draft(house: House) -> None:
    """Nor can one be kept about them any more; and no log ever held a word of it."""
    mia, ada, case_id = await mia_talks(house)
    await ada.drafts(case_id, "Je zus in Gent", number=1)

    await mia.says("stop")

    with pytest.raises(NotYours):
        await ada.drafts(case_id, "Je zus in Gent, bedoel ik", number=2)
    assert not any("Gent" in repr(line) for line in house.journal.lines)


async def test_a_draft_that_is_too_long_is_refused_whole(house: House) -> None:
    """Nothing is cut, and what is kept stays; the same with a word that would leave too much."""
    mia, ada, case_id = await mia_talks(house)
    await ada.drafts(case_id, "kort", number=1)

    with pytest.raises(BotError, match=r"5,000"):
        await ada.drafts(case_id, "é" * 4_000, note="é" * 1_001, number=2)
    with pytest.raises(BotError, match=r"5,000"):
        await ada.says(case_id, "Dag.", left=left(2, "é" * 5_001))

    await ada.drafts(case_id, "\U0001f331" * 4_000, note="\U0001f331" * 1_000, number=3)
    draft = (await ada.reads(case_id)).draft
    assert draft is not None
    assert (len(draft.words), len(draft.note)) == (4_000, 1_000)
    assert mia.reads() == []
