"""Whose the files are that hold keys, secrets or conversations, and who else can reach them."""

from collections.abc import Iterator, Sequence
from pathlib import Path

from bot.hardening import exposed_files, private_files
from bot.ops.findings import Finding
from bot.ops.modes import of_another_user, readable_secrets, sockets_in, writable_by_others
from bot.ports import Clock
from bot.settings import Settings

MOUNTED = Path("/run/secrets")
"""What a container is given here has the mode that it has outside, where the folder keeps others out."""


async def check(settings: Settings, _: Clock) -> Sequence[Finding]:
    """Look at home, keys, database, sockets and what secrets were read from, and at the folders that keys lie in."""
    return list(found(settings))


def found(settings: Settings) -> Iterator[Finding]:
    """Tell what is not as it must be; a file is told once for its mode, and once for its owner."""
    files = private_files(settings)
    secrets = [path for path in settings.secret_files if MOUNTED not in path.parents]
    folders = sorted({path.parent for path in files if path.exists()} - {settings.home})
    yield from exposed_files(settings)
    yield from of_another_user((settings.home, *files, *sockets_in(settings.home)))
    yield from writable_by_others(folders)
    yield from of_another_user(folders, or_of_root=True)
    yield from readable_secrets(secrets)
    yield from of_another_user(secrets, or_of_root=True)
