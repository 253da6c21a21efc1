"""The bot is killed with SIGKILL while people write to it over Signal, which keeps nothing that it handed over.

So a kill may lose the one message of a person that was on its way. It loses no other, everybody is told of it, and
nothing takes effect twice, also where Signal hands something over again. In between the daemon behaves as it can.
"""

import asyncio
import json
import random
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from pathlib import Path

import pytest

from tests.kill.signal_lives import Kill, WatchedDaemon, live_until, live_until_set, nursery, schedule
from tests.kill.signal_people import Crowd, write_round
from tests.peers.signal.protocol import INTERNAL, IO, RATE_LIMIT, UNTRUSTED, USER, RpcError
from tests.peers.signalcli import Fault

PEOPLE = 3
FEW, MANY = 5, 1_000
SEED = 20261128
A_MEBIBYTE = 1 << 20

Trouble = Callable[[WatchedDaemon, Crowd], Awaitable[None]]


def failed(kind: str, **more: object) -> dict[str, object]:
    """Return what signal-cli adds to an error of a message to one person."""
    return {"response": {"results": [{"type": kind, **more}], "timestamp": 0}}


ERRORS = (
    ("send", RpcError(USER, "Failed to send message", failed("NETWORK_FAILURE"))),
    ("send", RpcError(IO, "Failed to send message")),
    ("send", RpcError(UNTRUSTED, "Failed to send message due to untrusted identities", failed("IDENTITY_FAILURE"))),
    ("send", RpcError(RATE_LIMIT, "Rate limited", failed("RATE_LIMIT_FAILURE", retryAfterSeconds=0.05))),
    ("send", RpcError(INTERNAL, "Connection closed! (IOException) (UnexpectedErrorException)")),
    ("updateConfiguration", RpcError(USER, "This command doesn't work on linked devices.")),
    ("listContacts", RpcError(-2, "Who knows")),
    ("version", RpcError(-6, "Captcha rejected")),
)


async def wrong_lines(daemon: WatchedDaemon, _: Crowd) -> None:
    """No JSON, an empty line, an answer to nobody, a batch, a line of a mebibyte."""
    stranger = {"jsonrpc": "2.0", "method": "receive", "params": {"account": "+31699999999", "x": "a" * A_MEBIBYTE}}
    batch = [{"jsonrpc": "2.0", "id": 1, "result": {}}, {"jsonrpc": "2.0", "method": "other", "params": {}}]
    for line in (b"no json", b"", b'{"jsonrpc":"2.0","result":{},"id":999999999}', b"[" * 10_000):
        daemon.says(line + b"\n")
    for document in (batch, stranger):
        daemon.says(json.dumps(document).encode() + b"\n")


async def partial_lines(daemon: WatchedDaemon, _: Crowd) -> None:
    """From now on every line comes in pieces."""
    daemon.chunk = 97


async def handed_over_again(daemon: WatchedDaemon, _: Crowd) -> None:
    """Signal did not hear our thanks."""
    daemon.repeats()


async def a_restart(daemon: WatchedDaemon, crowd: Crowd) -> None:
    """The daemon is away for a moment, and comes back at the same address."""
    crowd.breaks += 1
    await daemon.stop()
    await daemon.start()


async def a_hang(daemon: WatchedDaemon, _: Crowd) -> None:
    """It answers nothing for a moment."""
    daemon.hang()
    await asyncio.sleep(0.05)
    daemon.wake()


async def an_error(daemon: WatchedDaemon, crowd: Crowd) -> None:
    """Some call fails, each kind in its turn."""
    method, error = ERRORS[crowd.life % len(ERRORS)]
    daemon.plan(method, Fault.ERROR, error=error)


async def no_answer(daemon: WatchedDaemon, crowd: Crowd) -> None:
    """Something was done, and the connection breaks before we hear of it."""
    crowd.breaks += 1
    daemon.plan("send", Fault.CUT)


TROUBLES: tuple[Trouble, ...] = (
    wrong_lines,
    partial_lines,
    handed_over_again,
    a_restart,
    a_hang,
    an_error,
    no_answer,
)


@pytest.fixture
async def daemon() -> AsyncIterator[WatchedDaemon]:
    """A daemon that tells when a moment to kill is there."""
    async with WatchedDaemon() as running:
        yield running


async def survives(daemon: WatchedDaemon, home: Path, kills: Sequence[Kill]) -> Crowd:
    """Kill the bot as planned, with trouble in every second life, and look at what people saw."""
    settings = {
        **write_round(home.with_name("content")),
        "AJAR_SIGNAL_RPC": daemon.address,
        "AJAR_SIGNAL_ACCOUNT": daemon.account,
        "AJAR_SIGNAL_MESSAGES_PER_SECOND": "10000",
    }
    crowd, chance = Crowd(daemon, PEOPLE, seed=SEED), random.Random(SEED)  # noqa: S311 - that can be repeated
    async with nursery(home, settings) as place:
        crowd.enter()
        await live_until_set(crowd.all_there, place, daemon)
        crowd.dies()
        for kill in kills:
            trouble = chance.choice(TROUBLES) if crowd.life % 2 else None
            async with asyncio.TaskGroup() as tasks:
                life = tasks.create_task(live_until(kill, place, daemon))
                if trouble is not None:
                    tasks.create_task(in_the_middle(trouble, daemon, crowd, life))
            assert crowd.wrong == [], (kill, trouble)
            daemon.chunk = 0
            crowd.dies()
        crowd.come_to_an_end()
        await live_until_set(crowd.all_done, place, daemon)
        told = [walker.notices for walker in crowd.walkers.values()]
        crowd.dies()
        crowd.goes_on()
        await live_until_set(crowd.all_done, place, daemon)

    assert crowd.waiting() == [], "a message was lost, and nobody said so"
    assert crowd.wrong == []
    assert [walker.notices for walker in crowd.walkers.values()] == told, "a gap was told after a stop in good order"
    return crowd


async def in_the_middle(trouble: Trouble, daemon: WatchedDaemon, crowd: Crowd, life: asyncio.Task[None]) -> None:
    """Make trouble as soon as the bot listens, unless it dies before."""
    asked = daemon.calls["subscribeReceive"]
    listens = asyncio.get_running_loop().create_task(daemon.until(lambda: daemon.calls["subscribeReceive"] > asked, 60))
    await asyncio.wait({listens, life}, return_when=asyncio.FIRST_COMPLETED)
    if not life.done():
        await trouble(daemon, crowd)
    listens.cancel()


@pytest.mark.timeout(300)
async def test_a_few_kills_lose_at_most_what_was_on_its_way(daemon: WatchedDaemon, tmp_path: Path) -> None:
    """One at each kind of moment."""
    crowd = await survives(daemon, tmp_path / "home", schedule(FEW, SEED))

    check(crowd)


@pytest.mark.long
@pytest.mark.timeout(3600)
async def test_a_thousand_kills_lose_at_most_what_was_on_its_way(daemon: WatchedDaemon, tmp_path: Path) -> None:
    """Each loses at most the message in flight of each person, and every loss was told."""
    crowd = await survives(daemon, tmp_path / "home", schedule(MANY, SEED + 1))

    check(crowd)
    assert sum(walker.gone for walker in crowd.walkers.values()) > MANY
    assert any(walker.lost for walker in crowd.walkers.values()), "no kill came while a message was on its way"


def check(crowd: Crowd) -> None:
    """Compare what people wrote with what they read."""
    for walker in crowd.walkers.values():
        assert max(walker.lost.values(), default=0) <= 1, "a kill lost more than the message in flight"
        assert walker.gone <= walker.sent
        assert walker.notices >= walker.lost.total()
    assert max(crowd.doubles.values(), default=0) <= 2, "more than one double of a bubble"
