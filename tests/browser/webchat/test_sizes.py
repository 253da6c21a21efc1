"""What the page sends has one of a few lengths, as what it gets (S5 on the wire)."""

import pytest
from playwright.async_api import WebSocket

from bot.channels.webchat.frames import SIZES
from tests.adapters.webchat.rig import ANSWERS, Rig, row
from tests.browser.webchat.conftest import Arrive

pytestmark = pytest.mark.browser


async def test_each_frame_of_a_conversation_has_an_allowed_length(chat: Rig, arrive: Arrive) -> None:
    """Both ways: one length for hello, start, taps, acknowledgements and a sentence; more only for long texts."""
    mia = await arrive()
    sent: list[int] = []
    got: list[int] = []

    def watch(socket: WebSocket) -> None:
        socket.on("framesent", lambda frame: sent.append(len(_bytes(frame))))
        socket.on("framereceived", lambda frame: got.append(len(_bytes(frame))))

    mia.page.on("websocket", watch)
    await mia.begins()
    await mia.is_told(row("Kun je nu vrij typen?", number=1, options=ANSWERS))
    await mia.page.get_by_role("button", name="Ja").click()
    await chat.listener.next()
    for text in ("nee", "é" * 200, "één lange zin 🙂 " * 300, "x" * 20_000):
        await mia.types(text)
        await chat.listener.next()

    assert sent[:6] == [SIZES[0]] * 6
    assert set(sent) == {SIZES[0], 8_192, 32_768}
    assert set(got) == {SIZES[0]}


def _bytes(frame: str | bytes) -> bytes:
    return frame.encode() if isinstance(frame, str) else frame
