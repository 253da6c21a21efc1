"""The editors' preview over the web: page, drawing, live connection. It opens no case and reads no conversation."""

import msgspec
from aiohttp import web

from bot.errors import BotError
from bot.model import Right
from bot.ports import Clock
from bot.web.guard import Guard, StaffHandler, refuse
from bot.web.login import StaffLogin
from bot.web.pages import Pages, file_handler
from bot.web.preview.live import LivePreview
from bot.web.preview.wire import LARGEST_FRAME_BYTES, Heard
from bot.web.preview.workshop import Drawings, Equipment, Workshop, parts_of
from bot.web.room import Room
from bot.web.sessions import Present
from bot.web.sockets import Here, PageSocket, open_socket
from bot.web.texts import spoken


def preview_routes(equipment: Equipment, *, staff: StaffLogin, clock: Clock, csrf_key: bytes) -> list[web.RouteDef]:
    """Return everything below `/preview`, for `make_server`. Logging in and out is the desk's.

    Args:
        equipment: The files, and what they are shown with.
        staff: The login.
        clock: Tells when to look at the files and at the login, and when a played conversation takes place.
        csrf_key: As for the desk.
    """
    guard = Guard(staff.sessions, key=csrf_key, right=Right.PREVIEW)
    room = Room(staff, guard)
    workshop = Workshop(equipment, clock)
    return [
        web.get("/preview", guard.page(_page(room))),
        web.get("/preview/session", guard.read(room.session)),
        web.post("/preview/language", guard.act(room.speak)),
        web.get("/preview/live", guard.live(_live(workshop, equipment, guard=guard, clock=clock))),
        web.get("/preview/drawing", guard.read(_drawing(workshop, equipment))),
        web.get("/preview/static/{path:.+}", file_handler("preview")),
    ]


def _page(room: Room) -> StaffHandler:
    pages = Pages()

    async def show(_: web.Request, present: Present) -> web.Response:
        return pages.show("preview", spoken(present.staff.language), start=room.greeting(present))

    return show


def _live(workshop: Workshop, equipment: Equipment, *, guard: Guard, clock: Clock) -> StaffHandler:
    """Return the handler that plays as long as a browser is connected."""
    frames = msgspec.json.Decoder(Heard)

    async def serve(request: web.Request, _: Present) -> web.StreamResponse:
        socket = await open_socket(request, largest_frame_bytes=LARGEST_FRAME_BYTES)
        browser = PageSocket(
            socket,
            request,
            guard=guard,
            clock=clock,
            frames=frames,
            is_use=lambda frame: isinstance(frame, Here),
        )
        await LivePreview(browser, workshop, equipment, clock=clock).run()
        return socket

    return serve


def _drawing(workshop: Workshop, equipment: Equipment) -> StaffHandler:
    """Return the handler that draws one flow."""
    drawings = Drawings(equipment.draw)

    async def draw(request: web.Request, present: Present) -> web.Response:
        bundle = (await workshop.look()).bundle
        flow, language = request.query.get("flow", ""), request.query.get("language", "")
        if bundle is None or flow not in parts_of(bundle) or language not in bundle.languages:
            return refuse(request, 404, "no_drawing", language=spoken(present.staff.language))
        try:
            svg = await drawings.of(bundle, flow, language, ways=await equipment.ways_on())
        except BotError:
            return refuse(request, 503, "no_drawing", language=spoken(present.staff.language))
        return web.Response(text=svg, content_type="image/svg+xml")

    return draw
