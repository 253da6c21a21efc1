"""Updates as Telegram writes them, for tests of the reader."""

import json
from typing import Any

from bot.channels.telegram.reader import read
from bot.channels.telegram.update import Update
from bot.model import Choice, Inbound, InboundKind, MessageRef
from tests.adapters.telegram.rig import sender

MIA: dict[str, Any] = {"id": 1001, "is_bot": False, "first_name": "Mia", "language_code": "nl-BE"}
CHAT: dict[str, Any] = {"id": 1001, "type": "private", "first_name": "Mia"}
GROUP: dict[str, Any] = {"id": -1001, "type": "supergroup", "title": "Buren"}


def message(chat: dict[str, Any] = CHAT, /, **content: object) -> dict[str, Any]:
    """Return a message as Telegram sends it."""
    return {"message_id": 9, "from": MIA, "chat": chat, "date": 1_795_000_000, **content}


def press(data: object = "3-9f2c1a:yes", /, **content: object) -> dict[str, Any]:
    """Return a button press as Telegram sends it."""
    return {"id": "438200", "from": MIA, "chat_instance": "-4", "message": message(), "data": data, **content}


def member(chat: dict[str, Any], status: str) -> dict[str, Any]:
    """Return a change of the bot's place in a chat."""
    return {"chat": chat, "from": MIA, "date": 1, "old_chat_member": {}, "new_chat_member": {"status": status}}


def understood(**content: object) -> Update:
    """Return what an update means."""
    update = read(json.dumps({"update_id": 5, **content}).encode())
    assert update is not None
    return update


def inbound(kind: InboundKind, text: str = "", *, ref: str = "9", choice: Choice | None = None) -> Inbound:
    """Return an event of Mia."""
    return Inbound(
        sender(),
        "5",
        kind,
        text=text,
        choice=choice,
        message_ref=MessageRef(ref),
        deletable=True,
        language_hint="nl-BE",
    )
