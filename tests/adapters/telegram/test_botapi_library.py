"""The usual bot of python-telegram-bot works on the test server: Application, ConversationHandler, polling, httpx."""

from typing import Any

import pytest
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

from tests.peers.botapi import BotApi

ASKED, CHOSEN = 0, 1


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
