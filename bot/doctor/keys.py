"""Whether the root key and the keyring are there and open."""

from collections.abc import Sequence

from bot.ops.findings import Finding, Gravity
from bot.ports import Clock
from bot.settings import Settings
from bot.storage.keyring import FileKeyring, read_root_key


async def check(settings: Settings, clock: Clock) -> Sequence[Finding]:
    """Open the keyring as a start would, and see whether it was kept up to date; it is left as it is.

    Raises:
        SettingsError: a key file is missing, damaged, or open to others.
    """
    root, ring = settings.root_key, settings.keyring_file
    if settings.database_url is None and not root.exists() and not ring.exists():
        what = "There are no keys yet; the first start makes them."
        return [Finding("keys.none", what, "Or make them now: ajar keys init", str(settings.home), Gravity.WARNING)]
    first, last, _ = FileKeyring(ring, read_root_key(root)).status()
    today = clock.now().date()
    if first <= today <= last and (today - first).days <= 1:
        return []
    what = f"The keys for the days {first} to {last} were not renewed: keys that are past their day still exist."
    return [Finding("keys.old", what, "Start Ajar, which destroys them and makes the missing ones.", str(ring))]
