"""A pause after a talk over the web: chosen with the outcome, shown to oneself and on the board, ended by a key."""

from datetime import datetime, timedelta
from typing import Any

import pytest

from bot.model import Role
from bot.web.live import LOOK_AGAIN
from tests.adapters.web.front import Front, LiveView, Visitor


async def _closes(front: Front, anna: Visitor, **more: object) -> int:
    """Take somebody, and say what came of it."""
    _, case_id = await front.somebody_waits()
    await anna.posts(f"/desk/cases/{case_id.hex()}/claim")
    return (await anna.posts(f"/desk/cases/{case_id.hex()}/close", {"outcomes": ["listened"], **more})).status


async def _sees_takers(view: LiveView, count: int) -> dict[str, Any]:
    """Wait for the first queue in which so many take talks."""
    while True:
        frame = await view.sees("queue")
        if frame["counsellors"] == count:
            return frame


async def _sees_pause(view: LiveView, *, on: bool) -> dict[str, Any]:
    """Wait for the first queue with a pause of one's own, or without one."""
    while True:
        frame = await view.sees("queue")
        if (frame["paused_until"] is not None) == on:
            return frame


async def test_a_desk_reads_of_its_own_pause_only(front: Front, anna: Visitor, bram: Visitor) -> None:
    """Until when, and that a seat less is open; a colleague reads no more than that."""
    async with anna.live() as view, bram.live() as other:
        await _sees_takers(view, 2)
        assert await _closes(front, anna, pause=10) == 200
        mine, theirs = await _sees_pause(view, on=True), await _sees_takers(other, 1)

    assert datetime.fromisoformat(mine["paused_until"]) == front.clock.now() + timedelta(minutes=10)
    assert (mine["on_duty"], mine["seats_open"]) == (True, 1)
    assert theirs["paused_until"] is None


async def test_the_board_shows_until_when(front: Front, anna: Visitor) -> None:
    """By name, in the place of the ones who take talks; somebody who is not there is not shown."""
    await front.hires("Coos", role=Role.COORDINATOR)
    assert await _closes(front, anna, pause=5) == 200
    async with front.editor("Coos", Role.COORDINATOR) as coos, coos.live(at="/board") as board:
        away = await board.sees("board")
        async with anna.live():
            frame = await board.sees("board")

    assert (away["at_desk"], away["paused"]) == ([], [])
    until = (front.clock.now() + timedelta(minutes=5)).isoformat()
    assert (frame["at_desk"], frame["paused"]) == ([], [{"name": "Anna", "until": until}])


async def test_nothing_comes_in_a_pause_until_it_is_ended(front: Front, anna: Visitor) -> None:
    """The next one is refused with a reason; after the key it comes."""
    async with anna.live() as view:
        assert await _closes(front, anna, pause=15) == 200
        await front.somebody_waits()
        refused = await anna.posts("/desk/next")
        assert (refused.status, (await refused.json())["error"]) == (409, "paused")
        await _sees_pause(view, on=True)

        assert (await anna.posts("/desk/resume")).status == 200
        frame = await _sees_pause(view, on=False)

    assert frame["counsellors"] == 1
    assert (await anna.posts("/desk/next")).status == 200


async def test_a_pause_ends_by_itself_and_the_desk_hears_of_it(front: Front, anna: Visitor) -> None:
    """Nobody has to press anything; the page is told with its next look."""
    async with anna.live() as view:
        assert await _closes(front, anna, pause=5) == 200
        await _sees_pause(view, on=True)
        await front.time_passes(timedelta(minutes=5) - LOOK_AGAIN)
        assert not await front.is_open()

        await front.time_passes(LOOK_AGAIN)

        assert (await _sees_pause(view, on=False))["counsellors"] == 1
        assert await front.is_open()


@pytest.mark.parametrize("pause", [1, 60, -5, "5", None, 5.5])
async def test_any_other_length_is_refused(front: Front, anna: Visitor, pause: object) -> None:
    """Nothing is closed by half."""
    assert await _closes(front, anna, pause=pause) == 400

    assert await front.is_open() is False
    assert [case.claimed_by for case in await front.house.desk.queue()] == ["Anna"]


async def test_without_a_word_about_it_there_is_none(front: Front, anna: Visitor) -> None:
    """A page from before an upgrade closes as it did."""
    async with anna.live() as view:
        assert await _closes(front, anna) == 200

        assert (await _sees_takers(view, 1))["paused_until"] is None
