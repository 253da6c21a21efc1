"""What the operator does with accounts: add, list, disable, reset, skills; the commands print what these return."""

import asyncio
import re
import secrets
from collections.abc import Callable
from dataclasses import replace

from bot.errors import BotError
from bot.model import ANYTHING, LANGUAGES, Language, Role, Skills, Staff, StaffId
from bot.ports import Job, Store, Transaction
from bot.web.login import COST, LONGEST_LOGIN, LONGEST_PASSWORD, SHORTEST_PASSWORD, Cost, hash_password, is_plain

_NAME = re.compile(rf"[A-Za-z0-9][A-Za-z0-9._-]{{0,{LONGEST_LOGIN - 1}}}")
_LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"
"""No letter or digit that looks like another: 20 of them are 99 bits."""


async def create_staff(
    store: Store, name: str, role: Role, *, password: str | None = None, language: Language = "nl", cost: Cost = COST
) -> str:
    """Make an account, and return its password: the given one, or a new one that is shown only now.

    Args:
        store: Holds the staff book.
        name: The login name, which colleagues see: 1 to 64 letters, digits, dots, dashes and underscores.
        role: What they may do.
        password: 12 to 1,024 characters; None makes one.
        language: Of their pages, until they choose another.
        cost: Of one guess of the password.

    Raises:
        BotError: the name is taken, or something is not as it must be.
    """
    _check(name, language)
    chosen = _checked(password)
    verifier = await asyncio.to_thread(hash_password, chosen, cost)
    staff = Staff(StaffId(name), role, verifier, language)

    def work(tx: Transaction) -> bool:
        is_new = tx.staff.add(staff)
        if is_new:
            tx.staff.audit(staff.id, "added")
        return is_new

    if not await store.run(Job(work)):
        raise BotError(f'The name "{name}" is taken.', where="ajar staff add", fix="Choose another.")
    return chosen


async def list_staff(store: Store) -> tuple[Staff, ...]:
    """Return everybody, by name."""
    return await store.run(Job(lambda tx: tx.staff.all()))


async def disable_staff(store: Store, name: str) -> None:
    """Close an account: its logins end within seconds; `reset_staff` opens it again.

    Raises:
        BotError: nobody has this name.
    """

    def work(tx: Transaction) -> None:
        tx.staff.change(replace(_existing(tx, name, "disable"), disabled=True))
        tx.staff.audit(StaffId(name), "disabled")

    await store.run(Job(work))


async def reset_staff(store: Store, name: str, *, password: str | None = None, cost: Cost = COST) -> str:
    """Give an account a new password, which is returned and shown only now; all its logins end, and its second step.

    Args:
        store: Holds the staff book.
        name: The login name.
        password: 12 to 1,024 characters; None makes one.
        cost: Of one guess of the password.

    Raises:
        BotError: nobody has this name, or the password is not as it must be.
    """
    chosen = _checked(password)
    verifier = await asyncio.to_thread(hash_password, chosen, cost)

    def work(tx: Transaction) -> None:
        tx.staff.change(replace(_existing(tx, name, "reset"), verifier=verifier, disabled=False))
        tx.staff.drop_factor(StaffId(name))
        tx.staff.audit(StaffId(name), "reset")

    await store.run(Job(work))
    return chosen


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


def new_password() -> str:
    """Return 20 random characters in four groups, easy to read out and to type."""
    return "-".join("".join(secrets.choice(_LETTERS) for _ in range(5)) for _ in range(4))


def _checked(password: str | None) -> str:
    if password is None:
        return new_password()
    if len(password) < SHORTEST_PASSWORD or not is_plain(password, LONGEST_PASSWORD):
        raise BotError(
            f"A password has {SHORTEST_PASSWORD} to {LONGEST_PASSWORD:,} characters.",
            where="ajar staff",
            fix="Choose a longer one, or leave it out to have one made.",
        )
    return password


def _check(name: str, language: Language) -> None:
    if not _NAME.fullmatch(name):
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
