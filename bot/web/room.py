"""What every page of the staff has: who is logged in, the token for actions, the language of the reader."""

from collections.abc import Mapping
from typing import Literal

import msgspec
from aiohttp import web

from bot.web.guard import Guard, pages_of, read_json, send_json
from bot.web.login import StaffLogin
from bot.web.sessions import IDLE, Present
from bot.web.texts import spoken, texts


class Speak(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The language of somebody's pages."""

    language: Literal["nl", "en", "fr"]


class Room:
    """The part of a page that knows its reader."""

    def __init__(self, login: StaffLogin, guard: Guard) -> None:
        """Greet those whom `guard` lets in."""
        self._login = login
        self._guard = guard

    def greeting(self, present: Present) -> Mapping[str, object]:
        """Return what a page needs to begin."""
        language = spoken(present.staff.language)
        return {
            "me": present.id,
            "csrf": self._guard.token(present),
            "language": language,
            "texts": texts(language),
            "idle_s": int(IDLE.total_seconds()),
            "pages": pages_of(present.staff.role),
        }

    async def session(self, _: web.Request, present: Present) -> web.Response:
        """Tell the page who is logged in, and give it the token for its actions."""
        return send_json(
            {
                "me": present.id,
                "csrf": self._guard.token(present),
                "language": spoken(present.staff.language),
            }
        )

    async def speak(self, request: web.Request, present: Present) -> web.Response:
        """Change the language of this reader's pages, and hand out its words."""
        asked = await read_json(request, Speak, present)
        await self._login.choose_language(present.id, asked.language)
        return send_json({"language": asked.language, "texts": texts(asked.language)})
