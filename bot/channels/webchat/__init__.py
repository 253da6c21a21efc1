"""The web chat: a page, and a WebSocket between it and the bot; docs/web-chat.md has the protocol."""

from bot.channels.webchat.channel import WebchatChannel
from bot.channels.webchat.limits import Limits
from bot.channels.webchat.page import Face
from bot.channels.webchat.routes import practice_routes, routes
from bot.channels.webchat.theme import Theme, read_theme

__all__ = ["Face", "Limits", "Theme", "WebchatChannel", "practice_routes", "read_theme", "routes"]
