"""What an update means; a broken one is never a crash."""

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.channels.telegram import salvage
from bot.channels.telegram.reader import Ignore, Leave, Update, read, read_all
from bot.model import Choice, Inbound, InboundKind, MessageRef
from tests.adapters.telegram.rig import sender

MIA: dict[str, Any] = {"id": 1001, "is_bot": False, "first_name": "Mia", "language_code": "nl-BE"}
CHAT: dict[str, Any] = {"id": 1001, "type": "private", "first_name": "Mia"}
GROUP: dict[str, Any] = {"id": -1001, "type": "supergroup", "title": "Buren"}


def message(chat: dict[str, Any] = CHAT, **content: object) -> dict[str, Any]:
    """Return a message as Telegram sends it."""
    return {"message_id": 9, "from": MIA, "chat": chat, "date": 1_795_000_000, **content}


def press(data: object = "3-9f2c1a:yes", **content: object) -> dict[str, Any]:
    """Return a button press as Telegram sends it."""
    return {"id": "438200", "from": MIA, "chat_instance": "-4", "message": message(), "data": data, **content}


def member(chat: dict[str, Any], status: str) -> dict[str, Any]:
    """Return a change of the bot's place in a chat."""
    return {"chat": chat, "from": MIA, "date": 1, "old_chat_member": {}, "new_chat_member": {"status": status}}


def understood(number: int = 5, **content: object) -> Update:
    """Return what an update means."""
    update = read(json.dumps({"update_id": number, **content}).encode())
    assert update is not None
    return update


def inbound(kind: InboundKind, text: str = "", *, ref: str = "9", choice: Choice | None = None) -> Inbound:
    """Return an event of Mia."""
    return Inbound(sender(), "5", kind, text=text, choice=choice, message_ref=MessageRef(ref), language_hint="nl-BE")


@pytest.mark.parametrize(
    ("written", "kind", "text"),
    [
        ("Hallo", InboundKind.TEXT, "Hallo"),
        ("/start", InboundKind.START, ""),
        ("/start ref_from_flyer", InboundKind.START, ""),
        ("/START", InboundKind.START, ""),
        ("/start@kier_test_bot", InboundKind.START, ""),
        ("/start@kier_test_bot abc", InboundKind.START, ""),
        ("/start\nabc", InboundKind.START, ""),
        ("/startje", InboundKind.TEXT, "startje"),
        ("/start!", InboundKind.TEXT, "start!"),
        ("/stop", InboundKind.TEXT, "stop"),
        ("/stop@kier_test_bot", InboundKind.TEXT, "stop"),
        ("/stop!", InboundKind.TEXT, "stop!"),
        ("/wis alles", InboundKind.TEXT, "wis alles"),
        ("/x", InboundKind.TEXT, "x"),
        ("/2", InboundKind.TEXT, "2"),
        ("/", InboundKind.TEXT, "/"),
        ("/ stop", InboundKind.TEXT, "/ stop"),
        ("en/of", InboundKind.TEXT, "en/of"),
        ("a\x00b", InboundKind.TEXT, "a\x00b"),
    ],
)
def test_a_text_is_what_was_typed(written: str, kind: InboundKind, text: str) -> None:
    """A command is its word, so that `/stop` stops; what came with a start link is dropped."""
    assert understood(message=message(text=written)) == Update(5, inbound(kind, text))


def test_a_very_long_text_is_cut() -> None:
    """20,000 characters are more than anybody types."""
    event = understood(message=message(text="a" * 20_001)).event

    assert isinstance(event, Inbound)
    assert len(event.text) == 20_000


def test_an_edited_text_is_an_edit() -> None:
    """It counts for crisis and stop words; `/stop` is `stop` here too."""
    assert understood(edited_message=message(text="hallo")).event == inbound(InboundKind.EDIT, "hallo")
    assert understood(edited_message=message(text="/stop")).event == inbound(InboundKind.EDIT, "stop")


@pytest.mark.parametrize("content", [{}, {"caption": "x", "photo": []}, {"location": {}}])
def test_an_edit_of_anything_else_is_nothing(content: dict[str, object]) -> None:
    """A live location moves every few seconds."""
    assert understood(edited_message=message(**content)).event == Ignore()


@pytest.mark.parametrize(
    "kind",
    [
        "animation", "audio", "checklist", "contact", "dice", "document", "game", "invoice", "location", "paid_media",
        "passport_data", "photo", "poll", "sticker", "story", "users_shared", "venue", "video", "video_note", "voice",
        "web_app_data", "something_of_next_year",
    ],
)  # fmt: skip
def test_other_content_is_named_and_dropped(kind: str) -> None:
    """It gets a kind sentence; the caption is not even read."""
    event = understood(message=message(**{kind: {"file_id": "x"}, "caption": "mijn adres"})).event

    assert event == inbound(InboundKind.UNSUPPORTED)


@pytest.mark.parametrize(
    "kind", ["message_auto_delete_timer_changed", "pinned_message", "chat_background_set", "write_access_allowed"]
)
def test_what_the_app_says_by_itself_is_no_message(kind: str) -> None:
    """Somebody sets a timer: that is no photo that we could not read."""
    assert understood(message=message(**{kind: {"a": 1}})).event == Ignore()


@pytest.mark.parametrize(
    ("data", "choice"),
    [
        ("3-9f2c1a:yes", Choice("3-9f2c1a", "yes")),
        ("3-9f2c1a:a:b", Choice("3-9f2c1a", "a:b")),
        (":yes", Choice("", "yes")),
        ("yes", Choice("", "")),
        ("", Choice("", "")),
        ("3-9f2c1a:" + "x" * 60, Choice("", "")),
        ("3-9f2c1a:\x00", Choice("", "")),
        ("3-9f2c1a:\u202e", Choice("", "")),
    ],
)
def test_a_press_is_a_choice(data: str, choice: Choice) -> None:
    """Data that is not ours is a stale button: the flow shows the current question."""
    update = understood(callback_query=press(data))

    assert update.event == inbound(InboundKind.CHOICE, ref="", choice=choice)
    assert update.callback_id == "438200"


def test_a_press_on_a_message_that_is_too_old_is_a_choice_too() -> None:
    """Telegram leaves out all but the place."""
    place = {"chat": CHAT, "message_id": 9, "date": 0}

    assert understood(callback_query=press(message=place)).event == inbound(
        InboundKind.CHOICE, ref="", choice=Choice("3-9f2c1a", "yes")
    )


def test_a_press_without_a_chat_is_nothing() -> None:
    """Inline messages are not ours; the waiting sign is stopped all the same."""
    update = understood(callback_query=press(message=None, inline_message_id="x"))

    assert update == Update(5, Ignore(), callback_id="438200")


@pytest.mark.parametrize("kind", ["group", "supergroup", "channel", "something_new"])
def test_every_other_chat_is_left(kind: str) -> None:
    """Whatever happens there; the bot is for two."""
    chat = GROUP | {"type": kind}

    assert understood(message=message(chat, text="hoi")).event == Leave(-1001)
    assert understood(message=message(chat, new_chat_members=[])).event == Leave(-1001)
    assert understood(edited_message=message(chat, text="hoi")).event == Leave(-1001)
    assert understood(channel_post=message(chat, text="hoi")).event == Leave(-1001)
    assert understood(callback_query=press(message=message(chat))).event == Leave(-1001)
    for status in ("member", "administrator", "restricted"):
        assert understood(my_chat_member=member(chat, status)).event == Leave(-1001)


@pytest.mark.parametrize("status", ["left", "kicked"])
def test_a_chat_that_is_left_is_not_left_again(status: str) -> None:
    """Else every leaving would cause the next."""
    assert understood(my_chat_member=member(GROUP, status)).event == Ignore()


def test_a_block_is_a_leaving_and_an_unblock_is_nothing() -> None:
    """After an unblock a start follows."""
    left = Inbound(sender(), "5", InboundKind.LEFT)

    assert understood(my_chat_member=member(CHAT, "kicked")).event == left
    assert understood(my_chat_member=member(CHAT, "member")).event == Ignore()


@pytest.mark.parametrize(
    "kind", ["inline_query", "poll", "chat_member", "message_reaction", "business_message", "shipping_query", "new"]
)
def test_everything_else_is_nothing(kind: str) -> None:
    """We did not ask for it."""
    assert understood(**{kind: {"id": "1", "from": MIA, "query": "x"}}) == Update(5)


@pytest.mark.parametrize(
    ("code", "hint"),
    [("nl", "nl"), ("pt-br", "pt-br"), ("zh-Hans", "zh-Hans"), ("", ""), ("x", ""), ("nl; DROP", ""), ("a" * 90, "")],
)
def test_a_language_is_a_tag_or_nothing(code: str, hint: str) -> None:
    """It comes from the person's app, so it is not trusted."""
    event = understood(message=message(text="x") | {"from": MIA | {"language_code": code}}).event

    assert isinstance(event, Inbound)
    assert event.language_hint == hint


@pytest.mark.parametrize(
    "content",
    [
        {"message": {"chat": CHAT, "message_id": "9"}},
        {"message": {"chat": CHAT, "message_id": 9, "text": 5}},
        {"message": {"chat": CHAT, "message_id": 9, "from": []}},
        {"message": {"chat": CHAT}},
        {"callback_query": {"id": 5, "message": {"chat": CHAT}}},
        {"edited_message": {"chat": CHAT, "text": {}}},
        {"message": 5, "edited_message": {"chat": CHAT, "text": {}}},
    ],
)
def test_somebody_whose_update_is_of_wrong_types_is_still_answered(content: dict[str, object]) -> None:
    """As long as the chat can be read."""
    event = Inbound(sender(), "5", InboundKind.UNSUPPORTED)

    assert understood(**content) == Update(5, event, is_poison=True)


@pytest.mark.parametrize(
    "content",
    [
        {"message": 5},
        {"message": {}},
        {"message": {"chat": 5}},
        {"message": {"chat": {"id": "x", "type": "private"}}},
        {"message": {"chat": {"id": 0, "type": "private"}, "text": 5}},
        {"message": {"chat": {"id": 2**64, "type": "private"}, "text": 5}},
        {"callback_query": {"message": []}},
        {"my_chat_member": []},
    ],
)
def test_an_update_of_nobody_is_acknowledged(content: dict[str, object]) -> None:
    """There is nobody to answer; it must not stand in the way."""
    assert understood(**content) == Update(5, Ignore(), is_poison=True)


def test_a_broken_message_of_a_group_still_leaves_it() -> None:
    """The chat is enough."""
    assert understood(message={"chat": GROUP, "text": 5}) == Update(5, Leave(-1001), is_poison=True)


@pytest.mark.parametrize("chat_id", [0, -5, 2**63, 2**70])
def test_a_private_chat_with_an_impossible_number_is_nobody(chat_id: int) -> None:
    """Nothing could ever be sent there."""
    assert understood(message=message(CHAT | {"id": chat_id}, text="hoi")).event == Ignore()


def test_the_last_of_two_equal_keys_counts() -> None:
    """As Telegram's own parser has it; what matters is that it is one of them."""
    update = read(b'{"update_id":4,"update_id":5,"message":7,"message":null}')

    assert update == Update(5, is_poison=update is not None and update.is_poison)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
    max_leaves=12,
)
NAMES = (
    "update_id", "message", "edited_message", "callback_query", "my_chat_member", "channel_post", "chat", "from", "id",
    "type", "text", "message_id", "data", "language_code", "new_chat_member", "status", "caption", "pinned_message",
)  # fmt: skip
LEAVES = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(max_size=20)
    | st.sampled_from([CHAT, GROUP, MIA, "private", "kicked", 5, 1001, "hoi", "/start", "3-9f2c1a:yes", [], [5]])
)


def parts(of: st.SearchStrategy[Any]) -> st.SearchStrategy[dict[str, Any]]:
    """Return objects with Telegram's names and any values."""
    return st.dictionaries(st.sampled_from(NAMES), of, max_size=5)


@settings(max_examples=2_000)
@given(parts(LEAVES | parts(LEAVES | parts(LEAVES))))
def test_nothing_of_the_right_names_and_wrong_shapes_is_a_crash(update: dict[str, Any]) -> None:
    """Whatever stands where: it is read, or it is no update."""
    understood_as = read(json.dumps(update).encode("utf-8", "surrogatepass"))

    number = update.get("update_id")
    is_number = isinstance(number, int) and not isinstance(number, bool) and 0 <= number < 2**63
    if is_number:
        assert understood_as is not None
    if understood_as is not None and isinstance(understood_as.event, Inbound):
        assert understood_as.event.sender.native_id.isdecimal()
        assert understood_as.event.text.encode() is not None


@settings(max_examples=2_000)
@given(st.data())
def test_no_damage_to_an_update_is_a_crash(data: st.DataObject) -> None:
    """Bytes that are changed, cut out or put in."""
    whole = json.dumps(
        {"update_id": 5, "message": message(text="hoi é", caption="x"), "callback_query": press()}
    ).encode()
    begin = data.draw(st.integers(0, len(whole)))
    end = data.draw(st.integers(begin, min(begin + 8, len(whole))))
    damaged = whole[:begin] + data.draw(st.binary(max_size=8)) + whole[end:]

    update = read(damaged)

    assert update is None or 0 <= update.id < 2**63


@settings(max_examples=2_000)
@given(st.binary(max_size=300) | st.text(alphabet='[]{}",:\\ntu0', max_size=200).map(str.encode))
def test_no_bytes_at_all_are_a_crash(body: bytes) -> None:
    """Neither as an update nor as an answer with updates."""
    read(body)
    updates, unreadable = read_all(body)

    assert unreadable >= 0
    assert all(0 <= update.id < 2**63 for update in updates)


@settings(max_examples=500)
@given(st.lists(st.one_of(st.just(b"{}"), st.binary(max_size=0), JSON.map(lambda one: json.dumps(one).encode()))))
def test_a_good_update_is_found_among_any_others(others: list[bytes]) -> None:
    """One broken element spoils no other."""
    good = json.dumps({"update_id": 5, "message": message(text="hoi")}).encode()
    elements = [one for one in (*others, good, *others) if one]

    updates, _ = read_all(b'{"ok":true,"result":[' + b",".join(elements) + b"]}")

    assert Update(5, inbound(InboundKind.TEXT, "hoi")) in updates


@given(JSON)
def test_pruning_leaves_flat_json_as_it_is(value: object) -> None:
    """Only what is nested too deep goes."""
    body = json.dumps(value).encode("utf-8", "surrogatepass")

    assert salvage.prune(body) == body


@pytest.mark.parametrize("size", [256 * 1024])
def test_hostile_brackets_and_quotes_take_no_time(size: int) -> None:
    """The largest body of each worst case is read in a moment; pytest's own timeout would end it."""
    for piece in (b"[", b"]", b'"', b"\\", b'\\"', b'"\\', b"[{", b'{"":', b'"result":['):
        body = piece * (size // len(piece))
        read(body)
        read_all(body)
        read(b'{"update_id":5,"message":{"text":"' + body)
