"""What takes two admins, because it gives power away: one proposes it, and another one lets it take effect."""

import secrets
from dataclasses import replace
from datetime import timedelta

from bot.handover.two_people import NotConfirmed, confirmed
from bot.model import OVER_ACCOUNTS, Motion, Power, Right, Role, Staff, StaffId
from bot.ports import Job, Store, Transaction
from bot.web.admins import Refused, check_admin, existing, has_step, is_admin, note
from bot.web.factor import digest, new_code
from bot.web.login import COST, Cost, nobodys_verifier
from bot.web.staff import Invited, begin_anew

PROPOSED_FOR = timedelta(hours=24)


class ByTwo:
    """The use cases. Each is one transaction, audited under the admin and under the colleague."""

    def __init__(self, store: Store, *, cost: Cost = COST) -> None:
        """Change the staff book of `store`; `cost` is that of one guess of a password."""
        self._store = store
        self._cost = cost

    async def propose(self, by: StaffId, name: str, power: Power) -> str:
        """Ask another admin to confirm this within a day; returns the code that a recovery will ask for.

        Raises:
            Refused: it makes no sense, or something about the same colleague waits already.
        """
        code = new_code() if power is Power.RECOVER else ""

        def work(tx: Transaction) -> None:
            check_admin(tx, by)
            staff = existing(tx, by, StaffId(name))
            _check_sense(tx, staff, power)
            kept = digest(code) if code else b""
            ends_at = tx.now + PROPOSED_FOR
            motion = Motion(secrets.token_bytes(16), power, staff.id, by=by, ends_at=ends_at, code=kept)
            if not tx.staff.motions.make(motion):
                raise Refused("waits")
            note(tx, by, f"propose_{power.value}", about=staff.id)

        await self._store.run(Job(work))
        return code

    async def confirm(self, by: StaffId, motion_id: bytes) -> tuple[StaffId, Invited | None]:
        """Let a motion take effect; returns whom it is about, and the link that a recovery leads to.

        Raises:
            Refused: it has ended, was taken back, or is one's own.
        """
        verifier = nobodys_verifier(self._cost)

        def work(tx: Transaction) -> tuple[StaffId, Invited | None]:
            check_admin(tx, by)
            motion = _confirmed(tx, motion_id, by)
            staff = existing(tx, by, motion.about)
            _check_sense(tx, staff, motion.power)
            note(tx, by, f"confirm_{motion.power.value}", about=staff.id)
            if motion.power is Power.RECOVER:
                return staff.id, begin_anew(tx, staff, verifier, code=motion.code)
            tx.staff.change(replace(staff, role=Role.ADMIN, disabled=False))
            tx.staff.audit(staff.id, "now_admin")
            return staff.id, None

        return await self._store.run(Job(work))

    async def withdraw(self, by: StaffId, motion_id: bytes) -> StaffId:
        """Take a motion off the list, one's own or another's; returns whom it was about.

        Raises:
            Refused: it is off the list already.
        """

        def work(tx: Transaction) -> StaffId:
            check_admin(tx, by)
            motion = tx.staff.motions.take(motion_id)
            if motion is None or motion.power not in OVER_ACCOUNTS:
                raise Refused("over")
            note(tx, by, "withdraw", about=motion.about)
            return motion.about

        return await self._store.run(Job(work))


def _confirmed(tx: Transaction, motion_id: bytes, by: StaffId) -> Motion:
    try:
        return confirmed(tx, motion_id, by, right=Right.STAFF, powers=OVER_ACCOUNTS)
    except NotConfirmed as refused:
        raise Refused(refused.code) from None


def _check_sense(tx: Transaction, staff: Staff, power: Power) -> None:
    """Refuse what is so already, and what would give power to whoever still has a link for a first password."""
    if power is Power.RECOVER and staff.disabled:
        raise Refused("closed")
    if power is Power.RAISE and is_admin(staff):
        raise Refused("is_admin")
    if power is Power.RAISE and not has_step(tx, staff):
        raise Refused("not_yet")
