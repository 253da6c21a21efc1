"""Signal, through a signal-cli daemon that others run: a client, the channel out, the way in; the bot knows nothing."""

from bot.channels.signal.challenge import Challenge
from bot.channels.signal.channel import SignalChannel
from bot.channels.signal.client import SignalClient
from bot.channels.signal.event import Marks
from bot.channels.signal.faults import AccountUnknown, CaptchaRejected
from bot.channels.signal.ingress import SignalIngress
from bot.channels.signal.reader import Reader

__all__ = [
    "AccountUnknown",
    "CaptchaRejected",
    "Challenge",
    "Marks",
    "Reader",
    "SignalChannel",
    "SignalClient",
    "SignalIngress",
]
