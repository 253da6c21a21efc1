"""What an operator asks of signal-cli apart from the bot: a look at the account, a captcha. It takes no message."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import TypeVar

import msgspec
from msgspec import Raw

from bot.channels.signal.wire import Broken, Link, connect
from bot.errors import DeliveryError, PerhapsSent

T = TypeVar("T")

WITHIN = timedelta(seconds=30)
"""Signal's own servers may have to be asked."""


@dataclass(frozen=True, slots=True)
class Look:
    """What signal-cli told.

    Attributes:
        version: Of signal-cli; empty when it did not say.
        groups: In how many groups the account is.
    """

    version: str
    groups: int


class _Version(msgspec.Struct):
    version: str = ""


class _Group(msgspec.Struct, rename="camel"):
    is_member: bool = False


async def look(rpc: str, account: str) -> Look:
    """Ask the daemon for its version and the account's groups; what people sent stays where it is.

    Raises:
        AccountUnknown: the daemon does not serve this account.
        DeliveryError: it can't be reached, or answers nothing that can be read.
    """

    async def ask(link: Link) -> tuple[Raw, Raw]:
        version = await link.call("version", {"account": account}, WITHIN)
        return version, await link.call("listGroups", {"account": account}, WITHIN)

    version, groups = await _asked(rpc, ask)
    try:
        member_of = sum(one.is_member for one in msgspec.json.decode(groups, type=list[_Group]))
        return Look(msgspec.json.decode(version, type=_Version).version, member_of)
    except (msgspec.MsgspecError, UnicodeError):
        unreadable = PerhapsSent("signal-cli's answer can't be read.")
    raise unreadable


async def solve(rpc: str, account: str, *, token: str, captcha: str) -> None:
    """Take a solved captcha to Signal.

    Raises:
        CaptchaRejected: it was wrong, too old or used before.
        DeliveryError: signal-cli or Signal can't be reached.
    """
    params = {"account": account, "challenge": token, "captcha": captcha}
    await _asked(rpc, lambda link: link.call("submitRateLimitChallenge", params, WITHIN))


async def _asked(rpc: str, ask: Callable[[Link], Awaitable[T]]) -> T:
    """Ask over a connection of its own; in the receive mode that Ajar needs, it takes no message from anybody."""
    link = await connect(rpc, lambda _: None)
    answer: T | DeliveryError
    async with asyncio.TaskGroup() as tasks:
        reading = tasks.create_task(_read(link))
        try:
            async with asyncio.timeout(WITHIN.total_seconds()):
                answer = await ask(link)
        except TimeoutError:
            answer = PerhapsSent("signal-cli did not answer in time.")
        except DeliveryError as fault:
            answer = fault
        finally:
            link.close()
            reading.cancel()
    if isinstance(answer, DeliveryError):
        raise answer
    return answer


async def _read(link: Link) -> None:
    try:
        await link.read()
    except Broken:
        link.close()
