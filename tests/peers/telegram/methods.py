"""The methods of the Bot API, each with the checks and the descriptions of Telegram."""

from collections.abc import Callable
from typing import Any

from tests.peers.telegram.params import BadRequest, Params
from tests.peers.telegram.people import BOT, Shown, World

LONGEST_TEXT, LONGEST_DATA_BYTES, MOST_DELETED, DELETABLE_S = 4096, 64, 100, 48 * 3600
KNOWN = frozenset({"chat_id", "text", "reply_markup", "disable_notification", "protect_content"})
BAD_MARKUP = "Bad Request: can't parse reply keyboard markup JSON object"
NOT_MODIFIED = (
    "Bad Request: message is not modified: specified new message content and reply markup are exactly the same as "
    "a current content and reply markup of the message"
)


def utf16_length(text: str) -> int:
    """Return the length that Telegram counts."""
    return len(text) if text.isascii() else len(text.encode("utf-16-le", "surrogatepass")) // 2


class Methods:
    """What the bot can ask for, by lower-case name; Telegram takes every spelling."""

    def __init__(self, world: World) -> None:
        """Act on `world`."""
        self._world = world
        self.by_name: dict[str, Callable[[Params], Any]] = {
            "sendmessage": self.send_message,
            "editmessagetext": self.edit_message_text,
            "editmessagereplymarkup": self.edit_message_reply_markup,
            "deletemessage": self.delete_message,
            "deletemessages": self.delete_messages,
            "answercallbackquery": self.answer_callback_query,
            "leavechat": self.leave_chat,
            "getchat": self.get_chat,
            "sendchataction": lambda params: bool(self.writable_chat(params)),
            "getme": lambda _: BOT | {"can_join_groups": True, "can_read_all_group_messages": False},
            "logout": lambda _: True,
            "close": lambda _: True,
            "setmycommands": lambda _: True,
            "deletemycommands": lambda _: True,
            "getmycommands": lambda _: [],
            "setmydescription": lambda _: True,
            "setmyshortdescription": lambda _: True,
            "setmyname": lambda _: True,
        }

    def send_message(self, params: Params) -> dict[str, Any]:
        """Show a text in a private chat."""
        chat_id = self.writable_chat(params)
        text = self._text(params)
        buttons = read_buttons(params)
        world = self._world
        shown = Shown(
            chat_id,
            world.next_message_id(),
            text,
            world.time(),
            buttons,
            silent=params.truth("disable_notification"),
            protected=params.truth("protect_content"),
            extra={name: value for name, value in params.given.items() if name not in KNOWN},
        )
        world.accept(shown)
        return self._message(shown)

    def edit_message_text(self, params: Params) -> dict[str, Any]:
        """Change the text and the buttons of a message of the bot."""
        shown = self._own_message(params)
        text, buttons = self._text(params), read_buttons(params)
        if (text, buttons) == (shown.text, shown.buttons):
            raise BadRequest(NOT_MODIFIED)
        shown.text, shown.buttons, shown.is_edited = text, buttons, True
        return self._message(shown) | {"edit_date": int(self._world.time())}

    def edit_message_reply_markup(self, params: Params) -> dict[str, Any]:
        """Change the buttons of a message of the bot."""
        shown = self._own_message(params)
        buttons = read_buttons(params)
        if buttons == shown.buttons:
            raise BadRequest(NOT_MODIFIED)
        shown.buttons, shown.is_edited = buttons, True
        return self._message(shown) | {"edit_date": int(self._world.time())}

    def delete_message(self, params: Params) -> bool:
        """Delete one message of either side."""
        chat_id, message_id = self.writable_chat(params), params.number("message_id")
        if (chat_id, message_id) not in self._world.sent_at:
            raise BadRequest("Bad Request: message to delete not found")
        self._delete(chat_id, [message_id])
        return True

    def delete_messages(self, params: Params) -> bool:
        """Delete up to 100 messages of either side; unknown ones are passed over, old ones spoil the call."""
        chat_id = self.writable_chat(params)
        ids = params.json("message_ids", "Bad Request: can't parse message identifiers JSON object")
        if not isinstance(ids, list) or not ids:
            raise BadRequest("Bad Request: message identifiers are not specified")
        if len(ids) > MOST_DELETED:
            raise BadRequest("Bad Request: too many message identifiers specified")
        self._delete(chat_id, [int(one) for one in ids])
        return True

    def answer_callback_query(self, params: Params) -> bool:
        """Stop the waiting sign on a button."""
        self._world.answer_press(params.text("callback_query_id"))
        return True

    def leave_chat(self, params: Params) -> bool:
        """Leave a group."""
        group = self._world.groups.get(params.number("chat_id"))
        if group is None:
            raise BadRequest("Bad Request: chat not found")
        group.bot_leaves()
        return True

    def get_chat(self, params: Params) -> dict[str, Any]:
        """Describe a private chat."""
        person = self._world.people.get(self.writable_chat(params))
        return {} if person is None else person.chat

    def writable_chat(self, params: Params) -> int:
        """Return the id of a chat that the bot may write to."""
        if not params.text("chat_id"):
            raise BadRequest("Bad Request: chat_id is empty")
        chat_id = params.number("chat_id")
        group = self._world.groups.get(chat_id)
        if group is not None:
            if not group.has_bot:
                raise BadRequest(f"Forbidden: bot is not a member of the {group.kind} chat", 403)
            return chat_id
        person = self._world.people.get(chat_id)
        if person is None:
            raise BadRequest("Bad Request: chat not found")
        if person.is_deactivated:
            raise BadRequest("Forbidden: user is deactivated", 403)
        if person.has_blocked:
            raise BadRequest("Forbidden: bot was blocked by the user", 403)
        if not person.has_started:
            raise BadRequest("Forbidden: bot can't initiate conversation with a user", 403)
        return chat_id

    def _own_message(self, params: Params) -> Shown:
        shown = self._world.shown(self.writable_chat(params), params.number("message_id"))
        if shown is None:
            raise BadRequest("Bad Request: message to edit not found")
        return shown

    def _text(self, params: Params) -> str:
        text = params.text("text").strip()
        if not text:
            raise BadRequest("Bad Request: message text is empty")
        if utf16_length(text) > LONGEST_TEXT:
            raise BadRequest("Bad Request: message is too long")
        return text

    def _delete(self, chat_id: int, ids: list[int]) -> None:
        world = self._world
        sent = {one: world.sent_at[chat_id, one] for one in ids if (chat_id, one) in world.sent_at}
        if any(world.time() - at >= DELETABLE_S for at in sent.values()):
            raise BadRequest("Bad Request: message can't be deleted")
        for message_id in sent:
            shown = world.shown(chat_id, message_id)
            if shown is not None:
                shown.is_deleted = True
            del world.sent_at[chat_id, message_id]

    def _message(self, shown: Shown) -> dict[str, Any]:
        person = self._world.people.get(shown.chat_id)
        message: dict[str, Any] = {
            "message_id": shown.message_id,
            "from": BOT,
            "chat": person.chat if person is not None else self._world.groups[shown.chat_id].chat,
            "date": int(shown.at),
            "text": shown.text,
        }
        if shown.buttons:
            rows = [[{"text": label, "callback_data": data}] for label, data in shown.buttons]
            message["reply_markup"] = {"inline_keyboard": rows}
        return message


def read_buttons(params: Params) -> list[tuple[str, str]]:
    """Return label and data of every inline button; other markup has none."""
    if "reply_markup" not in params.given:
        return []
    markup = params.json("reply_markup", BAD_MARKUP)
    if markup is None:
        return []
    if not isinstance(markup, dict):
        raise BadRequest("Bad Request: object expected as reply markup")
    rows = markup.get("inline_keyboard", [])
    if not isinstance(rows, list) or not all(isinstance(row, list) for row in rows):
        raise BadRequest('Bad Request: field "inline_keyboard" must be of type Array')
    return [_button(button) for row in rows for button in row]


def _button(button: Any) -> tuple[str, str]:  # noqa: ANN401 - JSON of the caller
    if not isinstance(button, dict) or not str(button.get("text", "")).strip():
        raise BadRequest("Bad Request: can't parse inline keyboard button: button text must be non-empty")
    if "url" in button:
        return button["text"], ""
    data = button.get("callback_data")
    if not isinstance(data, str):
        raise BadRequest(
            "Bad Request: can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard"
        )
    if not 1 <= len(data.encode("utf-8", "surrogatepass")) <= LONGEST_DATA_BYTES:
        raise BadRequest("Bad Request: BUTTON_DATA_INVALID")
    return button["text"], data
