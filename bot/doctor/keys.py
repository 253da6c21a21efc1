"""Whether root key and keyring are there and open, and whether days that are over have lost their keys."""

import asyncio
from collections.abc import Sequence

from bot.keyrings import KeyStatus, are_new, keys_status
from bot.ops.findings import Finding, Gravity
from bot.ports import Clock
from bot.settings import Settings

_FEW_DAYS = 7


async def check(settings: Settings, clock: Clock) -> Sequence[Finding]:
    """Open the keyring as a start would, and see whether it was kept up to date; it is left as it is.

    Raises:
        SettingsError: a key file is missing, damaged, or open to others.
        StoreDown: the database of the keyring does not answer.
    """
    if are_new(settings):
        what = "There are no keys yet; the first start makes them."
        return [Finding("keys.none", what, "Or make them now: ajar keys init", str(settings.home), Gravity.WARNING)]
    status = await asyncio.to_thread(keys_status, settings, clock.now())
    return [*_late(status), *_few(status, clock), *_unfinished(status)]


def _late(status: KeyStatus) -> Sequence[Finding]:
    if not status.late_days:
        return []
    what = f"{status.late_days} days are over for more than an hour and still have a key: what was due can be read."
    fix = "Start Ajar, which destroys them; if it runs, its log says under keys_failed what is in the way."
    return [Finding("keys.late", what, fix, status.keyring)]


def _few(status: KeyStatus, clock: Clock) -> Sequence[Finding]:
    left = (status.last_day - clock.now().date()).days
    if left >= _FEW_DAYS:
        return []
    what = f"The keys of days to come end on {status.last_day}; then nothing can be kept any more."
    return [Finding("keys.few", what, "Start Ajar, which makes them; its log says what is in the way.", status.keyring)]


def _unfinished(status: KeyStatus) -> Sequence[Finding]:
    if not status.root_is_changing:
        return []
    what = "A rotation of the root key was begun and not finished."
    return [Finding("keys.unfinished", what, "Finish it: ajar keys rotate", status.root_key, Gravity.WARNING)]
