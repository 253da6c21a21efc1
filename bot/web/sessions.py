"""Who is logged in: random cookies, kept as hashes in the staff book; no password is known here."""

import hashlib
import hmac
import re
import secrets
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

from aiohttp import web

from bot.model import Factor, Staff, StaffId, StaffSession
from bot.ports import Job, Store, Transaction
from bot.web.origin import is_https

IDLE = timedelta(minutes=30)
"""A login ends when it was not used for this long."""
ABSOLUTE = timedelta(hours=8)
"""A login ends after this long, used or not."""
TOUCH_EVERY = timedelta(minutes=1)
"""The idle end is moved at most this often, so that working does not write to the database all the time."""

COOKIE = "ajar"
_TOKEN = re.compile(r"[A-Za-z0-9_-]{43}")


@dataclass(frozen=True, slots=True)
class Present:
    """A member of staff who is logged in.

    Attributes:
        digest: Names the login in the staff book, and in the token against forged requests.
        needs_factor: There is no second step yet: nothing opens but the page that begins one.
    """

    staff: Staff
    digest: bytes
    needs_factor: bool = False

    @property
    def id(self) -> StaffId:
        """The login name."""
        return self.staff.id


class Sessions:
    """Opens, recognises and ends logins. Each is one transaction."""

    def __init__(self, store: Store, *, exempt: Collection[StaffId] = frozenset()) -> None:
        """Keep the logins in this store; whoever is `exempt` needs no second step."""
        self._store = store
        self._exempt = exempt

    async def open(self, staff: Staff, *, factor: Factor | None = None, instead_of: str = "") -> str | None:
        """Begin a login under a new token, and end the one that the browser came with.

        Args:
            staff: As read when the password was checked.
            factor: The second step after its code was used; None where there is none.
            instead_of: The token of the browser's earlier login, if any.

        Returns:
            The token for the cookie; None when the account was disabled or given a new password meanwhile, or when
            somebody else used the same code.
        """
        token = secrets.token_urlsafe(32)

        def work(tx: Transaction) -> bool:
            if instead_of:
                tx.staff.end_session(digest_of(instead_of))
            now = tx.staff.get(staff.id)
            if now is None or now.disabled or now.verifier != staff.verifier or not _is_spent(tx, staff.id, factor):
                return False
            _begin(tx, staff.id, token)
            tx.staff.audit(staff.id, "login")
            return True

        return token if await self._store.run(Job(work)) else None

    async def go_on(self, present: Present) -> str:
        """Go on under a new token, because a login that could do little may do more from now on; returns it."""
        token = secrets.token_urlsafe(32)

        def work(tx: Transaction) -> None:
            tx.staff.end_session(present.digest)
            _begin(tx, present.id, token)

        await self._store.run(Job(work))
        return token

    async def who(self, token: str, *, use: bool) -> Present | None:
        """Return whose login this is, if it lives and its account is not disabled.

        Args:
            token: The value of the cookie; may be anything.
            use: Count this as use, so that the login stays alive; false for what a page does by itself.
        """
        if not _TOKEN.fullmatch(token):
            return None
        digest = digest_of(token)

        def work(tx: Transaction) -> Present | None:
            session = tx.staff.session(digest)
            if session is None or not _lives(session, tx.now):
                return None
            staff = tx.staff.get(session.staff_id)
            if staff is None or staff.disabled:
                return None
            idle_until = min(tx.now + IDLE, session.ends_at)
            if use and idle_until - session.idle_until >= TOUCH_EVERY:
                tx.staff.touch(digest, idle_until)
            needs_factor = staff.id not in self._exempt and tx.staff.factor(staff.id) is None
            return Present(staff, digest, needs_factor=needs_factor)

        return await self._store.run(Job(work))

    async def own(self, present: Present) -> tuple[StaffSession, ...]:
        """Return where this member of staff is logged in, this login among them."""
        return await self._store.run(Job(lambda tx: tx.staff.sessions(present.id)))

    async def end_elsewhere(self, present: Present, which: bytes | None = None) -> None:
        """End another login of the same member of staff, all others without `which`; nobody else's, and not this one.

        Pages that are open there close within seconds.
        """

        def work(tx: Transaction) -> None:
            others = [one.digest for one in tx.staff.sessions(present.id) if one.digest != present.digest]
            ended = [digest for digest in others if which in {None, digest}]
            for digest in ended:
                tx.staff.end_session(digest)
            if ended:
                tx.staff.audit(present.id, "ended_elsewhere")

        await self._store.run(Job(work))

    async def end(self, present: Present) -> None:
        """End a login; its token opens nothing any more."""

        def work(tx: Transaction) -> None:
            tx.staff.end_session(present.digest)
            tx.staff.audit(present.id, "logout")

        await self._store.run(Job(work))


def _begin(tx: Transaction, staff_id: StaffId, token: str) -> None:
    tx.staff.open_session(StaffSession(digest_of(token), staff_id, tx.now + IDLE, tx.now + ABSOLUTE))


def _is_spent(tx: Transaction, staff_id: StaffId, factor: Factor | None) -> bool:
    """Keep that the code was used, unless somebody used it first; without a second step there has to be none still."""
    before = tx.staff.factor(staff_id)
    if factor is None or before is None:
        return factor is before
    if len(factor.recovery) < len(before.recovery):
        tx.staff.audit(staff_id, "recovery_used")
    return tx.staff.keep_factor(staff_id, factor)


def cookie_name(request: web.Request, name: str = COOKIE) -> str:
    """Return the name of a cookie on this connection: over https one that no other host and no http can set."""
    return f"__Host-{name}" if is_https(request) else name


def read_cookie(request: web.Request, name: str = COOKIE) -> str:
    """Return the value of one of our cookies, or nothing."""
    return request.cookies.get(cookie_name(request, name), "")


def set_cookie(
    request: web.Request, response: web.Response, value: str, *, name: str = COOKIE, lasts: timedelta | None = None
) -> None:
    """Give the browser a cookie that no script reads and no other site sends; without `lasts` it ends with it."""
    response.set_cookie(
        cookie_name(request, name),
        value,
        max_age=None if lasts is None else int(lasts.total_seconds()),
        path="/",
        secure=is_https(request),
        httponly=True,
        samesite="Strict",
    )


def drop_cookie(request: web.Request, response: web.Response, name: str = COOKIE) -> None:
    """Take a cookie back."""
    response.del_cookie(
        cookie_name(request, name), path="/", secure=is_https(request), httponly=True, samesite="Strict"
    )


def stamp(key: bytes, purpose: str, what: bytes) -> str:
    """Return a code that only we can make for this value and this purpose."""
    return hmac.new(key, purpose.encode() + b"\x00" + what, hashlib.sha256).hexdigest()


def is_stamp(key: bytes, purpose: str, *, what: bytes, code: str) -> bool:
    """Tell whether a code is ours; `code` may be anything."""
    return hmac.compare_digest(stamp(key, purpose, what).encode(), code.encode("utf-8", "replace"))


def digest_of(token: str) -> bytes:
    """Return what is kept of a token."""
    return hashlib.sha256(token.encode("utf-8", "replace")).digest()


def _lives(session: StaffSession, now: datetime) -> bool:
    return now < session.idle_until and now < session.ends_at
