"""The trail of what staff did, on a page: read only, newest first, whole or not. Reading it is a line too."""

from dataclasses import dataclass

from aiohttp import web

from bot.errors import AuditBroken
from bot.model import AUDIT_CUT, AuditLine, Right
from bot.ports import Job, Store, Transaction
from bot.web.guard import Guard, refuse
from bot.web.login import StaffLogin
from bot.web.pages import Pages
from bot.web.sessions import Present
from bot.web.sheets import Sheets
from bot.web.texts import spoken, texts

LINES_A_PAGE = 100
_MOST_DIGITS = 10


@dataclass(frozen=True, slots=True)
class Shown:
    """One page of the trail.

    Attributes:
        broken: What does not fit, and where; empty: the trail is whole.
        earlier: The number before which the next page begins; 0: there is none.
    """

    lines: tuple[AuditLine, ...]
    broken: str = ""
    earlier: int = 0


def audit_routes(store: Store, *, staff: StaffLogin, csrf_key: bytes) -> list[web.RouteDef]:
    """Return the page of the trail, for `make_server`.

    Args:
        store: Holds the trail.
        staff: The login.
        csrf_key: As for the desk.
    """
    guard = Guard(staff.sessions, key=csrf_key, right=Right.AUDIT)
    sheets = Sheets(Pages(), guard)

    async def show(request: web.Request, present: Present) -> web.Response:
        before = request.query.get("before", "")
        if before and not (before.isascii() and before.isdigit() and len(before) <= _MOST_DIGITS):
            return refuse(request, 400, "unreadable", language=spoken(present.staff.language))
        shown = await store.run(Job(lambda tx: _page(tx, present, int(before or 0))))
        known = texts(spoken(present.staff.language))
        did = {line.action: known.get(f"did.{line.action}", line.action) for line in shown.lines}
        return sheets.show("audit", present, shown=shown, did=did, before=before)

    return [web.get("/audit", guard.page(show))]


def _page(tx: Transaction, present: Present, before: int) -> Shown:
    """Return the lines before a number, all for 0; the first page is a line of the trail itself."""
    if not before:
        tx.staff.audit(present.id, "audit")
    try:
        trail = tx.staff.audit_trail()
    except AuditBroken as broken:
        return Shown((), broken=str(broken))
    older = [line for line in trail if not before or line.number < before]
    lines = older[-LINES_A_PAGE:]
    is_more = len(older) > len(lines) and lines[0].action != AUDIT_CUT
    return Shown(tuple(reversed(lines)), earlier=lines[0].number if is_more else 0)
