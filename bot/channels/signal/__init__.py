"""Signal, through a signal-cli daemon that others run: a client of its JSON-RPC; the bot itself knows nothing of it."""

from bot.channels.signal.client import SignalClient

__all__ = ["SignalClient"]
