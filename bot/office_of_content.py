"""What an operator does with the conversation: publish it, see what is served, say who can do what it asks for."""

import asyncio
from collections.abc import Mapping, Sequence
from pathlib import Path

from bot.content_files import read_content
from bot.flows.bundle import compile_bundle
from bot.flows.handed import needs_in
from bot.handover.skill_words import Needs, changed_skills
from bot.inspection import Live, kept, live
from bot.model import Publication, Skills
from bot.opening import opened
from bot.publishing import Outcome, Publishing
from bot.settings import Settings
from bot.web.staff import change_skills


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
