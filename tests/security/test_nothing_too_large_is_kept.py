"""S14: whatever is sent, and however much of it, is answered or left alone by a rule, and none of it is stored."""

import json
from collections.abc import AsyncIterator, Coroutine
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import aiohttp
import pytest

from bot.channels.telegram import TelegramClient, TelegramIngress
from bot.channels.telegram.reader import read
from bot.channels.terminal import LONGEST_TEXT, TerminalChannel
from bot.model import CaseId, Line
from bot.storage.keyring import MemoryKeyring
from bot.storage.sql import SqlStore
from tests.adapters.telegram.updates import CHAT, GROUP, MIA, member, message, press
from tests.adapters.webchat.rig import Rig as WebRig
from tests.canaries.marks import forms_of
from tests.fakes import FakeChannel, FakeClock, SwiftClock
from tests.house import Counsellor, House, Person

CANARY: Final = "Zeldzamevogel7391"
MIB: Final = 1_048_576


def of_length(characters: int) -> str:
    """Return a text that says its canary over and over, cut to a length."""
    return (f"{CANARY} " * (characters // len(CANARY) + 1))[:characters]


ANSWERED, LEFT, IGNORED = "answered", "left", "ignored"
SIZES: Final = (1, 4_096, 4_097, MIB)
FILE = {
    "file_id": CANARY,
    "file_unique_id": CANARY,
    "file_name": of_length(4_000),
    "file_size": MIB,
    "width": 1,
    "height": 1,
}
ALSO = {"caption": of_length(4_097), "caption_entities": [], "media_group_id": CANARY}
FORWARDED = {"forward_origin": {"type": "hidden_user", "sender_user_name": CANARY, "date": 1}, "forward_date": 1}
QUOTING = {"reply_to_message": message(text=of_length(4_096)), "quote": {"text": CANARY, "position": 0}}
CONTENT: Final[dict[str, object]] = {
    **dict.fromkeys(("animation", "audio", "document", "sticker", "video", "video_note", "voice", "story"), FILE),
    "photo": [FILE] * 4,
    "contact": {"phone_number": "+31612345678", "first_name": CANARY, "vcard": of_length(2_048), "user_id": 5},
    "location": {"latitude": 52.1, "longitude": 5.1, "live_period": 900},
    "venue": {"location": {"latitude": 52.1, "longitude": 5.1}, "title": CANARY, "address": of_length(1_000)},
    "poll": {"id": "1", "question": of_length(300), "options": [{"text": of_length(100), "voter_count": 0}] * 12},
    "checklist": {"title": CANARY, "tasks": [{"id": 1, "text": of_length(200)}] * 30},
    "dice": {"emoji": "🎲", "value": 6},
    "game": {"title": CANARY, "description": of_length(4_096), "photo": [FILE]},
    "invoice": {
        "title": CANARY,
        "description": CANARY,
        "start_parameter": CANARY,
        "currency": "EUR",
        "total_amount": 1,
    },
    "paid_media": {"star_count": 1, "paid_media": [{"type": "photo", "photo": [FILE]}]},
    "users_shared": {"request_id": 1, "users": [{"user_id": 5, "first_name": CANARY}]},
    "web_app_data": {"data": of_length(4_096), "button_text": CANARY},
    "passport_data": {"data": [{"type": "email", "email": CANARY}], "credentials": {"data": CANARY}},
    "something_of_next_year": {"text": of_length(50_000)},
}
"""Everything that a message can hold beside text, with a canary wherever words, names or numbers fit."""


@dataclass(frozen=True)
class Case:
    """An update, and what becomes of it."""

    name: str
    fate: str
    update: dict[str, Any]

    @property
    def has_words(self) -> bool:
        """A counsellor gets them in a talk, and no bubble answers them."""
        return any("text" in self.update.get(kind, {}) for kind in ("message", "edited_message"))


def cases() -> list[Case]:
    """Return every kind of update: private, forwarded, edited, of groups and channels, and those we never asked for."""
    private = [Case(f"text of {size}", ANSWERED, {"message": message(text=of_length(size))}) for size in SIZES]
    private += [Case(f"edit of {size}", ANSWERED, {"edited_message": message(text=of_length(size))}) for size in SIZES]
    private += [Case(kind, ANSWERED, {"message": message(**{kind: held, **ALSO})}) for kind, held in CONTENT.items()]
    private += [
        Case("forwarded text", ANSWERED, {"message": message(text=of_length(4_096), **FORWARDED)}),
        Case("forwarded photo", ANSWERED, {"message": message(photo=[FILE], **ALSO, **FORWARDED)}),
        Case("quoted text", ANSWERED, {"message": message(text=CANARY, **QUOTING)}),
        Case("start with a parameter", ANSWERED, {"message": message(text=f"/start {CANARY}")}),
        Case("button of 64 bytes", ANSWERED, {"callback_query": press(f"9-{CANARY}:" + "x" * 43)}),
        Case("button of 20,000", ANSWERED, {"callback_query": press(of_length(20_000))}),
        Case("edited photo", IGNORED, {"edited_message": message(photo=[FILE], **ALSO)}),
        Case("pinned", IGNORED, {"message": message(pinned_message=message(text=CANARY))}),
    ]
    groups = [
        Case(f"{kind} in a {place}", LEFT, {of: message(GROUP | {"type": place, "title": CANARY}, **content)})
        for place in ("group", "supergroup", "channel")
        for of, kind, content in (
            ("message", "text", {"text": of_length(4_096)}),
            ("message", "photo", {"photo": [FILE], **ALSO}),
            ("edited_message", "edit", {"text": of_length(4_096)}),
            ("channel_post", "post", {"text": of_length(4_096)}),
        )
    ]
    groups.append(Case("added to a group", LEFT, {"my_chat_member": member(GROUP | {"title": CANARY}, "member")}))
    never_asked_for = [
        Case(kind, IGNORED, {kind: {"id": "1", "from": MIA, "query": of_length(4_096), "chat": CHAT, "text": CANARY}})
        for kind in ("inline_query", "poll", "chat_member", "message_reaction", "business_message", "new_kind")
    ]
    return private + groups + never_asked_for


class Place:
    """A house on SQLite, the way in from Telegram, and every byte that lies on the disk."""

    def __init__(self, folder: Path, store: SqlStore, clock: FakeClock, client: TelegramClient) -> None:
        self.folder = folder
        self.left: list[object] = []
        self.house = House(store, clock, channel=FakeChannel())
        journal = self.house.journal
        self.ingress = TelegramIngress(
            client, self.house.conversations, clock=SwiftClock(), journal=journal, spawn=self._chore
        )
        self._numbers = iter(range(1_000_000, 2_000_000))  # apart from those of the house

    def _chore(self, work: Coroutine[Any, Any, None]) -> None:
        work.close()  # answers to presses and leavings: what they are is counted by the hearing

    async def takes(self, update: dict[str, Any]) -> str:
        """Let an update come in, and tell what became of it."""
        counts, shown = self.ingress.hearing.counts, self.shown()
        left, ignored = counts["left"], counts["ignored"]
        read_update = read(json.dumps({"update_id": next(self._numbers), **update}).encode())
        assert read_update is not None
        await self.ingress.hearing.take(read_update)
        await self.house.tasks.settle()
        if counts["left"] > left:
            return LEFT
        if counts["ignored"] > ignored:
            return IGNORED
        return ANSWERED if self.shown() > shown else "nothing"

    def shown(self) -> int:
        """Count what was shown to anybody."""
        return sum(len(bubbles) for bubbles in self.house.channel.shown.values())

    def kept(self) -> list[str]:
        """Search the raw bytes of every file for the canary, in all forms that words are kept in."""
        forms = forms_of(CANARY)
        return [
            f"{file.name}: {how}"
            for file in self.folder.rglob("*")
            if file.is_file()
            for data in (file.read_bytes(),)
            for form, how in forms.items()
            if form in data
        ]


@pytest.fixture
async def place(tmp_path: Path) -> AsyncIterator[Place]:
    """An empty one; its door is open."""
    clock = FakeClock()
    store = SqlStore(f"sqlite:///{tmp_path / 'ajar.db'}", MemoryKeyring(clock.now()), clock)
    await store.open()
    await store.serve()
    async with aiohttp.ClientSession() as session:
        place = Place(tmp_path, store, clock, TelegramClient("1:none", session, api_url="http://127.0.0.1:9"))
        yield place
        await place.house.tasks.end()
    await store.close()


def test_the_search_finds_what_lies_on_the_disk(tmp_path: Path) -> None:
    """A search that can't find anything would prove nothing."""
    (tmp_path / "a").write_bytes(b"\x00" + CANARY.encode("utf-16-le"))
    assert any(form in (tmp_path / "a").read_bytes() for form in forms_of(CANARY))


@pytest.mark.parametrize("standing", ["stranger", "question", "queue", "talk"])
async def test_every_kind_of_message_is_answered_or_left_alone_and_none_is_stored(place: Place, standing: str) -> None:
    """S14: texts up to a mebibyte, media, contacts, polls, forwards, edits, groups, channels, wherever one stands."""
    house = place.house
    mia = Person(house, "1001", "nl")
    if standing == "question":
        await mia.says("hallo")
        await mia.chooses("ja", "nederland", "binnen", "lezen")
    elif standing == "queue":
        house.counsellor("Ada")
        await mia.says("hallo")
        await mia.chooses("ja", "nederland", "binnen", "mens", "ja", "m30")
    elif standing == "talk":
        await _talk(house, mia)

    unlike = [
        (case.name, fate)
        for case in cases()
        if (fate := await place.takes(case.update)) != case.fate and not (standing == "talk" and case.has_words)
    ]

    assert unlike == []
    assert place.kept() == []
    assert set(place.house.channel.shown) == {mia.sender}, "a contact, an author or a group was taken for a sender"


async def _talk(house: House, mia: Person) -> tuple[Counsellor, CaseId]:
    ada = house.counsellor("Ada")
    await mia.says("hallo")
    await mia.chooses("ja", "nederland", "binnen", "mens", "ja", "m30")
    return ada, await ada.claims_next()


async def test_the_longest_text_reaches_a_counsellor_whole_and_lies_nowhere_readable(place: Place) -> None:
    """20,000 characters in a talk are lines at the desk, sealed while they are there."""
    mia = Person(place.house, "1001", "nl")
    ada, case_id = await _talk(place.house, mia)

    await place.takes({"message": message(text=of_length(20_000))})

    lines: tuple[Line, ...] = (await ada.reads(case_id)).lines
    assert "".join("".join(line.text for line in lines).split()) == "".join(of_length(20_000).split())
    assert place.kept() == []


@pytest.mark.parametrize("size", [4_096, 4_097, 20_000, 20_001, 65_000, 65_536, 65_537, MIB])
async def test_the_web_chat_takes_what_fits_and_keeps_nothing(place: Place, size: int) -> None:
    """A text up to 20,000 characters is heard, a longer one refused with a reason, a frame beyond 64 KiB ends it."""
    house = House(place.house.store, place.house.clock, channel=FakeChannel("webchat"))
    rig = WebRig()
    async with rig.serve(listener=house.conversations), rig.tab() as tab:
        frame = {"type": "text", "id": "00000000-0000-4000-8000-000000000001", "text": ""}
        room = size if size <= 20_001 else size - len(json.dumps(frame))
        frame["text"] = of_length(room)
        await tab.raw(json.dumps(frame))
        if size > 65_536:
            assert await tab.closed() == 1009
        else:
            answer = await tab.reads()
            assert (answer["type"], answer.get("code")) == (("kept", None) if size <= 20_000 else ("error", "too_long"))
    await house.tasks.settle()

    assert bool(sum(len(shown) for shown in house.channel.shown.values())) == (size <= 20_000)
    assert place.kept() == []


@pytest.mark.parametrize("size", [100_000, pytest.param(MIB, marks=pytest.mark.long)])
async def test_a_very_long_line_at_the_terminal_is_heard_in_pieces_and_not_kept(place: Place, size: int) -> None:
    """Each piece is answered; the database never holds one."""
    house = House(place.house.store, place.house.clock, channel=FakeChannel("terminal"))

    async def lines() -> AsyncIterator[str]:
        yield of_length(size)
        assert place.kept() == []

    heard: list[int] = []

    class Counting:
        async def hear(self, inbound: Any) -> None:  # noqa: ANN401 - an Inbound
            heard.append(len(inbound.text))
            await house.conversations.hear(inbound)
            await house.tasks.settle()

    channel = TerminalChannel(lines(), lambda _: None, clock=house.clock)
    await channel.talk(Counting())

    assert max(heard) <= LONGEST_TEXT
    assert sum(heard) >= size * 0.99
    assert len(house.channel.shown[channel.sender]) >= size // LONGEST_TEXT
    assert place.kept() == []
