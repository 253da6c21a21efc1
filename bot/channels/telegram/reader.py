"""Reads an update of Telegram into what it means to us, and drops the rest; pure.

Only the fields named here are ever read: a caption, a name, a place, and of a contact all but its number, is skipped by
the parser.
"""

import re
from dataclasses import replace
from typing import Any

import msgspec
from msgspec import UNSET, Raw, UnsetType

from bot.channels.telegram import salvage
from bot.channels.telegram.contact import contact_in
from bot.channels.telegram.update import CHANNEL, Event, Ignore, Leave, Update
from bot.model import Choice, Inbound, InboundKind, MessageRef, Sender

LONGEST_TEXT = 20_000
LONGEST_DATA_BYTES = 64
TOO_LARGE = 2**63
ALLOWED_UPDATES = ("message", "edited_message", "callback_query", "my_chat_member", "channel_post")
"""What we ask Telegram for; channel posts only to leave the channel."""
_COMMAND = re.compile(r"/(\w+)(?:@\w+)?(.*)", re.DOTALL)
_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(?:[-_][A-Za-z0-9]{2,8}){0,3}")
_UNREADABLE = (msgspec.MsgspecError, UnicodeError, RecursionError)


class _User(msgspec.Struct, gc=False):
    language_code: str = ""


class _Chat(msgspec.Struct, gc=False):
    id: int
    type: str


class _Message(msgspec.Struct, gc=False):
    chat: _Chat
    message_id: int
    sender: _User | None = msgspec.field(name="from", default=None)
    text: str = ""
    contact: Raw | UnsetType = UNSET
    date: Any = 0
    edit_date: Any = 0
    message_auto_delete_timer_changed: Raw | UnsetType = UNSET
    pinned_message: Raw | UnsetType = UNSET
    chat_background_set: Raw | UnsetType = UNSET
    write_access_allowed: Raw | UnsetType = UNSET

    @property
    def is_service(self) -> bool:
        """Tell whether the app wrote it by itself; the person said nothing."""
        return not (
            self.message_auto_delete_timer_changed is UNSET
            and self.pinned_message is UNSET
            and self.chat_background_set is UNSET
            and self.write_access_allowed is UNSET
        )


class _Place(msgspec.Struct, gc=False):
    chat: _Chat


class _Query(msgspec.Struct, gc=False):
    id: str
    sender: _User | None = msgspec.field(name="from", default=None)
    message: _Place | None = None
    data: str = ""


class _Member(msgspec.Struct, gc=False):
    status: str


class _Membership(msgspec.Struct, gc=False):
    chat: _Chat
    new_chat_member: _Member


class _Update(msgspec.Struct, gc=False):
    update_id: int
    message: _Message | None = None
    edited_message: _Message | None = None
    callback_query: _Query | None = None
    my_chat_member: _Membership | None = None
    channel_post: _Place | None = None


class _Updates(msgspec.Struct):
    result: list[Raw]


_UPDATE = msgspec.json.Decoder(_Update)
_UPDATES = msgspec.json.Decoder(_Updates)


def read(body: bytes | Raw) -> Update | None:
    """Read one update.

    Returns:
        What it means, also for a broken one; None when not even its number can be read.
    """
    try:
        raw = _UPDATE.decode(body)
    except _UNREADABLE:
        return _read_broken(bytes(body))
    if not 0 <= raw.update_id < TOO_LARGE:
        return None
    query = raw.callback_query
    return Update(raw.update_id, _event(raw), query.id if query is not None else "", said_at=_said_at(raw))


def read_all(answer: bytes) -> tuple[list[Update], int]:
    """Read an answer of `getUpdates`; a broken update harms no other.

    Returns:
        The updates in their order, and how many had no readable number; an answer that is none counts as one.
    """
    bodies: list[Raw] | list[bytes]
    try:
        bodies = _UPDATES.decode(answer).result
    except _UNREADABLE:
        bodies = salvage.elements(answer)
        if not bodies:
            return [], 1
    updates = [read(body) for body in bodies]
    readable = [update for update in updates if update is not None]
    return readable, len(updates) - len(readable)


def _event(raw: _Update) -> Event:
    """Tell what an update means."""
    if raw.message is not None:
        return _from_message(raw.message, raw.update_id)
    if raw.edited_message is not None:
        return _from_edit(raw.edited_message, raw.update_id)
    if raw.callback_query is not None:
        return _from_press(raw.callback_query, raw.update_id)
    if raw.my_chat_member is not None:
        return _from_membership(raw.my_chat_member, raw.update_id)
    if raw.channel_post is not None:
        return Leave(raw.channel_post.chat.id)
    return Ignore()


def _said_at(raw: _Update) -> int:
    message = raw.message or raw.edited_message
    moment = (message.edit_date or message.date) if message is not None else 0
    return moment if isinstance(moment, int) and 0 < moment < TOO_LARGE else 0


def _from_message(message: _Message, update_id: int) -> Event:
    foreign = _foreign(message.chat)
    if foreign is not None:
        return foreign
    if message.is_service:
        return Ignore()
    kind, text = InboundKind.UNSUPPORTED, ""
    if message.text:
        kind, text = _typed(message.text)
    inbound = _inbound(message, update_id, kind, text=text)
    if message.contact is UNSET:
        return inbound
    return replace(inbound, contact=contact_in(message.contact, of=message.chat.id))


def _from_edit(message: _Message, update_id: int) -> Event:
    foreign = _foreign(message.chat)
    if foreign is not None:
        return foreign
    if not message.text:
        return Ignore()
    return _inbound(message, update_id, InboundKind.EDIT, text=_typed(message.text)[1])


def _from_press(query: _Query, update_id: int) -> Event:
    if query.message is None:
        return Ignore()
    chat = query.message.chat
    foreign = _foreign(chat)
    if foreign is not None:
        return foreign
    return Inbound(
        Sender(CHANNEL, str(chat.id)),
        str(update_id),
        InboundKind.CHOICE,
        choice=_choice(query.data),
        deletable=True,
        language_hint=_language(query.sender),
    )


def _from_membership(change: _Membership, update_id: int) -> Event:
    status = change.new_chat_member.status
    if _is_private(change.chat):
        if status != "kicked":
            return Ignore()
        return Inbound(Sender(CHANNEL, str(change.chat.id)), str(update_id), InboundKind.LEFT)
    return Ignore() if status in {"left", "kicked"} else Leave(change.chat.id)


def _foreign(chat: _Chat) -> Leave | Ignore | None:
    """Return what to do in a chat that is not private; None in one that is."""
    if _is_private(chat):
        return None
    return Ignore() if chat.type == "private" or abs(chat.id) >= TOO_LARGE else Leave(chat.id)


def _is_private(chat: _Chat) -> bool:
    return chat.type == "private" and 0 < chat.id < TOO_LARGE


def _inbound(message: _Message, update_id: int, kind: InboundKind, *, text: str) -> Inbound:
    return Inbound(
        Sender(CHANNEL, str(message.chat.id)),
        str(update_id),
        kind,
        text=text,
        message_ref=MessageRef(str(message.message_id)),
        deletable=True,
        language_hint=_language(message.sender),
    )


def _typed(text: str) -> tuple[InboundKind, str]:
    """Return what was typed: a command is its word, and a start is a start, whatever came with the link."""
    text = text[:LONGEST_TEXT]
    command = _COMMAND.match(text)
    if command is None:
        return InboundKind.TEXT, text
    word, rest = command[1], command[2]
    if word.lower() == "start" and (not rest or rest[0].isspace()):
        return InboundKind.START, ""
    return InboundKind.TEXT, word + rest


def _choice(data: str) -> Choice:
    """Return what a button stands for; nothing at all for data that is not ours, as an old or altered app may send."""
    prompt, colon, option = data.partition(":")
    if not colon or not data.isprintable() or len(data.encode("utf-8", "replace")) > LONGEST_DATA_BYTES:
        return Choice("", "")
    return Choice(prompt, option)


def _language(user: _User | None) -> str:
    code = user.language_code if user is not None else ""
    return code if _LANGUAGE.fullmatch(code) else ""


def _read_broken(body: bytes) -> Update | None:
    """Make the best of an update that is not as it must be: nobody who wrote is left without an answer."""
    found = salvage.loose(body)
    update = found if isinstance(found, dict) else {}
    update_id = update.get("update_id", salvage.update_id(body))
    if not isinstance(update_id, int) or isinstance(update_id, bool) or not 0 <= update_id < TOO_LARGE:
        return None
    try:
        raw = msgspec.convert(update, _Update)
    except _UNREADABLE:
        return Update(update_id, _event_of_broken(update, update_id), is_poison=True)
    for message in (raw.message, raw.edited_message):
        if message is not None:
            message.text = message.text.encode("utf-8", "replace").decode()
    query = raw.callback_query
    return Update(update_id, _event(raw), query.id if query is not None else "", is_poison=True)


def _event_of_broken(update: dict[str, object], update_id: int) -> Event:
    """Find out who wrote, if that can be read."""
    for kind in ("message", "edited_message", "callback_query", "channel_post"):
        part = update.get(kind)
        if kind == "callback_query" and isinstance(part, dict):
            part = part.get("message")
        if not isinstance(part, dict):
            continue
        try:
            chat = msgspec.convert(part.get("chat"), _Chat)
        except _UNREADABLE:
            continue
        sender = Sender(CHANNEL, str(chat.id))
        return _foreign(chat) or Inbound(sender, str(update_id), InboundKind.UNSUPPORTED, deletable=True)
    return Ignore()
