"""Whatever anybody could send, made up by a machine."""

import json
from contextlib import suppress
from datetime import timedelta

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from websockets.exceptions import ConnectionClosed

from bot.channels.webchat import frames
from tests.adapters.webchat.rig import Rig

ID = "6e8e3c5c-2c9e-4b7a-9d53-6bb1c8c0e2f1"

_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
    max_leaves=8,
)
_NEARLY = st.fixed_dictionaries(
    {"type": st.sampled_from(["hello", "start", "text", "choice", "language", "ack", "ping", "bye", "x"])},
    optional={
        name: _JSON | st.just(ID) | st.text() | st.sampled_from(["nl", "A" * 43])
        for name in ("id", "text", "prompt", "option", "token", "language")
    },
).map(json.dumps)
_FRAMES = st.text() | _JSON.map(json.dumps) | _NEARLY


def _answer_to(raw: str | bytes) -> frames.Said | frames.Error:
    try:
        return frames.read(raw)
    except frames.BadFrame as fault:
        return fault.error


@settings(max_examples=1_000)
@given(_FRAMES | st.binary())
def test_whatever_comes_is_a_frame_or_a_clear_error(raw: str | bytes) -> None:
    """The reader never fails in any other way, and its errors can always be sent."""
    answer = _answer_to(raw)

    if isinstance(answer, frames.Error):
        assert json.loads(frames.write(answer))["code"] in frames.ERRORS
    else:
        assert isinstance(answer, frames.Said)


@settings(max_examples=1_000)
@given(st.binary() | _NEARLY.map(str.encode))
def test_whatever_is_posted_is_a_goodbye_or_an_error(raw: bytes) -> None:
    """The same for the one request with a body."""
    with suppress(frames.BadFrame):
        assert len(frames.read_farewell(raw).token) == 43


@settings(max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(said=st.lists(_FRAMES, min_size=1, max_size=15))
async def test_no_storm_of_frames_harms_the_server(chat: Rig, said: list[str]) -> None:
    """Whatever one page sends, the next is answered."""
    async with chat.tab() as storm:
        with suppress(ConnectionClosed):
            for frame in said:
                await storm.raw(frame)
    async with chat.tab() as tab:
        event = await tab.say("text", text="hallo")

        assert await tab.reads() == {"type": "kept", "id": event}
    chat.clock.advance(timedelta(minutes=1))
    assert chat.journal.lines == []
