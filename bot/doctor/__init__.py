"""`ajar doctor`: what an operator has to put right, each with one cure. A list of checks; a new one is a line here.

A check looks at one thing and returns what it found; nothing is what a sound house returns. It changes nothing, needs
no other check, and may fail: what it raises is a finding too.
"""

from collections.abc import Awaitable, Callable, Sequence

from bot.doctor import audit, content, database, figures, files, host, keyring, keys, mail, signal, telegram, theme
from bot.errors import BotError
from bot.ops.findings import Finding, Gravity
from bot.ports import Clock
from bot.settings import Settings

Check = Callable[[Settings, Clock], Awaitable[Sequence[Finding]]]

CHECKS: dict[str, Check] = {
    "host": host.check,
    "files": files.check,
    "keyring": keyring.check,
    "keys": keys.check,
    "database": database.check,
    "audit": audit.check,
    "telegram": telegram.check,
    "signal": signal.check,
    "mail": mail.check,
    "theme": theme.check,
    "content": content.check,
    "figures": figures.check,
}
"""Every check by its group, in the order in which they are told."""

__all__ = ["CHECKS", "Check", "Finding", "Gravity", "examine"]


async def examine(settings: Settings, clock: Clock, checks: dict[str, Check] | None = None) -> tuple[Finding, ...]:
    """Make every check, one after the other; returns what all of them found."""
    found: list[Finding] = []
    for group, check in (CHECKS if checks is None else checks).items():
        try:
            found += await check(settings, clock)
        except BotError as fault:
            found.append(Finding(f"{group}.failed", fault.what, fault.fix, where=fault.where))
        except Exception as fault:  # noqa: BLE001 - one check that breaks hides no other; a fault's own words may betray
            what = f"This could not be looked at ({type(fault).__name__})."
            found.append(Finding(f"{group}.broken", what, "This is a fault of the program; report it.", where=group))
    return tuple(found)
