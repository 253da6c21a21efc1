"""The composition root: settings become adapters, adapters become use cases; owns the one TaskGroup. Prints nothing."""

import asyncio
import secrets
import sys
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from aiohttp import web

from bot.channels import terminal, webchat
from bot.channels.telegram import TelegramIngress
from bot.conversations import Conversations
from bot.delivery import Delivery
from bot.errors import ContentError, SettingsError
from bot.flows.bundle import Bundle, compile_bundle
from bot.handover.desk import Desk
from bot.handover.floor import Floor
from bot.model import Language, Role, Staff
from bot.ops.clock import SystemClock
from bot.ops.logs import LogJournal
from bot.ports import Channel, Store
from bot.retention import Retention
from bot.settings import Settings
from bot.storage.keyring import FileKeyring, Subkey, make_keyring, make_root_key, read_root_key
from bot.storage.memory import MemoryStore
from bot.storage.sql import SqlStore
from bot.web.desk import desk_routes
from bot.web.login import StaffLogin
from bot.web.server import make_server, serving
from bot.web.staff import create_staff, disable_staff, list_staff, reset_staff

CONTENT = ("crisis.yaml", "helplines.yaml", "wording.yaml")
DEMO_COUNSELLOR = "demo"
DRAIN = timedelta(seconds=10)
"""How long bubbles that are under way may take when the process stops; the rest goes out after the next start."""
KEYS_EVERY = timedelta(hours=1)
"""How often the keyring looks whether a new day has begun."""


@dataclass(frozen=True, slots=True)
class Address:
    """Where a server answers, and in the demo who can log in."""

    url: str
    login: str = ""
    password: str = ""


def loop_factory() -> Callable[[], asyncio.AbstractEventLoop] | None:
    """Return the fastest event loop that is installed."""
    if sys.platform == "win32":
        return None
    import uvloop  # noqa: PLC0415 - not there on Windows

    return uvloop.new_event_loop


def compile_content(flows: Path, content: Path) -> Bundle:
    """Read and compile what is served.

    Raises:
        ContentError: every fault of every file, or the file that can't be read.
    """
    sources = {flows.name: _read(flows, "AJAR_FLOWS")}
    for name in CONTENT:
        sources[name] = _read(content / name, "AJAR_CONTENT")
    return compile_bundle(sources)
