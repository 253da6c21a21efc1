"""Whoever is kept out of a case, over the web: every address answers as if it never was, and no frame tells of it."""

from bot.model import CaseId, Role, Skills, StaffId
from bot.ports import Job
from tests.adapters.web.front import Front, Visitor
from tests.adapters.web.test_access import BODIES, ROUTES

NEVER_WAS = CaseId(b"never was a case")
OF_A_CASE = [(method, path) for method, path in ROUTES if path.startswith("/desk/cases/")]
KEEPS_OUT_THE_EAST = ("ja", "nederland", "binnen", "mens", "niet_voor", "streek", "nl_oost", "done", "m30")


async def _is_from(front: Front, name: str, region: str) -> None:
    await front.store.run(Job(lambda tx: tx.staff.set_skills(StaffId(name), Skills(region=region))))


async def _answers(visitor: Visitor, case_id: CaseId) -> dict[tuple[str, str], tuple[int, str, list[str]]]:
    """Return what each address of a case says."""
    said = {}
    for method, path in OF_A_CASE:
        address, what = path.replace("0" * 32, case_id.hex()), path.rpartition("/")[2]
        asks = visitor.posts(address, BODIES.get(what, {})) if method == "POST" else visitor.get(address)
        answer = await asks
        said[method, path] = answer.status, await answer.text(), sorted(answer.headers)
    return said


async def test_every_address_answers_as_for_a_case_that_never_was(front: Front, anna: Visitor, bram: Visitor) -> None:
    """While it waits, and while a colleague has it: the same status, the same words, the same headers."""
    await _is_from(front, "Anna", "nl_oost")
    _, case_id = await front.somebody_waits(*KEEPS_OUT_THE_EAST)

    waiting = await _answers(anna, case_id)
    assert (await bram.posts(f"/desk/cases/{case_id.hex()}/claim")).status == 200
    claimed = await _answers(anna, case_id)

    assert waiting == claimed == await _answers(anna, NEVER_WAS)
    assert ("POST", f"/desk/cases/{'0' * 32}/claim") in waiting


async def test_no_frame_tells_of_it(front: Front, anna: Visitor, bram: Visitor) -> None:
    """Not when it comes, is taken, or is over: the next that Anna's desk is told is what comes after all that."""
    await _is_from(front, "Anna", "nl_oost")
    async with bram.live() as other, anna.live() as view:
        await other.sees("queue")
        while (await view.sees("queue"))["counsellors"] != len(("Anna", "Bram")):
            pass
        mia = front.house.person("Mia")
        await mia.starts()
        await mia.chooses(*KEEPS_OUT_THE_EAST)
        (case,) = await front.house.desk.queue()
        assert (await bram.posts(f"/desk/cases/{case.id.hex()}/claim")).status == 200
        assert (await bram.posts(f"/desk/cases/{case.id.hex()}/close", {"outcomes": ["listened"]})).status == 200
        noor = front.house.person("Noor")
        await noor.starts()
        await noor.chooses(*KEEPS_OUT_THE_EAST[:4], "ja", "m30")
        frame = await view.sees("queue")

    assert [row["fit"] for row in frame["cases"]] == ["mine"]
    assert (frame["counsellors"], frame["seats_open"]) == (2, 2)


async def test_an_admin_who_is_kept_out_finds_no_row_on_the_board(front: Front) -> None:
    """Who may do all of it may all the same not know of everybody; the one beside them sees what is needed."""
    await front.hires("Ida", role=Role.ADMIN)
    await front.hires("Coos", role=Role.COORDINATOR)
    await _is_from(front, "Ida", "nl_oost")
    await front.somebody_waits(*KEEPS_OUT_THE_EAST)
    seen = []

    async with front.counsellor("Ida") as ida, front.editor("Coos", Role.COORDINATOR) as coos:
        for visitor in (ida, coos):
            async with visitor.live(at="/board") as view:
                seen.append([row["lacking"] for row in (await view.sees("board"))["cases"]])

    assert seen == [[], [True]]
