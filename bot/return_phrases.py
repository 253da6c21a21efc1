"""Make return phrases ahead, and find out what a typed one opens with: slow on purpose, so bounded in every way.

Making keys of a phrase takes a seventh of a second and 64 MiB. It is done in a worker thread, two at once at most,
before a turn's transaction and never inside. What looks like a phrase costs the same whether it opens anything or not.
"""

import asyncio
import secrets
from collections import defaultdict, deque
from collections.abc import Callable
from datetime import datetime, timedelta
from hashlib import blake2b
from os import urandom

from bot.flows.return_words import WORDS_IN_A_LIST, WORDS_IN_A_PHRASE, ReturnWords, plain
from bot.model import Inbound, InboundKind, Language, NewPhrase, ReturnKey, Sender, WayBack
from bot.ports import Clock, Journal

Derive = Callable[[str], tuple[WayBack, ReturnKey]]
"""Makes the keys of a phrase in its plain spelling; slow."""

AT_ONCE = 2
"""So many are looked at or made at the same time."""
READY = 5
"""So many lie ready in each language; a new one is made when one was taken. One in ten sounds like need and is thrown
away; that all of them do happens once in 100,000 times."""
ENOUGH = 2
"""So many in each language are made as fast as may be. The others are made at leisure: thousands may wait for answers
when a process starts after an outage, and making one takes as much of the processor as hundreds of those."""
MAKE_EVERY, AT_LEISURE = timedelta(seconds=1), timedelta(seconds=5)
MAKE_AGAIN = timedelta(minutes=1)
"""After a fault."""
TRIES = 6
"""So many phrases one person may try in `TRIES_IN`; who mistypes two words needs two or three."""
TRIES_IN = timedelta(minutes=15)
TRIES_OF_ALL = 240
"""So many phrases are tried in `TRIES_IN` altogether on each channel, and as many at once; it takes two cores a
fiftieth of their time. Strangers who try more shut nobody out for long, and never on another channel."""


class ReturnPhrases:
    """A `Phrases` over the words of the shipped lists."""

    def __init__(self, words: ReturnWords, derive: Derive, clock: Clock, *, journal: Journal) -> None:
        """Make keys with `derive`; when that fails, a line in the journal is all that comes of it."""
        self._words = words
        self._derive = derive
        self._clock = clock
        self._ready: dict[Language, deque[NewPhrase]] = {language: deque() for language in words.languages}
        self._at_once = asyncio.Semaphore(AT_ONCE)
        self._ahead: dict[Sender, asyncio.Event] = {}
        self._journal = journal
        self._tries: defaultdict[str, _Tries] = defaultdict(_Tries)

    def take(self, language: Language) -> NewPhrase | None:
        """Return a phrase that nobody has seen; None when there is none just now."""
        ready = self._ready.get(language)
        return ready.popleft() if ready else None

    async def key_of(self, inbound: Inbound) -> ReturnKey | None:
        """Return what a text opens with that looks like a phrase, as the port says."""
        sender = inbound.sender
        while (ahead := self._ahead.get(sender)) is not None:
            await ahead.wait()
        phrase = self._words.meant(inbound.text) if inbound.kind is InboundKind.TEXT else None
        if phrase is None or not self._tries[sender.channel].may(sender, self._clock.now()):
            return None
        ahead = self._ahead[sender] = asyncio.Event()
        try:
            async with self._at_once:
                return (await asyncio.to_thread(self._derive, phrase))[1]
        except Exception as fault:  # noqa: BLE001 - there was no memory for it, say; then it is a text like any other
            self._journal.note("phrase_failed", fault=type(fault).__name__)
            return None
        finally:
            del self._ahead[sender]
            ahead.set()

    async def fill(self) -> None:
        """Make what is missing."""
        while await self._make_one():
            pass

    async def run(self) -> None:
        """Make what is missing, one after the other, for as long as it runs."""
        while True:
            try:
                await self._make_one()
                pause = MAKE_EVERY if min(map(len, self._ready.values())) < ENOUGH else AT_LEISURE
            except Exception as fault:  # noqa: BLE001 - whoever asks for words meanwhile reads that there are none
                self._journal.note("phrase_failed", fault=type(fault).__name__)
                pause = MAKE_AGAIN
            await self._clock.sleep(pause)

    async def _make_one(self) -> bool:
        for language, ready in sorted(self._ready.items(), key=lambda one: len(one[1])):
            if len(ready) < READY:
                words = self._words.phrase(
                    language, (secrets.randbelow(WORDS_IN_A_LIST) for _ in range(WORDS_IN_A_PHRASE))
                )
                async with self._at_once:
                    way, _ = await asyncio.to_thread(self._derive, plain(words))
                ready.append(NewPhrase(words, way))
                return True
        return False


class _Tries:
    """How often phrases were tried lately; in memory, and by a hash whose key is gone with the process."""

    def __init__(self) -> None:
        self._key = urandom(32)
        self._lately: deque[tuple[datetime, bytes]] = deque()
        self._level = 0.0
        self._level_at: datetime | None = None

    def may(self, sender: Sender, now: datetime) -> bool:
        """Tell whether this person may try one more, and count it."""
        while self._lately and self._lately[0][0] <= now - TRIES_IN:
            self._lately.popleft()
        who = blake2b(f"{sender.channel}\0{sender.native_id}".encode(), key=self._key, digest_size=16).digest()
        if sum(other == who for _, other in self._lately) >= TRIES or not self._has_room(now):
            return False
        self._lately.append((now, who))
        self._level += 1
        return True

    def _has_room(self, now: datetime) -> bool:
        """Let what was tried run off evenly, so that a burst shuts nobody out for the rest of a quarter."""
        passed = max(now - (self._level_at or now), timedelta(0))
        self._level = max(0.0, self._level - TRIES_OF_ALL * (passed / TRIES_IN))
        self._level_at = now
        return self._level + 1 <= TRIES_OF_ALL
