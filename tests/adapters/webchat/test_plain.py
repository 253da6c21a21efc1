"""The conversation without a script: forms go in, a page that goes on comes out, and nothing is lost or doubled."""

import asyncio
import re
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import timedelta
from html import unescape
from urllib.parse import urlencode
from uuid import uuid4

import aiohttp
import pytest

from bot.channels.webchat import Limits
from bot.channels.webchat.frames import LONGEST_TEXT, SIZES
from bot.channels.webchat.sessions import sender_of
from bot.errors import StoreDown
from bot.model import Choice, InboundKind, Option, Purpose, Sender
from tests.adapters.webchat.rig import ANSWERS, PATIENCE_S, Rig, row

A_KEY, AN_ID = "a" * 43, "6e8e3c5c-2c9e-4b7a-9d53-6bb1c8c0e2f1"


class PlainTab:
    """A browser without a script: it knows the last page it got, and the buttons on it."""

    def __init__(self, chat: Rig, session: aiohttp.ClientSession) -> None:
        self.html = ""
        self.answer: aiohttp.ClientResponse | None = None
        self.chunks: list[int] = []
        self._chat = chat
        self._session = session

    @property
    def token(self) -> str:
        """The key that stands in the forms of the page."""
        return self.field("key")

    @property
    def sender(self) -> Sender:
        """Who the bot takes this page for."""
        return sender_of(self.token)

    @property
    def words(self) -> list[str]:
        """What stands on the page, in order; what was wiped is not seen any more."""
        seen = self.html.rpartition('<div class="log part-')[2]
        return [unescape(text) for text in re.findall(r'<p class="words"[^>]*>(.*?)</p>', seen, flags=re.DOTALL)]

    def field(self, name: str) -> str:
        """Return the value of a hidden field."""
        found = re.findall(rf'name="{name}" value="([^"]*)"', self.html)
        return unescape(found[-1]) if found else ""

    async def presses(self, do: str, *, headers: Mapping[str, str] | None = None, **fields: str) -> None:
        """Press a button; the page that comes is read as far as it is there at once."""
        own = {"key": self.token, "id": self.field("id"), "do": do} | fields
        await self.sends(urlencode({name: value for name, value in own.items() if value}), headers=headers)

    async def sends(self, body: str | bytes, *, headers: Mapping[str, str] | None = None) -> None:
        """Send any form."""
        kind = {"Content-Type": "application/x-www-form-urlencoded"}
        if self.answer is not None:
            self.answer.close()
        self.html, self.chunks = "", []
        self.answer = await self._session.post(f"{self._chat.origin}/", data=body, headers={**kind, **(headers or {})})
        await self.reads()

    async def chooses(self, option: str) -> None:
        """Tap an option of the last question."""
        await self.presses("", prompt=self.field("prompt"), option=option)

    async def reads(self) -> None:
        """Read on, until the next piece of the page is whole."""
        assert self.answer is not None
        async with asyncio.timeout(PATIENCE_S):
            chunk = await self.answer.content.readany()
            while not (len(chunk) % SIZES[0] == 0 and chunk.endswith(b" ")) and not self.answer.content.at_eof():
                chunk += await self.answer.content.readany()
        self.chunks.append(len(chunk))
        self.html += chunk.decode()

    async def goes_away(self) -> None:
        """Lose the line, or close the tab: nobody tells us which."""
        assert self.answer is not None
        self.answer.close()


@asynccontextmanager
async def plain_tab(chat: Rig) -> AsyncIterator[PlainTab]:
    """Open a browser without a script that reads Dutch."""
    async with aiohttp.ClientSession(headers={"Accept-Language": "nl"}) as session:
        tab = PlainTab(chat, session)
        yield tab
        if tab.answer is not None:
            tab.answer.close()


@pytest.fixture
async def mia(chat: Rig) -> AsyncIterator[PlainTab]:
    """Somebody who began, in a browser without a script."""
    async with plain_tab(chat) as tab:
        await tab.sends("do=start")
        yield tab


async def test_a_conversation_of_plain_pages(chat: Rig, mia: PlainTab) -> None:
    """Begin, read, tap, type: each press is heard once, and each page shows all there was."""
    start = await chat.listener.next()
    await chat.channel.send(mia.sender, row("Kun je nu vrij typen?", options=ANSWERS))
    await mia.reads()
    assert mia.words == ["Kun je nu vrij typen?"]
    assert '<button class="option" name="option" value="yes"' in mia.html

    await mia.chooses("yes")
    tap = await chat.listener.next()
    assert mia.words == ["Kun je nu vrij typen?", "Ja"]
    await mia.presses("text", text=" Twee\r\nregels <b> ")
    said = await chat.listener.next()

    assert (start.kind, start.sender, start.language_hint) == (InboundKind.START, mia.sender, "nl")
    assert tap.choice == Choice("p1", "yes")
    assert (said.kind, said.text) == (InboundKind.TEXT, "Twee\nregels <b>")
    assert mia.words == ["Kun je nu vrij typen?", "Ja", "Twee\nregels <b>"]
    assert "<b>" not in mia.html


async def test_what_comes_is_shown_without_a_press(chat: Rig, mia: PlainTab) -> None:
    """The page goes on as long as it is open, so that a human's words are there when they are said."""
    await chat.channel.send(mia.sender, row("Een", number=1))
    await mia.reads()
    await chat.channel.send(mia.sender, row("Twee, van een mens", number=2, purpose=Purpose.TALK))
    await mia.reads()

    assert mia.words == ["Een", "Twee, van een mens"]
    assert "Mens" in mia.html


async def test_the_same_form_again_is_heard_once(chat: Rig, mia: PlainTab) -> None:
    """Whoever presses twice, or reloads the page and lets the browser send it again, said it once."""
    form = urlencode({"key": mia.token, "id": str(uuid4()), "do": "text", "text": "hallo"})
    for _ in range(3):
        await mia.sends(form)

    assert [inbound.text for inbound in chat.listener.heard] == ["", "hallo"]
    assert mia.words == ["hallo"]


async def test_what_could_not_be_kept_stands_in_the_field_again(chat: Rig, mia: PlainTab) -> None:
    """While the database is away nothing has to be typed anew; pressed again, it is heard once."""
    chat.listener.faults = [StoreDown()]
    await mia.presses("text", text="een <lang> verhaal")

    assert 'role="alert">Dat lukte even niet.' in mia.html
    assert "een &lt;lang&gt; verhaal</textarea>" in mia.html
    assert mia.words == []

    event = mia.field("id")
    await mia.presses("text", text="een <lang> verhaal")
    assert mia.words == ["een <lang> verhaal"]
    assert mia.field("id") != event
    assert len(chat.listener.heard) == 2


async def test_a_text_that_is_too_long_is_given_back(chat: Rig, mia: PlainTab) -> None:
    """As on the other page; nothing of it is heard."""
    await mia.presses("text", text="x" * (LONGEST_TEXT + 1))

    assert "Dit bericht is te lang." in mia.html
    assert f"{'x' * (LONGEST_TEXT + 1)}</textarea>" in mia.html
    assert len(chat.listener.heard) == 1


async def test_the_longest_text_arrives(chat: Rig, mia: PlainTab) -> None:
    """Twelve bytes a sign at most, as a form writes them."""
    await mia.presses("text", text="🙂" * LONGEST_TEXT)

    assert chat.listener.heard[-1].text == "🙂" * LONGEST_TEXT


async def test_nothing_pressed_says_nothing(chat: Rig, mia: PlainTab) -> None:
    """An empty field, and the button that only looks."""
    await mia.presses("text", text="  \r\n ")
    await mia.presses("look")

    assert len(chat.listener.heard) == 1


async def test_who_floods_waits(mia: PlainTab) -> None:
    """The same budget as for frames; what was typed stays in the field."""
    for _ in range(6):
        await mia.presses("text", text="y" * 18_000, id=str(uuid4()))

    assert 'role="alert">Dat lukte even niet.' in mia.html
    assert "yyy</textarea>" in mia.html


async def test_a_bubble_waits_for_a_page_that_is_away(chat: Rig, mia: PlainTab) -> None:
    """Between two pages nothing is lost, doubled or turned round."""
    await chat.channel.send(mia.sender, row("Een", number=1))
    await mia.reads()
    async with asyncio.TaskGroup() as group:
        group.create_task(mia.presses("text", text="ik"))
        for number, text in enumerate(("Twee", "Drie"), 2):
            await chat.channel.send(mia.sender, row(text, number=number))
    await mia.presses("look")

    assert sorted(mia.words) == sorted(["Een", "ik", "Twee", "Drie"])
    assert mia.words.index("Twee") < mia.words.index("Drie")


async def test_a_wipe_leaves_nothing_on_the_page_nor_in_memory(chat: Rig, mia: PlainTab) -> None:
    """What was said is gone from the sight at once, and stands on no later page; the last sentence does."""
    await chat.channel.send(mia.sender, row("Dat niemand dit leest", number=1))
    await mia.reads()
    await chat.channel.delete(mia.sender, ())
    await mia.reads()
    await chat.channel.send(mia.sender, row("Gewist.", number=2))
    await mia.reads()
    assert mia.words == ["Gewist."]

    await mia.presses("look")
    assert "niemand" not in mia.html
    assert mia.words == ["Gewist."]


async def test_leaving_goes_elsewhere_first_and_then_forgets(chat: Rig, mia: PlainTab) -> None:
    """The answer replaces the page by a harmless one and lets the browser forget; the bot does so too."""
    await mia.presses("text", text="iets")
    token, last = mia.token, mia.field("id")
    await mia.sends(urlencode({"key": token, "id": last, "do": "leave"}))

    assert mia.answer is not None
    assert mia.answer.headers["Refresh"] == "0; url=/elsewhere"
    assert mia.answer.headers["Clear-Site-Data"] == '"cache", "storage"'
    assert mia.answer.headers["Cache-Control"] == "no-store"
    assert "Set-Cookie" not in mia.answer.headers
    assert token not in mia.html
    for expected in (InboundKind.START, InboundKind.TEXT, InboundKind.LEFT):
        assert (await chat.listener.next()).kind is expected


async def test_whoever_left_is_never_found_on_the_way_back(chat: Rig, mia: PlainTab) -> None:
    """A form that the browser sends again after the exit gets what a stranger gets."""
    await mia.presses("text", text="geheim")
    form = urlencode({"key": mia.token, "id": mia.field("id"), "do": "text", "text": "geheim"})
    await mia.presses("leave")
    while (await chat.listener.next()).kind is not InboundKind.LEFT:
        pass
    async with aiohttp.ClientSession(headers={"Accept-Language": "nl"}) as session:
        stranger = await (await session.get(f"{chat.origin}/")).text()
        kind = {"Content-Type": "application/x-www-form-urlencoded"}
        answer = await (await session.post(f"{chat.origin}/", data=form, headers=kind)).text()

    assert answer == stranger


async def test_a_press_just_before_leaving_does_not_keep_anybody(chat: Rig, mia: PlainTab) -> None:
    """The exit is no form that could count as heard already."""
    event = mia.field("id")
    await mia.presses("text", text="hallo", id=event)
    await mia.presses("leave", id=event)

    kinds = [(await chat.listener.next()).kind for _ in range(3)]
    assert kinds == [InboundKind.START, InboundKind.TEXT, InboundKind.LEFT]


SOON = replace(Limits(), heartbeat=timedelta(milliseconds=20))


async def _is_away(chat: Rig) -> None:
    """Wait until the server noticed that the page is gone."""
    async with asyncio.timeout(PATIENCE_S):
        await chat.clock.somebody_lay_down.wait()


async def test_a_page_that_went_away_has_left_after_ten_minutes() -> None:
    """Without a script nobody says that the tab was closed; what stood on it is forgotten too."""
    async with Rig(SOON).serve() as chat, plain_tab(chat) as mia:
        await mia.sends("do=start")
        assert (await chat.listener.next()).kind is InboundKind.START
        chat.clock.somebody_lay_down.clear()
        await mia.goes_away()
        await _is_away(chat)
        chat.clock.advance(timedelta(minutes=10))

        left = await chat.listener.next()

    assert (left.kind, left.sender) == (InboundKind.LEFT, mia.sender)
    assert len(chat.channel.sessions) == 0


async def test_whoever_comes_back_in_time_goes_on() -> None:
    """A lost line is no goodbye."""
    async with Rig(SOON).serve() as chat, plain_tab(chat) as mia:
        await mia.sends("do=start")
        await mia.presses("text", text="hallo")
        chat.clock.somebody_lay_down.clear()
        await mia.goes_away()
        await _is_away(chat)
        chat.clock.advance(timedelta(minutes=9))

        await mia.presses("look")
        chat.clock.advance(timedelta(minutes=9))
        await mia.presses("text", text="nog hier")

    assert mia.words == ["hallo", "nog hier"]
    assert [inbound.kind for inbound in chat.listener.heard] == [InboundKind.START, InboundKind.TEXT, InboundKind.TEXT]


async def test_a_page_that_takes_nothing_any_more_gives_way(chat: Rig, mia: PlainTab) -> None:
    """A dead line that nobody noticed holds nothing up, and whoever is back by another has not left."""
    reader, writer = await asyncio.open_connection("127.0.0.1", chat.port)
    body = urlencode({"key": mia.token, "id": str(uuid4()), "do": "look"}).encode()
    writer.write(
        b"POST / HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/x-www-form-urlencoded\r\n"
        b"Content-Length: %d\r\n\r\n%s" % (len(body), body)
    )
    await reader.readuntil(b'role="log"')  # and from here on it reads nothing
    async with asyncio.timeout(PATIENCE_S), asyncio.TaskGroup() as group:
        number, stuck = 1, False
        while not stuck:
            number += 1
            sending = group.create_task(chat.channel.send(mia.sender, row("é" * 20_000, number=number)))
            _, pending = await asyncio.wait({sending}, timeout=0.2)
            stuck = bool(pending)
        await mia.presses("look")

    chat.clock.advance(timedelta(minutes=11))
    await mia.presses("text", text="nog hier")
    writer.close()

    assert [inbound.kind for inbound in chat.listener.heard] == [InboundKind.START, InboundKind.TEXT]
    assert "é" * 20_000 in mia.words


async def test_a_server_that_stops_takes_nobody_for_gone() -> None:
    """The next one hears whoever presses a button; their key says who they are."""
    async with Rig(SOON).serve() as chat, plain_tab(chat) as mia:
        await mia.sends("do=start")
        chat.clock.somebody_lay_down.clear()
        await mia.goes_away()
        await _is_away(chat)
        await chat.channel.close()
        chat.clock.advance(timedelta(minutes=10))
    again = Rig()
    async with again.serve(), plain_tab(again) as tab:
        await tab.sends(urlencode({"key": mia.token, "id": mia.field("id"), "do": "text", "text": "hallo"}))

    assert [inbound.kind for inbound in chat.listener.heard] == [InboundKind.START]
    assert [(inbound.text, inbound.sender) for inbound in again.listener.heard] == [("hallo", mia.sender)]


async def test_every_piece_of_the_page_has_one_of_eight_lengths(chat: Rig, mia: PlainTab) -> None:
    """As the frames of the other page, against whoever counts bytes on the line."""
    for text in ("ja", "nee, liever niet", "x" * 20_000):
        await mia.presses("text", text=text)
        assert set(mia.chunks) <= set(SIZES)
    await chat.channel.send(mia.sender, row("Dag. " * 60, options=ANSWERS))
    await mia.reads()

    assert set(mia.chunks) <= set(SIZES)


async def test_only_the_last_question_can_be_answered(chat: Rig, mia: PlainTab) -> None:
    """What was asked before stands there as it was said, without its buttons."""
    await chat.channel.send(mia.sender, row("Een?", number=1, options=ANSWERS))
    await chat.channel.send(mia.sender, row("Twee?", number=2, options=(Option("x", "Zeg <ik>"),)))
    await mia.presses("look")

    assert mia.html.count('class="option"') == 1
    assert "Zeg &lt;ik&gt;" in mia.html


async def test_a_password_among_the_fields_for_the_browser_that_heeds_it(chat: Rig) -> None:
    """Chromium writes forms to its disk, to open tabs again, but none with a password; others might ask to keep it."""
    async with plain_tab(chat) as chromium, plain_tab(chat) as other:
        await chromium.sends("do=start", headers={"User-Agent": "Mozilla/5.0 Chrome/140.0.0.0 Safari/537.36"})
        await other.sends("do=start")

    assert f'<input type="password" name="key" value="{chromium.token}" autocomplete="one-time-code"' in chromium.html
    assert f'<input type="hidden" name="key" value="{other.token}"' in other.html


@pytest.mark.parametrize(
    ("status", "body", "headers"),
    [
        (400, "", {}),
        (400, "do=text&text=x", {}),
        (400, f"key={A_KEY[1:]}&id={AN_ID}&do=text&text=x", {}),
        (400, f"key={A_KEY}&id=1&do=text&text=x", {}),
        (400, f"key={A_KEY}&id={AN_ID}&do=rubbish", {}),
        (400, f"key={A_KEY}&id={AN_ID}&do=start", {}),
        (400, f"key={A_KEY}&id={AN_ID}&option={'x' * 201}&prompt=p1", {}),
        (400, f"key={A_KEY}&id={AN_ID}&option=x%00&prompt=p1", {}),
        (400, "&".join(f"f{number}=1" for number in range(20)), {}),
        (400, b"\xff\xfe", {}),
        (413, "x" * (256 * 1024 + 1), {}),
        (415, "{}", {"Content-Type": "application/json"}),
        (403, "do=start", {"Sec-Fetch-Site": "cross-site"}),
        (403, "do=start", {"Origin": "https://evil.example"}),
    ],
)
async def test_what_is_no_form_of_ours_is_refused(
    chat: Rig, status: int, body: str | bytes, headers: dict[str, str]
) -> None:
    """And nothing of it reaches the bot."""
    async with plain_tab(chat) as mia:
        await mia.sends(body, headers=headers)

    assert mia.answer is not None
    assert mia.answer.status == status
    assert chat.listener.heard == []


async def test_no_other_page_brings_anybody_into_a_talk_of_its_own(chat: Rig, mia: PlainTab) -> None:
    """Its maker knows the key, and would read along. An old browser tells such a page by the Origin `null` alone."""
    await chat.listener.next()
    await mia.presses("text", text="van een ander", headers={"Origin": "null"})
    brought, heard = mia.html, len(chat.listener.heard)
    await mia.sends("do=start", headers={"Origin": "null"})  # a key that nobody else knows
    await chat.listener.next()
    await mia.presses("text", text="van mij")  # so old that it tells nothing at all
    own = await chat.listener.next()
    await mia.presses("leave", headers={"Origin": "null"})

    assert ('id="begin"' in brought, 'name="key"' in brought, heard) == (True, False, 1)
    assert own.text == "van mij"
    assert (await chat.listener.next()).kind is InboundKind.LEFT


async def test_signs_that_cannot_be_kept_are_replaced(chat: Rig, mia: PlainTab) -> None:
    """A NUL, half a sign, bytes that are none: the rest of the message arrives."""
    body = urlencode({"key": mia.token, "id": mia.field("id"), "do": "text"})
    await mia.sends(f"{body}&text=a%00b%ED%A0%80%FFc")

    assert chat.listener.heard[-1].text.replace("\ufffd", "") == "abc"


async def test_an_unknown_option_is_for_the_bot_to_judge(chat: Rig, mia: PlainTab) -> None:
    """Nobody says words that were never offered; the press itself is heard like any old button."""
    await mia.presses("", prompt="p9", option="nothing")

    assert mia.words == []
    assert chat.listener.heard[-1].choice == Choice("p9", "nothing")


async def test_the_page_follows_the_language_that_is_chosen(chat: Rig, mia: PlainTab) -> None:
    """With the next press, and from then on; a language that we do not have changes nothing."""
    await mia.presses("text", text="bonjour", language="fr")
    assert '<html lang="fr" dir="ltr">' in mia.html
    await mia.presses("text", text="encore", language="xx")

    assert '<html lang="fr"' in mia.html
    assert [inbound.language_hint for inbound in chat.listener.heard] == ["nl", "fr", "fr"]


async def test_a_talk_of_any_length_stays_a_page(chat: Rig, mia: PlainTab) -> None:
    """The oldest goes from the page and from memory when it gets much."""
    for number in range(70):
        await chat.channel.send(mia.sender, row(f"regel {number}", number=number + 1))
    await mia.presses("look")

    assert mia.words == [f"regel {number}" for number in range(10, 70)]
    await chat.channel.send(mia.sender, row("lang " * 3_999, number=80))
    await chat.channel.send(mia.sender, row("lang " * 4_000, number=81))
    await chat.channel.send(mia.sender, row("kort", number=82))
    await mia.presses("look")

    assert [len(text) for text in mia.words] == [19_995, 20_000, 4]
