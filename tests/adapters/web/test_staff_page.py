"""What admins do with the accounts of colleagues: one alone what takes power away, two together what gives it."""

import asyncio
import re
from collections.abc import AsyncIterator
from datetime import timedelta

import aiohttp
import pytest

from bot.model import CaseState, Factor, Role, Skills, Staff, StaffId
from bot.ports import Job, Transaction
from bot.web.by_two import PROPOSED_FOR
from bot.web.live import LOOK_AGAIN
from bot.web.sockets import SESSION_OVER
from bot.web.staff import disable_staff
from tests.adapters.web.front import PASSWORD, SAME_ORIGIN, Front, Visitor

OWN = "een eigen lange zin"


@pytest.fixture
async def front(front: Front) -> Front:
    """The house with three admins."""
    await front.hires("Ida", "Omar", "Uma", role=Role.ADMIN)
    return front


async def comes_in(front: Front, *names: str) -> None:
    """Let colleagues have a second step, as whoever came in once has."""

    def work(tx: Transaction) -> bool:
        return all(tx.staff.keep_factor(StaffId(name), Factor(b"s" * 20)) for name in names)

    assert await front.store.run(Job(work))


@pytest.fixture
async def ida(front: Front) -> AsyncIterator[Visitor]:
    """Ida, logged in."""
    async with front.counsellor("Ida") as visitor:
        yield visitor


@pytest.fixture
async def omar(front: Front) -> AsyncIterator[Visitor]:
    """Omar, logged in."""
    async with front.counsellor("Omar") as visitor:
        yield visitor


async def acts(visitor: Visitor, path: str, **fields: str) -> aiohttp.ClientResponse:
    """Fill in a form of the page and send it."""
    return await visitor.session.post(
        f"{visitor.base}{path}",
        data={"csrf": visitor.csrf, **fields},
        headers=SAME_ORIGIN,
        allow_redirects=False,
    )


async def account(front: Front, name: str) -> Staff:
    """Return an account as it is kept."""
    staff = await front.store.run(Job(lambda tx: tx.staff.get(StaffId(name))))
    assert staff is not None
    return staff


async def waiting(visitor: Visitor) -> list[str]:
    """Return the addresses of what waits for a second admin."""
    page = await (await visitor.get("/staff")).text()
    return re.findall(r'action="(/staff/motions/[0-9a-f]{32})"', page)


async def shown(answer: aiohttp.ClientResponse) -> str:
    """Return the link or the code that a page shows this once."""
    page = await answer.text()
    assert answer.status == 200, page
    (what,) = re.findall(r'<p class="shown"><code>([^<]+)</code></p>', page)
    return str(what)


async def sets(front: Front, link: str, code: str = "") -> int:
    """Fill in the form behind a link; returns the status."""
    async with front.visitor() as visitor:
        answer = await visitor.session.post(
            link, data={"password": OWN, "again": OWN, "code": code}, headers=SAME_ORIGIN, allow_redirects=False
        )
        return answer.status


async def refusal(answer: aiohttp.ClientResponse) -> str:
    """Return the sentence with which something was refused."""
    page = await answer.text()
    assert answer.status == 409, page
    (sentence,) = re.findall(r'<p class="refusal" role="alert">([^<]+)</p>', page)
    return str(sentence)


async def test_everybody_stands_there_and_nothing_of_when_they_worked(front: Front, ida: Visitor) -> None:
    """Name, task, which talks, whether the account is open and has a second step."""
    await comes_in(front, "Anna")
    skills = Skills({"land": frozenset({"be"})}, seats=2)
    await front.store.run(Job(lambda tx: tx.staff.set_skills(StaffId("Anna"), skills)))
    await front.changes("Bram", disabled=True)
    page = await (await ida.get("/staff")).text()
    rows = [re.sub("<[^>]+>", "|", row) for row in re.findall(r"<tr[^>]*><th.*?</tr>", page)[1:]]

    assert [[cell for cell in row.split("|") if cell] for row in rows][:3] == [
        ["Anna", "Gesprekken voeren", "Land: België; Gesprekken tegelijk: 2", "open"],
        ["Bram", "Gesprekken voeren", "Gesprekken tegelijk: 1", "gesloten; nog geen tweede stap"],
        ["Eva", "Teksten", "open; nog geen tweede stap"],
    ]
    assert not re.search(r"\d\d:\d\d", page)


async def test_a_colleague_is_invited_by_a_link_that_is_shown_once(front: Front, ida: Visitor) -> None:
    """With the address outside; the list does not show it again, and it opens once."""
    link = await shown(await acts(ida, "/staff", name="Dora", role="coordinator", language="fr"))
    again = await (await ida.get("/staff")).text()
    statuses = [await sets(front, link), await sets(front, link)]
    dora = await account(front, "Dora")

    assert link.startswith(f"{front.base}/invitation/")
    assert link.rpartition("/")[2] not in again
    assert statuses == [303, 404]
    assert (dora.role, dora.language) == (Role.COORDINATOR, "fr")
    assert front.store.audited == ["login", "staff_invite", "added", "invitation_used", "login"]


@pytest.mark.parametrize(
    ("fields", "says"),
    [
        ({"name": "Anna", "role": "editor"}, "Deze naam is al van iemand. Hoofd"),
        ({"name": "a.n.n.a", "role": "editor"}, "Deze naam is al van iemand. Hoofd"),
        ({"name": "-x", "role": "editor"}, "begint met een letter of cijfer"),
        ({"name": "Dora", "role": "admin"}, "Dit kan niet één beheerder alleen."),
        ({"name": "Dora", "role": "koning"}, "Dit kon niet worden gelezen."),
        ({}, "Dit kon niet worden gelezen."),
    ],
)
async def test_an_invitation_that_cannot_be_is_refused(
    front: Front, ida: Visitor, fields: dict[str, str], says: str
) -> None:
    """With the reason; nothing was made."""
    before = await front.store.run(Job(lambda tx: tx.staff.all()))

    assert says in await refusal(await acts(ida, "/staff", **fields))
    assert await front.store.run(Job(lambda tx: tx.staff.all())) == before


async def test_whoever_never_came_in_gets_another_link(front: Front, ida: Visitor) -> None:
    """The one before opens nothing any more; whoever came in needs two admins."""
    await comes_in(front, "Anna")
    first = await shown(await acts(ida, "/staff", name="Dora", role="editor", language="nl"))
    second = await shown(await acts(ida, "/staff/Dora", do="link"))
    statuses = [await sets(front, first), await sets(front, second)]

    assert statuses == [404, 303]
    for name in ("Anna", "Omar"):
        assert "Stel het voor" in await refusal(await acts(ida, f"/staff/{name}", do="link"))


async def test_another_task_holds_at_once(front: Front, ida: Visitor, anna: Visitor) -> None:
    """Pages for the former one close; it stands in the trail under both names."""
    async with anna.live() as desk:
        await desk.sees("queue")
        answer = await acts(ida, "/staff/Anna", do="role", role="editor")
        front.clock.advance(LOOK_AGAIN)
        assert await desk.is_closed() == SESSION_OVER

    trail = await front.store.run(Job(lambda tx: tx.staff.audit_trail()))
    assert answer.headers["Location"] == "/staff/Anna?done=role"
    assert (await anna.get("/preview")).status == 200
    assert [(one.staff_id, one.action, one.about) for one in trail[-2:]] == [
        ("Ida", "staff_role", "Anna"),
        ("Anna", "now_editor", ""),
    ]


async def test_what_a_counsellor_can_do_is_ticked(front: Front, ida: Visitor) -> None:
    """What is on stands ticked; no box of a need on means all of it."""
    fields = {"do": "skills", "seats": "3", "land=be": "on", "language=nl": "on", "language=fr": "on"}
    answer = await acts(ida, "/staff/Anna", **fields)
    page = await (await ida.get("/staff/Anna?done=skills")).text()
    kept = await front.store.run(Job(lambda tx: tx.staff.skills()))

    assert answer.status == 303
    assert kept[StaffId("Anna")] == Skills({"land": frozenset({"be"}), "language": frozenset({"nl", "fr"})}, seats=3)
    assert re.findall(r'name="([^"]+)" checked', page) == ["land=be", "language=nl", "language=fr"]
    for wrong in ({"seats": "9"}, {"seats": ""}):
        assert await refusal(await acts(ida, "/staff/Anna", do="skills", **wrong))


async def test_how_people_may_know_a_counsellor_is_written_down(front: Front, ida: Visitor) -> None:
    """The region is chosen and the names are kept as they are compared; the trail says that, not what; skills stay."""
    await acts(ida, "/staff/Anna", do="skills", seats="3")
    answer = await acts(ida, "/staff/Anna", do="known", region="nl_oost", names="Anna-Sophie de Vriès, Annie")
    page = await (await ida.get("/staff/Anna?done=known")).text()
    kept = await front.store.run(Job(lambda tx: tx.staff.skills()))

    assert answer.status == 303
    assert kept[StaffId("Anna")] == Skills(seats=3, region="nl_oost", names=("anna sophie de vries", "annie"))
    assert '<option value="nl_oost" selected>' in page
    assert 'value="anna sophie de vries, annie"' in page
    assert front.store.audited[-2:] == ["staff_known", "known"]
    assert await refusal(await acts(ida, "/staff/Anna", do="known", region="atlantis", names=""))
    await acts(ida, "/staff/Anna", do="known", region="", names="")
    kept = await front.store.run(Job(lambda tx: tx.staff.skills()))
    assert kept[StaffId("Anna")] == Skills(seats=3)


async def test_whoever_is_shut_out_is_gone_within_seconds_and_their_talk_goes_on(
    front: Front, ida: Visitor, anna: Visitor
) -> None:
    """The desk closes, the case is back in its old place, the help-seeker is told; the password opens nothing."""
    person, case_id = await front.somebody_waits()
    await anna.posts(f"/desk/cases/{case_id.hex()}/claim")
    async with anna.live() as desk:
        await desk.sees("queue")
        person.reads()
        await acts(ida, "/staff/Anna", do="disable")
        await front.house.watch.look()
        front.clock.advance(LOOK_AGAIN)
        assert await desk.is_closed() == SESSION_OVER
    (case,) = await front.house.desk.queue()

    assert (case.id, case.state, case.claimed_by) == (case_id, CaseState.WAITING, None)
    async with front.visitor() as visitor:
        assert (await visitor.submits("Anna", PASSWORD)).status == 401
    await acts(ida, "/staff/Anna", do="enable")
    async with front.visitor() as visitor:
        await visitor.logs_in("Anna")


async def test_the_command_line_sends_talks_back_as_well(front: Front, anna: Visitor) -> None:
    """Whoever closed the account, and however."""
    _, case_id = await front.somebody_waits()
    await anna.posts(f"/desk/cases/{case_id.hex()}/claim")
    async with anna.live() as desk:
        await desk.sees("queue")
        await front.house.watch.look()
        kept = await front.house.desk.queue()
        await disable_staff(front.store, "Anna")
        await front.house.watch.look()

    assert kept[0].claimed_by == "Anna"
    assert (await front.house.desk.queue())[0].claimed_by is None


async def test_every_login_of_somebody_is_ended(front: Front, ida: Visitor, anna: Visitor) -> None:
    """They log in again as before."""
    await acts(ida, "/staff/Anna", do="log_out")

    assert (await anna.get("/desk")).status == 303
    async with front.visitor() as visitor:
        await visitor.logs_in("Anna")


@pytest.mark.parametrize(
    "what", ["role", "skills", "known", "disable", "enable", "log_out", "link", "recover", "raise"]
)
async def test_nobody_decides_about_themselves(front: Front, ida: Visitor, what: str) -> None:
    """Neither up nor down, and no admin closes the last account by mistake."""
    answer = await acts(ida, "/staff/Ida", do=what, role="editor", seats="1")

    assert "Dit is je eigen account." in await refusal(answer)
    assert (await account(front, "Ida")).role is Role.ADMIN


async def test_of_admins_who_close_each_others_account_one_is_left(front: Front, ida: Visitor, omar: Visitor) -> None:
    """At the same moment, both ways."""
    await front.changes("Uma", role=Role.EDITOR)
    answers = await asyncio.gather(acts(ida, "/staff/Omar", do="disable"), acts(omar, "/staff/Ida", do="disable"))

    assert sorted(answer.status == 303 for answer in answers) == [False, True]
    assert [(await account(front, name)).disabled for name in ("Ida", "Omar")].count(False) == 1


async def test_two_admins_let_somebody_begin_anew(front: Front, ida: Visitor, omar: Visitor, anna: Visitor) -> None:
    """One gets the code, the other one the link; only whoever has both sets a password."""
    await comes_in(front, "Anna")
    code = await shown(await acts(ida, "/staff/Anna", do="recover"))
    still = (await anna.get("/desk")).status
    (motion,) = await waiting(omar)
    link = await shown(await acts(omar, motion, do="confirm"))
    gone = (await anna.get("/desk")).status
    statuses = [await sets(front, link, tried) for tried in ("", "aaaa-bbbb-cccc", code.upper().replace("-", " "))]

    assert (still, gone) == (200, 303)
    assert statuses == [400, 400, 303]
    assert await front.store.run(Job(lambda tx: tx.staff.factor(StaffId("Anna")))) is None
    assert code not in link
    trail = await front.store.run(Job(lambda tx: tx.staff.audit_trail()))
    done = [(one.staff_id, one.action, one.about) for one in trail if one.action != "login"]
    assert done == [
        ("Ida", "staff_propose_recover", "Anna"),
        ("Omar", "staff_confirm_recover", "Anna"),
        ("Anna", "reset", ""),
        ("Anna", "invitation_used", ""),
    ]


async def test_two_admins_raise_a_third(front: Front, ida: Visitor, omar: Visitor) -> None:
    """Not before the second one has confirmed."""
    await comes_in(front, "Anna")
    await acts(ida, "/staff/Anna", do="raise")
    before = (await account(front, "Anna")).role
    (motion,) = await waiting(omar)
    answer = await acts(omar, motion, do="confirm")

    assert (before, (await account(front, "Anna")).role) == (Role.COUNSELLOR, Role.ADMIN)
    assert answer.headers["Location"] == "/staff?done=confirm"
    assert await waiting(omar) == []


async def test_nobody_confirms_what_they_proposed_or_what_is_about_them(ida: Visitor, omar: Visitor) -> None:
    """Also not by a request that no page offers; the motion goes on to wait."""
    await acts(ida, "/staff/Omar", do="recover")
    (motion,) = await waiting(ida)
    offered = [(await (await who.get("/staff")).text()).count('value="confirm"') for who in (ida, omar)]
    refusals = [await refusal(await acts(who, motion, do="confirm")) for who in (ida, omar)]

    assert offered == [0, 0]
    assert "Een ander dan wie het voorstelde" in refusals[0]
    assert "Dit is je eigen account." in refusals[1]
    assert await waiting(ida) == [motion]


async def test_a_proposal_ends_after_a_day(front: Front, ida: Visitor) -> None:
    """To the second; then another one may be made."""
    await comes_in(front, "Anna")
    await acts(ida, "/staff/Anna", do="raise")
    (motion,) = await waiting(ida)
    assert "wacht al een voorstel" in await refusal(await acts(ida, "/staff/Anna", do="raise"))
    await front.time_passes(PROPOSED_FOR - timedelta(seconds=1))
    async with front.counsellor("Omar") as omar:
        early = await waiting(omar)
        await front.time_passes(timedelta(seconds=1))
        late = await acts(omar, motion, do="confirm")
        assert "Dit voorstel is er niet meer." in await refusal(late)
        assert (await acts(omar, "/staff/Anna", do="raise")).status == 303

    assert early == [motion]
    assert (await account(front, "Anna")).role is Role.COUNSELLOR


async def test_of_many_who_confirm_at_once_one_does(front: Front, ida: Visitor, omar: Visitor) -> None:
    """One link is made; the others read that the motion is there no longer."""
    await acts(ida, "/staff/Anna", do="recover")
    (motion,) = await waiting(omar)
    answers = await asyncio.gather(*(acts(omar, motion, do="confirm") for _ in range(8)))

    assert sorted(answer.status for answer in answers) == [200] + [409] * 7
    assert front.store.audited.count("reset") == 1


@pytest.mark.parametrize("how", ["withdrawn", "proposer closed", "proposer another task", "subject closed"])
async def test_a_proposal_goes_with_its_reason(front: Front, ida: Visitor, omar: Visitor, how: str) -> None:
    """Taken off by anybody, or because whoever made it, or whom it was about, is out."""
    await acts(ida, "/staff/Anna", do="recover")
    (motion,) = await waiting(omar)
    match how:
        case "withdrawn":
            await acts(omar, motion, do="withdraw")
        case "proposer closed":
            await acts(omar, "/staff/Ida", do="disable")
        case "proposer another task":
            await front.changes("Ida", role=Role.OPERATOR)
        case _:
            await acts(omar, "/staff/Anna", do="disable")

    assert await refusal(await acts(omar, motion, do="confirm"))
    assert "reset" not in front.store.audited


async def test_what_makes_no_sense_is_not_proposed(front: Front, ida: Visitor) -> None:
    """An admin is one already; who has no second step may still be whoever has the link; closed accounts stay so."""
    await front.changes("Anna", disabled=True)

    assert "al beheerder" in await refusal(await acts(ida, "/staff/Omar", do="raise"))
    assert "nog geen tweede stap" in await refusal(await acts(ida, "/staff/Bram", do="raise"))
    assert "Open het eerst weer." in await refusal(await acts(ida, "/staff/Anna", do="recover"))
    assert "Niemand heeft deze naam." not in await (await ida.get("/staff/Anna")).text()
    assert (await ida.get("/staff/Niemand")).status == 404
    assert (await acts(ida, "/staff/Niemand", do="disable")).status == 404


async def test_a_closed_admin_is_opened_by_two(front: Front, ida: Visitor, omar: Visitor) -> None:
    """One alone could else bring back somebody whose password they know."""
    await comes_in(front, "Uma")
    await acts(ida, "/staff/Uma", do="disable")
    alone = await refusal(await acts(ida, "/staff/Uma", do="enable"))
    await acts(ida, "/staff/Uma", do="raise")
    (motion,) = await waiting(omar)
    await acts(omar, motion, do="confirm")

    assert "Stel het voor" in alone
    assert not (await account(front, "Uma")).disabled


async def test_a_single_admin_reads_what_is_left_to_do(ida: Visitor) -> None:
    """The command line on the server is the way out, and the page says so."""
    for name in ("Omar", "Uma"):
        await acts(ida, f"/staff/{name}", do="disable")
    everybody = await (await ida.get("/staff")).text()
    one = await (await ida.get("/staff/Anna")).text()

    assert "Je bent de enige beheerder." in everybody
    assert "ajar staff reset Anna" in one


async def test_whoever_is_no_admin_any_more_does_nothing(front: Front, ida: Visitor, omar: Visitor) -> None:
    """Also with a page that stood open, and a request that was on its way."""
    await acts(omar, "/staff/Ida", do="role", role="editor")
    answer = await acts(ida, "/staff/Anna", do="disable")

    assert answer.status == 403
    assert not (await account(front, "Anna")).disabled
