"""A talk on its way to a colleague, inside one transaction: every move is one conditional write. Sends nothing."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

from bot.counting import claim, took
from bot.handover.claims import PASSED
from bot.handover.heard import is_to_be_asked
from bot.handover.rules import after_passing
from bot.model import (
    NOTE,
    WORDS,
    Case,
    CaseId,
    DeskEvent,
    DeskEventKind,
    Line,
    LineFrom,
    PassOn,
    Right,
    StaffId,
    Ticks,
    Transfer,
    TransferState,
    all_ticked,
)
from bot.ports import Transaction
from bot.rights_now import has_right

_SECOND_CLAIM = 2
"""From this fence on somebody else may have had the talk before."""
_TOLD = {"decline": "pass_declined", "refuse": "pass_refused", "go": "pass_gone"}
"""The line that tells the holder how it ended, by what happened."""


def moved(tx: Transaction, case: Case, transfer: Transfer, *, trigger: str, until: datetime | None = None) -> bool:
    """Let something happen to a transfer; False: something else happened first, or the claim is over.

    Args:
        tx: Where it happens.
        case: As it stands.
        transfer: As it was looked up.
        trigger: What happens.
        until: Of an acceptance: until when the help-seeker can answer.

    Raises:
        Refused: this can't happen now.
    """
    state = after_passing(transfer.state, trigger)
    goes_on = state is TransferState.ASKED and until is not None
    after = replace(transfer, state=state, until=until) if goes_on and until is not None else None
    if not tx.transfers.change(case, transfer, after):
        return False
    if state is TransferState.KEPT:
        claim(tx, "not_passed")
        told = _TOLD.get(trigger, "")
        if trigger == "run_out":
            told = "pass_unanswered" if transfer.state is TransferState.OFFERED else "pass_silent"
        if told:
            tx.cases.add_line(case.id, Line(0, LineFrom.SYSTEM, told))
    return True


def question(tx: Transaction, case: Case) -> DeskEvent | None:
    """Return what the help-seeker is to be asked; None: nothing, or there is no time left to answer."""
    transfer = tx.transfers.of(case)
    if transfer is not None and transfer.state is TransferState.ASKED and tx.now < transfer.until:
        return asked(case, transfer)
    return DeskEvent(DeskEventKind.READ_ON) if _asks_to_read_on(tx, case) else None


def _asks_to_read_on(tx: Transaction, case: Case) -> bool:
    """Tell whether somebody has the talk who may not read what was written to another one, and it was not asked yet."""
    if case.claimed_by is None or case.fence < _SECOND_CLAIM:
        return False
    return is_to_be_asked(tx.cases.lines(case.id), case.claimed_by)


def asked(case: Case, transfer: Transfer) -> DeskEvent:
    """Return the question whether a colleague may go on, and what of all that is there they may read."""
    ticks = all_ticked(case.card, words=True, note=transfer.note)
    return DeskEvent(DeskEventKind.COLLEAGUE_READY, ticks)


def passed(tx: Transaction, case_id: CaseId, said: PassOn, *, is_at_desk: Callable[[StaffId], bool]) -> bool:
    """Let the help-seeker's answer take effect; tell whether the colleague has the talk now.

    Args:
        tx: Where it happens.
        case_id: Their case.
        said: The answer.
        is_at_desk: Tells whether somebody can begin at once.
    """
    case = tx.cases.get(case_id)
    transfer = None if case is None else tx.transfers.of(case)
    if case is None or transfer is None or transfer.state is not TransferState.ASKED:
        return False
    if tx.now >= transfer.until:
        moved(tx, case, transfer, trigger="run_out")
    elif not said.agreed:
        moved(tx, case, transfer, trigger="refuse")
    elif not is_at_desk(transfer.receiver) or not has_right(tx, transfer.receiver, Right.TALK, wishes=case.wishes):
        moved(tx, case, transfer, trigger="go")
    else:
        return moved(tx, case, transfer, trigger="agree") and _give(tx, transfer, said.ticks)
    return False


def _give(tx: Transaction, transfer: Transfer, ticks: Ticks) -> bool:
    """Let the receiver have the talk with what is ticked; all else is gone, and notes that nobody was shown with it."""
    case_id = transfer.case_id
    if not tx.cases.reassign(case_id, transfer.holder, transfer.receiver, read=ticks.ticked):
        return False
    claim(tx, "passed")
    with_words, case = WORDS in ticks.ticked, tx.cases.get(case_id)
    if case is not None:
        took(tx, case, lines_go=not with_words)
    line = tx.cases.add_line(case_id, Line(0, LineFrom.SYSTEM, PASSED[0] if with_words else PASSED[1]))
    tx.cases.drop_lines(case_id, line.number, only_notes=with_words)
    if NOTE in ticks.ticked:
        tx.cases.add_line(case_id, Line(0, LineFrom.NOTE, ticks.note, by=transfer.holder))
    tx.staff.audit(transfer.holder, "pass_on", case_id)
    tx.staff.audit(transfer.receiver, "was_given", case_id)
    return True
