"""Somebody talks with the bot in a real browser, by touch, by mouse and by keyboard, through lost connections."""

import pytest
from playwright.async_api import expect

from bot.model import Choice, InboundKind, Option, Purpose
from bot.model.beside import PASSING_MARK, PROPOSAL_MARK
from tests.adapters.webchat.rig import ANSWERS, Rig, row
from tests.browser.webchat.conftest import Arrive, Visitor

pytestmark = pytest.mark.browser


async def test_looking_at_the_page_is_no_conversation(chat: Rig, arrive: Arrive) -> None:
    """Nothing is sent before the person begins."""
    sockets: list[str] = []
    mia = await arrive()
    mia.page.on("websocket", lambda socket: sockets.append(socket.url))

    await mia.page.wait_for_load_state("networkidle")
    assert (chat.listener.heard, sockets) == ([], [])

    await mia.begins()
    assert len(sockets) == 1


async def test_begin_type_and_tap(chat: Rig, arrive: Arrive) -> None:
    """The whole way: the bubble stands there, the answer is a tap or a number or words."""
    mia = await arrive(width=360, has_touch=True)
    await mia.begins()
    await mia.is_told(row("Dag.", number=1), row("Kun je nu vrij typen?", number=2, options=ANSWERS))

    await mia.page.get_by_role("button", name="1 Ja").tap()
    tapped = await chat.listener.next()
    await mia.is_told(row("En nu?", number=3, options=ANSWERS))
    await mia.types("1")
    typed = await chat.listener.next()
    await mia.types("Ik weet het niet.\nEcht niet.")
    words = await chat.listener.next()

    assert (tapped.kind, tapped.choice) == (InboundKind.CHOICE, Choice("p1", "yes"))
    assert (typed.kind, typed.text) == (InboundKind.TEXT, "1")
    assert words.text == "Ik weet het niet.\nEcht niet."
    assert await mia.transcript() == [
        "Dag.",
        "Kun je nu vrij typen?",
        "Ja",
        "En nu?",
        "1",
        "Ik weet het niet.\nEcht niet.",
    ]
    await expect(mia.page.locator("#text")).to_have_value("")


async def test_only_the_newest_options_can_be_chosen(chat: Rig, arrive: Arrive) -> None:
    """An answer is given once, and what was asked before is closed."""
    mia = await arrive()
    await mia.begins()
    await mia.is_told(row("Een?", number=1, options=ANSWERS), row("Twee?", number=2, options=ANSWERS))
    buttons = mia.page.locator(".option")

    await buttons.nth(0).click(force=True)
    await buttons.nth(3).click()
    await buttons.nth(2).click(force=True)
    await mia.types("klaar")

    assert [await buttons.nth(n).get_attribute("aria-disabled") for n in range(4)] == ["true"] * 4
    choice, words = await chat.listener.next(), await chat.listener.next()
    assert (choice.choice, words.text) == (Choice("p1", "no"), "klaar")


async def test_everything_works_by_keyboard(chat: Rig, arrive: Arrive) -> None:
    """The way out comes first; the focus never gets lost."""
    mia = await arrive()
    keyboard = mia.page.keyboard

    await keyboard.press("Tab")
    assert await _focused(mia) == "leave"
    await keyboard.press("Tab")
    assert await _focused(mia) == "language"
    await keyboard.press("Tab")
    assert await _focused(mia) == "begin"
    await keyboard.press("Enter")
    await mia.is_heard_to_begin()
    assert await _focused(mia) == "text"
    await mia.is_told(row("Een?", number=1, options=ANSWERS))
    await keyboard.type("hallo")
    await keyboard.press("Shift+Enter")
    await keyboard.type("daar")
    await keyboard.press("Enter")
    assert (await chat.listener.next()).text == "hallo\ndaar"
    await keyboard.press("Shift+Tab")
    await keyboard.press("Space")
    assert (await chat.listener.next()).choice == Choice("p1", "no")
    await mia.is_told(row("Twee?", number=2, options=ANSWERS))
    await keyboard.press("Tab")
    assert await _focused(mia) == "1 Ja"
    await keyboard.press("Enter")
    assert (await chat.listener.next()).choice == Choice("p1", "yes")


async def _focused(mia: Visitor) -> str:
    name: str = await mia.page.evaluate("document.activeElement.id || document.activeElement.textContent")
    return name


async def test_who_writes_is_shown(arrive: Arrive) -> None:
    """The change from the machine to a human stands on the page, once."""
    mia = await arrive()
    await mia.begins()
    await mia.is_told(
        row("Een.", number=1),
        row("Twee.", number=2),
        row("Dag, ik ben Ada.", number=3, purpose=Purpose.TALK),
    )

    authors = mia.page.locator(".who:not(.unseen)")

    assert await authors.all_text_contents() == ["Computer", "Mens"]


async def test_a_message_too_long_is_kept_in_the_field(chat: Rig, arrive: Arrive) -> None:
    """Nothing is cut off and nothing is lost: the person hears that it has to be two."""
    mia = await arrive()
    await mia.begins()

    await mia.types("a" * 20_001)
    await expect(mia.page.get_by_role("alert")).to_have_text("Dit bericht is te lang. Maak er twee van.")
    await expect(mia.page.locator("#text")).to_have_value("a" * 20_001)
    await mia.types("é" * 20_000)
    await expect(mia.page.get_by_role("alert")).to_have_text("")

    assert len((await chat.listener.next()).text) == 20_000


@pytest.mark.parametrize("half", ["\\u0000", "\\ud83d", "\\udc00"])
async def test_what_is_no_text_is_replaced_before_it_is_sent(chat: Rig, arrive: Arrive, half: str) -> None:
    """Half a character must not make a message that can never be kept."""
    mia = await arrive()
    await mia.begins()

    await mia.page.evaluate(f"document.getElementById('text').value = 'x{half}y'")
    await mia.page.press("#text", "Enter")

    assert (await chat.listener.next()).text == "x\ufffdy"


async def test_a_wipe_clears_the_page(chat: Rig, arrive: Arrive) -> None:
    """Both sides' words go; the last line stands alone, and one can begin again."""
    mia = await arrive()
    await mia.begins()
    await mia.is_told(row("Dag.", number=1, options=ANSWERS))
    await mia.types("wis")
    await chat.listener.next()

    await chat.channel.delete(mia.sender, ())
    await mia.is_told(row("Alles is weg.", number=2))
    assert await mia.transcript() == ["Alles is weg."]

    await mia.types("hallo")
    assert (await chat.listener.next()).text == "hallo"


async def test_the_page_changes_its_language_without_a_new_address(chat: Rig, arrive: Arrive) -> None:
    """All words of the page, its marks for readers aloud and what the bot hears follow; nothing said gets lost."""
    mia = await arrive(locale="en-GB")
    await expect(mia.page.locator("h1").first).to_have_text("Write a message")
    address, steps = mia.page.url, await mia.page.evaluate("history.length")
    await mia.begins()
    await mia.is_told(row("Hello.", number=1))

    await mia.page.select_option("#language", "fr")
    await mia.types("bonjour")
    await mia.is_told(row("Bonjour.", number=2, options=(Option("a", "Oui"),)))

    assert (await chat.listener.next()).language_hint == "fr"
    assert await mia.page.evaluate("document.documentElement.lang") == "fr"
    assert await mia.page.title() == "Message"
    await expect(mia.page.get_by_label("Votre message")).to_be_visible()
    assert await mia.page.locator(".words").evaluate_all("all => all.map(it => it.lang)") == ["en", "fr", "fr"]
    assert (mia.page.url, await mia.page.evaluate("history.length")) == (address, steps)


async def test_a_reader_is_not_pulled_away(arrive: Arrive) -> None:
    """The page follows what is new, but stays where somebody is reading back."""
    mia = await arrive(width=360, height=500)
    await mia.begins()
    long = "Een zin die een hele regel lang is. " * 6
    await mia.is_told(*(row(long, number=number) for number in range(1, 7)))
    assert await _distance_to_end(mia) < 5

    await mia.page.evaluate("scrollTo(0, 100)")
    await mia.is_told(row("nieuw", number=7))
    assert await mia.page.evaluate("scrollY") == 100

    await mia.types("ik")
    assert await _distance_to_end(mia) < 5


async def test_a_long_answer_is_read_from_its_beginning(chat: Rig, arrive: Arrive) -> None:
    """What the person said stays in sight above an answer that is longer than the screen."""
    mia = await arrive(width=360, height=500)
    await mia.begins()
    await mia.is_told(*(row("Een zin die een hele regel lang is. " * 6, number=number) for number in range(1, 5)))
    await mia.types("vraag")
    await chat.listener.next()

    await mia.is_told(*(row("Antwoord. " * 40, number=number) for number in range(5, 8)))

    box = await mia.page.locator(".yours .words").bounding_box()
    assert box is not None
    assert 60 < box["y"] < 150


async def _distance_to_end(mia: Visitor) -> float:
    distance: float = await mia.page.evaluate("document.body.scrollHeight - scrollY - innerHeight")
    return distance


@pytest.mark.parametrize("width", [360, 1280])
async def test_the_answer_to_a_long_text_is_in_view(chat: Rig, arrive: Arrive, width: int) -> None:
    """Somebody who wrote a page sees the numbers that came, not the top of their own words."""
    mia = await arrive(width=width)
    await mia.begins()
    await mia.is_told(row("Vertel.", number=1))
    await mia.types("woorden " * 600)
    await chat.listener.next()

    await mia.is_told(row("Bel 112.", number=2), row("Klopt dat?", number=3, options=ANSWERS))

    for words in ("Bel 112.", "Klopt dat?"):
        await expect(mia.page.get_by_text(words)).to_be_in_viewport()


async def test_what_the_bot_asked_is_over_when_a_human_writes(arrive: Arrive) -> None:
    """No old choice looks as if it could still be taken."""
    mia = await arrive()
    await mia.begins()
    await mia.is_told(row("Wil je wachten?", number=1, options=ANSWERS))

    await mia.is_told(row("Dag, ik ben Ada.", number=2, purpose=Purpose.TALK))

    await expect(mia.page.locator(".option[aria-disabled=true]")).to_have_count(len(ANSWERS))


async def test_what_is_asked_beside_a_talk_can_be_answered_as_long_as_it_lasts(chat: Rig, arrive: Arrive) -> None:
    """A human writes on, and something else is asked: the buttons of both questions stay until the talk is over."""
    mia = await arrive()
    await mia.begins()
    for number, mark in enumerate((PASSING_MARK, PROPOSAL_MARK), 1):
        await mia.is_told(row("Mag dat?", number=number, options=ANSWERS, prompt=f"{number}{mark}"))
    await mia.is_told(row("Dag, ik ben Bo.", number=3, purpose=Purpose.TALK))
    buttons = mia.page.locator("button", has_text="Ja")
    await expect(buttons).to_have_count(2)

    await buttons.first.click()
    heard = await chat.listener.next()
    assert heard.choice == Choice(f"1{PASSING_MARK}", "yes")
    await expect(mia.page.locator("button:not([aria-disabled])", has_text="Ja")).to_have_count(1)
    await mia.is_told(row("Wat wil je nu?", number=4, options=ANSWERS))
    await expect(mia.page.locator("button:not([aria-disabled])", has_text="Ja")).to_have_count(1)
