"""The baseline: python-telegram-bot as its example `persistentconversationbot` shows it, with the benchmark's texts."""

import logging
import os
import re
from collections.abc import Callable, Coroutine
from itertools import pairwise
from typing import Any

from telegram import ReplyKeyboardMarkup, ReplyKeyboardRemove, Update
from telegram.ext import (
    Application,
    CommandHandler,
    ContextTypes,
    ConversationHandler,
    MessageHandler,
    PicklePersistence,
    filters,
)

from benchmarks.script import Turn, read_script

logging.basicConfig(format="%(asctime)s - %(name)s - %(levelname)s - %(message)s", level=logging.INFO)
logging.getLogger("httpx").setLevel(logging.WARNING)

Handler = Callable[[Update, ContextTypes.DEFAULT_TYPE], Coroutine[Any, Any, int]]


def answers(turn: Turn, state: int, *, is_last: bool) -> Handler:
    """Return the handler of a turn: remember what was said, ask the next question."""

    async def handler(update: Update, context: ContextTypes.DEFAULT_TYPE) -> int:
        assert update.message is not None  # noqa: S101 - the filters let nothing else pass
        assert context.user_data is not None  # noqa: S101 - likewise
        context.user_data[state] = update.message.text
        keyboard = ReplyKeyboardMarkup([[label] for label in turn.labels], one_time_keyboard=True)
        await update.message.reply_text(turn.bubble, reply_markup=keyboard if turn.labels else ReplyKeyboardRemove())
        if is_last:
            context.user_data.clear()
            return ConversationHandler.END
        return state

    return handler


def understood(turn: Turn) -> filters.BaseFilter:
    """Return the filter for answers to a turn: numbers or labels, any words where there are none."""
    if not turn.labels:
        return filters.TEXT & ~filters.COMMAND
    numbers = map(str, range(1, len(turn.labels) + 1))
    return filters.Regex(f"^({'|'.join(map(re.escape, (*numbers, *turn.labels)))})$")


def main() -> None:
    """Run the bot."""
    turns = read_script()
    persistence = PicklePersistence(filepath=os.environ["BENCH_PICKLE"])
    application = (
        Application.builder()
        .token(os.environ["BENCH_TOKEN"])
        .base_url(f"{os.environ['BENCH_API_URL']}/bot")
        .persistence(persistence)
        .build()
    )
    states: dict[object, list[MessageHandler[Any, Any]]] = {
        state: [MessageHandler(understood(before), answers(turn, state + 1, is_last=state + 1 == len(turns) - 1))]
        for state, (before, turn) in enumerate(pairwise(turns))
    }
    conversation: ConversationHandler[Any] = ConversationHandler(
        entry_points=[CommandHandler("start", answers(turns[0], 0, is_last=False))],
        states=states,  # type: ignore[arg-type] # the library's own types are invariant
        fallbacks=[MessageHandler(filters.Regex("^stop$"), answers(turns[-1], 0, is_last=True))],
        name="benchmark",
        persistent=True,
    )
    application.add_handler(conversation)
    application.run_polling(allowed_updates=Update.ALL_TYPES)


if __name__ == "__main__":
    main()
