"""What an update means; a broken one is never a crash."""

from dataclasses import replace

import pytest

from bot.channels.telegram.reader import read
from bot.channels.telegram.update import Ignore, Leave, Update
from bot.model import Choice, Inbound, InboundKind, SharedContact
from tests.adapters.telegram.rig import sender
from tests.adapters.telegram.updates import CHAT, GROUP, MIA, inbound, member, message, press, understood


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
    ("contact", "shared"),
    [
        ({"phone_number": "31612987054", "user_id": 1001}, SharedContact("+31612987054", is_own=True)),
        ({"phone_number": "+31 6 12987054", "user_id": 1001}, SharedContact("+31 6 12987054", is_own=True)),
        ({"phone_number": "31612987054", "user_id": 1002}, SharedContact("31612987054", is_own=False)),
        ({"phone_number": "06 12987054"}, SharedContact("06 12987054", is_own=False)),
        ({"phone_number": "1" * 41, "user_id": 1001}, None),
        ({"phone_number": " ", "user_id": 1001}, None),
        ({"phone_number": 31612987054, "user_id": 1001}, None),
        ({"phone_number": "31612987054", "user_id": "1001"}, None),
        ({"user_id": 1001}, None),
        ([], None),
        (None, None),
    ],
)
def test_of_a_contact_the_number_is_read_and_whose_it_is(contact: object, shared: SharedContact | None) -> None:
    """Telegram says so; names are not even read, and one that is none is like any other content."""
    if isinstance(contact, dict):
        contact |= {"first_name": "Mia", "last_name": "Peeters", "vcard": "BEGIN:VCARD"}
    event = understood(message=message(contact=contact)).event

    assert event == replace(inbound(InboundKind.UNSUPPORTED), contact=shared)
    assert "12987054" not in repr(event)


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


@pytest.mark.parametrize("chat_id", [0, -5, 2**63, 2**70])
def test_a_private_chat_with_an_impossible_number_is_nobody(chat_id: int) -> None:
    """Nothing could ever be sent there."""
    assert understood(message=message(CHAT | {"id": chat_id}, text="hoi")).event == Ignore()


def test_the_last_of_two_equal_keys_counts() -> None:
    """As Telegram's own parser has it; what matters is that it is one of them."""
    update = read(b'{"update_id":4,"update_id":5,"message":7,"message":null}')

    assert update == Update(5, is_poison=update is not None and update.is_poison)
