"""The pages of those who coordinate, in one list of addresses: board, blocks, emergencies."""

from datetime import tzinfo

from aiohttp import web

from bot.handover.blocking import Blocking
from bot.handover.coordination import Coordination
from bot.handover.floor import Floor
from bot.handover.glass import BreakingGlass
from bot.ports import Clock, Store
from bot.web.blocks import block_routes
from bot.web.board import board_routes
from bot.web.emergencies import emergency_routes
from bot.web.login import StaffLogin


def coordinator_pages(
    store: Store,
    coordination: Coordination,
    floor: Floor,
    *,
    staff: StaffLogin,
    clock: Clock,
    csrf_key: bytes,
    zone: tzinfo,
) -> list[web.RouteDef]:
    """Return these pages, for `make_server`.

    Args:
        store: Holds blocks and emergencies.
        coordination: What can be seen and done on the board.
        floor: Tells pages of changes, and hears of them.
        staff: The login.
        clock: Tells how long somebody waits.
        csrf_key: As for the desk.
        zone: On whose clock moments are told.
    """
    glass = BreakingGlass(store, floor)
    return [
        *board_routes(coordination, floor, staff=staff, clock=clock, csrf_key=csrf_key),
        *block_routes(Blocking(store, floor), staff=staff, csrf_key=csrf_key, zone=zone),
        *emergency_routes(glass, staff=staff, clock=clock, csrf_key=csrf_key, zone=zone),
    ]
