"""The pages of those who coordinate, in one list of addresses: board, blocks, emergencies."""

from dataclasses import dataclass
from datetime import tzinfo

from aiohttp import web

from bot.handover.blocking import Blocking
from bot.handover.coordination import Coordination
from bot.handover.floor import Floor
from bot.handover.glass import BreakingGlass
from bot.ports import Clock
from bot.web.blocks import block_routes
from bot.web.board import board_routes
from bot.web.emergencies import emergency_routes
from bot.web.login import StaffLogin


@dataclass(frozen=True, slots=True)
class Coordinating:
    """Everything that those can do who coordinate."""

    coordination: Coordination
    blocking: Blocking
    glass: BreakingGlass


def coordinator_pages(
    does: Coordinating, floor: Floor, *, staff: StaffLogin, clock: Clock, csrf_key: bytes, zone: tzinfo
) -> list[web.RouteDef]:
    """Return these pages, for `make_server`.

    Args:
        does: What can be done.
        floor: Tells the board of changes.
        staff: The login.
        clock: Tells how long somebody waits.
        csrf_key: As for the desk.
        zone: On whose clock moments are told.
    """
    return [
        *board_routes(does.coordination, floor, staff=staff, clock=clock, csrf_key=csrf_key),
        *block_routes(does.blocking, staff=staff, csrf_key=csrf_key, zone=zone),
        *emergency_routes(does.glass, staff=staff, clock=clock, csrf_key=csrf_key, zone=zone),
    ]
