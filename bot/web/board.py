"""The coordinator's board over the web: who waits, who has whom, who is there. No card and no line ever comes here."""

from dataclasses import asdict
from datetime import datetime
from typing import Annotated

import msgspec
from aiohttp import web

from bot.handover.coordination import Board, Coordination, Moved
from bot.handover.floor import Floor, OpenDesk
from bot.handover.receiving import NotThere
from bot.model import Case, CaseId, Right, StaffId, may
from bot.ports import Clock
from bot.web.board_now import NowOnBoard, as_figures
from bot.web.guard import Guard, StaffHandler, read_json, refuse, send_json
from bot.web.live import LOOK_AGAIN
from bot.web.login import LONGEST_LOGIN, StaffLogin
from bot.web.pages import Pages, file_handler
from bot.web.queue_frame import waited
from bot.web.room import Room
from bot.web.sessions import Present
from bot.web.sockets import Here, PageSocket, ToBrowser, open_socket
from bot.web.texts import spoken
from bot.web.wire import as_id

CASE = r"/board/cases/{case:[0-9a-f]{32}}"
Region = Annotated[str, msgspec.Meta(max_length=64)]
Name = Annotated[str, msgspec.Meta(min_length=1, max_length=LONGEST_LOGIN)]


class EmergencyOnBoard(msgspec.Struct, frozen=True):
    """Who reads a case in an emergency, or asked to, and until when, in the form of ISO 8601; not why."""

    by: str
    until: str
    confirmed: bool


class CaseOnBoard(msgspec.Struct, frozen=True):
    """One row: nothing of what was said, nothing of who it is.

    `by` is the counsellor who has it; of whom `aside` is true no counsellor sees, because the sender is blocked; for
    whom `lacking` is true nobody is at the desk who can have it and do what it needs: which of both is told nowhere.
    `region` is where a coordinator said that it belongs.
    """

    id: str
    channel: str
    language: str
    urgency: str
    waited: str
    by: str | None
    aside: bool = False
    lacking: bool = False
    region: str = ""
    emergency: EmergencyOnBoard | None = None


class PausedOnBoard(msgspec.Struct, frozen=True):
    """Somebody at the desk who has a pause, and its end in the form of ISO 8601."""

    name: str
    until: str


class CallsOnBoard(msgspec.Struct, frozen=True):
    """How many agreed calls there are, and how many of them wait, need somebody now, or have nobody on the rota.

    `missed` is since yesterday; `lost` is how many are gone without an outcome: none, as long as all is well.
    """

    open: int
    unconfirmed: int
    undecided: int
    left: int
    uncovered: int
    missed: int
    lost: int


class BoardFrame(ToBrowser, frozen=True, tag="board"):
    """The whole board; replaces the one before. `at_desk`: who takes talks now, by name."""

    cases: list[CaseOnBoard]
    at_desk: list[str]
    paused: list[PausedOnBoard]
    calls: CallsOnBoard
    now: NowOnBoard


class PutBack(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Return a case to the queue; `has` is who was seen to have it."""

    has: Name


class Assign(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Give a case to somebody; `has` is who was seen to have it, None where it was seen to wait."""

    to: Name
    has: Name | None = None


class Place(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Say where a case belongs; empty: anywhere. `had` is where it was seen to belong."""

    region: Region
    had: Region


def board_routes(
    coordination: Coordination, floor: Floor, *, staff: StaffLogin, clock: Clock, csrf_key: bytes
) -> list[web.RouteDef]:
    """Return everything below `/board`, for `make_server`.

    Args:
        coordination: What can be seen and done.
        floor: Tells of changes.
        staff: The login.
        clock: Tells how long somebody waits, and when to look again.
        csrf_key: As for the desk.
    """
    guard = Guard(staff.sessions, key=csrf_key, right=Right.BOARD)
    assigning = Guard(staff.sessions, key=csrf_key, right=Right.ASSIGN)
    reader = Room(staff, guard)
    room = BoardRoom(coordination, reader)
    return [
        web.get("/board", guard.page(room.show)),
        web.get("/board/session", guard.read(reader.session)),
        web.post("/board/language", guard.act(reader.speak)),
        web.get("/board/live", guard.live(_live(coordination, floor, guard=guard, clock=clock))),
        web.post(f"{CASE}/put-back", assigning.act(room.put_back)),
        web.post(f"{CASE}/assign", assigning.act(room.assign)),
        web.post(f"{CASE}/region", assigning.act(room.set_region)),
        web.get("/board/static/{path:.+}", file_handler("board")),
    ]


class BoardRoom:
    """The page of the board, and what can be done from it."""

    def __init__(self, coordination: Coordination, reader: Room) -> None:
        """Do everything through the use cases."""
        self._coordination = coordination
        self._reader = reader
        self._pages = Pages()

    async def show(self, _: web.Request, present: Present) -> web.Response:
        """Show the page; what is on it comes over the live connection."""
        may_assign = may(present.staff.role, Right.ASSIGN)
        may_read = may(present.staff.role, Right.EMERGENCY)
        start = {
            **self._reader.greeting(present),
            "may_assign": may_assign,
            "may_read": may_read,
            "regions": [*self._coordination.regions()],
        }
        return self._pages.show("board", spoken(present.staff.language), start=start)

    async def put_back(self, request: web.Request, present: Present) -> web.Response:
        """Return a case to its place in the queue."""
        asked = await read_json(request, PutBack, present)
        try:
            await self._coordination.put_back(present.id, _case(request), has=StaffId(asked.has))
        except Moved:
            return refuse(request, 409, "moved", language=spoken(present.staff.language))
        return send_json({})

    async def assign(self, request: web.Request, present: Present) -> web.Response:
        """Give a case to a counsellor."""
        asked = await read_json(request, Assign, present)
        has = None if asked.has is None else StaffId(asked.has)
        try:
            await self._coordination.assign(present.id, _case(request), has=has, to=StaffId(asked.to))
        except Moved:
            return refuse(request, 409, "moved", language=spoken(present.staff.language))
        except NotThere:
            return refuse(request, 409, "not_there", language=spoken(present.staff.language))
        return send_json({})

    async def set_region(self, request: web.Request, present: Present) -> web.Response:
        """Say where a case belongs."""
        asked = await read_json(request, Place, present)
        try:
            await self._coordination.set_region(present.id, _case(request), asked.region, had=asked.had)
        except Moved:
            return refuse(request, 409, "moved", language=spoken(present.staff.language))
        return send_json({})


class LiveBoard:
    """One connection: the board as it is, whenever it changes."""

    def __init__(
        self, browser: PageSocket[Here], watcher: OpenDesk, *, me: StaffId, coordination: Coordination, clock: Clock
    ) -> None:
        """Serve the browser at the other end, as long as its login lives."""
        self._me = me
        self._browser = browser
        self._watcher = watcher
        self._coordination = coordination
        self._clock = clock
        self._last = b""

    async def run(self) -> None:
        """Serve until the browser leaves, the login ends or the database is away; then close."""
        await self._browser.run(lambda _: None, self._push(), self._look_again())

    async def _look_again(self) -> None:
        while True:
            await self._clock.sleep(LOOK_AGAIN)
            self._watcher.mark(None)

    async def _push(self) -> None:
        while True:
            await self._watcher.changes()
            if not await self._browser.is_logged_in(use=False):
                return
            board = await self._coordination.board(self._me)
            now = self._clock.now()
            paused = [PausedOnBoard(name, until.isoformat()) for name, until in sorted(board.paused.items())]
            calls = msgspec.convert(asdict(board.now.calls), CallsOnBoard)
            rows = [_as_row(case, now, board) for case in board.cases]
            frame = BoardFrame(rows, sorted(board.at_desk), paused, calls, as_figures(board))
            encoded = msgspec.json.encode(frame)
            if encoded != self._last:
                self._last = encoded
                await self._browser.send(frame)
            await self._browser.pulse()


def _live(coordination: Coordination, floor: Floor, *, guard: Guard, clock: Clock) -> StaffHandler:
    frames = msgspec.json.Decoder(Here)

    async def serve(request: web.Request, present: Present) -> web.StreamResponse:
        socket = await open_socket(request)
        browser = PageSocket(socket, request, guard=guard, clock=clock, frames=frames, is_use=lambda _: True)
        with floor.watcher() as watcher:
            await LiveBoard(browser, watcher, me=present.id, coordination=coordination, clock=clock).run()
        return socket

    return serve


def _as_row(case: Case, now: datetime, board: Board) -> CaseOnBoard:
    one = board.emergencies.get(case.id)
    return CaseOnBoard(
        case.id.hex(),
        channel=case.channel,
        language=case.language,
        urgency=case.urgency.value,
        waited=waited(case, now),
        by=case.claimed_by,
        aside=case.claimed_by is None and case.id in board.set_aside,
        lacking=case.id in board.lacking,
        region=case.region,
        emergency=None if one is None else EmergencyOnBoard(one.by, one.ends_at.isoformat(), one.is_confirmed),
    )


def _case(request: web.Request) -> CaseId:
    return as_id(request.match_info["case"])
