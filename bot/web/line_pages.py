"""What is said of the line and who is there for it, in one list of addresses: opening hours, and the rota."""

import os
from collections.abc import Awaitable, Callable

from aiohttp import web

from bot.flows.bundle import Bundle
from bot.handover.feeds import ShiftFeeds
from bot.handover.opening_hours import OpeningHours
from bot.handover.rota import Booked, Rota
from bot.ports import Clock, Store
from bot.web.hours import hours_routes
from bot.web.login import StaffLogin
from bot.web.rota import rota_routes

_ID_BYTES = 16


def line_pages(
    store: Store,
    bundle: Callable[[], Bundle],
    *,
    refresh: Callable[[], Awaitable[None]],
    booked: Booked,
    staff: StaffLogin,
    clock: Clock,
    csrf_key: bytes,
) -> list[web.RouteDef]:
    """Return the pages of hours and shifts, and the addresses for calendars, for `make_server`.

    Args:
        store: Holds the days that were set, and the shifts.
        bundle: Tells the hours of the conversation that is served.
        refresh: Lets the hours be served as they were set.
        booked: Tells how many calls are agreed in each slot.
        staff: The login.
        clock: What requests of calendars are counted on.
        csrf_key: As for the desk.
    """
    rota = Rota(store, bundle, booked=booked, new_id=lambda: os.urandom(_ID_BYTES))
    return [
        *hours_routes(OpeningHours(store, bundle, refresh), staff=staff, csrf_key=csrf_key),
        *rota_routes(rota, ShiftFeeds(store, bundle), staff=staff, clock=clock, csrf_key=csrf_key),
    ]
