"""Accounts, as the operator makes and closes them."""

import pytest

from bot.errors import BotError
from bot.model import Role, Skills, StaffId
from bot.ports import Job
from bot.web.login import LONGEST_PASSWORD, verify
from bot.web.staff import change_skills, create_staff, disable_staff, invite_staff, list_staff, reset_staff
from tests.adapters.web.front import CHEAP, PASSWORD, Front


async def test_an_account_is_made_with_a_password_that_is_known(front: Front) -> None:
    """As in the demo: it opens the desk, and only its verifier is kept."""
    await create_staff(front.store, "Dora", Role.ADMIN, password=PASSWORD, language="fr", cost=CHEAP)
    async with front.visitor() as visitor:
        await visitor.logs_in("Dora")
    kept = await front.store.run(Job(lambda tx: tx.staff.get(StaffId("Dora"))))

    assert kept is not None
    assert (kept.role, kept.language, kept.disabled) == (Role.ADMIN, "fr", False)
    assert PASSWORD not in kept.verifier


@pytest.mark.parametrize("password", ["", "kort", "elf tekens!", "a" * (LONGEST_PASSWORD + 1), "nul\x00 in het midden"])
async def test_a_password_that_cannot_be_is_refused(front: Front, password: str) -> None:
    """With the rule, and without the password."""
    with pytest.raises(BotError, match="12 to 1,024 characters") as refused:
        await create_staff(front.store, "Dora", Role.COUNSELLOR, password=password, cost=CHEAP)
    assert not password or password not in str(refused.value)


@pytest.mark.parametrize("name", ["", " ", "a b", "-a", ".", "a" * 65, "anna@x", "é", "a\n", "<b>"])
async def test_a_name_that_cannot_be_is_refused(front: Front, name: str) -> None:
    """A login name is short and plain: colleagues read it, and it is typed on phones."""
    with pytest.raises(BotError, match="1 to 64 letters"):
        await invite_staff(front.store, name, Role.COUNSELLOR, cost=CHEAP)


@pytest.mark.parametrize("name", ["Anna", "anna", "AN-NA"])
async def test_a_name_is_given_once(front: Front, name: str) -> None:
    """The account that exists stays as it is; nobody is to take one for another in a list."""
    with pytest.raises(BotError, match="is taken"):
        await invite_staff(front.store, name, Role.ADMIN, cost=CHEAP)

    anna = next(one for one in await list_staff(front.store) if one.id == "Anna")
    assert anna.role is Role.COUNSELLOR


async def test_a_language_that_is_not_spoken_is_refused(front: Front) -> None:
    """The fix names those that are."""
    with pytest.raises(BotError, match="nl, en, fr"):
        await invite_staff(front.store, "Dora", Role.COUNSELLOR, language="de", cost=CHEAP)


async def test_everybody_is_listed(front: Front) -> None:
    """By name."""
    assert [one.id for one in await list_staff(front.store)] == ["Anna", "Bram", "Eva"]


async def test_a_disabled_account_is_opened_by_a_reset(front: Front) -> None:
    """With a link; the old password opens nothing."""
    await disable_staff(front.store, "Anna")
    await reset_staff(front.store, "Anna", cost=CHEAP)
    anna = (await list_staff(front.store))[0]

    assert not anna.disabled
    assert not verify(PASSWORD, anna.verifier)


async def test_who_does_not_exist_is_not_changed(front: Front) -> None:
    """The sentence says where to look."""
    for attempt in (disable_staff(front.store, "Niemand"), reset_staff(front.store, "Niemand", cost=CHEAP)):
        with pytest.raises(BotError, match="ajar staff list"):
            await attempt


async def test_what_a_counsellor_can_do_is_written_down_and_shown(front: Front) -> None:
    """It is audited once, and shown at their desk; a name that nobody has is refused."""
    taught = Skills({"language": frozenset({"fr", "nl"})}, seats=2)

    for _ in range(2):
        assert await change_skills(front.store, "Anna", lambda _: taught) == taught
    async with front.counsellor("Anna") as anna, anna.live() as view:
        frame = await view.sees("queue")

    assert (frame["able"], frame["seats"]) == ({"language": ["fr", "nl"]}, 2)
    assert front.store.audited.count("skills") == 1
    with pytest.raises(BotError, match="Nobody has this name"):
        await change_skills(front.store, "Zoë", lambda before: before)
