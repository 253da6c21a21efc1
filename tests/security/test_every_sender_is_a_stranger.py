"""S15: the first reply tells nobody whether we know who writes, and what was said before is never seen again."""

import json
from collections.abc import Callable, Coroutine, Iterator, Sequence
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from bot.channels.telegram_message import compose
from bot.channels.webchat import frames
from bot.flows.bundle import Bundle
from bot.flows.handing import Handover
from bot.flows.nodes import Ask, Input
from bot.flows.paging import Page
from bot.flows.quiet import Pause
from bot.flows.step import step
from bot.handover.blocking import seen_as
from bot.model import (
    LANGUAGES,
    BlockReason,
    Bubble,
    CaseId,
    Choice,
    Conversation,
    ConversationId,
    Inbound,
    InboundKind,
    Outbound,
    OutboundId,
    Phase,
    Prompt,
    Purpose,
    Send,
    Sender,
    StaffId,
    Value,
    Wipe,
)
from bot.storage.memory import MemoryStore
from tests.fakes import A_MONDAY_AFTERNOON, FakeClock
from tests.house import House, Person, shipped_bundle

TO_THE_QUEUE = ("ja", "nederland", "binnen", "mens", "ja")
FIRST_WORDS = ("hoi", "1", "ja", "terug", "mens", "ik wil dood", "?", "english", "stop", "a" * 5_000)
MARK = "Zonnebloem 4711"
"""Stands in every variable that can hold words: who finds it in a bubble has found a history."""
CHANNELS = ("telegram", "webchat", "terminal")
NOW = A_MONDAY_AFTERNOON
"""When they write; fifteen minutes after their last sign of life."""
ANYTHING = (
    *(Inbound(Sender("x", ""), "1", InboundKind.TEXT, text) for text in FIRST_WORDS),
    *(Inbound(Sender("x", ""), "1", kind) for kind in (InboundKind.START, InboundKind.UNSUPPORTED)),
    Inbound(Sender("x", ""), "1", InboundKind.EDIT, "ik wil dood"),
    Inbound(Sender("x", ""), "1", InboundKind.EDIT, "hoi"),
    Inbound(Sender("x", ""), "1", InboundKind.CHOICE, choice=Choice("3-old", "ja")),
)

FEW = tuple(one for one in ANYTHING if one.kind is not InboundKind.EDIT and one.text in {"", "hoi", "mens"})


def bytes_of(bubbles: list[Bubble]) -> list[bytes]:
    """Return what leaves for each of these, on Telegram and on the web, but for the number of a row."""
    rows = [Outbound(OutboundId(bytes(16)), ConversationId(bytes(16)), 1, Purpose.REPLY, one) for one in bubbles]
    return [
        *(json.dumps(message).encode() for one in bubbles for message in compose(one)),
        *(frames.write(frames.bubble(row)).encode() for row in rows),
    ]


# ------------------------------------------------------------------------------- through the real use cases, as stories


async def is_unknown(person: Person, _: House) -> None:
    """Nobody has ever written from here."""


async def asked_something(person: Person, _: House) -> None:
    """Stood in the middle of the questions."""
    await person.says("hallo")
    await person.chooses("ja", "nederland", "binnen", "lezen")


async def chose_another_language(person: Person, _: House) -> None:
    """Read in a language that their app does not name."""
    await person.says("english")
    await person.chooses("ja")


async def is_in_danger(person: Person, _: House) -> None:
    """Said something that is urgent."""
    await person.says("hallo")
    await person.says("ik wil dood")


async def waited(person: Person, _: House) -> None:
    """Stands in the queue, and is not to be written to."""
    await person.says("hallo")
    await person.chooses(*TO_THE_QUEUE, "nee")


async def waited_as_agreed(person: Person, house: House) -> None:
    """Stands in the queue; the quarter of an hour that was agreed is over at the same moment."""
    await person.says("hallo")
    await person.chooses(*TO_THE_QUEUE, "m15")
    await house.minutes_pass(0.1)


async def talked(person: Person, house: House) -> None:
    """Wrote with a counsellor, who is still there."""
    ada = house.counsellor("Ada")
    await waited(person, house)
    case_id = await ada.claims_next()
    await person.says(MARK)
    await ada.says(case_id, MARK)


async def ended_a_talk(person: Person, house: House) -> None:
    """Wrote with a counsellor, who closed the talk."""
    ada = house.counsellor("Ada")
    await waited(person, house)
    await ada.closes(await ada.claims_next())


async def wiped(person: Person, house: House) -> None:
    """Had it all forgotten."""
    await asked_something(person, house)
    await person.says("wis")


async def wiped_in_a_talk(person: Person, house: House) -> None:
    """Had it all forgotten while a counsellor wrote."""
    await talked(person, house)
    await person.says("stop")


async def blocked_us(person: Person, house: House) -> None:
    """Blocked the account, and came back."""
    await asked_something(person, house)
    await person.blocks_us()


async def came_back_before(person: Person, house: House) -> None:
    """Met the opening after a silence once already."""
    await asked_something(person, house)
    await house.minutes_pass(20)
    await person.says("hoi")


async def is_blocked(person: Person, house: House) -> None:
    """Abused a counsellor: for a week nobody is offered to them."""
    ada = house.counsellor("Ada")
    await waited(person, house)
    case_id = await ada.claims_next()
    await house.blocking.propose(ada.id, case_id, BlockReason.THREATS)
    await ada.closes(case_id)
    (block,) = await house.blocking.list()
    await house.blocking.confirm(StaffId("Coos"), case_id, days=7, seen=seen_as(block))


async def is_blocked_and_waits(person: Person, house: House) -> None:
    """Is blocked, and waits all the same."""
    await is_blocked(person, house)
    await house.minutes_pass(15)
    await person.says("hallo")
    await person.chooses(*TO_THE_QUEUE, "nee", "wachten", "nee")


async def is_blocked_and_wiped(person: Person, house: House) -> None:
    """Is blocked, and had it all forgotten."""
    await is_blocked_and_waits(person, house)
    await person.says("stop")


PASTS: tuple[Callable[[Person, House], Coroutine[Any, Any, None]], ...] = (
    asked_something,
    chose_another_language,
    is_in_danger,
    waited,
    waited_as_agreed,
    talked,
    ended_a_talk,
    wiped,
    wiped_in_a_talk,
    blocked_us,
    came_back_before,
    is_blocked,
    is_blocked_and_waits,
    is_blocked_and_wiped,
)


async def first_reply(past: Callable[[Person, House], Coroutine[Any, Any, None]], words: str, language: str) -> Any:  # noqa: ANN401
    """Live through a past, be silent for fifteen minutes, write, and return what comes, byte by byte."""
    clock = FakeClock()
    house = House(MemoryStore(clock), clock)
    house.counsellor("Bea")  # so that the door is open for everybody alike
    person = house.person("Mia", language=language)
    await past(person, house)
    await house.minutes_pass(15)
    person.reads()
    await (person.says(words) if words else person.starts())
    reply = bytes_of(person.reads())
    await house.tasks.end()
    return reply


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.usefixtures("at_full_speed")
async def test_the_first_reply_is_the_same_to_the_byte_whoever_writes(language: str) -> None:
    """S15: known, unknown, waiting, in a talk, wiped or blocked: texts, buttons, order and number are the same."""
    for words in ("", "hoi", "1", "mens", "ik wil dood"):
        strangers = await first_reply(is_unknown, words, language)
        assert strangers
        for past in PASTS:
            assert await first_reply(past, words, language) == strangers, f"{past.__name__}: {words!r}"


# --------------------------------------------------------------------------------- from every place of the conversation


def filled(bundle: Bundle) -> dict[str, Value]:
    """Return an answer for every variable, a telling one where it can hold words."""
    values: dict[str, Value] = {}
    for name, kind in bundle.variables.items():
        candidates: tuple[Value, ...] = (MARK, "2026-12-24", "+31612345678", 47, True, *getattr(kind, "values", ()))
        fitting = [value for value in candidates if kind.refuses(value) is None]
        if fitting:
            values[name] = fitting[-1]
    return values


def histories(bundle: Bundle, language: str, channel: str) -> Iterator[Conversation]:
    """Yield a conversation at every place where one can stand, with all answers given, fifteen minutes ago."""
    begun = Conversation(
        ConversationId(bytes(16)), Sender(channel, "Mia"), language, bundle.hash, date(2026, 11, 20), version=9
    )
    answers = filled(bundle)
    heard_at = NOW - timedelta(minutes=15)
    queue = next(node for node in bundle.nodes.values() if isinstance(node, Handover)).id
    for node in bundle.nodes.values():
        if not isinstance(node, Ask | Input | Page | Pause | Handover):
            continue
        options = tuple(node.answers) if isinstance(node, Ask) else ("more", "human", "back")
        here = replace(
            begun,
            node=node.id,
            prompt=Prompt("3-old", node.id, options),
            vars=answers,
            stack=(queue,),
            prompts=7,
            tries=2,
            next_seq=31,
            heard_at=heard_at,
            reminded=(node.id.partition(".")[0],),
        )
        yield here
        yield replace(here, phase=Phase.WAITING, case_id=CaseId(b"c" * 16), handover=queue)
        yield replace(here, phase=Phase.TALKING, case_id=CaseId(b"c" * 16), handover=queue, spoke_at=heard_at)


def said(bundle: Bundle, conversation: Conversation, inbound: Inbound) -> list[Send | Wipe]:
    """Return what somebody reads who does this now."""
    effects = step(bundle, conversation, replace(inbound, sender=conversation.sender), NOW).effects
    return [effect for effect in effects if isinstance(effect, Send | Wipe)]


@pytest.mark.parametrize("events", [FEW, pytest.param(ANYTHING, marks=pytest.mark.long)], ids=["few", "all"])
@pytest.mark.parametrize("language", LANGUAGES)
def test_no_place_of_the_conversation_is_seen_again_after_fifteen_minutes(
    language: str, events: Sequence[Inbound]
) -> None:
    """S15: 0 of all places, in any phase, on any channel, with every answer given, shows more than to a stranger."""
    bundle = shipped_bundle()
    seen = 0
    for number, inbound in enumerate(events):
        event = replace(inbound, language_hint=language)
        channel = CHANNELS[number % len(CHANNELS)]
        stranger = Conversation(
            ConversationId(b"s" * 16), Sender(channel, "Noor"), bundle.default_language, bundle.hash, NOW.date()
        )
        expected = said(bundle, stranger, event)
        assert expected
        for conversation in histories(bundle, "en" if language == "nl" else "nl", channel):
            reply = said(bundle, conversation, event)
            assert reply == expected, f"{conversation.node}, {conversation.phase}: {event.kind} {event.text[:20]!r}"
            assert MARK not in repr([effect.bubble.text for effect in reply if isinstance(effect, Send)])
            seen += 1
    assert seen > 1_000
