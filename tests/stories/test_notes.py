"""What a counsellor writes down beside a talk: for whoever has the case, never for the help-seeker."""

import pytest

from bot.errors import BotError
from bot.handover.own import NotYours
from bot.model import Line, LineFrom
from bot.ports import Job
from tests.house import House
from tests.stories.test_the_whole_way import mia_talks


def notes_in(lines: tuple[Line, ...]) -> list[tuple[str, str | None]]:
    """Return the notes, each with who wrote it."""
    return [(line.text, line.by) for line in lines if line.author is LineFrom.NOTE]


async def audited(house: House) -> list[str]:
    """Return what was done, in order."""
    return [line.action for line in await house.store.run(Job(lambda tx: tx.staff.audit_trail()))]


async def test_a_note_is_read_by_whoever_wrote_it_while_they_have_the_case(house: House) -> None:
    """Ada writes, gives back, and Bo reads nothing of it; back with Ada it stands there; nobody else hears of it."""
    mia, ada, case_id = await mia_talks(house)
    bo = house.counsellor("Bo")
    mia.reads()
    with pytest.raises(NotYours):
        await bo.notes(case_id, "Ik kijk even mee.")

    await ada.notes(case_id, "Haar broer leest mee na zes uur.")
    nothing_was_sent = mia.reads()
    await ada.gives_back(case_id)
    with pytest.raises(NotYours):
        await ada.notes(case_id, "Nog iets.")
    mia.reads()
    await bo.claims(case_id)
    told_by_the_claim = [bubble.text for bubble in mia.reads()]

    assert nothing_was_sent == []
    assert notes_in((await bo.reads(case_id)).lines) == []
    await bo.gives_back(case_id)
    await ada.claims(case_id)
    assert notes_in((await ada.reads(case_id)).lines) == [("Haar broer leest mee na zes uur.", "Ada")]
    assert not any("broer" in text for text in told_by_the_claim)


async def test_a_note_that_is_written_twice_is_kept_once(house: House) -> None:
    """A page that does not know whether it arrived sends it again; and the audit tells that there was one, not what."""
    _, ada, case_id = await mia_talks(house)

    first = await ada.notes(case_id, "Woont bij de groep.", client_id="n-1")
    again = await ada.notes(case_id, "Woont bij de groep.", client_id="n-1")

    assert first == again
    assert len(notes_in((await ada.reads(case_id)).lines)) == 1
    trail = await house.store.run(Job(lambda tx: tx.staff.audit_trail()))
    assert [(line.staff_id, line.subject) for line in trail if line.action == "note"] == [("Ada", case_id)]
    assert not any("groep" in repr(line) for line in [*trail, *house.journal.lines])


async def test_a_note_is_no_human_word(house: House) -> None:
    """Somebody waits at the other end: who only writes notes for five minutes loses the claim all the same."""
    house.counsellor("Bo")
    mia, ada, case_id = await mia_talks(house)

    await ada.notes(case_id, "Ik lees eerst.")
    await house.minutes_pass(5)
    await house.watch.look()

    with pytest.raises(NotYours):
        await ada.reads(case_id)
    mia.reads()


@pytest.mark.parametrize("text", ["", "  \n", "a" * 4_001])
async def test_empty_and_endless_notes_are_refused(house: House, text: str) -> None:
    """As words are."""
    _, ada, case_id = await mia_talks(house)

    with pytest.raises(BotError, match=r"1 to 4,000"):
        await ada.notes(case_id, text, client_id="n-1")


async def test_forget_me_takes_the_notes_too(house: House) -> None:
    """Nothing of them is left to anybody, and nothing can be written about who is gone."""
    mia, ada, case_id = await mia_talks(house)
    await ada.notes(case_id, "Noemde een naam.")

    await mia.says("stop")

    assert await house.store.run(Job(lambda tx: tx.cases.lines(case_id))) == ()
    with pytest.raises(NotYours):
        await ada.notes(case_id, "Is weg.")
    assert "note" in await audited(house)


async def test_after_the_end_nothing_is_added(house: House) -> None:
    """What is there can be read as long as the lines; writing ends with the talk."""
    mia, ada, case_id = await mia_talks(house)
    await ada.notes(case_id, "Wil niet gebeld worden.")
    await ada.closes(case_id)

    with pytest.raises(NotYours):
        await ada.notes(case_id, "Te laat.")

    assert [text for text, _ in notes_in((await ada.reads(case_id)).lines)] == ["Wil niet gebeld worden."]
    mia.reads()
