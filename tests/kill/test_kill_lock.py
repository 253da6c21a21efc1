"""The process is killed at every moment around the lock, the words to go on with, and the wipe; on both databases.

Never are words shown whose conversation can't be opened, or shown twice; never does what was said lie in the database
or its journal after the lock; and a wipe that was cut is finished, whatever it was doing.
"""

import asyncio
import signal
import sys
from collections import Counter
from pathlib import Path

import pytest

from tests.kill.lives import LIFE_S, ROOT
from tests.kill.locking import COMES_BACK, STEPS, WIPES, Death, Life

BACK = "Je gaat verder waar je was"
OPENING = "Je praat met een bot"
LAST = "Oké, klaar."
TRANSACTIONS, BUBBLES, DELETIONS = 31, 13, 2
"""So many there are in the story without a kill."""
DATABASES = ("sqlite", "postgresql")
FEW = (
    ("sqlite", "in a transaction", 14),  # the words are made
    ("sqlite", "after a bubble", 9),  # they were shown, and nobody noted it
    ("postgresql", "after a transaction", 20),  # it is locked
    ("postgresql", "in a transaction", 24),  # somebody comes back
    ("sqlite", "after a transaction", 27),  # the wipe is written down
    ("sqlite", "after a deletion", 2),  # the wipe is carried out; the first one takes the words out of the chat
)
ALL = (
    *((f"{when} a transaction", nth) for when in ("before", "in", "after") for nth in range(1, TRANSACTIONS + 1)),
    *((f"{when} a bubble", nth) for when in ("before", "after") for nth in range(1, BUBBLES + 1)),
    *((f"{when} a deletion", nth) for when in ("before", "after") for nth in range(1, DELETIONS + 1)),
)


@pytest.fixture
def url(request: pytest.FixtureRequest, database: str) -> str:
    """Where the conversations lie; empty for a file in the home."""
    return str(request.getfixturevalue("postgres_url")) if database == "postgresql" else ""


async def is_killed(home: Path, url: str, moment: str, nth: int) -> None:
    """Live the story in a process of its own until it dies."""
    arguments = ("-m", "tests.kill.locking", str(home), moment, str(nth), url)
    process = await asyncio.create_subprocess_exec(sys.executable, *arguments, cwd=ROOT)
    async with asyncio.timeout(LIFE_S):
        assert await process.wait() == -signal.SIGKILL


async def survives(home: Path, url: str, moment: str, nth: int) -> None:
    """Kill the process, go on in another one, and look."""
    await is_killed(home, url, moment, nth)
    life = Life(home, Death(), url)
    memory = life.memory
    await life.begins()
    await life.goes_on(COMES_BACK)
    left = life.bytes.everything()
    assert memory.all("sealed")
    assert not any(bytes.fromhex(sealed) in left for sealed in memory.all("sealed")), "what was said lies there still"

    await life.goes_on(WIPES)
    assert max(Counter(memory.phrases).values(), default=1) == 1, "words were shown twice"
    assert any(text.startswith(BACK) for text in memory.all("shown")) == bool(memory.phrases), "they opened nothing"

    await life.goes_on(STEPS)
    await life.house.minutes_pass(1)
    # A bubble in doubt may stand there twice, and only one id is known: then the last line tells of it.
    assert any(text.startswith(LAST) for text in memory.all("shown"))
    assert life.bytes.count("outbox") == 0
    assert life.bytes.count("conversation") == 1, "somebody was made anew by what came again"
    assert life.bytes.count("way_back") == (0 if memory.phrases else 1)
    await is_a_stranger(life)
    await life.ends()


async def is_a_stranger(life: Life) -> None:
    """Whoever wiped meets the opening, and so does who says the words."""
    ben = life.house.person("ben")
    for person, text in ((life.noor, "hoi"), *((ben, words) for words in life.memory.phrases)):
        person.reads()
        await person.says(text)
        person.was_told(OPENING)


@pytest.mark.timeout(300)
@pytest.mark.parametrize(("database", "moment", "nth"), FEW)
async def test_a_kill_around_the_lock_betrays_and_loses_nothing(
    tmp_path: Path, url: str, moment: str, nth: int
) -> None:
    """At the moments at which most is at stake, each on one database; on both it is seen at all of them later."""
    await survives(tmp_path, url, moment, nth)


@pytest.mark.long
@pytest.mark.timeout(300)
@pytest.mark.parametrize("database", DATABASES)
@pytest.mark.parametrize(("moment", "nth"), ALL)
async def test_no_kill_around_the_lock_betrays_or_loses_anything(
    tmp_path: Path, url: str, moment: str, nth: int
) -> None:
    """Before, in and after each transaction, each bubble and each deletion."""
    await survives(tmp_path, url, moment, nth)


@pytest.mark.parametrize("database", DATABASES)
async def test_these_are_all_moments(tmp_path: Path, url: str) -> None:
    """The story without a kill has no more of them."""
    life = Life(tmp_path, Death(), url)
    await life.begins()
    await life.goes_on()
    await life.ends()

    assert {(moment, nth) for moment, most in life.death.happened.items() for nth in range(1, most + 1)} == set(ALL)
