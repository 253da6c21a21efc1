"""Whether signal-cli can be reached, serves our account, and is stopped by nothing."""

from collections.abc import Iterator, Sequence
from pathlib import Path

from bot.channels.signal import AccountUnknown, Challenge
from bot.channels.signal.lookup import Look, look
from bot.errors import DeliveryError
from bot.ops.findings import Finding, Gravity
from bot.ops.modes import is_open_to_all
from bot.ports import Clock
from bot.settings import Settings


async def check(settings: Settings, clock: Clock) -> Sequence[Finding]:  # noqa: ARG001 - every check has the same form
    """Ask signal-cli, where the channel is switched on."""
    if settings.signal_rpc is None or settings.signal_account is None:
        return []
    found = [*_waiting(Challenge(settings.signal_challenge_file)), *_open_socket(settings.signal_rpc)]
    try:
        seen = await look(settings.signal_rpc, settings.signal_account)
    except AccountUnknown as fault:
        return [*found, Finding("signal.account", fault.what, fault.fix, fault.where)]
    except DeliveryError as fault:
        fix = "See that its daemon runs as docs/signal.md says, and check AJAR_SIGNAL_RPC."
        return [*found, Finding("signal.unreachable", fault.what, fix, "AJAR_SIGNAL_RPC")]
    return [*found, *judged(seen)]


def _waiting(challenge: Challenge) -> Iterator[Finding]:
    if challenge.token:
        what = "Signal wants a captcha, and takes nothing more before it is solved."
        yield Finding("signal.captcha", what, "Run `ajar signal challenge`, which says how.", "AJAR_SIGNAL_ACCOUNT")


def _open_socket(rpc: str) -> Iterator[Finding]:
    path = Path(rpc.removeprefix("unix:"))
    if rpc.startswith("unix:") and is_open_to_all(path):
        what = "Every user of this machine can talk to signal-cli, and so read and write in our name."
        fix = f"Let in its user and that of Ajar alone, by a group of both: chmod o= {path.parent}"
        yield Finding("signal.socket", what, fix, str(path))


def judged(seen: Look) -> Iterator[Finding]:
    """Tell what is not as it must be."""
    if _numbers(seen.version) < (0, 13):
        what = f"signal-cli says of itself that it is {seen.version or 'of no version'}; Ajar knows 0.13 and 0.14."
        yield Finding("signal.version", what, "Take a newer one: Signal's servers refuse old ones soon anyway.")
    if seen.groups:
        what = f"The account is in {seen.groups} groups, where others see that it exists."
        fix = "Leave them (`signal-cli quitGroup`); Ajar leaves each at the next message in it."
        yield Finding("signal.groups", what, fix, gravity=Gravity.WARNING)


def _numbers(version: str) -> tuple[int, ...]:
    """Return a version's numbers, as far as there are any."""
    parts = version.split(".")[:2]
    return tuple(int(part) for part in parts) if all(part.isdecimal() for part in parts) else ()
