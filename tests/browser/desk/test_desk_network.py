"""Nothing that was written is lost or doubled, whatever the network, the database and the login do."""

import asyncio
import json
import re
from collections.abc import AsyncIterator
from datetime import timedelta

import pytest
from playwright.async_api import Page, Route, WebSocketRoute, expect

from bot.model import StaffId
from bot.web.login import hash_password
from tests.adapters.web.front import CHEAP, PASSWORD, SOON_S, Front
from tests.browser.desk.cable import Cable
from tests.browser.desk.desk_page import DeskPage, DeskPages

pytestmark = pytest.mark.browser

PROVOKED = (
    "ERR_INTERNET_DISCONNECTED",
    "ERR_CONNECTION",
    "ERR_SOCKET",
    "ERR_EMPTY_RESPONSE",
    "ERR_FAILED",
    "503",
    "401",
    "WebSocket connection",
)
LOST = "Geen verbinding."


async def test_words_written_without_a_network_leave_once_it_is_back(front: Front, desks: DeskPages) -> None:
    """They stay on the screen as unsent, are sent in order, and arrive once each; what was missed comes too."""
    desk = await desks()
    mia, case_id = await front.somebody_waits()
    await desk.takes(case_id)
    mia.reads()

    await desk.page.context.set_offline(True)
    await expect(desk.page.get_by_text(LOST)).to_be_visible()
    await desk.says("eerste")
    await desk.says("tweede")
    await expect(desk.line("eerste")).to_contain_text("nog hier")
    await desk.words.fill("nog niet verstuurd")
    await mia.says("ben je er nog?")
    await desk.page.context.set_offline(False)

    await expect(desk.page.get_by_text(LOST)).to_have_count(0)
    await desk.sent("tweede")
    await expect(desk.log).to_contain_text("ben je er nog?")
    await expect(desk.words).to_have_value("nog niet verstuurd")
    assert [bubble.text for bubble in mia.reads()] == ["eerste", "tweede"]
    await expect(desk.page.locator("li.line")).to_have_count(3)
    desks.forgives(*PROVOKED)


async def test_an_answer_that_was_lost_on_the_way_doubles_nothing(front: Front, desks: DeskPages) -> None:
    """The words arrived, the page does not know it, sends them again, and they are read once."""
    desk = await desks()
    mia, case_id = await front.somebody_waits()
    await desk.takes(case_id)
    mia.reads()
    lost: list[str] = []

    async def lose_the_first_answer(route: Route) -> None:
        if lost:
            await route.continue_()
        else:
            lost.append((await route.fetch()).url)
            await route.abort()

    await desk.page.route("**/say", lose_the_first_answer)
    await desk.page.clock.install()
    await desk.says("maar één keer")
    await desk.page.clock.run_for(4_000)

    await desk.sent("maar één keer")
    assert [bubble.text for bubble in mia.reads()] == ["maar één keer"]
    await expect(desk.page.locator("li.line")).to_have_count(1)
    desks.forgives(*PROVOKED)


async def test_a_talk_that_was_taken_waits_no_more_while_the_queue_is_late(front: Front, desks: DeskPages) -> None:
    """It stands once, as our own, and nobody is said to have given it to us; who comes then is shown."""
    page = await desks.browser_page()
    queues = await LateQueues.on(page)
    desk = DeskPage(front, page)
    await desk.logs_in("Anna")
    _, taken = await front.somebody_waits()
    await expect(page).to_have_title(re.compile(r"^\(1\) "))
    queues.are_late()

    await desk.takes(taken)
    await expect(desk.row(taken)).to_have_attribute("aria-current", "true")
    await expect(page.get_by_text("Er wacht niemand.")).to_be_visible()
    await expect(page).not_to_have_title(re.compile(r"^\("))
    _, another = await front.somebody_waits()
    await queues.arrive(rows=2)

    await expect(desk.row(another)).to_be_visible()
    await expect(desk.row(taken)).to_have_count(1)
    await expect(desk.notice).to_have_text("In de rij: 1")


class LateQueues:
    """The connection of a page to which queues come late, and all else in time."""

    def __init__(self) -> None:
        self._held: asyncio.Queue[str] | None = None
        self._to_page: WebSocketRoute | None = None

    @classmethod
    async def on(cls, page: Page) -> "LateQueues":
        """Stand between a page and the server."""
        late = cls()
        await page.route_web_socket(re.compile("/desk/live"), late._carry)
        return late

    def are_late(self) -> None:
        """Keep what says how the queue is."""
        self._held = asyncio.Queue()

    async def arrive(self, *, rows: int) -> None:
        """Wait for the queue that has so many rows, and let the page have that one."""
        assert self._held is not None
        assert self._to_page is not None
        async with asyncio.timeout(SOON_S):
            while len(json.loads(queue := await self._held.get())["cases"]) != rows:
                pass
        self._to_page.send(queue)

    def _carry(self, to_page: WebSocketRoute) -> None:
        self._to_page = to_page
        server = to_page.connect_to_server()
        server.on_message(lambda frame: self._came(to_page, str(frame)))

    def _came(self, to_page: WebSocketRoute, frame: str) -> None:
        if self._held is not None and json.loads(frame)["kind"] == "queue":
            self._held.put_nowait(frame)
        else:
            to_page.send(frame)


@pytest.fixture
async def cable(front: Front) -> AsyncIterator[Cable]:
    """What lies between the browser and the server."""
    async with Cable(int(front.base.rpartition(":")[2])).plugged_in() as cable:
        front.base = cable.base
        yield cable


async def test_a_cable_pulled_between_the_sending_and_the_answer(front: Front, desks: DeskPages, cable: Cable) -> None:
    """The words arrived and nobody here knows: they are not shown as sent, a banner says why; they are read once."""
    desk = await desks()
    mia, case_id = await front.somebody_waits()
    await desk.takes(case_id)
    mia.reads()
    cable.pull_before_the_answer_to(r"POST /desk/cases/\w+/say")

    await desk.says("eerste")
    await cable.was_pulled.wait()
    banner = desk.page.get_by_role("alert").filter(has_text=LOST)
    await expect(banner).to_be_visible()
    await expect(desk.line("eerste").locator(".fate")).to_have_text("nog hier, wacht op verbinding")
    await desk.says("tweede")
    await mia.says("ik lees je")
    await expect(desk.page.locator(".fate.sent")).to_have_count(0)
    assert await desk.is_accessible()
    cable.plug_in()

    await desk.sent("tweede")
    await desk.sent("eerste")
    await expect(banner).to_have_count(0)
    await expect(desk.notice).to_have_text("De verbinding is terug.")
    await expect(desk.page.locator("li.line .words")).to_have_text(["eerste", "ik lees je", "tweede"])
    assert [bubble.text for bubble in mia.reads()] == ["eerste", "tweede"]
    desks.forgives(*PROVOKED)


async def test_a_talk_that_went_while_the_cable_was_out_says_what_was_sent_and_what_was_not(
    front: Front, desks: DeskPages, cable: Cable
) -> None:
    """What arrived before is not offered as unsent; what did not is there to be copied, and never leaves."""
    desk = await desks()
    mia, case_id = await front.somebody_waits()
    await desk.takes(case_id)
    mia.reads()
    cable.pull_before_the_answer_to(r"POST /desk/cases/\w+/say")
    await desk.says("dit kwam aan")
    await cable.was_pulled.wait()
    await expect(desk.page.get_by_text(LOST)).to_be_visible()
    await desk.says("dit niet")
    await front.house.desk.give_back(StaffId("Anna"), case_id)
    await front.house.taking.claim(StaffId("Bram"), case_id)

    cable.plug_in()

    await expect(desk.page.get_by_label("Dit had je nog niet verstuurd.")).to_have_value("dit niet")
    await expect(desk.page.locator(".unsure")).to_have_count(0)
    await expect(desk.page.get_by_text("Niet meer van jou").first).to_be_visible()
    await front.house.tasks.settle()
    said = [bubble.text for bubble in mia.reads()]
    assert (said.count("dit kwam aan"), said.count("dit niet")) == (1, 0)
    desks.forgives(*PROVOKED, "404")


async def test_a_database_that_is_away_loses_nothing(front: Front, desks: DeskPages) -> None:
    """The desk says that there is no connection, and goes on when it is back."""
    desk = await desks()
    mia, case_id = await front.somebody_waits()
    await desk.takes(case_id)
    mia.reads()

    front.store.away = True
    front.clock.advance(timedelta(seconds=4))
    await expect(desk.page.get_by_text(LOST)).to_be_visible()
    await desk.says("wacht even")
    await expect(desk.line("wacht even")).to_contain_text("nog hier")
    front.store.away = False

    await desk.sent("wacht even")
    assert [bubble.text for bubble in mia.reads()] == ["wacht even"]
    desks.forgives(*PROVOKED)


async def test_a_page_that_is_loaded_again_shows_the_whole_talk(front: Front, desks: DeskPages) -> None:
    """All lines, once each, and the talk is still one's own."""
    desk = await desks()
    mia, case_id = await front.somebody_waits()
    await desk.takes(case_id)
    await mia.says("een")
    await desk.says("twee")
    await mia.says("drie")
    await desk.sent("twee")

    await desk.page.reload()
    await desk.row(case_id).click()

    await expect(desk.page.locator("li.line")).to_have_count(3)
    await expect(desk.page.locator("li.line .words")).to_have_text(["een", "twee", "drie"])


async def test_a_login_that_ended_is_renewed_without_losing_a_word(front: Front, desks: DeskPages) -> None:
    """The talk is covered until the password is given again; then everything is as it was."""
    desk = await desks()
    page = desk.page
    mia, case_id = await front.somebody_waits()
    await desk.takes(case_id)
    await desk.words.fill("half af")
    mia.reads()
    await front.changes("Anna", verifier=hash_password(PASSWORD, CHEAP))
    front.clock.advance(timedelta(seconds=4))

    dialog = page.get_by_role("dialog", name="Je bent uitgelogd")
    await expect(dialog).to_be_visible()
    await page.keyboard.press("Escape")
    await page.keyboard.press("Escape")
    await expect(dialog).to_be_visible()
    await page.get_by_label("Wachtwoord").fill("fout")
    await page.keyboard.press("Enter")
    await expect(dialog).to_contain_text("Deze naam, dit wachtwoord en deze code horen niet bij elkaar.")
    await mia.says("hallo?")
    await page.get_by_label("Wachtwoord").fill(PASSWORD)
    await page.keyboard.press("Enter")

    await expect(dialog).to_have_count(0)
    await expect(desk.log).to_contain_text("hallo?")
    await expect(desk.words).to_have_value("half af")
    await desk.says("half af, nu heel")
    await desk.sent("half af, nu heel")
    desks.forgives(*PROVOKED)


async def test_logging_out_leaves_nothing_on_the_screen(front: Front, desks: DeskPages) -> None:
    """Also on the other page of the same browser, and the way back leads to the form."""
    desk = await desks()
    mia, case_id = await front.somebody_waits()
    await desk.takes(case_id)
    await mia.says("mijn geheim")
    await expect(desk.log).to_contain_text("mijn geheim")
    second = await desk.page.context.new_page()
    await second.goto(f"{front.base}/desk")
    await expect(second.locator("button.row.own")).to_be_visible()

    await desk.page.get_by_role("button", name="Log uit").click()

    await expect(desk.page).to_have_url(f"{front.base}/desk/login")
    await expect(second.get_by_role("dialog", name="Je bent uitgelogd")).to_be_visible()
    await desk.page.go_back()
    await expect(desk.page.get_by_text("mijn geheim")).to_have_count(0)
    desks.forgives(*PROVOKED)


async def test_words_that_were_refused_can_be_taken_back(front: Front, desks: DeskPages) -> None:
    """A talk that was given back in another page takes no more words; they return to the field to be copied."""
    desk = await desks()
    _, case_id = await front.somebody_waits()
    await desk.takes(case_id)
    await desk.page.route(
        "**/say", lambda route: route.fulfill(status=400, json={"error": "unreadable", "message": "Dat kan niet."})
    )

    await desk.says("te veel")
    await expect(desk.line("te veel")).to_contain_text("Niet verstuurd")
    await expect(desk.notice).to_have_text("Dat kan niet.")
    await desk.page.get_by_role("button", name="Terug in het tekstvak").click()

    await expect(desk.words).to_have_value("te veel")
    await expect(desk.words).to_be_focused()
    desks.forgives("400")


async def test_a_message_that_is_too_long_stays_where_it_is(front: Front, desks: DeskPages) -> None:
    """It says by how much; nothing is cut."""
    desk = await desks()
    _, case_id = await front.somebody_waits()
    await desk.takes(case_id)

    await desk.words.fill("é" * 4_003)
    await desk.words.press("Enter")

    await expect(desk.page.get_by_text("Te lang: nog 3 tekens eraf.")).to_be_visible()
    await expect(desk.page.get_by_role("button", name="Verstuur")).to_be_disabled()
    await expect(desk.words).to_have_value("é" * 4_003)
