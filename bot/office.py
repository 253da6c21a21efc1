"""What an operator does beside serving and publishing: staff, days, tables. Each returns what a command prints.

Nothing here reads the conversation: whoever adds a colleague waits for none of it.
"""

import asyncio
from datetime import date

from bot.errors import BotError
from bot.model import AuditLine, Language, Role, Staff, StaffId
from bot.opening import opened
from bot.ports import Job, Transaction
from bot.reckoning import days_ended
from bot.settings import Settings
from bot.shredding import DayChange
from bot.storage.witness_file import WitnessFile
from bot.web.staff import Invited, disable_staff, invite_staff, list_staff, reset_staff
from bot.witness import attested

__all__ = [
    "confirm_date",
    "db_upgrade",
    "staff_add",
    "staff_audit",
    "staff_disable",
    "staff_list",
    "staff_reset",
]


async def staff_add(settings: Settings, name: str, *, role: Role, language: Language) -> Invited:
    """Make an account; returns the link by which its owner sets a password.

    Raises:
        BotError: the name is taken, or not as it must be.
    """
    async with opened(settings) as kept:
        return await invite_staff(kept.store, name, role, language=language)


async def staff_list(settings: Settings) -> tuple[Staff, ...]:
    """Return everybody, by name."""
    async with opened(settings) as kept:
        return await list_staff(kept.store)


async def staff_disable(settings: Settings, name: str) -> None:
    """Close an account; its open desks close.

    Raises:
        BotError: nobody has this name.
    """
    async with opened(settings) as kept:
        await disable_staff(kept.store, name)


async def staff_reset(settings: Settings, name: str) -> Invited:
    """Let somebody begin anew by a link; their password and second step are gone, their open desks close.

    Raises:
        BotError: nobody has this name.
    """
    async with opened(settings) as kept:
        return await reset_staff(kept.store, name)


async def staff_audit(settings: Settings, *, accept: bool = False) -> tuple[AuditLine, ...]:
    """Return what staff did, in order, after a check of the whole trail and of its end.

    Args:
        settings: Name the database, and the note of how far the trail had come.
        accept: Take the end as it is now, as after a backup was put back; that is a line of the trail too.

    Raises:
        AuditBroken: it was cut, altered or reordered; the first line that does not fit.
    """
    memory = WitnessFile(settings.witness_file)

    def work(tx: Transaction) -> tuple[AuditLine, ...]:
        lines = tx.staff.audit_trail()
        if not accept:
            attested(tx, memory.read())
            return lines
        tx.staff.audit(StaffId("-"), "accepted")
        return tx.staff.audit_trail()

    async with opened(settings) as kept:
        lines = await kept.store.run(Job(work))
        mark = await kept.store.run(Job(lambda tx: tx.staff.audit_mark()))
    if mark is not None:
        memory.write(mark)
    return lines


async def confirm_date(settings: Settings, today: date) -> int:
    """End the days that are over although several ended at once, since somebody looked at a calendar.

    Returns:
        How many days were ended.

    Raises:
        BotError: the clock of this machine says another day, or the days could not be ended.
    """
    async with opened(settings) as kept:
        now = kept.clock.now()
        ours = {now.date(), now.astimezone(settings.zone).date()}
        if today not in ours:
            raise BotError(
                f"The clock of this machine says that today is {max(ours)}.",
                where=str(today),
                fix="Put the clock right, or look at the calendar again. Nothing was forgotten.",
            )
        waiting = days_ended(kept.keyring.first_day(), now)
        await DayChange(kept.keyring, kept.store, clock=kept.clock, journal=kept.journal).round(is_confirmed=True)
        if days_ended(kept.keyring.first_day(), now):
            raise BotError("The days could not be ended.", fix="The log says under keys_failed what is in the way.")
        return waiting


async def db_upgrade(settings: Settings) -> None:
    """Bring the tables of the database to this version."""
    async with opened(settings):
        await asyncio.sleep(0)
