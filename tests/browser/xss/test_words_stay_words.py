"""S8: whatever anybody writes stays words on every page: nothing runs, asks for anything, or had to be stopped."""

import asyncio
from collections.abc import AsyncIterator, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import timedelta
from functools import partial
from html import escape
from urllib.parse import quote

import pytest
from playwright.async_api import Page, Route, expect

from bot.handover.talks import Unsent
from bot.model import (
    Bubble,
    CaseId,
    ConversationId,
    Draft,
    Invitation,
    Line,
    LineFrom,
    Option,
    Outbound,
    OutboundId,
    Outcome,
    Purpose,
    Role,
    StaffId,
)
from bot.ports import Job, Transaction
from bot.storage.memory_shelves import KeptCase
from bot.web.sessions import digest_of
from tests.adapters.web.front import Front
from tests.adapters.webchat.rig import Rig
from tests.browser.desk.desk_page import DeskPage
from tests.browser.webchat.conftest import Visitor
from tests.browser.xss.detector import Detector
from tests.browser.xss.payloads import EVENTS, EVERY_FAMILY, PAYLOADS, RUN, made_up
from tests.browser_pages import BrowserPages

pytestmark = pytest.mark.browser

NAME = f"<img src=x onerror={RUN}>"
"""The name of an account, as no command makes it; whoever can write to the database can."""
MEANWHILE = ".meanwhile .words"
"""What came while the question covers the talk whether it is to end."""
HOLDS_WORDS = "li.line .words, .notes .words, dd, .by, .me, .rival .words, .first, td:nth-child(3)"
A_TALK = 150
"""So many lines in one talk: a page with more is slow to draw."""


@pytest.fixture
async def chat() -> AsyncIterator[Rig]:
    """A web chat with the usual limits."""
    async with Rig().serve() as rig:
        yield rig


@pytest.fixture
async def front() -> AsyncIterator[Front]:
    """The house with its server running, and staff whose names are payloads themselves."""
    house = Front()
    await house.hires(NAME)
    await house.hires(f"A{NAME}", role=Role.ADMIN)
    async with house.open():
        yield house


async def run_in_a_careless_page(page: Page, payloads: Sequence[str], *, at_least: int) -> int:
    """Put each into a frame of its own as HTML, where no policy stands; returns how many of them ran."""
    detector = await Detector(page).begin()
    frames = [f'<iframe name="f{number}" srcdoc="{escape(one)}"></iframe>' for number, one in enumerate(payloads)]
    await page.set_content("".join(frames))

    def ran() -> set[str]:
        return {one for one in detector.seen if one.startswith("ran: ")}

    async with asyncio.timeout(20):
        while len(ran()) < at_least:
            await page.evaluate("new Promise(requestAnimationFrame)")
    return len(ran())


async def test_the_detector_sees_what_runs(browser_page: BrowserPages) -> None:
    """On a page that takes words for HTML most of the tags run: so silence on ours says something."""
    page = await browser_page()

    assert await run_in_a_careless_page(page, [one.format(run=RUN) for one in EVENTS], at_least=30) >= 30
    browser_page.faults.clear()  # the tags ask for what is not there


async def test_the_detector_sees_what_is_stopped(front: Front, browser_page: BrowserPages) -> None:
    """On a page of ours, where a script of ours would have put words into HTML, the policy stops them and we see it."""
    page = await browser_page()
    detector = await Detector(page).begin()
    await page.goto(f"{front.base}/desk/login")

    refused = await page.evaluate(
        """() => {
            try { document.body.insertAdjacentHTML("beforeend", "<img src=x onerror=ajarRan(1)>"); }
            catch (fault) { return fault.name; }
        }"""
    )
    async with asyncio.timeout(10):
        while not detector.seen:
            await page.evaluate("new Promise(requestAnimationFrame)")

    assert refused == "TypeError"
    assert [one for one in detector.seen if not one.startswith("stopped: require-trusted-types-for")] == []
    browser_page.faults.clear()


class Victim:
    """A counsellor whose name is a payload, with a detector on the page."""

    def __init__(self, front: Front, desk: DeskPage, detector: Detector) -> None:
        self._front = front
        self.desk = desk
        self.detector = detector
        self.case_id = CaseId(b"")

    async def has(self, words: Sequence[str], *, card: Mapping[str, str]) -> None:
        """Take somebody who writes these words, over an open question; write them too, and find them as a draft."""
        mia, self.case_id = await self._front.somebody_waits()
        case_id = self.case_id
        self._front.memory.shelves.cases[case_id] = _with_card(self._front, case_id, card)
        await self.desk.takes(case_id)
        await self.desk.page.locator(".head .do button").last.click()
        for text in words:
            await mia.says(text)
            await self._front.house.talks.say(StaffId(NAME), case_id, text, client_id=f"s{hash(text)}")
            await self._front.house.talks.note(StaffId(NAME), case_id, text, client_id=f"n{hash(text)}")
        await self._front.house.tasks.settle()
        await expect(self.desk.page.locator(MEANWHILE)).to_have_count(len(words), timeout=60_000)
        await self.reads(words, MEANWHILE)
        assert await self.detector.elements_in(MEANWHILE) == []
        await self.desk.page.keyboard.press("Escape")
        await self._finds_a_draft(case_id, words[0])
        await expect(self.desk.page.locator("li.line.help_seeker")).to_have_count(len(words), timeout=60_000)
        await expect(self.desk.page.locator(".notes li")).to_have_count(len(words), timeout=60_000)
        await self.reads(words, "li.line.help_seeker .words", "li.line.counsellor .words", ".notes .words")

    async def _finds_a_draft(self, case_id: CaseId, words: str) -> None:
        """Type one thing that has not arrived yet, while another page keeps another."""
        page = self.desk.page
        await page.route("**/draft", _never_arrives)
        await self.desk.words.fill(words)
        unsent = Unsent(Draft(f"{words} ", words, "another", 99), 99)
        await self._front.house.talks.draft(StaffId(NAME), case_id, unsent)
        await expect(page.locator(".rival .words")).to_be_visible()
        await page.unroute("**/draft")

    async def reads(self, words: Sequence[str], *places: str) -> None:
        """Each place holds exactly these words, as words."""
        for place in places:
            shown = await self.desk.page.locator(place).all_text_contents()
            assert [one.split() for one in shown] == [one.split() for one in words]

    async def closes(self) -> None:
        """Say what came of the talk, and be free for the next one."""
        await self._front.house.desk.close(StaffId(NAME), self.case_id, [Outcome.TEST])
        await expect(self.desk.words).to_have_count(0)

    async def is_unharmed(self) -> bool:
        """Nothing happened, and nothing stands in a place for words but words."""
        assert await self.detector.elements_in(HOLDS_WORDS) == []
        assert self.detector.seen == []
        return True


async def _never_arrives(_: Route) -> None:
    """Leave a request on its way."""


@pytest.fixture
async def victim(front: Front, browser_page: BrowserPages) -> Victim:
    """Somebody at the desk."""
    page = await browser_page()
    detector = await Detector(page).begin()
    desk = DeskPage(front, page)
    await desk.logs_in(NAME)
    return Victim(front, desk, detector)


def _with_card(front: Front, case_id: CaseId, card: Mapping[str, str]) -> KeptCase:
    kept = front.memory.shelves.cases[case_id]
    assert kept.case is not None
    return replace(kept, case=replace(kept.case, card=dict(card)))


def _card(words: Iterable[str]) -> dict[str, str]:
    """Return a card with names and values that no answer could have."""
    return {text: text for text in words}


async def test_words_stay_words_at_the_desk(victim: Victim) -> None:
    """Short: some of each family, in every place where words can stand in a talk."""
    few = EVERY_FAMILY[::3]

    await victim.has(few, card=_card(few[:12]))

    assert await victim.is_unharmed()


@pytest.mark.long
@pytest.mark.timeout(1_200)
async def test_every_payload_stays_words_at_the_desk(victim: Victim) -> None:
    """Whole: each of more than 500, as words of both sides, note and card; 0 of them run, 0 had to be stopped."""
    assert len(PAYLOADS) >= 500
    for words in parts(PAYLOADS, A_TALK):
        await victim.has(words, card=_card(words))
        assert await victim.is_unharmed()
        await victim.closes()


@pytest.mark.long
@pytest.mark.timeout(1_200)
async def test_ten_thousand_that_nobody_thought_of_stay_words(front: Front, victim: Victim) -> None:
    """Whole: pieces of the payloads in any order, as words of a help-seeker."""
    for number, words in enumerate(parts(made_up(10_000, seed=8), 500)):
        _, case_id = await front.somebody_waits()
        await victim.desk.takes(case_id)
        await front.store.run(Job(partial(_writes, case_id=case_id, words=words)))
        front.house.floor.case_changed(case_id)
        lines = victim.desk.page.locator("li.line.help_seeker")
        await expect(lines).to_have_count(len(words), timeout=60_000)
        await victim.reads(words, "li.line.help_seeker .words")
        assert await victim.is_unharmed(), number
        await front.house.desk.close(StaffId(NAME), case_id, [Outcome.TEST])


def _writes(tx: Transaction, *, case_id: CaseId, words: Sequence[str]) -> None:
    for text in words:
        tx.cases.add_line(case_id, Line(0, LineFrom.HELP_SEEKER, text))


def parts(words: Sequence[str], size: int) -> list[Sequence[str]]:
    """Return the words in parts of a talk."""
    return [words[begin : begin + size] for begin in range(0, len(words), size)]


@pytest.mark.parametrize("path", ["/board", "/audit", "/account", "/desk"])
async def test_names_stay_words_on_every_page(front: Front, browser_page: BrowserPages, path: str) -> None:
    """Of whoever is logged in, of colleagues who have a talk, and in the trail of what they did."""
    _, case_id = await front.somebody_waits()
    await front.house.taking.claim(StaffId(NAME), case_id)
    page = await browser_page()
    detector = await Detector(page).begin()
    await DeskPage(front, page).logs_in(f"A{NAME}")

    await page.goto(f"{front.base}{path}")

    await expect(page.locator(".me")).to_have_text(f"A{NAME}")
    assert await detector.elements_in(HOLDS_WORDS) == []
    if path in {"/board", "/audit"}:
        await expect(page.get_by_text(NAME, exact=True).first).to_be_visible()
    assert detector.seen == []


async def test_an_invited_name_stays_words(front: Front, browser_page: BrowserPages) -> None:
    """On the page behind the link, and in the form of the login after a wrong password."""
    page = await browser_page()
    detector = await Detector(page).begin()
    invitation = Invitation(digest_of("t" * 43), StaffId(NAME), front.house_clock.now() + timedelta(hours=1))
    await front.store.run(Job(lambda tx: tx.staff.invite(invitation)))

    await page.goto(f"{front.base}/invitation/{'t' * 43}")
    await expect(page.locator("main")).to_contain_text(NAME)
    for words in EVERY_FAMILY[::6]:
        await page.goto(f"{front.base}/desk/login?language={quote(words)}")
        await page.locator("#login").fill(words)
        await page.locator("#password").fill("fout")
        await page.keyboard.press("Enter")
        await expect(page.get_by_role("alert")).to_be_visible()

    assert detector.seen == []
    browser_page.faults[:] = [one for one in browser_page.faults if "status of 4" not in one]


async def words_of_a_bot(visitor: Visitor, payloads: Sequence[str]) -> list[str]:
    """Show each on the page of a help-seeker, as words and on a button; returns what stands there."""
    for number, one in enumerate(payloads, 1):
        bubble = Bubble(one, (Option("a", one),), f"t{number}")
        row = Outbound(OutboundId(number.to_bytes(16)), ConversationId(bytes(16)), number, Purpose.TALK, bubble)
        await visitor.is_told(row)
    await visitor.types(payloads[0])
    return [text for text in await visitor.transcript() if text.strip()]


async def test_words_stay_words_on_the_page_of_a_help_seeker(chat: Rig, browser_page: BrowserPages) -> None:
    """Short: what a counsellor writes, on buttons too, and what they type themselves."""
    await on_the_page_of_a_help_seeker(chat, browser_page, EVERY_FAMILY[::3])


@pytest.mark.long
@pytest.mark.timeout(1_200)
async def test_every_payload_stays_words_on_the_page_of_a_help_seeker(browser_page: BrowserPages) -> None:
    """Whole: each of more than 500."""
    for words in parts(PAYLOADS, A_TALK):
        async with Rig().serve() as chat:
            await on_the_page_of_a_help_seeker(chat, browser_page, words)


async def on_the_page_of_a_help_seeker(chat: Rig, browser_page: BrowserPages, payloads: Sequence[str]) -> None:
    """Show them, and look."""
    page = await browser_page()
    detector = await Detector(page).begin()
    await page.goto(f"{chat.origin}/")
    visitor = Visitor(chat, page)
    await visitor.begins()

    shown = await words_of_a_bot(visitor, payloads)
    heard = await chat.listener.next()

    assert heard.text == payloads[0]
    assert [one.split() for one in shown[: len(payloads)]] == [one.split() for one in payloads]
    assert await detector.elements_in(".words, .options button span") == []
    assert detector.seen == []
    await page.close()
