"""Whether the database of the keyring, where it has one, gives keys to nobody else and keeps none that are gone."""

import asyncio
from collections.abc import Iterator, Sequence

from bot.doctor.clocks import compared
from bot.doctor.database import judged as judged_database
from bot.errors import StoreDown
from bot.ops.findings import Finding, Gravity
from bot.ports import Clock
from bot.settings import Settings
from bot.storage.inspection import Facts
from bot.storage.sql_key_shelf import SETTING, are_on_one_server, inspect_shelf


async def check(settings: Settings, clock: Clock) -> Sequence[Finding]:
    """Read the settings of the keyring's database as our own connections have them; nothing where it is a file."""
    url = settings.keyring_url
    if not url:
        return []
    try:
        facts = await asyncio.to_thread(inspect_shelf, url)
    except StoreDown as fault:
        fix = "Check that it runs, that the URL is right, and that the role may read and write its table."
        return [Finding("keyring.down", fault.what, fix, SETTING)]
    found = [*judged_database(facts, "keyring", SETTING), *judged(facts)]
    if facts.now is not None:
        found += compared("keyring.clock", ours=clock.now(), theirs=facts.now, whose="the keyring's database")
    if are_on_one_server(url, settings.database):
        what = "The keyring lies on the server of the conversations: a copy of that server opens what it holds."
        fix = "Give it a server of its own, on another disk, that is in no backup."
        found.append(Finding("keyring.same_server", what, fix, SETTING, Gravity.WARNING))
    return found


def judged(facts: Facts) -> Iterator[Finding]:
    """Tell what is not as it must be where keys lie."""
    if facts.settings.get("archive_mode", "off") != "off":
        what = "PostgreSQL archives its log, and with it every key that is destroyed later."
        fix = (
            "As its administrator: ALTER SYSTEM SET archive_mode = 'off'; then start it anew, and destroy the archive."
        )
        yield Finding("keyring.archive_mode", what, fix, SETTING)
    if not facts.is_owner:
        what = "The table of the keyring belongs to another role, so what is destroyed can't be erased from its file."
        fix = "As its administrator, in that database: ALTER TABLE keyring_entry OWNER TO the role of AJAR_KEYRING;"
        yield Finding("keyring.owner", what, fix, SETTING)
    for role in facts.strangers:
        what = f"Another role may use the table of the keyring: {role}."
        yield Finding("keyring.grant", what, f"REVOKE ALL ON keyring_entry FROM {role};", SETTING)
