"""Passkeys as the second step: what no false page gets, what opens once, and what is never the last to go."""

import asyncio
import json
import re
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import aiohttp
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.model import Factor, Role, StaffId
from bot.ports import Job
from bot.web.factor import RECOVERY_CODES, spend
from bot.web.passkeys import (
    CHALLENGE_FOR,
    LONGEST_ANSWER,
    MOST_PASSKEYS,
    NOBODY,
    Question,
    add,
    ask_to_add,
    ask_to_show,
    show,
)
from bot.web.staff import reset_staff
from tests.adapters.web.authenticator import Device, read
from tests.adapters.web.front import CHEAP, PASSWORD, SAME_ORIGIN, Front, Visitor

NOON = datetime(2026, 11, 23, 12, 0, 0, tzinfo=UTC)
SECOND = timedelta(seconds=1)
PAGE = "/account/passkey"
OURS = Question(b"k" * 32, b"a login", "desk.example", ("https://desk.example",))
ANNA = StaffId("Anna")


def with_a_passkey(device: Device, factor: Factor | None = None) -> Factor:
    """Return a second step to which this device was added at noon."""
    question: Any = ask_to_add(OURS, ANNA, factor=factor, now=NOON)
    made = add(OURS, device.adds(question), "telefoon", factor=factor, now=NOON)
    assert made is not None
    return made


def asked(now: datetime = NOON + SECOND, question: Question = OURS) -> Any:  # noqa: ANN401
    """Return what a browser is asked that is to show a passkey."""
    return ask_to_show(question, now)


def test_a_passkey_that_was_added_is_shown() -> None:
    """By its name; the counter of its device is kept."""
    device = Device("https://desk.example")
    factor = with_a_passkey(device)
    later = show(OURS, device.shows(asked()), factor, now=NOON + SECOND)

    assert later is not None
    assert [(one.name, one.used) for one in later.passkeys] == [("telefoon", 1)]
    assert later.recovery == factor.recovery == ()


def test_a_device_that_does_not_count_is_taken_again_and_again() -> None:
    """Those that copy passkeys to all devices of a person say 0 for ever."""
    device = Device("https://desk.example", counts=False)
    factor: Factor | None = with_a_passkey(device)
    for number in range(1, 4):
        now = NOON + number * SECOND
        assert factor is not None
        factor = show(OURS, device.shows(asked(now)), factor, now=now)

    assert factor is not None


def test_an_answer_opens_once_and_none_to_an_older_question() -> None:
    """Whoever recorded one comes too late, also with a device that does not count."""
    device = Device("https://desk.example", counts=False)
    factor = with_a_passkey(device)
    older, newer = (device.shows(asked(NOON + number * SECOND)) for number in (1, 2))
    used = show(OURS, newer, factor, now=NOON + 3 * SECOND)

    assert used is not None
    assert show(OURS, newer, used, now=NOON + 3 * SECOND) is None
    assert show(OURS, older, used, now=NOON + 3 * SECOND) is None


def test_a_counter_that_did_not_go_up_is_refused() -> None:
    """Then there are two of what there must be one of."""
    device = Device("https://desk.example")
    factor = with_a_passkey(device)
    for number in (1, 2):
        now = NOON + number * SECOND
        used = show(OURS, device.shows(asked(now)), factor, now=now)
        assert used is not None
        factor = used
    device.used = 0
    now = NOON + 3 * SECOND

    assert show(OURS, device.shows(asked(now)), factor, now=now) is None


@pytest.mark.parametrize("elsewhere", ["https://desk.example.evil", "http://desk.example", "https://evil.example", ""])
def test_an_answer_that_was_given_to_another_page_is_none(elsewhere: str) -> None:
    """That is what a code can't do: a false page gets nothing that opens ours."""
    device = Device("https://desk.example")
    factor = with_a_passkey(device)
    phished = replace_origin(device, elsewhere).shows(asked())

    assert show(OURS, phished, factor, now=NOON + SECOND) is None
    assert add(OURS, Device(elsewhere).adds(question_to_add()), "x", factor=None, now=NOON) is None


def replace_origin(device: Device, origin: str) -> Device:
    """Return the same passkey in the hands of another page."""
    return replace(device, origin=origin)


def question_to_add(now: datetime = NOON) -> Any:  # noqa: ANN401
    """Return what a browser is asked that is to make a passkey."""
    return ask_to_add(OURS, ANNA, factor=None, now=now)


@pytest.mark.parametrize(
    "other",
    [
        replace(OURS, bound_to=b"another login"),
        replace(OURS, key=b"l" * 32),
        replace(OURS, host="evil.example"),
        replace(OURS, origins=("https://evil.example",)),
        NOBODY,
    ],
)
def test_an_answer_to_somebody_elses_question_is_none(other: Question) -> None:
    """Each belongs to the browser or login that was asked, and to one host."""
    device = Device("https://desk.example")
    factor = with_a_passkey(device)

    assert show(OURS, device.shows(asked()), factor, now=NOON + SECOND) is not None
    assert show(other, device.shows(asked()), factor, now=NOON + SECOND) is None
    assert add(other, device.adds(question_to_add()), "x", factor=None, now=NOON) is None


def test_a_question_lasts_three_minutes() -> None:
    """And is none before it was asked."""
    device = Device("https://desk.example")
    factor = with_a_passkey(device)
    answer = device.shows(asked(NOON + SECOND))

    assert show(OURS, answer, factor, now=NOON + SECOND + CHALLENGE_FOR) is None
    assert show(OURS, answer, factor, now=NOON) is None
    assert show(OURS, answer, factor, now=NOON + CHALLENGE_FOR) is not None


def test_to_add_and_to_show_are_two_questions() -> None:
    """The answer to one is none to the other, and a passkey that was taken away is not added by the old answer."""
    device = Device("https://desk.example")
    answer = device.adds(question_to_add())
    made = add(OURS, answer, "x", factor=None, now=NOON)
    assert made is not None
    removed = replace(made, passkeys=())

    assert add(OURS, answer, "x", factor=removed, now=NOON + SECOND) is None
    assert show(OURS, device.shows({"rpId": "desk.example", **question_to_add()}), made, now=NOON + SECOND) is None


def test_without_a_hand_on_the_device_nothing_is_shown() -> None:
    """A program that reaches it alone does not come in; whoever can't be verified by it does."""
    device = Device("https://desk.example")
    factor = with_a_passkey(device)

    assert show(OURS, device.shows(asked(), flags=0x04), factor, now=NOON + SECOND) is None
    assert show(OURS, device.shows(asked(), flags=0x01), factor, now=NOON + SECOND) is not None


def test_another_key_under_the_same_id_is_refused() -> None:
    """The signature is checked with the key that was added."""
    device = Device("https://desk.example")
    factor = with_a_passkey(device)
    forged = Device("https://desk.example", id=device.id)

    assert show(OURS, forged.shows(asked()), factor, now=NOON + SECOND) is None


def test_nobody_keeps_more_than_five() -> None:
    """And none twice; an authenticator is told which it has."""
    factor = None
    devices = [Device("https://desk.example") for _ in range(MOST_PASSKEYS + 1)]
    for number, device in enumerate(devices):
        now = NOON + number * SECOND
        made = add(
            OURS, device.adds(ask_to_add(OURS, ANNA, factor=factor, now=now)), f"{number}", factor=factor, now=now
        )
        assert (made is None) == (number == MOST_PASSKEYS)
        factor = made or factor
    assert factor is not None
    few = replace(factor, passkeys=factor.passkeys[:2])
    again = add(OURS, devices[0].adds(question_to_add(NOON + 9 * SECOND)), "x", factor=few, now=NOON + 9 * SECOND)
    known: Any = ask_to_add(OURS, ANNA, factor=few, now=NOON)["excludeCredentials"]

    assert again is None
    assert len(known) == 2


@given(st.one_of(st.text(), st.binary().map(lambda raw: raw.decode("latin-1")), st.just("{" * LONGEST_ANSWER)))
def test_anything_else_opens_nothing_and_breaks_nothing(answer: str) -> None:
    """Whatever somebody sends."""
    factor = Factor(b"s" * 20)

    assert show(OURS, answer, factor, now=NOON) is None
    assert add(OURS, answer, "x", factor=factor, now=NOON) is None


@given(st.data())
def test_an_answer_that_was_altered_opens_nothing_and_breaks_nothing(data: st.DataObject) -> None:
    """Any letter of it, unless what it says is the same."""
    answer = data.draw(st.sampled_from((ADDED, SHOWN)))
    place = data.draw(st.integers(0, len(answer) - 1))
    altered = answer[:place] + data.draw(st.characters(codec="ascii")) + answer[place + 1 :]
    add(OURS, altered, "x", factor=None, now=NOON)
    shown = show(OURS, altered, FACTOR, now=NOON + SECOND)

    assert shown is None or parts_of(altered) == parts_of(SHOWN)


def parts_of(answer: str) -> dict[str, bytes]:
    """Return what is signed, or signs."""
    return {name: read(part) for name, part in json.loads(answer)["response"].items()}


DEVICE = Device("https://desk.example", counts=False)
FACTOR = with_a_passkey(DEVICE)
ADDED, SHOWN = DEVICE.adds(question_to_add()), DEVICE.shows(asked())


@given(st.integers(0, 10**6))
def test_without_an_app_no_digits_open_anything(number: int) -> None:
    """An empty secret has codes too, which everybody can reckon."""
    assert spend(Factor(), f"{number:06}", NOON) is None


@pytest.fixture
async def front() -> AsyncIterator[Front]:
    """The house as it is served: everybody needs a second step."""
    house = Front(second_step=True)
    await house.hires("Anna", "Bram")
    await house.hires("Ida", role=Role.ADMIN)
    async with house.open():
        yield house


async def enters(visitor: Visitor, name: str, code: str = "", **headers: str) -> aiohttp.ClientResponse:
    """Fill in the whole login form."""
    fields = {"login": name, "password": PASSWORD, "code": code, "csrf": await visitor.form()}
    return await visitor.session.post(
        f"{visitor.base}/desk/login", data=fields, headers={**SAME_ORIGIN, **headers}, allow_redirects=False
    )


async def question_at(visitor: Visitor, path: str) -> dict[str, Any]:
    """Return what the browser is asked."""
    answer = await visitor.get(path)
    assert answer.status == 200
    question: dict[str, Any] = await answer.json()
    return question


async def sends(visitor: Visitor, path: str, **fields: str) -> aiohttp.ClientResponse:
    """Send a form of the account."""
    page = await (await visitor.get(PAGE)).text()
    (csrf,) = set(re.findall(r'name="csrf" value="([0-9a-f]{64})"', page))
    return await visitor.session.post(
        f"{visitor.base}{path}", data={"csrf": csrf, **fields}, headers=SAME_ORIGIN, allow_redirects=False
    )


async def adds(front: Front, visitor: Visitor, device: Device, *, old: str = "", name: str = "telefoon") -> Any:  # noqa: ANN401
    """Add a passkey on the page; returns the answer."""
    await front.time_passes(SECOND)
    question = await question_at(visitor, f"{PAGE}/ask")
    return await sends(visitor, PAGE, name=name, answer=device.adds(question["add"]), old=old)


async def anna_with_a_passkey(front: Front) -> tuple[Device, list[str]]:
    """Anna logs in for the first time and sets her second step up by a passkey alone."""
    device = Device(front.base)
    async with front.visitor() as anna:
        await enters(anna, "Anna")
        page = await (await adds(front, anna, device)).text()
    return device, re.findall(r"<li><code>([^<]+)</code></li>", page)


async def comes(front: Front, visitor: Visitor, device: Device, name: str = "Anna") -> int:
    """Log in with a passkey; returns the status."""
    await front.time_passes(SECOND)
    question = await question_at(visitor, "/desk/passkey")
    return (await enters(visitor, name, device.shows(question["show"]))).status


async def kept(front: Front, name: str = "Anna") -> Factor | None:
    """Return the second step that is kept."""
    return await front.store.run(Job(lambda tx: tx.staff.factor(StaffId(name))))


async def test_a_passkey_alone_is_a_second_step(front: Front) -> None:
    """With codes on paper for the day without it; then the password alone opens nothing."""
    device, paper = await anna_with_a_passkey(front)
    async with front.visitor() as visitor:
        statuses = [(await enters(visitor, "Anna")).status, await comes(front, visitor, device)]
        desk = (await visitor.get("/desk")).status
    async with front.visitor() as visitor:
        by_paper = (await enters(visitor, "Anna", paper[0])).status

    assert len(paper) == RECOVERY_CODES
    assert (statuses, desk, by_paper) == ([401, 303], 200, 303)
    assert front.store.audited == ["login", "factor_set", "passkey_added", "login", "recovery_used", "login"]


async def test_what_a_browser_is_asked_tells_of_nobody(front: Front) -> None:
    """No list of passkeys, so no name can be tried out."""
    await anna_with_a_passkey(front)
    async with front.visitor() as visitor:
        question = await question_at(visitor, "/desk/passkey")

    assert sorted(question["show"]) == ["challenge", "rpId", "timeout", "userVerification"]
    assert question["show"]["rpId"] == "127.0.0.1"


async def test_a_passkey_opens_the_account_of_its_owner_alone(front: Front) -> None:
    """With the right password of another it opens nothing."""
    device, _ = await anna_with_a_passkey(front)
    bram = Device(front.base)
    async with front.visitor() as visitor:
        await enters(visitor, "Bram")
        await adds(front, visitor, bram)
    async with front.visitor() as visitor:
        statuses = [await comes(front, visitor, device, "Bram"), await comes(front, visitor, bram, "Bram")]

    assert statuses == [401, 303]


async def test_an_answer_belongs_to_the_browser_that_was_asked_and_opens_once(front: Front) -> None:
    """Recorded on the way it is worth nothing, there or elsewhere, also when many send it at once."""
    device, _ = await anna_with_a_passkey(front)
    await front.time_passes(SECOND)
    async with front.visitor() as anna, front.visitor() as thief:
        answer = device.shows((await question_at(anna, "/desk/passkey"))["show"])
        await thief.form()
        stolen = (await enters(thief, "Anna", answer)).status
        form = await anna.form()
        cookies = {morsel.key: morsel.value for morsel in anna.session.cookie_jar}

        async def at_once(number: int) -> int:
            sent = await anna.session.post(
                f"{front.base}/desk/login",
                data={"login": "Anna", "password": PASSWORD, "code": answer, "csrf": form},
                headers={
                    **SAME_ORIGIN,
                    "X-Forwarded-For": f"198.51.100.{number}",
                    "Cookie": f"ajar-form={cookies['ajar-form']}",
                },
                allow_redirects=False,
            )
            return sent.status

        statuses = await asyncio.gather(*(at_once(number) for number in range(8)))

    assert stolen == 401
    assert sorted(statuses) == [303] + [401] * 7


async def test_an_open_page_alone_adds_none(front: Front) -> None:
    """A passkey of before is shown, or a code, in the same form."""
    device, paper = await anna_with_a_passkey(front)
    second, third = Device(front.base), Device(front.base)
    async with front.visitor() as anna:
        await comes(front, anna, device)
        refused = [(await adds(front, anna, second, old=old)).status for old in ("", "000000", "{}")]
        await front.time_passes(SECOND)
        question = await question_at(anna, f"{PAGE}/ask")
        fields = {"old": device.shows(question["show"]), "answer": second.adds(question["add"])}
        with_passkey = (await sends(anna, PAGE, name="laptop", **fields)).status
        with_paper = (await adds(front, anna, third, old=paper[0])).status
    factor = await kept(front)

    assert refused == [400] * 3
    assert question["prove"] is True
    assert (with_passkey, with_paper) == (303, 303)
    assert factor is not None
    assert [one.name for one in factor.passkeys] == ["telefoon", "laptop", "telefoon"]
    assert len(factor.recovery) == RECOVERY_CODES - 1


@pytest.mark.parametrize("name", ["", "   ", "x" * 41, "nul\x00"])
async def test_a_name_that_cannot_be_is_refused(front: Front, name: str) -> None:
    """With the rule."""
    async with front.visitor() as anna:
        await enters(anna, "Anna")
        answer = await adds(front, anna, Device(front.base), name=name)

        assert (answer.status, "1 tot 40 tekens" in await answer.text()) == (400, True)


async def test_an_app_is_set_up_besides_with_a_passkey_shown(front: Front) -> None:
    """Then both open; the passkeys stay when the app moves."""
    device, _ = await anna_with_a_passkey(front)
    async with front.visitor() as anna:
        await comes(front, anna, device)
        await front.time_passes(SECOND)
        question = await question_at(anna, f"{PAGE}/ask")
        page = await (await anna.get("/account/factor")).text()
        fields = dict(
            re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)">', page.partition('class="sheet"')[2])
        )
        code = code_of(fields["secret"], front.clock.now())
        answer = await anna.session.post(
            f"{front.base}/account/factor",
            data={**fields, "code": code, "old": device.shows(question["show"])},
            headers=SAME_ORIGIN,
        )
        assert answer.status == 200, await answer.text()
    factor = await kept(front)
    async with front.visitor() as visitor:
        assert await comes(front, visitor, device) == 303

    assert factor is not None
    assert factor.secret
    assert len(factor.passkeys) == 1


def code_of(secret: str, now: datetime) -> str:
    """Return what an app shows."""
    import pyotp  # noqa: PLC0415 - by this one story alone

    return pyotp.TOTP(secret).at(now)


async def test_a_passkey_is_removed_and_never_the_last_second_step(front: Front) -> None:
    """It opens nothing any more, and every other login ends; paper alone is no second step."""
    device, paper = await anna_with_a_passkey(front)
    second = Device(front.base)
    async with front.visitor() as anna, front.visitor() as elsewhere:
        await comes(front, anna, device)
        await adds(front, anna, second, old=paper[0])
        await comes(front, elsewhere, device)
        page = await (await anna.get("/account")).text()
        first = re.findall(r'name="which" value="([0-9a-f]{64})"', page)[0]
        removed = (await sends(anna, f"{PAGE}/remove", which=first)).status
        there = (await elsewhere.get("/desk")).status
        left = await (await anna.get("/account")).text()
        factor = await kept(front)
        assert factor is not None
        (last,) = factor.passkeys
        from bot.web.passkeys import name_of  # noqa: PLC0415 - no page offers it

        refused = await sends(anna, f"{PAGE}/remove", which=name_of(last))
    async with front.visitor() as visitor:
        statuses = [await comes(front, visitor, device), await comes(front, visitor, second)]

    assert (removed, there, refused.status) == (303, 303, 409)
    assert "/account/passkey/remove" not in left
    assert statuses == [401, 303]
    assert front.store.audited.count("passkey_removed") == 1


async def test_strangers_cannot_shut_out_whoever_shows_a_passkey(front: Front) -> None:
    """On a device that nobody knows she gets in, as with a code."""
    device, _ = await anna_with_a_passkey(front)
    for number in range(15):
        async with front.visitor() as stranger:
            await enters(stranger, "Anna", "000000", **{"X-Forwarded-For": f"10.0.0.{number}"})
    await front.time_passes(SECOND)
    async with front.visitor() as anna:
        question = await question_at(anna, "/desk/passkey")
        headers = {"X-Forwarded-For": "10.9.9.9"}
        statuses = [
            (await enters(anna, "Anna", code, **headers)).status for code in ("000000", device.shows(question["show"]))
        ]

    assert statuses == [429, 303]


async def test_a_reset_takes_passkeys_away(front: Front) -> None:
    """With password and paper."""
    await anna_with_a_passkey(front)
    await reset_staff(front.store, "Anna", cost=CHEAP)

    assert await kept(front) is None
