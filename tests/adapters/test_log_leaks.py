"""Two hundred forced faults, all loggers at DEBUG and statements echoed: no token, id or text in any log."""

import asyncio
import io
import json
import logging
import sys
import threading
import traceback
import warnings
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from pathlib import Path
from typing import Any, Never, cast

import aiohttp
import pytest
from aiohttp import web
from sqlalchemy import create_engine, text
from sqlalchemy.engine import Engine
from sqlalchemy.pool import NullPool

from bot.flows.bundle import Bundle
from bot.flows.shelf import Shelf
from bot.model import Sender
from bot.ops import logs
from bot.ops.last_words import speak_for
from bot.ops.logs import LogJournal
from bot.ports import Job, Transaction
from bot.storage.keyring import MemoryKeyring
from bot.storage.sql import SqlStore
from bot.web.server import make_server, serving
from tests.fakes import FakeClock
from tests.house import House

TOKEN = "7000000001:AAtest-TOKEN_canary-9Zq3xW7vK1mB5nC8dF"
TEXT = "canary-text-7c1e"
PERSON = "4815162342"
URL = f"https://api.telegram.org/bot{TOKEN}/sendMessage?chat_id={PERSON}&text={TEXT}"
EVERYTHING = f"{TEXT} {PERSON} {TOKEN} {URL}"
CANARIES = (TEXT, PERSON, TOKEN, TOKEN.partition(":")[2], TOKEN.partition(":")[0])
SHORT = 7
"""Every so many-th fault is forced in the short form."""


class Scene:
    """A house with a database, a web server and a person, in which faults are forced."""

    def __init__(self, house: House, engine: Engine, session: aiohttp.ClientSession) -> None:
        self.house = house
        self.engine = engine
        self.session = session
        self.url = ""
        self.fault: BaseException = Exception()

    def breaks(self, *_: object) -> Never:
        """Run into the fault, with everything in a local variable."""
        local = EVERYTHING  # noqa: F841 - what a traceback with locals would show
        raise self.fault


def with_notes(fault: Exception) -> Exception:
    """Return a fault with notes, a cause and a context that tell everything."""
    fault.add_note(EVERYTHING)
    fault.__cause__ = OSError(2, EVERYTHING, URL)
    return fault


CAUSES: dict[str, Callable[[], Exception]] = {
    "value": lambda: ValueError(EVERYTHING),
    "key": lambda: KeyError(TOKEN),
    "type": lambda: TypeError(f"{TEXT!r} is no {PERSON}"),
    "os": lambda: OSError(5, EVERYTHING, URL),
    "connection": lambda: ConnectionResetError(URL),
    "timeout": lambda: TimeoutError(EVERYTHING),
    "unicode": lambda: UnicodeDecodeError("utf-8", EVERYTHING.encode(), 0, 1, TEXT),
    "group": lambda: ExceptionGroup(TEXT, [ValueError(EVERYTHING), KeyError(PERSON)]),
    "notes": lambda: with_notes(RuntimeError(TEXT)),
    "json": lambda: json.JSONDecodeError(TEXT, EVERYTHING, 0),
    "client": lambda: aiohttp.InvalidURL(URL),
    "lookup": lambda: LookupError({"text": TEXT, "to": int(PERSON)}),
    "recursion": lambda: RecursionError(TOKEN),
}


class _Broken:
    """A bundle that can't be touched."""

    def __init__(self, scene: Scene) -> None:
        object.__setattr__(self, "scene", scene)

    def __getattr__(self, name: str) -> object:
        scene: Scene = object.__getattribute__(self, "scene")
        return scene.breaks()


async def a_step(scene: Scene) -> None:
    """Our own code breaks while it answers, and even the sentence for that breaks."""
    shelf, scene.house.shelf = scene.house.shelf, Shelf(cast("Bundle", _Broken(scene)))
    await asyncio.gather(scene.house.person(PERSON).says(TEXT), return_exceptions=True)
    scene.house.shelf = shelf


async def a_channel(scene: Scene) -> None:
    """A bubble can't be sent."""
    scene.house.channel.faults = [cast("Exception", scene.fault)]
    await scene.house.person(PERSON).says(TEXT)


async def a_transaction(scene: Scene) -> None:
    """A work breaks in a worker thread."""

    def work(tx: Transaction) -> None:
        tx.first_seen("telegram", EVERYTHING)
        scene.breaks()

    await asyncio.gather(scene.house.store.run(Job(work)), return_exceptions=True)


async def a_statement(scene: Scene) -> None:
    """A statement with parameters is echoed, and fails."""
    await asyncio.gather(asyncio.to_thread(_refused_statement, scene.engine), return_exceptions=True)


def _refused_statement(engine: Engine) -> None:
    with engine.begin() as connection:
        connection.execute(text("SELECT :words"), {"words": EVERYTHING}).all()
        connection.execute(text("INSERT INTO seen VALUES (:words, :words, :words, :words)"), {"words": EVERYTHING})


async def a_page(scene: Scene) -> None:
    """A page breaks; what was asked for stands in path, query and headers."""

    async def asks() -> None:
        headers, url = {"X": PERSON}, f"{scene.url}/{TEXT}?token={TOKEN}"
        async with scene.session.post(url, data=EVERYTHING, headers=headers) as answer:
            assert answer.status >= 400

    await asyncio.gather(asks(), return_exceptions=True)


async def a_library(scene: Scene) -> None:
    """A library logs an exception with its traceback, arguments and a stack."""
    try:
        scene.breaks()
    except BaseException:
        for name in ("", "telegram.Bot", "aiohttp.client", "sqlalchemy.pool", "psycopg", "some.thing"):
            logging.getLogger(name).exception("%s of %r", EVERYTHING, {"to": int(PERSON)}, stack_info=True)


async def a_debug_line(scene: Scene) -> None:
    """A library tells at DEBUG what it does."""
    for name in ("httpx", "httpcore.http11", "telegram.ext", "asyncio", "sqlalchemy.engine.Engine", "alembic"):
        logging.getLogger(name).debug(f"{EVERYTHING} {scene.fault!r}")  # noqa: G004 - as libraries do


async def a_line_that_is_wrong(scene: Scene) -> None:
    """Too few arguments: a handler that fails prints the record."""
    logging.getLogger("some.thing").error("%s %s %s", EVERYTHING, scene.fault)  # noqa: PLE1206 - that is it
    logging.getLogger("some.thing").error("%d", EVERYTHING)


async def a_task(scene: Scene) -> None:
    """The loop tells of a task whose fault nobody looked at."""
    told = {"message": EVERYTHING, "exception": scene.fault, "words": EVERYTHING}
    asyncio.get_running_loop().default_exception_handler(told)


async def a_thread(scene: Scene) -> None:
    """A thread ends with a fault."""
    thread = threading.Thread(target=scene.breaks, name=TEXT)
    thread.start()
    await asyncio.to_thread(thread.join)


async def the_process(scene: Scene) -> None:
    """Nobody catches it."""
    try:
        scene.breaks()
    except BaseException as fault:  # noqa: BLE001 - as the interpreter does at the end
        sys.excepthook(type(fault), fault, fault.__traceback__)


async def a_cleaning_up(scene: Scene) -> None:
    """An object breaks while it is destroyed."""

    class Breaks:
        def __del__(self) -> None:
            scene.breaks()

    one = Breaks()
    del one


async def a_warning(_: Scene) -> None:
    """A library warns, with a repr of what it holds."""
    with warnings.catch_warnings():
        warnings.simplefilter("always")
        logging.captureWarnings(capture=False)  # since the log was set up, pytest has put its own listener there
        logging.captureWarnings(capture=True)
        warnings.warn(EVERYTHING, ResourceWarning, stacklevel=1)


async def a_careless_line(_: Scene) -> None:
    """One of our own lines has fields of no list, and tokens and ids in those of the list."""
    LogJournal().note("careless_failed", reason=f"{TOKEN} {PERSON} {URL}", text=TEXT, token=TOKEN, count=int(PERSON))


async def a_fault_as_a_field(scene: Scene) -> None:
    """One of our own lines is given an object instead of a word."""
    LogJournal().note("careless_failed", reason=cast("str", scene.fault), state=cast("str", {"text": TEXT}))


async def a_loop_that_breaks(scene: Scene) -> None:
    """A callback of the loop breaks."""
    asyncio.get_running_loop().call_soon(scene.breaks)
    await asyncio.sleep(0)


PLACES: tuple[Callable[[Scene], Awaitable[None]], ...] = (
    a_step, a_channel, a_transaction, a_statement, a_page, a_library, a_debug_line, a_line_that_is_wrong, a_task,
    a_thread, the_process, a_cleaning_up, a_warning, a_careless_line, a_fault_as_a_field, a_loop_that_breaks,
)  # fmt: skip
FAULTS = [(place, cause) for place in PLACES for cause in CAUSES.values()]


class Hostile(logging.Handler):
    """A handler that somebody set up to see everything of every record."""

    def __init__(self) -> None:
        super().__init__(logging.NOTSET)
        self.lines: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        """Keep all that a record holds."""
        fault = "".join(traceback.format_exception(record.exc_info[1])) if record.exc_info else ""
        self.lines.append(f"{record.getMessage()} {record.__dict__!r} {fault}")


@pytest.fixture
def log() -> Iterator[tuple[io.StringIO, Hostile]]:
    """The log as a process sets it up, all loggers at DEBUG, and a handler on each; as it was, afterwards."""
    names = [None, *logs.LOUD, "sqlalchemy.engine", "some.thing", "py.warnings"]
    before = [(logger, logger.handlers, logger.level, logger.propagate) for logger in map(logging.getLogger, names)]
    factory, hooks = logging.getLogRecordFactory(), (sys.excepthook, threading.excepthook, sys.unraisablehook)
    stream, hostile = io.StringIO(), Hostile()
    logs.set_up("DEBUG", stream, secrets=[TOKEN])
    speak_for(LogJournal())
    for logger, *_ in before:
        logger.setLevel(logging.DEBUG)
        logger.addHandler(hostile)
    yield stream, hostile
    sys.excepthook, threading.excepthook, sys.unraisablehook = hooks
    logging.setLogRecordFactory(factory)
    logging.captureWarnings(capture=False)
    logging.raiseExceptions = True
    for logger, handlers, level, propagate in before:
        logger.handlers, logger.propagate = handlers, propagate
        logger.setLevel(level)


@pytest.fixture
async def scene(log: tuple[io.StringIO, Hostile], tmp_path: Path) -> AsyncIterator[Scene]:
    """A house on SQLite, whose statements are echoed, and its web server."""
    assert log
    clock, url = FakeClock(), f"sqlite:///{tmp_path / 'ajar.db'}"
    store = SqlStore(url, MemoryKeyring(clock.now()), clock)
    await store.open()
    house = House(store, clock)
    async with aiohttp.ClientSession() as session:
        scene = Scene(house, create_engine(url, poolclass=NullPool, echo="debug"), session)

        async def breaks(_: web.Request) -> web.Response:
            scene.breaks()

        app = make_server([web.post(f"/{TEXT}", breaks)], ready=lambda: True, journal=LogJournal())
        async with serving(app, "127.0.0.1", 0) as port:
            scene.url = f"http://127.0.0.1:{port}"
            yield scene
    await house.tasks.end()
    await store.close()


def forced(every: int) -> list[Any]:
    """Return every so many-th fault."""
    return FAULTS[::every]


async def force(scene: Scene, faults: list[Any]) -> None:
    """Let one fault after the other happen."""
    loop = asyncio.get_running_loop()
    before = loop.get_exception_handler()
    loop.set_exception_handler(None)
    for place, cause in faults:
        scene.fault = cause()
        await place(scene)
    await asyncio.sleep(0)
    loop.set_exception_handler(before)
    for event, fields in scene.house.journal.lines:
        LogJournal().note(event, **fields)  # what the house noted, in the real log


def betrayed(*told: str) -> list[str]:
    """Return which canaries stand somewhere."""
    return [canary for canary in CANARIES if any(canary in one for one in told)]


@pytest.mark.filterwarnings("default")
async def test_forced_faults_leave_no_word_in_any_log(
    scene: Scene, log: tuple[io.StringIO, Hostile], capfd: pytest.CaptureFixture[str]
) -> None:
    """The short form: each place with some kinds of faults; the operator reads that something went wrong, and where."""
    stream, hostile = log

    await force(scene, forced(SHORT))

    said = capfd.readouterr()
    assert betrayed(stream.getvalue(), said.out, said.err, *hostile.lines) == []
    assert {"turn_failed", "process_failed", "library_warned"} <= {json.loads(line)["event"] for line in lines(stream)}
    assert len(hostile.lines) > len(forced(SHORT))


@pytest.mark.long
@pytest.mark.filterwarnings("default")
async def test_two_hundred_forced_faults_leave_no_word_in_any_log(
    scene: Scene, log: tuple[io.StringIO, Hostile], capfd: pytest.CaptureFixture[str]
) -> None:
    """Every place with every kind of fault."""
    stream, hostile = log

    await force(scene, forced(1))

    said = capfd.readouterr()
    assert len(FAULTS) >= 200
    assert betrayed(stream.getvalue(), said.out, said.err, *hostile.lines) == []


def lines(stream: io.StringIO) -> list[str]:
    """Return what the operator reads."""
    return stream.getvalue().splitlines()


def test_what_is_looked_for_would_be_found() -> None:
    """A sender shows no id, so that a canary in a repr is one that was put there."""
    assert betrayed(f"x {TEXT} y", repr(Sender("telegram", PERSON))) == [TEXT]
