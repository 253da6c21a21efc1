"""What an operator does beside serving: staff, publishing, tables. Each returns what a command prints."""

import asyncio
from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path

from bot.content_files import read_content
from bot.errors import BotError
from bot.flows.bundle import compile_bundle
from bot.flows.handed import needs_in
from bot.handover.skill_words import Needs, changed_skills
from bot.inspection import Live, kept, live
from bot.model import AuditLine, Language, Publication, Role, Skills, Staff, StaffId
from bot.opening import opened
from bot.ports import Job, Transaction
from bot.publishing import Outcome, Publishing
from bot.reckoning import days_ended
from bot.settings import Settings
from bot.shredding import DayChange
from bot.storage.witness_file import WitnessFile
from bot.web.staff import Invited, change_skills, disable_staff, invite_staff, list_staff, reset_staff
from bot.witness import attested

__all__ = [
    "confirm_date",
    "db_upgrade",
    "files_of_bundle",
    "publications",
    "publish",
    "rollback",
    "served_now",
    "staff_add",
    "staff_audit",
    "staff_disable",
    "staff_list",
    "staff_reset",
    "staff_skills",
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


async def staff_skills(settings: Settings, name: str, said: Sequence[str], *, seats: int | None) -> Skills:
    """Change what a counsellor can do as far as something is said of it, and return what they can do now.

    Raises:
        ContentError: the files of the conversation have faults: they tell what a case may need.
        BotError: nobody has this name, or no case will ever need this.
    """
    needs: Needs = {}
    if said:
        sources = await asyncio.to_thread(read_content, settings.flows, settings.content)
        needs = needs_in(await asyncio.to_thread(compile_bundle, sources))
    async with opened(settings) as kept:
        return await change_skills(kept.store, name, lambda now: changed_skills(now, said, seats=seats, needs=needs))


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


async def publish(settings: Settings, flows: Path, *, author: str, approved_by: str) -> Outcome:
    """Publish the files on disk, unless somebody would be lost.

    Raises:
        ContentError: the files have faults.
        BotError: it could not be done; says what to do.
    """
    sources = await asyncio.to_thread(read_content, flows, settings.content)
    async with opened(settings) as kept:
        return await Publishing(kept.store).publish(sources, author=author, approved_by=approved_by)


async def rollback(settings: Settings, bundle: str, *, author: str, approved_by: str) -> Outcome:
    """Publish an earlier bundle again.

    Raises:
        BotError: there is no such bundle.
    """
    async with opened(settings) as kept:
        return await Publishing(kept.store).rollback(bundle, author=author, approved_by=approved_by)


async def served_now(settings: Settings) -> Live:
    """Return what is served now, and where people are in it.

    Raises:
        BotError: nothing was published yet.
    """
    async with opened(settings) as kept_open:
        return await live(kept_open.store, kept_open.clock.now())


async def files_of_bundle(settings: Settings, target: str) -> Mapping[str, str]:
    """Return the files of a bundle that was published, by the beginning of its hash.

    Raises:
        BotError: there is no such bundle, or its files are no longer kept.
    """
    async with opened(settings) as kept_open:
        return await kept(kept_open.store, target)


async def publications(settings: Settings) -> tuple[Publication, ...]:
    """Return what was published, newest first."""
    async with opened(settings) as kept:
        return await Publishing(kept.store).log()
