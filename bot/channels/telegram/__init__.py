"""Telegram: a client on python-telegram-bot, the channel out, and the ways in; the bot itself knows nothing of it."""

from bot.channels.telegram.channel import TelegramChannel
from bot.channels.telegram.client import TelegramClient, silence_libraries
from bot.channels.telegram.faults import ReadElsewhere, TokenRefused
from bot.channels.telegram.ingress import TelegramIngress

__all__ = [
    "ReadElsewhere",
    "TelegramChannel",
    "TelegramClient",
    "TelegramIngress",
    "TokenRefused",
    "silence_libraries",
]
