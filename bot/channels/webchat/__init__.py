"""The web chat: a page, and a WebSocket between it and the bot; docs/web-chat.md has the protocol."""

from bot.channels.webchat.channel import WebchatChannel
from bot.channels.webchat.limits import Limits
from bot.channels.webchat.routes import routes

__all__ = ["Limits", "WebchatChannel", "routes"]
