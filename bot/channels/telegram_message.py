"""What a bubble looks like on Telegram, as parameters of its API; needs no library and sends nothing.

Beside the channel and not inside it: the preview shows the same, and should not load what talks with Telegram.
"""

from collections.abc import Sequence
from typing import Any

from bot.channels.text import label, numbered
from bot.graphemes import split
from bot.model import Bubble, Option

LONGEST_TEXT = 4096
"""UTF-16 units of one message; a test compares it with what python-telegram-bot knows."""
LONGEST_DATA = 64
"""Bytes of what a button sends back; likewise."""
_QUIET = {"disable_notification": True, "protect_content": True, "link_preview_options": {"is_disabled": True}}


def compose(bubble: Bubble) -> list[dict[str, Any]]:
    """Return the parameters of `sendMessage` for each message that a bubble becomes; options stand on the last.

    Where a button can't carry its option, all options are numbered lines: typing a number works as well.
    """
    text = bubble.text if bubble.text.isascii() else bubble.text.encode("utf-8", "replace").decode()
    buttons = _buttons(bubble.prompt, bubble.options)
    if buttons is None:
        text = numbered(text, bubble.options)
    messages = [{"text": part, **_QUIET} for part in split(text, LONGEST_TEXT)]
    if buttons:
        messages[-1]["reply_markup"] = {"inline_keyboard": buttons}
    return messages


def _buttons(prompt: str, options: Sequence[Option]) -> list[list[dict[str, str]]] | None:
    """Return one row a button, or None if one of them would not fit."""
    rows = []
    for number, option in enumerate(options, 1):
        token = f"{prompt}:{option.id}"
        if len(token.encode("utf-8", "replace")) > LONGEST_DATA:
            return None
        rows.append([{"text": label(number, option.label), "callback_data": token}])
    return rows
