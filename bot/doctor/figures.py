"""Whether the sheet of a quarter is made before its events are gone."""

import asyncio
from collections.abc import Sequence
from datetime import timedelta

from bot.errors import SettingsError
from bot.figures.periods import last_settled
from bot.keyrings import open_keyring
from bot.model.event_log import LOG_DAYS
from bot.ops.findings import Finding, Gravity
from bot.ops.report.kept import FOLDER, KeptSheets
from bot.ports import Clock
from bot.settings import Settings
from bot.storage.lifetimes import quarter_of

REMIND_AFTER = timedelta(days=30)
"""So long after its end a quarter may go without a sheet before anybody is reminded."""


async def check(settings: Settings, clock: Clock) -> Sequence[Finding]:
    """Look at the last quarter that can be published, if anything of it can be counted still."""
    today = clock.now().astimezone(settings.zone).date()
    quarter = last_settled(today)
    end = quarter.period.until
    if today < end + REMIND_AFTER:
        return []
    try:
        keyring = await asyncio.to_thread(open_keyring, settings)
    except SettingsError:
        return []  # told by the check of keys
    has_events = await asyncio.to_thread(keyring.log_key, quarter_of(quarter.first.toordinal())) is not None
    if not has_events or await asyncio.to_thread(KeptSheets(settings.home / FOLDER).get, quarter) is not None:
        return []
    what = f"The sheet of {quarter} is not made; its events are gone on {end + timedelta(days=LOG_DAYS)}."
    fix = f"`ajar report --from {quarter.first} --to {end} > {quarter}.html`, or copy it from the host that made it."
    return [Finding("figures.no_sheet", what, fix, where=str(settings.home / FOLDER), gravity=Gravity.WARNING)]
