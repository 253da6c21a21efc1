"""What the editors' preview is made of: the files on disk, the channels' own ways to show a bubble, the drawing."""

from collections.abc import Sequence

from bot.channels import signal_message, telegram_message
from bot.content_files import ContentFiles
from bot.last_quarter import LastQuarter
from bot.model import Bubble, Option
from bot.picture import picture_of
from bot.ports import Store
from bot.rehearsal import keep
from bot.settings import Settings
from bot.web.preview.workshop import Equipment, Seen


def equipment(settings: Settings, store: Store) -> Equipment:
    """Return what a preview of the configured files needs; of the store it is told sums of a quarter that is over."""
    return Equipment(
        ContentFiles(settings.flows, settings.content),
        looks={"webchat": as_web_chat, "telegram": as_telegram, "signal": as_signal},
        keep=keep,
        draw=picture_of,
        whereabouts=settings.whereabouts,
        ways=LastQuarter(store).ways,
    )


def as_web_chat(bubble: Bubble, _: str) -> Sequence[Seen]:
    """Show a bubble as the web chat does: whole, with buttons."""
    return (Seen(bubble.text, bubble.options),)


def as_telegram(bubble: Bubble, _: str) -> Sequence[Seen]:
    """Show a bubble as it is sent to Telegram: cut to its size, buttons under the last piece."""
    return tuple(Seen(message["text"], _buttons(message, bubble)) for message in telegram_message.compose(bubble))


def as_signal(bubble: Bubble, _: str) -> Sequence[Seen]:
    """Show a bubble as it is sent to Signal: a numbered list, cut to its size."""
    return tuple(map(Seen, signal_message.compose(bubble)))


def _buttons(message: dict[str, object], bubble: Bubble) -> tuple[Option, ...]:
    markup = message.get("reply_markup")
    rows = markup["inline_keyboard"] if isinstance(markup, dict) else ()
    prefix = f"{bubble.prompt}:"
    return tuple(Option(key["callback_data"].removeprefix(prefix), key["text"]) for row in rows for key in row)
