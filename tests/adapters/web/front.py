"""The house with its front door open: the real server on loopback, and visitors with the manners of a browser."""

import asyncio
import re
from collections.abc import AsyncIterator, Callable, Iterator, Mapping
from contextlib import asynccontextmanager, contextmanager
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from secrets import token_hex
from shutil import rmtree
from tempfile import gettempdir
from typing import Any, TypeVar

import aiohttp
from aiohttp import web

from bot.errors import StoreDown
from bot.flows.values.reading import WHEREABOUTS
from bot.handover.floor import OpenDesk
from bot.looking_back import LookingBack
from bot.model import AuditLine, CaseId, Role, Staff, StaffId
from bot.ops.report.on_the_board import SheetsOnTheBoard
from bot.ports import Job, StaffBook, Store, Transaction, Work
from bot.storage.memory import MemoryStore
from bot.web.calls import call_routes
from bot.web.coordinator_pages import coordinator_pages
from bot.web.desk import desk_routes
from bot.web.figures_page import figure_routes
from bot.web.guard import HOME
from bot.web.guest import guest_routes
from bot.web.hours import hours_routes
from bot.web.login import Cost, StaffLogin, hash_password
from bot.web.preview.live import LOOK_AT_FILES
from bot.web.preview.routes import preview_routes
from bot.web.referral import referral_routes
from bot.web.rota import rota_routes
from bot.web.server import make_server, serving
from bot.web.staff_pages import staff_pages
from bot.web.texts import names_in
from bot.web.transfers import transfer_routes
from tests.adapters.web.editing import FakeFiles
from tests.fakes import FakeChannel, FakeClock
from tests.house import House, Person

T = TypeVar("T")

KEY = b"k" * 32
CHEAP = Cost(memory_kib=64, passes=1, lanes=1)
"""What a password costs where nobody attacks."""
PASSWORD = "geheim-van-de-balie"
TO_A_HUMAN = ("ja", "nederland", "binnen", "mens", "ja", "m30")
SAME_ORIGIN = {"Sec-Fetch-Site": "same-origin"}
SOON_S = 10.0
"""A test waits this long at most for what must come by itself."""


class FrailStore:
    """A `Store` that can be away, and of which the audit can be read, or found broken."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self.away = False
        self.audited: list[str] = []
        self.before_trail: Callable[[], None] = lambda: None

    async def run(self, work: Work[T]) -> T:
        """Run the work, unless the database is away."""
        if self.away:
            raise StoreDown
        return await self._store.run(Job(lambda tx: work(_Watched(tx, self)), work.needs))


class _Watched:
    """A transaction that remembers the audited actions and hands everything else on."""

    def __init__(self, whole: Transaction, store: FrailStore) -> None:
        self._whole = whole
        self.staff = _WatchedBook(whole.staff, store)

    def __getattr__(self, name: str) -> Any:  # noqa: ANN401
        return getattr(self._whole, name)


class _WatchedBook:
    def __init__(self, book: StaffBook, store: FrailStore) -> None:
        self._book = book
        self._store = store

    def audit(self, staff_id: StaffId, action: str, subject: bytes = b"") -> None:
        """Remember and write."""
        self._store.audited.append(action)
        self._book.audit(staff_id, action, subject)

    def audit_trail(self) -> tuple[AuditLine, ...]:
        """Read the trail, unless it is broken."""
        self._store.before_trail()
        return self._book.audit_trail()

    def __getattr__(self, name: str) -> Any:  # noqa: ANN401
        return getattr(self._book, name)


class Everybody(frozenset[StaffId]):
    """Nobody needs a second step, as in the demo: most stories are about something else."""

    def __contains__(self, _: object) -> bool:
        """Let everybody be one of them."""
        return True


class Visitor:
    """Somebody with a browser: keeps cookies, and says where its requests come from."""

    def __init__(self, base: str, session: aiohttp.ClientSession) -> None:
        self.base = base
        self.session = session
        self.csrf = ""

    async def get(self, path: str, **options: Any) -> aiohttp.ClientResponse:  # noqa: ANN401
        """Fetch, without following anywhere."""
        return await self.session.get(f"{self.base}{path}", allow_redirects=False, **options)

    async def form(self) -> str:
        """Open the login form; returns its token."""
        page = await (await self.get("/desk/login")).text()
        found = re.search(r'name="csrf" value="([0-9a-f]{64})"', page)
        assert found is not None
        return found[1]

    async def submits(
        self, login: str, password: str, *, csrf: str | None = None, headers: Mapping[str, str] | None = None
    ) -> aiohttp.ClientResponse:
        """Fill in the login form and send it."""
        fields = {"login": login, "password": password, "csrf": await self.form() if csrf is None else csrf}
        return await self.session.post(
            f"{self.base}/desk/login", data=fields, headers={**SAME_ORIGIN, **(headers or {})}, allow_redirects=False
        )

    async def logs_in(self, login: str, password: str = PASSWORD, *, to: str = "/desk") -> None:
        """Log in, and take the token for actions as the page does."""
        answer = await self.submits(login, password)
        assert (answer.status, answer.headers.get("Location")) == (303, to)
        self.csrf = (await (await self.get(f"{to}/session")).json())["csrf"]

    async def posts(self, path: str, body: object = None, **options: Any) -> aiohttp.ClientResponse:  # noqa: ANN401
        """Do something as the page does it."""
        headers = {**SAME_ORIGIN, "X-Ajar-Csrf": self.csrf, **options.pop("headers", {})}
        if "data" not in options:
            options["json"] = {} if body is None else body
        return await self.session.post(f"{self.base}{path}", headers=headers, allow_redirects=False, **options)

    @asynccontextmanager
    async def previews(self, *, origin: str = "") -> AsyncIterator["LiveView"]:
        """Open the live connection of the preview."""
        headers = {"Origin": origin or self.base}
        async with self.session.ws_connect(f"{self.base}/preview/live", headers=headers, max_msg_size=0) as socket:
            yield LiveView(socket)

    @asynccontextmanager
    async def live(self, *, at: str = "/desk", duty: str = "on", origin: str = "") -> AsyncIterator["LiveView"]:
        """Open the live connection."""
        async with self.session.ws_connect(
            f"{self.base}{at}/live?duty={duty}", headers={"Origin": origin or self.base}
        ) as socket:
            yield LiveView(socket)


class LiveView:
    """What a desk's page gets to see."""

    def __init__(self, socket: aiohttp.ClientWebSocketResponse) -> None:
        self.socket = socket

    async def sends(self, **frame: object) -> None:
        """Say something to the server."""
        await self.socket.send_json(frame)

    async def sees(self, kind: str) -> dict[str, Any]:
        """Return the next frame of this kind; others are passed over."""
        while True:
            message = await self.socket.receive(timeout=SOON_S)
            assert message.type is aiohttp.WSMsgType.TEXT, f"closed with {self.socket.close_code}"
            frame: dict[str, Any] = message.json()
            if frame["kind"] == kind:
                return frame

    async def sees_queue_of(self, count: int) -> list[dict[str, Any]]:
        """Return the rows of the first queue with this many."""
        while True:
            rows: list[dict[str, Any]] = (await self.sees("queue"))["cases"]
            if len(rows) == count:
                return rows

    async def is_closed(self) -> int | None:
        """Wait for the end; returns its code."""
        while True:
            message = await self.socket.receive(timeout=SOON_S)
            if message.type is aiohttp.WSMsgType.CLOSE:
                return int(message.data)
            if message.type is not aiohttp.WSMsgType.TEXT:
                return self.socket.close_code


class Front:
    """The house and everything that stands in its front room."""

    def __init__(self, *, second_step: bool = False, web: FakeChannel | None = None) -> None:
        self.house_clock = FakeClock()
        # The house counts who sleeps on its own clock; open desks sleep on this one.
        self.clock = FakeClock()
        self.memory = MemoryStore(self.house_clock)
        self.store = FrailStore(self.memory)
        self.house = House(self.store, self.house_clock, web=web)
        self.login = StaffLogin(
            self.store, self.clock, key=KEY, cost=CHEAP, exempt=frozenset() if second_step else Everybody()
        )
        self.files = FakeFiles()
        self.home = Path(gettempdir()) / f"ajar-front-{token_hex(8)}"
        """Where sheets and marks lie, once a test puts some there."""
        self.routes = [
            *desk_routes(
                self.house.desk,
                self.house.talks,
                self.house.floor,
                taking=self.house.taking,
                pausing=self.house.pausing,
                catalogue=lambda: self.house.shelf.newest.catalogue,
                staff=self.login,
                clock=self.clock,
                csrf_key=KEY,
            ),
            *transfer_routes(self.house.transfers, staff=self.login, csrf_key=KEY),
            *referral_routes(self.house.referring, staff=self.login, csrf_key=KEY),
            *guest_routes(self.house.guests, staff=self.login, clock=self.clock, csrf_key=KEY),
            *coordinator_pages(
                self.store,
                self.house.coordination,
                self.house.floor,
                staff=self.login,
                clock=self.clock,
                csrf_key=KEY,
                zone=WHEREABOUTS.zone,
            ),
            *figure_routes(
                LookingBack(self.store, self.clock, self.house.journal),
                SheetsOnTheBoard(self.home, self.clock, names_in),
                staff=self.login,
                csrf_key=KEY,
            ),
            *call_routes(
                self.house.callbacks,
                self.house.floor,
                staff=self.login,
                clock=self.clock,
                csrf_key=KEY,
                zone=WHEREABOUTS.zone,
            ),
            *hours_routes(self.house.hours, staff=self.login, csrf_key=KEY),
            *rota_routes(self.house.rota, self.house.feeds, staff=self.login, clock=self.clock, csrf_key=KEY),
            *staff_pages(
                self.store,
                self.clock,
                staff=self.login,
                csrf_key=KEY,
                bundle=lambda: self.house.shelf.newest,
                cost=CHEAP,
            ),
            *preview_routes(self.files.equipment(), staff=self.login, clock=self.clock, csrf_key=KEY),
        ]
        self.base = ""
        self._people = 0

    @asynccontextmanager
    async def open(self, *more: web.AbstractRouteDef) -> AsyncIterator["Front"]:
        """Serve as long as the block lasts."""
        server = make_server([*self.routes, *more], ready=lambda: True, journal=self.house.journal)
        async with serving(server, "127.0.0.1", 0) as port:
            self.base = f"http://127.0.0.1:{port}"
            yield self
        await self.house.tasks.end()
        rmtree(self.home, ignore_errors=True)

    async def hires(self, *names: str, language: str = "nl", role: Role = Role.COUNSELLOR) -> None:
        """Make accounts, all with the same password."""
        verifier = hash_password(PASSWORD, CHEAP)
        staff = [Staff(StaffId(name), role, verifier, language) for name in names]
        assert await self.store.run(Job(lambda tx: all(tx.staff.add(one) for one in staff)))

    async def opens_login(self, name: str) -> str:
        """Return the token of a login, as after the form: for browsers whose story begins behind the door."""
        staff = await self.store.run(Job(lambda tx: tx.staff.get(StaffId(name))))
        assert staff is not None
        token = await self.login.sessions.open(staff)
        assert token is not None
        return token

    async def changes(self, name: str, **what: Any) -> None:  # noqa: ANN401
        """Change an account as the command line does, from another process."""

        def work(tx: Transaction) -> None:
            staff = tx.staff.get(StaffId(name))
            assert staff is not None
            tx.staff.change(replace(staff, **what))

        await self.store.run(Job(work))

    @contextmanager
    def somebody_at_the_desk(self, name: str = "Vera") -> Iterator[OpenDesk]:
        """Keep the door open."""
        with self.house.floor.desk(StaffId(name)) as desk:
            yield desk

    async def somebody_waits(self, *answers: str, urgent: bool = False, language: str = "nl") -> tuple[Person, CaseId]:
        """A help-seeker goes the whole way into the queue."""
        before = {case.id for case in await self.house.desk.queue()}
        self._people += 1
        person = self.house.person(f"Mia {self._people}", language=language)
        with self.somebody_at_the_desk():
            await person.starts()
            await person.chooses(*(answers or TO_A_HUMAN))
        person.reads()
        (new,) = {case.id for case in await self.house.desk.queue()} - before
        if urgent:
            await self.store.run(Job(lambda tx: tx.cases.make_urgent(new)))
            self.house.floor.queue_changed()
        return person, new

    async def is_open(self) -> bool:
        """Tell whether a help-seeker would be let in now."""
        return await self.store.run(Job(self.house.floor.is_open))

    async def door_closes(self) -> None:
        """Wait until the server has noticed that the last desk is gone."""
        with self.house.floor.desk(StaffId("a watcher"), on_duty=False) as watcher:
            async with asyncio.timeout(SOON_S):
                while self.house.floor.on_duty():
                    await watcher.changes()

    async def time_passes(self, duration: timedelta) -> None:
        """Move both clocks."""
        self.house_clock.advance(duration)
        self.clock.advance(duration)
        await self.house.tasks.settle()

    @asynccontextmanager
    async def visitor(self) -> AsyncIterator[Visitor]:
        """Somebody opens a browser."""
        async with aiohttp.ClientSession(cookie_jar=aiohttp.CookieJar(unsafe=True)) as session:
            yield Visitor(self.base, session)

    @asynccontextmanager
    async def counsellor(self, name: str = "Anna") -> AsyncIterator[Visitor]:
        """A counsellor who has an account logs in."""
        async with self.visitor() as visitor:
            await visitor.logs_in(name)
            yield visitor

    async def looks_at_files(self) -> None:
        """Wait until an open preview sleeps between two looks at the files, and let it look."""
        async with asyncio.timeout(SOON_S):
            while self.clock.sleepers < 2:
                self.clock.somebody_lay_down.clear()
                await self.clock.somebody_lay_down.wait()
        self.clock.advance(LOOK_AT_FILES)

    @asynccontextmanager
    async def editor(self, name: str = "Eva", role: Role = Role.EDITOR) -> AsyncIterator[Visitor]:
        """An editor who has an account logs in."""
        async with self.visitor() as visitor:
            await visitor.logs_in(name, to=HOME[role])
            yield visitor


def routes_of(front: Front, below: str = "/") -> list[tuple[str, str]]:
    """Return method and an example address of every route of the staff."""
    routes = ((route.method, example(route.path)) for route in front.routes)
    return sorted((method, path) for method, path in routes if path.startswith(below))


def example(path: str) -> str:
    """Fill in the places of an address."""
    file = {"desk": "base.css", "board": "board.css", "guest": "guest.css"}.get(path.split("/")[1], "preview.css")
    path = re.sub(r"\{token[^/]*\}", "t" * 43, path)
    path = re.sub(r"\{call[^/]*\}", "c" * 32, re.sub(r"\{shift[^/]*\}", "b" * 32, path))
    path = re.sub(r"\{motion[^/]*\}", "a" * 32, re.sub(r"\{name[^/]*\}", "Anna", path))
    return re.sub(r"\{case[^/]*\}", "0" * 32, path).replace("{path:.+}", file)
