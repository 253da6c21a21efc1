"""What waits for somebody who is forgotten leaves no more, in whichever lane it waits."""

from dataclasses import replace

from bot.lanes import Lane, Lanes
from bot.model import Outbound, Phase, Purpose
from bot.safe_contact import Decision, delivery_decision
from tests.contracts.stores import MIA, NOOR, bubble_for, stranger
from tests.fakes import A_MONDAY_AFTERNOON as NOW


def test_nothing_leaves_to_whoever_is_forgotten_from_either_lane() -> None:
    """Also not what was to empty the chat, which has a lane of its own; somebody else's lanes go on."""
    lanes, mia, noor = Lanes(), stranger(MIA, NOW), stranger(NOOR, NOW)

    def rows(purpose: Purpose) -> list[Outbound]:
        return [replace(bubble_for(one, "Dag."), purpose=purpose) for one in (mia, noor)]

    bubbles, deletions = rows(Purpose.REPLY), rows(Purpose.VANISH)
    of_mia = lanes.put(mia, [bubbles[0], deletions[0]])
    of_noor = lanes.put(noor, [bubbles[1], deletions[1]])

    lanes.lose(mia)

    def decided(begun: list[Lane]) -> list[Decision]:
        return [delivery_decision(lane.waiting[0], lane.conversation, NOW) for lane in begun]

    assert [lane.vanishing for lane in of_mia] == [False, True]
    assert {lane.conversation.phase for lane in of_mia} == {Phase.WIPED}
    assert decided(of_mia) == [Decision.DROP, Decision.DROP]
    assert decided(of_noor) == [Decision.SEND, Decision.SEND]
