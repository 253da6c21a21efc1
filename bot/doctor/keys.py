"""Whether root key and keyring are there and open, and whether days that are over have lost their keys."""

import asyncio
from collections.abc import Sequence

from bot.doctor import files
from bot.errors import SettingsError, StoreDown
from bot.keyrings import KeyStatus, are_new, fit_database, keys_status
from bot.ops.findings import Finding, Gravity
from bot.ports import Clock
from bot.settings import Settings
from bot.storage.key_faults import keys_of_another

_FEW_DAYS = 7


async def check(settings: Settings, clock: Clock) -> Sequence[Finding]:
    """Open the keyring as a start would, and see whether it was kept up to date; it is left as it is.

    Raises:
        SettingsError: a key file is missing or damaged, or they don't belong together.
    """
    if are_new(settings):
        what = "There are no keys yet; the first start makes them."
        return [Finding("keys.none", what, "Or make them now: ajar keys init", str(settings.home), Gravity.WARNING)]
    try:
        status = await asyncio.to_thread(keys_status, settings, clock.now())
    except StoreDown:
        return []  # told by the check of the keyring's database
    except SettingsError as fault:
        if fault.where in {one.where for one in files.found(settings)}:
            return []  # told by the check of files: whose they are, or who may read them
        raise
    return [
        *_late(status, clock),
        *_few(status, clock),
        *_unfinished(status),
        *_left(status),
        *await _of_another(settings),
    ]


async def _of_another(settings: Settings) -> Sequence[Finding]:
    try:
        if await asyncio.to_thread(fit_database, settings):
            return []
    except StoreDown:
        return []  # told by the check of the database
    fault = keys_of_another()
    return [Finding("keys.of_another", fault.what, fault.fix, fault.where)]


def _left(status: KeyStatus) -> Sequence[Finding]:
    if not status.leftover:
        return []
    what = "Keys that were replaced or destroyed still lie in this file."
    fix = "Stop what else reads the keyring, and start Ajar, which erases it; its log says erase_failed until it can."
    return [Finding("keys.left", what, fix, status.leftover)]


def _late(status: KeyStatus, clock: Clock) -> Sequence[Finding]:
    if status.ended_days > 1:
        today = clock.now().date()
        what = (
            f"{status.ended_days} days ended since keys were last destroyed: Ajar stood still, or this clock is wrong."
        )
        fix = f"Look at a calendar. If today is {today}: ajar keys confirm {today}. If it is not, put the clock right."
        return [Finding("keys.doubted", what, fix, status.keyring)]
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
