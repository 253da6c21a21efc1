"""What is counted where it happens, in the transaction of the turn: so a turn that is run again counts once."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from bot.model import (
    Case,
    CaseState,
    CheckPassed,
    Consent,
    Conversation,
    Counted,
    Dimension,
    Effect,
    Happening,
    LineFrom,
    LogEvent,
    OpenCase,
    Outbound,
    Purpose,
    Value,
)
from bot.model.counted import answered
from bot.model.event_log import LONGEST_VALUE, first_of_quarter
from bot.ports import Transaction


def happened(
    tx: Transaction,
    what: Happening,
    *,
    told: Mapping[Dimension, str] | None = None,
    how: str = "",
    seconds: int | None = None,
) -> None:
    """Count something, by the moment of this transaction."""
    day, part = tx.event_log.wall()
    known = {**(told or {}), **({Dimension.HOW: how} if how else {})}
    tx.event_log.add(LogEvent(what, day, part, known, seconds))


def about(conversation: Conversation) -> dict[Dimension, str]:
    """Return what of somebody may be told apart without asking: on which channel they write, in which language."""
    return _short({Dimension.CHANNEL: conversation.sender.channel, Dimension.LANGUAGE: conversation.language})


_SAID = {Consent.AGREED: "agreed", Consent.REFUSED: "declined"}
Effects = Sequence[Effect | CheckPassed]
Apart = Mapping[Dimension, str]
"""The variables by which talks are told apart."""


def asked_for(
    tx: Transaction, conversation: Conversation, wanted: OpenCase, *, is_open: bool, apart: Apart
) -> Counted | None:
    """Count that a human was asked for; returns what the case is to remember. None: it is in no figure.

    Args:
        tx: Where it happens.
        conversation: Whose case it is.
        wanted: As it was asked for. What is not on its card is not counted.
        is_open: Somebody could take it at once.
        apart: Of the bundle.
    """
    counted = _counted(tx, conversation, wanted, apart)
    if counted is None:
        return None
    if not is_open:
        counted = replace(counted, told={**counted.told, Dimension.DOOR: "closed"})
    tx.event_log.add(counted.event(Happening.ASKED))
    return counted


def turned_away(tx: Transaction, conversation: Conversation, wanted: OpenCase, *, apart: Apart) -> None:
    """Count that a human was asked for while nobody could come."""
    counted = _counted(tx, conversation, wanted, apart)
    if counted is not None:
        tx.event_log.add(counted.event(Happening.TURNED_AWAY))


def only_what_is_shown(tx: Transaction, case: Case, card: Mapping[str, Value], *, apart: Apart) -> None:
    """Count from now on no more of a case than its card may show, once something was taken off it."""
    counted = case.counted
    if counted is None:
        return
    told = {one: value for one, value in counted.told.items() if one not in apart or apart[one] in card}
    if told != counted.told:
        tx.cases.counts(case.id, replace(counted, told=told))


def checks_counted(tx: Transaction, conversation: Conversation, effects: Effects) -> list[Effect]:
    """Count the lists of questions that were begun or gone through; returns what else there is to do."""
    others: list[Effect] = []
    for one in effects:
        if isinstance(one, CheckPassed):
            happened(tx, Happening.CHECK, told=about(conversation), how="finished" if one.finished else "begun")
        else:
            others.append(one)
    return others


def claim(tx: Transaction, how: str) -> None:
    """Count what became of a claim, or of a transfer."""
    happened(tx, Happening.CLAIM, how=how)


def referred(tx: Transaction, case: Case, *, before: Consent, after: Consent) -> None:
    """Count what was said to a partner that was proposed; who takes a yes back, did not agree after all."""
    told = {} if case.counted is None else case.counted.told
    for consent, amount in ((before, -1), (after, 1)):
        if before is not after and consent in _SAID:
            day, part = tx.event_log.wall()
            known = {**told, Dimension.HOW: _SAID[consent]}
            tx.event_log.add(LogEvent(Happening.REFERRED, day, part, known, amount=amount))


def group_named(tx: Transaction, name: str) -> None:
    """Count a group that was named, once in a quarter; the name, as `alike` wrote it, is kept nowhere."""
    if name and tx.named_groups.note(name):
        tx.event_log.add(LogEvent(Happening.GROUP, first_of_quarter(tx.event_log.wall()[0])))


def took(tx: Transaction, case: Case, *, lines_go: bool = False) -> None:
    """Remember when a counsellor got a case: until their first words it is their time that runs.

    Args:
        tx: Where it happens.
        case: As it stands from now on.
        lines_go: What was said in it is about to be taken away, and with it that the help-seeker wrote.
    """
    counted = case.counted
    if counted is None:
        return
    heard = lines_go and any(line.author is LineFrom.HELP_SEEKER for line in tx.cases.lines(case.id))
    since = tx.now if counted.answered_at is None else counted.claimed_at
    after = replace(counted, claimed_at=since, heard=counted.heard or heard)
    if after != counted:
        tx.cases.counts(case.id, after)


def first_words(tx: Transaction, outbound: Outbound) -> None:
    """Count an answer, if these are the first words of a counsellor that were delivered in their case.

    What asks something of the help-seeker is worded by the bot, and a guest is no counsellor.
    """
    if outbound.purpose is not Purpose.TALK or not outbound.line or outbound.bubble.options:
        return
    conversation = tx.conversations.get(outbound.conversation_id)
    case = None if conversation is None or conversation.case_id is None else tx.cases.get(conversation.case_id)
    if case is None or case.counted is None or case.counted.answered_at is not None or case.state is CaseState.CLOSED:
        return
    line = next(iter(tx.cases.lines(case.id, outbound.line - 1)), None)
    if line is None or line.number != outbound.line or line.author is not LineFrom.COUNSELLOR:
        return
    for event in answered(case, tx.now):
        tx.event_log.add(event)
    tx.cases.counts(case.id, replace(case.counted, answered_at=tx.now))


def _counted(  # noqa: PLR0917 - as both that ask for it have them
    tx: Transaction, conversation: Conversation, wanted: OpenCase, apart: Apart
) -> Counted | None:
    """Return what is counted of somebody who asks for a human; None of whoever is kept out: nobody is to come."""
    block = tx.blocks.of(conversation.sender)
    if block is not None and block.is_confirmed:
        return None
    day, part = tx.event_log.wall()
    shown = _short({one: str(wanted.card[name]) for one, name in apart.items() if name in wanted.card})
    return Counted(day, part, {**about(conversation), **shown, Dimension.URGENCY: wanted.urgency.value})


def _short(told: Mapping[Dimension, str]) -> dict[Dimension, str]:
    return {one: value[:LONGEST_VALUE] for one, value in told.items()}
