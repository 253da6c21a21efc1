"""The test daemon keeps to signal-cli's contract where it is strange: only so do the tests on it mean anything."""

import json
from pathlib import Path

import pytest

from tests.adapters.signal.caller import caller, request
from tests.peers.signal.methods import RIGHT_CAPTCHA
from tests.peers.signalcli import Fault, SignalCli

MIA, NOOR = "349e0000-0000-4000-8000-000000000001", "349e0000-0000-4000-8000-000000000002"


@pytest.mark.parametrize(
    ("line", "code", "message"),
    [
        (b"", -32700, "Empty input line"),
        (b"not json", -32700, "Unrecognized token"),
        (b"5", -32600, "unexpected type: NUMBER"),
        (b"[]", -32600, "invalid request"),
        (b'{"jsonrpc":"2.0","id":1}', -32600, "method field must be set"),
        (b'{"jsonrpc":"1.0","method":"version","id":1}', -32600, "only jsonrpc version 2.0 is supported"),
        (b'{"jsonrpc":"2.0","method":"version","id":1,"extra":1}', -32600, 'Unrecognized field "extra"'),
        (b'{"jsonrpc":"2.0","method":"version","id":{}}', -32600, "id must be"),
        (b'{"jsonrpc":"2.0","method":"register","id":1}', -32601, "Method not implemented"),
        (b'{"jsonrpc":"2.0","method":"__init__","id":1}', -32601, "Method not implemented"),
    ],
)
async def test_a_wrong_line_is_answered_with_its_error(daemon: SignalCli, line: bytes, code: int, message: str) -> None:
    """Whatever comes in a line, the connection goes on."""
    async with caller(daemon) as client:
        error = (await client.ask(line))["error"]

        assert (error["code"], error["data"]) == (code, None)
        assert error["message"].startswith(message)
        assert await client.call("version") == {"version": "0.13.19"}


@pytest.mark.parametrize("call_id", ["a", 5, 1.5, None])
async def test_an_answer_carries_the_id_of_its_call(daemon: SignalCli, call_id: object) -> None:
    """A null is an id too."""
    async with caller(daemon) as client:
        assert (await client.ask(request("version", call_id)))["id"] == call_id


async def test_a_call_without_an_id_is_done_and_never_answered(daemon: SignalCli) -> None:
    """Not even with its error; and what looks like an answer is none of ours."""
    mia = daemon.person(MIA)
    async with caller(daemon) as client:
        await client.write(b'{"jsonrpc":"2.0","method":"send","params":{"recipient":"%s","message":5}}' % MIA.encode())
        await client.write(b'{"jsonrpc":"2.0","method":"nonsense"}')
        await client.write(b'{"jsonrpc":"2.0","result":{},"id":1}')
        await daemon.until(lambda: bool(mia.seen))

        assert (await client.ask(request("version", "mine")))["id"] == "mine"
    assert mia.texts == ["5"]


async def test_a_batch_is_answered_with_an_array_in_any_order(daemon: SignalCli) -> None:
    """Only what has an id is in it."""
    calls = [request("version", 1), request("nonsense", 2), {"jsonrpc": "2.0", "method": "version"}, 7]
    async with caller(daemon) as client:
        answers = await client.ask(calls)

    assert {answer["id"] for answer in answers} == {1, 2, None}
    assert answers[0]["id"] != 1


async def test_of_two_documents_on_a_line_the_first_is_read(daemon: SignalCli) -> None:
    """The second is never looked at."""
    async with caller(daemon) as client:
        await client.write(json.dumps(request("version", 1)).encode() * 2)

        assert (await client.read())["id"] == 1
        assert (await client.ask(request("version", 2)))["id"] == 2


async def test_answers_come_out_of_order(daemon: SignalCli) -> None:
    """Each call runs for itself."""
    slow = daemon.plan("version", Fault.HELD)
    async with caller(daemon) as client:
        await client.write(json.dumps(request("version", "first")).encode())
        await daemon.until(lambda: daemon.calls["version"] == 1)

        assert (await client.ask(request("version", "second")))["id"] == "second"
        slow.released.set()
        assert (await client.read())["id"] == "first"


async def test_unknown_parameters_are_passed_over(daemon: SignalCli) -> None:
    """A misspelt option is never reported."""
    mia = daemon.person(MIA)
    async with caller(daemon) as client:
        await client.call("send", recipients=[MIA], message="hoi", bogusParam=1)

    assert mia.texts == ["hoi"]


async def test_a_message_has_a_time_that_no_other_has(daemon: SignalCli) -> None:
    """The time is its id; with it the message is taken back."""
    mia = daemon.person(MIA)
    async with caller(daemon) as client:
        sent = [await client.call("send", recipient=MIA, message=str(number)) for number in range(3)]
        await client.call("remoteDelete", recipient=MIA, targetTimestamp=sent[1]["timestamp"])

    assert mia.texts == ["0", "2"]
    assert len({one["timestamp"] for one in sent}) == 3
    assert [one["type"] for one in sent[0]["results"]] == ["SUCCESS"]


async def test_of_mixed_results_only_some_tell(daemon: SignalCli) -> None:
    """One of two failed: the answer is a success all the same."""
    daemon.person(MIA)
    async with caller(daemon) as client:
        sent = await client.call("send", recipient=[MIA, NOOR], message="hoi")

    assert [one["type"] for one in sent["results"]] == ["SUCCESS", "UNREGISTERED_FAILURE"]


@pytest.mark.parametrize(
    ("failure", "code", "message"),
    [
        ("NETWORK_FAILURE", -1, "Failed to send message"),
        ("INVALID_PRE_KEY_FAILURE", -1, "Failed to send message"),
        ("IDENTITY_FAILURE", -4, "Failed to send message due to untrusted identities"),
        ("RATE_LIMIT_FAILURE", -5, "Failed to send message due to rate limiting"),
    ],
)
async def test_when_all_fail_the_error_holds_the_results(
    daemon: SignalCli, failure: str, code: int, message: str
) -> None:
    """Why is in the data, not in the code alone."""
    daemon.person(MIA).failure = failure
    async with caller(daemon) as client:
        error = await client.refusal("send", recipient=MIA, message="hoi")

    assert (error["code"], error["message"]) == (code, message)
    assert [one["type"] for one in error["data"]["response"]["results"]] == [failure]


@pytest.mark.parametrize(
    ("method", "params", "code"),
    [
        ("send", {"message": "hoi"}, -1),
        ("send", {"recipient": MIA, "message": ""}, -1),
        ("remoteDelete", {"recipient": MIA}, -32603),
        ("unsubscribeReceive", {"subscription": 99}, -1),
    ],
)
async def test_a_users_error_is_told(daemon: SignalCli, method: str, params: dict[str, object], code: int) -> None:
    """Each with its own code."""
    async with caller(daemon) as client:
        assert (await client.refusal(method, **params))["code"] == code


async def test_a_captcha_stops_everybody_until_it_is_solved(daemon: SignalCli) -> None:
    """The token stands in the result; a wrong captcha is -6."""
    daemon.person(MIA)
    daemon.methods.challenge = "t0ken"
    async with caller(daemon) as client:
        error = await client.refusal("send", recipient=MIA, message="hoi")
        (result,) = error["data"]["response"]["results"]
        wrong = await client.refusal("submitRateLimitChallenge", challenge=result["token"], captcha="signalcaptcha://x")
        await client.call("submitRateLimitChallenge", challenge=result["token"], captcha=RIGHT_CAPTCHA)
        await client.call("send", recipient=MIA, message="hoi")

    assert (error["code"], result["retryAfterSeconds"], wrong["code"]) == (-5, 86_400, -6)


async def test_messages_wait_for_whoever_subscribes(daemon: SignalCli) -> None:
    """In the manual mode nothing is lost while nobody listens, and the first one gets it all."""
    sent = daemon.person(MIA, "+31612345678").says("hoi")
    async with caller(daemon) as client:
        await client.write(json.dumps(request("subscribeReceive", 1)).encode())
        answers = [await client.read() for _ in range(2)]
    subscription = next(one["result"] for one in answers if "result" in one)
    params = next(one["params"] for one in answers if "params" in one)

    assert params["subscription"] == subscription
    assert params["result"]["account"] == daemon.account
    envelope = params["result"]["envelope"]
    assert (envelope["sourceUuid"], envelope["timestamp"]) == (MIA, sent)
    assert envelope["dataMessage"]["message"] == "hoi"


async def test_messages_are_lost_in_the_usual_mode() -> None:
    """What a daemon does by default when nobody is connected: acknowledge, and drop."""
    async with SignalCli(receive_mode="on-start") as daemon:
        daemon.person(MIA).says("weg")
        async with caller(daemon) as client:
            await client.call("version")
            daemon.person(MIA).says("hier")
            params = (await client.read())["params"]

    assert params["envelope"]["dataMessage"]["message"] == "hier"
    assert daemon.lost == 1


async def test_it_hangs_with_its_connections_standing(daemon: SignalCli) -> None:
    """Nothing is answered, nothing breaks; afterwards it goes on."""
    async with caller(daemon) as client:
        await client.call("version")
        daemon.hang()
        await client.write(json.dumps(request("version", "late")).encode())
        await daemon.until(lambda: daemon.calls["version"] == 2)
        daemon.wake()

        assert (await client.read())["id"] == "late"


async def test_it_comes_back_at_the_same_address_and_lines_may_be_large(tmp_path: Path) -> None:
    """A restart cuts everybody off; a line of a mebibyte passes, in pieces, over a socket file too."""
    async with SignalCli(path=tmp_path / "signal.sock") as daemon:
        async with caller(daemon) as before:
            await before.call("version")
            await daemon.stop()
            await daemon.start()
        daemon.chunk = 65_536
        async with caller(daemon) as client:
            await client.call("subscribeReceive")
            daemon.person(MIA).says("a" * (1 << 20))
            shown = (await client.read())["params"]["result"]["envelope"]["dataMessage"]["message"]

    assert len(shown) == 1 << 20
