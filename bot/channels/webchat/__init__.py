"""The web chat: a page, and a WebSocket between it and the bot; docs/web-chat.md has the protocol."""

from bot.channels.webchat.channel import WebchatChannel
from bot.channels.webchat.limits import Limits
from bot.channels.webchat.routes import practice_routes, routes

__all__ = ["Limits", "WebchatChannel", "practice_routes", "routes"]
