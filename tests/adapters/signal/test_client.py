"""The client of signal-cli: each call gets its own answer or the right doubt, and a daemon that hangs is noticed."""

import asyncio
import json
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.channels.signal.faults import AccountUnknown, CaptchaRejected, CaptchaWanted, IdentityChanged, sent_at
from bot.channels.signal.lines import Lines
from bot.errors import DeliveryError, PerhapsSent, Refused, TryLater, Undeliverable
from tests.adapters.signal.rig import MIA, NOOR, Wired
from tests.peers.signal.protocol import RpcError
from tests.peers.signalcli import Fault, SignalCli


async def send(wired: Wired, text: str = "hoi", to: str = MIA) -> int:
    """Send a text as the channel does."""
    return sent_at(await wired.client.call("send", {"recipient": [to], "message": text}))


async def test_answers_out_of_order_reach_their_calls(daemon: SignalCli) -> None:
    """The slow one waits alone."""
    wired = Wired(daemon)
    mia, noor = daemon.person(MIA), daemon.person(NOOR)
    slow = daemon.plan("send", Fault.HELD)
    async with wired.running():
        await wired.connected()
        first = asyncio.get_running_loop().create_task(send(wired, "een"))
        await daemon.until(lambda: daemon.calls["send"] == 1)
        second = await send(wired, "twee", NOOR)
        assert not first.done()
        slow.released.set()

        assert (await first, second) == (mia.seen[0].timestamp, noor.seen[0].timestamp)


async def test_every_call_names_the_account(daemon: SignalCli) -> None:
    """A daemon with several accounts wants to know; one with a single account passes it over."""
    wired = Wired(daemon)
    async with wired.running():
        await wired.connected()

    assert {params["account"] for _, params in daemon.asked} == {daemon.account}


async def test_without_a_connection_nothing_is_sent(daemon: SignalCli) -> None:
    """Certainly not: it may go later."""
    await daemon.stop()
    wired = Wired(daemon)
    async with wired.running():
        with pytest.raises(TryLater):
            await send(wired)


async def test_what_is_said_while_we_start_goes_as_soon_as_there_is_a_connection(daemon: SignalCli) -> None:
    """An answer that a kill held up is the first thing that a start has to do: it is not put off."""
    wired, mia = Wired(daemon), daemon.person(MIA)
    early = asyncio.get_running_loop().create_task(send(wired))
    async with wired.running():
        assert await early == mia.seen[0].timestamp


@pytest.mark.parametrize("fault", [Fault.CUT, Fault.SILENCE])
async def test_nobody_knows_the_fate_of_a_call_without_an_answer(daemon: SignalCli, fault: Fault) -> None:
    """The connection breaks, or half a minute passes; the message is there all the same."""
    wired = Wired(daemon)
    mia = daemon.person(MIA)
    daemon.plan("send", fault)
    async with wired.running():
        await wired.connected()
        call = asyncio.get_running_loop().create_task(send(wired))
        await daemon.until(lambda: bool(mia.seen))
        while not call.done():
            await wired.seconds_pass(1)
            await asyncio.wait({call}, timeout=0.001)
        with pytest.raises(PerhapsSent):
            await call


async def test_an_answer_that_comes_too_late_is_nobodys(daemon: SignalCli) -> None:
    """The next call gets its own."""
    wired = Wired(daemon)
    mia = daemon.person(MIA)
    late = daemon.plan("send", Fault.HELD)
    async with wired.running():
        await wired.connected()
        call = wired.client.call("send", {"recipient": MIA, "message": "een"}, within=timedelta(seconds=1))
        given_up = asyncio.get_running_loop().create_task(call)
        await daemon.until(lambda: bool(mia.seen))
        await wired.seconds_pass(1)
        with pytest.raises(PerhapsSent):
            await given_up
        late.released.set()

        assert await send(wired, "twee") == mia.seen[1].timestamp


@pytest.mark.parametrize(
    ("error", "meant"),
    [
        (RpcError(-1, "No recipients given"), Refused),
        (RpcError(-1, "Invalid something: Mia, +31612345678"), Refused),
        (RpcError(-1, f"The user {MIA} is not registered."), Undeliverable),
        (RpcError(-3, f"Send error to {MIA}"), PerhapsSent),
        (RpcError(-4, "Failed to send message due to untrusted identities"), IdentityChanged),
        (RpcError(-5, "Failed to send message due to rate limiting"), TryLater),
        (RpcError(-6, "Captcha rejected, t0ken"), CaptchaRejected),
        (RpcError(-32601, "Method not implemented"), Refused),
        (RpcError(-32602, "Specified account does not exist"), AccountUnknown),
        (RpcError(-32603, f"Failed to send message to {MIA}: Connection closed! (IOException)"), PerhapsSent),
        (RpcError(-5, "x", {"response": {"results": "nonsense"}}), TryLater),
        (RpcError(99, MIA), PerhapsSent),
    ],
)
async def test_an_error_has_its_meaning_and_betrays_nobody(
    daemon: SignalCli, error: RpcError, meant: type[DeliveryError]
) -> None:
    """No id, number or token is in what the operator may read."""
    wired = Wired(daemon)
    daemon.plan("send", Fault.ERROR, error=error)
    async with wired.running():
        await wired.connected()
        with pytest.raises(meant) as fault:
            await send(wired)

    assert type(fault.value) is meant
    assert fault.value.__context__ is None
    told = repr(fault.value) + str(fault.value) + str(fault.value.__cause__)
    assert not any(secret in told for secret in (MIA, "+31612345678", "t0ken", "Mia"))


@pytest.mark.parametrize(
    ("failure", "meant"),
    [
        ("NETWORK_FAILURE", PerhapsSent),
        ("UNREGISTERED_FAILURE", Undeliverable),
        ("IDENTITY_FAILURE", IdentityChanged),
        ("RATE_LIMIT_FAILURE", TryLater),
        ("INVALID_PRE_KEY_FAILURE", TryLater),
        ("SOMETHING_NEW", PerhapsSent),
    ],
)
@pytest.mark.parametrize("is_an_error", [True, False])
async def test_a_result_is_read_in_an_error_and_in_a_success(
    daemon: SignalCli, failure: str, meant: type[DeliveryError], is_an_error: bool
) -> None:
    """signal-cli answers mixed results as a success: what failed stands inside."""
    wired = Wired(daemon)
    response = {"results": [{"type": failure, "retryAfterSeconds": 90}], "timestamp": 1_795_336_741_446}
    if is_an_error:
        daemon.plan("send", Fault.ERROR, error=RpcError(-1, "Failed to send message", {"response": response}))
    in_success: asyncio.Future[bytes] = asyncio.get_running_loop().create_future()
    in_success.set_result(json.dumps(response).encode())
    async with wired.running():
        await wired.connected()
        answer = wired.client.call("send", {"recipient": MIA, "message": "hoi"}) if is_an_error else in_success
        with pytest.raises(meant) as fault:
            sent_at(await answer)

    assert type(fault.value) is meant
    if failure == "NETWORK_FAILURE":
        assert fault.value.shown == ("1795336741446",)
    if isinstance(fault.value, TryLater) and failure == "RATE_LIMIT_FAILURE":
        assert fault.value.retry_after == timedelta(seconds=90)


async def test_a_captcha_that_is_wanted_is_known_as_one(daemon: SignalCli) -> None:
    """The token is at hand for whoever solves it, and in no sentence."""
    wired = Wired(daemon)
    daemon.person(MIA)
    daemon.methods.challenge = "t0ken-0815"
    async with wired.running():
        await wired.connected()
        with pytest.raises(CaptchaWanted, match="ajar signal challenge") as wanted:
            await send(wired)

    assert (wanted.value.token, wanted.value.retry_after) == ("t0ken-0815", timedelta(days=1))
    assert "t0ken" not in repr(wanted.value) + str(wanted.value)


@pytest.mark.parametrize(
    "result",
    [b"", b"null", b"[]", b"{}", b'{"timestamp":5}', b'{"results":[{"type":"SUCCESS"}]}', b"[" * 5_000, b'"\xff"'],
)
def test_an_unreadable_result_leaves_it_open(result: bytes) -> None:
    """Whatever a success holds, it is either a time or a doubt."""
    with pytest.raises(PerhapsSent):
        sent_at(result)


async def test_half_an_emoji_is_refused_before_it_leaves(daemon: SignalCli) -> None:
    """What is no Unicode reaches nobody, and the connection goes on."""
    wired = Wired(daemon)
    daemon.person(MIA)
    async with wired.running():
        await wired.connected()
        with pytest.raises(Refused):
            await send(wired, "Dag \ud83d")
        await send(wired, "Dag")


async def test_lines_that_make_no_sense_harm_no_other(daemon: SignalCli) -> None:
    """They are counted, and told once; large and broken-up lines are read."""
    wired = Wired(daemon)
    mia = daemon.person(MIA)
    async with wired.running():
        await wired.connected()
        for line in (b"\n", b"no json\n", b"[" * 50_000 + b"\n", b'{"id":1,"error":5}\n', b'{"method":"other"}\n'):
            daemon.says(line)
        daemon.says(b'{"jsonrpc":"2.0","method":"receive","params":{"text":"' + b"a" * (1 << 20) + b'"}}\n')
        daemon.chunk = 7
        daemon.says(b"x" * 100)
        daemon.says(b"\n")
        await send(wired)
        await wired.seconds_pass(1)

    assert mia.texts == ["hoi"]
    assert [len(params) for params in wired.handed] == [(1 << 20) + 11]
    assert ("signal_warned", {"channel": "signal", "reason": "unreadable lines", "count": 5}) in wired.journal.lines


async def test_a_hang_is_noticed_within_a_minute(daemon: SignalCli) -> None:
    """The connection stands and nothing comes: it is broken off, told, and made anew once the daemon is back."""
    wired = Wired(daemon)
    async with wired.running():
        await wired.connected()
        daemon.hang()
        assert await wired.seconds_pass(60) <= 26
        daemon.wake()
        await wired.connected(2)

    assert "signal-cli hangs: it answers nothing." in wired.told


async def test_a_daemon_that_answers_is_left_alone(daemon: SignalCli) -> None:
    """An hour of quiet breaks nothing."""
    wired = Wired(daemon)
    async with wired.running():
        await wired.connected()
        for beat in range(1, 241):
            asked = daemon.calls["version"]
            await wired.seconds_pass(15)
            await daemon.until(lambda asked=asked: daemon.calls["version"] > asked)  # type: ignore[misc]
            if beat % 40 == 0:
                await wired.client.call("version", {})

    assert (wired.greeted, wired.lost) == (1, 0)
    assert not any(wired.signs.silence().values())


async def test_a_daemon_that_stays_away_is_a_channel_that_is_silent(tmp_path: Path) -> None:
    """Until it is back; a try that fails is no sign of life."""
    async with SignalCli(path=tmp_path / "signal.sock") as daemon:
        wired = Wired(daemon)
        async with wired.running():
            await wired.connected()
            await daemon.stop()
            await wired.seconds_pass(5)
            wired.clock.advance(timedelta(minutes=3))
            away = wired.signs.silence()
            await daemon.start()
            await wired.connected(2)
            await daemon.until(lambda: not wired.signs.silence()["signal"])

    assert away == {"signal": timedelta(minutes=2)}


async def test_a_restart_is_waited_for(tmp_path: Path) -> None:
    """While it is away the pauses grow; then it is greeted anew, over a socket file too."""
    async with SignalCli(path=tmp_path / "signal.sock") as daemon:
        wired = Wired(daemon)
        daemon.person(MIA)
        async with wired.running():
            await wired.connected()
            await daemon.stop()
            while wired.told.count("signal-cli can't be reached.") < 3:
                await wired.seconds_pass(1)
            with pytest.raises(TryLater):
                await send(wired)
            await daemon.start()
            await wired.connected(2)
            await send(wired)

        assert wired.lost == 1


async def test_a_daemon_that_refuses_the_greeting_is_asked_again(daemon: SignalCli) -> None:
    """A wrong account is told with its cure, until it is right."""
    wired = Wired(daemon)
    daemon.plan("version", Fault.ERROR, error=RpcError(-32602, "Specified account does not exist"), times=2)
    async with wired.running():
        await wired.connected()

    assert sum("AJAR_SIGNAL_ACCOUNT" in reason for reason in wired.told) == 2
    assert wired.lost == 0


@settings(max_examples=50)
@given(st.lists(st.binary(max_size=12).filter(lambda line: b"\n" not in line)), st.data())
def test_any_cutting_gives_the_same_lines(lines: list[bytes], data: st.DataObject) -> None:
    """However the bytes come in, each line that is short enough comes out once, whole, and in order."""
    cut, stream = Lines(longest=8), b"".join(line + b"\n" for line in lines)
    came: list[bytes] = []
    while stream:
        size = data.draw(st.integers(1, len(stream)))
        came += cut.feed(stream[:size])
        stream = stream[size:]

    assert came == [line for line in lines if len(line) <= 8]
    assert cut.too_long == sum(len(line) > 8 for line in lines)
