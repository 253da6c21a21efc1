"""S11: a day of guessing, from one address and from very many: what is checked, and who gets in meanwhile."""

from collections import Counter, deque
from collections.abc import AsyncIterator
from datetime import datetime, timedelta

import pytest

from bot.model import Role
from bot.web.factor import DRIFT_STEPS
from bot.web.login import TRIES, TRIES_OF_ACCOUNT, Attempt, LoginRefused, TooManyTries
from bot.web.staff import invite_staff
from tests.adapters.web.front import CHEAP, PASSWORD, SAME_ORIGIN, Front
from tests.adapters.web.test_second_step import STEP, anna_with_an_app, shown

WITHIN = timedelta(minutes=5)
DAY = timedelta(days=1)
pytestmark = pytest.mark.usefixtures("at_full_speed")


@pytest.fixture
async def front() -> AsyncIterator[Front]:
    """The house as it is served: everybody needs a second step."""
    house = Front(second_step=True)
    await house.hires("Anna", "Bram")
    async with house.open():
        yield house


class Guesser:
    """Tries to log in, over and over, and counts what came of it.

    Attributes:
        came_to: How the tries ended.
        most_checked: How many were checked in any five minutes, at most.
    """

    def __init__(self, front: Front, *, addresses: int) -> None:
        self._front = front
        self._addresses = addresses
        self._checked: deque[datetime] = deque()
        self.came_to: Counter[str] = Counter()
        self.most_checked = 0

    async def tries(self, number: int, password: str, code: str = "") -> None:
        """Try once, from one address after the other."""
        one = number % self._addresses
        address = f"10.{one // 65536}.{one // 256 % 256}.{one % 256}"
        try:
            await self._front.login.log_in(Attempt("Anna", password, address=address, code=code))
        except LoginRefused as refusal:
            self.came_to[type(refusal).__name__] += 1
            if type(refusal) is LoginRefused:
                self._note(self._front.clock.now())
        else:
            self.came_to["in"] += 1

    def _note(self, now: datetime) -> None:
        self._checked.append(now)
        while now - self._checked[0] >= WITHIN:
            self._checked.popleft()
        self.most_checked = max(self.most_checked, len(self._checked))


async def guesses_passwords(front: Front, tries: int, *, addresses: int, during: timedelta) -> Guesser:
    """Guess passwords, evenly."""
    await anna_with_an_app(front)
    guesser = Guesser(front, addresses=addresses)
    for number in range(tries):
        await guesser.tries(number, f"guess {number}")
        front.clock.advance(during / tries)
    return guesser


async def guesses_codes(front: Front, tries: int, *, during: timedelta) -> Guesser:
    """Guess codes with the right password, from a thousand addresses; the right ones are left out."""
    secret, _ = await anna_with_an_app(front)
    guesser = Guesser(front, addresses=1_000)
    for number in range(tries):
        now = front.clock.now()
        right = {shown(secret, now + step * STEP) for step in range(-DRIFT_STEPS, DRIFT_STEPS + 1)}
        code = f"{number * 7919 % 1_000_000:06}"
        if code not in right:
            await guesser.tries(number, PASSWORD, code)
        front.clock.advance(during / tries)
    return guesser


@pytest.mark.parametrize(
    ("tries", "addresses", "during", "most"),
    [
        (400, 1, DAY / 36, TRIES),
        (400, 1_000, DAY / 36, TRIES_OF_ACCOUNT),
        pytest.param(100_000, 1, DAY, TRIES, marks=pytest.mark.long),
        pytest.param(100_000, 100_000, DAY, TRIES_OF_ACCOUNT, marks=pytest.mark.long),
    ],
)
async def test_a_day_of_passwords(front: Front, tries: int, addresses: int, during: timedelta, most: int) -> None:
    """In five minutes five are checked from one address, ten from all of them; the rest is sent away unread."""
    guesser = await guesses_passwords(front, tries, addresses=addresses, during=during)

    assert guesser.most_checked == most
    assert guesser.came_to["LoginRefused"] <= most * (during / WITHIN + 1)
    assert guesser.came_to == {
        "LoginRefused": guesser.came_to["LoginRefused"],
        "TooManyTries": tries - guesser.came_to["LoginRefused"],
    }


@pytest.mark.parametrize(("tries", "during"), [(300, DAY / 36), pytest.param(10_000, DAY, marks=pytest.mark.long)])
async def test_a_day_of_codes(front: Front, tries: int, during: timedelta) -> None:
    """Who knows the password has ten codes in five minutes, of which each opens with three in a million."""
    guesser = await guesses_codes(front, tries, during=during)

    assert guesser.most_checked <= TRIES_OF_ACCOUNT
    assert guesser.came_to["in"] == 0


@pytest.mark.parametrize("times", [100, pytest.param(10_000, marks=pytest.mark.long)])
async def test_no_code_opens_twice_however_often_it_is_shown(front: Front, times: int) -> None:
    """From very many addresses, over the hours: neither the code of the app nor one on paper."""
    secret, paper = await anna_with_an_app(front)
    guesser = Guesser(front, addresses=10_000)
    code = shown(secret, front.clock.now())
    await guesser.tries(0, PASSWORD, code)
    await guesser.tries(1, PASSWORD, paper[0])
    for number in range(2, 2 + times):
        await guesser.tries(number, PASSWORD, code if number % 2 else paper[0])
        front.clock.advance(timedelta(seconds=40) if number > 10 else timedelta(seconds=1))

    assert guesser.came_to["in"] == 2


async def test_after_a_day_of_guessing_everybody_still_gets_in(front: Front) -> None:
    """Anna on a new device with her app, Bram as ever; the guesser reads the same of a name that there is not."""
    secret, _ = await anna_with_an_app(front)
    guesser = Guesser(front, addresses=1_000)
    for number in range(500):
        await guesser.tries(number, "guess")

    code = shown(secret, front.clock.now())
    anna = await front.login.log_in(Attempt("Anna", PASSWORD, address="203.0.113.9", code=code))
    bram = await front.login.log_in(Attempt("Bram", PASSWORD, address="203.0.113.9"))
    with pytest.raises(TooManyTries) as known:
        await front.login.log_in(Attempt("Anna", "guess", address="203.0.113.10"))
    for number in range(TRIES_OF_ACCOUNT):
        with pytest.raises(LoginRefused):
            await front.login.log_in(Attempt("Niemand", "guess", address=f"203.0.113.{20 + number}"))
    with pytest.raises(TooManyTries) as unknown:
        await front.login.log_in(Attempt("Niemand", "guess", address="203.0.113.10"))

    assert (anna.staff.id, bram.staff.id) == ("Anna", "Bram")
    assert str(known.value).rstrip("0123456789. ") == str(unknown.value).rstrip("0123456789. ")


@pytest.mark.parametrize("tries", [60, pytest.param(10_000, marks=pytest.mark.long)])
async def test_no_link_of_an_invitation_is_guessed(front: Front, tries: int) -> None:
    """Neither a made-up one, nor one that is nearly right, nor the right one once it was used; all read the same."""
    invited = await invite_staff(front.store, "Dora", Role.COUNSELLOR, cost=CHEAP)
    right = invited.path.rpartition("/")[2]
    fields = {"password": "een eigen lange zin", "again": "een eigen lange zin"}
    read: set[tuple[int, bytes]] = set()
    async with front.visitor() as visitor:
        for number in range(tries):
            place, letter = number % 43, chr(ord("a") + number % 26)
            wrong = f"{right[:place]}{letter}{right[place + 1 :]}" if number % 2 else f"{number:043}"
            if wrong != right:
                path = f"{visitor.base}/invitation/{wrong}"
                answer = await visitor.session.post(path, data=fields, headers=SAME_ORIGIN, allow_redirects=False)
                read.add((answer.status, await answer.read()))
        path = f"{visitor.base}{invited.path}"
        used = await visitor.session.post(path, data=fields, headers=SAME_ORIGIN, allow_redirects=False)
        again = await visitor.session.post(path, data=fields, headers=SAME_ORIGIN, allow_redirects=False)
        read.add((again.status, await again.read()))

    assert used.status == 303
    assert len(read) == 1
    assert next(iter(read))[0] == 404
