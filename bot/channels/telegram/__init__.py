"""Telegram: a client on python-telegram-bot, the channel out, and the ways in; the bot itself knows nothing of it."""

from bot.channels.telegram.channel import TelegramChannel
from bot.channels.telegram.client import TelegramClient, silence_libraries
from bot.channels.telegram.faults import ReadElsewhere, TokenRefused
from bot.channels.telegram.ingress import TelegramIngress
from bot.channels.telegram.lookup import Look, look
from bot.channels.telegram.webhook import webhook_address

__all__ = [
    "Look",
    "ReadElsewhere",
    "TelegramChannel",
    "TelegramClient",
    "TelegramIngress",
    "TokenRefused",
    "look",
    "silence_libraries",
    "webhook_address",
]
