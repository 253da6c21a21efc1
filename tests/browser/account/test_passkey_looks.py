"""Passkeys in Chromium, with a device that it plays itself: added, shown, phished, replayed, removed, and not there."""

from collections.abc import AsyncIterator
from dataclasses import replace
from typing import Any

import pytest
from playwright.async_api import Page, expect

from bot.model import Language, StaffId
from bot.ports import Job, Transaction
from bot.web.factor import digest
from bot.web.live import LOOK_AGAIN
from tests.adapters.web.front import PASSWORD, SAME_ORIGIN, Front
from tests.browser.looks import EVERY_LOOK_OF_A_PART, looks_right
from tests.browser_pages import BrowserPages

pytestmark = pytest.mark.browser

ASK_ANOTHER_PAGE = """async (question) => {
    const { show } = await import("/desk/static/passkey.js");
    return show(question);
}"""


@pytest.fixture
async def front() -> AsyncIterator[Front]:
    """The house as it is served; under a name, because a passkey belongs to one."""
    house = Front(second_step=True)
    await house.hires("Anna")
    async with house.open():
        house.base = at_a_name(house)
        yield house


def at_a_name(front: Front) -> str:
    """Return the address of a house by a name."""
    return front.base.replace("127.0.0.1", "localhost")


async def with_a_device(page: Page) -> Any:  # noqa: ANN401
    """Give the browser a device that keeps passkeys; returns the way to it."""
    way = await page.context.new_cdp_session(page)
    await way.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2",
        "transport": "internal",
        "hasResidentKey": True,
        "hasUserVerification": True,
        "isUserVerified": True,
        "automaticPresenceSimulation": True,
    }
    device = await way.send("WebAuthn.addVirtualAuthenticator", {"options": options})
    return way, device["authenticatorId"]


async def logs_in(front: Front, page: Page, *, passkey: bool = False) -> None:
    """Fill in name and password, and press the button."""
    await page.goto(f"{front.base}/desk/login")
    await page.locator("#login").fill("Anna")
    await page.locator("#password").fill(PASSWORD)
    await page.locator("[data-passkey-do]" if passkey else "button.primary").press("Enter")


async def adds(front: Front, page: Page, name: str, *, old: str = "") -> None:
    """Fill in the form for a passkey."""
    front.clock.advance(LOOK_AGAIN)
    await page.goto(f"{front.base}/account/passkey")
    await page.locator("#name").fill(name)
    if old:
        await page.locator("#old").fill(old)
    await page.keyboard.press("Enter")


def forgive_what_was_refused(pages: BrowserPages) -> None:
    """A login that was refused, or that ended while its desk stood open, is told on the console too."""
    refused = ("401", "no valid credentials")
    pages.faults[:] = [fault for fault in pages.faults if not any(one in fault for one in refused)]


@pytest.mark.parametrize(("width", "light", "language"), EVERY_LOOK_OF_A_PART)
async def test_a_passkey_is_added_and_opens_the_desk(
    front: Front, browser_page: BrowserPages, width: int, light: str, language: Language
) -> None:
    """The first login, a name, codes on paper; log out and in with it; it alone can't be removed."""
    await front.changes("Anna", language=language)
    page = await browser_page(width=width, height=740, color_scheme=light, locale=language)
    await with_a_device(page)
    await logs_in(front, page)
    await page.locator('a[href="/account/passkey"]').press("Enter")
    await expect(page.locator("#name")).to_be_focused()
    await looks_right(page)
    await page.keyboard.type("Telefoon")
    await page.keyboard.press("Enter")
    await expect(page.locator(".recovery li")).to_have_count(10)

    await page.context.clear_cookies()
    front.clock.advance(LOOK_AGAIN)
    await logs_in(front, page, passkey=True)
    await expect(page.locator(".queue .empty")).to_be_visible()
    await page.goto(f"{front.base}/account")
    await expect(page.get_by_text("Telefoon", exact=True)).to_be_visible()
    await expect(page.locator('form[action$="remove"]')).to_have_count(0)
    await looks_right(page)
    forgive_what_was_refused(browser_page)


async def test_a_second_one_is_added_by_showing_the_first_and_a_removed_one_opens_nothing(
    front: Front, browser_page: BrowserPages
) -> None:
    """What is removed is refused in the words of a wrong password; the other one still opens."""
    page, other = [await browser_page(width=360) for _ in range(2)]
    way, device = await with_a_device(page)
    await logs_in(front, page)
    await adds(front, page, "Oud")
    await page.locator("a.go").press("Enter")
    old = (await way.send("WebAuthn.getCredentials", {"authenticatorId": device}))["credentials"][0]
    await way.send("WebAuthn.clearCredentials", {"authenticatorId": device})
    code = await paper_for(front)
    await adds(front, page, "Nieuw", old=code)
    await expect(page.locator('form[action$="remove"]')).to_have_count(2)
    await looks_right(page)
    await page.locator('form[action$="remove"] button').first.press("Enter")
    await expect(page.get_by_text("Oud", exact=True)).to_have_count(0)

    other_way, other_device = await with_a_device(other)
    await other_way.send("WebAuthn.addCredential", {"authenticatorId": other_device, "credential": old})
    front.clock.advance(LOOK_AGAIN)
    await logs_in(front, other, passkey=True)
    await expect(other.get_by_role("alert")).to_contain_text("horen niet bij elkaar")
    await page.context.clear_cookies()
    await logs_in(front, page, passkey=True)
    await expect(page.locator(".queue .empty")).to_be_visible()
    forgive_what_was_refused(browser_page)


async def paper_for(front: Front) -> str:
    """Write a code on paper for Anna, as if she had kept one."""
    code = "abcd-efgh-jkmn"

    def work(tx: Transaction) -> bool:
        factor = tx.staff.factor(StaffId("Anna"))
        return factor is not None and tx.staff.keep_factor(StaffId("Anna"), replace(factor, recovery=(digest(code),)))

    assert await front.store.run(Job(work))
    return code


async def test_a_false_page_gets_an_answer_that_opens_nothing(front: Front, browser_page: BrowserPages) -> None:
    """It asks our question at an address of its own, on the same host even; nor does an answer open twice."""
    page = await browser_page()
    await with_a_device(page)
    await logs_in(front, page)
    await adds(front, page, "Telefoon")
    await expect(page.locator(".recovery li")).to_have_count(10)
    async with front.visitor() as visitor, Front().open() as elsewhere:
        form, statuses = await visitor.form(), []
        seed = next(one.value for one in visitor.session.cookie_jar if one.key == "ajar-form")
        for base in (at_a_name(elsewhere), front.base):
            front.clock.advance(LOOK_AGAIN)
            await page.goto(f"{base}/desk/login")
            question = (await (await visitor.get("/desk/passkey")).json())["show"]
            answer = await page.evaluate(ASK_ANOTHER_PAGE, question)
            statuses += [await comes(front, seed, form, answer), await comes(front, seed, form, answer)]

    assert statuses == [401, 401, 303, 401]


async def comes(front: Front, seed: str, form: str, answer: str) -> int:
    """Send name, password and what a passkey answered, as the browser that was asked; returns the status."""
    fields = {"login": "Anna", "password": PASSWORD, "code": answer, "csrf": form}
    async with front.visitor() as visitor:
        sent = await visitor.session.post(
            f"{front.base}/desk/login",
            data=fields,
            headers={**SAME_ORIGIN, "Cookie": f"ajar-form={seed}"},
            allow_redirects=False,
        )
        return sent.status


async def test_the_desk_opens_again_with_a_passkey(front: Front, browser_page: BrowserPages) -> None:
    """The login ended while it stood open: password and passkey, and what was there is there."""
    page = await browser_page()
    await with_a_device(page)
    await logs_in(front, page)
    await adds(front, page, "Telefoon")
    await page.locator("a.go").press("Enter")
    await expect(page.locator(".queue .empty")).to_be_visible()
    await front.store.run(Job(lambda tx: tx.staff.end_sessions(StaffId("Anna"))))
    front.clock.advance(LOOK_AGAIN)
    await expect(page.locator("dialog[open]")).to_be_visible()
    await looks_right(page)
    await page.locator("#again").fill(PASSWORD)
    await page.locator("dialog button[type=button]").press("Enter")
    await expect(page.locator("dialog[open]")).to_have_count(0)
    await expect(page.locator(".queue .empty")).to_be_visible()
    forgive_what_was_refused(browser_page)


async def test_where_there_are_no_passkeys_the_page_says_so(front: Front, browser_page: BrowserPages) -> None:
    """No button that does nothing: the app, or paper."""
    page = await browser_page(width=360)
    await page.add_init_script("delete window.PublicKeyCredential")
    await page.goto(f"{front.base}/desk/login")
    await expect(page.locator(".passkey-not")).to_be_visible()
    await expect(page.locator("[data-passkey-do]")).to_be_hidden()
    await looks_right(page)
    await logs_in(front, page)
    await page.goto(f"{front.base}/account/passkey")
    await expect(page.locator(".passkey-not")).to_be_visible()
    await expect(page.locator("[data-passkey-do]")).to_be_hidden()
    await looks_right(page)


async def test_a_device_that_refuses_leaves_everything_as_it_was(front: Front, browser_page: BrowserPages) -> None:
    """The sentence says so, and the other way in is still there."""
    page = await browser_page(width=360)
    await with_a_device(page)
    await logs_in(front, page, passkey=True)
    await expect(page.locator(".passkey-fault")).to_be_visible()
    await expect(page.locator("#code")).to_be_enabled()
    await looks_right(page)
