"""One's own logins: seen, and ended elsewhere; nobody's but one's own."""

import re
from datetime import timedelta

import pytest

from bot.web.live import LOOK_AGAIN
from bot.web.sockets import SESSION_OVER
from tests.adapters.web.front import SAME_ORIGIN, Front, Visitor


async def others(visitor: Visitor) -> list[str]:
    """Return what names the other logins on the page."""
    page = await (await visitor.get("/account")).text()
    return re.findall(r'name="which" value="([0-9a-f]{64})"', page)


async def ends(visitor: Visitor, which: str) -> int:
    """Press the button; returns the status."""
    answer = await visitor.session.post(
        f"{visitor.base}/account/end",
        data={"csrf": visitor.csrf, "which": which},
        headers=SAME_ORIGIN,
        allow_redirects=False,
    )
    assert answer.headers["Location"] == "/account"
    return answer.status


async def test_a_login_elsewhere_is_seen_and_ended(front: Front, anna: Visitor) -> None:
    """Its page closes within seconds, its token opens nothing; this one goes on."""
    async with front.counsellor("Anna") as elsewhere, elsewhere.live() as desk:
        await desk.sees("queue")
        (which,) = await others(anna)
        assert await ends(anna, which) == 303
        front.clock.advance(LOOK_AGAIN)

        assert await desk.is_closed() == SESSION_OVER
        assert (await elsewhere.get("/desk")).status == 303

    assert (await anna.get("/desk")).status == 200
    assert await others(anna) == []
    assert front.store.audited == ["login", "login", "ended_elsewhere"]


async def test_all_others_are_ended_at_once(front: Front, anna: Visitor) -> None:
    """The button stands there when there are several."""
    for _ in range(2):
        async with front.counsellor("Anna"):
            pass
    page = await (await anna.get("/account")).text()
    await ends(anna, "others")

    assert "Beëindig alle andere" in page
    assert await others(anna) == []
    assert (await anna.get("/desk")).status == 200


@pytest.mark.parametrize("whose", ["a colleague's", "one's own", "nobody's", "x"])
async def test_nothing_but_another_login_of_ones_own_is_ended(
    front: Front, anna: Visitor, bram: Visitor, whose: str
) -> None:
    """Whatever is sent: a colleague stays logged in, and so does whoever presses."""
    async with front.counsellor("Bram") as second:
        theirs = await others(second)
    which = {"a colleague's": theirs[0], "nobody's": "0" * 64, "x": "x"}.get(whose, "")
    if whose == "one's own":
        async with front.counsellor("Anna") as second:
            (which,) = await others(second)
    await ends(anna, which)

    assert [(await who.get("/desk")).status for who in (anna, bram)] == [200, 200]
    assert "ended_elsewhere" not in front.store.audited


async def test_a_login_that_is_over_is_not_listed(front: Front, anna: Visitor) -> None:
    """What nobody uses ends by itself."""
    async with front.counsellor("Anna"):
        pass
    assert len(await others(anna)) == 1
    await front.time_passes(timedelta(minutes=20))
    await anna.get("/desk")
    await front.time_passes(timedelta(minutes=15))

    assert await others(anna) == []
