"""What an admin does alone with the accounts of colleagues: see them, invite, and take power away."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import TypeVar

from bot.errors import BotError
from bot.handover.skill_words import Needs, changed_skills
from bot.handover.two_people import is_one_name
from bot.model import ANYTHING, OVER_ACCOUNTS, Language, Motion, Role, Skills, Staff, StaffId, names_in
from bot.ports import Job, Store, Transaction
from bot.web.admins import Refused, check_admin, existing, has_step, is_admin, note
from bot.web.login import COST, Cost, nobodys_verifier
from bot.web.staff import Invited, begin_anew, close_account, hand_link, is_login_name

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Colleague:
    """An account as admins see it. When it was used is not kept for them: that is in the trail, for a reason.

    Attributes:
        has_step: There is a second step, so its owner has come in by now.
    """

    staff: Staff
    has_step: bool
    skills: Skills


@dataclass(frozen=True, slots=True)
class Team:
    """Everybody, what waits for a second admin, and how many admins there are who can log in."""

    colleagues: tuple[Colleague, ...]
    motions: tuple[Motion, ...]
    admins: int


class Colleagues:
    """The use cases. Each is one transaction, audited under the admin and under the colleague."""

    def __init__(self, store: Store, *, cost: Cost = COST) -> None:
        """Change the staff book of `store`; `cost` is that of one guess of a password."""
        self._store = store
        self._cost = cost

    async def team(self) -> Team:
        """Return what there is to see."""

        def work(tx: Transaction) -> Team:
            skills, everybody = tx.staff.skills(), tx.staff.all()
            seen = (Colleague(one, has_step(tx, one), skills.get(one.id, ANYTHING)) for one in everybody)
            motions = tuple(one for one in tx.staff.motions.all() if one.power in OVER_ACCOUNTS)
            return Team(tuple(seen), motions, sum(map(is_admin, everybody)))

        return await self._store.run(Job(work))

    async def invite(self, by: StaffId, name: str, role: Role, *, language: Language) -> Invited:
        """Make an account, and return the link by which its owner sets a password.

        Raises:
            Refused: the name is taken or can't be one, or the role takes two admins.
        """
        if not is_login_name(name):
            raise Refused("name")
        if role is Role.ADMIN:
            raise Refused("two")
        verifier = nobodys_verifier(self._cost)

        def work(tx: Transaction) -> Invited:
            check_admin(tx, by)
            new = Staff(StaffId(name), role, verifier, language)
            if any(is_one_name(new.id, one.id) for one in tx.staff.all()) or not tx.staff.add(new):
                raise Refused("taken")
            note(tx, by, "invite", about=new.id)
            tx.staff.audit(new.id, "added")
            return hand_link(tx, new.id)

        return await self._store.run(Job(work))

    async def invite_again(self, by: StaffId, name: str) -> Invited:
        """Return another link for somebody who has never come in; the one before opens nothing any more.

        Raises:
            Refused: they have come in by now, or are an admin: then it takes two.
        """
        verifier = nobodys_verifier(self._cost)

        def work(tx: Transaction, staff: Staff) -> Invited:
            if staff.role is Role.ADMIN or staff.disabled or has_step(tx, staff):
                raise Refused("two")
            note(tx, by, "link", about=staff.id)
            return begin_anew(tx, staff, verifier)

        return await self._on(by, name, work)

    async def change_role(self, by: StaffId, name: str, role: Role) -> None:
        """Give somebody another task; what they have open and may no longer see closes within seconds.

        Raises:
            Refused: the role takes two admins.
        """

        def work(tx: Transaction, staff: Staff) -> None:
            if role is Role.ADMIN:
                raise Refused("two")
            if role is not staff.role:
                tx.staff.change(replace(staff, role=role))
                tx.staff.motions.drop(staff.id)
                note(tx, by, "role", about=staff.id)
                tx.staff.audit(staff.id, f"now_{role.value}")

        await self._on(by, name, work)

    async def change_skills(self, by: StaffId, name: str, said: list[str], *, seats: int | None, needs: Needs) -> None:
        """Write down what a counsellor can do, as `changed_skills` reads it.

        Raises:
            Refused: no case will ever need that.
        """

        def work(tx: Transaction, staff: Staff) -> None:
            before = tx.staff.skills().get(staff.id, ANYTHING)
            try:
                after = changed_skills(before, said, seats=seats, needs=needs)
            except BotError:
                raise Refused("skills") from None
            if after != before:
                tx.staff.set_skills(staff.id, after)
                note(tx, by, "skills", about=staff.id)
                tx.staff.audit(staff.id, "skills")

        await self._on(by, name, work)

    async def change_known(self, by: StaffId, name: str, *, region: str, names: str) -> None:
        """Write down how somebody may be known to help-seekers, who can say that such a one is not to know of them.

        The trail says that it was changed, and not to what.

        Args:
            by: The admin.
            name: Whose account it is.
            region: Where they are from; empty for nothing.
            names: What they are called besides their login, in any spelling.
        """

        def work(tx: Transaction, staff: Staff) -> None:
            before = tx.staff.skills().get(staff.id, ANYTHING)
            after = replace(before, region=region, names=names_in(names))
            if after != before:
                tx.staff.set_skills(staff.id, after)
                note(tx, by, "known", about=staff.id)
                tx.staff.audit(staff.id, "known")

        await self._on(by, name, work)

    async def disable(self, by: StaffId, name: str) -> None:
        """Close an account: its pages close within seconds, and so do its cases go back to the queue."""

        def work(tx: Transaction, staff: Staff) -> None:
            if not staff.disabled:
                note(tx, by, "disable", about=staff.id)
                close_account(tx, staff)

        await self._on(by, name, work)

    async def enable(self, by: StaffId, name: str) -> None:
        """Open an account again, with the password and the second step that it had.

        Raises:
            Refused: it is an admin's: that takes two.
        """

        def work(tx: Transaction, staff: Staff) -> None:
            if staff.role is Role.ADMIN:
                raise Refused("two")
            if staff.disabled:
                tx.staff.change(replace(staff, disabled=False))
                note(tx, by, "enable", about=staff.id)
                tx.staff.audit(staff.id, "enabled")

        await self._on(by, name, work)

    async def log_out(self, by: StaffId, name: str) -> None:
        """End every login of somebody."""

        def work(tx: Transaction, staff: Staff) -> None:
            tx.staff.end_sessions(staff.id)
            note(tx, by, "log_out", about=staff.id)
            tx.staff.audit(staff.id, "logged_out")

        await self._on(by, name, work)

    async def _on(self, by: StaffId, name: str, work: Callable[[Transaction, Staff], T]) -> T:
        """Do something to the account of somebody else, as an admin who still is one."""

        def checked(tx: Transaction) -> T:
            check_admin(tx, by)
            return work(tx, existing(tx, by, StaffId(name)))

        return await self._store.run(Job(checked))
