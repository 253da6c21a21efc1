"""The cable between a browser and the server, which a test pulls at the worst moment."""

import asyncio
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

CHUNK = 65_536


class Cable:
    """Carries bytes both ways on an address of its own, until it is pulled.

    Attributes:
        base: Where the browser finds the server.
        was_pulled: Set once it was.
    """

    def __init__(self, to_port: int) -> None:
        self._to_port = to_port
        self._writers: set[asyncio.StreamWriter] = set()
        self._is_whole = True
        self._pull_at: re.Pattern[bytes] | None = None
        self.base = ""
        self.was_pulled = asyncio.Event()

    @asynccontextmanager
    async def plugged_in(self) -> AsyncIterator["Cable"]:
        """Carry as long as the block lasts."""
        server = await asyncio.start_server(self._carry, "127.0.0.1", 0)
        self.base = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
        try:
            yield self
        finally:
            self.pull()
            server.close()

    def pull_before_the_answer_to(self, request: str) -> None:
        """Let the next such request through, and pull the cable when the first byte of its answer comes."""
        self._pull_at = re.compile(request.encode())

    def pull(self) -> None:
        """Cut every connection, and make no new one."""
        self._is_whole = False
        for writer in self._writers:
            writer.transport.abort()
        self._writers.clear()
        self.was_pulled.set()

    def plug_in(self) -> None:
        """Carry again."""
        self._is_whole = True

    async def _carry(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        if not self._is_whole:
            writer.transport.abort()
            return
        far_reader, far_writer = await asyncio.open_connection("127.0.0.1", self._to_port)
        self._writers |= {writer, far_writer}
        asked = asyncio.Event()
        with suppress(OSError):
            await asyncio.gather(
                self._pass(reader, far_writer, asked, is_answer=False),
                self._pass(far_reader, writer, asked, is_answer=True),
            )
        self._writers -= {writer, far_writer}

    async def _pass(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, asked: asyncio.Event, *, is_answer: bool
    ) -> None:
        while some := await reader.read(CHUNK):
            if is_answer and asked.is_set():
                self.pull()
                return
            if not is_answer and self._pull_at is not None and self._pull_at.search(some):
                self._pull_at = None
                asked.set()
            writer.write(some)
            await writer.drain()
        writer.close()
