"""The blocks: proposed at the desk, and on a page for those who coordinate what is proposed and what holds."""

from collections.abc import Awaitable, Callable, Mapping
from datetime import tzinfo

import msgspec
from aiohttp import web

from bot.handover.blocking import Blocking, BlockRefused, NobodyLeft, seen_as
from bot.handover.own import NotYours
from bot.model import Block, BlockReason, CaseId, Right
from bot.model.promises import BLOCK_DAYS, MOST_BLOCK_DAYS
from bot.web.guard import Guard, read_form, read_json, refuse, send_json
from bot.web.login import StaffLogin
from bot.web.pages import Pages
from bot.web.sessions import Present
from bot.web.sheets import Sheets
from bot.web.talk import case_of, not_yours
from bot.web.texts import say, spoken
from bot.web.wire import CASE, as_typed_id

CHOICES = (1, 3, BLOCK_DAYS, 14, MOST_BLOCK_DAYS)
"""Days that can be chosen."""
DONE = frozenset({"confirmed", "lifted"})
"""What the page can say that was done."""
_MOVED = "moved"
_MOST_DIGITS = 2


class Propose(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Propose to block the sender of a talk."""

    reason: BlockReason


def block_routes(blocking: Blocking, *, staff: StaffLogin, csrf_key: bytes, zone: tzinfo) -> list[web.RouteDef]:
    """Return everything about blocks, for `make_server`.

    Args:
        blocking: What can be seen and done.
        staff: The login.
        csrf_key: As for the desk.
        zone: On whose clock it is told when a block ends.
    """
    guard = Guard(staff.sessions, key=csrf_key, right=Right.BLOCK)
    talking = Guard(staff.sessions, key=csrf_key, right=Right.TALK)
    page = BlocksPage(blocking, Sheets(Pages(), guard), zone)
    return [
        web.post(f"{CASE}/block", talking.act(page.propose)),
        web.get("/blocks", guard.page(page.show)),
        web.post("/blocks/confirm", guard.act(page.confirm)),
        web.post("/blocks/lift", guard.act(page.lift)),
    ]


class BlocksPage:
    """The page, what its forms do, and what the desk asks for."""

    def __init__(self, blocking: Blocking, sheets: Sheets, zone: tzinfo) -> None:
        """Do everything through the use cases of `blocking`."""
        self._blocking = blocking
        self._sheets = sheets
        self._zone = zone

    async def propose(self, request: web.Request, present: Present) -> web.Response:
        """Propose to block the sender of a talk of this counsellor."""
        asked = await read_json(request, Propose, present)
        try:
            is_new = await self._blocking.propose(present.id, case_of(request), asked.reason)
        except NotYours:
            return not_yours(request, present)
        except NobodyLeft:
            return refuse(request, 409, "nobody_left", language=spoken(present.staff.language))
        return send_json({"new": is_new})

    async def show(self, request: web.Request, present: Present) -> web.Response:
        """Show what is proposed and what holds; after something was decided, also that it was."""
        done = request.query.get("done", "")
        return await self._page(present, done=done if done in DONE else "")

    async def confirm(self, request: web.Request, present: Present) -> web.Response:
        """Let a block hold for some days."""
        fields = await read_form(request)
        typed = fields.get("days", "")
        days = int(typed) if typed.isascii() and typed.isdigit() and len(typed) <= _MOST_DIGITS else 0

        async def confirm(case_id: CaseId, seen: str) -> None:
            await self._blocking.confirm(present.id, case_id, days=days, seen=seen)

        return await self._try(present, fields, confirm, done="confirmed")

    async def lift(self, request: web.Request, present: Present) -> web.Response:
        """Refuse what was proposed, or end a block."""
        fields = await read_form(request)

        async def lift(case_id: CaseId, seen: str) -> None:
            await self._blocking.lift(present.id, case_id, seen=seen)

        return await self._try(present, fields, lift, done="lifted")

    async def _try(
        self,
        present: Present,
        fields: Mapping[str, str],
        do: Callable[[CaseId, str], Awaitable[None]],
        *,
        done: str,
    ) -> web.Response:
        """Decide something and lead back to the page, or show it with the reason why it could not be done."""
        try:
            await do(_case(fields), fields.get("seen", ""))
        except BlockRefused as refused:
            return await self._page(present, refused=refused.code, status=409 if refused.code == _MOVED else 400)
        raise web.HTTPSeeOther(f"/blocks?done={done}")

    async def _page(self, present: Present, *, done: str = "", refused: str = "", status: int = 200) -> web.Response:
        language = spoken(present.staff.language)
        rows = [self._as_row(one, present) for one in await self._blocking.list()]
        return self._sheets.show(
            "blocks",
            present,
            status=status,
            done=say(language, f"blocks.done_{done}") if done else "",
            refused=say(language, f"blocks.refused_{refused}") if refused else "",
            proposed=[one for one in rows if not one["by"]],
            holding=[one for one in rows if one["by"]],
            choices=CHOICES,
            usual=BLOCK_DAYS,
        )

    def _as_row(self, block: Block, present: Present) -> Mapping[str, object]:
        return {
            "case": block.case_id.hex(),
            "seen": seen_as(block),
            "reason": say(spoken(present.staff.language), f"block.{block.reason.value}"),
            "proposed_by": block.proposed_by,
            "by": block.confirmed_by or "",
            "ends": block.ends_at.astimezone(self._zone).strftime("%Y-%m-%d %H:%M"),
            "waits": block.place is not None,
            "own": block.proposed_by == present.id,
        }


def _case(fields: Mapping[str, str]) -> CaseId:
    """Return the case in a form.

    Raises:
        BlockRefused: there is none.
    """
    case_id = as_typed_id(fields.get("case", ""))
    if case_id is None:
        raise BlockRefused(_MOVED)
    return case_id
