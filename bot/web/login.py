"""The staff login: passwords, and the check of one attempt. The only door to Argon2id; no pages."""

import asyncio
import secrets
import threading
from base64 import b64encode
from collections.abc import Collection
from dataclasses import dataclass, field, replace
from datetime import timedelta

from cryptography.exceptions import InvalidKey
from cryptography.hazmat.primitives.kdf.argon2 import Argon2id

from bot.errors import BotError
from bot.model import Factor, Language, Staff, StaffId
from bot.ports import Clock, Job, Store, Transaction
from bot.web.limits import Limit, Networks
from bot.web.passkeys import NOBODY, Question
from bot.web.second_step import longest, prove
from bot.web.sessions import Sessions, is_stamp, stamp

LONGEST_LOGIN = 64
LONGEST_PASSWORD = 1024
SHORTEST_PASSWORD = 12
"""What a new password must have; NIST SP 800-63B asks for 8 where there is a second step."""

WITHIN = timedelta(minutes=5)
TRIES = 5
"""Checks of one account within `WITHIN`, from one address or from one device that is known."""
TRIES_OF_ACCOUNT = 10
"""Checks of one account from all unknown devices together. Twice as many as one address gets, so that nobody at one
address can shut out a colleague at another. A device that is known, or a right code, does not count here at all: so
nobody can shut a colleague out from many addresses either."""
TRIES_OF_ADDRESS = 50
"""Checks of all accounts from one address: a whole office may sit behind it."""

AT_ONCE = 1
"""Passwords that are checked at the same time: each takes 64 MiB and the cores."""
_ALONE = threading.Lock()
"""OpenSSL has one pool of threads for all lanes of a process: two that derive at once take each other's, and both wait
for ever, or one is told that there is no memory."""
MOST_WAITING = 16
"""Attempts that may wait for their turn; more are sent away at once, so that a flood can't pile up."""
KNOWN_DEVICE_FOR = timedelta(days=90)


class LoginRefused(BotError):
    """This attempt opens nothing; the same is said for a wrong name, password or code and a closed account."""

    def __init__(self, what: str = "This name, this password and this code do not belong together.") -> None:
        """Say it without the name."""
        super().__init__(what)


class TooManyTries(LoginRefused):
    """Nothing was checked: wait for `retry_after`, then try again."""

    def __init__(self, retry_after: timedelta) -> None:
        """Keep how long to wait."""
        super().__init__("There were too many attempts.")
        self.retry_after = retry_after


class TooBusy(LoginRefused):
    """Nothing was checked: too many attempts of others are waiting. Try again in some seconds."""

    def __init__(self) -> None:
        """Say why."""
        super().__init__("Too many attempts are waiting.")


@dataclass(frozen=True, slots=True)
class Cost:
    """What one guess of a password costs: memory in KiB, passes over it, lanes. Takes about 0.3 s as it stands."""

    memory_kib: int = 64 * 1024
    passes: int = 3
    lanes: int = 4


COST = Cost()


def hash_password(password: str, cost: Cost = COST) -> str:
    """Return the Argon2id verifier of a password, in PHC form. Takes a while: call it in a thread."""
    argon = Argon2id(
        salt=secrets.token_bytes(16),
        length=32,
        iterations=cost.passes,
        lanes=cost.lanes,
        memory_cost=cost.memory_kib,
    )
    with _ALONE:
        return argon.derive_phc_encoded(password.encode("utf-8"))


def nobodys_verifier(cost: Cost = COST) -> str:
    """Return a verifier that no password opens, and whose check costs what any other does. Takes no time."""
    salt, digest = (b64encode(secrets.token_bytes(size)).decode().rstrip("=") for size in (16, 32))
    return f"$argon2id$v=19$m={cost.memory_kib},t={cost.passes},p={cost.lanes}${salt}${digest}"


def verify(password: str, verifier: str) -> bool:
    """Tell whether the password is the one of this verifier. Takes a while: call it in a thread."""
    try:
        with _ALONE:
            Argon2id.verify_phc_encoded(password.encode("utf-8"), verifier)
    except InvalidKey:
        return False
    return True


def is_plain(text: str, longest: int) -> bool:
    """Tell whether typed text can be a name or a password: not empty, not too long, nothing that is no character."""
    return 0 < len(text) <= longest and not any(char == "\x00" or "\ud800" <= char <= "\udfff" for char in text)


def check_password(password: str) -> None:
    """Refuse what can be no new password.

    Raises:
        BotError: says the rule, and nothing of what was typed.
    """
    if len(password) < SHORTEST_PASSWORD or not is_plain(password, LONGEST_PASSWORD):
        raise BotError(
            f"A password has {SHORTEST_PASSWORD} to {LONGEST_PASSWORD:,} characters.",
            where="password",
            fix="Choose a longer one.",
        )


@dataclass(frozen=True, slots=True)
class Attempt:
    """One try to log in.

    Attributes:
        address: The address that it came from; only its keyed hash is kept, in memory, for minutes.
        code: Of the second step, or what a passkey answered; empty where there is none yet.
        asked: Who asked the passkey, and where.
        device: The cookie of a device on which this account logged in before; may be anything.
        earlier_token: The token of the login that the browser still has; it ends with a new one.
    """

    login: str
    password: str = field(repr=False)
    address: str = field(repr=False)
    code: str = field(default="", repr=False)
    asked: Question = field(default=NOBODY, repr=False)
    device: str = field(default="", repr=False)
    earlier_token: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class LoggedIn:
    """A new login: who, the token for the session cookie, and the value for the device cookie."""

    staff: Staff
    token: str = field(repr=False)
    device: str = field(repr=False)


def _is_readable(attempt: Attempt) -> bool:
    names = is_plain(attempt.login, LONGEST_LOGIN) and is_plain(attempt.password, LONGEST_PASSWORD)
    return names and (not attempt.code or is_plain(attempt.code, longest(attempt.code)))


class StaffLogin:
    """Checks attempts: limited, one at a time, at the same cost whether the name exists or not."""

    def __init__(
        self, store: Store, clock: Clock, *, key: bytes, cost: Cost = COST, exempt: Collection[StaffId] = frozenset()
    ) -> None:
        """Check against the staff book of `store`.

        Args:
            store: Holds the staff book.
            clock: For the limits.
            key: 32 bytes that stay the same over restarts; they vouch for device cookies.
            cost: What the check of an unknown name costs; as what the accounts were made with.
            exempt: Who needs no second step, as in the demo.
        """
        self.sessions = Sessions(store, exempt=exempt)
        self.is_demo = bool(exempt)
        self._store = store
        self._clock = clock
        self._key = key
        self._networks = Networks()
        self._nobody = nobodys_verifier(cost)
        self._turn = asyncio.Semaphore(AT_ONCE)
        self._waiting = 0
        self._limits = {
            "account and origin": Limit(TRIES, WITHIN),
            "account": Limit(TRIES_OF_ACCOUNT, WITHIN),
            "address": Limit(TRIES_OF_ADDRESS, WITHIN),
        }

    async def log_in(self, attempt: Attempt) -> LoggedIn:
        """Check an attempt and open a session under a new token.

        Raises:
            LoginRefused: name, password, code or account are not right; never says which.
            TooManyTries: this origin, or all unknown devices, tried this account too often.
            TooBusy: others' attempts fill the waiting room.
        """
        if not _is_readable(attempt):
            raise LoginRefused
        staff_id = StaffId(attempt.login)
        known = self._is_known(attempt.device, staff_id)
        keys = self._keys(staff_id, attempt, known=known)
        if self._is_shut_by_others(keys) and await self._shows_code(staff_id, attempt):
            del keys["account"]
        self._admit(keys)
        self._waiting += 1
        try:
            staff, factor = await self._checked(staff_id, attempt)
        finally:
            self._waiting -= 1
        token = await self.sessions.open(staff, factor=factor, instead_of=attempt.earlier_token)
        if token is None:
            raise LoginRefused
        self._limits["account and origin"].forget(keys["account and origin"])
        for name, key in keys.items():
            self._limits[name].take_back(key)
        return LoggedIn(staff, token, attempt.device if known else self._new_device(staff_id))

    async def choose_language(self, staff_id: StaffId, language: Language) -> None:
        """Show this member of staff their pages in this language from now on."""

        def work(tx: Transaction) -> None:
            staff = tx.staff.get(staff_id)
            if staff is not None:
                tx.staff.change(replace(staff, language=language))

        await self._store.run(Job(work))

    def _keys(self, staff_id: StaffId, attempt: Attempt, *, known: bool) -> dict[str, tuple[str, ...]]:
        """Return under which key each limit counts this attempt; a known device is counted by itself alone."""
        if known:
            return {"account and origin": (staff_id, "device", attempt.device)}
        address = self._networks.of(attempt.address)
        return {
            "account and origin": (staff_id, "address", address),
            "account": (staff_id,),
            "address": (address,),
        }

    def _is_shut_by_others(self, keys: dict[str, tuple[str, ...]]) -> bool:
        """Tell whether nothing but what came from elsewhere stands in the way of this attempt."""
        now = self._clock.now()
        waiting = [name for name, key in keys.items() if self._limits[name].wait(key, now)]
        return waiting == ["account"]

    async def _shows_code(self, staff_id: StaffId, attempt: Attempt) -> bool:
        """Tell whether this is a code or a passkey of the account's own: then it is hardly a stranger who comes.

        Whoever guesses codes finds one in 300,000 tries, five from each address, and still has no password.
        """
        factor = await self._store.run(Job(lambda tx: tx.staff.factor(staff_id)))
        return (
            factor is not None and prove(factor, attempt.code, asked=attempt.asked, now=self._clock.now()) is not None
        )

    def _admit(self, keys: dict[str, tuple[str, ...]]) -> None:
        """Count the attempt before it is checked, so that many at once can't slip through."""
        now = self._clock.now()
        wait = max(self._limits[name].wait(key, now) for name, key in keys.items())
        if wait:
            raise TooManyTries(wait)
        if self._waiting >= MOST_WAITING:
            raise TooBusy
        for name, key in keys.items():
            self._limits[name].count(key, now)

    async def _checked(self, staff_id: StaffId, attempt: Attempt) -> tuple[Staff, Factor | None]:
        """Return the account if password and code are its own, with its second step after this code.

        An account that does not exist costs the same check.
        """
        staff, factor = await self._store.run(Job(lambda tx: (tx.staff.get(staff_id), tx.staff.factor(staff_id))))
        verifier = self._nobody if staff is None else staff.verifier
        async with self._turn:
            matches = await asyncio.to_thread(verify, attempt.password, verifier)
        spent = None if factor is None else prove(factor, attempt.code, asked=attempt.asked, now=self._clock.now())
        if staff is None or staff.disabled or not matches or (factor is not None and spent is None):
            raise LoginRefused
        return staff, spent

    def _new_device(self, staff_id: StaffId) -> str:
        nonce = secrets.token_hex(16)
        return f"{nonce}.{stamp(self._key, 'device', f'{nonce}.{staff_id}'.encode())}"

    def _is_known(self, device: str, staff_id: StaffId) -> bool:
        nonce, _, code = device.partition(".")
        return is_stamp(self._key, "device", what=f"{nonce}.{staff_id}".encode("utf-8", "replace"), code=code)
