"""The counsellors' desk over the web: page, actions, live connection; what they do is decided in `handover.desk`."""

from collections.abc import Callable

import msgspec
from aiohttp import web

from bot.content.catalogue import Catalogue
from bot.errors import BotError
from bot.handover.desk import Desk, MoreWasSaid, NotLast
from bot.handover.floor import Floor
from bot.handover.own import NotYours
from bot.handover.pausing import Pausing
from bot.handover.taking import Taking
from bot.handover.talks import Talks
from bot.model import NO_TALK, REFERRALS, BlockReason, Outcome, Right
from bot.ports import Clock
from bot.web.entrance import Entrance
from bot.web.guard import Guard, StaffHandler, read_json, refuse, send_json
from bot.web.guides import GuidesRoom
from bot.web.live import LiveDesk
from bot.web.login import StaffLogin
from bot.web.pages import Pages, file_handler
from bot.web.room import Room
from bot.web.sessions import Present
from bot.web.shared_queue import SharedQueue
from bot.web.sockets import Here, PageSocket, open_socket
from bot.web.taking import TakingRoom
from bot.web.talk import TalkRoom, case_of, not_yours
from bot.web.texts import spoken
from bot.web.wire import CASE, Close, Duty, GiveBack, Heard, Nothing

_SAID = tuple(outcome for outcome in Outcome if outcome is not Outcome.UNRECORDED)
OUTCOMES = (
    ("gave", [one for one in _SAID if one not in REFERRALS and one not in NO_TALK]),
    ("referred", [one for one in _SAID if one in REFERRALS]),
    ("no_talk", [one for one in _SAID if one in NO_TALK]),
)
"""What a counsellor can say that came of a case, in three groups; the last one stands alone."""


def desk_routes(  # noqa: PLR0913 - one for each thing that it shows
    desk: Desk,
    talks: Talks,
    floor: Floor,
    *,
    taking: Taking,
    pausing: Pausing,
    catalogue: Callable[[], Catalogue],
    staff: StaffLogin,
    clock: Clock,
    csrf_key: bytes,
    at: str = "/desk",
) -> list[web.RouteDef]:
    """Return everything below `/desk`, for `make_server`.

    Args:
        desk: What can be done with cases.
        talks: What can be done inside a talk.
        floor: Who is there; the same that tells the desks of changes.
        taking: How a case comes to a counsellor.
        pausing: How a pause ends early.
        catalogue: Returns what is served now: the ready-made words are in it.
        staff: The login, on the same store as the desk.
        clock: Tells how long somebody waits, and when to look again whether a login still lives.
        csrf_key: 32 random bytes that stay the same over restarts; they vouch for forms and actions.
        at: Where the page is served in the end; anywhere else than at `/desk` it says that it is for practice.
    """
    guard = Guard(staff.sessions, key=csrf_key, right=Right.TALK)
    anybody = Guard(staff.sessions, key=csrf_key, right=Right.OWN, without_factor=True)
    pages = Pages()
    entrance = Entrance(staff, pages, clock=clock, key=csrf_key)
    reader = Room(staff, guard)
    room = DeskRoom(desk, reader, pages, pausing=pausing, at=at)
    live = _live(SharedQueue(desk, floor, clock), talks, floor, guard=guard, clock=clock)
    return [
        web.get("/desk", guard.page(room.show)),
        *entrance.routes(),
        web.post("/desk/logout", anybody.act(_then_look(entrance.leave, floor))),
        web.get("/desk/session", guard.read(reader.session)),
        web.post("/desk/language", guard.act(reader.speak)),
        web.get("/desk/live", guard.live(live)),
        *room.routes(guard),
        *TalkRoom(talks, catalogue=catalogue, clock=clock).routes(guard),
        *TakingRoom(taking).routes(guard),
        *GuidesRoom(catalogue=catalogue, clock=clock).routes(guard),
        web.get("/desk/static/{path:.+}", file_handler("desk")),
    ]


class DeskRoom:
    """The page of the desk, and what can be done from it."""

    def __init__(self, desk: Desk, reader: Room, pages: Pages, *, pausing: Pausing, at: str) -> None:
        """Do everything through the use cases of `desk` and `pausing`."""
        self._desk = desk
        self._pausing = pausing
        self._at = at
        self._reader = reader
        self._pages = pages

    def routes(self, guard: Guard) -> list[web.RouteDef]:
        """Return the addresses of what it does, for those whom `guard` lets in."""
        return [
            web.post("/desk/nobody", guard.act(self.nobody)),
            web.post("/desk/resume", guard.act(self.resume)),
            web.post(f"{CASE}/give-back", guard.act(self.give_back)),
            web.post(f"{CASE}/close", guard.act(self.close)),
        ]

    async def show(self, _: web.Request, present: Present) -> web.Response:
        """Show the page; what is on it comes over the live connection."""
        start = {
            **self._reader.greeting(present),
            "outcomes": OUTCOMES,
            "reasons": list(BlockReason),
            "at": self._at,
        }
        return self._pages.show("desk", spoken(present.staff.language), start=start)

    async def nobody(self, request: web.Request, present: Present) -> web.Response:
        """Leave as the last one, and let those who wait choose another way."""
        await read_json(request, Nothing, present)
        try:
            await self._desk.nobody_comes(present.id)
        except NotLast:
            return refuse(request, 409, "not_last", language=spoken(present.staff.language))
        return send_json({})

    async def resume(self, request: web.Request, present: Present) -> web.Response:
        """End a pause."""
        await read_json(request, Nothing, present)
        await self._pausing.end(present.id)
        return send_json({})

    async def give_back(self, request: web.Request, present: Present) -> web.Response:
        """Return a case to its place in the queue."""
        how = await read_json(request, GiveBack, present)
        try:
            await self._desk.give_back(present.id, case_of(request), seen=how.seen)
        except NotYours:
            return not_yours(request, present)
        except MoreWasSaid:
            return refuse(request, 409, "more_said", language=spoken(present.staff.language))
        return send_json({})

    async def close(self, request: web.Request, present: Present) -> web.Response:
        """End a case and write down what came of it, or only that where somebody else ended it."""
        how = await read_json(request, Close, present)
        try:
            await self._desk.close(
                present.id, case_of(request), how.outcomes, pause_minutes=how.pause, group=how.group, seen=how.seen
            )
        except NotYours:
            return not_yours(request, present)
        except MoreWasSaid:
            return refuse(request, 409, "more_said", language=spoken(present.staff.language))
        except BotError:
            return refuse(request, 400, "outcomes", language=spoken(present.staff.language))
        return send_json({})


def _live(queue: SharedQueue, talks: Talks, floor: Floor, *, guard: Guard, clock: Clock) -> StaffHandler:
    """Return the handler that keeps a desk open as long as its browser is connected."""
    frames = msgspec.json.Decoder(Heard)

    async def serve(request: web.Request, present: Present) -> web.StreamResponse:
        socket = await open_socket(request)
        browser = PageSocket(
            socket,
            request,
            guard=guard,
            clock=clock,
            frames=frames,
            is_use=lambda frame: isinstance(frame, Here | Duty),
        )
        with floor.desk(present.id, on_duty=request.query.get("duty") != "off") as open_desk:
            await LiveDesk(browser, open_desk, queue=queue, talks=talks, floor=floor, clock=clock).run()
        return socket

    return serve


def _then_look(handler: StaffHandler, floor: Floor) -> StaffHandler:
    """Let every open desk look at its login right after `handler`."""

    async def handle_and_look(request: web.Request, present: Present) -> web.StreamResponse:
        response = await handler(request, present)
        floor.queue_changed()
        return response

    return handle_and_look
