"""The figures of the board: how it stands now, as its page is told. Numbers and words of closed lists, nothing else."""

import msgspec

from bot.alerts import of_the_machine
from bot.handover.coordination import Board
from bot.model import Urgency
from bot.model.health import Health
from bot.web.queue_frame import step_of


class ChannelOnBoard(msgspec.Struct, frozen=True):
    """A channel, and how it stands with it: `up`, `silent`, or `stuck` where something can't be sent."""

    name: str
    state: str


class NowOnBoard(msgspec.Struct, frozen=True):
    """How it stands now: who waits, who could help, what did not arrive, and what is wrong.

    `longest` is the step of minutes of whoever waits longest, empty where nobody does. `wrong` names what is wrong with
    the service itself, beside its channels, as alerts are named.
    """

    urgent: int
    normal: int
    late: int
    longest: str
    seats_open: int
    seats_taken: int
    stale_claims: int
    held: int
    failed: int
    unknown: int
    channels: list[ChannelOnBoard]
    wrong: list[str]


def as_figures(board: Board) -> NowOnBoard:
    """Return the figures of a board; of a service that nobody has looked at yet nothing is told as wrong."""
    now, health = board.now, board.health or Health()
    return NowOnBoard(
        urgent=now.waiting.get(Urgency.URGENT, 0),
        normal=now.waiting.get(Urgency.NORMAL, 0),
        late=sum(now.late.values()),
        longest=step_of(now.longest_wait) if sum(now.waiting.values()) else "",
        seats_open=now.seats_open,
        seats_taken=now.seats_taken,
        stale_claims=now.stale_claims,
        held=now.sends.held,
        failed=now.sends.failed,
        unknown=now.sends.unknown,
        channels=_channels(health),
        wrong=sorted({sign.alert.value for sign in of_the_machine(health) if not sign.channel}),
    )


def _channels(health: Health) -> list[ChannelOnBoard]:
    stuck = {channel: "stuck" for channel, people in health.stuck.items() if people}
    silent = {channel: "silent" for channel, silence in health.silence.items() if silence}
    states = {**dict.fromkeys(health.silence, "up"), **stuck, **silent}
    return [ChannelOnBoard(channel, state) for channel, state in sorted(states.items())]
