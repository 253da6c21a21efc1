"""Who and what comes to the bot in a canary scan: people whose every field is a canary, and those who wish it ill."""

import asyncio
import json
from collections.abc import Iterator
from typing import Any

import aiohttp
from websockets.asyncio.client import connect
from websockets.exceptions import ConnectionClosed

from tests.canaries.marks import PASSWORD, STAFF, WORDS, person_id, phone, text
from tests.kill.counsellor import Counsellor
from tests.kill.lives import LIFE_S, WatchedApi
from tests.peers.telegram.people import Person, Shown, World
from tests.peers.telegram.updates import BUTTON_KEY

A_DAY_S = 86_400
INTO_THE_QUEUE = ("ja", "nederland", "binnen")
ADA = f"ada-{STAFF}"


class Named(Person):
    """A person on Telegram whose names are canaries."""

    def __init__(self, world: World, number: int) -> None:
        super().__init__(world, person_id(number), "nl")
        self.number = number

    @property
    def user(self) -> dict[str, Any]:
        """The person as Telegram describes them."""
        return {"is_bot": False, "language_code": "nl", "is_premium": True, **self._names()}

    @property
    def chat(self) -> dict[str, Any]:
        """The private chat."""
        return {"type": "private", **self._names()}

    def _names(self) -> dict[str, Any]:
        named = {name: text(name, self.number) for name in ("first_name", "last_name", "username")}
        return {"id": self.id, **named}

    async def walks(self, *options: str) -> None:
        """Take one option after the other, each when it is offered."""
        for option in options:
            shown = await self.is_offered(option)
            self.taps(option, shown)

    async def is_offered(self, option: str) -> Shown:
        """Wait until something can be chosen."""
        while True:
            shown = await self.reads(LIFE_S)
            if any(data.partition(":")[2] == option for _, data in shown.buttons):
                return shown

    async def is_told(self, words: str) -> None:
        """Wait for a bubble."""
        while words not in (await self.reads(LIFE_S)).text:
            pass


def named(api: WatchedApi, number: int) -> Named:
    """Return a person of this number."""
    person = Named(api.world, number)
    api.world.people[person.id] = person
    return person


def does_everything(api: WatchedApi, number: int) -> None:
    """Somebody writes, sends, presses, edits and forwards all that Telegram knows, and then wipes or blocks."""
    mia = named(api, number)

    def word(kind: str) -> str:
        return text(kind, number, "ik vertel dit aan niemand")

    mia.says(f"/start {text('start', number)}")
    first = mia.says(word("verhaal"))
    mia.edits(first, word("verbeterd"))
    mia.sends_photo(word("bijschrift"))
    mia.sends(
        contact={"phone_number": phone(number % 1000), "first_name": word("vriend"), "user_id": person_id(number)}
    )
    mia.sends(
        venue={"title": word("plek"), "address": word("straat"), "location": {"latitude": 52.1, "longitude": 4.3}}
    )
    mia.sends(document={"file_id": "BQ", "file_unique_id": "B", "file_name": word("bestand")}, caption=word("erbij"))
    mia.sends(poll={"id": "1", "question": word("peiling"), "options": [{"text": word("keuze"), "voter_count": 0}]})
    mia.says(
        word("doorgestuurd"), forward_origin={"type": "hidden_user", "sender_user_name": word("afzender"), "date": 1}
    )
    mia.says(
        word("link"), entities=[{"type": "text_link", "offset": 0, "length": 3, "url": f"https://{WORDS}.example"}]
    )
    mia.says(f"Bel mij op {phone(number % 1000)}.")
    mia.says(f"ik wil niet meer leven {word('nood')}")
    mia.presses(text("knop", number)[:64])
    mia.says(word("nog-iets"))
    match number % 4:
        case 0:
            mia.says("wis")
        case 1:
            mia.blocks()
        case _:
            pass


def is_malformed(api: WatchedApi, number: int) -> None:
    """Updates that no Telegram would send: cut off, of the wrong kinds, of kinds that nobody asked for, from groups."""
    mia = named(api, number)
    word, updates = text("kapot", number), api.updates
    for body in _broken(word, mia.id):
        updates.put_raw(body.replace(b"UPDATE", str(updates.next_id).encode()), mia.id, A_DAY_S)
    for kind in ("inline_query", "chosen_inline_result", "business_message", "message_reaction", "unheard_of"):
        content = {"from": mia.user, "chat": mia.chat, "id": "1", "query": word, "text": word, "date": 1}
        updates.put_raw(
            json.dumps({"update_id": updates.next_id, kind: content}).encode(), mia.id + BUTTON_KEY, A_DAY_S
        )
    group = api.group(-person_id(number), "supergroup")
    group.adds_bot(mia)
    group.says(mia, word)


def _broken(word: str, chat: int) -> Iterator[bytes]:
    """Return bodies of updates; UPDATE stands for the id."""
    yield b'{"update_id":UPDATE,"message":{"text":"' + word.encode() + b'","chat":{"id":' + str(chat).encode() + b"}}}"
    yield b'{"update_id":UPDATE,"message":{"text":["' + word.encode() + b'"]}}'
    yield b'{"update_id":UPDATE,"message":"' + word.encode() + b'"}'
    yield b'{"update_id":UPDATE,"callback_query":{"id":"' + word.encode() + b'","data":{"' + word.encode() + b'":1}}}'
    yield b'{"update_id":UPDATE,"' + word.encode() + b'":{}}'


async def talks(api: WatchedApi, ada: Counsellor, number: int, lines: int) -> None:
    """Somebody reaches Ada, and they write to each other; the talk stays open."""
    mia = named(api, number)
    mia.says("hallo")
    await mia.walks(*INTO_THE_QUEUE, "mens", "ja", "m30", "wachten", "m30")
    await mia.is_told("in de rij")
    case = (await ada.sees_queue())[-1]["id"]  # the newest: others may be in it from an earlier life
    await ada.claims(case)
    for line in range(lines):
        said = text("bureau", number * 100 + line)
        await ada.says(case, said)
        await ada.drafts(case, text("concept", number * 100 + line))
        await ada.notes(case, text("notitie", number * 100 + line))
        await mia.is_told(said)
        mia.says(text("antwoord", number * 100 + line, "Mijn zus weet het nog niet."))
    last = text("slot", number, "Dat was het.")
    mia.says(last)
    await ada.reads_from_help_seeker(case, last)


async def tells_a_name(api: WatchedApi, browser: aiohttp.ClientSession, ada: Counsellor, number: int) -> None:
    """Somebody is asked for a name, which is kept in the conversation and stands on the card that Ada reads."""
    mia, name = named(api, number), text("bijnaam", number)
    mia.says("hallo")
    await mia.walks("ja", "naam")
    await mia.is_told("Hoe heet je?")
    mia.says(name)
    await mia.walks("praten", "m15")
    await mia.is_told("in de rij")
    case = (await ada.sees_queue())[-1]["id"]
    await ada.claims(case)
    async with browser.get(f"{ada.url}/desk/cases/{case}/lines") as answer:
        assert name in await answer.text()


async def opens_tab(url: str, number: int) -> None:
    """Somebody talks in the web chat, a hostile page says what no page would, and a tab is closed."""
    word = text("web", number, "Ze lezen mijn telefoon.")
    token = text("web", number).ljust(43, "x")[:43]
    said = [
        {"type": "hello", "language": "nl"},
        {"type": "start", "id": _uuid(number, 1)},
        {"type": "text", "id": _uuid(number, 2), "text": word},
        {"type": "choice", "id": _uuid(number, 3), "prompt": word, "option": word},
        {"type": "text", "id": _uuid(number, 4), "text": word * 600},
        {"type": word, word: word},
        {"type": "hello", "language": "nl", "token": token},
    ]
    headers = {"X-Forwarded-For": "192.0.2.7", "User-Agent": word, "Cookie": f"ajar={word}"}
    async with connect(f"{url.replace('http', 'ws')}/chat", origin=url, additional_headers=headers) as page:  # type: ignore[arg-type]
        try:
            for frame in said:
                await page.send(json.dumps(frame))
            await page.send(f'{{"text": "{word}')
            await page.send(word.encode())
            await page.send('{"type":"ping"}')
            while json.loads(await page.recv())["type"] != "pong":
                pass
        except ConnectionClosed:
            pass
    async with aiohttp.ClientSession() as session:
        await _asks(session, "POST", f"{url}/chat/bye", json={"token": token, "id": _uuid(number, 9)})
        await _asks(session, "POST", f"{url}/chat/bye", data=word)


async def knocks(url: str, number: int, metrics: str) -> list[str]:
    """Somebody tries addresses, forms and headers; returns what the addresses tell that give no person away."""
    word = text("klop", number)
    headers = {
        "User-Agent": word,
        "Referer": f"https://{word}.example/",
        "X-Forwarded-For": word,
        "Cookie": f"a={word}",
    }
    async with aiohttp.ClientSession(headers=headers) as session:
        for path in (
            "/",
            f"/{word}",
            "/desk",
            "/desk/login",
            "/preview",
            "/board",
            "/telegram",
            f"/desk/static/{word}",
        ):
            for method in ("GET", "POST", "PUT", "QQXV"):
                await _asks(session, method, f"{url}{path}?q={word}", data=word)
        secret = {"X-Telegram-Bot-Api-Secret-Token": word}
        await _asks(session, "POST", f"{url}/telegram", headers=secret, json={"message": {"text": word}})
        form = {"login": word, "password": f"{PASSWORD}-{number}", "csrf": word}
        await _asks(session, "POST", f"{url}/desk/login", data=form, headers={"Origin": url})
        reader = {"Authorization": f"Bearer {metrics}"}
        told = [await _asks(session, "GET", f"{url}{path}", headers=reader) for path in ("/healthz", "/readyz")]
        return [*told, await _asks(session, "GET", f"{url}/metrics", headers=reader)]


async def _asks(session: aiohttp.ClientSession, method: str, url: str, **what: Any) -> str:  # noqa: ANN401 - for aiohttp
    async with session.request(method, url, **what) as answer:
        return await answer.text()


async def mistypes(session: aiohttp.ClientSession, url: str, number: int) -> None:
    """A counsellor types a wrong password, a password as a name, and hers as somebody else's."""
    headers = {"Origin": url, "Accept": "application/json"}
    async with session.get(f"{url}/desk/login", headers=headers) as answer:
        csrf = (await answer.json())["csrf"]
    wrong = f"{PASSWORD}-{number}"
    for login, password in ((ADA, wrong), (wrong, wrong), (text("inlog", number), wrong)):
        form = {"login": login, "password": password, "csrf": csrf}
        async with session.post(f"{url}/desk/login", headers=headers, data=form) as answer:
            assert answer.status == 401, await answer.text()


async def previews(session: aiohttp.ClientSession, url: str, number: int) -> None:
    """An editor plays the conversation, and types into it."""
    word = text("proef", number, "Wat zou iemand hier typen?")
    doings = [{"channel": channel, "text": word} for channel in ("telegram", "webchat")]
    play = {"kind": "play", "number": 1, "language": "nl", "doings": doings}
    async with session.ws_connect(f"{url}/preview/live", headers={"Origin": url}) as socket:
        await socket.send_json(play)
        async with asyncio.timeout(LIFE_S):
            async for message in socket:
                if message.json()["kind"] == "played":
                    break
        await socket.send_str(f'{{"kind": "{word}"}}')


def _uuid(number: int, place: int) -> str:
    return f"00000000-0000-4000-8000-{number:08x}{place:04x}"
