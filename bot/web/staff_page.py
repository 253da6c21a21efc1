"""The page on which admins look after accounts; what they do there is `colleagues`, this shows it and takes it in."""

from collections.abc import Awaitable, Callable, Collection, Mapping
from types import MappingProxyType

from aiohttp import web

from bot.handover.skill_words import Needs
from bot.model import MOST_SEATS, Language, Power, Right, Role, StaffId, may
from bot.ports import Store
from bot.web.admins import Refused
from bot.web.by_two import ByTwo
from bot.web.colleagues import Colleague, Colleagues, Team
from bot.web.guard import Guard, read_form
from bot.web.login import COST, Cost, StaffLogin
from bot.web.origin import own_origin
from bot.web.pages import Pages
from bot.web.sessions import Present
from bot.web.sheets import Sheets
from bot.web.staff import Invited
from bot.web.texts import called, say, spoken, texts

PATH = "/staff"
ONE = f"{PATH}/{{name:[A-Za-z0-9][A-Za-z0-9._-]{{0,63}}}}"
MOTION = f"{PATH}/motions/{{motion:[0-9a-f]{{32}}}}"
BY_ONE = tuple(role for role in Role if role is not Role.ADMIN)
"""The tasks that one admin can give."""
DONE = frozenset({"role", "skills", "known", "disable", "enable", "log_out", "raise", "confirm", "withdraw"})
"""What a page can say that it was done, by the text `staff.done.<what>`."""

Answer = Awaitable[web.Response | None]
Act = Callable[[web.Request, Present, StaffId], Answer]


def staff_routes(
    store: Store,
    *,
    staff: StaffLogin,
    csrf_key: bytes,
    needs: Callable[[], Needs],
    regions: Callable[[], Collection[str]],
    cost: Cost = COST,
) -> list[web.RouteDef]:
    """Return everything below `/staff`, for `make_server`.

    Args:
        store: Holds the staff book.
        staff: The login.
        csrf_key: As for the desk.
        needs: Tells what a case of the conversation that is served may need.
        regions: Tells from which regions a counsellor may be.
        cost: Of one guess of a password.
    """
    guard = Guard(staff.sessions, key=csrf_key, right=Right.STAFF)
    colleagues, by_two = Colleagues(store, cost=cost), ByTwo(store, cost=cost)
    page = StaffPage(colleagues, by_two, guard=guard, needs=needs, regions=regions)
    return [
        web.get(PATH, guard.page(page.show)),
        web.post(PATH, guard.act(page.invite)),
        web.get(ONE, guard.page(page.show_one)),
        web.post(ONE, guard.act(page.change)),
        web.post(MOTION, guard.act(page.decide)),
    ]


class StaffPage:
    """Shows everybody, and one of them; takes in what is to change."""

    def __init__(
        self,
        colleagues: Colleagues,
        by_two: ByTwo,
        *,
        guard: Guard,
        needs: Callable[[], Needs],
        regions: Callable[[], Collection[str]],
    ) -> None:
        """Do everything through the use cases, for those whom `guard` lets in."""
        self._colleagues = colleagues
        self._by_two = by_two
        self._sheets = Sheets(Pages(), guard)
        self._needs = needs
        self._regions = regions
        self._acts: Mapping[str, Act] = MappingProxyType({
            "role": self._role,
            "skills": self._skills,
            "known": self._known,
            "disable": self._disable,
            "enable": self._enable,
            "log_out": self._log_out,
            "link": self._link,
            "recover": self._recover,
            "raise": self._raise,
        })  # fmt: skip

    async def show(self, request: web.Request, present: Present) -> web.Response:
        """Show everybody, and what waits for a second admin."""
        return await self._everybody(present, done=request.query.get("done", ""))

    async def invite(self, request: web.Request, present: Present) -> web.Response:
        """Make an account, and show its link this once."""
        form = await read_form(request)
        name, language = form.get("name", "").strip(), spoken(form.get("language", ""))
        try:
            invited = await self._colleagues.invite(present.id, name, _role_in(form), language=language)
        except Refused as refused:
            return await self._everybody(present, refused=refused.code, typed=name)
        return self._handed(request, present, invited, name=StaffId(name))

    async def show_one(self, request: web.Request, present: Present) -> web.Response:
        """Show one account, and what can be done to it."""
        return await self._one(present, StaffId(request.match_info["name"]), done=request.query.get("done", ""))

    async def change(self, request: web.Request, present: Present) -> web.Response:
        """Do one thing to one account."""
        what, name = (await read_form(request)).get("do", ""), StaffId(request.match_info["name"])
        try:
            answer = await self._acts.get(what, _nothing)(request, present, name)
        except Refused as refused:
            return await self._one(present, name, refused=refused.code)
        if answer is None:
            raise web.HTTPSeeOther(f"{PATH}/{name}?done={what}")
        return answer

    async def decide(self, request: web.Request, present: Present) -> web.Response:
        """Confirm or withdraw what was proposed."""
        what, motion = (await read_form(request)).get("do", ""), bytes.fromhex(request.match_info["motion"])
        act = {"confirm": self._confirm, "withdraw": self._withdraw}.get(what, _nothing)
        try:
            answer = await act(request, present, motion)
        except Refused as refused:
            return await self._everybody(present, refused=refused.code)
        if answer is None:
            raise web.HTTPSeeOther(f"{PATH}?done={what}")
        return answer

    async def _confirm(self, request: web.Request, present: Present, motion: bytes) -> web.Response | None:
        about, invited = await self._by_two.confirm(present.id, motion)
        return None if invited is None else self._handed(request, present, invited, name=about, needs_code=True)

    async def _withdraw(self, _: web.Request, present: Present, motion: bytes) -> None:
        await self._by_two.withdraw(present.id, motion)

    async def _role(self, request: web.Request, present: Present, name: StaffId) -> None:
        await self._colleagues.change_role(present.id, name, _role_in(await read_form(request)))

    async def _skills(self, request: web.Request, present: Present, name: StaffId) -> None:
        form, needs = await read_form(request), self._needs()
        said = [
            f"{need}={','.join(value for value in values if f'{need}={value}' in form)}"
            for need, values in needs.items()
        ]
        seats = form.get("seats", "")
        if seats not in _seats():
            raise Refused("unreadable")
        await self._colleagues.change_skills(present.id, name, said, seats=int(seats), needs=needs)

    async def _known(self, request: web.Request, present: Present, name: StaffId) -> None:
        form = await read_form(request)
        region = form.get("region", "")
        if region and region not in self._regions():
            raise Refused("unreadable")
        await self._colleagues.change_known(present.id, name, region=region, names=form.get("names", ""))

    async def _disable(self, _: web.Request, present: Present, name: StaffId) -> None:
        await self._colleagues.disable(present.id, name)

    async def _enable(self, _: web.Request, present: Present, name: StaffId) -> None:
        await self._colleagues.enable(present.id, name)

    async def _log_out(self, _: web.Request, present: Present, name: StaffId) -> None:
        await self._colleagues.log_out(present.id, name)

    async def _link(self, request: web.Request, present: Present, name: StaffId) -> web.Response:
        return self._handed(request, present, await self._colleagues.invite_again(present.id, name), name=name)

    async def _recover(self, _: web.Request, present: Present, name: StaffId) -> web.Response:
        code = await self._by_two.propose(present.id, name, Power.RECOVER)
        return self._sheets.show("handed", present, who=name, link="", ends_at=None, code=code, needs_code=True)

    async def _raise(self, _: web.Request, present: Present, name: StaffId) -> None:
        await self._by_two.propose(present.id, name, Power.RAISE)

    def _handed(
        self, request: web.Request, present: Present, invited: Invited, *, name: StaffId, needs_code: bool = False
    ) -> web.Response:
        """Show a link, this once."""
        link, ends_at = f"{own_origin(request)}{invited.path}", invited.ends_at
        return self._sheets.show(
            "handed", present, who=name, link=link, ends_at=ends_at, code="", needs_code=needs_code
        )

    async def _everybody(self, present: Present, *, refused: str = "", done: str = "", typed: str = "") -> web.Response:
        team = await self._colleagues.team()
        language = spoken(present.staff.language)
        can = {one.staff.id: _in_words(one, language) for one in team.colleagues}
        return self._sheets.show(
            "staff",
            present,
            status=409 if refused else 200,
            team=team,
            can=can,
            roles=BY_ONE,
            typed=typed,
            done=done if done in DONE else "",
            refused=say(language, f"staff.refused.{refused}") if refused else "",
        )

    async def _one(self, present: Present, name: StaffId, *, refused: str = "", done: str = "") -> web.Response:
        team = await self._colleagues.team()
        one = next((one for one in team.colleagues if one.staff.id == name), None)
        if one is None:
            raise web.HTTPNotFound
        language = spoken(present.staff.language)
        return self._sheets.show(
            "colleague",
            present,
            status=409 if refused else 200,
            one=one,
            others=_other_admins(team, name),
            waits=any(motion.about == name for motion in team.motions),
            roles=BY_ONE,
            talks=may(one.staff.role, Right.TALK),
            boxes=_boxes(one, self._needs(), language),
            seats=_seats(),
            regions=[(region, _region(region, language)) for region in self._regions()],
            done=done if done in DONE else "",
            refused=say(language, f"staff.refused.{refused}") if refused else "",
        )


async def _nothing(*_: object) -> None:
    """Refuse what no page offers."""
    raise Refused("unreadable")


def _role_in(form: Mapping[str, str]) -> Role:
    role = form.get("role", "")
    if role not in set(Role):
        raise Refused("unreadable")
    return Role(role)


def _seats() -> list[str]:
    return [str(number) for number in range(1, MOST_SEATS + 1)]


def _other_admins(team: Team, name: StaffId) -> int:
    """Return how many admins can decide about somebody together."""
    themselves = any(
        one.staff.id == name and may(one.staff.role, Right.STAFF) and not one.staff.disabled for one in team.colleagues
    )
    return team.admins - themselves


def _boxes(one: Colleague, needs: Needs, language: Language) -> list[tuple[str, list[tuple[str, str, bool]]]]:
    """Return for each need what it is called, and of each value its field, what it is called and whether it is on."""
    able = one.skills.able
    return [
        (
            called(need, "", language),
            [(f"{need}={value}", called(need, value, language), value in able.get(need, ())) for value in values],
        )
        for need, values in needs.items()
    ]


def _in_words(one: Colleague, language: Language) -> str:
    """Return what a counsellor can do as their colleagues read it; nothing for somebody who takes no talks."""
    if not may(one.staff.role, Right.TALK):
        return ""
    able = [
        f"{called(need, '', language)}: {', '.join(called(need, value, language) for value in sorted(values))}"
        for need, values in sorted(one.skills.able.items())
    ]
    return "; ".join([*able, f"{say(language, 'staff.seats')}: {one.skills.seats}"])


def _region(region: str, language: Language) -> str:
    """Return how a region is called; as the conversation calls it where it has no name here."""
    return texts(language).get(f"region.{region}", region)
