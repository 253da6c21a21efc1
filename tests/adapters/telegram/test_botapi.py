"""The methods of the test server behave as Telegram's do, in their answers and in their refusals."""

import asyncio
import json
from collections import Counter
from typing import Any

import aiohttp
import pytest

from tests.adapters.telegram.caller import Caller
from tests.peers.botapi import BotApi, Fault


async def test_a_message_is_taken_as_json_and_as_a_form(caller: Caller) -> None:
    """With the markup as JSON or as JSON in a text; every spelling of the method."""
    mia = caller.api.person(1)
    mia.says("hoi")
    markup = {"inline_keyboard": [[{"text": "Ja", "callback_data": "x:yes"}]]}

    _, as_json = await caller.call("sendMessage", chat_id=1, text=" hoi ", reply_markup=markup)
    _, as_form = await caller.form("sendmessage", chat_id="1", text="hoi", reply_markup=json.dumps(markup))

    assert [(await mia.reads()).buttons for _ in range(2)] == [[("Ja", "x:yes")]] * 2
    assert as_json["result"]["text"] == as_form["result"]["text"] == "hoi"
    assert as_json["result"]["reply_markup"] == markup
    assert as_form["result"]["message_id"] > as_json["result"]["message_id"]


@pytest.mark.parametrize(
    ("params", "description"),
    [
        ({"text": ""}, "message text is empty"),
        ({"text": " \n"}, "message text is empty"),
        ({"text": "a" * 4097}, "message is too long"),
        ({"text": "😀" * 2049}, "message is too long"),
        ({"text": "a", "chat_id": 5}, "chat not found"),
        ({"text": "a", "chat_id": ""}, "chat_id is empty"),
        ({"text": "a", "reply_markup": "{"}, "can't parse reply keyboard markup JSON object"),
        ({"text": "a", "reply_markup": "[5]"}, "object expected as reply markup"),
        ({"text": "a", "reply_markup": {"inline_keyboard": [[{"text": "a", "callback_data": "x" * 65}]]}},
         "BUTTON_DATA_INVALID"),
        ({"text": "a", "reply_markup": {"inline_keyboard": [[{"text": "", "callback_data": "x"}]]}},
         "can't parse inline keyboard button: button text must be non-empty"),
        ({"text": "a", "reply_markup": {"inline_keyboard": [[{"text": "a"}]]}},
         "can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard"),
    ],
)  # fmt: skip
async def test_a_bad_message_is_refused(caller: Caller, params: dict[str, object], description: str) -> None:
    """In Telegram's words."""
    caller.api.person(1).says("hoi")

    refused = await caller.refusal("sendMessage", **({"chat_id": 1} | params))

    assert refused == (400, f"Bad Request: {description}")
    assert not caller.api.accepted


async def test_a_chat_that_is_closed_to_the_bot_is_forbidden(caller: Caller) -> None:
    """403 in its four forms."""
    blocked, gone = caller.api.person(1), caller.api.person(3)
    blocked.has_started = blocked.has_blocked = gone.is_deactivated = True
    caller.api.person(2)
    caller.api.group(-1)

    assert [await caller.refusal("sendMessage", chat_id=chat_id, text="a") for chat_id in (1, 2, 3, -1)] == [
        (403, "Forbidden: bot was blocked by the user"),
        (403, "Forbidden: bot can't initiate conversation with a user"),
        (403, "Forbidden: user is deactivated"),
        (403, "Forbidden: bot is not a member of the supergroup chat"),
    ]


async def test_an_edit_changes_what_stands_there(caller: Caller) -> None:
    """The same again is refused, and so is what is gone."""
    mia = caller.api.person(1)
    mia.says("hoi")
    _, sent = await caller.call("sendMessage", chat_id=1, text="een")
    number = sent["result"]["message_id"]

    status, _ = await caller.call("editMessageText", chat_id=1, message_id=number, text="twee")
    same = await caller.refusal("editMessageText", chat_id=1, message_id=number, text="twee")
    await caller.call("deleteMessage", chat_id=1, message_id=number)
    gone = await caller.refusal("editMessageText", chat_id=1, message_id=number, text="drie")

    assert (status, mia.seen[0].text, mia.seen[0].is_edited) == (200, "twee", True)
    assert "message is not modified" in same[1]
    assert gone == (400, "Bad Request: message to edit not found")


async def test_messages_of_both_sides_can_be_deleted_for_48_hours(caller: Caller) -> None:
    """Missing ones are passed over, old ones are refused."""
    mia = caller.api.person(1)
    own = mia.says("hoi")
    _, sent = await caller.call("sendMessage", chat_id=1, text="een")
    ids = [own, sent["result"]["message_id"], 999]

    caller.api.clock_offset_s = 48 * 3600 + 1
    late = await caller.refusal("deleteMessages", chat_id=1, message_ids=ids)
    caller.api.clock_offset_s = 48 * 3600 - 60
    in_time, _ = await caller.call("deleteMessages", chat_id=1, message_ids=ids)

    assert late == (400, "Bad Request: message can't be deleted")
    assert (in_time, mia.seen[0].is_deleted) == (200, True)
    assert await caller.refusal("deleteMessage", chat_id=1, message_id=own) == (
        400, "Bad Request: message to delete not found",
    )  # fmt: skip
    assert (await caller.refusal("deleteMessages", chat_id=1, message_ids=list(range(101))))[0] == 400
    assert (await caller.refusal("deleteMessages", chat_id=1, message_ids=[]))[0] == 400


async def test_a_press_can_be_answered_once_and_in_time(caller: Caller) -> None:
    """Later and twice are refused."""
    mia = caller.api.person(1)
    answered, late = mia.presses("x"), mia.presses("x")

    status, _ = await caller.call("answerCallbackQuery", callback_query_id=answered)
    twice = await caller.refusal("answerCallbackQuery", callback_query_id=answered)
    caller.api.clock_offset_s = 3600
    too_late = await caller.refusal("answerCallbackQuery", callback_query_id=late)

    assert status == 200
    assert twice == too_late
    assert "query is too old" in twice[1]


async def test_a_group_can_be_left_once(caller: Caller) -> None:
    """Then the bot is no member any more."""
    group = caller.api.group(-1)
    group.adds_bot(caller.api.person(1))

    status, _ = await caller.call("leaveChat", chat_id=-1)

    assert (status, group.has_bot) == (200, False)
    assert (await caller.refusal("leaveChat", chat_id=-1))[0] == 403
    assert await caller.refusal("leaveChat", chat_id=-2) == (400, "Bad Request: chat not found")


async def test_a_wrong_token_and_an_unknown_method_are_told_apart(caller: Caller) -> None:
    """401 for a token that looks right, 404 for the rest."""
    statuses = []
    for path in ("/bot1:wrong/getMe", "/botwrong/getMe", "/x", f"/bot{caller.api.token}/getNothing"):
        async with caller.session.post(caller.api.url + path) as answer:
            statuses.append(answer.status)

    assert statuses == [401, 404, 404, 404]


async def test_a_flood_names_the_seconds_in_the_answer_and_in_a_header(caller: Caller) -> None:
    """And a call before they are over is counted."""
    caller.api.person(1).says("hoi")
    caller.api.floods(1, 9.5)

    async with caller.session.post(
        f"{caller.api.url}/bot{caller.api.token}/sendMessage", json={"chat_id": 1, "text": "a"}
    ) as answer:
        body = await answer.json()

    assert (answer.status, body["parameters"]["retry_after"], answer.headers["Retry-After"]) == (429, 10, "10")
    assert caller.api.early_calls == 1


async def test_rates_of_faults_can_be_repeated_by_their_seed(session: aiohttp.ClientSession) -> None:
    """The same seed gives the same run."""
    runs = []
    for _ in range(2):
        async with BotApi(seed=5) as api:
            api.person(1).says("hoi")
            api.faults.rates = {Fault.FLOOD: 0.3, Fault.SERVER_ERROR: 0.2}
            caller = Caller(api, session)
            runs.append([(await caller.call("sendMessage", chat_id=1, text="a"))[0] for _ in range(100)])

    assert runs[0] == runs[1]
    assert {429, 500, 200} == set(runs[0])
    assert 15 < Counter(runs[0])[429] < 45


async def test_a_call_travels_half_a_round_trip_each_way(session: aiohttp.ClientSession) -> None:
    """What is sent is there after the first half."""
    loop = asyncio.get_running_loop()
    async with BotApi(half_trip_s=0.1) as api:
        api.person(1).says("hoi")
        begin = loop.time()
        call = loop.create_task(Caller(api, session).call("sendMessage", chat_id=1, text="a"))
        await api.person(1).reads()
        there = loop.time() - begin
        await call

        assert there > 0.09
        assert loop.time() - begin > 0.19


async def test_a_process_is_steered_over_http(caller: Caller) -> None:
    """What a benchmark in another process needs."""

    async def control(verb: str, wish: object) -> Any:  # noqa: ANN401 - JSON
        async with caller.session.post(f"{caller.api.url}/control/{verb}", json=wish) as answer:
            return await answer.json()

    await control("says", [{"chat": 1, "text": "a"}, {"chat": 2, "text": "b", "language": "fr"}])
    await caller.call("sendMessage", chat_id=1, text="hoi")

    assert [one["text"] for one in await control("accepted", {"chat": 1})] == ["hoi"]
    stats = await control("stats", {})
    assert (stats["accepted"], stats["pending"], stats["calls"]) == (1, 2, {"sendmessage": 1})
    assert "error" in await control("taps", {"chat": 1, "option": "nothing"})
    assert "error" in await control("nonsense", {})


async def test_a_multipart_form_is_read_too(caller: Caller) -> None:
    """Some libraries send nothing else."""
    caller.api.person(1).says("hoi")
    form = aiohttp.FormData({"chat_id": "1", "text": "hé"}, default_to_multipart=True)

    url = f"{caller.api.url}/bot{caller.api.token}/sendMessage"
    async with caller.session.post(url, data=form) as answer:
        assert (await answer.json())["result"]["text"] == "hé"
