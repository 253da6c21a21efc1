"""What all staff need whatever their task is, and what those do who look after them, in one list of addresses."""

from collections.abc import Callable, Collection

from aiohttp import web

from bot.handover.skill_words import Needs
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
    needs: Callable[[], Needs],
    regions: Callable[[], Collection[str]],
    cost: Cost = COST,
) -> list[web.RouteDef]:
    """Return invitations, accounts, the trail and the page of admins, for `make_server`.

    Args:
        store: Holds the staff book and the trail.
        clock: What the codes of apps are held against.
        staff: The login.
        csrf_key: As for the desk.
        needs: Tells what a case of the conversation that is served may need.
        regions: Tells from which regions a counsellor may be, as help-seekers can say them there.
        cost: Of one guess of a password.
    """
    return [
        *invitation_routes(store, staff=staff, cost=cost),
        *account_routes(store, staff=staff, clock=clock, csrf_key=csrf_key),
        *audit_routes(store, staff=staff, csrf_key=csrf_key),
        *staff_routes(store, staff=staff, csrf_key=csrf_key, needs=needs, regions=regions, cost=cost),
    ]
