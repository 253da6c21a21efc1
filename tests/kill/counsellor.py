"""A counsellor at a browser that does not give up: every request goes again until the desk has answered it."""

import asyncio
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from http import HTTPStatus
from typing import Any

import aiohttp
import pyotp

PATIENCE_S = 120.0
NOT_YET = frozenset({HTTPStatus.NOT_FOUND, HTTPStatus.SERVICE_UNAVAILABLE})
"""What a process answers that has begun to listen and does not serve yet."""
AGAIN_S = 0.1
"""How long a page waits before it asks again."""


@dataclass(slots=True)
class Credentials:
    """What somebody logs in with, in any browser.

    Attributes:
        link: The path of the invitation that `ajar staff add` printed.
        password: What they choose.
        paper: Codes for the second step that were not used yet; filled by the first login.
    """

    link: str
    password: str
    paper: list[str] = field(default_factory=list)


def invited(told: str, password: str) -> Credentials:
    """Return what somebody logs in with, from what `ajar staff add` printed."""
    found = re.search(r"/invitation/[A-Za-z0-9_-]{43}", told)
    assert found is not None, told
    return Credentials(found[0], password)


class Counsellor:
    """Logs in at the desk, claims, writes and reads; the bot behind it may die at any moment.

    Args:
        url: Where the desk is, up to the port.
        name: The login.
        credentials: What they log in with.
    """

    def __init__(self, session: aiohttp.ClientSession, url: str, *, name: str, credentials: Credentials) -> None:
        self._session = session
        self.url = url
        self._name = name
        self._credentials = credentials
        self._csrf = ""
        self._drafts = 0

    async def logs_in(self) -> None:
        """Fill in the form, the first time those of the invitation; the login outlives the process."""
        form = await self._get("/desk/login")  # as soon as it serves
        paper, password = self._credentials.paper, self._credentials.password
        if paper:
            fields = {"login": self._name, "password": password, "code": paper.pop(), "csrf": form["csrf"]}
            await self._until_answered("POST", "/desk/login", data=fields)
        else:
            await self._sets_password(password)
            await self._sets_up_second_step()
        self._csrf = (await self._get("/desk/session"))["csrf"]

    async def _sets_password(self, password: str) -> None:
        link, chosen = f"{self.url}{self._credentials.link}", {"password": password, "again": password}
        async with self._session.post(link, data=chosen, headers=self._own(), allow_redirects=False) as answer:
            assert answer.status == HTTPStatus.SEE_OTHER, await answer.text()

    async def _sets_up_second_step(self) -> None:
        async with self._session.get(f"{self.url}/account/factor") as page:
            fields = dict(re.findall(r'name="(csrf|secret|proof)" value="([^"]+)"', await page.text()))
        fields["code"] = pyotp.TOTP(fields["secret"]).at(datetime.now(UTC))  # noqa: TID251 - the bot has the real clock
        async with self._session.post(f"{self.url}/account/factor", data=fields, headers=self._own()) as page:
            self._credentials.paper.extend(re.findall(r"<li><code>([^<]+)</code></li>", await page.text()))
        assert self._credentials.paper

    async def sees_queue(self) -> list[dict[str, Any]]:
        """Open the desk, look at the queue when somebody is in it, and close the desk again."""
        async with asyncio.timeout(PATIENCE_S):
            while True:
                try:
                    async with self._session.ws_connect(f"{self.url}/desk/live", headers=self._own()) as socket:
                        async for message in socket:
                            frame = message.json()
                            if frame["kind"] == "queue" and frame["cases"]:
                                return list(frame["cases"])
                except aiohttp.ClientError:
                    await asyncio.sleep(AGAIN_S)

    async def claims(self, case: str) -> None:
        """Take a case, also when all seats are taken."""
        await self._act(f"/desk/cases/{case}/claim", {"one_more": True})

    async def says(self, case: str, text: str) -> None:
        """Write to the help-seeker; the words are their own id, so saying them again adds nothing. Nothing is left."""
        self._drafts += 1
        left = _draft("", self._drafts)
        await self._act(f"/desk/cases/{case}/say", {"text": text, "client_id": text, "left": left})

    async def drafts(self, case: str, text: str) -> None:
        """Type something, and let the page keep it."""
        self._drafts += 1
        await self._act(f"/desk/cases/{case}/draft", _draft(text, self._drafts))

    async def finds_draft(self, case: str) -> str:
        """Load the page anew, and return what stands in the field."""
        talk = await self._get(f"/desk/cases/{case}/lines")
        return str(talk["draft"]["words"])

    async def notes(self, case: str, text: str) -> None:
        """Write something down beside the talk."""
        await self._act(f"/desk/cases/{case}/note", {"note": text, "client_id": text})

    async def reads(self, case: str) -> list[dict[str, Any]]:
        """Return all lines of the talk."""
        talk = await self._get(f"/desk/cases/{case}/lines")
        return list(talk["lines"])

    async def reads_from_help_seeker(self, case: str, last: str) -> list[str]:
        """Wait until the help-seeker's last line is there; return all of theirs."""
        async with asyncio.timeout(PATIENCE_S):
            while True:
                theirs = [line["text"] for line in await self.reads(case) if line["author"] == "help_seeker"]
                if last in theirs:
                    return theirs
                await asyncio.sleep(AGAIN_S)

    async def _act(self, path: str, what: Mapping[str, object]) -> None:
        await self._until_answered("POST", path, json=what, headers={"X-Ajar-Csrf": self._csrf})

    async def _get(self, path: str) -> dict[str, Any]:
        answer: dict[str, Any] = await self._until_answered("GET", path)
        return answer

    async def _until_answered(self, method: str, path: str, **options: Any) -> Any:  # noqa: ANN401 - JSON
        headers = {**self._own(), "Accept": "application/json", **options.pop("headers", {})}
        async with asyncio.timeout(PATIENCE_S):
            while True:
                try:
                    async with self._session.request(method, self.url + path, headers=headers, **options) as response:
                        if response.status not in NOT_YET:
                            assert response.status == HTTPStatus.OK, (path, response.status, await response.text())
                            return await response.json()
                except aiohttp.ClientError:
                    pass  # it is dead, or about to be
                await asyncio.sleep(AGAIN_S)

    def _own(self) -> dict[str, str]:
        return {"Origin": self.url}


def _draft(words: str, number: int) -> Mapping[str, object]:
    return {"words": words, "note": "", "page": "p1", "number": number, "seen": 0}
