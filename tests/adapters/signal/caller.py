"""Any program that talks with a signal-cli daemon line by line, for tests of the daemon itself."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from tests.peers.signalcli import SignalCli

PATIENCE_S = 20.0


class Caller:
    """One connection, without any manners of its own."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._reader = reader
        self._writer = writer

    async def write(self, line: bytes) -> None:
        """Write a line as it is."""
        self._writer.write(line + b"\n")
        await self._writer.drain()

    async def read(self) -> Any:  # noqa: ANN401 - JSON
        """Return the next line."""
        async with asyncio.timeout(PATIENCE_S):
            return json.loads(await self._reader.readline())

    async def ask(self, document: object) -> Any:  # noqa: ANN401 - JSON
        """Write JSON, or bytes that are none; return the next line."""
        await self.write(document if isinstance(document, bytes) else json.dumps(document).encode())
        return await self.read()

    async def call(self, method: str, **params: object) -> Any:  # noqa: ANN401 - JSON
        """Call a method; return its result."""
        answer = await self.ask(request(method, **params))
        return answer["result"]

    async def refusal(self, method: str, **params: object) -> dict[str, Any]:
        """Return the error of a call that fails."""
        error: dict[str, Any] = (await self.ask(request(method, **params)))["error"]
        return error


def request(method: str, call_id: object = 1, **params: object) -> dict[str, Any]:
    """Return a call as it stands on a line."""
    return {"jsonrpc": "2.0", "method": method, "params": params, "id": call_id}


@asynccontextmanager
async def caller(daemon: SignalCli) -> AsyncIterator[Caller]:
    """A connection to the daemon."""
    kind, _, rest = daemon.address.partition(":")
    if kind == "unix":
        reader, writer = await asyncio.open_unix_connection(rest, limit=1 << 24)
    else:
        host, _, port = rest.removeprefix("//").rpartition(":")
        reader, writer = await asyncio.open_connection(host, int(port), limit=1 << 24)
    try:
        yield Caller(reader, writer)
    finally:
        writer.transport.abort()
