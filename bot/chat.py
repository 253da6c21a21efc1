"""`ajar chat`: the bot in this terminal, on a store in memory; the same use cases as everywhere, nothing kept."""

import asyncio
import os
import sys
from collections.abc import Coroutine
from typing import Any, TextIO

from bot.channels.terminal import TerminalChannel, lines_of
from bot.content_files import compile_content, read_return_words
from bot.conversations import Conversations
from bot.delivery import Delivery
from bot.flows.shelf import Shelf
from bot.handover.floor import Floor
from bot.model import Language
from bot.ops.clock import SystemClock
from bot.ops.logs import LogJournal
from bot.return_phrases import ReturnPhrases
from bot.settings import Settings
from bot.storage.memory import MemoryStore
from bot.storage.phrase_keys import phrase_keys
from bot.waking import Wakeup


async def chat(settings: Settings, *, language: Language, typed: TextIO = sys.stdin, shown: TextIO = sys.stdout) -> int:
    """Talk until the input ends.

    Raises:
        ContentError: the conversation can't be served as it is written.
    """
    bundle = compile_content(settings.flows, settings.content)
    clock, journal, floor = SystemClock(), LogJournal(), Floor(SystemClock())
    store = MemoryStore(clock)
    channel = TerminalChannel(
        lines_of(typed),
        lambda text: shown.write(text) and shown.flush(),
        clock=clock,
        language=language,
        hint=bundle.say("numbered_hint", language),
    )
    async with asyncio.TaskGroup() as group:
        shelf = Shelf(bundle)
        delivery = Delivery(
            store, {channel.name: channel}, clock=clock, bell=floor, journal=journal, spawn=_spawner(group)
        )
        alarm = Wakeup(store, clock, journal, spawn=_spawner(group))
        pepper = os.urandom(32)
        phrases = ReturnPhrases(read_return_words(), lambda words: phrase_keys(words, pepper), clock, journal=journal)
        conversations = Conversations(
            store,
            delivery,
            lambda: shelf,
            new_id=lambda: os.urandom(16),
            floor=floor,
            journal=journal,
            alarm=alarm,
            phrases=phrases,
        )
        waking = group.create_task(alarm.run(conversations))
        making = group.create_task(phrases.run())
        await channel.talk(conversations)
        await delivery.drained()
        waking.cancel()
        making.cancel()
    return 0


def _spawner(group: asyncio.TaskGroup) -> Any:  # noqa: ANN401 - a task, which nobody looks at
    def spawn(work: Coroutine[Any, Any, None]) -> object:
        return group.create_task(work)

    return spawn
