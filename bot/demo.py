"""Who can log in to the demo, with passwords that are the same at every start of one home, and kept nowhere."""

import asyncio
import hmac
from base64 import b32encode
from collections.abc import Mapping
from dataclasses import dataclass

from bot.model import Role, StaffId
from bot.opening import Kept
from bot.ports import Job, Subkey
from bot.web.login import verify
from bot.web.staff import create_staff

DEMO_STAFF = {
    Role.COUNSELLOR: StaffId("demo"),
    Role.COORDINATOR: StaffId("coordinatie"),
    Role.EDITOR: StaffId("redactie"),
}


@dataclass(frozen=True, slots=True)
class Login:
    """Who can log in to the demo.

    Attributes:
        password: Empty where it was changed since.
    """

    name: str
    password: str


async def demo_logins(kept: Kept) -> Mapping[Role, Login]:
    """Return who works in the demo; makes the accounts that are missing."""
    return {role: await _login(kept, role) for role in DEMO_STAFF}


async def _login(kept: Kept, role: Role) -> Login:
    name = DEMO_STAFF[role]
    digest = hmac.digest(kept.keyring.subkey(Subkey.STAFF), f"demo {role.value}".encode(), "sha256")
    letters = b32encode(digest).decode().lower()[:16]
    password = "-".join(letters[start : start + 4] for start in range(0, 16, 4))
    known = await kept.store.run(Job(lambda tx: tx.staff.get(name)))
    if known is None:
        await create_staff(kept.store, name, role, password=password)
        return Login(name, password)
    return Login(name, password if await asyncio.to_thread(verify, password, known.verifier) else "")
