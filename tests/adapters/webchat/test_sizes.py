"""Who watches the line sees lengths: each is one of a few, so that they tell little (S5 on the wire)."""

import asyncio
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.channels.webchat import frames
from bot.errors import StoreDown
from bot.model import Bubble, Option, Outbound, OutboundId, Purpose
from tests.adapters.webchat.rig import A_CONVERSATION, ANSWERS, PATIENCE_S, Rig, Tab, row

SMALLEST = frames.SIZES[0]
HELLO = {"type": "hello", "language": "nl"}
OUR_LONGEST = 20_000
"""Characters of a bubble."""


async def wire(tab: Tab) -> str:
    """Read a frame as it lies on the wire."""
    async with asyncio.timeout(PATIENCE_S):
        raw = await tab.socket.recv()
    assert isinstance(raw, str)
    return raw


async def test_all_that_is_no_long_bubble_has_one_length(chat: Rig) -> None:
    """Welcome, kept, again, pong, error and a bubble with its options can't be told from each other."""
    async with chat.connected() as tab, asyncio.TaskGroup() as group:
        await tab.raw(json.dumps(HELLO))
        found = [await wire(tab)]
        await tab.say("start")
        found.append(await wire(tab))
        chat.listener.faults = [StoreDown("It is away.")]
        await tab.say("text", text="hallo")
        found.append(await wire(tab))
        await tab.raw('{"type":"ping"}')
        found.append(await wire(tab))
        await tab.raw("rubbish")
        found.append(await wire(tab))
        mia = chat.listener.heard[0].sender
        group.create_task(chat.channel.send(mia, row("Dag. " * 60, options=ANSWERS)))
        found.append(await wire(tab))
        await tab.acks(json.loads(found[-1]))

    assert [json.loads(one)["type"] for one in found] == ["welcome", "kept", "again", "pong", "error", "bubble"]
    assert {len(one.encode()) for one in found} == {SMALLEST}


@given(
    text=st.text(st.characters(exclude_categories=["Cs"]), max_size=40).flatmap(
        lambda words: st.integers(1, 500).map(lambda times: (words * times)[:OUR_LONGEST])
    ),
    options=st.lists(st.text(st.characters(exclude_categories=["Cs"]), max_size=40), max_size=12),
)
def test_a_bubble_has_one_of_eight_lengths(text: str, options: list[str]) -> None:
    """And a page reads what was written."""
    choices = tuple(Option(str(number), label) for number, label in enumerate(options))
    bubble = frames.bubble(
        Outbound(OutboundId(bytes(16)), A_CONVERSATION, 1, Purpose.REPLY, Bubble(text, choices, "p"))
    )

    written = frames.write(bubble)

    assert len(written.encode()) in frames.SIZES
    assert json.loads(written)["text"] == text


@pytest.mark.parametrize("text", ["🙂" * OUR_LONGEST, "\x01" * OUR_LONGEST, "é" * 4_000, ""])
def test_the_longest_bubbles_fit(text: str) -> None:
    """Whatever is in them, written as JSON."""
    assert len(frames.write(frames.bubble(row(text))).encode()) in frames.SIZES


@pytest.mark.parametrize("size", [1024, 65_536])
async def test_a_frame_of_a_page_may_be_filled_up(chat: Rig, size: int) -> None:
    """Blanks behind the value are no fault, up to the limit of a frame."""
    async with chat.tab() as tab:
        await tab.raw('{"type":"ping"}'.ljust(size))

        assert await tab.reads() == {"type": "pong"}
