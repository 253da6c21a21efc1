"""Gives birth to Ajar, again and again, for tests that kill it a thousand times: `python -m tests.kill.nursery`.

It loads the program once and forks; a child is `ajar run` with everything that it does at a start but loading. It is
asked over its standard input for one child at a time, answers with its number, and with how it ended.
"""

import gc
import os
import sys

import bot.app
import bot.cli
import bot.signalling
import bot.storage.sql
import bot.web.server
from bot.__main__ import main

LOADED = (bot.app, bot.cli, bot.signalling, bot.storage.sql, bot.web.server)
"""What a start would load: named, so that nobody takes it for unused."""
READY, BORN, DIED = "ready", "born", "died"
BIRTH = "birth"


def serve(log: str) -> None:
    """Be `ajar run`, and write what it says into a file."""
    handle = os.open(log, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    os.dup2(handle, sys.stdout.fileno())
    os.dup2(handle, sys.stderr.fileno())
    sys.argv = ["ajar", "run"]
    main()


def work(log: str) -> None:
    """Answer until nobody asks any more."""
    gc.collect()
    gc.freeze()
    print(READY, flush=True)  # noqa: T201 - how it answers
    for line in sys.stdin:
        if line.strip() != BIRTH:
            continue
        child = os.fork()
        if not child:
            serve(log)
            return
        print(BORN, child, flush=True)  # noqa: T201
        _, status = os.waitpid(child, 0)
        print(DIED, os.waitstatus_to_exitcode(status), flush=True)  # noqa: T201


if __name__ == "__main__":
    work(sys.argv[1])
