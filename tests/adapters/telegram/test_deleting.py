"""A wipe deletes what Telegram lets us delete, of both sides, and tells what it could not."""

import pytest

from bot.errors import PerhapsSent, TryLater, Undeliverable
from tests.adapters.telegram.rig import Rig, outbound, sender
from tests.peers.botapi import Fault


async def test_deleting_takes_batches_of_a_hundred(rig: Rig) -> None:
    """A wipe of 250 messages of both sides takes three calls."""
    mia = rig.person()
    refs = [ref for number in range(125) for ref in await rig.channel.send(sender(), outbound(number=number))]
    refs += [type(refs[0])(str(mia.says("hoi"))) for _ in range(125)]

    await rig.channel.delete(sender(), refs)

    assert rig.api.calls["deletemessages"] == 3
    assert all(shown.is_deleted for shown in mia.seen)
    assert not rig.api.world.sent_at


async def test_missing_and_foreign_ids_are_passed_over(rig: Rig) -> None:
    """Deleting is safe to repeat."""
    rig.person()
    refs = list(await rig.channel.send(sender(), outbound()))

    await rig.channel.delete(sender(), [*refs, type(refs[0])("999999"), type(refs[0])("b-1")])
    await rig.channel.delete(sender(), refs)
    await rig.channel.delete(sender(), [])

    assert not rig.api.world.sent_at


async def test_a_message_that_is_too_old_does_not_keep_the_others(rig: Rig) -> None:
    """47:59:59 goes, 48:00:01 stays, in the same batch."""
    mia = rig.person()
    old = await rig.channel.send(sender(), outbound("oud", number=1))
    rig.api.clock_offset_s = 2.0
    young = [ref for number in range(9) for ref in await rig.channel.send(sender(), outbound(number=number))]
    rig.api.clock_offset_s = 48 * 3600 + 1.0

    await rig.channel.delete(sender(), [*young[:4], *old, *young[4:]])

    assert [shown.text for shown in mia.seen if not shown.is_deleted] == ["oud"]


@pytest.mark.parametrize(
    ("fault", "error"), [(Fault.FLOOD, TryLater), (Fault.CUT_AFTER, PerhapsSent), (Fault.SERVER_ERROR, PerhapsSent)]
)
async def test_a_failed_deletion_is_told(rig: Rig, fault: Fault, error: type[Exception]) -> None:
    """The wipe must know that it has to try again."""
    rig.person()
    refs = await rig.channel.send(sender(), outbound())
    rig.api.plan(fault, "deleteMessages")

    with pytest.raises(error):
        await rig.channel.delete(sender(), refs)


async def test_deleting_for_somebody_who_blocked_us_ends_there(rig: Rig) -> None:
    """There is nothing that we could still delete."""
    mia = rig.person()
    refs = await rig.channel.send(sender(), outbound())
    mia.has_blocked = True

    with pytest.raises(Undeliverable):
        await rig.channel.delete(sender(), refs)
