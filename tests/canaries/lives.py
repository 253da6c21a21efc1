"""Ajar as a process whose every trace is kept: home, log, temporary files, and what its commands print."""

import asyncio
import os
import socket
import sys
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from pathlib import Path

from pydantic import SecretStr

from bot.settings import Settings

ROOT = Path(__file__).parents[2]
STOP_S = 60.0


class Ajar:
    """Starts `python -m bot` on one home, at DEBUG.

    Attributes:
        url: Where it answers.
        traces: The folders in which anything of it can lie.
    """

    def __init__(self, folder: Path, environment: Mapping[str, str]) -> None:
        """Keep everything below `folder`; `environment` adds to the settings."""
        self.home, self.logs, self.temporary, self.backups = (
            folder / name for name in ("home", "log", "tmp", "backup")
        )
        for path in self.traces:
            path.mkdir(mode=0o700)
        self._port = _free_port()
        self.url = f"http://127.0.0.1:{self._port}"
        inherited = {name: value for name, value in os.environ.items() if not name.startswith("AJAR_")}
        self._environment = {
            **inherited,
            "AJAR_HOME": str(self.home),
            "AJAR_HTTP_PORT": str(self._port),
            "AJAR_LOG_LEVEL": "DEBUG",
            "TMPDIR": str(self.temporary),
            "PYTHONDEVMODE": "",
            **environment,
        }

    @property
    def settings(self) -> Settings:
        """What it runs with, for whoever opens its database beside it."""
        database = self._environment.get("AJAR_DATABASE_URL")
        return Settings(home=self.home, database_url=None if database is None else SecretStr(database))

    @property
    def traces(self) -> tuple[Path, ...]:
        """Where it can leave anything."""
        return self.home, self.logs, self.temporary, self.backups

    async def command(self, *words: str, typed: str = "", extra: Mapping[str, str] | None = None) -> str:
        """Run a command to its end; what it says on standard error is kept as log, what it prints is returned."""
        with (self.logs / f"{words[0]}.log").open("ab") as log:
            process = await asyncio.create_subprocess_exec(
                sys.executable, "-m", "bot", *words, cwd=ROOT, env={**self._environment, **(extra or {})},
                stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE, stderr=log,
            )  # fmt: skip
            printed, _ = await process.communicate(typed.encode())
        return printed.decode()

    @asynccontextmanager
    async def lives(self, extra: Mapping[str, str] | None = None, *, killed: bool) -> AsyncIterator[None]:
        """Serve as long as the block lasts; then it is killed as it is, or stops in good order."""
        with (self.logs / "run.log").open("ab") as log:
            process = await asyncio.create_subprocess_exec(
                sys.executable, "-m", "bot", "run", cwd=ROOT, env={**self._environment, **(extra or {})},
                stdout=log, stderr=log,
            )  # fmt: skip
        try:
            yield
            if not killed:
                process.terminate()
                async with asyncio.timeout(STOP_S):
                    assert await process.wait() == 0, self.said()
        finally:
            if process.returncode is None:
                process.kill()
                await process.wait()

    def said(self) -> str:
        """Return the log of what served."""
        return (self.logs / "run.log").read_text(encoding="utf-8", errors="replace")


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
