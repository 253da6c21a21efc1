"""S13: whatever signs somebody's telephone makes of it, nothing is cut in two, nothing is lost, and words keep acting.

What is one sign is known here by how the texts are made, not by the library that the program cuts with.
"""
# ruff: noqa: RUF001 - letters that look alike are what this is about

import json
import re
import unicodedata
from collections.abc import Callable
from datetime import date
from functools import cache
from random import Random

import pytest

from bot.channels.telegram import reader
from bot.channels.telegram_message import LONGEST_DATA, compose
from bot.channels.webchat import frames
from bot.flows.interrupts import Interrupt
from bot.flows.step import step
from bot.graphemes import split, utf16_length
from bot.model import (
    LANGUAGES,
    Bubble,
    Choice,
    Conversation,
    ConversationId,
    Inbound,
    InboundKind,
    Option,
    Outbound,
    OutboundId,
    Purpose,
    Sender,
)
from bot.performing import LONGEST_LINE
from bot.storage.memory import MemoryStore
from tests.fakes import FakeClock
from tests.house import House, shipped_bundle, shipped_sources
from tests.stories.test_the_whole_way import mia_talks

CASES = 2_000
TELEGRAM = 4_096
SIGNS = (
    "a", "é", "e\u0301", "n\u0303\u0323", "ß", "ı", "\ufb01", "Å", "ｓ", "𝐬", "ſ", "²",
    "👩‍👩‍👧‍👦", "👍🏽", "🏳️‍🌈", "🇳🇱", "1️⃣", "☺️", "❤️‍🔥", "नि", "한", "ก็", "ש\u05c1", "ي\u0651",
    "a" + "\u0301" * 300, "z" + "\u0334\u0335\u0489" * 40, "\u202eb", "b\u200d", "c\u200c",
    ".", "?", " ", "\n", "\r\n", "\u2028", "\u00a0", "\u3000",
)  # fmt: skip
"""Each is one sign for a reader, however many code points it has; none runs together with the one before it."""


def texts(seed: int) -> tuple[list[str], int]:
    """Make a text of known signs, and a limit to cut it at."""
    lot = Random(seed)  # noqa: S311 - a case has to come again from its number
    signs: list[str] = []
    for _ in range(lot.randrange(1, 260)):
        sign = lot.choice(SIGNS)
        if not (sign == "\n" and signs and signs[-1][-1] == "\r"):
            signs.append(sign)
    return signs, lot.choice((320, 333, 512, 1_000, TELEGRAM))


def ends_of(signs: list[str]) -> set[int]:
    """Return where one sign ends and the next begins, in code points of the whole text."""
    ends, at = {0}, 0
    for sign in signs:
        if sign == "\u202eb":
            ends.add(at + 1)
        at += len(sign)
        ends.add(at)
    return ends


def assert_cut_between(signs: list[str], parts: list[str], limit: int) -> None:
    """Every part fits, begins and ends between two signs, and only white space is lost at the cuts."""
    text, at, ends = "".join(signs), 0, ends_of(signs)
    for part in parts:
        assert utf16_length(part) <= limit
        begun = text.find(part, at)
        assert begun >= 0, "a part is not what was written"
        assert not text[at:begun].strip(), "something is lost at a cut"
        at = begun + len(part)
        assert {begun, at} <= ends, "a sign is cut in two"
    assert not text[at:].strip()


def test_two_thousand_texts_are_cut_between_signs_and_lose_nothing() -> None:
    """S13: families, flags, syllables, hundreds of marks, reversed text: whole, in order, and nothing missing."""
    for seed in range(CASES):
        signs, limit = texts(seed)
        assert_cut_between(signs, split("".join(signs), limit), limit)


@pytest.mark.parametrize("length", [4_095, 4_096, 4_097, 8_192, 8_193])
@pytest.mark.parametrize("sign", ["a", "é", "𝐬", "🇳🇱", "👩‍👩‍👧‍👦", "e\u0301"])
def test_telegram_counts_in_utf_16_and_so_do_we(sign: str, length: int) -> None:
    """At its limit a message is one, and beyond it is two that each fit; a sign of two units is never halved."""
    size = utf16_length(sign)
    signs = [sign] * (length // size) + ["a"] * (length % size)

    parts = [message["text"] for message in compose(Bubble("".join(signs)))]

    assert len(parts) == -(-length // TELEGRAM) or sign != "a"
    assert_cut_between(signs, parts, TELEGRAM)
    assert "".join(parts) == "".join(signs)


def test_ten_thousand_marks_on_one_letter_are_cut_nowhere_else() -> None:
    """A sign that is too long for any message is the only one that is cut inside, and nothing of it is lost."""
    monster = "a" + "\u0301" * 10_000
    parts = split(f"voor {monster} na", TELEGRAM)

    assert all(utf16_length(part) <= TELEGRAM for part in parts)
    assert "".join("".join(parts).split()) == f"voor{monster}na"


# -------------------------------------------------------------------------------------------------- words that act


def _between(sign: str) -> Callable[[str], str]:
    return sign.join


def _fullwidth(word: str) -> str:
    return "".join(chr(ord(one) + 0xFEE0) if "!" <= one <= "~" else one for one in word)


def _bold(word: str) -> str:
    return "".join(chr(ord(one) - ord("a") + 0x1D41A) if "a" <= one <= "z" else one for one in word)


def _marked(word: str) -> str:
    return "".join(one + "\u0301\u0334" * 3 if one.isalpha() else one for one in word)


DISGUISES: dict[str, Callable[[str], str]] = {
    "as it is": str,
    "capitals": str.upper,
    "decomposed": lambda word: unicodedata.normalize("NFD", word),
    "composed": lambda word: unicodedata.normalize("NFC", word),
    "full width": _fullwidth,
    "bold letters of mathematics": _bold,
    "marks on each letter": _marked,
    "ten thousand marks at the end": lambda word: word + "\u0301" * 10_000,
    "zero width joiners": _between("\u200d"),
    "zero width spaces": _between("\u200b"),
    "soft hyphens": _between("\u00ad"),
    "word joiners": _between("\u2060"),
    "byte order marks": _between("\ufeff"),
    "right to left around it": lambda word: f"\u202e{word}\u202c",
    "isolated": lambda word: f"\u2067{word}\u2069",
    "direction marks inside": _between("\u200f"),
    "variation selectors": _between("\ufe0f"),
    "NUL around it": lambda word: f"\x00{word}\x00",
    "lone surrogates around it": lambda word: f"\ud83d{word}\udc00",
    "signs around it": lambda word: f"«{word}»!!!",
    "spaces of every kind": lambda word: f"\u3000\u00a0{word.replace(' ', chr(0x2003))}\u2028\t",
}


def what_acts(text: str) -> tuple[Interrupt | None, bool]:
    """Return what a text does in every state."""
    heard = shipped_bundle().interrupts.hear(text)
    return heard.interrupt, heard.crisis


@cache
def words_that_act() -> tuple[str, ...]:
    """Return every word that acts everywhere, in all languages, and every crisis phrase that is plain words."""
    crisis = next(text for name, text in shipped_sources().items() if name.endswith("crisis.yaml"))
    phrases = re.findall(r"^    - \"?([^\"/…\n]+?)\"?$", crisis.partition("harmless:")[0], re.MULTILINE)
    return (*shipped_bundle().interrupts.by_word, *phrases)


@pytest.mark.parametrize("one_of", [31, pytest.param(1, marks=pytest.mark.long)])
@pytest.mark.parametrize("disguise", DISGUISES)
def test_words_act_however_they_are_written(disguise: str, one_of: int) -> None:
    """S13: stop, a human, a crisis: the same with joiners, marks, look-alikes and controls as without."""
    words = [word for word in words_that_act() if any(one.isalnum() for one in word)]
    acting = [word for word in words[::one_of] if what_acts(word) != (None, False)]
    assert len(acting) > 500 // one_of

    changed = [word for word in acting if what_acts(DISGUISES[disguise](word)) != what_acts(word)]

    assert changed == []


# --------------------------------------------------------------------------------------------- buttons and their data


@pytest.mark.parametrize("size", [1, 20, 40, 61, 62, 63, 64, 65, 200])
@pytest.mark.parametrize("letter", ["a", "é", "𝐬"])
def test_what_a_button_carries_comes_back_or_the_options_are_numbers(size: int, letter: str) -> None:
    """Callback data has at most 64 bytes and is read as the option that was shown; beyond that a number is typed."""
    option = letter * (size // len(letter.encode())) + "b" * (size % len(letter.encode()))
    message = compose(Bubble("Kies", (Option(option, "Ja"), Option("nee", "Nee")), "12-abcd"))[-1]
    data = f"12-abcd:{option}"

    if len(data.encode()) > LONGEST_DATA:
        assert "reply_markup" not in message
        assert "1 · Ja\n2 · Nee" in message["text"]
        return
    pressed = message["reply_markup"]["inline_keyboard"][0][0]["callback_data"]
    assert pressed == data
    press = {"id": "1", "data": pressed, "message": {"chat": {"id": 7, "type": "private"}}}
    update = reader.read(json.dumps({"update_id": 1, "callback_query": press}).encode())
    assert update is not None
    assert isinstance(update.event, Inbound)
    assert update.event.choice == Choice("12-abcd", option)


# ------------------------------------------------------------------------------------------ in, through every channel


@pytest.mark.parametrize("text", ["hoi \ud83d", "\udc00", "a\x00b", "\ud800stop\udfff", "👍"])
def test_what_is_no_text_can_always_be_kept_and_shown(text: str) -> None:
    """NUL and lone surrogates are replaced or refused at the door, and never leave us as they came."""
    body = json.dumps({"update_id": 1, "message": _message(text)}).encode()
    update = reader.read(body)
    assert update is not None
    assert isinstance(update.event, Inbound)
    update.event.text.encode()

    row = Outbound(OutboundId(bytes(16)), ConversationId(bytes(16)), 1, Purpose.TALK, Bubble(text))
    frames.write(frames.bubble(row)).encode()
    for message in compose(row.bubble):
        json.dumps(message, ensure_ascii=False).encode()


def _message(text: str) -> dict[str, object]:
    return {"message_id": 1, "date": 1, "chat": {"id": 7, "type": "private"}, "text": text}


@pytest.mark.parametrize("seed", range(40))
def test_no_sign_and_no_place_breaks_a_step(seed: int) -> None:
    """Any text of any signs is answered at the first place, in every language."""
    bundle, text = shipped_bundle(), "".join(texts(seed)[0])
    now = FakeClock().now()
    for language in LANGUAGES:
        sender = Sender("telegram", "Mia")
        conversation = Conversation(ConversationId(bytes(16)), sender, language, bundle.hash, date(2026, 11, 23))
        assert step(bundle, conversation, Inbound(sender, "1", InboundKind.TEXT, text), now).effects


async def test_a_long_text_reaches_the_counsellor_whole_and_uncut() -> None:
    """A text of families and marks becomes several lines at the desk, each cut between two signs."""
    clock = FakeClock()
    house = House(MemoryStore(clock), clock)
    mia, ada, case_id = await mia_talks(house)
    for seed in range(20):
        lot = Random(seed)  # noqa: S311 - as above
        signs = [sign for sign in lot.choices(SIGNS, k=1_500) if not sign.isspace()]
        signs = ["x", *signs][:2_000]
        before = len((await ada.reads(case_id)).lines)

        await mia.says("".join(signs)[:20_000])

        lines = [line.text for line in (await ada.reads(case_id)).lines[before:]]
        kept = "".join(signs)[:20_000]
        assert "".join(lines) == kept
        assert all(len(line) <= LONGEST_LINE for line in lines)
        ends, at = ends_of(signs) | {len(kept)}, 0
        for line in lines:
            at += len(line)
            assert at in ends, "a sign is cut in two"
    await house.tasks.end()
