"""The Bot API server of the tests behaves as Telegram does: its own promises, and python-telegram-bot's Application on it."""

import asyncio
import json
from collections import Counter
from collections.abc import AsyncIterator
from typing import Any

import aiohttp
import pytest
from aiohttp import web
from telegram import InlineKeyboardButton, InlineKeyboardMarkup, Update
from telegram.ext import (
    Application,
    ApplicationBuilder,
    CallbackQueryHandler,
    CommandHandler,
    ContextTypes,
    ConversationHandler,
    MessageHandler,
    filters,
)

from tests.peers.botapi import BotApi, Fault

ASKED, CHOSEN = 0, 1


class Caller:
    """Calls the server as any program might."""

    def __init__(self, api: BotApi, session: aiohttp.ClientSession) -> None:
        self.api = api
        self.session = session

    async def call(self, method: str, **params: object) -> tuple[int, Any]:
        """Call with JSON."""
        async with self.session.post(f"{self.api.url}/bot{self.api.token}/{method}", json=params) as answer:
            return answer.status, await answer.json()

    async def form(self, method: str, **params: str) -> tuple[int, Any]:
        """Call with a form."""
        async with self.session.post(f"{self.api.url}/bot{self.api.token}/{method}", data=params) as answer:
            return answer.status, await answer.json()

    async def updates(self, **params: object) -> list[int]:
        """Return the numbers of what `getUpdates` gives."""
        status, answer = await self.call("getUpdates", **params)
        assert status == 200
        return [update["update_id"] for update in answer["result"]]

    async def refusal(self, method: str, **params: object) -> tuple[int, str]:
        """Return code and description of a call that fails."""
        status, answer = await self.call(method, **params)
        assert answer["ok"] is False
        assert answer["error_code"] == status
        return status, answer["description"]


@pytest.fixture
def caller(api: BotApi, session: aiohttp.ClientSession) -> Caller:
    """A program with the right token."""
    return Caller(api, session)


async def test_an_update_is_forgotten_only_by_an_offset_beyond_it(caller: Caller) -> None:
    """Asking again gives the same; naming the next number confirms."""
    mia = caller.api.person(1)
    for text in "abc":
        mia.says(text)

    first = await caller.updates()
    again = await caller.updates()
    rest = await caller.updates(offset=first[1])
    none = await caller.updates(offset=first[-1] + 1)

    assert first == again == list(range(first[0], first[0] + 3))
    assert rest == first[1:]
    assert none == []


async def test_a_negative_offset_keeps_the_last_ones(caller: Caller) -> None:
    """-1 gives the last and forgets the others."""
    for text in "abc":
        caller.api.person(1).says(text)

    last = await caller.updates(offset=-1)

    assert len(last) == 1
    assert await caller.updates() == last


@pytest.mark.parametrize(("limit", "count"), [(1, 1), (3, 3), (0, 1), (100, 100), (500, 100)])
async def test_a_limit_is_between_1_and_100(caller: Caller, limit: int, count: int) -> None:
    """Out of bounds it is put right."""
    for _ in range(120):
        caller.api.person(1).says("a")

    assert len(await caller.updates(limit=limit)) == count


async def test_the_same_offset_in_haste_gets_one_update() -> None:
    """Within half a second only the first comes again."""
    async with BotApi() as api, aiohttp.ClientSession() as session:
        caller = Caller(api, session)
        for _ in range(3):
            api.person(1).says("a")

        assert [len(await caller.updates(limit=100)) for _ in range(2)] == [3, 1]


async def test_a_long_poll_ends_with_the_first_update(caller: Caller) -> None:
    """It waits, and brings what came."""
    poll = asyncio.get_running_loop().create_task(caller.updates(timeout=50))
    await caller.api.until(lambda: caller.api.polling.is_waiting)

    caller.api.person(1).says("a")

    assert len(await poll) == 1


async def test_a_second_poll_ends_the_first(caller: Caller) -> None:
    """409 for the older one."""
    poll = asyncio.get_running_loop().create_task(caller.call("getUpdates", timeout=50))
    await caller.api.until(lambda: caller.api.polling.is_waiting)

    assert await caller.updates() == []
    status, answer = await poll
    assert status == 409
    assert answer["description"].startswith("Conflict: terminated by other getUpdates request")


async def test_polling_and_a_webhook_exclude_each_other(caller: Caller) -> None:
    """409 while a webhook is set; what waits is given after its deletion."""
    await caller.call("setWebhook", url="http://127.0.0.1:9/")
    caller.api.person(1).says("a")

    status, description = await caller.refusal("getUpdates")
    await caller.call("deleteWebhook")

    assert status == 409
    assert "while webhook is active" in description
    assert len(await caller.updates()) == 1


async def test_pending_updates_can_be_dropped(caller: Caller) -> None:
    """Only on demand."""
    caller.api.person(1).says("a")

    await caller.call("deleteWebhook", drop_pending_updates=True)

    assert await caller.updates() == []


async def test_only_the_kinds_that_were_asked_for_come(caller: Caller) -> None:
    """`allowed_updates` is remembered."""
    await caller.updates(allowed_updates=["message"])

    caller.api.person(1).presses("x")
    caller.api.person(1).says("a")

    assert len(await caller.updates()) == 1


async def test_old_updates_expire(caller: Caller) -> None:
    """A button after 150 seconds, a message after a day."""
    caller.api.person(1).presses("x")
    caller.api.person(1).says("a")

    caller.api.clock_offset_s = 151
    after_minutes = await caller.updates()
    caller.api.clock_offset_s = 86_401
    after_a_day = await caller.updates()

    assert (len(after_minutes), len(after_a_day)) == (1, 0)
    assert caller.api.updates.lost == 2


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

        assert 0.09 < there < 0.19
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


@pytest.fixture
async def slow_hook() -> AsyncIterator[tuple[str, list[int], asyncio.Event]]:
    """A webhook that answers 500 to the first attempt of each update and holds the others until the event is set."""
    seen: list[int] = []
    go = asyncio.Event()

    async def receive(request: web.Request) -> web.Response:
        number = (await request.json())["update_id"]
        seen.append(number)
        await go.wait()
        return web.Response(status=500 if seen.count(number) == 1 else 200)

    app = web.Application()
    app.router.add_post("/", receive)
    runner = web.AppRunner(app)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    port = runner.addresses[0][1]
    yield f"http://127.0.0.1:{port}/", seen, go
    await runner.cleanup()


async def test_a_webhook_gets_each_chat_in_order_and_chats_side_by_side(
    caller: Caller, slow_hook: tuple[str, list[int], asyncio.Event]
) -> None:
    """Only the head of a queue is on its way; what fails is tried again before anything else of that chat."""
    url, seen, go = slow_hook
    await caller.call("setWebhook", url=url, max_connections=2)
    go.set()
    for number in range(12):
        caller.api.person(number % 3 + 1).says(str(number))

    await caller.api.until(lambda: not caller.api.updates.pending)

    for chat in range(3):
        mine = [number for number in seen if (number - min(seen)) % 3 == chat]
        assert mine == sorted(mine)
    assert max(Counter(seen).values()) == 2
    assert caller.api.hook.most_in_flight == 2


async def start(update: Update, _: ContextTypes.DEFAULT_TYPE) -> int:
    """Ask with buttons."""
    assert update.message is not None
    markup = InlineKeyboardMarkup([[InlineKeyboardButton("Ja", callback_data="yes")]])
    await update.message.reply_text("Wil je verder?", reply_markup=markup)
    return ASKED


async def chose(update: Update, _: ContextTypes.DEFAULT_TYPE) -> int:
    """Change the question into the answer."""
    assert update.callback_query is not None
    await update.callback_query.answer()
    await update.callback_query.edit_message_text("Je koos ja. Hoe heet je?")
    return CHOSEN


async def named(update: Update, _: ContextTypes.DEFAULT_TYPE) -> int:
    """Say goodbye."""
    assert update.message is not None
    await update.message.reply_text(f"Dag {update.message.text}.")
    return ConversationHandler.END


def usual_bot(api: BotApi) -> "Application[Any, Any, Any, Any, Any, Any]":
    """Return a bot as python-telegram-bot's documentation shows it."""
    application = ApplicationBuilder().token(api.token).base_url(f"{api.url}/bot").build()
    application.add_handler(
        ConversationHandler(
            entry_points=[CommandHandler("start", start)],
            states={ASKED: [CallbackQueryHandler(chose)], CHOSEN: [MessageHandler(filters.TEXT, named)]},
            fallbacks=[],
            per_message=False,
        )
    )
    return application


@pytest.mark.filterwarnings("ignore:.*per_message:UserWarning")
async def test_the_usual_bot_of_python_telegram_bot_works_on_it(api: BotApi) -> None:
    """Application, ConversationHandler, polling, httpx: a whole conversation with a button and an edit."""
    mia = api.person(1001)
    application = usual_bot(api)
    async with application:
        await application.start()
        assert application.updater is not None
        await application.updater.start_polling(poll_interval=0, timeout=5)

        mia.says("/start", entities=[{"type": "bot_command", "offset": 0, "length": 6}])
        question = await mia.reads()
        query_id = mia.taps("Ja")
        await api.until(lambda: question.is_edited)
        mia.says("Mia")
        goodbye = await mia.reads()

        await application.updater.stop()
        await application.stop()

    assert question.text == "Je koos ja. Hoe heet je?"
    assert api.world.answered == [query_id]
    assert goodbye.text == "Dag Mia."
