"""Bring a conversation back to whoever said its return phrase, on whatever channel; inside one transaction.

What the phrase opens takes the place of what stood there. The other channel's conversation is left empty: its next
message meets the opening. An open case comes along, with the words of a counsellor that nobody has read yet.
"""

from dataclasses import replace
from typing import NamedTuple

from bot.appointments import brought_along as with_callback
from bot.flows.locking import ways_left, ways_lost
from bot.flows.vanishing import brought_along
from bot.flows.with_whom import MOST_NEVER
from bot.model import (
    DELETIONS,
    Case,
    CaseState,
    Conversation,
    Ending,
    Line,
    LineFrom,
    Outbound,
    Phase,
    Purpose,
    ReturnKey,
    StaffId,
    Value,
)
from bot.ports import Transaction


class Returned(NamedTuple):
    """A conversation that came back.

    Attributes:
        conversation: As it was, at the person who said the phrase; not saved yet.
        words: What a counsellor wrote meanwhile to the other channel; it is to come behind what is said now.
        left: What stands on the other channel now, if there is one; nothing is sent there any more.
    """

    conversation: Conversation
    words: tuple[Outbound, ...]
    left: Conversation | None = None


def bring_back(tx: Transaction, conversation: Conversation, key: ReturnKey, *, own: str = "") -> Returned | None:
    """Let a phrase open what it protects; it is spent by that. None when it opens nothing, and nothing has changed.

    Args:
        conversation: Of whoever said the phrase, as it stands; perhaps a stranger's, not saved yet.
        key: What the phrase opens with.
        own: The variable of the word that somebody chose to wipe with: it acts on wherever it was chosen.
        tx: Everything happens in it.
    """
    found = tx.ways_back.open(key)
    if found is None:
        return None
    source_id, was = found
    here = source_id == conversation.id
    source = conversation if here else tx.conversations.get(source_id)
    if was is None and source is not None and source.way_back is not None and source.way_back.tag == key.tag:
        was = source  # not locked yet
    if was is None:
        return None
    tx.ways_back.forget([key.tag])
    conversation = _put_away(tx, conversation, key)
    case = None if source is None or source.case_id is None else tx.cases.get(source.case_id)
    if case is not None and case.state is CaseState.CLOSED:
        case = None
    back = _as_it_was(was, conversation, case, here=here)
    back = replace(back, vars={**_only(own, conversation), **back.vars})
    if here or source is None:
        return Returned(back, ())
    if case is not None:
        _close_another(tx, conversation, case)
        tx.cases.move(case.id, back)
        tx.cases.add_line(case.id, Line(0, LineFrom.SYSTEM, "back"))
    words = _unread(tx, source, back)
    back = with_callback(tx, source, back)
    source = _put_away(tx, source, key)
    left = tx.conversations.save(replace(_emptied(source), vars=_only(own, source)))
    back = replace(back, never_with=_all_of(source.never_with, back.never_with))
    return Returned(_with_ways_of(tx, source, back), words, left)


def _put_away(tx: Transaction, conversation: Conversation, key: ReturnKey) -> Conversation:
    """Lock what stands in a conversation whose place is taken, if another phrase protects that."""
    way = conversation.way_back
    if way is not None and way.tag != key.tag:
        tx.ways_back.keep(way, conversation, is_locked=True)
        tx.ways_back.forget(ways_lost(conversation, way))
        conversation = replace(conversation, ways_left=ways_left(conversation, way))
    return replace(conversation, way_back=None, ways_left=_without(conversation.ways_left, key))


def _with_ways_of(tx: Transaction, source: Conversation, back: Conversation) -> Conversation:
    """Let a wipe in the new place find what earlier phrases of the old one protect as well."""
    known = tuple(tag for tag in source.ways_left if tag not in back.ways_left)
    both = replace(back, ways_left=(*known, *back.ways_left))
    tx.ways_back.forget(ways_lost(both, None))
    return replace(both, ways_left=ways_left(both, None))


def _as_it_was(was: Conversation, now: Conversation, case: Case | None, *, here: bool) -> Conversation:
    """Return the conversation as it was, with what is only true of this person and of this moment."""
    phase, handover = Phase.BOT, was.handover
    if case is not None and was.phase is not Phase.BOT:
        phase = Phase.TALKING if case.state is CaseState.CLAIMED else Phase.WAITING
    return replace(
        now,
        language=was.language,
        bundle=was.bundle,
        born_on=min(now.born_on, was.born_on),
        node=was.node,
        stack=was.stack,
        prompt=was.prompt,
        vars=was.vars,
        tries=was.tries,
        prompts=max(now.prompts, was.prompts),
        reminded=was.reminded,
        doubt=None,
        sure=was.sure,
        proposal=None,
        counsellor=case.claimed_by if case is not None and phase is Phase.TALKING else was.counsellor,
        never_with=_all_of(now.never_with, was.never_with),
        phase=phase,
        case_id=now.case_id if case is None else case.id,
        handover=handover,
        spoke_at=None,
        write_until=None,
        talk_seq=was.talk_seq if here else now.next_seq,
        opened_seq=now.next_seq,
        announced=phase is not Phase.TALKING,
        answer_by=None,
        claim_by=None,
        idle_by=None,
        vanish_after=brought_along(was, now),
        vanish_by=None,  # it is set anew by the messages of this turn
        known_in=was.known_in,
        again_in=was.again_in,
    )


def _close_another(tx: Transaction, conversation: Conversation, case: Case) -> None:
    """One person has one place in the queue: theirs here gives way to the one that comes along."""
    if conversation.case_id is not None and conversation.case_id != case.id:
        tx.cases.close(conversation.case_id, Ending.HELP_SEEKER)


def _unread(tx: Transaction, source: Conversation, back: Conversation) -> tuple[Outbound, ...]:
    """Take what waits to be shown on the other channel off it; what a counsellor wrote comes along.

    What is to vanish there vanishes: the chat is still theirs, and nobody else will empty it.
    """
    waiting = (*tx.outbox.queued(source.id), *tx.outbox.release(source.id))
    words = []
    for row in waiting:
        if row.purpose in DELETIONS:
            continue
        tx.outbox.drop(row)
        if row.purpose is Purpose.TALK and back.phase is Phase.TALKING and row.seq >= source.talk_seq:
            words.append(row)
    return tuple(words)


def _emptied(source: Conversation) -> Conversation:
    """Return the conversation of the other channel as if nothing had been said; its messages can still be deleted."""
    return replace(
        source,
        node="",
        stack=(),
        prompt=None,
        vars={},
        tries=0,
        reminded=(),
        doubt=None,
        sure=False,
        proposal=None,
        counsellor=None,
        phase=Phase.BOT,
        case_id=None,
        handover="",
        spoke_at=None,
        write_until=None,
        talk_seq=source.next_seq,
        opened_seq=source.next_seq,
        answer_by=None,
        claim_by=None,
        idle_by=None,
        lock_by=source.lock_by if source.words_shown else None,
        appointment=None,
    )


def _only(name: str, conversation: Conversation) -> dict[str, Value]:
    return {name: conversation.vars[name]} if name in conversation.vars else {}


def _all_of(these: tuple[StaffId, ...], those: tuple[StaffId, ...]) -> tuple[StaffId, ...]:
    """Return with whom somebody never wants to talk again, as they said in both places."""
    return tuple(dict.fromkeys((*these, *those)))[-MOST_NEVER:]


def _without(tags: tuple[bytes, ...], key: ReturnKey) -> tuple[bytes, ...]:
    return tuple(tag for tag in tags if tag != key.tag)
