"""What all staff need whatever their task is, and what those do who look after them, in one list of addresses."""

from collections.abc import Callable

from aiohttp import web

from bot.flows.bundle import Bundle
from bot.flows.handed import needs_in, regions_in
from bot.ports import Clock, Store
from bot.web.account import account_routes
from bot.web.audit import audit_routes
from bot.web.invitation import invitation_routes
from bot.web.login import COST, Cost, StaffLogin
from bot.web.staff_page import staff_routes


def staff_pages(
    store: Store,
    clock: Clock,
    *,
    staff: StaffLogin,
    csrf_key: bytes,
    bundle: Callable[[], Bundle],
    cost: Cost = COST,
) -> list[web.RouteDef]:
    """Return invitations, accounts, the trail and the page of admins, for `make_server`.

    Args:
        store: Holds the staff book and the trail.
        clock: What the codes of apps are held against.
        staff: The login.
        csrf_key: As for the desk.
        bundle: Gives the conversation that is served: what its cases may need, and who can be kept out of them.
        cost: Of one guess of a password.
    """
    return [
        *invitation_routes(store, staff=staff, cost=cost),
        *account_routes(store, staff=staff, clock=clock, csrf_key=csrf_key),
        *audit_routes(store, staff=staff, csrf_key=csrf_key),
        *staff_routes(
            store,
            staff=staff,
            csrf_key=csrf_key,
            needs=lambda: needs_in(bundle()),
            regions=lambda: regions_in(bundle()),
            cost=cost,
        ),
    ]
