"""How many pages come in, and what is known of where they come from."""

import asyncio
from contextlib import AsyncExitStack
from dataclasses import replace
from datetime import timedelta

import pytest
from websockets.exceptions import InvalidStatus

from bot.channels.webchat import Limits
from bot.channels.webchat.limits import Doorkeeper, Verdict, address_of
from tests.adapters.webchat.rig import Rig, Tab
from tests.fakes import FakeClock


async def test_one_address_gets_so_many_connections() -> None:
    """A flood from one place leaves room for everybody else; who closes one may open one."""
    limits = replace(Limits(), sockets_per_address=2)
    async with Rig(limits).serve() as chat:
        async with chat.connected(address="203.0.113.7"), chat.connected(address="203.0.113.7"):
            with pytest.raises(InvalidStatus) as refusal:
                async with chat.connected(address="203.0.113.7"):
                    pass
            async with chat.connected(address="203.0.113.8") as other:
                await other.hello()
        async with chat.connected(address="203.0.113.7") as again:
            await again.hello()

    assert refusal.value.response.status_code == 429
    assert refusal.value.response.headers["Retry-After"] == "15"


async def test_there_is_an_end_to_connections() -> None:
    """The server says that it is full instead of falling over."""
    async with Rig(replace(Limits(), sockets=1)).serve() as chat, chat.tab() as tab:
        with pytest.raises(InvalidStatus) as refusal:
            async with chat.connected():
                pass

        assert refusal.value.response.status_code == 503
        assert await tab.is_answered()


def test_opening_and_closing_without_end_is_slowed_down() -> None:
    """One address opens so many connections a minute; a minute later it may again."""
    clock = FakeClock()
    door = Doorkeeper(replace(Limits(), connects_per_minute=3), clock)

    def knock(address: str) -> Verdict:
        with door.admit(address) as verdict:
            return verdict

    assert [knock("203.0.113.7") for _ in range(4)] == [Verdict.WELCOME] * 3 + [Verdict.TOO_MANY]
    assert knock("203.0.113.8") == Verdict.WELCOME
    clock.advance(timedelta(minutes=1))
    assert knock("203.0.113.7") == Verdict.WELCOME
    assert all(knock("") == Verdict.WELCOME for _ in range(10))


def test_the_doorkeeper_knows_no_address() -> None:
    """What it counts by can't be turned back, and its list has an end."""
    door = Doorkeeper(Limits(), FakeClock())

    for number in range(10_100):
        with door.admit(f"198.51.100.{number}"):
            pass
    with door.admit("198.51.100.1"):
        remembered = repr(vars(door))

    assert "198.51.100" not in remembered
    assert len(vars(door)["_budgets"]) == 10_000
    assert not vars(door)["_open"]


@pytest.mark.parametrize(
    ("remote", "forwarded_for", "address"),
    [
        ("9.9.9.9", "", "9.9.9.9"),
        ("9.9.9.9", "198.51.100.1", "9.9.9.9"),
        ("127.0.0.1", "198.51.100.1", "198.51.100.1"),
        ("10.0.0.2", "1.2.3.4, 198.51.100.1", "198.51.100.1"),
        ("127.0.0.1", "", ""),
        ("127.0.0.1", "unknown", ""),
        (None, "198.51.100.1", ""),
        ("2001:db8:1:2:3:4:5:6", "", ""),
        ("2a02:1:2:3:4:5:6:7", "", "2a02:1:2:3::/64"),
    ],
)
def test_an_address_is_believed_only_from_our_own_proxy(remote: str | None, forwarded_for: str, address: str) -> None:
    """From elsewhere the header is hearsay; a subscriber with a whole network of IPv6 addresses is one person."""
    assert address_of(remote, forwarded_for) == address


async def test_many_pages_at_once_are_all_answered(chat: Rig) -> None:
    """Two hundred open pages in one process, each with its own words."""
    async with AsyncExitStack() as open_pages:
        tabs = [await open_pages.enter_async_context(chat.tab()) for _ in range(200)]

        async def one(tab: Tab, number: int) -> str:
            await tab.say("text", text=str(number))
            return str((await tab.reads())["type"])

        answers = await asyncio.gather(*(one(tab, number) for number, tab in enumerate(tabs)))

    assert answers == ["kept"] * 200
    assert {inbound.text for inbound in chat.listener.heard} == {str(number) for number in range(200)}
