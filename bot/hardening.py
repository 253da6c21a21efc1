"""Before keys are opened: the process is closed to others, the home too, and what is wrong stops the start.

What a look at the home can find is shared with `ajar doctor`; only this module refuses.
"""

from collections.abc import Iterator
from pathlib import Path

from bot.errors import SettingsError
from bot.ops import host
from bot.ops.findings import Finding
from bot.ops.modes import open_to_others, sockets_in
from bot.ports import Journal
from bot.settings import HostFaults, Settings
from bot.storage.databases import open_database
from bot.storage.key_files import PRIVATE_FOLDER

_COMPANIONS = ("-wal", "-shm", "-journal", ".lock", ".turn")


def harden(settings: Settings, journal: Journal) -> None:
    """Close this process and a home that is new to others; refuse to go on where that is not enough.

    Raises:
        SettingsError: names everything that is wrong, each with its cure; AJAR_HOST_FAULTS=accept only notes it.
    """
    host.harden()
    _close_new_home(settings)
    for finding in host.swaps():
        journal.note("swap_warned", code=finding.check)
    faults = [*host.exposures(), *exposed_files(settings)]
    if not faults:
        return
    if settings.host_faults is HostFaults.REFUSE:
        cure = "\nNothing was started. To go on all the same, and have it noted: AJAR_HOST_FAULTS=accept"
        raise SettingsError("\n".join(map(str, faults)) + cure)
    for finding in faults:
        journal.note("host_fault_accepted", code=finding.check)


def exposed_files(settings: Settings) -> Iterator[Finding]:
    """Tell what of the home, the keys and the embedded database others can reach."""
    yield from open_to_others((settings.home, *private_files(settings), *sockets_in(settings.home)))


def private_files(settings: Settings) -> tuple[Path, ...]:
    """Return the files that hold keys or conversations, whether they exist or not."""
    keyring = settings.keyring_file or open_database(settings.keyring_url).file
    root, database = settings.root_key, open_database(settings.database).file
    with_companions = [file for file in (keyring, database) if file is not None]
    return (
        *(settings.witness_file.with_name(settings.witness_file.name + end) for end in ("", ".lock")),
        *(root.with_name(root.name + end) for end in ("", ".new", ".lock")),
        *(file.with_name(file.name + end) for file in with_companions for end in ("", *_COMPANIONS)),
    )


def _close_new_home(settings: Settings) -> None:
    """Take a folder for ourselves in which nothing lay open yet; where something did, the operator has to know."""
    if settings.home.is_dir() and not any(path.exists() for path in private_files(settings)):
        settings.home.chmod(PRIVATE_FOLDER)
