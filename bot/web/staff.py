"""What happens to accounts: add, list, disable, reset, skills; the commands print what these return."""

import asyncio
import re
import secrets
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from bot.errors import BotError
from bot.handover.two_people import is_one_name
from bot.model import ANYTHING, LANGUAGES, Invitation, Language, Role, Skills, Staff, StaffId
from bot.ports import Job, Store, Transaction
from bot.web.login import COST, LONGEST_LOGIN, Cost, check_password, hash_password, nobodys_verifier
from bot.web.sessions import digest_of

_NAME = re.compile(rf"[A-Za-z0-9][A-Za-z0-9._-]{{0,{LONGEST_LOGIN - 1}}}")
INVITED_FOR = timedelta(hours=72)


@dataclass(frozen=True, slots=True)
class Invited:
    """A link that opens once, until then; its path, since only the operator knows the address before it."""

    path: str = field(repr=False)
    ends_at: datetime


async def create_staff(
    store: Store, name: str, role: Role, *, password: str, language: Language = "nl", cost: Cost = COST
) -> None:
    """Make an account with a password that is known already, as in the demo.

    Args:
        store: Holds the staff book.
        name: The login name, which colleagues see: 1 to 64 letters, digits, dots, dashes and underscores.
        role: What they may do.
        password: 12 to 1,024 characters.
        language: Of their pages, until they choose another.
        cost: Of one guess of the password.

    Raises:
        BotError: the name is taken, or something is not as it must be.
    """
    _check(name, language)
    check_password(password)
    verifier = await asyncio.to_thread(hash_password, password, cost)
    await store.run(Job(lambda tx: _add(tx, Staff(StaffId(name), role, verifier, language))))


async def invite_staff(store: Store, name: str, role: Role, *, language: Language = "nl", cost: Cost = COST) -> Invited:
    """Make an account that nobody has a password for, and the link by which its owner sets one.

    Args:
        store: Holds the staff book.
        name: As for `create_staff`.
        role: What they may do.
        language: Of their pages, until they choose another.
        cost: Of one guess of a password.

    Raises:
        BotError: the name is taken, or not as it must be.
    """
    _check(name, language)
    verifier = nobodys_verifier(cost)

    def work(tx: Transaction) -> Invited:
        _add(tx, Staff(StaffId(name), role, verifier, language))
        return hand_link(tx, StaffId(name))

    return await store.run(Job(work))


async def list_staff(store: Store) -> tuple[Staff, ...]:
    """Return everybody, by name."""
    return await store.run(Job(lambda tx: tx.staff.all()))


async def disable_staff(store: Store, name: str) -> None:
    """Close an account: its logins end within seconds; `reset_staff` opens it again.

    Raises:
        BotError: nobody has this name.
    """
    await store.run(Job(lambda tx: close_account(tx, _existing(tx, name, "disable"))))


async def reset_staff(store: Store, name: str, *, cost: Cost = COST) -> Invited:
    """Let somebody begin anew: password and second step are gone, all logins end, and a link sets a new password.

    Raises:
        BotError: nobody has this name.
    """
    verifier = nobodys_verifier(cost)

    def work(tx: Transaction) -> Invited:
        return begin_anew(tx, replace(_existing(tx, name, "reset"), disabled=False), verifier)

    return await store.run(Job(work))


async def change_skills(store: Store, name: str, change: Callable[[Skills], Skills]) -> Skills:
    """Change what a counsellor can do, and return it; an open desk shows it within seconds.

    Raises:
        BotError: nobody has this name, or `change` refuses.
    """

    def work(tx: Transaction) -> Skills:
        staff = _existing(tx, name, "skills")
        before = tx.staff.skills().get(staff.id, ANYTHING)
        after = change(before)
        if after != before:
            tx.staff.set_skills(staff.id, after)
            tx.staff.audit(staff.id, "skills")
        return after

    return await store.run(Job(work))


def is_login_name(name: str) -> bool:
    """Tell whether this can be a login name; colleagues read it, and it is typed on phones."""
    return _NAME.fullmatch(name) is not None


def close_account(tx: Transaction, staff: Staff) -> None:
    """Let nothing open an account any more, nor anything that was under way for it or by it."""
    tx.staff.change(replace(staff, disabled=True))
    tx.staff.end_invitation(staff.id)
    tx.staff.motions.drop(staff.id)
    tx.feeds.drop(staff.id)
    tx.staff.audit(staff.id, "disabled")


def begin_anew(tx: Transaction, staff: Staff, verifier: str, *, code: bytes = b"") -> Invited:
    """Take password, second step and logins from an account, and return the link by which its owner begins anew."""
    tx.staff.change(replace(staff, verifier=verifier))
    tx.staff.drop_factor(staff.id)
    tx.staff.motions.drop(staff.id)
    tx.feeds.drop(staff.id)
    tx.staff.audit(staff.id, "reset")
    return hand_link(tx, staff.id, code=code)


def hand_link(tx: Transaction, staff_id: StaffId, *, code: bytes = b"") -> Invited:
    """Return a link by which somebody sets a password; one that they have already opens nothing any more.

    Args:
        tx: Where it is kept.
        staff_id: Whose it is.
        code: SHA-256 of a code that the page behind it asks for besides; empty for none.
    """
    token = secrets.token_urlsafe(32)
    ends_at = tx.now + INVITED_FOR
    tx.staff.invite(Invitation(digest_of(token), staff_id, ends_at, code=code))
    return Invited(f"/invitation/{token}", ends_at)


def _add(tx: Transaction, staff: Staff) -> None:
    if any(is_one_name(staff.id, one.id) for one in tx.staff.all()) or not tx.staff.add(staff):
        raise BotError(
            f'The name "{staff.id}" is taken, or reads as one that is.', where="ajar staff add", fix="Choose another."
        )
    tx.staff.audit(staff.id, "added")


def _check(name: str, language: Language) -> None:
    if not is_login_name(name):
        raise BotError(
            f"A login name has 1 to {LONGEST_LOGIN} letters, digits, dots, dashes and underscores.",
            where="ajar staff add",
            fix='Take a first name, such as "anna".',
        )
    if language not in LANGUAGES:
        raise BotError(
            "This language is not spoken here.", where="ajar staff add", fix=f"Take one of {', '.join(LANGUAGES)}."
        )


def _existing(tx: Transaction, name: str, command: str) -> Staff:
    staff = tx.staff.get(StaffId(name))
    if staff is None:
        raise BotError("Nobody has this name.", where=f"ajar staff {command}", fix="See `ajar staff list`.")
    return staff
