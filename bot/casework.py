"""What asking for a human, and changing one's mind, does to a case; in the transaction of the turn."""

from dataclasses import replace

from bot.counting import Apart, asked_for, only_what_is_shown
from bot.handover.heard import CLAIM_OVER, PARTED, end_of
from bot.model import (
    Case,
    CaseId,
    CaseState,
    ChangeCard,
    Conversation,
    KeepFrom,
    Line,
    LineFrom,
    OpenCase,
    StaffId,
    Urgency,
    Wishes,
)
from bot.ports import NewId, Transaction


def let_go(
    tx: Transaction, case_id: CaseId, has: StaffId, *, to: StaffId | None = None, is_wanted: bool = False
) -> bool:
    """Take a talk from who has it, and write into it where that claim ended, and if anybody had answered in it.

    Args:
        tx: Where it happens.
        case_id: Which one.
        has: Who has it.
        to: Who has it from now on; None: it waits again, in its old place.
        is_wanted: The help-seeker wants it: then nobody reads without a yes what they had said.

    Returns:
        False: `has` has it no longer, and nothing happened.
    """
    is_done = tx.cases.give_back(case_id, has) if to is None else tx.cases.reassign(case_id, has, to)
    if is_done:
        ends = CLAIM_OVER if is_wanted else end_of(tx.cases.lines(case_id))
        tx.cases.add_line(case_id, Line(0, LineFrom.SYSTEM, ends, by=has))
    return is_done


def part_with(tx: Transaction, case_id: CaseId | None) -> None:
    """Let a talk wait again without who has it, as its help-seeker wants: from now on it is kept from them.

    Whoever has it next reads that, and not who it was.
    """
    case = None if case_id is None else tx.cases.get(case_id)
    if case is None or case.claimed_by is None:
        return
    has = case.claimed_by
    let_go(tx, case.id, has, is_wanted=True)
    tx.cases.add_line(case.id, Line(0, LineFrom.SYSTEM, PARTED))
    tx.staff.audit(has, "taken_back", case.id)
    waits = tx.cases.get(case.id)
    if waits is not None:
        wishes = replace(waits.wishes, first=None, not_staff=waits.wishes.not_staff | {has})
        tx.cases.change_waiting(replace(waits, wishes=wishes))


def open_new(
    tx: Transaction, new_id: NewId, conversation: Conversation, *, wanted: OpenCase, is_open: bool, apart: Apart
) -> CaseId:
    """Put somebody in the queue, behind all who are as urgent, and count that; returns the case.

    Args:
        tx: Where it happens.
        new_id: Makes the id of the case.
        conversation: Whose it is.
        wanted: What they ask for.
        is_open: Somebody could take it at once.
        apart: By what talks are told apart in the figures.
    """
    case = Case(
        id=CaseId(new_id()),
        conversation_id=conversation.id,
        state=CaseState.WAITING,
        urgency=wanted.urgency,
        place=0,
        language=conversation.language,
        channel=conversation.sender.channel,
        asked_at=tx.now,
        card=wanted.card,
        wishes=wanted.wishes,
        counted=asked_for(tx, conversation, wanted, is_open=is_open, apart=apart),
    )
    return tx.cases.open(case).id


def open_again(
    tx: Transaction, case_id: CaseId | None, wanted: OpenCase, *, waits: bool, apart: Apart
) -> CaseId | None:
    """Return the case that is open still, back in its old place, with the card that was agreed to now; None: none is.

    Whoever asks after the neutral opening may be somebody else: they read the same as a stranger, and the talk goes on
    only when a counsellor claims it again. They can keep more people out, and let nobody in who was kept out.

    Args:
        tx: Where it happens.
        case_id: Their case.
        wanted: What they ask for now.
        waits: They wait already, so whom they asked for then is asked still.
        apart: By what talks are told apart in the figures.
    """
    case = None if case_id is None else tx.cases.get(case_id)
    if case is None or case.state is CaseState.CLOSED:
        return None
    if case.claimed_by is not None:
        let_go(tx, case.id, case.claimed_by)
    card = ChangeCard(wanted.card, wanted.stays).on(case.card)
    wishes = case.wishes.with_more(wanted.wishes) if waits else case.wishes.after_the_opening(wanted.wishes)
    tx.cases.change_waiting(replace(case, card=card, wishes=wishes))
    only_what_is_shown(tx, case, card, apart=apart)
    if wanted.urgency is Urgency.URGENT:
        tx.cases.make_urgent(case.id)
    return case.id


def lift(tx: Transaction, case_id: CaseId | None, said: Wishes) -> None:
    """Let whoever proved who they are take back again what they had said themselves before the opening; others' stays.

    In a talk nothing changes: who has it is let in already, and nobody else is.
    """
    case = None if case_id is None else tx.cases.get(case_id)
    if case is not None and case.state is CaseState.WAITING:
        tx.cases.change_waiting(replace(case, wishes=case.wishes.proved(said)))


def change_case(tx: Transaction, case_id: CaseId, wanted: ChangeCard | KeepFrom, *, apart: Apart) -> None:
    """Let something else be seen of whoever waits, or others see it; who has the case already, has and has read it."""
    case = tx.cases.get(case_id)
    if case is None:
        return
    if isinstance(wanted, ChangeCard):
        card = wanted.on(case.card)
        if tx.cases.change_waiting(replace(case, card=card)):
            only_what_is_shown(tx, case, card, apart=apart)
    else:
        tx.cases.change_waiting(replace(case, wishes=case.wishes.said_anew(wanted.now)))
