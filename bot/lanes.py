"""What waits for each help-seeker, in lanes: bubbles in their order, and apart from them what empties the chat. No I/O.

A platform may take no deletion for hours. No answer waits for that, and no deletion for an answer: so messages that
vanish have a lane of their own. They need no place in the order, because they name the moment up to which they reach.
"""

from collections import Counter, deque
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from bot.model import Conversation, ConversationId, Outbound, Phase, Purpose

STUCK_AFTER = timedelta(minutes=1)
"""What could not be sent for so long waits for more than a hiccup of its channel."""


@dataclass(slots=True, eq=False)
class Lane:
    """What waits for one help-seeker; the first is under way, once the moment has come.

    Attributes:
        vanishing: Messages vanish here; all else that goes to the same person waits in another lane.
        look_again: Rows may be queued that were never handed over.
        not_before: When the first may leave at the earliest.
        stuck_since: When the first was tried in vain for the first time; None: it was not.
    """

    conversation: Conversation
    waiting: deque[Outbound]
    vanishing: bool = False
    look_again: bool = False
    not_before: datetime | None = None
    stuck_since: datetime | None = None

    def hear_of(self, conversation: Conversation) -> None:
        """Decide by this one from now on, unless a newer one is known."""
        if conversation.version >= self.conversation.version:
            self.conversation = conversation

    def fails(self, now: datetime) -> None:
        """Note that the first was tried in vain; since when, if it was before."""
        self.stuck_since = self.stuck_since or now

    def add(self, rows: Iterable[Outbound]) -> None:
        """Put rows behind what waits; a row that waits already is left out."""
        self.waiting.extend(self._unknown(rows))

    def put_before(self, rows: Sequence[Outbound]) -> None:
        """Put rows before what waits: they are older. A row that waits already is left out."""
        self.waiting.extendleft(reversed(self._unknown(rows)))

    def _unknown(self, rows: Iterable[Outbound]) -> list[Outbound]:
        known = {row.id for row in self.waiting}
        return [row for row in rows if row.id not in known]


class Lanes:
    """All lanes in which something waits."""

    def __init__(self) -> None:
        self._lanes: dict[tuple[ConversationId, bool], Lane] = {}

    def __bool__(self) -> bool:
        """Tell whether anything waits."""
        return bool(self._lanes)

    @property
    def people(self) -> int:
        """How many help-seekers something is on its way to."""
        return len({conversation_id for conversation_id, _ in self._lanes})

    def stuck(self, now: datetime) -> Mapping[str, int]:
        """Return by channel to how many help-seekers something could not be sent for too long."""
        since = now - STUCK_AFTER
        lanes = (lane for lane in self._lanes.values() if lane.stuck_since is not None and lane.stuck_since <= since)
        people = {(lane.conversation.id, lane.conversation.sender.channel) for lane in lanes}
        return Counter(channel for _, channel in people)

    def put(
        self, conversation: Conversation, outbound: Sequence[Outbound], *, not_before: datetime | None = None
    ) -> list[Lane]:
        """Put rows behind what waits for the same person; returns the lanes that are new, for somebody to empty.

        What is on its way already is decided by the conversation as it is now.
        """
        begun = []
        for vanishing in (False, True):
            rows = [row for row in outbound if (row.purpose is Purpose.VANISH) is vanishing]
            lane = self._lanes.get((conversation.id, vanishing))
            if lane is not None:
                lane.hear_of(conversation)
                lane.add(rows)
            elif rows:
                begun.append(self._begin(Lane(conversation, deque(rows), vanishing)))
                begun[-1].not_before = None if vanishing else not_before
        return begun

    def look_again(self, conversation: Conversation) -> list[Lane]:
        """Have the lane of bubbles look for what was never handed over; returns it if it is new."""
        lane = self._lanes.get((conversation.id, False))
        if lane is not None:
            lane.look_again = True
            return []
        return [self._begin(Lane(conversation, deque(), look_again=True))]

    def end(self, lane: Lane) -> None:
        """Take away a lane that is empty."""
        del self._lanes[lane.conversation.id, lane.vanishing]

    def lose(self, conversation: Conversation) -> None:
        """Let nothing more leave to somebody who is forgotten; what is under way finds out by itself."""
        for vanishing in (False, True):
            lane = self._lanes.get((conversation.id, vanishing))
            if lane is not None:
                lane.conversation = replace(lane.conversation, phase=Phase.WIPED)

    def _begin(self, lane: Lane) -> Lane:
        self._lanes[lane.conversation.id, lane.vanishing] = lane
        return lane
