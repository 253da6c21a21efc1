"""Breaking the glass: one case is read in an emergency by somebody who does not have it, because two people decided it.

One asks with a reason, another one confirms it within minutes, and then whoever asked may read this one case for a
while: read, and nothing else. Whoever has the talk sees it in the talk, each opening stands in the trail.
"""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass, replace

from bot.errors import BotError
from bot.handover.floor import Floor
from bot.handover.own import NotYours
from bot.handover.two_people import NotConfirmed, confirmed
from bot.model import (
    MOST_EMERGENCY_CHARACTERS,
    Case,
    CaseId,
    CaseState,
    Emergency,
    EmergencyReason,
    Line,
    LineFrom,
    Motion,
    Phase,
    Power,
    Right,
    StaffId,
    Value,
    about_case,
    case_in,
)
from bot.model.promises import EMERGENCY_ASKED, EMERGENCY_OPEN
from bot.ports import Job, Store, Transaction
from bot.rights_now import has_right

_READ = frozenset({Power.READ})


class GlassRefused(BotError):
    """Nothing was decided.

    Attributes:
        code: `not_you`: they may not do this any more; `gone`: no such case goes on, or its person wiped it; `own`: it
            is theirs already; `waits`: somebody asked already, or reads it; `words`: none, or too many; `over` and
            `same` and `one` as for `NotConfirmed`.
    """

    def __init__(self, code: str) -> None:
        """Say by a code why not."""
        super().__init__("This case can't be opened like that.", where=code, fix="Look at the list again.")
        self.code = code


@dataclass(frozen=True, slots=True)
class Asked:
    """What one of those who may decide sees of a case that somebody wants to read, or may read: nothing of the talk."""

    case: Case
    emergency: Emergency


@dataclass(frozen=True, slots=True)
class Reading:
    """A case as it is read.

    Attributes:
        card: What the help-seeker agreed to show.
        lines: What is kept of the talk, with the notes beside it.
    """

    case: Case
    card: Mapping[str, Value]
    lines: tuple[Line, ...]
    emergency: Emergency


class BreakingGlass:
    """The use cases. Each is one transaction, audited under everybody whom it concerns, never with a word of it."""

    def __init__(self, store: Store, floor: Floor) -> None:
        """Work on the same store as the desk; `floor` tells desks and boards of what changes."""
        self._store = store
        self._floor = floor

    async def list(self, by: StaffId) -> tuple[Asked, ...]:
        """Return what can be decided on, and what is read now; the one that ends first in front.

        From whom a case is kept knows of no emergency in it either.
        """

        def work(tx: Transaction) -> tuple[Asked, ...]:
            found = ((_living(tx, case_id, by), one) for case_id, one in open_emergencies(tx).items())
            return tuple(Asked(case.queued(), one) for case, one in found if case is not None)

        return await self._store.run(Job(work))

    async def case(self, by: StaffId, case_id: CaseId) -> Case:
        """Return a case about which somebody is going to ask, as the queue knows it.

        Raises:
            GlassRefused: it can't be asked for.
        """
        return (await self._store.run(Job(lambda tx: _to_ask_for(tx, by, case_id)))).queued()

    async def ask(self, by: StaffId, case_id: CaseId, *, reason: EmergencyReason, words: str) -> None:
        """Ask another one to confirm, within a quarter of an hour, that this case may be read.

        Args:
            by: Who asks, and would read.
            case_id: Which one: it waits, or somebody else has it.
            reason: Why.
            words: What happened, 1 to 500 characters; kept with the case, under its key, until it is over.

        Raises:
            GlassRefused: with the reason.
        """
        words = words.strip()
        if not 0 < len(words) <= MOST_EMERGENCY_CHARACTERS or "\x00" in words:
            raise GlassRefused("words")
        motion_id = secrets.token_bytes(16)

        def work(tx: Transaction) -> None:
            tx.staff.hold()
            case = _to_ask_for(tx, by, case_id)
            before, about = open_emergencies(tx).get(case_id), about_case(case_id)
            if before is None:
                tx.staff.motions.drop(about)  # of the time before the talk went on elsewhere, or of whoever is gone
            ends_at = tx.now + EMERGENCY_ASKED
            motion = Motion(motion_id, Power.READ, about, by=by, ends_at=ends_at)
            if (before is not None and before.is_confirmed) or not tx.staff.motions.make(motion):
                raise GlassRefused("waits")
            if not tx.emergencies.keep(case, Emergency(motion_id, by, reason, words, ends_at)):
                raise GlassRefused("gone")
            tx.staff.audit(by, "emergency_asked", case_id)

        await self._store.run(Job(work))
        self._floor.queue_changed()

    async def confirm(self, by: StaffId, motion_id: bytes) -> CaseId:
        """Let whoever asked read the case for half an hour; returns which case it is.

        Raises:
            GlassRefused: it is one's own, has ended, or its person wiped it.
        """

        def work(tx: Transaction) -> CaseId:
            tx.staff.hold()
            if not has_right(tx, by, Right.EMERGENCY):
                raise GlassRefused("not_you")
            motion = _confirmed(tx, motion_id, by)
            case = _living(tx, case_in(motion.about), by)
            asked = None if case is None else tx.emergencies.of(case)
            if case is None or asked is None or (asked.id, asked.by) != (motion.id, motion.by):
                raise GlassRefused("over")
            if not tx.emergencies.keep(case, replace(asked, confirmed_by=by, ends_at=tx.now + EMERGENCY_OPEN)):
                raise GlassRefused("gone")
            tx.cases.add_line(case.id, Line(0, LineFrom.SYSTEM, "emergency_confirmed", by=asked.by))
            tx.staff.audit(by, "emergency_confirmed", case.id)
            tx.staff.audit(asked.by, "emergency_allowed", case.id)
            return case.id

        case_id = await self._store.run(Job(work))
        self._changed(case_id)
        return case_id

    async def withdraw(self, by: StaffId, motion_id: bytes) -> None:
        """Take a request off the list, one's own or another's: nobody reads anything by it.

        Raises:
            GlassRefused: it is off the list already.
        """

        def work(tx: Transaction) -> None:
            tx.staff.hold()
            if not has_right(tx, by, Right.EMERGENCY):
                raise GlassRefused("not_you")
            motion = tx.staff.motions.take(motion_id)
            case_id = None if motion is None or motion.power not in _READ else case_in(motion.about)
            case = None if case_id is None else tx.cases.get(case_id)
            if case_id is None or (case is not None and not case.wishes.let_in(by, tx.staff.skills())):
                raise GlassRefused("over")
            tx.emergencies.end(case_id)
            tx.staff.audit(by, "emergency_refused", case_id)

        await self._store.run(Job(work))
        self._floor.queue_changed()

    async def read(self, by: StaffId, case_id: CaseId) -> Reading:
        """Return the case that two people decided this one may read. Each call is an opening, and is written down.

        Raises:
            NotYours: nobody decided that, or it is over.
        """

        def work(tx: Transaction) -> Reading:
            case, emergency = _being_read(tx, by, case_id)
            lines = tx.cases.lines(case_id)
            tx.staff.audit(by, "emergency_opened", case_id)
            minute = f"{emergency.id.hex()}-{tx.now:%H%M}"  # who looks again and again fills no talk with lines
            opened = Line(0, LineFrom.SYSTEM, "emergency_opened", client_id=minute, by=by)
            tx.cases.add_line(case_id, opened)
            return Reading(case, case.card, lines, emergency)

        reading = await self._store.run(Job(work))
        self._changed(case_id)
        return reading

    async def end(self, by: StaffId, case_id: CaseId) -> None:
        """Let a reading end now: that of oneself, or of somebody else.

        Raises:
            GlassRefused: there is none.
        """

        def work(tx: Transaction) -> None:
            case = _living(tx, case_id, by)
            emergency = None if case is None else tx.emergencies.of(case)
            if not has_right(tx, by, Right.EMERGENCY):
                raise GlassRefused("not_you")
            if emergency is None or not emergency.is_confirmed or not tx.emergencies.end(case_id):
                raise GlassRefused("over")
            tx.cases.add_line(case_id, Line(0, LineFrom.SYSTEM, "emergency_over", by=emergency.by))
            tx.staff.audit(by, "emergency_ended", case_id)

        await self._store.run(Job(work))
        self._changed(case_id)

    def _changed(self, case_id: CaseId) -> None:
        self._floor.case_changed(case_id)
        self._floor.queue_changed()


def open_emergencies(tx: Transaction) -> Mapping[CaseId, Emergency]:
    """Return what is read, or waits for a second person, at this moment; the one that ends first in front.

    Nothing of what was taken off the list, or was asked by somebody who may not any more: no reading comes of it.
    """
    waiting = {motion.id for motion in tx.staff.motions.all()}
    return {
        case_id: one
        for case_id, one in tx.emergencies.all().items()
        if (one.is_confirmed or one.id in waiting) and has_right(tx, one.by, Right.EMERGENCY)
    }


def _living(tx: Transaction, case_id: CaseId | None, by: StaffId) -> Case | None:
    """Return a case that goes on; None too once its person wiped it, and for whom it is kept from.

    Once it is closed nobody writes with the person any more who would see that it is read.
    """
    case = None if case_id is None else tx.cases.get(case_id)
    if case is None or case.state is CaseState.CLOSED:
        return None
    if not case.wishes.let_in(by, tx.staff.skills()):
        return None
    conversation = tx.conversations.get(case.conversation_id)
    return None if conversation is None or conversation.phase is Phase.WIPED else case


def _to_ask_for(tx: Transaction, by: StaffId, case_id: CaseId) -> Case:
    if not has_right(tx, by, Right.EMERGENCY):
        raise GlassRefused("not_you")
    case = _living(tx, case_id, by)
    if case is None:
        raise GlassRefused("gone")
    if case.claimed_by == by:
        raise GlassRefused("own")
    return case


def _confirmed(tx: Transaction, motion_id: bytes, by: StaffId) -> Motion:
    try:
        return confirmed(tx, motion_id, by, right=Right.EMERGENCY, powers=_READ)
    except NotConfirmed as refused:
        raise GlassRefused(refused.code) from None


def _being_read(tx: Transaction, by: StaffId, case_id: CaseId) -> tuple[Case, Emergency]:
    """Return what somebody may read at this moment.

    Raises:
        NotYours: nothing.
    """
    case = _living(tx, case_id, by)
    emergency = None if case is None else tx.emergencies.of(case)
    if case is None or emergency is None or not emergency.is_confirmed or emergency.by != by:
        raise NotYours
    if not has_right(tx, by, Right.EMERGENCY):
        raise NotYours
    return case, emergency
